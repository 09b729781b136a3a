"""What is understood of an official document: frozen values, each with the place of its words.

Places are offsets into the text that was read (`PlanReading.text`), end exclusive. A value that is not in the
text is empty or None; `doubt` is a Chinese sentence where a value should be looked at, else ''.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class DocKind(StrEnum):
    """What a document is."""

    PLAN = "plan"
    NOTICE = "notice"
    ARTICLE = "article"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a date is written."""

    DAY = "day"
    XUN = "xun"
    MONTH = "month"
    HALF = "half"
    QUARTER = "quarter"
    YEAR = "year"
    RELATIVE = "relative"


@dataclass(frozen=True, order=True)
class Span:
    """A place in the text, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """A piece of text with its place; `raw` is how it stands there when `value` was tidied."""

    value: str
    span: Span | None = None
    raw: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class DateRange:
    """A date or a range as written: `start` and `end` are the first and last day meant, or None where open."""

    raw: str
    start: dt.date | None
    end: dt.date | None
    precision: Precision
    span: Span
    past: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class Notice:
    """A covering notice; a document may carry several, the outermost first."""

    title: Found
    issuer: Found | None = None
    doc_number: Found | None = None
    issue_date: DateRange | None = None
    recipients: Found | None = None


@dataclass(frozen=True)
class Heading:
    """A numbered head or paragraph. `level` is the style of its number (一、 1; （一） 2; 1. 3; （1） 4), None
    for an unnumbered head; `text` is None where a number stands before plain prose, which `text_start` quotes.
    """

    section: str
    level: int | None
    number: str
    text: str | None
    text_start: str
    parent: str
    span: Span
    doubt: str = ""


@dataclass(frozen=True)
class UnitName:
    """A unit as written, with the label that it stood under."""

    name: str
    label: str
    span: Span
    doubt: str = ""


@dataclass(frozen=True)
class Quota:
    """How many of something in each year, month … (`per`: year, quarter, month, week)."""

    per: str
    least: int
    most: int
    what: str
    span: Span


@dataclass(frozen=True)
class Recurrence:
    """What comes back: `rule` is weekly, monthly:10, quarterly, yearly …; `raw` its words."""

    rule: str
    raw: str
    span: Span


@dataclass(frozen=True)
class Task:
    """A measure. `kind` is measure, requirement or step; `number` the chain of its numbers."""

    section: str
    number: str
    head: str
    text: str
    span: Span
    kind: str = "measure"
    lead_units: tuple[UnitName, ...] = ()
    support_units: tuple[UnitName, ...] = ()
    actors: tuple[UnitName, ...] = ()
    deadlines: tuple[DateRange, ...] = ()
    targets: tuple[Found, ...] = ()
    quotas: tuple[Quota, ...] = ()
    recurrence: Recurrence | None = None
    report_to: Found | None = None


@dataclass(frozen=True)
class Person:
    """A person in a leading group."""

    role: str
    name: str
    post: str
    span: Span
    doubt: str = ""


@dataclass(frozen=True)
class Contact:
    """A person to ask; phone and mail as written, `email_suggest` only ever a proposal."""

    section: str
    name: str
    phone: str
    email: str
    dept: str
    span: Span
    dept_inferred: bool = False
    email_suggest: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Phase:
    """A dated part of a campaign."""

    section: str
    name: str
    dates: DateRange | None
    span: Span
    recurrence: Recurrence | None = None
    doubt: str = ""


@dataclass(frozen=True)
class Annex:
    """An annex: its number from 1, its title, the part of the text it fills (None when only listed)."""

    number: int
    title: str
    section: str
    span: Span
    body: Span | None = None
    period: DateRange | None = None
    doubt: str = ""


@dataclass(frozen=True)
class TableFound:
    """A table: rows of cells, the header row first."""

    section: str
    rows: tuple[tuple[str, ...], ...]
    span: Span


@dataclass(frozen=True)
class SlotRow:
    """One row of a schedule."""

    no: int | None
    unit: str
    date: DateRange | None
    span: Span
    cells: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True)
class Weight:
    """A voter group and its share in percent."""

    name: str
    percent: float
    span: Span
    doubt: str = ""


@dataclass(frozen=True)
class PlanReading:
    """Everything that was understood of one document."""

    text: str
    kind: DocKind
    title: Found | None = None
    notices: tuple[Notice, ...] = ()
    issuer: Found | None = None
    letterhead: tuple[Found, ...] = ()
    doc_number: Found | None = None
    issue_date: DateRange | None = None
    recipients: Found | None = None
    copied_to: tuple[UnitName, ...] = ()
    source: Found | None = None
    period: DateRange | None = None
    phases: tuple[Phase, ...] = ()
    headings: tuple[Heading, ...] = ()
    goals: tuple[Found, ...] = ()
    key_messages: tuple[Found, ...] = ()
    requirements: tuple[Found, ...] = ()
    tasks: tuple[Task, ...] = ()
    leadership: tuple[Person, ...] = ()
    member_units: tuple[UnitName, ...] = ()
    columns: tuple[Found, ...] = ()
    outlets: tuple[Found, ...] = ()
    places: tuple[Found, ...] = ()
    contacts: tuple[Contact, ...] = ()
    annexes: tuple[Annex, ...] = ()
    tables: tuple[TableFound, ...] = ()
    schedule: tuple[SlotRow, ...] = ()
    weights: tuple[Weight, ...] = ()
    remarks: tuple[str, ...] = field(default=())
