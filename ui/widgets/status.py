"""The line at the foot of the window: database, backup, due moment, office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui import theme
from ui.look import STATUS_HEIGHT
from ui.theme import px
from ui.widgets.buttons import quiet
from ui.widgets.labels import make_label

StatusItem = tuple[str | None, str, str, Callable[[], Any] | None]
INKS = {"check": "ok_ink", "warning": "warn_ink", "close": "wrong_ink"}


class StatusLine(QFrame):
    """Notes at the left: (icon or None, text, tip, on_click or None); one text at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(8))
        self._left = QHBoxLayout()
        self._left.setSpacing(px(6))
        row.addLayout(self._left)
        row.addStretch(1)
        self._right = make_label("", "note", ink="soft")
        row.addWidget(self._right)
        self._shown: list[StatusItem] = []
        self._widgets: list[QWidget] = []
        theme.follow(self, self._dress)

    def set_left(self, items: Sequence[StatusItem]) -> None:
        """Show these notes."""
        if list(items) == self._shown:
            return
        self._shown = list(items)
        self._rebuild()

    def set_right(self, text: str) -> None:
        """Show a text at the right end."""
        self._right.setText(text)

    def _dress(self) -> None:
        self.setFixedHeight(px(STATUS_HEIGHT))
        self._rebuild()

    def _rebuild(self) -> None:
        for old in self._widgets:
            self._left.removeWidget(old)
            old.deleteLater()
        self._widgets = []
        for at, (icon, text, tip, on_click) in enumerate(self._shown):
            if at:
                self._add(_gap())
            if icon:
                mark = QLabel()
                ink = INKS.get(icon, "text_soft")
                mark.setPixmap(theme.pixmap(icon, ink, px(14)))
                self._add(mark)
            self._add(_note(text, tip, on_click))

    def _add(self, widget: QWidget) -> None:
        self._left.addWidget(widget)
        self._widgets.append(widget)


def _gap() -> QWidget:
    gap = QWidget()
    gap.setFixedWidth(px(10))
    return gap


def _note(text: str, tip: str, on_click: Callable[[], Any] | None) -> QWidget:
    if on_click is None:
        label = make_label(text, "note", ink="soft")
        label.setToolTip(tip)
        return label
    button: QPushButton = quiet(text, on_click, tip=tip)
    button.setProperty("look", "note")
    button.setFont(theme.font("note"))
    return button
