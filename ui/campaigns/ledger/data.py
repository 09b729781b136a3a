"""What the ledger reads in one go: its rows, and what can be picked in its filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Unit
from models.tables_campaigns import Campaign
from services.campaigns.measures import LedgerFilter, LedgerRow, ledger
from services.campaigns.shares import unit_places
from services.registers.units import list_units
from ui.widgets.picker import PickItem

TABLES = frozenset(
    {
        "campaign",
        "measure",
        "measure_unit",
        "measure_deadline",
        "target",
        "target_value",
        "deliverable",
        "deliverable_piece",
        "progress_entry",
        "attachment",
        "campaign_story",
        "unit",
        "setting",
    }
)
"""Tables whose changes the ledger shows."""


@dataclass(frozen=True)
class LedgerData:
    """All measures of a plan, or of all plans, as they stand on `today`.

    `units` and `plans` are those that occur; `register` are all units of the register, by id.
    """

    today: dt.date
    rows: tuple[LedgerRow, ...]
    units: tuple[PickItem, ...]
    plans: tuple[PickItem, ...]
    register: tuple[PickItem, ...]


def read_ledger(session: Session, campaign_id: int | None) -> LedgerData:
    """The ledger of a plan (None: of all plans) with requirements, and who and what occurs in it."""
    today = dt.date.today()
    wanted = LedgerFilter(campaign_id=campaign_id, kinds=frozenset())
    rows = tuple(ledger(session, today, wanted))
    register = [
        PickItem(u.id, u.label, u.initials, note=u.group) for u in list_units(session)
    ]
    units, plans = tuple(_units(session, rows)), tuple(_plans(session, rows))
    return LedgerData(today, rows, units, plans, tuple(register))


def unit_key(unit_id: int | None, name: str) -> str:
    """How a filter names a unit: by id, or by its words where the register does not know it."""
    return f"u{unit_id}" if unit_id is not None else f"n{name}"


def _units(session: Session, rows: Sequence[LedgerRow]) -> Iterable[PickItem]:
    from services.pinyin import initials

    counts: dict[tuple[int | None, str], list[int]] = {}
    for row in rows:
        for place, side in enumerate((row.leads, row.supports)):
            for unit in side:
                key = (unit.unit_id, "" if unit.unit_id else unit.name)
                counts.setdefault(key, [0, 0])[place] += 1
    places = unit_places(session)
    short = dict(
        session.execute(
            select(Unit.id, Unit.initials).where(
                Unit.id.in_([i for i, _ in counts if i is not None])
            )
        )
        .tuples()
        .all()
    )
    known = sorted((k for k in counts if k[0] in places), key=lambda k: places[k[0]][0])
    for unit_id, name in [*known, *(k for k in counts if k[0] not in places)]:
        leads, supports = counts[unit_id, name]
        words = places[unit_id][1] if unit_id in places else name
        yield PickItem(
            unit_key(unit_id, name),
            words,
            short[unit_id] if unit_id in short else initials(words),
            note=f"牵头 {leads} · 配合 {supports}",
            group="" if unit_id in places else "名册以外",
        )


def _plans(session: Session, rows: Sequence[LedgerRow]) -> Iterable[PickItem]:
    known = session.execute(select(Campaign.id, Campaign.initials)).tuples().all()
    initials = dict(known)
    counts: dict[int, int] = {}
    names: dict[int, str] = {}
    for row in rows:
        counts[row.campaign_id] = counts.get(row.campaign_id, 0) + 1
        names[row.campaign_id] = row.campaign
    for plan_id, count in sorted(counts.items(), reverse=True):
        name = names[plan_id]
        yield PickItem(plan_id, name, initials.get(plan_id, ""), note=f"{count} 条")
