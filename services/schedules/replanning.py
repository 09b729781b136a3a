"""Holidays that were entered late: the slots that they hit, moved out of the way, and what changed told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.tables import Outlet
from models.vocabulary_schedules import ChangeKind
from services import workdays
from services.schedules import moving
from services.schedules.changes import Deed, carry_out
from services.schedules.finding import conflicts_of
from services.schedules.planning import OffDays, lone_series, stored_series
from services.schedules.rows import plain, slot_rows
from services.schedules.series import SlotState
from services.schedules.store import load_series, series_slots
from services.schedules.types import MoveChange, MoveResult, SlotRow
from services.workdays import Workdays


def days_off_hit(session: Session, since: dt.date) -> int:
    """How many slots from a day on stand on a day off, or kept free, without having been put there on purpose."""
    return len(_hit(session, since))


def preview_replan(session: Session, since: dt.date) -> MoveResult:
    """What re-planning from a day on would change; nothing is stored."""
    known = workdays.load(session)
    after = _replanned(session, since, known)
    return _result(session, after, known)


def replan(session: Session, since: dt.date) -> MoveResult:
    """Move the slots that days off have hit, and only what has to give way; returns what changed.

    A slot for which no day is left before the end of its series loses its day and says so.
    """
    known = workdays.load(session)
    after = _replanned(session, since, known)
    result = _result(session, after, known)
    carry_out(
        session,
        [
            Deed(
                before,
                ChangeKind.REPLAN,
                {"day": now.day, "reason": now.reason, "off_meant": False},
                now.reason,
            )
            for before, now in after
        ],
    )
    return result


def _hit(session: Session, since: dt.date) -> list[SlotRow]:
    movable = [s.value for s in SlotState if s.movable]
    which = (
        t.Slot.day >= since,
        t.Slot.state.in_(movable),
        t.Slot.off_meant.is_(False),
    )
    # Days first: of thousands of slots few stand on a day off.
    query = (
        select(t.Slot.day, Outlet.name, t.Slot.series_id)
        .outerjoin(Outlet, Outlet.id == t.Slot.outlet_id)
        .where(t.Slot.deleted_at.is_(None), *which)
        .distinct()
    )
    found = session.execute(query).tuples().all()
    days = OffDays(session, [day for day, _, _ in found])
    off = {day for day, outlet, series in found if days.off(day, outlet or "", series)}
    if not off:
        return []
    rows = slot_rows(session, *which, t.Slot.day.in_(off))
    return [s for s in rows if days.off(s.day, s.outlet, s.series_id)]


def _replanned(
    session: Session, since: dt.date, known: Workdays
) -> list[tuple[SlotRow, SlotRow]]:
    """(before, after) of every slot that gets another day, series by series in the order of the hits."""
    found: list[tuple[SlotRow, SlotRow]] = []
    groups: dict[int, list[SlotRow]] = defaultdict(list)
    for slot in _hit(session, since):
        groups[slot.series_id or -slot.id].append(slot)
    for key, hit in groups.items():
        if key > 0:
            rows: Sequence[SlotRow] = series_slots(session, key)
            series = stored_series(session, load_series(session, key), rows, found)
        else:
            rows, series = hit, lone_series(session, hit[0], found)
        pure = [
            # A slot that stands on a day off on purpose stays; so does one that is done.
            replace(plain(r, r.number or r.id), state=SlotState.RECORDED)
            if r.off_meant and r.state.movable
            else plain(r, r.number or r.id)
            for r in rows
        ]
        moved = moving.replan(pure, series, known, since=since)
        for row, slot in zip(rows, moved.slots, strict=True):
            if slot.day != row.day:
                found.append((row, replace(row, day=slot.day, reason=slot.reason)))
    return found


def _result(
    session: Session, moved: Sequence[tuple[SlotRow, SlotRow]], known: Workdays
) -> MoveResult:
    changes = [
        MoveChange(
            before.id,
            before.unit,
            before.series,
            before.number,
            before.day,
            after.day,
            after.reason,
            before.state,
        )
        for before, after in moved
    ]
    changes.sort(key=lambda c: (c.before or dt.date.max, c.series, c.number))
    days = [c.after for c in changes if c.after]
    return MoveResult(
        tuple(changes),
        conflicts_of(session, [after for _, after in moved], known),
        tuple(known.unpublished(min(days), max(days))) if days else (),
    )
