"""Blocks: what will be a paragraph, a head, a table of a plan's document; and how the document is wanted."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum

MAIN = "main"


class Kind(StrEnum):
    """What a block will be on paper."""

    LETTERHEAD = "letterhead"
    NUMBER = "number"
    TITLE = "title"
    RECIPIENTS = "recipients"
    BODY = "body"
    PERSON = "person"
    HEAD = "head"
    TABLE = "table"
    ANNEX_NOTE = "annex_note"
    ISSUER = "issuer"
    DATE = "date"
    PAGE = "page"
    ANNEX = "annex"
    COPIED = "copied"
    PRINTED = "printed"


@dataclass
class Block:
    """A block: `text` is its words; of a head its own words, `run_in` what goes on in the same paragraph.

    `cells` are the rows of a table, `part_id` the part of the outline that it comes from.
    """

    kind: Kind
    text: str = ""
    section: str = MAIN
    part_id: int | None = None
    level: int | None = None
    number: str = ""
    run_in: str = ""
    sep: str = "。"
    cells: list[list[str]] = field(default_factory=list[list[str]])
    role: str = ""
    name: str = ""
    day: str = ""

    def line(self) -> str:
        """The block as it stands in a plain text, the rows of a table line by line."""
        if self.kind is Kind.TABLE:
            return "\n".join("\t".join(row) for row in self.cells)
        if self.kind is Kind.HEAD:
            mark = "" if not self.run_in or not self.text else self.sep
            if mark and self.text[-1] in "。：；！？，":
                mark = ""
            return f"{self.number}{self.text}{mark}{self.run_in}"
        if self.kind is Kind.PERSON:
            label = f"{self.role}：" if self.role else ""
            return f"{label}{self.name}  {self.text}".rstrip()
        if self.kind is Kind.RECIPIENTS:
            return f"{self.text}："
        if self.kind is Kind.PRINTED:
            return f"{self.text}  {self.day}印发" if self.day else self.text
        return self.text


@dataclass(frozen=True)
class Wanted:
    """How a plan is to be issued; empty values are those of the plan.

    `annexes`: numbers of the annexes that go out, None for all; `letterhead`: with the red head.
    """

    letterhead: bool = True
    number: str = ""
    issued_on: dt.date | None = None
    printed_by: str = ""
    printed_on: dt.date | None = None
    annexes: frozenset[int] | None = None
    imprint: bool = True
    sealed: bool = True


def day_words(day: dt.date | None) -> str:
    """A day as documents write it: 2021年8月16日; '' for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def offices(issuer: str) -> list[str]:
    """Offices that sign together: names joined by 、 outside brackets."""
    parts = re.split(r"、(?![^（(]*[）)])", issuer)
    return [p.strip() for p in parts if p.strip()]
