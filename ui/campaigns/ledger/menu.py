"""What the menu of the ledger offers, and where its panel leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.vocabulary_campaigns import MeasureState
from services.campaigns.measures import LedgerRow
from ui.campaigns.ledger.panel import Ways
from ui.context import AppContext
from ui.navigation import Place
from ui.widgets import buttons

if TYPE_CHECKING:
    from ui.campaigns.ledger.view import LedgerView


def row_entries(view: LedgerView) -> list[buttons.MenuEntry]:
    """The menu of one measure."""
    return [
        ("记进展…\tEnter", view.add_entry),
        ("添加附件…\tCtrl+U", view.choose_files),
        None,
        ("设为已完成\tCtrl+D", lambda: view.set_state(MeasureState.DONE)),
        *view.panel.menu_entries(view.selected()[0]),
        None,
        ("复制\tCtrl+C", view.table.copy_selected),
    ]


def several_entries(view: LedgerView) -> list[buttons.MenuEntry]:
    """The menu of several measures."""
    states = (MeasureState.UNDER_WAY, MeasureState.DONE, MeasureState.NOT_BEGUN)
    return [
        *((f"设为{s.label}", lambda s=s: view.set_state(s)) for s in states),
        ("不再实施…", lambda: view.set_state(MeasureState.DROPPED)),
        None,
        ("复制\tCtrl+C", view.table.copy_selected),
    ]


def ways_of(context: AppContext, *, of_all_plans: bool) -> Ways:
    """The ways out of a panel: to the other tabs of the measure's plan."""

    def to(tab: str) -> Callable[[LedgerRow], None]:
        return lambda row: context.navigate(
            Place.of("campaigns", plan=row.campaign_id, tab=tab, measure=row.id)
        )

    plan = to("ledger") if of_all_plans else None
    return Ways(plan, to("timeline"), to("outline"), to("published"))
