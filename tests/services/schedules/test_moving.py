"""Plans moved: one slot, the rest of a series, and around a holiday that was announced late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.errors import NotFound, ValidationError
from services.schedules.moving import (
    Moved,
    cancel,
    postpone,
    push_on,
    replan,
    reschedule,
    reschedule_all,
)
from services.schedules.proposal import propose
from services.schedules.series import (
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Series,
    Slot,
    SlotState,
)
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
KNOWN = Workdays()
ANNEX = Series(names(16), D(2021, 8, 16), PerWorkday(2))
WEEKLY = Series(names(13), D(2018, 4, 2), PerWeek(1), last=D(2018, 6, 30))


def plan(series: Series) -> tuple[Slot, ...]:
    return propose(series, KNOWN).slots


def off(*days: D) -> Workdays:
    """The known calendar of 2021 with more days off."""
    year = days_between(D(2021, 1, 1), D(2021, 12, 31))
    closed = {d for d in year if d.weekday() < 5 and not KNOWN.is_workday(d)}
    worked = {d for d in year if d.weekday() > 4 and KNOWN.is_workday(d)}
    return Workdays({2021: (frozenset(closed | set(days)), frozenset(worked))})


def days_of(slots: tuple[Slot, ...]) -> list[D | None]:
    return [s.day for s in slots]


def moves(moved: Moved) -> list[tuple[int, D | None, D | None]]:
    return [(c.no, c.before, c.after) for c in moved.changes]


def test_reschedule_moves_one_and_tells() -> None:
    moved = reschedule(plan(ANNEX), 3, D(2021, 8, 26), "局长出差")
    assert moves(moved) == [(3, D(2021, 8, 17), D(2021, 8, 26))]
    assert moved.changes[0].reason == "局长出差"
    assert moved.slots[2].reason == "局长出差"
    assert [s.no for s in moved.slots] == list(range(1, 17))


def test_several_are_rescheduled_together_or_not_at_all() -> None:
    days = {16: D(2021, 8, 27), 3: D(2021, 8, 26)}
    moved = reschedule_all(plan(ANNEX), days)
    assert moves(moved) == [
        (3, D(2021, 8, 17), D(2021, 8, 26)),
        (16, D(2021, 8, 25), D(2021, 8, 27)),
    ]
    with pytest.raises(NotFound):
        reschedule_all(plan(ANNEX), days | {17: D(2021, 8, 27)})


def test_a_confirmed_slot_needs_a_reason() -> None:
    slots = tuple(replace(s, state=SlotState.CONFIRMED) for s in plan(ANNEX))
    with pytest.raises(ValidationError, match="请写明改期的原因") as caught:
        reschedule(slots, 3, D(2021, 8, 26))
    assert caught.value.field == "reason"
    assert reschedule(slots, 3, D(2021, 8, 26), "出差").slots[2].day == D(2021, 8, 26)


def test_postpone_goes_to_the_next_day_with_room() -> None:
    moved = postpone(plan(ANNEX), 3, ANNEX, KNOWN, "设备检修")
    assert moves(moved) == [(3, D(2021, 8, 17), D(2021, 8, 26))]
    weekly = postpone(plan(WEEKLY), 4, WEEKLY, KNOWN, "防汛")
    assert moves(weekly) == [(4, D(2018, 4, 23), D(2018, 4, 24))]


def test_postpone_needs_a_reason_and_room() -> None:
    with pytest.raises(ValidationError, match="请写明延期的原因"):
        postpone(plan(ANNEX), 3, ANNEX, KNOWN, " ")
    ended = replace(ANNEX, last=D(2021, 8, 25))
    with pytest.raises(ValidationError, match="没有可以延到的日子"):
        postpone(plan(ended), 3, ended, KNOWN, "检修")


def test_cancel_keeps_the_slot_and_frees_its_day() -> None:
    moved = cancel(plan(ANNEX), 3, "栏目调整")
    assert moved.slots[2].state is SlotState.CANCELLED
    assert moved.slots[2].day == D(2021, 8, 17)
    again = postpone(moved.slots, 1, ANNEX, KNOWN, "出差")
    assert again.slots[0].day == D(2021, 8, 17)


@pytest.mark.parametrize(
    "state", [SlotState.RECORDED, SlotState.PUBLISHED, SlotState.CANCELLED]
)
def test_what_is_done_cannot_be_moved(state: SlotState) -> None:
    slots = (replace(plan(ANNEX)[0], state=state), *plan(ANNEX)[1:])
    with pytest.raises(ValidationError, match=state.label):
        reschedule(slots, 1, D(2021, 8, 30), "出差")
    with pytest.raises(ValidationError, match=state.label):
        push_on(slots, 1, ANNEX, KNOWN)
    with pytest.raises(NotFound, match="没有第 17 期"):
        cancel(slots, 17, "撤稿")


def test_push_on_keeps_the_rhythm() -> None:
    """Two a day from the 19th on: the rest of the annex moves one workday, the weekend stays free."""
    moved = push_on(plan(ANNEX), 5, ANNEX, KNOWN)
    assert days_of(moved.slots)[:4] == days_of(plan(ANNEX))[:4]
    assert days_of(moved.slots)[4:] == [
        d
        for d in (
            D(2021, 8, 19),
            D(2021, 8, 20),
            D(2021, 8, 23),
            D(2021, 8, 24),
            D(2021, 8, 25),
            D(2021, 8, 26),
        )
        for _ in range(2)
    ]
    assert [c.no for c in moved.changes] == list(range(5, 17))


def test_push_on_a_weekly_series() -> None:
    """Each goes to the next one's week; the last has no week left before the end and says so."""
    before = plan(WEEKLY)
    moved = push_on(before, 4, WEEKLY, KNOWN)
    assert days_of(moved.slots)[3:12] == days_of(before)[4:13]
    assert moved.slots[12].day is None
    assert moved.slots[12].reason == "顺延后截止日期以前没有空的日子。"


def test_push_on_to_a_day() -> None:
    """Put on a Friday two weeks on, the next one comes in the week after, on the series' Monday."""
    open_ended = replace(WEEKLY, last=None)
    moved = push_on(plan(WEEKLY), 4, open_ended, KNOWN, "防汛", to=D(2018, 5, 4))
    assert days_of(moved.slots)[3:6] == [
        D(2018, 5, 4),
        D(2018, 5, 7),
        D(2018, 5, 14),
    ]
    assert moved.changes[0].reason == "防汛"


def test_push_on_refuses_a_day_before_or_off() -> None:
    with pytest.raises(ValidationError, match="顺延要往后移"):
        push_on(plan(WEEKLY), 4, WEEKLY, KNOWN, to=D(2018, 4, 20))
    with pytest.raises(ValidationError, match="放假"):
        push_on(plan(WEEKLY), 4, WEEKLY, KNOWN, to=D(2018, 5, 1))


def test_a_late_holiday_in_the_annex() -> None:
    """18 August is given off: nobody overtakes, everything from there on moves a workday."""
    moved = replan(plan(ANNEX), ANNEX, off(D(2021, 8, 18)), KNOWN)
    assert days_of(moved.slots)[:4] == days_of(plan(ANNEX))[:4]
    assert days_of(moved.slots)[4:14] == days_of(plan(ANNEX))[6:16]
    assert days_of(moved.slots)[14:] == [D(2021, 8, 26)] * 2
    assert moved.changes[0].reason == ("8月18日（周三）放假，顺延到8月19日（周四）。")
    assert moved.changes[-1].reason == (
        "8月25日（周三）要给前面的让位，顺延到8月26日（周四）。"
    )


def test_a_late_holiday_in_a_weekly_series_moves_one() -> None:
    series = Series(names(6), D(2021, 8, 16), OnWeekdays((0,)))
    moved = replan(plan(series), series, off(D(2021, 8, 30)), KNOWN)
    assert moves(moved) == [(3, D(2021, 8, 30), D(2021, 8, 31))]


def test_replan_leaves_what_was_meant() -> None:
    """A slot put on a Sunday by hand, a third one on a full day, and what is done stay."""
    slots = reschedule(plan(ANNEX), 1, D(2021, 8, 22)).slots
    slots = reschedule(slots, 16, D(2021, 8, 17)).slots
    slots = tuple(
        replace(s, state=SlotState.PUBLISHED) if s.no == 5 else s for s in slots
    )
    assert replan(slots, ANNEX, KNOWN, KNOWN).changes == ()
    moved = replan(slots, ANNEX, off(D(2021, 8, 18)), KNOWN)
    by_no = {s.no: s for s in moved.slots}
    assert by_no[1].day == D(2021, 8, 22)
    assert by_no[16].day == D(2021, 8, 17)
    assert by_no[5].day == D(2021, 8, 18)
    assert by_no[6].day == D(2021, 8, 19)


def test_replan_since_a_day() -> None:
    calendar = off(D(2021, 8, 16), D(2021, 8, 24))
    moved = replan(plan(ANNEX), ANNEX, calendar, KNOWN, since=D(2021, 8, 20))
    assert [c.no for c in moved.changes] == [13, 14, 15, 16]


def test_the_last_day_before_the_end_goes_back() -> None:
    series = Series(names(2), D(2021, 8, 16), PerWeek(1), last=D(2021, 8, 23))
    moved = replan(plan(series), series, off(D(2021, 8, 23)), KNOWN)
    assert moves(moved) == [(2, D(2021, 8, 23), D(2021, 8, 20))]
    assert moved.changes[0].reason == "8月23日（周一）放假，提前到8月20日（周五）。"


@st.composite
def stories(draw: st.DrawFn) -> tuple[Calendar, Calendar, Series]:
    """A request, its calendar, and the calendar after more days off were announced."""
    calendar = draw(calendars())
    begin = draw(st.dates(FIRST, D(YEAR, 5, 1)))
    late = draw(
        st.sets(st.dates(begin, begin + dt.timedelta(days=40)), min_size=1, max_size=6)
    )
    rhythm = draw(
        st.one_of(
            st.builds(PerWorkday, st.integers(1, 3)),
            st.builds(PerWeek, st.integers(1, 3)),
        )
    )
    end = draw(
        st.one_of(st.none(), st.integers(10, 90).map(lambda n: begin + dt.timedelta(n)))
    )
    series = Series(
        names(draw(st.integers(1, 25))),
        begin,
        rhythm,
        last=end,
        capacity=draw(st.one_of(st.none(), st.integers(1, 3))),
    )
    return calendar, calendar.with_off(frozenset(late)), series


@given(stories())
def test_replanned_plans_keep_the_rules(
    story: tuple[Calendar, Calendar, Series],
) -> None:
    calendar, later, series = story
    slots = propose(series, calendar.workdays).slots
    assume(all(s.day for s in slots))
    moved = replan(slots, series, later.workdays, calendar.workdays)
    check_plan(moved.slots, series, later)
    assert moved == replan(slots, series, later.workdays, calendar.workdays)
    # What changed is told, and nothing else is.
    told = {c.no: (c.before, c.after) for c in moved.changes}
    seen = {
        a.no: (a.day, b.day)
        for a, b in zip(slots, moved.slots, strict=True)
        if a.day != b.day
    }
    assert told == seen
    # Before the first day that was hit nobody moves, backward moves apart.
    hit = [s.day for s in slots if s.day and not later.works(s.day)]
    if not hit:
        assert not moved.changes
        return
    for change in moved.changes:
        assert change.before is not None
        assert change.before >= min(hit)
    # Once all is well, another look changes nothing.
    placed = tuple(s for s in moved.slots if s.day)
    assert not replan(placed, series, later.workdays, later.workdays).changes


@given(stories())
def test_replanned_annexes_by_brute_force(
    story: tuple[Calendar, Calendar, Series],
) -> None:
    """A full series without an end, n a day: the plan is the old one, or the next seat that is free."""
    calendar, later, series = story
    daily = series.rhythm
    assume(isinstance(daily, PerWorkday))
    assert isinstance(daily, PerWorkday)
    series = replace(series, last=LAST, capacity=None)
    slots = propose(series, calendar.workdays).slots
    assume(all(s.day for s in slots))
    seats = [d for d in usable(later, series) for _ in range(daily.count)]
    expected: list[D] = []
    for slot in slots:
        while seats[0] < (slot.day or LAST):
            seats.pop(0)
        expected.append(seats.pop(0))
    moved = replan(slots, series, later.workdays, calendar.workdays)
    assert days_of(moved.slots) == expected


@given(stories(), st.data())
def test_pushed_plans_keep_the_rules(
    story: tuple[Calendar, Calendar, Series], data: st.DataObject
) -> None:
    calendar, _, series = story
    slots = propose(series, calendar.workdays).slots
    assume(all(s.day for s in slots))
    no = data.draw(st.integers(1, len(slots)))
    moved = push_on(slots, no, series, calendar.workdays)
    check_plan(moved.slots, series, calendar)
    assert moved.slots[: no - 1] == slots[: no - 1]
    for before, after in zip(slots[no - 1 :], moved.slots[no - 1 :], strict=True):
        assert before.day is not None
        assert after.day is None or after.day >= before.day
    pushed = moved.slots[no - 1].day
    assert pushed is None or pushed > (slots[no - 1].day or LAST)
    weekly = series.rhythm
    if isinstance(weekly, PerWeek):
        load = Counter(s.day.isocalendar()[:2] for s in moved.slots if s.day)
        assert max(load.values(), default=0) <= weekly.count
