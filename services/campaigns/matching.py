"""Unit names of a document and the units of the register that they may mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from services.registers.lookup import UnitIndex, unit_index

if TYPE_CHECKING:
    from services.plans.reading import PlanReading, Span


@dataclass(frozen=True)
class UnitMatch:
    """A name as written: the unit that it surely means, or near ones to choose from, best first.

    `times` counts its places in the document; `spans` are those places.
    """

    name: str
    unit_id: int | None
    unit_name: str
    near: tuple[tuple[int, str], ...]
    spans: tuple[Span, ...]

    @property
    def times(self) -> int:
        """How often the document names it."""
        return len(self.spans)


def match_units(session: Session, reading: PlanReading) -> list[UnitMatch]:
    """Every unit name of a reading in the order of the text, matched by name, short name or alias.

    A near name is only ever proposed.
    """
    index = unit_index(session)
    places: dict[str, list[Span]] = {}
    for name, span in _names(reading):
        places.setdefault(name, []).append(span)
    found: list[UnitMatch] = []
    for name, spans in places.items():
        unit = index.exact(name)
        near = [] if unit else index.near(name)
        found.append(
            UnitMatch(
                name,
                unit.id if unit else None,
                unit.name if unit else "",
                tuple((u.id, u.name) for u in near),
                tuple(sorted(spans)),
            )
        )
    return sorted(found, key=lambda match: match.spans[0])


def unit_names(reading: PlanReading) -> list[str]:
    """Every unit name of a reading once, in the order of its fields."""
    return list(dict.fromkeys(name for name, _span in _names(reading)))


@dataclass(frozen=True)
class Matcher:
    """Name as written → unit id, the clerk's answers first."""

    index: UnitIndex
    answers: Mapping[str, int | None]

    def unit_id(self, name: str) -> int | None:
        """The unit meant, None while the register does not know it (or the clerk said that it is none)."""
        if name in self.answers:
            return self.answers[name]
        unit = self.index.exact(name)
        return unit.id if unit else None


def _names(reading: PlanReading) -> Iterator[tuple[str, Span]]:
    for unit in (*reading.member_units, *reading.copied_to):
        yield unit.name, unit.span
    for task in reading.tasks:
        for unit in (*task.lead_units, *task.support_units, *task.actors):
            yield unit.name, unit.span
    for row in reading.schedule:
        if row.unit:
            yield row.unit, row.span
