"""A unit's share: everything that it leads or supports, across campaigns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Unit
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services.campaigns.measures import LedgerFilter, LedgerRow, ledger, state_counts


@dataclass(frozen=True)
class UnitShare:
    """What a unit has to do; `unit_id` is None for a name that the register does not know."""

    unit_id: int | None
    name: str
    leads: int
    supports: int
    done: int
    under_way: int
    not_begun: int
    overdue: int
    dropped: int
    campaigns: tuple[int, ...]

    @property
    def total(self) -> int:
        """All its measures; one that it both leads and supports counts as led."""
        return self.leads + self.supports


def unit_shares(
    session: Session, today: dt.date, campaign_id: int | None = None
) -> list[UnitShare]:
    """Each unit's measures: of running campaigns, or of one campaign whatever its state.

    Units of the register first, in its fixed order; then names that it does not know, as they come.
    """
    states = frozenset[CampaignState]()
    if campaign_id is None:
        states = frozenset({CampaignState.RUNNING})
    wanted = LedgerFilter(campaign_id=campaign_id, campaign_states=states)
    mine: dict[tuple[int | None, str], dict[int, tuple[bool, LedgerRow]]] = {}
    for row in ledger(session, today, wanted):
        for unit in (*row.supports, *row.leads):
            key = (unit.unit_id, "" if unit.unit_id else unit.name)
            leads = unit.role == UnitRole.LEAD.value
            mine.setdefault(key, {})[row.id] = (leads, row)
    known = unit_places(session)
    found: list[tuple[tuple[int, int], UnitShare]] = []
    for place, ((unit_id, name), rows) in enumerate(mine.items()):
        if unit_id in known:
            order, label = known[unit_id]
            found.append(((0, order), _share(unit_id, label, rows)))
        else:
            found.append(((1, place), _share(unit_id, name, rows)))
    return [share for _, share in sorted(found, key=lambda pair: pair[0])]


def _share(
    unit_id: int | None, name: str, rows: dict[int, tuple[bool, LedgerRow]]
) -> UnitShare:
    leads = sum(led for led, _ in rows.values())
    counts = state_counts(row for _, row in rows.values())
    return UnitShare(
        unit_id,
        name,
        leads,
        len(rows) - leads,
        counts[MeasureState.DONE],
        counts[MeasureState.UNDER_WAY],
        counts[MeasureState.NOT_BEGUN],
        counts[MeasureState.OVERDUE],
        counts[MeasureState.DROPPED],
        tuple(dict.fromkeys(row.campaign_id for _, row in rows.values())),
    )


def unit_places(session: Session) -> dict[int | None, tuple[int, str]]:
    """Unit id → place in the fixed order and name; units in the recycle bin keep their name."""
    query = select(Unit.id, Unit.name).order_by(Unit.position, Unit.id)
    rows = session.execute(query).tuples()
    return {unit_id: (place, name) for place, (unit_id, name) in enumerate(rows)}
