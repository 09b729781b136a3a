"""Moving slots that were laid out: rescheduled, postponed, cancelled, pushed on, re-planned around days off."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.errors import NotFound, ValidationError
from services import text
from services.schedules.rhythm import lay
from services.schedules.room import Room
from services.schedules.series import (
    Evenly,
    Series,
    Slot,
    SlotState,
    check_series,
    short_words,
)
from services.workdays import Workdays

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """What became of one slot; `after` is None where no day fits any more."""

    no: int
    unit: str
    before: dt.date | None
    after: dt.date | None
    reason: str
    state: SlotState


@dataclass(frozen=True)
class Moved:
    """All slots after a move, in the order in which they were given, and what changed, by number."""

    slots: tuple[Slot, ...]
    changes: tuple[Change, ...]


def reschedule(slots: Sequence[Slot], no: int, day: dt.date, reason: str = "") -> Moved:
    """改期: put one slot on a named day; whether it fits there is for `conflicts` to say.

    Raises NotFound or ValidationError (field: no, reason); a confirmed slot needs a reason.
    """
    return reschedule_all(slots, {no: day}, reason)


def reschedule_all(
    slots: Sequence[Slot], days: Mapping[int, dt.date], reason: str = ""
) -> Moved:
    """改期 of several slots at once: number → day; all of them or none. Raises as `reschedule`."""
    changed: dict[int, Slot] = {}
    for no, day in days.items():
        slot = _movable(slots, no)
        if slot.state is SlotState.CONFIRMED:
            _need_reason(reason, "改期")
        changed[no] = replace(slot, day=day, reason=text.clean(reason))
    return _moved(slots, changed)


def postpone(
    slots: Sequence[Slot],
    no: int,
    series: Series,
    workdays: Workdays,
    reason: str,
) -> Moved:
    """延期: put one slot on the next day that has room for it; the others stay.

    Raises NotFound or ValidationError (field: no, reason, last), with nothing moved.
    """
    _need_reason(reason, "延期")
    slot = _movable(slots, no)
    if slot.day is None:
        raise ValidationError("这一期还没有日期，不能延期，请先改期。", "no")
    others = [s.day for s in slots if s.no != no and _holds_day(s) and s.day]
    room = _room(slots, series, workdays, others)
    day = room.next_free(slot.day + _DAY)
    if day is None:
        raise ValidationError(
            f"“{slot.unit}”没有可以延到的日子：{short_words(slot.day)}以后都已排满或已到截止日期。",
            "last",
        )
    return _moved(slots, {no: replace(slot, day=day, reason=text.clean(reason))})


def cancel(slots: Sequence[Slot], no: int, reason: str) -> Moved:
    """取消: the slot stays in the list with its day, but takes no room. Raises as `reschedule`."""
    _need_reason(reason, "取消")
    slot = replace(
        _movable(slots, no), state=SlotState.CANCELLED, reason=text.clean(reason)
    )
    return _moved(slots, {no: slot})


def push_on(
    slots: Sequence[Slot],
    no: int,
    series: Series,
    workdays: Workdays,
    reason: str = "",
    to: dt.date | None = None,
) -> Moved:
    """Move one slot on, to `to` or to the rhythm's next day, and all that follow it after it, in order.

    Slots before it, and those recorded, published or cancelled, stay. Where the days run out, the last
    ones are left without a day and say so. Raises NotFound or ValidationError (field: no, to).
    """
    check_series(series)
    slot = _movable(slots, no)
    if slot.day is None:
        raise ValidationError("这一期还没有日期，不能顺延，请先改期。", "no")
    if to is not None and to <= slot.day:
        raise ValidationError(
            f"顺延要往后移，{short_words(to)}不在{short_words(slot.day)}之后。", "to"
        )
    place = _place(slot)
    rest = sorted(
        (s for s in slots if s.state.movable and _place(s) >= place), key=_place
    )
    moving = {s.no for s in rest}
    kept = [s.day for s in slots if s.no not in moving and _holds_day(s) and s.day]
    given: list[dt.date] = []
    if to is not None:
        room = _room(slots, series, workdays, kept)
        if not room.free(to):
            raise ValidationError(
                f"{short_words(to)}{room.why_closed(to)}，请另选一天。", "to"
            )
        given = [to]
    kept += given
    room = _room(slots, series, workdays, kept)
    start = slot.day + _DAY if to is None else to
    laid = lay(series, room, len(rest) - len(given), start, kept)
    given += [day for day, _ in laid.days]
    words = text.clean(reason) or f"第 {no} 期后移，随之顺延。"
    after: dict[int, Slot] = {}
    for index, one in enumerate(rest):
        day = given[index] if index < len(given) else None
        if day != one.day:
            why = words if day else "顺延后截止日期以前没有空的日子。"
            after[one.no] = replace(one, day=day, reason=why)
    return _moved(slots, after)


def replan(
    slots: Sequence[Slot],
    series: Series,
    workdays: Workdays,
    before: Workdays | None = None,
    since: dt.date | None = None,
) -> Moved:
    """Move what days off that were entered late have hit, and only what has to give way to it.

    Goes through the slots from `since` on in the order of their days: one that is hit goes to the next day
    with room and pushes those that come after it no further than needed, so that nobody overtakes. Where
    nothing is free until the end, an earlier day is tried, then the slot is left without a day and says so.
    With `before`, the calendar of the plan, slots that were put on a day off on purpose stay; slots that
    are recorded, published or cancelled stay always.
    """
    check_series(series)
    begin = since or dt.date.min
    mine = [s for s in slots if s.state.movable and s.day and s.day >= begin]
    if before is not None:
        mine = [s for s in mine if not _meant(s.day, series, before)]
    moving = {s.no for s in mine}
    kept = [s.day for s in slots if s.no not in moving and _holds_day(s) and s.day]
    room = _room(slots, series, workdays, kept)
    reached = max(begin, series.first)
    landed: set[dt.date] = set()
    front: dt.date | None = None
    after: dict[int, Slot] = {}
    for slot in sorted(mine, key=_place):
        day = slot.day
        assert day is not None
        off = not room.is_worked(day)
        # A day that the clerk filled by hand beyond the rhythm is nobody's reason to go.
        pushed = (front is not None and day < front) or (
            day in landed and not room.free(day)
        )
        if not off and not pushed:
            room.take(day)
            reached = max(reached, day)
            continue
        why = room.why_closed(day) if off else "要给前面的让位"
        moved = _new_place(slot, day, room, reached, why)
        after[slot.no] = moved
        if moved.day is not None:
            room.take(moved.day)
            landed.add(moved.day)
            reached = front = moved.day
    return _moved(slots, after)


def _meant(day: dt.date | None, series: Series, before: Workdays) -> bool:
    """Whether the clerk put a slot on a day off, knowing it: no later holiday has hit it."""
    return day is not None and day not in series.blackout and not before.is_workday(day)


def _new_place(
    slot: Slot, day: dt.date, room: Room, reached: dt.date, why: str
) -> Slot:
    """The slot on the next day with room that overtakes nobody, else an earlier one, else without a day."""
    earliest = max(day, reached)
    found = room.next_free(earliest) or _last_free(room, reached, earliest)
    if found is None:
        reason = f"{short_words(day)}{why}，截止日期以前没有空的日子。"
    else:
        way = "顺延到" if found > day else "提前到"
        reason = f"{short_words(day)}{why}，{way}{short_words(found)}。"
    return replace(slot, day=found, reason=reason)


def compare(before: Sequence[Slot], after: Sequence[Slot]) -> tuple[Change, ...]:
    """What changed between two states of the same slots: day or state, by number."""
    old: Mapping[int, Slot] = {s.no: s for s in before}
    return tuple(
        Change(s.no, s.unit, old[s.no].day, s.day, s.reason, s.state)
        for s in sorted(after, key=lambda s: s.no)
        if s.no in old and (s.day, s.state) != (old[s.no].day, old[s.no].state)
    )


def _moved(slots: Sequence[Slot], changed: Mapping[int, Slot]) -> Moved:
    after = tuple(changed.get(s.no, s) for s in slots)
    return Moved(after, compare(slots, after))


def _last_free(room: Room, first: dt.date, before: dt.date) -> dt.date | None:
    free = [d for d in room.days(first, before - _DAY) if room.free(d)]
    return free[-1] if free else None


def _room(
    slots: Sequence[Slot],
    series: Series,
    workdays: Workdays,
    kept: Sequence[dt.date],
) -> Room:
    """Room that takes as many a day as the plan already has, where neither capacity nor rhythm say less."""
    if isinstance(series.rhythm, Evenly):
        held = Counter(s.day for s in slots if s.day and _holds_day(s))
        return Room(series, workdays, kept, max(held.values(), default=1))
    return Room(series, workdays, kept)


def _place(slot: Slot) -> tuple[dt.date, int]:
    return slot.day or dt.date.max, slot.no


def _holds_day(slot: Slot) -> bool:
    return slot.day is not None and slot.state is not SlotState.CANCELLED


def _movable(slots: Sequence[Slot], no: int) -> Slot:
    slot = next((s for s in slots if s.no == no), None)
    if slot is None:
        raise NotFound(f"没有第 {no} 期，可能刚被删除。")
    if not slot.state.movable:
        raise ValidationError(f"“{slot.unit}”{slot.state.label}，不能再移动。", "no")
    return slot


def _need_reason(reason: str, deed: str) -> None:
    if not text.clean(reason):
        raise ValidationError(f"请写明{deed}的原因。", "reason")
