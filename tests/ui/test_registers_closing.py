"""停用或合并… in the real window: an unreadable date changes nothing, and one Enter is one submission."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from models.database import Database
from services import history, settings
from services.registers import units
from tests.ui.window import OpenWindow, context_of, dialog, idle, open_window, page_of
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.registers.dialogs import CloseUnitDialog

__all__ = ["open_window"]


@pytest.fixture
def registers(
    qtbot: QtBot, open_window: OpenWindow, small_county: Database
) -> MainWindow:
    """The window at the units, standing on the first one."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    window = open_window(small_county.folder)
    window.go(Place.of("registers", tab="units", id=1))
    idle(qtbot, window)
    return window


def test_unreadable_last_day_is_told_and_changes_nothing(
    qtbot: QtBot, registers: MainWindow
) -> None:
    sheet, field = _open(qtbot, registers)
    _type(qtbot, field, "2026-13-45")
    assert sheet.isVisible()
    assert "看不出是哪一天" in _said(sheet)
    assert _unit(registers).valid_to is None
    assert _titles(registers)[0] == "填写办公室名称"


def test_open_unit_needs_a_last_day_and_is_not_offered_to_be_opened_again(
    qtbot: QtBot, registers: MainWindow
) -> None:
    sheet, field = _open(qtbot, registers)
    assert "重新启用" not in _said(sheet)
    _type(qtbot, field, "")
    assert sheet.isVisible()
    assert "请填写最后一天" in _said(sheet)


def test_one_enter_closes_once_and_a_cleared_day_opens_the_unit_again(
    qtbot: QtBot, registers: MainWindow
) -> None:
    sheet, field = _open(qtbot, registers)
    _type(qtbot, field, "2026-10-31")
    idle(qtbot, registers)
    assert not sheet.isVisible()
    assert _unit(registers).valid_to == dt.date(2026, 10, 31)
    assert _titles(registers)[:2] == ["停用“云岭县商务局”", "填写办公室名称"]
    sheet, field = _open(qtbot, registers)
    assert "清空表示重新启用" in _said(sheet)
    _type(qtbot, field, "")
    idle(qtbot, registers)
    assert _unit(registers).valid_to is None
    assert _titles(registers)[:2] == ["重新启用“云岭县商务局”", "停用“云岭县商务局”"]


def _open(qtbot: QtBot, window: MainWindow) -> tuple[CloseUnitDialog, QLineEdit]:
    view = page_of(window, "registers").view()
    view.grid.select_line(1)
    view.close_unit()
    sheet = dialog(qtbot, CloseUnitDialog)
    return sheet, sheet.form.widget("valid_to").findChild(QLineEdit)


def _type(qtbot: QtBot, field: QLineEdit, words: str) -> None:
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def _said(sheet: CloseUnitDialog) -> str:
    return "\n".join(x.text() for x in sheet.findChildren(QLabel) if x.isVisible())


def _unit(window: MainWindow) -> units.UnitRow:
    with context_of(window).db.reading() as session:
        return next(u for u in units.list_units(session) if u.id == 1)


def _titles(window: MainWindow) -> list[str]:
    with context_of(window).db.reading() as session:
        return [a.title for a in history.list_actions(session)]
