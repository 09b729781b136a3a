"""A table of a schedule read back: what would change, row by row, and putting it in as one action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import ValidationError
from models.journal import bulk_update
from models.vocabulary_schedules import ChangeKind
from services import text
from services.intake.list_sheet import CHANGED, NEW, SAME, ListRow, read_list
from services.intake.problems import Problem
from services.intake.workbook import Book, read_book
from services.schedules.changes import Deed, carry_out
from services.schedules.finding import conflicts_of
from services.schedules.planning import OffDays
from services.schedules.refusing import refuse_forbidden
from services.schedules.rows import slot_rows
from services.schedules.slots import add_slot
from services.schedules.store import load_series, series_slots
from services.schedules.table_headings import SLOT_HEADINGS, SLOT_SYNONYMS
from services.schedules.table_rows import Reader, TableRow, Told
from services.schedules.types import ConflictRow, DraftSlot, SlotRow

__all__ = [
    "TableCounts",
    "TablePreview",
    "TableRow",
    "Told",
    "commit_table",
    "preview_table",
    "read_table",
]

BY_TABLE = "按读回的表格调整"


@dataclass(frozen=True)
class TablePreview:
    """What reading a table back would do: good rows in its order, what is wrong, and conflicts that would come.

    `missing` counts slots of the series that the table no longer has: they stay as they are. `series_id` is
    where new rows go, None: slots of no series.
    """

    file: str
    series_id: int | None
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...]
    skipped: int
    missing: int
    conflicts: tuple[ConflictRow, ...]

    @property
    def new(self) -> int:
        """Slots to be added."""
        return sum(r.status == NEW for r in self.rows)

    @property
    def changed(self) -> int:
        """Slots to be changed."""
        return sum(r.status == CHANGED for r in self.rows)

    @property
    def same(self) -> int:
        """Slots that are stored just so."""
        return sum(r.status == SAME for r in self.rows)


@dataclass(frozen=True)
class TableCounts:
    """What a commit did."""

    added: int
    changed: int
    same: int
    skipped: int


def read_table(
    session: Session, path: Path, *, series_id: int | None = None
) -> TablePreview:
    """Compare a file with the schedule; nothing is stored. Raises FileProblem for a file without a 单位 column.

    Rows are known by 编号; without it (the annex's 序号 · 单位 · 时间安排) by their unit in the series given.
    """
    return preview_table(session, read_book(path), series_id=series_id)


def preview_table(
    session: Session, book: Book, *, series_id: int | None = None
) -> TablePreview:
    """As `read_table`, for a workbook that is read already."""
    sources = _sources(book)
    stored = _stored(session, sources, series_id)
    marked = any(s.text("mark") for s in sources)
    series_id = series_id if series_id is not None else _only_series(stored.values())
    series = load_series(session, series_id) if series_id is not None else None
    by_unit: dict[int, list[SlotRow]] = {}
    if series is not None and not marked:
        for slot in series_slots(session, series.id):
            if slot.state.movable:
                by_unit.setdefault(slot.unit_id, []).append(slot)
    reader = Reader.make(session, stored, by_unit, series)
    rows = tuple(row for s in sources if (row := reader.read(s)) is not None)
    problems = tuple(p for s in sources for p in s.problems)
    left = 0
    if series is not None:
        left = _left_out(series_slots(session, series.id), rows, sources)
    return TablePreview(
        book.name,
        series_id,
        rows,
        problems,
        len(sources) - len(rows),
        left,
        conflicts_of(session, [r.after for r in rows if r.status != SAME]),
    )


def commit_table(session: Session, preview: TablePreview) -> TableCounts:
    """Put the good rows in; one `db.writing(...)` makes it one action.

    Raises ValidationError where a rule forbids what would come of it, or the schedule has changed meanwhile.
    """
    changed = [r for r in preview.rows if r.status == CHANGED]
    present = {s.id: s for s in _by_ids(session, [r.after.id for r in changed])}
    for row in changed:
        if present.get(row.after.id) != row.before:
            raise ValidationError(
                f"“{row.after.unit}”这一期在核对以后又有改动，没有读入。请重新读一次这个文件。"
            )
    days = OffDays(session, [r.after.day for r in changed])
    deeds: list[Deed] = []
    for row in changed:
        assert row.before is not None  # a changed row has one
        values = {
            told.column: told.value for told in row.told if told.column != "reason"
        }
        if "day" in values:
            after = row.after
            values["off_meant"] = days.off(after.day, after.outlet, after.series_id)
            written = row.after.reason
            reason = written if written != row.before.reason else BY_TABLE
            values["reason"] = reason
            deeds.append(Deed(row.before, ChangeKind.RESCHEDULE, values, reason))
        else:
            bulk_update(session, t.Slot, {row.before.id: values})
    carry_out(session, deeds)
    ids = [_add(session, row, preview.series_id) for row in preview.rows if row.is_new]
    after = _by_ids(session, [*(r.after.id for r in changed), *ids])
    refuse_forbidden(conflicts_of(session, after))
    return TableCounts(len(ids), len(changed), preview.same, preview.skipped)


def _add(session: Session, row: TableRow, series_id: int | None) -> int:
    slot = row.after
    draft = DraftSlot(
        slot.unit_id,
        slot.unit,
        slot.day,
        "",
        slot.time,
        slot.place,
        slot.person,
        slot.topic,
    )
    slot_id = add_slot(
        session,
        draft,
        outlet_id=slot.outlet_id,
        column=slot.column,
        series_id=series_id,
    )
    if slot.note:
        bulk_update(session, t.Slot, {slot_id: {"note": slot.note}})
    return slot_id


def _sources(book: Book) -> list[ListRow]:
    """The rows of the sheets that carry 编号, else of all sheets that have a 单位 column."""
    rows = read_list(book, SLOT_HEADINGS, SLOT_SYNONYMS)
    marked = {r.sheet for r in rows if r.has("mark")}
    found = [r for r in rows if not marked or r.sheet in marked]
    for row in found:
        if not row.has("day") and row.has("time"):
            row.values["day"] = row.values.pop("time")
    return found


def _stored(
    session: Session, sources: Sequence[ListRow], series_id: int | None
) -> dict[str, SlotRow]:
    """Uid → slot of the marks in a table, and of the series."""
    marks = sorted({text.clean(s.text("mark")) for s in sources} - {""})
    found: dict[str, SlotRow] = {}
    for start in range(0, len(marks), 500):
        part = marks[start : start + 500]
        found |= {s.uid: s for s in slot_rows(session, t.Slot.uid.in_(part))}
    if series_id is not None:
        found |= {s.uid: s for s in series_slots(session, series_id)}
    return found


def _left_out(
    slots: Sequence[SlotRow], rows: Sequence[TableRow], sources: Sequence[ListRow]
) -> int:
    """How many slots have no row at all; one with a problem is a row too."""
    seen = {r.slot_id for r in rows}
    marks = {text.clean(s.text("mark")) for s in sources} - {""}
    names = {text.fold(s.text("name")) for s in sources if s.problems}
    return sum(
        s.id not in seen and s.uid not in marks and text.fold(s.unit) not in names
        for s in slots
    )


def _only_series(slots: Iterable[SlotRow]) -> int | None:
    ids = {s.series_id for s in slots}
    return ids.pop() if len(ids) == 1 else None


def _by_ids(session: Session, ids: Sequence[int]) -> list[SlotRow]:
    found: list[SlotRow] = []
    for start in range(0, len(ids), 500):
        found += slot_rows(session, t.Slot.id.in_(ids[start : start + 500]))
    return found
