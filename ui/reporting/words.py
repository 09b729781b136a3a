"""Words and marks for returns, the same on the board, in the panel, in tooltips and for screen readers."""

from __future__ import annotations

import datetime as dt

from models.vocabulary import ReturnState
from services.board import BoardRow, Cell
from services.returns import ReturnRow
from services.weeks import week_label

_MARKS = {
    ReturnState.NIL: "零",
    ReturnState.MISSING: "未",
    ReturnState.EXEMPT: "免",
    ReturnState.RETURNED: "退",
}

_SOURCES = {
    "form": "用表格报的",
    "hand": "手工录入",
    "pasted": "由粘贴的文字录入",
    "slot": "由排期登记的刊播，单位还没有报",
}

LEGEND: tuple[tuple[str, str, str], ...] = (
    ("3", "received", "已报（篇数）"),
    ("零", "nil", "零报告"),
    ("2", "late", "迟报"),
    ("未", "missing", "未报"),
    ("退", "returned", "退回修改"),
    ("免", "exempt", "免报"),
)
"""(mark, token, caption) of each state, in the order of the legend."""

PENDING_LEGEND = ("待", "neutral", "未到截止")


def day_words(day: dt.date) -> str:
    """「11月19日」."""
    return f"{day.month}月{day.day}日"


def week_short(week: dt.date) -> str:
    """「11月16日—22日」: a week without its year."""
    return week_label(week).split("年", 1)[1]


def mark(cell: Cell) -> tuple[str, str]:
    """(text, token) of the chip that stands for a cell."""
    if cell.pending:
        return "待", "neutral"
    if cell.state is ReturnState.LATE and cell.nil:
        return "零", "late"
    text = _MARKS.get(cell.state)
    return text if text is not None else str(cell.stories), cell.state.value


def state_words(cell: Cell) -> str:
    """The state as a phrase: 「已报」「迟报（零报告）」「未报，还没到截止时间」."""
    if cell.pending:
        return "还没报，未到截止时间"
    if cell.state is ReturnState.LATE and cell.nil:
        return "迟报（零报告）"
    return cell.state.label


def counts_words(stories: int, placements: int) -> str:
    """「稿件 2 篇，刊播 6 条」."""
    return f"稿件 {stories} 篇，刊播 {placements} 条"


def cell_words(row: BoardRow, cell: Cell | None, week: dt.date) -> str:
    """Everything that a cell says, in one sentence, for tooltips and screen readers."""
    start = f"{row.unit.name}，{week_label(week)}："
    if cell is None:
        return f"{start}单位当时未设立或已停用"
    parts = [state_words(cell)]
    if cell.received_on is not None:
        parts.append(f"{day_words(cell.received_on)}收到")
    if cell.placements:
        parts.append(counts_words(cell.stories, cell.placements))
    return start + "，".join(parts)


def silent_words(weeks: int) -> str:
    """「连续 3 周未报」 from two weeks on, else nothing."""
    return f"连续 {weeks} 周未报" if weeks > 1 else ""


def return_notes(stored: ReturnRow) -> list[str]:
    """What is known of a return besides its state, one line each."""
    lines: list[str] = []
    if stored.exempt and stored.exempt_reason:
        lines.append(f"免报理由：{stored.exempt_reason}")
    if stored.returned_on is not None:
        lines.append(f"{day_words(stored.returned_on)}退回：{stored.returned_reason}")
    elif stored.returned_reason and stored.came:
        lines.append(f"曾退回：{stored.returned_reason}")
    if stored.accepted_on is not None:
        lines.append(f"{day_words(stored.accepted_on)}已接收")
    if stored.note:
        lines.append(stored.note)
    return lines


def came_words(stored: ReturnRow) -> str:
    """「11月19日收到，用表格报的」: when a return came, and how."""
    if stored.received_on is None:
        return ""
    source = _SOURCES.get(stored.source, "")
    words = f"{day_words(stored.received_on)}收到"
    return f"{words}，{source}" if source else words
