"""Single slots: read, added, changed, deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import ValidationError
from models.journal import bulk_update
from services import text
from services.registers.outlets import get_outlet
from services.registers.units import exists_on, get_unit
from services.schedules.changes import slot_changes
from services.schedules.finding import conflicts_of
from services.schedules.planning import OffDays, get_series, outlet_name
from services.schedules.refusing import refuse_forbidden
from services.schedules.rows import slots_by_id
from services.schedules.series import SlotState, short_words
from services.schedules.store import check_length
from services.schedules.types import DraftSlot, SlotRow

__all__ = [
    "add_slot",
    "delete_slots",
    "edit_slot",
    "get_slot",
    "slot_changes",
]

_TEXTS = frozenset({"time", "place", "person", "topic", "note"})
_TIES = frozenset({"unit_id", "outlet_id", "column", "campaign_id"})


def get_slot(session: Session, slot_id: int) -> SlotRow:
    """A live slot; raises NotFound."""
    return slots_by_id(session, [slot_id])[0]


def add_slot(
    session: Session,
    draft: DraftSlot,
    *,
    outlet_id: int | None,
    column: str = "",
    campaign_id: int | None = None,
    series_id: int | None = None,
) -> int:
    """Add one slot, at the end of a series or of none; returns its id.

    Raises ValidationError (field: day, unit_id, column) and where a rule forbids it.
    """
    if draft.day is None:
        raise ValidationError("请选择日期。", "day")
    name = text.clean(column)
    if outlet_id is None and not name and series_id is None:
        raise ValidationError("请填写媒体或栏目，才知道排在哪里。", "column")
    check_length("column", name)
    _check_unit(session, draft.unit_id, draft.day)
    number = 0
    if series_id is not None:
        series = get_series(session, series_id)
        outlet_id = series.outlet_id if outlet_id is None else outlet_id
        name = name or series.column_name
        campaign_id = series.campaign_id if campaign_id is None else campaign_id
        # Numbers of slots in the bin are not given again: they may come back.
        last = select(func.max(t.Slot.number)).where(t.Slot.series_id == series_id)
        number = (session.scalar(last) or 0) + 1
    if outlet_id is not None:
        get_outlet(session, outlet_id)
    record = t.Slot(
        series_id=series_id,
        number=number,
        unit_id=draft.unit_id,
        outlet_id=outlet_id,
        column_name=name,
        campaign_id=campaign_id,
        day=draft.day,
        planned_on=draft.day,
        topic=text.clean(draft.topic),
        off_meant=OffDays(session, [draft.day]).off(
            draft.day, outlet_name(session, outlet_id), series_id
        ),
    )
    for key in ("time", "place", "person"):
        value = text.clean(getattr(draft, key))
        check_length(key, value)
        setattr(record, key, value)
    session.add(record)
    session.flush()
    refuse_forbidden(conflicts_of(session, [get_slot(session, record.id)]))
    return record.id


def edit_slot(session: Session, slot_id: int, **values: Any) -> None:
    """Change time, place, person, topic, note; unit_id, outlet_id, column, campaign_id while it is planned.

    Its day is moved with services.schedules.moves. Raises ValidationError (the field), NotFound.
    """
    slot = get_slot(session, slot_id)
    unknown = set(values) - _TEXTS - _TIES
    if unknown:
        raise KeyError(min(unknown))
    after: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, str):
            value = text.clean(value)
            check_length(key, value)
        if getattr(slot, key) != value:
            after["column_name" if key == "column" else key] = value
    tied = {"column" if k == "column_name" else k for k in after} & _TIES
    if tied and not slot.state.movable:
        raise ValidationError(
            f"“{slot.unit}”{slot.state.label}，不能再换单位、媒体或栏目。", min(tied)
        )
    if "unit_id" in after:
        _check_unit(session, after["unit_id"], slot.day)
    if after.get("outlet_id") is not None:
        get_outlet(session, after["outlet_id"])
    if not after:
        return
    bulk_update(session, t.Slot, {slot_id: after})
    if tied - {"campaign_id"}:
        refuse_forbidden(conflicts_of(session, [get_slot(session, slot_id)]))


def delete_slots(session: Session, slot_ids: Sequence[int]) -> int:
    """Put slots into the recycle bin; returns how many. A published one is refused: step it back first."""
    slots = slots_by_id(session, slot_ids)
    for slot in slots:
        if slot.state is SlotState.PUBLISHED:
            raise ValidationError(
                f"“{slot.unit}”已刊播，不能删除。如果登记错了，请先退回上一步。"
            )
    now = dt.datetime.now()
    bulk_update(session, t.Slot, {s.id: {"deleted_at": now} for s in slots})
    return len(slots)


def _check_unit(session: Session, unit_id: int, day: dt.date | None) -> None:
    unit = get_unit(session, unit_id)
    if day is not None and not exists_on(unit.valid_from, unit.valid_to, day):
        raise ValidationError(
            f"“{unit.name}”在{short_words(day)}还没有启用或已经停用，请换一个单位。",
            "unit_id",
        )
