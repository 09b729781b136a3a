"""Names of units that were typed, found in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.errors import ValidationError
from services import text
from services.registers.lookup import UnitIndex, unit_index
from services.registers.units import UnitRow
from services.schedules.series import Slot, short_words

_OPENING, _CLOSING = "（(〔[【", "）)〕]】"
_SEPARATORS = "、，,；;\n"
_LEAST = 45.0
"""Score (0–100) below which no name is like enough to be proposed."""


def split_names(words: str) -> list[str]:
    """Names of a list in their order, repeats kept; a comma inside brackets belongs to its name."""
    names: list[str] = [""]
    depth = 0
    for sign in words:
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(depth - 1, 0)
        if sign in _SEPARATORS and not depth:
            names.append("")
        else:
            names[-1] += sign
    cleaned = [text.clean(name) for name in names]
    return [name for name in cleaned if name]


def find_units(session: Session, names: Sequence[str]) -> list[UnitRow] | None:
    """The units of these names, in order; None where the register is empty and any name will do.

    Raises ValidationError (field units) that names each unknown one with the nearest that is known.
    """
    index = unit_index(session)
    if not index.units:
        return None
    found = [(name, index.exact(name)) for name in names]
    unknown = list(dict.fromkeys(name for name, unit in found if unit is None))
    if unknown:
        raise ValidationError(_unknown_words(index, unknown), "units")
    return [unit for _, unit in found if unit is not None]


def check_open(slots: Sequence[Slot], units: Sequence[UnitRow]) -> None:
    """Raise ValidationError (field units) where a unit does not exist on the day of its slot.

    `units` go with `slots` one by one.
    """
    for slot, unit in zip(slots, units, strict=True):
        if slot.day is None or unit.exists_on(slot.day):
            continue
        raise ValidationError(_closed_words(unit, slot.day), "units")


def unknown_words(names: Sequence[str]) -> str:
    """A sentence about names that the register does not know and the clerk has not matched."""
    some = "、".join(f"“{name}”" for name in names[:5])
    more = f" 等 {len(names)} 个" if len(names) > 5 else ""
    return f"名册里没有{some}{more}，请先选出对应的单位，或把单位加进名册。"


def _closed_words(unit: UnitRow, day: dt.date) -> str:
    if unit.valid_from is not None and day < unit.valid_from:
        return f"“{unit.name}”在{short_words(day)}还没有启用，不能排期。"
    into = f"，已并入“{unit.merged_into}”" if unit.merged_into else ""
    return f"“{unit.name}”在{short_words(day)}已经停用{into}，请换成现在的单位。"


def _unknown_words(index: UnitIndex, unknown: list[str]) -> str:
    parts: list[str] = []
    for name in unknown[:5]:
        near = _nearest(index, name)
        parts.append(f"“{name}”" + (f"（最接近的是“{near}”）" if near else ""))
    more = f" 等 {len(unknown)} 个" if len(unknown) > 5 else ""
    return f"名册里没有{'、'.join(parts)}{more}，没有排期。请改正名称，或先把单位加进名册。"


def _nearest(index: UnitIndex, name: str) -> str:
    """The unit that the name most likely means, empty where none is like it."""
    near = index.near(name)
    if near:
        return near[0].name
    from rapidfuzz import fuzz, process

    names = [unit.name for unit in index.units]
    best = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_LEAST)
    return best[0] if best else ""
