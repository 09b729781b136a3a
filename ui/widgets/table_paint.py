"""How rows of tables and grids are painted: text, chips, hover, selection, the line below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.theme import px
from ui.widgets.chips import chip_size, paint_chip
from ui.widgets.table_model import PagedTableModel

Index = QModelIndex | QPersistentModelIndex
CELL_PADDING = 8


class RowDelegate(QStyledItemDelegate):
    """Paints a cell of a PagedTable without going through the style: fast, and the same everywhere."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = getattr(self.parent(), "row_under_mouse", -1) == index.row()
        if selected:
            painter.fillRect(rect, theme.color("selection"))
        elif over:
            painter.fillRect(rect, theme.color("hover"))
        paint_line_below(painter, rect)
        model: Any = index.model()
        if not isinstance(model, PagedTableModel):
            super().paint(painter, option, index)
            return
        column = model.columns[index.column()]
        row = model.row_at(index.row())
        if row is None:
            _paint_waiting(painter, rect)
            return
        inner = rect.adjusted(px(CELL_PADDING), 0, -px(CELL_PADDING), 0)
        chip = column.chip(row) if column.chip is not None else None
        if chip is not None:
            taken = _paint_cell_chip(painter, inner, chip, column.align)
            if column.text is None:
                return
            inner.setLeft(taken + px(8))
        elif column.chip is not None and column.text is None:
            return
        font: QFont | None = model.data(index, Qt.ItemDataRole.FontRole)
        ink: QColor | None = model.data(index, Qt.ItemDataRole.ForegroundRole)
        paint_text(
            painter,
            inner,
            column.plain(row),
            model.data(index, Qt.ItemDataRole.TextAlignmentRole),
            font=font or theme.font("body"),
            ink=ink or theme.color("text"),
        )


def paint_line_below(painter: QPainter, rect: QRect) -> None:
    """The thin line under a row."""
    painter.fillRect(
        rect.left(), rect.bottom(), rect.width(), 1, theme.color("line_soft")
    )


def paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    align: Qt.AlignmentFlag,
    *,
    font: QFont,
    ink: QColor,
) -> None:
    """One line of text, cut with … where it does not fit."""
    if not text or rect.width() <= 0:
        return
    metrics = QFontMetrics(font)
    line = text.replace("\n", " ")
    if metrics.horizontalAdvance(line) > rect.width():
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, line)


def _paint_cell_chip(
    painter: QPainter, inner: QRect, chip: tuple[str, str], align: str
) -> int:
    text, role = chip
    size = chip_size(text)
    width = min(size.width(), inner.width())
    left = inner.left()
    if align == "center":
        left += (inner.width() - width) // 2
    elif align == "right":
        left = inner.right() - width
    box = QRect(left, inner.center().y() - size.height() // 2, width, size.height())
    paint_chip(painter, box, text, role)
    return box.right()


def _paint_waiting(painter: QPainter, rect: QRect) -> None:
    bar = QRect(
        rect.left() + px(8),
        rect.center().y() - px(4),
        min(px(48), rect.width() - px(16)),
        px(8),
    )
    if bar.width() > 0:
        painter.fillRect(bar, theme.color("line_soft"))
