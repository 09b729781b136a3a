"""The board as a Qt model: group lines and unit lines, filtered and ordered; one column a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from models.vocabulary import ReturnState
from services.board import Board, BoardRow, Cell
from services.weeks import short_label, week_label
from ui.reporting import words

Index = QModelIndex | QPersistentModelIndex

LEFT = ("number", "unit", "liaison")
RIGHT = ("stories", "placements", "silent")
_TITLES = {
    "number": "",
    "unit": "单位",
    "liaison": "联络员",
    "stories": "稿件",
    "placements": "刊播",
    "silent": "",
}
NO_GROUP = "未分组"

FILTERS: tuple[tuple[str, str], ...] = (
    ("all", "全部单位"),
    ("missing", "只看未报"),
    ("late", "只看迟报"),
    ("nil", "只看零报告"),
    ("returned", "只看退回修改"),
    ("exempt", "只看免报"),
    ("silent", "只看连续两周以上未报"),
)
"""(key, words) of the filters besides those by group, whose keys are `group:` and the name."""

ORDERS: tuple[tuple[str, str], ...] = (
    ("fixed", "按固定顺序"),
    ("silent", "按未报周数"),
    ("stories", "按稿件数"),
    ("placements", "按刊播数"),
)
"""(key, words) of the orders."""


@dataclass(frozen=True)
class GroupLine:
    """The heading of a group; `missing` units have not sent, which before the due moment is no fault."""

    name: str
    units: int
    missing: int
    folded: bool
    pending: bool = False

    @property
    def missing_words(self) -> str:
        """「3 个未报」, empty where all came."""
        if not self.missing:
            return ""
        return f"{self.missing} 个{'待报' if self.pending else '未报'}"


@dataclass(frozen=True)
class UnitLine:
    """One unit; `number` is its place in the fixed order of those shown, from 1."""

    row: BoardRow
    number: int


Line = GroupLine | UnitLine


class BoardModel(QAbstractTableModel):
    """Lines of a board. Reset as a whole: a board has some hundred rows at most."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self.lines: list[Line] = []
        self.folded: set[str] = set()
        self.filter = "all"
        self.order = "fixed"

    # --- what is shown -----------------------------------------------------------------------------

    def set_board(self, board: Board) -> None:
        """Show another board under the same filter, order and foldings."""
        self.board = board
        self._rebuild()

    def set_view(self, *, filter_: str | None = None, order: str | None = None) -> None:
        """Change the filter or the order."""
        self.filter = filter_ if filter_ is not None else self.filter
        self.order = order if order is not None else self.order
        self._rebuild()

    def toggle(self, name: str) -> None:
        """Fold or unfold a group."""
        self.folded ^= {name}
        self._rebuild()

    def reveal(self, unit_id: int) -> bool:
        """Unfold and unfilter until a unit is shown; False where it is not on the board."""
        rows = self.board.rows if self.board else ()
        row = next((r for r in rows if r.unit.id == unit_id), None)
        if row is None:
            return False
        self.folded.discard(row.unit.group or NO_GROUP)
        if not _predicate(self.filter)(row):
            self.filter = "all"
        self._rebuild()
        return True

    def groups(self) -> list[str]:
        """Names of the groups on the board, in their order."""
        rows = self.board.rows if self.board else ()
        return list(dict.fromkeys(r.unit.group or NO_GROUP for r in rows))

    def shown_units(self) -> int:
        """How many units pass the filter, folded ones too."""
        return len(self._passing())

    def _passing(self) -> list[UnitLine]:
        rows = self.board.rows if self.board else ()
        passes = _predicate(self.filter)
        return [UnitLine(r, i) for i, r in enumerate(rows, start=1) if passes(r)]

    def _rebuild(self) -> None:
        self.beginResetModel()
        units = self._passing()
        if self.order == "fixed":
            self.lines = self._grouped(units)
        else:
            key = _order_key(self.order)
            units.sort(key=lambda u: (-key(u.row), u.number))
            self.lines = [*units]
        self.endResetModel()

    def _grouped(self, units: list[UnitLine]) -> list[Line]:
        by_group: dict[str, list[UnitLine]] = {}
        for unit in units:
            by_group.setdefault(unit.row.unit.group or NO_GROUP, []).append(unit)
        if list(by_group) == [NO_GROUP]:
            return list(units)
        lines: list[Line] = []
        for name, members in by_group.items():
            folded = name in self.folded
            missing = [m for m in members if _is_missing(m)]
            pending = any(
                m.row.last is not None and m.row.last.pending for m in missing
            )
            lines.append(GroupLine(name, len(members), len(missing), folded, pending))
            if not folded:
                lines.extend(members)
        return lines

    # --- columns -----------------------------------------------------------------------------------

    @property
    def weeks(self) -> tuple[dt.date, ...]:
        """The weeks of the board, oldest first."""
        return self.board.weeks if self.board else ()

    def column_key(self, column: int) -> str | dt.date:
        """What a column shows: one of the fixed keys, or the Monday of its week."""
        if column < len(LEFT):
            return LEFT[column]
        place = column - len(LEFT)
        if place < len(self.weeks):
            return self.weeks[place]
        return RIGHT[place - len(self.weeks)]

    def column_of(self, key: str | dt.date) -> int:
        """The column of a key or a week; the last week's for a week that is not on the board."""
        if isinstance(key, dt.date):
            weeks = self.weeks
            place = weeks.index(key) if key in weeks else len(weeks) - 1
            return len(LEFT) + max(place, 0)
        if key in LEFT:
            return LEFT.index(key)
        return len(LEFT) + len(self.weeks) + RIGHT.index(key)

    def week_at(self, column: int) -> dt.date | None:
        """The week that a column stands for; the board's own week for the columns beside the weeks."""
        key = self.column_key(column)
        if isinstance(key, dt.date):
            return key
        return self.weeks[-1] if self.weeks else None

    def line_of(self, unit_id: int) -> int | None:
        """The line of a unit, None where it is not shown."""
        for number, line in enumerate(self.lines):
            if isinstance(line, UnitLine) and line.row.unit.id == unit_id:
                return number
        return None

    def cell(self, index: Index) -> Cell | None:
        """The cell under an index of a week column."""
        line = self.lines[index.row()]
        key = self.column_key(index.column())
        if isinstance(line, UnitLine) and isinstance(key, dt.date):
            return line.row.cells[self.weeks.index(key)]
        return None

    # --- Qt ----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines shown."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns: fixed ones and weeks."""
        if parent.isValid() or self.board is None:
            return 0
        return len(LEFT) + len(self.weeks) + len(RIGHT)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be reached, nothing edited in place."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; everything else is painted by the delegate."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        key = self.column_key(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(line, key, self.cell(index))
        if isinstance(line, GroupLine):
            is_spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return group_words(line) if is_spoken else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(line, key, index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._tip(line, key, index) or _text(line, key, None)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles above; lines have no titles of their own."""
        if orientation is not Qt.Orientation.Horizontal or self.board is None:
            return None
        if section >= self.columnCount():
            return None
        key = self.column_key(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return short_label(key) if isinstance(key, dt.date) else _TITLES[key]
        spoken = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in spoken and isinstance(key, dt.date):
            return week_label(key)
        return None

    def _tip(self, line: UnitLine, key: str | dt.date, index: Index) -> str:
        unit = line.row.unit
        if isinstance(key, dt.date):
            return words.cell_words(line.row, self.cell(index), key)
        if key == "unit":
            former = f"，已并入{unit.merged_into}" if unit.merged_into else ""
            return unit.name + former
        if key == "liaison" and unit.liaison:
            return f"{unit.liaison} {unit.phone}".strip()
        if key == "silent":
            return words.silent_words(line.row.silent_weeks)
        return ""


def group_words(line: GroupLine) -> str:
    """What a group's heading says aloud."""
    missing = f"，{line.missing_words}" if line.missing else ""
    return f"{line.name}，{line.units} 个单位{missing}，{'已折叠' if line.folded else '已展开'}"


def _text(line: Line, key: str | dt.date, cell: Cell | None) -> str:
    if isinstance(line, GroupLine):
        return line.name if key == "number" else ""
    row = line.row
    if isinstance(key, dt.date):
        return words.mark(cell)[0] if cell else ""
    last = row.last
    if key in ("stories", "placements"):
        number = getattr(last, key) if last else 0
        return str(number) if number else "–"
    return {
        "number": str(line.number),
        "unit": row.unit.label,
        "liaison": row.unit.liaison,
        "silent": words.silent_words(row.silent_weeks),
    }[key]


def _is_missing(line: UnitLine) -> bool:
    last = line.row.last
    return last is not None and last.state is ReturnState.MISSING


def _predicate(key: str) -> Callable[[BoardRow], bool]:
    if key.startswith("group:"):
        name = key.removeprefix("group:")
        return lambda r: (r.unit.group or NO_GROUP) == name
    if key == "silent":
        return lambda r: r.silent_weeks > 1
    if key == "nil":
        return lambda r: r.last is not None and r.last.nil
    if key in {s.value for s in ReturnState}:
        return lambda r: r.last is not None and r.last.state.value == key
    return lambda _r: True


def _order_key(key: str) -> Callable[[BoardRow], int]:
    if key == "silent":
        return lambda r: r.silent_weeks
    return lambda r: int(getattr(r.last, key)) if r.last else 0
