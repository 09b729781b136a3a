"""The title of a page, with the actions at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import px
from ui.widgets.labels import make_label


class PageHeader(QWidget):
    """A page's title; widgets after the title, the actions at the right."""

    def __init__(
        self, title: str = "", subtitle: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.setMinimumHeight(px(34))
        self._title = make_label(title, "title")
        self._subtitle = make_label(subtitle, ink="soft")
        self._left = QHBoxLayout()
        self._left.setSpacing(px(8))
        self._right = QHBoxLayout()
        self._right.setSpacing(px(8))
        row.addWidget(self._title)
        row.addSpacing(px(8))
        row.addWidget(self._subtitle)
        self._subtitle.setVisible(bool(subtitle))
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)

    def set_title(self, text: str) -> None:
        """Show another title; empty takes no room."""
        self._title.setText(text)
        self._title.setVisible(bool(text))

    def set_subtitle(self, text: str) -> None:
        """Show a note after the title; empty hides it."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))

    def add_left(self, widget: QWidget) -> None:
        """Put a widget after the title."""
        self._left.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_action(self, widget: QWidget) -> None:
        """Put a widget at the right; the order of calls is the order from left to right."""
        self._right.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
