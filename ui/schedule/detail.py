"""What the panel tells of one slot, read in one go."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from models.errors import NotFound
from services.registers.units import liaisons_on
from ui.schedule.panel_parts import SlotView
from ui.schedule.reading import Shown


def read_detail(session: Session, slot_id: int, shown: Shown | None) -> SlotView | None:
    """One slot with its liaison, changes and conflicts; None when it is gone."""
    from services.schedules.slots import get_slot, slot_changes
    from services.schedules.store import load_series

    try:
        slot = get_slot(session, slot_id)
    except NotFound:
        return None
    person, phone = liaisons_on(session, slot.day or dt.date.today()).get(
        slot.unit_id, ("", "")
    )
    total = (
        load_series(session, slot.series_id).total if slot.series_id is not None else 0
    )
    found = shown.data.conflicts_by_slot.get(slot_id, ()) if shown is not None else ()
    proposed = (
        [f for f in shown.fulfilments if f.slot.id == slot_id]
        if shown is not None
        else []
    )
    return SlotView(
        slot,
        person,
        phone,
        slot_changes(session, slot_id),
        tuple(found),
        tuple(proposed),
        total,
    )
