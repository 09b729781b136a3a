"""The list of plans as a page shows it: each plan with its counts of measures and its next due day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.vocabulary_campaigns import CampaignState, MeasureState
from services import text
from services.campaigns.countdown import derive_state
from services.campaigns.measures import LEDGER_KINDS

SOON_DAYS = 14
"""Days ahead that are told as soon due."""


@dataclass(frozen=True)
class PlanLine:
    """A plan with its figures on a day; counts are of live measures that the ledger shows.

    `soon` counts open measures of a running plan that fall due from today on within SOON_DAYS; `next_due` is the
    first day from today on that is not met, None where there is none.
    """

    id: int
    title: str
    short_name: str
    initials: str
    issuer: str
    doc_number: str
    issued_on: dt.date | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    state: CampaignState
    counts: dict[MeasureState, int]
    soon: int = 0
    next_due: dt.date | None = None

    @property
    def label(self) -> str:
        """Short name, else the title."""
        return self.short_name or self.title

    @property
    def measures(self) -> int:
        """All measures; dropped ones are no longer to be done and do not count."""
        return sum(self.counts.values()) - self.counts[MeasureState.DROPPED]

    @property
    def done(self) -> int:
        """Measures that are done."""
        return self.counts[MeasureState.DONE]

    @property
    def overdue(self) -> int:
        """Measures that are overdue."""
        return self.counts[MeasureState.OVERDUE]

    @property
    def finished(self) -> bool:
        """Whether the plan runs although nothing of it is left to do."""
        open_ = {MeasureState.NOT_BEGUN, MeasureState.UNDER_WAY, MeasureState.OVERDUE}
        is_open = any(self.counts[state] for state in open_)
        return self.state is CampaignState.RUNNING and bool(self.done) and not is_open

    def is_over(self, today: dt.date) -> bool:
        """Whether the plan runs although its last day has passed."""
        running = self.state is CampaignState.RUNNING
        return running and self.ends_on is not None and self.ends_on < today

    def fits(self, words: str) -> bool:
        """Whether all words stand in title, short name, number or issuer; one word may be the initials."""
        names = (self.title, self.short_name, self.doc_number, self.issuer)
        held = [text.fold(name) for name in names if name]
        return all(
            any(key in name for name in held) or key in self.initials
            for key in map(text.fold, words.split())
            if key
        )


def overview(
    session: Session, today: dt.date, campaign_id: int | None = None
) -> list[PlanLine]:
    """All plans, or one; the newest first (by date of issue, then by the order of saving)."""
    counts, soon, first = _measures(session, today, campaign_id)
    c = t.Campaign
    query = select(
        c.id,
        c.title,
        c.short_name,
        c.initials,
        c.issuer,
        c.doc_number,
        c.issued_on,
        c.starts_on,
        c.ends_on,
        c.state,
    ).where(c.deleted_at.is_(None))
    if campaign_id is not None:
        query = query.where(c.id == campaign_id)
    empty = dict.fromkeys(MeasureState, 0)
    found = [
        PlanLine(
            *row[:-1],
            CampaignState(row[-1]),
            counts.get(row[0], empty),
            soon.get(row[0], 0),
            first.get(row[0]),
        )
        for row in session.execute(query).tuples()
    ]
    return sorted(found, key=lambda p: (p.issued_on or dt.date.min, p.id), reverse=True)


def present_phases(
    session: Session, campaign_id: int, today: dt.date
) -> tuple[str, ...]:
    """Names of the phases that a day falls into, in the order of the plan."""
    p = t.CampaignPhase
    query = (
        select(p.name)
        .where(
            p.campaign_id == campaign_id,
            p.deleted_at.is_(None),
            p.starts_on <= today,
            p.ends_on >= today,
        )
        .order_by(p.position, p.id)
    )
    return tuple(name for name in session.scalars(query) if name)


def _measures(
    session: Session, today: dt.date, campaign_id: int | None
) -> tuple[dict[int, dict[MeasureState, int]], dict[int, int], dict[int, dt.date]]:
    """Campaign id → measures in each state, how many are soon due, the next due day."""
    due = t.MeasureDeadline
    days = (
        select(
            due.measure_id,
            func.min(due.due_on),
            func.min(due.due_on).filter(due.due_on >= today),
        )
        .where(
            due.deleted_at.is_(None),
            due.due_on.is_not(None),
            due.past.is_(False),
            due.met_on.is_(None),
        )
        .group_by(due.measure_id)
    )
    if campaign_id is not None:
        days = days.where(due.campaign_id == campaign_id)
    next_of = {row[0]: (row[1], row[2]) for row in session.execute(days).tuples()}
    query = (
        select(t.Measure.id, t.Measure.campaign_id, t.Measure.state, t.Campaign.state)
        .join(t.Campaign, t.Campaign.id == t.Measure.campaign_id)
        .where(
            t.Measure.deleted_at.is_(None),
            t.Campaign.deleted_at.is_(None),
            t.Measure.kind.in_(LEDGER_KINDS),
        )
    )
    if campaign_id is not None:
        query = query.where(t.Measure.campaign_id == campaign_id)
    counts: dict[int, dict[MeasureState, int]] = {}
    soon: dict[int, int] = {}
    first: dict[int, dt.date] = {}
    until = today + dt.timedelta(days=SOON_DAYS)
    for measure_id, plan, stored, plan_state in session.execute(query).tuples():
        running = plan_state == CampaignState.RUNNING.value
        earliest, ahead = next_of.get(measure_id, (None, None))
        state = derive_state(MeasureState(stored), earliest, today, running=running)
        counts.setdefault(plan, dict.fromkeys(MeasureState, 0))[state] += 1
        if state.closed or plan_state == CampaignState.CLOSED.value:
            continue
        if ahead is not None:
            first[plan] = min(first.get(plan, ahead), ahead)
        if running and earliest is not None and today <= earliest <= until:
            soon[plan] = soon.get(plan, 0) + 1
    return counts, soon, first
