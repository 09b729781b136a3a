"""A series of slots: what is asked for (units, rhythm, limits) and what comes of it (slots with days)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.errors import ValidationError
from services import text
from services.intake.dates import FIRST_YEAR, LAST_YEAR

MAX_UNITS = 5_000
MAX_COUNT = 100
MAX_EVERY = 52
HORIZON = dt.date(LAST_YEAR, 12, 31)
"""Last day that a series without an end may reach."""


@dataclass(frozen=True)
class PerWorkday:
    """`count` units on each workday."""

    count: int = 1


@dataclass(frozen=True)
class PerWeek:
    """`count` units in every `every`-th week, on workdays spread over the week.

    One a week falls on the weekday of the first day; up to five a week fall on different days.
    """

    count: int = 1
    every: int = 1


@dataclass(frozen=True)
class OnWeekdays:
    """`count` units on each of these weekdays (Monday = 0) of every `every`-th week."""

    weekdays: tuple[int, ...]
    count: int = 1
    every: int = 1


@dataclass(frozen=True)
class Monthly:
    """`count` units on a day of every `every`-th month; the last day where a month is shorter."""

    day: int
    count: int = 1
    every: int = 1


@dataclass(frozen=True)
class Evenly:
    """All units spread evenly over the workdays between the first and the last day."""


Rhythm = PerWorkday | PerWeek | OnWeekdays | Monthly | Evenly


@dataclass(frozen=True)
class Series:
    """What a clerk asks for.

    `units` are in their order; `first` and `last` are inclusive. `capacity` is how many slots a day takes
    in all, those of others (`taken`: day → slots) included; None leaves it to the rhythm. On a day of
    `blackout` nothing is placed.
    """

    units: tuple[str, ...]
    first: dt.date
    rhythm: Rhythm
    last: dt.date | None = None
    capacity: int | None = None
    blackout: frozenset[dt.date] = frozenset()
    taken: Mapping[dt.date, int] = field(default_factory=dict[dt.date, int])
    outlet: str = ""
    column: str = ""
    campaign: str = ""
    time: str = ""
    place: str = ""
    person: str = ""

    @property
    def end(self) -> dt.date:
        """The last day that may be used."""
        return HORIZON if self.last is None else min(self.last, HORIZON)


class SlotState(StrEnum):
    """How far a slot has come."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    RECORDED = "recorded"
    PUBLISHED = "published"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word that the clerk reads."""
        return _STATE_LABELS[self]

    @property
    def movable(self) -> bool:
        """Whether its day may still be changed."""
        return self in (SlotState.PLANNED, SlotState.CONFIRMED)


_STATE_LABELS = {
    SlotState.PLANNED: "已排期",
    SlotState.CONFIRMED: "已确认",
    SlotState.RECORDED: "已录制",
    SlotState.PUBLISHED: "已刊播",
    SlotState.CANCELLED: "已取消",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One unit on one day; `no` is its number in the series, from 1, and never changes.

    `day` is None where nothing fits; `reason` says why, or why the slot is not on the day that the
    rhythm gives, or why it was moved.
    """

    no: int
    unit: str
    day: dt.date | None
    reason: str = ""
    state: SlotState = SlotState.PLANNED
    outlet: str = ""
    column: str = ""
    campaign: str = ""
    time: str = ""
    place: str = ""
    person: str = ""


def check_series(series: Series) -> None:
    """Raise ValidationError (field: units, first, last, capacity, rhythm) for what can never be laid out."""
    if not series.units:
        raise ValidationError("还没有选单位，请至少选一个单位。", "units")
    if len(series.units) > MAX_UNITS:
        raise ValidationError(
            f"一次最多排 {MAX_UNITS} 个单位，现在是 {len(series.units)} 个，请分几次排。",
            "units",
        )
    if not all(text.clean(unit) for unit in series.units):
        raise ValidationError("单位名单里有空的名称，请补上或去掉。", "units")
    if not FIRST_YEAR <= series.first.year <= LAST_YEAR:
        raise ValidationError(
            f"起始日期的年份请在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。", "first"
        )
    if series.last is not None and series.last < series.first:
        raise ValidationError(
            f"截止日期 {day_words(series.last)}早于起始日期 {day_words(series.first)}，请改其中一个。",
            "last",
        )
    if series.capacity is not None and series.capacity < 1:
        raise ValidationError("每天的容量至少是 1。", "capacity")
    check_rhythm(series.rhythm)
    if isinstance(series.rhythm, Evenly) and series.last is None:
        raise ValidationError("平均安排需要写截止日期。", "last")


def check_rhythm(rhythm: Rhythm) -> None:
    """Raise ValidationError (field rhythm) for a rhythm that no calendar has."""
    if isinstance(rhythm, Evenly):
        return
    if not 1 <= rhythm.count <= MAX_COUNT:
        raise ValidationError(
            f"每次安排的单位数请填 1 到 {MAX_COUNT}，现在是 {rhythm.count}。", "rhythm"
        )
    if isinstance(rhythm, PerWorkday):
        return
    if not 1 <= rhythm.every <= MAX_EVERY:
        raise ValidationError(
            f"间隔请填 1 到 {MAX_EVERY}，现在是 {rhythm.every}。", "rhythm"
        )
    if isinstance(rhythm, OnWeekdays):
        days = rhythm.weekdays
        if not days:
            raise ValidationError("还没有选星期几，请至少选一天。", "rhythm")
        if len(set(days)) != len(days) or not all(0 <= d <= 6 for d in days):
            raise ValidationError("星期几请选周一到周日，同一天只选一次。", "rhythm")
    if isinstance(rhythm, Monthly) and not 1 <= rhythm.day <= 31:
        raise ValidationError(f"每月只有 1 到 31 日，没有 {rhythm.day} 日。", "rhythm")


def day_words(day: dt.date) -> str:
    """「2018年5月1日」."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_words(day: dt.date) -> str:
    """「5月1日（周二）」."""
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"
