"""The tables of outlet schedules: series, slots and what was done to them, places, recurring columns.

Imported by those who need them, and by the migrations, as the tables of campaigns are.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Day, Moment, Record

_LIVE = text("deleted_at IS NULL")
_LIVE_OF_SERIES = text("deleted_at IS NULL AND series_id IS NOT NULL")


class ScheduleSeries(Record):
    """A series that was laid out in one go. `rhythm` is JSON, see services.schedules.rhythm_words.

    `capacity` is slots a day in all in the outlet and column, None: what the rhythm gives.
    """

    __tablename__ = "schedule_series"
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(120), default="")
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"), index=True
    )
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    column_name: Mapped[str] = mapped_column(String(120), default="")
    first_on: Mapped[dt.date] = mapped_column(Day)
    last_on: Mapped[dt.date | None] = mapped_column(Day)
    rhythm: Mapped[str] = mapped_column(Text)
    capacity: Mapped[int | None] = mapped_column()
    time: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    person: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class ScheduleBlackout(Record):
    """Days without slots: of a series, of an outlet, or of the whole office where both are None."""

    __tablename__ = "schedule_blackout"
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("schedule_series.id"), index=True
    )
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    first_on: Mapped[dt.date] = mapped_column(Day)
    last_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="")


class Slot(Record):
    """One unit on one day. `number` is its number in the series and never changes.

    `planned_on` is the day that it was first laid on. `off_meant`: it stands on a day off on purpose, so a
    later list of holidays does not move it. `reason` tells of the last move, or why there is no day.
    """

    __tablename__ = "slot"
    series_id: Mapped[int | None] = mapped_column(ForeignKey("schedule_series.id"))
    number: Mapped[int] = mapped_column(default=0)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    column_name: Mapped[str] = mapped_column(String(120), default="")
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"), index=True
    )
    day: Mapped[dt.date | None] = mapped_column(Day)
    planned_on: Mapped[dt.date | None] = mapped_column(Day)
    time: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    person: Mapped[str] = mapped_column(String(120), default="")
    topic: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="planned")
    confirmed_on: Mapped[dt.date | None] = mapped_column(Day)
    recorded_on: Mapped[dt.date | None] = mapped_column(Day)
    published_on: Mapped[dt.date | None] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    placement_id: Mapped[int | None] = mapped_column(
        ForeignKey("placement.id"), index=True
    )
    off_meant: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        Index(
            "uq_slot_series_number",
            "series_id",
            "number",
            unique=True,
            sqlite_where=_LIVE_OF_SERIES,
        ),
        Index("ix_slot_day", "day", "outlet_id", "unit_id", "state"),
        Index("ix_slot_unit", "unit_id", "day"),
    )


class SlotChange(Record):
    """One thing done to a slot, with its reason: what postpones, reschedules and cancels stays told apart."""

    __tablename__ = "slot_change"
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    day_before: Mapped[dt.date | None] = mapped_column(Day)
    day_after: Mapped[dt.date | None] = mapped_column(Day)
    state_before: Mapped[str] = mapped_column(String(12), default="")
    state_after: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[dt.datetime] = mapped_column(Moment)


class SlotRefusal(Record):
    """A placement that the clerk said is not what a slot was planned for: it is not proposed again."""

    __tablename__ = "slot_refusal"
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)


class OutletCapacity(Record):
    """How many slots a day an outlet (`column_name` empty) or a column takes; boards at once for a place."""

    __tablename__ = "outlet_capacity"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    column_name: Mapped[str] = mapped_column(String(120), default="")
    per_day: Mapped[int] = mapped_column()
    __table_args__ = (
        Index(
            "uq_outlet_capacity",
            "outlet_id",
            "column_name",
            unique=True,
            sqlite_where=_LIVE,
        ),
    )


class PlaceBooking(Record):
    """An advertising place or a screen, taken from–to; `count` is boards, screens or sheets."""

    __tablename__ = "place_booking"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"), index=True
    )
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    first_on: Mapped[dt.date] = mapped_column(Day)
    last_on: Mapped[dt.date] = mapped_column(Day)
    material: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        Index("ix_place_booking_place", "outlet_id", "first_on", "last_on"),
        Index("ix_place_booking_days", "first_on", "last_on"),
    )


class RecurringColumn(Record):
    """A column that brings `per_month` pieces each month, between two days (None: open)."""

    __tablename__ = "recurring_column"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    column_name: Mapped[str] = mapped_column(String(120), default="")
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"), index=True
    )
    per_month: Mapped[int] = mapped_column()
    first_on: Mapped[dt.date | None] = mapped_column(Day)
    last_on: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="")


SCHEDULE_TABLES: tuple[type[Record], ...] = (
    ScheduleSeries,
    ScheduleBlackout,
    Slot,
    SlotChange,
    SlotRefusal,
    OutletCapacity,
    PlaceBooking,
    RecurringColumn,
)
"""All tables of schedules, parents before children."""
