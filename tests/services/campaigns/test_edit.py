"""Plans changed by hand: checks with their field, order, units, the outline in the record."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.database import Database
from models.errors import NotFound, ValidationError
from models.journal import load_values
from models.tables import Action, Journal
from models.vocabulary import OutletLevel
from models.vocabulary_campaigns import CampaignState, UnitRole
from services import history, recycle_bin
from services.campaigns import edit, parts, store
from services.campaigns.fields import Item
from services.campaigns.types import Plan
from services.integrity import check
from services.registers.outlets import merge_outlets, save_outlet
from services.registers.units import save_unit
from tests.services.campaigns import plan_kit as kit


def _load(db: Database, campaign_id: int) -> Plan:
    with db.reading() as session:
        return store.load_plan(session, campaign_id)


def _heads(plan: Plan, section: str = "main") -> list[tuple[str, str]]:
    return [
        (p.number, p.heading)
        for p in plan.parts
        if p.section == section and p.kind == "head"
    ]


def _part(plan: Plan, heading: str) -> int:
    return next(p.id for p in plan.parts if p.heading == heading)


def test_a_plan_written_by_hand(db: Database) -> None:
    with db.writing("新建方案") as session:
        plan_id = edit.new_campaign(session, " 节水宣传方案 ", issuer="县水务局")
        edit.change_campaign(
            session,
            plan_id,
            short_name="节水",
            starts_on=dt.date(2026, 3, 1),
            ends_on=dt.date(2026, 5, 31),
            state=CampaignState.RUNNING,
        )
        goals = parts.add_part(session, plan_id, heading="工作目标", number="一、")
        edit.add_item(session, Item.MESSAGE, plan_id, kind="goal", text="人人节水")
        measure = edit.add_item(
            session,
            Item.MEASURE,
            plan_id,
            text="进村宣讲",
            number="一（一）",
            part_id=goals,
        )
        edit.set_units(session, measure, UnitRole.LEAD, ["县水务局", "县水务局", ""])
        edit.add_item(
            session,
            Item.DEADLINE,
            plan_id,
            measure_id=measure,
            due_on=dt.date(2026, 4, 1),
        )
    plan = _load(db, plan_id)
    assert (plan.title, plan.issuer, plan.state) == (
        "节水宣传方案",
        "县水务局",
        CampaignState.RUNNING,
    )
    assert [u.name for u in plan.units_by_measure[measure]] == ["县水务局"]
    assert plan.deadlines_by_measure[measure][0].due_on == dt.date(2026, 4, 1)
    assert plan.measures[0].span_start is None
    assert check(db) == []


@pytest.mark.parametrize(
    ("item", "values", "field"),
    [
        (Item.PHASE, {"name": " "}, "name"),
        (
            Item.PHASE,
            {
                "name": "一",
                "starts_on": dt.date(2026, 5, 2),
                "ends_on": dt.date(2026, 5, 1),
            },
            "ends_on",
        ),
        (Item.PHASE, {"name": "一", "starts_on": "五月"}, "starts_on"),
        (Item.PHASE, {"name": "一", "starts_on": dt.date(1026, 5, 1)}, "starts_on"),
        (Item.WEIGHT, {"name": "网络", "percent": 101}, "percent"),
        (Item.WEIGHT, {"name": "网络", "percent": -1}, "percent"),
        (Item.WEIGHT, {"name": "网络"}, "percent"),
        (Item.DELIVERABLE, {"name": "折页", "least": 3, "most": 2}, "most"),
        (Item.DELIVERABLE, {"name": "折页", "least": 1.5}, "least"),
        (Item.DELIVERABLE, {"name": "折页", "per": "decade"}, "per"),
        (Item.TARGET, {"text": "十个", "amount": float("nan")}, "amount"),
        (Item.TARGET, {"text": "十个", "measure_id": 9999}, "measure_id"),
        (Item.UNIT, {"name": "某局", "role": "member", "unit_id": 9999}, "unit_id"),
        (Item.MEASURE_UNIT, {"name": "某局", "role": "lead"}, "measure_id"),
        (Item.MEASURE, {"text": "做事", "state": "overdue"}, "state"),
        (Item.MEASURE, {"text": "做" * 100_001}, "text"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(
    db: Database, item: Item, values: dict[str, Any], field: str
) -> None:
    plan_id = kit.save(db)
    before = _load(db, plan_id)
    with pytest.raises(ValidationError) as caught, db.writing("改") as session:
        edit.add_item(session, item, plan_id, **values)
    assert caught.value.field == field
    assert str(caught.value).endswith("。")
    assert _load(db, plan_id) == before


def test_a_part_of_another_plan_is_no_parent(db: Database) -> None:
    first = kit.save(db)
    with db.writing("新建") as session:
        other = edit.new_campaign(session, "另一份方案")
    measure = _load(db, first).measures[0].id
    with (
        pytest.raises(ValidationError, match="不在这份方案里"),
        db.writing("改") as session,
    ):
        edit.add_item(session, Item.DEADLINE, other, measure_id=measure)


def test_changing_a_doubted_value_settles_the_doubt(db: Database) -> None:
    plan = _load(db, kit.save(db))
    contact = next(p for p in plan.people if p.kind == "contact")
    with db.writing("改邮箱") as session:
        edit.change_item(session, Item.PERSON, contact.id, email="zhou@qq.com")
        edit.settle_doubt(session, Item.PHASE, plan.phases[0].id)
    after = _load(db, plan.id)
    assert [(p.email, p.doubt) for p in after.people if p.id == contact.id] == [
        ("zhou@qq.com", "")
    ]
    assert after.phases[0].doubt == ""
    with db.reading() as session:
        last = session.scalars(select(Action.id).order_by(Action.id.desc())).first()
        told = [
            (c.table, c.field, c.before, c.after)
            for c in history.changes_of(session, last or 0)
        ]
    assert ("方案人员", "邮箱", "zhou8qq.com", "zhou@qq.com") in told


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(6)), st.integers(1, 6))
def test_reordering_a_list_keeps_every_line(
    db: Database, order: list[int], some: int
) -> None:
    with db.writing("新建") as session:
        plan_id = edit.new_campaign(session, "顺序")
        ids = [
            edit.add_item(session, Item.PHASE, plan_id, name=f"阶段{i}")
            for i in range(6)
        ]
    chosen = [ids[i] for i in order][:some]
    with db.writing("调整顺序") as session:
        edit.reorder_items(session, Item.PHASE, plan_id, chosen)
    after = [p.id for p in _load(db, plan_id).phases]
    assert sorted(after) == sorted(ids)
    assert [i for i in after if i in chosen] == chosen
    assert [i for i in after if i not in chosen] == [i for i in ids if i not in chosen]
    for place, line in enumerate(ids):
        if line not in chosen:
            assert after[place] == line


def test_a_line_that_is_gone_or_named_twice_is_not_reordered(db: Database) -> None:
    plan = _load(db, kit.save(db))
    ids = [m.id for m in plan.measures]
    for wrong in ([*ids, 999], [ids[0], ids[0]]):
        with (
            pytest.raises(ValidationError, match="没有调整"),
            db.writing("排") as session,
        ):
            edit.reorder_items(session, Item.MEASURE, plan.id, wrong)


def test_units_of_a_measure_are_set_without_touching_what_stays(db: Database) -> None:
    known = kit.register(db)
    plan = _load(db, kit.save(db))
    film = plan.measures[0]
    old = [u for u in plan.units_by_measure[film.id] if u.role == "support"]
    with db.writing("改配合单位") as session:
        edit.set_units(
            session, film.id, UnitRole.SUPPORT, ["县交警大队", "县教育局", "县委宣传部"]
        )
    now = [
        u for u in _load(db, plan.id).units_by_measure[film.id] if u.role == "support"
    ]
    assert [(u.name, u.unit_id) for u in now] == [
        ("县交警大队", known["县交警大队"]),
        ("县教育局", None),
        ("县委宣传部", known["县委宣传部"]),
    ]
    assert now[0].id == old[1].id
    assert now[0].span_start == old[1].span_start


def test_a_unit_registered_later_is_tied_everywhere(db: Database) -> None:
    plan = _load(db, kit.save(db))
    with db.writing("登记") as session:
        unit = save_unit(session, name="县融媒体中心", group="媒体")
        assert edit.tie_unit(session, plan.id, "县融媒体中心", unit) == 2
        assert edit.tie_unit(session, plan.id, "县融媒体中心", unit) == 0
    named = [
        u.unit_id for u in _load(db, plan.id).measure_units if u.name == "县融媒体中心"
    ]
    assert named == [unit, unit]


def test_a_deleted_measure_takes_what_hangs_on_it_and_brings_it_back(
    db: Database,
) -> None:
    plan = _load(db, kit.save(db))
    film = plan.measures[0]
    with db.writing("删任务") as session:
        edit.delete_items(session, Item.MEASURE, [film.id])
    without = _load(db, plan.id)
    assert {u.measure_id for u in without.measure_units} == {plan.measures[1].id}
    assert without.deliverables == ()
    with db.writing("恢复") as session:
        assert [r.kind for r in recycle_bin.list_deleted(session)] == ["任务"]
        recycle_bin.restore(session, "measure", film.id)
    assert _load(db, plan.id) == plan


def test_heads_are_moved_with_what_they_hold(db: Database) -> None:
    plan = _load(db, kit.save(db))
    with db.writing("移动") as session:
        parts.move_part(session, _part(plan, "重点任务"), _part(plan, "工作目标"))
    after = _load(db, plan.id)
    assert _heads(after) == [
        ("二、", "重点任务"),
        ("（一）", "拍摄宣传片"),
        ("（二）", "开展路口劝导"),
        ("一、", "工作目标"),
        ("三、", "工作要求"),
        ("（三）", "压实责任"),
    ]
    assert [p.kind for p in after.parts] == [p.kind for p in plan.parts]
    with db.writing("重新编号") as session:
        assert parts.renumber(session, plan.id) == 2
    after = _load(db, plan.id)
    assert [n for n, _ in _heads(after)] == [
        "一、",
        "（一）",
        "（二）",
        "二、",
        "三、",
        "（三）",
    ]
    assert [m.number for m in after.measures] == ["一（一）", "一（二）"]


def test_promoting_and_demoting_in_the_record(db: Database) -> None:
    plan = _load(db, kit.save(db))
    with db.writing("升级") as session:
        parts.promote(session, _part(plan, "开展路口劝导"), count=True)
        assert [n for n, _ in _heads(store.load_plan(session, plan.id))] == [
            "一、",
            "二、",
            "（一）",
            "三、",
            "四、",
            "（二）",
        ]
        parts.demote(session, _part(plan, "工作要求"))
    levels = {p.heading: p.level for p in _load(db, plan.id).parts if p.kind == "head"}
    assert levels["开展路口劝导"] == 1
    assert (levels["工作要求"], levels["压实责任"]) == (2, 3)
    with pytest.raises(ValidationError, match="最高一级"), db.writing("升") as session:
        parts.promote(session, _part(plan, "工作目标"))


def test_a_deleted_head_goes_and_comes_with_what_it_holds(db: Database) -> None:
    plan = _load(db, kit.save(db))
    head = _part(plan, "重点任务")
    with db.writing("删条款") as session:
        assert parts.delete_part(session, head) == 3
    without = _load(db, plan.id)
    assert [w for _, w in _heads(without)] == ["工作目标", "工作要求", "压实责任"]
    assert len(without.measures) == 2
    with db.writing("恢复") as session:
        recycle_bin.restore(session, "campaign_part", head)
    assert _load(db, plan.id) == plan


def test_new_heads_and_annexes_take_their_place(db: Database) -> None:
    plan = _load(db, kit.save(db))
    with db.writing("加") as session:
        parts.add_part(
            session,
            plan.id,
            heading="开设专栏",
            level=2,
            before_id=_part(plan, "开展路口劝导"),
        )
        section = parts.add_annex(session, plan.id, "联系人名单")
        parts.add_part(session, plan.id, heading="名单", section=section)
        parts.add_part(
            session, plan.id, heading="劝导地点", section="annex1", body="十字路口"
        )
    after = _load(db, plan.id)
    assert section == "annex2"
    assert [w for _, w in _heads(after)][2:5] == [
        "拍摄宣传片",
        "开设专栏",
        "开展路口劝导",
    ]
    assert [w for _, w in _heads(after, "annex1")] == ["时间安排", "劝导地点"]
    assert [(p.section, p.kind) for p in after.parts][-5:] == [
        ("annex1", "annex"),
        ("annex1", "head"),
        ("annex1", "head"),
        ("annex2", "annex"),
        ("annex2", "head"),
    ]
    with db.writing("删附件") as session:
        annex = next(p.id for p in after.parts if p.heading == "路口劝导安排")
        assert parts.delete_part(session, annex) == 3
    assert {p.section for p in _load(db, plan.id).parts} == {"main", "annex2"}


def test_what_is_gone_says_so(db: Database) -> None:
    kit.save(db)
    with db.writing("改") as session:
        for call in (
            lambda: edit.change_campaign(session, 77, title="甲"),
            lambda: edit.change_item(session, Item.PHASE, 77, name="甲"),
            lambda: parts.change_part(session, 77, heading="甲"),
        ):
            with pytest.raises(NotFound, match="已经不在"):
                call()


def test_the_journal_of_plans_can_be_read_back(db: Database) -> None:
    plan = _load(db, kit.save(db))
    with db.writing("改阶段") as session:
        edit.change_item(
            session, Item.PHASE, plan.phases[0].id, ends_on=dt.date(2026, 5, 31)
        )
    with db.reading() as session:
        row = session.scalars(select(Journal).order_by(Journal.id.desc())).first()
        assert row is not None
        assert load_values(row.table_name, row.before)["ends_on"] == dt.date(
            2026, 4, 30
        )


def test_a_channel_follows_an_outlet_that_is_merged(db: Database) -> None:
    with db.writing("媒体") as session:
        old = save_outlet(session, name="县融媒体中心", level=OutletLevel.COUNTY)
        into = save_outlet(session, name="青禾融媒", level=OutletLevel.COUNTY)
    plan = _load(db, kit.save(db))
    assert [c.outlet_id for c in plan.channels] == [old]
    with db.writing("合并媒体") as session:
        merge_outlets(session, old, into)
    assert [c.outlet_id for c in _load(db, plan.id).channels] == [into]
