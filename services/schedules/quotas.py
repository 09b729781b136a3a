"""Recurring columns: how many pieces a month are expected, and how many came."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from models.tables import Outlet, Placement
from models.tables_campaigns import Campaign
from services import text
from services.campaigns.store import get_campaign
from services.registers.outlets import get_outlet
from services.schedules.rows import campaign_name
from services.schedules.series import MAX_COUNT, SlotState, day_words
from services.schedules.types import QuotaMonth, QuotaRow

MAX_MONTHS = 60
_Key = tuple[int, str, int, int]
"""Outlet, folded column, year, month."""


def list_quotas(session: Session) -> list[QuotaRow]:
    """All recurring columns, by outlet and column."""
    quota = t.RecurringColumn
    query = (
        select(quota, Outlet.name, campaign_name())
        .join(Outlet, Outlet.id == quota.outlet_id)
        .outerjoin(
            Campaign,
            (Campaign.id == quota.campaign_id) & Campaign.deleted_at.is_(None),
        )
        .where(quota.deleted_at.is_(None))
        .order_by(Outlet.level, Outlet.position, Outlet.id, quota.column_name, quota.id)
    )
    return [
        QuotaRow(
            record.id,
            record.uid,
            record.outlet_id,
            outlet,
            record.column_name,
            record.campaign_id,
            campaign,
            record.per_month,
            record.first_on,
            record.last_on,
            record.note,
        )
        for record, outlet, campaign in session.execute(query).tuples()
    ]


def save_quota(
    session: Session,
    quota_id: int | None = None,
    *,
    outlet_id: int,
    column: str,
    per_month: int,
    first: dt.date | None = None,
    last: dt.date | None = None,
    campaign_id: int | None = None,
    note: str = "",
) -> int:
    """Add (None) or change a recurring column; returns its id.

    Raises ValidationError (field: column, per_month, last), NotFound.
    """
    name = text.clean(column)
    if not name:
        raise ValidationError("请填写栏目名称。", "column")
    if len(name) > 120:
        raise ValidationError("栏目最多 120 个字，请缩短。", "column")
    if not 1 <= per_month <= MAX_COUNT:
        raise ValidationError(
            f"每月篇数请填 1 到 {MAX_COUNT}，现在是 {per_month}。", "per_month"
        )
    if first and last and last < first:
        raise ValidationError(
            f"结束日期{day_words(last)}早于开始日期{day_words(first)}，请改其中一个。",
            "last",
        )
    get_outlet(session, outlet_id)
    if campaign_id is not None:
        get_campaign(session, campaign_id)
    for other in list_quotas(session):
        if (
            other.id != quota_id
            and other.outlet_id == outlet_id
            and text.fold(other.column) == text.fold(name)
            and _meet((first, last), (other.first, other.last))
        ):
            raise ValidationError(
                f"{other.outlet}的“{other.column}”在这段时间已经登记过，请修改原来的一条。",
                "column",
            )
    if quota_id is None:
        record = t.RecurringColumn(outlet_id=outlet_id, per_month=per_month)
        session.add(record)
    else:
        record = _get(session, quota_id)
    record.outlet_id, record.column_name = outlet_id, name
    record.per_month, record.campaign_id = per_month, campaign_id
    record.first_on, record.last_on = first, last
    record.note = text.clean(note)
    session.flush()
    return record.id


def delete_quotas(session: Session, ids: Sequence[int]) -> int:
    """Put recurring columns into the recycle bin; returns how many. Raises NotFound."""
    now = dt.datetime.now()
    for quota_id in dict.fromkeys(ids):
        _get(session, quota_id).deleted_at = now
    session.flush()
    return len(set(ids))


def quota_months(
    session: Session, first_month: dt.date, months: int
) -> tuple[QuotaMonth, ...]:
    """Every recurring column over some months from that of a day on, column by column.

    Delivered are the placements of the outlet in the column, by their day; planned the slots that are still
    to be published. Months in which a column does not run are left out.
    """
    if not 1 <= months <= MAX_MONTHS:
        raise ValidationError(f"请选 1 到 {MAX_MONTHS} 个月。", "months")
    spans = [_month(first_month, i) for i in range(months)]
    first, last = spans[0][0], spans[-1][1]
    delivered = _count(
        session,
        select(
            Placement.outlet_id,
            Placement.column_name,
            Placement.published_on,
            func.count(),
        )
        .where(
            Placement.deleted_at.is_(None),
            Placement.column_name != "",
            Placement.published_on.between(first, last),
        )
        .group_by(Placement.outlet_id, Placement.column_name, Placement.published_on),
    )
    still = [s.value for s in SlotState if s.movable or s is SlotState.RECORDED]
    planned = _count(
        session,
        select(t.Slot.outlet_id, t.Slot.column_name, t.Slot.day, func.count())
        .where(
            t.Slot.deleted_at.is_(None),
            t.Slot.outlet_id.is_not(None),
            t.Slot.state.in_(still),
            t.Slot.day.between(first, last),
        )
        .group_by(t.Slot.outlet_id, t.Slot.column_name, t.Slot.day),
    )
    return tuple(
        QuotaMonth(
            quota,
            begin,
            quota.per_month,
            delivered[_key(quota.outlet_id, quota.column, begin)],
            planned[_key(quota.outlet_id, quota.column, begin)],
        )
        for quota in list_quotas(session)
        for begin, end in spans
        if _meet((quota.first, quota.last), (begin, end))
    )


def _count(session: Session, query: Select[Any]) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for outlet_id, column, day, number in session.execute(query).tuples():
        found[_key(outlet_id, column, day)] += number
    return found


def _key(outlet_id: int, column: str, day: dt.date) -> _Key:
    return outlet_id, text.fold(column), day.year, day.month


def _month(first: dt.date, on: int) -> tuple[dt.date, dt.date]:
    """First and last day of the month `on` months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + on, 12)
    begin = dt.date(year, month + 1, 1)
    after = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return begin, after - dt.timedelta(days=1)


def _meet(
    one: tuple[dt.date | None, dt.date | None],
    other: tuple[dt.date | None, dt.date | None],
) -> bool:
    """Whether two spans, open where None, share a day."""
    begin = max(one[0] or dt.date.min, other[0] or dt.date.min)
    end = min(one[1] or dt.date.max, other[1] or dt.date.max)
    return begin <= end


def _get(session: Session, quota_id: int) -> t.RecurringColumn:
    record = session.get(t.RecurringColumn, quota_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这个固定栏目已经不在了，可能刚被删除。")
    return record
