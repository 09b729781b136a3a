"""Plans and their parts in the recycle bin: what is listed there, and what comes back with what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import ValidationError
from models.journal import bulk_update

_PARENTS: tuple[tuple[str, type[t.PlanRecord], str], ...] = (
    ("measure_id", t.Measure, "任务"),
    ("target_id", t.Target, "指标"),
    ("deliverable_id", t.Deliverable, "成果要求"),
    ("entry_id", t.ProgressEntry, "进展"),
)


def alone(query: Select[Any], kind: type[t.PlanRecord]) -> Select[Any]:
    """Only what was deleted by itself: what lies in the bin with its plan, measure … comes back with that."""
    live = select(t.Campaign.id).where(t.Campaign.deleted_at.is_(None))
    query = query.where(kind.campaign_id.in_(live))
    for name, parent, _word in _PARENTS:
        column = getattr(kind, name, None)
        if column is not None:
            kept = select(parent.id).where(parent.deleted_at.is_(None))
            query = query.where(or_(column.is_(None), column.in_(kept)))
    return query


def restore_campaign(session: Session, campaign: t.Campaign) -> None:
    """Bring back what went into the bin together with a plan (an undone saving takes all of its parts along)."""
    _restore_with(session, campaign.id, campaign.deleted_at)


def restore_part(session: Session, record: t.PlanRecord) -> None:
    """Check that a part's plan and parents are there, and bring back what went with it.

    Raises ValidationError: what it belongs to must be restored first.
    """
    campaign = session.get(t.Campaign, record.campaign_id)
    if campaign is None or campaign.deleted_at is not None:
        raise ValidationError("请先恢复它所属的宣传方案。")
    for name, parent, word in _PARENTS:
        parent_id = getattr(record, name, None)
        owner = session.get(parent, parent_id) if parent_id else None
        if owner is not None and owner.deleted_at is not None:
            raise ValidationError(f"请先恢复它所属的{word}。")
    if isinstance(record, t.ProgressEntry):
        _restore_rows(
            session,
            t.Attachment,
            (t.Attachment.entry_id == record.id)
            & (t.Attachment.deleted_at == record.deleted_at),
        )
    if isinstance(record, t.CampaignPart):
        _restore_rows(
            session,
            t.CampaignPart,
            (t.CampaignPart.campaign_id == record.campaign_id)
            & (t.CampaignPart.section == record.section)
            & (t.CampaignPart.deleted_at == record.deleted_at),
        )


def _restore_with(
    session: Session, campaign_id: int, deleted_at: dt.datetime | None
) -> None:
    for table in t.PLAN_TABLES:
        _restore_rows(
            session,
            table,
            (table.campaign_id == campaign_id) & (table.deleted_at == deleted_at),
        )


def _restore_rows(session: Session, table: type[t.PlanRecord], which: Any) -> None:
    ids = session.scalars(select(table.id).where(which)).all()
    bulk_update(session, table, {i: {"deleted_at": None} for i in ids})
