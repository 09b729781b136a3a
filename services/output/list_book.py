"""The one-sheet workbook that both register lists are written as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.output import style
from services.output.writing import save_workbook

Cell = str | int | dt.date | None

_FIRST_EXCEL_DAY = dt.date(1900, 3, 1)


def write_list(
    target: Path,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    note: str,
) -> Path:
    """Write headings in row 1 and rows under it, with filter, frozen header and A4 set-up.

    `note` becomes the help that shows when the name heading is chosen. Returns the path; raises FileProblem.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = style.new_book()
    sheet = book.active
    sheet.title = title
    styles = style.Styles(book)
    head = styles.get(
        style.Look(font=style.HEI, bold=True, fill=style.HEAD, across="center")
    )
    looks: dict[type, Any] = {
        str: styles.get(style.Look(form=style.TEXT_FORMAT)),
        int: styles.get(style.Look(across="center")),
        dt.date: styles.get(style.Look(across="center", form=style.DATE_FORMAT)),
    }
    for column, heading in enumerate(headings, start=1):
        style.put(sheet, 1, column, heading, head)
    for index, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            if isinstance(value, dt.date) and value < _FIRST_EXCEL_DAY:
                value = value.isoformat()  # Excel's calendar is wrong before that day
            kind = dt.date if isinstance(value, dt.date) else type(value)
            style.put(sheet, index, column, value, looks.get(kind, looks[str]))
    style.widths(sheet, list(widths))
    last = get_column_letter(len(headings))
    sheet.auto_filter.ref = f"A1:{last}{max(len(rows) + 1, 2)}"
    sheet.freeze_panes = "C2"
    help_: Any = DataValidation(showInputMessage=True)
    help_.promptTitle, help_.prompt = title, note
    help_.add("B1")
    sheet.add_data_validation(help_)
    style.a4(sheet, landscape=True, titles="1:1", foot_left=title)
    return save_workbook(book, target)
