"""A rhythm as stored JSON and as the clerk reads it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.schedules.series import (
    Evenly,
    Monthly,
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Rhythm,
)

_KINDS: dict[str, type[Rhythm]] = {
    "per_workday": PerWorkday,
    "per_week": PerWeek,
    "on_weekdays": OnWeekdays,
    "monthly": Monthly,
    "evenly": Evenly,
}


def pack_rhythm(rhythm: Rhythm) -> str:
    """The rhythm as JSON with sorted keys."""
    kind = next(name for name, made in _KINDS.items() if isinstance(rhythm, made))
    values: dict[str, Any] = {"kind": kind, **asdict(rhythm)}
    return json.dumps(values, sort_keys=True)


def read_rhythm(packed: str) -> Rhythm:
    """The rhythm that `pack_rhythm` stored."""
    values: dict[str, Any] = json.loads(packed)
    made = _KINDS[values.pop("kind")]
    if "weekdays" in values:
        values["weekdays"] = tuple(values["weekdays"])
    return made(**values)


def rhythm_words(rhythm: Rhythm) -> str:
    """「每个工作日 2 个」, 「每周二」, 「隔周 1 个」, 「每月 10 日」, 「平均安排」."""
    if isinstance(rhythm, Evenly):
        return "起止日期之间平均安排"
    if isinstance(rhythm, PerWorkday):
        return f"每个工作日 {rhythm.count} 个"
    if isinstance(rhythm, PerWeek):
        return f"{_every(rhythm.every, '周')} {rhythm.count} 个"
    if isinstance(rhythm, OnWeekdays):
        names = "、".join(f"周{'一二三四五六日'[d]}" for d in sorted(rhythm.weekdays))
        words = (
            f"每{names}"
            if rhythm.every == 1
            else f"{_every(rhythm.every, '周')}{names}"
        )
        return words + _more(rhythm.count)
    return f"{_every(rhythm.every, '月')} {rhythm.day} 日{_more(rhythm.count)}"


def _every(every: int, word: str) -> str:
    if every == 1:
        return f"每{word}"
    if every == 2 and word == "周":
        return "隔周"
    return f"每 {every} {'个月' if word == '月' else word}"


def _more(count: int) -> str:
    return f"，每次 {count} 个" if count > 1 else ""
