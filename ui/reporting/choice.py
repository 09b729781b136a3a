"""A quiet button that shows the choice made and opens the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui import theme

Entry = tuple[str, str]


class ChoiceButton(QToolButton):
    """Shows one of (key, words); `chosen(key)` when the clerk picks another.

    An entry without words draws a line.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        entries: Sequence[Entry] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._entries: list[Entry] = []
        self._key = ""
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        theme.set_icon(self, "chevron-down", "text_soft")
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other entries; the choice stays where it is still offered."""
        if list(entries) == self._entries and self._entries:
            return
        self._entries = list(entries)
        keys = [k for k, text in self._entries if text]
        if self._key not in keys:
            self._key = keys[0] if keys else ""
        old = self.menu()
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        marks = QActionGroup(menu)
        for key, text in self._entries:
            if not text:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(key)
            marks.addAction(action)
            action.triggered.connect(lambda _on=False, k=key: self._choose(k))
        self.setMenu(menu)
        if old is not None:
            old.deleteLater()
        self._show()

    def key(self) -> str:
        """The key of the choice."""
        return self._key

    def set_key(self, key: str) -> None:
        """Show a choice; says nothing. An unknown key shows the first entry."""
        known = [k for k, text in self._entries if text]
        self._key = key if key in known else (known[0] if known else "")
        self._show()

    def words(self) -> str:
        """The words of the choice."""
        return dict(self._entries).get(self._key, "")

    def _choose(self, key: str) -> None:
        self.set_key(key)
        self.chosen.emit(key)

    def _show(self) -> None:
        self.setText(self.words())
        self.setAccessibleName(f"{self._name}：{self.words()}")
        menu = self.menu()
        for action in menu.actions() if menu is not None else ():
            if action.isCheckable():
                action.setChecked(action.data() == self._key)
