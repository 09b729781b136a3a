"""What goes out of the schedule: the picture for the wall, print, tables; and a table back in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services.schedules.types import SlotFilter
from tests.ui.schedule.support import day, days, dialog, slots
from tests.ui.support import heard, until_idle
from tests.ui.window import button
from ui import theme
from ui.schedule import files, take_dialog, wall, wall_sheet
from ui.schedule.entries import month_span
from ui.schedule.page import SchedulePage
from ui.schedule.wall import Sheet
from ui.widgets.form_dialog import FormDialog


def sheet_of(page: SchedulePage, when: dt.date) -> Sheet:
    with page.context.db.reading() as session:
        return wall_sheet.read_sheet(
            session, month_span(when), SlotFilter(), page.hues, ""
        )


def test_the_picture_is_light_in_any_theme_and_as_large_as_the_paper(
    page: SchedulePage, qapp: QApplication, tmp_path: Path
) -> None:
    theme.apply(qapp, mode="dark")
    try:
        made = wall.picture(sheet_of(page, day(1)), "A4")
    finally:
        theme.apply(qapp, mode="light")
    assert (made.width(), made.height()) == (2339, 1654)
    assert made.pixelColor(3, 3) == QColor("white")
    target = wall_sheet.save_picture(
        sheet_of(page, day(1)), "A3", tmp_path / "月历.png"
    )
    read = QImage(str(target))
    assert (read.width(), read.height()) == (3307, 2339)
    assert not list(tmp_path.glob(".*"))  # nothing half-written stays


def test_a_full_month_still_stands_whole_on_the_paper(page: SchedulePage) -> None:
    from dataclasses import replace

    from ui.schedule.entries import Entry

    sheet = sheet_of(page, day(1))
    many = {
        d: [Entry(n, d, f"单位{n}", order=("~",)) for n in range(12)]
        for d in sheet.span.days()
        if d.weekday() < 5
    }
    image = wall.picture(replace(sheet, days=many), "A4")
    assert not image.isNull()


def test_the_month_is_put_on_paper(page: SchedulePage, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "月历.pdf"))
    wall_sheet.print_sheet(printer, sheet_of(page, day(1)))
    assert (tmp_path / "月历.pdf").read_bytes().startswith(b"%PDF")


def test_printing_asks_for_the_printer(page: SchedulePage, qtbot: QtBot) -> None:
    page.actions_.print_month()
    until_idle(qtbot, page.context)
    asked = dialog(page, qtbot, QPrintDialog)
    assert "2026年11月" in asked.windowTitle()
    with qtbot.waitSignal(asked.destroyed):
        asked.close()


def export(
    page: SchedulePage,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    target: Path,
    kind: str,
) -> None:
    monkeypatch.setattr(files, "pick_target", lambda *_a: target)
    getattr(page.actions_.files, kind)()
    asked = dialog(page, qtbot, FormDialog)
    assert isinstance(asked, FormDialog)
    button(asked, "下一步").click()
    until_idle(qtbot, page.context)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("annex_book", "安排表.xlsx"),
        ("full_book", "排期表.xlsx"),
        ("annex_document", "安排表.docx"),
        ("notices", "通知.docx"),
        ("contact_list", "联系人.docx"),
        ("calendar_file", "日历.ics"),
    ],
)
def test_every_file_is_written(
    page: SchedulePage,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kind: str,
    name: str,
) -> None:
    said = heard(page.context.act_toast_wanted)
    export(page, qtbot, monkeypatch, tmp_path / name, kind)
    assert (tmp_path / name).stat().st_size > 200
    assert said[0][0] == f"已写好 {name}"


def test_a_changed_table_is_shown_first_and_then_taken(
    page: SchedulePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "排期表.xlsx"
    export(page, qtbot, monkeypatch, target, "full_book")
    book = openpyxl.load_workbook(target)
    sheet = book.active
    assert sheet is not None
    cells = [c for row in sheet.iter_rows() for c in row]
    moved = next(
        c
        for c in cells
        if isinstance(c.value, dt.datetime | dt.date) and c.value.day == 18
    )
    assert isinstance(moved, Cell)
    moved.value = dt.datetime(2026, 11, 25)
    book.save(target)
    take_dialog.read_file(page, page.context, target)
    asked = dialog(page, qtbot, take_dialog.TakeDialog)
    assert isinstance(asked, take_dialog.TakeDialog)
    assert days(page)["白水镇"] == 18
    lines = [asked.table.row(i) for i in asked.table.ids()]
    assert [x.unit for x in lines if x] == ["白水镇"]
    button(asked, "照此修改 1 期").click()
    until_idle(qtbot, page.context)
    assert days(page)["白水镇"] == 25
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert days(page)["白水镇"] == 18
    assert len(slots(page)) == 3
