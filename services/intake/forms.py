"""Reading the layout of a sheet: its mark, its nil tick, its headings, and the rows under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from services import text
from services.forms_shared import (
    HEADINGS,
    MARK_LABEL,
    NIL_LABEL,
    FormMark,
    is_example,
    is_ticked,
    parse_mark,
)

Rows = Sequence[Sequence[object]]

HEADER_SEARCH = 60
"""Rows from the top among which the headings are looked for."""

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "序", "no", "行号"),
    "unit": (
        "单位",
        "单位名称",
        "报送单位",
        "填报单位",
        "责任单位",
        "部门",
        "供稿单位",
        "部门单位",
        "单位部门",
    ),
    "date": (
        "刊播日期",
        "刊播时间",
        "发布时间",
        "发布日期",
        "日期",
        "时间",
        "刊登日期",
        "刊登时间",
        "刊发日期",
        "刊发时间",
        "播出时间",
        "播出日期",
        "见报时间",
        "见报日期",
        "推送时间",
        "推送日期",
        "采用时间",
        "采用日期",
        "报道时间",
        "报道日期",
    ),
    "title": (
        "标题",
        "稿件标题",
        "新闻标题",
        "题目",
        "稿件题目",
        "稿件名称",
        "报道标题",
        "文章标题",
        "信息标题",
        "稿件",
        "标题内容",
        "题名",
        "新闻题目",
        "宣传标题",
        "作品名称",
    ),
    "outlet": (
        "媒体",
        "刊播媒体",
        "媒体名称",
        "发布平台",
        "平台",
        "刊发媒体",
        "发布媒体",
        "媒体平台",
        "采用媒体",
        "刊登媒体",
        "平台名称",
        "宣传平台",
        "刊播平台",
        "发布渠道",
        "渠道",
        "媒体单位",
        "报道媒体",
        "刊载媒体",
        "新闻媒体",
    ),
    "level": ("层级", "媒体级别", "级别", "媒体层级", "平台级别", "等级", "媒体等级"),
    "column": ("栏目", "专栏", "栏目名称", "专题专栏", "专题", "专栏名称", "栏目专栏"),
    "genre": ("体裁", "类型", "稿件类型", "形式", "体裁类型", "类别", "稿件体裁"),
    "spot": (
        "版面",
        "时段",
        "版面时段",
        "版次",
        "版面位置",
        "刊播位置",
        "位置",
        "播出时段",
        "版面栏目",
    ),
    "link": (
        "链接",
        "网址",
        "链接地址",
        "网页链接",
        "稿件链接",
        "发布链接",
        "网络链接",
        "url",
        "新闻链接",
        "地址链接",
        "连接",
        "连接地址",
        "链接网址",
    ),
    "note": ("备注", "说明", "其他说明", "备注说明"),
}
_BY_KEY = {key: name for name, keys in _SYNONYMS.items() for key in keys}
_LONG_KEYS = sorted((k for k in _BY_KEY if len(k) >= 2), key=len, reverse=True)
_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
_NUMBER = (int, float)
_TOTALS = frozenset(
    {"合计", "小计", "总计", "共计", "累计", "本周合计", "总数", "汇总"}
)
_FOOT_WORDS = re.compile(
    r"^(填报人|填表人|填表说明|填写说明|填报说明|填表|审核|审签|负责人|联系人|联系电话|制表|经办|"
    r"说明|注[:：]|注意|备注[:：]|表格编号|单位[（(]盖章|报送单位|填报单位|填报日期|报送时间|一、|二、|\d[.、．])"
)


@dataclass(frozen=True)
class Layout:
    """Where a table stands in a sheet: `header` is the index of the heading row (from 0).

    `mapping` is column index → field, `headings` the texts of the heading row, `unused` those without a
    field.
    """

    header: int
    mapping: dict[int, str]
    headings: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def key(self) -> str:
        """Folded headings joined by |, as kept column mappings name them."""
        return header_key(self.headings)

    def column_of(self, name: str) -> int | None:
        """Column index of a field."""
        return next((i for i, f in self.mapping.items() if f == name), None)


class RawRow(NamedTuple):
    """One row under the headings: Excel row number, field → value, and why it is left out ("" it is not)."""

    row: int
    values: dict[str, object]
    left_out: str = ""


def header_key(headings: Sequence[str]) -> str:
    """The name of a heading row in kept column mappings."""
    return "|".join(text.fold(h) for h in headings).strip("|")


@lru_cache(maxsize=4096)
def heading_field(heading: str) -> tuple[str, int]:
    """The field that a heading means and how sure that is (2 exact, 1 by a part of it, 0 none)."""
    whole = text.fold(heading)
    if not whole or len(whole) > 24:
        return "", 0
    if whole in _BY_KEY:
        return _BY_KEY[whole], 2
    short = text.fold(_BRACKETS.sub("", text.narrow(heading)))
    if short in _BY_KEY:
        return _BY_KEY[short], 2
    if not short or len(short) > 12:
        return "", 0
    for key in _LONG_KEYS:
        if short.endswith(key):
            return _BY_KEY[key], 1
    for key in _LONG_KEYS:
        if len(key) >= 3 and key in short:
            return _BY_KEY[key], 1
    return "", 0


def read_layout(rows: Rows, header: int | None = None) -> Layout | None:
    """The table of a sheet: the row with most known headings, 标题 and two more at the least.

    `header` names the row instead (index from 0); then any headings do. None where there is no such row.
    """
    if header is not None:
        if not 0 <= header < len(rows):
            return None
        return _layout(header, rows[header])
    best: Layout | None = None
    for index, row in enumerate(rows[:HEADER_SEARCH]):
        if (
            len(row) == len(HEADINGS)
            and row[2] == HEADINGS[2]
            and tuple(row) == HEADINGS
        ):
            return _own_layout(index)  # our own form, as it was sent out
        texts = sum(isinstance(v, str) and v != "" for v in row)
        if texts < 3:
            continue
        found = _layout(index, row)
        fields = set(found.mapping.values()) - {"number"}
        if "title" not in fields or len(fields) < 3:
            continue
        if best is None or len(fields) > len(set(best.mapping.values()) - {"number"}):
            best = found
    return best


@lru_cache(maxsize=HEADER_SEARCH)
def _own_layout(index: int) -> Layout:
    return _layout(index, HEADINGS)


def _layout(index: int, row: Sequence[object]) -> Layout:
    headings = tuple(text.clean(v) if isinstance(v, str) else "" for v in row)
    chosen: dict[str, tuple[int, int]] = {}
    for column, heading in enumerate(headings):
        name, sure = heading_field(heading) if heading else ("", 0)
        if name and (name not in chosen or chosen[name][1] < sure):
            chosen[name] = (column, sure)
    mapping = {column: name for name, (column, _) in chosen.items()}
    unused = tuple(h for i, h in enumerate(headings) if h and i not in mapping)
    return Layout(index, dict(sorted(mapping.items())), headings, unused)


def find_mark(rows: Rows) -> FormMark | None:
    """The mark in the small print of a sheet (the last one, which stands at its foot)."""
    for row in reversed(rows):
        for value in reversed(row):
            if isinstance(value, str) and "PDFORM" in value:
                found = parse_mark(value)
                if found is not None:
                    return found
    return None


def find_nil(rows: Rows, before: int | None) -> bool | None:
    """Whether 「本周无报道」 is ticked; None where the sheet has no such label above its headings."""
    seen: bool | None = None
    for row in rows[: HEADER_SEARCH if before is None else before]:
        for column, value in enumerate(row):
            if not isinstance(value, str) or NIL_LABEL not in value:
                continue
            right = next((v for v in row[column + 1 :] if v not in (None, "")), None)
            inside = text.clean(value).split(NIL_LABEL, 1)[1].strip(" :：()（）[]【】")
            if is_ticked(right) or (inside != "" and is_ticked(inside)):
                return True
            seen = False
    return seen


def data_rows(rows: Rows, layout: Layout) -> Iterator[RawRow]:
    """The rows under the headings that say something, in order, with those left out and why.

    Blank rows, rows with a number only, the unchanged example line, a repeated heading row and the notes at
    the foot are not rows.
    """
    columns = list(layout.mapping.items())
    named = [(i, f) for i, f in columns if f != "number"]
    number = layout.column_of("number")
    title = layout.column_of("title")
    for index in range(layout.header + 1, len(rows)):
        row = rows[index]
        if not row:
            continue
        values = _values(row, named)
        first = row[number] if number is not None and number < len(row) else None
        if not values or _all_blank(values):
            rest = _only_text(row)
            if rest and not _is_foot(rest):
                yield RawRow(index + 1, {"title": rest}, "这一行不在表格的列里")
            continue
        if title is not None and is_example(values.get("title")):
            continue
        if isinstance(first, _NUMBER) and len(values) > 1:
            # A running number: no heading, total or note begins with one.
            values["number"] = first
            yield RawRow(index + 1, values)
            continue
        if _is_heading_again(values, layout):
            continue
        note = _total_or_note(first, values)
        if note == "foot":
            continue
        if first is not None and first != "":
            values["number"] = first
        yield RawRow(index + 1, values, note)


def _values(
    row: Sequence[object], named: Sequence[tuple[int, str]]
) -> dict[str, object]:
    values: dict[str, object] = {}
    width = len(row)
    for column, name in named:
        if column < width:
            value = row[column]
            if value is not None and value != "":
                values[name] = value
    return values


def _all_blank(values: dict[str, object]) -> bool:
    for value in values.values():  # noqa: SIM110 - every row: no generator
        if not isinstance(value, str) or value.strip(" \t\r\n\u3000\xa0"):
            return False
    return True


def _only_text(row: Sequence[object]) -> str:
    """The text of a row whose named columns are empty; numbers alone (序号) say nothing."""
    words = [text.clean(v) for v in row if isinstance(v, str)]
    words = [w for w in words if w and not text.narrow(w).strip("().、").isdigit()]
    return " ".join(words) if words else ""


def _is_foot(words: str) -> bool:
    return (
        "PDFORM" in words
        or MARK_LABEL in words
        or len(words) <= 2
        or bool(_FOOT_WORDS.match(words))
        or text.fold(words) in _TOTALS
    )


def _is_heading_again(values: dict[str, object], layout: Layout) -> bool:
    """A heading row repeated further down, as printed pages have it."""
    if len(values) < 3:
        return False
    heads = layout.headings
    if not heads:
        return False
    return all(
        name not in values
        or (column < len(heads) and text.clean(values[name]) == heads[column])
        for column, name in layout.mapping.items()
        if name != "number"
    )


def _total_or_note(first: object, values: dict[str, object]) -> str:
    """「这是合计行…」 for a row of totals, "foot" for a note at the foot, "" for a row of data."""
    numbered = isinstance(first, _NUMBER)
    leading = next(iter(values.values())) if numbered or not first else first
    if not isinstance(leading, str):
        return ""
    words = text.narrow(leading)
    if text.fold(words) in _TOTALS and len(values) <= 4:
        return "这是合计行，不是稿件"
    if len(values) == 1 and ("PDFORM" in words or _FOOT_WORDS.match(words)):
        return "foot" if "title" not in values or first == leading else ""
    return ""
