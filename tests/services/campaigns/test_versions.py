"""A plan as it stood, compared with now; a plan started from an earlier one; stories tied to it."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import NotFound, ValidationError
from models.vocabulary import OutletLevel
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services import history, stories
from services.campaigns import edit, figures, links, parts, store, versions
from services.campaigns.comparing import Comparison, Mark, compare, pairs
from services.campaigns.fields import Item
from services.campaigns.progress import add_entry
from services.campaigns.states import set_state
from services.campaigns.templates import MOVED_DOUBT, Shift, start_from
from services.campaigns.types import MessageRow, Plan
from services.integrity import check
from services.registers.outlets import save_outlet
from services.stories import PlacementDraft
from services.story_ties import ties_of
from tests.services.campaigns import plan_kit as kit

WEEK = dt.date(2026, 3, 2)


def _load(db: Database, campaign_id: int) -> Plan:
    with db.reading() as session:
        return store.load_plan(session, campaign_id)


def _newest(db: Database) -> int:
    with db.reading() as session:
        return versions.last_action(session, dt.datetime.now() + dt.timedelta(days=1))


def _marks(found: Comparison, word: str) -> list[Mark]:
    return [p.mark for p in dict(found.lists)[word]]


def test_every_earlier_state_can_be_seen_again(db: Database) -> None:
    kit.register(db)
    plan_id = kit.save(db)
    states = [(_newest(db), _load(db, plan_id))]

    def step(title: str) -> None:
        states.append((_newest(db), _load(db, plan_id)))
        assert states[-1][1] != states[-2][1], title

    film, corner = states[0][1].measures
    with db.writing("改标题") as session:
        edit.change_campaign(session, plan_id, title="新标题", note="改过")
    step("title")
    with db.writing("改任务") as session:
        edit.change_item(session, Item.MEASURE, film.id, text="拍两部")
        edit.set_units(session, film.id, UnitRole.LEAD, ["县教育局"])
    step("measure")
    with db.writing("办结") as session:
        set_state(session, [corner.id], MeasureState.DONE, today=kit.TODAY)
    step("state")
    with db.writing("移动") as session:
        head = next(p.id for p in states[0][1].parts if p.heading == "重点任务")
        parts.move_part(session, head, None, count=True)
    step("outline")
    with db.writing("删任务") as session:
        edit.delete_items(session, Item.MEASURE, [film.id])
        edit.add_item(session, Item.PHASE, plan_id, name="收尾", ends_on=kit.TODAY)
    step("delete")
    undone = history.undo_action(db, _newest(db))
    assert undone.conflicts == ()
    step("undo")
    assert states[-1][1] == states[-3][1]
    with db.reading() as session:
        for action, then in states:
            assert versions.plan_at(session, plan_id, action) == then
        told = versions.moments(session, plan_id)
        assert [m.action_id for m in told] == [a for a, _ in reversed(states)]
        assert told[-1].title == "存入方案《青禾县文明交通宣传方案》"


def test_before_it_was_saved_there_is_no_plan(db: Database) -> None:
    kit.register(db)
    before = _newest(db)
    plan_id = kit.save(db)
    with db.reading() as session:
        with pytest.raises(NotFound, match="还没有这份方案"):
            versions.plan_at(session, plan_id, before)
        with pytest.raises(NotFound):
            versions.plan_on(session, plan_id, dt.datetime(2020, 1, 1))
        now = dt.datetime.now() + dt.timedelta(seconds=2)
        assert versions.plan_on(session, plan_id, now) == _load(db, plan_id)


def test_old_beside_new(db: Database) -> None:
    plan_id = kit.save(db)
    old = _load(db, plan_id)
    film, corner = old.measures
    with db.writing("改") as session:
        edit.change_campaign(session, plan_id, issued_on=dt.date(2026, 1, 9))
        edit.change_item(session, Item.MEASURE, corner.id, text="培训150名")
        edit.delete_items(session, Item.MEASURE, [film.id])
        edit.add_item(session, Item.MEASURE, plan_id, text="开设专栏")
        parts.move_part(
            session,
            next(p.id for p in old.parts if p.heading == "工作要求"),
            next(p.id for p in old.parts if p.heading == "重点任务"),
        )
    found = compare(old, _load(db, plan_id))
    assert [(c.word, c.old, c.new) for c in found.head] == [
        ("成文日期", "2026-01-05", "2026-01-09")
    ]
    assert _marks(found, "任务") == [Mark.REMOVED, Mark.CHANGED, Mark.ADDED]
    changed = dict(found.lists)["任务"][1]
    assert [(c.word, c.old, c.new) for c in changed.changes] == [
        ("内容", corner.text, "培训150名")
    ]
    outline = dict(found.lists)["大纲"]
    moved = {p.new.heading for p in outline if p.new and p.mark is Mark.MOVED}
    assert moved == {"工作要求", "压实责任"}
    assert not any(p.mark in {Mark.ADDED, Mark.REMOVED} for p in outline)
    assert compare(old, old).changed == 0


def _row(number: int) -> MessageRow:
    return MessageRow(number, "", number, None, None, "", "goal", f"第{number}")


@given(
    st.lists(st.integers(1, 12), unique=True), st.lists(st.integers(1, 12), unique=True)
)
def test_pairs_hold_every_row_of_both_sides_once(
    old: list[int], new: list[int]
) -> None:
    found = pairs([_row(i) for i in old], [_row(i) for i in new])
    assert [p.new.id for p in found if p.new] == new
    assert sorted(p.old.id for p in found if p.old) == sorted(old)
    kept = [p for p in found if p.mark is Mark.SAME]
    stayed = [p.new.id for p in kept if p.new]
    assert stayed == [i for i in old if i in stayed]
    assert (not any(p.mark is Mark.MOVED for p in found)) == (
        [i for i in old if i in new] == [i for i in new if i in old]
    )


def test_a_plan_started_from_an_earlier_one(db: Database) -> None:
    kit.register(db)
    plan_id = kit.save(db)
    old = _load(db, plan_id)
    with db.writing("办") as session:
        set_state(session, [old.measures[0].id], MeasureState.DONE, today=kit.TODAY)
        add_entry(session, old.measures[1].id, kit.TODAY, "培训", today=kit.TODAY)
        figures.record_value(session, old.targets[0].id, 2026, 5, on_day=kit.TODAY)
    old = _load(db, plan_id)
    with db.writing("沿用") as session:
        new_id = start_from(session, plan_id, "2027年方案", shift=Shift(years=1))
    new = _load(db, new_id)
    assert (new.title, new.state, new.template_of_id) == (
        "2027年方案",
        CampaignState.DRAFT,
        plan_id,
    )
    assert (new.issued_on, new.doc_number, new.source_text, new.notices) == (
        None,
        "",
        "",
        (),
    )
    assert {m.state for m in new.measures} == {"not_begun"}
    assert [m.text for m in new.measures] == [m.text for m in old.measures]
    assert [d.due_on for d in new.deadlines] == [
        dt.date(2027, 6, 30),
        dt.date(2027, 3, 20),
    ]
    assert {(d.raw, d.doubt) for d in new.deadlines} == {("", MOVED_DOUBT)}
    assert [x.by_day for x in new.targets] == [dt.date(2027, 3, 20)]
    assert [(p.heading, p.body) for p in new.parts] == [
        (p.heading, p.body) for p in old.parts if p.kind != "closing"
    ]
    by_id = {p.id: p.heading for p in new.parts}
    assert [by_id[m.part_id or 0] for m in new.measures] == [
        "拍摄宣传片",
        "开展路口劝导",
    ]
    assert [
        [(u.role, u.name, u.unit_id) for u in new.units_by_measure[m.id]]
        for m in new.measures
    ] == [
        [(u.role, u.name, u.unit_id) for u in old.units_by_measure[m.id]]
        for m in old.measures
    ]
    with db.reading() as session:
        assert figures.target_states(session, new_id, kit.TODAY)[0].values == ()
    assert _load(db, plan_id) == old
    assert check(db) == []


def test_without_a_shift_dates_stay_as_written(db: Database) -> None:
    plan_id = kit.save(db)
    with db.writing("沿用") as session:
        new_id = start_from(session, plan_id, "再来一次")
    old, new = _load(db, plan_id), _load(db, new_id)
    assert [(d.due_on, d.raw, d.doubt) for d in new.deadlines] == [
        (d.due_on, d.raw, "") for d in old.deadlines
    ]


def test_a_shift_that_goes_too_far(db: Database) -> None:
    plan_id = kit.save(db)
    with (
        pytest.raises(ValidationError, match="太远") as caught,
        db.writing("沿用") as session,
    ):
        start_from(session, plan_id, "太远", shift=Shift(years=9000))
    assert caught.value.field == "shift"
    with db.reading() as session:
        assert len(store.list_campaigns(session)) == 1


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)), st.integers(-300, 300))
def test_months_move_and_month_ends_stay_month_ends(day: dt.date, months: int) -> None:
    moved = Shift(months=months).move(day)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    ends = (day + dt.timedelta(days=1)).day == 1
    if ends:
        assert (moved + dt.timedelta(days=1)).day == 1
    elif day.day <= 28:
        assert moved.day == day.day


def _story(db: Database, unit: int, outlet: int, title: str, days: int) -> int:
    with db.writing("录入") as session:
        return stories.add_story(
            session,
            unit,
            WEEK,
            title,
            [PlacementDraft(WEEK + dt.timedelta(days=i), outlet) for i in range(days)],
        )


@pytest.fixture
def office(db: Database) -> tuple[Database, Plan, list[int]]:
    """A saved plan and three stories: of two placements, one and one."""
    unit = kit.register(db)["县委宣传部"]
    with db.writing("媒体") as session:
        outlet = save_outlet(session, name="青禾日报", level=OutletLevel.COUNTY)
    plan = _load(db, kit.save(db))
    told = [
        _story(db, unit, outlet, title, days)
        for title, days in (("路口劝导开讲", 2), ("宣传片开机", 1), ("劝导员上岗", 1))
    ]
    return db, plan, told


def test_what_was_published_for_a_plan(
    office: tuple[Database, Plan, list[int]],
) -> None:
    db, plan, (first, second, _third) = office
    corner = plan.measures[1].id
    with db.writing("关联") as session:
        assert links.tie_stories(session, plan.id, [first, second]) == 2
        assert links.tie_stories(session, plan.id, [first], measure_id=corner) == 1
        assert links.tie_stories(session, plan.id, [first, first]) == 0
    with db.reading() as session:
        shown = links.published(session, plan.id)
        assert [(p.title, p.outlet, p.measure_id) for p in shown] == [
            ("路口劝导开讲", "青禾日报", corner),
            ("宣传片开机", "青禾日报", None),
            ("路口劝导开讲", "青禾日报", corner),
        ]
        assert len({p.placement_id for p in shown}) == 3
        assert {p.story_id for p in links.published(session, plan.id, corner)} == {
            first
        }
        assert [(x.campaign, x.measure) for x in ties_of(session, first)] == [
            ("文明交通", ""),
            ("文明交通", "二（二） 开展路口劝导"),
        ]
    with db.writing("取消") as session:
        links.untie(session, [x.id for x in ties_of(session, first)])
    with db.reading() as session:
        assert [p.title for p in links.published(session, plan.id)] == ["宣传片开机"]


def test_a_single_placement_and_a_withdrawn_one(
    office: tuple[Database, Plan, list[int]],
) -> None:
    db, plan, (first, second, _third) = office
    with db.writing("关联") as session:
        links.tie_stories(session, plan.id, [first, second])
        every = links.published(session, plan.id)
    one = next(p for p in every if p.story_id == first)
    with db.writing("撤稿") as session:
        stories.delete_placements(session, [one.placement_id])
    with db.reading() as session:
        left = links.published(session, plan.id)
    assert [p.placement_id for p in left] == [p.placement_id for p in every if p != one]
    with db.writing("单条") as session:
        links.untie(session, [p.link_id for p in left if p.story_id == second])
        links.tie_placements(
            session, plan.id, [p.placement_id for p in left if p.story_id == second]
        )
    with db.reading() as session:
        assert len(links.published(session, plan.id)) == 2


def test_ties_follow_stories_that_are_made_one(
    office: tuple[Database, Plan, list[int]],
) -> None:
    db, plan, (first, second, third) = office
    with db.writing("关联") as session:
        links.tie_stories(session, plan.id, [third])
    with db.writing("合并") as session:
        stories.join(session, [first, third])
    with db.reading() as session:
        assert {p.story_id for p in links.published(session, plan.id)} == {first}
        assert ties_of(session, second) == []
        assert len(ties_of(session, first)) == 1
    history.undo_action(db, _newest(db))
    with db.reading() as session:
        assert {p.story_id for p in links.published(session, plan.id)} == {third}


def test_a_measure_of_another_plan_takes_no_story(
    office: tuple[Database, Plan, list[int]],
) -> None:
    db, plan, (first, *_rest) = office
    with db.writing("新建") as session:
        other = edit.new_campaign(session, "另一份")
    with pytest.raises(ValidationError) as caught, db.writing("关联") as session:
        links.tie_stories(session, other, [first], measure_id=plan.measures[0].id)
    assert caught.value.field == "measure_id"


def test_values_of_a_plan_are_compared_as_words(db: Database) -> None:
    plan = _load(db, kit.save(db))
    closed = replace(plan, state=CampaignState.CLOSED)
    assert [(c.word, c.old, c.new) for c in compare(plan, closed).head] == [
        ("状态", "进行中", "已结束")
    ]
