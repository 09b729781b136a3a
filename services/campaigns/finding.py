"""Plans and measures by words, for the search over the window: plain statements that map no plan tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.text import clean

_PLANS = text(
    """
    SELECT id, title, short_name, initials, doc_number, state FROM campaign
    WHERE deleted_at IS NULL ORDER BY state = 'running' DESC, issued_on DESC, id DESC
    """
)
_MEASURES = """
    SELECT m.id, c.id, coalesce(nullif(c.short_name, ''), c.title), m.number, m.head, m.text
    FROM measure m JOIN campaign c ON c.id = m.campaign_id
    WHERE m.deleted_at IS NULL AND c.deleted_at IS NULL
      AND {words}
    ORDER BY c.state = 'running' DESC, (m.head LIKE :w0 ESCAPE '\\') DESC, c.id DESC, m.position
    LIMIT :most
"""
_WORDS = 6
"""Words that are looked for; more would only slow the search."""


@dataclass(frozen=True)
class FoundPlan:
    """A plan as the search needs it."""

    id: int
    title: str
    short_name: str
    initials: str
    doc_number: str
    state: str


@dataclass(frozen=True)
class FoundMeasure:
    """A measure whose words were found."""

    id: int
    campaign_id: int
    campaign: str
    number: str
    words: str


def all_plans(session: Session) -> list[FoundPlan]:
    """Every plan, those that run first, then the newest."""
    return [FoundPlan(*row) for row in session.execute(_PLANS).tuples()]


def find_measures(session: Session, words: str, most: int) -> list[FoundMeasure]:
    """Measures that hold all the words in heading, text or number; those with the first in the heading first."""
    keys = clean(words).split()[:_WORDS]
    if not keys:
        return []
    held = " AND ".join(
        f"(m.head LIKE :w{i} ESCAPE '\\' OR m.text LIKE :w{i} ESCAPE '\\' OR m.number LIKE :w{i} ESCAPE '\\')"
        for i in range(len(keys))
    )
    values: dict[str, Any] = {f"w{i}": f"%{_plain(k)}%" for i, k in enumerate(keys)}
    query = text(_MEASURES.replace("{words}", held))
    return [
        FoundMeasure(measure_id, plan_id, plan, number, head or said)
        for measure_id, plan_id, plan, number, head, said in session.execute(
            query, {**values, "most": most}
        ).tuples()
    ]


def _plain(word: str) -> str:
    """A word in which % and _ mean themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
