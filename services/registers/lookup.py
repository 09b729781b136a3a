"""Finding a unit or an outlet by whatever name a file or a message uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from services import text
from services.registers.outlets import OutletRow, list_outlets
from services.registers.units import UnitRow, list_units

_T = TypeVar("_T")

NEAR = 84.0
"""Score (0–100) from which a name counts as a near name, to be confirmed by the clerk."""


@dataclass
class UnitIndex:
    """Units by every name they answer to."""

    units: list[UnitRow]
    by_id: dict[int, UnitRow] = field(init=False)
    _by_key: dict[str, UnitRow] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {u.id: u for u in self.units}
        for unit in self.units:
            for name in (unit.name, unit.short_name, *unit.aliases):
                if name:
                    self._by_key.setdefault(text.fold(name), unit)

    def exact(self, name: str) -> UnitRow | None:
        """The unit of exactly that name, short name or alias (blanks, width, marks apart)."""
        return self._by_key.get(text.fold(name)) if name else None

    def near(self, name: str) -> list[UnitRow]:
        """Up to five units of nearly that name, best first."""
        found = _near(text.fold(name), self._by_key)
        return list(dict.fromkeys(found))[:5]

    def mentioned(self, passage: str) -> list[UnitRow]:
        """The units whose names occur in a passage (a file name, a title), longest names first.

        A name inside a longer one that is found (水务局 in 区水务局) does not count.
        """
        key = text.fold(passage)
        hits = [k for k in self._by_key if len(k) >= 2 and k in key]
        found: list[UnitRow] = []
        for name in sorted(hits, key=len, reverse=True):
            if name in key:
                key = key.replace(name, "\n")
                found.append(self._by_key[name])
        return list(dict.fromkeys(found))


@dataclass
class OutletIndex:
    """Outlets by every name they answer to."""

    outlets: list[OutletRow]
    by_id: dict[int, OutletRow] = field(init=False)
    _by_key: dict[str, OutletRow] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {o.id: o for o in self.outlets}
        for outlet in self.outlets:
            for name in (outlet.name, *outlet.aliases):
                self._by_key.setdefault(text.fold(name), outlet)

    def exact(self, name: str) -> OutletRow | None:
        """The outlet of exactly that name or alias."""
        return self._by_key.get(text.fold(name)) if name else None

    def near(self, name: str) -> list[OutletRow]:
        """Up to five outlets of nearly that name, best first."""
        return list(dict.fromkeys(_near(text.fold(name), self._by_key)))[:5]

    def keys(self) -> dict[str, OutletRow]:
        """Folded name → outlet, for finding outlets inside a passage."""
        return self._by_key


def unit_index(session: Session) -> UnitIndex:
    """Index of all units, closed ones too."""
    return UnitIndex(list_units(session))


def outlet_index(session: Session) -> OutletIndex:
    """Index of all outlets."""
    return OutletIndex(list_outlets(session))


def _near(key: str, names: dict[str, _T]) -> list[_T]:
    if not key:
        return []
    from rapidfuzz import fuzz, process

    found = process.extract(
        key, list(names), scorer=fuzz.WRatio, limit=8, score_cutoff=NEAR
    )
    return [names[name] for name, _score, _i in found]
