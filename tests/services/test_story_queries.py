"""Reading stories: filters and sorts against a plain re-count, counts both ways, paging, the exported list."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.database import Database
from models.errors import Cancelled, FileProblem, NotFound
from models.vocabulary import OutletLevel
from services import story_queries
from services.output.story_list import COLUMNS, write_story_list
from services.registers.outlets import save_outlet
from services.registers.units import list_units, reorder, save_unit
from services.stories import PlacementDraft, add_story, delete_placements
from services.story_queries import PlacementRow, StoryFilter
from services.weeks import shift

WEEK = dt.date(2026, 11, 16)
WORDS = ("春耕", "项目建设", "夜经济", "普法", "招商 100", "50%优惠", "A_B")
GENRES = ("消息", "通讯", "")


@pytest.fixture
def filled(db: Database) -> Database:
    rng = random.Random(7)
    with db.writing("名册") as session:
        units = [
            save_unit(session, name=n, group=g)
            for n, g in (("商务局", "县直"), ("司法局", "县直"), ("白水镇", "乡镇"))
        ]
        outlets = [
            save_outlet(session, name=n, level=level)
            for n, level in (
                ("省电视台", OutletLevel.PROVINCE),
                ("市日报", OutletLevel.CITY),
                ("县政府网", OutletLevel.COUNTY),
            )
        ]
        reorder(session, [units[1], units[0], units[2]])
    with db.writing("补录") as session:
        for number in range(60):
            week = shift(WEEK, -rng.randrange(6))
            drafts = [
                PlacementDraft(
                    week + dt.timedelta(days=rng.randrange(7)),
                    outlet,
                    column_name=rng.choice(("", "政策面对面")),
                    genre=rng.choice(GENRES),
                )
                for outlet in rng.sample(outlets, rng.randint(1, 3))
            ]
            add_story(
                session,
                rng.choice(units),
                week,
                f"{rng.choice(WORDS)}见闻之{number}",
                drafts,
                received_on=week,
            )
    return db


def rows(
    db: Database, wanted: StoryFilter, sort: str = "published_on"
) -> list[PlacementRow]:
    with db.reading() as session:
        ids = story_queries.placement_ids(session, wanted, sort, descending=False)
        return story_queries.placement_rows(session, ids)


def ids_of(db: Database, name: str) -> tuple[int, int | None]:
    with db.reading() as session:
        unit = next(u for u in list_units(session) if u.name == name)
        return unit.id, unit.group_id


def test_each_filter_lets_through_exactly_what_fits(filled: Database) -> None:
    every = rows(filled, StoryFilter())
    unit, group = ids_of(filled, "商务局")
    members = {unit, ids_of(filled, "司法局")[0]}
    outlet = every[0].outlet_id
    placed: dict[int, int] = {}
    for row in every:
        placed[row.story_id] = placed.get(row.story_id, 0) + 1
    cases = [
        (StoryFilter(unit_id=unit), lambda r: r.unit_id == unit),
        (StoryFilter(unit_ids=(unit,)), lambda r: r.unit_id == unit),
        (StoryFilter(group_id=group), lambda r: r.unit_id in members),
        (StoryFilter(outlet_id=outlet), lambda r: r.outlet_id == outlet),
        (StoryFilter(level=OutletLevel.CITY), lambda r: r.level is OutletLevel.CITY),
        (StoryFilter(genre="通讯"), lambda r: r.genre == "通讯"),
        (StoryFilter(first_week=shift(WEEK, -1)), lambda r: r.week >= shift(WEEK, -1)),
        (StoryFilter(last_week=shift(WEEK, -2)), lambda r: r.week <= shift(WEEK, -2)),
        (StoryFilter(several=True), lambda r: placed[r.story_id] > 1),
        (StoryFilter(words="夜经济"), lambda r: "夜经济" in r.title),
        (StoryFilter(words="普法 见闻"), lambda r: "普法" in r.title),
        (StoryFilter(words="１００"), lambda r: "100" in r.title),
        (
            StoryFilter(
                unit_id=unit, level=OutletLevel.CITY, first_week=shift(WEEK, -3)
            ),
            lambda r: (
                r.unit_id == unit
                and r.level is OutletLevel.CITY
                and r.week >= shift(WEEK, -3)
            ),
        ),
    ]
    for wanted, fits in cases:
        expected = [r.id for r in every if fits(r)]
        assert [r.id for r in rows(filled, wanted)] == expected, wanted
        assert expected, f"the case proves nothing: {wanted}"
        with filled.reading() as session:
            stories, placements = story_queries.count(session, wanted)
            levels = story_queries.by_level(session, wanted)
        assert placements == len(expected) == sum(levels.values())
        assert stories == len({r.story_id for r in every if fits(r)})


def test_a_word_that_is_in_no_title_finds_nothing(filled: Database) -> None:
    assert rows(filled, StoryFilter(words="航天")) == []
    assert rows(filled, StoryFilter(words="！？")) == []


@pytest.mark.parametrize("sort", story_queries.SORTS)
def test_every_sort_keeps_all_rows_and_turns_round(filled: Database, sort: str) -> None:
    with filled.reading() as session:
        up = story_queries.placement_ids(session, StoryFilter(), sort, descending=False)
        down = story_queries.placement_ids(session, StoryFilter(), sort)
    assert list(up) == list(reversed(down))
    assert len(set(up)) == len(up)


def test_sorts_follow_what_a_clerk_sees(filled: Database) -> None:
    days = [r.published_on for r in rows(filled, StoryFilter())]
    assert days == sorted(days)
    levels = [r.level for r in rows(filled, StoryFilter(), "level")]
    assert levels == sorted(levels)
    order = list(dict.fromkeys(r.unit for r in rows(filled, StoryFilter(), "unit")))
    assert order == ["司法局", "商务局", "白水镇"], "the fixed order, not that of ids"


def test_rows_come_in_the_order_of_ids_and_skip_what_is_gone(filled: Database) -> None:
    every = rows(filled, StoryFilter())
    mixed = [every[5].id, 999_999, every[0].id, every[9].id]
    with filled.writing("删除") as session:
        delete_placements(session, [every[0].id])
    with filled.reading() as session:
        found = story_queries.placement_rows(session, mixed)
    assert [r.id for r in found] == [every[5].id, every[9].id]


def test_a_story_shows_all_its_placements_by_day(filled: Database) -> None:
    row = next(r for r in rows(filled, StoryFilter(several=True)))
    with filled.reading() as session:
        found = story_queries.story_detail(session, row.story_id)
        week = story_queries.stories_of(session, row.unit_id, row.week)
    assert row.id in [p.id for p in found.placements]
    days = [p.published_on for p in found.placements]
    assert days == sorted(days)
    assert found.title in [s.title for s in week]
    assert all(p.week == row.week for s in week for p in s.placements)
    with pytest.raises(NotFound), filled.reading() as session:
        story_queries.story_detail(session, 999_999)


def test_where_reads_as_people_write_it(filled: Database) -> None:
    row = next(r for r in rows(filled, StoryFilter()) if r.column_name)
    assert row.where == f"{row.outlet}《政策面对面》"


def test_the_exported_list_holds_the_rows_of_the_page_as_text(
    filled: Database, tmp_path: Path
) -> None:
    wanted = StoryFilter(level=OutletLevel.CITY)
    with filled.writing("改") as session:
        from services.stories import change_title

        change_title(session, rows(filled, wanted)[0].story_id, "=1+1 与 @某某")
    shown = rows(filled, wanted)
    target = tmp_path / "稿件.xlsx"

    made = write_story_list(
        filled, wanted, target, sort="published_on", descending=False, words="市级"
    )

    assert made.placements == len(shown)
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    assert (
        sheet["A1"].value == f"稿件名单：市级，{made.stories} 篇 {made.placements} 条"
    )
    assert [c.value for c in sheet[2]] == [heading for heading, _ in COLUMNS]
    listed: list[list[Any]] = [
        [c.value for c in row] for row in sheet.iter_rows(min_row=3)
    ]
    assert [r[0] for r in listed] == list(range(1, len(shown) + 1))
    assert [r[3].date() for r in listed] == [s.published_on for s in shown]
    assert [r[4] for r in listed] == [s.title for s in shown]
    formula = next(c for c in sheet["E"] if c.value == "=1+1 与 @某某")
    assert formula.data_type == "s"


def test_the_same_list_gives_the_same_bytes(filled: Database, tmp_path: Path) -> None:
    one, two = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    for target in (one, two):
        write_story_list(filled, StoryFilter(), target)
    assert one.read_bytes() == two.read_bytes()


def test_an_export_that_is_cancelled_or_empty_leaves_no_file(
    filled: Database, tmp_path: Path
) -> None:
    def cancel(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_story_list(filled, StoryFilter(), tmp_path / "a.xlsx", report=cancel)
    with pytest.raises(FileProblem, match="没有符合条件"):
        write_story_list(filled, StoryFilter(words="航天"), tmp_path / "b.xlsx")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".xlsx"] == []
