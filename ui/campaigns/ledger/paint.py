"""How rows of the ledger are painted: two lines in a cell, a bar for what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from ui import theme
from ui.theme import px
from ui.widgets.table_model import Index, PagedTableModel
from ui.widgets.table_paint import (
    CELL_PADDING,
    RowDelegate,
    paint_line_below,
    paint_text,
)

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Lines:
    """What stands in a cell: two lines with their fonts and inks, or one text that runs over both.

    With `bar` (0–100) a bar stands under the first line instead of a second one.
    """

    first: str
    second: str = ""
    first_font: str = "body"
    second_font: str = "note"
    first_ink: str = "text"
    second_ink: str = "text_soft"
    runs_on: bool = False
    bar: int | None = None


Cell = Callable[[Any], Lines]


class TwoLineDelegate(RowDelegate):
    """Paints the cells of some columns in two lines, the others as every table does."""

    def __init__(self, cells: dict[str, Cell], parent: QWidget) -> None:
        super().__init__(parent)
        self._cells = cells

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Paint one cell."""
        model: Any = index.model()
        if isinstance(model, PagedTableModel):
            cell = self._cells.get(model.columns[index.column()].key)
            row = model.row_at(index.row())
            if cell is not None and row is not None:
                self._paint_ground(painter, option, index)
                rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
                paint_lines(painter, rect, cell(row))
                return
        super().paint(painter, option, index)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        if bool(state & QStyle.StateFlag.State_Selected):
            painter.fillRect(rect, theme.color("selection"))
        elif getattr(self.parent(), "row_under_mouse", -1) == index.row():
            painter.fillRect(rect, theme.color("hover"))
        paint_line_below(painter, rect)


def paint_lines(painter: QPainter, rect: QRect, lines: Lines) -> None:
    """Paint the lines of a cell around its middle; a single one stands in the middle."""
    inner = rect.adjusted(px(CELL_PADDING), 0, -px(CELL_PADDING), -1)
    if inner.width() <= 0:
        return
    first = theme.font(lines.first_font)
    second = theme.font(lines.second_font)
    if lines.runs_on:
        lines = _broken(lines, first, inner.width())
        second = first
    high = QFontMetrics(first).height()
    low = px(6) if lines.bar is not None else QFontMetrics(second).height()
    if not lines.second and lines.bar is None:
        _line(painter, inner, lines.first, first, lines.first_ink)
        return
    gap = px(5) if lines.bar is not None else px(1)
    top = inner.top() + (inner.height() - high - gap - low) // 2
    upper = QRect(inner.left(), top, inner.width(), high)
    lower = QRect(inner.left(), top + high + gap, inner.width(), low)
    _line(painter, upper, lines.first, first, lines.first_ink)
    if lines.bar is not None:
        _bar(painter, lower, lines.bar, lines.second_ink)
    else:
        _line(painter, lower, lines.second, second, lines.second_ink)


def _line(painter: QPainter, rect: QRect, text: str, font: QFont, ink: str) -> None:
    paint_text(painter, rect, text, LEFT, font=font, ink=theme.color(ink))


def _broken(lines: Lines, font: QFont, width: int) -> Lines:
    """One text broken where the first line is full."""
    metrics = QFontMetrics(font)
    text = " ".join(lines.first.split())
    if metrics.horizontalAdvance(text) <= width:
        return Lines(text, first_font=lines.first_font, first_ink=lines.first_ink)
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    if low < len(text) and text[low] in "，。；、：）》”！？":
        low = max(1, low - 1)
    return Lines(
        text[:low],
        text[low:].lstrip(),
        lines.first_font,
        lines.first_font,
        lines.first_ink,
        lines.first_ink,
    )


def _bar(painter: QPainter, rect: QRect, percent: int, ink: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    box = QRectF(rect)
    box.setWidth(min(box.width(), px(64)))
    round_ = box.height() / 2
    painter.setBrush(theme.color("neutral_tint"))
    painter.drawRoundedRect(box, round_, round_)
    if percent:
        box.setWidth(max(box.width() * percent / 100, box.height()))
        painter.setBrush(theme.color(ink))
        painter.drawRoundedRect(box, round_, round_)
    painter.restore()
