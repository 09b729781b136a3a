"""Columns of outlets (专题专栏): listing, adding, renaming, removing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.tables import Outlet, OutletColumn
from services import text
from services.pinyin import initials

MAX_NAME = 120


@dataclass(frozen=True)
class ColumnRow:
    """A column and the outlet that it belongs to."""

    id: int
    outlet_id: int
    outlet: str
    name: str
    initials: str


def list_columns(session: Session) -> list[ColumnRow]:
    """All columns, by outlet, then in their order."""
    query = (
        select(OutletColumn, Outlet.name)
        .join(Outlet, Outlet.id == OutletColumn.outlet_id)
        .where(OutletColumn.deleted_at.is_(None), Outlet.deleted_at.is_(None))
        .order_by(Outlet.level, Outlet.position, OutletColumn.position, OutletColumn.id)
    )
    return [
        ColumnRow(c.id, c.outlet_id, outlet, c.name, c.initials)
        for c, outlet in session.execute(query).tuples()
    ]


def get_column(session: Session, column_id: int) -> OutletColumn:
    """The stored column; raises NotFound."""
    column = session.get(OutletColumn, column_id)
    if column is None or column.deleted_at is not None:
        raise NotFound("这个栏目已经不在了，可能刚被删除。")
    return column


def save_column(
    session: Session, column_id: int | None, *, outlet_id: int, name: str
) -> int:
    """Add or change a column; raises ValidationError (name). Placements keep the name they were given."""
    name = text.clean(name).strip("《》")
    if not name:
        raise ValidationError("请填写栏目名称。", "name")
    if len(name) > MAX_NAME:
        raise ValidationError(f"栏目名称太长，请控制在 {MAX_NAME} 个字以内。", "name")
    same = session.scalar(
        select(OutletColumn.id).where(
            OutletColumn.outlet_id == outlet_id,
            OutletColumn.name == name,
            OutletColumn.deleted_at.is_(None),
        )
    )
    if same is not None and same != column_id:
        raise ValidationError(f"这家媒体已有栏目“{name}”。", "name")
    if column_id is None:
        last = session.scalar(
            select(func.max(OutletColumn.position)).where(
                OutletColumn.outlet_id == outlet_id
            )
        )
        column = OutletColumn(outlet_id=outlet_id, name=name, position=(last or 0) + 1)
        session.add(column)
    else:
        column = get_column(session, column_id)
        column.outlet_id, column.name = outlet_id, name
    column.initials = initials(name)
    session.flush()
    return column.id


def delete_column(session: Session, column_id: int) -> None:
    """Take a column off its outlet; placements keep its name."""
    get_column(session, column_id).deleted_at = dt.datetime.now()
    session.flush()
