"""A year's holiday list as a clerk types it, read into days and written back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from models.errors import ValidationError

_RANGE = re.compile(r"\s*(?:至|到|—|–|-{1,2}|~|～)\s*")
_SPLIT = re.compile(r"[、，,；;\s]+")
_DAY = re.compile(r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*[月./]\s*(\d{1,2})\s*日?号?")
_LAST_PART = re.compile(r"(\d{1,2})\s*日?号?")


def parse_days(words: str, year: int, field: str) -> list[dt.date]:
    """Days of a year from text such as 「1月1日至3日、2月16日—2月23日、4/5」.

    Raises ValidationError with the piece that cannot be read.
    """
    found: set[dt.date] = set()
    text = _RANGE.sub("—", words.replace("（", "(").replace("）", ")"))
    text = re.sub(r"\([^)]*\)", "", text)
    text = re.sub(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)", "", text)
    for piece in filter(None, _SPLIT.split(text)):
        found.update(_piece(piece, year, field))
    return sorted(found)


def format_days(days: Iterable[dt.date]) -> str:
    """Days as text, runs joined: 「1月1日—3日、2月16日—23日」; reads back to the same days."""
    runs: list[list[dt.date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == dt.timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        first, last = run[0], run[-1]
        text = f"{first.month}月{first.day}日"
        if last != first:
            same = last.month == first.month
            text += f"—{last.day}日" if same else f"—{last.month}月{last.day}日"
        parts.append(text)
    return "、".join(parts)


def check_year(year: int, off: list[dt.date], worked: list[dt.date]) -> None:
    """Raise ValidationError where the two lists cannot both be right."""
    if not off:
        raise ValidationError(f"请填写 {year} 年的放假日期。", "off")
    both = sorted(set(off) & set(worked))
    if both:
        raise ValidationError(
            f"{both[0].month}月{both[0].day}日 既在放假里又在上班里，请改其中一个。",
            "worked",
        )
    wrong = [d for d in worked if d.weekday() < 5]
    if wrong:
        day = wrong[0]
        raise ValidationError(
            f"{day.month}月{day.day}日 是周{'一二三四五'[day.weekday()]}，本来就上班。"
            "这里只填调休上班的周六、周日。",
            "worked",
        )


def _piece(piece: str, year: int, field: str) -> list[dt.date]:
    ends = piece.split("—")
    if len(ends) > 2:
        raise _unread(piece, field)
    first = _day(ends[0], year, field, None)
    if len(ends) == 1:
        return [first]
    last = _day(ends[1], year, field, first)
    if last < first:
        raise ValidationError(f"“{piece}”的结束日早于开始日，请改一下。", field)
    return [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]


def _day(words: str, year: int, field: str, start: dt.date | None) -> dt.date:
    match = _DAY.fullmatch(words)
    short = _LAST_PART.fullmatch(words) if start is not None else None
    if match is None and short is None:
        raise _unread(words, field)
    if match is not None:
        given, month, day = match.groups()
    else:
        assert short is not None
        assert start is not None
        given, month, day = None, str(start.month), short.group(1)
    if given is not None and int(given) != year:
        raise ValidationError(f"“{words}”不在 {year} 年，请填到那一年去。", field)
    try:
        return dt.date(year, int(month), int(day))
    except ValueError:
        raise ValidationError(f"没有“{words}”这一天，请改一下。", field) from None


def _unread(piece: str, field: str) -> ValidationError:
    return ValidationError(
        f"看不懂“{piece}”，请写成 1月1日 或 2月16日—23日 的样子。", field
    )
