"""The month or week shown: one to each side, and a calendar behind the text."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget, QWidgetAction

from ui.schedule.entries import DAY, WEEK, monday_of, month_after
from ui.theme import px
from ui.widgets.buttons import icon_button, plain, quiet
from ui.widgets.header import week_text


class PeriodStepper(QWidget):
    """‹ 2026年11月 › and 今天; `day_chosen(day)` names a day of the month or week that is wanted."""

    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day = dt.date.today()
        self._weekly = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.before = icon_button(
            "chevron-left", "上一个月（PageUp）", lambda: self.step(-1)
        )
        self.after = icon_button(
            "chevron-right", "下一个月（PageDown）", lambda: self.step(1)
        )
        self.text = quiet("", self._open_calendar, tip="选一天")
        self.today = plain("今天", lambda: self.day_chosen.emit(dt.date.today()))
        for widget in (self.before, self.text, self.after):
            row.addWidget(widget)
        row.addSpacing(px(4))
        row.addWidget(self.today)
        self.set_day(self._day, weekly=False)

    def day(self) -> dt.date:
        """The day that is shown with its month or week."""
        return self._day

    def set_day(self, day: dt.date, *, weekly: bool) -> None:
        """Show the month or week of a day; says nothing."""
        self._day, self._weekly = day, weekly
        words = week_text(monday_of(day)) if weekly else f"{day.year}年{day.month}月"
        self.text.setText(words)
        self.text.setMinimumWidth(self.text.sizeHint().width())
        self.text.setAccessibleName(f"{words}，选一天")
        word = "一周" if weekly else "一个月"
        for button, way in ((self.before, "上"), (self.after, "下")):
            button.setToolTip(f"{way}{word}")
            button.setAccessibleName(f"{way}{word}")

    def step(self, by: int) -> None:
        """Go on by months or weeks; the first day inside is meant."""
        if self._weekly:
            self.day_chosen.emit(monday_of(self._day) + WEEK * by)
        else:
            self.day_chosen.emit(month_after(self._day.replace(day=1), by))

    def _open_calendar(self) -> None:
        from ui.widgets.dates import make_calendar

        menu = QMenu(self)
        calendar = make_calendar(menu)
        calendar.setSelectedDate(QDate(self._day.year, self._day.month, self._day.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def chosen(day: QDate) -> None:
            menu.close()
            self.day_chosen.emit(dt.date(day.year(), day.month(), day.day()))

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.text.mapToGlobal(QPoint(0, self.text.height())))
        calendar.setFocus()


def last_of_month(day: dt.date) -> dt.date:
    """The last day of a day's month."""
    return month_after(day.replace(day=1), 1) - DAY
