"""The columns of the list of plans, and what each sorts by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from services.campaigns.overview import PlanLine
from ui.campaigns.words import CAMPAIGN_ROLES, due_words
from ui.widgets.tables import Column

FIRST_SORT = ("issued_on", True)
_NEVER = dt.date.max


def _next_due(plan: PlanLine) -> str:
    if plan.next_due is None:
        return ""
    day, today = plan.next_due, dt.date.today()
    short = f"{day.month}月{day.day}日"
    shown = short if day.year == today.year else f"{day.year}年{short}"
    return f"{shown}　{due_words((day - today).days)}"


def _done(plan: PlanLine) -> str:
    return f"{plan.done} / {plan.measures}" if plan.measures else "–"


def _tip(plan: PlanLine) -> str:
    return "\n".join(t for t in (plan.title, plan.issuer, plan.doc_number) if t)


COLUMNS: tuple[Column, ...] = (
    Column(
        "title",
        "方案",
        300,
        stretch=True,
        text=lambda p: p.label,
        tip=_tip,
        sortable=True,
    ),
    Column("doc_number", "发文字号", 190, sortable=True, ink=lambda _p: "text_soft"),
    Column(
        "issued_on",
        "发文日期",
        92,
        text=lambda p: p.issued_on.isoformat() if p.issued_on else "",
        sortable=True,
    ),
    Column(
        "state",
        "状态",
        72,
        align="center",
        chip=lambda p: (p.state.label, CAMPAIGN_ROLES[p.state]),
        sortable=True,
    ),
    Column("done", "完成 / 任务", 92, align="right", text=_done, sortable=True),
    Column(
        "overdue",
        "逾期",
        56,
        align="right",
        text=lambda p: str(p.overdue) if p.overdue else "",
        ink=lambda _p: "wrong_ink",
        bold=lambda _p: True,
        sortable=True,
    ),
    Column(
        "next_due",
        "最近到期",
        156,
        text=_next_due,
        ink=lambda p: "late_ink" if p.soon else None,
        sortable=True,
    ),
)

NARROW: dict[str, int] = {
    "doc_number": 1080,
    "issued_on": 740,
    "next_due": 600,
    "state": 460,
}
"""Columns that give way, and the width of the table below which they do."""

_KEYS: dict[str, Callable[[PlanLine], Any]] = {
    "title": lambda p: p.initials or p.label,
    "doc_number": lambda p: p.doc_number,
    "issued_on": lambda p: p.issued_on or dt.date.min,
    "state": lambda p: list(CAMPAIGN_ROLES).index(p.state),
    "done": lambda p: p.done / p.measures if p.measures else -1,
    "overdue": lambda p: p.overdue,
    "next_due": lambda p: p.next_due or _NEVER,
}


def is_sort(value: object) -> bool:
    """Whether a remembered sort is one of this list: [key, descending]."""
    return isinstance(value, list) and len(value) == 2 and value[0] in _KEYS


def ordered(plans: Sequence[PlanLine], key: str, descending: bool) -> list[PlanLine]:
    """The plans sorted; equal ones stay in the order of the list."""
    return sorted(plans, key=_KEYS[key], reverse=descending)
