"""Stories and placements: recognising a known story, adding, changing, joining and splitting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.journal import bulk_update
from models.tables import Outlet, Placement, Story
from services import returns, text
from services.weeks import sunday, week_of

NEAR_DAYS = 14
"""Days within which the same title of a unit is the same story."""
SAME = 90.0
"""Likeness (0–100) of two title keys from which they are nearly the same."""


@dataclass(frozen=True)
class PlacementDraft:
    """A placement to be stored. `outlet_id` names a known outlet; `level` defaults to the outlet's."""

    published_on: dt.date
    outlet_id: int
    level: int | None = None
    column_name: str = ""
    genre: str = ""
    spot: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class KnownStory:
    """A story that a new placement may belong to."""

    id: int
    unit_id: int
    title: str
    key: str
    first_on: dt.date


@dataclass(frozen=True)
class StoryMatch:
    """The story found for a title; `exact` is false for a nearly same title."""

    story: KnownStory
    exact: bool


@dataclass
class StoryMatcher:
    """Finds the story that a title of a unit belongs to, among those loaded and those added."""

    by_unit: dict[int, list[KnownStory]] = field(default_factory=dict)

    @classmethod
    def load(
        cls, session: Session, unit_ids: Iterable[int], first: dt.date, last: dt.date
    ) -> StoryMatcher:
        """Stories of some units dated near the days from `first` to `last`."""
        wanted = set(unit_ids)
        near = dt.timedelta(days=NEAR_DAYS)
        query = select(
            Story.id, Story.unit_id, Story.title, Story.title_key, Story.first_on
        ).where(
            Story.unit_id.in_(wanted),
            Story.first_on >= first - near,
            Story.first_on <= last + near,
            Story.deleted_at.is_(None),
        )
        matcher = cls()
        for row in session.execute(query):
            matcher.add(KnownStory(*row))
        return matcher

    def add(self, story: KnownStory) -> None:
        """Know one more story."""
        self.by_unit.setdefault(story.unit_id, []).append(story)

    def find(self, unit_id: int, title: str, day: dt.date) -> StoryMatch | None:
        """The story of the same title key near that day, else the most alike of nearly the same title."""
        key = text.title_key(title)
        near = [
            s
            for s in self.by_unit.get(unit_id, ())
            if abs((s.first_on - day).days) <= NEAR_DAYS
        ]
        for story in near:
            if story.key == key:
                return StoryMatch(story, True)
        best = max(((likeness(key, s.key), -s.id, s) for s in near), default=None)
        return StoryMatch(best[2], False) if best and best[0] >= SAME else None


def likeness(key: str, other: str) -> float:
    """Likeness of two title keys, 0–100; 0 where their numbers differ or they are too short to tell."""
    if min(len(key), len(other)) < 6 or text.digits_of(key) != text.digits_of(other):
        return 0.0
    from rapidfuzz import fuzz

    return float(fuzz.ratio(key, other))


def add_story(
    session: Session,
    unit_id: int,
    week: dt.date,
    title: str,
    drafts: list[PlacementDraft],
    *,
    story_id: int | None = None,
    received_on: dt.date | None = None,
    source: str = "hand",
) -> int:
    """Record placements of one story in a unit's return for a week; returns the story's id.

    `story_id` adds to a known story, else a new one is made. The return counts as received on
    `received_on` (default today). Raises ValidationError (field: title, published_on, outlet).
    """
    title = check_title(title)
    if not drafts:
        raise ValidationError("请至少填写一次刊播。", "outlet")
    week = week_of(week)
    for draft in drafts:
        check_day(draft.published_on, week)
    if story_id is not None and get_story(session, story_id).unit_id != unit_id:
        raise ValidationError("这篇稿件属于另一个单位，请重新选择。", "title")
    stored = returns.receive(
        session, unit_id, week, received_on or dt.date.today(), source=source
    )
    if story_id is None:
        first = min(d.published_on for d in drafts)
        story = Story(
            unit_id=unit_id,
            title=title,
            title_key=text.title_key(title),
            first_on=first,
        )
        session.add(story)
        session.flush()
        story_id = story.id
    for draft in drafts:
        session.add(
            Placement(
                story_id=story_id,
                return_id=stored.id,
                unit_id=unit_id,
                week=week,
                published_on=draft.published_on,
                outlet_id=draft.outlet_id,
                level=draft.level or _level_of(session, draft.outlet_id),
                column_name=text.clean(draft.column_name),
                genre=text.clean(draft.genre),
                spot=text.clean(draft.spot),
                link=clean_link(draft.link),
                note=text.clean(draft.note),
            )
        )
    session.flush()
    _settle(session, {story_id})
    return story_id


def change_placement(session: Session, placement_id: int, **values: object) -> None:
    """Change fields of a placement: published_on, outlet_id, level, column_name, genre, spot, link, note."""
    placement = get_placement(session, placement_id)
    if "published_on" in values:
        day = values["published_on"]
        assert isinstance(day, dt.date)
        check_day(day, placement.week)
    for key, value in values.items():
        if key not in {
            "published_on",
            "outlet_id",
            "level",
            "column_name",
            "genre",
            "spot",
            "link",
            "note",
        }:
            raise KeyError(key)
        if key == "link":
            value = clean_link(str(value))
        setattr(placement, key, text.clean(value) if isinstance(value, str) else value)
    if "outlet_id" in values and "level" not in values:
        placement.level = _level_of(session, placement.outlet_id)
    session.flush()
    if "published_on" in values:
        _settle(session, {placement.story_id})
        from services.schedules.progress import placements_moved

        placements_moved(session, {placement_id: placement.published_on})


def change_title(session: Session, story_id: int, title: str) -> None:
    """Give a story another title."""
    story = get_story(session, story_id)
    story.title = check_title(title)
    story.title_key = text.title_key(story.title)
    session.flush()


def delete_placements(session: Session, placement_ids: list[int]) -> None:
    """Put placements into the recycle bin, and stories that have none left."""
    now = dt.datetime.now()
    stories: set[int] = set()
    for placement_id in placement_ids:
        placement = get_placement(session, placement_id)
        placement.deleted_at = now
        stories.add(placement.story_id)
    session.flush()
    _settle(session, stories)
    from services.schedules.progress import placements_gone

    placements_gone(session, placement_ids)


def join(session: Session, story_ids: list[int]) -> int:
    """Make several stories of one unit one; the first keeps its title and takes all placements."""
    from services.campaigns.links import follow_joined

    keep = get_story(session, story_ids[0])
    others = [get_story(session, i) for i in story_ids[1:] if i != keep.id]
    if not others:
        raise ValidationError("请选择两篇以上的稿件再合并。")
    if any(o.unit_id != keep.unit_id for o in others):
        raise ValidationError("只能合并同一单位的稿件。")
    ids = session.scalars(
        select(Placement.id).where(Placement.story_id.in_([o.id for o in others]))
    )
    first = min(s.first_on for s in (keep, *others))
    now = dt.datetime.now()
    changes = {o.id: {"deleted_at": now} for o in others}
    keep_id = keep.id
    bulk_update(session, Placement, {i: {"story_id": keep_id} for i in ids})
    bulk_update(session, Story, {**changes, keep_id: {"first_on": first}})
    follow_joined(session, list(changes), keep_id)
    return keep_id


def split(session: Session, placement_ids: list[int], title: str | None = None) -> int:
    """Make placements of one story a story of their own; returns its id."""
    placements = [get_placement(session, i) for i in placement_ids]
    if not placements:
        raise ValidationError("请先选择要拆出的刊播记录。")
    old_ids = {p.story_id for p in placements}
    if len(old_ids) > 1:
        raise ValidationError("请选择同一篇稿件的刊播记录再拆分。")
    old = get_story(session, old_ids.pop())
    name = check_title(title or old.title)
    first = min(p.published_on for p in placements)
    story = Story(
        unit_id=old.unit_id, title=name, title_key=text.title_key(name), first_on=first
    )
    session.add(story)
    session.flush()
    for placement in placements:
        placement.story_id = story.id
    session.flush()
    _settle(session, {old.id})
    return story.id


def get_story(session: Session, story_id: int) -> Story:
    """The stored story; raises NotFound."""
    story = session.get(Story, story_id)
    if story is None or story.deleted_at is not None:
        raise NotFound("这篇稿件已经不在了，可能刚被删除或合并。")
    return story


def get_placement(session: Session, placement_id: int) -> Placement:
    """The stored placement; raises NotFound."""
    placement = session.get(Placement, placement_id)
    if placement is None or placement.deleted_at is not None:
        raise NotFound("这条刊播记录已经不在了，可能刚被删除。")
    return placement


def check_title(title: str) -> str:
    """A title fit to store; raises ValidationError (field title)."""
    title = text.clean(title)
    if not title:
        raise ValidationError("请填写稿件标题。", "title")
    if len(title) > MAX_TITLE:
        raise ValidationError(
            f"标题有 {len(title)} 个字，超过 {MAX_TITLE} 个字，请核对是否粘贴了正文。",
            "title",
        )
    return title


MAX_TITLE = 300


def check_day(day: dt.date, week: dt.date) -> None:
    """A publication day that a return of a week can hold; raises ValidationError (field published_on)."""
    if day > sunday(week):
        raise ValidationError(
            f"刊播日期 {day.month}月{day.day}日 晚于本周末 {sunday(week):%m月%d日}，请核对。",
            "published_on",
        )
    if day < week - dt.timedelta(days=366):
        raise ValidationError(
            f"刊播日期 {day:%Y-%m-%d} 比本周早了一年以上，请核对年份。", "published_on"
        )


def clean_link(link: str) -> str:
    """A link as plain text without blanks, at most 2,000 characters."""
    return text.clean(link).replace(" ", "")[:2000]


def _level_of(session: Session, outlet_id: int) -> int:
    level = session.scalar(select(Outlet.level).where(Outlet.id == outlet_id))
    if level is None:
        raise ValidationError("这家媒体不在名册里，请重新选择。", "outlet")
    return level


def _settle(session: Session, story_ids: set[int]) -> None:
    """Set each story's first day to that of its placements; one without any goes to the recycle bin."""
    for story_id in story_ids:
        first = session.scalar(
            select(func.min(Placement.published_on)).where(
                Placement.story_id == story_id, Placement.deleted_at.is_(None)
            )
        )
        story = session.get(Story, story_id)
        if story is None:
            continue
        if first is None:
            story.deleted_at = dt.datetime.now()
        else:
            story.first_on = first
    session.flush()
