"""Issuing a week: the snapshot that the supervisor receives, frozen, numbered and hashed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import NotFound, StorageError, ValidationError
from models.journal import action_id
from models.tables import Unit, WeeklyIssue
from services import corrections, settings, text
from services.weekly_figures import WeekFigures, count
from services.weekly_types import SNAPSHOT_VERSION, SlotLine, Snapshot
from services.weekly_words import headline, summary_lines
from services.weeks import week_label, week_of

__all__ = [
    "IssueInfo",
    "headline",
    "issue_snapshot",
    "issue_week",
    "list_issues",
    "preview_snapshot",
    "summary_lines",
    "verify_all",
    "verify_issue",
]


@dataclass(frozen=True)
class IssueInfo:
    """One frozen issue; `hash` is the sha256 of its contents (64 hex digits)."""

    id: int
    number: int
    week: dt.date
    hash: str
    units: int
    stories: int
    placements: int
    issued_at: dt.datetime
    issued_by: str = ""


def preview_snapshot(
    session: Session, week: dt.date, *, now: dt.datetime | None = None
) -> Snapshot:
    """What an issue of the week (any day names it) would hold if it were issued now; nothing is kept."""
    monday = week_of(week)
    moment = now or dt.datetime.now()
    changes = corrections.pending_changes(session, monday)
    return _snapshot(session, monday, count(session, monday, moment), changes)


def issue_week(
    db: Database, week: dt.date, *, by: str = "", now: dt.datetime | None = None
) -> IssueInfo:
    """Freeze the week (any day names it) as the next issue; a week that is issued already gives its issue.

    `by` says who issues (default: the clerk of the settings); `now` is the moment of issue. Raises
    ValidationError where no unit is registered or the week has not begun.
    """
    monday = week_of(week)
    moment = (now or dt.datetime.now()).replace(microsecond=0)
    with db.reading() as session:
        known = find_issue(session, monday)
    if known is not None:
        return known
    if monday > moment.date():
        raise ValidationError(
            f"{week_label(monday)}还没有开始，不能生成周汇总。", "week"
        )
    title = f"生成周汇总：{week_label(monday)}"
    with db.writing(title, kind="issue") as session:
        known = find_issue(session, monday)  # another window may have been faster
        return known or _freeze(session, monday, moment, by)


def find_issue(session: Session, week: dt.date) -> IssueInfo | None:
    """The issue of a week, None where it was not issued."""
    stored = session.scalar(
        select(WeeklyIssue).where(
            WeeklyIssue.week == week_of(week), WeeklyIssue.deleted_at.is_(None)
        )
    )
    return _info(stored, _read(stored)[0]) if stored else None


def list_issues(session: Session, limit: int | None = None) -> list[IssueInfo]:
    """Issues, the newest number first; `limit` stops after so many (each is unpacked to be counted)."""
    query = select(WeeklyIssue).where(WeeklyIssue.deleted_at.is_(None))
    stored = session.scalars(query.order_by(WeeklyIssue.number.desc()).limit(limit))
    return [_info(issue, _read(issue)[0]) for issue in stored]


def issue_snapshot(session: Session, issue_id: int) -> Snapshot:
    """The frozen snapshot of an issue.

    Raises NotFound, or StorageError where the contents no longer agree with their hash.
    """
    stored = session.get(WeeklyIssue, issue_id)
    if stored is None or stored.deleted_at is not None:
        raise NotFound("没有找到这一期周汇总，可能来自另一份数据。")
    contents, fault = _read(stored)
    if contents is None or fault:
        raise StorageError(fault)
    return contents


def verify_issue(session: Session, issue_id: int) -> list[str]:
    """Sentences about what was tampered with in an issue; empty where it is as it was frozen."""
    stored = session.get(WeeklyIssue, issue_id)
    if stored is None:
        raise NotFound("没有找到这一期周汇总，可能来自另一份数据。")
    return _faults(stored)


def verify_all(session: Session) -> list[str]:
    """Sentences about all issues that are not as they were frozen."""
    query = select(WeeklyIssue).order_by(WeeklyIssue.number)
    return [fault for stored in session.scalars(query) for fault in _faults(stored)]


def pack(snapshot: Snapshot) -> tuple[bytes, str]:
    """A snapshot as stored bytes and the sha256 of its canonical JSON."""
    plain = _canonical(snapshot)
    return zlib.compress(plain, 6), hashlib.sha256(plain).hexdigest()


def _freeze(session: Session, week: dt.date, moment: dt.datetime, by: str) -> IssueInfo:
    if (
        session.scalar(select(Unit.id).where(Unit.deleted_at.is_(None)).limit(1))
        is None
    ):
        raise ValidationError(
            "还没有登记单位，没有可以汇总的内容。请先在“单位与媒体”里登记单位。", "week"
        )
    figures = count(session, week, moment)
    changes = corrections.pending_changes(session, week)
    snapshot = _snapshot(session, week, figures, changes)
    number = (session.scalar(select(func.max(WeeklyIssue.number))) or 0) + 1
    snapshot["number"] = number
    snapshot["issued_at"] = moment.isoformat(sep=" ", timespec="seconds")
    snapshot["issued_by"] = text.clean(by)[:60] or settings.load(session).clerk[:60]
    contents, digest = pack(snapshot)
    action = action_id(session)
    issue = WeeklyIssue(
        number=number,
        week=week,
        issued_at=moment,
        issued_by=snapshot["issued_by"],
        hash=digest,
        upto_action=action,
        contents=contents,
    )
    session.add(issue)
    session.flush()
    told = corrections.state_now(session, week, figures.due.date())
    corrections.remember(session, week, issue.id, action, told)
    for change in changes:
        corrections.remember(session, change.week, change.issue_id, action, change.now)
    return _info(issue, snapshot)


def _snapshot(
    session: Session,
    week: dt.date,
    figures: WeekFigures,
    changes: list[corrections.WeekChanges],
) -> Snapshot:
    office = settings.load(session)
    snapshot = Snapshot(
        version=SNAPSHOT_VERSION,
        number=None,
        office=office.office,
        title=office.issue_title,
        week=week.isoformat(),
        week_label=week_label(week),
        due=figures.due.isoformat(sep=" ", timespec="minutes"),
        issued_at=None,
        issued_by="",
        counts=figures.counts,
        last_week=figures.last_week,
        last_year=figures.last_year,
        trend=figures.trend,
        levels=figures.levels,
        kinds=figures.kinds,
        first=figures.first,
        last=figures.last,
        silent=figures.silent,
        nil_units=figures.nil_units,
        units=figures.units,
        placements=figures.placements,
        return_weeks=figures.return_weeks,
        returns=figures.returns,
        corrections=[line for change in changes for line in change.lines],
        corrected_totals=[c.totals for c in changes if c.lines],
        unpublished_years=figures.unpublished_years,
    )
    # Left out where nothing is scheduled: an office without schedules gets the workbook that it knows.
    slots = _next_slots(session, week)
    if slots:
        snapshot["next_slots"] = slots
    return snapshot


def _next_slots(session: Session, week: dt.date) -> list[SlotLine]:
    """The slots of the week after; their tables are mapped only where there are some."""
    first = week.toordinal() + 7
    found = session.connection().exec_driver_sql(
        "SELECT 1 FROM slot WHERE deleted_at IS NULL AND day BETWEEN ? AND ? LIMIT 1",
        (first, first + 6),
    )
    if found.first() is None:
        return []
    from services.schedules.next_week import next_week_slots

    return next_week_slots(session, week)


def _canonical(snapshot: Any) -> bytes:
    return json.dumps(
        snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _faults(stored: WeeklyIssue) -> list[str]:
    _, fault = _read(stored)
    return [fault] if fault else []


def _read(stored: WeeklyIssue) -> tuple[Snapshot | None, str]:
    """The contents (None where they cannot be read) and what is wrong with the issue, "" for nothing."""
    try:
        plain = zlib.decompress(stored.contents)
        contents: Snapshot = json.loads(plain)
    except (zlib.error, ValueError):
        return None, _damaged(stored.number)
    same = (
        hashlib.sha256(plain).hexdigest() == stored.hash
        and contents["number"] == stored.number
        and contents["week"] == stored.week.isoformat()
        and contents["issued_at"]
        == stored.issued_at.isoformat(sep=" ", timespec="seconds")
        and contents["issued_by"] == stored.issued_by
    )
    return contents, "" if same else _changed(stored.number)


def _damaged(number: int) -> str:
    return f"第 {number} 期周汇总的内容读不出来，已经损坏。请从“备份”文件夹恢复较早的一份备份。"


def _changed(number: int) -> str:
    return (
        f"第 {number} 期周汇总的内容与签发时的校验值不一致，签发后可能被改动过。"
        "请与已报出的工作簿核对，或从“备份”文件夹恢复。"
    )


def _info(stored: WeeklyIssue, contents: Snapshot | None) -> IssueInfo:
    """The issue in short; its counts are 0 where the contents cannot be read."""
    counts = contents["counts"] if contents else None
    return IssueInfo(
        stored.id,
        stored.number,
        stored.week,
        stored.hash,
        len(contents["units"]) if contents else 0,
        counts["stories"] if counts else 0,
        counts["placements"] if counts else 0,
        stored.issued_at,
        stored.issued_by,
    )
