"""What the panel tells of one slot, read in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.errors import NotFound
from services.registers.units import liaisons_on
from services.schedules.types import Fulfilment, MonthData
from ui.schedule.panel_parts import SlotView


def read_detail(
    session: Session,
    slot_id: int,
    data: MonthData | None,
    proposed: Sequence[Fulfilment],
) -> SlotView | None:
    """One slot with its liaison, changes and conflicts; None when it is gone."""
    from services.schedules.slots import get_slot, slot_changes
    from services.schedules.store import load_series

    try:
        slot = get_slot(session, slot_id)
    except NotFound:
        return None
    day = slot.day or dt.date.today()
    person, phone = liaisons_on(session, day).get(slot.unit_id, ("", ""))
    series = slot.series_id
    return SlotView(
        slot,
        person,
        phone,
        slot_changes(session, slot_id),
        data.conflicts_by_slot.get(slot_id, ()) if data is not None else (),
        tuple(f for f in proposed if f.slot.id == slot_id),
        load_series(session, series).total if series is not None else 0,
    )
