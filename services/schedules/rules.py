"""The rules of the office for schedules: grades of conflicts, capacities, days without slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from models.tables import Outlet
from models.tables_campaigns import Campaign, CampaignPhase
from services import settings, text, workdays
from services.registers.outlets import get_outlet
from services.schedules.conflicts import DEFAULT_GRADES, Grade, Rule, Rules, Span
from services.schedules.rows import campaign_name
from services.schedules.series import MAX_COUNT, day_words
from services.schedules.types import BlackoutRow, CapacityRow, ScheduleRules
from services.workdays import Workdays

GRADES_KEY = "schedule_grades"
MAX_BLACKOUT = 366
"""Days that one blackout may cover."""
_DAY = dt.timedelta(days=1)


def load_rules(session: Session) -> ScheduleRules:
    """Everything that the office decided, for the page of settings."""
    return ScheduleRules(
        load_grades(session), tuple(capacities(session)), tuple(blackouts(session))
    )


def load_grades(session: Session) -> dict[Rule, Grade]:
    """A grade for each rule, the default where the office said nothing."""
    stored: dict[str, int] = settings.get_raw(session, GRADES_KEY, {})
    return {
        rule: Grade(stored[rule]) if rule in stored else DEFAULT_GRADES[rule]
        for rule in Rule
    }


def save_grades(session: Session, grades: Mapping[Rule, Grade]) -> None:
    """Store the grades of some rules; the others stay as they are."""
    after = {**load_grades(session), **grades}
    settings.put_raw(
        session, GRADES_KEY, {rule.value: int(grade) for rule, grade in after.items()}
    )


def capacities(session: Session) -> list[CapacityRow]:
    """How much the outlets and their columns take, by outlet."""
    query = (
        select(
            t.OutletCapacity.id,
            t.OutletCapacity.outlet_id,
            Outlet.name,
            t.OutletCapacity.column_name,
            t.OutletCapacity.per_day,
        )
        .join(Outlet, Outlet.id == t.OutletCapacity.outlet_id)
        .where(t.OutletCapacity.deleted_at.is_(None), Outlet.deleted_at.is_(None))
        .order_by(
            Outlet.level, Outlet.position, Outlet.id, t.OutletCapacity.column_name
        )
    )
    return [CapacityRow(*row) for row in session.execute(query).tuples()]


def save_capacity(
    session: Session, outlet_id: int, column: str, per_day: int | None
) -> None:
    """Say how many slots a day an outlet (`column` empty) or a column takes; None: no limit any more.

    Raises ValidationError (field per_day).
    """
    if per_day is not None and not 1 <= per_day <= MAX_COUNT:
        raise ValidationError(
            f"每天的容量请填 1 到 {MAX_COUNT}，现在是 {per_day}。", "per_day"
        )
    get_outlet(session, outlet_id)
    name = text.clean(column)
    stored = session.scalar(
        select(t.OutletCapacity).where(
            t.OutletCapacity.outlet_id == outlet_id,
            t.OutletCapacity.column_name == name,
            t.OutletCapacity.deleted_at.is_(None),
        )
    )
    if stored is None:
        if per_day is not None:
            session.add(
                t.OutletCapacity(outlet_id=outlet_id, column_name=name, per_day=per_day)
            )
    elif per_day is None:
        stored.deleted_at = dt.datetime.now()
    else:
        stored.per_day = per_day
    session.flush()


def blackouts(session: Session, series_id: int | None = None) -> list[BlackoutRow]:
    """Blackouts of the office and of outlets; with `series_id` those of this series only."""
    own = t.ScheduleBlackout.series_id
    query = (
        select(
            t.ScheduleBlackout.id,
            t.ScheduleBlackout.series_id,
            t.ScheduleSeries.name,
            t.ScheduleBlackout.outlet_id,
            Outlet.name,
            t.ScheduleBlackout.first_on,
            t.ScheduleBlackout.last_on,
            t.ScheduleBlackout.reason,
        )
        .outerjoin(
            t.ScheduleSeries, t.ScheduleSeries.id == t.ScheduleBlackout.series_id
        )
        .outerjoin(Outlet, Outlet.id == t.ScheduleBlackout.outlet_id)
        .where(
            t.ScheduleBlackout.deleted_at.is_(None),
            own.is_(None) if series_id is None else own == series_id,
        )
        .order_by(t.ScheduleBlackout.first_on, t.ScheduleBlackout.id)
    )
    return [
        BlackoutRow(
            row[0], row[1], row[2] or "", row[3], row[4] or "", row[5], row[6], row[7]
        )
        for row in session.execute(query).tuples()
    ]


def save_blackout(
    session: Session,
    *,
    first: dt.date,
    last: dt.date,
    reason: str,
    outlet_id: int | None = None,
    series_id: int | None = None,
) -> int:
    """Keep days free of slots: of the whole office, an outlet, or a series; returns the id.

    Raises ValidationError (field: last, reason).
    """
    check_span(first, last)
    why = text.clean(reason)
    if not why:
        raise ValidationError(
            "请写明停排的原因，例如“设备检修”，以后查看时才知道为什么。", "reason"
        )
    if outlet_id is not None:
        get_outlet(session, outlet_id)
    record = t.ScheduleBlackout(
        series_id=series_id,
        outlet_id=outlet_id,
        first_on=first,
        last_on=last,
        reason=why,
    )
    session.add(record)
    session.flush()
    return record.id


def check_span(first: dt.date, last: dt.date) -> None:
    """Raise ValidationError (field last) for a blackout that runs backwards or far too long."""
    if last < first:
        raise ValidationError(
            f"停排的结束日{day_words(last)}早于开始日{day_words(first)}，请改其中一个。",
            "last",
        )
    if (last - first).days >= MAX_BLACKOUT:
        raise ValidationError("停排最长一年，请核对年份。", "last")


def delete_blackouts(session: Session, ids: Sequence[int]) -> int:
    """Open days again; returns how many blackouts went. Raises NotFound."""
    now = dt.datetime.now()
    for blackout_id in dict.fromkeys(ids):
        record = session.get(t.ScheduleBlackout, blackout_id)
        if record is None or record.deleted_at is not None:
            raise NotFound("这段停排日已经不在了，可能刚被删除。")
        record.deleted_at = now
    session.flush()
    return len(set(ids))


def conflict_rules(
    session: Session,
    first: dt.date,
    last: dt.date,
    campaigns: Iterable[int | None] = (),
    known: Workdays | None = None,
) -> Rules:
    """The rules as the search for conflicts takes them, for days between two days and some campaigns."""
    return Rules(
        known or workdays.load(session),
        load_grades(session),
        limits(session),
        _phases(session, {c for c in campaigns if c is not None}),
        blackout_words(session, first, last),
    )


def limits(session: Session) -> dict[tuple[str, str], int]:
    """(outlet, column) → slots a day: as the office set it, else the least that a series of it asks for."""
    found: dict[tuple[str, str], int] = {}
    query = (
        select(Outlet.name, t.ScheduleSeries.column_name, t.ScheduleSeries.capacity)
        .select_from(t.ScheduleSeries)
        .outerjoin(Outlet, Outlet.id == t.ScheduleSeries.outlet_id)
        .where(
            t.ScheduleSeries.deleted_at.is_(None),
            t.ScheduleSeries.capacity.is_not(None),
        )
    )
    for outlet, column, capacity in session.execute(query).tuples():
        key = (outlet or "", column)
        if any(key) and capacity is not None:
            found[key] = min(capacity, found.get(key, capacity))
    return found | {(c.outlet, c.column): c.per_day for c in capacities(session)}


def blackout_words(
    session: Session, first: dt.date, last: dt.date
) -> dict[tuple[dt.date, str], str]:
    """(day, outlet) → why it is kept free; outlet '' is the whole office. Blackouts of series are not told."""
    found: dict[tuple[dt.date, str], str] = {}
    for row in blackouts(session):
        day, end = max(row.first, first), min(row.last, last)
        while day <= end:
            found[day, row.outlet] = row.reason
            day += _DAY
    return found


def _phases(session: Session, campaigns: set[int]) -> dict[str, list[Span]]:
    """Campaign → its dated phases; its whole span where no phase has dates."""
    if not campaigns:
        return {}
    found: dict[str, list[Span]] = {}
    query = (
        select(campaign_name(), CampaignPhase.starts_on, CampaignPhase.ends_on)
        .join(Campaign, Campaign.id == CampaignPhase.campaign_id)
        .where(
            Campaign.id.in_(campaigns),
            CampaignPhase.deleted_at.is_(None),
            or_(
                CampaignPhase.starts_on.is_not(None), CampaignPhase.ends_on.is_not(None)
            ),
        )
    )
    for name, starts, ends in session.execute(query).tuples():
        found.setdefault(name, []).append((starts or dt.date.min, ends or dt.date.max))
    whole = select(campaign_name(), Campaign.starts_on, Campaign.ends_on).where(
        Campaign.id.in_(campaigns), Campaign.starts_on.is_not(None)
    )
    for name, starts, ends in session.execute(whole).tuples():
        if starts is not None:
            found.setdefault(name, [(starts, ends or dt.date.max)])
    return found
