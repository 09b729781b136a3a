"""Rows of the three registers: as cells of a grid, and from cells back into services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.tables import Liaison, Unit
from models.vocabulary import OUTLET_KINDS, OutletLevel
from services import text
from services.pinyin import initials
from services.registers import columns, groups, lookup, outlets, units
from ui.registers.grid_save import Cells, day_of, day_text

CONFIRMED = "已核对"
UNCONFIRMED = "待核对"


@dataclass(frozen=True)
class GridRow:
    """A record as cells; `muted` marks one that is closed, `flagged` one that the clerk must look at."""

    id: int
    cells: dict[str, str]
    muted: bool = False
    flagged: bool = False
    initials: str = ""
    group: str = ""


@dataclass(frozen=True)
class Choices:
    """What the columns to pick from offer, as (name, pinyin initials)."""

    groups: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    outlets: tuple[tuple[str, str], ...]


def load_choices(session: Session) -> Choices:
    """(name, initials) of all groups, units and outlets."""
    return Choices(
        tuple((name, initials(name)) for _, name in units.groups(session)),
        tuple((u.name, u.initials) for u in units.list_units(session)),
        tuple((o.name, o.initials) for o in outlets.list_outlets(session)),
    )


def level_words() -> tuple[str, ...]:
    """Words for the levels, highest first."""
    return tuple(level.label for level in OutletLevel)


def kind_words() -> tuple[str, ...]:
    """Words for the kinds of outlet."""
    return OUTLET_KINDS


# --- units -----------------------------------------------------------------------------------------


def unit_rows(session: Session, today: dt.date) -> list[GridRow]:
    """All units in the fixed order, closed ones muted."""
    return [
        GridRow(
            u.id,
            {
                "number": str(u.number),
                "name": u.name,
                "short_name": u.short_name,
                "group": u.group,
                "aliases": text.join_names(u.aliases),
                "liaison": u.liaison,
                "phone": u.phone,
                "valid_from": day_text(u.valid_from),
                "valid_to": day_text(u.valid_to),
                "merged_into": u.merged_into,
                "initials": u.initials,
                "note": u.note,
            },
            muted=not u.exists_on(today)
            and u.valid_to is not None
            and u.valid_to < today,
            initials=u.initials,
            group=u.group,
        )
        for u in units.list_units(session)
    ]


def save_unit(session: Session, unit_id: int | None, cells: Cells) -> int:
    """Save a unit from cells, its liaison too; raises ValidationError naming the column."""
    name = text.clean(cells.get("name", ""))
    merged_id: int | None = None
    merged = text.clean(cells.get("merged_into", ""))
    if merged:
        into = lookup.unit_index(session).exact(merged)
        if into is None:
            raise ValidationError(
                f"名册里没有单位“{merged}”，请从列表里选。", "merged_into"
            )
        merged_id = into.id
    given = text.clean(cells.get("initials", ""))
    if unit_id is not None:
        stored = units.get_unit(session, unit_id)
        if given == stored.initials and name != stored.name:
            given = ""  # follow the new name unless the clerk wrote other initials
    saved = units.save_unit(
        session,
        unit_id,
        name=name,
        short_name=cells.get("short_name", ""),
        group=cells.get("group", ""),
        aliases=cells.get("aliases", ""),
        initials_=given,
        valid_from=day_of(cells, "valid_from"),
        valid_to=day_of(cells, "valid_to"),
        merged_into_id=merged_id,
        note=cells.get("note", ""),
    )
    _save_liaison_of(session, saved, cells)
    return saved


def _save_liaison_of(session: Session, unit_id: int, cells: Cells) -> None:
    person, phone = text.clean(cells.get("liaison", "")), cells.get("phone", "")
    if person:
        units.set_liaison(session, unit_id, person, phone)
        return
    if text.clean(phone):
        raise ValidationError("有电话没有姓名，请填写联络员姓名。", "liaison")
    present = units.liaisons_on(session, dt.date.today()).get(unit_id)
    if present is not None:
        raise ValidationError(
            f"{present[0]} 仍在任。要换人请直接填写新人姓名；不再设联络员，请到“联络员”页填写离任日期。",
            "liaison",
        )


# --- liaisons --------------------------------------------------------------------------------------


def liaison_rows(session: Session, today: dt.date) -> list[GridRow]:
    """All liaisons in the order of their units, former ones muted."""
    people: dict[int, list[Liaison]] = {}
    query = select(Liaison).where(Liaison.deleted_at.is_(None))
    for person in session.scalars(
        query.order_by(Liaison.valid_from.nulls_first(), Liaison.id)
    ):
        people.setdefault(person.unit_id, []).append(person)
    rows: list[GridRow] = []
    for unit in units.list_units(session):
        rows.extend(
            GridRow(
                person.id,
                {
                    "unit": unit.name,
                    "name": person.name,
                    "phone": person.phone,
                    "valid_from": day_text(person.valid_from),
                    "valid_to": day_text(person.valid_to),
                    "note": person.note,
                },
                muted=person.valid_to is not None and person.valid_to < today,
                initials=unit.initials,
                group=unit.group,
            )
            for person in reversed(people.get(unit.id, []))
        )
    return rows


def save_liaison(session: Session, liaison_id: int | None, cells: Cells) -> int:
    """Save one liaison from cells; raises ValidationError naming the column."""
    wanted = text.clean(cells.get("unit", ""))
    if not wanted:
        raise ValidationError("请选择联络员所在的单位。", "unit")
    unit = lookup.unit_index(session).exact(wanted)
    if unit is None:
        raise ValidationError(f"名册里没有单位“{wanted}”，请从列表里选。", "unit")
    return units.save_liaison(
        session,
        liaison_id,
        unit_id=unit.id,
        name=cells.get("name", ""),
        phone=cells.get("phone", ""),
        valid_from=day_of(cells, "valid_from"),
        valid_to=day_of(cells, "valid_to"),
        note=cells.get("note", ""),
    )


# --- outlets ---------------------------------------------------------------------------------------


def outlet_rows(session: Session, _today: dt.date) -> list[GridRow]:
    """All outlets by level, unconfirmed ones flagged."""
    return [
        GridRow(
            o.id,
            {
                "name": o.name,
                "level": o.level.label,
                "kind": o.kind,
                "columns": text.join_names(o.columns),
                "aliases": text.join_names(o.aliases),
                "confirmed": CONFIRMED if o.confirmed else UNCONFIRMED,
                "initials": o.initials,
                "note": o.note,
            },
            flagged=not o.confirmed,
            initials=o.initials,
            group=o.level.label,
        )
        for o in outlets.list_outlets(session)
    ]


def save_outlet(session: Session, outlet_id: int | None, cells: Cells) -> int:
    """Save an outlet from cells; raises ValidationError naming the column."""
    level = outlets.parse_level(cells.get("level", ""))
    if level is None:
        word = text.clean(cells.get("level", ""))
        raise ValidationError(
            f"没有“{word}”这个层级，请选中央、省、市、县(区)或单位自有。"
            if word
            else "请选择层级。",
            "level",
        )
    given = text.clean(cells.get("initials", ""))
    name = text.clean(cells.get("name", "")).strip("《》")
    if outlet_id is not None:
        stored = outlets.get_outlet(session, outlet_id)
        if given == stored.initials and name != stored.name:
            given = ""
    return outlets.save_outlet(
        session,
        outlet_id,
        name=name,
        level=level,
        kind=cells.get("kind", ""),
        aliases=cells.get("aliases", ""),
        columns=cells.get("columns", ""),
        initials_=given,
        confirmed=text.clean(cells.get("confirmed", "")) != UNCONFIRMED,
        note=cells.get("note", ""),
    )


def unit_name(session: Session, unit_id: int) -> str:
    """Name of a unit, empty where it is gone."""
    return session.scalar(select(Unit.name).where(Unit.id == unit_id)) or ""


# --- groups and columns ------------------------------------------------------------------------------


def group_rows(session: Session, _today: dt.date) -> list[GridRow]:
    """All groups in their order."""
    return [
        GridRow(g.id, {"name": g.name, "units": f"{g.units} 个单位"})
        for g in groups.list_groups(session)
    ]


def save_group(session: Session, group_id: int | None, cells: Cells) -> int:
    """Save a group from cells; raises ValidationError naming the column."""
    return groups.save_group(session, group_id, cells.get("name", ""))


def column_rows(session: Session, _today: dt.date) -> list[GridRow]:
    """All columns, outlet by outlet."""
    return [
        GridRow(
            c.id,
            {"outlet": c.outlet, "name": c.name},
            initials=c.initials,
            group=c.outlet,
        )
        for c in columns.list_columns(session)
    ]


def save_column(session: Session, column_id: int | None, cells: Cells) -> int:
    """Save a column from cells; raises ValidationError naming the column."""
    wanted = text.clean(cells.get("outlet", ""))
    if not wanted:
        raise ValidationError("请选择栏目所在的媒体。", "outlet")
    outlet = lookup.outlet_index(session).exact(wanted)
    if outlet is None:
        raise ValidationError(f"名册里没有媒体“{wanted}”，请从列表里选。", "outlet")
    return columns.save_column(
        session, column_id, outlet_id=outlet.id, name=cells.get("name", "")
    )
