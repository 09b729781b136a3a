"""Forms as units fill them in, made with openpyxl as Excel would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from services.forms_shared import HEADINGS, NIL_LABEL

Cells = dict[str, object]


def fill_form(
    blank: Path, target: Path, rows: Sequence[Cells], nil: object = ""
) -> Path:
    """Write rows (heading → value) under the example line of a form, and the nil tick."""
    book: Any = load_workbook(blank)
    sheet = next(s for s in book.worksheets if s.sheet_state == "visible")
    header = _find(sheet, HEADINGS[0])
    for down, cells in enumerate(rows):
        for heading, value in cells.items():
            column = header.column + HEADINGS.index(heading)
            sheet.cell(header.row + 2 + down, column, value)
    if nil != "":
        label = _find(sheet, NIL_LABEL)
        sheet.cell(label.row, label.column + 1, nil)
    book.save(target)
    return target


def own_table(target: Path, rows: Sequence[Sequence[object]], title: str = "") -> Path:
    """A workbook without our mark: an optional title row, then the rows as they are."""
    book: Any = Workbook()
    if title:
        book.active.append([title])
    for row in rows:
        book.active.append(list(row))
    book.save(target)
    return target


def piece(day: dt.date | str, title: str, outlet: str, **more: object) -> Cells:
    """One row of a form: date, title, outlet, and further cells by heading."""
    return {"刊播日期": day, "标题": title, "媒体": outlet, **more}


def _find(sheet: Any, words: str) -> Any:
    for row in sheet.iter_rows(max_row=20):
        for cell in row:
            if cell.value == words:
                return cell
    raise LookupError(words)
