"""What happened to a story or to a return, with everything that belongs to it, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Placement, WeeklyReturn
from services.history import Change, record_history
from services.weeks import week_of


@dataclass(frozen=True)
class HistoryEntry:
    """One action, as far as it touched the story or the return; `lines` are sentences."""

    action_id: int
    at: dt.datetime
    actor: str
    title: str
    undone: bool
    undoable: bool
    lines: tuple[str, ...]


def story_history(session: Session, story_id: int) -> list[HistoryEntry]:
    """The history of a story and of every placement that belongs to it, deleted ones too."""
    placements = session.scalars(
        select(Placement.id).where(Placement.story_id == story_id)
    )
    records = [("story", story_id), *(("placement", i) for i in placements)]
    return _merged(session, records)


def return_history(session: Session, unit_id: int, week: dt.date) -> list[HistoryEntry]:
    """The history of a unit's return for a week and of its placements, deleted ones too."""
    returns = session.scalars(
        select(WeeklyReturn.id).where(
            WeeklyReturn.unit_id == unit_id, WeeklyReturn.week == week_of(week)
        )
    )
    placements = session.scalars(
        select(Placement.id).where(
            Placement.unit_id == unit_id, Placement.week == week_of(week)
        )
    )
    records = [
        *(("weekly_return", i) for i in returns),
        *(("placement", i) for i in placements),
    ]
    return _merged(session, records)


def _merged(session: Session, records: Iterable[tuple[str, int]]) -> list[HistoryEntry]:
    found: dict[int, HistoryEntry] = {}
    for table, record_id in records:
        for action, changes in record_history(session, table, record_id):
            lines = tuple(dict.fromkeys(_line(c) for c in changes))
            known = found.get(action.id)
            if known is not None:
                lines = tuple(dict.fromkeys((*known.lines, *lines)))
            found[action.id] = HistoryEntry(
                action.id,
                action.at,
                action.actor,
                action.title,
                action.undone,
                action.undoable,
                lines,
            )
    return sorted(found.values(), key=lambda e: -e.action_id)


def _line(change: Change) -> str:
    if not change.field:
        return f"{change.op}{change.table}：{change.record}"
    return f"{change.field}：{change.before} → {change.after}"
