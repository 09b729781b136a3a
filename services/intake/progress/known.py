"""What filled forms are compared with, loaded once: measures, targets, entries, units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Journal, Unit
from services import progress_facts, text
from services.campaigns import types
from services.campaigns.hanging import entries_by_measure
from services.campaigns.measures import LedgerRow
from services.campaigns.progress import Entry
from services.intake.progress.preview import RawLine
from services.progress_facts import Facts
from services.registers.lookup import UnitIndex, unit_index


@dataclass(frozen=True)
class Owner:
    """Whose form it is; `unit_id` is None for a name that the register does not know."""

    unit_id: int | None
    name: str


@dataclass
class Known:
    """Lookups of one intake; `stamp` is the last journal entry they knew."""

    facts: Facts
    entries: dict[int, list[Entry]]
    units: UnitIndex
    owners: dict[str, Owner]
    stamp: int
    by_uid: dict[str, LedgerRow] = field(init=False)
    targets: dict[str, types.TargetRow] = field(init=False)
    _by_words: dict[str, list[LedgerRow]] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.facts.rows
        self.by_uid = {row.measure.uid: row for row in rows}
        self.targets = {x.uid: x for row in rows for x in row.targets}
        self._by_words = {}
        for row in rows:
            whole = progress_facts.task_words(row)
            for words in {text.fold(w) for w in (whole, row.measure.head)}:
                if words:
                    self._by_words.setdefault(words, []).append(row)

    def find(self, line: RawLine) -> LedgerRow | None:
        """The measure of a row: by its code, else by number and words where these mean only one."""
        if line.code is not None:
            return self.by_uid.get(line.code.measure_uid)
        words = text.clean(line.values.get("task"))
        key = text.fold(words)
        found = self._by_words.get(key, [])
        if not found and words.endswith("…") and len(key) >= 20:
            found = [
                row
                for whole, rows in self._by_words.items()
                if whole.startswith(key)
                for row in rows
            ]
        number = text.fold(text.clean(line.values.get("number")))
        if len(found) > 1 and number:
            found = [r for r in found if text.fold(r.measure.number) == number]
        unique = {row.id: row for row in found}
        return next(iter(unique.values())) if len(unique) == 1 else None

    def target_of(self, line: RawLine, row: LedgerRow) -> types.TargetRow | None:
        """The target of a row: by its code, else by its words, else the only one of the measure."""
        if line.code is not None:
            target = self.targets.get(line.code.target_uid)
            return target if target in row.targets else None
        words = text.clean(line.values.get("target"))
        same = [
            x for x in row.targets if x.text and words.startswith(text.clean(x.text))
        ]
        if len(same) == 1:
            return same[0]
        return row.targets[0] if len(row.targets) == 1 and not words else None


def load(session: Session, today: dt.date) -> Known:
    """Everything that forms are compared with, as it stands on `today`."""
    facts = progress_facts.load_facts(session, today, kinds=frozenset())
    told = entries_by_measure(session, [row.id for row in facts.rows])
    entries = {
        measure_id: [
            Entry(e.id, e.measure_id, e.on_day, e.text, e.who, e.unit_id, e.share)
            for e in own
        ]
        for measure_id, own in told.items()
    }
    index = unit_index(session)
    owners: dict[str, Owner] = {}
    for row in facts.rows:
        for unit in (*row.leads, *row.supports, *row.implied):
            known = index.by_id.get(unit.unit_id or 0)
            owners[unit.uid] = Owner(unit.unit_id, known.name if known else unit.name)
    for uid, unit_id in session.execute(select(Unit.uid, Unit.id)).tuples():
        if unit_id in index.by_id:
            owners[uid] = Owner(unit_id, index.by_id[unit_id].name)
    stamp = session.scalar(select(func.max(Journal.id))) or 0
    return Known(facts, entries, index, owners, stamp)


def stamp_of(session: Session) -> int:
    """The last journal entry."""
    return session.scalar(select(func.max(Journal.id))) or 0
