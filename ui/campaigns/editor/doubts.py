"""The amber strip that says why a value should be looked at, with 「已核对」."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.labels import make_label
from ui.widgets.side import clear_layout

Doubt = tuple[str, Callable[[], Any]]
_MOST = 4


class DoubtStrip(QWidget):
    """Lines of (reason, settle); hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(4), px(8), px(4))
        self._column.setSpacing(0)
        self._shown: list[str] = []
        self.hide()

    def reasons(self) -> list[str]:
        """What is said."""
        return list(self._shown)

    def show_doubts(self, doubts: Sequence[Doubt], done: str = "已核对") -> None:
        """Say these reasons; more than a few are counted only. `done` stands on the button of each."""
        self._shown = [reason for reason, _ in doubts]
        clear_layout(self._column)
        for reason, settle in doubts[:_MOST]:
            row = QHBoxLayout()
            row.setSpacing(px(12))
            mark = make_label("存疑", "bold")
            words = make_label(reason, wrap=True)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(words, 1)
            button = buttons.quiet(done, settle, tip="看过了，就按现在的样子")
            button.setAccessibleDescription(reason)
            row.addWidget(button)
            self._column.addLayout(row)
        if len(doubts) > _MOST:
            rest = len(doubts) - _MOST
            self._column.addWidget(
                make_label(f"另有 {rest} 处存疑", "note", ink="soft")
            )
        self.setVisible(bool(doubts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warn_tint"))
        painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))
        painter.setBrush(theme.color("warn_ink"))
        painter.drawRoundedRect(QRectF(0, 0, px(3), self.height()), 1, 1)
