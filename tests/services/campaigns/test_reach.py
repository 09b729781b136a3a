"""What was published for a plan: figures per measure and level, and stories to choose from."""

from __future__ import annotations

import datetime as dt

import pytest

from models.database import Database
from models.vocabulary import OutletLevel
from services.campaigns import edit, links, store
from services.campaigns.fields import Item
from services.campaigns.reach import reach, stories_to_tie
from services.registers.outlets import save_outlet
from services.stories import PlacementDraft, add_story
from services.story_queries import StoryFilter
from tests.services.campaigns import plan_kit

MONDAY = dt.date(2026, 3, 9)


@pytest.fixture
def plan(db: Database) -> int:
    units = plan_kit.register(db)
    with db.writing("稿件") as session:
        paper = save_outlet(
            session, name="省报", level=OutletLevel.PROVINCE, kind="报纸"
        )
        site = save_outlet(session, name="县网", level=OutletLevel.COUNTY, kind="网站")
        for title, column in (
            ("劝导进校园", "文明路口"),
            ("宣传片开机", ""),
            ("旧闻", ""),
        ):
            drafts = [
                PlacementDraft(MONDAY, paper, column_name=column),
                PlacementDraft(MONDAY, site),
            ]
            add_story(
                session, units["县交警大队"], MONDAY, title, drafts, received_on=MONDAY
            )
    return plan_kit.save(db)


def _ids(db: Database, plan: int) -> list[int]:
    with db.reading() as session:
        return [m.id for m in store.load_plan(session, plan).measures]


def test_each_measure_is_told_with_its_own_and_the_total_counts_once(
    db: Database, plan: int
) -> None:
    film, corner = _ids(db, plan)
    with db.writing("归入") as session:
        links.tie_stories(session, plan, [1, 2], measure_id=film)
        links.tie_placements(session, plan, [1], measure_id=corner)
        links.tie_stories(session, plan, [1, 3])
    with db.reading() as session:
        found = reach(session, plan)
    assert [(x.measure_id, x.stories, x.placements) for x in found.lines] == [
        (film, 2, 4),
        (corner, 1, 1),
        (None, 1, 2),
    ]
    assert (found.total.stories, found.total.placements) == (3, 6)
    assert found.total.levels[OutletLevel.PROVINCE] == 3
    assert found.lines[1].levels[OutletLevel.COUNTY] == 0
    assert (found.covered, found.measures) == (2, 2)


def test_a_measure_without_stories_is_named_and_a_deleted_one_loses_no_story(
    db: Database, plan: int
) -> None:
    film, corner = _ids(db, plan)
    with db.writing("归入") as session:
        links.tie_stories(session, plan, [1], measure_id=film)
    with db.writing("删任务") as session:
        edit.delete_items(session, Item.MEASURE, [film])
    with db.reading() as session:
        found = reach(session, plan)
    assert [(x.measure_id, x.words, x.placements) for x in found.lines] == [
        (corner, "开展路口劝导", 0),
        (None, "没有归到任务", 2),
    ]
    assert {r.story_id for r in found.rows} == {1}


def test_stories_to_tie_are_filtered_and_say_what_is_tied(
    db: Database, plan: int
) -> None:
    with db.writing("归入") as session:
        links.tie_stories(session, plan, [2])
    with db.reading() as session:
        every = stories_to_tie(session, plan, StoryFilter())
        rest = stories_to_tie(session, plan, StoryFilter(), untied=True)
        column = stories_to_tie(session, plan, StoryFilter(), columns=["《文明路口》"])
        words = stories_to_tie(session, plan, StoryFilter(words="开机"))
    assert {(s.id, s.tied, s.placements) for s in every} == {
        (1, False, 2),
        (2, True, 2),
        (3, False, 2),
    }
    assert {s.id for s in rest} == {1, 3}
    assert [(s.title, s.level) for s in column] == [
        ("劝导进校园", OutletLevel.PROVINCE)
    ]
    assert [s.title for s in words] == ["宣传片开机"]
