"""What is stored already near the rows of an intake: placements, returns, files, stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from models.base import Base, Record
from models.tables import (
    ImportBatch,
    ImportFile,
    Outlet,
    Placement,
    Story,
    WeeklyReturn,
)
from services import text
from services.returns import FROM_SLOT
from services.stories import NEAR_DAYS, SAME

KEPT_OUTCOMES = ("taken", "nil")
"""Outcomes of a stored file whose content is in the data."""

_LEAST = 6
"""Letters of a title key from which on it may be nearly the same as another."""

Cell = tuple[int, dt.date]
"""A unit and a week."""


class StoredPlacement(NamedTuple):
    """One stored placement with its story's title."""

    id: int
    story_id: int
    unit_id: int
    week: dt.date
    published_on: dt.date
    outlet_id: int
    outlet: str
    column: str
    genre: str
    spot: str
    link: str
    note: str
    file_id: int | None
    source_row: int | None
    title: str
    title_key: str


@dataclass(frozen=True, slots=True)
class StoredReturn:
    """One stored return, as far as an intake needs it."""

    id: int
    received_on: dt.date | None
    nil: bool
    exempt: bool
    form_version: int
    returned_on: dt.date | None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file whose content is in the data."""

    id: int
    name: str
    received_on: dt.date


@dataclass
class Stored:
    """Everything stored that the rows of an intake are compared with."""

    placements: list[StoredPlacement]
    returns: dict[Cell, StoredReturn]
    files: dict[Cell, list[StoredFile]]
    by_hash: dict[tuple[str, int, dt.date], StoredFile]
    stories: StoryLookup


class Telling(NamedTuple):
    """A story as the lookup knows it: stored (`story_id`) or that of a row of the intake (`row_id`)."""

    title: str
    key: str
    first_on: dt.date
    story_id: int | None = None
    row_id: int | None = None


@dataclass
class StoryLookup:
    """Finds the story of a title among those of a unit near a day, by key first, then by likeness.

    `keys` are the keys that a title may be nearly the same as: those of its unit with its numbers.
    """

    exact: dict[tuple[int, str], list[Telling]] = field(default_factory=dict)
    keys: dict[tuple[int, tuple[str, ...]], list[str]] = field(default_factory=dict)

    def add(self, unit_id: int, telling: Telling) -> None:
        """Know one more story."""
        same = self.exact.get((unit_id, telling.key))
        if same is not None:
            same.append(telling)
            return
        self.exact[unit_id, telling.key] = [telling]
        if len(telling.key) >= _LEAST:
            group = unit_id, text.digits_of(telling.key)
            self.keys.setdefault(group, []).append(telling.key)

    def find(self, unit_id: int, key: str, day: dt.date) -> tuple[Telling, bool] | None:
        """The story and whether its title is exactly the same; None where there is none."""
        found = self._near(unit_id, key, day)
        if found is not None:
            return found, True
        if len(key) < _LEAST:
            return None
        keys = self.keys.get((unit_id, text.digits_of(key)))
        if not keys:
            return None
        from rapidfuzz import fuzz, process

        hits = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=SAME, limit=5)
        for other, _score, _place in hits:
            found = self._near(unit_id, other, day)
            if found is not None:
                return found, False
        return None

    def _near(self, unit_id: int, key: str, day: dt.date) -> Telling | None:
        same = self.exact.get((unit_id, key))
        if same is None:
            return None
        near = [t for t in same if abs((t.first_on - day).days) <= NEAR_DAYS]
        return min(near, key=lambda t: abs((t.first_on - day).days), default=None)


def load(
    session: Session,
    cells: Iterable[Cell],
    days: set[dt.date],
    hashes: Iterable[str],
) -> Stored:
    """What is stored for units and weeks, for the days of the rows, and for files of those hashes."""
    wanted = set(cells)
    units = {u for u, _ in wanted}
    weeks = {w for _, w in wanted}
    files, by_hash = _files(session, units, weeks, set(hashes))
    return Stored(
        _placements(session, units, weeks, days),
        load_returns(session, wanted),
        files,
        by_hash,
        _stories(session, units, days),
    )


def _table(record: type[Record]) -> Table:
    """The bare table: thousands of rows, and statements compiled anew at each start, need no mapper."""
    return Base.metadata.tables[record.__tablename__]


def _columns(record: type[Record]) -> Any:
    return _table(record).c


_P, _S, _O = _columns(Placement), _columns(Story), _columns(Outlet)
_R, _F, _B = _columns(WeeklyReturn), _columns(ImportFile), _columns(ImportBatch)

_COLUMNS = (
    _P.id,
    _P.story_id,
    _P.unit_id,
    _P.week,
    _P.published_on,
    _P.outlet_id,
    _O.name,
    _P.column_name,
    _P.genre,
    _P.spot,
    _P.link,
    _P.note,
    _P.file_id,
    _P.source_row,
    _S.title,
    _S.title_key,
)


def _placements(
    session: Session,
    units: set[int],
    weeks: set[dt.date],
    days: set[dt.date],
) -> list[StoredPlacement]:
    # Two queries, each on an index of its own: one with OR would read the whole table.
    where: list[ColumnElement[bool]] = [_P.week.in_(weeks)]
    if days:
        where.append(_P.published_on.in_(days))
    found: dict[int, StoredPlacement] = {}
    for condition in where:
        query = (
            select(*_COLUMNS)
            .join(_table(Story), _S.id == _P.story_id)
            .join(_table(Outlet), _O.id == _P.outlet_id)
            .where(
                condition,
                _P.unit_id.in_(units),
                _P.deleted_at.is_(None),
            )
        )
        for row in session.execute(query):
            found[row[0]] = StoredPlacement(*row)
    return [found[i] for i in sorted(found)]


def load_returns(session: Session, cells: Collection[Cell]) -> dict[Cell, StoredReturn]:
    """The stored returns of units and weeks."""
    units = {u for u, _ in cells}
    weeks = {w for _, w in cells}
    query = select(
        _R.unit_id,
        _R.week,
        _R.id,
        _R.received_on,
        _R.nil,
        _R.exempt,
        _R.form_version,
        _R.returned_on,
        _R.source,
    ).where(
        _R.week.in_(weeks),
        _R.unit_id.in_(units),
        _R.deleted_at.is_(None),
    )
    rows = {
        # What the office noted of a slot is no report of the unit: it has not come yet.
        (r[0], r[1]): StoredReturn(r[2], None if r[8] == FROM_SLOT else r[3], *r[4:8])
        for r in session.execute(query)
    }
    return {cell: row for cell, row in rows.items() if cell in cells}


def _files(
    session: Session, units: set[int], weeks: set[dt.date], hashes: set[str]
) -> tuple[dict[Cell, list[StoredFile]], dict[tuple[str, int, dt.date], StoredFile]]:
    query = (
        select(
            _F.unit_id,
            _F.week,
            _F.sha256,
            _F.id,
            _F.name,
            _B.received_on,
        )
        .join(_table(ImportBatch), _B.id == _F.batch_id)
        .where(
            _F.unit_id.in_(units),
            _F.week.in_(weeks),
            _F.outcome.in_(KEPT_OUTCOMES),
            _F.deleted_at.is_(None),
        )
        .order_by(_F.id)
    )
    files: dict[Cell, list[StoredFile]] = {}
    by_hash: dict[tuple[str, int, dt.date], StoredFile] = {}
    for unit, week, sha, file_id, name, received in session.execute(query):
        stored = StoredFile(file_id, name, received)
        files.setdefault((unit, week), []).append(stored)
        if sha and sha in hashes:
            by_hash[sha, unit, week] = stored
    return files, by_hash


def _stories(session: Session, units: set[int], days: set[dt.date]) -> StoryLookup:
    lookup = StoryLookup()
    if not days:
        return lookup
    near = dt.timedelta(days=NEAR_DAYS)
    story = _columns(Story)
    query = select(
        story.unit_id, story.title, story.title_key, story.first_on, story.id
    ).where(
        story.unit_id.in_(units),
        story.first_on.between(min(days) - near, max(days) + near),
        story.deleted_at.is_(None),
    )
    for unit_id, title, key, first_on, story_id in session.execute(query):
        lookup.add(unit_id, Telling(title, key, first_on, story_id))
    return lookup
