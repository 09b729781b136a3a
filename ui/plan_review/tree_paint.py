"""How a row of what was understood is painted, and the editor that opens in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from services.plans.correcting.fields import Kind, field_of
from services.plans.correcting.items import Item
from ui import theme
from ui.plan_review import editors
from ui.plan_review.tree_model import Index, ItemRole, MarkRole, PathRole
from ui.theme import px
from ui.widgets.chips import chip_size, paint_chip
from ui.widgets.picker import Picker, PickItem
from ui.widgets.table_paint import paint_line_below, paint_text

ROW = 32
LABEL = 68
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MARKS = {"changed": ("已改", "changed"), "added": ("补入", "merged")}
_LONGEST = 160


class ItemDelegate(QStyledItemDelegate):
    """`written(path, value)` when an editor was committed, `given_up(path)` when it was left without."""

    written = Signal(object, object)
    given_up = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.editor: QWidget | None = None
        self.units: list[PickItem] = []
        self._path: Any = ()
        self._committed = False
        self.goes_on = False
        """Whether Tab ended the last editor: the next row is to be written."""
        self.closeEditor.connect(self._on_closed)

    # --- painting ------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(200), px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        item: Item = index.data(ItemRole)
        paint_line_below(painter, rect)
        inner = rect.adjusted(px(2), 0, -px(10), 0)
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        # What stands below an open row says its own doubts.
        is_open = bool(state & QStyle.StateFlag.State_Open)
        inner = self._paint_chips(painter, inner, item, index, is_open)
        if item.kind is Kind.SECTION:
            self._paint_section(painter, inner, item)
        elif item.kind is Kind.RECORD:
            self._paint_record(painter, inner, item)
        else:
            self._paint_value(painter, inner, item, index)

    def _paint_chips(
        self,
        painter: QPainter,
        inner: QRect,
        item: Item,
        index: Index,
        is_open: bool,
    ) -> QRect:
        chips: list[tuple[str, str]] = []
        mark = index.data(MarkRole)
        if mark in _MARKS:
            chips.append(_MARKS[mark])
        count = item.doubts
        if item.doubt:
            chips.append(("待核", "ask"))
        elif count and not is_open:
            chips.append((f"待核 {count}", "ask"))
        for text, role in reversed(chips):
            size = chip_size(text)
            box = QRect(0, 0, size.width(), px(20))
            box.moveRight(inner.right())
            box.moveTop(inner.center().y() - box.height() // 2)
            paint_chip(painter, box, text, role)
            inner.setRight(box.left() - px(6))
        return inner

    def _paint_section(self, painter: QPainter, inner: QRect, item: Item) -> None:
        font = theme.font("bold")
        _draw(painter, inner, item.label, font, "text")
        wide = QFontMetrics(font).horizontalAdvance(item.label) + px(10)
        ink = "text_soft" if item.children else "text_faint"
        _draw(
            painter, inner.adjusted(wide, 0, 0, 0), item.note, theme.font("note"), ink
        )

    def _paint_record(self, painter: QPainter, inner: QRect, item: Item) -> None:
        if item.label:
            note = theme.font("note")
            wide = max(QFontMetrics(note).horizontalAdvance(item.label), px(44))
            box = QRect(inner)
            box.setWidth(min(wide, inner.width() // 3))
            _draw(painter, box, item.label, note, "text_soft")
            inner = inner.adjusted(box.width() + px(8), 0, 0, 0)
        if item.note:
            note = theme.font("note")
            wide = QFontMetrics(note).horizontalAdvance(item.note[:_LONGEST])
            box = QRect(inner)
            box.setLeft(inner.right() - min(wide, inner.width() * 45 // 100))
            paint_text(
                painter, box, item.note, _RIGHT, font=note, ink=theme.color("text_soft")
            )
            inner = inner.adjusted(0, 0, -box.width() - px(10), 0)
        words = item.words or "（还没有内容）"
        _draw(
            painter, inner, words, theme.font(), "text" if item.words else "text_faint"
        )

    def _paint_value(
        self, painter: QPainter, inner: QRect, item: Item, index: Index
    ) -> None:
        if _has_label(index):
            box = QRect(inner)
            box.setWidth(px(LABEL))
            _draw(painter, box, item.label, theme.font("note"), "text_soft")
            inner = inner.adjusted(px(LABEL) + px(8), 0, 0, 0)
        if item.words:
            _draw(painter, inner, item.words, theme.font(), "text")
        else:
            _draw(painter, inner, "原文没有", theme.font("note"), "text_faint")

    # --- writing -------------------------------------------------------------------------------------

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        spec = field_of(index.data(PathRole))
        editor = editors.make_editor(spec, parent, self.units) if spec else None
        if editor is None:
            return QLineEdit(parent)
        self.editor, self._path = editor, index.data(PathRole)
        self._committed = self.goes_on = False
        editor.setAccessibleName(spec.label if spec else "")
        if isinstance(editor, editors.RowEditor | editors.LongEditor):
            editor.done.connect(self.finish)
            editor.given_up.connect(self._give_up)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not self._committed:
            editors.show_in(editor, index.data(ItemRole))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        value = editors.value_in(editor)
        if value is not None:
            self._committed = True
            self.written.emit(self._path, value)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        spec = field_of(index.data(PathRole))
        kind = spec.kind if spec else Kind.TEXT
        box = QRect(rect)
        if _has_label(index):
            box.setLeft(box.left() + px(LABEL) + px(6))
        box.setRight(box.right() - px(4))
        wanted = px(editors.MIN_WIDTH.get(kind, 0))
        view = self.parent()
        if isinstance(view, QAbstractItemView):
            right = view.viewport().width() - px(4)
            if box.width() < wanted:
                box.setLeft(max(px(4), right - wanted))
                box.setRight(right)
            if kind is Kind.LONG:
                box.setHeight(px(editors.LONG_HEIGHT))
                foot = view.viewport().height()
                if box.bottom() > foot:
                    box.moveBottom(max(foot, box.height()))
        editor.setGeometry(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if isinstance(watched, editors.LongEditor):
                return False  # it has keys of its own
            if isinstance(watched, QLineEdit | QComboBox) and self._take_key(
                watched, event
            ):
                return True
        if event.type() == QEvent.Type.FocusOut and isinstance(
            watched, editors.RowEditor
        ):
            return False  # the keyboard is in one of its fields
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Write what stands in the editor and close it; days that cannot be read keep it open."""
        editor = self.editor
        if editor is None or editors.value_in(editor) is None:
            return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _give_up(self) -> None:
        if self.editor is not None:
            self.closeEditor.emit(
                self.editor, QAbstractItemDelegate.EndEditHint.RevertModelCache
            )

    def _take_key(self, editor: QLineEdit | QComboBox, event: QKeyEvent) -> bool:
        key = event.key()
        is_open = isinstance(editor, Picker) and editor.is_open()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            if is_open and isinstance(editor, Picker):
                editor.popup().pick_current()
            self.goes_on = key == Qt.Key.Key_Tab
            self.finish()
            return True
        if key == Qt.Key.Key_Escape and is_open and isinstance(editor, Picker):
            editor.close_popup()
            return True
        return False

    def _on_closed(self, editor: QWidget, *_hint: object) -> None:
        if self.editor is editor:
            self.editor = None
            if not self._committed:
                self.given_up.emit(self._path)


def _has_label(index: Index) -> bool:
    """Whether a value stands in a record or among the basic fields, behind its label."""
    path = index.data(PathRole)
    return not (len(path) == 2 and isinstance(path[1], int)) or path[0] == "letterhead"


def _draw(painter: QPainter, rect: QRect, text: str, font: Any, token: str) -> None:
    paint_text(painter, rect, text[:_LONGEST], _LEFT, font=font, ink=theme.color(token))
