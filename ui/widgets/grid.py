"""A grid that feels like Excel: type, Tab, Enter, paste a block, undo; errors stand in their cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui import theme
from ui.state import StateStore
from ui.theme import px
from ui.widgets.columns import ColumnWidths
from ui.widgets.grid_edit import CellDelegate
from ui.widgets.grid_model import GridColumn, GridLine, GridModel
from ui.widgets.grid_view import GridView
from ui.widgets.labels import make_label

__all__ = ["EditableGrid", "GridColumn", "GridLine"]

ROW_HEIGHT = 30


class EditableGrid(QWidget):
    """Lines of text cells with one blank line at the end; the page saves and says what was wrong.

    Signals: `dirty_changed(bool)`, `save_wanted()` on Ctrl+S, `current_changed(GridLine or None)`,
    `delete_wanted(list of ids)` on Ctrl+-, `menu_wanted(id or None, QPoint global)`,
    `pasted(rows)` after a block was pasted.
    Places are those of `lines()`, whatever the filter shows.
    """

    dirty_changed = Signal(bool)
    save_wanted = Signal()
    current_changed = Signal(object)
    delete_wanted = Signal(list)
    menu_wanted = Signal(object, QPoint)
    pasted = Signal(int)

    def __init__(
        self,
        columns: Sequence[GridColumn],
        *,
        state: StateStore | None = None,
        key: str = "",
        row_numbers: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._state, self._key = state, key
        self.model = GridModel(columns, self)
        self.delegate = CellDelegate(self)
        self.view = GridView(self.model, self.delegate)
        self.view.verticalHeader().setVisible(row_numbers)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.view, 1)
        self._note = make_label("", "note", ink="wrong")
        self._note.setContentsMargins(px(12), px(6), px(12), px(6))
        self._note.hide()
        inside.addWidget(self._note)
        outer.addWidget(frame)
        self._connect()
        theme.follow(self, self._dress)
        self.widths = ColumnWidths(self.view, columns, state, key)
        self.setFocusProxy(self.view)

    # --- lines ---------------------------------------------------------------------------------------

    def set_lines(self, lines: Iterable[GridLine]) -> None:
        """Show saved lines, standing on the same id and column as before; unsaved typing is gone."""
        self._drop_editor()
        place = self.view_place()
        self.model.set_lines(lines)
        self.restore(place)
        self._tell_current()

    def lines(self) -> list[GridLine]:
        """All lines but the blank one at the end."""
        return self.model.lines()

    def changed_lines(self) -> list[tuple[int, GridLine]]:
        """Lines that differ from what is saved, with their places; what is being typed counts."""
        self.finish_typing()
        return self.model.changed_lines()

    def is_dirty(self) -> bool:
        """Whether anything is unsaved; what is being typed counts."""
        self.finish_typing()
        return self.model.is_dirty()

    def finish_typing(self) -> None:
        """Take what is being typed into its cell."""
        self.delegate.finish()

    def undo(self) -> None:
        """Take the last unsaved typing back, and go where it was."""
        self.finish_typing()
        self.view.show_line(self.model.undo())

    def redo(self) -> None:
        """Do again what `undo` took back."""
        self.view.show_line(self.model.redo())

    def set_errors(self, errors: Mapping[tuple[int, str], str]) -> None:
        """Errors by (place, column key or ""); goes to the first one."""
        self.model.set_errors(errors)
        if errors:
            line, key = min(errors, key=lambda at: (at[0], self._column_at(at[1])))
            row = self.model.row_of(line)
            if row is not None:
                self._stand_on(row, self._column_at(key))
        self._show_note()

    def mark_saved(self, ids: Mapping[int, int | None]) -> None:
        """These lines (place → id) are saved as they stand; typing can no longer be undone here."""
        self.model.mark_saved(ids)
        self._show_note()
        self._tell_current()

    def discard(self) -> None:
        """Go back to what is saved."""
        self._drop_editor()
        place = self.view_place()
        self.model.discard()
        self.restore(place)
        self._tell_current()

    def set_filter(self, wanted: Callable[[GridLine], bool] | None) -> None:
        """Show only lines that are wanted; unsaved ones and the blank one stay."""
        self.finish_typing()
        place = self.view_place()
        self.model.set_filter(wanted)
        self.restore(place)
        self._tell_current()

    # --- place ---------------------------------------------------------------------------------------

    def select_line(self, line_id: int | None, key: str = "") -> bool:
        """Stand on a line; None is the blank one at the end. False when it is not shown."""
        row = self.model.rowCount() - 1 if line_id is None else self.model.find(line_id)
        if row is None:
            return False
        at = self._column_at(key) if key else max(self.view.currentIndex().column(), 0)
        self._stand_on(row, at)
        return True

    def current_line(self) -> GridLine | None:
        """The line that the clerk stands on."""
        index = self.view.currentIndex()
        return self.model.line_of(index.row()) if index.isValid() else None

    def selected_ids(self) -> list[int]:
        """The ids of the saved lines that are selected."""
        lines = (self.model.line_of(row) for row in self.view.selected_rows())
        return [line.id for line in lines if line.id is not None]

    def view_place(self) -> dict[str, Any]:
        """Where the grid stands, as plain values for a Place."""
        index = self.view.currentIndex()
        line = self.current_line()
        return {
            "id": line.id if line is not None else None,
            "key": self.model.keys[index.column()] if index.isValid() else "",
            "top": self.view.verticalScrollBar().value(),
        }

    def restore(self, place: Mapping[str, Any]) -> None:
        """Stand again where `view_place` said."""
        row = self.model.find(place["id"]) if place.get("id") is not None else None
        if row is not None:
            self._stand_on(row, self._column_at(str(place.get("key") or "")))
        self.view.verticalScrollBar().setValue(int(place.get("top") or 0))

    # --- inside --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        view, model = self.view, self.model
        model.changed_state.connect(self._on_changed_state)
        model.dataChanged.connect(lambda *_: self._show_note())
        view.selectionModel().currentChanged.connect(self._on_current)
        view.save_wanted.connect(self._on_save)
        view.delete_wanted.connect(self.delete_selected)
        view.pasted.connect(self.pasted)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu)
        self._was_dirty = False

    def _on_changed_state(self, dirty: bool) -> None:
        if dirty != self._was_dirty:
            self._was_dirty = dirty
            self.dirty_changed.emit(dirty)

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.row() != before.row():
            self._tell_current()
        self._show_note()

    def _tell_current(self) -> None:
        self.current_changed.emit(self.current_line())

    def _on_save(self) -> None:
        self.finish_typing()
        self.save_wanted.emit()

    def set_empty_words(self, words: str) -> None:
        """What is said in the grid while no line is shown; empty says nothing."""
        self.view.empty_words = words
        self.view.viewport().update()

    def forget(self, ids: Iterable[int]) -> None:
        """These lines are deleted; unsaved typing in others stays."""
        place = self.view_place()
        self.model.forget(ids)
        self.restore(place)
        self._tell_current()

    def delete_selected(self) -> None:
        """Unsaved lines go at once, which can be undone; saved ones are for the page to delete."""
        self._drop_editor()
        new = {
            (self.model.line_index(row), key): ""
            for row in self.view.selected_rows()
            if self.model.line_of(row).id is None
            for key in self.model.keys
        }
        ids = self.selected_ids()
        row = self.view.currentIndex().row()
        if self.model.change(new):
            self.model.hide_blanks()
            self._stand_on(min(max(row, 0), self.model.rowCount() - 1), 0)
            self._tell_current()
        if ids:
            self.delete_wanted.emit(ids)

    def _on_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            if not self.view.selectionModel().isSelected(index):
                self.view.setCurrentIndex(index)
        else:
            index = self.view.currentIndex()
        line = self.model.line_of(index.row()) if index.isValid() else None
        where = self.view.viewport().mapToGlobal(at)
        self.menu_wanted.emit(line.id if line is not None else None, where)

    def _drop_editor(self) -> None:
        editor = self.delegate.editor
        if editor is not None:
            self.delegate.editor = None
            hint = CellDelegate.EndEditHint.RevertModelCache
            self.delegate.closeEditor.emit(editor, hint)

    def _stand_on(self, row: int, column: int) -> None:
        index = self.model.index(row, column)
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.view.scrollTo(index)

    def _column_at(self, key: str) -> int:
        return self.model.keys.index(key) if key in self.model.keys else 0

    def _show_note(self) -> None:
        index = self.view.currentIndex()
        message = ""
        if index.isValid() and index.row() < self.model.rowCount():
            line = self.model.line_of(index.row())
            column = self.columns[index.column()]
            own = line.errors.get(column.key)
            other = next(iter(line.errors.items()), None)
            number = self.model.line_index(index.row()) + 1
            if own:
                message = f"第 {number} 行 {column.title}：{own}"
            elif other is not None:
                title = next((c.title for c in self.columns if c.key == other[0]), "")
                message = f"第 {number} 行{' ' + title if title else ''}：{other[1]}"
        self._note.setText(message)
        self._note.setVisible(bool(message))

    def _dress(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.view.horizontalHeader().setFixedHeight(px(32))
        self.view.verticalHeader().setFixedWidth(px(44))
        self.view.viewport().update()
