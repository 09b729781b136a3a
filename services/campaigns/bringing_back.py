"""One value of an earlier state of a plan brought back into the present one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from models.journal import bulk_update
from services.campaigns import binned, parts, types
from services.campaigns.store import get_campaign

TABLES: dict[str, type[t.PlanRecord]] = {
    "notices": t.CampaignNotice,
    "parts": t.CampaignPart,
    "units": t.CampaignUnit,
    "people": t.CampaignPerson,
    "phases": t.CampaignPhase,
    "messages": t.KeyMessage,
    "channels": t.CampaignChannel,
    "tables": t.CampaignTable,
    "slots": t.CampaignSlot,
    "weights": t.CampaignWeight,
    "measures": t.Measure,
    "measure_units": t.MeasureUnit,
    "deadlines": t.MeasureDeadline,
    "targets": t.Target,
    "deliverables": t.Deliverable,
}
"""Lists of a plan by their name in `types.Plan`."""

_TOGETHER: dict[str, tuple[str, ...]] = {
    "state": ("closed_on", "dropped_reason"),
    "closed_on": ("state", "dropped_reason"),
    "starts_on": ("raw", "precision", "period_raw", "period_precision"),
    "ends_on": ("raw", "precision", "period_raw", "period_precision"),
    "due_on": ("raw", "precision"),
}
_LINKED: dict[type[t.PlanRecord], str] = {
    t.CampaignUnit: "unit_id",
    t.MeasureUnit: "unit_id",
    t.CampaignSlot: "unit_id",
    t.CampaignChannel: "outlet_id",
}


def field_back(session: Session, listed: str, old: types.Row, field: str) -> None:
    """Give one field of a row its earlier value, with what belongs to it (a state its day, a date its words).

    `old` carries the id of the present record. Raises NotFound.
    """
    record = _live(session, listed, old.id)
    names = [field, *_TOGETHER.get(field, ())]
    if field == "name" and type(record) in _LINKED:
        names.append(_LINKED[type(record)])
    for name in names:
        if hasattr(old, name):
            setattr(record, name, getattr(old, name))
    session.flush()


def row_back(session: Session, listed: str, record_id: int) -> None:
    """Take a row that was deleted since out of the recycle bin, with what went along with it.

    Raises NotFound, ValidationError (what it belongs to must come back first).
    """
    record = session.get(TABLES[listed], record_id)
    if record is None:
        raise NotFound("没有找到这条内容，可能来自另一份数据。")
    get_campaign(session, record.campaign_id)
    if record.deleted_at is None:
        raise ValidationError("这一条已经恢复了。")
    binned.restore_part(session, record)
    record.deleted_at = None
    session.flush()


def row_out(session: Session, listed: str, record_id: int) -> None:
    """Take a row that was added since out again (into the recycle bin). Raises NotFound."""
    if listed == "parts":
        parts.delete_part(session, record_id)
        return
    _live(session, listed, record_id).deleted_at = dt.datetime.now()
    session.flush()


def copy_in(session: Session, campaign_id: int, listed: str, old: types.Row) -> int:
    """Take a row over from another plan, behind the others; returns its id.

    Raises ValidationError for what hangs on a measure, and for parts of an annex that is not there.
    """
    table = TABLES[listed]
    if hasattr(old, "measure_id"):
        raise ValidationError("请先把它所属的任务取过来，再到任务里补填。")
    values: dict[str, Any] = {
        name: getattr(old, name)
        for name in vars(old)
        if name
        not in {"id", "uid", "position", "span_start", "span_end", "doubt", "part_id"}
    }
    if listed == "parts":
        return parts.add_part(
            session,
            campaign_id,
            heading=values["heading"],
            level=values["level"] or 1,
            number=values["number"],
            body=values["body"],
        )
    if listed == "measures":
        values |= {"state": "not_begun", "closed_on": None, "dropped_reason": ""}
    get_campaign(session, campaign_id)
    record = table(campaign_id=campaign_id, **values)
    record.position = 1 + max(
        (r.position for r in _all(session, table, campaign_id)), default=0
    )
    session.add(record)
    session.flush()
    return record.id


def _all(session: Session, table: type[t.PlanRecord], campaign_id: int) -> list[Any]:
    return list(session.scalars(select(table).where(table.campaign_id == campaign_id)))


def _live(session: Session, listed: str, record_id: int) -> t.PlanRecord:
    record = session.get(TABLES[listed], record_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这一条已经不在方案里了，可能刚被删除。")
    return record


def order_back(session: Session, listed: str, ids: Sequence[int]) -> None:
    """Put the rows that are named and still there into the given order, on the places that they hold now."""
    table = TABLES[listed]
    live = {
        record.id: record.position
        for record in session.scalars(
            select(table).where(table.id.in_(ids), table.deleted_at.is_(None))
        )
    }
    order = [i for i in ids if i in live]
    places = sorted(live.values())
    bulk_update(
        session,
        table,
        {i: {"position": place} for i, place in zip(order, places, strict=True)},
    )
