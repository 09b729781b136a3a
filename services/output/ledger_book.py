"""The ledger workbook (任务台账): what is followed, in official look, and fit to be edited and read in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.database import Database
from services import progress_shared as shared
from services.output.writing import safe_name, save_workbook

Report = Callable[[int, int, str], None]


def ledger_name(title: str, day: dt.date) -> str:
    """The name proposed for the file."""
    return f"{safe_name(f'{title[:50]}任务台账_{day.isoformat()}')}.xlsx"


def write_ledger_book(
    db: Database,
    target: Path,
    campaign_id: int | None = None,
    *,
    today: dt.date | None = None,
    report: Report | None = None,
) -> Path:
    """Write the ledger of a plan (None: of all that are no drafts) as it stands on `today`; returns the path.

    `report(done, total, text)` may raise Cancelled: nothing is written then. Raises NotFound, FileProblem (open in
    Excel, read-only, disk full) with the former file untouched.
    """
    from services.output import style
    from services.output.ledger_book_data import load_data
    from services.output.ledger_book_sheet import ledger_sheet, mark_of, target_sheet
    from services.output.ledger_book_time import timeline_sheet
    from services.output.ledger_book_units import summary_sheet, unit_sheet
    from services.output.progress_form_sheet import list_sheet, mark_sheet

    with db.reading() as session:
        data = load_data(session, campaign_id, today or dt.date.today())
    book: Any = style.new_book()
    styles = style.Styles(book)
    names = (
        shared.LEDGER_SHEET,
        shared.TIME_SHEET,
        shared.UNIT_SHEET,
        shared.TARGET_SHEET,
        shared.SUM_SHEET,
    )
    sheets = [book.active, *(book.create_sheet() for _ in names[1:])]
    for sheet, name in zip(sheets, names, strict=True):
        sheet.title = name
    states = list_sheet(book)
    mark_sheet(book, mark_of(data))
    steps: tuple[Callable[[], None], ...] = (
        lambda: ledger_sheet(sheets[0], data, styles, states),
        lambda: timeline_sheet(sheets[1], data, styles),
        lambda: unit_sheet(sheets[2], data, styles),
        lambda: target_sheet(sheets[3], data, styles),
        lambda: summary_sheet(sheets[4], data, styles),
    )
    for done, (step, name) in enumerate(zip(steps, names, strict=True)):
        if report:
            report(done, len(steps) + 1, name)
        step()
    book.properties.title = f"{data.name}任务台账"
    if report:
        report(len(steps), len(steps) + 1, target.name)
    return save_workbook(book, target)
