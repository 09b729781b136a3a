"""Series laid out: the two real ones row for row, and every rhythm against a check by hand."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ValidationError
from services.schedules.proposal import open_days, propose
from services.schedules.series import (
    Evenly,
    Monthly,
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Rhythm,
    Series,
)
from services.weeks import week_of
from services.workdays import Workdays
from tests.services.schedules.calendars import (
    FIRST,
    LAST,
    YEAR,
    Calendar,
    calendars,
    check_plan,
    days_between,
    names,
    usable,
)

D = dt.date

PINGCHUAN = [
    ("经济开发区管委会", D(2021, 8, 16)),
    ("区发改局", D(2021, 8, 16)),
    ("区工信局", D(2021, 8, 17)),
    ("区司法局", D(2021, 8, 17)),
    ("区人社局", D(2021, 8, 18)),
    ("区住建局", D(2021, 8, 18)),
    ("区交通局", D(2021, 8, 19)),
    ("区商务局", D(2021, 8, 19)),
    ("区文旅局", D(2021, 8, 20)),
    ("区市场监管局", D(2021, 8, 20)),
    ("区金融办", D(2021, 8, 23)),
    ("市自然资源局平川分局", D(2021, 8, 23)),
    ("市生态环境局平川分局", D(2021, 8, 24)),
    ("税务局", D(2021, 8, 24)),
    ("区经合局", D(2021, 8, 25)),
    ("区行政审批中心", D(2021, 8, 25)),
]

# 2018 as the notice has it: 清明 4-5 to 4-7 with 4-8 worked, 五一 4-29 to 5-1 with 4-28 worked, 端午 6-18.
OFF_2018 = [
    *days_between(D(2018, 4, 5), D(2018, 4, 7)),
    *days_between(D(2018, 4, 29), D(2018, 5, 1)),
    *days_between(D(2018, 6, 16), D(2018, 6, 18)),
]
WORKED_2018 = [D(2018, 4, 8), D(2018, 4, 28)]
SPRING = (D(2018, 4, 1), D(2018, 6, 30))


def works_2018(day: D) -> bool:
    return day in WORKED_2018 or (day.isoweekday() < 6 and day not in OFF_2018)


def test_pingchuan_row_for_row() -> None:
    units = tuple(unit for unit, _ in PINGCHUAN)
    plan = propose(Series(units, D(2021, 8, 16), PerWorkday(2)), Workdays())
    assert [(s.no, s.unit, s.day) for s in plan.slots] == [
        (no, unit, day) for no, (unit, day) in enumerate(PINGCHUAN, start=1)
    ]
    assert plan.notes == ()
    assert plan.unpublished == ()


@pytest.mark.parametrize("first", days_between(D(2018, 3, 31), D(2018, 4, 9)))
def test_wenzhou_one_a_week_on_workdays(first: D) -> None:
    weeks = {
        week_of(d)
        for d in days_between(max(first, SPRING[0]), SPRING[1])
        if works_2018(d)
    }
    series = Series(names(len(weeks)), first, PerWeek(1), last=SPRING[1])
    plan = propose(series, Workdays())
    days = [s.day for s in plan.slots if s.day]
    assert len(days) == len(weeks)
    assert all(works_2018(d) for d in days)
    assert {week_of(d) for d in days} == weeks
    assert days == sorted(days)


def test_wenzhou_days() -> None:
    """From Thursday 清明: the make-up Sunday of that week, then Thursdays."""
    series = Series(names(4), D(2018, 4, 5), PerWeek(1), last=SPRING[1])
    plan = propose(series, Workdays())
    assert [s.day for s in plan.slots] == [
        D(2018, 4, 8),
        D(2018, 4, 12),
        D(2018, 4, 19),
        D(2018, 4, 26),
    ]
    assert plan.slots[0].reason == "4月5日（周四）放假，顺延到4月8日（周日）。"


def test_wenzhou_around_labour_day() -> None:
    """Mondays and Tuesdays of the 五一 week give way to the first worked day after it."""
    for weekday, first in ((0, D(2018, 4, 23)), (1, D(2018, 4, 24))):
        plan = propose(Series(names(3), first, OnWeekdays((weekday,))), Workdays())
        assert [s.day for s in plan.slots] == [
            first,
            D(2018, 5, 2),
            first + dt.timedelta(days=14),
        ]


def test_tenth_of_each_month() -> None:
    """The Wenzhou briefing: on the 10th, or the workday after it."""
    plan = propose(Series(names(7), D(2018, 4, 10), Monthly(10)), Workdays())
    assert [s.day for s in plan.slots] == [
        D(2018, 4, 10),
        D(2018, 5, 10),
        D(2018, 6, 11),
        D(2018, 7, 10),
        D(2018, 8, 10),
        D(2018, 9, 10),
        D(2018, 10, 10),
    ]


def test_thirty_first_is_the_last_day() -> None:
    """At the end of a month there is no day after: the workday before is taken."""
    plan = propose(Series(names(3), D(2018, 4, 1), Monthly(31)), Workdays())
    assert [s.day for s in plan.slots] == [
        D(2018, 4, 28),
        D(2018, 5, 31),
        D(2018, 6, 29),
    ]


def test_a_week_without_workdays_is_told_and_left_out() -> None:
    plan = propose(Series(names(2), D(2018, 9, 26), PerWeek(1)), Workdays())
    days = [s.day for s in plan.slots]
    assert days == [D(2018, 9, 26), D(2018, 10, 10)]
    assert plan.notes == ("2018年10月1日—7日这一周没有能用的工作日，没有安排。",)


def test_where_the_days_run_out() -> None:
    series = Series(names(5), D(2021, 8, 16), PerWorkday(2), last=D(2021, 8, 17))
    plan = propose(series, Workdays())
    assert [s.day for s in plan.slots[3:]] == [D(2021, 8, 17), None]
    assert plan.unplaced == (plan.slots[4],)
    assert (
        plan.slots[4].reason
        == "从2021年8月16日到2021年8月17日按这个节奏只排得下 4 个。"
    )


def test_a_span_without_a_workday() -> None:
    series = Series(names(2), D(2018, 10, 1), PerWorkday(1), last=D(2018, 10, 7))
    plan = propose(series, Workdays())
    assert [s.day for s in plan.slots] == [None, None]
    assert (
        plan.slots[0].reason == "从2018年10月1日到2018年10月7日没有可以安排的工作日。"
    )


def test_unpublished_years_are_named() -> None:
    plan = propose(Series(names(10), D(2026, 12, 28), PerWorkday(1)), Workdays())
    assert plan.unpublished == (2027,)
    assert plan.slots[4].day == D(2027, 1, 1)  # a plain Friday, as far as is known


def test_what_the_series_says_is_in_each_slot() -> None:
    series = Series(
        names(2),
        D(2021, 8, 16),
        PerWorkday(1),
        outlet="区电视台",
        column="一把手谈营商环境",
        campaign="营商环境",
        time="09:00",
        place="演播厅",
        person="马军华",
    )
    slot = propose(series, Workdays()).slots[1]
    assert (slot.outlet, slot.column, slot.campaign) == (
        "区电视台",
        "一把手谈营商环境",
        "营商环境",
    )
    assert (slot.time, slot.place, slot.person) == ("09:00", "演播厅", "马军华")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"units": ()}, "units"),
        ({"units": ("甲", " ")}, "units"),
        ({"last": D(2021, 8, 15)}, "last"),
        ({"capacity": 0}, "capacity"),
        ({"rhythm": PerWorkday(0)}, "rhythm"),
        ({"rhythm": PerWeek(-1)}, "rhythm"),
        ({"rhythm": PerWeek(1, every=0)}, "rhythm"),
        ({"rhythm": OnWeekdays(())}, "rhythm"),
        ({"rhythm": OnWeekdays((7,))}, "rhythm"),
        ({"rhythm": OnWeekdays((1, 1))}, "rhythm"),
        ({"rhythm": Monthly(0)}, "rhythm"),
        ({"rhythm": Monthly(32)}, "rhythm"),
        ({"rhythm": Evenly()}, "last"),
        ({"first": D(1999, 12, 31)}, "first"),
    ],
)
def test_impossible_requests(change: dict[str, object], field: str) -> None:
    series = Series(names(3), D(2021, 8, 16), PerWorkday(1))
    with pytest.raises(ValidationError) as caught:
        propose(replace(series, **change), Workdays())
    assert caught.value.field == field
    assert str(caught.value).endswith("。")


def test_open_days() -> None:
    found, unknown = open_days(Workdays(), D(2018, 4, 4), D(2018, 4, 9))
    assert found == [D(2018, 4, 4), D(2018, 4, 8), D(2018, 4, 9)]
    assert unknown == []


# --- against the rules, day by day ---------------------------------------------------

rhythms: st.SearchStrategy[Rhythm] = st.one_of(
    st.builds(PerWorkday, st.integers(1, 4)),
    st.builds(PerWeek, st.integers(1, 8), st.integers(1, 3)),
    st.builds(
        OnWeekdays,
        st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(tuple),
        st.integers(1, 2),
        st.integers(1, 3),
    ),
    st.builds(Monthly, st.integers(1, 31), st.integers(1, 3)),
    st.just(Evenly()),
)


@st.composite
def requests(draw: st.DrawFn, calendar: Calendar, rhythm: Rhythm) -> Series:
    first = draw(st.dates(FIRST, D(YEAR, 5, 31)))
    last = draw(st.dates(first, D(YEAR, 8, 31)))
    span = days_between(first, last)
    some = st.sets(st.sampled_from(span), max_size=4)
    taken = draw(st.dictionaries(st.sampled_from(span), st.integers(1, 2), max_size=6))
    return Series(
        names(draw(st.integers(1, 40))),
        first,
        rhythm,
        last=last,
        capacity=draw(st.one_of(st.none(), st.integers(1, 4))),
        blackout=frozenset(draw(some)),
        taken=taken,
    )


@given(st.data(), calendars(), rhythms)
def test_every_plan_keeps_the_rules(
    data: st.DataObject, calendar: Calendar, rhythm: Rhythm
) -> None:
    series = data.draw(requests(calendar, rhythm))
    plan = propose(series, calendar.workdays)
    check_plan(plan.slots, series, calendar)
    assert propose(series, calendar.workdays) == plan
    # Those without a day come last: nobody is passed over.
    assert [bool(s.day) for s in plan.slots] == sorted(
        (bool(s.day) for s in plan.slots), reverse=True
    )


@given(st.data(), calendars(), st.integers(1, 4))
def test_each_workday_by_brute_force(
    data: st.DataObject, calendar: Calendar, count: int
) -> None:
    series = data.draw(requests(calendar, PerWorkday(count)))
    expected: list[D] = []
    for day in usable(calendar, series):
        seats = count
        if series.capacity is not None:
            seats = min(seats, series.capacity - series.taken.get(day, 0))
        expected += [day] * seats
    plan = propose(series, calendar.workdays)
    assert [s.day for s in plan.slots if s.day] == expected[: len(series.units)]


@given(st.data(), calendars(), st.integers(1, 5), st.integers(1, 3))
def test_weeks_get_what_they_can_take(
    data: st.DataObject, calendar: Calendar, count: int, every: int
) -> None:
    """Without a capacity: each week of the rhythm holds `count`, or one for each day that it has."""
    series = data.draw(requests(calendar, PerWeek(count, every)))
    series = replace(series, capacity=None, taken={})
    plan = propose(series, calendar.workdays)
    load = Counter(week_of(s.day) for s in plan.slots if s.day)
    room = Counter(week_of(d) for d in usable(calendar, series))
    if not room:
        assert not load
        return
    begin = series.first
    if begin.isoweekday() > 5:
        begin = min(usable(calendar, series))
    left = len(series.units)
    week = week_of(begin)
    while week <= LAST:
        expected = min(count, room[week], left)
        assert load[week] == expected
        left -= expected
        week += dt.timedelta(weeks=every)
    assert left == len(plan.unplaced)


@given(st.data(), calendars(), st.integers(0, 6), st.integers(1, 3))
def test_one_weekday_is_kept_where_it_is_worked(
    data: st.DataObject, calendar: Calendar, weekday: int, every: int
) -> None:
    series = data.draw(requests(calendar, OnWeekdays((weekday,), every=every)))
    series = replace(series, capacity=None, taken={})
    days = [s.day for s in propose(series, calendar.workdays).slots if s.day]
    free = usable(calendar, series)
    named = [
        d
        for d in days_between(series.first, series.last or LAST)
        if d.weekday() == weekday
    ][::every]
    expected: list[D] = []
    for target in named:
        week = [d for d in free if week_of(d) == week_of(target)]
        later = [d for d in week if d >= target]
        if week:
            expected.append(later[0] if later else week[-1])
    assert days == expected[: len(series.units)]


@given(st.data(), calendars(), st.integers(1, 31))
def test_one_day_a_month(data: st.DataObject, calendar: Calendar, number: int) -> None:
    series = data.draw(requests(calendar, Monthly(number)))
    series = replace(series, capacity=None, taken={})
    days = [s.day for s in propose(series, calendar.workdays).slots if s.day]
    free = usable(calendar, series)
    expected: list[D] = []
    for month in range(1, 13):
        end = D(YEAR, month, 28)
        while (end + dt.timedelta(days=1)).month == month:
            end += dt.timedelta(days=1)
        target = D(YEAR, month, min(number, end.day))
        if not series.first <= target <= (series.last or LAST):
            continue
        mine = [d for d in free if d.month == month]
        later = [d for d in mine if d >= target]
        if mine:
            expected.append(later[0] if later else mine[-1])
    assert days == expected[: len(series.units)]


@given(st.data(), calendars())
def test_evenly_means_evenly(data: st.DataObject, calendar: Calendar) -> None:
    """Loads differ by one at most; with fewer units than days, the gaps do, counted in workdays."""
    series = data.draw(requests(calendar, Evenly()))
    series = replace(series, capacity=None, taken={})
    free = usable(calendar, series)
    plan = propose(series, calendar.workdays)
    days = [s.day for s in plan.slots if s.day]
    if not free:
        assert not days
        return
    assert len(days) == len(series.units)
    load = Counter(days)
    if len(days) > len(free):
        assert max(load.values()) == -(-len(days) // len(free))
        return
    assert max(load.values()) == 1
    places = [free.index(d) for d in days]
    assert places[0] == 0
    if len(places) > 1:
        assert places[-1] == len(free) - 1
        gaps = [b - a for a, b in pairwise(places)]
        assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(
    "rhythm", [PerWorkday(2), PerWeek(5), OnWeekdays((1, 3)), Monthly(10, 4), Evenly()]
)
def test_five_hundred_slots(rhythm: Rhythm) -> None:
    """The limit is 200 ms; processor time, so that a busy machine does not decide."""
    series = Series(names(500), D(2025, 1, 2), rhythm, last=D(2036, 12, 31))
    propose(series, Workdays())
    begun = time.process_time()
    plan = propose(series, Workdays())
    taken = time.process_time() - begun
    assert not plan.unplaced
    assert taken < 0.2
