"""Series in the record: laid out, kept as one action, listed, changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import ValidationError
from models.journal import bulk_insert, bulk_update
from models.tables import Outlet
from models.tables_campaigns import Campaign
from services import text, workdays
from services.pinyin import initials
from services.registers.lookup import unit_index
from services.registers.outlets import get_outlet
from services.registers.units import UnitRow
from services.schedules.conflicts import Grade
from services.schedules.finding import draft_conflicts
from services.schedules.names import check_open
from services.schedules.planning import (
    OffDays,
    draft_series,
    get_series,
    outlet_name,
    series_blackouts,
)
from services.schedules.proposal import propose
from services.schedules.rhythm_words import pack_rhythm, read_rhythm
from services.schedules.rows import campaign_name, matching, slot_rows
from services.schedules.rules import check_span
from services.schedules.series import Slot, SlotState, check_series, short_words
from services.schedules.types import (
    Blackout,
    DraftSlot,
    SeriesDraft,
    SeriesProposal,
    SeriesRow,
    SlotRow,
)

NAME_MAX = 120
_LIMITS = {"time": 60, "place": 120, "person": 120, "column": 120}
_WORDS = {"time": "时间", "place": "地点", "person": "人员", "column": "栏目"}


def propose_series(
    session: Session, draft: SeriesDraft, slots: Sequence[DraftSlot] | None = None
) -> SeriesProposal:
    """Lay a draft out, or check slots that the clerk has changed; nothing is stored.

    Raises ValidationError (field: units, first, last, capacity, rhythm, column, time, place, person).
    """
    draft = _tidy(session, draft)
    units = _units(
        session, draft.unit_ids if slots is None else [s.unit_id for s in slots]
    )
    series = draft_series(session, draft, [u.name for u in units])
    known = workdays.load(session)
    if slots is None:
        proposal = propose(series, known)
        made = tuple(
            _draft_slot(slot, unit, draft)
            for slot, unit in zip(proposal.slots, units, strict=True)
        )
        notes, unpublished = proposal.notes, proposal.unpublished
    else:
        check_series(series)
        made = tuple(replace(s, unit=u.name) for s, u in zip(slots, units, strict=True))
        notes = ()
        days = [s.day for s in made if s.day]
        unpublished = tuple(known.unpublished(min(days), max(days))) if days else ()
    check_open([_pure(s) for s in made], units)
    found = draft_conflicts(session, draft, made, known)
    return SeriesProposal(draft, made, notes, unpublished, found)


def save_series(
    session: Session, draft: SeriesDraft, slots: Sequence[DraftSlot] | None = None
) -> int:
    """Keep a series as laid out, or with the slots as the clerk has changed them; returns its id.

    Call it in one `db.writing(...)`: it is one action then. Raises ValidationError as propose_series does,
    and for a name that is missing, a slot without a day, or a conflict that a rule forbids.
    """
    proposal = propose_series(session, draft, slots)
    draft = proposal.draft
    name = text.clean(draft.name) or draft.column
    if not name:
        raise ValidationError("请给这组排期起个名称，例如栏目的名称。", "name")
    if len(name) > NAME_MAX:
        raise ValidationError(f"名称最多 {NAME_MAX} 个字，请缩短。", "name")
    _refuse(proposal)
    record = t.ScheduleSeries(
        name=name,
        initials=initials(name)[:NAME_MAX],
        campaign_id=draft.campaign_id,
        outlet_id=draft.outlet_id,
        column_name=draft.column,
        first_on=draft.first,
        last_on=draft.last,
        rhythm=pack_rhythm(draft.rhythm),
        capacity=draft.capacity,
        time=draft.time,
        place=draft.place,
        person=draft.person,
        note=text.clean(draft.note),
    )
    session.add(record)
    session.flush()
    bulk_insert(
        session,
        t.ScheduleBlackout,
        [
            {
                "series_id": record.id,
                "first_on": b.first,
                "last_on": b.last,
                "reason": text.clean(b.reason),
            }
            for b in draft.blackout
        ],
    )
    insert_slots(session, draft, proposal.slots, record.id)
    return record.id


def insert_slots(
    session: Session,
    draft: SeriesDraft,
    slots: Sequence[DraftSlot],
    series_id: int,
    begin: int = 1,
) -> list[int]:
    """Add slots to a series, numbered from `begin`; returns their ids in order."""
    days = OffDays(session, [s.day for s in slots])
    outlet = outlet_name(session, draft.outlet_id)
    return bulk_insert(
        session,
        t.Slot,
        [
            {
                "series_id": series_id,
                "number": number,
                "unit_id": slot.unit_id,
                "outlet_id": draft.outlet_id,
                "column_name": draft.column,
                "campaign_id": draft.campaign_id,
                "day": slot.day,
                "planned_on": slot.day,
                "time": text.clean(slot.time),
                "place": text.clean(slot.place),
                "person": text.clean(slot.person),
                "topic": text.clean(slot.topic),
                "reason": slot.reason,
                "off_meant": days.off(slot.day, outlet, series_id),
            }
            for number, slot in enumerate(slots, start=begin)
        ],
    )


def load_series(session: Session, series_id: int) -> SeriesRow:
    """A series with its counts and blackouts; raises NotFound."""
    get_series(session, series_id)
    [row] = _rows(session, t.ScheduleSeries.id == series_id)
    return replace(row, blackout=series_blackouts(session, series_id))


def list_series(
    session: Session, words: str = "", campaign_id: int | None = None
) -> list[SeriesRow]:
    """Series, those that begin last first; without their blackouts."""
    which: list[ColumnElement[bool]] = []
    if campaign_id is not None:
        which.append(t.ScheduleSeries.campaign_id == campaign_id)
    series = t.ScheduleSeries
    searched = (
        series.name,
        series.column_name,
        Outlet.name,
        Campaign.title,
        Campaign.short_name,
    )
    which += matching(words, searched, (series.initials,))
    return _rows(session, *which)


def series_slots(session: Session, series_id: int) -> tuple[SlotRow, ...]:
    """The slots of a series by number, cancelled ones included."""
    rows = slot_rows(session, t.Slot.series_id == series_id)
    return tuple(sorted(rows, key=lambda s: (s.number, s.id)))


def edit_series(session: Session, series_id: int, **values: Any) -> None:
    """Change name, time, place, person, note, last, capacity of a series.

    Time, place and person go over to its slots that are still to come and had the former value. Raises
    ValidationError (the field), NotFound.
    """
    record = get_series(session, series_id)
    unknown = set(values) - {
        "name",
        "time",
        "place",
        "person",
        "note",
        "last",
        "capacity",
    }
    if unknown:
        raise KeyError(min(unknown))
    if "name" in values:
        values["name"] = _name(values["name"])
        record.initials = initials(values["name"])[:NAME_MAX]
    capacity = values.get("capacity")
    if capacity is not None and capacity < 1:
        raise ValidationError("每天的容量至少是 1。", "capacity")
    if "last" in values:
        last = values.pop("last")
        if last is not None and last < record.first_on:
            raise ValidationError(
                f"截止日期{short_words(last)}早于起始日期{short_words(record.first_on)}，请改其中一个。",
                "last",
            )
        record.last_on = last
    handed_on: dict[str, tuple[str, str]] = {}
    for key, value in values.items():
        if isinstance(value, str):
            value = text.clean(value)
            check_length(key, value)
        if key in ("time", "place", "person"):
            handed_on[key] = (getattr(record, key), value)
        setattr(record, key, value)
    session.flush()
    _hand_on(session, series_id, handed_on)


def delete_series(session: Session, series_id: int) -> None:
    """Put a series with its slots into the recycle bin; refused when some are published."""
    record = get_series(session, series_id)
    slots = series_slots(session, series_id)
    done = sum(s.state is SlotState.PUBLISHED for s in slots)
    if done:
        raise ValidationError(
            f"“{record.name}”已有 {done} 期刊播，不能整个删除。可以取消还没有刊播的各期。"
        )
    now = dt.datetime.now()
    bulk_update(session, t.Slot, {s.id: {"deleted_at": now} for s in slots})
    record = get_series(session, series_id)
    record.deleted_at = now
    session.flush()


def check_length(field: str, value: str) -> None:
    """Raise ValidationError for a text that is too long for its field."""
    limit = _LIMITS.get(field)
    if limit is not None and len(value) > limit:
        raise ValidationError(f"{_WORDS[field]}最多 {limit} 个字，请缩短。", field)


def _name(value: str) -> str:
    name = text.clean(value)
    if not name:
        raise ValidationError("请填写名称。", "name")
    if len(name) > NAME_MAX:
        raise ValidationError(f"名称最多 {NAME_MAX} 个字，请缩短。", "name")
    return name


def _hand_on(
    session: Session, series_id: int, values: Mapping[str, tuple[str, str]]
) -> None:
    changes: dict[int, dict[str, str]] = {}
    for slot in series_slots(session, series_id):
        if not slot.state.movable:
            continue
        for key, (before, after) in values.items():
            if getattr(slot, key) == before and before != after:
                changes.setdefault(slot.id, {})[key] = after
    bulk_update(session, t.Slot, changes)


def _tidy(session: Session, draft: SeriesDraft) -> SeriesDraft:
    texts = {
        key: text.clean(getattr(draft, key))
        for key in ("column", "time", "place", "person", "topic", "name")
    }
    for key, value in texts.items():
        check_length(key, value)
    if draft.outlet_id is not None:
        get_outlet(session, draft.outlet_id)
    for span in draft.blackout:
        check_span(span.first, span.last)
    spans = tuple(
        Blackout(b.first, b.last, text.clean(b.reason)) for b in draft.blackout
    )
    return replace(draft, blackout=spans, **texts)


def _units(session: Session, unit_ids: Sequence[int]) -> list[UnitRow]:
    by_id = unit_index(session).by_id
    missing = [i for i in unit_ids if i not in by_id]
    if missing:
        raise ValidationError(
            f"所选单位里有 {len(missing)} 个已经不在名册里了，请重新选择。", "units"
        )
    return [by_id[i] for i in unit_ids]


def _draft_slot(slot: Slot, unit: UnitRow, draft: SeriesDraft) -> DraftSlot:
    return DraftSlot(
        unit.id,
        unit.name,
        slot.day,
        slot.reason,
        draft.time,
        draft.place,
        draft.person,
        draft.topic,
    )


def _pure(slot: DraftSlot) -> Slot:
    return Slot(0, slot.unit, slot.day, slot.reason)


def _refuse(proposal: SeriesProposal) -> None:
    left = [s for s in proposal.slots if s.day is None]
    if left:
        names = "、".join(s.unit for s in left[:5])
        more = f" 等 {len(left)} 个单位" if len(left) > 5 else ""
        raise ValidationError(
            f"{left[0].reason}{names}{more}还没有日期，没有保存。请改起止日期，或每次多排几个。",
            "last",
        )
    for found in proposal.conflicts:
        if found.grade is Grade.FORBID:
            raise ValidationError(
                f"{found.sentence}按本单位的规则不允许这样排，没有保存。", "slots"
            )


def _rows(session: Session, *which: ColumnElement[bool]) -> list[SeriesRow]:
    series = t.ScheduleSeries
    query = (
        select(series, campaign_name(), func.coalesce(Outlet.name, ""))
        .outerjoin(
            Campaign,
            (Campaign.id == series.campaign_id) & Campaign.deleted_at.is_(None),
        )
        .outerjoin(Outlet, Outlet.id == series.outlet_id)
        .where(series.deleted_at.is_(None), *which)
        .order_by(series.first_on.desc(), series.id.desc())
    )
    found = session.execute(query).tuples().all()
    counts = _counts(session, [record.id for record, _, _ in found])
    return [
        SeriesRow(
            record.id,
            record.uid,
            record.name,
            record.campaign_id,
            campaign,
            record.outlet_id,
            outlet,
            record.column_name,
            record.first_on,
            record.last_on,
            read_rhythm(record.rhythm),
            record.capacity,
            record.time,
            record.place,
            record.person,
            record.note,
            **counts.get(record.id, {}),
        )
        for record, campaign, outlet in found
    ]


def _counts(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    live = t.Slot.state != SlotState.CANCELLED.value
    query = (
        select(
            t.Slot.series_id,
            *(
                func.sum(case((t.Slot.state == state.value, 1), else_=0))
                for state in SlotState
            ),
            func.sum(case((t.Slot.day.is_(None) & live, 1), else_=0)),
            func.min(case((live, t.Slot.day))),
            func.max(case((live, t.Slot.day))),
        )
        .where(t.Slot.deleted_at.is_(None), t.Slot.series_id.in_(ids))
        .group_by(t.Slot.series_id)
    )
    names = (*(s.value for s in SlotState), "unplaced", "from_day", "to_day")
    found: dict[int, dict[str, Any]] = {}
    for series_id, *values in session.execute(query).tuples():
        if series_id is not None:
            found[series_id] = dict(zip(names, values, strict=True))
            for key in ("from_day", "to_day"):
                value = found[series_id][key]
                if isinstance(value, int):
                    found[series_id][key] = dt.date.fromordinal(value)
    return found
