"""What an opened plan and the list of plans are made of: modules found when they are first wanted."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Part:
    """A tab or view: its key, the word on it, and where its widget is found."""

    key: str
    title: str
    module: str
    name: str

    def make(self, *args: Any) -> Any:
        """Its widget."""
        return getattr(import_module(self.module), self.name)(*args)


def _keyed(*parts: Part) -> dict[str, Part]:
    return {part.key: part for part in parts}


TABS: dict[str, Part] = _keyed(
    Part("ledger", "任务台账", "ui.campaigns.ledger.tab", "LedgerTab"),
    Part("outline", "方案内容", "ui.campaigns.editor.tab", "EditorTab"),
    Part("timeline", "时间轴", "ui.campaigns.timeline.tab", "TimelineTab"),
    Part("published", "宣传成效", "ui.campaigns.published.tab", "PublishedTab"),
    Part("versions", "历次版本", "ui.campaigns.versions.tab", "VersionsTab"),
)
"""The tabs of an opened plan."""

VIEWS: dict[str, Part] = _keyed(
    Part("plans", "方案", "ui.campaigns.list_view", "PlanList"),
    Part("all", "全部任务", "ui.campaigns.ledger.all_plans", "AllMeasuresView"),
    Part("units", "按单位", "ui.campaigns.ledger.unit_shares", "UnitSharesView"),
)
"""What the page shows while no plan is opened."""
