"""The ledger over all plans (全部任务)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.campaigns.ledger.view import LedgerView
from ui.context import AppContext
from ui.navigation import Place


class AllMeasuresView(QWidget):
    """The measures of all plans; opened at `measure` or at a filter (`only` names a plan)."""

    key = "all"
    title = "全部任务"
    shown_data = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("view-all-measures")
        self.setAccessibleName(self.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = LedgerView(context, "ledger_all", all_plans=True)
        self.view.shown_data.connect(self.shown_data)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)

    def show_place(self, place: Place) -> None:
        """Show the measures at a place."""
        self.view.show_scope(None, dict(place.args))

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the measures again when something of them changed."""
        self.view.refresh(changed_tables)

    def place_args(self) -> dict[str, Any]:
        """Filter, row and scroll."""
        return self.view.place_args()
