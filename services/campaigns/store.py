"""Plans in the record: a reading saved as one action, a plan loaded whole, the list of plans."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from models.journal import bulk_insert
from models.vocabulary_campaigns import CampaignState
from services import text
from services.campaigns import saving, types
from services.campaigns.matching import Matcher
from services.pinyin import initials
from services.registers.lookup import outlet_index, unit_index

if TYPE_CHECKING:
    from services.plans.reading import PlanReading

_KNOWN_KINDS = frozenset({"plan", "notice"})
_R = TypeVar("_R", bound=types.Row)

TITLE_MAX = 300
SHORT_MAX = 60


def save_reading(
    session: Session,
    reading: PlanReading,
    *,
    short_name: str = "",
    source_name: str = "",
    state: CampaignState = CampaignState.RUNNING,
    units: Mapping[str, int | None] | None = None,
) -> int:
    """Save what was understood of a document (corrected by the clerk) as a plan; returns its id.

    `units` answers which unit a name means (None: none of the register); other names are taken as known only by
    name, short name or alias. Call it in one `db.writing(...)`: it is one action then, and is undone as one.
    Raises ValidationError (no plan, no title).
    """
    if reading.kind.value not in _KNOWN_KINDS:
        raise ValidationError(
            "这份文件没有读成宣传方案，不能存入方案。请核对文件，或手工新建方案。",
            "kind",
        )
    matcher = Matcher(unit_index(session), units or {})
    values = saving.head_values(reading)
    campaign_id = _add_campaign(session, values, short_name, source_name, state)
    _insert(session, campaign_id, t.CampaignNotice, saving.notice_rows(reading))
    parts = saving.part_rows(reading)
    part_ids = _insert(session, campaign_id, t.CampaignPart, parts)
    _insert(session, campaign_id, t.CampaignUnit, saving.unit_rows(reading, matcher))
    _insert(session, campaign_id, t.CampaignPerson, saving.person_rows(reading))
    _insert(session, campaign_id, t.CampaignPhase, saving.phase_rows(reading))
    _insert(session, campaign_id, t.KeyMessage, saving.message_rows(reading))
    outlets = outlet_index(session)
    _insert(
        session, campaign_id, t.CampaignChannel, saving.channel_rows(reading, outlets)
    )
    _insert(session, campaign_id, t.CampaignTable, saving.table_rows(reading))
    _insert(session, campaign_id, t.CampaignSlot, saving.slot_rows(reading, matcher))
    _insert(session, campaign_id, t.CampaignWeight, saving.weight_rows(reading))
    places = {
        (row["section"], row["span_start"]): part_id
        for row, part_id in zip(parts, part_ids, strict=True)
        if row["kind"] == "head"
    }
    _save_tasks(session, campaign_id, reading, matcher, places)
    return campaign_id


def load_plan(session: Session, campaign_id: int) -> types.Plan:
    """The whole plan. Raises NotFound."""
    record = get_campaign(session, campaign_id)
    spans = {
        name: (place[0], place[1], place[2])
        for name, place in json.loads(record.spans or "{}").items()
    }
    own = {
        f.name: getattr(record, f.name)
        for f in fields(types.Plan)
        if hasattr(record, f.name) and f.name not in {"state", "spans"}
    }
    return types.Plan(
        **own,
        state=CampaignState(record.state),
        spans=spans,
        notices=rows_of(session, t.CampaignNotice, types.NoticeRow, campaign_id),
        parts=rows_of(session, t.CampaignPart, types.PartRow, campaign_id),
        units=rows_of(session, t.CampaignUnit, types.UnitEntry, campaign_id),
        people=rows_of(session, t.CampaignPerson, types.PersonRow, campaign_id),
        phases=rows_of(session, t.CampaignPhase, types.PhaseRow, campaign_id),
        messages=rows_of(session, t.KeyMessage, types.MessageRow, campaign_id),
        channels=rows_of(session, t.CampaignChannel, types.ChannelRow, campaign_id),
        tables=rows_of(session, t.CampaignTable, types.TableRow, campaign_id),
        slots=rows_of(session, t.CampaignSlot, types.SlotEntry, campaign_id),
        weights=rows_of(session, t.CampaignWeight, types.WeightRow, campaign_id),
        **_measures(session, campaign_id),
    )


def list_campaigns(
    session: Session,
    *,
    states: frozenset[CampaignState] | None = None,
    words: str = "",
) -> list[types.CampaignRow]:
    """Plans, the newest first (by date of issue, then by the order of saving); with figures see `overview`."""
    # The text as read is long, and no list shows it.
    query = (
        select(t.Campaign)
        .options(defer(t.Campaign.source_text), defer(t.Campaign.spans))
        .where(t.Campaign.deleted_at.is_(None))
    )
    if states is not None:
        query = query.where(t.Campaign.state.in_([s.value for s in states]))
    for word in words.split():
        query = query.where(
            or_(
                *(
                    column.contains(word, autoescape=True)
                    for column in (
                        t.Campaign.title,
                        t.Campaign.short_name,
                        t.Campaign.issuer,
                        t.Campaign.doc_number,
                        t.Campaign.initials,
                    )
                )
            )
        )
    found = [campaign_row(record) for record in session.scalars(query)]
    return sorted(found, key=lambda c: (c.issued_on or dt.date.min, c.id), reverse=True)


def same_plans(session: Session, reading: PlanReading) -> list[types.CampaignRow]:
    """Plans saved already that have the same number, or the same title and date: to be told before saving."""
    values = saving.head_values(reading)
    key = text.title_key(values["title"])
    return [
        plan
        for plan in list_campaigns(session)
        if (plan.doc_number and plan.doc_number == values["doc_number"])
        or (text.title_key(plan.title) == key and plan.issued_on == values["issued_on"])
    ]


def get_campaign(session: Session, campaign_id: int) -> t.Campaign:
    """The stored campaign; raises NotFound."""
    record = session.get(t.Campaign, campaign_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这份方案已经不在了，可能刚被删除；可以到回收站里找回。")
    return record


def campaign_row(record: t.Campaign) -> types.CampaignRow:
    """A campaign as it stands in a list."""
    return types.CampaignRow(
        record.id,
        record.uid,
        record.title,
        record.short_name,
        record.issuer,
        record.doc_number,
        record.issued_on,
        record.starts_on,
        record.ends_on,
        CampaignState(record.state),
    )


def check_title(title: str) -> str:
    """The tidied title of a plan; raises ValidationError where it is empty or too long."""
    tidy = text.clean(title)
    if not tidy:
        raise ValidationError("请填写方案标题。", "title")
    if len(tidy) > TITLE_MAX:
        raise ValidationError(
            f"方案标题有 {len(tidy)} 个字，最多 {TITLE_MAX} 个字，请缩短。", "title"
        )
    return tidy


def check_short(name: str) -> str:
    """The tidied short name; raises ValidationError where it is too long."""
    tidy = text.clean(name)
    if len(tidy) > SHORT_MAX:
        raise ValidationError(f"简称最多 {SHORT_MAX} 个字，请缩短。", "short_name")
    return tidy


def rows_of(
    session: Session, table: type[t.PlanRecord], kind: type[_R], campaign_id: int
) -> tuple[_R, ...]:
    """The live records of one table of a plan, in order, as frozen rows."""
    query = (
        select(table)
        .where(table.campaign_id == campaign_id, table.deleted_at.is_(None))
        .order_by(table.position, table.id)
    )
    return tuple(as_row(record, kind) for record in session.scalars(query))


def as_row(record: t.PlanRecord, kind: type[_R]) -> _R:
    """A record as its frozen row: fields of the same names."""
    return kind(**{f.name: getattr(record, f.name) for f in fields(kind)})


def _measures(session: Session, campaign_id: int) -> dict[str, Any]:
    """Measures with their units, dates and figures; what hangs on a deleted measure is left out."""
    measures = rows_of(session, t.Measure, types.MeasureRow, campaign_id)
    live = {m.id for m in measures}
    units = rows_of(session, t.MeasureUnit, types.MeasureUnitRow, campaign_id)
    dates = rows_of(session, t.MeasureDeadline, types.DeadlineRow, campaign_id)
    targets = rows_of(session, t.Target, types.TargetRow, campaign_id)
    made = rows_of(session, t.Deliverable, types.DeliverableRow, campaign_id)
    return {
        "measures": measures,
        "measure_units": tuple(u for u in units if u.measure_id in live),
        "deadlines": tuple(d for d in dates if d.measure_id in live),
        "targets": tuple(
            x for x in targets if x.measure_id is None or x.measure_id in live
        ),
        "deliverables": tuple(
            x for x in made if x.measure_id is None or x.measure_id in live
        ),
    }


def _add_campaign(
    session: Session,
    values: dict[str, Any],
    short_name: str,
    source_name: str,
    state: CampaignState,
) -> int:
    title = check_title(values.pop("title"))
    short = check_short(short_name)
    record = t.Campaign(
        **values,
        title=title,
        short_name=short,
        initials=initials(short or title)[:120],
        source_name=source_name,
        state=state.value,
    )
    session.add(record)
    session.flush()
    return record.id


def _save_tasks(
    session: Session,
    campaign_id: int,
    reading: PlanReading,
    matcher: Matcher,
    places: Mapping[tuple[str, int | None], int],
) -> None:
    rows = [
        saving.measure_row(task, places.get((task.section, task.span.start)))
        for task in reading.tasks
    ]
    ids = _insert(session, campaign_id, t.Measure, rows)
    units: saving.Rows = []
    dates: saving.Rows = []
    targets: saving.Rows = []
    made: saving.Rows = []
    for task, measure_id in zip(reading.tasks, ids, strict=True):
        units += saving.measure_unit_rows(task, measure_id, matcher)
        dates += saving.deadline_rows(task, measure_id)
        targets += saving.target_rows(task, measure_id, reading.text)
        made += saving.deliverable_rows(task, measure_id)
    _insert(session, campaign_id, t.MeasureUnit, units)
    _insert(session, campaign_id, t.MeasureDeadline, dates)
    _insert(session, campaign_id, t.Target, targets)
    _insert(session, campaign_id, t.Deliverable, made)


def _insert(
    session: Session, campaign_id: int, table: type[t.PlanRecord], rows: saving.Rows
) -> list[int]:
    for position, row in enumerate(rows, start=1):
        row["campaign_id"], row["position"] = campaign_id, position
    return bulk_insert(session, table, rows)
