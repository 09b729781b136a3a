"""Editors that open in a row: words, long words, days, a unit, how many of something, how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from services.plans.correcting.fields import EVERY, FieldSpec, Kind
from services.plans.correcting.items import PERS, Item
from services.plans.reading import DateRange, Found, Quota, Recurrence
from ui.theme import px
from ui.widgets.dates import DateField
from ui.widgets.labels import make_label
from ui.widgets.picker import Picker, PickItem

MIN_WIDTH = {Kind.RANGE: 340, Kind.DATE: 176, Kind.QUOTA: 340, Kind.EVERY: 220}
LONG_HEIGHT = 132


_STAYS = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class RowEditor(QFrame):
    """An editor of several fields: Enter anywhere in it commits, Esc gives up."""

    done = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("row_editor")
        self.setAutoFillBackground(True)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(px(2), 0, px(2), 0)
        self.row.setSpacing(px(4))

    def watch(self, *fields: QWidget) -> None:
        """Hear Enter and Esc in these fields; the first one takes the keyboard."""
        for field in fields:
            field.installEventFilter(self)
        self.setFocusProxy(fields[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.done.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.given_up.emit()
                return True
        if isinstance(event, QFocusEvent) and event.lostFocus():
            leaves = event.reason() not in _STAYS
            if leaves:
                QTimer.singleShot(0, self, self._look_where)
        return super().eventFilter(watched, event)

    def _look_where(self) -> None:
        """Leaving all fields commits, as it does with an editor of one field."""
        here = QApplication.focusWidget()
        if here is not None and here is not self and not self.isAncestorOf(here):
            self.done.emit()


class DaysEditor(RowEditor):
    """One day, or from – to."""

    def __init__(self, single: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start, self.end = DateField(), DateField()
        self.start.edit.setAccessibleName("日期" if single else "开始日期")
        self.end.edit.setAccessibleName("结束日期")
        self._single = single
        for field in (self.start, self.end):
            field.setMinimumWidth(px(120))
        self.row.addWidget(self.start)
        if single:
            self.end.hide()
            self.watch(self.start.edit)
        else:
            self.start.edit.setPlaceholderText("起（可空）")
            self.end.edit.setPlaceholderText("止，如 8月16日")
            self.row.addWidget(make_label("至", "note", ink="soft"))
            self.row.addWidget(self.end)
            self.watch(self.start.edit, self.end.edit)

    def show_value(self, value: Any) -> None:
        """Show the days of a value."""
        if isinstance(value, DateRange):
            self.start.set_date(value.start)
            self.end.set_date(value.end)
            if not self._single and value.start is None:
                self.setFocusProxy(self.end.edit)

    def value(self) -> tuple[dt.date | None, dt.date | None] | None:
        """The days, None while a field cannot be read."""
        if self.start.is_wrong() or (not self._single and self.end.is_wrong()):
            return None
        start = self.start.date()
        return (start, start) if self._single else (start, self.end.date())


class QuotaEditor(RowEditor):
    """So many of something in each year, quarter …"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.per = QComboBox()
        for key, word in PERS.items():
            self.per.addItem(word, key)
        self.least, self.most, self.what = QLineEdit(), QLineEdit(), QLineEdit()
        for field, name in ((self.least, "最少"), (self.most, "最多")):
            field.setValidator(QIntValidator(0, 100_000, field))
            field.setMaximumWidth(px(52))
            field.setAccessibleName(name)
        self.what.setAccessibleName("成果")
        self.what.setPlaceholderText("什么，如 个折页")
        for field in (self.per, self.least, self.most, self.what):
            self.row.addWidget(field, 1 if field is self.what else 0)
        self.watch(self.what, self.least, self.most, self.per)

    def show_value(self, value: Any) -> None:
        """Show a quota."""
        if isinstance(value, Quota):
            self.per.setCurrentIndex(max(self.per.findData(value.per), 0))
            self.least.setText(str(value.least))
            self.most.setText(str(value.most))
            self.what.setText(value.what)

    def value(self) -> tuple[str, int, int, str]:
        """What stands in the fields; the second number is the first one where it is empty."""
        least = int(self.least.text() or 1)
        most = int(self.most.text() or least)
        return (self.per.currentData(), least, most, self.what.text().strip())


class EveryEditor(RowEditor):
    """How often, with the day of the month or week."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.every = QComboBox()
        self.every.addItem("不重复", "")
        for key, word in EVERY.items():
            self.every.addItem(word, key)
        self.day = QLineEdit()
        self.day.setValidator(QIntValidator(1, 31, self.day))
        self.day.setPlaceholderText("几日")
        self.day.setMaximumWidth(px(64))
        self.row.addWidget(self.every, 1)
        self.row.addWidget(self.day)
        self.watch(self.every, self.day)

    def show_value(self, value: Any) -> None:
        """Show a recurrence."""
        rule = value.rule if isinstance(value, Recurrence) else ""
        base, _, day = rule.partition(":")
        self.every.setCurrentIndex(max(self.every.findData(base), 0))
        self.day.setText(day)

    def value(self) -> str:
        """The rule: monthly:10, weekly …"""
        base = str(self.every.currentData())
        return f"{base}:{int(self.day.text())}" if base and self.day.text() else base


class LongEditor(QPlainTextEdit):
    """Words of several lines: Enter commits, Shift+Enter begins a line."""

    done = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


def make_editor(
    spec: FieldSpec, parent: QWidget, units: Sequence[PickItem]
) -> QWidget | None:
    """The editor of a field."""
    kind = spec.kind
    if kind is Kind.LONG:
        return LongEditor(parent)
    if kind in (Kind.DATE, Kind.RANGE):
        return DaysEditor(kind is Kind.DATE, parent)
    if kind is Kind.UNIT:
        picker = Picker(units, free_text=True, parent=parent)
        picker.setPlaceholderText("单位名称，或拼音首字母")
        return picker
    if kind is Kind.QUOTA:
        return QuotaEditor(parent)
    if kind is Kind.EVERY:
        return EveryEditor(parent)
    if kind is Kind.CHOICE:
        box = QComboBox(parent)
        for key, word in spec.choices.items():
            box.addItem(word, key)
        return box
    return QLineEdit(parent) if kind is not Kind.TABLE else None


def show_in(editor: QWidget, item: Item) -> None:
    """Show a row's value in its editor."""
    value = item.value
    plain = value.value if isinstance(value, Found) else item.words
    if isinstance(value, str):
        plain = value
    if isinstance(editor, DaysEditor | QuotaEditor | EveryEditor):
        editor.show_value(value)
    elif isinstance(editor, LongEditor):
        editor.setPlainText(plain)
        editor.selectAll()
    elif isinstance(editor, QComboBox):
        at = editor.findText(item.words)
        editor.setCurrentIndex(max(at, 0))
    elif isinstance(editor, QLineEdit):
        editor.setText(plain)
        editor.selectAll()


def value_in(editor: QWidget) -> Any:
    """What stands in an editor: words, or what its kind gives; None for days that cannot be read."""
    if isinstance(editor, DaysEditor | QuotaEditor | EveryEditor):
        return editor.value()
    if isinstance(editor, LongEditor):
        return editor.toPlainText()
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return editor.text() if isinstance(editor, QLineEdit) else None
