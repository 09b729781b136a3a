"""What an intake is about to do: files, rows, what is wrong, what the clerk may decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from models.vocabulary import OutletLevel
from services.intake.problems import Problem

Grid = list[list[object]]

FIELD_LABELS: dict[str, str] = {
    "date": "刊播日期",
    "title": "标题",
    "outlet": "媒体",
    "level": "层级",
    "column": "栏目",
    "genre": "体裁",
    "spot": "版面/时段",
    "link": "链接",
    "note": "备注",
}
"""Field of a row → heading of the form, in the form's order. `number` (序号) and `unit` (单位) exist in
column mappings only."""

MAPPABLE: dict[str, str] = {"number": "序号", "unit": "单位", **FIELD_LABELS}
"""Fields that a column of a foreign sheet can be mapped to."""

NEW_OUTLET = 0
"""As the clerk's choice of outlet: take the name as a new outlet."""


class RowStatus(StrEnum):
    """What a commit will do with a row."""

    NEW = "new"
    JOINS = "joins"
    CHANGED = "changed"
    DUPLICATE = "duplicate"
    WRONG = "wrong"
    CONFIRM = "confirm"
    GONE = "gone"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    RowStatus.NEW: "新增",
    RowStatus.JOINS: "并入同一稿件",
    RowStatus.CHANGED: "有改动",
    RowStatus.DUPLICATE: "重复",
    RowStatus.WRONG: "需修改",
    RowStatus.CONFIRM: "待确认",
    RowStatus.GONE: "新表中没有",
    RowStatus.SKIPPED: "不收",
}


class Outcome(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    NIL = "nil"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    UNRECOGNISED = "unrecognised"
    UNKNOWN_UNIT = "unknown_unit"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.TAKEN: "可以入库",
    Outcome.NIL: "零报告",
    Outcome.DUPLICATE: "重复",
    Outcome.EMPTY: "空表",
    Outcome.UNRECOGNISED: "待确认",
    Outcome.UNKNOWN_UNIT: "单位不明",
    Outcome.UNREADABLE: "读不了",
    Outcome.SKIPPED: "没有收",
}


class Parsed(NamedTuple):
    """The values of a row that can be stored. `outlet_id` None: a new outlet of that name and level."""

    published_on: dt.date
    title: str
    title_key: str
    outlet_id: int | None
    outlet: str
    level: OutletLevel
    column: str = ""
    genre: str = ""
    spot: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a row changes in what is stored, as the clerk reads it."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OutletChoice:
    """An outlet that an unknown name may mean."""

    outlet_id: int
    name: str
    level: OutletLevel


class StoryProposal(NamedTuple):
    """The story that a row joins: a stored one (`story_id`) or that of another row (`row_id`)."""

    title: str
    first_on: dt.date
    exact: bool
    story_id: int | None = None
    row_id: int | None = None


@dataclass(slots=True)
class PreviewRow:
    """One row of the preview: one placement, or what could not become one.

    `text` holds what was typed, by field (see FIELD_LABELS); `row` is the Excel row (None: pasted text).
    `accept` is the clerk's tick: for new, joins and changed it is on at first; for gone it is off and
    means "remove". `stored_id` is the placement that the row repeats, changes or (gone) is. `edited` says
    that the clerk mended it here; `was_gone` that it is no row of the file but a stored placement.
    """

    id: int
    file_id: int
    file: str
    sheet: str
    row: int | None
    unit_id: int | None
    unit: str
    week: dt.date | None
    text: dict[str, str]
    status: RowStatus = RowStatus.NEW
    parsed: Parsed | None = None
    notices: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    candidates: list[OutletChoice] = field(default_factory=list)
    story: StoryProposal | None = None
    stored_id: int | None = None
    accept: bool = True
    own_story: bool = False
    outlet_id: int | None = None
    reason: str = ""
    edited: bool = False
    was_gone: bool = False

    @property
    def counts_as(self) -> str:
        """Which count of the result the row falls into: taken, changed, duplicates, skipped, or gone."""
        if self.was_gone:
            return "gone"
        kind = _COUNTS_AS.get(self.status, "skipped")
        return kind if self.accept or kind == "duplicates" else "skipped"

    @property
    def remark(self) -> str:
        """One line for the 说明 column: problems first, then changes, the story joined, notices."""
        parts = [p.sentence for p in self.problems]
        parts += [f"{c.label}由“{c.before}”改为“{c.after}”" for c in self.changes]
        if self.reason:
            parts.append(self.reason)
        if self.story and self.status is RowStatus.JOINS:
            alike = "标题相同" if self.story.exact else "标题相近"
            day = f"{self.story.first_on.month}/{self.story.first_on.day}"
            parts.append(f"{alike}，{day} 已有“{self.story.title}”")
        return "；".join([*parts, *self.notices])


_COUNTS_AS = {
    RowStatus.NEW: "taken",
    RowStatus.JOINS: "taken",
    RowStatus.CHANGED: "changed",
    RowStatus.DUPLICATE: "duplicates",
}


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a foreign sheet: its heading, some cells, and the field it seems to hold ("" none)."""

    index: int
    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a sheet without a mark could be read; the clerk completes it with a FileAnswer.

    `header_row` is the Excel row of the headings, None where the sheet has none. `certain` is true where
    nobody needs to be asked.
    """

    unit_id: int | None
    units: tuple[tuple[int, str], ...]
    week: dt.date | None
    header_row: int | None
    columns: tuple[ColumnGuess, ...]
    certain: bool
    missing: str


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What the clerk said about a sheet; None leaves the proposal's value.

    `mapping` is column index (from 0) → field; `keep_mapping` stores it for the unit and this heading.
    """

    unit_id: int | None = None
    week: dt.date | None = None
    header_row: int | None = None
    mapping: dict[int, str] | None = None
    keep_mapping: bool = False
    skip: bool = False


@dataclass(slots=True)
class FileResult:
    """One file, or one unit's sheet of a file, with what becomes of it.

    A workbook with a form sheet for each unit gives a FileResult for each. The four counts add up to the
    rows seen. `nil` says that the form reports nothing for its week, `ticked_nil` that its box was ticked,
    `adds` that the sheet holds mended rows only. `modified` is the file's time (seconds), `twin_of` a file
    of this intake with the very same bytes; a `final` file was never read. What reading found
    (`read_notices`, `read_problems`) is repeated in `notices` and `problems`.
    """

    id: int
    path: str
    name: str
    sheet: str
    sha256: str = ""
    unit_id: int | None = None
    unit: str = ""
    week: dt.date | None = None
    outcome: Outcome = Outcome.TAKEN
    nil: bool = False
    taken: int = 0
    changed: int = 0
    duplicates: int = 0
    skipped: int = 0
    reason: str = ""
    notices: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    proposal: Proposal | None = None
    answer: FileAnswer | None = None
    form_version: int = 0
    known_file_id: int | None = None
    ticked_nil: bool = False
    twin_of: int | None = None
    adds: bool = False
    final: bool = False
    modified: float = 0.0
    read_notices: list[str] = field(default_factory=list)
    read_problems: list[Problem] = field(default_factory=list)
    grid: Grid | None = field(default=None, repr=False)
    links: dict[tuple[int, int], str] = field(
        default_factory=dict[tuple[int, int], str], repr=False
    )


@dataclass
class Preview:
    """Everything that an intake found, before anything is stored.

    `stamp` is the last journal entry that the preview knew, so that a commit sees whether the data moved;
    `unit_uids` is unit id → uid, for the marks of forms.
    """

    received: dt.date
    ask: bool
    files: list[FileResult] = field(default_factory=list)
    rows: list[PreviewRow] = field(default_factory=list)
    stamp: int = 0
    source: str = "form"
    unit_uids: dict[int, str] = field(default_factory=dict[int, str], repr=False)

    def row(self, row_id: int) -> PreviewRow:
        """The row of an id (ids are places in `rows`)."""
        return self.rows[row_id]

    def file(self, file_id: int) -> FileResult:
        """The file of an id (ids are places in `files`)."""
        return self.files[file_id]

    def rows_of(self, file_id: int) -> Iterator[PreviewRow]:
        """Rows of one file, in order."""
        return (r for r in self.rows if r.file_id == file_id)

    @property
    def problems(self) -> list[Problem]:
        """Every problem, those of files first."""
        found = [p for f in self.files for p in f.problems]
        return found + [p for r in self.rows for p in r.problems]


@dataclass(frozen=True)
class Counts:
    """Figures over a preview: rows by status, and what a commit would do.

    taken + changed + duplicates + skipped = seen; gone rows (stored, but not in the newer form) apart.
    """

    by_status: dict[RowStatus, int]
    seen: int
    taken: int
    changed: int
    duplicates: int
    skipped: int
    removed: int
    nil_units: int
    to_ask: int

    @property
    def will_write(self) -> int:
        """Rows that a commit will add, change or remove."""
        return self.taken + self.changed + self.removed


def counts(preview: Preview) -> Counts:
    """Count the rows of a preview by status and by what a commit would do with them."""
    by_status = dict.fromkeys(RowStatus, 0)
    kinds: dict[str, int] = dict.fromkeys(
        ("taken", "changed", "duplicates", "skipped", "gone"), 0
    )
    for row in preview.rows:
        by_status[row.status] += 1
        kinds[row.counts_as] += 1
    removed = 0
    if by_status[RowStatus.GONE]:
        removed = sum(r.status is RowStatus.GONE and r.accept for r in preview.rows)
    gone = kinds.pop("gone")
    nil_units = sum(f.outcome is Outcome.NIL for f in preview.files)
    to_ask = sum(f.outcome is Outcome.UNRECOGNISED for f in preview.files)
    return Counts(
        by_status,
        len(preview.rows) - gone,
        **kinds,
        removed=removed,
        nil_units=nil_units,
        to_ask=to_ask,
    )
