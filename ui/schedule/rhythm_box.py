"""Choosing a rhythm: every workday, every week, fixed weekdays, a day of the month, evenly."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from services.schedules.series import (
    MAX_COUNT,
    Evenly,
    Monthly,
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Rhythm,
)
from ui.theme import px
from ui.widgets.labels import make_label

_KINDS = (
    ("per_workday", "每个工作日都排"),
    ("weekdays", "每周固定的星期几"),
    ("fortnight", "隔周固定的星期几"),
    ("per_week", "每周几个，不固定星期几"),
    ("monthly", "每月固定的一天"),
    ("evenly", "起止日期之间平均排开"),
)
_NAMES = "一二三四五六日"


class RhythmBox(QWidget):
    """`changed()` when another rhythm is meant; `rhythm()` is what is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        self.kind = QComboBox()
        self.kind.setAccessibleName("节奏")
        for key, text in _KINDS:
            self.kind.addItem(text, key)
        column.addWidget(self.kind)
        self._days = QWidget()
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(px(4))
        self.weekdays: list[QPushButton] = []
        for n, name in enumerate(_NAMES):
            button = QPushButton(f"周{name}")
            button.setProperty("look", "pill")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setStyleSheet(f"padding: 0 {px(6)}px;")
            button.setAccessibleName(f"周{name}")
            button.setChecked(n == 1)
            button.toggled.connect(lambda _on: self.changed.emit())
            self.weekdays.append(button)
            days.addWidget(button)
        days.addStretch(1)
        column.addWidget(self._days)
        self._numbers = QWidget()
        row = QHBoxLayout(self._numbers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        self._day_label, self.day = make_label("每月"), _number("每月几日", 31, 10)
        self._day_after = make_label("日，")
        self._label, self.count = make_label("每天"), _number("每次几个", MAX_COUNT, 1)
        for widget in (
            self._day_label,
            self.day,
            self._day_after,
            self._label,
            self.count,
        ):
            row.addWidget(widget)
        row.addWidget(make_label("个单位"))
        row.addStretch(1)
        column.addWidget(self._numbers)
        self.kind.currentIndexChanged.connect(lambda _at: self._on_kind())
        for edit in (self.count, self.day):
            edit.textChanged.connect(lambda _t: self.changed.emit())
        self._show()

    def rhythm(self) -> Rhythm:
        """What is chosen; an empty number is 0, which the services refuse with a sentence."""
        kind, count = self.kind.currentData(), int(self.count.text() or 0)
        if kind == "per_workday":
            return PerWorkday(count)
        if kind == "per_week":
            return PerWeek(count)
        if kind == "monthly":
            return Monthly(int(self.day.text() or 0), count)
        if kind == "evenly":
            return Evenly()
        days = tuple(n for n, button in enumerate(self.weekdays) if button.isChecked())
        return OnWeekdays(days, count, 2 if kind == "fortnight" else 1)

    def set_rhythm(self, rhythm: Rhythm) -> None:
        """Show a rhythm; says nothing."""
        self.blockSignals(True)
        key = "evenly"
        if isinstance(rhythm, PerWorkday):
            key = "per_workday"
        elif isinstance(rhythm, PerWeek):
            key = "per_week"
        elif isinstance(rhythm, Monthly):
            key = "monthly"
            self.day.setText(str(rhythm.day))
        elif isinstance(rhythm, OnWeekdays):
            key = "fortnight" if rhythm.every == 2 else "weekdays"
            self._check(rhythm.weekdays)
        if not isinstance(rhythm, Evenly):
            self.count.setText(str(rhythm.count))
        self.kind.setCurrentIndex(self.kind.findData(key))
        self.blockSignals(False)
        self._show()

    def _check(self, weekdays: Sequence[int]) -> None:
        for n, button in enumerate(self.weekdays):
            button.setChecked(n in weekdays)

    def _on_kind(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        kind = self.kind.currentData()
        self._days.setVisible(kind in ("weekdays", "fortnight"))
        self._numbers.setVisible(kind != "evenly")
        for widget in (self._day_label, self.day, self._day_after):
            widget.setVisible(kind == "monthly")
        words = {"per_workday": "每天", "per_week": "每周"}
        self._label.setText(words.get(kind, "每次"))


def _number(name: str, most: int, value: int) -> QLineEdit:
    edit = QLineEdit(str(value))
    edit.setValidator(QIntValidator(0, most, edit))
    edit.setFixedWidth(px(56))
    edit.setAccessibleName(name)
    return edit
