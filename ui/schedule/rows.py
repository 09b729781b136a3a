"""Slots and bookings of the record as the calendar shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from models.vocabulary_schedules import DayKind
from services.schedules.series import SlotState, short_words
from services.schedules.types import (
    BookingRow,
    ConflictRow,
    DayInfo,
    MonthData,
    SeriesRow,
    SlotRow,
)
from ui.schedule.entries import Bar, DayMark, Entry, Finding

PLACE_HUE = 3


class Hues:
    """Which colour a column has: by the order in which series were laid out, kept while the page lives."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, str], int] = {}

    def learn(self, series: Iterable[SeriesRow]) -> None:
        """Give the columns of series their colours, the oldest series first."""
        for row in sorted(series, key=lambda s: s.id):
            self.of(row.outlet_id, row.column)

    def of(self, outlet_id: int | None, column: str) -> int:
        """The colour of a column."""
        return self._known.setdefault((outlet_id, column), len(self._known))


def entry_of(slot: SlotRow, hues: Hues, findings: Sequence[ConflictRow] = ()) -> Entry:
    """A slot that has a day."""
    assert slot.day is not None
    first = "　".join(w for w in (slot.time, slot.place) if w)
    lines = tuple(w for w in (first, slot.person, slot.topic, slot.where) if w)
    return Entry(
        id=slot.id,
        day=slot.day,
        text=slot.label,
        note=slot.column or slot.outlet or slot.series,
        lines=lines,
        hue=hues.of(slot.outlet_id, slot.column),
        state=slot.state.value,
        grade=max((int(c.grade) for c in findings), default=0),
        movable=slot.state.movable,
        tip=tip_of(slot, findings),
        order=(slot.time or "~", slot.series_id or 0, slot.number),
    )


def tip_of(slot: SlotRow, findings: Sequence[ConflictRow] = ()) -> str:
    """What stands in the tip of a slot."""
    head = f"{slot.unit}　{slot.state.label}"
    lines = [head, slot.where]
    if slot.series and slot.number:
        lines.append(f"{slot.series}　第 {slot.number} 期")
    lines.append("　".join(w for w in (slot.time, slot.place, slot.person) if w))
    if slot.topic:
        lines.append(slot.topic)
    if slot.moved and slot.planned_on is not None:
        lines.append(f"原定 {short_words(slot.planned_on)}")
    lines += [f"{c.grade.label}：{c.sentence}" for c in findings]
    return "\n".join(line for line in lines if line)


def bars_of(data: MonthData) -> list[Bar]:
    """All bookings, with the gravest conflict of each."""
    return [
        bar_of(row, [c for c in data.conflicts if row.id in c.booking_ids])
        for row in data.bookings
    ]


def bar_of(row: BookingRow, findings: Sequence[ConflictRow] = ()) -> Bar:
    """A booking."""
    what = row.material or row.campaign
    count = f"{row.count} 块" if row.count > 1 else ""
    text = "　".join(w for w in (row.outlet, what, count) if w)
    days = (row.last - row.first).days + 1
    tip = f"{text}\n{short_words(row.first)}至{short_words(row.last)}，共 {days} 天"
    if row.campaign:
        tip += f"\n{row.campaign}"
    tip += "".join(f"\n{c.grade.label}：{c.sentence}" for c in findings)
    grade = max((int(c.grade) for c in findings), default=0)
    return Bar(row.id, row.first, row.last, text, PLACE_HUE, tip, grade)


def mark_of(info: DayInfo) -> DayMark:
    """What is special about a day."""
    mark = {DayKind.HOLIDAY: "休", DayKind.MAKE_UP: "班"}.get(info.kind, "")
    off = not info.kind.worked or bool(info.blackout)
    if info.blackout:
        return DayMark(
            True, mark or "停", info.blackout if not info.name else info.name
        )
    return DayMark(off, mark, info.name)


def finding_of(row: ConflictRow) -> Finding:
    """A conflict, while something is dragged."""
    return Finding(row.day, int(row.grade), row.sentence)


def entries_of(data: MonthData, hues: Hues) -> list[Entry]:
    """All slots with a day."""
    found = data.conflicts_by_slot
    return [
        entry_of(s, hues, found.get(s.id, ())) for s in data.slots if s.day is not None
    ]


def counts_of(data: MonthData, first: dt.date, last: dt.date) -> dict[SlotState, int]:
    """How many slots of each state lie between two days."""
    counts = dict.fromkeys(SlotState, 0)
    for slot in data.slots:
        if slot.day is not None and first <= slot.day <= last:
            counts[slot.state] += 1
    return counts
