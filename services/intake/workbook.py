"""Reading workbooks and text tables from outside: guarded, whole or not at all, with true row numbers."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from models.errors import FileProblem
from services.forms_shared import LIST_SHEET, MARK_SHEET
from services.intake import workbook_refusals as refusals
from services.intake.workbook_guards import Checked, Kind, check
from services.intake.workbook_limits import MAX_FILE

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Value = str | int | float | bool | dt.date | dt.datetime | None
"""A cell: whole numbers come as int, times of day as text (08:30), a date without time as date."""

_Raw = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_P = ParamSpec("_P")
_T = TypeVar("_T")
Place = tuple[int, int]
"""Row and column of a cell, from 0."""

SUFFIXES = frozenset(
    (".xlsx", ".xls", ".ods", ".xlsb", ".xlsm", ".et", ".csv", ".tsv", ".txt")
)
"""Endings of files that a folder is searched for; .xlsm only to say that it is refused."""
MAX_FILES = 2_000
MAX_MERGES = 20_000
MAX_TOLD = 200
"""Files of other kinds that are told one by one."""
_TOGETHER, _TOGETHER_BYTES = 32, 1 << 20
"""Files, and bytes, that `read_books` takes at a time."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is Excel row 1; rows may differ in length, blank ends are cut.

    A vertical merge is filled down its first column, in rows that hold something of their own. `links` are
    the targets of cells that carry a hyperlink.
    """

    name: str
    rows: list[list[Value]]
    hidden: bool = False
    links: dict[Place, str] = field(default_factory=dict[Place, str])


@dataclass(frozen=True)
class Book:
    """A file as read: `name` without folder, `sha256` of its bytes, its sheets in order.

    The sheet with the lists behind our own forms' drop-downs is left out: it is never filled in. So is the
    one with the form's mark where all the other sheets show the mark in their small print.
    """

    name: str
    sha256: str
    sheets: list[Sheet]


def read_book(path: Path, *, data: bytes | None = None) -> Book:
    """Read a workbook (.xlsx .xls .ods .xlsb) or a text table (.csv .tsv .txt), by content, not by name.

    `data` are its bytes where they are at hand. Formulas give their stored value, nothing is evaluated and
    no link followed. Raises FileProblem with a sentence for the clerk.
    """
    path = Path(path)
    if data is None:
        data = _read_bytes(path)
    return _book(path, data, check(path.name, data))


def read_books(
    paths: Iterable[Path], tell: Callable[[Path], None] | None = None
) -> Iterator[tuple[Path, Book | FileProblem]]:
    """Read many workbooks as `read_book` does, in order; a FileProblem stands for one that cannot be read.

    Small files are taken a few at a time, each step over all of them: the parser and the checks would else
    drive each other out of the processor's caches, an eighth of the time. `tell` is called before a file
    is opened and may raise.
    """
    group: list[tuple[Path, bytes | FileProblem]] = []
    size = 0
    for path in paths:
        if tell:
            tell(path)
        data = _tried(_read_bytes, path)
        group.append((path, data))
        size += len(data) if isinstance(data, bytes) else 0
        if len(group) == _TOGETHER or size > _TOGETHER_BYTES:
            yield from _read_together(group)
            group, size = [], 0
    yield from _read_together(group)


def _read_together(
    group: list[tuple[Path, bytes | FileProblem]],
) -> list[tuple[Path, Book | FileProblem]]:
    checked = [
        data if isinstance(data, FileProblem) else _tried(check, path.name, data)
        for path, data in group
    ]
    books: list[tuple[Path, Book | FileProblem]] = []
    for (path, data), sound in zip(group, checked, strict=True):
        if isinstance(data, FileProblem):
            books.append((path, data))
        elif isinstance(sound, FileProblem):
            books.append((path, sound))
        else:
            books.append((path, _tried(_book, path, data, sound)))
    return books


def _tried(
    step: Callable[_P, _T], *args: _P.args, **named: _P.kwargs
) -> _T | FileProblem:
    try:
        return step(*args, **named)
    except FileProblem as problem:
        return problem


def _book(path: Path, data: bytes, checked: Checked) -> Book:
    if checked.kind is Kind.TEXT:
        from services.intake.workbook_text import read_text

        sheets = [Sheet(path.stem, read_text(path.name, data))]
    else:
        sheets = _read_sheets(path.name, checked)
    return Book(path.name, hashlib.sha256(data).hexdigest(), sheets)


def list_files(paths: list[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Files to read, and what was left out with the reason; folders are walked in the order of names.

    Lock files (~$) and hidden ones are passed over without a word; other kinds of file in a folder, and
    what goes beyond `MAX_FILES`, are told (a folder with too many once, as the folder).
    """
    taken: dict[Path, None] = {}
    left: list[tuple[Path, str]] = []
    for path in map(Path, paths):
        if path.is_dir():
            _take_folder(path, taken, left)
        elif not path.exists():
            left.append((path, "没有找到这个文件，可能已被移动或优盘已拔出。"))
        elif len(taken) < MAX_FILES or path in taken:
            taken.setdefault(path)
        else:
            left.append((path, f"一次最多读取 {MAX_FILES} 个文件，请分几次导入。"))
    return list(taken), left


def _take_folder(
    folder: Path, taken: dict[Path, None], left: list[tuple[Path, str]]
) -> None:
    beyond = others = 0
    for path in _files_in(folder, left):
        if path.suffix.lower() not in SUFFIXES:
            others += 1
            if others <= MAX_TOLD:
                left.append((path, "不是表格文件，已跳过。"))
        elif path in taken or len(taken) < MAX_FILES:
            taken.setdefault(path)
        else:
            beyond += 1
    if others > MAX_TOLD:
        rest = others - MAX_TOLD
        left.append((folder, f"另有 {rest} 个文件不是表格，已跳过。"))
    if beyond:
        left.append(
            (
                folder,
                f"表格文件太多，一次最多读取 {MAX_FILES} 个，还有 {beyond} 个没有读取。"
                "请分成几个文件夹，分几次导入。",
            )
        )


def _files_in(folder: Path, left: list[tuple[Path, str]]) -> Iterator[Path]:
    """Files of a folder and its folders by name, hidden ones and locks apart."""

    def unreadable(error: OSError) -> None:
        where = Path(error.filename or folder)
        left.append((where, "这个文件夹不允许读取，已跳过。"))

    for root, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            if not name.startswith(("~$", ".", "~pd-")):
                yield Path(root, name)


def _read_bytes(path: Path) -> bytes:
    name = path.name
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise refusals.too_big(name, size, MAX_FILE)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refusals.missing(name) from error
    except (OSError, ValueError) as error:
        if _is_folder(path):
            raise refusals.a_folder(name) from error
        if isinstance(error, PermissionError):
            raise refusals.locked(name) from error
        raise refusals.unreachable(name) from error


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _read_sheets(name: str, checked: Checked) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        try:
            with CalamineWorkbook.from_filelike(io.BytesIO(checked.data)) as book:
                return _parse(book, checked)
        except CalamineError:
            cleaned = _cleaned(checked)
            if cleaned is None:
                raise
            with CalamineWorkbook.from_filelike(io.BytesIO(cleaned)) as book:
                return _parse(book, checked)
    except PasswordError as error:
        raise refusals.encrypted(name) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise refusals.damaged(name) from error
    except BaseException as error:
        # The parser is written in Rust: a panic of its own arrives as a BaseException of this name.
        if type(error).__name__ == "PanicException":
            raise refusals.damaged(name) from error
        raise


def _cleaned(checked: Checked) -> bytes | None:
    if checked.kind is not Kind.XLSX:
        return None
    from services.intake.workbook_xlsx import without_controls

    return without_controls(checked.data)


def _parse(book: CalamineWorkbook, checked: Checked) -> list[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets: list[Sheet] = []
    unread = (LIST_SHEET, MARK_SHEET) if checked.mark_unread else (LIST_SHEET,)
    for index, meta in enumerate(book.sheets_metadata):
        title = meta.name
        if title in unread or meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        rows = _trim(sheet.to_python(skip_empty_area=False))
        merges = checked.merges.get(title) or sheet.merged_cell_ranges
        if merges:
            _fill_down(rows, merges)
        links, texts = checked.links.get(title, {}), checked.texts.get(title, {})
        if links or texts:
            from services.intake.workbook_links import apply_links

            apply_links(rows, links, texts)
        hidden = meta.visible != SheetVisibleEnum.Visible
        sheets.append(Sheet(title, rows, hidden, links))
    return sheets


def _trim(rows: list[list[_Raw]]) -> list[list[Value]]:
    """Cells as values, blank ends of rows and of the sheet cut."""
    while rows and not any(rows[-1]) and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    values: list[list[Value]] = []
    for row in rows:
        if not any(row) and row.count("") == len(row):  # `any` alone: 0 is a value
            values.append([])
            continue
        while row[-1] == "":
            row.pop()
        values.append([(v or None) if type(v) is str else _value(v) for v in row])
    return values


def _value(raw: _Raw) -> Value:
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and -1e15 < raw < 1e15 else raw
    if type(raw) is dt.date:
        return raw
    if isinstance(raw, dt.datetime):
        return raw.date() if raw.time() == dt.time() else raw
    if isinstance(raw, dt.time):
        return raw.strftime("%H:%M:%S" if raw.second else "%H:%M")
    if isinstance(raw, dt.timedelta):
        minutes = round(raw.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return raw


def _fill_down(rows: list[list[Value]], merges: list[tuple[Place, Place]]) -> None:
    """Give each row of a vertical merge the value of its first cell, rows without own content apart."""
    filled: dict[int, list[tuple[int, Value]]] = {}
    for (top, left), (bottom, _right) in merges[:MAX_MERGES]:
        if bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if value is None:
            continue
        for index in range(top + 1, min(bottom + 1, len(rows))):
            filled.setdefault(index, []).append((left, value))
    for index, cells in filled.items():
        row = rows[index]
        if all(v is None for v in row):
            continue
        for column, value in cells:
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = value
