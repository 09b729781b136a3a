"""Measures that were entered in the ledger only: a head of their own among the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind
from services.output.word.plan_days import add_day
from services.output.word.plan_duties import write_units
from services.output.word.plan_missing import behind
from services.plans.numerals import mark_of
from services.plans.parts import Part

if TYPE_CHECKING:
    from services.campaigns.types import DeadlineRow, MeasureRow, MeasureUnitRow

_LAST = re.compile(r"(?:（[^（）]+）|\d{1,3}[.．、]?|[一二三四五六七八九十百]+、?)$")


def add_measure(
    measure: MeasureRow,
    units: Sequence[MeasureUnitRow],
    days: Sequence[DeadlineRow],
    blocks: list[Block],
) -> None:
    """Add a measure that no part of the outline tells to the part on tasks, else to the end of its section."""
    if all(b.section != measure.section for b in blocks):
        return  # its annex does not go out
    number = own_number(measure.number)
    mark = mark_of(f"{number}字") if number else None
    words = measure.text.strip()
    head = measure.head.strip()
    rest = words.removeprefix(head).lstrip("。：，；") if head else words
    block = Block(
        Kind.HEAD if mark else Kind.BODY,
        head if mark else words,
        measure.section,
        level=mark.level if mark else None,
        number=number,
        run_in=rest if mark else "",
    )
    own = [block]
    own += write_units(own, units)
    for day in days:
        add_day(own, day)
    # A negative id marks the measures that were added, so that they follow each other.
    for one in own:
        one.part_id = -1
    at = behind(
        blocks,
        lambda b: b.part_id == -1,
        Part.TASK,
        measure.section,
    )
    blocks[at:at] = own


def own_number(number: str) -> str:
    """The measure's own number out of the chain of its numbers, with its mark: 三（二）1 → 1."""
    found = _LAST.search(number.strip())
    if not found:
        return ""
    own = found[0]
    if own.isdecimal():
        return f"{own}."
    return own if own[-1] in "）.．、" else f"{own}、"
