"""Plans changed by hand: the plan itself, and its lists line by line (the outline is in parts)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from models.journal import bulk_update
from models.vocabulary_campaigns import CampaignState, UnitRole
from services import text
from services.campaigns.fields import (
    SPECS,
    Item,
    Spec,
    check_whole,
    checked,
    checked_day,
)
from services.campaigns.store import check_short, check_title, get_campaign
from services.pinyin import initials
from services.registers.lookup import unit_index

_LINES = frozenset(
    {"issuer", "letterhead", "doc_number", "issued_raw", "recipients", "period_raw"}
)
_DAYS = frozenset({"issued_on", "starts_on", "ends_on"})


def new_campaign(session: Session, title: str, **values: Any) -> int:
    """Begin an empty plan by hand, as a draft; returns its id. Raises ValidationError."""
    record = t.Campaign(
        title=check_title(title), state=CampaignState.DRAFT.value, kind="plan"
    )
    session.add(record)
    _set_campaign(record, values)
    session.flush()
    return record.id


def change_campaign(session: Session, campaign_id: int, **values: Any) -> None:
    """Change title, short_name, state, issuer, letterhead, doc_number, issued_on, issued_raw, recipients, starts_on,
    ends_on, period_raw, note.

    Raises NotFound, ValidationError.
    """
    record = get_campaign(session, campaign_id)
    _set_campaign(record, values)
    _drop_doubts(record, values)
    session.flush()


def settle_own_doubt(session: Session, campaign_id: int, field: str) -> None:
    """The clerk looked at a doubted value of the plan itself and leaves it as it is."""
    _drop_doubts(get_campaign(session, campaign_id), (field,))
    session.flush()


def delete_campaign(session: Session, campaign_id: int) -> None:
    """Put a plan into the recycle bin, and with it all that belongs to it; it comes back whole."""
    get_campaign(session, campaign_id).deleted_at = dt.datetime.now()
    session.flush()


def add_item(session: Session, item: Item, campaign_id: int, **values: Any) -> int:
    """Add a line at the end of a list; returns its id. Raises NotFound, ValidationError."""
    get_campaign(session, campaign_id)
    spec = SPECS[item]
    tidy = checked(session, spec, values)
    _check_parents(session, spec, campaign_id, tidy)
    record = spec.table(campaign_id=campaign_id, **tidy)
    record.position = _last(session, spec.table, campaign_id) + 1
    check_whole(spec, _values(spec, record))
    session.add(record)
    session.flush()
    return record.id


def change_item(session: Session, item: Item, record_id: int, **values: Any) -> None:
    """Change a line; a doubt about it is settled thereby. Raises NotFound, ValidationError."""
    spec = SPECS[item]
    record = get_item(session, item, record_id)
    tidy = checked(session, spec, values)
    _check_parents(session, spec, record.campaign_id, tidy)
    check_whole(spec, {**_values(spec, record), **tidy})
    for name, value in tidy.items():
        setattr(record, name, value)
    record.doubt = ""
    session.flush()


def delete_items(session: Session, item: Item, ids: Sequence[int]) -> None:
    """Put lines into the recycle bin; what hangs on a measure goes and comes back with it."""
    spec = SPECS[item]
    for record_id in ids:
        get_item(session, item, record_id)
    now = dt.datetime.now()
    bulk_update(session, spec.table, {i: {"deleted_at": now} for i in ids})


def reorder_items(
    session: Session, item: Item, campaign_id: int, ids: Sequence[int]
) -> None:
    """Put lines into the given order; lines that are not named keep their order behind their neighbours.

    The named ones take, in the new order, the places that they held before. Raises ValidationError where a line
    does not belong to the campaign or is named twice.
    """
    table = SPECS[item].table
    present = session.execute(
        select(table.id, table.position)
        .where(table.campaign_id == campaign_id, table.deleted_at.is_(None))
        .order_by(table.position, table.id)
    ).tuples()
    places = {record_id: place for place, (record_id, _) in enumerate(present, start=1)}
    if len(set(ids)) != len(ids) or any(i not in places for i in ids):
        raise ValidationError("列表刚有变化，没有调整顺序。请刷新后再试。", "position")
    free = sorted(places[i] for i in ids)
    order = {**places, **dict(zip(ids, free, strict=True))}
    bulk_update(session, table, {i: {"position": place} for i, place in order.items()})


def settle_doubt(session: Session, item: Item, record_id: int) -> None:
    """The clerk looked at a doubted value and leaves it as it is."""
    get_item(session, item, record_id).doubt = ""
    session.flush()


def save_table(
    session: Session,
    campaign_id: int,
    table_id: int | None,
    rows: Sequence[Sequence[str]],
    section: str = "main",
) -> int:
    """Store a table (rows of cells, the header row first; short rows are filled up); returns its id.

    Raises NotFound, ValidationError (nothing written in it).
    """
    wide = max((len(row) for row in rows), default=0)
    cells = [[*map(text.clean, row), *[""] * (wide - len(row))] for row in rows]
    if not any(any(row) for row in cells):
        raise ValidationError("表格里还没有内容。不要这张表，请用“删除表格”。", "rows")
    words = json.dumps(cells, ensure_ascii=False)
    if table_id is None:
        return add_item(session, Item.TABLE, campaign_id, section=section, rows=words)
    change_item(session, Item.TABLE, table_id, rows=words)
    return table_id


def set_units(
    session: Session, measure_id: int, role: UnitRole, names: Sequence[str]
) -> None:
    """Give a measure its units of one role, in order; what is the same stays untouched.

    A name is tied to the register when it is a name, short name or alias there, else kept as written.
    Raises NotFound, ValidationError.
    """
    measure = get_item(session, Item.MEASURE, measure_id)
    index = unit_index(session)
    wanted = [name for name in dict.fromkeys(text.clean(n) for n in names) if name]
    query = select(t.MeasureUnit).where(
        t.MeasureUnit.measure_id == measure_id,
        t.MeasureUnit.role == role.value,
        t.MeasureUnit.deleted_at.is_(None),
    )
    present = {unit.name: unit for unit in session.scalars(query)}
    now = dt.datetime.now()
    for name, unit in present.items():
        if name not in wanted:
            unit.deleted_at = now
    last = _last(session, t.MeasureUnit, measure.campaign_id)
    kept = sorted(unit.position for name, unit in present.items() if name in wanted)
    places = [*kept, *range(last + 1, last + 1 + len(wanted) - len(kept))]
    for name, place in zip(wanted, places, strict=True):
        unit = present.get(name)
        if unit is None:
            known = index.exact(name)
            unit = t.MeasureUnit(
                campaign_id=measure.campaign_id,
                measure_id=measure_id,
                role=role.value,
                name=name,
                unit_id=known.id if known else None,
                label=role.label,
            )
            session.add(unit)
        unit.position = place
    session.flush()


def tie_unit(session: Session, campaign_id: int, name: str, unit_id: int | None) -> int:
    """Say which unit of the register a name means, everywhere in a plan; returns how many places changed."""
    get_campaign(session, campaign_id)
    known = checked(session, SPECS[Item.UNIT], {"unit_id": unit_id})["unit_id"]
    count = 0
    for table in (t.CampaignUnit, t.MeasureUnit, t.CampaignSlot):
        ids = session.scalars(
            select(table.id).where(
                table.campaign_id == campaign_id,
                table.name == name,
                table.deleted_at.is_(None),
                table.unit_id.is_distinct_from(known),
            )
        ).all()
        bulk_update(session, table, {i: {"unit_id": known} for i in ids})
        count += len(ids)
    return count


def get_item(session: Session, item: Item, record_id: int) -> Any:
    """The stored line of a list; raises NotFound."""
    spec = SPECS[item]
    record = session.get(spec.table, record_id)
    if record is None or record.deleted_at is not None:
        raise NotFound(f"这条{spec.word}已经不在了，可能刚被删除。")
    return record


def _set_campaign(record: t.Campaign, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name == "title":
            record.title = check_title(str(value))
        elif name == "short_name":
            record.short_name = check_short(str(value))
        elif name == "state":
            if value not in set(CampaignState):
                raise ValidationError("请从列出的状态里选择。", name)
            record.state = CampaignState(value).value
        elif name in _LINES:
            setattr(record, name, text.clean(value))
        elif name == "note":
            record.note = str(value).strip()
        elif name in _DAYS:
            tidy = checked_day(name, value)
            setattr(record, name, tidy)
        else:
            raise ValidationError("这一项不能这样改。", name)
    if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
        raise ValidationError("结束日期早于开始日期，请改其中一个。", "ends_on")
    record.initials = initials(record.short_name or record.title)[:120]


def _drop_doubts(record: t.Campaign, names: Iterable[str]) -> None:
    spans = json.loads(record.spans or "{}")
    doubted = [n for n in names if n in spans and spans[n][2]]
    if doubted:
        spans |= {n: [*spans[n][:2], ""] for n in doubted}
        record.spans = json.dumps(spans, ensure_ascii=False)


def _values(spec: Spec, record: t.PlanRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in spec.fields}


def _check_parents(
    session: Session, spec: Spec, campaign_id: int, values: dict[str, Any]
) -> None:
    for name, table in (spec.parents or {}).items():
        parent_id = values.get(name)
        if parent_id is None:
            continue
        parent = session.get(table, parent_id)
        if (
            parent is None
            or parent.deleted_at is not None
            or parent.campaign_id != campaign_id
        ):
            raise ValidationError("所属的任务或条款已经不在这份方案里了。", name)


def _last(session: Session, table: type[t.PlanRecord], campaign_id: int) -> int:
    query = select(func.max(table.position)).where(table.campaign_id == campaign_id)
    return session.scalar(query) or 0
