"""What was published for a plan, measure by measure and level by level; stories to choose from for tying."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.tables import Placement, Story, Unit
from models.vocabulary import OutletLevel
from models.vocabulary_campaigns import MeasureState
from services import story_queries
from services.campaigns.links import Published, tied
from services.campaigns.measures import LEDGER_KINDS
from services.campaigns.store import get_campaign
from services.story_queries import StoryFilter

CHOICE_LIMIT = 500
"""Stories that are offered at once."""


@dataclass(frozen=True)
class ReachLine:
    """What one measure brought; `measure_id` is None for what is tied to the plan only."""

    measure_id: int | None
    number: str
    words: str
    state: MeasureState | None
    stories: int
    placements: int
    levels: dict[OutletLevel, int]


@dataclass(frozen=True)
class Reach:
    """All measures of a plan in order with what was published for them, and every tied placement.

    `total` counts each story and placement once, however many measures it is tied to. `columns` are the names of
    the plan's own columns (专题专栏). `since` is its first day, else the day of issue; `until` its last.
    """

    total: ReachLine
    lines: tuple[ReachLine, ...]
    rows: tuple[Published, ...]
    columns: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None

    @property
    def covered(self) -> int:
        """Measures for which something was published."""
        return sum(1 for line in self.lines if line.measure_id and line.placements)

    @property
    def measures(self) -> int:
        """Measures of the plan."""
        return sum(1 for line in self.lines if line.measure_id)


@dataclass(frozen=True)
class StoryChoice:
    """A story that can be tied; `tied` when it is tied to the plan already."""

    id: int
    title: str
    unit: str
    first_on: dt.date
    last_on: dt.date
    placements: int
    level: OutletLevel
    tied: bool


def reach(session: Session, campaign_id: int) -> Reach:
    """What was published for a plan. Raises NotFound."""
    plan = get_campaign(session, campaign_id)
    pairs = tied(session, campaign_id)
    with_measure = {p.placement_id for p in pairs if p.measure_id is not None}
    rows = [
        p
        for p in pairs
        if p.measure_id is not None or p.placement_id not in with_measure
    ]
    by_measure: dict[int | None, list[Published]] = {}
    for row in rows:
        by_measure.setdefault(row.measure_id, []).append(row)
    m = t.Measure
    query = (
        select(m.id, m.number, m.head, m.text, m.state, m.kind)
        .where(m.campaign_id == campaign_id, m.deleted_at.is_(None))
        .order_by(m.position, m.id)
    )
    lines: list[ReachLine] = []
    for measure_id, number, head, words, state, kind in session.execute(query).tuples():
        mine = by_measure.pop(measure_id, [])
        if mine or kind in LEDGER_KINDS:
            line = (measure_id, number, head or words, MeasureState(state))
            lines.append(ReachLine(*line, *_figures(mine)))
    # What is left is tied to the plan only, or to a measure that was deleted since.
    rest = [row for left in by_measure.values() for row in left]
    if rest:
        lines.append(ReachLine(None, "", "没有归到任务", None, *_figures(rest)))
    columns = select(t.CampaignChannel.name).where(
        t.CampaignChannel.campaign_id == campaign_id,
        t.CampaignChannel.kind == "column",
        t.CampaignChannel.deleted_at.is_(None),
    )
    live = {line.measure_id for line in lines}
    return Reach(
        ReachLine(None, "", "整个方案", None, *_figures(rows)),
        tuple(lines),
        tuple(r for r in rows if r.measure_id in live or r in rest),
        tuple(dict.fromkeys(session.scalars(columns))),
        plan.starts_on or plan.issued_on,
        plan.ends_on,
    )


def _figures(
    rows: Iterable[Published],
) -> tuple[int, int, dict[OutletLevel, int]]:
    """Stories, placements, placements of each level; each placement once."""
    levels = dict.fromkeys(OutletLevel, 0)
    by_placement = {row.placement_id: row for row in rows}
    for row in by_placement.values():
        levels[OutletLevel(row.level)] += 1
    stories = len({row.story_id for row in by_placement.values()})
    return stories, len(by_placement), levels


def in_plan(found: Reach) -> StoryFilter:
    """The weeks of a plan, as a filter of stories."""
    return StoryFilter(first_week=found.since, last_week=found.until)


def waiting(session: Session, campaign_id: int, found: Reach) -> int:
    """Stories in the plan's own columns and weeks that are not tied to it yet, counted up to CHOICE_LIMIT."""
    if not found.columns:
        return 0
    return len(
        stories_to_tie(
            session, campaign_id, in_plan(found), columns=found.columns, untied=True
        )
    )


def stories_to_tie(
    session: Session,
    campaign_id: int,
    wanted: StoryFilter,
    *,
    columns: Sequence[str] = (),
    untied: bool = False,
) -> list[StoryChoice]:
    """The newest stories that pass a filter, at most CHOICE_LIMIT.

    `columns` asks for placements in columns of these names; `untied` leaves out what is tied to the plan.
    """
    mine = set(
        session.scalars(
            select(t.CampaignStory.story_id).where(
                t.CampaignStory.campaign_id == campaign_id,
                t.CampaignStory.deleted_at.is_(None),
            )
        )
    )
    last = func.max(Placement.published_on)
    query = story_queries.only(
        select(
            Story.id,
            Story.title,
            func.coalesce(func.nullif(Unit.short_name, ""), Unit.name),
            func.min(Placement.published_on),
            last,
            func.count(),
            func.min(Placement.level),
        )
        .select_from(Placement)
        .join(Unit, Unit.id == Placement.unit_id)
        .group_by(Story.id)
        .order_by(last.desc(), Story.id.desc())
        .limit(CHOICE_LIMIT),
        wanted,
    )
    if columns:
        bare = {name.strip("《》“”") for name in columns}
        names = bare | {f"《{n}》" for n in bare} | {f"“{n}”" for n in bare}
        query = query.where(Placement.column_name.in_(names))
    if untied and mine:
        query = query.where(Story.id.not_in(mine))
    return [
        StoryChoice(
            story_id,
            title,
            unit,
            first,
            latest,
            number,
            OutletLevel(level),
            story_id in mine,
        )
        for story_id, title, unit, first, latest, number, level in session.execute(
            query
        ).tuples()
    ]
