"""Groups of units: listing with their size, renaming, ordering, removing an empty one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.tables import Unit, UnitGroup
from services import text

MAX_NAME = 60


@dataclass(frozen=True)
class GroupRow:
    """A group with the number of its units, closed ones included."""

    id: int
    name: str
    units: int


def list_groups(session: Session) -> list[GroupRow]:
    """All groups in their order."""
    sizes = dict(
        session.execute(
            select(Unit.group_id, func.count())
            .where(Unit.deleted_at.is_(None))
            .group_by(Unit.group_id)
        )
        .tuples()
        .all()
    )
    query = select(UnitGroup).where(UnitGroup.deleted_at.is_(None))
    return [
        GroupRow(g.id, g.name, sizes.get(g.id, 0))
        for g in session.scalars(query.order_by(UnitGroup.position, UnitGroup.id))
    ]


def get_group(session: Session, group_id: int) -> UnitGroup:
    """The stored group; raises NotFound."""
    group = session.get(UnitGroup, group_id)
    if group is None or group.deleted_at is not None:
        raise NotFound("这个分组已经不在了，可能刚被删除。")
    return group


def save_group(session: Session, group_id: int | None, name: str) -> int:
    """Add a group at the end of the order, or rename one; raises ValidationError (name)."""
    name = text.clean(name)
    if not name:
        raise ValidationError("请填写分组名称。", "name")
    if len(name) > MAX_NAME:
        raise ValidationError(f"分组名称太长，请控制在 {MAX_NAME} 个字以内。", "name")
    same = session.scalar(
        select(UnitGroup.id).where(
            UnitGroup.name == name, UnitGroup.deleted_at.is_(None)
        )
    )
    if same is not None and same != group_id:
        raise ValidationError(f"已有分组“{name}”，请换一个名称。", "name")
    if group_id is None:
        last = session.scalar(select(func.max(UnitGroup.position))) or 0
        group = UnitGroup(name=name, position=last + 1)
        session.add(group)
    else:
        group = get_group(session, group_id)
        group.name = name
    session.flush()
    return group.id


def reorder_groups(session: Session, group_ids: list[int]) -> None:
    """Set the order of the groups: positions follow the list."""
    for place, group_id in enumerate(group_ids, start=1):
        get_group(session, group_id).position = place
    session.flush()


def delete_group(session: Session, group_id: int) -> None:
    """Remove a group without units; raises ValidationError for one that has some."""
    group = get_group(session, group_id)
    used = select(func.count()).where(
        Unit.group_id == group_id, Unit.deleted_at.is_(None)
    )
    number = session.scalar(used) or 0
    if number:
        raise ValidationError(
            f"分组“{group.name}”里还有 {number} 个单位，请先把它们移到别的分组。",
            "name",
        )
    group.deleted_at = dt.datetime.now()
    session.flush()
