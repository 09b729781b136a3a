"""What the entry of a story knows beforehand, and the draft that survives a closed window."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from sqlalchemy.orm import Session

from models.vocabulary import GENRES
from services import returns, settings, story_queries
from services.pinyin import initials
from services.registers.outlets import OutletRow, list_outlets
from services.returns import ReturnRow
from services.stories import StoryMatcher
from services.story_queries import StoryDetail
from services.weeks import sunday
from ui.state import StateStore


@dataclass(frozen=True)
class EntryData:
    """Outlets with their columns (each with initials), genres, the stories that a title may belong to.

    `saved` are the stories of the return so far.
    """

    outlets: tuple[OutletRow, ...]
    columns: dict[int, tuple[tuple[str, str], ...]]
    genres: tuple[tuple[str, str], ...]
    matcher: StoryMatcher
    stored: ReturnRow
    stray_days: int
    saved: tuple[StoryDetail, ...]


def load_entry(session: Session, unit_id: int, week: dt.date) -> EntryData:
    """Read everything that the entry for a unit and week needs."""
    outlets = tuple(list_outlets(session))
    return EntryData(
        outlets,
        {o.id: tuple((c, initials(c)) for c in o.columns) for o in outlets},
        tuple((g, initials(g)) for g in GENRES),
        StoryMatcher.load(session, [unit_id], week, sunday(week)),
        returns.get(session, unit_id, week),
        settings.load(session).stray_days,
        tuple(story_queries.stories_of(session, unit_id, week)),
    )


@dataclass
class DraftLine:
    """One placement as typed; the day as ISO text or empty."""

    day: str = ""
    outlet_id: int | None = None
    outlet: str = ""
    column: str = ""
    genre: str = ""
    spot: str = ""
    link: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing but a day stands in the line."""
        return not (self.outlet or self.column or self.spot or self.link)


@dataclass
class Draft:
    """A story as typed so far."""

    title: str = ""
    lines: list[DraftLine] = field(default_factory=list[DraftLine])

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return not self.title.strip() and all(li.is_empty for li in self.lines)


def _key(unit_id: int, week: dt.date) -> str:
    return f"entry.draft.{unit_id}.{week.isoformat()}"


def keep_draft(state: StateStore, unit_id: int, week: dt.date, draft: Draft) -> None:
    """Remember a draft; an empty one is forgotten."""
    state.put(_key(unit_id, week), None if draft.is_empty else asdict(draft))


def kept_draft(state: StateStore, unit_id: int, week: dt.date) -> Draft | None:
    """The draft that was left for a unit and week; one that cannot be read counts as none."""
    stored = state.get(_key(unit_id, week))
    if not isinstance(stored, dict):
        return None
    values = cast("dict[str, Any]", stored)
    try:
        lines = [DraftLine(**line) for line in values.get("lines", [])]
        draft = Draft(str(values.get("title", "")), lines)
    except TypeError:
        return None
    return None if draft.is_empty else draft
