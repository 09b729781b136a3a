"""What the calendar is worked out from: weeks, bars in lanes, moves over several days."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary_schedules import DayKind
from services.schedules.types import Blackout, DayInfo
from ui.schedule.entries import (
    DAY,
    Bar,
    Entry,
    by_day,
    lanes_of,
    month_after,
    month_span,
    shifted,
    week_span,
)
from ui.schedule.skipped import parse_blackout, skipped_words

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31))


def weekend(day: dt.date) -> bool:
    return day.weekday() > 4


def workdays_between(first: dt.date, last: dt.date) -> int:
    low, high = min(first, last), max(first, last)
    return sum(not weekend(low + DAY * n) for n in range((high - low).days))


@given(DAYS)
def test_a_month_is_shown_in_whole_weeks_and_no_more(day: dt.date) -> None:
    span = month_span(day)
    shown = span.days()
    mine = [d for d in shown if span.inside(d)]
    assert mine[0].day == 1
    assert day in mine
    assert (mine[-1] + DAY).day == 1
    assert shown[0].weekday() == 0
    assert shown[-1].weekday() == 6
    assert any(span.inside(d) for d in shown[:7])
    assert any(span.inside(d) for d in shown[-7:])


def test_a_month_on_goes_over_the_year() -> None:
    assert month_after(dt.date(2026, 12, 1), 1) == dt.date(2027, 1, 1)
    assert month_after(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)


@given(st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=12), DAYS)
def test_bars_of_a_week_never_lie_on_each_other(
    spans: list[tuple[dt.date, int]], day: dt.date
) -> None:
    bars = [
        Bar(n, first, first + DAY * more, "") for n, (first, more) in enumerate(spans)
    ]
    monday = week_span(day).first
    lanes = lanes_of(bars, monday)
    for column in range(7):
        here = lanes.on(column)
        wanted = {b.id for b in bars if b.first <= monday + DAY * column <= b.last}
        assert {b.id for b, _lane in here} == wanted
        assert len({lane for _b, lane in here}) == len(here)
        assert all(lane < lanes.count for _b, lane in here)


@given(st.lists(DAYS, min_size=2, max_size=6, unique=True), DAYS)
def test_several_days_move_by_workdays_and_keep_their_order(
    days: list[dt.date], target: dt.date
) -> None:
    given_days = {n: d for n, d in enumerate(days) if not weekend(d)}
    if len(given_days) < 2 or weekend(target):
        return
    grabbed = given_days[min(given_days)]
    if abs((target - grabbed).days) > 500:
        return
    moved = shifted(given_days, grabbed, target, weekend)
    assert moved[min(given_days)] == target
    assert not any(weekend(d) for d in moved.values())
    before = sorted(given_days, key=lambda n: given_days[n])
    assert before == sorted(moved, key=lambda n: moved[n])
    for key, day in given_days.items():
        assert workdays_between(day, moved[key]) == workdays_between(grabbed, target)


def test_one_day_goes_just_where_it_is_put_also_onto_a_day_off() -> None:
    friday, saturday = dt.date(2026, 11, 20), dt.date(2026, 11, 21)
    moved = shifted({1: friday, 2: friday}, friday, saturday, weekend)
    assert moved == {1: saturday, 2: saturday}


def test_entries_stand_in_their_order() -> None:
    day = dt.date(2026, 11, 16)
    late, early = (
        Entry(1, day, "乙", order=("14:00",)),
        Entry(2, day, "甲", order=("09:00",)),
    )
    assert [e.id for e in by_day([late, early])[day]] == [2, 1]


def test_blackout_days_are_read_into_runs_and_into_the_next_year() -> None:
    first = dt.date(2026, 12, 21)
    runs = parse_blackout(
        "12月24日、25日至26日、1月4日".replace("25日至", "12月25日至"), first
    )
    assert [(b.first, b.last) for b in runs] == [
        (dt.date(2026, 12, 24), dt.date(2026, 12, 26)),
        (dt.date(2027, 1, 4), dt.date(2027, 1, 4)),
    ]


def test_the_days_passed_over_are_told_with_their_reason() -> None:
    def info(day: int, kind: DayKind, name: str = "") -> DayInfo:
        return DayInfo(dt.date(2018, 4, day), kind, name, unpublished=False)

    days = [
        info(4, DayKind.WORKDAY),
        info(5, DayKind.HOLIDAY, "清明节"),
        info(6, DayKind.HOLIDAY, "清明节"),
        info(8, DayKind.MAKE_UP),
        info(10, DayKind.WORKDAY),
    ]
    blackout = [Blackout(dt.date(2018, 4, 10), dt.date(2018, 4, 10))]
    words = skipped_words(days, blackout)
    assert words == "避开清明节 4月5日—6日、停排 4月10日；4月8日 调休上班，可以排"
