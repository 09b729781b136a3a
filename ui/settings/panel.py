"""What every part of the settings page shares."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.widgets.cards import Card, SectionTitle, make_label

WIDTH = 960


class Panel(QWidget):
    """A part of the settings; with unsaved edits `dirty` is true and `save(done)` stores them.

    Signal `loaded()`: its data stand.
    """

    loaded = Signal()
    dirty = False

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, theme.px(16))
        self.column = QVBoxLayout()
        self.column.setSpacing(theme.px(14))
        held = QWidget()
        held.setMaximumWidth(theme.px(WIDTH))
        held.setLayout(self.column)
        self.column.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(held, 10)
        outer.addStretch(1)

    def add_card(self, title: str, note: str = "") -> Card:
        """A card with a heading at the end of the column."""
        card = Card()
        card.body.setSpacing(theme.px(12))
        card.body.addWidget(SectionTitle(title))
        if note:
            card.body.addWidget(make_label(note, "note", ink="soft", wrap=True))
        self.column.addWidget(card)
        return card

    def load(self, place: Place) -> None:
        """Read what is shown."""

    def save(self, done: Callable[[], None] | None = None) -> None:
        """Store unsaved edits, then call `done`."""
        if done is not None:
            done()

    def discard(self) -> None:
        """Forget unsaved edits."""
