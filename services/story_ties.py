"""The plans that a story is tied to: read by a plain statement, so that the stories page maps no plan tables."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

_WORDS = 30
_TIES = text(
    """
    SELECT l.id, c.id, coalesce(nullif(c.short_name, ''), c.title), m.id, m.number, m.head, m.text, l.placement_id
    FROM campaign_story l
    JOIN campaign c ON c.id = l.campaign_id AND c.deleted_at IS NULL
    LEFT JOIN measure m ON m.id = l.measure_id
    WHERE l.deleted_at IS NULL
      AND ((l.placement_id IS NULL AND l.story_id = :story)
           OR l.placement_id IN (SELECT id FROM placement WHERE story_id = :story))
    ORDER BY l.id
    """
)


@dataclass(frozen=True)
class Tie:
    """One tie of a story (`placement_id` None: all of its placements)."""

    id: int
    campaign_id: int
    campaign: str
    measure_id: int | None
    measure: str
    placement_id: int | None


def ties_of(session: Session, story_id: int) -> list[Tie]:
    """The plans and measures that a story, or a placement of it, is tied to."""
    return [
        Tie(
            link_id,
            plan_id,
            plan,
            measure_id,
            f"{number} {head or words[:_WORDS]}".strip() if measure_id else "",
            placement_id,
        )
        for (
            link_id,
            plan_id,
            plan,
            measure_id,
            number,
            head,
            words,
            placement_id,
        ) in session.execute(_TIES, {"story": story_id}).tuples()
    ]
