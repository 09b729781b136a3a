"""What was understood as a Qt tree: rows are changed in place, so that the view keeps its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from services.plans.correcting.fields import Kind
from services.plans.correcting.items import Item
from services.plans.correcting.paths import Path
from services.plans.reading import Span

Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole.UserRole
PathRole = Qt.ItemDataRole.UserRole + 1
MarkRole = Qt.ItemDataRole.UserRole + 2

Known = dict[tuple[Any, ...], Item]


_NONE = QModelIndex()
_ids = count(1)


class _Node:
    __slots__ = ("__weakref__", "children", "id", "item", "parent", "row")

    def __init__(self, item: Item, parent: _Node | None, row: int) -> None:
        self.id = next(_ids)
        self.item = item
        self.parent = parent
        self.row = row
        _nodes[self.id] = self
        self.children = [_Node(c, self, n) for n, c in enumerate(item.children)]

    def path(self) -> Path:
        step = self.item.step
        if self.parent is None or self.parent.parent is None:
            return step
        above = self.parent.path()
        return step if above == ("basic",) else (*above, *step)


# Rows are named by numbers: a row that is gone must never be reached through an old index.
_nodes: WeakValueDictionary[int, _Node] = WeakValueDictionary()
_ROOT = Item((), Kind.SECTION, "", "", None)


class ReadingModel(QAbstractItemModel):
    """The rows of a reading; `set_sections` brings them up to date, with `only_doubts` only what is doubted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _Node(_ROOT, None, 0)
        self._original: Known = {}
        self._only_doubts = False
        self._sections: tuple[Item, ...] = ()

    # --- what is shown -------------------------------------------------------------------------------

    def set_sections(self, sections: tuple[Item, ...]) -> None:
        """Show these rows; those that did not change stay the same rows."""
        self._sections = sections
        shown = _doubted(sections) if self._only_doubts else sections
        self._sync(self._root, QModelIndex(), shown)

    def set_original(self, sections: tuple[Item, ...]) -> None:
        """What the program read, to tell what the clerk changed; nothing is marked without it."""
        self._original = dict(_told(sections))

    @property
    def knows_original(self) -> bool:
        """Whether it was told what the program read."""
        return bool(self._original)

    def set_only_doubts(self, only: bool) -> None:
        """Show everything, or only doubted values with what they stand in."""
        if only != self._only_doubts:
            self._only_doubts = only
            self.set_sections(self._sections)

    def path_of(self, index: Index) -> Path:
        """The path of a row, () for none."""
        return self._node(index).path() if index.isValid() else ()

    def item_of(self, index: Index) -> Item | None:
        """The row itself."""
        return self._node(index).item if index.isValid() else None

    def index_of(self, path: Path) -> QModelIndex:
        """The row of a path; the nearest row above it where there is none, an invalid index for a section gone."""
        node = self._root
        found = QModelIndex()
        for n, child in enumerate(node.children):
            if path[: len(child.item.step)] == child.item.step or _is_basic(
                child.item, path
            ):
                node, found = child, self.index(n, 0)
                break
        else:
            return found
        while True:
            for n, child in enumerate(node.children):
                own = child.path()
                if path[: len(own)] == own:
                    node, found = child, self.index(n, 0, found)
                    break
            else:
                return found

    def doubted(self) -> Iterator[Path]:
        """Paths of doubted values in the order shown."""
        yield from _doubts(self._root)

    def original_of(self, index: Index) -> Item | None:
        """What the program read where the clerk wrote something else."""
        node = self._node(index)
        if _mark(self._original, node) != "changed":
            return None
        return self._original.get(_key(node) or ())

    # --- Qt ------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _NONE) -> QModelIndex:
        above = self._node(parent)
        if column != 0 or not 0 <= row < len(above.children):
            return QModelIndex()
        return self.createIndex(row, 0, above.children[row].id)

    def parent(self, index: Index = _NONE) -> Any:
        if not index.isValid():
            return QModelIndex()
        above = self._node(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above.id)

    def rowCount(self, parent: Index = _NONE) -> int:
        return len(self._node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = _NONE) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._node(index)
        item = node.item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return item.words or item.label
        if role == ItemRole:
            return item
        if role == PathRole:
            return node.path()
        if role == MarkRole:
            return _mark(self._original, node)
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.doubt or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(item)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        kind = self._node(index).item.kind
        if kind not in (Kind.SECTION, Kind.RECORD, Kind.TABLE):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    # --- inside --------------------------------------------------------------------------------------

    def _node(self, index: Index) -> _Node:
        if not index.isValid():
            return self._root
        return _nodes.get(index.internalId(), self._root)

    def _sync(self, node: _Node, index: QModelIndex, items: Sequence[Item]) -> None:
        old = node.children
        most = min(len(old), len(items))
        first = 0
        while first < most and _is_same(old[first].item, items[first]):
            first += 1
        last = 0
        while last < most - first and _is_same(old[-1 - last].item, items[-1 - last]):
            last += 1
        gone, come = len(old) - first - last, len(items) - first - last
        both = min(gone, come)
        if gone > both:
            self.beginRemoveRows(index, first + both, first + gone - 1)
            del old[first + both : first + gone]
            self._renumber(node, first + both)
            self.endRemoveRows()
        elif come > both:
            self.beginInsertRows(index, first + both, first + come - 1)
            old[first + both : first + both] = [
                _Node(item, node, 0) for item in items[first + both : first + come]
            ]
            self._renumber(node, first + both)
            self.endInsertRows()
        for n, item in enumerate(items):
            child = old[n]
            if child.item is item:
                continue
            same = _is_same(child.item, item)
            child.item = item
            own = self.index(n, 0, index)
            if not same:
                self.dataChanged.emit(own, own)
            if not same or item.kind is Kind.SECTION:
                self._sync(child, own, item.children)

    @staticmethod
    def _renumber(node: _Node, begin: int) -> None:
        for n in range(begin, len(node.children)):
            node.children[n].row = n


def _is_basic(section: Item, path: Path) -> bool:
    return section.step == ("basic",) and any(
        c.step[:1] == path[:1] for c in section.children
    )


def _name(step: Path) -> str | int | None:
    return step[0] if step and isinstance(step[0], str) else None


def _is_same(a: Item, b: Item) -> bool:
    return a is b or (
        (a.value is b.value or (isinstance(a.value, str) and a.value == b.value))
        and a.kind is b.kind
        and a.label == b.label
        and a.words == b.words
        and a.doubt == b.doubt
        and _name(a.step) == _name(b.step)
        and len(a.children) == len(b.children)
    )


def _doubted(items: Sequence[Item]) -> tuple[Item, ...]:
    """Rows that are doubted or hold what is."""
    return tuple(
        replace(item, children=_doubted(item.children)) for item in items if item.doubts
    )


def _doubts(node: _Node) -> Iterator[Path]:
    if node.item.doubt:
        yield node.path()
    for child in node.children:
        if child.item.doubts:
            yield from _doubts(child)


def _told(sections: Sequence[Item]) -> Iterator[tuple[tuple[Any, ...], Item]]:
    root = _Node(replace(_ROOT, children=tuple(sections)), None, 0)

    def below(node: _Node) -> Iterator[tuple[tuple[Any, ...], Item]]:
        for child in node.children:
            key = _key(child)
            if key is not None:
                yield key, child.item
            yield from below(child)

    yield from below(root)


def _key(node: _Node) -> tuple[Any, ...] | None:
    """What names a value whatever its row: its field, the place of its record and its own place."""
    item = node.item
    if item.kind is Kind.SECTION or node.parent is None:
        return None
    path = node.path()
    name = next((s for s in reversed(path) if isinstance(s, str)), "")
    holder: Span | None = node.parent.item.span
    return (path[0], name, holder, item.span)


def _mark(original: Known, node: _Node) -> str:
    key = _key(node)
    item = node.item
    if key is None or not item.words or not original:
        return ""
    if item.kind is Kind.RECORD:
        return "" if key in original else "added"
    was = original.get(key)
    if was is None or not was.words:
        return "added"
    return "" if was.words == item.words else "changed"


def _spoken(item: Item) -> str:
    words = item.words or ("" if item.kind is Kind.SECTION else "原文没有")
    parts = [item.label, words, item.note]
    if item.doubt:
        parts.append(f"待核：{item.doubt}")
    elif item.doubts:
        parts.append(f"待核 {item.doubts} 处")
    return "，".join(p for p in parts if p)
