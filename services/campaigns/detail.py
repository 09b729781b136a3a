"""One measure with everything that hangs on it, read in one go for the panel beside the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Unit
from services.campaigns import types
from services.campaigns.attachments import AttachmentRow, list_attachments
from services.campaigns.fields import Item
from services.campaigns.figures import (
    QuotaState,
    TargetState,
    quota_states,
    target_states,
)
from services.campaigns.measures import LedgerRow, ledger_row
from services.campaigns.progress import Entry, entries


@dataclass(frozen=True)
class Doubt:
    """Why the clerk should look at a value; `what` says which one. It is settled by `item` and `record_id`."""

    item: Item
    record_id: int
    what: str
    why: str


@dataclass(frozen=True)
class MeasureDetail:
    """A measure as it stands on `today`; `entries` the newest first, `unit_names` those of their units."""

    row: LedgerRow
    today: dt.date
    targets: tuple[TargetState, ...]
    quotas: tuple[QuotaState, ...]
    entries: tuple[Entry, ...]
    unit_names: dict[int, str]
    attachments: tuple[AttachmentRow, ...]
    doubts: tuple[Doubt, ...]

    def attached_to(self, entry_id: int | None) -> list[AttachmentRow]:
        """The files of one entry; of the measure itself for None."""
        return [a for a in self.attachments if a.entry_id == entry_id]


def measure_detail(
    session: Session, folder: Path, measure_id: int, today: dt.date
) -> MeasureDetail | None:
    """One measure with what hangs on it, None when it is not there any more; `folder` is the data folder."""
    row = ledger_row(session, measure_id, today)
    if row is None:
        return None
    targets = target_states(session, row.campaign_id, today)
    quotas = quota_states(session, row.campaign_id, today)
    own_quotas = tuple(q for q in quotas if q.deliverable.measure_id == measure_id)
    told = entries(session, [measure_id])
    ids = {entry.unit_id for entry in told if entry.unit_id is not None}
    names = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids))).tuples()
    return MeasureDetail(
        row,
        today,
        tuple(t for t in targets if t.target.measure_id == measure_id),
        own_quotas,
        tuple(told),
        dict(names.all()),
        tuple(list_attachments(session, folder, [measure_id])),
        tuple(_doubts(row, [q.deliverable for q in own_quotas])),
    )


def _doubts(row: LedgerRow, made: Sequence[types.DeliverableRow]) -> Iterable[Doubt]:
    if row.measure.doubt:
        yield Doubt(Item.MEASURE, row.id, "任务", row.measure.doubt)
    for unit in (*row.leads, *row.supports, *row.implied):
        if unit.doubt:
            yield Doubt(Item.MEASURE_UNIT, unit.id, f"单位“{unit.name}”", unit.doubt)
    for date in row.deadlines:
        if date.doubt:
            yield Doubt(Item.DEADLINE, date.id, f"时限“{date.raw}”", date.doubt)
    for target in row.targets:
        if target.doubt:
            yield Doubt(Item.TARGET, target.id, f"指标“{target.text}”", target.doubt)
    for item in made:
        if item.doubt:
            yield Doubt(Item.DELIVERABLE, item.id, f"成果“{item.name}”", item.doubt)
