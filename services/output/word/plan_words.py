"""The blocks of a plan read again, and words exchanged in them without losing how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind
from services.output.word.marks import squeezed

if TYPE_CHECKING:
    from services.plans.paragraphs import Para
    from services.plans.reading import PlanReading, Span

_CONTACT = re.compile(
    r"(?:联系人|联络人|联络员|联系同志|联系方式|联系电话|电话|传真|电子邮箱|邮箱)[：:]"
)


@dataclass(frozen=True)
class ReadBack:
    """Blocks as one text, and what the reader understands of it."""

    blocks: tuple[Block, ...]

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each block in `text`."""
        out: list[tuple[int, int]] = []
        at = 0
        for block in self.blocks:
            size = len(shown(block))
            out.append((at, at + size))
            at += size + 1
        return tuple(out)

    @cached_property
    def text(self) -> str:
        """The text: a line for each block."""
        return "\n".join(shown(block) for block in self.blocks)

    @cached_property
    def reading(self) -> PlanReading:
        """What is understood of the text."""
        from services.plans.reader import read_plan

        return read_plan(self.text)

    def block_at(self, span: Span) -> Block | None:
        """The block that a place belongs to."""
        for (start, end), block in zip(self.places, self.blocks, strict=True):
            if start <= span.start < max(end, start + 1):
                return block
        return None

    def exchange(self, span: Span, new: str) -> bool:
        """Put other words at a place; False where it crosses the parts of a block."""
        for (start, end), block in zip(self.places, self.blocks, strict=True):
            if start <= span.start and span.end <= end:
                return put_at(block, span.start - start, span.end - start, new)
        return False


def shown(block: Block) -> str:
    """A block as a line of the document's text; annexes with their mark, lists of annexes with their number."""
    if block.kind is Kind.ANNEX:
        return f"附件{block.number}\n{block.text}"
    if block.kind is Kind.ANNEX_NOTE:
        return (
            f"附件：{block.number}.{block.text}"
            if block.number == "1"
            else (f"{block.number}.{block.text}")
        )
    if block.kind is Kind.LETTERHEAD:
        return f"{block.text}文件"
    return block.line()


def read_back(blocks: Iterable[Block]) -> ReadBack:
    """The blocks read again."""
    return ReadBack(tuple(blocks))


def put_at(block: Block, start: int, end: int, new: str) -> bool:
    """Put other words at letters start–end of a block's line."""
    if block.kind is Kind.TABLE:
        return _put_in_cell(block, start, end, new)
    if block.kind is Kind.HEAD:
        head = len(block.number)
        line = block.line()
        behind = len(line) - len(block.run_in)
        if block.run_in and start >= behind:
            at = start - behind
            block.run_in = block.run_in[:at] + new + block.run_in[at + end - start :]
            return True
        if head <= start and end <= head + len(block.text):
            own = block.text
            block.text = own[: start - head] + new + own[end - head :]
            return True
        return False
    if block.kind is Kind.BODY:
        block.text = block.text[:start] + new + block.text[end:]
        return True
    return False


def _put_in_cell(block: Block, start: int, end: int, new: str) -> bool:
    at = 0
    for row in block.cells:
        for n, cell in enumerate(row):
            if at <= start and end <= at + len(cell):
                row[n] = cell[: start - at] + new + cell[end - at :]
                return True
            at += len(cell) + 1
    return False


def exchange_words(blocks: Iterable[Block], old: str, new: str) -> bool:
    """Exchange the first place where `old` stands, whatever its blanks and marks; False where it does not."""
    wanted = squeezed(old)
    if not wanted:
        return False
    for block in blocks:
        line = block.line()
        place = find_words(line, wanted)
        if place and put_at(block, *place, new):
            return True
    return False


def find_words(text: str, wanted: str) -> tuple[int, int] | None:
    """Where squeezed words stand in a text as it is written."""
    letters: list[str] = []
    at: list[int] = []
    for i, letter in enumerate(text):
        small = squeezed(letter)
        if small:
            letters.append(small)
            at.append(i)
    start = "".join(letters).find(wanted)
    return (at[start], at[start + len(wanted) - 1] + 1) if start >= 0 else None


def para_of(text: str) -> Para | None:
    """A line as the reader's paragraph; None for an empty one."""
    from services.plans.paragraphs import paragraphs

    return next(iter(paragraphs(text)), None)


def prose(block: Block) -> str:
    """The words of a block that a bracket may be added to."""
    return block.run_in if block.kind is Kind.HEAD else block.text


def last_prose(own: Iterable[Block]) -> Block | None:
    """The block that holds the last words of a measure: contacts behind it are no part of it."""
    last: Block | None = None
    for block in own:
        if block.kind is Kind.BODY and _CONTACT.match(block.text):
            break
        if block.kind in (Kind.HEAD, Kind.BODY) and prose(block):
            last = block
    return last


def change_prose(block: Block, change: Callable[[str], str]) -> None:
    """Change the words of a block that are prose."""
    if block.kind is Kind.HEAD:
        block.run_in = change(block.run_in)
    else:
        block.text = change(block.text)
