"""The model of the outline tree: nodes with their parents; heads can be dragged and dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui.campaigns.editor.nodes import Node

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-publicity-part"
NODE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Drop:
    """Where a head was dropped: before another head (None: at the end), in a section, at a level (None: as it was)."""

    part_id: int
    before_id: int | None
    section: str
    level: int | None


class OutlineModel(QAbstractItemModel):
    """Nodes as a tree of one column; `dropped(Drop)` asks for a head to be moved."""

    dropped = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roots: tuple[Node, ...] = ()
        self._flat: list[Node] = []
        self._places: dict[str, int] = {}
        self._parents: list[int] = []
        self._rows: list[int] = []
        self._kids: list[list[int]] = []
        self._top: list[int] = []

    def set_roots(self, roots: Iterable[Node]) -> None:
        """Show other nodes."""
        self.beginResetModel()
        self._roots = tuple(roots)
        self._flat, self._parents, self._rows, self._kids = [], [], [], []
        self._top = [self._add(node, -1, row) for row, node in enumerate(self._roots)]
        self._places = {node.key: at for at, node in enumerate(self._flat)}
        self.endResetModel()

    def update_roots(self, roots: Iterable[Node]) -> bool:
        """Show newer words on the same tree; False where the tree itself differs (`set_roots` then)."""
        new = tuple(roots)
        flat = [node for root in new for node in root.walk()]
        same = [(n.key, len(n.children)) for n in flat] == [
            (n.key, len(n.children)) for n in self._flat
        ]
        if not same:
            return False
        self._roots = new
        changed = [at for at, node in enumerate(flat) if node != self._flat[at]]
        self._flat = flat
        for at in changed:
            index = self.createIndex(self._rows[at], 0, at)
            self.dataChanged.emit(index, index)
        return True

    def node(self, index: Index) -> Node | None:
        """The node at an index."""
        return self._flat[index.internalId()] if index.isValid() else None

    def find(self, key: str) -> QModelIndex:
        """The index of a node, invalid when it is not there."""
        at = self._places.get(key)
        return QModelIndex() if at is None else self.createIndex(self._rows[at], 0, at)

    def keys(self) -> list[str]:
        """All nodes in the order of the tree."""
        return [node.key for node in self._flat]

    # --- Qt ------------------------------------------------------------------------------------------

    def index(
        self,
        row: int,
        column: int,
        parent: Index = QModelIndex(),  # noqa: B008
    ) -> QModelIndex:
        kids = self._kids[parent.internalId()] if parent.isValid() else self._top
        if column != 0 or not 0 <= row < len(kids):
            return QModelIndex()
        return self.createIndex(row, 0, kids[row])

    def parent(self, index: Index = QModelIndex()) -> Any:  # type: ignore[override]  # noqa: B008
        at = self._parents[index.internalId()] if index.isValid() else -1
        return QModelIndex() if at < 0 else self.createIndex(self._rows[at], 0, at)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._top)
        return len(self._kids[parent.internalId()]) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{node.number}{node.title}"
        if role == NODE:
            return node
        if role == Qt.ItemDataRole.ToolTipRole:
            words = f"{node.number}{node.title}"
            return f"{words}\n{node.doubts} 处存疑" if node.doubts else words
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{node.doubts} 处存疑" if node.doubts else ""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        node = self.node(index)
        if node is None:
            return flags
        if node.movable:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        if node.section:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Any) -> QMimeData:
        data = QMimeData()
        node = self.node(indexes[0]) if indexes else None
        if node is not None and node.part_id is not None:
            data.setData(MIME, str(node.part_id).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def canDropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: Index,
    ) -> bool:
        return self.drop_at(data, row, parent) is not None

    def dropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: Index,
    ) -> bool:
        """Ask for the move; the tree is read again afterwards, so Qt must remove nothing."""
        drop = self.drop_at(data, row, parent)
        if drop is not None:
            self.dropped.emit(drop)
        return False

    def drop_at(self, data: QMimeData, row: int, parent: Index) -> Drop | None:
        """What a drop means there, None where it is not possible (into itself, out of the text)."""
        over = self.node(parent)
        if not data.hasFormat(MIME) or over is None or not over.section:
            return None
        part_id = int(bytes(data.data(MIME).data()).decode())
        at = next((i for i, n in enumerate(self._flat) if n.part_id == part_id), None)
        if at is None or part_id in {n.part_id for n in self._upwards(parent)}:
            return None
        heads = [n for n in over.children if n.movable]
        if row < 0:
            row = len(over.children)
        following = [n for n in over.children[row:] if n.movable]
        before = following[0] if following else self._after(over)
        siblings = [n.level for n in heads if n.level and n.part_id != part_id]
        level = siblings[0] if siblings else (over.level or 0) + 1
        return Drop(
            part_id,
            before.part_id if before is not None else None,
            over.section,
            level,
        )

    # --- inside --------------------------------------------------------------------------------------

    def _add(self, node: Node, parent: int, row: int) -> int:
        at = len(self._flat)
        self._flat.append(node)
        self._parents.append(parent)
        self._rows.append(row)
        kids: list[int] = []
        self._kids.append(kids)
        kids.extend(self._add(c, at, i) for i, c in enumerate(node.children))
        return at

    def _upwards(self, index: Index) -> list[Node]:
        found: list[Node] = []
        at = index.internalId() if index.isValid() else -1
        while at >= 0:
            found.append(self._flat[at])
            at = self._parents[at]
        return found

    def _after(self, node: Node) -> Node | None:
        """The first head of the section behind a node and all below it."""
        last = list(node.walk())[-1]
        start = self._places[last.key] + 1
        return next(
            (n for n in self._flat[start:] if n.movable and n.section == node.section),
            None,
        )
