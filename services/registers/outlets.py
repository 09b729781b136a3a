"""Outlets and their columns: listing, saving, confirming."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.tables import Outlet, OutletColumn, Placement
from models.vocabulary import OutletLevel
from services import text
from services.pinyin import initials


@dataclass(frozen=True)
class OutletRow:
    """An outlet with the names of its columns."""

    id: int
    name: str
    level: OutletLevel
    kind: str
    aliases: tuple[str, ...]
    columns: tuple[str, ...]
    initials: str
    confirmed: bool
    note: str


def list_outlets(session: Session) -> list[OutletRow]:
    """All outlets, by level, then position."""
    columns: dict[int, list[str]] = {}
    query = select(OutletColumn.outlet_id, OutletColumn.name).where(
        OutletColumn.deleted_at.is_(None)
    )
    for outlet_id, name in session.execute(
        query.order_by(OutletColumn.position, OutletColumn.id)
    ):
        columns.setdefault(outlet_id, []).append(name)
    outlets = session.scalars(
        select(Outlet)
        .where(Outlet.deleted_at.is_(None))
        .order_by(Outlet.level, Outlet.position, Outlet.id)
    )
    return [
        OutletRow(
            o.id,
            o.name,
            OutletLevel(o.level),
            o.kind,
            tuple(text.split_names(o.aliases)),
            tuple(columns.get(o.id, ())),
            o.initials,
            o.confirmed,
            o.note,
        )
        for o in outlets
    ]


def parse_level(value: str) -> OutletLevel | None:
    """The level that a word means (省, 省级, 县（区）, 自有 …), None when it is none."""
    key = text.fold(value).removesuffix("级").removesuffix("媒体").removesuffix("级")
    return _LEVEL_WORDS.get(key)


_LEVEL_WORDS: dict[str, OutletLevel] = {
    "中央": OutletLevel.CENTRAL,
    "国家": OutletLevel.CENTRAL,
    "央媒": OutletLevel.CENTRAL,
    "省": OutletLevel.PROVINCE,
    "省部": OutletLevel.PROVINCE,
    "自治区": OutletLevel.PROVINCE,
    "省媒": OutletLevel.PROVINCE,
    "市": OutletLevel.CITY,
    "州": OutletLevel.CITY,
    "市州": OutletLevel.CITY,
    "地市": OutletLevel.CITY,
    "市媒": OutletLevel.CITY,
    "县": OutletLevel.COUNTY,
    "区": OutletLevel.COUNTY,
    "县区": OutletLevel.COUNTY,
    "区县": OutletLevel.COUNTY,
    "旗县": OutletLevel.COUNTY,
    "县市区": OutletLevel.COUNTY,
    "县媒": OutletLevel.COUNTY,
    "单位自有": OutletLevel.OWN,
    "自有": OutletLevel.OWN,
    "本单位": OutletLevel.OWN,
    "单位": OutletLevel.OWN,
}


def save_outlet(
    session: Session,
    outlet_id: int | None = None,
    *,
    name: str,
    level: OutletLevel,
    kind: str = "",
    aliases: str | tuple[str, ...] = "",
    columns: str | tuple[str, ...] | None = None,
    initials_: str = "",
    confirmed: bool = True,
    position: int | None = None,
    note: str = "",
) -> int:
    """Add or change an outlet; returns its id. `columns` None leaves the columns as they are.

    Raises ValidationError (field: name, aliases) or NotFound. A changed level does not rewrite the level
    of placements that were already counted.
    """
    name = text.clean(name).strip("《》")
    if not name:
        raise ValidationError("请填写媒体名称。", "name")
    if len(name) > 120:
        raise ValidationError("媒体名称太长，请控制在 120 个字以内。", "name")
    alias_list = (
        text.split_names(aliases) if isinstance(aliases, str) else list(aliases)
    )
    alias_list = [a for a in alias_list if text.fold(a) != text.fold(name)]
    _check_names(session, outlet_id, name, alias_list)
    if outlet_id is None:
        outlet = Outlet(name=name, level=int(level))
        session.add(outlet)
        outlet.position = (session.scalar(select(func.max(Outlet.position))) or 0) + 1
        old_name = ""
    else:
        outlet = get_outlet(session, outlet_id)
        old_name = outlet.name
    outlet.name, outlet.level, outlet.kind = name, int(level), text.clean(kind)
    outlet.aliases = text.join_names(alias_list)
    outlet.confirmed, outlet.note = confirmed, text.clean(note)
    if initials_:
        outlet.initials = text.narrow(initials_).lower()
    elif not outlet.initials or old_name != name:
        outlet.initials = initials(name)
    if position is not None:
        outlet.position = position
    session.flush()
    if columns is not None:
        names = text.split_names(columns) if isinstance(columns, str) else list(columns)
        _set_columns(session, outlet.id, names)
    return outlet.id


def get_outlet(session: Session, outlet_id: int) -> Outlet:
    """The stored outlet; raises NotFound."""
    outlet = session.get(Outlet, outlet_id)
    if outlet is None or outlet.deleted_at is not None:
        raise NotFound("这家媒体已经不在名册里了，可能刚被删除。")
    return outlet


def delete_outlet(session: Session, outlet_id: int) -> None:
    """Put an outlet into the recycle bin; one with placements or slots stays."""
    from services.schedules.registers import refuse_used_outlet

    outlet = get_outlet(session, outlet_id)
    used = select(Placement.id).where(
        Placement.outlet_id == outlet_id, Placement.deleted_at.is_(None)
    )
    if session.scalar(used.limit(1)):
        raise ValidationError(
            f"“{outlet.name}”已有刊播记录，不能删除。可以把它并入另一家媒体。", "name"
        )
    refuse_used_outlet(session, outlet_id, outlet.name)
    outlet.deleted_at = dt.datetime.now()
    session.flush()


def merge_outlets(session: Session, outlet_id: int, into_id: int) -> int:
    """Move all placements of an outlet to another, keep its name as an alias; returns rows moved."""
    from models.journal import bulk_update
    from models.tables_campaigns import CampaignChannel
    from services.schedules.registers import follow_merged_outlet

    if outlet_id == into_id:
        raise ValidationError("不能把媒体并入它自己。", "name")
    outlet, into = get_outlet(session, outlet_id), get_outlet(session, into_id)
    ids = list(
        session.scalars(select(Placement.id).where(Placement.outlet_id == outlet_id))
    )
    bulk_update(
        session,
        Placement,
        {i: {"outlet_id": into_id, "level": into.level} for i in ids},
    )
    named = session.scalars(
        select(CampaignChannel.id).where(CampaignChannel.outlet_id == outlet_id)
    )
    bulk_update(session, CampaignChannel, {i: {"outlet_id": into_id} for i in named})
    follow_merged_outlet(session, outlet_id, into_id)
    outlet, into = get_outlet(session, outlet_id), get_outlet(session, into_id)
    outlet.deleted_at = dt.datetime.now()
    names = [
        *text.split_names(into.aliases),
        outlet.name,
        *text.split_names(outlet.aliases),
    ]
    into.aliases = text.join_names(list(dict.fromkeys(names)))
    session.flush()
    return len(ids)


def _set_columns(session: Session, outlet_id: int, names: list[str]) -> None:
    query = select(OutletColumn).where(
        OutletColumn.outlet_id == outlet_id, OutletColumn.deleted_at.is_(None)
    )
    stored = {c.name: c for c in session.scalars(query)}
    for name, column in stored.items():
        if name not in names:
            column.deleted_at = dt.datetime.now()
    for place, name in enumerate(names, start=1):
        if name in stored:
            stored[name].position = place
        else:
            session.add(
                OutletColumn(
                    outlet_id=outlet_id,
                    name=name,
                    initials=initials(name),
                    position=place,
                )
            )
    session.flush()


def _check_names(
    session: Session, outlet_id: int | None, name: str, aliases: list[str]
) -> None:
    mine = {text.fold(name): ("name", name)}
    for alias in aliases:
        mine.setdefault(text.fold(alias), ("aliases", alias))
    for other in session.scalars(select(Outlet).where(Outlet.deleted_at.is_(None))):
        if other.id == outlet_id:
            continue
        for taken in (other.name, *text.split_names(other.aliases)):
            clash = mine.get(text.fold(taken)) if taken else None
            if clash:
                raise ValidationError(
                    f"“{clash[1]}”已是“{other.name}”的名称或别名，请换一个。", clash[0]
                )
