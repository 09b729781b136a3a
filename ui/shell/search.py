"""The search over the window: pages and commands at once; units, outlets, plans and stories as they are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme

if TYPE_CHECKING:
    from ui.context import AppContext
    from ui.search_sources import Hit
    from ui.shell.commands import Command

_WIDTH, _ROWS = 620, 12
_LINE, _HEADING = 34, 26
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """One line of the list; a heading has no `run`."""

    text: str
    note: str = ""
    run: Callable[[], Any] | None = None


class LineModel(QAbstractListModel):
    """Lines of the search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a line, with its note for screen readers."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}，{line.note}" if line.note else line.text
        if role == Qt.ItemDataRole.ToolTipRole and line.run is not None:
            return line.text
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if index.isValid() and self.lines[index.row()].run is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class _Painter(QStyledItemDelegate):
    """A line: the text at the left, the note at the right; headings small and soft."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        model = index.model()
        heading = isinstance(model, LineModel) and model.lines[index.row()].run is None
        return QSize(theme.px(200), theme.px(_HEADING if heading else _LINE))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        model = index.model()
        assert isinstance(model, LineModel)
        line = model.lines[index.row()]
        look = theme.current()
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        inner = area.adjusted(theme.px(16), 0, -theme.px(16), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        if line.run is None:
            painter.setFont(theme.font("note"))
            painter.setPen(look.color("text_soft"))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, line.text)
            painter.restore()
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_tint"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            side = theme.px(8)
            painter.drawRoundedRect(area.adjusted(side, 1, -side, -1), 6, 6)
        painter.setFont(theme.font("note"))
        note_width = painter.fontMetrics().horizontalAdvance(line.note)
        painter.setPen(look.color("text_soft"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, line.note)
        painter.setFont(theme.font("body"))
        painter.setPen(look.color("text"))
        room = inner.width() - note_width - theme.px(16)
        text = painter.fontMetrics().elidedText(
            line.text, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


class SearchPanel(QDialog):
    """A field and what it finds; ↑ ↓ choose, Enter goes there, Esc closes."""

    def __init__(
        self, parent: QWidget, context: AppContext, commands: Sequence[Command]
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowTitle("搜索")
        self._context = context
        self._commands = commands
        self._words = ""
        self.field = QLineEdit()
        self.field.setObjectName("search-field")
        self.field.setPlaceholderText(
            "单位、媒体、方案、任务、稿件标题，或要办的事；也可以打拼音首字母"
        )
        self.field.setAccessibleName("搜索")
        self.field.textChanged.connect(self._on_text)
        self.field.installEventFilter(self)
        self.model = LineModel(self)
        self.list = QListView()
        self.list.setObjectName("search-list")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("搜索结果")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._run)
        self.nothing = QLabel()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setFont(theme.font("note"))
        self.nothing.setMinimumHeight(theme.px(64))
        box = QFrame()
        box.setObjectName("card")
        shadow = QGraphicsDropShadowEffect(box)
        shadow.setBlurRadius(theme.px(28))
        shadow.setOffset(0, theme.px(6))
        box.setGraphicsEffect(shadow)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, theme.px(10), 0, theme.px(8))
        inside.setSpacing(theme.px(6))
        frame = QVBoxLayout()
        frame.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        frame.addWidget(self.field)
        inside.addLayout(frame)
        inside.addWidget(self.list)
        inside.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        margin = theme.px(28)
        outer.setContentsMargins(margin, 0, margin, margin)
        outer.addWidget(box)
        self._fill([])

    @classmethod
    def open_over(
        cls, window: QWidget, context: AppContext, commands: Sequence[Command]
    ) -> SearchPanel:
        """Open at the top middle of the window."""
        panel = cls(window, context, commands)
        width = min(theme.px(_WIDTH), window.width() - theme.px(40)) + theme.px(56)
        panel.setFixedWidth(width)
        corner = window.mapToGlobal(window.rect().topLeft())
        panel.move(
            corner.x() + (window.width() - width) // 2, corner.y() + theme.px(64)
        )
        panel.show()
        panel.field.setFocus()
        return panel

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys and Enter move in the list while the field has the keyboard."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self._on_key(event.key())
        ):
            return True
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key in steps:
            self._move(steps[Qt.Key(key)])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
            return True
        return False

    def _move(self, by: int) -> None:
        rows = [i for i, line in enumerate(self.model.lines) if line.run is not None]
        if not rows:
            return
        row = self.list.currentIndex().row()
        at = rows.index(row) if row in rows else -1
        self._choose(rows[max(0, min(len(rows) - 1, at + by))])

    def _choose(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        run = self.model.lines[index.row()].run
        if run is not None:
            self.close()
            run()

    # --- finding -----------------------------------------------------------------------------------

    def _on_text(self, words: str) -> None:
        self._words = words.strip()
        self._fill([])
        if not self._words:
            return
        from ui.search_sources import find

        wanted = self._words
        self._context.read(
            lambda s: find(s, wanted), self._fill, owner=self, key="search"
        )

    def _fill(self, hits: list[Hit]) -> None:
        lines = self._command_lines()
        last = ""
        for hit in hits:
            if hit.kind != last:
                lines.append(Line(hit.kind))
                last = hit.kind
            place = hit.place
            lines.append(
                Line(hit.title, hit.note, lambda p=place: self._context.navigate(p))
            )
        self.model.set_lines(lines)
        first = next((i for i, line in enumerate(lines) if line.run is not None), None)
        if first is not None:
            self._choose(first)
        self.list.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        self.nothing.setText(f"没有找到“{self._words}”")
        self._fit(lines)

    def _fit(self, lines: Sequence[Line]) -> None:
        """As high as what was found, up to a dozen lines."""
        high = sum(_HEADING if line.run is None else _LINE for line in lines)
        self.list.setFixedHeight(theme.px(min(high, _LINE * _ROWS)) + 2)
        self.adjustSize()

    def _command_lines(self) -> list[Line]:
        from ui.search_sources import command_rank

        ranked = [
            (rank, c)
            for c in self._commands
            if (rank := command_rank(self._words, c.text, c.initials)) is not None
        ]
        ranked.sort(key=lambda pair: pair[0])
        lines: list[Line] = []
        for group, heading in (
            ("办事", "要办的事"),
            ("页面", "页面"),
            ("窗口", "窗口"),
        ):
            mine = [c for _rank, c in ranked if c.group == group]
            if mine:
                lines.append(Line(heading))
                lines += [
                    Line(c.text, c.keys[0] if c.keys else "", c.run) for c in mine
                ]
        return lines
