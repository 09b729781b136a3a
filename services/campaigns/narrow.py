"""Rows of the ledger that are here already: narrowed, counted and sorted without asking the database again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models.vocabulary_campaigns import MeasureState, UnitRole
from services.campaigns.measures import LedgerFilter, LedgerRow, state_counts

SOON = 14
"""Days from today within which something falls due soon."""

_STATES = (
    MeasureState.OVERDUE,
    MeasureState.UNDER_WAY,
    MeasureState.NOT_BEGUN,
    MeasureState.DONE,
    MeasureState.DROPPED,
)


@dataclass(frozen=True)
class Tally:
    """The answer of a ledger: measures by state, and those that fall due in the next days."""

    total: int
    states: dict[MeasureState, int]
    soon: int

    @property
    def rate(self) -> int | None:
        """Percent that are done, of those that were not dropped; 100 only when all are. None without any."""
        wanted = self.total - self.states[MeasureState.DROPPED]
        done = self.states[MeasureState.DONE]
        if not wanted:
            return None
        return 100 if done == wanted else min(99, round(100 * done / wanted))


def narrow(rows: Iterable[LedgerRow], wanted: LedgerFilter) -> list[LedgerRow]:
    """The rows that a filter wants: the same ones that `measures.ledger` would give for it."""
    return [row for row in rows if matches(row, wanted)]


def matches(row: LedgerRow, wanted: LedgerFilter) -> bool:
    """Whether a filter wants a row."""
    if wanted.kinds and row.measure.kind not in wanted.kinds:
        return False
    if wanted.campaign_id is not None and row.campaign_id != wanted.campaign_id:
        return False
    if wanted.campaign_states and row.campaign_state not in wanted.campaign_states:
        return False
    return _is_its(row, wanted) and _is_dated(row, wanted) and _says(row, wanted.words)


def tally(rows: Sequence[LedgerRow], today: dt.date, days: int = SOON) -> Tally:
    """Counts of some rows; `soon` are open ones due from today on within `days` days."""
    until = today + dt.timedelta(days=days)
    soon = sum(
        not row.state.closed and row.due_on is not None and today <= row.due_on <= until
        for row in rows
    )
    return Tally(len(rows), state_counts(rows), soon)


def ordered(rows: Sequence[LedgerRow], key: str, descending: bool) -> list[LedgerRow]:
    """The rows sorted by a column; "number" is the order of the document. Equal rows keep that order.

    What a row has no value for comes last, whichever way.
    """
    if key not in SORTS:
        return list(rows)
    of = SORTS[key]
    told = [row for row in rows if of(row) is not None]
    silent = [row for row in rows if of(row) is None]
    return [*sorted(told, key=of, reverse=descending), *silent]


SORTS: dict[str, Callable[[LedgerRow], Any]] = {
    "number": lambda r: (r.campaign_id, r.measure.position),
    "task": lambda r: r.measure.head or r.measure.text,
    "leads": lambda r: r.lead_names or None,
    "supports": lambda r: r.support_names or None,
    "due_on": lambda r: r.due_on,
    "share": lambda r: r.share,
    "state": lambda r: _STATES.index(r.state),
    "last": lambda r: r.last_on,
    "campaign": lambda r: (r.campaign, r.measure.position),
}
"""Columns that sort, and what each sorts by; None comes last."""


def _is_its(row: LedgerRow, wanted: LedgerFilter) -> bool:
    if wanted.unit_id is None and not wanted.unit_name:
        return True
    sides = {
        UnitRole.LEAD: row.leads,
        UnitRole.SUPPORT: row.supports,
        UnitRole.IMPLIED: row.implied,
    }
    units = [
        unit for role, side in sides.items() if role in wanted.roles for unit in side
    ]
    if wanted.unit_id is not None:
        return any(unit.unit_id == wanted.unit_id for unit in units)
    return any(unit.name == wanted.unit_name for unit in units)


def _is_dated(row: LedgerRow, wanted: LedgerFilter) -> bool:
    if wanted.states and row.state not in wanted.states:
        return False
    if wanted.undated and row.due_on is not None:
        return False
    if wanted.since and (row.due_on is None or row.due_on < wanted.since):
        return False
    return not (wanted.until and (row.due_on is None or row.due_on > wanted.until))


def _says(row: LedgerRow, words: str) -> bool:
    if not words:
        return True
    units = (*row.leads, *row.supports, *row.implied)
    own = (row.measure.number, row.measure.head, row.measure.text)
    told = "\n".join((*own, *(u.name for u in units))).casefold()
    return all(word.casefold() in told for word in words.split())
