"""Reading a document of 100 pages, and laying out a series of 500 slots; both against a fixed limit."""

from __future__ import annotations

import datetime as dt
import statistics

from benchmarks.measure import Figure, once_ms

_PAGES = 100
_PAGE_LETTERS = 22 * 28
_READING_MS = 2_000
_SLOTS = 500
_PROPOSING_MS = 200
_NUMERALS = "一二三四五六七八九"
_UNITS = ("县发改局", "县财政局", "县司法局", "县教育局", "县商务局", "县文旅局")


def measure(runs: int) -> list[Figure]:
    """Both figures; one run that does not count goes before."""
    return [_reading(runs), _proposing(runs)]


def _reading(runs: int) -> Figure:
    from services.plans.reader import read_plan

    text = long_plan(_PAGES)
    times = [once_ms(lambda: read_plan(text)) for _ in range(runs + 1)][1:]
    found = len(read_plan(text).tasks)
    return Figure(
        f"a plan of {_PAGES} pages read ({found} measures)",
        statistics.median(times),
        "ms",
        runs,
        limit=_READING_MS,
        absolute=True,
        note=f"{len(text):,} letters of plain text; the extraction from a file is not counted",
    )


def _proposing(runs: int) -> Figure:
    from services.schedules.proposal import propose
    from services.schedules.series import PerWorkday, Series
    from services.workdays import Workdays

    units = tuple(f"单位{n}" for n in range(_SLOTS))
    series = Series(units, dt.date(2025, 1, 2), PerWorkday(2))
    times = [once_ms(lambda: propose(series, Workdays())) for _ in range(runs + 1)][1:]
    return Figure(
        f"a series of {_SLOTS} slots proposed",
        statistics.median(times),
        "ms",
        runs,
        limit=_PROPOSING_MS,
        absolute=True,
    )


def long_plan(pages: int) -> str:
    """A plan of about that many pages of 22 lines of 28 letters, its measures numbered through."""
    lines = [
        "某县营商环境宣传工作方案",
        "",
        "为做好营商环境宣传工作，制定本方案。",
        "",
        "一、主要任务",
    ]
    letters = number = 0
    while letters < pages * _PAGE_LETTERS:
        number += 1
        lines.append(_measure(number))
        letters += len(lines[-1])
    return "\n".join([*lines, "", "某县营商环境建设办公室", "2026年1月8日"])


def _measure(number: int) -> str:
    lead = _UNITS[number % len(_UNITS)]
    others = "、".join(u for u in _UNITS if u != lead)
    prose = (
        "围绕企业和群众关心的事项，及时发布政策解读，讲好身边的故事，回应社会关切。" * 4
    )
    return (
        f"（{_chinese(number)}）开展第{number}项主题宣传。{prose}"
        f"{number % 12 + 1}月底前刊播稿件不少于{number % 9 + 2}篇。（牵头单位：{lead}；责任单位：{others}）"
    )


def _chinese(number: int) -> str:
    """The number up to 999 as it is written."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_NUMERALS[hundreds - 1]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _NUMERALS[tens - 1]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_NUMERALS[ones - 1] if ones else "")
