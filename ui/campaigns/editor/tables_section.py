"""A table of the document as a grid of cells; the header row is the first line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from services.campaigns import types
from ui.campaigns.editor.auto_form import is_left
from ui.campaigns.editor.desk import Desk, Section
from ui.campaigns.editor.doubts import DoubtStrip
from ui.campaigns.editor.nodes import TABLE, Node
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import SectionTitle
from ui.widgets.empty import EmptyState
from ui.widgets.grid import EditableGrid, GridColumn, GridLine
from ui.widgets.labels import make_label

Rows = tuple[tuple[str, ...], ...]
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = (("单位", "内容", "时间"), ("", "", ""))


class TablesSection(Section):
    """One table at a time; `new` begins one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._table: types.TableRow | None = None
        self._base: Rows = ()
        self._wide = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self.heading = SectionTitle("表格")
        head.addWidget(self.heading, 1)
        self._tools: list[QWidget] = [
            buttons.plain("加一列", lambda: self._columns(1)),
            buttons.plain("去掉末列", lambda: self._columns(-1)),
            buttons.plain("删除表格", self.delete),
        ]
        for button in self._tools:
            head.addWidget(button)
        head.addWidget(buttons.plain("新增表格", self.new))
        self._column.addLayout(head)
        self.doubts = DoubtStrip()
        self._column.addWidget(self.doubts)
        self._empty = EmptyState(
            "还没有表格",
            "方案里的采访安排、任务分解等表格放在这里，可以从 Excel 整块粘贴。",
            [("新增表格", self.new, False)],
        )
        self._column.addWidget(self._empty, 1)
        self._note = make_label(
            "第 1 行是表头。Tab、Enter、粘贴都和 Excel 一样，离开表格时自动保存。",
            "note",
            ink="soft",
        )
        self._column.addWidget(self._note)
        self.grid: EditableGrid | None = None
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(0)
        self._leaving.timeout.connect(self._on_left)

    # --- showing -------------------------------------------------------------------------------------

    def show_node(self, node: Node) -> None:
        super().show_node(node)
        self._show(fresh=True)

    def refresh(self) -> None:
        self._show(fresh=False)

    def _show(self, *, fresh: bool) -> None:
        plan, node = self.desk.plan, self.node
        if plan is None or node is None:
            return
        wanted = node.key.removeprefix(TABLE)
        table = next((x for x in plan.tables if str(x.id) == wanted), None)
        if table is None and plan.tables:
            table = plan.tables[0]
        if not fresh and bool(self.collect()):
            return
        self._table = table
        self._empty.setVisible(table is None)
        for widget in (*self._tools, self._note):
            widget.setVisible(table is not None)
        if table is None:
            self.heading.set("表格", "还没有内容")
            self._drop_grid()
            self.doubts.show_doubts([])
            return
        at = plan.tables.index(table) + 1
        cells = table.cells
        self.heading.set(f"表 {at}", f"共 {len(plan.tables)} 张，本表 {len(cells)} 行")
        self.doubts.show_doubts(
            [(table.doubt, lambda: self._settle(table.id))] if table.doubt else []
        )
        if fresh or cells != self._base:
            self._fill(cells)
        self.desk.shown_words.emit([(table.span_start, table.span_end)])

    def _fill(self, cells: Rows) -> None:
        self._base = cells
        self._make_grid(max((len(row) for row in cells), default=1))
        assert self.grid is not None
        self.grid.set_lines(
            [
                GridLine(at + 1, {f"c{i}": words for i, words in enumerate(row)})
                for at, row in enumerate(cells)
            ]
        )

    def _make_grid(self, wide: int) -> None:
        if self.grid is not None and self._wide == wide:
            return
        self._drop_grid()
        self._wide = wide
        names = [
            _LETTERS[i] if i < len(_LETTERS) else f"第{i + 1}列" for i in range(wide)
        ]
        grid = EditableGrid(
            [
                GridColumn(f"c{i}", name, max(px(110), 160 if wide < 5 else 120))
                for i, name in enumerate(names)
            ]
        )
        grid.view.setAccessibleName("方案的表格")
        grid.save_wanted.connect(self.save)
        grid.delete_wanted.connect(self._delete_rows)
        grid.dirty_changed.connect(
            lambda dirty: self.desk.said.emit("typing", "") if dirty else None
        )
        grid.view.installEventFilter(self)
        grid.delegate.closeEditor.connect(self._on_editor_closed)
        self.grid = grid
        self._column.insertWidget(2, grid, 1)
        self.setFocusProxy(grid)

    def _drop_grid(self) -> None:
        if self.grid is not None:
            self._column.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
            self.grid = None

    # --- saving --------------------------------------------------------------------------------------

    def _cells(self) -> list[list[str]]:
        assert self.grid is not None
        self.grid.finish_typing()
        rows = [
            [line.cells.get(f"c{i}", "") for i in range(self._wide)]
            for line in self.grid.lines()
        ]
        while rows and not any(rows[-1]):
            rows.pop()
        return rows

    def collect(self) -> list[list[str]]:
        if self.grid is None or self._table is None:
            return []
        now = self._cells()
        return [] if now == [list(row) for row in self._base] else now

    def store(
        self,
        changes: list[list[str]],
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        assert self._table is not None
        plan_id, table_id = self.desk.campaign_id, self._table.id

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.save_table(session, plan_id, table_id, changes)

        def stored(_none: Any) -> None:
            self._base = tuple(tuple(row) for row in changes)
            done()

        self.desk.write("修改表格", work, stored, on_error=failed)

    def trouble(self, error: BaseException) -> None:
        self.desk.context.toast(str(error))

    def discard(self) -> None:
        self._fill(self._base)

    # --- deeds ---------------------------------------------------------------------------------------

    def new(self) -> None:
        """A table with a heading to be written over."""
        plan_id = self.desk.campaign_id

        def work(session: Session) -> int:
            from services.campaigns import edit

            return edit.save_table(session, plan_id, None, _FIRST)

        self.save(
            lambda: self.desk.write(
                "新增表格",
                work,
                lambda number: self.desk.node_wanted.emit(f"{TABLE}{number}"),
                undo_toast="已新增一张表格",
            )
        )

    def delete(self) -> None:
        """Into the recycle bin."""
        if self._table is None:
            return
        number = self._table.id

        def work(session: Session) -> None:
            from services.campaigns import edit
            from services.campaigns.fields import Item

            edit.delete_items(session, Item.TABLE, [number])

        self.desk.write("删除表格", work, undo_toast="已删除这张表格")

    def _columns(self, by: int) -> None:
        if self.grid is None or self._wide + by < 1:
            return
        rows = self._cells()
        if by < 0 and any(row[-1] for row in rows):
            self.desk.context.toast("末列里还有内容，请先清空，再去掉这一列")
            return
        base = self._base
        self._fill(tuple(tuple([*row, ""] if by > 0 else row[:-1]) for row in rows))
        self._base = base
        self.save()

    def _delete_rows(self, ids: list[int]) -> None:
        if self.grid is None:
            return
        self.grid.forget(ids)
        self.save()

    def _settle(self, number: int) -> None:
        def work(session: Session) -> None:
            from services.campaigns import edit
            from services.campaigns.fields import Item

            edit.settle_doubt(session, Item.TABLE, number)

        self.desk.write("核对表格", work)

    # --- inside --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._leaving.start()
        return False

    def _on_editor_closed(self, *_: object) -> None:
        self._leaving.start()

    def _on_left(self) -> None:
        if self.grid is not None and is_left(self.grid) and self.collect():
            self.save()
