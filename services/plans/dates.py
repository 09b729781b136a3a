"""Dates as official documents write them: days, 旬, months, halves, years, ranges, before and from."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from services.plans.numerals import to_int
from services.plans.paragraphs import Para
from services.plans.reading import DateRange, Precision

FIRST_YEAR, LAST_YEAR = 1949, 2099

_H = "〇○零一二三四五六七八九十"
_ATOM = re.compile(
    rf"""(?P<iso>(?<!\d)(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{{1,2}})[-./](?P<id>\d{{1,2}})(?!\d))
    |(?:(?:(?P<y>(?:19|20)\d\d|[二一][{_H}]{{3}})年度?|(?P<ry>今年|本年|明年|次年|翌年))(?:的|内)?)?
     (?:(?<!\d)(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?
          (?:(?P<d>\d{{1,2}}|[{_H}]{{1,3}})[日号曰]|(?P<x>上中旬|中下旬|上旬|中旬|下旬|第[一二三四]周|初|底|末|中(?!央|国|心|小|华|共|学|旬)))?
      |(?P<half>[上下])半年
      |第?(?P<q>[一二三四1-4])季度
      |(?<![一二两三四五六七八九十几多半每全\d])(?P<e>年(?:底|末|初|内|中(?!央|国|心|期|考|小|华|共|学|总)))
     )
    |(?:(?P<y2>(?:19|20)\d\d|[二一][{_H}]{{3}})年(?P<e2>年?[底末初](?!级)|年中)?)
    """,
    re.VERBOSE,
)  # fmt: skip
_MONTHS = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)年)?(?<!\d)(?P<a>\d{1,2})月?(?:份)?(?:-|—{1,2}|–|至|到)(?P<b>\d{1,2})月份?(?!\d|上旬|中旬|下旬|初|底|末)"
)
_YEARS = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)年?(?:-|—{1,2}|–|至|到)(?P<b>(?:19|20)\d\d)年(?!\d)"
)
_DASH = re.compile(r"(?:—{1,2}|–|-|(?:起|开始)?，?(?:至|到))")
_DAY_ONLY = re.compile(r"(?P<d>\d{1,2})[日号]")
_BEFORE = re.compile(r"(?:以前|之前|前|底前|内|止|截止)")
_FROM = re.compile(r"(?:起|开始|以来|之后|以后|后)")
_VERSION = re.compile(r"(?:版|修订|修正|第[一二三四五六七八九十\d]+[次届期号]|年鉴)")
_EVERY = re.compile(r"(?:每|每个|每年|每个?季度|每半年|逢|历|往|上|去)$")
_BEFORE_LETTERS, _RANGE_LETTERS = 6, 16
_XUN = {
    "上中旬": (1, 20),
    "中下旬": (11, 0),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 0),
    "第一周": (1, 7),
    "第二周": (8, 14),
    "第三周": (15, 21),
    "第四周": (22, 28),
    "初": (1, 1),
    "底": (0, 0),
    "末": (0, 0),
    "中": (11, 20),
}
_PASSED = "这个日期早于发文日期，请核对。"
_NO_YEAR = "原文没有写年份，按方案的年份推定。"
_NO_DAY = "没有这一天，请核对原文。"


@dataclass(frozen=True)
class DateHit:
    """A date in a paragraph: letters `start`–`end`; `relation` is in, before or from."""

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None
    precision: Precision
    has_year: bool
    relation: str = "in"
    doubt: str = ""


def find_dates(key: str, year: int | None) -> list[DateHit]:
    """All dates of a paragraph in order; `year` stands in where none is written. Titles in 《》 are left out."""
    hidden = _titles(key)
    out: list[DateHit] = []
    at = 0
    while hit := _next(key, at, year if not out else _year_of(out[-1], year)):
        at = hit.end
        if any(a <= hit.start < b for a, b in hidden) or _EVERY.search(
            key[max(0, hit.start - _BEFORE_LETTERS) : hit.start]
        ):
            continue
        if _VERSION.match(key, hit.end):
            continue
        out.append(_related(key, hit))
    return out


def find_range(key: str, year: int | None) -> DateHit | None:
    """The first range or date of a text, or None."""
    hits = find_dates(key, year)
    ranged = [
        h for h in hits if h.first and h.last and h.precision is not Precision.YEAR
    ]
    return (ranged or hits or [None])[0]


def as_range(
    para: Para, hit: DateHit, issued: dt.date | None, *, deadline: bool = False
) -> DateRange:
    """A hit with its words and place; a date without a year and one before the day of issue are doubted."""
    last = hit.last
    past = bool(last and issued and last < issued)
    doubt = hit.doubt or ("" if hit.has_year or last is None else _NO_YEAR)
    if past and deadline:
        doubt = doubt or _PASSED
    return DateRange(
        para.words(hit.start, hit.end),
        hit.first,
        hit.last,
        hit.precision,
        para.place(hit.start, hit.end),
        past,
        doubt,
    )


def whole_date(key: str) -> DateHit | None:
    """The date that a line consists of (「2018年4月10日」, with 印发 behind), or None."""
    hit = _next(key, 0, None)
    if (
        hit
        and hit.start == 0
        and hit.first == hit.last
        and hit.precision is Precision.DAY
        and key[hit.end :] in ("", "印发", "印", "印制")
    ):
        return hit
    return None


def _titles(key: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    depth = begin = 0
    for i, letter in enumerate(key):
        if letter == "《":
            begin = begin if depth else i
            depth += 1
        elif letter == "》" and depth:
            depth -= 1
            if not depth:
                out.append((begin, i))
    return out


def _year_of(hit: DateHit, year: int | None) -> int | None:
    if hit.has_year and hit.first:
        return hit.first.year
    return year


def _next(key: str, at: int, year: int | None) -> DateHit | None:
    found = _ATOM.search(key, at)
    for pattern in (_MONTHS, _YEARS):
        ranged = pattern.search(
            key, at, found.end() + _RANGE_LETTERS if found else len(key)
        )
        if ranged and (not found or ranged.start() <= found.start()):
            hit = (
                _month_range(ranged, year)
                if pattern is _MONTHS
                else _year_range(ranged)
            )
            if hit:
                return hit
    if not found:
        return None
    hit = _atom(found, year)
    dash = _DASH.match(key, hit.end)
    if not dash:
        return hit
    if (
        (day := _DAY_ONLY.match(key, dash.end()))
        and hit.precision is Precision.DAY
        and hit.first
    ):
        last = _day(hit.first.year, hit.first.month, int(day["d"]))
        return replace(hit, end=day.end(), last=last, doubt="" if last else _NO_DAY)
    other = _ATOM.match(key, dash.end())
    if not other or hit.first is None:
        return hit
    second = _atom(other, hit.first.year)
    if not second.has_year and second.last and second.last < hit.first:
        second = _atom(other, hit.first.year + 1)
    if second.last is None:
        return hit
    precise = hit.precision if hit.precision is second.precision else Precision.XUN
    return replace(hit, end=second.end, last=second.last, precision=precise)


def _atom(found: re.Match[str], year: int | None) -> DateHit:
    g = found.groupdict()
    span = found.span()
    if g["iso"]:
        day = _day(int(g["iy"]), int(g["im"]), int(g["id"]))
        return DateHit(
            *span, day, day, Precision.DAY, True, doubt="" if day else _NO_DAY
        )
    written = g["y"] or g["y2"]
    known = to_int(written.replace("○", "〇")) if written else None
    if g["ry"] and year:
        known = year + (g["ry"] in ("明年", "次年", "翌年"))
    the_year = known or year
    precision = _precision(g)
    if the_year is None or not FIRST_YEAR <= the_year <= LAST_YEAR:
        return DateHit(
            *span, None, None, precision, False, doubt="原文没有写年份，无法确定日期。"
        )
    first, last = _bounds(g, the_year)
    doubt = "" if last else _NO_DAY
    return DateHit(*span, first, last, precision, known is not None, doubt=doubt)


def _precision(g: dict[str, str | None]) -> Precision:
    if g["d"]:
        return Precision.DAY
    if g["m"]:
        return (
            Precision.XUN if g["x"] and g["x"] not in ("底", "末") else Precision.MONTH
        )
    if g["half"]:
        return Precision.HALF
    return Precision.QUARTER if g["q"] else Precision.YEAR


def _bounds(
    g: dict[str, str | None], year: int
) -> tuple[dt.date | None, dt.date | None]:
    if g["m"]:
        return _month_bounds(g, year)
    if g["half"]:
        return (
            (dt.date(year, 1, 1), dt.date(year, 6, 30))
            if g["half"] == "上"
            else (dt.date(year, 7, 1), dt.date(year, 12, 31))
        )
    if g["q"]:
        quarter = to_int(g["q"]) or 1
        return dt.date(year, quarter * 3 - 2, 1), _month_end(year, quarter * 3)
    tail = g["e"] or g["e2"] or ""
    if tail.endswith("初"):
        return dt.date(year, 1, 1), dt.date(year, 1, 31)
    if tail.endswith("中"):
        return dt.date(year, 6, 1), dt.date(year, 6, 30)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _month_bounds(
    g: dict[str, str | None], year: int
) -> tuple[dt.date | None, dt.date | None]:
    month = to_int(g["m"] or "") or 0
    if not 1 <= month <= 12:
        return None, None
    if g["d"]:
        day = _day(year, month, to_int(g["d"].replace("○", "〇")) or 0)
        return day, day
    a, b = _XUN.get(g["x"] or "", (1, 0))
    end = _month_end(year, month)
    if g["x"] in ("底", "末"):
        return dt.date(year, month, 1), end
    return dt.date(year, month, a), dt.date(year, month, b) if b else end


def _month_range(found: re.Match[str], year: int | None) -> DateHit | None:
    a, b = int(found["a"]), int(found["b"])
    the_year = int(found["y"]) if found["y"] else year
    if not (1 <= a <= 12 and 1 <= b <= 12):
        return None
    if the_year is None:
        return DateHit(
            *found.span(),
            None,
            None,
            Precision.MONTH,
            False,
            doubt="原文没有写年份，无法确定日期。",
        )
    last = _month_end(the_year + (b < a), b)
    return DateHit(
        *found.span(), dt.date(the_year, a, 1), last, Precision.MONTH, bool(found["y"])
    )


def _year_range(found: re.Match[str]) -> DateHit:
    a, b = int(found["a"]), int(found["b"])
    return DateHit(
        *found.span(),
        dt.date(a, 1, 1),
        dt.date(max(a, b), 12, 31),
        Precision.YEAR,
        True,
    )


def _related(key: str, hit: DateHit) -> DateHit:
    if hit.last is not None and (m := _BEFORE.match(key, hit.end)):
        return replace(hit, end=m.end(), relation="before")
    if m := _FROM.match(key, hit.end):
        return replace(hit, end=m.end(), relation="from", last=None)
    return hit


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
