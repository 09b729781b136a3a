"""Going back to a backup: said, with a way back; also from the first start and from damaged data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.database import BACKUP_FOLDER, FILE_NAME, Database
from services import backups, settings
from services.registers import units
from tests.ui.window import (
    WAIT,
    OpenWindow,
    button,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
)
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.start.backup_chooser import BackupChooser
from ui.start.first_start import FirstStart
from ui.start.problem_page import ProblemPage
from ui.widgets.dialogs import QuestionDialog

__all__ = ["open_window"]


@pytest.fixture
def folder(small_county: Database) -> Path:
    """A closed data folder with a backup from before anything was registered, and one of the present."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    backups.make_backup(small_county, "每日", dt.datetime(2026, 11, 1, 9, 0))
    small_county.close()
    empty = Database.open(small_county.folder.parent / "空")
    blank = small_county.folder / BACKUP_FOLDER / "每日-20261020-080000.db"
    empty.backup(blank)
    empty.close()
    return small_county.folder


def test_way_back_from_an_empty_backup_is_one_button(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    first = window.after
    blank = folder / BACKUP_FOLDER / "每日-20261020-080000.db"
    panel = _backups(qtbot, window)
    panel.ask_restore(blank, "那份备份")
    question = dialog(qtbot, QuestionDialog)
    said = _text(question)
    assert "里面还没有单位和刊播；现在有 3 个单位、0 条刊播" in said
    qtbot.mouseClick(button(question, "恢复"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: isinstance(window.stack.currentWidget(), FirstStart), timeout=WAIT
    )
    qtbot.waitUntil(lambda: "已恢复到" in window.toasts.text, timeout=WAIT)
    idle(qtbot, window)
    assert window.after is not first
    assert "恢复前-" in window.toasts.text
    start = window.stack.currentWidget()
    assert isinstance(start, FirstStart)
    assert start.backup_link.isVisible()
    qtbot.mouseClick(button(window.toasts, "换回来"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=WAIT)
    idle(qtbot, window)
    assert _units(window) == 3


def test_first_start_offers_the_backups_that_hold_something(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    (folder / FILE_NAME).unlink()
    window = open_window(folder)
    start = window.stack.currentWidget()
    assert isinstance(start, FirstStart)
    qtbot.mouseClick(start.backup_link, Qt.MouseButton.LeftButton)
    chooser = dialog(qtbot, BackupChooser)
    assert chooser.table.row("每日-20261020-080000.db") is None
    qtbot.keyClick(
        chooser.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=WAIT)
    idle(qtbot, window)
    assert _units(window) == 3


def test_first_start_without_backups_offers_none(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "新")
    start = window.stack.currentWidget()
    assert isinstance(start, FirstStart)
    assert not start.backup_link.isVisible()
    qtbot.keyClicks(start.form.widget("office"), "office")
    qtbot.keyClick(start.form.widget("office"), Qt.Key.Key_Return)
    assert start.choices[0].hasFocus()
    qtbot.keyClick(start.choices[0], Qt.Key.Key_Down)
    qtbot.keyClick(start.choices[1], Qt.Key.Key_Down)
    qtbot.keyClick(start.choices[2], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=WAIT)
    page_of(window, "home")


def test_damaged_data_prefer_a_backup_made_by_habit(
    open_window: OpenWindow, folder: Path
) -> None:
    kept = backups.list_backups(folder)[0]
    aside = folder / BACKUP_FOLDER / "恢复前-20991231-120000.db"
    aside.write_bytes(kept.path.read_bytes())
    (folder / FILE_NAME).write_bytes(b"broken" * 999)
    page = open_window(folder).stack.currentWidget()
    assert isinstance(page, ProblemPage)
    assert page.trouble.backup is not None
    assert page.trouble.backup.path == kept.path
    assert "2026年11月1日 09:00 的每日备份，里面有 3 个单位、0 条刊播" in _text(page)


def test_status_line_knows_a_backup_made_just_now(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    panel = _backups(qtbot, window)
    qtbot.mouseClick(panel.make_button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    made = next(b for b in backups.list_backups(folder) if b.kind == "手动")
    words = [b.text() for b in window.status.findChildren(QPushButton)]
    assert f"上次备份 {made.made_at:%H:%M}" in words


def test_closing_keeps_what_was_done(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    context_of(window).write("新增", lambda s: units.save_unit(s, name="县林草局"))
    idle(qtbot, window)
    window.close()
    kept = next(b for b in backups.list_backups(folder) if b.kind == "退出时")
    inside = backups.contents(kept.path)
    assert inside is not None
    assert inside.units == 4


def _backups(qtbot: QtBot, window: MainWindow) -> Any:
    window.go(Place.of("settings", tab="backups"))
    idle(qtbot, window)
    return page_of(window, "settings").panel("backups")


def _units(window: MainWindow) -> int:
    with context_of(window).db.reading() as session:
        return len(units.list_units(session))


def _text(widget: QWidget) -> str:
    return "\n".join(x.text() for x in widget.findChildren(QLabel))
