"""The unit register under a tired hand: pasting, wrong cells, deleting what is not saved, filters, new groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent
from pytestqt.qtbot import QtBot

from models.database import Database
from services import settings
from services.registers import units
from tests.ui.window import (
    OpenWindow,
    button,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
    write_cell,
)
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.registers import transfer
from ui.widgets.grid_view import GridView

__all__ = ["open_window"]

_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def registers(
    qtbot: QtBot, open_window: OpenWindow, small_county: Database
) -> MainWindow:
    """The window at the units."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    window = open_window(small_county.folder)
    window.go(Place.of("registers", tab="units"))
    idle(qtbot, window)
    return window


def test_all_wrong_cells_of_a_row_are_marked_at_once(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _paste(
        qtbot,
        registers,
        "云岭县商务局\t\t县直部门\t\t13800000000\t\t2026-13-45\t昨天\t没有的单位\n"
        "县气象局\t\t县直部门\t\t\t\t\t2026-13-45",
    )
    qtbot.keyClick(view.grid.view, Qt.Key.Key_S, _CTRL)
    idle(qtbot, registers)
    lines = view.grid.lines()[-2:]
    assert set(lines[0].errors) == {
        "name",
        "liaison",
        "valid_from",
        "valid_to",
        "merged_into",
    }
    assert set(lines[1].errors) == {"valid_to"}
    assert len(_names(registers)) == 3


def test_paste_is_told_and_seen(qtbot: QtBot, registers: MainWindow) -> None:
    view = _paste(qtbot, registers, "县气象局\n县林草局\n县档案馆")
    assert registers.toasts.text.startswith("粘贴了 3 行")
    row = view.grid.model.rowCount() - 4
    seen = view.grid.view.visualRect(view.grid.model.index(row, 0))
    assert view.grid.view.viewport().rect().contains(seen)


def test_unsaved_row_is_deleted_with_the_button_and_comes_back_with_undo(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _paste(qtbot, registers, "县气象局\n县林草局")
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Down)
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Up)
    qtbot.mouseClick(button(view, "删除"), Qt.MouseButton.LeftButton)
    shown = [
        view.grid.model.line_of(r).cells.get("name", "")
        for r in range(view.grid.model.rowCount())
    ]
    assert "县气象局" not in shown
    assert shown[3:] == ["县林草局", ""]
    view.grid.view.setFocus()
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Z, _CTRL)
    assert "县气象局" in [line.cells.get("name") for line in view.grid.lines()]
    assert view.grid.model.rowCount() == 6


def test_saved_row_goes_while_others_are_unsaved(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _paste(qtbot, registers, "县气象局")
    view.grid.select_line(2, "name")
    qtbot.mouseClick(button(view, "删除"), Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    assert 2 not in [line.id for line in view.grid.lines()]
    assert [line.cells["name"] for _, line in view.grid.changed_lines()] == ["县气象局"]
    qtbot.keyClick(view.grid.view, Qt.Key.Key_S, _CTRL)
    idle(qtbot, registers)
    assert _names(registers) == ["云岭县商务局", "白水镇", "县气象局"]


def test_unknown_group_is_said_to_be_made(qtbot: QtBot, registers: MainWindow) -> None:
    view = _view(registers)
    view.grid.select_line(3, "group")
    write_cell(qtbot, view.grid, "高新区")
    qtbot.keyClick(view.grid.view, Qt.Key.Key_S, _CTRL)
    idle(qtbot, registers)
    assert registers.toasts.text == "已保存 1 行，新建分组“高新区”"


def test_filter_that_finds_nothing_says_so(qtbot: QtBot, registers: MainWindow) -> None:
    view = _view(registers)
    page_of(registers, "registers").words.setText("没有这个")
    assert view.grid.model.rowCount() == 1
    assert "没有这个" in view.grid.view.empty_words
    page_of(registers, "registers").words.clear()
    assert view.grid.view.empty_words == ""


def test_frame_of_the_former_cell_is_painted_over(
    qtbot: QtBot, registers: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[QRect] = []
    real = GridView.paintEvent

    def paint(self: GridView, event: QPaintEvent) -> None:
        painted.append(event.region().boundingRect())
        real(self, event)

    grid = _view(registers).grid
    grid.select_line(1, "name")
    qtbot.wait(1)
    former = grid.view.visualRect(grid.view.currentIndex())
    monkeypatch.setattr(GridView, "paintEvent", paint)
    qtbot.keyClick(grid.view, Qt.Key.Key_Right)
    frame = former.adjusted(-1, -1, 1, 1).intersected(grid.view.viewport().rect())
    qtbot.waitUntil(lambda: any(one.contains(frame) for one in painted))


def _paste(qtbot: QtBot, window: MainWindow, words: str) -> Any:
    view = _view(window)
    view.add_line()
    QGuiApplication.clipboard().setText(words)
    qtbot.keyClick(view.grid.view, Qt.Key.Key_V, _CTRL)
    return view


def _view(window: MainWindow) -> Any:
    return page_of(window, "registers").view()


def _names(window: MainWindow) -> list[str]:
    with context_of(window).db.reading() as session:
        return [u.name for u in units.list_units(session)]


def test_wrong_rows_of_an_import_are_known_by_their_name(
    qtbot: QtBot, registers: MainWindow, tmp_path: Path
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["单位名称", "简称", "分组", "启用日期"],
        ["县气象局", "", "县直部门", "2026-13-45"],
        ["县林草局", "", "县直部门", ""],
    ):
        sheet.append(row)
    file = tmp_path / "名册.xlsx"
    book.save(file)
    page = page_of(registers, "registers")
    transfer.import_units(page, context_of(registers), path=file)
    shown = dialog(qtbot, transfer.PreviewDialog)
    assert [(r.name, r.status) for r in shown.rows] == [
        ("县气象局", "wrong"),
        ("县林草局", "new"),
    ]
    assert [c.title for c in shown.table.columns][3:5] == ["分组", "联络员"]
