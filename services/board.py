"""The week at a glance: units × weeks, the week's counts, who is silent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Placement, WeeklyReturn
from models.vocabulary import OutletLevel, ReturnState
from services import settings, workdays
from services.registers.units import UnitRow, list_units
from services.returns import ReturnRow
from services.weeks import last_weeks, shift, week_of

LONGEST = 520
"""Weeks over which silence is counted: a clerk who opens a week far ahead must not wait for it."""


@dataclass(frozen=True)
class Cell:
    """One unit in one week. `pending` marks a missing return that is not due yet."""

    week: dt.date
    state: ReturnState
    nil: bool
    received_on: dt.date | None
    stories: int
    placements: int
    pending: bool = False


@dataclass(frozen=True)
class BoardRow:
    """One unit on the board; a cell is None where the unit owed nothing (not yet open, closed)."""

    unit: UnitRow
    cells: tuple[Cell | None, ...]
    silent_weeks: int

    @property
    def last(self) -> Cell | None:
        """The cell of the board's own week."""
        return self.cells[-1]


@dataclass(frozen=True)
class WeekCounts:
    """Totals of one week. `received` counts every expected return that came; rates are 0–1 or None.

    `levels` counts placements by level, `stories` distinct stories; `pending` is how many of `missing`
    are not due yet.
    """

    week: dt.date
    expected: int
    received: int
    on_time: int
    nil: int
    late: int
    missing: int
    exempt: int
    returned: int
    stories: int
    placements: int
    levels: dict[OutletLevel, int]
    pending: int = 0

    @property
    def rate(self) -> float | None:
        """Reporting rate, None where nothing was expected."""
        return self.received / self.expected if self.expected else None

    @property
    def on_time_rate(self) -> float | None:
        """Share of the expected returns that came in time."""
        return self.on_time / self.expected if self.expected else None


@dataclass(frozen=True)
class Board:
    """The last weeks, oldest first; rows in the fixed order; counts of the last of them."""

    weeks: tuple[dt.date, ...]
    due: dt.datetime
    rows: tuple[BoardRow, ...]
    counts: WeekCounts
    unpublished_years: tuple[int, ...]


def board(
    session: Session, week: dt.date, *, weeks: int = 12, now: dt.datetime | None = None
) -> Board:
    """The board of a week and the weeks before it.

    With `now`, missing returns of weeks that are not due yet are marked `pending`; without it every
    return that has not come counts as missing.
    """
    week = week_of(week)
    span = last_weeks(week, weeks)
    office = settings.load(session)
    days = workdays.load(session)
    due_days = {w: days.due_day(w, office.due_weekday) for w in span}
    pending = {
        w
        for w in span
        if now is not None and now <= workdays.due_moment(days, office, w)
    }
    returns = returns_between(session, span[0], week)
    numbers = counts_by_unit(session, span[0], week)
    units = list_units(session, on=due_days[week])
    silent = silent_weeks(
        session, units, week, days, office.due_weekday, pending=frozenset(pending)
    )
    rows: list[BoardRow] = []
    for unit in units:
        cells = tuple(
            make_cell(
                unit, w, due_days[w], returns.get((unit.id, w)), numbers, w in pending
            )
            for w in span
        )
        if any(cells):
            rows.append(BoardRow(unit, cells, silent.get(unit.id, 0)))
    counts = count_week(
        session, week, [r.last for r in rows if r.last is not None], due_days[week]
    )
    return Board(
        tuple(span),
        workdays.due_moment(days, office, week),
        tuple(rows),
        counts,
        tuple(days.unpublished(span[-1], span[-1] + dt.timedelta(days=6))),
    )


def make_cell(
    unit: UnitRow,
    week: dt.date,
    due: dt.date,
    stored: ReturnRow | None,
    numbers: dict[tuple[int, dt.date], tuple[int, int]],
    pending: bool,
) -> Cell | None:
    """The cell of a unit in a week.

    A unit that did not exist on the due day owes nothing: None, or, when it sent something all the same,
    an exempt cell, so that what it sent is seen and the rate stays right.
    """
    stories, placements = numbers.get((unit.id, week), (0, 0))
    row = stored or ReturnRow(None, unit.id, week)
    if not unit.exists_on(due):
        if not row.came and not row.exempt and not placements:
            return None
        state = ReturnState.EXEMPT
    else:
        state = row.state(due)
    return Cell(
        week,
        state,
        row.nil,
        row.received_on,
        stories,
        placements,
        pending and state is ReturnState.MISSING,
    )


def returns_between(
    session: Session, first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], ReturnRow]:
    """Stored returns of the weeks from `first` to `last`, by unit and week."""
    query = select(*_RETURN_COLUMNS).where(
        WeeklyReturn.week >= first,
        WeeklyReturn.week <= last,
        WeeklyReturn.deleted_at.is_(None),
    )
    rows = (ReturnRow(*values) for values in session.execute(query))
    return {(row.unit_id, row.week): row for row in rows}


# Bare columns in the order of ReturnRow: a year of records would cost three times as much.
_RETURN_COLUMNS = [getattr(WeeklyReturn, field.name) for field in fields(ReturnRow)]


def counts_by_unit(
    session: Session, first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], tuple[int, int]]:
    """(stories, placements) by unit and week."""
    query = (
        select(
            Placement.unit_id,
            Placement.week,
            func.count(func.distinct(Placement.story_id)),
            func.count(),
        )
        .where(
            Placement.week >= first,
            Placement.week <= last,
            Placement.deleted_at.is_(None),
        )
        .group_by(Placement.week, Placement.unit_id)
    )
    return {(u, w): (s, p) for u, w, s, p in session.execute(query)}


def count_week(
    session: Session, week: dt.date, cells: list[Cell], due: dt.date
) -> WeekCounts:
    """Totals of a week from its cells and placements."""
    states = [c.state for c in cells]
    owed = [c for c in cells if c.state is not ReturnState.EXEMPT]
    query = (
        select(Placement.level, func.count())
        .where(Placement.week == week, Placement.deleted_at.is_(None))
        .group_by(Placement.level)
    )
    levels = {OutletLevel(level): number for level, number in session.execute(query)}
    return WeekCounts(
        week,
        expected=len(owed),
        received=sum(c.received_on is not None for c in owed),
        on_time=sum(c.received_on is not None and c.received_on <= due for c in owed),
        nil=sum(c.nil for c in owed if c.received_on is not None),
        late=states.count(ReturnState.LATE),
        missing=states.count(ReturnState.MISSING),
        exempt=states.count(ReturnState.EXEMPT),
        returned=states.count(ReturnState.RETURNED),
        stories=sum(c.stories for c in cells),
        placements=sum(c.placements for c in cells),
        levels={level: levels.get(level, 0) for level in OutletLevel},
        pending=sum(c.pending for c in cells),
    )


def silent_weeks(
    session: Session,
    units: list[UnitRow],
    week: dt.date,
    days: workdays.Workdays,
    due_weekday: int,
    *,
    pending: frozenset[dt.date] = frozenset(),
) -> dict[int, int]:
    """How many owed weeks in a row, up to and with `week`, each unit sent nothing.

    Exempt weeks and weeks that are not due yet (`pending`) neither count nor end the row, but a unit that
    is let off in `week` itself is not listed; weeks before the first stored return of the office, or
    in which the unit did not exist, do not count.
    """
    start = session.scalar(
        select(func.min(WeeklyReturn.week)).where(WeeklyReturn.deleted_at.is_(None))
    )
    if start is None:
        return {}
    heard = dict(
        session.execute(
            select(WeeklyReturn.unit_id, func.max(WeeklyReturn.week))
            .where(
                WeeklyReturn.week <= week,
                WeeklyReturn.received_on.is_not(None),
                WeeklyReturn.deleted_at.is_(None),
            )
            .group_by(WeeklyReturn.unit_id)
        )
        .tuples()
        .all()
    )
    off = set(
        session.execute(
            select(WeeklyReturn.unit_id, WeeklyReturn.week).where(
                WeeklyReturn.week <= week,
                WeeklyReturn.exempt,
                WeeklyReturn.deleted_at.is_(None),
            )
        )
        .tuples()
        .all()
    )
    due_days: dict[dt.date, dt.date] = {}
    silent: dict[int, int] = {}
    for unit in units:
        if (unit.id, week) in off:
            continue
        first = shift(heard[unit.id], 1) if unit.id in heard else start
        if unit.valid_from:
            first = max(first, week_of(unit.valid_from))
        count = 0
        at = max(first, shift(week, -LONGEST))
        while at <= week:
            due = due_days.get(at) or due_days.setdefault(
                at, days.due_day(at, due_weekday)
            )
            if unit.exists_on(due) and (unit.id, at) not in off:
                count += at not in pending
            elif at == week:
                count = 0  # the unit owes nothing any more
            at = shift(at, 1)
        if count:
            silent[unit.id] = count
    return silent
