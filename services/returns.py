"""Weekly returns: their state, and what the clerk does with one: receive, exempt, send back, accept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.tables import Placement, WeeklyReturn
from models.vocabulary import ReturnState
from services import text
from services.registers.units import get_unit
from services.weeks import sunday, week_of

FROM_SLOT = "slot"
"""Source of a return that stands only because the office noted the publication of a slot."""


@dataclass(frozen=True)
class ReturnRow:
    """One return as stored; `id` is None for a return of which nothing is known yet."""

    id: int | None
    unit_id: int
    week: dt.date
    received_on: dt.date | None = None
    nil: bool = False
    exempt: bool = False
    exempt_reason: str = ""
    returned_on: dt.date | None = None
    returned_reason: str = ""
    accepted_on: dt.date | None = None
    source: str = ""
    form_version: int = 0
    note: str = ""

    @property
    def came(self) -> bool:
        """Whether a return arrived, nil and late ones included."""
        return self.received_on is not None

    def state(self, due: dt.date) -> ReturnState:
        """State against the due day: exempt, returned, late, nil and received in this order."""
        if self.exempt:
            return ReturnState.EXEMPT
        if self.received_on is None:
            return ReturnState.MISSING
        if self.returned_on is not None:
            return ReturnState.RETURNED
        if self.received_on > due:
            return ReturnState.LATE
        return ReturnState.NIL if self.nil else ReturnState.RECEIVED


def row_of(stored: WeeklyReturn) -> ReturnRow:
    """The stored return as plain values."""
    return ReturnRow(
        stored.id,
        stored.unit_id,
        stored.week,
        stored.received_on,
        stored.nil,
        stored.exempt,
        stored.exempt_reason,
        stored.returned_on,
        stored.returned_reason,
        stored.accepted_on,
        stored.source,
        stored.form_version,
        stored.note,
    )


def find(session: Session, unit_id: int, week: dt.date) -> WeeklyReturn | None:
    """The stored return of a unit for a week."""
    return session.scalar(
        select(WeeklyReturn).where(
            WeeklyReturn.unit_id == unit_id,
            WeeklyReturn.week == week_of(week),
            WeeklyReturn.deleted_at.is_(None),
        )
    )


def get(session: Session, unit_id: int, week: dt.date) -> ReturnRow:
    """The return of a unit for a week, an empty one where nothing is known."""
    stored = find(session, unit_id, week)
    return row_of(stored) if stored else ReturnRow(None, unit_id, week_of(week))


def ensure(session: Session, unit_id: int, week: dt.date) -> WeeklyReturn:
    """The stored return of a unit for a week, made when there is none."""
    stored = find(session, unit_id, week)
    if stored is None:
        get_unit(session, unit_id)
        stored = WeeklyReturn(unit_id=unit_id, week=week_of(week))
        session.add(stored)
        session.flush()
    return stored


def receive(
    session: Session,
    unit_id: int,
    week: dt.date,
    received_on: dt.date,
    *,
    nil: bool = False,
    source: str = "",
    form_version: int = 0,
) -> WeeklyReturn:
    """Note that a return arrived; the first day it arrived counts, a sent-back one is open again.

    A publication that the office notes itself (source FROM_SLOT) changes nothing of a return that came, and the
    unit's own return takes its place when it comes. Raises ValidationError (field nil) where nothing is
    reported although placements are recorded.
    """
    stored = ensure(session, unit_id, week)
    if nil and has_placements(session, stored.id):
        raise ValidationError(
            "这一周已有刊播记录，不能登记为“本周无报道”。请先删除刊播记录。", "nil"
        )
    stored.nil = nil
    if source == FROM_SLOT and stored.received_on is not None:
        session.flush()
        return stored
    stand_in = stored.source == FROM_SLOT
    if stored.received_on is None or stand_in or received_on < stored.received_on:
        stored.received_on = received_on
    stored.returned_on = None
    # A story typed later does not change how the return itself came.
    if source and (source != "hand" or not stored.source or stand_in):
        stored.source = source
    stored.form_version = max(stored.form_version, form_version)
    session.flush()
    return stored


def set_received_on(
    session: Session, unit_id: int, week: dt.date, day: dt.date | None
) -> None:
    """Correct the day on which a return arrived; None says it did not arrive."""
    stored = ensure(session, unit_id, week)
    if day is None and has_placements(session, stored.id):
        raise ValidationError(
            "这一周已有刊播记录，不能改为未报。请先删除刊播记录。", "received_on"
        )
    if day is not None and day < stored.week - dt.timedelta(days=14):
        raise ValidationError("收到日期比这一周早了两周以上，请核对。", "received_on")
    stored.received_on = day
    if day is None:
        stored.nil = False
        stored.returned_on = stored.accepted_on = None
    session.flush()


def exempt(session: Session, unit_id: int, week: dt.date, reason: str) -> None:
    """Let a unit off for a week; a reason is needed."""
    reason = text.clean(reason)
    if not reason:
        raise ValidationError("请写明免报的理由，汇总表里会用到。", "exempt_reason")
    stored = ensure(session, unit_id, week)
    stored.exempt, stored.exempt_reason = True, reason
    session.flush()


def cancel_exempt(session: Session, unit_id: int, week: dt.date) -> None:
    """Oblige the unit again."""
    stored = ensure(session, unit_id, week)
    stored.exempt, stored.exempt_reason = False, ""
    session.flush()


def send_back(
    session: Session,
    unit_id: int,
    week: dt.date,
    reason: str,
    on: dt.date | None = None,
) -> None:
    """Return a report for correction; a reason is needed."""
    reason = text.clean(reason)
    if not reason:
        raise ValidationError("请写明退回的原因，单位才知道改什么。", "returned_reason")
    stored = find(session, unit_id, week)
    if stored is None or stored.received_on is None:
        raise NotFound("这个单位这一周还没有报送，没有可以退回的内容。")
    stored.returned_on, stored.returned_reason = on or dt.date.today(), reason
    stored.accepted_on = None
    session.flush()


def accept(
    session: Session, unit_id: int, week: dt.date, on: dt.date | None = None
) -> None:
    """Accept a report as it stands; ends a sending back."""
    stored = find(session, unit_id, week)
    if stored is None or stored.received_on is None:
        raise NotFound("这个单位这一周还没有报送，没有可以认可的内容。")
    stored.returned_on, stored.accepted_on = None, on or dt.date.today()
    session.flush()


def has_placements(session: Session, return_id: int) -> bool:
    """Whether a return has live placements."""
    query = select(Placement.id).where(
        Placement.return_id == return_id, Placement.deleted_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def is_stray(published_on: dt.date, week: dt.date, stray_days: int) -> bool:
    """Whether a reported date can hardly belong to the week: after it, or long before it."""
    return published_on > sunday(week) or published_on < week - dt.timedelta(
        days=stray_days
    )
