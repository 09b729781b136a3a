"""Words and colours of plans and measures, shared by all parts of the plans pages."""

from __future__ import annotations

import datetime as dt

from models.vocabulary_campaigns import CampaignState, MeasureState

CAMPAIGN_ROLES: dict[CampaignState, str] = {
    CampaignState.DRAFT: "neutral",
    CampaignState.RUNNING: "info",
    CampaignState.CLOSED: "exempt",
}
"""The chip of a plan's state."""

SHARE_TOKENS: dict[MeasureState, str] = {
    MeasureState.DONE: "ok_ink",
    MeasureState.UNDER_WAY: "info_ink",
    MeasureState.OVERDUE: "accent",
    MeasureState.NOT_BEGUN: "share_5",
}
"""Colours of a bar of measures by state."""


def shares(counts: dict[MeasureState, int]) -> list[tuple[str, int, str]]:
    """A divided bar of measures: (word, number, token)."""
    return [(s.label, counts[s], token) for s, token in SHARE_TOKENS.items()]


def due_words(days: int) -> str:
    """「逾期 3 天」「今天」「还有 5 天」."""
    if days < 0:
        return f"逾期 {-days} 天"
    return "今天" if days == 0 else f"还有 {days} 天"


def span_words(
    state: CampaignState,
    starts: dt.date | None,
    ends: dt.date | None,
    today: dt.date,
    workdays: int | None,
) -> str:
    """Where a plan stands in its time; `workdays` are those left until its end."""
    if state is CampaignState.CLOSED:
        return ""
    if starts is not None and starts > today:
        return f"{(starts - today).days} 天后开始"
    if ends is None:
        return ""
    days = (ends - today).days
    if days > 0:
        left = f"（{workdays} 个工作日）" if workdays is not None else ""
        return f"离结束还有 {days} 天{left}"
    return "今天结束" if days == 0 else f"期限已过 {-days:,} 天"


def period_words(starts: dt.date | None, ends: dt.date | None) -> str:
    """The days of a plan, as far as they are known."""
    if starts and ends:
        return f"{starts} 至 {ends}"
    if starts:
        return f"{starts} 起"
    return f"至 {ends}" if ends else ""
