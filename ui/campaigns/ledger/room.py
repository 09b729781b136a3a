"""Columns of a table that give way to the most important one where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject

from ui.theme import px
from ui.widgets.tables import PagedTable


class Room(QObject):
    """Hides columns in the order of `yielding` until the column `main` has `least` pixels."""

    def __init__(
        self, table: PagedTable, main: str, least: int, yielding: Sequence[str]
    ) -> None:
        super().__init__(table)
        self._table, self._main, self._least = table, main, least
        self._yielding = tuple(yielding)
        # A hidden column has no width of its own: what it had last is kept.
        self._wide: dict[str, int] = {}
        table.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another size, another choice of columns."""
        if event.type() == QEvent.Type.Resize:
            self._make()
        return super().eventFilter(watched, event)

    def _make(self) -> None:
        view, columns = self._table.view, self._table.columns
        places = {column.key: at for at, column in enumerate(columns)}
        for key, at in places.items():
            if not view.isColumnHidden(at):
                self._wide[key] = view.columnWidth(at)
        wide = {c.key: self._wide.get(c.key, px(c.width)) for c in columns}
        room = view.viewport().width() - sum(wide.values()) + wide[self._main]
        for key in self._yielding:
            if key not in places:
                continue
            hidden = room < px(self._least)
            room += wide[key] if hidden else 0
            if view.isColumnHidden(places[key]) != hidden:
                view.setColumnHidden(places[key], hidden)
