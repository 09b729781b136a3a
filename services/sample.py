"""The sample county: half a year of plausible weeks of an invented 云岭县, the same for the same seed and day."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import ValidationError
from models.journal import bulk_insert, next_id
from models.tables import (
    Liaison,
    Outlet,
    OutletColumn,
    Placement,
    Story,
    Unit,
    UnitGroup,
    WeeklyReturn,
)
from models.vocabulary import OutletLevel
from services import settings
from services.pinyin import initials
from services.sample_names import (
    CHANNELS,
    GIVEN,
    GROUPS,
    OFFICE,
    SURNAMES,
    UNITS,
)
from services.sample_plan import add_plan
from services.sample_schedule import add_schedule
from services.sample_weeks import WEEKS, Channel, Made, half_year
from services.weeks import last_weeks, sunday, week_of
from services.workdays import Workdays

Report = Callable[..., object]


@dataclass(frozen=True)
class SampleInfo:
    """How much was made."""

    units: int
    weeks: int
    stories: int
    placements: int


def make_sample(
    db: Database,
    seed: int = 2026,
    today: dt.date | None = None,
    report: Report | None = None,
) -> SampleInfo:
    """Fill an empty database with the sample county in one action; the last week is that of `today`.

    `report`, where given, is called once in between, so that a job can be cancelled. Raises
    ValidationError where units are stored already; then nothing changes.
    """
    day = today or dt.date.today()
    made = Made(
        random.Random(f"{seed} {day}"), day, last_weeks(week_of(day), WEEKS), Workdays()
    )
    with db.writing("载入示例县的数据", kind="sample") as session:
        _check_empty(session)
        ids = _units(session, made)
        _liaisons(session, made, ids)
        _outlets(session, made, ids)
        first_return, first_story = (
            next_id(session, WeeklyReturn),
            next_id(session, Story),
        )
        for unit, unit_id in zip(UNITS, ids, strict=True):
            half_year(made, unit, unit_id, first_return, first_story)
        if report is not None:
            report()
        bulk_insert(session, WeeklyReturn, made.returns)
        bulk_insert(session, Story, made.stories)
        bulk_insert(session, Placement, made.placements)
        add_schedule(session, made, add_plan(session, made))
        if not settings.load(session).office:
            settings.save(session, office=OFFICE)
        settings.save(session, onboarded=True)
        return SampleInfo(
            len(UNITS), WEEKS, _count(session, Story), _count(session, Placement)
        )


def _count(session: Session, kind: type[Story | Placement]) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def _check_empty(session: Session) -> None:
    for kind, word in ((Unit, "单位"), (UnitGroup, "分组"), (Outlet, "媒体")):
        if session.scalar(select(kind.id).where(kind.deleted_at.is_(None)).limit(1)):
            raise ValidationError(
                f"这里已经有{word}了，示例县只能放进空的数据里，原有数据没有变化。请另选一个数据文件夹。"
            )


def _units(session: Session, made: Made) -> list[int]:
    groups = bulk_insert(
        session,
        UnitGroup,
        [
            {"uid": made.uid(), "name": n, "position": i}
            for i, n in enumerate(GROUPS, start=1)
        ],
    )
    first = next_id(session, Unit)
    places = {unit.name: first + i for i, unit in enumerate(UNITS)}
    rows = [
        {
            "uid": made.uid(),
            "name": unit.name,
            "short_name": unit.short,
            "group_id": groups[unit.group],
            "position": position,
            "aliases": unit.aliases,
            "initials": initials(unit.name),
            "valid_from": None if unit.opened is None else made.weeks[unit.opened],
            "valid_to": None
            if unit.closed is None
            else sunday(made.weeks[unit.closed]),
            "merged_into_id": places.get(unit.into),
            "note": "",
        }
        for position, unit in enumerate(UNITS, start=1)
    ]
    # A unit may be merged into one that comes later in the order: parents first.
    rows_by_id = {
        places[str(r["name"])]: {"id": places[str(r["name"])], **r} for r in rows
    }
    ordered = sorted(rows_by_id.values(), key=lambda r: r["merged_into_id"] is not None)
    bulk_insert(session, Unit, ordered)
    return list(rows_by_id)


def _liaisons(session: Session, made: Made, ids: list[int]) -> None:
    names = [s + g for s in SURNAMES for g in GIVEN]
    made.rng.shuffle(names)
    # Two units changed their liaison in the middle of the half-year.
    changed = {ids[8]: made.weeks[13], ids[36]: made.weeks[20]}
    rows: list[dict[str, Any]] = []

    def person(unit_id: int, since: dt.date | None, until: dt.date | None) -> None:
        number = len(rows) + 1
        rows.append(
            {
                "uid": made.uid(),
                "unit_id": unit_id,
                "name": names[number],
                "phone": f"0871-0000 {number:04d}",
                "valid_from": since,
                "valid_to": until,
                "note": "",
            }
        )

    for unit_id in ids:
        since = changed.get(unit_id)
        if since is not None:
            person(unit_id, None, since - dt.timedelta(days=1))
        person(unit_id, since, None)
    bulk_insert(session, Liaison, rows)


def _outlets(session: Session, made: Made, ids: list[int]) -> None:
    owners = [(u.own, i) for u, i in zip(UNITS, ids, strict=True) if u.own]
    known = [*CHANNELS, *((n, OutletLevel.OWN, "微信", "", ()) for n, _ in owners)]
    rows = [
        {
            "uid": made.uid(),
            "name": name,
            "level": int(level),
            "kind": kind,
            "aliases": aliases,
            "initials": initials(name),
            "position": position,
            "confirmed": True,
            "note": "",
        }
        for position, (name, level, kind, aliases, _) in enumerate(known, start=1)
    ]
    outlet_ids = bulk_insert(session, Outlet, rows)
    made.channels = [
        Channel(outlet_id, level, kind, columns)
        for outlet_id, (_, level, kind, _, columns) in zip(
            outlet_ids, known, strict=True
        )
    ]
    accounts = made.channels[len(CHANNELS) :]
    made.own = {unit_id: c for (_, unit_id), c in zip(owners, accounts, strict=True)}
    made.channels = made.channels[: len(CHANNELS)]
    columns = [
        {
            "uid": made.uid(),
            "outlet_id": channel.id,
            "name": name,
            "initials": initials(name),
            "position": position,
        }
        for channel in made.channels
        for position, name in enumerate(channel.columns, start=1)
    ]
    bulk_insert(session, OutletColumn, columns)
