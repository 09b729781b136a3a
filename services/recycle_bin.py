"""The recycle bin: deleted records, listed and taken out again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Record
from models.errors import NotFound, ValidationError
from models.tables import Liaison, Outlet, Placement, Story, Unit, WeeklyReturn
from models.tables_campaigns import PLAN_TABLES, Campaign, PlanRecord
from services.campaigns import binned
from services.record_words import TABLE_WORDS, record_text
from services.schedules import binned as slots_binned

_BINNED: dict[str, type[Record]] = {
    "unit": Unit,
    "liaison": Liaison,
    "outlet": Outlet,
    "story": Story,
    "placement": Placement,
    **{table.__tablename__: table for table in (Campaign, *PLAN_TABLES)},
    **{table.__tablename__: table for table in slots_binned.BINNED},
}


@dataclass(frozen=True)
class BinRow:
    """One record in the recycle bin."""

    table: str
    record_id: int
    kind: str
    text: str
    deleted_at: dt.datetime


def list_deleted(
    session: Session, table: str | None = None, limit: int = 500
) -> list[BinRow]:
    """Deleted records, newest first."""
    rows: list[BinRow] = []
    for name, kind in _BINNED.items():
        if table and name != table:
            continue
        query = (
            select(kind)
            .where(kind.deleted_at.is_not(None))
            .order_by(kind.deleted_at.desc())
            .limit(limit)
        )
        if issubclass(kind, PlanRecord):
            query = binned.alone(query, kind)
        query = slots_binned.alone(query, kind)
        for record in session.scalars(query):
            assert record.deleted_at is not None
            rows.append(
                BinRow(
                    name,
                    record.id,
                    TABLE_WORDS[name],
                    record_text(session, record),
                    record.deleted_at,
                )
            )
    rows.sort(key=lambda r: r.deleted_at, reverse=True)
    return rows[:limit]


def restore(session: Session, table: str, record_id: int) -> None:
    """Take a record out of the recycle bin, with what it cannot live without (a placement's story)."""
    kind = _BINNED.get(table)
    record = session.get(kind, record_id) if kind else None
    if record is None or record.deleted_at is None:
        raise NotFound("回收站里已经没有这条记录了。")
    if isinstance(record, (Unit, Outlet)):
        same = select(type(record).id).where(
            type(record).name == record.name, type(record).deleted_at.is_(None)
        )
        if session.scalar(same.limit(1)) is not None:
            raise ValidationError(f"名册里已有“{record.name}”，不能恢复同名的记录。")
    if isinstance(record, Campaign):
        binned.restore_campaign(session, record)
    elif isinstance(record, PlanRecord):
        binned.restore_part(session, record)
    slots_binned.restore_with(session, record)
    record.deleted_at = None
    if isinstance(record, Placement):
        story = session.get(Story, record.story_id)
        if story is not None:
            story.deleted_at = None
        _restore_return(session, record)
    if isinstance(record, Story):
        for placement in session.scalars(
            select(Placement).where(Placement.story_id == record.id)
        ):
            placement.deleted_at = None
            _restore_return(session, placement)
    if isinstance(record, Liaison):
        unit = session.get(Unit, record.unit_id)
        if unit is not None and unit.deleted_at is not None:
            raise ValidationError(f"请先恢复单位“{unit.name}”，再恢复它的联络员。")
    session.flush()


def _restore_return(session: Session, placement: Placement) -> None:
    """A placement needs the return that reported it, and that is no nil return then."""
    owner = session.get(WeeklyReturn, placement.return_id)
    if owner is not None:
        owner.deleted_at, owner.nil = None, False
