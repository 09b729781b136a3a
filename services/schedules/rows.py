"""Stored slots read as frozen rows: one query, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound
from models.tables import Outlet, Unit
from models.tables_campaigns import Campaign
from services import text
from services.schedules.series import Slot, SlotState
from services.schedules.types import SlotFilter, SlotRow

GONE = "这一期排期已经不在了，可能刚被删除；可以到回收站里找回。"


def campaign_name() -> ColumnElement[str]:
    """Short name of the joined campaign, else its title; '' for none or a deleted one."""
    return func.coalesce(func.nullif(Campaign.short_name, ""), Campaign.title, "")


def campaign_label(session: Session, campaign_id: int | None) -> str:
    """The name of a live campaign as slots carry it, '' for none."""
    if campaign_id is None:
        return ""
    query = select(campaign_name()).where(
        Campaign.id == campaign_id, Campaign.deleted_at.is_(None)
    )
    return session.scalar(query) or ""


def slot_rows(session: Session, *which: ColumnElement[bool]) -> list[SlotRow]:
    """Live slots that meet all conditions, by day (those without one last), time, series, number."""
    query = (
        select(
            t.Slot.id,
            t.Slot.uid,
            t.Slot.series_id,
            func.coalesce(t.ScheduleSeries.name, ""),
            t.Slot.number,
            t.Slot.unit_id,
            Unit.name,
            Unit.short_name,
            t.Slot.outlet_id,
            func.coalesce(Outlet.name, ""),
            t.Slot.column_name,
            t.Slot.campaign_id,
            campaign_name(),
            t.Slot.day,
            t.Slot.planned_on,
            t.Slot.time,
            t.Slot.place,
            t.Slot.person,
            t.Slot.topic,
            t.Slot.state,
            t.Slot.confirmed_on,
            t.Slot.recorded_on,
            t.Slot.published_on,
            t.Slot.reason,
            t.Slot.note,
            t.Slot.placement_id,
            t.Slot.off_meant,
        )
        .join(Unit, Unit.id == t.Slot.unit_id)
        .outerjoin(t.ScheduleSeries, t.ScheduleSeries.id == t.Slot.series_id)
        .outerjoin(Outlet, Outlet.id == t.Slot.outlet_id)
        .outerjoin(
            Campaign,
            (Campaign.id == t.Slot.campaign_id) & Campaign.deleted_at.is_(None),
        )
        .where(t.Slot.deleted_at.is_(None), *which)
        .order_by(
            t.Slot.day.is_(None),
            t.Slot.day,
            t.Slot.time,
            t.Slot.series_id,
            t.Slot.number,
            t.Slot.id,
        )
    )
    return [_row(row) for row in session.execute(query).tuples()]


def _row(values: Sequence[Any]) -> SlotRow:
    cells = list(values)
    cells[19] = SlotState(cells[19])
    return SlotRow(*cells)


def slots_by_id(session: Session, slot_ids: Iterable[int]) -> list[SlotRow]:
    """These slots in the order asked for, each once; raises NotFound where one is gone."""
    wanted = list(dict.fromkeys(slot_ids))
    found: dict[int, SlotRow] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found |= {row.id: row for row in slot_rows(session, t.Slot.id.in_(part))}
    if len(found) < len(wanted):
        raise NotFound(GONE)
    return [found[slot_id] for slot_id in wanted]


def conditions(wanted: SlotFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the query of `slot_rows`."""
    which: list[ColumnElement[bool]] = []
    for column, value in (
        (t.Slot.outlet_id, wanted.outlet_id),
        (t.Slot.campaign_id, wanted.campaign_id),
        (t.Slot.unit_id, wanted.unit_id),
        (t.Slot.series_id, wanted.series_id),
    ):
        if value is not None:
            which.append(column == value)
    if wanted.column:
        which.append(t.Slot.column_name == wanted.column)
    if wanted.states:
        which.append(t.Slot.state.in_([s.value for s in wanted.states]))
    if wanted.before is not None:
        which.append(t.Slot.day < wanted.before)
    starts = (Unit.initials, t.ScheduleSeries.initials)
    return [*which, *matching(wanted.words, _SEARCHED, starts)]


def matching(
    words: str, columns: Sequence[Any], starts: Sequence[Any] = ()
) -> list[ColumnElement[bool]]:
    """Each word must stand in one of the columns, or begin one of `starts` (initials)."""
    return [
        or_(
            *(column.contains(word, autoescape=True) for column in columns),
            *(column.startswith(word.lower(), autoescape=True) for column in starts),
        )
        for word in text.clean(words).split()
    ]


_SEARCHED: Sequence[Any] = (
    Unit.name,
    Unit.short_name,
    Unit.aliases,
    Outlet.name,
    t.Slot.column_name,
    t.ScheduleSeries.name,
    Campaign.short_name,
    Campaign.title,
    t.Slot.person,
    t.Slot.place,
    t.Slot.topic,
    t.Slot.note,
)


def plain(row: SlotRow, number: int | None = None) -> Slot:
    """The row as the planner's slot; `number` instead of its number in the series."""
    return Slot(
        row.number if number is None else number,
        row.unit,
        row.day,
        row.reason,
        row.state,
        row.outlet,
        row.column,
        row.campaign,
        row.time,
        row.place,
        row.person,
    )
