"""Conflicts among stored slots, drafts and bookings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.tables import Unit
from services.registers.units import exists_on
from services.schedules.conflicts import Conflict, Grade, Rule, conflicts
from services.schedules.planning import outlet_name
from services.schedules.rows import campaign_label, plain, slot_rows
from services.schedules.rules import conflict_rules
from services.schedules.series import Slot, SlotState, short_words
from services.schedules.types import ConflictRow, DraftSlot, SeriesDraft, SlotRow
from services.workdays import Workdays


def slot_conflicts(
    session: Session,
    slots: Sequence[SlotRow],
    first: dt.date,
    last: dt.date,
    known: Workdays | None = None,
) -> tuple[ConflictRow, ...]:
    """What does not go together among these slots, all of the days from `first` to `last`."""
    rules = conflict_rules(session, first, last, {s.campaign_id for s in slots}, known)
    found = [_row(c) for c in conflicts([plain(s, s.id) for s in slots], rules)]
    closed = _closed_units(session, slots, rules.grade(Rule.UNIT_CLOSED))
    if closed:
        order = list(Rule)
        found += closed
        found.sort(key=lambda c: (c.day, -c.grade, order.index(c.rule), c.sentence))
    return tuple(found)


def conflicts_of(
    session: Session,
    changed: Iterable[SlotRow],
    known: Workdays | None = None,
) -> tuple[ConflictRow, ...]:
    """The conflicts that slots would have on the days that they carry, with all that is stored there."""
    after = {s.id: s for s in changed if s.day is not None}
    days = {s.day for s in after.values() if s.day}
    if not days:
        return ()
    there = [s for s in _on_days(session, days) if s.id not in after]
    found = slot_conflicts(
        session, [*there, *after.values()], min(days), max(days), known
    )
    return tuple(c for c in found if any(i in after for i in c.slot_ids))


def draft_conflicts(
    session: Session,
    draft: SeriesDraft,
    slots: Sequence[DraftSlot],
    known: Workdays,
) -> tuple[ConflictRow, ...]:
    """The conflicts of a proposal with itself and with what is stored; slots by their place, from 0."""
    days = {s.day for s in slots if s.day}
    if not days:
        return ()
    outlet = outlet_name(session, draft.outlet_id)
    campaign = campaign_label(session, draft.campaign_id)
    mine = [
        Slot(
            place,
            s.unit,
            s.day,
            outlet=outlet,
            column=draft.column,
            campaign=campaign,
            time=s.time,
            place=s.place,
            person=s.person,
        )
        for place, s in enumerate(slots)
    ]
    there = _on_days(session, days)
    campaigns = {draft.campaign_id, *(s.campaign_id for s in there)}
    rules = conflict_rules(session, min(days), max(days), campaigns, known)
    if draft.capacity is not None and (outlet or draft.column):
        key = (outlet, draft.column)
        limit = min(draft.capacity, rules.capacity.get(key, draft.capacity))
        rules = replace(rules, capacity={**rules.capacity, key: limit})
    found = conflicts([*mine, *(plain(s, -s.id) for s in there)], rules)
    return tuple(_row(c) for c in found if any(s.no >= 0 for s in c.slots))


def _closed_units(
    session: Session, slots: Sequence[SlotRow], grade: Grade
) -> list[ConflictRow]:
    """Slots of units that do not exist on the day: closed or merged away since they were laid out."""
    if grade is Grade.OFF:
        return []
    query = select(Unit.id, Unit.valid_from, Unit.valid_to).where(
        or_(Unit.valid_from.is_not(None), Unit.valid_to.is_not(None))
    )
    spans = {i: (begin, end) for i, begin, end in session.execute(query).tuples()}
    return [
        ConflictRow(
            Rule.UNIT_CLOSED,
            grade,
            s.day,
            (s.id,),
            f"{short_words(s.day)}：“{s.unit}”这一天已停用或还没有启用。",
        )
        for s in slots
        if s.day
        and s.unit_id in spans
        and s.state is not SlotState.CANCELLED
        and not exists_on(*spans[s.unit_id], s.day)
    ]


def _on_days(session: Session, days: set[dt.date]) -> list[SlotRow]:
    if len(days) <= 400:
        return slot_rows(session, t.Slot.day.in_(sorted(days)))
    found = slot_rows(session, t.Slot.day.between(min(days), max(days)))
    return [s for s in found if s.day in days]


def _row(found: Conflict) -> ConflictRow:
    return ConflictRow(
        found.rule,
        found.grade,
        found.day,
        tuple(s.no for s in found.slots if s.no >= 0),
        found.sentence,
    )
