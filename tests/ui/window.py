"""The real window for tests: opened on a folder, waited for, and shut down in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import errors
from ui.context import AppContext
from ui.main_window import MainWindow
from ui.page import Page
from ui.state import StateStore
from ui.widgets.grid import EditableGrid

WAIT = 20_000
PATIENCE = 3_000

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenWindow]:
    """`open_window(folder)` shows a window and waits until a page, the first start or a problem stands.

    Errors that the window would show as a box fail the test, and so does any widget that flashes up as a
    window of its own because it was shown before it had a parent.
    """
    watch = _StrayWindows()
    qapp.installEventFilter(watch)
    made: list[MainWindow] = []
    shown: list[BaseException] = []
    monkeypatch.setattr(errors, "present", lambda _parent, error: shown.append(error))

    def open_(folder: Path, *, wait: bool = True) -> MainWindow:
        window = MainWindow(folder, StateStore(folder))
        made.append(window)
        qtbot.addWidget(window)
        window.restore_geometry()
        window.show()
        if wait:
            qtbot.waitUntil(lambda: stands(window), timeout=WAIT)
            idle(qtbot, window)
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
        return window

    yield open_
    for window in made:
        window.shut_down()
    qapp.removeEventFilter(watch)
    assert not shown, shown
    assert not watch.seen, watch.seen


class _StrayWindows(QObject):
    """Notes widgets shown as windows that are neither a main window nor made to stand alone."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.windowType() == Qt.WindowType.Window
            and not isinstance(watched, QMainWindow)
        ):
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def stands(window: MainWindow) -> bool:
    """Whether something other than the skeleton is shown."""
    from ui.shell.skeleton import Skeleton

    shown = window.stack.currentWidget()
    return shown is not None and not isinstance(shown, Skeleton)


def idle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until no job runs and every callback was delivered."""
    qtbot.waitUntil(lambda: not window.jobs.jobs(), timeout=WAIT)


def context_of(window: MainWindow) -> AppContext:
    """The context of a window whose data stand open."""
    assert window.context is not None
    return window.context


def page_of(window: MainWindow, key: str) -> Any:
    """The page that is shown, which must be this one."""
    page = window.current_page()
    assert isinstance(page, Page)
    assert page.key == key
    return page


def button(parent: QWidget, text: str) -> QPushButton:
    """The visible button with a text, waited for where events are still on their way."""
    deadline = QDeadlineTimer(PATIENCE)
    while True:
        found = [
            b
            for b in parent.findChildren(QPushButton)
            if b.text() == text and b.isVisible()
        ]
        if found or deadline.hasExpired():
            break
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    shown = [b.text() for b in parent.findChildren(QPushButton) if b.isVisible()]
    assert found, f"no button {text!r} among {shown}, {parent.isVisible()=}"
    return found[0]


def dialog(qtbot: QtBot, kind: type[QDialog] = QDialog) -> Any:
    """The dialog that is open, waited for."""

    def standing() -> list[QDialog]:
        return [
            w
            for w in QApplication.topLevelWidgets()
            if isinstance(w, kind) and w.isVisible()
        ]

    qtbot.waitUntil(lambda: bool(standing()), timeout=WAIT)
    return standing()[-1]


def write_cell(qtbot: QtBot, grid: EditableGrid, text: str) -> None:
    """Write into the current cell by F2 and Enter.

    The words go in at once, as from an input method: simulated keys know only ASCII.
    """
    qtbot.keyClick(grid.view, Qt.Key.Key_F2)
    editor = grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    editor.insert(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
