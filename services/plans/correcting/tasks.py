"""A measure parted in two at a place of the text, and two measures made one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from models.errors import ValidationError
from services.plans.correcting import paths
from services.plans.correcting.fields import NOWHERE
from services.plans.reading import PlanReading, Span, Task

_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"^[；。，、;,\s]+")
_LISTS = ("lead_units", "support_units", "actors", "deadlines", "targets", "quotas")
_NEAR = 8


def split_task(reading: PlanReading, at: int, place: int) -> PlanReading:
    """The measure number `at` parted at a place of the text: what stands behind it goes into the second one.

    The second keeps the number with nothing added; units without a place stay in the first. Raises
    ValidationError where the place is not inside the measure.
    """
    task = reading.tasks[at]
    if task.span == NOWHERE or not task.span.start < place < task.span.end:
        raise ValidationError("请先在左边这条任务的原文里点一下要拆开的地方，再拆分。")
    cut = _letters_before(reading.text, task, place)
    head, tail = task.text[:cut].rstrip(), _MARKS.sub("", task.text[cut:])
    if not head or not tail:
        raise ValidationError("从这里拆开，前面或后面就没有内容了，请换一个地方。")
    first: dict[str, Any] = {
        "text": head,
        "span": Span(task.span.start, place),
    }
    second: dict[str, Any] = {
        "head": "",
        "text": tail,
        "span": Span(place, task.span.end),
    }
    for name in _LISTS:
        many = getattr(task, name)
        first[name] = tuple(v for v in many if not _is_behind(v, place))
        second[name] = tuple(v for v in many if _is_behind(v, place))
    for name in ("recurrence", "report_to"):
        value = getattr(task, name)
        behind = value is not None and _is_behind(value, place)
        first[name], second[name] = (None, value) if behind else (value, None)
    parts = (replace(task, **first), replace(task, **second))
    tasks = (*reading.tasks[:at], *parts, *reading.tasks[at + 1 :])
    return replace(reading, tasks=tasks)


def merge_tasks(reading: PlanReading, at: int) -> PlanReading:
    """The measure number `at` and the next one as one. Raises ValidationError for the last one."""
    if at + 1 >= len(reading.tasks):
        raise ValidationError("后面没有任务了，不能合并。")
    a, b = reading.tasks[at], reading.tasks[at + 1]
    between = "\n" if _is_parted(reading.text, a.span, b.span) else ""
    head = b.head if b.head not in b.text else ""
    joined: dict[str, Any] = {
        "text": f"{a.text}{between}{head}{b.text}".strip(),
        "span": _around(a.span, b.span),
        "head": a.head or b.head,
        "number": a.number or b.number,
        "recurrence": a.recurrence or b.recurrence,
        "report_to": a.report_to or b.report_to,
    }
    for name in _LISTS:
        joined[name] = _once((*getattr(a, name), *getattr(b, name)))
    lead = {u.name for u in joined["lead_units"]}
    joined["support_units"] = tuple(
        u for u in joined["support_units"] if u.name not in lead
    )
    tasks = (*reading.tasks[:at], replace(a, **joined), *reading.tasks[at + 2 :])
    return paths.put(reading, ("tasks",), tasks)


def _is_parted(whole: str, a: Span, b: Span) -> bool:
    """Whether two measures stand in paragraphs of their own."""
    return NOWHERE in (a, b) or a.end > b.start or "\n" in whole[a.end - 1 : b.start]


def _around(a: Span, b: Span) -> Span:
    if NOWHERE in (a, b):
        return b if a == NOWHERE else a
    return Span(min(a.start, b.start), max(a.end, b.end))


def _once(many: tuple[Any, ...]) -> tuple[Any, ...]:
    """Each unit once; everything else is kept."""
    out: list[Any] = []
    seen: set[str] = set()
    for one in many:
        name = getattr(one, "name", None)
        if name is not None and name in seen:
            continue
        seen.add(name or "")
        out.append(one)
    return tuple(out)


def _is_behind(value: Any, place: int) -> bool:
    span: Span | None = value.span
    return span is not None and span.start >= place


def _letters_before(whole: str, task: Task, place: int) -> int:
    """How many letters of the measure's words stand before a place of the text.

    The words are the text without its number, blanks and page numbers, so the letters behind the place are looked
    for near the share of the text that they stand at.
    """
    after = _BLANKS.sub("", whole[place : task.span.end])[:_NEAR]
    squeezed = [(i, c) for i, c in enumerate(task.text) if not c.isspace()]
    letters = "".join(c for _, c in squeezed)
    before = len(_BLANKS.sub("", whole[task.span.start : place]))
    total = len(_BLANKS.sub("", whole[task.span.start : task.span.end])) or 1
    guess = len(letters) - (total - before)
    found = [m.start() for m in re.finditer(re.escape(after), letters)] if after else []
    best = min(found, key=lambda i: abs(i - guess)) if found else guess
    best = min(max(best, 0), len(letters))
    return squeezed[best][0] if best < len(squeezed) else len(task.text)
