"""The slots of the week after, for the weekly workbook."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from models import tables_schedules as t
from services.registers.units import liaisons_on
from services.schedules.rows import slot_rows
from services.schedules.series import SlotState
from services.weekly_types import SlotLine
from services.weeks import sunday, week_of


def next_week_slots(session: Session, week: dt.date) -> list[SlotLine]:
    """What is scheduled for the week after that of a day, cancelled slots left out, by day and time."""
    first = week_of(week) + dt.timedelta(weeks=1)
    rows = slot_rows(
        session,
        t.Slot.day.between(first, sunday(first)),
        t.Slot.state != SlotState.CANCELLED.value,
    )
    people = liaisons_on(session, first) if rows else {}
    return [
        SlotLine(
            day=slot.day.isoformat(),
            time=slot.time,
            unit=slot.unit,
            outlet=slot.outlet,
            column=slot.column,
            person=slot.person,
            place=slot.place,
            topic=slot.topic,
            state=slot.state.label,
            liaison=people.get(slot.unit_id, ("", ""))[0],
            phone=people.get(slot.unit_id, ("", ""))[1],
        )
        for slot in rows
        if slot.day is not None
    ]
