"""A schedule as an iCalendar file: one event a slot, with an identity that stays when the slot moves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from services import text
from services.output.writing import replace_file
from services.schedules.series import SlotState
from services.schedules.types import BookingRow, SlotRow

_ZONE = dt.timezone(dt.timedelta(hours=8))
"""All of China keeps this time, without summer time; written as UTC it needs no table of zones."""
_STAMP = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)
_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?P<hour>[01]?\d|2[0-3])\s*(?:[:：]\s*(?P<minute>[0-5]\d)|[时点]\s*(?:(?P<spoken>[0-5]?\d)分?|(?P<half>半))?)"
)
_LATE = frozenset({"下午", "傍晚", "晚上", "晚"})


def write_calendar(
    name: str,
    slots: Sequence[SlotRow],
    target: Path,
    *,
    bookings: Sequence[BookingRow] = (),
    moved: Mapping[int, int] | None = None,
) -> Path:
    """Write slots and bookings; the same data gives the same bytes. Returns the path; raises FileProblem.

    A slot with a time of day is an event of that time, another one lasts the day. Cancelled slots go along
    as cancelled, so that a calendar that knows them drops them. `moved`: slot id → how often it was changed.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//publicity-desk//schedule//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for slot in slots:
        if slot.day is None:
            continue
        event = Event()
        event.add("uid", f"{slot.uid}@publicity-desk")
        event.add("dtstamp", _STAMP)
        event.add("sequence", (moved or {}).get(slot.id, 0))
        event.add("summary", summary(slot))
        _when(event, slot.day, slot.time)
        if slot.place:
            event.add("location", slot.place)
        event.add("description", _description(slot))
        event.add("status", _STATUS[slot.state])
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    for booking in bookings:
        event = Event()
        event.add("uid", f"{booking.uid}@publicity-desk")
        event.add("dtstamp", _STAMP)
        event.add("sequence", 0)
        event.add("summary", f"{booking.outlet}：{booking.material}")
        event.add("dtstart", booking.first)
        event.add("dtend", booking.last + _DAY)
        words = [f"数量：{booking.count}", booking.unit, booking.campaign, booking.note]
        event.add("description", "\n".join(w for w in words if w))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    data = calendar.to_ical()
    return replace_file(target, lambda path: _fill(path, data))


def summary(slot: SlotRow) -> str:
    """「一把手谈营商环境：区发改局」, with a word where it is cancelled."""
    name = slot.column or slot.outlet or slot.series
    words = f"{name}：{slot.unit}" if name else slot.unit
    return f"（已取消）{words}" if slot.state is SlotState.CANCELLED else words


def times(words: str) -> tuple[dt.time, dt.time | None] | None:
    """The times of day that words name, the end None where it is not said; None where no time is named."""
    found = list(_CLOCK.finditer(text.narrow(words)))[:2]
    if not found:
        return None
    begin = _time(found[0], "")
    if len(found) == 1:
        return begin, None
    end = _time(found[1], found[0]["part"] or "")
    return begin, end if end > begin else None


_STATUS = {
    SlotState.PLANNED: "TENTATIVE",
    SlotState.CONFIRMED: "CONFIRMED",
    SlotState.RECORDED: "CONFIRMED",
    SlotState.PUBLISHED: "CONFIRMED",
    SlotState.CANCELLED: "CANCELLED",
}


def _time(found: re.Match[str], part: str) -> dt.time:
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or found["spoken"] or 0)
    if (found["part"] or part) in _LATE and hour < 12:
        hour += 12
    return dt.time(hour, minute)


def _when(event: object, day: dt.date, words: str) -> None:
    add = getattr(event, "add")  # noqa: B009 - the package has no types
    named = times(words)
    if named is None:
        add("dtstart", day)
        add("dtend", day + _DAY)
        return
    begin = dt.datetime.combine(day, named[0], _ZONE)
    end = dt.datetime.combine(day, named[1], _ZONE) if named[1] else begin + _HOUR
    add("dtstart", begin.astimezone(dt.UTC))
    add("dtend", end.astimezone(dt.UTC))


def _description(slot: SlotRow) -> str:
    lines = (
        ("单位", slot.unit),
        ("媒体", slot.outlet),
        ("栏目", slot.column),
        ("主题", slot.topic),
        ("人员", slot.person),
        ("时间", slot.time),
        ("状态", slot.state.label),
        ("方案", slot.campaign),
        ("变动", slot.reason),
        ("备注", slot.note),
    )
    return "\n".join(f"{name}：{value}" for name, value in lines if value)


def _fill(path: Path, data: bytes) -> None:
    path.write_bytes(data)
