"""Moving a row of a register one place up or down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ui.registers.rows import GridRow


def moved(rows: Sequence[GridRow], row_id: int, by: int) -> list[int] | None:
    """All ids with one row moved inside its group; None at the group's edge."""
    ids = [r.id for r in rows]
    at = ids.index(row_id)
    to = at + by
    if not 0 <= to < len(ids) or rows[to].group != rows[at].group:
        return None
    ids[at], ids[to] = ids[to], ids[at]
    return ids


def dragged(rows: Sequence[GridRow], from_: int, to: int) -> list[int] | None:
    """All ids with the row at one place put at another; None where that lies in another group."""
    if rows[to].group != rows[from_].group:
        return None
    ids = [r.id for r in rows]
    ids.insert(to, ids.pop(from_))
    return ids


def store(session: Session, key: str, ids: list[int]) -> None:
    """Store the order of units or groups."""
    from services.registers import groups, units

    if key == "groups":
        groups.reorder_groups(session, ids)
    else:
        units.reorder(session, ids)
