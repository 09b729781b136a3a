"""The model behind PagedTable: ids first, rows a page at a time; columns are data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from ui import theme

PAGE = 100
KEPT_PAGES = 60
MANY = 20_000
ROW_ROLE = Qt.ItemDataRole.UserRole
Align = Literal["left", "right", "center"]
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[list[Any], Callable[[list[Any]], None]], Any]


@dataclass(frozen=True)
class Column:
    """One column: `width` in pixels at the standard size; `text`, `chip`, `ink` and `tip` read a row.

    `chip(row)` gives (text, role) or None; `ink(row)` a colour token or None; `bold(row)` whether it is strong.
    """

    key: str
    title: str
    width: int = 96
    align: Align = "left"
    stretch: bool = False
    text: Callable[[Any], str] | None = None
    chip: Callable[[Any], tuple[str, str] | None] | None = None
    ink: Callable[[Any], str | None] | None = None
    tip: Callable[[Any], str] | None = None
    sortable: bool = False
    bold: Callable[[Any], bool] | None = None

    def plain(self, row: Any) -> str:
        """What the cell says, as text."""
        if self.text is not None:
            return self.text(row)
        if self.chip is not None:
            found = self.chip(row)
            return found[0] if found is not None else ""
        value = getattr(row, self.key, "")
        return "" if value is None else str(value)


class PagedTableModel(QAbstractTableModel):
    """Ids in the order shown, and the rows fetched so far; a cell not fetched yet shows as empty."""

    def __init__(
        self, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.ids: Sequence[Any] = []
        self._positions: dict[Any, int] | None = None
        self._rows: dict[Any, Any] = {}
        self._fetch: Fetch | None = None
        self._asked: dict[int, None] = {}
        self._round = 0

    # --- rows ----------------------------------------------------------------------------------------

    def set_rows(self, ids: Sequence[Any], rows: Sequence[Any]) -> None:
        """Show rows that are all here."""
        self._reset(ids, dict(zip(ids, rows, strict=True)), None)

    def set_pages(self, ids: Sequence[Any], fetch: Fetch) -> None:
        """Show ids; their rows are fetched when they come into view."""
        self._reset(ids, {}, fetch)

    def row_of(self, row_id: object) -> Any | None:
        """The row of an id, None while it is not here."""
        return self._rows.get(row_id)

    def position(self, row_id: object) -> int | None:
        """Where an id stands, None when it does not."""
        if len(self.ids) > MANY:
            # A dictionary of half a million ids costs more memory than looking through them takes time.
            try:
                return self.ids.index(row_id)
            except ValueError:
                return None
        if self._positions is None:
            self._positions = {row_id: at for at, row_id in enumerate(self.ids)}
        return self._positions.get(row_id)

    def row_at(self, at: int) -> Any | None:
        """The row at a position; asks for its page when it is not here yet."""
        row = self._rows.get(self.ids[at])
        if row is None and self._fetch is not None:
            self._ask(at // PAGE)
        return row

    # --- Qt ------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not (
            0 <= section < len(self.columns)
        ):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column.align)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not (0 <= index.row() < len(self.ids)):
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column.align)
        if role not in _FROM_ROW:
            return None
        row = self.row_at(index.row())
        return None if row is None else _cell(column, row, role)

    # --- inside --------------------------------------------------------------------------------------

    def _reset(
        self, ids: Sequence[Any], rows: dict[Any, Any], fetch: Fetch | None
    ) -> None:
        self.beginResetModel()
        self.ids = ids
        self._positions = None
        self._rows = rows
        self._fetch = fetch
        self._asked = {}
        self._round += 1
        self.endResetModel()

    def _ask(self, page: int) -> None:
        if page in self._asked or self._fetch is None:
            return
        self._asked[page] = None
        ids = list(self.ids[page * PAGE : (page + 1) * PAGE])
        asked_in = self._round

        def done(rows: list[Any]) -> None:
            if asked_in == self._round:
                self._take(page, rows)

        self._fetch(ids, done)

    def _take(self, page: int, rows: list[Any]) -> None:
        for row in rows:
            self._rows[row.id] = row
        self._forget_old(page)
        first = page * PAGE
        last = min(first + PAGE, len(self.ids)) - 1
        self.dataChanged.emit(
            self.index(first, 0), self.index(last, len(self.columns) - 1)
        )

    def _forget_old(self, newest: int) -> None:
        while len(self._asked) > KEPT_PAGES:
            page = next(p for p in self._asked if p != newest)
            del self._asked[page]
            for row_id in self.ids[page * PAGE : (page + 1) * PAGE]:
                self._rows.pop(row_id, None)


_ROLE = Qt.ItemDataRole
_FROM_ROW = frozenset(
    {_ROLE.DisplayRole, _ROLE.ForegroundRole, _ROLE.ToolTipRole, _ROLE.FontRole}
    | {_ROLE.AccessibleTextRole}
)


def _cell(column: Column, row: Any, role: int) -> Any:
    if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
        return column.plain(row)
    if role == _ROLE.ToolTipRole:
        return column.tip(row) if column.tip is not None else None
    if role == _ROLE.FontRole:
        strong = column.bold is not None and column.bold(row)
        return theme.font("bold") if strong else None
    token = column.ink(row) if column.ink is not None else None
    return theme.color(token) if token else None


def alignment(align: Align) -> Qt.AlignmentFlag:
    """Qt's flags of an alignment."""
    sides = {
        "left": Qt.AlignmentFlag.AlignLeft,
        "right": Qt.AlignmentFlag.AlignRight,
        "center": Qt.AlignmentFlag.AlignHCenter,
    }
    return sides[align] | Qt.AlignmentFlag.AlignVCenter
