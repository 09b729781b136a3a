"""Dates as people write them in forms and messages."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

from models.errors import ValidationError
from services import text
from services.weeks import sunday, week_of

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years that a publication can lie in."""

_EPOCH = dt.date(1899, 12, 30)
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ο": 0,
    "两": 2,
}
_HAN = "零〇○Ο一二三四五六七八九两"
_HAN_YEAR = re.compile(rf"([{_HAN}]{{4}}|[{_HAN}]{{2}})(?=\s*年)")
_HAN_NUMBER = re.compile(rf"[{_HAN}十廿卅]+(?=\s*[月日号])")
_MARKS = str.maketrans(
    dict.fromkeys("–—－−﹣‐―", "-") | dict.fromkeys("。．·﹒・", ".") | {"／": "/"}
)
_WEEKDAY = re.compile(
    r"[\s(（\[,，]*(?:周|星期|礼拜|週)\s*[一二三四五六日天1-7][\s)）\]]*"
)
_TIME = re.compile(
    r"(?:[T\s,，]+|(?<=[日号]))(?:(?:凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|晚)\s*)?"
    r"(?:\d{1,2}\s*[:时点]\s*(?:\d{1,2}\s*分?|半|整)?(?:\s*:\s*\d{1,2}(?:\.\d+)?\s*秒?)?\s*(?:Z|[AaPp][Mm])?)?$"
)
_DAYTIME = re.compile(
    r"(?<=[日号])\s*(?:凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|晚)$"
)
_SEP = r"\s*[./\-,、\s_]\s*"
_YMD = re.compile(
    rf"(\d{{4}}|\d{{2}})(?:\s*年\s*|{_SEP})(\d{{1,2}})(?:\s*月\s*|{_SEP})(\d{{1,2}})\s*[日号]?\.?"
)
_MDY = re.compile(rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}})")
_MD = re.compile(rf"(\d{{1,2}})(?:\s*月\s*(?:份\s*)?|{_SEP})(\d{{1,2}})\s*[日号]?\.?")
_D = re.compile(r"(\d{1,2})\s*[日号]")
_PACKED = re.compile(r"\d{8}")
_YM = re.compile(r"(?:(\d{4})\s*[年./\-]\s*)?(\d{1,2})\s*月?(?:份)?")


class DateError(ValidationError):
    """A date that cannot be read: `reason` says why, `mend` gives the week and an example."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}。{mend}", "published_on")
        self.reason = reason
        self.mend = mend


def parse_day(value: object, *, near: dt.date) -> dt.date:
    """The day that a cell or a text means; a missing year or month is the one nearest to `near`.

    Takes dates, Excel serials of the years 2000–2099 and the written forms in use (2021.8.16, 8月16日,
    二〇二一年八月十六日, 20210816 …), with a weekday or a time behind. Raises DateError.
    """
    if isinstance(value, dt.datetime):
        return _in_range(value.date(), near)
    if isinstance(value, dt.date):
        return _in_range(value, near)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(float(value), near)
    if isinstance(value, str):
        return _parse_text(value, near)
    raise _error("没有填写日期" if value is None else "这一格的内容不是日期", near)


def mend_for(near: dt.date) -> str:
    """「本周是 11月16日—22日，例如 11月19日。」 for the week around a day."""
    start, end = week_of(near), sunday(week_of(near))
    until = f"{end.day}日" if end.month == start.month else f"{end.month}月{end.day}日"
    return f"本周是 {start.month}月{start.day}日—{until}，例如 {near.month}月{near.day}日。"


def _error(reason: str, near: dt.date) -> DateError:
    return DateError(reason, mend_for(near))


def _in_range(day: dt.date, near: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _error(f"年份 {day.year} 不对", near)
    return day


def _from_number(number: float, near: dt.date) -> dt.date:
    if not abs(number) <= 1e9:  # nan too
        raise _error("这个数字不是日期", near)
    if number.is_integer() and number >= 10_000_000:
        return _parse_text(str(int(number)), near)
    if 1 <= number < 13 and not number.is_integer():
        return _month_point_day(number, near)
    if 36_526 <= number < 73_051:  # 2000-01-01 … 2099-12-31
        return _EPOCH + dt.timedelta(days=int(number))
    shown = str(int(number)) if number.is_integer() else str(number)
    if 1990 <= number < 2100:
        raise _error(f"“{shown}”只有年份，没有写全月和日", near)
    raise _error(f"“{shown}”不是日期", near)


def _month_point_day(number: float, near: dt.date) -> dt.date:
    """8.16 typed as a number; Excel drops the zero of 8.10, so the nearer of 8.1 and 8.10 is meant."""
    month, _, digits = f"{number:.6g}".partition(".")
    if len(digits) > 2:
        raise _error(f"“{number:g}”不是日期", near)
    if len(digits) == 1:
        days = [int(digits), int(digits) * 10]
        found = [_nearest_year(int(month), d, near) for d in days if _fits(month, d)]
        if found:
            return min(found, key=lambda d: (abs((d - near).days), d))
    return _nearest_year(int(month), int(digits), near)


def _fits(month: str, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(2024, int(month))[1]


@lru_cache(maxsize=8192)
def _parse_text(raw: str, near: dt.date) -> dt.date:
    shown = text.clean(raw)
    written = _plain(shown)
    if not written:
        raise _error("没有填写日期", near)
    if len(written) > 40:
        raise _error("这一格的内容太长，不是日期", near)
    if _PACKED.fullmatch(written):
        return _day(int(written[:4]), int(written[4:6]), int(written[6:]), near)
    if match := _YMD.fullmatch(written):
        year, month, day = (int(p) for p in match.groups())
        return _day(year if year > 99 else 2000 + year, month, day, near)
    if match := _MDY.fullmatch(written):
        return _month_or_day_first(*(int(p) for p in match.groups()), near=near)
    if match := _MD.fullmatch(written):
        return _nearest_year(int(match[1]), int(match[2]), near)
    if match := _D.fullmatch(written):
        return _nearest_month(int(match[1]), near)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", written):
        return _from_number(float(written), near)
    raise _error(_why_not(written, shown), near)


def _why_not(written: str, shown: str) -> str:
    if _YM.fullmatch(written) and ("月" in written or len(written) > 4):
        return f"“{shown}”没有写是哪一日"
    parts = re.split(r"\s*(?:至|到|~|～|、|-|和|,|，)\s*", written)
    whole = sum(bool(_MD.fullmatch(p) or _YMD.fullmatch(p)) for p in parts)
    if len(parts) > 1 and whole:
        return f"“{shown}”是几天，一行只能填一天"
    return f"“{shown[:20]}”不是日期"


def _plain(shown: str) -> str:
    """Half-width digits for every numeral, without weekday and time."""
    written = text.narrow(shown)
    if any(c in _NUMERALS or c in "十廿卅" for c in written):
        written = _HAN_YEAR.sub(
            lambda m: "".join(str(_NUMERALS[c]) for c in m[0]), written
        )
        written = _WEEKDAY.sub(" ", written).strip()
        written = _HAN_NUMBER.sub(lambda m: _han_number(m[0]), written)
    else:
        written = _WEEKDAY.sub(" ", written).strip()
    written = written.translate(_MARKS).strip()
    if len(written) > 60:
        return written
    written = _TIME.sub("", written)
    written = _DAYTIME.sub("", written).strip()
    return re.sub(r"\s*([年月日号./\-])\s*", r"\1", written)


def _han_number(numeral: str) -> str:
    """十六 → 16, 廿一 → 21, 三十 → 30, 一六 → 16; what is no number stays."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if numeral.count("十") > 1:
        return numeral
    if "十" not in numeral:
        return "".join(str(_NUMERALS[c]) for c in numeral)
    tens, _, units = numeral.partition("十")
    if len(tens) > 1 or len(units) > 1:
        return numeral
    return str(
        (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[units] if units else 0)
    )


def _day(year: int, month: int, day: int, near: dt.date) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _error(f"年份 {year} 不对", near)
    _check_month(month, day, near)
    last = calendar.monthrange(year, month)[1]
    if day > last:
        raise _error(f"{year}年{month}月没有 {day} 日", near)
    return dt.date(year, month, day)


def _check_month(month: int, day: int, near: dt.date) -> None:
    if not 1 <= month <= 12:
        raise _error(f"没有 {month} 月", near)
    if not 1 <= day <= 31:
        raise _error(f"没有 {day} 日", near)
    if day > calendar.monthrange(2024, month)[1]:
        raise _error(f"{month}月没有 {day} 日", near)


def _month_or_day_first(first: int, second: int, year: int, near: dt.date) -> dt.date:
    if first > 12 >= second:
        first, second = second, first
    elif first <= 12 and second <= 12 and first != second:
        raise _error(
            f"“{first}/{second}/{year}”分不清月和日，请写成 {year}-月-日", near
        )
    return _day(year, first, second, near)


def _nearest_year(month: int, day: int, near: dt.date) -> dt.date:
    _check_month(month, day, near)
    years = [
        y
        for y in (near.year - 1, near.year, near.year + 1)
        if day <= calendar.monthrange(y, month)[1]
    ]
    if not years:
        raise _error(f"{near.year}年{month}月没有 {day} 日", near)
    return _nearest([dt.date(y, month, day) for y in years], near)


def _nearest_month(day: int, near: dt.date) -> dt.date:
    if not 1 <= day <= 31:
        raise _error(f"没有 {day} 日", near)
    found: list[dt.date] = []
    for offset in (-2, -1, 0, 1, 2):
        year, month = divmod(near.year * 12 + near.month - 1 + offset, 12)
        if day <= calendar.monthrange(year, month + 1)[1]:
            found.append(dt.date(year, month + 1, day))
    return _nearest(found, near)


def _nearest(days: list[dt.date], near: dt.date) -> dt.date:
    return min(days, key=lambda d: (abs((d - near).days), -d.toordinal()))
