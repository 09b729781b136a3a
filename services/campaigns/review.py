"""A corrected reading saved with the clerk's answers about its units, as one action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models.errors import ValidationError
from services import text
from services.campaigns.matching import unit_names
from services.campaigns.store import save_reading
from services.plans.correcting.changes import pruned
from services.registers.lookup import UnitIndex, unit_index
from services.registers.units import UnitRow, save_unit
from services.weeks import week_of

if TYPE_CHECKING:
    from services.plans.correcting.draft import UnitAnswer
    from services.plans.reading import PlanReading


@dataclass(frozen=True)
class Saved:
    """The plan saved, and how many units were added to the register with it."""

    campaign_id: int
    new_units: int


def save_review(
    session: Session,
    reading: PlanReading,
    answers: Mapping[str, UnitAnswer],
    *,
    short_name: str = "",
    source_name: str = "",
) -> Saved:
    """Save a corrected reading; units answered "new" are added first, remembered names become aliases.

    Call it in one `db.writing(...)`: undoing that action takes the plan and the units away again. Raises
    ValidationError (no plan, no title, a name of a unit that cannot be).
    """
    tidy = pruned(reading)
    index = unit_index(session)
    units: dict[str, int | None] = {}
    added: dict[str, int] = {}
    aliases: dict[int, list[str]] = {}
    for name in unit_names(tidy):
        answer = answers.get(name)
        if answer is None:
            continue
        if answer.kind == "new":
            units[name] = _new_unit(session, index, name, answer, added)
        elif answer.kind == "link" and answer.unit_id in index.by_id:
            units[name] = answer.unit_id
            if answer.remember and index.exact(name) is None:
                aliases.setdefault(index.by_id[answer.unit_id].id, []).append(name)
        elif answer.kind == "leave":
            units[name] = None
    for unit_id, names in aliases.items():
        _remember(session, index.by_id[unit_id], names)
    campaign_id = save_reading(
        session, tidy, short_name=short_name, source_name=source_name, units=units
    )
    return Saved(campaign_id, len(added))


def _new_unit(
    session: Session,
    index: UnitIndex,
    name: str,
    answer: UnitAnswer,
    added: dict[str, int],
) -> int:
    """The id of a unit added for a name; names that become the same unit add it once."""
    wanted = text.clean(answer.name or name)
    key = text.fold(wanted)
    known = index.exact(wanted)
    if known is not None:
        return known.id
    if key not in added:
        alias = (name,) if text.fold(name) != key else ()
        added[key] = save_unit(
            session,
            name=wanted,
            group=answer.group,
            aliases=alias,
            valid_from=week_of(dt.date.today()),  # owes no report of earlier weeks
        )
    return added[key]


def _remember(session: Session, unit: UnitRow, names: list[str]) -> None:
    """Add names to a unit's aliases."""
    try:
        save_unit(
            session,
            unit.id,
            name=unit.name,
            short_name=unit.short_name,
            group=unit.group,
            aliases=(*unit.aliases, *names),
            initials_=unit.initials,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            merged_into_id=unit.merged_into_id,
            note=unit.note,
        )
    except ValidationError:
        return  # a name that cannot be an alias; the plan is tied to the unit all the same
