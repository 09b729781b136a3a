"""Placements that units reported, proposed as what a slot was planned for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from models.tables import Placement
from models.vocabulary_schedules import ChangeKind
from services.campaigns.links import tie_placements
from services.schedules.changes import Deed, carry_out
from services.schedules.matching import matches
from services.schedules.rows import slots_by_id
from services.schedules.series import SlotState
from services.schedules.types import Fulfilment

Pairs = Sequence[tuple[int, int]]
"""(slot id, placement id)."""


def fulfilments(session: Session) -> tuple[Fulfilment, ...]:
    """The best placement for each slot that is not published yet, by the day of the slot; see `matches`."""
    found = matches(session)
    slots = slots_by_id(session, [m.slot_id for m in found])
    return tuple(
        Fulfilment(slot, m.placement_id, m.title, m.outlet, m.column, m.day, m.why)
        for slot, m in zip(slots, found, strict=True)
    )


def accept_fulfilments(session: Session, pairs: Pairs) -> int:
    """Take placements as what slots were planned for: the slots are published then; returns how many.

    Days of confirming and recording that nobody told stay empty. Raises ValidationError for a
    placement or a slot that is taken already, NotFound.
    """
    deeds: list[Deed] = []
    taken = _taken(session)
    for slot, placement_id in zip(
        slots_by_id(session, [s for s, _ in pairs]),
        [p for _, p in pairs],
        strict=True,
    ):
        if slot.state in (SlotState.PUBLISHED, SlotState.CANCELLED):
            raise ValidationError(
                f"“{slot.unit}”{slot.state.label}，不能再对应。", "slot"
            )
        placement = session.get(Placement, placement_id)
        if placement is None or placement.deleted_at is not None:
            raise NotFound("这条刊播记录已经不在了，可能刚被删除。")
        if placement_id in taken:
            raise ValidationError("这条刊播记录已经对应了另一期排期。", "placement")
        taken.add(placement_id)
        day = placement.published_on
        if slot.campaign_id is not None and slot.campaign:
            tie_placements(session, slot.campaign_id, [placement_id])
        values = {
            "state": SlotState.PUBLISHED,
            "placement_id": placement_id,
            "published_on": day,
        }
        deeds.append(Deed(slot, ChangeKind.FULFIL, values))
    carry_out(session, deeds)
    return len(deeds)


def reject_fulfilments(session: Session, pairs: Pairs) -> int:
    """Remember that placements are not what the slots were planned for; returns how many pairs."""
    for slot_id, placement_id in pairs:
        session.add(t.SlotRefusal(slot_id=slot_id, placement_id=placement_id))
    session.flush()
    return len(pairs)


def _taken(session: Session) -> set[int]:
    query = select(t.Slot.placement_id).where(
        t.Slot.placement_id.is_not(None), t.Slot.deleted_at.is_(None)
    )
    return {i for i in session.scalars(query) if i is not None}
