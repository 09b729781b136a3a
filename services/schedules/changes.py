"""What is done to slots, written down with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.journal import bulk_insert, bulk_update
from models.vocabulary_schedules import ChangeKind
from services import text
from services.schedules.series import SlotState
from services.schedules.types import SlotChangeRow, SlotRow


@dataclass(frozen=True)
class Deed:
    """One slot with the fields that change, the kind of the deed and its reason."""

    slot: SlotRow
    kind: ChangeKind
    values: Mapping[str, Any]
    reason: str = ""


def carry_out(session: Session, deeds: Iterable[Deed]) -> None:
    """Change the slots and note what was done to each, in one go."""
    done = list(deeds)
    now = dt.datetime.now().replace(microsecond=0)
    bulk_update(
        session,
        t.Slot,
        {d.slot.id: {k: _stored(v) for k, v in d.values.items()} for d in done},
    )
    bulk_insert(session, t.SlotChange, [_noted(d, now) for d in done])


def slot_changes(session: Session, slot_id: int) -> tuple[SlotChangeRow, ...]:
    """All that was done to a slot, newest first."""
    query = (
        select(t.SlotChange)
        .where(t.SlotChange.slot_id == slot_id, t.SlotChange.deleted_at.is_(None))
        .order_by(t.SlotChange.id.desc())
    )
    return tuple(
        SlotChangeRow(
            c.id,
            c.slot_id,
            ChangeKind(c.kind),
            c.day_before,
            c.day_after,
            SlotState(c.state_before) if c.state_before else None,
            SlotState(c.state_after) if c.state_after else None,
            c.reason,
            c.made_at,
        )
        for c in session.scalars(query)
    )


def _noted(deed: Deed, now: dt.datetime) -> dict[str, Any]:
    slot = deed.slot
    after = deed.values.get("state")
    turned = after is not None and after != slot.state
    return {
        "slot_id": slot.id,
        "kind": deed.kind.value,
        "day_before": slot.day,
        "day_after": deed.values.get("day", slot.day),
        "state_before": slot.state.value if turned else "",
        "state_after": SlotState(after).value if turned else "",
        "reason": text.clean(deed.reason),
        "made_at": now,
    }


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, SlotState) else value
