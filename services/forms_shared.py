"""What the weekly form's writer and its reader agree on: headings, the mark, the example line, the nil tick.

Entry rows carry a number in 序号 from the start: a row in which only 序号 is filled is blank.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from services import text
from services.weeks import week_of

FORM_VERSION = 1
"""Version of the form's layout, part of the mark."""

HEADINGS: tuple[str, ...] = (
    "序号",
    "刊播日期",
    "标题",
    "媒体",
    "层级",
    "栏目",
    "体裁",
    "版面/时段",
    "链接",
    "备注",
)
"""The form's headings, left to right."""

FIELDS: tuple[str, ...] = (
    "number",
    "published_on",
    "title",
    "outlet",
    "level",
    "column_name",
    "genre",
    "spot",
    "link",
    "note",
)
"""What each heading means, in the same order."""

MARK_SHEET = "_PD"
"""Very hidden sheet; its A1 holds the mark."""
LIST_SHEET = "_选项"
"""Hidden sheet with the lists behind the drop-downs."""
FORM_SHEET = "周报表"
"""The sheet that the liaison fills in (a workbook of one unit)."""
MARK_LABEL = "表格编号："
"""Stands before the mark in the small print at the foot of the form."""
ALL_UNITS = "*"
"""Unit part of the mark of a workbook that holds a sheet for each unit."""

NIL_LABEL = "本周无报道"
"""The tick stands in the cell right of this label."""
TRUE_WORDS: frozenset[str] = frozenset(
    {"是", "对", "1", "y", "yes", "true", "✓", "✔", "√", "☑", "v"}
)
"""Folded texts that tick the nil box; see `is_ticked`."""

EXAMPLE_NUMBER = "例"
FORM_EXAMPLE_TITLE = "本单位举办优化营商环境政策宣讲会（示例，请勿删改）"
"""Title of the example line: a row is the example while it has this title, renumbered or not."""

_HINT = re.compile("PDFORM|ＰＤＦＯＲＭ", re.IGNORECASE)
_MARK = re.compile(
    r"PDFORM\s*\|\s*1\s*\|\s*([0-9A-F]{32}|\*)\s*\|\s*(\d{4}-\d{1,2}-\d{1,2})\s*\|\s*(\d{1,4})"
)


@dataclass(frozen=True)
class FormMark:
    """Which form a sheet is: `unit_uid` is the unit's uid or `ALL_UNITS`; `week` is a Monday."""

    unit_uid: str
    week: dt.date
    version: int = FORM_VERSION

    @property
    def every_unit(self) -> bool:
        """Whether the workbook holds a sheet for each unit, so that each sheet's own mark counts."""
        return self.unit_uid == ALL_UNITS


def make_mark(unit_uid: str, week: dt.date, version: int = FORM_VERSION) -> str:
    """The mark as text: `PDFORM|1|unit uid|Monday|form version` (1 is the mark's own format)."""
    return f"PDFORM|1|{unit_uid}|{week_of(week).isoformat()}|{version}"


def parse_mark(value: object) -> FormMark | None:
    """The mark inside a cell's text (small print around it does no harm), None where there is none.

    A mark whose day is no real date is none.
    """
    if not isinstance(value, str) or not _HINT.search(value):
        return None  # most cells: spare them the folding
    found = _MARK.search(text.narrow(value).upper())
    if found is None:
        return None
    try:
        year, month, day = (int(p) for p in found[2].split("-"))
        monday = week_of(dt.date(year, month, day))
    except ValueError:
        return None
    return FormMark(found[1].lower(), monday, int(found[3]))


def example_row(
    week: dt.date,
    outlet: str = "某某日报",
    level: str = "市",
    column: str = "",
) -> tuple[str | dt.date, ...]:
    """The example line of a week's form, in the order of `HEADINGS`."""
    return (
        EXAMPLE_NUMBER,
        week_of(week),
        FORM_EXAMPLE_TITLE,
        outlet,
        level,
        column,
        "消息",
        "第2版",
        "https://www.example.cn/1.html",
        "几家媒体采用的，每家填一行",
    )


def is_example(title: object) -> bool:
    """Whether a row is the example line, by its title; its number changes where a column is filled down."""
    return text.clean(title) == FORM_EXAMPLE_TITLE


def is_ticked(value: object) -> bool:
    """Whether the value right of the nil label is a tick: 是, ✓, √, 1 and the like."""
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value == 1
    return text.narrow(value).strip("。.!！ ").casefold() in TRUE_WORDS
