"""The bar that finds words in the text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.theme import px
from ui.widgets.buttons import icon_button
from ui.widgets.labels import make_label


class FindBar(QWidget):
    """A field with ↑ ↓: `wanted(words)` while typing, `step(forward)` for the next place, `closed()` on Esc."""

    wanted = Signal(str)
    step = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(6), px(8), px(6))
        row.setSpacing(px(4))
        self.field = _Field(self)
        self.field.setPlaceholderText("在原文里找")
        self.field.setAccessibleName("在原文里找")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.wanted)
        self._told = make_label("", "note", ink="soft")
        self._told.setMinimumWidth(px(64))
        row.addWidget(self.field, 1)
        row.addWidget(self._told)
        row.addWidget(
            icon_button(
                "chevron-up", "上一处（Shift+Enter）", lambda: self.step.emit(False)
            )
        )
        row.addWidget(
            icon_button("chevron-down", "下一处（Enter）", lambda: self.step.emit(True))
        )
        row.addWidget(icon_button("close", "收起（Esc）", self.closed.emit))

    def tell(self, at: int, count: int) -> None:
        """Say which of how many places is shown."""
        if not self.field.text():
            self._told.setText("")
        else:
            self._told.setText(f"第 {at}/{count} 处" if count else "没有找到")

    def begin(self, words: str = "") -> None:
        """Take the keyboard, with words to look for."""
        if words:
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()


class _Field(QLineEdit):
    """The field with its keys."""

    def __init__(self, bar: FindBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._bar.step.emit(not shift)
        elif event.key() == Qt.Key.Key_Escape:
            self._bar.closed.emit()
        else:
            super().keyPressEvent(event)
