"""What happened to a story or a return, newest first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from services.story_history import HistoryEntry
from ui.context import AppContext
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.chips import Chip
from ui.widgets.dialogs import SheetDialog

_LINES = 12


class HistoryDialog(SheetDialog):
    """Lists actions with what each changed; one that can be undone carries 撤销."""

    def __init__(
        self,
        context: AppContext,
        parent: QWidget,
        title: str,
        entries: list[HistoryEntry],
    ) -> None:
        super().__init__(parent, f"历史 · {title}", ok="关闭", wide=True)
        self.cancel_button.hide()
        self._context = context
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(px(320))
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(8))
        for entry in entries:
            column.addWidget(self._block(entry))
            column.addWidget(Separator())
        if not entries:
            column.addWidget(
                make_label("还没有任何操作记录。", ink="soft"),
                0,
                Qt.AlignmentFlag.AlignHCenter,
            )
        column.addStretch(1)
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self.accept_wanted.connect(self.accept)

    @classmethod
    def open_for(
        cls,
        context: AppContext,
        parent: QWidget,
        title: str,
        read: Callable[[Session], list[HistoryEntry]],
    ) -> None:
        """Read a history and show it over the window."""

        def show(entries: list[HistoryEntry]) -> None:
            dialog = cls(context, parent, title, entries)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        context.read(read, show, owner=parent, key="history")

    def _block(self, entry: HistoryEntry) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(make_label(entry.title, "bold", wrap=True), 1)
        if entry.undone:
            head.addWidget(Chip("已撤销", "neutral"))
        elif entry.undoable:
            head.addWidget(
                buttons.quiet("撤销", lambda: self._undo(entry), tip="把这次操作改回去")
            )
        column.addLayout(head)
        who = f" · {entry.actor}" if entry.actor else ""
        column.addWidget(
            make_label(f"{entry.at:%Y-%m-%d %H:%M}{who}", "note", ink="faint")
        )
        for line in entry.lines[:_LINES]:
            column.addWidget(make_label(line, "note", ink="soft", wrap=True))
        if len(entry.lines) > _LINES:
            column.addWidget(
                make_label(f"……共 {len(entry.lines)} 处", "note", ink="soft")
            )
        return block

    def _undo(self, entry: HistoryEntry) -> None:
        self.accept()
        self._context.undo_action(entry.action_id)
