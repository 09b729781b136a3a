"""Corrections: what changed in a week after the supervisor was told about it.

With each issue the told state of its week is kept (WeekState). The next issue compares the weeks that were
touched since with what was told, lists the differences, and keeps the new state: so each is told once.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journal
from models.tables import (
    Journal,
    Outlet,
    Placement,
    Story,
    Unit,
    WeeklyIssue,
    WeeklyReturn,
    WeekState,
)
from models.vocabulary import OutletLevel, ReturnState
from services import text
from services.registers.units import UnitRow, list_units
from services.weekly_figures import cells_of
from services.weekly_types import CorrectedTotals, CorrectionLine

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
NOTHING = "—"
_CAME = frozenset(
    {ReturnState.RECEIVED, ReturnState.NIL, ReturnState.LATE, ReturnState.RETURNED}
)
_SLACK = dt.timedelta(days=14)


class ToldPlacement(TypedDict):
    """A placement as the supervisor was told of it; days are ISO, `level` is a number."""

    unit: int
    story: int
    title: str
    day: str
    outlet: str
    level: int
    column: str
    genre: str
    spot: str
    link: str


class Told(TypedDict):
    """What was told about a week: the due day it was judged by, returns by unit id, placements by id.

    A return is [ReturnState value, ISO day of arrival or None]. Keys are text, as JSON has them.
    """

    due: str
    returns: dict[str, list[str | None]]
    placements: dict[str, ToldPlacement]


@dataclass(frozen=True)
class WeekChanges:
    """What has to be corrected about one issued week, and its state as it is now."""

    week: dt.date
    issue_id: int
    totals: CorrectedTotals
    lines: list[CorrectionLine]
    now: Told


def state_now(session: Session, week: dt.date, due: dt.date) -> Told:
    """The state of a week as it is stored now, judged by the due day `due`."""
    returns: dict[str, list[str | None]] = {}
    for unit_id, cell in cells_of(session, week, due).items():
        day = cell.received_on.isoformat() if cell.received_on else None
        returns[str(unit_id)] = [cell.state.value, day]
    query = (
        select(
            Placement.id,
            Placement.unit_id,
            Placement.story_id,
            Story.title,
            Placement.published_on,
            Outlet.name,
            Placement.level,
            Placement.column_name,
            Placement.genre,
            Placement.spot,
            Placement.link,
        )
        .join(Story, Story.id == Placement.story_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.week == week, Placement.deleted_at.is_(None))
    )
    placements = {
        str(number): ToldPlacement(
            unit=unit,
            story=story,
            title=title,
            day=day.isoformat(),
            outlet=outlet,
            level=level,
            column=column,
            genre=genre,
            spot=spot,
            link=link,
        )
        for number, unit, story, title, day, outlet, level, column, genre, spot, link in (
            session.execute(query).tuples()
        )
    }
    return Told(due=due.isoformat(), returns=returns, placements=placements)


def remember(
    session: Session, week: dt.date, issue_id: int, action: int, told: Told
) -> None:
    """Keep what the supervisor was told about a week with the action `action`."""
    packed = zlib.compress(
        json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), 6
    )
    stored = session.get(WeekState, week)
    if stored is None:
        session.add(
            WeekState(week=week, issue_id=issue_id, upto_action=action, rows=packed)
        )
    else:
        stored.upto_action, stored.rows = action, packed
    session.flush()


def pending_changes(session: Session, leave_out: dt.date) -> list[WeekChanges]:
    """What changed in issued weeks since the newest issue, by issue number; week `leave_out` is not looked at."""
    since = session.scalar(select(func.max(WeeklyIssue.upto_action)))
    if since is None:
        return []
    touched = _touched_weeks(session, since)
    query = (
        select(WeekState, WeeklyIssue.number)
        .join(WeeklyIssue, WeeklyIssue.id == WeekState.issue_id)
        .where(WeekState.week.in_(touched), WeekState.week != leave_out)
        .order_by(WeeklyIssue.number)
    )
    found: list[WeekChanges] = []
    units = list_units(session)
    for state, number in session.execute(query).tuples():
        told: Told = json.loads(zlib.decompress(state.rows))
        now = state_now(session, state.week, dt.date.fromisoformat(told["due"]))
        if now == told:
            continue
        lines = list(_compare(session, told, now, state.week, number, units))
        totals = _totals(told, now, state.week, number)
        found.append(WeekChanges(state.week, state.issue_id, totals, lines, now))
    return found


def _touched_weeks(session: Session, since: int) -> set[dt.date]:
    """Weeks in which an action after `since` touched a placement, a story, a return or a unit's dates."""
    story = Placement.story_id == Story.id
    touched: set[dt.date] = set()
    for query in (
        select(Placement.week).where(Placement.changed_action > since),
        select(WeeklyReturn.week).where(WeeklyReturn.changed_action > since),
        select(Placement.week).join(Story, story).where(Story.changed_action > since),
    ):
        # DISTINCT outside: inside it, SQLite walks the whole index of weeks instead of what was touched.
        week = query.limit(-1).subquery().c.week
        touched.update(session.scalars(select(week).distinct()))
    first_last = _unit_spans(session, since)
    if first_last:
        first, last = first_last
        query = select(WeekState.week).where(
            WeekState.week >= first, WeekState.week <= last
        )
        touched.update(session.scalars(query))
    return touched


def _unit_spans(session: Session, since: int) -> tuple[dt.date, dt.date] | None:
    """The days between which a changed from–to date or a removal of a unit can matter."""
    query = select(Journal.before, Journal.after).where(
        Journal.action_id > since,
        Journal.table_name == Unit.__tablename__,
        Journal.op == "update",
    )
    days: list[dt.date] = []
    for packed_before, packed_after in session.execute(query).tuples():
        before = journal.load_values(Unit.__tablename__, packed_before)
        after = journal.load_values(Unit.__tablename__, packed_after)
        for key in ("valid_from", "valid_to"):
            if key in after:
                open_end = dt.date.min if key == "valid_from" else dt.date.max
                days += [before[key] or open_end, after[key] or open_end]
        if "deleted_at" in after:
            days += [dt.date.min, dt.date.max]
    if not days:
        return None
    first, last = min(days), max(days)
    if first > dt.date.min + _SLACK:
        first -= _SLACK
    return first, last


def _totals(told: Told, now: Told, week: dt.date, number: int) -> CorrectedTotals:
    def both(count: str) -> list[int]:
        return [_count(state, count) for state in (told, now)]

    return CorrectedTotals(
        number=number,
        week=week.isoformat(),
        stories=both("stories"),
        placements=both("placements"),
        received=both("received"),
    )


def _count(state: Told, what: str) -> int:
    if what == "stories":
        return len({p["story"] for p in state["placements"].values()})
    if what == "placements":
        return len(state["placements"])
    return sum(r[0] in _CAME for r in state["returns"].values())


def _compare(
    session: Session,
    told: Told,
    now: Told,
    week: dt.date,
    number: int,
    units: list[UnitRow],
) -> Iterator[CorrectionLine]:
    names = _outlet_names(session) if told["placements"] != now["placements"] else {}
    labels = {u.id: u.label for u in units}
    order = {u.id: i for i, u in enumerate(units)}
    lines: list[tuple[int, CorrectionLine]] = []

    def add(unit: int, parts: tuple[str, str, str, str, str]) -> None:
        subject, change, title, before, after = parts
        line = CorrectionLine(
            number=number,
            week=week.isoformat(),
            subject=subject,
            change=change,
            unit=labels.get(unit, "（已删除的单位）"),
            title=title,
            before=before,
            after=after,
        )
        if all(line != other for _, other in lines):
            lines.append((order.get(unit, len(order)), line))

    for key in {**told["returns"], **now["returns"]}:
        found = _return_change(told["returns"].get(key), now["returns"].get(key))
        if found:
            add(int(key), ("报送", found[0], "", found[1], found[2]))
    for key in sorted({**told["placements"], **now["placements"]}, key=int):
        before, after = told["placements"].get(key), now["placements"].get(key)
        if before != after:
            for unit, parts in _placement_changes(before, after, names):
                add(unit, parts)
    lines.sort(key=lambda pair: pair[0])
    yield from (line for _, line in lines)


def _return_change(
    before: list[str | None] | None, after: list[str | None] | None
) -> tuple[str, str, str] | None:
    """(change, before, after) of a unit's return; None where there is nothing to tell.

    A unit that was not told of, and has sent nothing, was registered later: that is no correction.
    """
    if before == after:
        return None
    came_before = before is not None and before[0] in _CAME
    came_after = after is not None and after[0] in _CAME
    if before is None and not came_after:
        return None
    if came_before == came_after:
        change = CHANGED
    else:
        change = ADDED if came_after else REMOVED
    return change, _return_words(before), _return_words(after)


def _return_words(stored: list[str | None] | None) -> str:
    if stored is None or stored[0] is None:
        return "不需报送"
    words = ReturnState(stored[0]).label
    return f"{words}（{_day(stored[1])}收到）" if stored[1] else words


def _placement_changes(
    before: ToldPlacement | None,
    after: ToldPlacement | None,
    names: dict[str, frozenset[str]],
) -> Iterator[tuple[int, tuple[str, str, str, str, str]]]:
    """(unit id, (subject, change, title, before, after)) for each thing that differs."""
    if before is None or after is None:
        one = after or before
        assert one is not None
        words = _placement_words(one)
        told, holds = (NOTHING, words) if before is None else (words, NOTHING)
        change = ADDED if before is None else REMOVED
        yield one["unit"], ("刊播", change, one["title"], told, holds)
        return
    unit, title = after["unit"], after["title"]
    pairs: list[tuple[str, str, str]] = [
        ("标题", before["title"], title),
        ("日期", _day(before["day"]), _day(after["day"])),
        ("层级", _level(before), _level(after)),
        ("栏目", before["column"], after["column"]),
        ("体裁", before["genre"], after["genre"]),
        ("版面/时段", before["spot"], after["spot"]),
        ("链接", before["link"], after["link"]),
    ]
    if text.fold(before["outlet"]) not in names.get(after["outlet"], frozenset()):
        pairs.insert(2, ("媒体", before["outlet"], after["outlet"]))
    if before["story"] != after["story"] and before["title"] == title:
        pairs.append(("稿件", "按原稿件计", "改归另一篇稿件"))
    for word, old, new in pairs:
        if old != new:
            yield (
                unit,
                (
                    "刊播",
                    CHANGED,
                    title,
                    f"{word}：{old or '无'}",
                    f"{word}：{new or '无'}",
                ),
            )


def _placement_words(one: ToldPlacement) -> str:
    return f"{_day(one['day'])}　{one['outlet']}（{_level(one)}）"


def _level(one: ToldPlacement) -> str:
    return OutletLevel(one["level"]).label


def _day(iso: str | None) -> str:
    if not iso:
        return "无"
    day = dt.date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"


def _outlet_names(session: Session) -> dict[str, frozenset[str]]:
    """Name of an outlet → all folded names it goes by: a merged or renamed outlet is no correction."""
    query = select(Outlet.name, Outlet.aliases).where(Outlet.deleted_at.is_(None))
    return {
        name: frozenset(text.fold(n) for n in (name, *text.split_names(aliases)))
        for name, aliases in session.execute(query).tuples()
    }
