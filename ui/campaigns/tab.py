"""The base of every tab of an opened plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.context import AppContext
from ui.navigation import Place


class PlanTab(QWidget):
    """A tab of an opened plan: made when it is first wanted, handed from plan to plan.

    `shown_data` is to be emitted when the data of a `show_plan` stand on the tab. A tab that is hidden while data
    change is refreshed when it is shown again. The place handed over is that of the page: its args hold `plan`,
    `tab` and whatever `place_args` gave.
    """

    key = ""
    title = ""
    shown_data = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName(f"plan-tab-{self.key}")
        self.setAccessibleName(self.title)

    def show_plan(self, campaign_id: int, place: Place) -> None:
        """Show a plan, at the row, filter and scroll that the place names."""

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Bring what is shown up to date; an empty set means everything."""

    def place_args(self) -> dict[str, Any]:
        """Plain values that bring the tab back to the same row, filter and scroll."""
        return {}

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Whether the tab may be left now; as `Page.can_leave`."""
        return True
