"""The window: painted before the data, its keys, the way back, search, undo, closing, dropped files."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from services import settings
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
    write_cell,
)
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.shell.manual import open_manual
from ui.shell.search import SearchPanel
from ui.shell.shortcuts import shortcut_rows
from ui.state import StateStore
from ui.widgets.dialogs import QuestionDialog
from ui.widgets.header import PageHeader

__all__ = ["open_window"]

_FIRST_FRAME = """
import sys
from pathlib import Path
from ui import app, trace
seen = []
def mark(name):
    if not seen:
        seen.append(name)
        heavy = [m for m in ("sqlalchemy", "openpyxl", "pypinyin", "alembic", "chinese_calendar") if m in sys.modules]
        print(name, ",".join(heavy) or "none", flush=True)
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        QTimer.singleShot(0, QApplication.closeAllWindows)
trace.mark = mark
sys.exit(app.run(Path(sys.argv[1]), []))
"""


@pytest.fixture
def folder(small_county: Database) -> Path:
    """A data folder that has been used before."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    return small_county.folder


def test_first_frame_is_painted_before_anything_heavy_is_imported(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_FRAME, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.stdout.split() == ["first_frame", "none"], done.stderr
    assert done.returncode == 0, done.stderr


def test_window_closed_before_its_first_frame_lets_go(
    open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder, wait=False)
    window.close()
    assert not window.isVisible()
    assert window.context is None


def test_rail_leads_to_pages_and_alt_left_back(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    page_of(window, "home")
    _rail(qtbot, window, "单位与媒体")
    page_of(window, "registers")
    _rail(qtbot, window, "操作记录")
    page_of(window, "history")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    page_of(window, "registers")
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    page_of(window, "history")


def test_last_place_and_size_are_remembered(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    window.go(Place.of("settings", tab="holidays"))
    idle(qtbot, window)
    window.resize(1200, 700)
    window.close()
    assert StateStore(folder).get("window.place")["page"] == "settings"
    again = open_window(folder)
    assert page_of(again, "settings").place().get("tab") == "holidays"
    assert again.height() == 700  # the width is cut to the test's own small screen


def test_search_finds_a_unit_by_initials_and_goes_there(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = dialog(qtbot, SearchPanel)
    qtbot.keyClicks(panel.field, "sfj")
    qtbot.waitUntil(lambda: any(x.text == "云岭县司法局" for x in panel.model.lines))
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    idle(qtbot, window)
    page = page_of(window, "registers")
    line = page.view().grid.current_line()
    assert line is not None
    assert line.cells["name"] == "云岭县司法局"


def test_search_says_when_nothing_is_found(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    window.commands.search()
    panel = dialog(qtbot, SearchPanel)
    panel.field.setText("没有这样的词")
    idle(qtbot, window)
    assert panel.nothing.isVisible()
    assert "没有这样的词" in panel.nothing.text()
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_undo_and_redo_of_an_action_by_keys(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    context = context_of(window)
    context.write("新增单位", lambda s: units.save_unit(s, name="县林草局"))
    idle(qtbot, window)
    assert "县林草局" in _names(context.db)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    assert "县林草局" not in _names(context.db)
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    assert "县林草局" in _names(context.db)


def test_closing_during_a_job_asks_and_can_wait(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    hold = _Hold()
    context_of(window).jobs.run(hold.work, title="正在入库")
    window.close()
    question = dialog(qtbot, QuestionDialog)
    qtbot.mouseClick(question.choices["stay"], Qt.MouseButton.LeftButton)
    assert window.isVisible()
    window.close()
    question = dialog(qtbot, QuestionDialog)
    qtbot.mouseClick(question.choices["wait"], Qt.MouseButton.LeftButton)
    assert window.isVisible()
    hold.let_go()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert hold.finished


def test_closing_during_a_job_can_stop_it_with_nothing_half_done(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    context = context_of(window)
    begun = threading.Event()

    def work(report: Any) -> None:
        with context.db.writing("入库", kind="import") as session:
            units.save_unit(session, name="写了一半")
            begun.set()
            while True:
                report(1, 2, "")

    context.jobs.run(work, title="正在入库")
    assert begun.wait(20)
    window.close()
    question = dialog(qtbot, QuestionDialog)
    qtbot.mouseClick(question.choices["stop"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    again = Database.open(folder)
    assert "写了一半" not in _names(again)
    again.close()


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("registers", "单位"),
        ("stories", "稿件"),
        ("issue", "汇总"),
        ("home", "开始"),
        ("settings", "备份"),
    ],
)
def test_manual_opens_at_the_chapter_of_the_page(
    qtbot: QtBot, page: str, word: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    manual = open_manual(parent, page)
    assert manual is not None
    qtbot.addWidget(manual)
    item = manual.list.currentItem()
    assert item is not None
    assert word in item.text()
    assert len(manual.text.toPlainText()) > 100


def test_list_of_keys_names_every_command_with_a_key(
    open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    rows = {
        text: keys for _group, keys, text in shortcut_rows(window.commands.commands)
    }
    assert rows["搜索"] == "Ctrl+K"
    assert rows["后退"] == "Alt+←"
    named = [c for c in window.commands.commands if c.keys]
    assert all(c.text in rows for c in named)
    keys = [k for c in named for k in c.keys]
    assert len(keys) == len(set(keys))


def test_closing_with_unsaved_rows_asks_and_saves(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    window.go(Place.of("registers", tab="units"))
    idle(qtbot, window)
    view = page_of(window, "registers").view()
    view.add_line()
    write_cell(qtbot, view.grid, "县气象局")
    assert view.grid.is_dirty()
    window.close()
    question = dialog(qtbot, QuestionDialog)
    assert window.isVisible()
    qtbot.mouseClick(button(question, "保存"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    again = Database.open(folder)
    assert "县气象局" in _names(again)
    again.close()


def test_files_dropped_on_the_window_go_to_the_intake(
    qtbot: QtBot,
    open_window: OpenWindow,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(folder)
    went: list[Place] = []
    monkeypatch.setattr(window, "go", went.append)
    mime = QMimeData()
    file = tmp_path / "商务局.xlsx"
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    window.dropEvent(
        QDropEvent(
            QPointF(300, 300),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: went == [Place("intake", {"paths": [str(file)]})])


def test_status_line_tells_backup_due_and_office(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    qtbot.waitUntil(lambda: "上次备份" in _status(window), timeout=10_000)
    assert "数据正常" in _status(window)
    assert "截止" in _status(window)
    assert "云岭县委宣传部" in _status(window)


def test_each_page_of_the_rail_has_a_header_with_search(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    for key in ("home", "registers", "history", "settings"):
        window.go(Place(key))
        idle(qtbot, window)
        header = page_of(window, key).findChild(PageHeader)
        assert header is not None
        assert any(
            b.accessibleName() == "搜索" for b in header.findChildren(QAbstractButton)
        )


class _Hold:
    """A job that waits until it is let go."""

    def __init__(self) -> None:
        import threading

        self._gate = threading.Event()
        self.finished = False

    def work(self, _report: object) -> None:
        assert self._gate.wait(20)
        self.finished = True

    def let_go(self) -> None:
        self._gate.set()


def _rail(qtbot: QtBot, window: MainWindow, text: str) -> None:
    found = [b for b in window.rail.findChildren(QAbstractButton) if b.text() == text]
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
    idle(qtbot, window)


def _names(db: Database) -> list[str]:
    with db.reading() as session:
        return [u.name for u in units.list_units(session)]


def _status(window: MainWindow) -> str:
    from PySide6.QtWidgets import QLabel, QPushButton

    parts = [w.text() for w in window.status.findChildren(QLabel)]
    parts += [w.text() for w in window.status.findChildren(QPushButton)]
    return " ".join(parts)
