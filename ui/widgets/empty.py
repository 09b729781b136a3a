"""What a page shows while it has nothing to show: what to do next, or that it is reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.theme import px
from ui.widgets.buttons import plain, primary
from ui.widgets.labels import make_label

Action = tuple[str, Callable[[], Any], bool]


class EmptyState(QFrame):
    """A title, a hint and what can be done: [(text, on_click, is_primary)]."""

    def __init__(
        self,
        title: str,
        hint: str = "",
        actions: Sequence[Action] = (),
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        column.setSpacing(px(8))
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        if icon:
            picture = QLabel()
            theme.follow(
                picture,
                lambda: picture.setPixmap(theme.pixmap(icon, "text_faint", px(36))),
            )
            column.addWidget(picture, 0, middle)
            column.addSpacing(px(4))
        self._title = make_label(title, "heading")
        self._hint = make_label(hint, ink="soft", wrap=True)
        self._hint.setAlignment(middle)
        self._hint.setMaximumWidth(px(460))
        self._hint.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding
        )
        column.addWidget(self._title, 0, middle)
        # Not aligned in its cell: an aligned label gets the height of its hint, and loses its last line.
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self._hint, 100)
        centred.addStretch(1)
        column.addLayout(centred)
        self._hint.setVisible(
            bool(hint)
        )  # once it has its parent: else a window flashes
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch(1)
        for text, on_click, is_primary in actions:
            row.addWidget((primary if is_primary else plain)(text, on_click))
        row.addStretch(1)
        column.addSpacing(px(8))
        column.addLayout(row)
        column.addStretch(3)

    def set(self, title: str, hint: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))


class Loading(QWidget):
    """A line in the middle that says that data are being read."""

    def __init__(self, text: str = "正在读取…", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        self._text = make_label(text, ink="soft")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._text)
