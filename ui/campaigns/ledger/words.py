"""Words and colours of measures, as the ledger, its panel and the timeline say them."""

from __future__ import annotations

import datetime as dt

from models.vocabulary_campaigns import MeasureState
from services.campaigns.figures import QuotaState, TargetState
from services.campaigns.measures import LedgerRow
from services.campaigns.types import TargetRow
from services.campaigns.words import section_words

STATE_ROLES: dict[MeasureState, str] = {
    MeasureState.NOT_BEGUN: "neutral",
    MeasureState.UNDER_WAY: "info",
    MeasureState.DONE: "ok",
    MeasureState.OVERDUE: "missing",
    MeasureState.DROPPED: "exempt",
}
"""The chip of a measure's state."""

SETTABLE = (
    MeasureState.NOT_BEGUN,
    MeasureState.UNDER_WAY,
    MeasureState.DONE,
    MeasureState.DROPPED,
)
"""States that a clerk sets; overdue follows from the dates."""

_SOON = 14


def day_words(day: dt.date, today: dt.date) -> str:
    """3月20日, with the year where it is another one."""
    short = f"{day.month}月{day.day}日"
    return short if day.year == today.year else f"{day.year}年{short}"


def left_words(row: LedgerRow) -> str:
    """The countdown in a cell: 还有 5 个工作日, 逾期 12 天."""
    if row.state.closed:
        return ""
    if row.days_left is None:
        told = row.deadlines and all(d.past for d in row.deadlines)
        return "文中已说完成" if told else ""
    if row.days_left == 0:
        return "今天到期"
    if row.days_left < 0:
        late = row.state is MeasureState.OVERDUE
        return f"{'逾期' if late else '已过'} {-row.days_left:,} 天"
    if row.days_left <= 60 and row.workdays_left is not None:
        return f"还有 {row.workdays_left} 个工作日"
    return f"还有 {row.days_left:,} 天"


def left_ink(row: LedgerRow) -> str:
    """The ink of the countdown."""
    if row.state is MeasureState.OVERDUE:
        return "wrong_ink"
    if row.days_left is not None and 0 <= row.days_left <= _SOON:
        return "late_ink"
    return "text_soft"


def due_words(row: LedgerRow, today: dt.date) -> str:
    """The day that counts now, else what is written instead of a day, else when it was closed."""
    if row.state.closed:
        closed = row.measure.closed_on
        verb = "完成" if row.state is MeasureState.DONE else "停止"
        return f"{day_words(closed, today)}{verb}" if closed else ""
    if row.due_on is not None:
        return day_words(row.due_on, today)
    if any(d.met_on for d in row.deadlines):
        return "时限均已完成"
    written = next((d.raw for d in row.deadlines if d.raw), "")
    return written or row.measure.recurrence_raw


def number_words(row: LedgerRow) -> str:
    """The number of a measure, with its annex: annexes begin to count anew."""
    section = row.measure.section
    if section == "main" or not row.measure.number:
        return row.measure.number
    return f"{section_words(section)} {row.measure.number}"


def rest_of(row: LedgerRow) -> str:
    """The text of a measure without the heading that it begins with."""
    head, text = row.measure.head, row.measure.text
    if head and text.startswith(head):
        return text[len(head) :].lstrip("。．.：:，, 　\n")
    return text


def title_of(row: LedgerRow) -> str:
    """What a measure is called in a sentence: its heading, else how its text begins."""
    name = row.measure.head or row.measure.text
    return name if len(name) <= 24 else f"{name[:23]}…"


def amount_words(value: float) -> str:
    """A number without needless noughts: 12, 12.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def target_words(target: TargetRow) -> str:
    """The number of a target in words: 每年 12 篇; empty where only its text is known."""
    if target.amount is None:
        return ""
    yearly = "每年 " if target.yearly else ""
    return f"{yearly}{amount_words(target.amount)} {target.unit_word}".strip()


def goal_chip(state: TargetState) -> tuple[str, str]:
    """The mark of a target: that it is reached, else its number; empty where only its words are known."""
    if state.reached:
        return "已达到", "ok"
    target = state.target
    if target.amount is None:
        return "", ""
    role = "late" if state.reached is False else "neutral"
    return f"目标 {amount_words(target.amount)} {target.unit_word}".strip(), role


def quota_words(state: QuotaState) -> str:
    """How many pieces in which period: 每年 2–3 件."""
    from models.vocabulary_campaigns import PERIODS

    made = state.deliverable
    count = f"{made.least}" if made.least == made.most else f"{made.least}–{made.most}"
    return f"{PERIODS.get(made.per, '共')} {count} 件"


def size_words(size: int) -> str:
    """The size of a file: 820 KB, 3.4 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024 / 1024:.1f} MB"
