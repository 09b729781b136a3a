"""A saved plan as frozen values, for pages and files.

Names of fields are those of models.tables_campaigns; `span_start`/`span_end` are offsets into `Plan.source_text`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from models.vocabulary_campaigns import CampaignState


@dataclass(frozen=True)
class Row:
    """What every part of a plan has; `id` is that of its record."""

    id: int
    uid: str
    position: int
    span_start: int | None
    span_end: int | None
    doubt: str


@dataclass(frozen=True)
class NoticeRow(Row):
    """A covering notice, the outermost first."""

    title: str
    issuer: str
    doc_number: str
    issued_on: dt.date | None
    issued_raw: str
    recipients: str


@dataclass(frozen=True)
class PartRow(Row):
    """A part of the outline, in the order of the document."""

    kind: str
    section: str
    level: int | None
    number: str
    heading: str
    body: str
    run_in: bool
    starts_on: dt.date | None
    ends_on: dt.date | None
    period_raw: str
    period_precision: str


@dataclass(frozen=True)
class UnitEntry(Row):
    """A member unit or one that is sent a copy; `unit_id` is None while the register does not know it."""

    role: str
    unit_id: int | None
    name: str
    label: str


@dataclass(frozen=True)
class PersonRow(Row):
    """A person of the leading group or a contact."""

    kind: str
    section: str
    role: str
    name: str
    post: str
    dept: str
    dept_inferred: bool
    phone: str
    email: str
    email_suggest: str


@dataclass(frozen=True)
class PhaseRow(Row):
    """A dated part of the campaign; both days inclusive."""

    section: str
    name: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    raw: str
    precision: str
    recurrence: str
    recurrence_raw: str


@dataclass(frozen=True)
class MessageRow(Row):
    """A goal, a key message or a requirement."""

    kind: str
    text: str


@dataclass(frozen=True)
class ChannelRow(Row):
    """A column, an outlet or a place that the plan names."""

    kind: str
    name: str
    outlet_id: int | None


@dataclass(frozen=True)
class TableRow(Row):
    """A table of the document; `rows` is its JSON."""

    section: str
    rows: str

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Rows of cells, the header row first."""
        return tuple(
            tuple(row) for row in cast("list[list[str]]", json.loads(self.rows))
        )


@dataclass(frozen=True)
class SlotEntry(Row):
    """A row of a schedule in the document; `cells` is JSON."""

    number: int | None
    unit_id: int | None
    name: str
    on_day: dt.date | None
    raw: str
    cells: str


@dataclass(frozen=True)
class WeightRow(Row):
    """A voter group and its share in percent."""

    name: str
    percent: float


@dataclass(frozen=True)
class MeasureUnitRow(Row):
    """A unit of a measure (`role` lead, support, implied), named as written."""

    measure_id: int
    role: str
    unit_id: int | None
    name: str
    label: str


@dataclass(frozen=True)
class DeadlineRow(Row):
    """A date of a measure; `due_on` is the last day meant, None where it is open."""

    measure_id: int
    raw: str
    starts_on: dt.date | None
    due_on: dt.date | None
    precision: str
    past: bool
    met_on: dt.date | None


@dataclass(frozen=True)
class TargetRow(Row):
    """A number to reach."""

    measure_id: int | None
    text: str
    amount: float | None
    unit_word: str
    by_day: dt.date | None
    yearly: bool


@dataclass(frozen=True)
class DeliverableRow(Row):
    """Something to make, `least` to `most` in each `per`."""

    measure_id: int | None
    name: str
    per: str
    least: int
    most: int


@dataclass(frozen=True)
class MeasureRow(Row):
    """A measure as stored: `state` is what the clerk set (see measures.ledger for the derived one)."""

    part_id: int | None
    section: str
    kind: str
    number: str
    head: str
    text: str
    recurrence: str
    recurrence_raw: str
    report_to: str
    state: str
    dropped_reason: str
    closed_on: dt.date | None


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in a list."""

    id: int
    uid: str
    title: str
    short_name: str
    issuer: str
    doc_number: str
    issued_on: dt.date | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    state: CampaignState

    @property
    def label(self) -> str:
        """Short name, else the title."""
        return self.short_name or self.title


@dataclass(frozen=True)
class Plan:
    """A whole plan. `spans`: field → (start, end, doubt) of the values at its head."""

    id: int
    uid: str
    title: str
    short_name: str
    kind: str
    state: CampaignState
    issuer: str
    letterhead: str
    doc_number: str
    issued_on: dt.date | None
    issued_raw: str
    recipients: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    period_raw: str
    period_precision: str
    source_name: str
    source_text: str
    remarks: str
    note: str
    template_of_id: int | None
    spans: dict[str, tuple[int | None, int | None, str]] = field(
        default_factory=dict[str, tuple[int | None, int | None, str]]
    )
    notices: tuple[NoticeRow, ...] = ()
    parts: tuple[PartRow, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    people: tuple[PersonRow, ...] = ()
    phases: tuple[PhaseRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    channels: tuple[ChannelRow, ...] = ()
    tables: tuple[TableRow, ...] = ()
    slots: tuple[SlotEntry, ...] = ()
    weights: tuple[WeightRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    measure_units: tuple[MeasureUnitRow, ...] = ()
    deadlines: tuple[DeadlineRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    deliverables: tuple[DeliverableRow, ...] = ()

    @cached_property
    def units_by_measure(self) -> dict[int, tuple[MeasureUnitRow, ...]]:
        """Measure id → its units in order."""
        found: dict[int, list[MeasureUnitRow]] = {}
        for row in self.measure_units:
            found.setdefault(row.measure_id, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def deadlines_by_measure(self) -> dict[int, tuple[DeadlineRow, ...]]:
        """Measure id → its dates in order."""
        found: dict[int, list[DeadlineRow]] = {}
        for row in self.deadlines:
            found.setdefault(row.measure_id, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}
