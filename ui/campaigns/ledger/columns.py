"""The columns of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from models.vocabulary_campaigns import MeasureState
from services.campaigns.measures import LedgerRow
from services.campaigns.narrow import SORTS
from services.campaigns.words import section_words
from ui.campaigns.ledger.paint import Cell, Lines
from ui.campaigns.ledger.words import (
    STATE_ROLES,
    amount_words,
    day_words,
    due_words,
    left_ink,
    left_words,
    number_words,
    rest_of,
    target_words,
)
from ui.widgets.tables import Column

ROW_HEIGHT = 48
FIRST_SORT = ("number", False)
PRESSING_SORT = ("due_on", False)
_TIP_WIDTH = 44


def _number(row: LedgerRow) -> str:
    return number_words(row) or f"第 {row.measure.position} 条"


def _task(row: LedgerRow) -> str:
    return row.measure.text


def _due(row: LedgerRow) -> str:
    today = dt.date.today()
    return " ".join(filter(None, (due_words(row, today), left_words(row))))


def _share(row: LedgerRow) -> str:
    return "" if row.share is None else f"{row.share}%"


def _target(row: LedgerRow, at: int) -> str:
    """A target with the value reached: 8 / 每年 12 条; its text where the number is not known."""
    target, value = row.targets[at], row.reached[at]
    goal = target_words(target)
    if value is None:
        return goal or target.text
    if not goal:
        return f"{amount_words(value)}　{target.text}"
    return f"{amount_words(value)} / {goal}"


def _targets(row: LedgerRow) -> str:
    return "；".join(_target(row, at) for at in range(len(row.targets)))


def _last(row: LedgerRow) -> str:
    if row.last_on is None:
        return ""
    return f"{day_words(row.last_on, dt.date.today())} {row.last_text}"


def wrapped(text: str, width: int = _TIP_WIDTH) -> str:
    """A long text in lines that a tooltip can show."""
    lines: list[str] = []
    for piece in text.splitlines():
        lines += [piece[i : i + width] for i in range(0, len(piece), width)] or [""]
    return "\n".join(lines)


def _tip(row: LedgerRow) -> str:
    parts = [wrapped(row.measure.text)]
    if row.leads:
        parts.append(wrapped(f"牵头：{row.lead_names}"))
    if row.supports:
        parts.append(wrapped(f"配合：{row.support_names}"))
    if row.measure.dropped_reason:
        parts.append(wrapped(f"不再实施：{row.measure.dropped_reason}"))
    return "\n".join(parts)


def _column(key: str, title: str, width: int, **more: object) -> Column:
    return Column(key, title, width, sortable=key in SORTS, **more)  # type: ignore[arg-type]


_CAMPAIGN = _column(
    "campaign",
    "方案",
    110,
    text=lambda r: r.campaign,
    tip=lambda r: wrapped(r.campaign),
)
_OWN: tuple[Column, ...] = (
    _column("number", "编号", 98, text=_number),
    _column("task", "任务", 210, stretch=True, text=_task, tip=_tip),
    _column(
        "leads",
        "牵头",
        104,
        text=lambda r: r.lead_names,
        tip=lambda r: wrapped(r.lead_names),
    ),
    _column(
        "supports",
        "配合",
        104,
        text=lambda r: r.support_names,
        tip=lambda r: wrapped(r.support_names),
    ),
    _column("due_on", "时限", 122, text=_due),
    _column(
        "targets",
        "指标与达到值",
        112,
        text=_targets,
        tip=lambda r: wrapped(_targets(r)),
    ),
    _column("share", "进展", 66, text=_share),
    _column(
        "state",
        "状态",
        82,
        align="center",
        chip=lambda r: (r.state.label, STATE_ROLES[r.state]),
        tip=lambda r: wrapped(r.measure.dropped_reason),
    ),
    _column("last", "最近进展", 150, text=_last, tip=lambda r: wrapped(r.last_text)),
)


def columns(
    *, of_all_plans: bool = False, role_of: Callable[[LedgerRow], str] | None = None
) -> tuple[Column, ...]:
    """The columns of one plan's ledger, of that over all plans, or of one unit's, whose part `role_of` tells."""
    if role_of is None:
        return (_CAMPAIGN, *_OWN) if of_all_plans else _OWN
    part = Column(
        "role",
        "分工",
        58,
        align="center",
        text=role_of,
        ink=lambda r: "text" if role_of(r) == LEADS else "text_soft",
    )
    rest = [c for c in _OWN if c.key not in {"leads", "supports"}]
    return (_CAMPAIGN, *rest[:2], part, *rest[2:])


LEADS, SUPPORTS = "牵头", "配合"
YIELDING = (
    "last",
    "targets",
    "supports",
    "share",
    "campaign",
    "leads",
    "number",
    "role",
)
"""Columns that give way in a narrow table, the first one first."""
TASK_LEAST = 180
"""Pixels that the column of tasks keeps before others give way."""


# --- how they are painted ------------------------------------------------------------------------------


def _task_lines(row: LedgerRow) -> Lines:
    faint = row.state.closed
    ink = "text_soft" if faint else "text"
    if not row.measure.head:
        return Lines(row.measure.text, runs_on=True, first_ink=ink)
    return Lines(row.measure.head, rest_of(row), first_font="bold", first_ink=ink)


def _number_lines(row: LedgerRow) -> Lines:
    measure = row.measure
    marks = [f"文件 {row.attachments}" if row.attachments else ""]
    marks += [f"稿件 {row.stories}" if row.stories else ""]
    note = next(filter(None, marks), "")
    if measure.section != "main" and measure.number:
        annex = " · ".join(filter(None, (section_words(measure.section), note)))
        return _number_pair(annex, measure.number)
    if not note:
        return Lines(
            _number(row), runs_on=True, first_font="note", first_ink="text_soft"
        )
    return _number_pair(_number(row), note)


def _number_pair(first: str, second: str) -> Lines:
    return Lines(first, second, first_font="note", first_ink="text_soft")


def _due_lines(row: LedgerRow) -> Lines:
    when, left = due_words(row, dt.date.today()), left_words(row)
    ink = "text_soft" if row.state.closed or not row.due_on else "text"
    if not left:
        return Lines(when, runs_on=True, first_ink=ink)
    return Lines(when, left, first_ink=ink, second_ink=left_ink(row))


def _share_lines(row: LedgerRow) -> Lines:
    if row.share is None or row.state is MeasureState.DROPPED:
        return Lines("")
    ink = "ok_ink" if row.share == 100 else "info_ink"
    return Lines(f"{row.share}%", first_font="note", second_ink=ink, bar=row.share)


def _last_lines(row: LedgerRow) -> Lines:
    if row.last_on is None:
        return Lines("")
    day = day_words(row.last_on, dt.date.today())
    return Lines(row.last_text, day, first_font="note", second_ink="text_faint")


def _target_lines(row: LedgerRow) -> Lines:
    words = [_target(row, at) for at in range(len(row.targets))]
    if not words:
        return Lines("")
    more = f"等 {len(words)} 项" if len(words) > 1 else ""
    if not more:
        return Lines(words[0], runs_on=True, first_font="note")
    return Lines(words[0], more, first_font="note", second_ink="text_faint")


CELLS: dict[str, Cell] = {
    "campaign": lambda r: Lines(
        r.campaign, runs_on=True, first_font="note", first_ink="text_soft"
    ),
    "number": _number_lines,
    "task": _task_lines,
    "leads": lambda r: Lines(r.lead_names, runs_on=True, first_font="note"),
    "supports": lambda r: Lines(
        r.support_names, runs_on=True, first_font="note", first_ink="text_soft"
    ),
    "due_on": _due_lines,
    "targets": _target_lines,
    "share": _share_lines,
    "last": _last_lines,
}
"""Cells in two lines, by column."""
