"""What the calendar shows: entries on days, bars across days, marks of days; plain values without tables or Qt."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """One slot on its day.

    `hue` is a place in the palette of columns; `grade` 0–3 is the gravest conflict; `lines` are what the
    week shows under the name (time, place, person); `movable` says whether it may be dragged.
    """

    id: int
    day: dt.date
    text: str
    note: str = ""
    lines: tuple[str, ...] = ()
    hue: int = 0
    state: str = "planned"
    grade: int = 0
    movable: bool = True
    tip: str = ""
    order: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts from `first` to `last`, both included."""

    id: int
    first: dt.date
    last: dt.date
    text: str
    hue: int = 0
    tip: str = ""
    grade: int = 0


@dataclass(frozen=True, slots=True)
class DayMark:
    """What is special about a day: `off` is a day without work, `mark` is 休 or 班, `name` the holiday's."""

    off: bool
    mark: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What would be wrong on a day: `grade` 1 note, 2 warning, 3 forbidden."""

    day: dt.date
    grade: int
    sentence: str


Moves = Mapping[int, dt.date]
"""Entry → the day that it would go to."""
Check = Callable[[Moves], Sequence[Finding]]


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True)
class Span:
    """The days shown: whole weeks from a Monday; `month` (its first day) tells which days belong to it."""

    first: dt.date
    weeks: int
    month: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The last Sunday."""
        return self.first + dt.timedelta(days=self.weeks * 7 - 1)

    def days(self) -> list[dt.date]:
        """All days, Monday first."""
        return [self.first + dt.timedelta(days=i) for i in range(self.weeks * 7)]

    def holds(self, day: dt.date) -> bool:
        """Whether a day is shown."""
        return self.first <= day <= self.last

    def inside(self, day: dt.date) -> bool:
        """Whether a day belongs to what is looked at, not to the weeks at its edges."""
        if self.month is None:
            return self.holds(day)
        return (day.year, day.month) == (self.month.year, self.month.month)


def month_span(day: dt.date) -> Span:
    """The weeks that a month touches."""
    month = day.replace(day=1)
    first = monday_of(month)
    last = month_after(month, 1) - DAY
    return Span(first, ((last - first).days // 7) + 1, month)


def week_span(day: dt.date) -> Span:
    """One week."""
    return Span(monday_of(day), 1)


def month_after(month: dt.date, by: int) -> dt.date:
    """The first day of the month `by` months later (or earlier)."""
    number = month.year * 12 + month.month - 1 + by
    return dt.date(number // 12, number % 12 + 1, 1)


def by_day(entries: Iterable[Entry]) -> dict[dt.date, list[Entry]]:
    """Entries of each day in their order."""
    found: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.day].append(entry)
    for day in found:
        found[day].sort(key=lambda e: (e.order, e.id))
    return dict(found)


@dataclass(frozen=True)
class Lanes:
    """Where the bars of one week lie: (bar, lane, first column, last column)."""

    placed: list[tuple[Bar, int, int, int]] = field(
        default_factory=list[tuple[Bar, int, int, int]]
    )
    count: int = 0

    def on(self, column: int) -> list[tuple[Bar, int]]:
        """The bars of one day with their lanes."""
        return [
            (b, lane) for b, lane, first, last in self.placed if first <= column <= last
        ]


def lanes_of(bars: Iterable[Bar], monday: dt.date) -> Lanes:
    """Put the bars of a week into as few lanes as they need, the earliest and longest on top."""
    sunday = monday + WEEK - DAY
    mine = [b for b in bars if b.first <= sunday and b.last >= monday]
    mine.sort(key=lambda b: (b.first, -(b.last - b.first).days, b.id))
    ends: list[int] = []
    placed: list[tuple[Bar, int, int, int]] = []
    for bar in mine:
        first = max((bar.first - monday).days, 0)
        last = min((bar.last - monday).days, 6)
        lane = next((n for n, end in enumerate(ends) if end < first), len(ends))
        if lane == len(ends):
            ends.append(last)
        else:
            ends[lane] = last
        placed.append((bar, lane, first, last))
    return Lanes(placed, len(ends))


def shifted(
    days: Mapping[int, dt.date],
    grabbed: dt.date,
    target: dt.date,
    is_off: Callable[[dt.date], bool],
) -> dict[int, dt.date]:
    """Where entries go when one of them is taken from `grabbed` to `target`.

    One day for all keeps to the target. Over several days they go by as many workdays, so that none lands
    on a day off that the clerk did not point at; onto a day off they go by plain days.
    """
    if len(set(days.values())) <= 1:
        return dict.fromkeys(days, target)
    if is_off(target) or is_off(grabbed) or any(map(is_off, days.values())):
        by = target - grabbed
        return {key: day + by for key, day in days.items()}
    steps = _workdays_between(grabbed, target, is_off)
    return {key: _workdays_on(day, steps, is_off) for key, day in days.items()}


def _workdays_between(
    first: dt.date, last: dt.date, is_off: Callable[[dt.date], bool]
) -> int:
    """Signed number of workdays from one day to another."""
    sign = 1 if last >= first else -1
    count, day = 0, first
    while day != last:
        day += DAY * sign
        count += not is_off(day)
    return count * sign


def _workdays_on(
    day: dt.date, steps: int, is_off: Callable[[dt.date], bool]
) -> dt.date:
    sign = 1 if steps >= 0 else -1
    left, tried = abs(steps), 0
    while left and tried < 800:
        day += DAY * sign
        tried += 1
        left -= not is_off(day)
    return day
