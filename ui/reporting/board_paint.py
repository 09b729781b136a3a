"""Painting of the board: chips, names, group headings, the header with the present week."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import theme
from ui.reporting import words
from ui.reporting.board_model import BoardModel, GroupLine
from ui.widgets.chips import paint_chip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

_CHIP_W, _CHIP_WIDE, _CHIP_H = 30, 38, 22
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


class BoardDelegate(QStyledItemDelegate):
    """Paints one cell of the board."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Ground, hairline and content of a cell."""
        model = self._view.model()
        assert isinstance(model, BoardModel)
        line = model.lines[index.row()]
        now = theme.current()
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        current = self._view.currentIndex()
        is_row = current.isValid() and current.row() == index.row()
        if isinstance(line, GroupLine):
            painter.fillRect(rect, now.color("raised"))
            _paint_group(painter, rect, line)
            if is_row and self._view.hasFocus():
                _paint_focus(painter, QRectF(rect).adjusted(3, 3, -3, -3))
        else:
            if is_row:
                painter.fillRect(rect, now.color("selection"))
            key = model.column_key(index.column())
            if isinstance(key, dt.date):
                cell = model.cell(index)
                if cell is not None:
                    box = _chip_box(rect)
                    mark, token = words.mark(cell)
                    paint_chip(painter, box, mark, token)
                if current == index:
                    _paint_focus(
                        painter, QRectF(_chip_box(rect)).adjusted(-3, -3, 3, 3)
                    )
            else:
                _paint_text(painter, rect, key, index.data() or "")
                if current == index and self._view.hasFocus() and key == "unit":
                    _paint_focus(painter, QRectF(rect).adjusted(2, 3, -2, -3))
        # No saving and restoring here: each call sets what it needs, and a board has hundreds of cells.
        painter.fillRect(
            rect.left(), rect.bottom(), rect.width(), 1, now.color("line_soft")
        )


class BoardHeader(QHeaderView):
    """The header: small soft titles, the board's own week in the accent."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(0)
        self.setHighlightSections(False)
        self.setAccessibleName("看板表头")

    def sizeHint(self) -> object:  # type: ignore[override]
        """A header a little taller than a row."""
        size = super().sizeHint()
        size.setHeight(theme.px(34))
        return size

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One title."""
        model = self.model()
        assert isinstance(model, BoardModel)
        now = theme.current()
        painter.save()
        painter.fillRect(rect, now.color("raised"))
        key = model.column_key(logicalIndex)
        is_week = isinstance(key, dt.date)
        is_now = is_week and key == model.weeks[-1]
        font = theme.font("note")
        font.setBold(is_now)
        text = model.headerData(logicalIndex, Qt.Orientation.Horizontal) or ""
        if is_week and rect.width() < theme.px(38):
            font.setPointSizeF(font.pointSizeF() * 0.92)
        painter.setFont(font)
        painter.setPen(now.color("accent" if is_now else "text_soft"))
        painter.drawText(_text_rect(rect, key), _alignment(key), text)
        painter.setPen(now.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


def _chip_box(rect: QRect) -> QRect:
    wide = max(_CHIP_W, min(_CHIP_WIDE, rect.width() * 2 // 3))
    width = min(theme.px(wide), rect.width() - theme.px(4))
    height = min(theme.px(_CHIP_H), rect.height() - theme.px(6))
    return QRect(
        rect.center().x() - width // 2,
        rect.center().y() - height // 2,
        width,
        height,
    )


def _alignment(key: str | dt.date) -> Qt.AlignmentFlag:
    if isinstance(key, dt.date):
        return _CENTER
    return _RIGHT if key in ("number", "stories", "placements", "silent") else _LEFT


def _text_rect(rect: QRect, key: str | dt.date) -> QRect:
    px = theme.px
    if isinstance(key, dt.date):
        return rect
    left = {"unit": 8, "liaison": 4}.get(key, 2)
    right = {"number": 6, "stories": 8, "placements": 8, "silent": 10}.get(key, 4)
    return rect.adjusted(px(left), 0, -px(right), 0)


def _paint_text(painter: QPainter, rect: QRect, key: str, text: str) -> None:
    now = theme.current()
    token = {"number": "text_faint", "liaison": "text_soft", "silent": "missing_ink"}
    if text == "–":
        ink: QColor = now.color("text_faint")
    else:
        ink = now.color(token.get(key, "text"))
    font = theme.font("note" if key in ("silent", "number") else "body")
    font.setBold(key == "silent")
    painter.setFont(font)
    painter.setPen(ink)
    area = _text_rect(rect, key)
    if key == "silent" and painter.fontMetrics().horizontalAdvance(text) > area.width():
        text = text.replace("续", "").replace("未报", "").replace(" ", "")
    if key in ("unit", "liaison", "silent"):
        text = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, area.width()
        )
    painter.drawText(area, _alignment(key), text)


def _paint_group(painter: QPainter, rect: QRect, line: GroupLine) -> None:
    now = theme.current()
    px = theme.px
    middle = QPointF(rect.left() + px(16), rect.center().y() + 0.5)
    step = px(4)
    if line.folded:
        points = [
            QPointF(-step / 2, -step),
            QPointF(step / 2 + 1, 0),
            QPointF(-step / 2, step),
        ]
    else:
        points = [
            QPointF(-step, -step / 2),
            QPointF(step, -step / 2),
            QPointF(0, step / 2 + 1),
        ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.color("text_soft"))
    painter.drawPolygon(QPolygonF([middle + p for p in points]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(theme.font("bold"))
    painter.setPen(now.color("text"))
    area = rect.adjusted(px(28), 0, -px(8), 0)
    painter.drawText(area, _LEFT, line.name)
    offset = painter.fontMetrics().horizontalAdvance(line.name) + px(8)
    painter.setFont(theme.font("note"))
    painter.setPen(now.color("text_soft"))
    rest = f"{line.units} 个单位"
    if line.missing:
        rest += f" · {line.missing_words}"
    painter.drawText(area.adjusted(offset, 0, 0, 0), _LEFT, rest)


def _paint_focus(painter: QPainter, rect: QRectF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.current().color("accent"), 2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, theme.px(6), theme.px(6))
    painter.restore()
