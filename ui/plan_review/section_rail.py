"""The sections beside the tree: counts, doubts, and the way to each with one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.theme import px

ROW = 26
WIDTH = 108


@dataclass(frozen=True)
class RailEntry:
    """A section: its key, word, number of entries and of doubts."""

    key: str
    label: str
    count: int
    doubts: int


class SectionRail(QWidget):
    """One line for each section: `chosen(key)`; ↑ ↓ go from one to the next."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[RailEntry] = []
        self._at = 0
        self._over = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("各部分")
        theme.follow(self, self._dress)

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        """Show these sections."""
        self._entries = list(entries)
        self._tell()
        self.update()

    def set_current(self, key: str) -> None:
        """Mark a section; says nothing."""
        at = next((n for n, e in enumerate(self._entries) if e.key == key), self._at)
        if at != self._at:
            self._at = at
            self._tell()
            self.update()

    def row_rect(self, key: str) -> QRect:
        """Where a section stands."""
        at = next(n for n, e in enumerate(self._entries) if e.key == key)
        return self._rect(at)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(ROW) * max(len(self._entries), 1) + px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(80))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, entry in enumerate(self._entries):
            self._paint(painter, n, entry)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self._row_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._row_at(event.position().toPoint())
        if at != self._over:
            self._over = at
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(self._at + step, 0), len(self._entries) - 1))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._row_at(event.pos())
            if 0 <= at < len(self._entries):
                QToolTip.showText(event.globalPos(), _told(self._entries[at]), self)
            return True
        return super().event(event)

    # --- inside --------------------------------------------------------------------------------------

    def _row(self) -> int:
        many = max(len(self._entries), 1)
        return max(px(18), min(px(ROW), (self.height() - px(8)) // many))

    def _rect(self, at: int) -> QRect:
        return QRect(0, px(4) + at * self._row(), self.width(), self._row())

    def _row_at(self, point: QPoint) -> int:
        at = (point.y() - px(4)) // self._row()
        return at if 0 <= at < len(self._entries) else -1

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._entries):
            self._at = at
            self._tell()
            self.update()
            self.chosen.emit(self._entries[at].key)

    def _paint(self, painter: QPainter, at: int, entry: RailEntry) -> None:
        rect = self._rect(at)
        mine = at == self._at
        if mine or at == self._over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_tint" if mine else "hover"))
            painter.drawRoundedRect(rect.adjusted(px(6), 1, -px(6), -1), px(4), px(4))
        font = theme.font("bold" if mine else "note")
        if mine:
            font.setPointSizeF(theme.font("note").pointSizeF())
        ink = "accent_ink" if mine else "text" if entry.count else "text_faint"
        inner = rect.adjusted(px(14), 0, -px(14), 0)
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, entry.label)
        right = inner.right()
        if entry.doubts:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("ask_ink"))
            side = px(6)
            painter.drawEllipse(
                right + px(4), rect.center().y() - side // 2, side, side
            )
        if entry.count and entry.key != "basic":
            painter.setFont(theme.font("note"))
            painter.setPen(theme.color("text_soft"))
            wide = QFontMetrics(theme.font("note")).horizontalAdvance("000")
            box = QRect(right - wide - px(2), rect.top(), wide, rect.height())
            painter.drawText(
                box, middle | Qt.AlignmentFlag.AlignRight, str(entry.count)
            )
        if mine and self.hasFocus():
            painter.setPen(theme.color("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(px(6), 1, -px(6), -1), px(4), px(4))

    def _tell(self) -> None:
        if 0 <= self._at < len(self._entries):
            self.setAccessibleDescription(_told(self._entries[self._at]))

    def _dress(self) -> None:
        self.setFixedWidth(px(WIDTH))
        self.update()


def _told(entry: RailEntry) -> str:
    if entry.key == "basic":
        count = ""
    else:
        count = f" {entry.count} 项" if entry.count else "：原文没有"
    doubts = f"，待核 {entry.doubts} 处" if entry.doubts else ""
    return f"{entry.label}{count}{doubts}"
