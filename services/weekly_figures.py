"""Counting what a weekly issue shows, and the few lines and numbers of its one-page summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Outlet, Placement, Story, WeeklyReturn
from models.vocabulary import OUTLET_KINDS, OutletLevel, ReturnState
from services import settings, workdays
from services.board import (
    Board,
    BoardRow,
    Cell,
    WeekCounts,
    board,
    count_week,
    counts_by_unit,
    make_cell,
    returns_between,
)
from services.registers.units import UnitRow, list_units
from services.returns import ReturnRow
from services.weekly_types import (
    TREND_WEEKS,
    Counts,
    PlacementLine,
    RankLine,
    ReturnCell,
    ReturnsLine,
    ShareLine,
    SilentLine,
    TrendWeek,
    UnitLine,
)
from services.weeks import same_week_last_year, shift, short_label

RANKED = 5
"""Units named first and last."""
_NO_KIND = "未注明"


@dataclass(frozen=True)
class WeekFigures:
    """What is counted for one week, in the keys of a snapshot."""

    due: dt.datetime
    counts: Counts
    last_week: Counts | None
    last_year: Counts | None
    trend: list[TrendWeek]
    levels: list[ShareLine]
    kinds: list[ShareLine]
    first: list[RankLine]
    last: list[RankLine]
    silent: list[SilentLine]
    nil_units: list[str]
    units: list[UnitLine]
    placements: list[PlacementLine]
    return_weeks: list[str]
    returns: list[ReturnsLine]
    unpublished_years: list[int]


def count(session: Session, week: dt.date, now: dt.datetime) -> WeekFigures:
    """Count a week (its Monday) as things stand at the moment `now`.

    Returns of weeks that are not due by then are missing, but marked as pending.
    """
    shown = board(session, week, weeks=TREND_WEEKS, now=now)
    rows = [r for r in shown.rows if r.last is not None]
    units = list_units(session)
    before, year_ago = shift(week, -1), same_week_last_year(week)
    seen = recorded_weeks(session, [*shown.weeks, year_ago])
    compared = [week, *(w for w in (before, year_ago) if w in seen)]
    stored = returns_between(session, week, week)
    unit_levels = _unit_levels(session, week)
    office, days = settings.load(session), workdays.load(session)
    due_days = {w: days.due_day(w, office.due_weekday) for w in shown.weeks}
    levels, kinds = _levels(session, compared), _kinds(session, compared)
    first, last = rank(rows)
    # Before the office began to keep weeks nobody owed it anything: such weeks are no misses.
    begun = _first_week(session)
    blank = sum(begun is None or w < begun for w in shown.weeks if w != week)
    return WeekFigures(
        shown.due,
        counts_of(shown.counts),
        _counts_then(session, before, now, units) if before in seen else None,
        _counts_then(session, year_ago, now, units) if year_ago in seen else None,
        _trend(shown, seen, due_days),
        _shares([lv.label for lv in OutletLevel], levels, week, compared),
        _shares(_kind_order(kinds), kinds, week, compared),
        first,
        last,
        _silent(rows),
        [
            r.unit.label
            for r in rows
            if r.last and r.last.nil and r.last.state is not ReturnState.EXEMPT
        ],
        [
            _unit_line(number, row, unit_levels, stored.get((row.unit.id, week)))
            for number, row in enumerate(rows, start=1)
        ],
        placement_lines(session, week, units),
        [w.isoformat() for w in shown.weeks],
        [_returns_line(row, blank) for row in shown.rows],
        list(shown.unpublished_years),
    )


def counts_of(week: WeekCounts) -> Counts:
    """Totals of a week as plain values."""
    return Counts(
        week=week.week.isoformat(),
        expected=week.expected,
        received=week.received,
        on_time=week.on_time,
        nil=week.nil,
        late=week.late,
        missing=week.missing,
        pending=week.pending,
        exempt=week.exempt,
        returned=week.returned,
        stories=week.stories,
        placements=week.placements,
        rate=week.rate,
        on_time_rate=week.on_time_rate,
    )


def recorded_weeks(session: Session, weeks: Iterable[dt.date]) -> set[dt.date]:
    """Those of some weeks for which any return is stored (a placement always has one)."""
    query = select(WeeklyReturn.week).where(
        WeeklyReturn.week.in_(list(weeks)), WeeklyReturn.deleted_at.is_(None)
    )
    return set(session.scalars(query.distinct()))


def cells_of(
    session: Session,
    week: dt.date,
    due: dt.date,
    *,
    units: Sequence[UnitRow] | None = None,
    pending: bool = False,
) -> dict[int, Cell]:
    """Unit id → cell of one week, for units that owed something or sent something.

    `units` are all units, where the caller has them already.
    """
    returns = returns_between(session, week, week)
    numbers = counts_by_unit(session, week, week)
    cells: dict[int, Cell] = {}
    for unit in list_units(session) if units is None else units:
        cell = make_cell(
            unit, week, due, returns.get((unit.id, week)), numbers, pending
        )
        if cell is not None:
            cells[unit.id] = cell
    return cells


def rank(rows: Sequence[BoardRow]) -> tuple[list[RankLine], list[RankLine]]:
    """The first and the last units by placements, then stories, then fixed order.

    Only units with placements are ranked; the last ones are named only where they are not the first.
    """
    counted = [
        (r, r.last.placements, r.last.stories)
        for r in rows
        if r.last is not None and r.last.placements
    ]
    counted.sort(key=lambda c: (-c[1], -c[2]))
    lines: list[RankLine] = []
    place = 0
    previous: tuple[int, int] | None = None
    for number, (row, placements, stories) in enumerate(counted, start=1):
        if (placements, stories) != previous:
            place, previous = number, (placements, stories)
        lines.append(
            RankLine(
                place=place,
                unit=row.unit.label,
                group=row.unit.group,
                stories=stories,
                placements=placements,
            )
        )
    return lines[:RANKED], lines[RANKED:][-RANKED:]


def placement_lines(
    session: Session, week: dt.date, in_order: Sequence[UnitRow]
) -> list[PlacementLine]:
    """All placements of a week: by unit, then story by first day, then day, level and number."""
    units = {u.id: u for u in in_order}
    place = {unit_id: i for i, unit_id in enumerate(units)}
    query = (
        select(
            Placement.unit_id,
            Placement.story_id,
            Placement.published_on,
            Placement.level,
            Placement.id,
            Story.first_on,
            Story.title,
            Outlet.name,
            Outlet.kind,
            Placement.column_name,
            Placement.genre,
            Placement.spot,
            Placement.link,
            Placement.note,
        )
        .join(Story, Story.id == Placement.story_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.week == week, Placement.deleted_at.is_(None))
    )
    found = [tuple(row) for row in session.execute(query)]
    found.sort(
        key=lambda r: (place.get(r[0], len(place)), r[0], r[5], r[1], r[2], r[3], r[4])
    )
    stories: dict[int, int] = {}
    lines: list[PlacementLine] = []
    for unit_id, story_id, day, level, _, _, title, outlet, kind, *rest in found:
        unit = units.get(unit_id)
        column, genre, spot, link, note = rest
        lines.append(
            PlacementLine(
                story=stories.setdefault(story_id, len(stories) + 1),
                unit=unit.label if unit else "",
                group=unit.group if unit else "",
                title=title,
                published_on=day.isoformat(),
                outlet=outlet,
                level=OutletLevel(level).label,
                kind=kind or _NO_KIND,
                column=column,
                genre=genre,
                spot=spot,
                link=link,
                note=note,
            )
        )
    return lines


def _counts_then(
    session: Session, week: dt.date, now: dt.datetime, units: Sequence[UnitRow]
) -> Counts:
    """Totals of an earlier week as they stand now."""
    office, days = settings.load(session), workdays.load(session)
    due = days.due_day(week, office.due_weekday)
    pending = now <= workdays.due_moment(days, office, week)
    cells = cells_of(session, week, due, units=units, pending=pending)
    return counts_of(count_week(session, week, list(cells.values()), due))


def _trend(
    shown: Board, seen: set[dt.date], due_days: dict[dt.date, dt.date]
) -> list[TrendWeek]:
    lines: list[TrendWeek] = []
    for place, week in enumerate(shown.weeks):
        cells = [r.cells[place] for r in shown.rows]
        present = [c for c in cells if c is not None]
        owed = [c for c in present if c.state is not ReturnState.EXEMPT]
        came = [c.received_on for c in owed if c.received_on is not None]
        lines.append(
            TrendWeek(
                week=week.isoformat(),
                label=short_label(week),
                recorded=week in seen,
                stories=sum(c.stories for c in present),
                placements=sum(c.placements for c in present),
                expected=len(owed),
                received=len(came),
                on_time=sum(day <= due_days[week] for day in came),
            )
        )
    return lines


_Shares = dict[tuple[dt.date, str], tuple[int, int]]


def _levels(session: Session, weeks: Sequence[dt.date]) -> _Shares:
    """(stories, placements) by week and level label."""
    query = (
        select(
            Placement.week,
            Placement.level,
            func.count(func.distinct(Placement.story_id)),
            func.count(),
        )
        .where(Placement.week.in_(weeks), Placement.deleted_at.is_(None))
        .group_by(Placement.week, Placement.level)
    )
    return {
        (week, OutletLevel(level).label): (stories, placements)
        for week, level, stories, placements in session.execute(query)
    }


def _kinds(session: Session, weeks: Sequence[dt.date]) -> _Shares:
    """(stories, placements) by week and kind of outlet."""
    query = (
        select(
            Placement.week,
            Outlet.kind,
            func.count(func.distinct(Placement.story_id)),
            func.count(),
        )
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.week.in_(weeks), Placement.deleted_at.is_(None))
        .group_by(Placement.week, Outlet.kind)
    )
    return {
        (week, kind or _NO_KIND): (stories, placements)
        for week, kind, stories, placements in session.execute(query)
    }


def _kind_order(found: _Shares) -> list[str]:
    """Kinds that occur, in the order of the vocabulary, unknown ones after them."""
    present = {kind for _, kind in found}
    known = [k for k in OUTLET_KINDS if k in present]
    return known + sorted(present.difference(OUTLET_KINDS))


def _shares(
    labels: Sequence[str], found: _Shares, week: dt.date, weeks: Sequence[dt.date]
) -> list[ShareLine]:
    before, year_ago = shift(week, -1), same_week_last_year(week)

    def placements(then: dt.date, label: str) -> int | None:
        return found.get((then, label), (0, 0))[1] if then in weeks else None

    return [
        ShareLine(
            label=label,
            stories=found.get((week, label), (0, 0))[0],
            placements=found.get((week, label), (0, 0))[1],
            last_week=placements(before, label),
            last_year=placements(year_ago, label),
        )
        for label in labels
    ]


def _unit_levels(session: Session, week: dt.date) -> dict[tuple[int, int], int]:
    query = (
        select(Placement.unit_id, Placement.level, func.count())
        .where(Placement.week == week, Placement.deleted_at.is_(None))
        .group_by(Placement.unit_id, Placement.level)
    )
    return {(unit, level): n for unit, level, n in session.execute(query)}


def _silent(rows: Sequence[BoardRow]) -> list[SilentLine]:
    """Units that are missing this week, the longest silent first, then in the fixed order."""
    lines = [
        SilentLine(
            unit=r.unit.label,
            group=r.unit.group,
            weeks=r.silent_weeks,
            liaison=r.unit.liaison,
            phone=r.unit.phone,
        )
        for r in rows
        if r.silent_weeks and r.last and r.last.state is ReturnState.MISSING
    ]
    return sorted(lines, key=lambda line: -line["weeks"])


def _unit_line(
    number: int,
    row: BoardRow,
    levels: dict[tuple[int, int], int],
    stored: ReturnRow | None,
) -> UnitLine:
    cell = row.last
    assert cell is not None
    note = ""
    if cell.state is ReturnState.EXEMPT:
        note = (stored.exempt_reason if stored else "") or "不在报送范围，另行报来"
    elif cell.state is ReturnState.RETURNED and stored:
        note = stored.returned_reason
    return UnitLine(
        number=number,
        unit=row.unit.label,
        group=row.unit.group,
        state=cell.state.value,
        nil=cell.nil,
        pending=cell.pending,
        received_on=cell.received_on.isoformat() if cell.received_on else None,
        stories=cell.stories,
        placements=cell.placements,
        levels=[levels.get((row.unit.id, int(lv)), 0) for lv in OutletLevel],
        silent_weeks=row.silent_weeks,
        note=note,
    )


def _first_week(session: Session) -> dt.date | None:
    """The first week for which any return is stored."""
    return session.scalar(
        select(func.min(WeeklyReturn.week)).where(WeeklyReturn.deleted_at.is_(None))
    )


def _returns_line(row: BoardRow, blank: int) -> ReturnsLine:
    """The last weeks of a unit, the first `blank` of them empty."""
    cells = [
        ReturnCell(
            state=c.state.value, nil=c.nil, pending=c.pending, placements=c.placements
        )
        if c and at >= blank
        else None
        for at, c in enumerate(row.cells)
    ]
    unit = row.unit
    note = ""
    if row.last is None and unit.valid_to is not None:
        note = f"{unit.valid_to:%Y-%m-%d} 停用"
        if unit.merged_into:
            note += f"，并入{unit.merged_into}"
    return ReturnsLine(
        unit=unit.label,
        group=unit.group,
        cells=cells,
        silent_weeks=row.silent_weeks,
        note=note,
    )
