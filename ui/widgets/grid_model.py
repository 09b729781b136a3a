"""The model behind EditableGrid: lines of text cells, what is saved, undo, errors, and one blank line at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui import theme
from ui.widgets.table_model import Align, alignment

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["text", "date", "choice", "pick"]
Options = Sequence[Any] | Callable[[], Sequence[Any]]
UNDO_LIMIT = 500


@dataclass(frozen=True)
class GridColumn:
    """One column: `options` of a choice are texts, of a pick (text, initials); a callable is asked each time."""

    key: str
    title: str
    width: int = 96
    kind: Kind = "text"
    options: Options = ()
    editable: bool = True
    hint: str = ""
    required: bool = False
    align: Align = "left"
    stretch: bool = False

    def offered(self) -> list[tuple[str, str]]:
        """The options as (text, initials)."""
        options = self.options() if callable(self.options) else self.options
        return [one if isinstance(one, tuple) else (str(one), "") for one in options]


@dataclass
class GridLine:
    """One line: `id` is None until it is saved; `errors` by column key, "" for the line as a whole."""

    id: int | None
    cells: dict[str, str]
    muted: bool = False
    flagged: bool = False
    errors: dict[str, str] = field(default_factory=dict[str, str])

    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.strip() for cell in self.cells.values())


@dataclass(frozen=True)
class Change:
    """One cell that was changed: line, column key, text before and after."""

    line: int
    key: str
    before: str
    after: str


class GridModel(QAbstractTableModel):
    """Lines of text; `changed_state(bool)` says whether anything is unsaved."""

    changed_state = Signal(bool)
    undo_state = Signal()

    def __init__(
        self, columns: Sequence[GridColumn], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.flag_token = ""  # the ground of flagged lines, where they shall stand out
        self.columns = list(columns)
        self.keys = [column.key for column in columns]
        self._lines: list[GridLine] = [GridLine(None, {})]
        self._saved: list[dict[str, str]] = [{}]
        self._dirty: set[int] = set()
        self._shown: list[int] = [0]
        self._filter: Callable[[GridLine], bool] | None = None
        self._done: list[list[Change]] = []
        self._undone: list[list[Change]] = []

    # --- lines ---------------------------------------------------------------------------------------

    def set_lines(self, lines: Iterable[GridLine]) -> None:
        """Show saved lines; what was typed and not saved is gone."""
        self.beginResetModel()
        self._lines = [
            GridLine(one.id, dict(one.cells), one.muted, one.flagged, dict(one.errors))
            for one in lines
        ]
        self._saved = [
            dict(one.cells) if one.id is not None else {} for one in self._lines
        ]
        self._dirty = {at for at in range(len(self._lines)) if self._differs(at)}
        self._lines.append(GridLine(None, {}))
        self._saved.append({})
        self._forget_undo()
        self._shown = self._visible()
        self.endResetModel()
        self.changed_state.emit(self.is_dirty())

    def lines(self) -> list[GridLine]:
        """All lines but the blank one at the end."""
        return self._lines[:-1]

    def line_of(self, row: int) -> GridLine:
        """The line shown in a row."""
        return self._lines[self._shown[row]]

    def line_index(self, row: int) -> int:
        """The place among the lines of the line shown in a row."""
        return self._shown[row]

    def row_of(self, line: int) -> int | None:
        """The row in which a line is shown, None while it is filtered out."""
        try:
            return self._shown.index(line)
        except ValueError:
            return None

    def find(self, line_id: object) -> int | None:
        """The row of the line with an id, None when it is not shown."""
        return next(
            (
                row
                for row, at in enumerate(self._shown)
                if self._lines[at].id == line_id
            ),
            None,
        )

    def changed_lines(self) -> list[tuple[int, GridLine]]:
        """Lines that differ from what is saved, with their places."""
        return [(at, self._lines[at]) for at in sorted(self._dirty)]

    def is_dirty(self) -> bool:
        """Whether anything is unsaved."""
        return bool(self._dirty)

    def set_filter(self, wanted: Callable[[GridLine], bool] | None) -> None:
        """Show only lines that are wanted; unsaved ones are always shown."""
        self._filter = wanted
        self.beginResetModel()
        self._shown = self._visible()
        self.endResetModel()

    def hide_blanks(self) -> None:
        """Show no emptied unsaved line but the last one; undo brings them back."""
        self.beginResetModel()
        last = len(self._lines) - 1
        self._shown = [
            at for at in self._visible() if at == last or not self._is_blank(at)
        ]
        self.endResetModel()

    def forget(self, ids: Iterable[int]) -> None:
        """These saved lines are gone from the database; unsaved typing in others stays."""
        gone = set(ids)
        kept = [at for at, line in enumerate(self._lines) if line.id not in gone]
        if len(kept) == len(self._lines):
            return
        self.beginResetModel()
        self._dirty = {to for to, at in enumerate(kept) if at in self._dirty}
        self._lines = [self._lines[at] for at in kept]
        self._saved = [self._saved[at] for at in kept]
        self._forget_undo()
        self._shown = self._visible()
        self.endResetModel()
        self.changed_state.emit(self.is_dirty())

    # --- saving --------------------------------------------------------------------------------------

    def mark_saved(self, ids: Mapping[int, int | None]) -> None:
        """These lines (place → id) now stand in the database as they are."""
        for at, line_id in ids.items():
            line = self._lines[at]
            line.id = line_id if line_id is not None else line.id
            line.errors = {}
            self._saved[at] = dict(line.cells)
            self._dirty.discard(at)
        self._forget_undo()
        self._repaint()
        self.changed_state.emit(self.is_dirty())

    def discard(self) -> None:
        """Go back to what is saved; new lines go."""
        self.beginResetModel()
        kept = [at for at, line in enumerate(self._lines) if line.id is not None]
        lines = [self._lines[at] for at in kept]
        for at, line in zip(kept, lines, strict=True):
            line.cells = dict(self._saved[at])
            line.errors = {}
        self._lines = [*lines, GridLine(None, {})]
        self._saved = [*(dict(line.cells) for line in lines), {}]
        self._dirty = set()
        self._forget_undo()
        self._shown = self._visible()
        self.endResetModel()
        self.changed_state.emit(False)

    def set_errors(self, errors: Mapping[tuple[int, str], str]) -> None:
        """Errors by (place, column key or ""); those not named go."""
        for line in self._lines:
            line.errors = {}
        for (at, key), message in errors.items():
            if 0 <= at < len(self._lines):
                self._lines[at].errors[key] = message
        self._repaint()

    # --- editing -------------------------------------------------------------------------------------

    def text(self, line: int, key: str) -> str:
        """The text of a cell."""
        return self._lines[line].cells.get(key, "")

    def change(self, cells: Mapping[tuple[int, str], str]) -> bool:
        """Write cells by (place, key) as one step of undo; lines are added where they lack."""
        changes = [
            Change(at, key, before, text)
            for (at, key), text in cells.items()
            if (before := self.text(at, key) if at < len(self._lines) else "") != text
        ]
        if not changes:
            return False
        self._done.append(changes)
        del self._done[:-UNDO_LIMIT]
        self._undone.clear()
        self._write((one.line, one.key, one.after) for one in changes)
        self.undo_state.emit()
        return True

    def undo(self) -> int | None:
        """Take the last step back; the place of its first line, None when there is none."""
        return self._turn(self._done, self._undone, back=True)

    def redo(self) -> int | None:
        """Do the step again that was taken back last."""
        return self._turn(self._undone, self._done, back=False)

    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._undone)

    # --- Qt ------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._row_head(section, role)
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.title} *" if column.required else column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column.align)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        column = self.columns[index.column()]
        line = self.line_of(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return line.cells.get(column.key, "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.errors.get(column.key) or line.errors.get("") or None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return line.errors.get(column.key) or line.errors.get("") or ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column.align)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color("text_faint" if line.muted else "text")
        return None

    def setData(
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        key = self.columns[index.column()].key
        return self.change({(self._shown[index.row()], key): str(value or "").strip()})

    # --- inside --------------------------------------------------------------------------------------

    def _row_head(self, section: int, role: int) -> Any:
        if not 0 <= section < len(self._shown):
            return None
        at = self._shown[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "＋" if at == len(self._lines) - 1 else str(at + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._lines[at].errors.get("") or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def _differs(self, at: int) -> bool:
        line, saved = self._lines[at], self._saved[at]
        if line.id is None:
            return not line.is_empty()
        keys = {*line.cells, *saved}
        return any(line.cells.get(key, "") != saved.get(key, "") for key in keys)

    def _visible(self) -> list[int]:
        wanted = self._filter
        if wanted is None:
            return list(range(len(self._lines)))
        return [
            at
            for at, line in enumerate(self._lines)
            if line.id is None or at in self._dirty or wanted(line)
        ]

    def _write(self, cells: Iterable[tuple[int, str, str]]) -> None:
        was_dirty = self.is_dirty()
        touched: set[int] = set()
        for at, key, text in cells:
            self._grow_to(at)
            line = self._lines[at]
            line.cells[key] = text
            line.errors.pop(key, None)
            line.errors.pop("", None)
            touched.add(at)
        for at in touched:
            (self._dirty.add if self._differs(at) else self._dirty.discard)(at)
        if not touched <= set(self._shown):
            self.beginResetModel()
            self._shown = self._visible()
            self.endResetModel()
        self._keep_one_blank()
        self._repaint()
        if self.is_dirty() != was_dirty:
            self.changed_state.emit(self.is_dirty())

    def _turn(
        self, from_: list[list[Change]], to: list[list[Change]], *, back: bool
    ) -> int | None:
        if not from_:
            return None
        step = from_.pop()
        to.append(step)
        order = list(reversed(step)) if back else step
        self._write(
            (one.line, one.key, one.before if back else one.after) for one in order
        )
        self.undo_state.emit()
        return step[0].line

    def _grow_to(self, at: int) -> None:
        while at >= len(self._lines):
            self._append_blank()

    def _append_blank(self) -> None:
        row = len(self._shown)
        self.beginInsertRows(QModelIndex(), row, row)
        self._lines.append(GridLine(None, {}))
        self._saved.append({})
        self._shown.append(len(self._lines) - 1)
        self.endInsertRows()

    def _keep_one_blank(self) -> None:
        if not self._is_blank(-1):
            self._append_blank()
        while len(self._lines) > 1 and self._is_blank(-1) and self._is_blank(-2):
            row = len(self._shown) - 1
            self.beginRemoveRows(QModelIndex(), row, row)
            self._dirty.discard(len(self._lines) - 1)
            self._lines.pop()
            self._saved.pop()
            self._shown.pop()
            self.endRemoveRows()

    def _is_blank(self, at: int) -> bool:
        line = self._lines[at]
        return line.id is None and line.is_empty()

    def _forget_undo(self) -> None:
        self._done.clear()
        self._undone.clear()
        self.undo_state.emit()

    def _repaint(self) -> None:
        if self._shown:
            last = self.index(len(self._shown) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(
                Qt.Orientation.Vertical, 0, len(self._shown) - 1
            )
