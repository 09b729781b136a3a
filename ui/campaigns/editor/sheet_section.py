"""A list of the plan: its title, what it is for, its doubts, and the grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.campaigns.editor.desk import Desk, Section
from ui.campaigns.editor.doubts import Doubt, DoubtStrip
from ui.campaigns.editor.nodes import Node
from ui.campaigns.editor.sheet_grid import SheetGrid
from ui.campaigns.editor.sheets import Sheet
from ui.registers.grid_save import RowChange
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import SectionTitle
from ui.widgets.labels import make_label


class SheetSection(Section):
    """One list in the middle of the editor."""

    def __init__(self, desk: Desk, sheet: Sheet) -> None:
        super().__init__(desk)
        self.sheet = sheet
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self.heading = SectionTitle(sheet.title)
        head.addWidget(self.heading, 1)
        head.addWidget(buttons.plain("新增一行", self._add, tip="到末尾的空行录入"))
        outer.addLayout(head)
        outer.addWidget(make_label(sheet.hint, "note", ink="soft", wrap=True))
        self.doubts = DoubtStrip()
        outer.addWidget(self.doubts)
        self.list = SheetGrid(desk, sheet)
        self.list.left.connect(self.save)
        self.list.saver = self.save
        self.list.stood.connect(lambda _id: self._show_doubts())
        outer.addWidget(self.list, 1)
        outer.addLayout(self._foot())
        self.setFocusProxy(self.list)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.note = make_label(
            "Tab 到右边一格，Enter 到下一行；可以从 Excel 整块粘贴。",
            "note",
            ink="soft",
        )
        row.addWidget(self.note, 1)
        for words, act in (
            ("上移", lambda: self.list.move_by(-1)),
            ("下移", lambda: self.list.move_by(1)),
            ("删除", self.list.grid.delete_selected),
        ):
            row.addWidget(buttons.plain(words, act))
        return row

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
        rows = self.list.rows()
        self.heading.set(self.sheet.title, f"{len(rows)} 条" if rows else "还没有内容")
        if self.sheet.key == "weights" and rows:
            total = sum(r.percent for r in rows)
            words = f"{len(rows)} 方，合计 {total:g}%"
            if abs(total - 100) > 0.005:
                words += "，应为 100%，请核对"
            self.heading.set(self.sheet.title, words)
        self._show_doubts()

    def _show_doubts(self) -> None:
        rows = self.list.rows()
        current = self.list.current_row()
        doubted = [(at, r) for at, r in enumerate(rows, start=1) if r.doubt]
        if current is not None and current.doubt:
            at = rows.index(current) + 1
            shown: list[Doubt] = [
                (f"第 {at} 行：{current.doubt}", lambda: self.list.settle([current]))
            ]
        elif len(doubted) == 1:
            at, row = doubted[0]
            shown = [(f"第 {at} 行：{row.doubt}", lambda: self.list.settle([row]))]
        elif doubted:
            places = "、".join(str(at) for at, _ in doubted[:12])
            all_rows = [row for _, row in doubted]
            shown = [
                (
                    f"第 {places} 行有存疑，站到那一行看原因；改了内容就不再存疑。",
                    lambda: self.list.settle(all_rows),
                )
            ]
        else:
            shown = []
        many = len(doubted) > 1 and (current is None or not current.doubt)
        self.doubts.show_doubts(shown, "全部已核对" if many else "已核对")

    # --- saving --------------------------------------------------------------------------------------

    def collect(self) -> list[RowChange]:
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

    def next_doubt(self) -> bool:
        return self.list.next_doubt()

    def go_to(self, target: dict[str, Any]) -> None:
        self.list.grid.restore(target)

    def place(self) -> dict[str, Any]:
        return self.list.grid.view_place()

    def _add(self) -> None:
        self.list.add_line()
