"""Filled forms and edited ledgers are read and compared; nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from models.database import Database
from models.errors import FileProblem
from services import progress_shared as shared
from services import text
from services.intake.problems import Problem
from services.intake.progress import known as names
from services.intake.progress.cells import CellError, day_of
from services.intake.progress.compare import compare
from services.intake.progress.known import Known, Owner
from services.intake.progress.preview import (
    FileOutcome,
    FileResult,
    ItemStatus,
    Preview,
)
from services.intake.progress.sheets import FoundSheet, find_sheets
from services.intake.workbook import Book
from services.progress_shared import BookKind

Report = Callable[[int, int, str], None]
_TITLE_END = "任务进展报送表"
_WHO_MAX = 60


def prepare(
    db: Database,
    paths: Sequence[Path],
    *,
    received: dt.date | None = None,
    report: Report | None = None,
) -> Preview:
    """Read files and folders into a preview.

    `received` (today) is the day of entries whose form names none, and the last day that may be told. A file that
    cannot be read is told in the preview. `report` may raise Cancelled.
    """
    from services.intake.workbook import list_files, read_books

    preview = Preview(received or dt.date.today())
    files, left = list_files([Path(p) for p in paths])
    with db.reading() as session:
        known = names.load(session, preview.received)
    seen: dict[str, str] = {}
    total = len(files) + 1

    def tell(path: Path) -> None:
        if report:
            report(len(seen), total, f"正在读取“{path.name}”")

    for path, book in read_books(files, tell):
        if isinstance(book, FileProblem):
            _refuse(preview, path, str(book), "")
        elif book.sha256 in seen:
            file = _new_file(preview, path, book.sha256)
            file.outcome = FileOutcome.DUPLICATE
        else:
            seen[book.sha256] = path.name
            _read_into(known, preview, path, book)
    for path, reason in left:
        _refuse(preview, path, reason, "")
    if report:
        report(total - 1, total, "正在与台账比对")
    compare(known, preview)
    return preview


def refresh(session: Session, preview: Preview) -> bool:
    """Compare again where the record moved since; ticks stay where an item is what it was. Returns whether."""
    if names.stamp_of(session) == preview.stamp:
        return False
    ticks = {i.key: (i.status, i.accept, i.after) for i in preview.items}
    compare(names.load(session, preview.received), preview)
    for item in preview.items:
        before = ticks.get(item.key)
        if before is None or item.status not in (ItemStatus.NEW, ItemStatus.ASK):
            continue
        if before[0] is item.status and before[2] == item.after:
            item.accept = before[1]
    return True


def _new_file(preview: Preview, path: Path, sha256: str = "") -> FileResult:
    file = FileResult(len(preview.files), str(path), path.name, sha256=sha256)
    preview.files.append(file)
    return file


def _refuse(preview: Preview, path: Path, reason: str, mend: str) -> FileResult:
    file = _new_file(preview, path)
    file.outcome = FileOutcome.UNREADABLE
    file.problems.append(Problem(path.name, "", None, "", reason, mend))
    return file


def _read_into(known: Known, preview: Preview, path: Path, book: Book) -> None:
    sheets = find_sheets(book)
    if not sheets:
        _refuse(preview, path, *_why_nothing(book))
        return
    for sheet in sheets:
        if not sheet.lines:
            continue
        file = _new_file(preview, path, book.sha256)
        file.sheet, file.kind = sheet.name, sheet.kind
        file.lines = list(sheet.lines)
        file.as_of = sheet.mark.as_of if sheet.mark else None
        file.on_day = preview.received
        if sheet.kind is BookKind.FORM:
            _address(known, preview, file, sheet)
    if preview.files and preview.files[-1].path == str(path):
        return
    _refuse(preview, path, "表里没有任务", "请核对是不是选错了文件。")


def _why_nothing(book: Book) -> tuple[str, str]:
    """Why a workbook holds nothing of ours: a weekly form, or something else."""
    from services.intake.forms import find_mark

    if any(find_mark(sheet.rows) for sheet in book.sheets):
        return (
            "这是宣传报道周报表，不是任务进展报送表",
            "请到“周报”里用“收表”导入。",
        )
    return (
        "没有认出任务进展报送表或任务台账",
        "请选用本程序发出的报送表，或导出的任务台账；表头不要改动。",
    )


def _address(
    known: Known, preview: Preview, file: FileResult, sheet: FoundSheet
) -> None:
    """Whose form it is, who filled it in, and of which day."""
    owner = _owner(known, sheet)
    if owner is None:
        problem = Problem(
            file.name,
            sheet.name,
            None,
            "单位",
            "认不出是哪个单位的表（表格编号和标题都对不上）",
            "请核对表格编号；内容没有问题的，可以逐条打勾登记。",
        )
        file.problems.append(problem)
    else:
        file.unit_id, file.unit = owner.unit_id, owner.name
    person = text.clean(sheet.person) if isinstance(sheet.person, str) else ""
    file.who = (person or file.unit)[:_WHO_MAX]
    near = sheet.mark.as_of if sheet.mark else preview.received
    try:
        day = day_of(sheet.day, near, preview.received)
    except CellError as error:
        reason = (
            f"填报日期读不出来（{error.reason}），按收到的日期 {preview.received} 登记"
        )
        problem = Problem(
            file.name, sheet.name, None, shared.DAY_LABEL, reason, error.mend
        )
        file.problems.append(problem)
        return
    file.on_day = day or preview.received


def _owner(known: Known, sheet: FoundSheet) -> Owner | None:
    if sheet.mark is not None and sheet.mark.owner != shared.ALL_UNITS:
        found = known.owners.get(sheet.mark.owner)
        if found is not None:
            return found
    name = sheet.title.removesuffix(_TITLE_END)
    if name == sheet.title:
        return None
    unit = known.units.exact(name)
    return Owner(unit.id, unit.name) if unit else None
