"""The schedule in the real window: reached by key, dragged, undone with Ctrl+Z, found by the search, come back to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.database import Database
from tests.ui.schedule.support import day, days
from tests.ui.window import OpenWindow, context_of, idle, open_window, page_of
from ui.navigation import Place
from ui.schedule.page import SchedulePage

__all__ = ["open_window"]
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_a_slot_is_moved_and_put_back_in_the_window(
    scheduled: Database, open_window: OpenWindow, qtbot: QtBot
) -> None:
    with scheduled.writing("办公室") as session:
        from services import settings

        settings.save(session, office="云岭县委宣传部", onboarded=True)
    folder = Path(scheduled.folder)
    scheduled.close()
    window = open_window(folder)
    context = context_of(window)
    QTest.keyClick(window, Qt.Key.Key_4, CTRL)
    idle(qtbot, window)
    context.navigate(Place.of("schedule", day="2026-11-16", view="month"))
    idle(qtbot, window)
    page = page_of(window, "schedule")
    assert isinstance(page, SchedulePage)
    view = page.month
    entry = view.days[day(16)][0]
    start = view.layout_of().chips(day(16)).chips[0][1].center()
    end = view.layout_of().cell(day(25)).center()
    QTest.mousePress(view, LEFT, pos=start)
    QTest.mouseMove(view, start + QPoint(20, 4))
    QTest.mouseMove(view, end)
    idle(qtbot, window)
    QTest.mouseRelease(view, LEFT, pos=end)
    idle(qtbot, window)
    assert days(page)["云岭县商务局"] == 25
    assert window.toasts.text.startswith("商务局改到 11月25日")
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    idle(qtbot, window)
    assert days(page)["云岭县商务局"] == 16
    view.select([entry.id])
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    idle(qtbot, window)
    context.back()
    idle(qtbot, window)
    assert page.month.selected == {entry.id}
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    idle(qtbot, window)
    assert days(page)["云岭县商务局"] == 17  # not 'back'
    assert window.current_page() is page
