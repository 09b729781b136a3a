"""Single cells of forms and ledgers: share, state, number, day, words."""

from __future__ import annotations

import datetime as dt
import re

from models.vocabulary_campaigns import MeasureState
from services import text
from services.intake.dates import DateError, parse_day

_TEXT_MAX = 4_500
_STATE_WORDS: dict[str, MeasureState | None] = {
    "未开始": MeasureState.NOT_BEGUN,
    "没有开始": MeasureState.NOT_BEGUN,
    "未启动": MeasureState.NOT_BEGUN,
    "进行中": MeasureState.UNDER_WAY,
    "推进中": MeasureState.UNDER_WAY,
    "正在推进": MeasureState.UNDER_WAY,
    "实施中": MeasureState.UNDER_WAY,
    "正在进行": MeasureState.UNDER_WAY,
    "已完成": MeasureState.DONE,
    "完成": MeasureState.DONE,
    "已办结": MeasureState.DONE,
    "办结": MeasureState.DONE,
    "不再实施": MeasureState.DROPPED,
    "取消": MeasureState.DROPPED,
    "已逾期": None,
    "逾期": None,
    "牵头填": None,
}
_BY_KEY = {text.fold(words): state for words, state in _STATE_WORDS.items()}
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(万|亿)?")
_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
_MOST_SHARE = 10.0


class CellError(Exception):
    """A cell that cannot be taken: `reason` says why, `mend` what to do."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def words_of(value: object) -> str:
    """The words of a cell, lines kept; raises CellError where they are too long."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    lines = [text.clean(line) for line in str(value).splitlines()]
    words = "\n".join(line for line in lines if line)
    if len(words) > _TEXT_MAX:
        raise CellError(
            f"内容有 {len(words)} 个字，太长了", f"请缩短到 {_TEXT_MAX} 个字以内。"
        )
    return words


def share_of(value: object) -> int | None:
    """How much is done, 0–100: 0.6, 60, 「60%」 all mean 60; None for nothing. Raises CellError."""
    mend = "请填 0 到 100 之间的整数，例如 60。"
    if value is None or value == "" or value == "牵头填":
        return None
    if isinstance(value, str):
        words = text.narrow(value).replace(" ", "")
        match = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)%?", words)
        if match is None:
            raise CellError(f"“{text.clean(value)[:20]}”不是数字", mend)
        number = float(match[1])
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise CellError("这一格的内容不是数字", mend)
    else:
        number = float(value)
        # The cell is dressed as a percentage: 60 % arrives as 0.6, 150 % as 1.5; a pasted 60 stays 60.
        if 0 <= number <= 1 or (number <= _MOST_SHARE and not number.is_integer()):
            number *= 100
    share = round(number, 6)
    if not 0 <= share <= 100:
        told = f"{share:g}%"
        raise CellError(
            f"完成比例 {told} 超出了范围" if share > 100 else f"完成比例 {told} 是负数",
            mend,
        )
    return round(share)


def state_of(value: object) -> MeasureState | None:
    """The state that a cell means; None for nothing and for 已逾期, which is derived. Raises CellError."""
    key = text.fold(str(value)) if value is not None else ""
    if not key:
        return None
    if key not in _BY_KEY:
        raise CellError(
            f"没有“{text.clean(value)[:20]}”这种状态",
            "请从下拉框里选：未开始、进行中、已完成、不再实施。",
        )
    return _BY_KEY[key]


def number_of(value: object, target: str = "") -> float | None:
    """A number to enter, 「1.2万」 too, and one with the unit that the words of the target name; None for nothing.

    Raises CellError.
    """
    mend = "请只填数字，不写单位和说明。"
    if value is None or value == "":
        return None
    if isinstance(value, bool | dt.date):
        raise CellError("这一格的内容不是数字", mend)
    if isinstance(value, int | float):
        number = float(value)
    else:
        words = text.narrow(value).replace(",", "").replace(" ", "")
        match = _NUMBER.match(words)
        tail = words[match.end() :].removeprefix("%") if match else ""
        if match is None or tail not in text.narrow(target):
            raise CellError(f"“{text.clean(value)[:20]}”不是数字", mend)
        number = float(match[1]) * _TIMES[match[2] or ""]
    if number != number or number < 0 or number > 1e15:
        raise CellError("指标达到值不能是负数或过大的数", mend)
    return number


def day_of(value: object, near: dt.date, last: dt.date) -> dt.date | None:
    """A day up to `last`, a year left out being the nearest; None for nothing. Raises CellError."""
    if value is None or value == "" or value == "牵头填":
        return None
    mend = f"请填实际的日期，样式如 {last.isoformat()}。"
    try:
        day = parse_day(value, near=near)
    except DateError as error:
        raise CellError(error.reason, mend) from error
    if day > last:
        raise CellError(f"日期 {day.isoformat()} 还没有到", mend)
    return day
