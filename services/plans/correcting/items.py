"""A reading as a tree of rows: label, words, doubt and place of every value, in the clerk's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from services.plans.correcting.fields import (
    EVERY,
    LEVELS,
    SECTIONS,
    FieldSpec,
    Kind,
    SectionSpec,
)
from services.plans.correcting.paths import Path
from services.plans.reading import (
    DateRange,
    Found,
    PlanReading,
    Quota,
    Recurrence,
    Span,
    TableFound,
    Task,
    UnitName,
)

PERS = {
    "year": "每年",
    "half": "每半年",
    "quarter": "每季度",
    "month": "每月",
    "week": "每周",
    "day": "每天",
    "": "共",
}


@dataclass(frozen=True, eq=False)
class Item:
    """A row: `step` leads to it from its parent's path, `value` is what it was made from.

    `span` is the place of its words, None where there is none; `note` is a soft word at the right.
    """

    step: Path
    kind: Kind
    label: str
    words: str
    value: Any
    span: Span | None = None
    doubt: str = ""
    note: str = ""
    many: bool = False
    children: tuple[Item, ...] = ()

    @cached_property
    def doubts(self) -> int:
        """How many doubted values it holds, itself included."""
        return bool(self.doubt) + sum(child.doubts for child in self.children)

    def is_same(self, other: Item) -> bool:
        """Whether two rows show the same value, made from the same thing."""
        return (
            self.value is other.value
            and self.step == other.step
            and self.words == other.words
            and len(self.children) == len(other.children)
        )


class ItemMaker:
    """Makes the rows; what did not change since the last time is the same object again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Item] = {}

    def sections(self, reading: PlanReading) -> tuple[Item, ...]:
        """A row for each section with everything below it."""
        fresh: dict[tuple[str, int], Item] = {}
        out = tuple(self._section(spec, reading, fresh) for spec in SECTIONS)
        self._known = fresh
        return out

    def _section(
        self,
        spec: SectionSpec,
        reading: PlanReading,
        fresh: dict[tuple[str, int], Item],
    ) -> Item:
        if spec.key == "basic":
            rows = tuple(_fields(reading, spec.fields))
            return Item(
                ("basic",), Kind.SECTION, spec.label, "", reading, children=rows
            )
        many = getattr(reading, spec.key)
        children: list[Item] = []
        for at, value in enumerate(many):
            key = (spec.key, id(value))
            made = self._known.get(key)
            if made is None or made.value is not value:
                made = _entry(spec, value, at)
            if made.step != (at,):
                made = replace(made, step=(at,))
            fresh[key] = made
            children.append(made)
        note = str(len(many)) if many else "原文没有"
        return Item(
            (spec.key,),
            Kind.SECTION,
            spec.label,
            "",
            many,
            note=note,
            children=tuple(children),
        )


def walk(items: tuple[Item, ...], base: Path = ()) -> Iterator[tuple[Path, Item]]:
    """Every row with its path, in the order shown."""
    for item in items:
        path = item.step if item.kind is Kind.SECTION else (*base, *item.step)
        yield path, item
        inner = () if path == ("basic",) else path
        yield from walk(item.children, inner)


def _entry(spec: SectionSpec, value: Any, at: int) -> Item:
    step: Path = (at,)
    if spec.kind is Kind.RECORD:
        label, words, note = _summary(spec.key, value)
        return Item(
            step,
            Kind.RECORD,
            label,
            words,
            value,
            known(_span_of(value)),
            getattr(value, "doubt", ""),
            note,
            True,
            tuple(_fields(value, spec.fields)),
        )
    return _value_item(FieldSpec(spec.key, "", spec.kind, many=True), step, value)


def _span_of(value: Any) -> Span | None:
    if hasattr(value, "span"):
        return value.span
    return value.title.span  # a notice


def known(span: Span | None) -> Span | None:
    """A place that is in the text, None for what a clerk typed."""
    return span if span is not None and span.start >= 0 else None


def _fields(holder: Any, specs: tuple[FieldSpec, ...]) -> Iterator[Item]:
    for spec in specs:
        value = getattr(holder, spec.name)
        if spec.many:
            yield from _list(spec, value)
        elif spec.shown_empty or value not in (None, ""):
            yield _value_item(spec, (spec.name,), value)


def _list(spec: FieldSpec, many: tuple[Any, ...]) -> Iterator[Item]:
    if not many:
        if spec.shown_empty:
            yield Item((spec.name,), spec.kind, spec.label, "", many, many=True)
        return
    for at, value in enumerate(many):
        yield _value_item(spec, (spec.name, at), value, is_first=at == 0)


def _value_item(
    spec: FieldSpec, step: Path, value: Any, *, is_first: bool = True
) -> Item:
    span = known(getattr(value, "span", None))
    doubt = getattr(value, "doubt", "")
    return Item(
        step,
        spec.kind,
        spec.label if is_first else "",
        words_of(value, spec),
        value,
        span,
        doubt,
        many=spec.many,
    )


# --- words ---------------------------------------------------------------------------------------------


def words_of(value: Any, spec: FieldSpec | None = None) -> str:
    """A value as a clerk reads it, '' for none."""
    if value is None or value == "":
        level = spec is not None and spec.name == "level"
        return LEVELS[""] if level else ""
    if spec is not None and spec.kind is Kind.CHOICE:
        return spec.choices.get(str(value), str(value))
    if isinstance(value, Found):
        return " ".join(value.value.split())
    if isinstance(value, UnitName):
        return value.name
    if isinstance(value, DateRange):
        return date_words(value)
    if isinstance(value, Quota):
        return quota_words(value)
    if isinstance(value, Recurrence):
        return every_words(value.rule)
    if isinstance(value, TableFound):
        return table_words(value)
    if isinstance(value, float):
        return f"{value:g}"
    return " ".join(str(value).split())


def date_words(value: DateRange) -> str:
    """「4月30日前 → 2018-04-30」, or the words alone where the day is open."""
    meant = span_words(value)
    if not meant or not value.raw:
        return meant or value.raw
    return f"{value.raw} → {meant}"


def span_words(value: DateRange) -> str:
    """The days meant: one day, or from – to."""
    start, end = value.start, value.end
    if start and end:
        return f"{start}" if start == end else f"{start} 至 {end}"
    if end:
        return f"{end} 前"
    return f"{start} 起" if start else ""


def quota_words(value: Quota) -> str:
    """「每年 2—3 个折页」."""
    count = (
        f"{value.least}" if value.least == value.most else f"{value.least}—{value.most}"
    )
    return f"{PERS.get(value.per, value.per)} {count} {value.what}".strip()


def every_words(rule: str) -> str:
    """「每月 10 日」 for monthly:10."""
    base, _, day = rule.partition(":")
    word = EVERY.get(base, base)
    return f"{word} {day} 日" if day else word


def table_words(value: TableFound) -> str:
    """「3 列 17 行：序号、单位、时间安排」."""
    head = next(iter(value.rows), ())
    named = "、".join(c for c in head if c)
    return f"{len(head)} 列 {len(value.rows)} 行：{named}"


def _summary(key: str, value: Any) -> tuple[str, str, str]:
    """Label, words and note of a whole record."""
    match key:
        case "tasks":
            return value.number, value.head or _cut(value.text), _task_note(value)
        case "notices":
            return "", value.title.value, ""
        case "leadership":
            return value.role, value.name, value.post
        case "phases":
            dates = date_words(value.dates) if value.dates else ""
            return "", value.name, dates
        case "contacts":
            return value.dept, value.name, value.phone or value.email
        case "annexes":
            return f"附件{value.number}" if value.number else "附件", value.title, ""
        case "schedule":
            number = "" if value.no is None else str(value.no)
            return number, value.unit, value.date.raw if value.date else ""
        case "weights":
            return "", value.name, f"{value.percent:g}%"
        case _:
            return value.number, value.text or _cut(value.text_start), ""


def _task_note(task: Task) -> str:
    parts: list[str] = []
    names = [u.name for u in task.lead_units]
    if names:
        more = f" 等 {len(names)} 家" if len(names) > 1 else ""
        parts.append(names[0] + more)
    last = [d.end for d in task.deadlines if d.end]
    if last:
        parts.append(f"{max(last)}")
    return " · ".join(parts)


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else line[:60] + "…"
