"""What the progress forms of one day hold: the units that lead or support something, and their measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Unit
from models.vocabulary_campaigns import UnitRole
from services import progress_facts, settings
from services.campaigns import types
from services.campaigns.measures import LedgerRow
from services.campaigns.store import list_campaigns
from services.progress_facts import Facts
from services.registers.units import UnitRow, list_units


@dataclass(frozen=True)
class FormLine:
    """A measure in a unit's form; `leads` says that the unit tells state, share and values."""

    row: LedgerRow
    role: str
    leads: bool


@dataclass(frozen=True)
class FormUnit:
    """A unit with its lines in the order of the plans.

    `unit_id` is None, and `number` is behind all others, while the register does not know the name; `owner` is
    the uid in the mark.
    """

    unit_id: int | None
    number: int
    name: str
    label: str
    owner: str
    liaison: str
    phone: str
    lines: tuple[FormLine, ...]

    @property
    def led(self) -> int:
        """How many measures it leads."""
        return sum(line.role == UnitRole.LEAD.label[:2] for line in self.lines)


@dataclass(frozen=True)
class FormPlan:
    """Everything that the forms of one day need, read in one go.

    `plans` is campaign id → campaign; `collective` are names that mean many units and got no form, with their
    number of measures.
    """

    office: str
    as_of: dt.date
    facts: Facts
    units: tuple[FormUnit, ...]
    plans: dict[int, types.CampaignRow]
    collective: tuple[tuple[str, int], ...]


def form_plan(
    session: Session,
    as_of: dt.date,
    campaign_id: int | None = None,
    *,
    open_only: bool = True,
) -> FormPlan:
    """Units and measures for the forms of one plan, or of all that are running, in the fixed order of units."""
    facts = progress_facts.load_facts(
        session, as_of, campaign_id, running=campaign_id is None
    )
    rows = [r for r in facts.rows if not (open_only and r.state.closed)]
    registered = {u.id: u for u in list_units(session)}
    uids = dict(session.execute(select(Unit.id, Unit.uid)).tuples().all())
    units, collective = _units(rows, registered, uids, as_of)
    plans = {c.id: c for c in list_campaigns(session)}
    return FormPlan(
        settings.load(session).office, as_of, facts, units, plans, collective
    )


def _units(
    rows: Iterable[LedgerRow],
    registered: dict[int, UnitRow],
    uids: dict[int, str],
    as_of: dt.date,
) -> tuple[tuple[FormUnit, ...], tuple[tuple[str, int], ...]]:
    lines: dict[int | str, list[FormLine]] = {}
    owners: dict[int | str, str] = {}
    many: dict[str, int] = {}
    for row in rows:
        seen: set[int | str] = set()
        for unit in (*row.leads, *row.supports):
            heir = progress_facts.successor(registered, unit.unit_id, as_of)
            known = heir if heir in registered else None
            key: int | str = unit.name if known is None else known
            if known is None and progress_facts.is_collective(unit.name):
                many[unit.name] = many.get(unit.name, 0) + 1
                continue
            if key in seen:
                continue
            seen.add(key)
            leads = unit.role == UnitRole.LEAD.value
            role = UnitRole(unit.role).label[:2]
            lines.setdefault(key, []).append(
                FormLine(row, role, leads or not row.leads)
            )
            owners.setdefault(key, uids[known] if known else unit.uid)
    found: list[FormUnit] = []
    behind = len(registered)
    for key, own in lines.items():
        if isinstance(key, int):
            u = registered[key]
            head = (u.id, u.number, u.name, u.label, owners[key], u.liaison, u.phone)
        else:
            behind += 1
            head = (None, behind, key, key, owners[key], "", "")
        found.append(FormUnit(*head, tuple(own)))
    return tuple(sorted(found, key=lambda u: u.number)), tuple(many.items())
