"""What the page of a week's issue shows, read in one go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Outlet
from services import corrections, weekly_issue
from services.weekly_issue import IssueInfo
from services.weekly_types import Snapshot
from services.weekly_words import Headline, headline
from services.weeks import shift, week_of

FOLDER = "汇总"


@dataclass(frozen=True)
class IssueState:
    """A week's issue, or what it would be.

    `faults` are sentences about a frozen issue that was tampered with; `later` is how many changes came
    after it was frozen.
    """

    week: dt.date
    info: IssueInfo | None
    snapshot: Snapshot | None
    head: Headline | None
    faults: tuple[str, ...]
    later: int
    unconfirmed: int
    earlier: tuple[IssueInfo, ...]


def load(session: Session, week: dt.date, now: dt.datetime) -> IssueState:
    """Read the issue of a week, frozen or as a preview."""
    monday = week_of(week)
    info = weekly_issue.find_issue(session, monday)
    faults: list[str] = []
    snapshot: Snapshot | None = None
    if info is None:
        snapshot = weekly_issue.preview_snapshot(session, monday, now=now)
    else:
        faults = weekly_issue.verify_issue(session, info.id)
        if not faults:
            snapshot = weekly_issue.issue_snapshot(session, info.id)
    return IssueState(
        week=monday,
        info=info,
        snapshot=snapshot,
        head=headline(snapshot) if snapshot is not None else None,
        faults=tuple(faults),
        later=_later(session, monday) if info is not None else 0,
        unconfirmed=_unconfirmed(session),
        earlier=tuple(weekly_issue.list_issues(session, 12)),
    )


def file_stem(info: IssueInfo) -> str:
    """Name of the files of an issue, without ending."""
    return f"第{info.number}期 周汇总 {info.week.isoformat()}"


def default_target(folder: Path, info: IssueInfo) -> Path:
    """Where the workbook goes unless the clerk says otherwise."""
    return folder / FOLDER / f"{file_stem(info)}.xlsx"


def _later(session: Session, week: dt.date) -> int:
    changes = corrections.pending_changes(session, shift(week, 1))
    return sum(len(c.lines) for c in changes if c.week == week)


def _unconfirmed(session: Session) -> int:
    query = select(func.count(Outlet.id)).where(
        Outlet.confirmed.is_(False), Outlet.deleted_at.is_(None)
    )
    return int(session.scalar(query) or 0)
