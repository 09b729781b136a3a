"""Stored series turned into what the planner takes: limits, days off, and what others have taken."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound
from models.tables import Outlet
from services import workdays
from services.schedules.rules import blackout_words, blackouts, limits
from services.schedules.series import HORIZON, PerWorkday, Series, SlotState
from services.schedules.types import Blackout, SeriesDraft, SeriesRow, SlotRow

_DAY = dt.timedelta(days=1)
Moved = Sequence[tuple[SlotRow, SlotRow]]
"""Slots as they are stored and as they will be."""
_REACH = dt.timedelta(days=3 * 366)
"""How far blackouts are looked up for a series without an end."""


def get_series(session: Session, series_id: int) -> t.ScheduleSeries:
    """The stored series; raises NotFound."""
    record = session.get(t.ScheduleSeries, series_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这个排期系列已经不在了，可能刚被删除；可以到回收站里找回。")
    return record


def draft_series(session: Session, draft: SeriesDraft, units: Sequence[str]) -> Series:
    """The draft as the planner takes it; `units` are the names of its units."""
    outlet = outlet_name(session, draft.outlet_id)
    end = draft.last or min(draft.first + _REACH, HORIZON)
    closed = closed_days(session, outlet, draft.first, end)
    capacity, taken = _room(session, draft.outlet_id, draft.column, draft.capacity, ())
    return Series(
        tuple(units),
        draft.first,
        draft.rhythm,
        draft.last,
        capacity,
        frozenset(closed | days_of(draft.blackout)),
        taken,
        outlet,
        draft.column,
        time=draft.time,
        place=draft.place,
        person=draft.person,
    )


def stored_series(
    session: Session, row: SeriesRow, slots: Sequence[SlotRow], moved: Moved = ()
) -> Series:
    """A stored series as the planner takes it, `slots` being its own; `moved` is not stored yet."""
    first = min((s.day for s in slots if s.day), default=row.first)
    first = min(first, row.first)
    last = max((s.day for s in slots if s.day), default=row.first)
    end = row.last or min(last + _REACH, HORIZON)
    capacity, taken = _room(
        session, row.outlet_id, row.column, row.capacity, [s.id for s in slots], moved
    )
    return Series(
        tuple(s.unit for s in slots) or (row.name,),
        first,
        row.rhythm,
        row.last,
        capacity,
        frozenset(closed_days(session, row.outlet, first, end) | days_of(row.blackout)),
        taken,
        row.outlet,
        row.column,
    )


def lone_series(session: Session, slot: SlotRow, moved: Moved = ()) -> Series:
    """What a slot without a series is moved by: one a workday, as far as its outlet has room."""
    day = slot.day or dt.date.today()
    capacity, taken = _room(
        session, slot.outlet_id, slot.column, None, [slot.id], moved
    )
    return Series(
        (slot.unit,),
        day,
        PerWorkday(),
        capacity=capacity,
        blackout=frozenset(closed_days(session, slot.outlet, day, day + _REACH)),
        taken=taken,
        outlet=slot.outlet,
        column=slot.column,
    )


def outlet_name(session: Session, outlet_id: int | None) -> str:
    """Name of an outlet, '' for none."""
    if outlet_id is None:
        return ""
    return session.scalar(select(Outlet.name).where(Outlet.id == outlet_id)) or ""


def closed_days(
    session: Session, outlet: str, first: dt.date, last: dt.date
) -> set[dt.date]:
    """Days that the office or the outlet keeps free."""
    words = blackout_words(session, first, last)
    return {day for day, name in words if name in ("", outlet)}


def series_blackouts(session: Session, series_id: int) -> tuple[Blackout, ...]:
    """The blackouts of one series."""
    return tuple(
        Blackout(b.first, b.last, b.reason) for b in blackouts(session, series_id)
    )


class OffDays:
    """Tells whether somebody who puts a slot on a day puts it on a day off, or one kept free, on purpose."""

    def __init__(self, session: Session, days: Iterable[dt.date | None]) -> None:
        given = [day for day in days if day is not None]
        self._session = session
        self._known = workdays.load(session)
        self._closed = blackout_words(session, min(given), max(given)) if given else {}
        self._series: dict[int, set[dt.date]] = {}

    def off(self, day: dt.date | None, outlet: str, series_id: int | None) -> bool:
        """Whether nothing is laid on the day as a rule; False for no day."""
        if day is None:
            return False
        if series_id is not None and series_id not in self._series:
            spans = series_blackouts(self._session, series_id)
            self._series[series_id] = days_of(spans)
        return (
            not self._known.is_workday(day)
            or (day, "") in self._closed
            or (day, outlet) in self._closed
            or day in self._series.get(series_id or 0, ())
        )


def days_of(spans: Iterable[Blackout]) -> set[dt.date]:
    """Every day of some blackouts."""
    return {
        span.first + dt.timedelta(days=i)
        for span in spans
        for i in range((span.last - span.first).days + 1)
    }


def _room(
    session: Session,
    outlet_id: int | None,
    column: str,
    own: int | None,
    but: Sequence[int],
    moved: Moved = (),
) -> tuple[int | None, dict[dt.date, int]]:
    """Slots a day, and how many of them others have taken, under all limits that hold together.

    `but` are ids of slots that do not count. One number stands for the limits of column and outlet: the
    smaller, with as much taken as leaves the tighter of the two on each day.
    """
    name = outlet_name(session, outlet_id)
    known = limits(session)
    held: list[tuple[int, Counter[dt.date]]] = []
    place = t.Slot.outlet_id.is_not_distinct_from(outlet_id)
    here = [(b, a) for b, a in moved if b.outlet_id == outlet_id and b.id not in but]
    in_column = own if own is not None else known.get((name, column))
    if in_column is not None and (outlet_id is not None or column):
        load = _load(session, but, place, t.Slot.column_name == column)
        _shift(load, [(b, a) for b, a in here if b.column == column])
        held.append((in_column, load))
    elif in_column is not None:
        held.append((in_column, Counter()))
    whole = known.get((name, "")) if outlet_id is not None and column else None
    if whole is not None:
        load = _load(session, but, place)
        _shift(load, here)
        held.append((whole, load))
    if not held:
        return None, {}
    least = min(limit for limit, _ in held)
    days = {day for _, load in held for day in load}
    return least, {
        day: least - min(least, *(limit - load[day] for limit, load in held))
        for day in days
    }


def _shift(load: Counter[dt.date], moved: Moved) -> None:
    """Count slots where they will stand."""
    for before, after in moved:
        if before.day is not None:
            load[before.day] -= 1
        if after.day is not None:
            load[after.day] += 1


def _load(
    session: Session, but: Sequence[int], *which: ColumnElement[bool]
) -> Counter[dt.date]:
    """Live slots a day, cancelled ones and those of `but` left out."""
    query = (
        select(t.Slot.day, func.count())
        .where(
            t.Slot.deleted_at.is_(None),
            t.Slot.day.is_not(None),
            t.Slot.state != SlotState.CANCELLED.value,
            *which,
        )
        .group_by(t.Slot.day)
    )
    load = Counter({day: n for day, n in session.execute(query).tuples() if day})
    for start in range(0, len(but), 500):
        own = query.where(t.Slot.id.in_(but[start : start + 500]))
        load.subtract({day: n for day, n in session.execute(own).tuples() if day})
    return load
