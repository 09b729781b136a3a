"""Conflicts: each rule, its grade, and all of them against a check of every pair."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedules.conflicts import (
    Conflict,
    Grade,
    Rule,
    Rules,
    conflicts,
    worst,
)
from services.schedules.series import Slot, SlotState
from services.workdays import Workdays

D = dt.date
RULES = Rules(Workdays())
MONDAY = D(2021, 8, 16)


def slot(no: int, unit: str = "", day: D | None = MONDAY, **more: str) -> Slot:
    return replace(Slot(no, unit or f"单位{no}", day), **more)  # pyright: ignore[reportArgumentType]


def found(
    slots: list[Slot], rules: Rules = RULES
) -> list[tuple[Rule, Grade, list[int]]]:
    return [(c.rule, c.grade, [s.no for s in c.slots]) for c in conflicts(slots, rules)]


def test_nothing_to_find() -> None:
    assert conflicts([slot(1), slot(2)], RULES) == []
    assert worst([]) is Grade.OFF


def test_a_unit_twice_a_day() -> None:
    twice = [slot(1, "区发改局"), slot(2, "区发改局 "), slot(3, "区工信局")]
    assert found(twice) == [(Rule.UNIT_TWICE, Grade.WARN, [1, 2])]
    sentence = conflicts(twice, RULES)[0].sentence
    assert sentence == "8月16日（周一）：“区发改局”这一天排了 2 次。"


def test_a_person_twice_a_day() -> None:
    same = [slot(1, person="马军华"), slot(2, person="马军华")]
    assert found(same) == [(Rule.PERSON_TWICE, Grade.WARN, [1, 2])]
    apart = [
        slot(1, person="马军华", time="09:00"),
        slot(2, person="马军华", time="15:00"),
    ]
    assert found(apart) == [(Rule.PERSON_TWICE, Grade.NOTE, [1, 2])]
    assert conflicts(apart, RULES)[0].sentence == (
        "8月16日（周一）：马军华这一天排了 2 次（单位1、单位2），时间不同。"
    )


def test_over_capacity_of_an_outlet_and_of_a_column() -> None:
    slots = [slot(n, outlet="区电视台", column="面对面") for n in (1, 2, 3)]
    slots.append(slot(4, outlet="区电视台", column="谈营商环境"))
    rules = replace(RULES, capacity={("区电视台", ""): 3, ("区电视台", "面对面"): 3})
    assert found(slots, rules) == [(Rule.OVER_CAPACITY, Grade.FORBID, [1, 2, 3, 4])]
    rules = replace(RULES, capacity={("区电视台", "面对面"): 2})
    assert found(slots, rules) == [(Rule.OVER_CAPACITY, Grade.FORBID, [1, 2, 3])]
    one = replace(RULES, capacity={("区电视台", "谈营商环境"): 0})
    assert found(slots, one) == [(Rule.OVER_CAPACITY, Grade.FORBID, [4])]


def test_days_off_and_make_up_days() -> None:
    slots = [slot(1, day=D(2018, 5, 1)), slot(2, day=D(2018, 4, 28))]
    assert found(slots) == [(Rule.NON_WORKDAY, Grade.FORBID, [1])]


def test_outside_the_phases_of_its_campaign() -> None:
    phases = {"营商环境": [(D(2021, 8, 1), D(2021, 8, 15)), (MONDAY, MONDAY)]}
    rules = replace(RULES, phases=phases)
    slots = [
        slot(1, campaign="营商环境"),
        slot(2, campaign="营商环境", day=D(2021, 8, 17)),
        slot(3, campaign="另一个", day=D(2021, 8, 17)),
    ]
    assert found(slots, rules) == [(Rule.OUTSIDE_PHASE, Grade.WARN, [2])]


def test_two_campaigns_on_one_column() -> None:
    slots = [
        slot(1, outlet="区电视台", column="面对面", campaign="甲方案"),
        slot(2, outlet="区电视台", column="面对面", campaign="乙方案"),
        slot(3, outlet="市电视台", column="面对面", campaign="丙方案"),
    ]
    assert found(slots) == [(Rule.COLUMN_SHARED, Grade.NOTE, [1, 2])]


def test_the_office_sets_the_grades() -> None:
    twice = [slot(1, "区发改局"), slot(2, "区发改局")]
    hard = replace(RULES, grades={Rule.UNIT_TWICE: Grade.FORBID})
    assert found(twice, hard) == [(Rule.UNIT_TWICE, Grade.FORBID, [1, 2])]
    assert found(twice, replace(RULES, grades={Rule.UNIT_TWICE: Grade.OFF})) == []


def test_cancelled_and_undated_slots_do_not_count() -> None:
    slots = [
        slot(1, "区发改局"),
        replace(slot(2, "区发改局"), state=SlotState.CANCELLED),
        slot(3, "区发改局", day=None),
    ]
    assert conflicts(slots, RULES) == []


def test_by_day_and_the_most_serious_first() -> None:
    sunday = D(2021, 8, 22)
    slots = [
        slot(1, "甲", sunday),
        slot(2, "甲", sunday),
        slot(3, "乙", MONDAY),
        slot(4, "乙", MONDAY),
    ]
    graded = [(c.day, c.grade) for c in conflicts(slots, RULES)]
    assert graded == [
        (MONDAY, Grade.WARN),
        (sunday, Grade.FORBID),
        (sunday, Grade.FORBID),
        (sunday, Grade.WARN),
    ]
    assert worst(conflicts(slots, RULES)) is Grade.FORBID


def pairs(found: list[Conflict], rule: Rule) -> set[tuple[int, int]]:
    return {
        (a.no, b.no)
        for c in found
        if c.rule is rule
        for a, b in combinations(sorted(c.slots, key=lambda s: s.no), 2)
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙"),
            st.dates(D(2018, 4, 1), D(2018, 4, 9)),
            st.sampled_from(["", "张三", "李四"]),
            st.sampled_from(["", "晨光"]),
            st.sampled_from(["", "方案一", "方案二"]),
            st.sampled_from(list(SlotState)),
        ),
        max_size=14,
    ),
    st.integers(1, 3),
)
def test_against_every_pair(
    rows: list[tuple[str, D, str, str, str, SlotState]], limit: int
) -> None:
    slots = [
        Slot(no, u, d, "", state, "台", column, campaign, "", "", person)
        for no, (u, d, person, column, campaign, state) in enumerate(rows)
    ]
    rules = Rules(Workdays(), capacity={("台", ""): limit})
    seen = conflicts(slots, rules)
    live = [s for s in slots if s.state is not SlotState.CANCELLED]
    together = [(a, b) for a, b in combinations(live, 2) if a.day == b.day]
    assert pairs(seen, Rule.UNIT_TWICE) == {
        (a.no, b.no) for a, b in together if a.unit == b.unit
    }
    assert pairs(seen, Rule.PERSON_TWICE) == {
        (a.no, b.no) for a, b in together if a.person and a.person == b.person
    }
    off = [
        s.no
        for s in live
        if s.day in (D(2018, 4, 1), D(2018, 4, 5), D(2018, 4, 6), D(2018, 4, 7))
    ]
    assert sorted(c.slots[0].no for c in seen if c.rule is Rule.NON_WORKDAY) == off
    days = [s.day for s in live]
    assert {c.day for c in seen if c.rule is Rule.OVER_CAPACITY} == {
        d for d in days if days.count(d) > limit
    }
    assert {c.day for c in seen if c.rule is Rule.COLUMN_SHARED} == {
        a.day
        for a, b in together
        if a.column
        and a.column == b.column
        and a.campaign
        and b.campaign
        and a.campaign != b.campaign
    }


def test_five_thousand_slots() -> None:
    """A year of slots is looked through while a hand drags one: fluid, with room for a slow or busy machine."""
    slots = [
        slot(
            n,
            f"单位{n % 150}",
            MONDAY + dt.timedelta(days=n % 250),
            person=f"人{n % 40}",
        )
        for n in range(5_000)
    ]
    rules = replace(RULES, capacity={("", ""): 15})
    conflicts(slots, rules)
    begun = time.process_time()
    assert conflicts(slots, rules)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("person", "two"),
    [
        ("主要负责人", False),
        ("一把手", False),
        ("单位主要负责人", False),
        ("专家", False),
        ("企业代表", False),
        ("王局长", True),
        ("李明", True),
        ("企业家张总", True),
    ],
)
def test_a_post_is_not_one_person(person: str, two: bool) -> None:
    same = [slot(1, person=person), slot(2, person=person)]
    told = {c.rule for c in conflicts(same, RULES)}
    assert (Rule.PERSON_TWICE in told) is two
