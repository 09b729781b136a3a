"""What the desk shows: the state of the week and what waits for the clerk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Outlet, Unit, WeeklyIssue, WeeklyReturn
from services import settings
from services.board import WeekCounts, board
from services.campaigns.pressing import Pressing, pressing
from services.intake.dropped import has_plans
from services.schedules.matching import Waiting, waiting
from services.weeks import shift, week_label, week_of

SILENT_FROM = 2
"""Missed weeks in a row from which a unit is named on the desk."""


@dataclass(frozen=True)
class SilentUnit:
    """A unit that has sent nothing for some weeks."""

    unit_id: int
    name: str
    liaison: str
    phone: str
    weeks: int


@dataclass(frozen=True)
class BackUnit:
    """A return that was sent back and has not come again."""

    unit_id: int
    name: str
    week: dt.date
    reason: str
    since: dt.date


@dataclass(frozen=True)
class LastIssue:
    """The newest weekly issue."""

    number: int
    week: dt.date
    issued_at: dt.datetime


@dataclass(frozen=True)
class Summary:
    """Everything on the desk, for the week of `now`; `pressing` are measures of plans that are overdue or due,
    `schedule` what waits in it.

    `pending` counts units that have not sent yet while the week is not due; `before` is the week before,
    with what is still missing from it. `issue_waits` is the newest week that is over and not issued.
    """

    office: str
    clerk: str
    now: dt.datetime
    week: dt.date
    due: dt.datetime
    units: int
    outlets: int
    returns: int
    counts: WeekCounts
    before: WeekCounts
    pending: int
    silent: tuple[SilentUnit, ...]
    sent_back: tuple[BackUnit, ...]
    unconfirmed: tuple[tuple[int, str], ...]
    last_issue: LastIssue | None
    issue_waits: dt.date | None
    unpublished_years: tuple[int, ...]
    pressing: Pressing
    has_plans: bool
    schedule: Waiting

    @property
    def over(self) -> bool:
        """Whether the due moment of the week has passed."""
        return self.now > self.due


def load(session: Session, now: dt.datetime) -> Summary:
    """Read the desk for a moment."""
    office = settings.load(session)
    week = week_of(now.date())
    shown = board(session, week, weeks=2, now=now)
    before = board(session, shift(week, -1), weeks=1, now=now)
    over = now > shown.due
    silent = [
        SilentUnit(
            r.unit.id, r.unit.label, r.unit.liaison, r.unit.phone, r.silent_weeks
        )
        for r in shown.rows
        if r.silent_weeks >= SILENT_FROM
    ]
    silent.sort(key=lambda s: -s.weeks)
    return Summary(
        office=office.office,
        clerk=office.clerk,
        now=now,
        week=week,
        due=shown.due,
        units=_count(session, Unit.id, Unit.deleted_at),
        outlets=_count(session, Outlet.id, Outlet.deleted_at),
        returns=_count(session, WeeklyReturn.id, WeeklyReturn.deleted_at),
        counts=shown.counts,
        before=before.counts,
        pending=sum(1 for r in shown.rows if r.last is not None and r.last.pending),
        silent=tuple(silent),
        sent_back=_sent_back(session),
        unconfirmed=_unconfirmed(session),
        last_issue=_last_issue(session),
        issue_waits=_issue_waits(session, week, over, shown.counts),
        unpublished_years=shown.unpublished_years,
        pressing=pressing(session, now.date()),
        has_plans=has_plans(session),
        schedule=waiting(session, now.date()),
    )


def countdown(due: dt.datetime, now: dt.datetime) -> str:
    """「还有 1 天 3 小时」, 「已过 2 小时」; minutes only in the last hour."""
    seconds = (due - now).total_seconds()
    word = "还有" if seconds >= 0 else "已过"
    minutes = int(abs(seconds) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{word} {days} 天" + (f" {hours} 小时" if hours else "")
    if hours:
        return f"{word} {hours} 小时"
    return f"{word} {max(minutes, 1)} 分钟"


def due_text(due: dt.datetime, now: dt.datetime) -> str:
    """「周五 17:00 截止，还有 1 天 3 小时」."""
    return (
        f"周{'一二三四五六日'[due.weekday()]} {due:%H:%M} 截止，{countdown(due, now)}"
    )


def week_text(week: dt.date) -> str:
    """The week in words."""
    return week_label(week)


def _count(session: Session, column: object, deleted: object) -> int:
    query = select(func.count(column)).where(deleted.is_(None))  # type: ignore[attr-defined]
    return int(session.scalar(query) or 0)


def _sent_back(session: Session) -> tuple[BackUnit, ...]:
    query = (
        select(WeeklyReturn, Unit.name, Unit.short_name)
        .join(Unit, Unit.id == WeeklyReturn.unit_id)
        .where(
            WeeklyReturn.returned_on.is_not(None),
            WeeklyReturn.received_on.is_not(None),
            WeeklyReturn.exempt.is_(False),
            WeeklyReturn.deleted_at.is_(None),
            Unit.deleted_at.is_(None),
        )
        .order_by(WeeklyReturn.week.desc(), Unit.position)
        .limit(50)
    )
    return tuple(
        BackUnit(r.unit_id, short or name, r.week, r.returned_reason, r.returned_on)
        for r, name, short in session.execute(query)
        if r.returned_on is not None
    )


def _unconfirmed(session: Session) -> tuple[tuple[int, str], ...]:
    query = select(Outlet.id, Outlet.name).where(
        Outlet.confirmed.is_(False), Outlet.deleted_at.is_(None)
    )
    return tuple((i, n) for i, n in session.execute(query.order_by(Outlet.id)))


def _last_issue(session: Session) -> LastIssue | None:
    query = (
        select(WeeklyIssue.number, WeeklyIssue.week, WeeklyIssue.issued_at)
        .where(WeeklyIssue.deleted_at.is_(None))
        .order_by(WeeklyIssue.number.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return LastIssue(*row) if row else None


def _issue_waits(
    session: Session,
    week: dt.date,
    over: bool,
    counts: WeekCounts,
) -> dt.date | None:
    """The week that should be issued now: this one after its due moment, else the one before."""
    wanted = week if over else shift(week, -1)
    received = counts.received if over else _received(session, wanted)
    if not received:
        return None
    issued = select(WeeklyIssue.id).where(
        WeeklyIssue.week == wanted, WeeklyIssue.deleted_at.is_(None)
    )
    return None if session.scalar(issued.limit(1)) is not None else wanted


def _received(session: Session, week: dt.date) -> int:
    query = select(func.count(WeeklyReturn.id)).where(
        WeeklyReturn.week == week,
        WeeklyReturn.received_on.is_not(None),
        WeeklyReturn.deleted_at.is_(None),
    )
    return int(session.scalar(query) or 0)
