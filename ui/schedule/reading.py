"""What the schedule page reads in one go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import AppError
from services.schedules.types import Fulfilment, MonthData, SlotFilter, SlotRow
from ui.schedule.entries import DAY, WEEK, Finding, Moves, Span, monday_of


@dataclass(frozen=True)
class Shown:
    """A span with its data; `next_week` counts the slots of the week after today's.

    `listed` are all slots of a filter whatever their month, for the list; None where the month limits it.
    `nearest` is the nearest day with a slot, where the span has none.
    """

    span: Span
    data: MonthData
    next_week: int
    any_at_all: bool
    listed: tuple[SlotRow, ...] | None = None
    nearest: dt.date | None = None


@dataclass(frozen=True)
class Attention:
    """What waits for the clerk whatever is shown: slots on days off, placements that look like slots."""

    hit: int = 0
    fulfilments: tuple[Fulfilment, ...] = ()


def read_span(
    session: Session,
    span: Span,
    wanted: SlotFilter,
    today: dt.date,
    *,
    as_list: bool = False,
) -> Shown:
    """Read a month or a week; a list of one series or unit, or of what is overdue, is not held to the month."""
    from services.schedules.calendar import list_slots, range_data

    data = range_data(session, span.first, span.last, wanted)
    monday = monday_of(today) + WEEK
    soon = _count_between(session, monday, monday + WEEK - DAY, wanted)
    some = bool(data.slots or data.bookings or data.unplaced) or _any_slot(session)
    single = wanted.series_id is not None or wanted.unit_id is not None
    whole = as_list and (single or wanted.before is not None)
    listed = tuple(list_slots(session, wanted)) if whole else None
    near = None if data.slots or not some else _nearest(session, wanted, span.first)
    return Shown(span, data, soon, some, listed, near)


def read_attention(session: Session, today: dt.date) -> Attention:
    """Read what waits; it looks at all slots, so it comes after what is shown."""
    from services.schedules.fulfilling import fulfilments
    from services.schedules.replanning import days_off_hit

    return Attention(days_off_hit(session, today), fulfilments(session))


def _nearest(session: Session, wanted: SlotFilter, day: dt.date) -> dt.date | None:
    """The day with a slot that lies nearest to a day."""
    from sqlalchemy import func, select

    from models.tables_schedules import Slot as SlotRecord
    from services.schedules.calendar import list_slots

    if wanted == SlotFilter():
        query = select(SlotRecord.day).where(
            SlotRecord.deleted_at.is_(None), SlotRecord.day.is_not(None)
        )
        away = func.abs(SlotRecord.day - day.toordinal())
        return session.scalar(query.order_by(away).limit(1))
    days = [s.day for s in list_slots(session, wanted) if s.day is not None]
    return min(days, key=lambda d: abs(d - day), default=None)


def _count_between(
    session: Session, first: dt.date, last: dt.date, wanted: SlotFilter
) -> int:
    from services.schedules.calendar import list_slots
    from services.schedules.series import SlotState

    rows = list_slots(session, wanted, first, last)
    return sum(row.state is not SlotState.CANCELLED for row in rows)


def _any_slot(session: Session) -> bool:
    from sqlalchemy import select

    from models.tables_schedules import PlaceBooking, RecurringColumn
    from models.tables_schedules import Slot as SlotRecord

    return any(
        session.scalar(select(kind.id).where(kind.deleted_at.is_(None)).limit(1))
        is not None
        for kind in (SlotRecord, PlaceBooking, RecurringColumn)
    )


def as_finding(moves: Moves, error: BaseException) -> list[Finding]:
    """Why a move cannot be, while it is only being tried."""
    if not isinstance(error, AppError):
        return []
    return [Finding(day, 3, str(error)) for day in sorted(set(moves.values()))[:1]]
