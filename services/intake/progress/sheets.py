"""Which sheets of a workbook are progress forms or ledgers, and what their rows hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services import progress_shared as shared
from services import text
from services.forms_shared import LIST_SHEET, MARK_SHEET
from services.intake.progress.preview import RawLine
from services.intake.workbook import Book, Sheet
from services.progress_shared import BookKind, Mark

Rows = Sequence[Sequence[object]]

_HEADER_SEARCH = 40
_FILLED = ("words", "share", "state", "value", "closed_on", "note")


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of ours: its mark, the words beside its labels, its rows; `kind` also where the mark is lost."""

    name: str
    kind: BookKind
    mark: Mark | None
    title: str
    person: object
    day: object
    lines: tuple[RawLine, ...]


def find_sheets(book: Book) -> list[FoundSheet]:
    """The sheets of a workbook that hold measures: forms, the ledger, its targets."""
    hidden = _hidden_mark(book)
    found: list[FoundSheet] = []
    for sheet in book.sheets:
        if sheet.hidden or sheet.name in (MARK_SHEET, LIST_SHEET):
            continue
        layout = _layout(sheet.rows)
        if layout is None:
            continue
        kind, header, mapping = layout
        mark = _mark(sheet.rows)
        if mark is None and hidden is not None and hidden.kind is kind:
            mark = None if hidden.owner == shared.ALL_UNITS else hidden
        head = sheet.rows[:header]
        found.append(
            FoundSheet(
                sheet.name,
                kind,
                mark,
                _first_text(head),
                _beside(head, shared.PERSON_LABEL),
                _beside(head, shared.DAY_LABEL),
                tuple(_lines(sheet, header, mapping)),
            )
        )
    return found


def is_blank_form(book: Book) -> bool:
    """Whether a workbook is a form of ours in which nothing was entered."""
    sheets = find_sheets(book)
    if not sheets or any(s.kind is not BookKind.FORM for s in sheets):
        return False
    return not any(
        line.values.get(field) not in (None, "", "牵头填")
        for sheet in sheets
        for line in sheet.lines
        for field in _FILLED
    )


def _layout(rows: Rows) -> tuple[BookKind, int, dict[int, str]] | None:
    """Kind, index of the heading row and column → field, None where no table of ours is."""
    kinds = (
        (BookKind.FORM, shared.FORM_COLUMNS, {"task", "words", "state"}),
        (BookKind.LEDGER, shared.LEDGER_COLUMNS, {"task", "words", "on_day", "state"}),
        (BookKind.LEDGER, shared.TARGET_COLUMNS, {"target", "value", "year"}),
    )
    for index, row in enumerate(rows[:_HEADER_SEARCH]):
        heads = {
            text.fold(value): column
            for column, value in reversed(list(enumerate(row)))
            if isinstance(value, str) and value
        }
        for kind, columns, needed in kinds:
            mapping = {
                heads[text.fold(words)]: field
                for field, words in columns
                if text.fold(words) in heads
            }
            if needed <= set(mapping.values()):
                return kind, index, mapping
    return None


def _lines(sheet: Sheet, header: int, mapping: dict[int, str]) -> list[RawLine]:
    lines: list[RawLine] = []
    for index in range(header + 1, len(sheet.rows)):
        row = sheet.rows[index]
        values: dict[str, object] = {
            field: row[column]
            for column, field in mapping.items()
            if column < len(row) and row[column] not in (None, "")
        }
        code = next(
            (c for c in (shared.parse_code(v) for v in reversed(row)) if c), None
        )
        values.pop("code", None)
        # Bands of plans, the foot and notes hold neither a code nor a task in its column.
        if code is None and ("task" not in values or len(values) < 2):
            continue
        if code is None and text.clean(values.get("task")) == "任务":
            continue  # a heading row that was printed again
        lines.append(RawLine(index + 1, values, code))
    return lines


def _mark(rows: Rows) -> Mark | None:
    for row in reversed(rows):
        for value in reversed(row):
            found = shared.parse_mark(value)
            if found is not None:
                return found
    return None


def _hidden_mark(book: Book) -> Mark | None:
    for sheet in book.sheets:
        if sheet.name == MARK_SHEET:
            return _mark(sheet.rows)
    return None


def _first_text(rows: Rows) -> str:
    return next(
        (text.clean(v) for row in rows for v in row if isinstance(v, str) and v), ""
    )


def _beside(rows: Rows, label: str) -> object:
    """What stands right of a label, before the next text that ends as a label does; None for nothing."""
    for row in rows:
        for column, value in enumerate(row):
            if not isinstance(value, str):
                continue
            words = text.narrow(value)
            if not words.startswith(label):
                continue
            inside = words.removeprefix(label).strip(" :：_")
            if inside:
                return inside
            after = next((v for v in row[column + 1 :] if v not in (None, "")), None)
            is_label = isinstance(after, str) and text.narrow(after).endswith(":")
            return None if is_label else after
    return None
