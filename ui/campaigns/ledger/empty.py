"""What the ledger says where it has nothing to show."""

from __future__ import annotations

from collections.abc import Callable

from ui.context import AppContext
from ui.navigation import Place
from ui.widgets.empty import EmptyState


def nothing_found(on_reset: Callable[[], None]) -> EmptyState:
    """The filter leaves nothing."""
    return EmptyState(
        "没有符合条件的任务",
        "放宽条件，或清除筛选条件再看。",
        [("清除筛选条件", on_reset, False)],
        icon="filter",
    )


def empty_state(context: AppContext, plan: int | None, scope: str) -> EmptyState:
    """There are no measures in a plan (`scope` plan), in any (all), or of a unit (unit)."""
    if scope == "unit":
        return EmptyState("这个单位没有任务", icon="check")
    if scope == "all":
        return EmptyState(
            "还没有任务",
            "先读入一份宣传方案，方案里的任务会排成台账，逐条跟踪到办结。",
            [
                (
                    "读入方案",
                    lambda: context.navigate(Place.of("plan_review")),
                    True,
                )
            ],
            icon="file",
        )
    outline = Place.of("campaigns", plan=plan, tab="outline")
    return EmptyState(
        "这份方案还没有任务",
        "到“方案内容”里添加任务，写明牵头单位和时限，就能在这里跟踪。",
        [("去添加任务", lambda: context.navigate(outline), True)],
        icon="file",
    )
