"""What the weekly page reads from the services, as plain values that may cross threads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import NotFound
from models.vocabulary import ReturnState
from services import reminders, returns, settings, story_queries, workdays
from services.board import Board, board, counts_by_unit, make_cell
from services.registers.units import UnitRow, list_units
from services.returns import ReturnRow
from services.settings import OfficeSettings
from services.story_queries import StoryDetail
from services.weeks import shift


@dataclass(frozen=True)
class WeekView:
    """The board of a week and the office that reads it; `before` counts last week's stories."""

    board: Board
    office: OfficeSettings
    before: int
    silent_three: int

    @property
    def week(self) -> dt.date:
        """The Monday of the week."""
        return self.board.weeks[-1]


@dataclass(frozen=True)
class CellView:
    """One unit in one week: its return, its stories, and how that compares with the week before.

    `state` is None where the unit owed nothing (not yet open, closed); `before` is (stories, placements).
    """

    unit: UnitRow
    week: dt.date
    due: dt.date
    stored: ReturnRow
    state: ReturnState | None
    pending: bool
    stories: tuple[StoryDetail, ...]
    placements: int
    before: tuple[int, int]

    @property
    def came(self) -> bool:
        """Whether the return arrived."""
        return self.stored.came


def load_week(session: Session, week: dt.date, now: dt.datetime) -> WeekView:
    """The board of a week with as many weeks as the office wants."""
    office = settings.load(session)
    shown = board(session, week, weeks=office.board_weeks, now=now)
    before = sum(r.cells[-2].stories for r in shown.rows if r.cells[-2] is not None)
    long_silent = sum(
        r.silent_weeks >= 3
        for r in shown.rows
        if r.last is not None and r.last.state is ReturnState.MISSING
    )
    return WeekView(shown, office, before, long_silent)


def load_cell(
    session: Session, unit_id: int, week: dt.date, now: dt.datetime
) -> CellView:
    """Everything about one cell; raises NotFound for a unit that is gone."""
    office = settings.load(session)
    days = workdays.load(session)
    due = days.due_day(week, office.due_weekday)
    unit = next((u for u in list_units(session, on=due) if u.id == unit_id), None)
    if unit is None:
        raise NotFound("这个单位已经不在名册里了，可能刚被删除。")
    stored = returns.get(session, unit_id, week)
    numbers = counts_by_unit(session, shift(week, -1), week)
    is_open = now <= workdays.due_moment(days, office, week)
    cell = make_cell(unit, week, due, stored if stored.id else None, numbers, is_open)
    stories = story_queries.stories_of(session, unit_id, week)
    return CellView(
        unit,
        week,
        due,
        stored,
        cell.state if cell else None,
        bool(cell and cell.pending),
        tuple(stories),
        numbers.get((unit_id, week), (0, 0))[1],
        numbers.get((unit_id, shift(week, -1)), (0, 0)),
    )


def personal_reminder(
    session: Session, unit_id: int, week: dt.date, now: dt.datetime
) -> str:
    """The message to one unit's liaison, empty where the unit owes nothing."""
    rows, office, due = reminders.load(session, week, now)
    mine = [r for r in rows if r.unit_id == unit_id]
    if not mine:
        return ""
    return reminders.reminder_text(mine, office, week, due).personal[0][1]
