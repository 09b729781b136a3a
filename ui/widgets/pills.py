"""A row of filters of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.theme import px

PillItem = tuple[str, str, int | None]


class PillBar(QWidget):
    """Filters side by side: `chosen(key)` when the clerk picks one; ← → go from one to the next."""

    chosen = Signal(str)

    def __init__(
        self, items: Sequence[PillItem] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        self._row.addStretch(1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self.set_items(items)

    def set_items(self, items: Sequence[PillItem]) -> None:
        """Show (key, text, count or None); the chosen key stays when it is still there."""
        chosen = self.current()
        if [key for key, _, _ in items] != list(self._buttons):
            self._rebuild([key for key, _, _ in items])
        for key, text, count in items:
            shown = text if count is None else f"{text} {count:,}"
            self._buttons[key].setText(shown)
            self._buttons[key].setAccessibleName(shown)
        if self._buttons and self.current() == "":
            self.set_current(
                chosen if chosen in self._buttons else next(iter(self._buttons))
            )

    def current(self) -> str:
        """The key of the chosen filter, empty when there is none."""
        return next((k for k, b in self._buttons.items() if b.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose a filter; says nothing."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        keys = list(self._buttons)
        if step is None or not keys:
            super().keyPressEvent(event)
            return
        at = (keys.index(self.current()) + step) % len(keys)
        self._buttons[keys[at]].setFocus()
        self._choose(keys[at])

    def _rebuild(self, keys: list[str]) -> None:
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for at, key in enumerate(keys):
            button = QPushButton()
            button.setProperty("look", "pill")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            self._group.addButton(button)
            self._row.insertWidget(at, button)
            self._buttons[key] = button

    def _choose(self, key: str) -> None:
        self.set_current(key)
        self.chosen.emit(key)
