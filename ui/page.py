"""The base of every page in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.context import AppContext
from ui.navigation import Place


class Page(QWidget):
    """A page: made once, opened at places, told of changes while it is shown.

    A page that is hidden while data change is refreshed when it is shown again. Subclasses set `key`,
    `title`, `icon` and override `open`, `refresh` and `place`.

    `shown_data` is to be emitted when the data of the first opening stand on the page.
    """

    key = ""
    title = ""
    icon = ""
    shown_data = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName(f"page-{self.key}")
        self.setAccessibleName(self.title)

    def open(self, place: Place) -> None:
        """Show a place of this page (tab, row, filter, scroll from `place.args`)."""

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Bring what is shown up to date; an empty set means everything (F5)."""

    def place(self) -> Place:
        """Where the page stands now, so that coming back shows the same row, filter and scroll."""
        return Place(self.key)

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Whether the page may be left now.

        With unsaved edits a page asks (保存 / 放弃 / 继续编辑) and returns False; when the answer lets
        the clerk go, it calls `then`.
        """
        return True

    def rail_again(self) -> None:
        """The page's entry in the rail was chosen while it is shown: a page with levels goes up to its first."""
