"""A database of an office that has worked for years: 150 units, up to half a million placements."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models.database import Database
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
from services import settings, text
from services.pinyin import initials
from services.sample_names import (
    CHANNELS,
    GIVEN,
    GROUPS,
    OFFICE,
    SURNAMES,
    TOWNS,
    UNITS,
)
from services.sample_titles import GENRES_OF_KIND, TOPICS, make_title
from services.weeks import last_weeks, week_of

UNIT_COUNT = 150
PER_UNIT_WEEK = 10
"""Placements of one unit in one week, on average: many weeks make the difference, not fuller ones."""
_STATIONS = ("中心学校", "卫生院", "派出所", "农技站", "文化站", "司法所")
_PER_WEEK = int(UNIT_COUNT * PER_UNIT_WEEK * 0.975)  # some are missing or nil
_CHUNK = 20


def make_heavy(folder: Path, placements: int, last_week: dt.date, seed: int = 1) -> int:
    """Fill a new data folder; the weeks end with `last_week` (a Monday). Returns the placements stored."""
    rng = random.Random(seed)
    weeks = last_weeks(week_of(last_week), -(-placements // _PER_WEEK))
    db = Database.open(folder)
    try:
        with db.writing("测试数据：名册", kind="sample") as session:
            units = _units(session, rng, weeks[0])
            outlets = _outlets(session)
            settings.save(session, office=OFFICE, clerk="测试", onboarded=True)
        titles = _titles(rng)
        stored = 0
        for start in range(0, len(weeks), _CHUNK):
            with db.writing("测试数据：报送", kind="sample") as session:
                part = weeks[start : start + _CHUNK]
                stored += _weeks(session, rng, part, units, outlets, titles)
    finally:
        db.close()
    return stored


def _uid(rng: random.Random) -> str:
    return uuid.UUID(int=rng.getrandbits(128), version=4).hex


def unit_names() -> list[tuple[str, str, int]]:
    """(name, short name, group) of the 150 units: those of the sample county and their stations."""
    names = [(u.name, u.short, u.group) for u in UNITS]
    names += [(f"云岭县{t}{s}", f"{t}{s}", 2) for s in _STATIONS for t in TOWNS]
    return names[:UNIT_COUNT]


def _units(session: Session, rng: random.Random, start: dt.date) -> list[int]:
    groups = bulk_insert(
        session,
        UnitGroup,
        [{"name": n, "position": i} for i, n in enumerate(GROUPS, start=1)],
    )
    rows: list[dict[str, Any]] = [
        {
            "uid": _uid(rng),
            "name": name,
            "short_name": short,
            "group_id": groups[group],
            "position": place,
            "aliases": "",
            "initials": initials(name),
            "valid_from": start,
            "valid_to": None,
            "merged_into_id": None,
            "note": "",
        }
        for place, (name, short, group) in enumerate(unit_names(), start=1)
    ]
    units = bulk_insert(session, Unit, rows)
    people = [
        {
            "unit_id": unit_id,
            "name": rng.choice(SURNAMES) + rng.choice(GIVEN),
            "phone": f"0871-0000 {unit_id:04d}",
            "valid_from": None,
            "valid_to": None,
            "note": "",
        }
        for unit_id in units
    ]
    bulk_insert(session, Liaison, people)
    return units


def _outlets(session: Session) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "level": int(level),
            "kind": kind,
            "aliases": aliases,
            "initials": initials(name),
            "position": place,
            "confirmed": True,
            "note": "",
        }
        for place, (name, level, kind, aliases, _) in enumerate(CHANNELS, start=1)
    ]
    ids = bulk_insert(session, Outlet, rows)
    columns = [
        {"outlet_id": i, "name": n, "initials": initials(n), "position": p}
        for i, (*_, names) in zip(ids, CHANNELS, strict=True)
        for p, n in enumerate(names, start=1)
    ]
    bulk_insert(session, OutletColumn, columns)
    return rows


def _titles(rng: random.Random, count: int = 4000) -> list[tuple[str, str]]:
    """Headlines without their subject, with the genre; the unit's name is put before them."""
    topics = list(TOPICS.values())
    made: list[tuple[str, str]] = []
    for _ in range(count):
        genre = rng.choice(("消息", "消息", "消息", "通讯", "图文", "视频"))
        made.append((make_title(rng, rng.choice(topics), "本单位", genre), genre))
    return made


def _weeks(
    session: Session,
    rng: random.Random,
    weeks: list[dt.date],
    units: list[int],
    outlets: list[dict[str, Any]],
    titles: list[tuple[str, str]],
) -> int:
    return_id, story_id = next_id(session, WeeklyReturn), next_id(session, Story)
    returns: list[dict[str, Any]] = []
    stories: list[dict[str, Any]] = []
    placements: list[dict[str, Any]] = []
    names = [short for _, short, _ in unit_names()]
    for week in weeks:
        for unit_id, name in zip(units, names, strict=True):
            missing, nil = rng.random() < 0.03, rng.random() < 0.03
            if missing:
                continue
            returns.append(_return(rng, unit_id, week, nil))
            if nil:
                continue
            wanted = rng.randint(PER_UNIT_WEEK - 3, PER_UNIT_WEEK + 4)
            while wanted > 0:
                title, genre = rng.choice(titles)
                title = f"{name}：{title}{rng.randint(1, 9999)}"
                day = week + dt.timedelta(days=rng.randint(0, 4))
                stories.append(_story(rng, unit_id, title, day))
                shared = min(wanted, rng.choice((1, 1, 2, 3)))
                of = {
                    "story_id": story_id + len(stories) - 1,
                    "return_id": return_id + len(returns) - 1,
                    "unit_id": unit_id,
                    "week": week,
                }
                placements += [
                    _placement(rng, outlet, genre, day) | of
                    for outlet in rng.sample(outlets, shared)
                ]
                wanted -= shared
    bulk_insert(session, WeeklyReturn, returns)
    bulk_insert(session, Story, stories)
    bulk_insert(session, Placement, placements)
    return len(placements)


def _return(
    rng: random.Random, unit_id: int, week: dt.date, nil: bool
) -> dict[str, Any]:
    late = rng.random() < 0.05
    return {
        "uid": _uid(rng),
        "unit_id": unit_id,
        "week": week,
        "received_on": week + dt.timedelta(days=6 if late else 4),
        "nil": nil,
        "exempt": False,
        "exempt_reason": "",
        "returned_on": None,
        "returned_reason": "",
        "accepted_on": None,
        "source": "form",
        "form_version": 1,
        "note": "",
    }


def _story(
    rng: random.Random, unit_id: int, title: str, day: dt.date
) -> dict[str, Any]:
    return {
        "uid": _uid(rng),
        "unit_id": unit_id,
        "title": title,
        "title_key": text.title_key(title),
        "first_on": day,
        "note": "",
    }


def _placement(
    rng: random.Random, outlet: dict[str, Any], genre: str, day: dt.date
) -> dict[str, Any]:
    online = outlet["kind"] in ("网站", "微信", "客户端", "短视频")
    genres = GENRES_OF_KIND[outlet["kind"]]
    link = f"https://news.example.com/{day:%Y%m%d}/{rng.randint(100000, 999999)}.html"
    return {
        "uid": _uid(rng),
        "published_on": day,
        "outlet_id": outlet["id"],
        "level": outlet["level"],
        "column_name": "",
        "genre": genre if genre in genres else genres[0],
        "spot": "第3版" if outlet["kind"] == "报纸" else "",
        "link": link if online else "",
        "note": "",
    }
