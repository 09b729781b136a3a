"""The tables behind the weekly summary: 各单位, 刊播明细, 近八周报送, 下周排期, 更正."""

from __future__ import annotations

import datetime as dt
import re
from copy import copy
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from models.vocabulary import OutletLevel
from services.output import style
from services.output.fast_xml import FastRows, add_link
from services.output.style import Look, Styles, put_row
from services.output.weekly_marks import legend, mark_states, state_words
from services.weekly_types import ReturnCell, Snapshot, UnitLine
from services.weekly_words import number_words
from services.weeks import short_label, week_label

HEAD_ROW = 3
"""Row of the headings on every table sheet; rows above hold title and explanation."""
FIRST_ROW = 4
_HEAD = Look(style.HEI, 10, fill=style.HEAD, across="center")
_CELL = Look(size=10)
_MID = replace(_CELL, across="center")
_INT = replace(_CELL, across="center", form=style.INT_FORMAT, wrap=False)
_ZERO = replace(_INT, colour=style.FAINT)
_DAY = replace(_MID, form=style.DATE_FORMAT)
_SHORT_DAY = replace(_MID, form='m"月"d"日"')
_SHRUNK = replace(_CELL, wrap=False, shrink=True)
_LINK = replace(_CELL, size=9, colour="1A4F8B", underline=True, wrap=False, shrink=True)
_UNIT_WIDTHS = (5, 15, 12, 10.5, 9, 6, 6, 5.5, 5.5, 5.5, 5.5, 5.5, 8, 14)
_LINE = 14.5
_WEB = re.compile(r"https?://[\w.\-]+(:\d+)?([/?#][!-~]*)?", re.ASCII | re.IGNORECASE)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LONGEST_LINK = 2000

_UNIT_CHIPS = ((4, 4), (5, 5), (6, 7), (8, 9), (10, 11), (12, 12), (13, 13))


@dataclass(frozen=True)
class _Head:
    """Headings of a table with their widths in Excel's characters."""

    words: tuple[str, ...]
    widths: tuple[float, ...]


def units_sheet(sheet: Any, snapshot: Snapshot, styles: Styles) -> None:
    """Every unit in the fixed order, those with zero, nothing or an exemption too, and the total."""
    levels = tuple(lv.short for lv in OutletLevel)
    head = _Head(
        (
            "序号",
            "单位",
            "分组",
            "报送情况",
            "收到日期",
            "稿件",
            "刊播",
            *levels,
            "连续未报",
            "备注",
        ),
        _UNIT_WIDTHS,
    )
    _top(sheet, snapshot, styles, head, "各单位报送和刊播情况", _units_note())
    rows, row = FastRows(sheet), FIRST_ROW
    for line in snapshot["units"]:
        _unit_row(rows, row, line, styles)
        row += 1
    _units_total(sheet, row, snapshot, styles)
    mark_states(sheet, f"D{FIRST_ROW}:D{max(row - 1, FIRST_ROW)}")
    last = legend(sheet, row + 1, styles, _UNIT_CHIPS, len(head.words))
    _page(sheet, snapshot, f"A1:N{last}", "D")


def placements_sheet(sheet: Any, snapshot: Snapshot, styles: Styles) -> None:
    """All placements, one a row, filtered by any column; links can be clicked."""
    head = _Head(
        (
            "序号",
            "稿件",
            "单位",
            "标题",
            "刊播日期",
            "媒体",
            "层级",
            "类型",
            "栏目",
            "体裁",
            "版面/时段",
            "链接",
            "备注",
        ),
        (5.5, 6, 15, 41, 11.5, 16, 9.5, 8.5, 14, 6.5, 11, 31, 13),
    )
    counts = snapshot["counts"]
    note = f"共 {counts['placements']:,} 次刊播，{counts['stories']:,} 篇稿件；“稿件”列数字相同的是同一篇稿件。"
    _top(sheet, snapshot, styles, head, "刊播明细", note)
    looks = (
        _MID,
        _MID,
        _CELL,
        _CELL,
        _DAY,
        _CELL,
        _MID,
        _MID,
        _CELL,
        _MID,
        _CELL,
        _CELL,
        _CELL,
    )
    plain = [styles.get(look) for look in looks]
    linked = [*plain[:11], styles.get(_LINK), plain[12]]
    plain[11] = styles.get(replace(_CELL, size=9, wrap=False, shrink=True))
    rows = FastRows(sheet)
    row = FIRST_ROW
    for number, line in enumerate(snapshot["placements"], start=1):
        link = line["link"]
        target = web_address(link)
        values = [
            number,
            line["story"],
            line["unit"],
            line["title"],
            dt.date.fromisoformat(line["published_on"]),
            line["outlet"],
            line["level"],
            line["kind"],
            line["column"] or None,
            line["genre"] or None,
            line["spot"] or None,
            link or None,
            line["note"] or None,
        ]
        height = _height(values, head.widths, 12)
        rows.add(row, values, linked if target else plain, height)
        if target:
            add_link(sheet, f"L{row}", target)
        row += 1
    last = max(row - 1, FIRST_ROW)
    if row == FIRST_ROW:
        _nothing(sheet, len(head.words), styles, "本周没有刊播记录。")
    else:
        sheet.auto_filter.ref = f"A{HEAD_ROW}:M{last}"
    _page(sheet, snapshot, f"A1:M{last}", "E", landscape=True)


def returns_sheet(sheet: Any, snapshot: Snapshot, styles: Styles) -> None:
    """Units × the last eight weeks with the state of each return and its placements."""
    weeks = [dt.date.fromisoformat(w) for w in snapshot["return_weeks"]]
    head = _Head(
        (
            "序号",
            "单位",
            "分组",
            *(f"{short_label(w)}周" for w in weeks),
            "连续未报",
            "备注",
        ),
        (5, 16, 13, *([11] * len(weeks)), 8, 22),
    )
    note = "每格为一周的报送情况，数字为刊播次数；周次以周一的日期表示；空白为当周不需报送。"
    _top(sheet, snapshot, styles, head, "近八周报送情况", note)
    rows, row = FastRows(sheet), FIRST_ROW
    mid, text, group = (styles.get(look) for look in (_MID, _CELL, _SHRUNK))
    for place, line in enumerate(snapshot["returns"], start=1):
        cells = [_cell_words(c) for c in line["cells"]]
        silent = line["silent_weeks"] or None
        values = [
            place,
            line["unit"],
            line["group"],
            *cells,
            silent,
            line["note"] or None,
        ]
        looks = [mid, text, group, *([mid] * len(cells)), mid, text]
        rows.add(row, values, looks, _height(values, head.widths, 3))
        row += 1
    last = chr(ord("C") + len(weeks))
    mark_states(sheet, f"D{FIRST_ROW}:{last}{max(row - 1, FIRST_ROW)}")
    chips = tuple((column, column) for column in range(4, 11))
    end = legend(sheet, row, styles, chips, len(head.words))
    _page(sheet, snapshot, f"A1:{chr(ord(last) + 2)}{end}", "D", landscape=True)


def corrections_sheet(sheet: Any, snapshot: Snapshot, styles: Styles) -> None:
    """What later changed in weeks that were issued before: totals first, then each change."""
    head = _Head(
        ("序号", "更正", "周次", "单位", "事项", "变动", "标题", "原报", "更正为"),
        (5, 8, 26, 14, 6.5, 6.5, 36, 27, 27),
    )
    note = (
        "前几期签发以后补报、改正、撤销的内容，各列一次；前几期的工作簿本身不再改动。"
    )
    _top(sheet, snapshot, styles, head, "对前几期的更正", note)
    words = {"added": "新增", "changed": "更改", "removed": "撤销"}
    looks = (_MID, _MID, _CELL, _CELL, _MID, _MID, _CELL, _CELL, _CELL)
    prepared = [styles.get(look) for look in looks]
    row = FIRST_ROW
    for number, line in enumerate(snapshot["corrections"], start=1):
        values = [
            number,
            f"第 {line['number']} 期",
            week_label(dt.date.fromisoformat(line["week"])),
            line["unit"],
            line["subject"],
            words[line["change"]],
            line["title"] or None,
            line["before"],
            line["after"],
        ]
        put_row(sheet, row, values, prepared)
        _fit(sheet, row, values, head.widths)
        row += 1
    if row == FIRST_ROW:
        _nothing(sheet, len(head.words), styles, "前几期没有需要更正的内容。")
        row += 1
    row = _corrected_totals(sheet, row + 1, snapshot, styles)
    _page(sheet, snapshot, f"A1:I{row}", "A", landscape=True)


def slots_sheet(sheet: Any, snapshot: Snapshot, styles: Styles) -> None:
    """Who is on which programme in the week after, as it stood when the week was issued."""
    words = "序号 日期 星期 时间 单位 媒体 栏目 主题 人员 地点 进度 联络员 电话"
    widths = (5.5, 9, 6, 9, 19, 16, 19, 21, 12, 16, 8.5, 9, 14)
    head = _Head(tuple(words.split()), widths)
    lines = snapshot.get("next_slots", [])
    note = f"下一周共 {len(lines)} 期，按日期排列；签发以后的调整以排期表为准。"
    monday = dt.date.fromisoformat(snapshot["week"]) + dt.timedelta(weeks=1)
    after = copy(snapshot)
    after["week_label"] = week_label(monday)
    _top(sheet, after, styles, head, "下周排期", note)
    looks = (_MID, _SHORT_DAY, _MID, _MID, *([_CELL] * 6), _MID, _MID, _MID)
    prepared = [styles.get(look) for look in looks]
    row = FIRST_ROW
    for number, line in enumerate(lines, start=1):
        day = dt.date.fromisoformat(line["day"])
        values = [
            number,
            day,
            f"周{'一二三四五六日'[day.weekday()]}",
            line["time"] or None,
            line["unit"],
            line["outlet"] or None,
            line["column"] or None,
            line["topic"] or None,
            line["person"] or None,
            line["place"] or None,
            line["state"],
            line["liaison"] or None,
            line["phone"] or None,
        ]
        put_row(sheet, row, values, prepared)
        _fit(sheet, row, values, head.widths)
        row += 1
    _page(sheet, snapshot, f"A1:M{row - 1}", "F", landscape=True)


def web_address(link: str) -> str | None:
    """The link as an address that Excel accepts, None where it is not one."""
    if len(link) > _LONGEST_LINK or link[:4].lower() != "http":
        return None
    address = quote(link, safe="!#$%&'()*+,/:;=?@[]~-._")
    if _BAD_ESCAPE.search(address) or not _WEB.fullmatch(address):
        return None
    return address if len(address) <= _LONGEST_LINK else None


def _top(
    sheet: Any, snapshot: Snapshot, styles: Styles, head: _Head, title: str, note: str
) -> None:
    last = len(head.words)
    style.widths(sheet, head.widths)
    big = styles.get(Look(style.SONG, 16, bold=True, border="none", across="center"))
    style.band(sheet, 1, 1, last, f"{title}（{snapshot['week_label']}）", big, 30)
    small = styles.get(
        Look(style.KAI, 10, border="none", colour=style.SOFT, across="left")
    )
    lines = style.lines_needed(note, sum(head.widths))
    style.band(sheet, 2, 1, last, note, small, 6 + 14 * lines)
    head_style = styles.get(_HEAD)
    put_row(sheet, HEAD_ROW, head.words, [head_style] * last)
    sheet.row_dimensions[HEAD_ROW].height = 30


def _page(
    sheet: Any, snapshot: Snapshot, area: str, freeze: str, *, landscape: bool = False
) -> None:
    sheet.freeze_panes = f"{freeze}{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        landscape=landscape,
        titles=f"{HEAD_ROW}:{HEAD_ROW}",
        area=area,
        foot_left=snapshot["office"],
        foot_right=f"{snapshot['title']}　{number_words(snapshot)}",
    )


def _units_note() -> str:
    return (
        "按单位固定顺序排列；没有报道、没有报送和免报的单位一并列出。"
        "稿件按篇计，刊播按次计（一篇稿件被几家媒体采用的，计几次）。"
    )


def _unit_row(rows: FastRows, row: int, line: UnitLine, styles: Styles) -> None:
    words = state_words(line["state"], nil=line["nil"], pending=line["pending"])
    received = line["received_on"]
    numbers = [line["stories"], line["placements"], *line["levels"]]
    values = [
        line["number"],
        line["unit"],
        line["group"],
        words,
        dt.date.fromisoformat(received) if received else None,
        *numbers,
        line["silent_weeks"] or None,
        line["note"] or None,
    ]
    looks = [_MID, _CELL, _SHRUNK, _MID, _SHORT_DAY]
    looks += [_INT if n else _ZERO for n in numbers] + [_MID, _CELL]
    prepared = [styles.get(look) for look in looks]
    rows.add(row, values, prepared, _height(values, _UNIT_WIDTHS, 3))


def _units_total(sheet: Any, row: int, snapshot: Snapshot, styles: Styles) -> None:
    counts = snapshot["counts"]
    bold = replace(_INT, font=style.HEI, fill=style.HEAD)
    mid = replace(bold, across="center", form="General")
    came = f"{counts['received']}/{counts['expected']}"
    values = [None, "合计", None, came, None, counts["stories"], counts["placements"]]
    values += [s["placements"] for s in snapshot["levels"]] + [None, None]
    looks = [mid] * 5 + [bold] * 7 + [mid] * 2
    put_row(sheet, row, values, [styles.get(look) for look in looks])
    sheet.row_dimensions[row].height = 22


def _cell_words(cell: ReturnCell | None) -> str | None:
    if cell is None:
        return None
    words = state_words(cell["state"], nil=cell["nil"], pending=cell["pending"])
    return f"{words} {cell['placements']}" if cell["placements"] else words


def _nothing(sheet: Any, last: int, styles: Styles, words: str) -> None:
    look = replace(_MID, colour=style.SOFT, font=style.KAI)
    style.band(sheet, FIRST_ROW, 1, last, words, styles.get(look), 30)


def _corrected_totals(sheet: Any, row: int, snapshot: Snapshot, styles: Styles) -> int:
    """The totals of the corrected issues, as told and as they are now; returns the last row."""
    if not snapshot["corrected_totals"]:
        return row - 1
    title = styles.get(Look(style.HEI, 11, border="none"))
    style.band(sheet, row, 1, 9, "更正后的总数", title, 26)
    look = styles.get(Look(style.FANGSONG, 11, border="none"))
    for line in snapshot["corrected_totals"]:
        row += 1
        week = week_label(dt.date.fromisoformat(line["week"]))
        parts = [
            f"{word} {now} {unit}（{f'原报 {told} {unit}' if told != now else '不变'}）"
            for word, unit, (told, now) in (
                ("刊播", "次", line["placements"]),
                ("稿件", "篇", line["stories"]),
                ("已报", "家", line["received"]),
            )
        ]
        words = f"第 {line['number']} 期（{week}）：{'，'.join(parts)}。"
        style.band(sheet, row, 1, 9, words, look, 20)
    return row


def _fit(sheet: Any, row: int, values: list[Any], widths: tuple[float, ...]) -> None:
    """Make a row as high as its longest text needs."""
    sheet.row_dimensions[row].height = _height(values, widths)


def _height(
    values: list[Any], widths: tuple[float, ...], skip: int | None = None
) -> float:
    """Row height in points for the longest text; `skip` is a column (from 1) that is not wrapped."""
    most = 1
    for column, (value, width) in enumerate(zip(values, widths, strict=True), start=1):
        if isinstance(value, str) and column != skip and len(value) * 2 >= width:
            most = max(most, style.lines_needed(value, width))
    return min(400.0, 5 + _LINE * most)
