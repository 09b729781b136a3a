"""The board on screen: a table of chips with foldable groups, moved through like a sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from ui import theme
from ui.reporting.board_model import (
    LEFT,
    RIGHT,
    BoardModel,
    GroupLine,
    Index,
    UnitLine,
)
from ui.reporting.board_paint import BoardDelegate, BoardHeader

_WIDTHS = {"number": 34, "unit": 116, "liaison": 54, "stories": 42, "placements": 42}
_SILENT, _SILENT_SHORT = 98, 60
_UNIT_MORE, _LIAISON_MORE = 150, 40
_CELL, _CELL_MIN, _CELL_MAX = 38, 34, 60
_MIN_WEEKS = 4
ROW, GROUP_ROW = 30, 30


class BoardView(QTableView):
    """Shows a `BoardModel`.

    `cell_chosen(unit id, Monday)` follows the current cell, also while keys move it; `cell_activated` is
    Enter or a double click; `menu_wanted(global point)` asks for the menu of the current cell;
    `letter_pressed` tells of a plain letter typed on a cell.
    """

    cell_chosen = Signal(object, object)
    cell_activated = Signal(object, object)
    menu_wanted = Signal(QPoint)
    letter_pressed = Signal(str)

    def __init__(self, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._choosing = False
        self._wanted: tuple[int, dt.date] | None = None
        self._last_row = 0
        self.setModel(model)
        self.setObjectName("board")
        self.setAccessibleName("各单位近几周报送情况")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setHorizontalHeader(BoardHeader(self))
        self.setItemDelegate(BoardDelegate(self))
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        model.modelReset.connect(self._on_reset)
        theme.notifier().changed.connect(self._on_theme)

    # --- place -------------------------------------------------------------------------------------

    def chosen(self) -> tuple[int, dt.date] | None:
        """(unit id, Monday) of the current cell, None on a group's heading."""
        index = self.currentIndex()
        if not index.isValid() or index.row() >= len(self._model.lines):
            return None
        line = self._model.lines[index.row()]
        week = self._model.week_at(index.column())
        if isinstance(line, UnitLine) and week is not None:
            return line.row.unit.id, week
        return None

    def choose(self, unit_id: int, week: dt.date) -> bool:
        """Make a cell the current one and bring it into view; False where the unit is not shown."""
        self._wanted = (unit_id, week)
        row = self._model.line_of(unit_id)
        if row is None:
            return False
        index = self._model.index(row, self._model.column_of(week))
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def choose_near(self) -> None:
        """Stand where the current unit stood that is not shown any more: on the one that took its place."""
        week = self._wanted[1] if self._wanted else None
        after = [
            n for n, li in enumerate(self._model.lines) if isinstance(li, UnitLine)
        ]
        if not after or week is None:
            return
        at = next((n for n in after if n >= self._last_row), after[-1])
        line = self._model.lines[at]
        if isinstance(line, UnitLine):
            self.choose(line.row.unit.id, week)

    def choose_first(self) -> None:
        """Make the first unit of the board's own week the current cell."""
        for line in self._model.lines:
            if isinstance(line, UnitLine):
                self.choose(line.row.unit.id, self._model.weeks[-1])
                return

    # --- Qt ----------------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which cell is the current one; its row and the one left are painted again."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                box = self.visualRect(index)
                box.setLeft(0)
                box.setWidth(self.viewport().width())
                self.viewport().update(box)
        chosen = self.chosen()
        if chosen is not None:
            self._last_row = self.currentIndex().row()
        if chosen is not None and not self._choosing:
            self._wanted = chosen
            self.cell_chosen.emit(*chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Space, Left and Right fold a group; Home and End go along the weeks."""
        key = event.key()
        index = self.currentIndex()
        line = (
            self._model.lines[index.row()]
            if index.isValid() and index.row() < len(self._model.lines)
            else None
        )
        if isinstance(line, GroupLine):
            opens = key == Qt.Key.Key_Right and line.folded
            closes = key == Qt.Key.Key_Left and not line.folded
            if opens or closes or key in (Qt.Key.Key_Space, *_ENTER):
                self._toggle(line.name, index.row())
                return
        elif key in _ENTER:
            chosen = self.chosen()
            if chosen is not None:
                self.cell_activated.emit(*chosen)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.row_text())
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            weeks = self._model.weeks
            if index.isValid() and weeks:
                week = self._first_shown_week() if key == Qt.Key.Key_Home else weeks[-1]
                self.setCurrentIndex(index.siblingAtColumn(self._model.column_of(week)))
            return
        is_plain = event.modifiers() in (_NO_KEYS, Qt.KeyboardModifier.ShiftModifier)
        if is_plain and Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            self.letter_pressed.emit(chr(key))
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the cell."""
        chosen = self.chosen()
        if chosen is not None and event.button() is Qt.MouseButton.LeftButton:
            self.cell_activated.emit(*chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a group's heading folds it."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            line = self._model.lines[index.row()]
            if isinstance(line, GroupLine):
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._toggle(line.name, index.row())
                return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button and the menu key ask for the menu of the cell."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            rect = self.visualRect(self.currentIndex())
            point = self.viewport().mapToGlobal(rect.bottomLeft())
        else:
            index = self.indexAt(event.pos())
            if not index.isValid():
                return
            self.setCurrentIndex(index)
            point = event.globalPos()
        if self.chosen() is not None:
            self.menu_wanted.emit(point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the columns out for the new width."""
        super().resizeEvent(event)
        self.fit()

    def paintEvent(self, event: Any) -> None:
        """The table, and a hairline where the fixed columns end."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if not self._model.lines and self._model.board is not None:
            painter.setPen(theme.current().color("text_soft"))
            area = QRect(self.viewport().rect())
            painter.drawText(
                area,
                Qt.AlignmentFlag.AlignCenter,
                "没有符合条件的单位。请换一个筛选条件。",
            )
        painter.end()

    def row_text(self) -> str:
        """The current row as a line of tab-separated text, for pasting into a sheet."""
        index = self.currentIndex()
        if not index.isValid():
            return ""
        columns = range(self._model.columnCount())
        cells = (index.siblingAtColumn(c).data() or "" for c in columns)
        return "\t".join(cells)

    # --- inside ------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Widths for the room there is: the liaison and the oldest weeks give way when it is narrow."""
        model = self._model
        if model.board is None:
            return
        px, room, weeks = theme.px, self.viewport().width(), len(model.weeks)
        least = px(_CELL_MIN)
        has_silent = any(r.silent_weeks > 1 for r in model.board.rows)
        silent = px(_SILENT) if has_silent else px(12)
        unit, liaison = px(_WIDTHS["unit"]), px(_WIDTHS["liaison"])
        ends = sum(px(_WIDTHS[k]) for k in ("number", "stories", "placements"))
        free = room - ends - silent - unit - liaison
        if free < weeks * least:
            free, liaison = free + liaison, 0
        if free < weeks * least and has_silent:
            free, silent = free + silent - px(_SILENT_SHORT), px(_SILENT_SHORT)
        shown = min(weeks, max(_MIN_WEEKS, free // least))
        cell = max(least, min(px(_CELL_MAX), free // max(shown, 1)))
        if cell > px(_CELL):  # names want some of the room as well
            cell = min(px(_CELL_MAX), max(px(_CELL), free * 3 // 4 // max(shown, 1)))
        spare = max(0, free - cell * shown)
        unit_more = min(spare, px(_UNIT_MORE))
        liaison_more = min(spare - unit_more, px(_LIAISON_MORE)) if liaison else 0
        widths = (px(_WIDTHS["number"]), unit + unit_more, liaison + liaison_more)
        for column, width in enumerate(widths):
            self.setColumnHidden(column, width == 0)
            self.setColumnWidth(column, width)
        for place in range(weeks):
            column = len(LEFT) + place
            self.setColumnHidden(column, place < weeks - shown)
            self.setColumnWidth(column, cell)
        last = len(LEFT) + weeks + len(RIGHT) - 1
        for place, key in enumerate(RIGHT[:-1]):
            self.setColumnWidth(len(LEFT) + weeks + place, px(_WIDTHS[key]))
        self.setColumnWidth(last, max(silent, room - sum(self._used(last))))

    def _used(self, until: int) -> list[int]:
        return [self.columnWidth(c) for c in range(until) if not self.isColumnHidden(c)]

    def _first_shown_week(self) -> dt.date:
        for place, week in enumerate(self._model.weeks):
            if not self.isColumnHidden(len(LEFT) + place):
                return week
        return self._model.weeks[-1]

    def _toggle(self, name: str, row: int) -> None:
        self._model.toggle(name)
        self._choosing = True
        self.setCurrentIndex(self._model.index(row, 0))
        self._choosing = False
        self.viewport().update()

    def _on_reset(self) -> None:
        self.clearSpans()
        header = self.verticalHeader()
        header.setMinimumSectionSize(theme.px(20))
        header.setDefaultSectionSize(theme.px(ROW))
        columns = self._model.columnCount()
        for row, line in enumerate(self._model.lines):
            if isinstance(line, GroupLine) and columns > 1:
                self.setSpan(row, 0, 1, columns)
        self.fit()
        if self._wanted is not None:
            self._choosing = True
            self.choose(*self._wanted)
            self._choosing = False

    def _on_theme(self) -> None:
        self._on_reset()
        self.viewport().update()


_NO_KEYS = Qt.KeyboardModifier.NoModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
