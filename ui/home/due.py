"""What plans have for the desk: measures that are overdue or soon due, a reading that was left half-done."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from services.campaigns.pressing import Pressing, PressingMeasure
from ui.home.tasks import Task
from ui.navigation import Place

_DRAFTS = "plan_drafts.json"
"""`services.plans.correcting.draft.FILE_NAME`, known here without its import."""


def due_tasks(held: Pressing, most: int) -> list[Task]:
    """A line for each measure, the most urgent first; behind the last of `most` one that leads to all."""
    rows = held.by_urgency
    found = [_task(row) for row in rows[:most]]
    if len(rows) > most:
        found.append(
            Task(
                "all",
                "更多",
                "neutral",
                f"还有 {len(rows) - most} 项到期的任务",
                "在“全部任务”里列出",
                "看全部",
                Place.of("campaigns", view="all", state="open"),
            )
        )
    return found


def first_plan() -> Task:
    """What an office that has just begun may do with its plans."""
    return Task(
        "first-plan",
        "方案",
        "info",
        "手里有宣传方案的，可以先读进来",
        "拖入 Word、PDF 或文本文件，程序列出任务、时限和责任单位；没有单位名册也能读",
        "读入方案",
        Place("plan_review"),
    )


def plan_draft(folder: Path) -> str:
    """What is told of a plan that was read and not saved yet; '' where there is none."""
    if not (folder / _DRAFTS).exists():
        return ""  # what reads it is dear to import, and mostly there is none
    from services.plans.correcting.draft import peek

    return peek(folder)


def _task(row: PressingMeasure) -> Task:
    late = row.days_left < 0
    day = f"{row.due_on.month}月{row.due_on.day}日"
    if row.due_on.year != (row.due_on - dt.timedelta(days=row.days_left)).year:
        day = f"{row.due_on.year}年{day}"
    left = "今天到期" if row.days_left == 0 else f"还有 {row.days_left} 天"
    told = f"{day}到期，逾期 {-row.days_left:,} 天" if late else f"{day}到期，{left}"
    return Task(
        "due",
        "逾期" if late else "临期" if row.days_left else "今天",
        "missing" if late else "late",
        row.words,
        " · ".join(t for t in (told, row.leads, f"{row.campaign} {row.number}") if t),
        "看任务",
        Place.of("campaigns", plan=row.campaign_id, tab="ledger", measure=row.id),
    )
