"""Laying out a series: who comes on which day, before anything is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.schedules.rhythm import lay
from services.schedules.room import Room
from services.schedules.series import Series, Slot, check_series, day_words
from services.workdays import Workdays


@dataclass(frozen=True)
class Proposal:
    """The slots of a series in the order of its units, each unit once for each time it was named.

    `notes` are sentences about weeks or months that were left short; `unpublished` the years in reach
    whose holidays are not known, where only weekends count as days off.
    """

    slots: tuple[Slot, ...]
    notes: tuple[str, ...]
    unpublished: tuple[int, ...]

    @property
    def unplaced(self) -> tuple[Slot, ...]:
        """Slots for which nothing fits; their `reason` says why."""
        return tuple(slot for slot in self.slots if slot.day is None)


def propose(series: Series, workdays: Workdays) -> Proposal:
    """Lay out a series; the same request always gives the same slots.

    Raises ValidationError for a request that no calendar can meet; where the days run out, the rest of
    the slots has no day and a reason.
    """
    check_series(series)
    room = Room(series, workdays)
    laid = lay(series, room, len(series.units))
    missing = no_room(series, room, len(laid.days))
    given = [*laid.days, *[None] * (len(series.units) - len(laid.days))]
    slots = tuple(
        Slot(
            no,
            unit,
            place[0] if place else None,
            place[1] if place else missing,
            outlet=series.outlet,
            column=series.column,
            campaign=series.campaign,
            time=series.time,
            place=series.place,
            person=series.person,
        )
        for no, (unit, place) in enumerate(
            zip(series.units, given, strict=True), start=1
        )
    )
    return Proposal(slots, tuple(laid.notes), unknown_years(series, slots, workdays))


def unknown_years(
    series: Series, slots: Sequence[Slot], workdays: Workdays
) -> tuple[int, ...]:
    """Years from the first day of a series to its last slot (or its end) without a known holiday list."""
    last = max((s.day for s in slots if s.day), default=series.first)
    if any(s.day is None for s in slots) and series.last is not None:
        last = max(last, series.end)
    return tuple(workdays.unpublished(series.first, last))


def no_room(series: Series, room: Room, placed: int) -> str:
    """Why the units beyond the placed ones have no day."""
    span = f"从{day_words(series.first)}到{day_words(series.end)}"
    if next(room.days(series.first), None) is None:
        return f"{span}没有可以安排的工作日。"
    if not placed:
        return f"{span}没有一天符合这个节奏，或者都已排满。"
    return f"{span}按这个节奏只排得下 {placed} 个。"


def open_days(
    workdays: Workdays, first: dt.date, last: dt.date
) -> tuple[list[dt.date], list[int]]:
    """The workdays between two days (inclusive), and the years among them without a known list."""
    span = (last - first).days + 1
    every = (first + dt.timedelta(days=i) for i in range(span))
    return [d for d in every if workdays.is_workday(d)], workdays.unpublished(
        first, last
    )
