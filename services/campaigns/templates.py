"""A new plan started from an earlier one: the text kept, dates moved by a span, states and results cleared."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.base import Base
from models.errors import ValidationError
from models.journal import bulk_insert
from models.vocabulary_campaigns import CampaignState, MeasureState, PartKind
from services.campaigns.store import check_short, check_title, get_campaign
from services.pinyin import initials

MOVED_DOUBT = "日期是从旧方案顺延来的，正文里写的还是旧日期，请核对。"
"""What a moved date says until the clerk has looked at it."""

_DATE_FIELDS = ("starts_on", "ends_on", "due_on", "by_day", "on_day")
_RAW_FIELDS = ("raw", "period_raw")
_OWN = frozenset(
    {"id", "uid", "deleted_at", "changed_action", "campaign_id", "span_start"}
    | {"span_end"}
)
_COPIED: tuple[type[t.PlanRecord], ...] = (
    t.CampaignUnit,
    t.CampaignPerson,
    t.CampaignPhase,
    t.KeyMessage,
    t.CampaignChannel,
    t.CampaignTable,
    t.CampaignSlot,
    t.CampaignWeight,
)
_OF_MEASURES: tuple[type[t.PlanRecord], ...] = (
    t.MeasureUnit,
    t.MeasureDeadline,
    t.Target,
    t.Deliverable,
)


@dataclass(frozen=True)
class Shift:
    """How far dates are moved: whole years and months first, then days; negative moves back."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        return bool(self.years or self.months or self.days)

    def move(self, day: dt.date) -> dt.date:
        """The day moved. A month's last day stays a month's last day; 31 becomes the last day that there is.

        Raises ValidationError beyond the years that can be written.
        """
        months = self.years * 12 + self.months
        try:
            if months:
                total = day.year * 12 + day.month - 1 + months
                year, month = total // 12, total % 12 + 1
                length = calendar.monthrange(year, month)[1]
                ending = day.day == calendar.monthrange(day.year, day.month)[1]
                day = dt.date(year, month, length if ending else min(day.day, length))
            return day + dt.timedelta(days=self.days)
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                "日期移得太远了，请改小年数或天数。", "shift"
            ) from error


def start_from(
    session: Session,
    campaign_id: int,
    title: str,
    *,
    short_name: str = "",
    shift: Shift | None = None,
) -> int:
    """A draft that takes over an earlier plan; returns its id. Raises NotFound, ValidationError.

    Taken over: outline, units, people, phases, messages, channels, tables, measures with units, dates, targets,
    quotas. Left behind: number, date of issue, covering notices, the closing words, states, progress, values,
    attachments, stories. A moved date loses the words that it was written with and carries a doubt, since the
    text still names the old one.
    """
    old = get_campaign(session, campaign_id)
    shift = shift or Shift()
    name, short = check_title(title), check_short(short_name)
    new = t.Campaign(
        title=name,
        short_name=short,
        initials=initials(short or name)[:120],
        kind=old.kind,
        state=CampaignState.DRAFT.value,
        issuer=old.issuer,
        letterhead=old.letterhead,
        recipients=old.recipients,
        starts_on=_moved(old.starts_on, shift),
        ends_on=_moved(old.ends_on, shift),
        period_raw="" if shift else old.period_raw,
        period_precision=old.period_precision,
        template_of_id=old.id,
    )
    session.add(new)
    session.flush()
    parts = _copy(session, t.CampaignPart, old.id, new.id, shift, {})
    for table in _COPIED:
        _copy(session, table, old.id, new.id, shift, {})
    measures = _copy(session, t.Measure, old.id, new.id, shift, {"part_id": parts})
    for table in _OF_MEASURES:
        _copy(session, table, old.id, new.id, shift, {"measure_id": measures})
    session.flush()
    return new.id


def _copy(
    session: Session,
    table: type[t.PlanRecord],
    old_id: int,
    new_id: int,
    shift: Shift,
    links: dict[str, dict[int, int]],
) -> dict[int, int]:
    """Copy the live records of a table; returns old id → new id."""
    columns = [
        c.key
        for c in Base.metadata.tables[table.__tablename__].columns
        if c.key not in _OWN
    ]
    query = (
        select(table)
        .where(table.campaign_id == old_id, table.deleted_at.is_(None))
        .order_by(table.position, table.id)
    )
    rows: list[dict[str, Any]] = []
    ids: list[int] = []
    for record in session.scalars(query):
        values = {name: getattr(record, name) for name in columns}
        if values.get("kind") == PartKind.CLOSING.value:
            continue
        if not _relink(values, links):
            continue
        _clear(values, shift)
        rows.append({**values, "campaign_id": new_id})
        ids.append(record.id)
    return dict(zip(ids, bulk_insert(session, table, rows), strict=True))


def _relink(values: dict[str, Any], links: dict[str, dict[int, int]]) -> bool:
    """Point a copy at the copies; False where it hung on a measure that is deleted."""
    for name, known in links.items():
        if values[name] is None:
            continue
        values[name] = known.get(values[name])
        if values[name] is None and name == "measure_id":
            return False
    return True


def _clear(values: dict[str, Any], shift: Shift) -> None:
    """Take out what the earlier plan had become, and move its dates (those told as past stay)."""
    if "closed_on" in values:
        values |= {
            "state": MeasureState.NOT_BEGUN.value,
            "dropped_reason": "",
            "closed_on": None,
        }
    if "met_on" in values:
        values["met_on"] = None
    values["doubt"] = ""
    if values.get("past") or not shift:
        return
    moved = False
    for name in _DATE_FIELDS:
        if values.get(name) is not None:
            values[name] = shift.move(values[name])
            moved = True
    if moved:
        values["doubt"] = MOVED_DOUBT
        for name in _RAW_FIELDS:
            if name in values:
                values[name] = ""


def _moved(day: dt.date | None, shift: Shift) -> dt.date | None:
    return shift.move(day) if day else None
