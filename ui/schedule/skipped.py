"""Which days a series passes over and why, in one sentence; and blackout days as typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from models.errors import ValidationError
from models.vocabulary_schedules import DayKind
from services.schedules.types import Blackout, DayInfo
from ui.schedule.entries import DAY
from ui.settings.holidays import format_days, parse_days


def skipped_words(days: Sequence[DayInfo], blackouts: Sequence[Blackout]) -> str:
    """「避开清明节 4月5日—6日；4月8日 调休上班，可以排」; empty where nothing is passed over."""
    parts: list[str] = []
    groups: dict[str, list[dt.date]] = {}
    for info in days:
        if info.kind is DayKind.HOLIDAY:
            groups.setdefault(info.name or "放假", []).append(info.day)
    parts += [f"{name} {format_days(found)}" for name, found in groups.items()]
    stopped = [
        i.day for i in days if any(b.first <= i.day <= b.last for b in blackouts)
    ]
    if stopped:
        parts.append(f"停排 {format_days(stopped)}")
    words = f"避开{'、'.join(parts)}" if parts else ""
    worked = [i.day for i in days if i.kind is DayKind.MAKE_UP]
    if worked:
        words += ("；" if words else "") + f"{format_days(worked)} 调休上班，可以排"
    return words


def parse_blackout(words: str, first: dt.date) -> tuple[Blackout, ...]:
    """Days as typed, in the year from `first` on, as runs. Raises ValidationError (field blackout)."""
    if not words.strip():
        return ()
    try:
        days = parse_days(words, first.year, "blackout")
    except ValidationError as error:
        raise ValidationError(str(error), "blackout") from error
    moved = sorted(_next_year(d) if d < first else d for d in days)
    runs: list[list[dt.date]] = []
    for day in moved:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(Blackout(run[0], run[-1], "停排") for run in runs)


def _next_year(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return dt.date(day.year + 1, 3, 1)
