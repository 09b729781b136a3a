"""One list of the plan in its grid: typing, pasting, ordering, deleting; saved when the grid is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from services.campaigns import types
from ui.campaigns.editor.auto_form import is_left
from ui.campaigns.editor.desk import Desk, spans_of
from ui.campaigns.editor.sheet_save import changed_rows, save_lines
from ui.campaigns.editor.sheets import Sheet
from ui.registers.grid_save import GridProblems, RowChange
from ui.widgets import buttons
from ui.widgets.grid import EditableGrid, GridLine

_ALT = Qt.KeyboardModifier.AltModifier
_STEPS = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}


class SheetGrid(QWidget):
    """`left()` when the keyboard went out of the grid; `stood(id or None)` when another line is stood on.

    `saver(done)` saves what is typed before lines are put into another order.
    """

    left = Signal()
    stood = Signal(object)

    def __init__(self, desk: Desk, sheet: Sheet, *, key: str = "") -> None:
        super().__init__()
        self.desk, self.sheet = desk, sheet
        self.fixed: Callable[[], Mapping[str, Any]] = lambda: sheet.fixed
        self.saver: Callable[[Callable[[], None]], None] | None = None
        self._base: dict[int, dict[str, str]] = {}
        self._rows: list[Any] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.grid = EditableGrid(
            sheet.columns(lambda: desk.choices),
            state=desk.context.state,
            key=f"editor.{key or sheet.key}",
        )
        self.grid.model.flag_token = "warn_tint"
        self.grid.view.setAccessibleName(sheet.title)
        column.addWidget(self.grid)
        self.setFocusProxy(self.grid)
        self.grid.save_wanted.connect(self.left)
        self.grid.delete_wanted.connect(self.delete)
        self.grid.current_changed.connect(self._on_current)
        self.grid.menu_wanted.connect(self._on_menu)
        self.grid.dirty_changed.connect(
            lambda dirty: desk.said.emit("typing", "") if dirty else None
        )
        self.grid.pasted.connect(
            lambda rows: desk.context.toast(f"粘贴了 {rows} 行，离开表格时自动保存")
        )
        header = self.grid.view.verticalHeader()
        header.setSectionsMovable(True)
        header.sectionMoved.connect(self._on_dragged)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(0)
        self._leaving.timeout.connect(self._on_left)
        self.grid.view.installEventFilter(self)
        # A click elsewhere takes the keyboard from a cell's editor: the view itself never loses it then.
        self.grid.delegate.closeEditor.connect(self._on_editor_closed)

    # --- showing -------------------------------------------------------------------------------------

    def show_plan(self, plan: types.Plan, *, fresh: bool = False) -> None:
        """Show the lines of a plan; typing that is not saved stays, lines deleted elsewhere go."""
        rows = list(self.sheet.rows(plan))
        if not fresh and self.grid.is_dirty():
            live = {row.id for row in rows}
            gone = [i for i in self._base if i not in live]
            if gone:
                self.grid.forget(gone)
            return
        lines = [self.sheet.line(row, self.desk.choices) for row in rows]
        self._rows = rows
        base = {line.id: dict(line.cells) for line in lines if line.id is not None}
        doubts = any(row.doubt for row in rows)
        at = self.grid.model.keys.index("doubt")
        self.grid.view.setColumnHidden(at, not doubts)
        if base == self._base and not fresh and len(lines) == len(self.grid.lines()):
            order = [line.id for line in self.grid.lines()]
            if order == [line.id for line in lines]:
                return
        self._base = base
        self.grid.set_lines(lines)

    def rows(self) -> list[Any]:
        """The stored rows that are shown."""
        return self._rows

    def current_row(self) -> Any | None:
        """The stored row that is stood on."""
        line = self.grid.current_line()
        number = line.id if line is not None else None
        return next((r for r in self._rows if r.id == number), None)

    # --- saving --------------------------------------------------------------------------------------

    def collect(self) -> list[RowChange]:
        """What is typed and not saved."""
        return changed_rows(self.grid.changed_lines(), self._base)

    def store(
        self,
        changes: list[RowChange],
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Save the changes as one action."""
        campaign_id, choices = self.desk.campaign_id, self.desk.choices
        sheet, fixed = self.sheet, dict(self.fixed())

        def work(session: Session) -> list[tuple[int, int]]:
            return save_lines(session, sheet, campaign_id, changes, choices, fixed)

        def stored(ids: list[tuple[int, int]]) -> None:
            # New lines stay as typed until the next reading brings them in stored form.
            self.grid.mark_saved(dict(ids))
            for at, number in ids:
                self._base[number] = dict(self.grid.lines()[at].cells)
            done()

        self.desk.write(self._title(changes), work, stored, on_error=failed)

    def trouble(self, error: BaseException) -> None:
        """Mark the cells that could not be saved."""
        if isinstance(error, GridProblems):
            self.grid.set_errors({(p.row, p.field): p.message for p in error.problems})
        else:
            self.desk.context.toast(str(error))

    def _title(self, changes: list[RowChange]) -> str:
        new = sum(c.record_id is None for c in changes)
        if len(changes) == 1:
            name = self._name(changes[0])
            return f"{'新增' if new else '修改'}{self.sheet.one}" + (
                f"“{name}”" if name else ""
            )
        words = [f"新增 {new} 行"] if new else []
        if len(changes) > new:
            words.append(f"修改 {len(changes) - new} 行")
        return f"{self.sheet.title}：{'，'.join(words)}"

    def _name(self, change: RowChange) -> str:
        cells = {**self._base.get(change.record_id or 0, {}), **change.cells}
        words = next(
            (
                cells[k]
                for k in ("name", "title", "head", "text", "raw")
                if cells.get(k)
            ),
            "",
        )
        return words[:20]

    # --- what is done with lines ---------------------------------------------------------------------

    def add_line(self) -> None:
        """Go to the blank line at the end."""
        self.grid.select_line(None, self.grid.columns[0].key)
        self.grid.setFocus()

    def delete(self, ids: list[int]) -> None:
        """Put lines into the recycle bin."""
        if not ids:
            return
        item = self.sheet.item
        names = [self._name(RowChange(0, i, {})) for i in ids]
        what = f"“{names[0]}”" if len(ids) == 1 and names[0] else f" {len(ids)} 行"

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.delete_items(session, item, ids)

        self.desk.write(
            f"删除{self.sheet.one}{what}",
            work,
            lambda _none: self.grid.forget(ids),
            undo_toast=f"已删除{self.sheet.one}{what}",
        )

    def move_by(self, by: int) -> None:
        """Move the line that is stood on one place up (-1) or down (1)."""
        row = self.current_row()
        if row is None:
            return
        at = self._rows.index(row)
        if 0 <= at + by < len(self._rows):
            self._order(at, at + by)
        else:
            self.desk.context.toast("已经是第一行" if by < 0 else "已经是最后一行")

    def next_doubt(self) -> bool:
        """Stand on the next line with a doubt; False when there is none further down."""
        line = self.grid.current_line()
        ids = [one.id for one in self.grid.lines()]
        at = ids.index(line.id) if line is not None and line.id in ids else -1
        for one in self.grid.lines()[at + 1 :]:
            if one.flagged:
                self.grid.select_line(one.id)
                self.grid.setFocus()
                return True
        return False

    def settle(self, rows: list[Any]) -> None:
        """Doubts were looked at."""
        item, ids = self.sheet.item, [r.id for r in rows if r.doubt]

        def work(session: Session) -> None:
            from services.campaigns import edit

            for number in ids:
                edit.settle_doubt(session, item, number)

        if ids:
            words = f"核对{self.sheet.title}的 {len(ids)} 处存疑"
            self.desk.write(words, work, undo_toast="已核对")

    def _on_dragged(self, _logical: int, from_: int, to: int) -> None:
        """A line was dragged by its number: the header goes back, the order is stored and read again."""
        header = self.grid.view.verticalHeader()
        header.blockSignals(True)
        header.moveSection(to, from_)
        header.blockSignals(False)
        if max(from_, to) < len(self._rows):
            self._order(from_, to)

    def _order(self, from_: int, to: int) -> None:
        ids = [row.id for row in self._rows]
        moved = ids.pop(from_)
        ids.insert(to, moved)
        if self.grid.is_dirty() and self.saver is not None:
            self.saver(lambda: self._store_order(ids, moved))
        else:
            self._store_order(ids, moved)

    def _store_order(self, ids: list[int], moved: int) -> None:
        campaign_id, item = self.desk.campaign_id, self.sheet.item
        name = self._name(RowChange(0, moved, {}))

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.reorder_items(session, item, campaign_id, ids)

        self.desk.write(f"调整{self.sheet.one}“{name}”的顺序", work)

    # --- inside --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self._leaving.start()
        elif isinstance(event, QKeyEvent) and event.modifiers() == _ALT:
            step = _STEPS.get(event.key(), 0)
            # Taken before the page's own shortcut with the same keys.
            if step and kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if step and kind == QEvent.Type.KeyPress:
                self.move_by(step)
                return True
        return False

    def _on_editor_closed(self, *_: object) -> None:
        self._leaving.start()

    def _on_left(self) -> None:
        """The keyboard went out: not into a cell's own editor or its list."""
        if not is_left(self):
            return
        if self.grid.is_dirty():
            self.left.emit()

    def _on_current(self, line: GridLine | None) -> None:
        row = self.current_row()
        self.desk.shown_words.emit(spans_of([row] if row is not None else []))
        self.stood.emit(line.id if line is not None else None)

    def _on_menu(self, _line_id: object, where: QPoint) -> None:
        row = self.current_row()
        entries: list[Any] = [("在末尾加一行", self.add_line)]
        if row is not None:
            entries += [
                ("上移（Alt+↑）", lambda: self.move_by(-1)),
                ("下移（Alt+↓）", lambda: self.move_by(1)),
                None,
                ("删除选中的行（Ctrl+-）", self.grid.delete_selected),
            ]
            if row.doubt:
                entries += [None, ("已核对", lambda: self.settle([row]))]
        buttons.make_menu(entries, self).popup(where)
