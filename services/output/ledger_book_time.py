"""The sheet 时间轴 of the ledger workbook: bars made of cells, by week or by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.campaigns.figures import periods
from services.campaigns.timeline import Bar, Timeline, TimelineRow
from services.output import style
from services.output.ledger_book_data import (
    FIRST_ROW,
    HEAD,
    HEAD_ROW,
    STATE_COLOURS,
    BookData,
    nothing,
)
from services.output.style import Look, Styles

_MOST = 60
"""Columns of the axis at the most: weeks where they are few enough, else months, quarters, years."""
_FIXED = (9.0, 30.0, 15.0, 12.0)
_HEADS = ("编号", "任务、阶段", "牵头单位", "时间")
_ROOM = 112.0
_PHASE = "C9CFD6"
_TODAY = "A61B1B"
_LINE = "D5D9DE"


@dataclass(frozen=True)
class _Axis:
    """The columns of the axis (first and last day, label) and the band over them (label, count of columns)."""

    columns: tuple[tuple[dt.date, dt.date, str], ...]
    bands: tuple[tuple[str, int], ...]
    width: float


def timeline_sheet(sheet: Any, data: BookData, styles: Styles) -> None:
    """Phases and measures as bars; the column of the day is outlined."""
    found = data.timeline
    if found is None or not found.groups:
        _empty(sheet, data, styles)
        return
    axis = _axis(found)
    last = len(_FIXED) + len(axis.columns)
    _top(sheet, data, styles, axis, last)
    row = FIRST_ROW + 1
    for group in found.groups:
        look = Look(style.HEI, 10.5, fill=style.BAND)
        style.band(sheet, row, 1, last, group.title, styles.get(look), 20)
        row += 1
        for line in group.rows:
            _line(sheet, row, line, axis, found.today, styles)
            row += 1
    row = _foot(sheet, row, found, last, styles)
    _page(sheet, data, last, row)


def _empty(sheet: Any, data: BookData, styles: Styles) -> None:
    widths = (9.0, 60.0, 30.0, 30.0)
    style.widths(sheet, widths)
    title = styles.get(Look(style.SONG, 18, bold=True, border="none", across="center"))
    style.band(sheet, 1, 1, 4, f"{data.name}时间轴", title, 36)
    words = (
        "阶段和任务都没有写明日期。"
        if data.campaign
        else "时间轴按方案导出，请逐个导出。"
    )
    nothing(sheet, styles, 4, words)
    style.a4(sheet, landscape=True, foot_left=data.issuer, foot_right=data.day_words)


def _axis(found: Timeline) -> _Axis:
    """The finest columns that fit: weeks, months, quarters, years."""
    first, last = found.first, found.last
    columns: list[tuple[dt.date, dt.date, str]] = []
    for per in ("week", "month", "quarter", "year"):
        columns = [(a, b, _label(per, a)) for _, a, b in periods(per, first, last)]
        if len(columns) <= _MOST:
            break
    bands: list[tuple[str, int]] = []
    monthly = columns[0][1] - columns[0][0] < dt.timedelta(days=8)
    for begin, end, _ in columns:
        # A week belongs to the month that holds its Thursday.
        middle = begin + (end - begin) / 2
        words = f"{middle.year}年"
        if monthly:
            words = f"{middle.year}年{middle.month}月"
        if bands and bands[-1][0] == words:
            bands[-1] = (words, bands[-1][1] + 1)
        else:
            bands.append((words, 1))
    return _Axis(tuple(columns), tuple(bands), max(1.9, _ROOM / len(columns)))


def _label(per: str, begin: dt.date) -> str:
    if per == "week":
        return str(begin.day)
    if per == "month":
        return f"{begin.month}月"
    if per == "quarter":
        return "一二三四"[(begin.month - 1) // 3] + "季"
    return str(begin.year)


def _top(sheet: Any, data: BookData, styles: Styles, axis: _Axis, last: int) -> None:
    style.widths(sheet, [*_FIXED, *[min(axis.width, 9.0)] * len(axis.columns)])
    title = styles.get(Look(style.SONG, 18, bold=True, border="none", across="center"))
    words = f"{data.name}时间轴"
    room = sum(_FIXED) + min(axis.width, 9.0) * len(axis.columns)
    lines = style.lines_needed(words, room / 1.75)
    style.band(sheet, 1, 1, last, words, title, 10 + 26 * lines)
    _legend(sheet, data, styles, last)
    head = styles.get(HEAD)
    for column, words in enumerate(_HEADS, start=1):
        style.put(sheet, HEAD_ROW, column, words, head)
        style.put(sheet, FIRST_ROW, column, None, head)
        _join(sheet, HEAD_ROW, FIRST_ROW, column, column)
    column = len(_FIXED) + 1
    for words, count in axis.bands:
        shown = words if count > 1 else words.removesuffix("月").split("年")[-1]
        for place in range(column, column + count):
            style.put(sheet, HEAD_ROW, place, shown if place == column else None, head)
        _join(sheet, HEAD_ROW, HEAD_ROW, column, column + count - 1)
        column += count
    small = styles.get(
        Look(size=8, fill=style.HEAD, across="center", wrap=False, shrink=True)
    )
    for place, (_, _, words) in enumerate(axis.columns, start=len(_FIXED) + 1):
        style.put(sheet, FIRST_ROW, place, words, small)
    sheet.row_dimensions[HEAD_ROW].height = 20
    sheet.row_dimensions[FIRST_ROW].height = 16


def _legend(sheet: Any, data: BookData, styles: Styles, last: int) -> None:
    words = (
        f"{data.day_words}　底色为任务状态：灰蓝未开始，蓝进行中，绿已完成，红已逾期，浅灰不再实施；"
        "灰色为阶段；“◆”为只写明一天的日期；红“▏”为今天"
    )
    look = Look(style.KAI, 10, border="none", colour=style.SOFT, across="center")
    style.band(sheet, 2, 1, last, words, styles.get(look), 20)


def _line(
    sheet: Any, row: int, line: TimelineRow, axis: _Axis, today: dt.date, styles: Styles
) -> None:
    cell = Look(size=9)
    middle = Look(size=9, across="center")
    when = line.when or "、".join(bar.end.isoformat() for bar in line.bars)
    values = (line.number, line.name, line.leads, when)
    for column, (value, look) in enumerate(
        zip(values, (middle, cell, cell, middle), strict=True), start=1
    ):
        style.put(sheet, row, column, value or None, styles.get(look))
    for place, (begin, end, _) in enumerate(axis.columns, start=len(_FIXED) + 1):
        now = begin <= today <= end
        mark = _mark(line.bars, begin, end)
        fill, ink = _colours(line, begin, end, single=bool(mark))
        if now and not mark and not fill:
            mark, ink = "▏", _TODAY
        look = Look(
            size=8,
            fill=fill,
            border="soft",
            across="left" if mark == "▏" else "center",
            wrap=False,
            colour=ink,
        )
        style.put(sheet, row, place, mark or None, styles.get(look))
    tall = max(
        style.lines_needed(words, width)
        for words, width in zip(values, _FIXED, strict=True)
    )
    sheet.row_dimensions[row].height = min(120, 5 + 12.5 * tall)


def _colours(
    line: TimelineRow, begin: dt.date, end: dt.date, *, single: bool
) -> tuple[str, str]:
    """Fill and ink of a cell: the state's strong colour under a bar, its tint under the mark of a single day."""
    tint, strong = STATE_COLOURS[line.state] if line.state else (style.HEAD, _PHASE)
    if single:
        return tint, strong if line.state else style.SOFT
    if any(bar.begin <= end and begin <= bar.end for bar in line.bars):
        return strong, strong
    return "", style.TEXT


def _mark(bars: Sequence[Bar], begin: dt.date, end: dt.date) -> str:
    """A date of which only one day is known carries a mark."""
    for bar in bars:
        single = bar.first is None or bar.last is None or bar.first == bar.last
        if single and begin <= bar.end <= end:
            return "◆"
    return ""


def _foot(sheet: Any, row: int, found: Timeline, last: int, styles: Styles) -> int:
    """Rows without a date are named under the axis; returns the last row."""
    if not found.undated:
        return row - 1
    names = "；".join(f"{x.number} {x.name}".strip() for x in found.undated)
    words = f"没有写明日期的（{len(found.undated)} 项）：{names}。"
    look = Look(style.KAI, 10, border="none", colour=style.SOFT, upright="top")
    tall = min(400.0, 8 + 14 * style.lines_needed(words, sum(_FIXED) + _ROOM))
    style.band(sheet, row, 1, last, words, styles.get(look), tall)
    return row


def _page(sheet: Any, data: BookData, last: int, row: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = sheet.cell(FIRST_ROW + 1, 3)
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        landscape=True,
        titles=f"{HEAD_ROW}:{FIRST_ROW}",
        area=f"A1:{get_column_letter(last)}{row}",
        foot_left=data.issuer,
        foot_right=data.day_words,
    )


def _join(sheet: Any, top: int, bottom: int, first: int, last: int) -> None:
    if top == bottom and first == last:
        return
    from openpyxl.worksheet.cell_range import CellRange

    sheet.merged_cells.add(
        CellRange(min_row=top, max_row=bottom, min_col=first, max_col=last)
    )
