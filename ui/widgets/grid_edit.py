"""How cells of the grid are painted and typed into."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.theme import px
from ui.widgets.grid_model import GridModel, Index
from ui.widgets.picker import Picker, PickItem
from ui.widgets.table_paint import paint_text

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class CellDelegate(QStyledItemDelegate):
    """Paints cells with their errors; `left(key)` when a key ends typing, after the text was written."""

    left = Signal(int, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.editor: QWidget | None = None
        self.closeEditor.connect(self._on_closed)

    # --- painting ------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        model: Any = index.model()
        column = model.columns[index.column()]
        line = model.line_of(index.row())
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("info_tint"))
        elif line.flagged and model.flag_token:
            painter.fillRect(rect, theme.color(model.flag_token))
        elif not column.editable:
            painter.fillRect(rect, theme.color("raised"))
        painter.setPen(theme.color("line_soft"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        wrong = bool(line.errors.get(column.key))
        ink = "wrong_ink" if wrong else ("text_faint" if line.muted else "text")
        inner = rect.adjusted(px(8), 0, -px(8), 0)
        text = line.cells.get(column.key, "")
        paint_text(
            painter,
            inner,
            text,
            model.data(index, Qt.ItemDataRole.TextAlignmentRole),
            font=theme.font("body"),
            ink=theme.color(ink),
        )
        if wrong:
            _paint_wrong(painter, rect)

    # --- typing --------------------------------------------------------------------------------------

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        model: Any = index.model()
        column = model.columns[index.column()]
        if column.kind in ("choice", "pick"):
            editor: QLineEdit = Picker(
                [PickItem(text, text, initials) for text, initials in column.offered()],
                free_text=True,
                parent=parent,
            )
        else:
            editor = QLineEdit(parent)
        if column.hint:
            editor.setPlaceholderText(column.hint)
        editor.setAccessibleName(column.title)
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            text = str(index.data(Qt.ItemDataRole.EditRole) or "")
            if isinstance(editor, Picker):
                editor.set_value(text)
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, QLineEdit) and isinstance(model, GridModel):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QLineEdit)
            and self._take_key(watched, event)
        ):
            return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Write what is being typed into the model and close the editor."""
        if self.editor is not None:
            editor = self.editor
            self.editor = None
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _take_key(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        key = event.key()
        is_open = isinstance(editor, Picker) and editor.is_open()
        if key in ENTER or key in TABS:
            if is_open and isinstance(editor, Picker) and key != Qt.Key.Key_Backtab:
                editor.popup().pick_current()
            self.finish()
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.left.emit(key, back or key == Qt.Key.Key_Backtab)
            return True
        if key == Qt.Key.Key_Escape and is_open and isinstance(editor, Picker):
            editor.close_popup()
            return True
        return False

    def _on_closed(self, editor: QWidget, *_hint: object) -> None:
        if self.editor is editor:
            self.editor = None


def _paint_wrong(painter: QPainter, rect: QRect) -> None:
    """A red frame, and a corner for those who do not see red."""
    painter.save()
    painter.setPen(QPen(theme.color("wrong_ink"), 1))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
    side = px(7)
    corner = rect.topRight()
    painter.setBrush(theme.color("wrong_ink"))
    painter.drawPolygon(
        QPolygon([corner, corner - QPoint(side, 0), corner + QPoint(0, side)])
    )
    painter.restore()
