"""A field for a day: typed as people write it, or picked from a calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QWidget,
    QWidgetAction,
)

from ui import theme
from ui.theme import px
from ui.widgets.buttons import icon_button

FIRST_YEAR, LAST_YEAR = 1990, 2099
Parse = Callable[[str], dt.date]
_FULL = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")
_SHORT = re.compile(r"(\d{1,2})\D+(\d{1,2})\D*")


def parse_day(text: str, *, today: dt.date | None = None) -> dt.date:
    """A day as a clerk types it: 2021.8.16, 8月16日, 8-16, 0816, 20210816; ValueError when it is none.

    Without a year it is the year that brings the day nearest to today.
    """
    plain = text.strip()
    digits = plain if plain.isdigit() and plain.isascii() else ""
    if len(digits) == 8:
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 4:
        return _nearest(int(digits[:2]), int(digits[2:]), today)
    if found := _FULL.fullmatch(plain):
        return _day(*(int(part) for part in found.groups()))
    if found := _SHORT.fullmatch(plain):
        return _nearest(int(found[1]), int(found[2]), today)
    raise ValueError(text)


def _day(year: int, month: int, day: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return dt.date(year, month, day)


def _nearest(month: int, day: int, today: dt.date | None) -> dt.date:
    now = today or dt.date.today()
    found: list[dt.date] = []
    for year in (now.year - 1, now.year, now.year + 1):
        try:
            found.append(dt.date(year, month, day))
        except ValueError:  # the 29th of February
            continue
    if not found:
        raise ValueError((month, day))
    return min(found, key=lambda one: abs(one - now))


class DateField(QWidget):
    """A day or nothing; `changed(date or None)` when another day is meant.

    What cannot be read stays in the field, marked, and `date()` is None: ask `is_wrong()`.
    ↑ ↓ go by a day, Alt+↓ opens the calendar.
    """

    changed = Signal(object)

    def __init__(
        self, parse: Parse | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parse: Callable[[str], dt.date] = parse or parse_day
        self._date: dt.date | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self.edit = _DayEdit(self)
        self.edit.setPlaceholderText("如 8月16日")
        self.edit.editingFinished.connect(self._read)
        self.button = icon_button("calendar", "打开日历", self.open_calendar)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.edit)
        self.setMinimumWidth(px(150))

    def date(self) -> dt.date | None:
        """The day, None when the field is empty or cannot be read."""
        self._read()
        return self._date

    def is_wrong(self) -> bool:
        """Whether something stands in the field that is no day."""
        return self.date() is None and bool(self.edit.text().strip())

    def set_date(self, day: dt.date | None) -> None:
        """Show a day; says nothing."""
        self._date = day
        self.edit.setText(day_text(day) if day is not None else "")
        self._mark(False)

    def step(self, days: int) -> None:
        """Go by some days, from today when the field is empty."""
        self._choose((self.date() or dt.date.today()) + dt.timedelta(days=days))

    def open_calendar(self) -> None:
        """Open the calendar under the field."""
        menu = QMenu(self)
        calendar = make_calendar(menu)
        day = self.date() or dt.date.today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def chosen(picked: QDate) -> None:
            menu.close()
            self._choose(dt.date(picked.year(), picked.month(), picked.day()))

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def _choose(self, day: dt.date) -> None:
        differs = day != self._date
        self.set_date(day)
        if differs:
            self.changed.emit(day)

    def _read(self) -> None:
        text = self.edit.text().strip()
        day: dt.date | None = None
        wrong = False
        if text:
            try:
                day = self._parse(text)
            except Exception:  # noqa: BLE001 - a given parser may raise errors of its own
                wrong = True
        self._mark(wrong)
        if day is not None and self.edit.text() != day_text(day):
            self.edit.setText(day_text(day))
        if day != self._date:
            self._date = day
            self.changed.emit(day)

    def _mark(self, wrong: bool) -> None:
        mark_wrong(self.edit, wrong)
        self.edit.setToolTip(
            "看不出是哪一天，例如 8月16日 或 2026.8.16" if wrong else ""
        )


class _DayEdit(QLineEdit):
    """The text of a DateField with its keys."""

    def __init__(self, field: DateField) -> None:
        super().__init__(field)
        self._field = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._field.open_calendar()
        else:
            self._field.step(step)


def day_text(day: dt.date) -> str:
    """A day as fields show it: 2026-11-16."""
    return day.isoformat()


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """Give a field the border of a wrong entry, or take it away."""
    if bool(widget.property("wrong")) != wrong:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def make_calendar(parent: QWidget | None = None) -> QCalendarWidget:
    """A calendar that begins on Monday, in Chinese."""
    return _Calendar(parent)


class _Calendar(QCalendarWidget):
    """A calendar in the colours of the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(self.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(self.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setMinimumDate(QDate(FIRST_YEAR, 1, 1))
        self.setMaximumDate(QDate(LAST_YEAR, 12, 31))
        theme.follow(self, self._dress)

    def _dress(self) -> None:
        self.setMinimumSize(px(280), px(230))
        rest = QTextCharFormat()
        rest.setForeground(theme.color("accent_ink"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, rest)
        head = QTextCharFormat()
        head.setForeground(theme.color("text_soft"))
        head.setBackground(theme.color("surface"))
        self.setHeaderTextFormat(head)
