"""Calendars and requests for the tests, and the rules of a plan checked day by day, apart from the planner."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from services.schedules.series import Series, Slot
from services.workdays import Workdays

YEAR = 2031
"""A year that nobody has published: its holidays are those that a test makes up."""
FIRST, LAST = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]


@dataclass(frozen=True)
class Calendar:
    """Days off and worked weekend days, and what the planner is given of them."""

    off: frozenset[dt.date]
    made_up: frozenset[dt.date]

    def works(self, day: dt.date) -> bool:
        if day.isoweekday() in (6, 7):
            return day in self.made_up
        return day not in self.off

    @property
    def workdays(self) -> Workdays:
        return Workdays({YEAR: (self.off, self.made_up)})

    def with_off(self, more: frozenset[dt.date]) -> Calendar:
        return Calendar(self.off | more, self.made_up - more)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A year with a few holidays of one to nine days, and make-up days at weekends."""
    off: set[dt.date] = set()
    for _ in range(draw(st.integers(0, 6))):
        begin = draw(st.dates(FIRST, dt.date(YEAR, 6, 30)))
        off |= set(
            days_between(begin, begin + dt.timedelta(days=draw(st.integers(0, 8))))
        )
    weekend = [d for d in days_between(FIRST, LAST) if d.isoweekday() > 5]
    made_up = draw(st.sets(st.sampled_from(weekend), max_size=8)) - off
    return Calendar(frozenset(off), frozenset(made_up))


def names(count: int) -> tuple[str, ...]:
    return tuple(f"第{i}个单位" for i in range(1, count + 1))


def usable(calendar: Calendar, series: Series) -> list[dt.date]:
    """Every day on which something may stand, found by asking each day of the span."""
    return [
        day
        for day in days_between(series.first, series.last or LAST)
        if calendar.works(day) and day not in series.blackout
    ]


def check_plan(slots: Sequence[Slot], series: Series, calendar: Calendar) -> None:
    """What every plan must hold: nobody lost, right days only, capacity, order."""
    assert sorted(s.no for s in slots) == list(range(1, len(series.units) + 1))
    by_no = {s.no: s for s in slots}
    assert tuple(by_no[n].unit for n in sorted(by_no)) == series.units
    placed = [by_no[n].day for n in sorted(by_no) if by_no[n].day]
    allowed = set(usable(calendar, series))
    assert set(placed) <= allowed
    assert placed == sorted(d for d in placed if d)
    if series.capacity is not None:
        load = Counter(placed)
        for day, number in load.items():
            assert day is not None
            assert number + series.taken.get(day, 0) <= series.capacity
    for slot in slots:
        assert slot.day or slot.reason
