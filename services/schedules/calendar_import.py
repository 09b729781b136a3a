"""Putting a list of holidays and make-up days into the office's calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import FileProblem
from services import workdays
from services.schedules.calendar_file import CalendarFile
from services.schedules.series import short_words
from services.workdays import Workdays

_WHOLE_YEAR = 300
"""A file with that many days of a year is a calendar of all days, in which ordinary ones are named too."""

Lists = tuple[frozenset[dt.date], frozenset[dt.date]]
"""Days off, and worked weekend days, of a year."""


@dataclass(frozen=True)
class CalendarChange:
    """What an import did: the years of the file, days that are off now and were not, and the other way round."""

    years: tuple[int, ...]
    off: tuple[dt.date, ...]
    worked: tuple[dt.date, ...]


def import_calendar(session: Session, file: CalendarFile) -> CalendarChange:
    """Add the days of a file to what is known of its years; days that it does not name stay as they were.

    So one late holiday does not wipe out the others of its year. Raises FileProblem with nothing changed.
    """
    known = workdays.load(session)
    check_calendar(file, known)
    changed: list[dt.date] = []
    for year in file.years:
        off, worked = lists_of(known, year)
        mine = frozenset(d for d in file.off if d.year == year)
        mine_worked = frozenset(d for d in file.worked if d.year == year)
        new = ((off | mine) - mine_worked, (worked | mine_worked) - mine)
        days = _days_of(year)
        after = Workdays({year: new})
        differing = [d for d in days if after.is_workday(d) != known.is_workday(d)]
        if differing or not known.is_published(year):
            weekend_worked = [d for d in new[1] if d.weekday() > 4]
            workdays.save_year(session, year, sorted(new[0]), sorted(weekend_worked))
        changed += differing
    return CalendarChange(
        file.years,
        tuple(d for d in changed if known.is_workday(d)),
        tuple(d for d in changed if not known.is_workday(d)),
    )


def lists_of(known: Workdays, year: int) -> Lists:
    """What is known of a year: as entered, else as published, else nothing."""
    if year in known.entered:
        return known.entered[year]
    days = _days_of(year)
    return (
        frozenset(d for d in days if d.weekday() < 5 and not known.is_workday(d)),
        frozenset(d for d in days if d.weekday() > 4 and known.is_workday(d)),
    )


def check_calendar(file: CalendarFile, known: Workdays) -> None:
    """Raise FileProblem for a make-up day that is worked anyway: then a date or the year is wrong."""
    for day in sorted(file.worked):
        year = day.year
        named = sum(d.year == year for d in file.off | file.worked)
        plain = day.weekday() < 5 and known.is_workday(day)
        if plain and named < _WHOLE_YEAR and Workdays().is_workday(day):
            raise FileProblem(
                f"“{file.name}”里写着 {year}年{short_words(day)}上班，但这一天本来就上班，"
                "放假安排没有变化。请核对年份和日期。"
            )


def _days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    days = (first + dt.timedelta(days=i) for i in range(366))
    return [d for d in days if d.year == year]
