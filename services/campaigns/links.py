"""Stories and placements tied to a plan and its measures: what was published for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from models.journal import bulk_update
from models.tables import Outlet, Placement, Story, Unit
from services.campaigns.states import get_measure
from services.campaigns.store import get_campaign


@dataclass(frozen=True)
class Published:
    """One placement that was published for a plan; `link_id` is the tie that it came through."""

    link_id: int
    measure_id: int | None
    story_id: int
    title: str
    unit_id: int
    unit: str
    placement_id: int
    published_on: dt.date
    outlet: str
    level: int
    column_name: str


def tie_stories(
    session: Session,
    campaign_id: int,
    story_ids: Sequence[int],
    *,
    measure_id: int | None = None,
) -> int:
    """Tie stories, with all their placements, to a plan or one of its measures; returns how many are new.

    Raises NotFound, ValidationError (a measure of another plan).
    """
    _check(session, campaign_id, measure_id)
    count = 0
    for story_id in dict.fromkeys(story_ids):
        story = session.get(Story, story_id)
        if story is None or story.deleted_at is not None:
            raise NotFound("这篇稿件已经不在了，可能刚被删除。")
        count += _tie(session, campaign_id, measure_id, story_id, None)
    session.flush()
    return count


def tie_placements(
    session: Session,
    campaign_id: int,
    placement_ids: Sequence[int],
    *,
    measure_id: int | None = None,
) -> int:
    """Tie single placements to a plan or one of its measures; returns how many are new. Raises as tie_stories."""
    _check(session, campaign_id, measure_id)
    count = 0
    for placement_id in dict.fromkeys(placement_ids):
        placement = session.get(Placement, placement_id)
        if placement is None or placement.deleted_at is not None:
            raise NotFound("这条刊播记录已经不在了，可能刚被删除。")
        count += _tie(
            session, campaign_id, measure_id, placement.story_id, placement_id
        )
    session.flush()
    return count


def untie(session: Session, link_ids: Sequence[int]) -> None:
    """Take ties away. Raises NotFound."""
    now = dt.datetime.now()
    for link_id in link_ids:
        link = session.get(t.CampaignStory, link_id)
        if link is None or link.deleted_at is not None:
            raise NotFound("这条关联已经不在了，可能刚被取消。")
        link.deleted_at = now
    session.flush()


def published(
    session: Session, campaign_id: int, measure_id: int | None = None
) -> list[Published]:
    """What was published for a plan (or one of its measures), the newest first; a placement comes once.

    A placement that is tied both to the plan and to a measure is told with the measure.
    """
    found: dict[int, Published] = {}
    for row in tied(session, campaign_id, measure_id):
        known = found.get(row.placement_id)
        if known is None or (known.measure_id is None and row.measure_id is not None):
            found[row.placement_id] = row
    return list(found.values())


def tied(
    session: Session, campaign_id: int, measure_id: int | None = None
) -> list[Published]:
    """Each placement with each measure that it is tied to, the newest first.

    One that is tied to the plan only comes with `measure_id` None. Raises NotFound.
    """
    get_campaign(session, campaign_id)
    name = func.coalesce(func.nullif(Unit.short_name, ""), Unit.name)
    query = (
        select(t.CampaignStory, Placement, Story, name, Outlet.name)
        .join(
            Placement,
            (Placement.id == t.CampaignStory.placement_id)
            | (
                t.CampaignStory.placement_id.is_(None)
                & (Placement.story_id == t.CampaignStory.story_id)
            ),
        )
        .join(Story, Story.id == Placement.story_id)
        .join(Unit, Unit.id == Placement.unit_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(
            t.CampaignStory.campaign_id == campaign_id,
            t.CampaignStory.deleted_at.is_(None),
            Placement.deleted_at.is_(None),
            Story.deleted_at.is_(None),
        )
        .order_by(Placement.published_on.desc(), Placement.id.desc())
    )
    if measure_id is not None:
        query = query.where(t.CampaignStory.measure_id == measure_id)
    found: dict[tuple[int | None, int], Published] = {}
    for link, placement, story, unit, outlet in session.execute(query).tuples():
        found.setdefault(
            (link.measure_id, placement.id),
            Published(
                link.id,
                link.measure_id,
                story.id,
                story.title,
                placement.unit_id,
                unit,
                placement.id,
                placement.published_on,
                outlet,
                placement.level,
                placement.column_name,
            ),
        )
    return list(found.values())


def follow_joined(session: Session, gone: Sequence[int], story_id: int) -> None:
    """Stories were made one: ties of those that are gone go over to the one that stays."""
    ids = session.scalars(
        select(t.CampaignStory.id).where(t.CampaignStory.story_id.in_(gone))
    ).all()
    bulk_update(session, t.CampaignStory, {i: {"story_id": story_id} for i in ids})


def _check(session: Session, campaign_id: int, measure_id: int | None) -> None:
    get_campaign(session, campaign_id)
    if measure_id is None:
        return
    if get_measure(session, measure_id).campaign_id != campaign_id:
        raise ValidationError("这条任务不属于所选的方案，请重新选择。", "measure_id")


def _tie(
    session: Session,
    campaign_id: int,
    measure_id: int | None,
    story_id: int,
    placement_id: int | None,
) -> bool:
    """Add a tie unless it is there already."""
    query = select(t.CampaignStory.id).where(
        t.CampaignStory.campaign_id == campaign_id,
        t.CampaignStory.measure_id.is_not_distinct_from(measure_id),
        t.CampaignStory.story_id == story_id,
        t.CampaignStory.placement_id.is_not_distinct_from(placement_id),
        t.CampaignStory.deleted_at.is_(None),
    )
    if session.scalar(query.limit(1)) is not None:
        return False
    session.add(
        t.CampaignStory(
            campaign_id=campaign_id,
            measure_id=measure_id,
            story_id=story_id,
            placement_id=placement_id,
        )
    )
    return True
