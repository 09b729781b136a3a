"""The days that a rhythm gives, around days off, in order."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.schedules.room import Room
from services.schedules.series import (
    Evenly,
    Monthly,
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Series,
    short_words,
)
from services.weeks import sunday, week_label, week_of

Given = tuple[dt.date, str]
"""A day, and why it is not the one that the rhythm names (mostly empty)."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Laid:
    """Days for the first of the units asked for, in order; `notes` tell of weeks or months left short."""

    days: list[Given]
    notes: list[str]


@dataclass(frozen=True)
class _Period:
    """A week or a month: the days that the rhythm names in what is left of it, and how many it takes in all."""

    first: dt.date
    last: dt.date
    targets: list[dt.date]
    quota: int
    words: str


def lay(
    series: Series,
    room: Room,
    wanted: int,
    start: dt.date | None = None,
    kept: Sequence[dt.date] = (),
) -> Laid:
    """Days for `wanted` units from `start` on (default: the first day of the series).

    `kept` are the days of slots of the series that stay: a week or month that holds some gets the fewer.
    What the room takes is counted in it.
    """
    begin = series.first if start is None else max(start, series.first)
    rhythm = series.rhythm
    if isinstance(rhythm, PerWorkday):
        return Laid(_each_day(rhythm.count, room, wanted, begin), [])
    if isinstance(rhythm, Evenly):
        return Laid(_evenly(room, wanted, begin), [])
    return _by_periods(room, _periods(series, room, begin), wanted, begin, kept)


def _each_day(count: int, room: Room, wanted: int, begin: dt.date) -> list[Given]:
    found: list[Given] = []
    for day in room.days(begin):
        for _ in range(min(count - room.own(day), room.free(day))):
            if len(found) == wanted:
                return found
            room.take(day)
            found.append((day, ""))
    return found


def _evenly(room: Room, wanted: int, begin: dt.date) -> list[Given]:
    """Places are opened level by level, so that no day gets two before every day has one."""
    free = {day: room.free(day) for day in room.days(begin)}
    level, total = 0, 0
    while total < wanted and level < max(free.values(), default=0):
        level += 1
        total = sum(min(level, n) for n in free.values())
    places = [day for day, n in free.items() for _ in range(min(level, n))]
    wanted = min(wanted, len(places))
    steps = max(wanted - 1, 1)
    chosen = [places[i * (len(places) - 1) // steps] for i in range(wanted)]
    for day in chosen:
        room.take(day)
    return [(day, "") for day in chosen]


def _by_periods(
    room: Room,
    periods: Iterator[_Period],
    wanted: int,
    begin: dt.date,
    kept: Sequence[dt.date],
) -> Laid:
    found: list[Given] = []
    notes: list[str] = []
    for period in periods:
        if len(found) >= wanted:
            break
        held = sum(period.first <= day <= period.last for day in kept)
        # Of the named days the first are those of the slots that stay.
        passed = max(len(period.targets) - max(period.quota - held, 0), 0)
        targets = period.targets[passed:][: wanted - len(found)]
        picked = [
            given
            for target in targets
            if (given := _nearest(room, target, period, begin)) is not None
        ]
        found += sorted(picked)
        if len(picked) < len(targets):
            notes.append(_short(period, room, begin, len(picked)))
    return Laid(found, notes)


def _nearest(
    room: Room, target: dt.date, period: _Period, begin: dt.date
) -> Given | None:
    """The day of the rhythm, else the next one with room in the same period, else the one before."""
    if target >= begin and room.free(target) and room.own(target) < room.usual:
        room.take(target)
        return target, ""
    days = [d for d in room.days(max(begin, period.first), period.last) if room.free(d)]
    if not days:
        return None
    day = min(
        days, key=lambda d: (room.own(d) >= room.usual, d < target, abs(d - target))
    )
    reason = "" if room.own(target) else room.why_closed(target)
    room.take(day)
    if day == target or not reason:
        return day, ""
    way = "顺延到" if day > target else "提前到"
    return day, f"{short_words(target)}{reason}，{way}{short_words(day)}。"


def _short(period: _Period, room: Room, begin: dt.date, placed: int) -> str:
    if placed:
        return f"{period.words}能用的日子不够，只排了 {placed} 个。"
    if any(True for _ in room.days(max(begin, period.first), period.last)):
        return f"{period.words}已排满，没有安排。"
    return f"{period.words}没有能用的工作日，没有安排。"


def _periods(series: Series, room: Room, begin: dt.date) -> Iterator[_Period]:
    rhythm = series.rhythm
    if isinstance(rhythm, PerWeek):
        yield from _weeks_spread(series, room, rhythm, begin)
    elif isinstance(rhythm, OnWeekdays):
        yield from _weeks_named(series, rhythm, begin)
    elif isinstance(rhythm, Monthly):
        yield from _months(series, rhythm, begin)


def _weeks_spread(
    series: Series, room: Room, rhythm: PerWeek, begin: dt.date
) -> Iterator[_Period]:
    first = series.first
    opening = next(room.days(first), None)
    if opening is None:
        return
    if first.weekday() < 5:
        anchor, week = first.weekday(), week_of(first)
    else:
        anchor, week = min(opening.weekday(), 4), week_of(opening)
    weekdays = [(anchor + k * 5 // rhythm.count) % 5 for k in range(rhythm.count)]
    while week <= series.end:
        dates = [week + dt.timedelta(days=d) for d in weekdays]
        if begin == first:  # a series that begins in mid-week still gets its first ones
            dates = [max(d, first) for d in dates]
        yield _week(week, sorted(d for d in dates if d >= begin), len(dates), series)
        week += dt.timedelta(weeks=rhythm.every)


def _weeks_named(
    series: Series, rhythm: OnWeekdays, begin: dt.date
) -> Iterator[_Period]:
    first, week = series.first, week_of(series.first)
    if week + dt.timedelta(days=max(rhythm.weekdays)) < first:
        week += dt.timedelta(weeks=1)
    while week <= series.end:
        dates = [week + dt.timedelta(days=d) for d in sorted(rhythm.weekdays)]
        named = [d for d in dates if begin <= d <= series.end]
        targets = [d for d in named for _ in range(rhythm.count)]
        yield _week(week, targets, len(dates) * rhythm.count, series)
        week += dt.timedelta(weeks=rhythm.every)


def _week(week: dt.date, targets: list[dt.date], quota: int, series: Series) -> _Period:
    return _Period(
        week,
        min(sunday(week), series.end),
        [min(d, series.end) for d in targets],
        quota,
        f"{week_label(week)}这一周",
    )


def _months(series: Series, rhythm: Monthly, begin: dt.date) -> Iterator[_Period]:
    number = series.first.year * 12 + series.first.month - 1
    if _day_of(number, rhythm.day) < series.first:
        number += 1
    while (month := _day_of(number, 1)) <= series.end:
        target = _day_of(number, rhythm.day)
        dates = [target] * rhythm.count if begin <= target <= series.end else []
        yield _Period(
            month,
            _day_of(number, 31),
            dates,
            rhythm.count,
            f"{month.year}年{month.month}月",
        )
        number += rhythm.every


def _day_of(number: int, day: int) -> dt.date:
    """A day of a month counted from year 0; its last day where it is shorter."""
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day, last))
