"""The tree of what was understood: folding, keys, editing in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from services.plans.correcting.fields import Kind
from services.plans.correcting.items import Item
from services.plans.correcting.paths import Path
from ui import theme
from ui.plan_review.tree_model import ReadingModel
from ui.plan_review.tree_paint import ItemDelegate
from ui.theme import px

_CLOSED = ("headings", "copied_to", "tables")
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class ReadingTree(QTreeView):
    """`picked(path)` when another row is meant; `written(path, value)` and `given_up(path)` of an editor;
    `deed(name)`: add, delete, settle, settle_like, up, down, take, table, edit; `menu_wanted(QPoint)` on the screen.
    """

    picked = Signal(object)
    written = Signal(object, object)
    given_up = Signal(object)
    deed = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading = ReadingModel(self)
        self.setModel(self.reading)
        self.delegate = ItemDelegate(self)
        self.delegate.written.connect(self.written)
        self.delegate.given_up.connect(self.given_up)
        self.setItemDelegate(self.delegate)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(px(18))
        self.setAnimated(False)
        self.setAccessibleName("读懂的内容")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at))
        )
        self.doubleClicked.connect(lambda _i: self.deed.emit("edit"))
        self._silent = False
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.follow(self, self._dress)

    # --- what is shown -------------------------------------------------------------------------------

    def show_fresh(self, sections: tuple[Item, ...]) -> None:
        """Show another reading: sections open, records folded, the first row meant."""
        self._silent = True
        self.setUpdatesEnabled(False)
        self.reading.set_sections(())
        self.reading.set_sections(sections)
        self._open_sections()
        self.setUpdatesEnabled(True)
        self._silent = False
        self.scrollToTop()

    def show_again(self, sections: tuple[Item, ...]) -> None:
        """Bring the rows up to date; what is open stays open."""
        self._silent = True
        self.reading.set_sections(sections)
        self._silent = False

    def set_only_doubts(self, only: bool) -> None:
        """Show doubted values only, everything open; or all again."""
        path = self.path()
        self._silent = True
        self.setUpdatesEnabled(False)
        self.reading.set_only_doubts(only)
        if only:
            self.expandAll()
        else:
            self.collapseAll()
            self._open_sections()
        self.setUpdatesEnabled(True)
        self._silent = False
        self.go(path)

    def path(self) -> Path:
        """The path of the row that is meant."""
        return self.reading.path_of(self.currentIndex())

    def item(self) -> Item | None:
        """The row that is meant."""
        return self.reading.item_of(self.currentIndex())

    def go(self, path: Path, *, quiet: bool = False, open_: bool = False) -> None:
        """Mean the row of a path, opening what it stands in; `open_` opens the row itself."""
        index = self.reading.index_of(path) if path else self.reading.index(0, 0)
        if not index.isValid():
            index = self.reading.index(0, 0)
        above = index.parent()
        while above.isValid():
            self.setExpanded(above, True)
            above = above.parent()
        if open_:
            self.setExpanded(index, True)
        self._silent = quiet
        same = index == self.currentIndex()
        rect = self.visualRect(index)
        room = self.viewport().rect().adjusted(0, 0, 0, -2 * rect.height())
        self.setCurrentIndex(index)
        if not room.contains(rect.center()):
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._silent = False
        if same and not quiet:
            self.picked.emit(self.path())

    def go_to_section(self, key: str) -> None:
        """Mean a section, at the top of the view."""
        index = self.reading.index_of((key,))
        if index.isValid():
            self.setExpanded(index, True)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def edit_current(self) -> bool:
        """Open the editor of the row that is meant; False where it has none."""
        index = self.currentIndex()
        item = self.reading.item_of(index)
        if item is None:
            return False
        if item.kind is Kind.RECORD:
            self.setExpanded(index, True)
            first = self.reading.index(0, 0, index)
            for n in range(self.reading.rowCount(index)):
                one = self.reading.index(n, 0, index)
                if not (self.reading.item_of(one) or item).words:
                    first = one
                    break
            self.setCurrentIndex(first)
            index = first
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        self.scrollTo(index)
        self.edit(index)
        return self.delegate.editor is not None

    def edit_below(self) -> None:
        """Open the editor of the next row that has one, as Tab does in a form."""
        index = self.indexBelow(self.currentIndex())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit_current()

    # --- Qt ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        name = ""
        if held & _ALT:
            name = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}.get(Qt.Key(key), "")
        elif key == Qt.Key.Key_Space and held & _SHIFT:
            name = "settle_like"
        elif not held & _CTRL:
            name = {
                Qt.Key.Key_Return: "edit",
                Qt.Key.Key_Enter: "edit",
                Qt.Key.Key_F2: "edit",
                Qt.Key.Key_Insert: "add",
                Qt.Key.Key_Delete: "delete",
                Qt.Key.Key_Space: "settle",
            }.get(Qt.Key(key), "")
        if name:
            self.deed.emit(name)
            return
        super().keyPressEvent(event)

    def drawRow(self, painter: QPainter, options: Any, index: Any) -> None:
        rect: QRect = options.rect
        whole = QRect(0, rect.top(), self.viewport().width(), rect.height())
        current = index == self.currentIndex()
        if current:
            painter.fillRect(whole, theme.color("selection"))
        super().drawRow(painter, options, index)
        if current:
            bar = QRect(0, rect.top(), px(3), rect.height())
            painter.fillRect(bar, theme.color("accent"))
            if self.hasFocus():
                painter.save()
                painter.setPen(QPen(theme.color("focus"), 1))
                painter.drawRect(whole.adjusted(0, 0, -1, -2))
                painter.restore()

    # --- inside --------------------------------------------------------------------------------------

    def _open_sections(self) -> None:
        for n in range(self.reading.rowCount()):
            index = self.reading.index(n, 0)
            item = self.reading.item_of(index)
            if item is not None and item.step[0] not in _CLOSED:
                self.setExpanded(index, True)

    def _on_current(self, now: QModelIndex, _was: QModelIndex) -> None:
        if not self._silent and now.isValid():
            self.picked.emit(self.reading.path_of(now))

    def _dress(self) -> None:
        self.setIndentation(px(18))
        self.viewport().update()
