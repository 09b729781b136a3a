"""A dialog around a table: a note, rows, what can be done with the row stood on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.context import AppContext
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.empty import EmptyState
from ui.widgets.tables import Column, PagedTable


class TableDialog(SheetDialog):
    """Stays open while its rows are changed; `reload` is called at the start and after each commit."""

    def __init__(
        self,
        page: QWidget,
        context: AppContext,
        title: str,
        note: str,
        columns: Sequence[Column],
        key: str,
        *,
        empty: tuple[str, str] = ("这里还没有内容", ""),
        ok: str = "关闭",
    ) -> None:
        super().__init__(page, title, ok=ok, cancel="关闭", wide=True)
        self.context = context
        self.setMinimumWidth(px(860))
        self.note = make_label(note, "note", ink="soft", wrap=True)
        self.body.addWidget(self.note)
        self.table = PagedTable(columns, state=context.state, key=key)
        self.table.set_empty(EmptyState(*empty, icon="calendar"))
        self.table.setMinimumHeight(px(320))
        self.body.addWidget(self.table, 1)
        self.deeds = QHBoxLayout()
        self.deeds.setSpacing(px(8))
        self.deeds.addStretch(1)
        self.body.addLayout(self.deeds)
        self._at = 0
        if ok == "关闭":
            self.ok_button.hide()
            self.accept_wanted.connect(self.accept)
        context.data_changed.connect(self._on_data)

    def add_deed(self, label: str, act: Callable[[], Any]) -> QWidget:
        """A button under the table, from left to right."""
        button = buttons.plain(label, act)
        self.deeds.insertWidget(self._at, button)
        self._at += 1
        return button

    def current(self) -> Any | None:
        """The row stood on; says what to do where there is none."""
        row = self.table.row(self.table.current_id())
        if row is None:
            self.set_error("请先在表里选一行。")
        else:
            self.set_error("")
        return row

    def reload(self) -> None:
        """Read the rows again."""

    def open(self) -> None:
        """Show the dialog and read its rows."""
        super().open()
        self.reload()

    def _on_data(self, _tables: object) -> None:
        if self.isVisible():
            self.reload()
