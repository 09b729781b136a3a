"""Dates as they stand in real sheets and messages."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.dates import DateError, parse_day

NEAR = dt.date(2021, 8, 18)
AUG16 = dt.date(2021, 8, 16)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        dt.date(2021, 8, 16),
        dt.datetime(2021, 8, 16, 9, 30),
        44424,
        44424.0,
        44424.4,
        20210816,
        "2021.8.16",
        "8月16日",
        "2021年8月16日",
        "20210816",
        "２０２１．８．１６",
        "８月１６日",
        "2021　年 8 月 16 日",
        "2021-08-16",
        "2021/8/16",
        "2021-08-16 00:00:00",
        "2021-08-16T09:30:00",
        "21.8.16",
        "2021。8。16",
        "2021．08．16",
        "8.16",
        8.16,
        "8-16",
        "8/16",
        "8月16号",
        "8月16",
        "二〇二一年八月十六日",
        "八月十六日",
        "2021年8月16日（周一）",
        "8月16日 星期一",
        "8月16日上午",
        "8月16日19:30",
        " 2021 - 8 - 16 ",
        "2021年08月16日 10时30分",
        "16日",
        "\u200b2021.8.16\ufeff",
        "2021.8.16.",
        "8/16/2021",
    ],
)
def test_the_ways_in_which_people_write_a_day(written: object) -> None:
    assert parse_day(written, near=NEAR) == AUG16


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "没有填写"),
        (None, "没有填写"),
        ("1900-1-1", "年份 1900"),
        (dt.date(1900, 1, 1), "年份 1900"),
        ("2999年1月1日", "年份 2999"),
        (dt.datetime(2999, 1, 1), "年份 2999"),
        ("13月5日", "没有 13 月"),
        ("2021.2.30", "没有 30 日"),
        ("8月32日", "没有 32 日"),
        ("2021年8月", "没有写是哪一日"),
        ("8月16日至18日", "一行只能填一天"),
        ("8月16日、8月18日", "一行只能填一天"),
        ("3/4/2021", "分不清月和日"),
        (2021, "只有年份"),
        (True, "不是日期"),
        (float("nan"), "不是日期"),
        (1e300, "不是日期"),
        ("本周三", "不是日期"),
        ("上周", "不是日期"),
        ("9" * 32767, "太长"),
        ("=TODAY()", "不是日期"),
    ],
)
def test_what_is_no_day_says_why_and_how_to_mend_it(
    written: object, reason: str
) -> None:
    with pytest.raises(DateError) as caught:
        parse_day(written, near=NEAR)
    assert reason in caught.value.reason
    assert "8月16日—22日" in caught.value.mend
    assert str(caught.value) == f"{caught.value.reason}。{caught.value.mend}"


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    new_year = dt.date(2026, 1, 1)
    assert parse_day("12月30日", near=new_year) == dt.date(2025, 12, 30)
    assert parse_day("1月3日", near=dt.date(2025, 12, 31)) == dt.date(2026, 1, 3)
    assert parse_day("2月29日", near=dt.date(2025, 3, 1)) == dt.date(2024, 2, 29)


@given(
    DAYS,
    st.sampled_from(
        [
            "{y}.{m}.{d}",
            "{y}年{m}月{d}日",
            "{y}-{m:02}-{d:02}",
            "{y}{m:02}{d:02}",
            "{y}/{m}/{d}",
        ]
    ),
)
def test_a_full_date_survives_every_spelling(day: dt.date, spelling: str) -> None:
    written = spelling.format(y=day.year, m=day.month, d=day.day)
    wide = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789./-"})
    assert parse_day(written, near=NEAR) == day
    assert parse_day(wide, near=NEAR) == day


@given(DAYS)
def test_serials_count_as_excel_does(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert parse_day(serial, near=NEAR) == day
    assert parse_day(str(serial), near=NEAR) == day


@given(st.dates(dt.date(2001, 1, 1), dt.date(2098, 12, 31)), st.integers(-180, 180))
def test_month_and_day_within_half_a_year_need_no_year(
    near: dt.date, offset: int
) -> None:
    day = near + dt.timedelta(days=offset)
    if (day.month, day.day) != (2, 29):
        assert parse_day(f"{day.month}月{day.day}日", near=near) == day


@given(st.text(max_size=60) | st.floats() | st.integers() | st.booleans())
def test_anything_else_is_a_day_in_range_or_a_told_error(value: object) -> None:
    try:
        day = parse_day(value, near=NEAR)
    except DateError as error:
        told = (error.reason, error.mend)
    else:
        told = (day.isoformat(), str(2000 <= day.year <= 2099))
        assert told[1] == "True"
    assert all(told)
