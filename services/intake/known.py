"""What an intake looks names up in, loaded once: units, outlets, kept column mappings, settings."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import ColumnMapping, Journal, Unit
from models.vocabulary import OutletLevel
from services import settings, text
from services.intake.preview import OutletChoice
from services.registers.lookup import (
    OutletIndex,
    UnitIndex,
    outlet_index,
    unit_index,
)
from services.registers.outlets import OutletRow
from services.registers.units import UnitRow

_TAILS = (
    "官方微信公众号",
    "微信公众号",
    "微信公众平台",
    "官方微信",
    "官方微博",
    "公众号",
    "报社",
    "官网",
)
_LEVEL_MARKS: tuple[tuple[OutletLevel, tuple[str, ...]], ...] = (
    (
        OutletLevel.CENTRAL,
        (
            "人民日报",
            "人民网",
            "新华",
            "央视",
            "央广",
            "中央",
            "光明",
            "经济日报",
            "求是",
            "学习强国",
            "中国",
            "法治日报",
            "农民日报",
            "工人日报",
        ),
    ),
    (OutletLevel.OWN, ("局", "中学", "小学", "医院", "学校", "宣传栏", "LED")),
    (OutletLevel.PROVINCE, ("省", "自治区")),
    (OutletLevel.CITY, ("市", "州")),
    (OutletLevel.COUNTY, ("县", "区", "融媒")),
)


@dataclass(frozen=True, slots=True)
class OutletFound:
    """What a written outlet means: a known one, or a new name with those that it may mean.

    `level` is the known outlet's, or a guess from the name; `notice` says how a known one was found.
    """

    name: str
    outlet: OutletRow | None
    level: OutletLevel
    candidates: tuple[OutletChoice, ...] = ()
    notice: str = ""


@dataclass
class Known:
    """Lookups of one intake; `stamp` is the last journal entry they knew.

    The dictionaries from `shown` on are what `rows` found for cells that come again: text → cleaned, (week,
    cell) → day and its text, text → its outlets, (outlet, level) → (id, name, level).
    """

    units: UnitIndex
    unit_by_uid: dict[str, UnitRow]
    outlets: OutletIndex
    stray_days: int
    mappings: dict[tuple[int, str], dict[int, str]]
    stamp: int
    shown: dict[str, str] = field(default_factory=dict)
    days: dict[tuple[dt.date, object], tuple[dt.date, str]] = field(
        default_factory=dict
    )
    named: dict[str, list[str]] = field(default_factory=dict)
    plain: dict[tuple[str, str], tuple[int, str, OutletLevel]] = field(
        default_factory=dict
    )
    _found: dict[str, OutletFound] = field(default_factory=dict)

    @property
    def uids(self) -> dict[int, str]:
        """Unit id → uid."""
        return {u.id: uid for uid, u in self.unit_by_uid.items()}

    def outlet(self, written: str) -> OutletFound:
        """The outlet that a written name means."""
        found = self._found.get(written)
        if found is None:
            found = self._found[written] = _resolve(self.outlets, written)
        return found


def load(session: Session) -> Known:
    """Everything that names in files are looked up in."""
    units = unit_index(session)
    uids = session.execute(select(Unit.uid, Unit.id).where(Unit.deleted_at.is_(None)))
    kept = session.execute(
        select(
            ColumnMapping.unit_id, ColumnMapping.header_key, ColumnMapping.mapping
        ).where(ColumnMapping.deleted_at.is_(None))
    )
    return Known(
        units,
        {uid: units.by_id[i] for uid, i in uids if i in units.by_id},
        outlet_index(session),
        settings.load(session).stray_days,
        {
            (unit, key): {int(c): f for c, f in json.loads(packed).items()}
            for unit, key, packed in kept
        },
        journal_stamp(session),
    )


def journal_stamp(session: Session) -> int:
    """Id of the last journal entry: unchanged while nobody changed the data."""
    return session.scalar(select(func.max(Journal.id))) or 0


def outlet_name(written: str) -> str:
    """An outlet's name without book-title marks and quotes around it."""
    name = text.clean(written)
    for opening, closing in ("《》", "“”", "「」", "『』", '""', "【】", "<>", "〈〉"):
        if name[:1] == opening and name[-1:] == closing:
            name = name[1:-1].strip()
    return name.strip("《》 、，,；;。")


def guess_level(name: str) -> OutletLevel:
    """Level that a new outlet's name suggests; the clerk confirms it later."""
    for level, marks in _LEVEL_MARKS:
        if any(m in name for m in marks):
            return level
    return OutletLevel.OWN


def _resolve(index: OutletIndex, written: str) -> OutletFound:
    name = outlet_name(written)
    exact = index.exact(name)
    if exact is not None:
        return OutletFound(exact.name, exact, exact.level)
    sure = _by_variant(index, name) or _one_letter_off(index, name)
    if sure is not None:
        notice = f"“{name}”按名册里的“{sure.name}”收"
        return OutletFound(sure.name, sure, sure.level, notice=notice)
    candidates = tuple(OutletChoice(o.id, o.name, o.level) for o in index.near(name))
    return OutletFound(name, None, guess_level(name), candidates)


def _by_variant(index: OutletIndex, name: str) -> OutletRow | None:
    """The outlet of the name without a bracket, or without 微信公众号 and the like behind it."""
    found: dict[int, OutletRow] = {}
    plain = text.narrow(name)
    variants = [plain.split("(", 1)[0].strip() if plain.endswith(")") else plain]
    variants += [
        variants[0].removesuffix(tail).strip("“”\"'《》 ")
        for tail in _TAILS
        if variants[0].endswith(tail)
    ]
    for variant in variants:
        outlet = index.exact(variant)
        if outlet is not None:
            found[outlet.id] = outlet
    return next(iter(found.values())) if len(found) == 1 else None


def _one_letter_off(index: OutletIndex, name: str) -> OutletRow | None:
    """The only outlet whose name has one letter more or less; other letters would be another outlet."""
    key = text.fold(name)
    if len(key) < 6:
        return None
    found: dict[int, OutletRow] = {}
    for other, outlet in index.keys().items():
        short, long = sorted((key, other), key=len)
        if len(long) - len(short) == 1 and _drops_one(short, long):
            found[outlet.id] = outlet
    return next(iter(found.values())) if len(found) == 1 else None


def _drops_one(short: str, long: str) -> bool:
    for i, letter in enumerate(long):
        if i == len(short) or short[i] != letter:
            return not letter.isdigit() and short[i:] == long[i + 1 :]
    return False
