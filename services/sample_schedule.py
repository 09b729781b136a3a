"""The schedule of the sample county: the talk of its plan week by week, screens that are booked, a monthly column."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.journal import next_id
from models.tables import Outlet, Placement, Story, WeeklyReturn
from services.sample_weeks import Made
from services.schedules.series import SlotState
from services.weeks import week_of

_SCREENS = "云岭县城区电子屏"
_BUSES = "云岭公交移动屏"
_PAPER = "云岭周报"
_MODELS = "身边榜样"
_STUDIO = "县融媒体中心一楼演播室"


def add_schedule(session: Session, made: Made, plan_id: int) -> None:
    """Lay out what the plan's annex names, run it up to the day, book two places, expect a monthly column."""
    from models import tables_schedules as t

    firsts = {kind: next_id(session, kind) for kind in (Story, Placement, WeeklyReturn)}
    _lay_out(session, made.today, plan_id)
    _book(session, made.today, plan_id)
    session.flush()
    for kind in (
        t.ScheduleSeries,
        t.Slot,
        t.SlotChange,
        t.PlaceBooking,
        t.RecurringColumn,
    ):
        for record in session.scalars(select(kind).order_by(kind.id)):
            record.uid = made.uid()
    for kind, first in firsts.items():
        query = select(kind).where(kind.id >= first).order_by(kind.id)
        for record in session.scalars(query):
            record.uid = made.uid()
    session.flush()


def _lay_out(session: Session, today: dt.date, plan_id: int) -> None:
    from dataclasses import replace

    from services.schedules.progress import advance, publish
    from services.schedules.store import save_series, series_slots
    from services.schedules.units import annex, annex_draft

    found = annex(session, plan_id)
    if found is None:
        raise LookupError("the plan of the sample has no schedule")
    draft, slots = annex_draft(found)
    where = {"time": "15:00", "place": _STUDIO, "person": "主要负责人"}
    placed = [replace(slot, **where) for slot in slots]
    series = save_series(session, replace(draft, **where), placed)
    for slot in series_slots(session, series):
        if slot.day is None:
            continue
        ahead = (slot.day - today).days
        if ahead >= 0:
            if ahead <= 14:
                advance(session, [slot.id], SlotState.CONFIRMED, today)
            continue
        before = slot.day - dt.timedelta(days=2)
        advance(session, [slot.id], SlotState.RECORDED, before, fill=True)
        if _has_reported(session, slot.unit_id, slot.day):
            publish(session, [slot.id], slot.day, today=today)


def _has_reported(session: Session, unit_id: int, day: dt.date) -> bool:
    """Whether the unit's return of the week is there: the schedule adds no returns to the sample."""
    query = select(WeeklyReturn.id).where(
        WeeklyReturn.unit_id == unit_id,
        WeeklyReturn.week == week_of(day),
        WeeklyReturn.received_on.is_not(None),
        WeeklyReturn.nil.is_(False),
    )
    return session.scalar(query) is not None


def _book(session: Session, today: dt.date, plan_id: int) -> None:
    from services.schedules.bookings import save_booking
    from services.schedules.quotas import save_quota

    outlets: dict[str, int] = dict(
        session.execute(select(Outlet.name, Outlet.id)).tuples().all()
    )
    monday = week_of(today)
    save_booking(
        session,
        outlet_id=outlets[_SCREENS],
        first=monday - dt.timedelta(days=7),
        last=monday + dt.timedelta(days=20),
        material="营商环境公益广告（30秒）",
        count=8,
        campaign_id=plan_id,
    )
    save_booking(
        session,
        outlet_id=outlets[_BUSES],
        first=monday + dt.timedelta(days=7),
        last=monday + dt.timedelta(days=34),
        material="“局长走流程”短视频第6期",
        count=40,
        campaign_id=plan_id,
    )
    save_quota(
        session,
        outlet_id=outlets[_PAPER],
        column=_MODELS,
        per_month=4,
        note="每周一期",
    )
