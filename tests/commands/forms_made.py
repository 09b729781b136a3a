"""Bad files that come back from outside, made out of real forms."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from services import forms_shared as shared
from tests.filled_forms import Cells, fill_form, piece
from tests.services.workbook_files import ole, with_cells, with_part

DAY = dt.date(2026, 11, 17)
"""A day of the week that the forms of the tests are for."""
GOOD: Cells = piece(
    DAY, "全县秋粮入库工作完成", "云岭电视台", 栏目="云岭新闻", 体裁="消息"
)


def with_mark(blank: Path, target: Path, mark: str) -> Path:
    """A form with another mark in both of its places."""
    from openpyxl import load_workbook

    book: Any = load_workbook(blank)
    book[shared.MARK_SHEET]["A1"] = mark
    for cells in book[shared.FORM_SHEET].iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and shared.MARK_LABEL in cell.value:
                cell.value = shared.MARK_LABEL + mark
    book.save(target)
    return target


def empty_file(_form: Path, target: Path) -> None:
    target.write_bytes(b"")


def text_file(_form: Path, target: Path) -> None:
    target.write_text("这不是表格，只是一段文字。" * 20, encoding="utf-8")


def encrypted(_form: Path, target: Path) -> None:
    """What Excel saves with a password."""
    streams = {"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\7" * 5000}
    target.write_bytes(ole(streams))


def zip_bomb(form: Path, target: Path) -> None:
    """A form with a part that unpacks to 300 MB."""
    part = "xl/worksheets/sheet1.xml"
    with_part(form, target, part, lambda xml: xml + b" " * (300 << 20))


def far_cell(form: Path, target: Path) -> None:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with_cells(form, target, cell)


def truncated(form: Path, target: Path) -> None:
    whole = form.read_bytes()
    target.write_bytes(whole[: len(whole) // 2])


def macros(form: Path, target: Path) -> None:
    with_part(form, target, "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0" * 50)


def unknown_unit(form: Path, target: Path) -> None:
    with_mark(form, target, shared.make_mark("0" * 32, DAY))


def million_blank_rows(form: Path, target: Path) -> None:
    """A good form with styled blank rows down to the last row of the sheet."""
    rows = (
        f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/></row>'.encode()
        for r in range(100, 1_048_577)
    )
    with_cells(form, target, b"".join(rows))


def wrong_row(blank: Path, target: Path, **cells: object) -> None:
    """A form whose one row differs from a good one in some cells."""
    fill_form(blank, target, [GOOD | cells])
