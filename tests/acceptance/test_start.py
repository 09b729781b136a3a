"""The first start in the real window, by mouse and keys: empty, with the sample county, with a unit list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from services import settings
from services.registers import units
from tests.ui.window import (
    WAIT,
    OpenWindow,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
)
from ui.main_window import MainWindow
from ui.registers import transfer
from ui.start.first_start import FirstStart
from ui.widgets import dialogs

__all__ = ["open_window"]


def test_name_is_asked_for_and_an_empty_county_begins(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "data")
    page = _first(window)
    assert not window.rail.isVisible()
    qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert not page.choices[0].isVisible()  # without a name there is no second step
    _name(qtbot, page, "云岭县委宣传部", "李敏")
    qtbot.mouseClick(page.choices[2], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=WAIT)
    idle(qtbot, window)
    assert page_of(window, "home").steps.isVisible()
    assert window.rail.isVisible()
    with context_of(window).db.reading() as session:
        office = settings.load(session)
    assert (office.office, office.clerk, office.onboarded) == (
        "云岭县委宣传部",
        "李敏",
        True,
    )


def test_next_start_goes_to_the_desk_at_once(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "data")
    page = _first(window)
    _name(qtbot, page, "云岭县委宣传部", "")
    qtbot.mouseClick(page.choices[2], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=WAIT)
    window.close()
    page_of(open_window(tmp_path / "data"), "home")


def test_sample_county_opens_at_its_week(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "data")
    page = _first(window)
    _name(qtbot, page, "青川县委宣传部", "")
    page.choices[1].setFocus()
    qtbot.keyClick(page.choices[1], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=60_000)
    idle(qtbot, window)
    page_of(window, "reporting")
    with context_of(window).db.reading() as session:
        assert len(units.list_units(session)) >= 55
        assert settings.load(session).office == "青川县委宣传部"


def test_unit_list_is_previewed_taken_in_and_can_be_undone(
    qtbot: QtBot,
    open_window: OpenWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _unit_list(tmp_path / "单位名单.xlsx")
    monkeypatch.setattr(dialogs, "pick_files", lambda *_a, **_k: [file])
    window = open_window(tmp_path / "data")
    page = _first(window)
    _name(qtbot, page, "云岭县委宣传部", "李敏")
    qtbot.mouseClick(page.choices[0], Qt.MouseButton.LeftButton)
    preview: Any = dialog(qtbot, transfer.PreviewDialog)
    assert (preview.preview.new, preview.preview.skipped) == (2, 1)
    wrong = [r for r in preview.rows if r.status == "wrong"]
    assert len(wrong) == 1
    assert wrong[0].row == 4
    qtbot.mouseClick(preview.ok_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=WAIT)
    idle(qtbot, window)
    view = page_of(window, "registers").view()
    assert [x.cells["name"] for x in view.grid.lines()] == ["县商务局", "白水镇"]
    assert view.grid.lines()[0].cells["liaison"] == "周洁"


def test_first_start_keeps_keys_of_pages_away(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "data")
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.stack.currentWidget(), FirstStart)


def test_window_closed_at_the_first_start_asks_again(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "data")
    _first(window)
    window.close()
    _first(open_window(tmp_path / "data"))


def _first(window: MainWindow) -> FirstStart:
    page = window.stack.currentWidget()
    assert isinstance(page, FirstStart)
    return page


def _name(qtbot: QtBot, page: FirstStart, office: str, clerk: str) -> None:
    for key, words in (("office", office), ("clerk", clerk)):
        field = page.form.widget(key)
        assert isinstance(field, QLineEdit)
        field.clear()
        field.insert(words)
    qtbot.keyClick(page.form.widget("clerk"), Qt.Key.Key_Return)
    if not page.choices[0].isVisible():
        qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    first: QAbstractButton = page.choices[0]
    qtbot.waitUntil(first.isVisible)


def _unit_list(target: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ("序号", "单位名称", "简称", "分组", "联络员", "电话"),
        (1, "县商务局", "商务局", "县直部门", "周洁", "0871-1"),
        (2, "白水镇", "", "乡镇街道", "罗兰", "0871-2"),
        (3, "", "", "乡镇街道", "丁一", "0871-3"),
    ]
    for row in rows:
        sheet.append(row)
    book.save(target)
    return target
