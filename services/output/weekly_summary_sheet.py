"""The first sheet of the weekly workbook, 概要: masthead, main points, totals, charts, rankings, the silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from services.output import style
from services.output.style import Look, Styles, put, put_row
from services.output.weekly_charts import ChartPlan, add_bars
from services.weekly_types import Counts, RankLine, ShareLine, Snapshot
from services.weekly_words import (
    NO_DATA,
    day_words,
    moment_words,
    number_words,
    summary_lines,
)

COLUMNS = 6
_WIDTHS = (13.5,) * COLUMNS
_SCALE = 88
"""Percent at which six columns fit the width of A4 with every default font."""
_PAGE_ROOM = 825.0
"""Points of rows on one page at that scale."""
_CHART_ROWS = 11
_ROW, _TIGHT = 18.0, 16.2
"""Row heights in points, on the first page and after it."""

_SECTION = Look(style.HEI, 12, border="none")
_HEAD = Look(style.HEI, 10.5, fill=style.HEAD, across="center")
_CELL = Look(size=10.5)
_MID = replace(_CELL, across="center")
_INT = replace(_MID, form=style.INT_FORMAT, wrap=False)
_PERCENT = replace(_INT, form=style.PERCENT_FORMAT)
_DELTA = replace(_INT, form=style.DELTA_FORMAT)
_POINTS = replace(_INT, form='+0.0" 点";-0.0" 点";"0"')
_NONE = replace(_MID, colour=style.FAINT)
_NOTE = Look(style.KAI, 9.5, border="none", colour=style.SOFT)


@dataclass
class _At:
    """The row that is written next."""

    row: int = 1


def summary_sheet(sheet: Any, snapshot: Snapshot, styles: Styles) -> None:
    """Lay out 概要 for A4 portrait, six columns wide."""
    style.widths(sheet, _WIDTHS)
    at = _At()
    _masthead(sheet, at, snapshot, styles)
    _section(sheet, at, styles, "一、要点")
    points = styles.get(Look(style.FANGSONG, 12, border="none", upright="top"))
    for line in summary_lines(snapshot):
        lines = style.lines_needed("　　" + line, sum(_WIDTHS) + 3)
        style.band(sheet, at.row, 1, COLUMNS, "　　" + line, points, 5 + 17.5 * lines)
        at.row += 1
    _section(sheet, at, styles, "二、总体情况")
    _totals(sheet, at, snapshot, styles)
    charts_row = _room_for_charts(sheet, at)
    _section(sheet, at, styles, "三、近八周走势")
    trend_row = at.row
    _trend(sheet, at, snapshot, styles)
    _section(sheet, at, styles, "四、按媒体层级和类型")
    level_row = at.row
    _shares(sheet, at, styles, "层级", snapshot["levels"], snapshot)
    if snapshot["kinds"]:
        _shares(sheet, at, styles, "类型", snapshot["kinds"], snapshot)
    _section(sheet, at, styles, "五、刊播排名")
    _ranks(sheet, at, snapshot, styles)
    _break_before(sheet, at, charts_row + _CHART_ROWS, snapshot)
    _section(sheet, at, styles, "六、未报送单位")
    _silent(sheet, at, snapshot, styles)
    _signature(sheet, at, snapshot, styles)
    trend = ChartPlan("近八周刊播次数和稿件篇数", trend_row, len(snapshot["trend"]))
    add_bars(sheet, trend, (("刊播", 2), ("稿件", 3)), charts_row, _CHART_ROWS, 0, 3)
    levels = ChartPlan(
        "本周和上周刊播次数（按层级）", level_row, len(snapshot["levels"])
    )
    add_bars(sheet, levels, (("本周", 2), ("上周", 5)), charts_row, _CHART_ROWS, 3, 6)
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        area=f"A1:F{at.row - 1}",
        foot_left=snapshot["office"],
        foot_right=f"{snapshot['title']}　{number_words(snapshot)}",
    )
    # Excel passes over page breaks where it fits the width itself.
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale = _SCALE


def _room_for_charts(sheet: Any, at: _At) -> int:
    """Keep rows free for the charts, so high that they end the first page; returns the first of them."""
    sheet.row_dimensions[at.row].height = 8
    first = at.row + 1
    left = _PAGE_ROOM - _used(sheet, 1, at.row)
    at.row = first + _CHART_ROWS
    for row in range(first, at.row):
        sheet.row_dimensions[row].height = min(24.0, max(13.0, left / _CHART_ROWS))
    _break(sheet, at.row - 1)
    return first


def _break_before(sheet: Any, at: _At, start: int, snapshot: Snapshot) -> None:
    """Begin a new page with the silent units where they would not fit on the second."""
    half = (len(snapshot["silent"]) + 1) // 2
    if _used(sheet, start, at.row - 1) + 100 + _TIGHT * half > _PAGE_ROOM:
        _break(sheet, at.row - 1)


def _used(sheet: Any, first: int, last: int) -> float:
    return sum(
        sheet.row_dimensions[row].height or _ROW for row in range(first, last + 1)
    )


def _break(sheet: Any, row: int) -> None:
    from openpyxl.worksheet.pagebreak import Break

    sheet.row_breaks.append(Break(id=row))


def _masthead(sheet: Any, at: _At, snapshot: Snapshot, styles: Styles) -> None:
    red = Look(
        style.SONG, 30, bold=True, colour=style.ACCENT, border="none", across="center"
    )
    style.band(sheet, 1, 1, COLUMNS, snapshot["title"], styles.get(red), 48)
    number = Look(style.FANGSONG, 14, border="none", across="center")
    style.band(sheet, 2, 1, COLUMNS, number_words(snapshot), styles.get(number), 22)
    side = Look(style.KAI, 12, border="none")
    style.band(sheet, 3, 1, 3, snapshot["office"], styles.get(side), 24)
    right = replace(side, across="right")
    parts = (snapshot["issued_by"], moment_words(snapshot))
    moment = "　".join(part for part in parts if part)
    style.band(sheet, 3, 4, COLUMNS, moment, styles.get(right), 24)
    line = styles.get(Look(fill=style.ACCENT, border="none"))
    style.band(sheet, 4, 1, COLUMNS, None, line, 2.5)
    title = Look(style.HEI, 16, border="none", across="center")
    words = f"{snapshot['week_label']}宣传报道情况"
    style.band(sheet, 5, 1, COLUMNS, words, styles.get(title), 34)
    at.row = 6


def _section(sheet: Any, at: _At, styles: Styles, words: str) -> None:
    style.band(sheet, at.row, 1, COLUMNS, words, styles.get(_SECTION), 24)
    at.row += 1


def _totals(sheet: Any, at: _At, snapshot: Snapshot, styles: Styles) -> None:
    heads = ("指标", "本周", "上周", "较上周", "去年同周", "较去年同周")
    _heads(sheet, at, styles, heads)
    now, before, year = (
        snapshot["counts"],
        snapshot["last_week"],
        snapshot["last_year"],
    )
    for label, key in (
        ("刊播（次）", "placements"),
        ("稿件（篇）", "stories"),
        ("应报单位（家）", "expected"),
        ("已报单位（家）", "received"),
        ("　其中零报告", "nil"),
        ("　其中按时", "on_time"),
        ("迟报（家）", "late"),
        ("退回修改（家）", "returned"),
        ("未报（家）", "missing"),
        ("免报（家）", "exempt"),
        ("报送率", "rate"),
        ("按时率", "on_time_rate"),
    ):
        values = [_value(c, key) for c in (now, before, year)]
        _compared(sheet, at.row, styles, label, values, rate="rate" in key)
        at.row += 1


def _value(counts: Counts | None, key: str) -> float | None:
    if counts is None:
        return None
    values: dict[str, Any] = {**counts}
    return values[key]


def _compared(
    sheet: Any,
    row: int,
    styles: Styles,
    label: str,
    values: list[float | None],
    *,
    rate: bool,
) -> None:
    now, before, year = values
    plain, delta = (_PERCENT, _POINTS) if rate else (_INT, _DELTA)
    _line(sheet, row, styles, label, _CELL)
    _number(sheet, row, 2, now, replace(plain, bold=True), styles)
    for column, then in ((3, before), (5, year)):
        _number(sheet, row, column, then, plain, styles)
        change = None
        if now is not None and then is not None:
            change = round((now - then) * 100, 1) if rate else now - then
        _number(sheet, row, column + 1, change, delta, styles)


def _shares(
    sheet: Any,
    at: _At,
    styles: Styles,
    what: str,
    lines: list[ShareLine],
    snapshot: Snapshot,
) -> None:
    _heads(
        sheet,
        at,
        styles,
        (what, "刊播（次）", "稿件（篇）", "占刊播", "上周刊播", "去年同周刊播"),
    )
    total = snapshot["counts"]["placements"]
    for line in lines:
        _line(sheet, at.row, styles, line["label"], _MID, _TIGHT)
        _number(sheet, at.row, 2, line["placements"], _INT, styles)
        _number(sheet, at.row, 3, line["stories"], _INT, styles)
        share = line["placements"] / total if total else None
        _number(sheet, at.row, 4, share, _PERCENT, styles)
        _number(sheet, at.row, 5, line["last_week"], _INT, styles)
        _number(sheet, at.row, 6, line["last_year"], _INT, styles)
        at.row += 1


def _trend(sheet: Any, at: _At, snapshot: Snapshot, styles: Styles) -> None:
    _heads(
        sheet,
        at,
        styles,
        (
            "周次（周一）",
            "刊播（次）",
            "稿件（篇）",
            "应报（家）",
            "已报（家）",
            "按时（家）",
        ),
    )
    for week in snapshot["trend"]:
        _line(sheet, at.row, styles, week["label"], _MID, _TIGHT)
        values: dict[str, Any] = {**week}
        keys = ("placements", "stories", "expected", "received", "on_time")
        for column, key in enumerate(keys, start=2):
            value: int = values[key]
            shown = value if week["recorded"] else None
            _number(sheet, at.row, column, shown, _INT, styles)
        at.row += 1


def _ranks(sheet: Any, at: _At, snapshot: Snapshot, styles: Styles) -> None:
    _heads(
        sheet,
        at,
        styles,
        ("居前", "单位", "刊播 / 稿件", "居后", "单位", "刊播 / 稿件"),
    )
    first, last = snapshot["first"], snapshot["last"]
    for place in range(max(len(first), len(last), 1)):
        for column, lines in ((1, first), (4, last)):
            line = lines[place] if place < len(lines) else None
            _rank(sheet, at.row, column, line, styles)
        _height(
            sheet,
            at.row,
            place < len(first) and first[place],
            place < len(last) and last[place],
        )
        at.row += 1
    words = "有刊播的单位按刊播次数排列，次数相同的比稿件篇数，都相同的名次并列、按单位固定顺序列出。"
    style.band(sheet, at.row, 1, COLUMNS, words, styles.get(_NOTE), 17)
    at.row += 1
    if snapshot["nil_units"]:
        text = f"零报告 {len(snapshot['nil_units'])} 家：{'、'.join(snapshot['nil_units'])}。"
        lines = style.lines_needed(text, sum(_WIDTHS))
        note = styles.get(
            replace(_NOTE, font=style.FANGSONG, size=10.5, colour=style.TEXT)
        )
        style.band(sheet, at.row, 1, COLUMNS, text, note, 5 + 15.5 * lines)
        at.row += 1


def _rank(
    sheet: Any, row: int, column: int, line: RankLine | None, styles: Styles
) -> None:
    mid, name = styles.get(_MID), styles.get(_CELL)
    if line is None:
        for offset in range(3):
            put(sheet, row, column + offset, None, mid)
        return
    put(sheet, row, column, f"第 {line['place']} 名", mid)
    put(sheet, row, column + 1, line["unit"], name)
    put(sheet, row, column + 2, f"{line['placements']} 次 / {line['stories']} 篇", mid)


def _height(sheet: Any, row: int, *lines: RankLine | bool) -> None:
    """Room for a long unit name in a ranking."""
    names = [str(line["unit"]) for line in lines if isinstance(line, dict)]
    most = max((style.lines_needed(n, _WIDTHS[0]) for n in names), default=1)
    sheet.row_dimensions[row].height = _TIGHT if most == 1 else 5 + 14.5 * most


def _silent(sheet: Any, at: _At, snapshot: Snapshot, styles: Styles) -> None:
    lines = snapshot["silent"]
    if not lines:
        words = (
            "本周应报单位都已报送。"
            if snapshot["counts"]["expected"]
            else "本周没有需要报送的单位。"
        )
        look = Look(style.FANGSONG, 12, border="none")
        style.band(sheet, at.row, 1, COLUMNS, words, styles.get(look), 24)
        at.row += 1
        return
    _heads(
        sheet,
        at,
        styles,
        ("单位", "连续未报（周）", "联络员", "单位", "连续未报（周）", "联络员"),
    )
    half = (len(lines) + 1) // 2
    cell, mid = styles.get(_CELL), styles.get(_MID)
    person = styles.get(replace(_MID, wrap=False, shrink=True))
    strong = styles.get(replace(_MID, bold=True, colour=style.ACCENT))
    for place in range(half):
        tall = 1
        for column, index in ((1, place), (4, place + half)):
            line = lines[index] if index < len(lines) else None
            weeks = line["weeks"] if line else None
            name = line["unit"] if line else None
            who = " ".join((line["liaison"], line["phone"])).strip() if line else ""
            put(sheet, at.row, column, name, cell)
            look = strong if weeks and weeks > 1 else mid
            put(sheet, at.row, column + 1, weeks, look)
            put(sheet, at.row, column + 2, who or None, person)
            tall = max(tall, style.lines_needed(name or "", _WIDTHS[0]))
        height = _TIGHT if tall == 1 else 4 + 14 * tall
        sheet.row_dimensions[at.row].height = height
        at.row += 1


def _signature(sheet: Any, at: _At, snapshot: Snapshot, styles: Styles) -> None:
    """落款: office and day, at the right."""
    look = styles.get(Look(style.FANGSONG, 14, border="none", across="center"))
    sheet.row_dimensions[at.row].height = 10
    at.row += 1
    for words in (snapshot["office"], day_words(snapshot["issued_at"])):
        if words:
            style.band(sheet, at.row, 4, COLUMNS, words, look, 22)
            at.row += 1


def _heads(sheet: Any, at: _At, styles: Styles, words: tuple[str, ...]) -> None:
    put_row(sheet, at.row, words, [styles.get(_HEAD)] * len(words))
    sheet.row_dimensions[at.row].height = 20
    at.row += 1


def _line(
    sheet: Any,
    row: int,
    styles: Styles,
    label: str,
    look: Look,
    height: float = _ROW,
) -> None:
    put(sheet, row, 1, label, styles.get(look))
    sheet.row_dimensions[row].height = height


def _number(
    sheet: Any, row: int, column: int, value: float | None, look: Look, styles: Styles
) -> None:
    """A number, or — where there is nothing to show."""
    if value is None:
        put(sheet, row, column, NO_DATA, styles.get(_NONE))
    else:
        put(sheet, row, column, value, styles.get(look))
