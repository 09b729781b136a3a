"""The tab 任务台账 of an opened plan."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.campaigns.ledger.view import LedgerView
from ui.campaigns.tab import PlanTab
from ui.context import AppContext
from ui.navigation import Place


class LedgerTab(PlanTab):
    """The measures of one plan; opened at `measure` or at a filter."""

    key = "ledger"
    title = "任务台账"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = LedgerView(context, "ledger")
        self.view.shown_data.connect(self.shown_data)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)

    def show_plan(self, campaign_id: int, place: Place) -> None:
        """Show the measures of a plan."""
        self.view.show_scope(campaign_id, dict(place.args))

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the measures again when something of them changed."""
        self.view.refresh(changed_tables)

    def place_args(self) -> dict[str, Any]:
        """Filter, row and scroll."""
        return self.view.place_args()
