"""Slots as the rows of tables: the annex's 序号 · 单位 · 时间安排, and what is shared by Excel and Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.schedules.series import SlotState
from services.schedules.types import SlotRow

ANNEX_HEADINGS = ("序号", "单位", "时间安排")
"""Headings of the annex, as the offices write them."""
UNDECIDED = "待定"


def to_happen(slots: Sequence[SlotRow]) -> list[SlotRow]:
    """Slots that are not cancelled, by day (those without one last), time and number."""
    live = [s for s in slots if s.state is not SlotState.CANCELLED]
    return sorted(
        live, key=lambda s: (s.day or dt.date.max, s.time, s.series_id or 0, s.number)
    )


def annex_rows(slots: Sequence[SlotRow]) -> list[tuple[int, str, str]]:
    """(number, unit, words of the day) of the slots that are to happen, numbered from 1."""
    live = to_happen(slots)
    years = one_year(live)
    return [
        (number, slot.unit, when_words(slot, with_year=not years))
        for number, slot in enumerate(live, start=1)
    ]


def one_year(slots: Sequence[SlotRow]) -> bool:
    """Whether all days lie in one year, which then need not be said on every row."""
    return len({s.day.year for s in slots if s.day}) <= 1


def when_words(slot: SlotRow, *, with_year: bool = False) -> str:
    """「8月16日」, 「2018年4月3日 9:30」; 「待定」 without a day."""
    if slot.day is None:
        return UNDECIDED
    year = f"{slot.day.year}年" if with_year else ""
    return f"{year}{slot.day.month}月{slot.day.day}日 {slot.time}".strip()


def long_day(day: dt.date) -> str:
    """「2021年8月16日（星期一）」."""
    return f"{day.year}年{day.month}月{day.day}日（{weekday(day)}）"


def weekday(day: dt.date) -> str:
    """「星期一」."""
    return f"星期{'一二三四五六日'[day.weekday()]}"


def span_words(slots: Sequence[SlotRow]) -> str:
    """「2021年8月16日至8月25日，共 16 期」; 「没有排期」 for none."""
    days = [s.day for s in slots if s.day]
    if not days:
        return f"共 {len(slots)} 期，日期待定" if slots else "没有排期"
    first, last = min(days), max(days)
    year = f"{last.year}年" if last.year != first.year else ""
    until = f"至{year}{last.month}月{last.day}日" if last != first else ""
    return f"{first.year}年{first.month}月{first.day}日{until}，共 {len(slots)} 期"
