"""The outline tree on screen: painted with numbers, counts and doubts; keys as in Word's outline."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from ui import theme
from ui.campaigns.editor.nodes import Node
from ui.campaigns.editor.tree_model import NODE, OutlineModel
from ui.theme import px
from ui.widgets.chips import paint_chip

Index = QModelIndex | QPersistentModelIndex
ROW = 30
_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class OutlineTree(QTreeView):
    """Signals: `chosen(key)`, `deed(name)` for up, down, promote, demote, after, before, below, delete, edit."""

    chosen = Signal(str)
    deed = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.outline = OutlineModel(self)
        self.setModel(self.outline)
        self.setItemDelegate(_NodeDelegate(self))
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(px(16))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName("方案大纲")
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAutoExpandDelay(600)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda _i: self.deed.emit("edit"))
        self._silent = False
        self._closed: set[str] = set()
        self.collapsed.connect(lambda i: self._closed.add(self._key(i)))
        self.expanded.connect(lambda i: self._closed.discard(self._key(i)))

    def show_roots(self, roots: Any) -> None:
        """Show newer nodes; what was closed stays closed, the chosen node stays chosen."""
        if self.outline.update_roots(roots):
            return
        key, top = self.current_key(), self.verticalScrollBar().value()
        former = self.outline.keys()
        closed = set(self._closed)
        self._silent = True
        self.setUpdatesEnabled(False)
        self.outline.set_roots(roots)
        self.expandAll()
        for one in closed:
            index = self.outline.find(one)
            if index.isValid():
                self.collapse(index)
        if key:
            self._select_near(key, former)
        self.verticalScrollBar().setValue(top)
        self.setUpdatesEnabled(True)
        self._silent = False

    def current_key(self) -> str:
        """The chosen node, empty when there is none."""
        return self._key(self.currentIndex())

    def current_node(self) -> Node | None:
        """The chosen node."""
        return self.outline.node(self.currentIndex())

    def select(self, key: str, *, scroll: bool = True) -> bool:
        """Choose a node without telling; False when it is not there."""
        index = self.outline.find(key)
        if not index.isValid():
            return False
        was, self._silent = self._silent, True
        self.setCurrentIndex(index)
        self._silent = was
        if scroll:
            self.scrollTo(index)
        return True

    def _select_near(self, key: str, former: list[str]) -> None:
        """Choose a node, or where it is gone the next one that is still there, else the one before it."""
        at = former.index(key) if key in former else len(former)
        for near in [*former[at:], *reversed(former[:at])]:
            if self.select(near, scroll=False):
                return

    # --- Qt ------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that mean the outline here mean it before any shortcut of page or window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() & _ALT
            and self._deed(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed = self._deed(event)
        if deed:
            self.deed.emit(deed)
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """On a head Tab means its level; Ctrl+Tab always leaves the tree."""
        node = self.current_node()
        if node is not None and node.movable:
            return False
        return super().focusNextPrevChild(next)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """A small chevron where there is something below."""
        model: Any = index.model()
        if not model.hasChildren(index):
            return
        side = px(12)
        box = QRect(0, 0, side, side)
        box.moveCenter(QPoint(rect.right() - px(7), rect.center().y()))
        node: Node = index.data(NODE)
        name = "chevron-right" if node.key in self._closed else "chevron-down"
        theme.icon(name, "text_soft").paint(painter, box)

    def _deed(self, event: QKeyEvent) -> str:
        key, held = event.key(), event.modifiers()
        node = self.current_node()
        head = node is not None and node.movable
        part = node is not None and node.part_id is not None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held == _CTRL:
                return "after"
            return "below" if held == (_CTRL | _SHIFT) else "edit"
        if key == Qt.Key.Key_F2:
            return "edit"
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and held & _CTRL:
            super().focusNextPrevChild(key == Qt.Key.Key_Tab)
            return ""
        if not part:
            return ""
        if key == Qt.Key.Key_Delete and not held:
            return "delete"
        if not head:
            return ""
        if held == _ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return "up" if key == Qt.Key.Key_Up else "down"
        if held == (_ALT | _SHIFT) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return "promote" if key == Qt.Key.Key_Left else "demote"
        if key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and held == _SHIFT):
            return "promote"
        return "demote" if key == Qt.Key.Key_Tab else ""

    def _key(self, index: QModelIndex) -> str:
        node = self.outline.node(index)
        return node.key if node is not None else ""

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._silent and now.isValid():
            self.chosen.emit(self._key(now))

    def _on_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.setCurrentIndex(index)
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))


class _NodeDelegate(QStyledItemDelegate):
    """Number, title, count at the right, doubts as an amber chip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        node: Node = index.data(NODE)
        view: Any = self.parent()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.color("selection"))
            bar = QRect(0, rect.top(), px(3), rect.height())
            painter.fillRect(
                bar, theme.color("accent" if view.hasFocus() else "control_line")
            )
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        right = rect.right() - px(8)
        if node.doubts:
            right = self._chip(painter, rect, right, str(node.doubts))
        elif node.count:
            right = self._count(painter, rect, right, str(node.count))
        inner = QRect(
            rect.left() + px(2), rect.top(), right - rect.left() - px(8), rect.height()
        )
        root = not index.parent().isValid()
        painter.setFont(theme.font("bold" if root and not node.soft else "body"))
        painter.setPen(QPen(theme.color("text_soft" if node.soft else "text")))
        gap = "　" if node.number.startswith("附件") else ""
        words = f"{node.number}{gap}{node.title}"
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown
        )

    def _chip(self, painter: QPainter, rect: QRect, right: int, words: str) -> int:
        width = max(px(22), painter.fontMetrics().horizontalAdvance(words) + px(12))
        box = QRect(right - width, 0, width, px(18))
        box.moveCenter(QPoint(box.center().x(), rect.center().y()))
        paint_chip(painter, box, words, "warn")
        return right - width

    def _count(self, painter: QPainter, rect: QRect, right: int, words: str) -> int:
        painter.setFont(theme.font("note"))
        painter.setPen(theme.color("text_faint"))
        width = painter.fontMetrics().horizontalAdvance(words)
        box = QRect(right - width, rect.top(), width, rect.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return right - width
