"""Chips: a word on a tint, the mark of a state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import px

OUTLINED = frozenset({"missing", "wrong_cell"})


def paint_chip(
    painter: QPainter, rect: QRect | QRectF, text: str, role: str, *, bold: bool = False
) -> None:
    """Paint a chip that fills `rect`: tint, ink, and an outline for what is missing."""
    box = QRectF(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.color(f"{role}_tint"))
    if role in OUTLINED:
        painter.setPen(QPen(theme.color(f"{role}_line"), 1))
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box, px(4), px(4))
    painter.setPen(theme.color(f"{role}_ink"))
    painter.setFont(_font(bold))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def chip_size(text: str, *, bold: bool = False) -> QSize:
    """How large a chip wants to be for its text."""
    width = QFontMetrics(_font(bold)).horizontalAdvance(text) + px(16)
    return QSize(max(width, px(28)), px(22))


def _font(bold: bool) -> theme.QFont:
    made = theme.font("note")
    if bold:
        made.setWeight(theme.QFont.Weight.DemiBold)
    return made


class Chip(QWidget):
    """A chip on its own."""

    def __init__(
        self, text: str = "", role: str = "neutral", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._role = text, role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.follow(self, self._dress)

    def set(self, text: str, role: str) -> None:
        """Show another word and role."""
        self._text, self._role = text, role
        self.setAccessibleName(text)
        self._dress()

    def sizeHint(self) -> QSize:
        return chip_size(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), self.rect(), self._text, self._role)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class Legend(QWidget):
    """What the chips of a page mean: [(text, role, caption)] in one row."""

    def __init__(
        self,
        entries: Sequence[tuple[str, str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entries = list(entries)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            "图例：" + "，".join(f"{text} {caption}" for text, _, caption in entries)
        )
        theme.follow(self, self._dress)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("note"))
        width = sum(
            chip_size(text).width()
            + px(6)
            + metrics.horizontalAdvance(caption)
            + px(16)
            for text, _, caption in self._entries
        )
        return QSize(max(width - px(16), 0), px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(theme.font("note"))
        left = 0
        for text, role, caption in self._entries:
            size = chip_size(text)
            paint_chip(painter, QRect(left, 0, size.width(), size.height()), text, role)
            left += size.width() + px(6)
            painter.setFont(theme.font("note"))
            painter.setPen(theme.color("text_soft"))
            width = metrics.horizontalAdvance(caption)
            painter.drawText(
                QRect(left, 0, width + 2, size.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                caption,
            )
            left += width + px(16)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
