"""What the calendar shows: days, slots, bookings and conflicts between two days."""

from __future__ import annotations

import calendar as months
import datetime as dt
from functools import lru_cache

from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import ValidationError
from models.vocabulary_schedules import DayKind
from services import workdays
from services.schedules.bookings import booking_rows, overlapping
from services.schedules.finding import slot_conflicts
from services.schedules.planning import outlet_name
from services.schedules.rows import conditions, slot_rows
from services.schedules.rules import blackout_words, load_grades
from services.schedules.series import day_words
from services.schedules.types import DayInfo, MonthData, SlotFilter, SlotRow
from services.weeks import week_of
from services.workdays import Workdays

_ALL = SlotFilter()
_DAY = dt.timedelta(days=1)
_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
# Where no list is published: days of a month on which the holiday always lies.
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节"}


def range_data(
    session: Session, first: dt.date, last: dt.date, wanted: SlotFilter = _ALL
) -> MonthData:
    """Everything between two days, both included; conflicts are those that touch a slot that is wanted."""
    if last < first:
        raise ValidationError(
            f"截止日期{day_words(last)}早于起始日期{day_words(first)}，请改其中一个。",
            "last",
        )
    known = workdays.load(session)
    between = t.Slot.day.between(first, last)
    there = slot_rows(session, between)
    which = conditions(wanted)
    slots = slot_rows(session, between, *which) if which else there
    shown = {s.id for s in slots}
    found = slot_conflicts(session, there, first, last, known)
    bookings = booking_rows(session, first, last, wanted)
    grade = load_grades(session)
    return MonthData(
        first,
        last,
        _infos(session, first, last, wanted.outlet_id, known),
        tuple(slots),
        tuple(bookings),
        (
            *(c for c in found if any(i in shown for i in c.slot_ids)),
            *overlapping(session, bookings, first, last, grade),
        ),
        tuple(slot_rows(session, t.Slot.day.is_(None), *which)),
        tuple(known.unpublished(first, last)),
    )


def month_data(
    session: Session, year: int, month: int, wanted: SlotFilter = _ALL
) -> MonthData:
    """The whole weeks, Monday to Sunday, that a month lies in."""
    first = dt.date(year, month, 1)
    last = dt.date(year, month, months.monthrange(year, month)[1])
    return range_data(session, week_of(first), week_of(last) + 6 * _DAY, wanted)


def week_data(
    session: Session, monday: dt.date, wanted: SlotFilter = _ALL
) -> MonthData:
    """The week that a day lies in."""
    first = week_of(monday)
    return range_data(session, first, first + 6 * _DAY, wanted)


def list_slots(
    session: Session,
    wanted: SlotFilter = _ALL,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> list[SlotRow]:
    """Slots by day; those without a day come last, and only where no span is asked for."""
    which = conditions(wanted)
    if first is not None:
        which.append(t.Slot.day >= first)
    if last is not None:
        which.append(t.Slot.day <= last)
    return slot_rows(session, *which)


def day_infos(
    session: Session, first: dt.date, last: dt.date, outlet_id: int | None = None
) -> tuple[DayInfo, ...]:
    """Every day between two days, both included, with its kind and the holiday it belongs to."""
    return _infos(session, first, last, outlet_id, workdays.load(session))


def day_kind(known: Workdays, day: dt.date) -> DayKind:
    """What kind of day it is for the office."""
    worked = known.is_workday(day)
    if day.weekday() > 4:
        if worked:
            return DayKind.MAKE_UP
        return DayKind.HOLIDAY if holiday_name(day) else DayKind.WEEKEND
    return DayKind.WORKDAY if worked else DayKind.HOLIDAY


@lru_cache(maxsize=5_000)
def holiday_name(day: dt.date) -> str:
    """The holiday whose days off include the day; '' for none. Of an unpublished year only fixed days are known."""
    import chinese_calendar

    name = _HOLIDAYS.get(chinese_calendar.holidays.get(day, ""), "")
    return name or _FIXED.get((day.month, day.day), "")


def _infos(
    session: Session,
    first: dt.date,
    last: dt.date,
    outlet_id: int | None,
    known: Workdays,
) -> tuple[DayInfo, ...]:
    closed = blackout_words(session, first, last)
    outlet = outlet_name(session, outlet_id)
    unknown = set(known.unpublished(first, last))
    days = (first + dt.timedelta(days=i) for i in range((last - first).days + 1))
    return tuple(_info(day, known, unknown, closed, outlet) for day in days)


def _info(
    day: dt.date,
    known: Workdays,
    unknown: set[int],
    closed: dict[tuple[dt.date, str], str],
    outlet: str,
) -> DayInfo:
    kind = day_kind(known, day)
    named = kind is DayKind.HOLIDAY or (
        kind is DayKind.WEEKEND and day.year not in unknown
    )
    name = holiday_name(day) if named else ""
    why = closed.get((day, "")) or (closed.get((day, outlet), "") if outlet else "")
    return DayInfo(day, kind, name, day.year in unknown, why)
