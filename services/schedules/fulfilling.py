"""Placements that units reported, proposed as what a slot was planned for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from models.tables import Outlet, Placement, Story
from models.vocabulary_schedules import ChangeKind
from services import text
from services.campaigns.links import tie_placements
from services.schedules.changes import Deed, carry_out
from services.schedules.rows import slot_rows, slots_by_id
from services.schedules.series import SlotState
from services.schedules.types import Fulfilment, SlotRow

NEAR_DAYS = 7
"""Days between a slot and a placement within which one can be the other."""
Pairs = Sequence[tuple[int, int]]
"""(slot id, placement id)."""


@dataclass(frozen=True)
class _Placed:
    """A placement that no slot has yet."""

    id: int
    unit_id: int
    day: dt.date
    outlet_id: int
    outlet: str
    column: str
    title: str


def fulfilments(session: Session) -> tuple[Fulfilment, ...]:
    """The best placement for each slot that is not published yet, by the day of the slot.

    The unit and the outlet or the column must be the same and the days near; a placement is proposed once,
    and never again for a slot that the clerk said it does not belong to.
    """
    open_states = [
        s.value for s in (SlotState.PLANNED, SlotState.CONFIRMED, SlotState.RECORDED)
    ]
    newest = session.scalar(
        select(func.max(Placement.published_on)).where(Placement.deleted_at.is_(None))
    )
    if newest is None:
        return ()
    slots = slot_rows(
        session,
        t.Slot.state.in_(open_states),
        t.Slot.day <= newest + dt.timedelta(days=NEAR_DAYS),
    )
    if not slots:
        return ()
    by_unit = _free_placements(session, slots)
    refused = {
        (slot, placement)
        for slot, placement in session.execute(
            select(t.SlotRefusal.slot_id, t.SlotRefusal.placement_id).where(
                t.SlotRefusal.deleted_at.is_(None)
            )
        ).tuples()
    }
    ranked: list[tuple[tuple[int, int, int, int], SlotRow, _Placed, str]] = []
    for slot in slots:
        for placed in by_unit.get(slot.unit_id, ()):
            fit = _fit(slot, placed)
            if fit is not None and (slot.id, placed.id) not in refused:
                rank, why = fit
                ranked.append(((*rank, slot.id, placed.id), slot, placed, why))
    ranked.sort(key=lambda r: r[0])
    return _best(ranked)


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


def _free_placements(
    session: Session, slots: Sequence[SlotRow]
) -> dict[int, list[_Placed]]:
    near = dt.timedelta(days=NEAR_DAYS)
    days = [s.day for s in slots if s.day]
    query = (
        select(
            Placement.id,
            Placement.unit_id,
            Placement.published_on,
            Placement.outlet_id,
            Outlet.name,
            Placement.column_name,
            Story.title,
        )
        .join(Story, Story.id == Placement.story_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(
            Placement.unit_id.in_({s.unit_id for s in slots}),
            Placement.published_on.between(min(days) - near, max(days) + near),
            Placement.deleted_at.is_(None),
        )
    )
    taken = _taken(session)
    found: dict[int, list[_Placed]] = defaultdict(list)
    for row in session.execute(query).tuples():
        placed = _Placed(*row)
        if placed.id not in taken:
            found[placed.unit_id].append(placed)
    return found


def _taken(session: Session) -> set[int]:
    query = select(t.Slot.placement_id).where(
        t.Slot.placement_id.is_not(None), t.Slot.deleted_at.is_(None)
    )
    return {i for i in session.scalars(query) if i is not None}


def _fit(slot: SlotRow, placed: _Placed) -> tuple[tuple[int, int], str] | None:
    """How badly a placement fits (less is better) and why it fits; None where it does not."""
    assert slot.day is not None  # the query asks for a day
    apart = abs((placed.day - slot.day).days)
    if apart > NEAR_DAYS:
        return None
    same_outlet = slot.outlet_id is not None and slot.outlet_id == placed.outlet_id
    same_column = bool(slot.column) and text.fold(slot.column) in (
        text.fold(placed.column),
        *_named(placed.title),
    )
    if not (same_outlet or same_column):
        return None
    if slot.column and placed.column and not same_column:
        return None  # the same station, another programme
    if not same_column and apart > 2:
        return None  # a station alone says little
    told = ["单位相同"]
    told += ["媒体相同"] if same_outlet else []
    told += ["栏目相同"] if same_column else []
    told.append("日期相同" if not apart else f"相差 {apart} 天")
    return (apart + (0 if same_column else 10), not same_outlet), "，".join(told)


def _named(title: str) -> list[str]:
    """Folded beginnings of a title before a colon or bar, where a column is named."""
    head = title
    for mark in "：:｜|丨":
        head = head.split(mark, 1)[0]
    return [text.fold(head)] if head != title else []


def _best(
    ranked: Sequence[tuple[tuple[int, int, int, int], SlotRow, _Placed, str]],
) -> tuple[Fulfilment, ...]:
    slots: set[int] = set()
    placements: set[int] = set()
    found: list[Fulfilment] = []
    for _, slot, placed, why in ranked:
        if slot.id in slots or placed.id in placements:
            continue
        slots.add(slot.id)
        placements.add(placed.id)
        found.append(
            Fulfilment(
                slot,
                placed.id,
                placed.title,
                placed.outlet,
                placed.column,
                placed.day,
                why,
            )
        )
    return tuple(sorted(found, key=lambda f: (f.slot.day or dt.date.max, f.slot.id)))
