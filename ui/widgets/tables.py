"""A table whose rows are fetched a page at a time; selection, widths and place survive a refresh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.state import StateStore
from ui.theme import px
from ui.widgets.columns import ColumnWidths
from ui.widgets.empty import EmptyState
from ui.widgets.table_model import PAGE, Column, Fetch, Index, PagedTableModel
from ui.widgets.table_paint import RowDelegate

ROW_HEIGHT = 32
HEADER_HEIGHT = 32
COPY_LIMIT = 20_000

__all__ = ["PAGE", "Column", "PagedTable", "PagedTableModel"]


class PagedTable(QWidget):
    """Rows known by their ids, whole or fetched on demand.

    Signals: `row_selected(id or None)`, `row_activated(id)` on Enter or double click,
    `sort_wanted(key, descending)` on a click on a sortable heading, `menu_wanted(id, QPoint global)`.
    `state` and `key` remember widths and sort.
    """

    row_selected = Signal(object)
    row_activated = Signal(object)
    sort_wanted = Signal(str, bool)
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        state: StateStore | None = None,
        key: str = "",
        row_height: int = ROW_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._row_height = row_height
        self.model = PagedTableModel(columns, self)
        self._state, self._key = state, key
        self._sort: tuple[str, bool] | None = None
        self._last_told: object = None
        self._empty: EmptyState | None = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        self.view = _View(self)
        inside.addWidget(self.view)
        self._stack.addWidget(frame)
        self._connect()
        theme.follow(self, self._dress)
        sortable = [column.key for column in columns if column.sortable]
        self.widths = ColumnWidths(self.view, columns, state, key, sortable=sortable)
        self._restore_sort()

    # --- rows ----------------------------------------------------------------------------------------

    def set_rows(
        self, rows: Sequence[Any], id_of: Callable[[Any], Any] = lambda row: row.id
    ) -> None:
        """Show these rows, all known."""
        ids = [id_of(row) for row in rows]
        self._swap(lambda: self.model.set_rows(ids, rows))

    def set_pages(self, ids: Sequence[Any], fetch: Fetch) -> None:
        """Show rows by their ids; `fetch(ids, done)` is asked for the pages that come into view."""
        self._swap(lambda: self.model.set_pages(ids, fetch))

    def set_empty(self, empty: EmptyState | None) -> None:
        """What stands in place of the table while there are no rows."""
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty
        if empty is not None:
            self._stack.addWidget(empty)
        self._show_empty()

    def row(self, row_id: object) -> Any | None:
        """The row of an id, None when it is not there or not fetched yet."""
        return self.model.row_of(row_id)

    def ids(self) -> list[Any]:
        """All ids in the order shown."""
        return list(self.model.ids)

    # --- selection and place -------------------------------------------------------------------------

    def current_id(self) -> Any | None:
        """The id of the row that the clerk stands on."""
        index = self.view.currentIndex()
        return self.model.ids[index.row()] if index.isValid() else None

    def selected_ids(self) -> list[Any]:
        """The ids of the selected rows, in the order shown."""
        rows: set[int] = set()
        # Ranges, not selectedRows(): that walks every index of a huge selection.
        selection = self.view.selectionModel().selection()
        for span in (selection.at(n) for n in range(selection.count())):
            rows.update(range(span.top(), span.bottom() + 1))
        return [self.model.ids[row] for row in sorted(rows)]

    def select(self, row_id: object, *, scroll: bool = True) -> bool:
        """Stand on a row; False when there is no such id."""
        at = self.model.position(row_id)
        if at is None:
            self.view.selectionModel().clear()
            self._tell_selected()
            return False
        self._stand_on(at, scroll=scroll)
        return True

    def view_place(self) -> dict[str, Any]:
        """Where the table stands, as plain values for a Place."""
        return {"id": self.current_id(), "top": self.view.verticalScrollBar().value()}

    def restore(self, place: dict[str, Any]) -> None:
        """Stand again where `view_place` said."""
        if place.get("id") is not None:
            self.select(place["id"], scroll=False)
        bar = self.view.verticalScrollBar()
        top = int(place.get("top") or 0)
        bar.setValue(top)
        at = self.view.currentIndex()
        if at.isValid() and not self.view.visualRect(at).isValid():
            self.view.scrollTo(at)

    def set_sort(self, key: str, descending: bool) -> None:
        """Mark the column by which the rows are sorted."""
        at = self._column_at(key)
        if at is None:
            return
        self._sort = (key, descending)
        order = (
            Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        )
        header = self.view.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(at, order)
        if self._state is not None and self._key:
            self._state.put(f"{self._key}.sort", [key, descending])

    def sort(self) -> tuple[str, bool] | None:
        """The remembered (column, descending), None when the clerk never chose."""
        return self._sort

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard, tab-separated, with the headings."""
        ids = self.selected_ids()[:COPY_LIMIT]
        lines = (
            ["\t".join(column.title for column in self.columns)] if len(ids) > 1 else []
        )
        for row_id in ids:
            row = self.model.row_of(row_id)
            if row is not None:
                cells = (column.plain(row) for column in self.columns)
                lines.append("\t".join(_one_line(cell) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))

    # --- inside --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        view, header = self.view, self.view.horizontalHeader()
        view.setModel(self.model)
        view.setItemDelegate(RowDelegate(view))
        view.selectionModel().selectionChanged.connect(self._tell_selected)
        view.selectionModel().currentRowChanged.connect(self._tell_selected)
        view.doubleClicked.connect(lambda _index: self._activate())
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu)
        header.sectionClicked.connect(self._on_heading)

    def _dress(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(px(self._row_height))
        self.view.horizontalHeader().setFixedHeight(px(HEADER_HEIGHT))
        self.view.viewport().update()

    def _swap(self, change: Callable[[], None]) -> None:
        """Change the rows and stand on the same ids again, at the same height."""
        current, selected = self.current_id(), set(self.selected_ids())
        top = self.view.verticalScrollBar().value()
        change()
        picked = self.view.selectionModel()
        picked.blockSignals(True)
        at = self.model.position(current) if current is not None else None
        if at is not None:
            self._stand_on(at, scroll=False)
        if len(selected) > 1:
            self._select_also(selected)
        picked.blockSignals(False)
        self.view.verticalScrollBar().setValue(top)
        self._show_empty()
        self.view.viewport().update()
        self._tell_selected()

    def _select_also(self, ids: set[Any]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        for row_id in ids:
            at = self.model.position(row_id)
            if at is not None:
                self.view.selectionModel().select(
                    self.model.index(at, 0), flags.Select | flags.Rows
                )

    def _stand_on(self, row: int, *, scroll: bool) -> None:
        index = self.model.index(row, max(self.view.currentIndex().column(), 0))
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(
            index, flags.ClearAndSelect | flags.Rows
        )
        if scroll:
            self.view.scrollTo(index)

    def _tell_selected(self, *_args: object) -> None:
        now = self.current_id() if self.view.selectionModel().hasSelection() else None
        if now != self._last_told:
            self._last_told = now
            self.row_selected.emit(now)

    def _activate(self) -> None:
        now = self.current_id()
        if now is not None:
            self.row_activated.emit(now)

    def _on_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if not index.isValid():
            index = self.view.currentIndex()
            at = self.view.visualRect(index).center()
        if index.isValid():
            where = self.view.viewport().mapToGlobal(at)
            self.menu_wanted.emit(self.model.ids[index.row()], where)

    def _on_heading(self, at: int) -> None:
        column = self.columns[at]
        if not column.sortable:
            header = self.view.horizontalHeader()
            if self._sort is not None:
                self.set_sort(*self._sort)
            else:
                header.setSortIndicatorShown(False)
            return
        descending = self._sort is not None and self._sort == (column.key, False)
        self.set_sort(column.key, descending)
        self.sort_wanted.emit(column.key, descending)

    def _show_empty(self) -> None:
        nothing = self._empty is not None and not self.model.ids
        self._stack.setCurrentIndex(1 if nothing else 0)

    def _column_at(self, key: str) -> int | None:
        return next((i for i, c in enumerate(self.columns) if c.key == key), None)

    def _restore_sort(self) -> None:
        sort = self._state.get(f"{self._key}.sort") if self._state else None
        if isinstance(sort, list) and len(sort) == 2:
            self.set_sort(str(sort[0]), bool(sort[1]))


class _View(QTableView):
    """The table itself: rows are selected whole, Enter activates, Tab leaves."""

    def __init__(self, table: PagedTable) -> None:
        super().__init__()
        self._table = table
        self._over = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(px(24))
        header.setSectionsClickable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName("列表")

    @property
    def row_under_mouse(self) -> int:
        """The row that the mouse is over, -1 for none."""
        return self._over

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._table.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._table._activate()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            rows = self.model().rowCount()
            if rows:
                at = 0 if event.key() == Qt.Key.Key_Home else rows - 1
                self._table._stand_on(at, scroll=True)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self._set_over(self.rowAt(event.position().toPoint().y()))  # type: ignore[attr-defined]
        elif event.type() == QEvent.Type.Leave:
            self._set_over(-1)
        return super().viewportEvent(event)

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        # The focus ring goes around the whole row: rows are what is chosen here.
        index = self.currentIndex()
        if self.hasFocus() and index.isValid():
            box = self.visualRect(index)
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.color("focus"), 1.5))
            painter.drawRect(
                1, box.top(), self.viewport().width() - 3, box.height() - 2
            )

    def _set_over(self, row: int) -> None:
        if row == self._over:
            return
        for changed in (self._over, row):
            if changed >= 0:
                top = self.rowViewportPosition(changed)
                self.viewport().update(
                    0, top, self.viewport().width(), self.rowHeight(changed)
                )
        self._over = row

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()


def _one_line(text: str) -> str:
    return " ".join(text.split())
