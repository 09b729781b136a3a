"""Unit names of a saved plan that are tied to no unit of the register, and tying them everywhere at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import text
from services.campaigns import edit, types
from services.campaigns.store import load_plan
from services.registers.lookup import unit_index
from services.registers.units import get_unit


@dataclass(frozen=True)
class Untied:
    """A name as written, how often it stands in the plan, and the units that it may mean, best first.

    `sure` says that the first of them answers to exactly this name.
    """

    name: str
    times: int
    near: tuple[tuple[int, str], ...]
    sure: bool


def names_untied(plan: types.Plan) -> dict[str, int]:
    """Names without a unit of the register, and how often each stands in the plan."""
    found: dict[str, int] = {}
    for row in (*plan.units, *plan.measure_units, *plan.slots):
        if row.unit_id is None and row.name:
            found[row.name] = found.get(row.name, 0) + 1
    return found


def untied(session: Session, campaign_id: int) -> list[Untied]:
    """The names to be tied with what is proposed for them, those with a proposal first. Raises NotFound."""
    index = unit_index(session)
    found: list[Untied] = []
    for name, times in names_untied(load_plan(session, campaign_id)).items():
        known = index.exact(name)
        near = [known] if known else index.near(name)
        found.append(
            Untied(name, times, tuple((u.id, u.name) for u in near), known is not None)
        )
    return sorted(found, key=lambda one: (not one.sure, not one.near, -one.times))


def tie(
    session: Session,
    campaign_id: int,
    answers: Mapping[str, int],
    *,
    remember: bool = False,
) -> int:
    """Tie names to units everywhere in a plan; returns how many places changed.

    With `remember` a name becomes an alias of its unit, unless another unit answers to it. Raises NotFound,
    ValidationError.
    """
    count = 0
    index = unit_index(session)
    for name, unit_id in answers.items():
        count += edit.tie_unit(session, campaign_id, name, unit_id)
        if remember and index.exact(name) is None:
            unit = get_unit(session, unit_id)
            unit.aliases = text.join_names([*text.split_names(unit.aliases), name])
    session.flush()
    return count
