"""The number in the words of a target, taken only where it is certain."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s*(万|亿)?\s*"
    r"(个?工作日|人次|场次|小时|分钟|平方米|公里|[%％]|[\u4e00-\u9fff])?"
)
_TIMES = {"万": 10_000, "亿": 100_000_000}
_NO_COUNT = frozenset("年月日号上下前内底中至到和")


def count_in(words: str) -> tuple[float | None, str]:
    """The one number of a target and its unit word; (None, '') where there is none, or more than one.

    Years and days are no counts: 「2023年培育3家企业」 gives (3, 家).
    """
    found: list[tuple[float, str]] = []
    for match in _NUMBER.finditer(words):
        number, times, unit = match.groups()
        if unit in _NO_COUNT and not times:
            if unit in "年月日号":
                continue
            return None, ""
        value = float(number) * _TIMES.get(times or "", 1)
        found.append((value, (unit or "").replace("％", "%")))
    if len(found) != 1 or re.search(r"\d\s*[-—~～－至到]\s*\d", words):
        return None, ""
    return found[0]
