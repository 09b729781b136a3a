"""The measures of a plan: all of them in a grid, the one that is stood on at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.vocabulary_campaigns import UnitRole
from services.campaigns.fields import Item
from ui.campaigns.editor.desk import Desk, Done, Section
from ui.campaigns.editor.measure_panel import MeasurePanel
from ui.campaigns.editor.measure_sheet import make_sheet, split_names
from ui.campaigns.editor.nodes import Node, doubts_of
from ui.campaigns.editor.sheet_grid import SheetGrid
from ui.registers.grid_save import matches
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import SectionTitle
from ui.widgets.dialogs import SheetDialog
from ui.widgets.grid import GridLine
from ui.widgets.labels import make_label
from ui.widgets.picker import Picker, PickItem
from ui.widgets.side import SplitView


class MeasuresSection(Section):
    """Grid and panel; both save as they are left."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        outer.addLayout(self._head())
        self.list = SheetGrid(desk, make_sheet(lambda: desk.plan, lambda: desk.labels))
        self.list.left.connect(self.save)
        self.list.saver = self.save
        self.list.stood.connect(self._on_stood)
        self.panel = MeasurePanel(desk)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.list, 1)
        column.addLayout(self._foot())
        outer.addWidget(
            SplitView(left, self.panel, desk.context.state, "editor.measure"), 1
        )
        self._standing: int | None = None
        self.setFocusProxy(self.list)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.heading = SectionTitle("任务")
        row.addWidget(self.heading, 1)
        self.words = QLineEdit()
        self.words.setPlaceholderText("筛选：编号、内容、单位")
        self.words.setAccessibleName("筛选任务")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(px(190))
        self.words.textChanged.connect(lambda _t: self._filter())
        row.addWidget(self.words)
        row.addWidget(buttons.plain("新增任务", self._add, tip="到末尾的空行录入"))
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.note = make_label("可以从 Excel 整块粘贴", "note", ink="soft")
        self.note.setToolTip("按住 Ctrl 或 Shift 可以选几项一起改")
        self.note.setMinimumWidth(px(20))
        row.addWidget(self.note, 1)
        row.addWidget(
            buttons.menu_button(
                "选中的任务",
                [
                    ("上移（Alt+↑）", lambda: self.list.move_by(-1)),
                    ("下移（Alt+↓）", lambda: self.list.move_by(1)),
                    None,
                    ("加牵头单位…", lambda: self._ask_unit(UnitRole.LEAD)),
                    ("加配合单位…", lambda: self._ask_unit(UnitRole.SUPPORT)),
                    ("归到条款…", self._ask_part),
                    ("核对存疑", self._settle),
                    None,
                    ("删除（Ctrl+-）", self.list.grid.delete_selected),
                ],
            )
        )
        return row

    # --- showing -------------------------------------------------------------------------------------

    def show_node(self, node: Node) -> None:
        super().show_node(node)
        self._show(fresh=True)

    def refresh(self) -> None:
        self._show(fresh=False)

    def _show(self, *, fresh: bool) -> None:
        plan = self.desk.plan
        if plan is None:
            return
        self.list.show_plan(plan, fresh=fresh)
        doubts = sum(len(doubts_of(plan, m)) for m in plan.measures)
        words = f"{len(plan.measures)} 项" if plan.measures else "还没有任务"
        if doubts:
            words += f"，{doubts} 处存疑"
        self.heading.set("任务", words)
        row = self.list.current_row()
        self._standing = row.id if row is not None else self._standing
        self.panel.show_measure(self._standing, fresh=fresh)

    def _on_stood(self, measure_id: int | None) -> None:
        if measure_id == self._standing:
            return
        self._standing = measure_id
        # What was typed in the panel is saved before it shows another measure.
        self.panel.save(lambda: self.panel.show_measure(self._standing))

    def _filter(self) -> None:
        words = self.words.text().strip()
        self.list.grid.set_empty_words(
            f"没有编号、内容或单位含“{words}”的任务。" if words else ""
        )

        def wanted(line: GridLine) -> bool:
            return matches(words, "", *line.cells.values())

        self.list.grid.set_filter(wanted if words else None)

    # --- saving --------------------------------------------------------------------------------------

    def is_dirty(self) -> bool:
        return super().is_dirty() or self.panel.is_dirty()

    def save(self, done: Done = None) -> None:
        if done is None:
            super().save()
        else:
            super().save(lambda: self.panel.save(done))

    def collect(self) -> Any:
        return self.list.collect()

    def store(
        self,
        changes: Any,
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.list.store(changes, done, failed)

    def trouble(self, error: BaseException) -> None:
        self.list.trouble(error)

    def discard(self) -> None:
        self.list.grid.discard()
        self.panel.discard()

    def next_doubt(self) -> bool:
        return self.list.next_doubt()

    def go_to(self, target: dict[str, Any]) -> None:
        if "id" in target and self.words.text():
            self.words.clear()
        self.list.grid.restore({"top": self.list.grid.view_place()["top"], **target})

    def place(self) -> dict[str, Any]:
        return self.list.grid.view_place()

    # --- several at once -----------------------------------------------------------------------------

    def _chosen(self) -> list[int]:
        ids = self.list.grid.selected_ids()
        if not ids:
            self.desk.context.toast("请先选中要改的任务")
        return ids

    def _ask_unit(self, role: UnitRole) -> None:
        ids = self._chosen()
        items = [PickItem(n, n, i, group=g) for _, n, i, g in self.desk.choices.units]
        plan = self.desk.plan
        if not ids or plan is None:
            return

        def chosen(words: str) -> None:
            names = split_names(words)

            def work(session: Session) -> None:
                from services.campaigns import edit

                for number in ids:
                    rows = plan.units_by_measure.get(number, ())
                    own = [u.name for u in rows if u.role == role.value]
                    edit.set_units(session, number, role, [*own, *names])

            what = f"{len(ids)} 项任务的{role.label}"
            self.desk.write(
                f"{what}加“{'、'.join(names)}”",
                work,
                undo_toast=f"已给{what}加上{'、'.join(names)}",
            )

        _ask(self, f"给 {len(ids)} 项任务加{role.label}", items, chosen, free=True)

    def _ask_part(self) -> None:
        ids, plan = self._chosen(), self.desk.plan
        if not ids or plan is None:
            return
        labels = self.desk.labels
        items = [PickItem(k, v) for k, v in labels.items()]

        def chosen(words: str) -> None:
            part_id = next((k for k, v in labels.items() if v == words), None)

            def work(session: Session) -> None:
                from services.campaigns import edit

                for number in ids:
                    edit.change_item(session, Item.MEASURE, number, part_id=part_id)

            self.desk.write(
                f"把 {len(ids)} 项任务归到“{words}”",
                work,
                undo_toast=f"已把 {len(ids)} 项任务归到“{words}”",
            )

        _ask(self, f"把 {len(ids)} 项任务归到", items, chosen)

    def _settle(self) -> None:
        ids = set(self._chosen())
        rows = [r for r in self.list.rows() if r.id in ids and r.doubt]
        if rows:
            self.list.settle(rows)
        elif ids:
            self.desk.context.toast(
                "选中的任务本身没有存疑；单位和时限的存疑在右边核对"
            )

    def _add(self) -> None:
        self.words.clear()
        self.list.add_line()


def _ask(
    parent: QWidget,
    title: str,
    items: list[PickItem],
    chosen: Callable[[str], None],
    *,
    free: bool = False,
) -> None:
    """Ask for one of many; `chosen(text)`."""
    dialog = SheetDialog(parent, title, ok="确定")
    picker = Picker(items, free_text=free)
    picker.setAccessibleName(title)
    picker.setPlaceholderText("打名称中的字或拼音首字母")
    dialog.body.addWidget(picker)

    def accepted() -> None:
        words = picker.text().strip()
        if not words or (not free and all(i.text != words for i in items)):
            dialog.set_error("请从列表里选一项。")
            return
        dialog.accept()
        chosen(words)

    dialog.accept_wanted.connect(accepted)
    dialog.open()
    picker.setFocus()
