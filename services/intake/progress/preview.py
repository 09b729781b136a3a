"""What an intake of progress is about to do: files, entries, states and values, what is wrong, what to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from models.vocabulary_campaigns import MeasureState
from services.intake.problems import Problem
from services.progress_shared import BookKind, RowCode


class ItemKind(StrEnum):
    """What is entered."""

    ENTRY = "entry"
    STATE = "state"
    VALUE = "value"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"entry": "进展", "state": "状态", "value": "指标值"}[self.value]


class ItemStatus(StrEnum):
    """What a commit does with an item: NEW is taken, ASK only with the clerk's tick, SAME and WRONG never."""

    NEW = "new"
    ASK = "ask"
    SAME = "same"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "new": "登记",
            "ask": "待确认",
            "same": "已有",
            "wrong": "需修改",
        }[self.value]


class FileOutcome(StrEnum):
    """What became of a sheet or a file."""

    READ = "read"
    BLANK = "blank"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "read": "已读",
            "blank": "没有填写",
            "duplicate": "重复的文件",
            "unreadable": "没有读",
        }[self.value]


@dataclass(frozen=True, slots=True)
class RawLine:
    """A row of a sheet: Excel row, what its cells hold (field → value), and its code where it has one."""

    row: int
    values: dict[str, object]
    code: RowCode | None


@dataclass(slots=True)
class FileResult:
    """A sheet that was read, or a file that was not.

    `unit_id` is None where the unit is not of the register, `unit` is "" where it is not known at all. `on_day` is
    the day of its entries, `who` tells them.
    """

    id: int
    path: str
    name: str
    sheet: str = ""
    sha256: str = ""
    kind: BookKind = BookKind.FORM
    outcome: FileOutcome = FileOutcome.READ
    as_of: dt.date | None = None
    unit_id: int | None = None
    unit: str = ""
    who: str = ""
    on_day: dt.date | None = None
    problems: list[Problem] = field(default_factory=list[Problem])
    lines: list[RawLine] = field(default_factory=list[RawLine], repr=False)


@dataclass(slots=True)
class Item:
    """One entry, state or value of a measure.

    `before` and `after` are what the clerk reads; `reason` says why it is asked about, or what to note; `accept`
    is the clerk's tick. `problem` is set for what is wrong. Then what is stored: an entry has `words`, `share`,
    `on_day`, and `entry_id` where it replaces an earlier one; a state has `state`, `closed_on`, `dropped`;
    a value `target_id`, `year`, `value`, `on_day`.
    """

    id: int
    file_id: int
    kind: ItemKind
    status: ItemStatus
    row: int
    measure_id: int | None = None
    number: str = ""
    task: str = ""
    campaign_id: int | None = None
    campaign: str = ""
    target: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    accept: bool = False
    problem: Problem | None = None
    on_day: dt.date | None = None
    words: str = ""
    share: int | None = None
    entry_id: int | None = None
    state: MeasureState | None = None
    closed_on: dt.date | None = None
    dropped: str = ""
    target_id: int | None = None
    year: int | None = None
    value: float | None = None

    @property
    def key(self) -> tuple[int, int, ItemKind, int | None]:
        """What names the item when the same rows are compared again."""
        return self.file_id, self.row, self.kind, self.target_id

    @property
    def counts(self) -> bool:
        """Whether a commit enters it."""
        return self.accept and self.status in (ItemStatus.NEW, ItemStatus.ASK)


@dataclass
class Preview:
    """Everything that was found, before anything is stored.

    `received` is the day on which the files came; `stamp` the last journal entry that the comparison knew.
    """

    received: dt.date
    files: list[FileResult] = field(default_factory=list[FileResult])
    items: list[Item] = field(default_factory=list[Item])
    stamp: int = 0

    @property
    def problems(self) -> list[Problem]:
        """Every problem, those of files first."""
        found = [p for f in self.files for p in f.problems]
        return found + [i.problem for i in self.items if i.problem]

    def file(self, file_id: int) -> FileResult:
        """The file of an id (ids are places in `files`)."""
        return self.files[file_id]

    def set_accept(self, item_id: int, accept: bool) -> None:
        """The clerk's tick; what is wrong or known already cannot be ticked."""
        item = self.items[item_id]
        if item.status in (ItemStatus.NEW, ItemStatus.ASK):
            item.accept = accept


@dataclass(frozen=True)
class Counts:
    """Figures over a preview: what a commit enters, and what it leaves.

    `waiting` are items that want the clerk's tick and have none; `same` are known already.
    """

    entries: int
    states: int
    values: int
    waiting: int
    same: int
    wrong: int

    @property
    def will_write(self) -> int:
        """How many items a commit enters."""
        return self.entries + self.states + self.values


def counts(preview: Preview) -> Counts:
    """Count the items of a preview by what a commit does with them."""
    taken = dict.fromkeys(ItemKind, 0)
    by_status = dict.fromkeys(ItemStatus, 0)
    waiting = 0
    for item in preview.items:
        by_status[item.status] += 1
        if item.counts:
            taken[item.kind] += 1
        elif item.status in (ItemStatus.ASK, ItemStatus.NEW):
            waiting += 1
    return Counts(
        taken[ItemKind.ENTRY],
        taken[ItemKind.STATE],
        taken[ItemKind.VALUE],
        waiting,
        by_status[ItemStatus.SAME],
        by_status[ItemStatus.WRONG],
    )
