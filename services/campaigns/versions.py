"""A plan as it stood at an earlier moment, taken out of the journal."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.base import Base, Record
from models.errors import NotFound
from models.journal import load_values
from models.tables import Action, Journal
from models.vocabulary_campaigns import CampaignState
from services.campaigns import types

_R = TypeVar("_R", bound=types.Row)
_VERSIONED: tuple[type[t.PlanRecord], ...] = (
    t.CampaignNotice,
    t.CampaignPart,
    t.CampaignUnit,
    t.CampaignPerson,
    t.CampaignPhase,
    t.KeyMessage,
    t.CampaignChannel,
    t.CampaignTable,
    t.CampaignSlot,
    t.CampaignWeight,
    t.Measure,
    t.MeasureUnit,
    t.MeasureDeadline,
    t.Target,
    t.Deliverable,
)


@dataclass(frozen=True)
class Moment:
    """An action that changed a plan; `records` of it were touched. The plan as it stood after it can be seen."""

    action_id: int
    at: dt.datetime
    title: str
    actor: str
    records: int


def moments(session: Session, campaign_id: int) -> list[Moment]:
    """The actions that changed what a plan says, the newest first."""
    touched = union(
        *(
            select(Journal.action_id, Journal.id.label("row")).where(
                Journal.table_name == table.__tablename__,
                Journal.record_id.in_(_ids_of(table, campaign_id)),
            )
            for table in (t.Campaign, *_VERSIONED)
        )
    ).subquery()
    query = (
        select(Action, func.count())
        .join(touched, touched.c.action_id == Action.id)
        .group_by(Action.id)
        .order_by(Action.id.desc())
    )
    return [
        Moment(action.id, action.at, action.title, action.actor, count)
        for action, count in session.execute(query).tuples()
    ]


def last_action(session: Session, moment: dt.datetime) -> int:
    """The last action that was done by a moment (0: none), for `plan_at`."""
    return session.scalar(select(func.max(Action.id)).where(Action.at <= moment)) or 0


def plan_on(session: Session, campaign_id: int, moment: dt.datetime) -> types.Plan:
    """The plan as it stood at a moment. Raises NotFound where it was not there."""
    return plan_at(session, campaign_id, last_action(session, moment))


def plan_at(session: Session, campaign_id: int, action_id: int) -> types.Plan:
    """The plan as it stood after an action. Raises NotFound where it was not there."""
    found = _records_at(session, t.Campaign, campaign_id, action_id)
    if not found:
        raise NotFound("那个时候还没有这份方案，或它在回收站里。")
    head = found[0]
    own = {
        f.name: head[f.name]
        for f in fields(types.Plan)
        if f.name in head and f.name not in {"state", "spans"}
    }
    spans: dict[str, tuple[int | None, int | None, str]] = {
        name: (place[0], place[1], place[2])
        for name, place in json.loads(head["spans"] or "{}").items()
    }

    def rows(table: type[t.PlanRecord], kind: type[_R]) -> tuple[_R, ...]:
        records = _records_at(session, table, campaign_id, action_id)
        records.sort(key=lambda values: (values["position"], values["id"]))
        return tuple(
            kind(**{f.name: values[f.name] for f in fields(kind)}) for values in records
        )

    measures = rows(t.Measure, types.MeasureRow)
    live = {measure.id for measure in measures}
    targets = rows(t.Target, types.TargetRow)
    made = rows(t.Deliverable, types.DeliverableRow)
    return types.Plan(
        **own,
        state=CampaignState(head["state"]),
        spans=spans,
        notices=rows(t.CampaignNotice, types.NoticeRow),
        parts=rows(t.CampaignPart, types.PartRow),
        units=rows(t.CampaignUnit, types.UnitEntry),
        people=rows(t.CampaignPerson, types.PersonRow),
        phases=rows(t.CampaignPhase, types.PhaseRow),
        messages=rows(t.KeyMessage, types.MessageRow),
        channels=rows(t.CampaignChannel, types.ChannelRow),
        tables=rows(t.CampaignTable, types.TableRow),
        slots=rows(t.CampaignSlot, types.SlotEntry),
        weights=rows(t.CampaignWeight, types.WeightRow),
        measures=measures,
        measure_units=tuple(
            u for u in rows(t.MeasureUnit, types.MeasureUnitRow) if u.measure_id in live
        ),
        deadlines=tuple(
            d
            for d in rows(t.MeasureDeadline, types.DeadlineRow)
            if d.measure_id in live
        ),
        targets=tuple(x for x in targets if x.measure_id in live | {None}),
        deliverables=tuple(x for x in made if x.measure_id in live | {None}),
    )


def _records_at(
    session: Session, table: type[Record], campaign_id: int, action_id: int
) -> list[dict[str, Any]]:
    """Values of the records that were live after an action: the present ones, walked back through later updates."""
    core = Base.metadata.tables[table.__tablename__]
    own = core.c.id if table is t.Campaign else core.c.campaign_id
    present: dict[int, dict[str, Any]] = {
        row["id"]: dict(row)
        for row in session.execute(
            select(core).where(own == campaign_id).order_by(core.c.id)
        ).mappings()
    }
    later = (
        select(Journal.record_id, Journal.op, Journal.before)
        .where(
            Journal.table_name == core.name,
            Journal.action_id > action_id,
            Journal.record_id.in_(_ids_of(table, campaign_id)),
        )
        .order_by(Journal.id.desc())
    )
    for record_id, op, before in session.execute(later).tuples():
        if op == "insert":
            present.pop(record_id, None)
        elif record_id in present:
            present[record_id] |= load_values(core.name, before)
    return [values for values in present.values() if values["deleted_at"] is None]


def _ids_of(table: type[Record], campaign_id: int) -> Any:
    core = Base.metadata.tables[table.__tablename__]
    own = core.c.id if table is t.Campaign else core.c.campaign_id
    return select(core.c.id).where(own == campaign_id)
