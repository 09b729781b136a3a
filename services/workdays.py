"""Workdays with statutory holidays and make-up days, and the due moment of a week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import chinese_calendar
from sqlalchemy.orm import Session

from services import settings
from services.settings import OfficeSettings

_RAW_KEY = "calendar_years"


@dataclass(frozen=True)
class Workdays:
    """Knows which days are worked.

    Years of `entered` come from the clerk: year → (days off, worked weekend days); other years come from
    chinese-calendar (2004 on); a year in neither is taken with plain weekends and named in `unpublished`.
    """

    entered: dict[int, tuple[frozenset[dt.date], frozenset[dt.date]]] = field(
        default_factory=dict
    )

    def is_workday(self, day: dt.date) -> bool:
        """Whether a day is worked."""
        given = self.entered.get(day.year)
        if given is not None:
            off, worked = given
            return day in worked or (day.weekday() < 5 and day not in off)
        try:
            return chinese_calendar.is_workday(day)
        except NotImplementedError:
            return day.weekday() < 5

    def is_published(self, year: int) -> bool:
        """Whether a holiday list is known for a year."""
        if year in self.entered:
            return True
        try:
            chinese_calendar.is_workday(dt.date(year, 6, 1))
        except NotImplementedError:
            return False
        return True

    def due_day(self, week: dt.date, due_weekday: int = 4) -> dt.date:
        """Day by which the returns of a week are due.

        The given weekday, or the last workday before it inside the week; a week without any workday up
        to then (a long holiday) is due on the first workday after it.
        """
        for back in range(due_weekday + 1):
            day = week + dt.timedelta(days=due_weekday - back)
            if self.is_workday(day):
                return day
        day = week + dt.timedelta(days=due_weekday + 1)
        while not self.is_workday(day):
            day += dt.timedelta(days=1)
        return day

    def unpublished(self, first: dt.date, last: dt.date) -> list[int]:
        """Years between two days for which no holiday list is known."""
        return [y for y in range(first.year, last.year + 1) if not self.is_published(y)]


def load(session: Session) -> Workdays:
    """Workdays with the years that the clerk entered."""
    stored: dict[str, dict[str, list[str]]] = settings.get_raw(session, _RAW_KEY, {})
    entered = {
        int(year): (
            frozenset(dt.date.fromisoformat(d) for d in lists["off"]),
            frozenset(dt.date.fromisoformat(d) for d in lists["worked"]),
        )
        for year, lists in stored.items()
    }
    return Workdays(entered)


def save_year(
    session: Session, year: int, off: list[dt.date], worked: list[dt.date]
) -> None:
    """Store the clerk's list of a year; two empty lists go back to the published one."""
    stored: dict[str, dict[str, list[str]]] = settings.get_raw(session, _RAW_KEY, {})
    stored.pop(str(year), None)
    if off or worked:
        stored[str(year)] = {
            "off": [d.isoformat() for d in off],
            "worked": [d.isoformat() for d in worked],
        }
    settings.put_raw(session, _RAW_KEY, stored)


def due_moment(
    workdays: Workdays, office: OfficeSettings, week: dt.date
) -> dt.datetime:
    """The moment at which the returns of a week are due, by the office's settings."""
    day = workdays.due_day(week, office.due_weekday)
    return dt.datetime.combine(day, dt.time.fromisoformat(office.due_time))
