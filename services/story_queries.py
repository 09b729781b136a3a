"""Reading stories and placements: filtered and sorted ids, rows by id, one story, one return."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import Outlet, Placement, Story, Unit
from models.vocabulary import OutletLevel
from services import text
from services.registers.units import list_units
from services.weeks import week_of

SORTS: tuple[str, ...] = (
    "published_on",
    "title",
    "unit",
    "outlet",
    "level",
    "column_name",
    "genre",
    "week",
)
"""Keys that `placement_ids` can sort by."""


@dataclass(frozen=True)
class StoryFilter:
    """What the stories page shows; an empty filter shows all. `several`: only stories placed twice or more."""

    words: str = ""
    unit_id: int | None = None
    group_id: int | None = None
    outlet_id: int | None = None
    level: OutletLevel | None = None
    genre: str = ""
    first_week: dt.date | None = None
    last_week: dt.date | None = None
    several: bool = False
    unit_ids: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == StoryFilter()


@dataclass(frozen=True)
class PlacementRow:
    """One placement with the names of what it belongs to."""

    id: int
    story_id: int
    title: str
    unit_id: int
    unit: str
    week: dt.date
    published_on: dt.date
    outlet_id: int
    outlet: str
    level: OutletLevel
    column_name: str
    genre: str
    spot: str
    link: str
    note: str

    @property
    def where(self) -> str:
        """Outlet, column and spot in a line: 「省电视台《政策面对面》 头版」."""
        column = f"《{self.column_name.strip('《》')}》" if self.column_name else ""
        return f"{self.outlet}{column}" + (f" {self.spot}" if self.spot else "")


@dataclass(frozen=True)
class StoryDetail:
    """One story with its placements, by day."""

    id: int
    title: str
    unit_id: int
    unit: str
    note: str
    placements: tuple[PlacementRow, ...]


def placement_ids(
    session: Session,
    wanted: StoryFilter,
    sort: str = "published_on",
    *,
    descending: bool = True,
) -> array[int]:
    """Ids of the live placements that pass the filter, sorted by one of `SORTS`."""
    key: ColumnElement[Any] = _sort_key(session, sort)
    is_narrow = wanted.first_week or wanted.unit_id or wanted.outlet_id
    if sort == "published_on" and is_narrow:
        # Walking all days in order would be slower than sorting the few that pass.
        key = literal_column("+placement.published_on")
    query = _filtered(select(Placement.id), wanted, joins=_joins(sort))
    order = (
        (key.desc(), Placement.id.desc())
        if descending
        else (key.asc(), Placement.id.asc())
    )
    found: array[int] = array("q")
    result = session.connection().execute(query.order_by(*order))
    # Plain tuples of the driver: half a million Row objects would cost more than the query.
    cursor = result.cursor
    assert cursor is not None
    while part := cursor.fetchmany(20_000):
        found.extend(r[0] for r in part)
    result.close()
    return found


def only(query: Select[Any], wanted: StoryFilter) -> Select[Any]:
    """A query over placements, joined with their stories, narrowed to the live ones that pass the filter."""
    return _filtered(query, wanted, joins=frozenset({"story"}))


def count(session: Session, wanted: StoryFilter) -> tuple[int, int]:
    """(stories, placements) that pass the filter."""
    columns = select(func.count(func.distinct(Placement.story_id)), func.count())
    query = _filtered(columns.select_from(Placement), wanted, joins=frozenset())
    stories, placements = session.execute(query).one()
    return int(stories), int(placements)


def by_level(session: Session, wanted: StoryFilter) -> dict[OutletLevel, int]:
    """Placements that pass the filter, by level; every level is there."""
    query = _filtered(
        select(Placement.level, func.count()), wanted, joins=frozenset()
    ).group_by(Placement.level)
    found = {OutletLevel(level): number for level, number in session.execute(query)}
    return {level: found.get(level, 0) for level in OutletLevel}


def placement_rows(session: Session, ids: Sequence[int]) -> list[PlacementRow]:
    """Rows of placements in the order of `ids`; those that are gone are left out."""
    found: dict[int, PlacementRow] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        found.update({r.id: r for r in _read(session, Placement.id.in_(part))})
    return [found[i] for i in ids if i in found]


def story_detail(session: Session, story_id: int) -> StoryDetail:
    """A story with all its placements; raises NotFound."""
    story = session.get(Story, story_id)
    if story is None or story.deleted_at is not None:
        raise NotFound("这篇稿件已经不在了，可能刚被删除或合并。")
    unit = session.get(Unit, story.unit_id)
    rows = _read(session, Placement.story_id == story_id)
    return StoryDetail(
        story.id,
        story.title,
        story.unit_id,
        _label(unit),
        story.note,
        tuple(sorted(rows, key=lambda r: (r.published_on, r.id))),
    )


def stories_of(session: Session, unit_id: int, week: dt.date) -> list[StoryDetail]:
    """The stories that a unit's return for a week reports, in the order they were first seen."""
    rows = _read(session, Placement.unit_id == unit_id, Placement.week == week_of(week))
    by_story: dict[int, list[PlacementRow]] = {}
    for row in sorted(rows, key=lambda r: (r.level, r.published_on, r.id)):
        by_story.setdefault(row.story_id, []).append(row)
    return [
        StoryDetail(i, r[0].title, unit_id, r[0].unit, "", tuple(r))
        for i, r in sorted(by_story.items())
    ]


def _read(session: Session, *where: ColumnElement[bool]) -> list[PlacementRow]:
    query = (
        select(
            Placement.id,
            Placement.story_id,
            Story.title,
            Placement.unit_id,
            func.coalesce(func.nullif(Unit.short_name, ""), Unit.name),
            Placement.week,
            Placement.published_on,
            Placement.outlet_id,
            Outlet.name,
            Placement.level,
            Placement.column_name,
            Placement.genre,
            Placement.spot,
            Placement.link,
            Placement.note,
        )
        .join(Story, Story.id == Placement.story_id)
        .join(Unit, Unit.id == Placement.unit_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.deleted_at.is_(None), *where)
    )
    found: list[PlacementRow] = []
    for row in session.execute(query):
        values: list[Any] = list(row)
        values[9] = OutletLevel(values[9])
        found.append(PlacementRow(*values))
    return found


def _filtered(
    query: Select[Any], wanted: StoryFilter, *, joins: frozenset[str]
) -> Select[Any]:
    query = query.where(Placement.deleted_at.is_(None))
    words = [w for w in text.clean(wanted.words).split(" ") if w]
    if words or "story" in joins:
        query = query.join(Story, Story.id == Placement.story_id)
    if "outlet" in joins:
        query = query.join(Outlet, Outlet.id == Placement.outlet_id)
    for word in words:
        key = text.fold(word)
        query = query.where(
            Story.title_key.contains(key, autoescape=True)
            if key
            else Story.title.contains(word, autoescape=True)
        )
    return query.where(*_conditions(wanted))


def _conditions(wanted: StoryFilter) -> list[ColumnElement[bool]]:
    equal = (
        (Placement.unit_id, wanted.unit_id),
        (Placement.outlet_id, wanted.outlet_id),
        (Placement.level, None if wanted.level is None else int(wanted.level)),
        (Placement.genre, wanted.genre or None),
    )
    found: list[ColumnElement[bool]] = [
        column == value for column, value in equal if value is not None
    ]
    if wanted.unit_ids:
        found.append(Placement.unit_id.in_(wanted.unit_ids))
    if wanted.group_id is not None:
        members = select(Unit.id).where(Unit.group_id == wanted.group_id)
        found.append(Placement.unit_id.in_(members))
    if wanted.first_week is not None:
        found.append(Placement.week >= week_of(wanted.first_week))
    if wanted.last_week is not None:
        found.append(Placement.week <= week_of(wanted.last_week))
    if wanted.several:
        twice = (
            select(Placement.story_id)
            .where(Placement.deleted_at.is_(None))
            .group_by(Placement.story_id)
            .having(func.count() > 1)
        )
        found.append(Placement.story_id.in_(twice))
    return found


def _joins(sort: str) -> frozenset[str]:
    return {"title": frozenset({"story"}), "outlet": frozenset({"outlet"})}.get(
        sort, frozenset()
    )


def _sort_key(session: Session, sort: str) -> ColumnElement[Any]:
    if sort == "unit":  # the fixed order of the office, not the order of ids
        places = {u.id: u.number for u in list_units(session)}
        if not places:
            return case((Placement.id > 0, 0), else_=0)
        return case(places, value=Placement.unit_id, else_=len(places) + 1)
    if sort == "outlet":
        return func.coalesce(func.nullif(Outlet.initials, ""), Outlet.name)
    keys: dict[str, Any] = {
        "published_on": Placement.published_on,
        "title": Story.title_key,
        "level": Placement.level,
        "column_name": Placement.column_name,
        "genre": Placement.genre,
        "week": Placement.week,
    }
    return keys[sort]


def _label(unit: Unit | None) -> str:
    return "" if unit is None else unit.short_name or unit.name
