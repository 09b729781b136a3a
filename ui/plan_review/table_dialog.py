"""A table of the document, its cells corrected."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.plans.correcting.paths import Path
from services.plans.reading import TableFound
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.grid import EditableGrid
from ui.widgets.grid_model import GridColumn, GridLine


class TableDialog(SheetDialog):
    """`given(TableFound)` when the cells are taken."""

    given = Signal(object)

    def __init__(self, parent: QWidget, table: TableFound, path: Path) -> None:
        number = path[-1] + 1 if path and isinstance(path[-1], int) else 1
        super().__init__(parent, f"表格 {number}", ok="确定", wide=True)
        self._table = table
        wide = max((len(row) for row in table.rows), default=1)
        self._keys = [f"c{n}" for n in range(wide)]
        self.grid = EditableGrid(
            [
                GridColumn(key, f"第 {n} 列", 140, stretch=n == 2)
                for n, key in enumerate(self._keys, start=1)
            ]
        )
        self.grid.setMinimumHeight(px(360))
        self.grid.set_lines(
            [
                GridLine(n, dict(zip(self._keys, row, strict=False)))
                for n, row in enumerate(table.rows)
            ]
        )
        note = "第一行是表头。可以直接打字，也可以从 Excel 粘贴一块；空行不保存。"
        self.body.addWidget(make_label(note, "note", ink="soft"))
        self.body.addWidget(self.grid, 1)
        self.accept_wanted.connect(self._on_accept)

    def _on_accept(self) -> None:
        rows = tuple(
            tuple(line.cells.get(key, "").strip() for key in self._keys)
            for line in self.grid.lines()
        )
        kept = tuple(row for row in rows if any(row))
        if not kept:
            self.set_error("表格里没有内容了。要去掉整张表，请在右边删除它。")
            return
        self.given.emit(replace(self._table, rows=kept))
        self.accept()
