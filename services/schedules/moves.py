"""Stored slots moved: rescheduled, postponed, cancelled, restored; the rest of a series pushed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.vocabulary_schedules import ChangeKind
from services import text, workdays
from services.schedules import moving
from services.schedules.changes import Deed, carry_out
from services.schedules.finding import conflicts_of
from services.schedules.planning import OffDays, lone_series, stored_series
from services.schedules.refusing import refuse_forbidden
from services.schedules.rows import plain, slots_by_id
from services.schedules.series import Series, Slot, SlotState, short_words
from services.schedules.store import load_series, series_slots
from services.schedules.types import MoveChange, MoveResult, SlotRow
from services.workdays import Workdays

_DAY = dt.timedelta(days=1)
MAX_SHIFT = 260
"""Workdays that slots can be shifted by in one go."""
Planned = dict[int, tuple[SlotRow, dt.date | None, str]]
"""Slot id → the slot, its new day, and why."""


def preview_move(
    session: Session, days: Mapping[int, dt.date], *, push_rest: bool = False
) -> MoveResult:
    """What a move would do; nothing is stored. Raises ValidationError for a slot that cannot be moved."""
    known = workdays.load(session)
    return _result(session, _plan(session, days, known, "", push_rest), known)


def move_slots(
    session: Session,
    days: Mapping[int, dt.date],
    *,
    reason: str = "",
    push_rest: bool = False,
) -> MoveResult:
    """改期: put slots on named days, all of them or none; with `push_rest` what follows in the series moves on.

    Raises NotFound, ValidationError (field: reason for a confirmed slot, day where a rule forbids it).
    """
    known = workdays.load(session)
    plan = _plan(session, days, known, reason, push_rest)
    for slot, day, _ in plan.values():
        if slot.id in days and slot.state is SlotState.CONFIRMED and day != slot.day:
            _need_reason(reason, f"“{slot.unit}”已确认，改期请写明原因。")
    result = _result(session, plan, known)
    refuse_forbidden(result.conflicts)
    _store(session, plan, set(days), ChangeKind.RESCHEDULE)
    return result


def shift_slots(
    session: Session,
    slot_ids: Sequence[int],
    count: int,
    *,
    reason: str = "",
    push_rest: bool = False,
) -> MoveResult:
    """改期 by `count` workdays, on or (negative) back. Raises as move_slots."""
    if not 1 <= abs(count) <= MAX_SHIFT:
        raise ValidationError(f"一次可以移动 1 到 {MAX_SHIFT} 个工作日。", "day")
    known = workdays.load(session)
    days: dict[int, dt.date] = {}
    for slot in slots_by_id(session, slot_ids):
        if slot.day is None:
            raise ValidationError(f"“{slot.unit}”还没有日期，请先选一天。", "day")
        days[slot.id] = shifted(known, slot.day, count)
    return move_slots(session, days, reason=reason, push_rest=push_rest)


def shifted(known: Workdays, day: dt.date, count: int) -> dt.date:
    """The day `count` workdays on, or back where it is negative."""
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not known.is_workday(day):
            day += step
    return day


def postpone(
    session: Session, slot_id: int, reason: str, *, push_rest: bool = False
) -> MoveResult:
    """延期: put a slot on the next day with room; the others stay, or (`push_rest`) move on in the rhythm.

    Raises NotFound, ValidationError (field: reason, last where no day is left, day where a rule forbids it).
    """
    _need_reason(reason, "请写明延期的原因。")
    known = workdays.load(session)
    [slot] = slots_by_id(session, [slot_id])
    _movable(slot)
    rows, series = _around(session, slot)
    numbers = {_number(r): r for r in rows}
    pure = [plain(r, _number(r)) for r in rows]
    if push_rest:
        moved = moving.push_on(pure, _number(slot), series, known)
    else:
        moved = moving.postpone(pure, _number(slot), series, known, reason)
    plan = _planned(numbers, moved.slots, _number(slot), reason)
    result = _result(session, plan, known)
    refuse_forbidden(result.conflicts)
    _store(session, plan, {slot_id}, ChangeKind.POSTPONE)
    return result


def cancel_slots(session: Session, slot_ids: Sequence[int], reason: str) -> MoveResult:
    """取消: the slots stay in the list with their day, but take no room. Raises ValidationError, NotFound."""
    _need_reason(reason, "请写明取消的原因。")
    slots = slots_by_id(session, slot_ids)
    for slot in slots:
        if slot.state in (SlotState.PUBLISHED, SlotState.CANCELLED):
            raise ValidationError(f"“{slot.unit}”{slot.state.label}，不能取消。")
    why = text.clean(reason)
    values = {"state": SlotState.CANCELLED, "reason": why}
    carry_out(session, [Deed(s, ChangeKind.CANCEL, values, why) for s in slots])
    return MoveResult(
        tuple(_change(s, s.day, why, SlotState.CANCELLED) for s in slots), ()
    )


def restore_slots(
    session: Session, slot_ids: Sequence[int], reason: str = ""
) -> MoveResult:
    """恢复: cancelled slots take their day again, in the state that they had.

    Raises ValidationError for one that is not cancelled, or whose day a rule forbids by now.
    """
    slots = slots_by_id(session, slot_ids)
    for slot in slots:
        if slot.state is not SlotState.CANCELLED:
            raise ValidationError(f"“{slot.unit}”没有取消，不用恢复。")
    back = [replace(s, state=state_by_dates(s)) for s in slots]
    found = conflicts_of(session, back)
    refuse_forbidden(found)
    why = text.clean(reason)
    carry_out(
        session,
        [
            Deed(
                s, ChangeKind.RESTORE, {"state": state_by_dates(s), "reason": why}, why
            )
            for s in slots
        ],
    )
    return MoveResult(
        tuple(_change(s, s.day, why, state_by_dates(s)) for s in slots), found
    )


def state_by_dates(slot: SlotRow) -> SlotState:
    """The furthest state short of published that the slot has a date for."""
    if slot.recorded_on is not None:
        return SlotState.RECORDED
    return SlotState.CONFIRMED if slot.confirmed_on is not None else SlotState.PLANNED


def _plan(
    session: Session,
    days: Mapping[int, dt.date],
    known: Workdays,
    reason: str,
    push_rest: bool,
) -> Planned:
    """Where each slot goes, those that are pushed on included; slots that stay are left out."""
    slots = slots_by_id(session, days)
    why = text.clean(reason)
    plan: Planned = {}
    for slot in slots:
        _movable(slot)
        if days[slot.id] != slot.day:
            plan[slot.id] = (slot, days[slot.id], why)
    if not push_rest:
        return plan
    by_series: dict[int, list[SlotRow]] = {}
    for slot in slots:
        if slot.series_id is not None and slot.day is not None:
            by_series.setdefault(slot.series_id, []).append(slot)
    for mine in by_series.values():
        # The first of several leads; the others follow it in the rhythm of the series.
        lead = min(mine, key=lambda s: (s.day or dt.date.max, s.number))
        target = days[lead.id]
        if lead.day is None or target <= lead.day:
            continue
        rows, series = _around(session, lead)
        pure = [plain(r, _number(r)) for r in rows]
        moved = moving.push_on(pure, lead.number, series, known, to=target)
        for slot in mine:
            plan.pop(slot.id, None)
        plan |= _planned({_number(r): r for r in rows}, moved.slots, lead.number, why)
    return plan


def _planned(
    rows: Mapping[int, SlotRow], slots: Sequence[Slot], lead: int, reason: str
) -> Planned:
    """What the planner says about slots (by number) that got another day; the lead has the clerk's reason."""
    why = text.clean(reason)
    found: Planned = {}
    for slot in slots:
        row = rows[slot.no]
        if slot.day != row.day:
            told = why if slot.no == lead and why else slot.reason
            found[row.id] = (row, slot.day, told)
    return found


def _around(session: Session, slot: SlotRow) -> tuple[list[SlotRow], Series]:
    """The slots of a slot's series and the series itself; the slot alone where it has none."""
    if slot.series_id is None:
        return [slot], lone_series(session, slot)
    rows = list(series_slots(session, slot.series_id))
    return rows, stored_series(session, load_series(session, slot.series_id), rows)


def _number(slot: SlotRow) -> int:
    return slot.number or slot.id


def _result(session: Session, plan: Planned, known: Workdays) -> MoveResult:
    after = [replace(slot, day=day) for slot, day, _ in plan.values()]
    days = [s.day for s in after if s.day]
    return MoveResult(
        tuple(
            _change(slot, day, why, slot.state)
            for slot, day, why in sorted(
                plan.values(), key=lambda p: (p[1] or dt.date.max, p[0].number, p[0].id)
            )
        ),
        conflicts_of(session, after, known),
        tuple(known.unpublished(min(days), max(days))) if days else (),
    )


def _change(
    slot: SlotRow, after: dt.date | None, reason: str, state: SlotState
) -> MoveChange:
    return MoveChange(
        slot.id, slot.unit, slot.series, slot.number, slot.day, after, reason, state
    )


def _store(session: Session, plan: Planned, lead: set[int], kind: ChangeKind) -> None:
    days = OffDays(session, [day for _, day, _ in plan.values()])
    carry_out(
        session,
        [
            Deed(
                slot,
                kind if slot.id in lead else ChangeKind.PUSH,
                {
                    "day": day,
                    "reason": why,
                    "off_meant": days.off(day, slot.outlet, slot.series_id),
                },
                why,
            )
            for slot, day, why in plan.values()
        ],
    )


def _movable(slot: SlotRow) -> None:
    if not slot.state.movable:
        raise ValidationError(
            f"“{slot.unit}”{f'（{short_words(slot.day)}）' if slot.day else ''}"
            f"{slot.state.label}，不能再移动。",
            "day",
        )


def _need_reason(reason: str, words: str) -> None:
    if not text.clean(reason):
        raise ValidationError(words, "reason")
