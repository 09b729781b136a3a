"""What the global search finds in schedules: series by name, and the slots of a unit that are to come."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.tables import Unit
from models.tables_schedules import ScheduleSeries
from models.tables_schedules import Slot as SlotRecord
from services import text
from services.schedules.series import SlotState, short_words
from ui.navigation import Place
from ui.search_sources import EACH, Hit, name_rank


def schedule_hits(session: Session, key: str) -> list[Hit]:
    """Series by name or pinyin initials, then the next slots of units by name."""
    return [*_series(session, key), *_slots(session, key)]


def _series(session: Session, key: str) -> list[Hit]:
    query = select(
        ScheduleSeries.id,
        ScheduleSeries.name,
        ScheduleSeries.initials,
        ScheduleSeries.column_name,
        ScheduleSeries.first_on,
    ).where(ScheduleSeries.deleted_at.is_(None))
    hits: list[Hit] = []
    for number, name, initials, column, first in session.execute(query):
        rank = name_rank(key, initials, name, column)
        if rank is not None:
            place = Place.of("schedule", view="month", series=number)
            hits.append(Hit("排期系列", name, f"{first:%Y-%m-%d} 起", place, rank))
    return sorted(hits, key=lambda h: h.rank)[:EACH]


def _slots(session: Session, key: str) -> list[Hit]:
    today = dt.date.today()
    query = (
        select(
            SlotRecord.id,
            SlotRecord.day,
            SlotRecord.column_name,
            SlotRecord.state,
            Unit.name,
            Unit.short_name,
            Unit.aliases,
            Unit.initials,
        )
        .join(Unit, Unit.id == SlotRecord.unit_id)
        .where(
            SlotRecord.deleted_at.is_(None),
            SlotRecord.state != SlotState.CANCELLED.value,
            or_(SlotRecord.day >= today, SlotRecord.day.is_(None)),
        )
        .order_by(SlotRecord.day)
        .limit(2_000)
    )
    hits: list[Hit] = []
    for number, day, column, state, name, short, aliases, initials in session.execute(
        query
    ):
        rank = name_rank(key, initials, name, short, *text.split_names(aliases))
        if rank is None:
            continue
        when = short_words(day) if day else "没有日期"
        note = "　".join(w for w in (when, column, SlotState(state).label) if w)
        place = Place.of("schedule", view="month", slot=number)
        hits.append(Hit("排期", short or name, note, place, rank))
        if len(hits) == EACH:
            break
    return hits
