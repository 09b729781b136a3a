"""What the global search finds: units, outlets, plans, measures, the newest stories with the words in their title."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Outlet, Story, Unit
from models.vocabulary import OutletLevel
from models.vocabulary_campaigns import CampaignState
from services import text
from services.campaigns import finding
from ui.navigation import Place

EACH = 6
STORIES = 50
NOTE = 14


@dataclass(frozen=True)
class Hit:
    """One line of the result: where it leads, under which heading it stands; `rank` 0 is the best."""

    kind: str
    title: str
    note: str
    place: Place
    rank: int = 0


def find(session: Session, words: str) -> list[Hit]:
    """Units, outlets and plans by name, alias or pinyin initials, then measures and the newest stories by words."""
    key = text.fold(words)
    if not key:
        return []
    return [
        *_units(session, key),
        *_outlets(session, key),
        *_plans(session, key),
        *_schedules(session, key),
        *_measures(session, words),
        *_stories(session, words),
    ]


def name_rank(key: str, initials: str, *names: str) -> int | None:
    """How well a key fits names: 0 the very name, 1 its beginning, 2 inside, None not at all."""
    folded = [text.fold(n) for n in names if n]
    if key in folded or key == initials:
        return 0
    if any(n.startswith(key) for n in folded) or initials.startswith(key):
        return 1
    if any(key in n for n in folded) or (len(key) > 1 and key in initials):
        return 2
    return None


def _units(session: Session, key: str) -> list[Hit]:
    query = select(
        Unit.id, Unit.name, Unit.short_name, Unit.aliases, Unit.initials, Unit.valid_to
    ).where(Unit.deleted_at.is_(None))
    hits: list[Hit] = []
    for number, name, short, aliases, initials, valid_to in session.execute(
        query.order_by(Unit.position, Unit.id)
    ):
        rank = name_rank(key, initials, name, short, *text.split_names(aliases))
        if rank is not None:
            note = f"已于 {valid_to:%Y-%m-%d} 停用" if valid_to else ""
            place = Place.of("registers", tab="units", id=number)
            hits.append(Hit("单位", name, note, place, rank))
    return sorted(hits, key=lambda h: h.rank)[:EACH]


def _outlets(session: Session, key: str) -> list[Hit]:
    query = select(
        Outlet.id, Outlet.name, Outlet.aliases, Outlet.initials, Outlet.level
    ).where(Outlet.deleted_at.is_(None))
    hits: list[Hit] = []
    for number, name, aliases, initials, level in session.execute(
        query.order_by(Outlet.level, Outlet.position)
    ):
        rank = name_rank(key, initials, name, *text.split_names(aliases))
        if rank is not None:
            place = Place.of("registers", tab="outlets", id=number)
            hits.append(Hit("媒体", name, OutletLevel(level).label, place, rank))
    return sorted(hits, key=lambda h: h.rank)[:EACH]


def _plans(session: Session, key: str) -> list[Hit]:
    hits: list[Hit] = []
    for plan in finding.all_plans(session):
        names = (plan.short_name, plan.title, plan.doc_number)
        rank = name_rank(key, plan.initials, *names)
        if rank is not None:
            note = plan.doc_number or CampaignState(plan.state).label
            place = Place.of("campaigns", plan=plan.id)
            hits.append(Hit("方案", plan.short_name or plan.title, note, place, rank))
    return sorted(hits, key=lambda h: h.rank)[:EACH]


def _measures(session: Session, words: str) -> list[Hit]:
    return [
        Hit(
            "任务",
            f"{row.number}　{row.words}".strip(),
            _short(row.campaign),
            Place.of("campaigns", plan=row.campaign_id, tab="ledger", measure=row.id),
        )
        for row in finding.find_measures(session, words, EACH)
    ]


def _schedules(session: Session, key: str) -> list[Hit]:
    from ui.schedule.search import schedule_hits

    return schedule_hits(session, key)


def _short(name: str) -> str:
    """A note beside the words that were found leaves them their room."""
    return name if len(name) <= NOTE else f"{name[: NOTE - 1]}…"


def _stories(session: Session, words: str) -> list[Hit]:
    query = (
        select(Story.id, Story.title, Story.first_on, Unit.name, Unit.short_name)
        .join(Unit, Unit.id == Story.unit_id)
        .where(
            Story.title.contains(text.clean(words), autoescape=True),
            Story.deleted_at.is_(None),
        )
        .order_by(Story.id.desc())
        .limit(STORIES)
    )
    return [
        Hit(
            "稿件",
            title,
            f"{short or name}　{first_on:%Y-%m-%d}",
            Place.of("stories", story=number),
        )
        for number, title, first_on, name, short in session.execute(query)
    ]


def command_rank(words: str, name: str, initials: str) -> int | None:
    """How well typed words fit a command; everything fits no words."""
    key = text.fold(words)
    return 0 if not key else name_rank(key, initials, name)
