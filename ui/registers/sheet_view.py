"""One register in its grid: reading, filtering, saving, ordering, deleting, and what can be done with a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.registers import dialogs, ordering
from ui.registers.grid_save import GridProblems, RowChange, matches, save_rows
from ui.registers.rows import CONFIRMED, Choices, GridRow, load_choices
from ui.registers.sheets import Sheet
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.grid import EditableGrid, GridLine

Read = tuple[list[GridRow], Choices]
_DELETE = "删除"


class SheetView(QWidget):
    """A register. `wanted` is the row to stand on after the next reading; `words` and `only_flagged` filter."""

    loaded = Signal()

    def __init__(
        self, context: AppContext, sheet: Sheet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.sheet = context, sheet
        self.wanted: dict[str, Any] | None = None
        self.words = ""
        self.only_flagged = False
        self.stale = False
        self.flagged_number = 0
        self._rows: list[GridRow] = []
        self._initials: dict[int, str] = {}
        self._choices = Choices((), (), ())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(10))
        self.grid = EditableGrid(
            sheet.columns(lambda: self._choices),
            state=context.state,
            key=f"registers.{sheet.key}",
        )
        self.grid.view.setAccessibleName(f"{sheet.title}名册")
        self.grid.save_wanted.connect(self.save)
        self.grid.delete_wanted.connect(self.delete)
        self.grid.current_changed.connect(self._on_current)
        self.grid.menu_wanted.connect(self._on_menu)
        self.grid.model.dataChanged.connect(lambda *_: self._enable_buttons())
        self.grid.pasted.connect(
            lambda rows: self.context.toast(f"粘贴了 {rows} 行，核对后按 Ctrl+S 保存")
        )
        outer.addWidget(self.grid, 1)
        outer.addLayout(self._foot())
        if sheet.ordered:
            for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda by=step: self.move_row(by))
            header = self.grid.view.verticalHeader()
            header.setSectionsMovable(True)
            header.sectionMoved.connect(self._on_row_dragged)
        self._on_current(None)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.about = make_label("", "note", ink="soft")
        row.addWidget(self.about, 1)
        self._row_buttons = [
            buttons.plain(text, act) for text, act in self._row_actions()
        ]
        for button in self._row_buttons:
            row.addWidget(button)
        return row

    def _row_actions(self) -> list[tuple[str, Callable[[], Any]]]:
        """What can be done with the row that the clerk stands on."""
        found: list[tuple[str, Callable[[], Any]]] = []
        if self.sheet.ordered:
            found += [
                ("上移", lambda: self.move_row(-1)),
                ("下移", lambda: self.move_row(1)),
            ]
        if self.sheet.key == "units":
            found += [("停用或合并…", self.close_unit), ("看周报", self._go_board)]
        if self.sheet.key == "outlets":
            found += [("核对无误", self.confirm), ("并入另一家…", self.merge_outlet)]
        if self.sheet.key in ("units", "outlets", "liaisons"):
            found.append(("改动记录", self.show_history))
        found.append((_DELETE, self.grid.delete_selected))
        return found

    # --- reading -------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the register again, unless rows are unsaved."""
        if self.grid.is_dirty():
            return
        self.stale = False
        today = dt.date.today()
        self.context.read(
            lambda s: (self.sheet.read(s, today), load_choices(s)),
            self._show,
            owner=self,
            key="rows",
        )

    def _show(self, found: Read) -> None:
        if self.grid.is_dirty():
            return
        self._rows, self._choices = found
        self._initials = {r.id: r.initials for r in self._rows}
        self.flagged_number = sum(r.flagged for r in self._rows)
        self.grid.set_lines(
            [
                GridLine(r.id, dict(r.cells), muted=r.muted, flagged=r.flagged)
                for r in self._rows
            ]
        )
        self.apply_filter()
        if self.wanted is not None:
            self._stand_on(self.wanted)
            self.wanted = None
        self._on_current(self.grid.current_line())
        self.loaded.emit()

    def _stand_on(self, wanted: dict[str, Any]) -> None:
        if set(wanted) == {"id"}:
            self.grid.select_line(wanted["id"])
        else:
            self.grid.restore(wanted)

    def set_words(self, words: str) -> None:
        """Filter by any text of a row or by pinyin initials."""
        self.words = words
        self.apply_filter()

    def apply_filter(self) -> None:
        """Bring the filter to bear on the grid."""
        words = self.words.strip()
        if not words and not self.only_flagged:
            self.grid.set_empty_words("")
            self.grid.set_filter(None)
            return
        self.grid.set_empty_words(
            f"没有名称、首字母或内容含“{words}”的{self.sheet.one}，换一个词或清空筛选。"
            if words
            else f"没有待核对的{self.sheet.one}了。"
        )

        def wanted(line: GridLine) -> bool:
            if self.only_flagged and not line.flagged:
                return False
            initials = self._initials.get(line.id or 0, "")
            return matches(words, initials, *line.cells.values())

        self.grid.set_filter(wanted)

    def count_words(self) -> str:
        """「62 个单位，其中 3 个已停用」."""
        number = len(self._rows)
        if not number:
            return self.sheet.empty
        closed = sum(r.muted for r in self._rows)
        unit = {
            "units": "个单位",
            "liaisons": "位联络员",
            "groups": "个分组",
            "outlets": "家媒体",
        }
        words = f"{number} {unit.get(self.sheet.key, '个栏目')}"
        if closed:
            words += f"，其中 {closed} {'位已离任' if self.sheet.key == 'liaisons' else '个已停用'}"
        return words

    # --- saving --------------------------------------------------------------------------------------

    def save(self, done: Callable[[], None] | None = None) -> None:
        """Save all changed rows as one action; wrong cells are marked and nothing is saved."""
        changes = [
            RowChange(at, line.id, dict(line.cells))
            for at, line in self.grid.changed_lines()
        ]
        if not changes:
            if done is not None:
                done()
            return

        self.about.setText(f"正在保存 {len(changes)} 行…")

        made = self._new_groups(changes)

        def work(session: Session) -> list[tuple[int, int]]:
            with self.sheet.around(session):
                return save_rows(
                    session, changes, self.sheet.save, self.sheet.stand_ins
                )

        def saved(ids: list[tuple[int, int]]) -> None:
            self.grid.mark_saved(dict(ids))
            self.load()
            if done is not None:
                done()

        self.context.write(
            self._title(changes),
            work,
            on_done=saved,
            on_error=self._on_problems,
            undo_toast=f"已保存 {len(changes)} 行" + made,
        )

    def _new_groups(self, changes: list[RowChange]) -> str:
        """「，新建分组“高新区”」 where units name groups that do not exist yet."""
        if self.sheet.key != "units":
            return ""
        known = {name for name, _ in self._choices.groups}
        wanted = [c.cells.get("group", "").strip() for c in changes]
        new = dict.fromkeys(name for name in wanted if name and name not in known)
        return "，新建分组" + "".join(f"“{name}”" for name in new) if new else ""

    def _title(self, changes: list[RowChange]) -> str:
        new = sum(c.record_id is None for c in changes)
        name = changes[0].cells.get("name", "")
        if len(changes) == 1:
            return f"{'新增' if new else '修改'}{self.sheet.one}“{name}”"
        words = [f"新增 {new} 行"] if new else []
        if len(changes) > new:
            words.append(f"修改 {len(changes) - new} 行")
        return f"{self.sheet.title}名册：{'，'.join(words)}"

    def _on_problems(self, error: BaseException) -> None:
        if isinstance(error, GridProblems):
            self.grid.set_errors({(p.row, p.field): p.message for p in error.problems})
            self.about.setText(str(error))
        else:
            self.context.show_error(error)

    def add_line(self) -> None:
        """Go to the blank line at the end."""
        self.grid.select_line(None, self.grid.columns[0].key)
        self.grid.setFocus()

    def delete(self, ids: list[int]) -> None:
        """Put rows into the recycle bin; what cannot be deleted is told, and nothing is."""
        if not ids:
            return
        names = [r.cells.get("name", "") for r in self._rows if r.id in ids]
        what = f"“{names[0]}”" if len(names) == 1 else f" {len(ids)} 行"

        def work(session: Session) -> None:
            for number in ids:
                self.sheet.delete(session, number)

        self.context.write(
            f"删除{self.sheet.one}{what}",
            work,
            on_done=lambda _none: self.grid.forget(ids),
            undo_toast=f"已删除{self.sheet.one}{what}",
        )

    # --- the row the clerk stands on -----------------------------------------------------------------

    def _current_ids(self) -> list[int]:
        line = self.grid.current_line()
        return self.grid.selected_ids() or ([line.id] if line and line.id else [])

    def _current(self) -> GridRow | None:
        line = self.grid.current_line()
        if line is None or line.id is None:
            return None
        return next((r for r in self._rows if r.id == line.id), None)

    def _on_current(self, line: GridLine | None) -> None:
        row = self._current() if line is not None else None
        self._enable_buttons()
        self.about.setText(self._about(row))

    def _enable_buttons(self) -> None:
        line = self.grid.current_line()
        saved = line is not None and line.id is not None
        written = line is not None and (saved or not line.is_empty())
        for button in self._row_buttons:
            button.setEnabled(written if button.text() == _DELETE else saved)

    def _about(self, row: GridRow | None) -> str:
        if row is None:
            return (
                "Enter 到下一行，Tab 到右边一格；可以从 Excel 整块粘贴，Ctrl+S 保存。"
            )
        cells = row.cells
        if self.sheet.key == "units":
            words = f"第 {cells['number']} 位　{cells['name']}"
            if cells["merged_into"]:
                return f"{words}　已于 {cells['valid_to']} 并入{cells['merged_into']}"
            return f"{words}　已于 {cells['valid_to']} 停用" if row.muted else words
        if self.sheet.key == "outlets" and row.flagged:
            return f"“{cells['name']}”来自单位的表格，请核对名称和层级"
        return cells.get("name", "")

    def _on_menu(self, _row_id: object, where: QPoint) -> None:
        row = self._current()
        menu = buttons.make_menu(
            [(text, act) for text, act in self._row_actions()]
            if row is not None
            else [],
            self,
        )
        if menu.actions():
            menu.popup(where)

    def move_row(self, by: int) -> None:
        """Move the row one place up (-1) or down (1) inside its group."""
        row = self._current()
        if row is None:
            return
        if self.grid.is_dirty():
            self.context.toast("请先保存（Ctrl+S），再调整顺序")
            return
        order = ordering.moved(self._rows, row.id, by)
        if order is None:
            self.context.toast("已经在本组的最前面" if by < 0 else "已经在本组的最后面")
            return
        self._store_order(row.cells["name"], order)

    def _on_row_dragged(self, _logical: int, from_: int, to: int) -> None:
        """A row was dragged by its number: the header goes back, the order is stored and read again."""
        header = self.grid.view.verticalHeader()
        header.blockSignals(True)
        header.moveSection(to, from_)
        header.blockSignals(False)
        if self.grid.is_dirty():
            self.context.toast("请先保存（Ctrl+S），再调整顺序")
        elif self.words or self.only_flagged:
            self.context.toast("请先清空筛选，再拖动调整顺序")
        elif max(from_, to) < len(self._rows):
            order = ordering.dragged(self._rows, from_, to)
            if order is None:
                self.context.toast("只能在本组内拖动；要换分组，请改“分组”一格")
            else:
                self._store_order(self._rows[from_].cells["name"], order)

    def _store_order(self, name: str, order: list[int]) -> None:
        self.wanted = self.grid.view_place()
        self.context.write(
            f"调整“{name}”的顺序",
            lambda s: ordering.store(s, self.sheet.key, order),
        )

    def close_unit(self) -> None:
        """Ask for the last day and the unit that takes over."""
        row = self._current()
        if row is None:
            return
        number = row.id
        self.context.read(
            lambda s: dialogs.read_unit(s, number),
            lambda facts: dialogs.CloseUnitDialog(
                self, self.context, number, facts
            ).open(),
            owner=self,
        )

    def merge_outlet(self) -> None:
        """Ask for the outlet that takes over."""
        row = self._current()
        if row is None:
            return
        others = [
            dialogs.PickItem(r.id, r.cells["name"], r.initials, group=r.group)
            for r in self._rows
            if r.id != row.id
        ]
        dialogs.MergeOutletDialog(
            self, self.context, row.id, row.cells["name"], others
        ).open()

    def confirm(self) -> None:
        """Mark the chosen outlets as checked."""
        ids = set(self._current_ids())
        changes = [
            RowChange(i, r.id, {**r.cells, "confirmed": CONFIRMED})
            for i, r in enumerate(self._rows)
            if r.id in ids and r.flagged
        ]
        if not changes:
            self.context.toast("选中的媒体都已核对")
            return
        self.context.write(
            f"核对 {len(changes)} 家媒体",
            lambda s: save_rows(s, changes, self.sheet.save),
            undo_toast=f"已核对 {len(changes)} 家媒体",
        )

    def show_history(self) -> None:
        """Show what happened to the row."""
        row = self._current()
        if row is not None:
            dialogs.show_history(
                self, self.context, self.sheet.table, row.id, row.cells.get("name", "")
            )

    def _go_board(self) -> None:
        row = self._current()
        if row is not None:
            self.context.navigate(Place.of("reporting", unit=row.id))
