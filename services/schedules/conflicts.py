"""What does not go together in a set of slots, graded by the rules of the office."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from services import text
from services.schedules.series import Slot, SlotState, short_words
from services.workdays import Workdays

Span = tuple[dt.date, dt.date]
"""First and last day, both included."""


class Grade(IntEnum):
    """How serious a conflict is; OFF is not looked for."""

    OFF = 0
    NOTE = 1
    WARN = 2
    FORBID = 3

    @property
    def label(self) -> str:
        """The word that the clerk reads."""
        return ("不检查", "提示", "警告", "禁止")[self]


class Rule(StrEnum):
    """What is looked for."""

    UNIT_TWICE = "unit_twice"
    PERSON_TWICE = "person_twice"
    OVER_CAPACITY = "over_capacity"
    NON_WORKDAY = "non_workday"
    OUTSIDE_PHASE = "outside_phase"
    COLUMN_SHARED = "column_shared"
    BLACKED_OUT = "blacked_out"
    PLACE_TAKEN = "place_taken"
    UNIT_CLOSED = "unit_closed"

    @property
    def label(self) -> str:
        """The words that the clerk reads."""
        return _RULE_LABELS[self]


_RULE_LABELS = {
    Rule.UNIT_TWICE: "同一单位一天排了两次",
    Rule.PERSON_TWICE: "同一个人一天排了两次",
    Rule.OVER_CAPACITY: "超过每天的容量",
    Rule.NON_WORKDAY: "排在非工作日",
    Rule.OUTSIDE_PHASE: "不在方案的阶段之内",
    Rule.COLUMN_SHARED: "两个方案争同一栏目",
    Rule.BLACKED_OUT: "排在停排日",
    Rule.PLACE_TAKEN: "宣传位同一时间重复占用",
    Rule.UNIT_CLOSED: "单位这一天已停用或未启用",
}

DEFAULT_GRADES: Mapping[Rule, Grade] = {
    Rule.UNIT_TWICE: Grade.WARN,
    Rule.PERSON_TWICE: Grade.WARN,
    Rule.OVER_CAPACITY: Grade.FORBID,
    Rule.NON_WORKDAY: Grade.FORBID,
    Rule.OUTSIDE_PHASE: Grade.WARN,
    Rule.COLUMN_SHARED: Grade.NOTE,
    Rule.BLACKED_OUT: Grade.WARN,
    Rule.PLACE_TAKEN: Grade.WARN,
    Rule.UNIT_CLOSED: Grade.WARN,
}


@dataclass(frozen=True)
class Rules:
    """What the office decided.

    `capacity` is slots a day by (outlet, column), or by (outlet, "") for all columns of an outlet
    together; `phases` are the dated parts of a campaign by its name. A rule without a grade has the
    default one; a campaign without phases may lie anywhere. `blackout` tells for (day, outlet) why nothing
    should stand there, outlet "" for the whole office.
    """

    workdays: Workdays
    grades: Mapping[Rule, Grade] = field(default_factory=lambda: dict(DEFAULT_GRADES))
    capacity: Mapping[tuple[str, str], int] = field(
        default_factory=dict[tuple[str, str], int]
    )
    phases: Mapping[str, Sequence[Span]] = field(
        default_factory=dict[str, Sequence[Span]]
    )
    blackout: Mapping[tuple[dt.date, str], str] = field(
        default_factory=dict[tuple[dt.date, str], str]
    )

    def grade(self, rule: Rule) -> Grade:
        """How serious the office takes a rule."""
        return self.grades.get(rule, DEFAULT_GRADES[rule])


@dataclass(frozen=True)
class Conflict:
    """One finding: the rule, how serious, the day, the slots that meet, and a sentence."""

    rule: Rule
    grade: Grade
    day: dt.date
    slots: tuple[Slot, ...]
    sentence: str


def conflicts(slots: Sequence[Slot], rules: Rules) -> list[Conflict]:
    """All findings by day, the most serious first; cancelled slots and those without a day are passed over.

    Takes one pass over the slots for each rule, whatever their number.
    """
    live = [s for s in slots if s.day and s.state is not SlotState.CANCELLED]
    found: list[Conflict] = []
    for rule, look in _LOOKS.items():
        if rules.grade(rule) is not Grade.OFF:
            found += look(live, rules)
    order = list(Rule)
    found.sort(key=lambda c: (c.day, -c.grade, order.index(c.rule), c.sentence))
    return found


def worst(found: Sequence[Conflict]) -> Grade:
    """The most serious grade among findings; OFF for none."""
    return max((c.grade for c in found), default=Grade.OFF)


def _unit_twice(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    for day, group in _grouped(slots, lambda s: text.fold(s.unit) or s.unit):
        yield _conflict(
            Rule.UNIT_TWICE,
            rules,
            day,
            group,
            f"“{group[0].unit}”这一天排了 {len(group)} 次。",
        )


def _person_twice(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    """At different times one person can be in two places: that is at most worth a note."""
    named = [s for s in slots if text.fold(s.person) and not _is_role(s.person)]
    grade = rules.grade(Rule.PERSON_TWICE)
    for day, group in _grouped(named, lambda s: text.fold(s.person)):
        times = [text.fold(s.time) for s in group]
        apart = all(times) and len(set(times)) == len(times)
        units = "、".join(dict.fromkeys(s.unit for s in group))
        yield Conflict(
            Rule.PERSON_TWICE,
            min(grade, Grade.NOTE) if apart else grade,
            day,
            tuple(group),
            f"{short_words(day)}：{group[0].person}这一天排了 {len(group)} 次（{units}）"
            f"{'，时间不同。' if apart else '。'}",
        )


_ROLES = re.compile(
    r"(?:各|本)?(?:单位|部门|局|镇|街道|乡|企业|公司|县|区|市)*(?:党委|党组|党政)?(?:主要|分管|有关|相关)?"
    r"(?:负责人|负责同志|领导|一把手|专家|企业|公司|代表|局长|书记|主任|镇长|乡长|经理|董事长)+"
)


def _is_role(person: str) -> bool:
    """Whether 人员 says what kind of person comes (主要负责人), not who: two of them are two people."""
    return _ROLES.fullmatch(text.fold(person)) is not None


def _over_capacity(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    for (outlet, column), limit in rules.capacity.items():
        mine = [
            s
            for s in slots
            if s.outlet == outlet and (not column or s.column == column)
        ]
        name = f"{outlet}“{column}”" if column else outlet
        for day, group in _grouped(mine, lambda _: 0, least=limit + 1):
            yield _conflict(
                Rule.OVER_CAPACITY,
                rules,
                day,
                group,
                f"{name}一天最多 {limit} 个，这一天排了 {len(group)} 个。",
            )


def _non_workday(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    worked: dict[dt.date, bool] = {}
    for slot in slots:
        day = _day(slot)
        if day not in worked:
            worked[day] = rules.workdays.is_workday(day)
        if not worked[day]:
            words = f"“{slot.unit}”排在非工作日。"
            yield _conflict(Rule.NON_WORKDAY, rules, day, [slot], words)


def _outside_phase(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    for slot in slots:
        spans, day = rules.phases.get(slot.campaign), _day(slot)
        if spans and not any(first <= day <= last for first, last in spans):
            words = f"“{slot.unit}”不在“{slot.campaign}”的任何一个阶段之内。"
            yield _conflict(Rule.OUTSIDE_PHASE, rules, day, [slot], words)


def _column_shared(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    wanted = [s for s in slots if s.column and s.campaign]
    for day, group in _grouped(wanted, lambda s: (s.outlet, s.column)):
        campaigns = list(dict.fromkeys(s.campaign for s in group))
        if len(campaigns) > 1:
            yield _conflict(
                Rule.COLUMN_SHARED,
                rules,
                day,
                group,
                f"栏目“{group[0].column}”这一天有 {len(campaigns)} 个方案要用："
                f"{'、'.join(campaigns)}。",
            )


def _blacked_out(slots: Sequence[Slot], rules: Rules) -> Iterator[Conflict]:
    for slot in slots if rules.blackout else ():
        day = _day(slot)
        for key in dict.fromkeys(((day, ""), (day, slot.outlet))):
            if key in rules.blackout:
                why = rules.blackout[key]
                words = f"“{slot.unit}”排在停排日{f'（{why}）' if why else ''}。"
                yield _conflict(Rule.BLACKED_OUT, rules, day, [slot], words)
                break


_LOOKS: dict[Rule, Callable[[Sequence[Slot], Rules], Iterator[Conflict]]] = {
    Rule.UNIT_TWICE: _unit_twice,
    Rule.PERSON_TWICE: _person_twice,
    Rule.OVER_CAPACITY: _over_capacity,
    Rule.NON_WORKDAY: _non_workday,
    Rule.OUTSIDE_PHASE: _outside_phase,
    Rule.COLUMN_SHARED: _column_shared,
    Rule.BLACKED_OUT: _blacked_out,
}


def _grouped(
    slots: Sequence[Slot], key: Callable[[Slot], Hashable], least: int = 2
) -> Iterator[tuple[dt.date, list[Slot]]]:
    """(day, slots) of those that share a day and a key, where there are at least `least`."""
    groups: dict[tuple[dt.date, Hashable], list[Slot]] = defaultdict(list)
    for slot in slots:
        groups[_day(slot), key(slot)].append(slot)
    for (day, _), group in groups.items():
        if len(group) >= least:
            yield day, group


def _day(slot: Slot) -> dt.date:
    assert slot.day is not None  # conflicts() leaves the others out
    return slot.day


def _conflict(
    rule: Rule, rules: Rules, day: dt.date, slots: Sequence[Slot], words: str
) -> Conflict:
    sentence = f"{short_words(day)}：{words}"
    return Conflict(rule, rules.grade(rule), day, tuple(slots), sentence)
