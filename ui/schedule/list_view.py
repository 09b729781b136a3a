"""The list view: slots of the month, or of a series, in a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.schedules.types import MonthData, SlotRow
from ui.context import AppContext
from ui.schedule.entries import Span
from ui.schedule.listing import COLUMNS, NARROW, sorted_rows
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.empty import EmptyState
from ui.widgets.tables import PagedTable


class SlotList(QWidget):
    """Signals: `picked(ids)`, `opened()`, `menu_wanted(global point)`, `cancel_wanted(ids)`."""

    picked = Signal(object)
    opened = Signal()
    menu_wanted = Signal(QPoint)
    cancel_wanted = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SlotRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table = PagedTable(COLUMNS, state=context.state, key="schedule.list")
        self.table.set_empty(
            EmptyState(
                "这个月没有符合条件的排期",
                "换一个月，或清除筛选条件再看。",
                icon="calendar",
            )
        )
        self._sort = self.table.sort() or ("day", False)
        self.table.set_sort(*self._sort)
        self.table.sort_wanted.connect(self._on_sort)
        self.table.row_activated.connect(lambda _i: self.opened.emit())
        self.table.menu_wanted.connect(lambda _i, point: self.menu_wanted.emit(point))
        self.table.view.selectionModel().selectionChanged.connect(
            lambda *_: self.picked.emit(self.table.selected_ids())
        )
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete),
            self.table,
            lambda: self.cancel_wanted.emit(self.table.selected_ids()),
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.note = make_label("", "note", ink="soft")
        self.note.hide()
        column.setSpacing(px(6))
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table.view)
        self.table.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a narrow window the less important columns give way."""
        if event.type() == QEvent.Type.Resize and watched is self.table.view.viewport():
            wide = self.table.view.width()
            for at, column in enumerate(COLUMNS):
                least = NARROW.get(column.key)
                if least is not None:
                    self.table.view.setColumnHidden(at, wide < px(least))
        return super().eventFilter(watched, event)

    def show_data(
        self, data: MonthData, span: Span, listed: Sequence[SlotRow] | None
    ) -> None:
        """The slots of a month, those without a day at the end; or all that are `listed`."""
        inside = [s for s in data.slots if s.day is not None and span.inside(s.day)]
        self._rows = [*inside, *data.unplaced] if listed is None else list(listed)
        self.note.setVisible(listed is not None)
        self.note.setText(f"这样筛选时不限月份，共 {len(self._rows):,} 期。")
        self._fill()

    def rows(self) -> Sequence[SlotRow]:
        """What is listed."""
        return self._rows

    def select(self, slot_id: int) -> bool:
        """Stand on a row."""
        return self.table.select(slot_id)

    def _on_sort(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._fill()

    def _fill(self) -> None:
        self.table.set_rows(sorted_rows(self._rows, *self._sort))
