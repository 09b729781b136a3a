"""Dates in every written form."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.dates import find_dates
from services.plans.numerals import to_han
from services.plans.reading import Precision

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))
_HAN = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))


def _han_year(year: int) -> str:
    return "".join(_HAN[c] for c in str(year))


FORMS = (
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    lambda d: f"{_han_year(d.year)}年{to_han(d.month)}月{to_han(d.day)}日",
    lambda d: f"{d.year}-{d.month:02}-{d.day:02}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
)


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(("", "前", "之前", "以前")))
def test_a_day_in_every_form(day: dt.date, form: object, tail: str) -> None:
    assert callable(form)
    hits = find_dates(f"请于{form(day)}{tail}报送", None)
    assert [(h.first, h.last, h.precision) for h in hits] == [(day, day, Precision.DAY)]
    assert hits[0].relation == ("before" if tail else "in")


@given(DAYS)
def test_a_day_without_a_year_takes_the_year_of_the_document(day: dt.date) -> None:
    hits = find_dates(f"{day.month}月{day.day}日前", day.year)
    assert hits[0].last == day
    assert not hits[0].has_year
    unknown = find_dates(f"{day.month}月{day.day}日前", None)
    assert unknown[0].last is None
    assert unknown[0].doubt


@given(st.integers(2000, 2050), st.integers(1, 12))
def test_parts_of_a_month(year: int, month: int) -> None:
    end = calendar.monthrange(year, month)[1]
    for words, first, last in (
        ("上旬", 1, 10), ("中旬", 11, 20), ("下旬", 21, end), ("初", 1, 1), ("底", 1, end), ("", 1, end),
    ):  # fmt: skip
        hit = find_dates(f"{year}年{month}月{words}", None)[0]
        assert (hit.first, hit.last) == (
            dt.date(year, month, first),
            dt.date(year, month, last),
        ), words


@given(DAYS, st.integers(1, 400), st.sampled_from(("至", "—", "-", "到")))
def test_ranges(start: dt.date, days: int, dash: str) -> None:
    end = start + dt.timedelta(days=days)
    first, last = (f"{d.year}年{d.month}月{d.day}日" for d in (start, end))
    hits = find_dates(first + dash + last, None)
    assert [(h.first, h.last) for h in hits] == [(start, end)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上半年", "2025-01-01", "2025-06-30"),
        ("年底前", "2025-01-01", "2025-12-31"),
        ("今年年底", "2025-01-01", "2025-12-31"),
        ("明年3月", "2026-03-01", "2026-03-31"),
        ("2024年底", "2024-01-01", "2024-12-31"),
        ("2024年年底前", "2024-01-01", "2024-12-31"),
        ("第三季度", "2025-07-01", "2025-09-30"),
        ("2024年11月至次年2月", "2024-11-01", "2025-02-28"),
        ("3—5月", "2025-03-01", "2025-05-31"),
        ("3月1日至15日", "2025-03-01", "2025-03-15"),
        ("2024-2026年", "2024-01-01", "2026-12-31"),
        ("2018年4月初至6月底", "2018-04-01", "2018-06-30"),
        ("年内", "2025-01-01", "2025-12-31"),
    ],
)
def test_written_forms(text: str, first: str, last: str) -> None:
    hits = find_dates(text, 2025)
    assert [(str(h.first), str(h.last)) for h in hits] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "（2021年版）",
        "每月10日左右",
        "每年3月底前",
        "《2023年工作要点》",
        "用三年时间",
        "三年内",
        "〔2020〕8号",
        "全年",
        "24小时",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, 2025) == []


def test_a_start_is_no_end() -> None:
    hit = find_dates("2022年起实现全覆盖", None)[0]
    assert (hit.relation, hit.first, hit.last) == ("from", dt.date(2022, 1, 1), None)


def test_a_day_that_is_not_is_doubted() -> None:
    hit = find_dates("2023年2月30日", None)[0]
    assert hit.last is None
    assert "没有这一天" in hit.doubt


@given(st.integers(2000, 2050), st.integers(1, 4))
def test_quarters_and_halves(year: int, quarter: int) -> None:
    words = "一二三四"[quarter - 1]
    last = quarter * 3
    end = dt.date(year, last, calendar.monthrange(year, last)[1])
    for text in (f"{year}年第{words}季度", f"{year}年{words}季度", f"第{quarter}季度"):
        hit = find_dates(f"{text}完成", year)[0]
        assert (hit.first, hit.last) == (dt.date(year, last - 2, 1), end), text
        assert hit.precision is Precision.QUARTER
    half = find_dates(f"{year}年{'上' if quarter < 3 else '下'}半年", None)[0]
    month = 1 if quarter < 3 else 7
    assert half.first == dt.date(year, month, 1)
    assert half.last == dt.date(year, month + 5, 30 if quarter < 3 else 31)


@given(st.integers(2000, 2050), st.integers(1, 12), st.integers(1, 12))
def test_months_from_and_to(year: int, first: int, last: int) -> None:
    text = f"{year}年{first}月至{last}月"
    hits = find_dates(text, None)
    until = year + (last < first)
    end = dt.date(until, last, calendar.monthrange(until, last)[1])
    assert [(h.first, h.last) for h in hits] == [(dt.date(year, first, 1), end)]


@given(DAYS, st.sampled_from(("起", "开始", "以后", "之后")))
def test_a_day_from_which_on_is_no_end(day: dt.date, tail: str) -> None:
    hit = find_dates(f"{day.year}年{day.month}月{day.day}日{tail}实施", None)[0]
    assert (hit.relation, hit.first, hit.last) == ("from", day, None)


@given(st.integers(2000, 2050), st.integers(1, 12), st.integers(1, 4))
def test_weeks_of_a_month(year: int, month: int, week: int) -> None:
    hit = find_dates(f"{year}年{month}月第{'一二三四'[week - 1]}周", None)[0]
    assert hit.first == dt.date(year, month, week * 7 - 6)
    assert hit.last == dt.date(year, month, week * 7)


@given(DAYS)
def test_what_comes_back_is_no_day(day: dt.date) -> None:
    assert find_dates(f"每年{day.month}月{day.day}日前报送", 2025) == []
