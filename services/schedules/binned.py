"""Schedules in the recycle bin: what is listed there, and what comes back with what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.base import Record
from models.errors import ValidationError
from models.journal import bulk_update
from models.tables import Outlet, Unit

BINNED: tuple[type[Record], ...] = (
    t.ScheduleSeries,
    t.Slot,
    t.PlaceBooking,
    t.RecurringColumn,
    t.ScheduleBlackout,
)
"""Tables whose records the recycle bin shows."""


def alone(query: Select[Any], kind: type[Record]) -> Select[Any]:
    """Only what was deleted by itself: slots that went with their series come back with it."""
    if kind in (t.Slot, t.ScheduleBlackout):
        live = select(t.ScheduleSeries.id).where(t.ScheduleSeries.deleted_at.is_(None))
        series_id = kind.__table__.c.series_id
        return query.where(or_(series_id.is_(None), series_id.in_(live)))
    return query


def restore_with(session: Session, record: Record) -> None:
    """Check that what a record belongs to is there, and bring back the slots that went with a series.

    Records of other kinds are passed over. Raises ValidationError: what it belongs to must be restored first.
    """
    if not isinstance(record, BINNED):
        return
    if isinstance(record, t.ScheduleSeries):
        ids = session.scalars(
            select(t.Slot.id).where(
                t.Slot.series_id == record.id, t.Slot.deleted_at == record.deleted_at
            )
        ).all()
        bulk_update(session, t.Slot, {i: {"deleted_at": None} for i in ids})
    if isinstance(record, t.Slot | t.ScheduleBlackout) and record.series_id is not None:
        series = session.get(t.ScheduleSeries, record.series_id)
        if series is not None and series.deleted_at is not None:
            raise ValidationError(f"请先恢复排期系列“{series.name}”。")
    unit_id = getattr(record, "unit_id", None)
    unit = session.get(Unit, unit_id) if unit_id else None
    if unit is not None and unit.deleted_at is not None:
        raise ValidationError(f"请先恢复单位“{unit.name}”。")
    outlet_id = getattr(record, "outlet_id", None)
    outlet = session.get(Outlet, outlet_id) if outlet_id else None
    if outlet is not None and outlet.deleted_at is not None:
        raise ValidationError(f"请先恢复媒体“{outlet.name}”。")
