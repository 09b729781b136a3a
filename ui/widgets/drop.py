"""A place where files and folders can be dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import px


class DropZone(QFrame):
    """`dropped(list of Path)` when files or folders from outside are let go over it.

    `body` is its column. Without `framed` it shows itself only while something is held over it.
    """

    dropped = Signal(list)

    def __init__(self, framed: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drop" if framed else "drop_open")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.setAccessibleName("把文件或文件夹拖到这里")
        self.body = QVBoxLayout(self)
        margin = px(16) if framed else 0
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(px(8))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_over(True)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        paths = local_paths(event)
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(paths)

    def _show_over(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)


def local_paths(event: QDropEvent) -> list[Path]:
    """The files and folders that a drag carries."""
    data = event.mimeData()
    if not data.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
