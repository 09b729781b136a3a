"""The clock of measures: derived state, and days and workdays that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from models.vocabulary_campaigns import MeasureState
from services.workdays import Workdays

_DAY = dt.timedelta(days=1)


class Dated(Protocol):
    """What falls due: a DeadlineRow or a MeasureDeadline record."""

    @property
    def due_on(self) -> dt.date | None:
        """Last day meant."""
        ...

    @property
    def past(self) -> bool:
        """Told by the text as done already."""
        ...

    @property
    def met_on(self) -> dt.date | None:
        """Day on which it was ticked off."""
        ...


def next_due(dates: Iterable[Dated]) -> dt.date | None:
    """The earliest last day that has not been met; dates told as past and open ones never fall due."""
    days = [d.due_on for d in dates if d.due_on and not d.past and d.met_on is None]
    return min(days, default=None)


def derive_state(
    stored: MeasureState, due_on: dt.date | None, today: dt.date, *, running: bool
) -> MeasureState:
    """State against a day: overdue from the day after the due day on.

    A closed measure keeps its state for good; one of a campaign that does not run (draft, closed) never turns
    overdue.
    """
    if stored.closed or not running or due_on is None or due_on >= today:
        return stored
    return MeasureState.OVERDUE


@dataclass
class Countdown:
    """Workdays between `today` and other days, each year counted once."""

    workdays: Workdays
    today: dt.date
    _after: dict[dt.date, int] = field(init=False, default_factory=dict[dt.date, int])
    _last: dt.date = field(init=False)
    _first: dt.date = field(init=False)

    def __post_init__(self) -> None:
        self._after[self.today] = 0
        self._first = self._last = self.today

    def days(self, day: dt.date) -> int:
        """Calendar days from today to a day, negative when it is over."""
        return (day - self.today).days

    def left(self, day: dt.date) -> int:
        """Workdays after today up to and with a day; for a day that is over, minus the workdays since then.

        0 on the day itself; a make-up Saturday counts, a holiday does not.
        """
        while self._last < day:
            known = self._after[self._last]
            self._last += _DAY
            self._after[self._last] = known + self.workdays.is_workday(self._last)
        while self._first > day:
            known = self._after[self._first]
            self._after[self._first - _DAY] = known - self.workdays.is_workday(
                self._first
            )
            self._first -= _DAY
        return self._after[day]


def countdown_words(days: int, workdays: int, state: MeasureState) -> str:
    """The countdown as a clerk reads it; '' for a closed measure."""
    if state.closed:
        return ""
    if days == 0:
        return "今天到期"
    if days > 0:
        return f"还有 {days} 天（{workdays} 个工作日）"
    return f"已过 {-days} 天（{-workdays} 个工作日）"
