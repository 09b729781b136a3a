"""Preparing an intake: files into a preview, and what the clerk changes in it; nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from models.database import Database
from models.errors import FileProblem, ValidationError
from services.intake import known as names
from services.intake.compare import compare
from services.intake.known import Known
from services.intake.preview import (
    FileAnswer,
    FileResult,
    Outcome,
    Preview,
    PreviewRow,
)
from services.intake.problems import Problem
from services.intake.quiet import no_collecting
from services.intake.reading import Source, give_answer, read_into
from services.intake.rows import Place, read_row
from services.intake.sheet_rows import fill, set_unit

Report = Callable[[int, int, str], None]


def prepare(
    db: Database,
    paths: Sequence[Path],
    *,
    received: dt.date | None = None,
    report: Report | None = None,
    answers: Mapping[str, FileAnswer] | None = None,
    ask: bool = False,
) -> Preview:
    """Read files and folders and compare them with the data.

    `received` is the day on which they arrived (default today); `answers` is path as text → what is said
    about the file; `ask` leaves what is not certain to the clerk. `report(done, total, text)` may raise
    Cancelled. Files that cannot be read become results with a problem, never errors.
    """
    from services.intake.workbook import list_files

    preview = Preview(received or dt.date.today(), ask)
    files, left = list_files([Path(p) for p in paths])
    with no_collecting():
        with db.reading() as session:
            known = names.load(session)
        preview.stamp, preview.unit_uids = known.stamp, known.uids
        _read_all(preview, known, files, report, answers)
        for path, reason in left:
            _left_out(preview, path, reason)
        if report:
            report(len(files), len(files) + 1, "正在与已有记录比对")
        with db.reading() as session:
            compare(session, preview, known)
    return preview


def _read_all(
    preview: Preview,
    known: Known,
    files: Sequence[Path],
    report: Report | None,
    answers: Mapping[str, FileAnswer] | None,
) -> None:
    from services.intake.workbook import read_books

    opened = count()

    def tell(path: Path) -> None:
        if report:
            report(next(opened), len(files) + 1, f"正在读取“{path.name}”")

    seen: dict[str, int] = {}
    for path, book in read_books(files, tell):
        if isinstance(book, FileProblem):
            _unreadable(preview, path, str(book))
            continue
        source = Source(str(path), path.name, book.sha256, _time_of(path))
        start = len(preview.files)
        read_into(known, preview, source, book, answers)
        if book.sha256 in seen:
            _same_bytes(preview, seen[book.sha256], start)
        else:
            seen[book.sha256] = start


def recheck(
    session: Session, preview: Preview, row_id: int, texts: Mapping[str, str]
) -> PreviewRow:
    """Read a row again with what the clerk typed (field → text); returns the row in its new state.

    In a table of many units the field `unit` names the row's unit.
    """
    known = names.load(session)
    row = preview.row(row_id)
    if row.was_gone or row.week is None:
        return row
    row.text = {**row.text, **texts}
    row.edited = True
    if "outlet" in texts:
        row.outlet_id = None
    _read_again(known, row)
    compare(session, preview, known)
    return preview.row(row_id)


def set_row(
    session: Session,
    preview: Preview,
    row_id: int,
    *,
    accept: bool | None = None,
    own_story: bool | None = None,
    outlet_id: int | None = None,
) -> PreviewRow:
    """Record the clerk's decision about a row: tick, a story of its own, the outlet that is meant.

    `outlet_id` NEW_OUTLET takes the name as a new outlet; it also settles the other rows that wait with
    the same name.
    """
    known = names.load(session)
    row = preview.row(row_id)
    if accept is not None:
        row.accept = accept
    if own_story is not None:
        row.own_story = own_story
    if outlet_id is not None:
        written = row.text.get("outlet", "")
        waiting = [
            r
            for r in preview.rows
            if r.candidates and r.outlet_id is None and r.text.get("outlet") == written
        ]
        for other in (row, *(r for r in waiting if r is not row)):
            other.outlet_id = outlet_id
            _read_again(known, other)
    compare(session, preview, known)
    return preview.row(row_id)


def answer_file(
    session: Session, preview: Preview, file_id: int, answer: FileAnswer
) -> FileResult:
    """Read a file again as the clerk says; returns it in its new state (still waiting, if not enough)."""
    known = names.load(session)
    file = preview.file(file_id)
    was_skipped = file.answer is not None and file.answer.skip
    if was_skipped and not answer.skip:
        for row in preview.rows_of(file_id):
            row.accept = not row.was_gone
    if answer.skip or file.grid is not None:
        give_answer(known, preview, file, answer)
    elif was_skipped:
        file.answer, file.outcome = answer, Outcome.TAKEN
    compare(session, preview, known)
    return file


def refresh(session: Session, preview: Preview) -> None:
    """Read and compare everything again when the data moved since the preview was made.

    Raises ValidationError when a unit of the preview is no longer there.
    """
    if names.journal_stamp(session) == preview.stamp:
        return
    known = names.load(session)
    for row in preview.rows:
        if row.unit_id is not None and row.unit_id not in known.units.by_id:
            raise ValidationError(
                f"单位“{row.unit}”刚被删除，没有入库。请恢复这个单位，或重新选择文件。",
                "unit",
            )
        if row.parsed is not None and row.week is not None:
            if row.outlet_id and row.outlet_id not in known.outlets.by_id:
                row.outlet_id = None
            _read_again(known, row)
    compare(session, preview, known)
    preview.stamp = known.stamp


def _read_again(known: Known, row: PreviewRow) -> None:
    assert row.week is not None
    place = Place(row.file, row.sheet, row.row)
    values: dict[str, object] = dict(row.text)
    own_unit = row.text.get("unit")
    fill(row, read_row(known, place, row.week, values, row.outlet_id))
    if own_unit is not None:
        set_unit(known, row, own_unit)


def _time_of(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _unreadable(preview: Preview, path: Path, sentence: str) -> None:
    file = FileResult(len(preview.files), str(path), path.name, "")
    file.outcome, file.reason = Outcome.UNREADABLE, sentence
    file.read_problems = [Problem(path.name, "", None, "", *_two_parts(sentence))]
    file.problems = list(file.read_problems)
    preview.files.append(file)


def _two_parts(sentence: str) -> tuple[str, str]:
    """The reason and how to mend it, of a sentence that tells both."""
    reason, stop, mend = sentence.partition("。")
    return (reason + stop if not mend else reason, mend)


def _same_bytes(preview: Preview, original: int, start: int) -> None:
    """Mark files from `start` on as having the very content of another one of this intake."""
    for file in preview.files[start:]:
        file.twin_of = original
        file.read_problems, file.proposal, file.grid = [], None, None
        for row in preview.rows_of(file.id):
            row.problems, row.parsed = [], None


def _left_out(preview: Preview, path: Path, reason: str) -> None:
    file = FileResult(len(preview.files), str(path), path.name, "")
    file.outcome, file.reason, file.final = Outcome.SKIPPED, reason, True
    if not path.exists():
        file.outcome = Outcome.UNREADABLE
        file.read_problems = [Problem(path.name, "", None, "", *_two_parts(reason))]
        file.problems = list(file.read_problems)
    preview.files.append(file)
