"""Deadlines written back: a changed day in place of the one that stood there, a new one in the bracket."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind, day_words
from services.output.word.marks import squeezed
from services.output.word.plan_words import change_prose, last_prose

if TYPE_CHECKING:
    from services.campaigns.types import DeadlineRow, Plan
    from services.output.word.plan_words import ReadBack
    from services.plans.reading import DateRange, Task

_UNTIL = "完成时限"
_DUTIES_AT_END = re.compile(r"（(?:牵头|责任|主办|承办|配合)[^。]*）。?$")
_BEFORE = re.compile(r"(?:之|以)?前$")


def write_days(
    plan: Plan,
    own: list[Block],
    back: ReadBack,
    task: Task | None,
    days: Sequence[DeadlineRow],
) -> None:
    """Make the blocks of a measure say its deadlines; `task` is what the blocks, read back, say of it."""
    left: list[DeadlineRow] = list(days)
    spare: list[DateRange] = []
    for found in task.deadlines if task else ():
        row = _same(left, found.end, found.raw)
        if row is not None:
            left.remove(row)
        else:
            spare.append(found)
    for found in reversed(spare):
        key = squeezed(found.raw)
        row = next((r for r in left if _origin(plan, r) == key), None)
        if row is None and len(spare) == len(left) == 1:
            row = left[0]
        if row is not None and back.exchange(found.span, words_of(row, found.raw)):
            left.remove(row)
    for row in left:
        add_day(own, row)


def _same(rows: list[DeadlineRow], end: dt.date | None, raw: str) -> DeadlineRow | None:
    """A row that the words say already: the same day, or the same words where neither tells a day."""
    for row in rows:
        if end is not None and row.due_on == end:
            return row
    for row in rows:
        open_end = row.due_on is None and end is None
        if open_end and squeezed(row.raw) == squeezed(raw):
            return row
    return None


def _origin(plan: Plan, row: DeadlineRow) -> str:
    if row.span_start is None or row.span_end is None:
        return squeezed(row.raw)
    return squeezed(plan.source_text[row.span_start : row.span_end])


def words_of(row: DeadlineRow, was: str = "") -> str:
    """The day of a row as it is written: its own words where they were changed, else the day itself."""
    if row.raw and squeezed(row.raw) != squeezed(was):
        return row.raw
    if row.due_on is None:
        return row.raw
    tail = _BEFORE.search(was)
    return day_words(row.due_on) + (tail[0] if tail else "")


def add_day(own: list[Block], row: DeadlineRow) -> None:
    """Add a deadline to the bracket of duties, else in a bracket at the end of the words."""
    words = words_of(row)
    last = last_prose(own)
    if not words or last is None:
        if words and own and own[0].kind is Kind.HEAD:
            head = own[0]
            head.run_in = f"（{_UNTIL}：{words}）"
        return

    def add(text: str) -> str:
        found = _DUTIES_AT_END.search(text)
        if found:
            at = text.rindex("）")
            return f"{text[:at]}；{_UNTIL}：{words}{text[at:]}"
        return f"{text}（{_UNTIL}：{words}）"

    change_prose(last, add)
