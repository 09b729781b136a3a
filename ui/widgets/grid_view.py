"""The keys of the grid: going through cells, copying, pasting, filling, undo."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from ui import theme
from ui.theme import px
from ui.widgets.grid_block import format_block, is_heading, parse_block
from ui.widgets.grid_edit import ENTER, TABS, CellDelegate
from ui.widgets.grid_model import GridModel, Index

Standard = QKeySequence.StandardKey
PASTE_ROWS = 20_000
ARROWS = frozenset(
    (
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    )
)


class GridView(QTableView):
    """Cells chosen like in Excel; `save_wanted()` on Ctrl+S, `delete_wanted()` on Ctrl+-.

    `pasted(rows)` after a block of several cells was pasted; `empty_words` are shown while no line is.
    """

    save_wanted = Signal()
    delete_wanted = Signal()
    pasted = Signal(int)

    def __init__(self, model: GridModel, delegate: CellDelegate) -> None:
        super().__init__()
        self.grid = model
        self.empty_words = ""
        self._tab_from: int | None = None
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.left.connect(self._on_left)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(True)
        self.horizontalHeader().setMinimumSectionSize(px(24))
        self.setAccessibleName("可编辑的表格")

    # --- keys ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._do_command(event) or self._do_move(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through cells; Ctrl+Tab, or Tab at the very end, leaves the grid."""
        index = self.currentIndex()
        if not index.isValid():
            return super().focusNextPrevChild(next)
        return False

    def _do_command(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        key = event.key()
        if event.matches(Standard.Copy):
            self.copy()
        elif event.matches(Standard.Cut):
            self.copy()
            self.clear_cells()
        elif event.matches(Standard.Paste):
            self.paste()
        elif event.matches(Standard.Undo):
            self.show_line(self.grid.undo())
        elif event.matches(Standard.Redo) or (control and key == Qt.Key.Key_Y):
            self.show_line(self.grid.redo())
        elif event.matches(Standard.Save):
            self.save_wanted.emit()
        elif control and key == Qt.Key.Key_D:
            self.fill_down()
        elif control and key == Qt.Key.Key_Minus:
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_Delete and not event.modifiers():
            self.clear_cells()
        elif key == Qt.Key.Key_Backspace and not event.modifiers():
            self.grid.setData(self.currentIndex(), "")
            self.edit(self.currentIndex())
        else:
            return False
        return True

    def _do_move(self, event: QKeyEvent) -> bool:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key in TABS:
            QTableView.focusNextPrevChild(self, key == Qt.Key.Key_Tab)
            return True
        if key in ENTER or key in TABS:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._on_left(key, shift or key == Qt.Key.Key_Backtab)
            return True
        if key in ARROWS:
            self._tab_from = None
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tab_from = None
        super().mousePressEvent(event)

    def _on_left(self, key: int, back: bool) -> None:
        """Go on as in Excel: Tab to the right, Enter down, to the column where the run of Tabs began."""
        index = self.currentIndex()
        if not index.isValid():
            return
        row, column = index.row(), index.column()
        if key in TABS:
            if self._tab_from is None:
                self._tab_from = column
            row, column = self._next_cell(row, column, -1 if back else 1)
        else:
            column = (
                self._tab_from if self._tab_from is not None and not back else column
            )
            self._tab_from = None
            row += -1 if back else 1
        self._go(row, column)

    def _next_cell(self, row: int, column: int, step: int) -> tuple[int, int]:
        """The next cell that can be typed into, over the end of the row into the next one."""
        last = self.grid.columnCount() - 1
        for _ in range(2 * last + 2):
            column += step
            if column < 0 or column > last:
                row += step
                column = 0 if step > 0 else last
                self._tab_from = None
            if self.grid.columns[column].editable:
                break
        return row, column

    def _go(self, row: int, column: int) -> None:
        row = min(max(row, 0), self.grid.rowCount() - 1)
        index = self.grid.index(row, column)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)
        self.setFocus()

    # --- blocks --------------------------------------------------------------------------------------

    def selected_rows(self) -> list[int]:
        """The rows of which a cell is selected."""
        rows: set[int] = set()
        for row, _column in self._selected():
            rows.add(row)
        return sorted(rows)

    def copy(self) -> None:
        """Put the block around the selected cells on the clipboard."""
        cells = self._selected()
        if not cells:
            return
        rows = sorted({row for row, _ in cells})
        columns = sorted({column for _, column in cells})
        block = [
            [
                self._text(row, column) if (row, column) in cells else ""
                for column in columns
            ]
            for row in rows
        ]
        QGuiApplication.clipboard().setText(format_block(block))

    def paste(self) -> None:
        """Write the clipboard's block from the first selected cell on; one cell fills the whole selection."""
        cells = self._selected()
        text = QGuiApplication.clipboard().text()
        if not cells or not text:
            return
        block = parse_block(text)[:PASTE_ROWS]
        top, left = min(row for row, _ in cells), min(column for _, column in cells)
        titles = [column.title for column in self.grid.columns[left:]]
        if len(block) > 1 and is_heading(block[0], titles):
            block = block[1:]
        if len(block) == 1 and len(block[0]) == 1:
            wanted = {self._place(row, column): block[0][0] for row, column in cells}
        else:
            wanted = {
                self._place(top + down, left + right): text
                for down, row in enumerate(block)
                for right, text in enumerate(row)
                if left + right < self.grid.columnCount()
            }
        self._change(wanted)
        self._select_block(top, left, len(block), max(len(row) for row in block))
        if len(block) > 1:
            last = min(top + len(block), self.grid.rowCount()) - 1
            # The end first, then the beginning: as much of the block in sight as there is room for.
            self.scrollTo(self.grid.index(last, left))
            self.scrollTo(self.grid.index(top, left))
            self.pasted.emit(len(block))

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        self._change({self._place(row, column): "" for row, column in self._selected()})

    def fill_down(self) -> None:
        """Repeat the first selected row downwards; in one row, take what stands above it."""
        cells = self._selected()
        if not cells:
            return
        rows = [row for row, _ in cells]
        first = min(rows) if min(rows) != max(rows) else min(rows) - 1
        if first >= 0:
            self._change(
                {
                    self._place(row, column): self._text(first, column)
                    for row, column in cells
                    if row != first
                }
            )

    def _selected(self) -> set[tuple[int, int]]:
        cells: set[tuple[int, int]] = set()
        selection = self.selectionModel().selection()
        for at in range(selection.count()):
            span = selection.at(at)
            cells.update(
                (row, column)
                for row in range(span.top(), span.bottom() + 1)
                for column in range(span.left(), span.right() + 1)
            )
        return cells

    def _text(self, row: int, column: int) -> str:
        line = self.grid.line_of(row)
        return line.cells.get(self.grid.keys[column], "")

    def _place(self, row: int, column: int) -> tuple[int, str]:
        """A cell as (place of the line, key); rows below the last one are lines to be added."""
        shown = self.grid.rowCount()
        if row < shown:
            return self.grid.line_index(row), self.grid.keys[column]
        return self.grid.line_index(shown - 1) + row - shown + 1, self.grid.keys[column]

    def _change(self, wanted: dict[tuple[int, str], str]) -> None:
        editable = {column.key for column in self.grid.columns if column.editable}
        self.grid.change({at: text for at, text in wanted.items() if at[1] in editable})

    def _select_block(self, top: int, left: int, rows: int, columns: int) -> None:
        last_row = min(top + rows, self.grid.rowCount()) - 1
        last_column = min(left + columns, self.grid.columnCount()) - 1
        if last_row < top:
            return
        from PySide6.QtCore import QItemSelection

        span = QItemSelection(
            self.grid.index(top, left), self.grid.index(last_row, last_column)
        )
        self.selectionModel().select(
            span, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def show_line(self, line: int | None) -> None:
        """Go to a line by its place; None stays."""
        row = self.grid.row_of(line) if line is not None else None
        if row is not None:
            self.scrollTo(self.grid.index(row, max(self.currentIndex().column(), 0)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The frame around the current cell lies over its edges: both cells are painted with a margin."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                around = self.visualRect(index).adjusted(-2, -2, 2, 2)
                self.viewport().update(around)

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        if self.empty_words and self.grid.rowCount() <= 1:
            painter = QPainter(self.viewport())
            painter.setPen(theme.color("text_soft"))
            painter.drawText(
                self.viewport().rect().adjusted(0, px(48), 0, 0),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
                self.empty_words,
            )
            painter.end()
        index = self.currentIndex()
        if index.isValid():
            box = self.visualRect(index).adjusted(0, 0, -1, -1)
            painter = QPainter(self.viewport())
            token = "focus" if self.hasFocus() else "control_line"
            painter.setPen(QPen(theme.color(token), 2))
            painter.drawRect(box)
