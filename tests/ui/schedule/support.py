"""A small county with a schedule, the real page on it, and ways to wait for both."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from models.database import Database
from services.schedules.calendar import list_slots
from services.schedules.series import PerWorkday
from services.schedules.store import save_series
from services.schedules.types import SeriesDraft, SlotFilter, SlotRow
from tests.ui.support import until_idle
from ui.context import AppContext
from ui.navigation import Place
from ui.schedule.page import SchedulePage

MONDAY = dt.date(2026, 11, 16)
TRADE, JUSTICE, TOWN = 1, 2, 3
TV, PAPER, SITE = 1, 2, 3
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def day(number: int) -> dt.date:
    """A day of November 2026."""
    return dt.date(2026, 11, number)


@pytest.fixture
def scheduled(small_county: Database) -> Database:
    """One series: trade on Monday, justice on Tuesday, the town on Wednesday."""
    with small_county.writing("排系列") as session:
        save_series(
            session,
            SeriesDraft(
                "一把手谈营商",
                (TRADE, JUSTICE, TOWN),
                MONDAY,
                PerWorkday(1),
                outlet_id=SITE,
                column="一把手谈",
                time="09:30",
            ),
        )
    return small_county


@pytest.fixture
def page(scheduled: Database, context: AppContext, qtbot: QtBot) -> SchedulePage:
    """The real page, showing November 2026."""
    return open_page(context, qtbot)


def open_page(context: AppContext, qtbot: QtBot) -> SchedulePage:
    """The page on whatever the database holds."""
    made = SchedulePage(context)
    qtbot.addWidget(made)
    made.resize(1190, 740)
    made.show()
    context.data_changed.connect(made.refresh)
    made.open(Place.of("schedule", day="2026-11-16", view="month"))
    until_idle(qtbot, context)
    return made


def slots(page: SchedulePage) -> list[SlotRow]:
    """What is stored, by day."""
    with page.context.db.reading() as session:
        return list_slots(session, SlotFilter())


def days(page: SchedulePage) -> dict[str, int | None]:
    """Unit → its day of the month."""
    return {s.unit: s.day.day if s.day else None for s in slots(page)}


def box(page: SchedulePage, slot_id: int) -> QRect:
    """Where a slot is drawn."""
    view = page.calendar()
    entry = view.entries[slot_id]
    return {e.id: b for e, b in view.layout_of().chips(entry.day).chips}[slot_id]


def middle(page: SchedulePage, when: dt.date) -> QPoint:
    """A point of a day under its entries."""
    cell = page.calendar().layout_of().cell(when)
    return QPoint(cell.center().x(), cell.bottom() - 4)


def drag(page: SchedulePage, qtbot: QtBot, slot_id: int, to: dt.date) -> None:
    """Take a slot with the mouse and let it go on a day."""
    view, start = page.calendar(), box(page, slot_id).center()
    QTest.mousePress(view, LEFT, NONE, start)
    QTest.mouseMove(view, start + QPoint(20, 3))
    QTest.mouseMove(view, middle(page, to))
    until_idle(qtbot, page.context)
    QTest.mouseRelease(view, LEFT, NONE, middle(page, to))
    until_idle(qtbot, page.context)


def dialog(page: SchedulePage, qtbot: QtBot, kind: type[QDialog] = QDialog) -> QDialog:
    """The dialog that is open, waited for."""

    def standing() -> list[QDialog]:
        return [d for d in page.findChildren(kind) if d.isVisible()]

    qtbot.waitUntil(lambda: bool(standing()), timeout=10_000)
    until_idle(qtbot, page.context)
    return standing()[-1]
