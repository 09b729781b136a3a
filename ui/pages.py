"""The pages of the window: what stands in the rail, and where each page's code is found when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ui.navigation import PageSpec

HOME = "home"


def page_specs() -> tuple[PageSpec, ...]:
    """All pages, in the order of the rail."""
    return (
        _spec("home", "工作台", "home", "HomePage"),
        _spec("reporting", "周报", "board", "ReportingPage"),
        _spec("campaigns", "方案", "campaign", "CampaignsPage"),
        _spec("schedule", "排期", "calendar", "SchedulePage"),
        _spec("stories", "稿件", "story", "StoriesPage"),
        _spec("registers", "单位与媒体", "registers", "RegistersPage"),
        _spec("history", "操作记录", "history", "HistoryPage"),
        _spec("settings", "设置", "settings", "SettingsPage", foot=True),
        _spec(
            "plan_review",
            "读入方案",
            "campaign",
            "PlanReviewPage",
            under="campaigns",
        ),
        _spec("intake", "收表格", "download", "IntakePage", under="reporting"),
        _spec("issue", "周汇总", "issue", "IssuePage", under="reporting"),
    )


def _spec(
    key: str, title: str, icon: str, name: str, *, foot: bool = False, under: str = ""
) -> PageSpec:
    def make(*args: Any) -> Any:
        return getattr(import_module(f"ui.{key}.page"), name)(*args)

    return PageSpec(key, title, icon, make, rail=not under, under=under, foot=foot)
