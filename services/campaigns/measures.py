"""The ledger of measures (任务台账): rows with their derived state, filters, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from models import tables_campaigns as t
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services import workdays
from services.campaigns import types
from services.campaigns.countdown import Countdown, derive_state, next_due
from services.campaigns.hanging import (
    by_measure,
    count_by_measure,
    entries_by_measure,
    newest_values,
)
from services.campaigns.store import as_row

LEDGER_KINDS = frozenset({"measure", "step"})
"""Kinds of measure that the ledger shows unless it is asked for others."""


@dataclass(frozen=True)
class LedgerFilter:
    """What the ledger shows; an empty field asks for all.

    `unit_id` with `roles`: the unit leads, supports …; `since` and `until` bound the next due day (inclusive;
    measures without one are left out then); `undated`: only measures without one; `states` are derived states;
    `words` are all looked for in number, text and unit names.
    """

    unit_id: int | None = None
    unit_name: str = ""
    roles: frozenset[UnitRole] = frozenset({UnitRole.LEAD, UnitRole.SUPPORT})
    campaign_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    undated: bool = False
    states: frozenset[MeasureState] = frozenset()
    words: str = ""
    kinds: frozenset[str] = LEDGER_KINDS
    campaign_states: frozenset[CampaignState] = frozenset()


@dataclass(frozen=True)
class LedgerRow:
    """A measure as the ledger shows it on a day.

    `due_on` is its next day that is not met; `days_left` and `workdays_left` count to it (negative: over, None
    without a due day or when it is closed). `share` (0–100) and `last_*` come from its newest entry; `reached` are
    the newest values of `targets`, in their order, None where there is none.
    """

    measure: types.MeasureRow
    campaign_id: int
    campaign: str
    campaign_state: CampaignState
    leads: tuple[types.MeasureUnitRow, ...]
    supports: tuple[types.MeasureUnitRow, ...]
    implied: tuple[types.MeasureUnitRow, ...]
    deadlines: tuple[types.DeadlineRow, ...]
    targets: tuple[types.TargetRow, ...]
    state: MeasureState
    due_on: dt.date | None
    days_left: int | None
    workdays_left: int | None
    share: int | None = None
    last_on: dt.date | None = None
    last_text: str = ""
    entries: int = 0
    attachments: int = 0
    stories: int = 0
    reached: tuple[float | None, ...] = ()

    @property
    def id(self) -> int:
        """Id of the measure."""
        return self.measure.id

    @property
    def lead_names(self) -> str:
        """Lead units as written, joined."""
        return "、".join(u.name for u in self.leads)

    @property
    def support_names(self) -> str:
        """Support units as written, joined."""
        return "、".join(u.name for u in self.supports)


@dataclass(frozen=True)
class DueList:
    """What presses on a day: overdue first, then due in the next days, each by day."""

    overdue: tuple[LedgerRow, ...]
    soon: tuple[LedgerRow, ...]


def ledger(
    session: Session, today: dt.date, wanted: LedgerFilter | None = None
) -> list[LedgerRow]:
    """Measures in the order of campaigns and of the document, as they stand on `today`."""
    wanted = wanted or LedgerFilter()
    pairs = session.execute(_query(wanted)).tuples().all()
    rows = _rows(session, today, pairs)
    return [row for row in rows if _wanted(row, wanted)]


def ledger_row(session: Session, measure_id: int, today: dt.date) -> LedgerRow | None:
    """One measure as it stands on a day, None when it is not there any more."""
    query = _base().where(t.Measure.id == measure_id)
    found = _rows(session, today, session.execute(query).tuples().all())
    return found[0] if found else None


def due(session: Session, today: dt.date, days: int = 14) -> DueList:
    """What is overdue, and what falls due from today on within `days` days, in running campaigns."""
    until = today + dt.timedelta(days=days)
    wanted = LedgerFilter(
        until=until, campaign_states=frozenset({CampaignState.RUNNING})
    )
    rows = sorted(
        (r for r in ledger(session, today, wanted) if not r.state.closed),
        key=lambda r: (r.due_on or until, r.campaign_id, r.measure.position),
    )
    return DueList(
        tuple(r for r in rows if r.state is MeasureState.OVERDUE),
        tuple(r for r in rows if r.state is not MeasureState.OVERDUE),
    )


def state_counts(rows: Iterable[LedgerRow]) -> dict[MeasureState, int]:
    """How many rows stand in each state, all states named."""
    counts = dict.fromkeys(MeasureState, 0)
    for row in rows:
        counts[row.state] += 1
    return counts


def _base() -> Select[tuple[t.Measure, t.Campaign]]:
    return (
        select(t.Measure, t.Campaign)
        .join(t.Campaign, t.Campaign.id == t.Measure.campaign_id)
        .where(t.Measure.deleted_at.is_(None), t.Campaign.deleted_at.is_(None))
        .order_by(t.Campaign.id, t.Measure.position, t.Measure.id)
    )


def _query(wanted: LedgerFilter) -> Select[tuple[t.Measure, t.Campaign]]:
    query = _base()
    if wanted.kinds:
        query = query.where(t.Measure.kind.in_(wanted.kinds))
    if wanted.campaign_id is not None:
        query = query.where(t.Measure.campaign_id == wanted.campaign_id)
    if wanted.campaign_states:
        query = query.where(
            t.Campaign.state.in_([s.value for s in wanted.campaign_states])
        )
    if wanted.unit_id is not None or wanted.unit_name:
        mine = select(t.MeasureUnit.measure_id).where(
            t.MeasureUnit.deleted_at.is_(None),
            t.MeasureUnit.role.in_([r.value for r in wanted.roles]),
        )
        if wanted.unit_id is not None:
            mine = mine.where(t.MeasureUnit.unit_id == wanted.unit_id)
        else:
            mine = mine.where(t.MeasureUnit.name == wanted.unit_name)
        query = query.where(t.Measure.id.in_(mine))
    for word in wanted.words.split():
        named = select(t.MeasureUnit.measure_id).where(
            t.MeasureUnit.deleted_at.is_(None),
            t.MeasureUnit.name.contains(word, autoescape=True),
        )
        query = query.where(
            or_(
                t.Measure.text.contains(word, autoescape=True),
                t.Measure.head.contains(word, autoescape=True),
                t.Measure.number.contains(word, autoescape=True),
                t.Measure.id.in_(named),
            )
        )
    return query


def _wanted(row: LedgerRow, wanted: LedgerFilter) -> bool:
    if wanted.states and row.state not in wanted.states:
        return False
    if wanted.undated and row.due_on is not None:
        return False
    if wanted.since and (row.due_on is None or row.due_on < wanted.since):
        return False
    return not (wanted.until and (row.due_on is None or row.due_on > wanted.until))


def _rows(
    session: Session, today: dt.date, pairs: Sequence[tuple[t.Measure, t.Campaign]]
) -> list[LedgerRow]:
    ids = [measure.id for measure, _ in pairs]
    units = by_measure(session, t.MeasureUnit, types.MeasureUnitRow, ids)
    dates = by_measure(session, t.MeasureDeadline, types.DeadlineRow, ids)
    targets = by_measure(session, t.Target, types.TargetRow, ids)
    values = newest_values(session, [x.id for own in targets.values() for x in own])
    entries = entries_by_measure(session, ids)
    attached = count_by_measure(session, t.Attachment, t.Attachment.id, ids)
    stories = count_by_measure(session, t.CampaignStory, t.CampaignStory.story_id, ids)
    clock = Countdown(workdays.load(session), today)
    return [
        _row(
            measure,
            campaign,
            clock,
            units.get(measure.id, []),
            tuple(dates.get(measure.id, ())),
            entries.get(measure.id, []),
            targets=tuple(targets.get(measure.id, ())),
            values=values,
            attachments=attached.get(measure.id, 0),
            stories=stories.get(measure.id, 0),
        )
        for measure, campaign in pairs
    ]


def _row(
    measure: t.Measure,
    campaign: t.Campaign,
    clock: Countdown,
    units: list[types.MeasureUnitRow],
    dates: tuple[types.DeadlineRow, ...],
    told: list[t.ProgressEntry],
    *,
    targets: tuple[types.TargetRow, ...],
    values: Mapping[int, float],
    attachments: int,
    stories: int,
) -> LedgerRow:
    stored = MeasureState(measure.state)
    running = campaign.state == CampaignState.RUNNING.value
    due_on = None if stored.closed else next_due(dates)
    shares = [entry.share for entry in told if entry.share is not None]
    by_role: dict[str, list[types.MeasureUnitRow]] = {}
    for unit in units:
        by_role.setdefault(unit.role, []).append(unit)
    return LedgerRow(
        measure=as_row(measure, types.MeasureRow),
        campaign_id=campaign.id,
        campaign=campaign.short_name or campaign.title,
        campaign_state=CampaignState(campaign.state),
        leads=tuple(by_role.get(UnitRole.LEAD.value, ())),
        supports=tuple(by_role.get(UnitRole.SUPPORT.value, ())),
        implied=tuple(by_role.get(UnitRole.IMPLIED.value, ())),
        deadlines=dates,
        targets=targets,
        state=derive_state(stored, due_on, clock.today, running=running),
        due_on=due_on,
        days_left=clock.days(due_on) if due_on else None,
        workdays_left=clock.left(due_on) if due_on else None,
        share=_share(stored, shares),
        last_on=told[-1].on_day if told else None,
        last_text=told[-1].text if told else "",
        entries=len(told),
        attachments=attachments,
        stories=stories,
        reached=tuple(values.get(target.id) for target in targets),
    )


def _share(stored: MeasureState, told: list[int]) -> int | None:
    """How much is done: all of a measure that is done, else what the newest entry with a share says."""
    if stored is MeasureState.DONE:
        return 100
    return told[-1] if told else None
