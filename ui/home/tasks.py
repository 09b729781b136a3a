"""What waits for the clerk, as lines that each lead to their place; the most pressing first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services.weeks import shift, week_label
from ui.home.summary import Summary, countdown
from ui.navigation import Place

_NAMED = 6
"""Names that are listed in one line before 等."""


@dataclass(frozen=True)
class Task:
    """One thing that waits: a mark, a sentence, a note, what the button says, and where it leads."""

    key: str
    mark: str
    role: str
    text: str
    note: str
    action: str
    place: Place


def tasks(desk: Summary) -> list[Task]:
    """All that waits on the desk."""
    found = [
        _issue(desk),
        _this_week(desk),
        _week_before(desk),
        _sent_back(desk),
        _late(desk),
        *schedule_tasks(desk),
        _unconfirmed(desk),
        _holidays(desk),
    ]
    return [task for task in found if task is not None]


def schedule_tasks(desk: Summary) -> list[Task]:
    """What of the schedule waits: slots whose day is over, reported placements that look like slots."""
    found = (_overdue_slots(desk), _reported_slots(desk))
    return [task for task in found if task is not None]


def unfinished(words: str) -> Task:
    """A check of tables that was left half-done; `words` say what."""
    return Task(
        "draft",
        "核对",
        "info",
        "有一批表格核对到一半",
        words,
        "接着核对",
        Place("intake"),
    )


def unread_plans(words: str) -> Task:
    """Plans that were read in and not saved; `words` say which."""
    return Task(
        "plan_draft",
        "核对",
        "info",
        "有方案核对到一半",
        words,
        "接着核对",
        Place.of("plan_review", draft=True),
    )


def _issue(desk: Summary) -> Task | None:
    week = desk.issue_waits
    if week is None:
        return None
    counts = desk.counts if week == desk.week else desk.before
    note = f"收到 {counts.received} / {counts.expected} 个单位，稿件 {counts.stories} 篇，刊播 {counts.placements} 条"
    last = desk.last_issue
    if last is not None:
        note += f"；上一期是第 {last.number} 期"
    return Task(
        "issue",
        "汇总",
        "accent",
        f"{_name_week(desk, week)}的周汇总还没有出",
        note,
        "出汇总",
        Place.of("issue", week=week.isoformat()),
    )


def _this_week(desk: Summary) -> Task | None:
    waiting = desk.counts.missing
    if not waiting:
        return None
    place = Place.of("reporting", week=desk.week.isoformat())
    if not desk.over:
        return Task(
            "pending",
            "待报",
            "info",
            f"本周还有 {waiting} 个单位没有报",
            f"{_due_words(desk.due)}截止，{countdown(desk.due, desk.now)}",
            "看周报",
            place,
        )
    return Task(
        "missing",
        "未报",
        "missing",
        f"本周 {waiting} 个单位未报，可以催报",
        f"{_due_words(desk.due)}已截止，{countdown(desk.due, desk.now)}",
        "去催报",
        place,
    )


def _week_before(desk: Summary) -> Task | None:
    if desk.over or not desk.before.missing:
        return None
    week = shift(desk.week, -1)
    return Task(
        "missing-before",
        "未报",
        "missing",
        f"上周还有 {desk.before.missing} 个单位没有补报",
        week_label(week),
        "去催报",
        Place.of("reporting", week=week.isoformat()),
    )


def _sent_back(desk: Summary) -> Task | None:
    if not desk.sent_back:
        return None
    first = desk.sent_back[0]
    names = _names([b.name for b in desk.sent_back])
    return Task(
        "returned",
        "退回",
        "returned",
        f"{len(desk.sent_back)} 份退回修改的还没有重报",
        names,
        "去看看",
        Place.of("reporting", week=first.week.isoformat(), unit=first.unit_id),
    )


def _late(desk: Summary) -> Task | None:
    week, counts = (
        (desk.week, desk.counts)
        if desk.counts.late
        else (shift(desk.week, -1), desk.before)
    )
    if not counts.late:
        return None
    return Task(
        "late",
        "迟报",
        "late",
        f"{_name_week(desk, week)}有 {counts.late} 份迟报",
        "收到日期不对的，可以在周报里改正",
        "去核对",
        Place.of("reporting", week=week.isoformat()),
    )


def _overdue_slots(desk: Summary) -> Task | None:
    count = desk.schedule.overdue
    if not count:
        return None
    return Task(
        "slots-overdue",
        "排期",
        "late",
        f"{count:,} 期排期过了日子还没登记刊播",
        "播出了的登记刊播，没有播的改期或取消",
        "看排期",
        Place.of("schedule", view="list", filter={"state": "overdue"}),
    )


def _reported_slots(desk: Summary) -> Task | None:
    count = desk.schedule.matches
    if not count:
        return None
    return Task(
        "slots-reported",
        "排期",
        "ask",
        f"{count:,} 条报来的刊播像是排期里的",
        "认定以后，这一期记为已刊播，不会重复统计",
        "去认定",
        Place.of("schedule", fulfilments=True),
    )


def _unconfirmed(desk: Summary) -> Task | None:
    if not desk.unconfirmed:
        return None
    return Task(
        "outlets",
        "核对",
        "ask",
        f"{len(desk.unconfirmed)} 家新媒体等您核对层级",
        _names([name for _id, name in desk.unconfirmed]),
        "去核对",
        Place.of("registers", tab="outlets", filter="unconfirmed"),
    )


def _holidays(desk: Summary) -> Task | None:
    if not desk.unpublished_years:
        return None
    year = desk.unpublished_years[0]
    return Task(
        "holidays",
        "放假",
        "late",
        f"{year} 年的放假安排还没有填",
        "现在按普通周末计算工作日和截止日，公布后请补填",
        "去填写",
        Place.of("settings", tab="holidays", year=year),
    )


def _name_week(desk: Summary, week: dt.date) -> str:
    if week == desk.week:
        return "本周"
    return "上周" if week == shift(desk.week, -1) else week_label(week)


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_NAMED])
    return f"{shown} 等 {len(names)} 个" if len(names) > _NAMED else shown


def _due_words(due: dt.datetime) -> str:
    return f"周{'一二三四五六日'[due.weekday()]} {due:%H:%M} "
