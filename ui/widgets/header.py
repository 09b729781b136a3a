"""The head of a page: its title with the actions (from page_header), and the week that it shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.buttons import icon_button, quiet
from ui.widgets.page_header import PageHeader

__all__ = ["PageHeader", "WeekStepper", "monday_of", "week_text"]

WEEK = dt.timedelta(days=7)


class WeekStepper(QWidget):
    """‹ 2026年11月16日—22日 ›: the week shown, one to each side, and a calendar behind the text."""

    week_chosen = Signal(object)

    def __init__(
        self, week: dt.date | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._week = monday_of(week or dt.date.today())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._before = icon_button("chevron-left", "上一周", lambda: self._step(-WEEK))
        self._after = icon_button("chevron-right", "下一周", lambda: self._step(WEEK))
        self._text = quiet("", self._open_calendar, tip="选一周")
        for button in (self._before, self._text, self._after):
            row.addWidget(button)
        self._show()

    def week(self) -> dt.date:
        """The Monday of the week shown."""
        return self._week

    def set_week(self, week: dt.date) -> None:
        """Show the week of a day; says nothing."""
        self._week = monday_of(week)
        self._show()

    def _step(self, by: dt.timedelta) -> None:
        self._choose(self._week + by)

    def _choose(self, day: dt.date) -> None:
        self.set_week(day)
        self.week_chosen.emit(self._week)

    def _show(self) -> None:
        text = week_text(self._week)
        self._text.setText(text)
        self._text.setAccessibleName(f"{text}，选一周")

    def _open_calendar(self) -> None:
        from PySide6.QtCore import QDate, QPoint
        from PySide6.QtWidgets import QMenu, QWidgetAction

        from ui.widgets.dates import make_calendar

        menu = QMenu(self)
        calendar = make_calendar(menu)
        calendar.setSelectedDate(
            QDate(self._week.year, self._week.month, self._week.day)
        )
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def chosen(day: Any) -> None:
            menu.close()
            self._choose(dt.date(day.year(), day.month(), day.day()))

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._text.mapToGlobal(QPoint(0, self._text.height())))
        calendar.setFocus()


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def week_text(monday: dt.date) -> str:
    """A week as a clerk writes it: what both ends share is said once."""
    end = monday + dt.timedelta(days=6)
    if monday.year != end.year:
        tail = f"{end.year}年{end.month}月{end.day}日"
    elif monday.month != end.month:
        tail = f"{end.month}月{end.day}日"
    else:
        tail = f"{end.day}日"
    return f"{monday.year}年{monday.month}月{monday.day}日—{tail}"
