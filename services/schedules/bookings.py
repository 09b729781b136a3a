"""Advertising places and screens: who has them from when to when, with what, and where two meet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from models.tables import Outlet, Unit
from models.tables_campaigns import Campaign
from services import text
from services.campaigns.store import get_campaign
from services.registers.outlets import get_outlet
from services.registers.units import get_unit
from services.schedules.conflicts import Grade, Rule
from services.schedules.rows import campaign_name, matching
from services.schedules.rules import limits, load_grades
from services.schedules.series import day_words, short_words
from services.schedules.types import BookingRow, ConflictRow, SlotFilter

MAX_COUNT = 100_000
MAX_DAYS = 3 * 366


def list_bookings(
    session: Session,
    first: dt.date | None = None,
    last: dt.date | None = None,
    words: str = "",
) -> list[BookingRow]:
    """Bookings that touch the span, by first day."""
    return booking_rows(session, first, last, SlotFilter(words=words))


def booking_rows(
    session: Session, first: dt.date | None, last: dt.date | None, wanted: SlotFilter
) -> list[BookingRow]:
    """Bookings that touch the span and pass the filter (a filter on series, column or state lets none through)."""
    if wanted.series_id is not None or wanted.column or wanted.states:
        return []
    booking = t.PlaceBooking
    which: list[ColumnElement[bool]] = []
    if first is not None:
        which.append(booking.last_on >= first)
    if last is not None:
        which.append(booking.first_on <= last)
    for column, value in (
        (booking.outlet_id, wanted.outlet_id),
        (booking.campaign_id, wanted.campaign_id),
        (booking.unit_id, wanted.unit_id),
    ):
        if value is not None:
            which.append(column == value)
    searched = (
        Outlet.name,
        Unit.name,
        Unit.short_name,
        Campaign.title,
        Campaign.short_name,
        booking.material,
        booking.note,
    )
    which += matching(wanted.words, searched)
    query = (
        select(
            booking.id,
            booking.uid,
            booking.outlet_id,
            Outlet.name,
            booking.campaign_id,
            campaign_name(),
            booking.unit_id,
            Unit.name,
            booking.first_on,
            booking.last_on,
            booking.material,
            booking.count,
            booking.note,
        )
        .join(Outlet, Outlet.id == booking.outlet_id)
        .outerjoin(Unit, Unit.id == booking.unit_id)
        .outerjoin(
            Campaign,
            (Campaign.id == booking.campaign_id) & Campaign.deleted_at.is_(None),
        )
        .where(booking.deleted_at.is_(None), *which)
        .order_by(booking.first_on, Outlet.position, booking.id)
    )
    return [_row(row) for row in session.execute(query).tuples()]


def _row(values: Sequence[Any]) -> BookingRow:
    cells = list(values)
    cells[7] = cells[7] or ""
    return BookingRow(*cells)


def save_booking(
    session: Session,
    booking_id: int | None = None,
    *,
    outlet_id: int,
    first: dt.date,
    last: dt.date,
    material: str,
    count: int = 1,
    campaign_id: int | None = None,
    unit_id: int | None = None,
    note: str = "",
) -> int:
    """Add (None) or change a booking; returns its id.

    Raises ValidationError (field: last, material, count), NotFound, and where a rule forbids the overlap.
    """
    _check(first, last, count)
    what = text.clean(material)
    if not what:
        raise ValidationError(
            "请写明投放的内容，例如“创文公益海报”，汇总时才分得清。", "material"
        )
    get_outlet(session, outlet_id)
    if campaign_id is not None:
        get_campaign(session, campaign_id)
    if unit_id is not None:
        get_unit(session, unit_id)
    if booking_id is None:
        record = t.PlaceBooking(outlet_id=outlet_id, first_on=first, last_on=last)
        session.add(record)
    else:
        record = _get(session, booking_id)
    record.outlet_id, record.campaign_id, record.unit_id = (
        outlet_id,
        campaign_id,
        unit_id,
    )
    record.first_on, record.last_on, record.count = first, last, count
    record.material, record.note = what, text.clean(note)
    session.flush()
    for found in booking_conflicts(session, first, last):
        if record.id in found.booking_ids and found.grade is Grade.FORBID:
            raise ValidationError(
                f"{found.sentence}按本单位的规则不允许重复占用，没有保存。", "first"
            )
    return record.id


def delete_bookings(session: Session, ids: Sequence[int]) -> int:
    """Put bookings into the recycle bin; returns how many. Raises NotFound."""
    now = dt.datetime.now()
    for booking_id in dict.fromkeys(ids):
        _get(session, booking_id).deleted_at = now
    session.flush()
    return len(set(ids))


def booking_conflicts(
    session: Session, first: dt.date, last: dt.date
) -> tuple[ConflictRow, ...]:
    """Places that are taken twice between two days."""
    rows = booking_rows(session, first, last, SlotFilter())
    return overlapping(session, rows, first, last, load_grades(session))


def overlapping(
    session: Session,
    rows: Sequence[BookingRow],
    first: dt.date,
    last: dt.date,
    grades: Mapping[Rule, Grade],
) -> tuple[ConflictRow, ...]:
    """Bookings of one place that meet, each meeting told once, on its first day in the span.

    A place whose capacity is known takes as many boards at once; another takes one booking.
    """
    grade = grades[Rule.PLACE_TAKEN]
    if grade is Grade.OFF or len(rows) < 2:
        return ()
    room = limits(session)
    by_place: dict[str, list[BookingRow]] = defaultdict(list)
    for row in rows:
        by_place[row.outlet].append(row)
    found: list[ConflictRow] = []
    for place, mine in by_place.items():
        seen: set[tuple[int, ...]] = set()
        for day in sorted({max(b.first, first) for b in mine}):
            there = [b for b in mine if b.covers(day)]
            limit = room.get((place, ""))
            if len(there) < 2 or day > last:
                continue
            if limit is not None and sum(b.count for b in there) <= limit:
                continue
            ids = tuple(sorted(b.id for b in there))
            if ids not in seen:
                seen.add(ids)
                found.append(_meeting(place, day, there, grade, limit, ids))
    return tuple(sorted(found, key=lambda c: (c.day, c.sentence)))


def _meeting(
    place: str,
    day: dt.date,
    there: Sequence[BookingRow],
    grade: Grade,
    limit: int | None,
    ids: tuple[int, ...],
) -> ConflictRow:
    names = "、".join(f"“{b.material}”" for b in there)
    if limit is None:
        words = f"{place}同时安排了{names}。"
    else:
        total = sum(b.count for b in there)
        words = f"{place}一共 {limit} 处，{names}合计要用 {total} 处。"
    return ConflictRow(
        Rule.PLACE_TAKEN, grade, day, (), f"{short_words(day)}起：{words}", ids
    )


def _check(first: dt.date, last: dt.date, count: int) -> None:
    if last < first:
        raise ValidationError(
            f"结束日期{day_words(last)}早于开始日期{day_words(first)}，请改其中一个。",
            "last",
        )
    if (last - first).days >= MAX_DAYS:
        raise ValidationError("一次最长三年，请核对年份。", "last")
    if not 1 <= count <= MAX_COUNT:
        raise ValidationError(f"数量请填 1 到 {MAX_COUNT}，现在是 {count}。", "count")


def _get(session: Session, booking_id: int) -> t.PlaceBooking:
    record = session.get(t.PlaceBooking, booking_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这条投放安排已经不在了，可能刚被删除。")
    return record
