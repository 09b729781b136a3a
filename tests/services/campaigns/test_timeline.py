"""The timeline's layout: honest bars, groups that lose no row, an axis around everything, ticks without gaps."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import NotFound
from models.vocabulary_campaigns import MeasureState
from services.campaigns import edit
from services.campaigns import timeline as tl
from services.campaigns.fields import Item
from services.campaigns.states import meet_deadline, set_state
from services.campaigns.store import load_plan
from services.campaigns.timeline import Bar, GroupBy, TimelineRow, Zoom
from services.campaigns.types import DeadlineRow, PartRow
from tests.services.campaigns import plan_kit as kit

DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2030, 12, 31))
D = dt.date


def date(
    raw: str, first: dt.date | None, last: dt.date | None, *, past: bool = False
) -> DeadlineRow:
    return DeadlineRow(1, "", 1, None, None, "", 1, raw, first, last, "day", past, None)


@pytest.mark.parametrize(
    ("raw", "first", "last", "begins"),
    [
        ("2026年6月底前", D(2026, 6, 1), D(2026, 6, 30), None),
        ("2021年底", D(2021, 1, 1), D(2021, 12, 31), None),
        ("4月30日前", D(2026, 4, 30), D(2026, 4, 30), None),
        ("2021年", D(2021, 1, 1), D(2021, 12, 31), D(2021, 1, 1)),
        ("3月1日至5月底前", D(2026, 3, 1), D(2026, 5, 31), D(2026, 3, 1)),
        ("2022年起", D(2022, 1, 1), None, D(2022, 1, 1)),
        ("11月16日", D(2026, 11, 16), D(2026, 11, 16), D(2026, 11, 16)),
        ("", D(2026, 11, 16), D(2026, 11, 16), None),
    ],
)
def test_a_start_is_drawn_only_where_the_words_name_one(
    raw: str, first: dt.date, last: dt.date | None, begins: dt.date | None
) -> None:
    found = tl.bar_of(date(raw, first, last))
    assert found is not None
    assert (found.first, found.last) == (begins, last)


def test_words_without_a_day_give_no_bar() -> None:
    assert tl.bar_of(date("2个工作日内", None, None)) is None


def row(key: int, bars: tuple[Bar, ...]) -> TimelineRow:
    return TimelineRow(
        f"m{key}",
        False,
        key,
        "",
        "",
        "",
        "",
        "",
        MeasureState.NOT_BEGUN,
        None,
        "",
        None,
        bars,
    )


BARS = st.lists(
    st.tuples(st.none() | DAYS, st.none() | DAYS)
    .filter(lambda pair: any(pair))
    .map(lambda pair: Bar(*sorted(pair)) if all(pair) else Bar(*pair)),  # type: ignore[type-var]
    max_size=3,
)
TITLES = st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3, unique=True)


@given(st.lists(st.tuples(BARS, TITLES), max_size=12), DAYS)
def test_every_row_stands_under_each_of_its_titles_or_among_the_undated(
    given_rows: list[tuple[list[Bar], list[str]]], today: dt.date
) -> None:
    rows = [(row(i, tuple(b)), t) for i, (b, t) in enumerate(given_rows)]
    found = tl.lay_out(1, "", today, [], rows, {"丙": 0, "甲": 1})
    places = [(g.title, r.record_id) for g in found.groups for r in g.rows]
    dated = [(t, r.record_id) for r, titles in rows if r.bars for t in titles]
    assert sorted(places) == sorted(dated)
    assert [r.record_id for r in found.undated] == [
        r.record_id for r, _ in rows if not r.bars
    ]
    keys = [r.key for r in found.rows]
    assert len(keys) == len(set(keys))
    titles = [g.title for g in found.groups]
    assert titles == [t for t in ("丙", "甲", "乙") if t in titles]
    for bar in (b for r in found.rows for b in r.bars):
        assert found.first <= bar.begin <= bar.end <= found.last


@given(BARS, DAYS)
def test_the_axis_is_of_whole_months_and_reaches_a_near_today(
    bars: list[Bar], today: dt.date
) -> None:
    first, last = tl.axis(bars, today)
    assert first.day == 1
    assert (last + dt.timedelta(days=1)).day == 1
    days = [d for b in bars for d in (b.begin, b.end)] or [today]
    near = dt.timedelta(days=tl.TODAY_REACH)
    if min(days) - near <= today <= max(days) + near:
        assert first <= today <= last


@given(DAYS, st.integers(0, 3000), st.sampled_from(list(Zoom)))
def test_ticks_cover_the_axis_once(first: dt.date, length: int, zoom: Zoom) -> None:
    last = first + dt.timedelta(days=length)
    for band in tl.ticks(first, last, zoom):
        assert (band[0].first, band[-1].last) == (first, last)
        assert all(a.last + dt.timedelta(days=1) == b.first for a, b in pairwise(band))
        assert all(t.label for t in band)


def test_a_saved_plan_on_its_timeline(db: Database) -> None:
    kit.register(db)
    plan = kit.save(db)
    with db.writing("改") as session:
        film, corner = load_plan(session, plan).measures
        meet_deadline(session, load_plan(session, plan).deadlines[0].id, kit.TODAY)
        set_state(session, [film.id], MeasureState.UNDER_WAY, today=kit.TODAY)
        edit.add_item(session, Item.MEASURE, plan, kind="requirement", text="专人")
        edit.add_item(session, Item.MEASURE, plan, text="常年开展")
        edit.change_campaign(session, plan, starts_on=D(2026, 1, 5))
    with db.reading() as session:
        found = tl.timeline(session, plan, D(2026, 4, 1))
        by_unit = tl.timeline(session, plan, D(2026, 4, 1), GroupBy.UNIT)
        with pytest.raises(NotFound):
            tl.timeline(session, 99, kit.TODAY)
    assert [g.title for g in found.groups] == [tl.PHASES_TITLE, "二、重点任务"]
    whole, phase, made, guided = found.rows
    assert (whole.name, whole.bars[0].first, whole.bars[0].last) == (
        "整个方案",
        D(2026, 1, 5),
        None,
    )
    assert (phase.name, phase.when) == ("劝导", "3月至4月，每周五")
    assert made.bars[0].met
    assert made.state is MeasureState.UNDER_WAY
    assert guided.record_id == corner.id
    assert guided.state is MeasureState.OVERDUE
    assert [r.text for r in found.undated] == ["常年开展"]
    assert [g.title for g in by_unit.groups] == [
        tl.PHASES_TITLE,
        "县委宣传部",
        "县公安局交警大队",
    ]


def part(key: int, level: int | None, words: str, section: str = "main") -> PartRow:
    kind = "annex" if level is None else "head"
    return PartRow(
        key, "", key, None, None, "", kind, section, level, "", words, "", False,
        None, None, "", "",
    )  # fmt: skip


def test_titles_go_one_level_down_where_all_stand_under_one_head(db: Database) -> None:
    plan = kit.save(db)
    with db.reading() as session:
        film = load_plan(session, plan).measures[0]
    from dataclasses import replace

    def titles(parts: list[PartRow], at: list[int]) -> list[str]:
        measures = [replace(film, id=n, part_id=p) for n, p in enumerate(at)]
        return [t for (t,) in tl.section_titles(parts, measures).values()]

    outline = [
        part(1, 1, "任务"),
        part(2, 2, "宣传"),
        part(3, 3, "一"),
        part(4, 3, "二"),
        part(5, 2, "活动"),
        part(6, 3, "三"),
        part(7, 3, "四"),
    ]
    assert titles(outline, [3, 4, 6, 7]) == ["宣传", "宣传", "活动", "活动"]
    annexed = [*outline, part(8, None, "安排", "annex1"), part(9, 1, "步骤", "annex1")]
    assert titles(annexed, [3, 6, 9]) == ["任务", "任务", "附件 1 安排"]
    assert titles(outline, [2, 5]) == ["任务", "任务"]
