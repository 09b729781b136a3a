"""What hangs on measures, fetched for many of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import tables_campaigns as t
from services.campaigns import types

_R = TypeVar("_R", bound=types.Row)
_PART = 500


def parts_of(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in parts that one statement takes."""
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]


def by_measure(
    session: Session, table: type[Any], kind: type[_R], ids: Sequence[int]
) -> dict[int, list[_R]]:
    """Measure id → its live records of a table, in order."""
    found: dict[int, list[_R]] = {}
    # Columns, not records: the ledger of all plans reads tens of thousands.
    names = [f.name for f in fields(kind)]
    columns = [getattr(table, name) for name in names]
    for part in parts_of(ids):
        query = (
            select(table.measure_id, *columns)
            .where(table.measure_id.in_(part), table.deleted_at.is_(None))
            .order_by(table.position, table.id)
        )
        for measure_id, *values in session.execute(query).tuples():
            found.setdefault(measure_id, []).append(kind(*values))
    return found


def entries_by_measure(
    session: Session, ids: Sequence[int]
) -> dict[int, list[t.ProgressEntry]]:
    """Measure id → its live entries, the oldest first."""
    found: dict[int, list[t.ProgressEntry]] = {}
    for part in parts_of(ids):
        query = (
            select(t.ProgressEntry)
            .where(
                t.ProgressEntry.measure_id.in_(part),
                t.ProgressEntry.deleted_at.is_(None),
            )
            .order_by(t.ProgressEntry.on_day, t.ProgressEntry.id)
        )
        for entry in session.scalars(query):
            found.setdefault(entry.measure_id, []).append(entry)
    return found


def count_by_measure(
    session: Session,
    table: type[t.Attachment | t.CampaignStory],
    counted: InstrumentedAttribute[Any],
    ids: Sequence[int],
) -> dict[int, int]:
    """Measure id → how many different values of a column its live records have."""
    found: dict[int | None, int] = {}
    for part in parts_of(ids):
        query = (
            select(table.measure_id, func.count(counted.distinct()))
            .where(table.measure_id.in_(part), table.deleted_at.is_(None))
            .group_by(table.measure_id)
        )
        found |= dict(session.execute(query).tuples().all())
    return {key: count for key, count in found.items() if key is not None}


def newest_values(session: Session, target_ids: Sequence[int]) -> dict[int, float]:
    """Target id → its value of the newest year."""
    found: dict[int, float] = {}
    for part in parts_of(target_ids):
        query = (
            select(t.TargetValue.target_id, t.TargetValue.value)
            .where(
                t.TargetValue.target_id.in_(part), t.TargetValue.deleted_at.is_(None)
            )
            .order_by(t.TargetValue.year, t.TargetValue.id)
        )
        found |= dict(session.execute(query).tuples().all())
    return found
