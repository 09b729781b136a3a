"""The list of slots: sortable columns, several can be chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from services.schedules.series import SlotState
from services.schedules.types import SlotRow
from ui.widgets.tables import Column

STATE_ROLES: dict[SlotState, str] = {
    SlotState.PLANNED: "neutral",
    SlotState.CONFIRMED: "info",
    SlotState.RECORDED: "returned",
    SlotState.PUBLISHED: "ok",
    SlotState.CANCELLED: "exempt",
}
"""The chip of a state."""
_FAR = dt.date.max


def day_words(day: dt.date | None) -> str:
    """「2026-11-16 周一」, or that there is none."""
    return f"{day:%Y-%m-%d} 周{'一二三四五六日'[day.weekday()]}" if day else "没有日期"


def _detail(row: SlotRow) -> str:
    return "　".join(w for w in (row.time, row.place, row.person) if w)


COLUMNS: tuple[Column, ...] = (
    Column(
        "day",
        "日期",
        122,
        text=lambda r: day_words(r.day),
        ink=lambda r: "wrong_ink" if r.day is None else None,
        sortable=True,
    ),
    Column(
        "unit", "单位", 120, text=lambda r: r.label, tip=lambda r: r.unit, sortable=True
    ),
    Column(
        "state",
        "状态",
        76,
        chip=lambda r: (r.state.label, STATE_ROLES[r.state]),
        sortable=True,
    ),
    Column("where", "媒体·栏目", 150, stretch=True, sortable=True),
    Column("series", "系列", 120, ink=lambda _r: "text_soft", sortable=True),
    Column(
        "number",
        "期",
        44,
        align="right",
        text=lambda r: str(r.number or ""),
        ink=lambda _r: "text_soft",
    ),
    Column("detail", "时间、地点、人员", 170, text=_detail, tip=_detail),
    Column(
        "moved",
        "原定",
        92,
        text=lambda r: f"{r.planned_on:%m月%d日}" if r.moved and r.planned_on else "",
        ink=lambda _r: "text_soft",
        tip=lambda r: r.reason,
    ),
)

NARROW: dict[str, int] = {"series": 960, "moved": 700, "detail": 640}
"""Columns that give way, and the width of the table below which they do."""

_SORTS: dict[str, Callable[[SlotRow], Any]] = {
    "day": lambda r: (r.day or _FAR, r.time, r.series_id or 0, r.number),
    "unit": lambda r: (r.label, r.day or _FAR),
    "state": lambda r: (list(SlotState).index(r.state), r.day or _FAR),
    "where": lambda r: (r.where, r.day or _FAR, r.number),
    "series": lambda r: (r.series, r.number, r.day or _FAR),
}


def sorted_rows(rows: Sequence[SlotRow], key: str, descending: bool) -> list[SlotRow]:
    """Rows by a column."""
    return sorted(rows, key=_SORTS.get(key, _SORTS["day"]), reverse=descending)
