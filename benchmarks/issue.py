"""Issuing a week, frozen and written, over writing the same cells with bare openpyxl."""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, best_over_best, once_ms
from models.database import FILE_NAME, Database


def measure(data: Path, week: dt.date, folder: Path, runs: int) -> Figure:
    """Both in turn, `runs` times after one that does not count; each issue in an own copy of `data`."""
    target, bare = folder / "issue.xlsx", folder / "bare.xlsx"
    ours: list[float] = []
    floors: list[float] = []
    sheets: list[tuple[str, list[list[Any]]]] = []
    for number in range(runs + 1):
        copy = folder / "issue"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        shutil.copy(data / FILE_NAME, copy)
        db = Database.open(copy)
        try:
            with db.reading():
                pass  # the first connection belongs to the start of the program
            time = once_ms(lambda db=db: _ours(db, week, target))
        finally:
            db.close()
        sheets = sheets or _cells(target)
        floor = once_ms(lambda cells=sheets: _floor(cells, bare))
        if number:
            ours.append(time)
            floors.append(floor)
    filled = sum(v is not None for _, rows in sheets for row in rows for v in row)
    return Figure(
        "issue of a week, frozen and written",
        statistics.median(ours),
        "ms",
        runs,
        floor=statistics.median(floors),
        limit=1.3,
        note=f"{len(sheets)} sheets, {filled:,} cells; ours also counts, freezes, formats, draws charts; "
        f"{min(ours):,.0f}–{max(ours):,.0f} ms; {best_over_best(ours, floors)}",
    )


def _ours(db: Database, week: dt.date, target: Path) -> None:
    from services.output.weekly_workbook import write_issue
    from services.weekly_issue import issue_snapshot, issue_week

    issue = issue_week(db, week)
    with db.reading() as session:
        snapshot = issue_snapshot(session, issue.id)
    write_issue(snapshot, target)


def _cells(path: Path) -> list[tuple[str, list[list[Any]]]]:
    from openpyxl import load_workbook

    book = load_workbook(path)
    return [
        (sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)])
        for sheet in book.worksheets
    ]


def _floor(sheets: list[tuple[str, list[list[Any]]]], target: Path) -> None:
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(target)
