"""What progress forms and ledger workbooks agree on with their reader: marks, row codes, headings, sheets."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary_campaigns import MeasureState
from services import text

VERSION = 1
"""Version of the layouts, part of the mark."""

FORM_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "编号"),
    ("task", "任务"),
    ("role", "职责"),
    ("due", "完成时限"),
    ("now", "目前进展"),
    ("words", "本期进展"),
    ("share", "完成比例"),
    ("state", "状态"),
    ("target", "指标"),
    ("value", "指标达到值"),
    ("closed_on", "完成日期"),
    ("note", "备注"),
    ("code", "记号"),
)
"""Field and heading of each column of the form, left to right; the last is hidden."""

LEDGER_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "编号"),
    ("task", "任务"),
    ("leads", "牵头单位"),
    ("supports", "配合单位"),
    ("due", "完成时限"),
    ("target", "指标与达到值"),
    ("state", "状态"),
    ("share", "完成比例"),
    ("words", "最新进展"),
    ("on_day", "进展日期"),
    ("closed_on", "办结日期"),
    ("note", "备注"),
    ("code", "记号"),
)
"""Likewise of the ledger sheet."""

TARGET_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "编号"),
    ("task", "任务"),
    ("leads", "牵头单位"),
    ("target", "指标"),
    ("amount", "目标值"),
    ("unit_word", "计量单位"),
    ("by_day", "完成期限"),
    ("year", "年份"),
    ("value", "达到值"),
    ("told_on", "登记日期"),
    ("reached", "是否达到"),
    ("code", "记号"),
)
"""Likewise of the sheet of targets in the ledger workbook."""

FORM_SHEET = "任务进展"
LEDGER_SHEET, TIME_SHEET, UNIT_SHEET = "任务台账", "时间轴", "按单位"
TARGET_SHEET, SUM_SHEET = "指标", "概况"
PERSON_LABEL, PHONE_LABEL, DAY_LABEL = "填报人", "联系电话", "填报日期"
MARK_LABEL = "表格编号："
ALL_UNITS = "*"
"""Owner in the mark of a workbook that holds a sheet for each unit."""

STATES: tuple[MeasureState, ...] = (
    MeasureState.NOT_BEGUN,
    MeasureState.UNDER_WAY,
    MeasureState.DONE,
    MeasureState.DROPPED,
)
"""States that a form offers; overdue is derived."""

_MARK = re.compile(
    r"(PDPROG|PDLEDGER)\s*\|\s*1\s*\|\s*([0-9A-F]{32}|\*)\s*\|\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*\|\s*(\d{1,4})"
)
_CODE_START = "PDT|"
_NONE = "-"


class BookKind(StrEnum):
    """What a workbook of ours is."""

    FORM = "PDPROG"
    LEDGER = "PDLEDGER"


@dataclass(frozen=True)
class Mark:
    """Which workbook a sheet belongs to.

    `owner` is, in a form, the uid of the unit (of its line in a measure while the register does not know it) or
    `ALL_UNITS`; in a ledger the uid of the plan or `ALL_UNITS`. `as_of` is the day whose state was shown.
    """

    kind: BookKind
    owner: str
    as_of: dt.date
    version: int = VERSION


@dataclass(frozen=True)
class RowCode:
    """What a row was when it went out: the measure, perhaps a target, and the values shown then.

    `words_key` is `key_of` the newest entry's words; `value` that of `year`.
    """

    measure_uid: str
    target_uid: str = ""
    state: MeasureState | None = None
    closed_on: dt.date | None = None
    share: int | None = None
    words_key: str = ""
    last_on: dt.date | None = None
    value: float | None = None
    year: int | None = None


def make_mark(mark: Mark) -> str:
    """The mark as text: `PDPROG|1|owner|day|version` (1 is the mark's own format)."""
    return f"{mark.kind.value}|1|{mark.owner}|{mark.as_of.isoformat()}|{mark.version}"


def parse_mark(value: object) -> Mark | None:
    """The mark inside a cell's text, None where there is none or its day is no real date."""
    if not isinstance(value, str) or "PD" not in text.narrow(value).upper():
        return None
    found = _MARK.search(text.narrow(value).upper())
    if found is None:
        return None
    try:
        day = dt.date(int(found[3]), int(found[4]), int(found[5]))
    except ValueError:
        return None
    return Mark(BookKind(found[1]), found[2].lower(), day, int(found[6]))


def key_of(words: str) -> str:
    """Eight digits by which words are known again; "" for none."""
    folded = text.clean(words)
    return hashlib.sha256(folded.encode()).hexdigest()[:8] if folded else ""


def make_code(row: RowCode) -> str:
    """The code of a row as text."""
    parts = (
        row.measure_uid,
        row.target_uid,
        row.state.value if row.state else "",
        row.closed_on.isoformat() if row.closed_on else "",
        "" if row.share is None else str(row.share),
        row.words_key,
        row.last_on.isoformat() if row.last_on else "",
        "" if row.value is None else repr(row.value),
        "" if row.year is None else str(row.year),
    )
    return _CODE_START + "|".join(part or _NONE for part in parts)


def parse_code(value: object) -> RowCode | None:
    """The code inside a cell, None where there is none or it was spoilt."""
    if not isinstance(value, str) or not value.strip().startswith(_CODE_START):
        return None
    parts = value.strip().removeprefix(_CODE_START).split("|")
    if len(parts) != 9:
        return None
    uid, target, state, closed, share, key, last, number, year = (
        "" if part == _NONE else part for part in parts
    )
    try:
        return RowCode(
            uid,
            target,
            MeasureState(state) if state else None,
            dt.date.fromisoformat(closed) if closed else None,
            int(share) if share else None,
            key,
            dt.date.fromisoformat(last) if last else None,
            float(number) if number else None,
            int(year) if year else None,
        )
    except ValueError:
        return None


def number_words(value: float | None) -> str:
    """A number without needless zeros; "" for none."""
    if value is None:
        return ""
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"


def entry_words(words: str, note: str) -> str:
    """What is written into the record for 本期进展 and 备注 together."""
    if not note:
        return words
    return f"{words}（备注：{note}）" if words else f"备注：{note}"
