"""What schedules mean for the registers: who may not be deleted, and what follows a merged outlet."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import ValidationError
from models.journal import bulk_update

_OF_OUTLET = (t.Slot, t.ScheduleSeries, t.PlaceBooking, t.RecurringColumn)
_FOLLOWING = (*_OF_OUTLET, t.ScheduleBlackout)


def refuse_used_unit(session: Session, unit_id: int, name: str) -> None:
    """Raise ValidationError (field name) for a unit that has slots or bookings."""
    for table, word in ((t.Slot, "排期"), (t.PlaceBooking, "宣传位安排")):
        query = select(table.id).where(
            table.unit_id == unit_id, table.deleted_at.is_(None)
        )
        if session.scalar(query.limit(1)) is not None:
            raise ValidationError(
                f"“{name}”已有{word}，不能删除。请先取消或换成别的单位，或填写停用日期。",
                "name",
            )


def refuse_used_outlet(session: Session, outlet_id: int, name: str) -> None:
    """Raise ValidationError (field name) for an outlet that schedules use."""
    for table in _OF_OUTLET:
        query = select(table.id).where(
            table.outlet_id == outlet_id, table.deleted_at.is_(None)
        )
        if session.scalar(query.limit(1)) is not None:
            raise ValidationError(
                f"“{name}”已有排期，不能删除。可以把它并入另一家媒体。", "name"
            )


def follow_merged_outlet(session: Session, outlet_id: int, into_id: int) -> None:
    """An outlet became another: its slots, series, bookings and columns go over, capacities that it alone has too."""
    for table in _FOLLOWING:
        ids = session.scalars(select(table.id).where(table.outlet_id == outlet_id))
        bulk_update(session, table, {i: {"outlet_id": into_id} for i in ids.all()})
    capacity = t.OutletCapacity
    known = set(
        session.scalars(
            select(capacity.column_name).where(
                capacity.outlet_id == into_id, capacity.deleted_at.is_(None)
            )
        )
    )
    own = session.execute(
        select(capacity.id, capacity.column_name).where(
            capacity.outlet_id == outlet_id, capacity.deleted_at.is_(None)
        )
    ).tuples()
    moved = {i: {"outlet_id": into_id} for i, column in own if column not in known}
    bulk_update(session, capacity, moved)
