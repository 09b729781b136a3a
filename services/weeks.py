"""Weeks: Monday to Sunday, named by their Monday and nothing else."""

from __future__ import annotations

import datetime as dt


def week_of(day: dt.date) -> dt.date:
    """Monday of the week that a day lies in."""
    return day - dt.timedelta(days=day.weekday())


def shift(week: dt.date, weeks: int) -> dt.date:
    """Monday some weeks later (negative: earlier)."""
    return week + dt.timedelta(weeks=weeks)


def sunday(week: dt.date) -> dt.date:
    """Last day of a week."""
    return week + dt.timedelta(days=6)


def last_weeks(week: dt.date, count: int) -> list[dt.date]:
    """The `count` Mondays that end with `week`, oldest first."""
    return [shift(week, i - count + 1) for i in range(count)]


def same_week_last_year(week: dt.date) -> dt.date:
    """The week 52 weeks before: same weekday, so that weeks stay comparable across the New Year."""
    return shift(week, -52)


def week_label(week: dt.date) -> str:
    """「2026年11月16日—22日」, with month and year repeated only where they change."""
    end = sunday(week)
    start_text = f"{week.year}年{week.month}月{week.day}日"
    if end.year != week.year:
        return f"{start_text}—{end.year}年{end.month}月{end.day}日"
    if end.month != week.month:
        return f"{start_text}—{end.month}月{end.day}日"
    return f"{start_text}—{end.day}日"


def short_label(day: dt.date) -> str:
    """「11/16」."""
    return f"{day.month}/{day.day}"
