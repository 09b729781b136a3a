"""How much room each day has for a series."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from services.schedules.series import Evenly, PerWeek, Series
from services.workdays import Workdays

_DAY = dt.timedelta(days=1)


class Room:
    """Counts the slots of one series on each day; `kept` are days of slots that stay where they are."""

    def __init__(
        self,
        series: Series,
        workdays: Workdays,
        kept: Iterable[dt.date] = (),
        usual: int | None = None,
    ) -> None:
        self.series = series
        self.usual = usual_count(series) if usual is None else usual
        self._workdays = workdays
        self._own: Counter[dt.date] = Counter(kept)
        self._worked: dict[dt.date, bool] = {}
        self._known_years: dict[int, bool] = {}

    def is_open(self, day: dt.date) -> bool:
        """Whether the day is worked and lies between the ends of the series."""
        return self.series.first <= day <= self.series.end and self.is_worked(day)

    def is_worked(self, day: dt.date) -> bool:
        """Whether the day is a workday, not blacked out."""
        known = self._worked.get(day)
        if known is None:
            known = self._worked[day] = (
                day not in self.series.blackout and self._is_workday(day)
            )
        return known

    def _is_workday(self, day: dt.date) -> bool:
        year = day.year
        if year not in self._known_years:
            self._known_years[year] = self._workdays.is_published(year)
        # A year without a list costs an exception a day: too much for a series of decades.
        return (
            self._workdays.is_workday(day)
            if self._known_years[year]
            else day.weekday() < 5
        )

    def own(self, day: dt.date) -> int:
        """Slots of this series on a day."""
        return self._own[day]

    def free(self, day: dt.date) -> int:
        """How many slots more the day takes."""
        if not self.is_open(day):
            return 0
        series = self.series
        if series.capacity is None:
            return max(self.usual - self._own[day], 0)
        return max(series.capacity - series.taken.get(day, 0) - self._own[day], 0)

    def take(self, day: dt.date) -> None:
        """Put one slot on a day."""
        self._own[day] += 1

    def next_free(self, day: dt.date) -> dt.date | None:
        """The first day from `day` on that takes a slot."""
        return next((d for d in self.days(day) if self.free(d)), None)

    def days(self, first: dt.date, last: dt.date | None = None) -> Iterator[dt.date]:
        """Open days from `first` to `last` (default: the end of the series), both included."""
        day = max(first, self.series.first)
        end = self.series.end if last is None else min(last, self.series.end)
        while day <= end:
            if self.is_open(day):
                yield day
            day += _DAY

    def why_closed(self, day: dt.date) -> str:
        """「放假」 and the like: why nothing can be placed on a day, empty where something can."""
        if self.free(day):
            return ""
        if day in self.series.blackout:
            return "是停排日"
        if not self._is_workday(day):
            return "是周末" if day.weekday() > 4 else "放假"
        if not self.is_open(day):
            return "不在起止日期之内"
        return "已排满"


def usual_count(series: Series) -> int:
    """How many slots of the series its rhythm puts on one day, where no capacity is given."""
    rhythm = series.rhythm
    if isinstance(rhythm, PerWeek):
        return -(-rhythm.count // 5)
    if isinstance(rhythm, Evenly):
        return len(series.units)
    return rhythm.count
