"""The detail at the right of a page, and the split that holds it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.state import StateStore
from ui.theme import px
from ui.widgets.labels import make_label

WIDTH = 296


class SidePanel(QFrame):
    """Title and note, a scrolling `body`, and `foot`, a row of buttons."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setMinimumWidth(px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(4))
        self._title = make_label(title, "heading", wrap=True)
        self._note = make_label("", "note", ink="soft", wrap=True)
        self._note.hide()
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addSpacing(px(4))
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("scrolled")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, px(4), 0)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(8))
        outer.addLayout(self.body)
        outer.addStretch(1)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(px(8))
        self.foot.setAlignment(Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self.foot)

    def set_title(self, text: str) -> None:
        """Show another title."""
        self._title.setText(text)

    def set_note(self, text: str) -> None:
        """Show a line under the title; empty hides it."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def clear(self) -> None:
        """Take everything out of body and foot."""
        clear_layout(self.body)
        clear_layout(self.foot)


class SplitView(QSplitter):
    """Two parts side by side; the width of the right one is remembered."""

    def __init__(
        self,
        left: QWidget,
        right: QWidget,
        state: StateStore | None = None,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._state, self._key = state, key
        self.setHandleWidth(px(12))
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        kept = state.get(f"{key}.side") if state is not None and key else None
        self._wide = kept if isinstance(kept, int) and kept > 0 else px(WIDTH)
        self.setSizes([10_000, self._wide])
        self._remember = QTimer(self)
        self._remember.setSingleShot(True)
        self._remember.setInterval(400)
        self._remember.timeout.connect(self._save)
        self.splitterMoved.connect(lambda *_: self._remember.start())

    def _save(self) -> None:
        if self._state is not None and self._key and self.widget(1).isVisible():
            self._state.put(f"{self._key}.side", self.sizes()[1])


def clear_layout(layout: QLayout) -> None:
    """Take every widget, inner layout and space out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
            inner.deleteLater()
