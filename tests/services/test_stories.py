"""Stories: what counts as the same one, adding, changing, joining, splitting, deleting."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import NotFound, ValidationError
from models.tables import Story
from models.vocabulary import OutletLevel
from services import stories
from services.history import last_undoable, undo_action
from services.registers.outlets import save_outlet
from services.registers.units import save_unit
from services.stories import (
    NEAR_DAYS,
    KnownStory,
    PlacementDraft,
    StoryMatcher,
    likeness,
)
from services.story_history import story_history
from services.story_queries import StoryDetail, story_detail
from services.text import title_key

WEEK = dt.date(2026, 11, 16)


class Office:
    """A unit, another, and three outlets."""

    def __init__(self, db: Database) -> None:
        self.db = db
        with db.writing("名册") as session:
            self.unit = save_unit(session, name="商务局")
            self.other = save_unit(session, name="司法局")
            self.paper = save_outlet(session, name="市日报", level=OutletLevel.CITY)
            self.tv = save_outlet(session, name="省电视台", level=OutletLevel.PROVINCE)
            self.site = save_outlet(session, name="县政府网", level=OutletLevel.COUNTY)

    def add(
        self, title: str, *outlets: int, unit: int | None = None, day: dt.date = WEEK
    ) -> int:
        drafts = [PlacementDraft(day, o) for o in outlets or (self.paper,)]
        with self.db.writing(f"补录《{title}》") as session:
            return stories.add_story(
                session, unit or self.unit, WEEK, title, drafts, received_on=WEEK
            )

    def detail(self, story_id: int) -> StoryDetail:
        with self.db.reading() as session:
            return story_detail(session, story_id)

    def gone(self, story_id: int) -> bool:
        with self.db.reading() as session:
            story = session.get(Story, story_id)
            return story is None or story.deleted_at is not None

    def undo(self) -> None:
        with self.db.reading() as session:
            last = last_undoable(session)
        assert last is not None
        undo_action(self.db, last.id)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


def known(title: str, day: dt.date = WEEK, unit: int = 1, id_: int = 1) -> KnownStory:
    return KnownStory(id_, unit, title, title_key(title), day)


@pytest.mark.parametrize(
    ("title", "exact"),
    [
        ("夜经济街区开街首周客流破十万", True),
        ("“夜经济”街区 开街首周客流破十万！", True),
        ("夜经济街区开街 首周客流破十万（图）", False),
        ("夜经济街区开街首周客流突破十万", False),
    ],
)
def test_marks_and_blanks_do_not_make_another_story(title: str, exact: bool) -> None:
    matcher = StoryMatcher({1: [known("夜经济街区开街首周客流破十万")]})
    match = matcher.find(1, title, WEEK)
    assert match is not None
    assert match.exact is exact


@pytest.mark.parametrize(
    "title",
    ["家电以旧换新政策问答", "第2批惠企清单今日发布", "简讯", ""],
)
def test_other_titles_other_numbers_and_short_ones_are_other_stories(
    title: str,
) -> None:
    matcher = StoryMatcher({1: [known("第1批惠企清单今日发布"), known("简报", id_=2)]})
    assert matcher.find(1, title, WEEK) is None


def test_the_same_title_of_another_unit_or_of_another_season_is_another_story() -> None:
    matcher = StoryMatcher({1: [known("春耕备耕正当时")]})
    assert matcher.find(2, "春耕备耕正当时", WEEK) is None
    late = WEEK + dt.timedelta(days=NEAR_DAYS)
    assert matcher.find(1, "春耕备耕正当时", late) is not None
    assert matcher.find(1, "春耕备耕正当时", late + dt.timedelta(days=1)) is None


def test_the_matcher_loads_what_lies_near_the_week(office: Office) -> None:
    near = office.add("春耕备耕正当时")
    office.add("去年的旧闻", day=WEEK - dt.timedelta(days=60))
    with office.db.reading() as session:
        matcher = StoryMatcher.load(
            session, [office.unit], WEEK, WEEK + dt.timedelta(days=6)
        )
    assert [s.id for s in matcher.by_unit[office.unit]] == [near]


TITLES = st.text("春耕备复工产业园区县市开放大会人民12", min_size=6, max_size=20)


@given(TITLES, TITLES)
def test_likeness_does_not_depend_on_the_order_and_same_is_full(
    one: str, two: str
) -> None:
    assert likeness(one, two) == pytest.approx(likeness(two, one))
    assert likeness(one, one) == 100
    assert 0 <= likeness(one, two) <= 100


def test_several_placements_of_one_story_in_one_go(office: Office) -> None:
    story = office.add("夜经济街区开街", office.paper, office.tv, office.site)
    found = office.detail(story)
    assert {p.outlet for p in found.placements} == {"市日报", "省电视台", "县政府网"}
    assert {p.level for p in found.placements} == {
        OutletLevel.CITY,
        OutletLevel.PROVINCE,
        OutletLevel.COUNTY,
    }


def test_a_later_placement_joins_a_known_story_and_keeps_its_title(
    office: Office,
) -> None:
    story = office.add("夜经济街区开街", day=WEEK + dt.timedelta(days=2))
    with office.db.writing("补录") as session:
        again = stories.add_story(
            session,
            office.unit,
            WEEK,
            "夜经济街区开街（图）",
            [PlacementDraft(WEEK, office.tv)],
            story_id=story,
            received_on=WEEK,
        )
    assert again == story
    assert office.detail(story).title == "夜经济街区开街"
    assert len(office.detail(story).placements) == 2
    with office.db.reading() as session:
        assert stories.get_story(session, story).first_on == WEEK


@pytest.mark.parametrize(
    ("title", "day", "field"),
    [
        ("　", WEEK, "title"),
        ("长" * 301, WEEK, "title"),
        ("好稿", WEEK + dt.timedelta(days=7), "published_on"),
        ("好稿", WEEK - dt.timedelta(days=367), "published_on"),
    ],
)
def test_what_cannot_be_stored_names_its_field_and_leaves_nothing(
    office: Office, title: str, day: dt.date, field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        office.add(title, day=day)
    assert caught.value.field == field
    with office.db.reading() as session:
        assert session.query(Story).count() == 0


def test_a_story_of_another_unit_is_not_added_to(office: Office) -> None:
    story = office.add("普法进校园", unit=office.other)
    with (
        pytest.raises(ValidationError, match="另一个单位"),
        office.db.writing("补录") as session,
    ):
        stories.add_story(
            session,
            office.unit,
            WEEK,
            "普法进校园",
            [PlacementDraft(WEEK, office.paper)],
            story_id=story,
        )


def test_another_outlet_brings_its_level_and_an_earlier_day_moves_the_story(
    office: Office,
) -> None:
    story = office.add("政策问答", day=WEEK + dt.timedelta(days=3))
    placement = office.detail(story).placements[0]
    with office.db.writing("修改") as session:
        stories.change_placement(
            session,
            placement.id,
            outlet_id=office.tv,
            published_on=WEEK,
            link=" http://a.example/ 1 ",
        )
    changed = office.detail(story).placements[0]
    assert (changed.outlet, changed.level) == ("省电视台", OutletLevel.PROVINCE)
    assert changed.link == "http://a.example/1"
    with office.db.reading() as session:
        assert stories.get_story(session, story).first_on == WEEK


def test_join_keeps_the_first_title_and_all_placements_and_undo_parts_them(
    office: Office,
) -> None:
    one = office.add("夜经济街区开街", office.paper, day=WEEK + dt.timedelta(days=1))
    two = office.add("夜市开张迎客", office.tv, office.site)
    with office.db.writing("合并") as session:
        assert stories.join(session, [one, two]) == one
    joined = office.detail(one)
    assert joined.title == "夜经济街区开街"
    assert len(joined.placements) == 3
    assert office.gone(two)
    with office.db.reading() as session:
        assert stories.get_story(session, one).first_on == WEEK

    office.undo()

    assert len(office.detail(one).placements) == 1
    assert office.detail(two).title == "夜市开张迎客"
    assert len(office.detail(two).placements) == 2


def test_join_wants_two_stories_of_one_unit(office: Office) -> None:
    one, two = office.add("政策问答"), office.add("普法进校园", unit=office.other)
    with pytest.raises(ValidationError, match="两篇以上"), office.db.writing("x") as s:
        stories.join(s, [one, one])
    with pytest.raises(ValidationError, match="同一单位"), office.db.writing("x") as s:
        stories.join(s, [one, two])


def test_split_makes_a_story_of_its_own_and_undo_brings_it_back(
    office: Office,
) -> None:
    story = office.add("夜经济街区开街", office.paper, office.tv)
    taken = office.detail(story).placements[1]
    with office.db.writing("拆分") as session:
        new = stories.split(session, [taken.id], "夜市开张迎客")
    assert office.detail(new).title == "夜市开张迎客"
    assert [p.id for p in office.detail(new).placements] == [taken.id]
    assert len(office.detail(story).placements) == 1

    office.undo()

    assert len(office.detail(story).placements) == 2
    assert office.gone(new)


def test_split_of_all_placements_leaves_no_empty_story(office: Office) -> None:
    story = office.add("夜经济街区开街", office.paper, office.tv)
    ids = [p.id for p in office.detail(story).placements]
    with office.db.writing("拆分") as session:
        stories.split(session, ids)
    assert office.gone(story)


def test_split_wants_placements_of_one_story(office: Office) -> None:
    one, two = office.add("政策问答"), office.add("夜经济街区开街")
    ids = [office.detail(s).placements[0].id for s in (one, two)]
    with pytest.raises(ValidationError, match="同一篇"), office.db.writing("x") as s:
        stories.split(s, ids)
    with pytest.raises(ValidationError, match="请先选择"), office.db.writing("x") as s:
        stories.split(s, [])


def test_deleting_the_last_placement_takes_the_story_along_and_undo_restores_both(
    office: Office,
) -> None:
    story = office.add("夜经济街区开街", office.paper, office.tv)
    first, second = office.detail(story).placements
    with office.db.writing("删除") as session:
        stories.delete_placements(session, [first.id])
    assert [p.id for p in office.detail(story).placements] == [second.id]
    with office.db.writing("删除") as session:
        stories.delete_placements(session, [second.id])
    with pytest.raises(NotFound, match="已经不在了"):
        office.detail(story)
    with pytest.raises(NotFound), office.db.writing("删除") as session:
        stories.delete_placements(session, [second.id])

    office.undo()

    assert [p.id for p in office.detail(story).placements] == [second.id]


def test_the_history_of_a_story_tells_what_changed(office: Office) -> None:
    story = office.add("夜经济街区开街")
    with office.db.writing("改标题") as session:
        stories.change_title(session, story, "夜经济街区开街首周")
        stories.change_placement(
            session, story_detail(session, story).placements[0].id, genre="通讯"
        )
    with office.db.reading() as session:
        entries = story_history(session, story)
    assert [e.title for e in entries] == ["改标题", "补录《夜经济街区开街》"]
    assert "标题：夜经济街区开街 → 夜经济街区开街首周" in entries[0].lines
    assert "体裁：（空） → 通讯" in entries[0].lines
