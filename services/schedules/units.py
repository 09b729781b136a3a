"""Which units a series is laid out for: a group, those of a campaign, the schedule in a plan's annex."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as p
from models.errors import ValidationError
from models.vocabulary_schedules import UnitChoice
from services import text
from services.campaigns.store import campaign_row, get_campaign
from services.registers.lookup import outlet_index, unit_index
from services.registers.units import UnitRow, list_units
from services.schedules.names import unknown_words
from services.schedules.rows import campaign_name
from services.schedules.series import PerWeek, PerWorkday, Rhythm
from services.schedules.types import Annex, AnnexRow, DraftSlot, SeriesDraft

_ROLES = {UnitChoice.LEAD: "lead", UnitChoice.SUPPORT: "support"}


def units_of_group(
    session: Session, group_id: int | None, day: dt.date
) -> list[UnitRow]:
    """The units of a group that exist on a day, in the fixed order; None: all units."""
    return [
        u
        for u in list_units(session, day, closed=False)
        if group_id is None or u.group_id == group_id
    ]


def units_of_campaign(
    session: Session, campaign_id: int, choices: frozenset[UnitChoice], day: dt.date
) -> list[UnitRow]:
    """Units of a plan that the register knows and that exist on a day, each once.

    Those of the annex come first, in its order; the others follow in the fixed order.
    """
    get_campaign(session, campaign_id)
    first: list[int] = []
    if UnitChoice.ANNEX in choices:
        query = select(p.CampaignSlot.unit_id).where(
            p.CampaignSlot.campaign_id == campaign_id,
            p.CampaignSlot.deleted_at.is_(None),
        )
        found = session.scalars(query.order_by(p.CampaignSlot.position))
        first = [i for i in dict.fromkeys(found) if i is not None]
    others: set[int | None] = set()
    if UnitChoice.MEMBERS in choices:
        query = select(p.CampaignUnit.unit_id).where(
            p.CampaignUnit.campaign_id == campaign_id,
            p.CampaignUnit.role == "member",
            p.CampaignUnit.deleted_at.is_(None),
        )
        others |= set(session.scalars(query))
    roles = [role for choice, role in _ROLES.items() if choice in choices]
    if roles:
        query = (
            select(p.MeasureUnit.unit_id)
            .join(p.Measure, p.Measure.id == p.MeasureUnit.measure_id)
            .where(
                p.MeasureUnit.campaign_id == campaign_id,
                p.MeasureUnit.role.in_(roles),
                p.MeasureUnit.deleted_at.is_(None),
                p.Measure.deleted_at.is_(None),
            )
        )
        others |= set(session.scalars(query))
    open_units = list_units(session, day, closed=False)
    by_id = {u.id: u for u in open_units}
    mine = [by_id[i] for i in first if i in by_id]
    return mine + [u for u in open_units if u.id in others and u.id not in set(first)]


def campaigns_with_annex(session: Session) -> list[tuple[int, str]]:
    """(id, name) of the plans that bring a schedule along, the newest first."""
    query = (
        select(p.Campaign.id, campaign_name())
        .where(
            p.Campaign.deleted_at.is_(None),
            p.Campaign.id.in_(
                select(p.CampaignSlot.campaign_id).where(
                    p.CampaignSlot.deleted_at.is_(None)
                )
            ),
        )
        .order_by(p.Campaign.id.desc())
    )
    return list(session.execute(query).tuples())


def annex(session: Session, campaign_id: int) -> Annex | None:
    """The schedule that a plan brings along, None where it has none; raises NotFound.

    Names that the plan left open when it was saved are looked up in the register again.
    """
    record = get_campaign(session, campaign_id)
    campaign = campaign_row(record)
    query = (
        select(p.CampaignSlot)
        .where(
            p.CampaignSlot.campaign_id == campaign_id,
            p.CampaignSlot.deleted_at.is_(None),
        )
        .order_by(p.CampaignSlot.position)
    )
    index = unit_index(session)
    rows: list[AnnexRow] = []
    begin: int | None = None
    for slot in session.scalars(query):
        begin = slot.span_start if begin is None else begin
        unit = index.by_id.get(slot.unit_id or 0) or index.exact(slot.name)
        rows.append(
            AnnexRow(
                slot.number,
                slot.name,
                unit.id if unit else None,
                unit.name if unit else "",
                slot.on_day,
                slot.raw,
            )
        )
    if not rows:
        return None
    heading = _heading(record.source_text, begin)
    column, outlet_id, outlet = _where(session, campaign_id, heading)
    return Annex(
        campaign_id,
        campaign.label,
        heading[:120] or column or f"{campaign.label[:100]}安排",
        outlet_id,
        outlet,
        column,
        tuple(rows),
    )


def annex_draft(
    found: Annex, answers: Mapping[str, int] | None = None
) -> tuple[SeriesDraft, tuple[DraftSlot, ...]]:
    """The draft and the slots of a plan's schedule, day for day; `answers`: name in the annex → unit.

    Raises ValidationError (field units) for names without a unit, (first) for rows without a day.
    """
    given = answers or {}
    slots: list[DraftSlot] = []
    unknown: list[str] = []
    for row in found.rows:
        unit_id = row.unit_id if row.unit_id is not None else given.get(row.name)
        if unit_id is None:
            unknown.append(row.name)
            continue
        slots.append(DraftSlot(unit_id, row.unit or row.name, row.day))
    if unknown:
        raise ValidationError(unknown_words(unknown), "units")
    days = [s.day for s in slots if s.day is not None]
    if len(days) < len(slots):
        names = "、".join(s.unit for s in slots if s.day is None)
        raise ValidationError(
            f"方案的安排表里，{names}没有读到日期，请先在方案里补上日期。", "first"
        )
    draft = SeriesDraft(
        found.name,
        tuple(s.unit_id for s in slots),
        min(days),
        _rhythm(days),
        outlet_id=found.outlet_id,
        column=found.column,
        campaign_id=found.campaign_id,
    )
    return draft, tuple(slots)


def _rhythm(days: Sequence[dt.date]) -> Rhythm:
    """The rhythm that an annex follows: so many a workday, or so many a week where weeks have few."""
    load = Counter(days)
    span = (max(days) - min(days)).days + 1
    if len(load) >= max(span * 5 // 7 * 2 // 3, 1):
        return PerWorkday(max(load.values()))
    weeks = Counter(day - dt.timedelta(days=day.weekday()) for day in days)
    return PerWeek(max(weeks.values()))


def _heading(source: str, begin: int | None) -> str:
    """The line over the table of the annex, with Chinese quotes; '' where the table was typed in."""
    before = source[: begin or 0].splitlines()
    for line in reversed(before[-6:]):
        words = text.clean(line)
        if words and "序号" not in words and "单位" not in words:
            words = re.sub(r"^附件\s*\d*\s*[:：.]?\s*", "", words)
            return re.sub(r'"([^"]*)"', r"“\1”", words).replace("” ", "”")
    return ""


def _where(
    session: Session, campaign_id: int, heading: str
) -> tuple[str, int | None, str]:
    """The column that the heading names (or the only one of the plan), and its outlet, if the register knows it."""
    query = (
        select(p.CampaignChannel)
        .where(
            p.CampaignChannel.campaign_id == campaign_id,
            p.CampaignChannel.deleted_at.is_(None),
        )
        .order_by(p.CampaignChannel.position)
    )
    channels = list(session.scalars(query))
    columns = [c.name for c in channels if c.kind == "column"]
    named = [c for c in columns if text.fold(c) in text.fold(heading)]
    named.sort(key=lambda c: text.fold(heading).find(text.fold(c)))
    column = (named or columns)[0] if named or len(columns) == 1 else ""
    outlets = outlet_index(session)
    if column:
        for outlet in outlets.outlets:
            if text.fold(column) in {text.fold(c) for c in outlet.columns}:
                return column, outlet.id, outlet.name
    known = [c.outlet_id for c in channels if c.outlet_id is not None]
    outlet = outlets.by_id.get(known[0]) if len(set(known)) == 1 else None
    return column, outlet.id if outlet else None, outlet.name if outlet else ""
