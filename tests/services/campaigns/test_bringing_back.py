"""Values of an earlier state, and of another plan, brought back; tables, own doubts, parts put anywhere."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import NotFound, ValidationError
from models.vocabulary_campaigns import MeasureState, UnitRole
from services import history
from services.campaigns import bringing_back, edit, parts, store, versions
from services.campaigns.aligning import as_earlier
from services.campaigns.comparing import Mark, compare
from services.campaigns.fields import Item
from services.campaigns.states import set_state
from services.campaigns.templates import Shift, start_from
from services.campaigns.types import PartRow, Plan
from services.campaigns.word_marks import marked
from tests.services.campaigns import plan_kit as kit


def _load(db: Database, campaign_id: int) -> Plan:
    with db.reading() as session:
        return store.load_plan(session, campaign_id)


def _now(db: Database) -> int:
    with db.reading() as session:
        return versions.last_action(session, dt.datetime.now() + dt.timedelta(days=1))


def _heads(plan: Plan, section: str = "main") -> list[tuple[str, str]]:
    return [
        (p.number, p.heading)
        for p in plan.parts
        if p.section == section and p.kind == "head"
    ]


def _part(plan: Plan, heading: str) -> PartRow:
    return next(p for p in plan.parts if p.heading == heading)


@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_lose_no_word(old: str, new: str) -> None:
    left, right = marked(old, new)
    assert "".join(words for words, _ in left) == old
    assert "".join(words for words, _ in right) == new
    if old == new:
        assert not any(differs for _, differs in (*left, *right))


def test_marks_keep_numbers_whole_and_leave_the_rest_alone() -> None:
    left, right = marked(
        "培训劝导员120名，每周五劝导。", "培训劝导员180名，每周五劝导。"
    )
    assert left == (("培训劝导员", False), ("120", True), ("名，每周五劝导。", False))
    assert right[1] == ("180", True)


def test_what_was_changed_deleted_added_and_moved_comes_back(db: Database) -> None:
    kit.register(db)
    plan_id = kit.save(db)
    before = _load(db, plan_id)
    film, corner = before.measures
    with db.writing("改") as session:
        edit.change_campaign(session, plan_id, title="另一个标题")
        edit.change_item(session, Item.MEASURE, film.id, text="拍两部")
        set_state(session, [film.id], MeasureState.DONE, today=kit.TODAY)
        edit.delete_items(session, Item.MEASURE, [corner.id])
        edit.set_units(session, film.id, UnitRole.LEAD, ["县教育局"])
        parts.delete_part(session, _part(before, "重点任务").id)
        new_id = edit.add_item(session, Item.PHASE, plan_id, name="收尾")
    with db.writing("改回") as session:
        back = bringing_back
        back.field_back(session, "measures", film, "text")
        back.field_back(session, "measures", film, "state")
        back.row_back(session, "measures", corner.id)
        back.row_back(session, "parts", _part(before, "重点任务").id)
        back.row_out(session, "phases", new_id)
        edit.change_campaign(session, plan_id, title=before.title)
    now = _load(db, plan_id)
    assert now.measures == before.measures
    assert now.parts == before.parts
    assert now.phases == before.phases
    found = compare(before, now)
    assert {
        w for w, pairs in found.lists if any(p.mark is not Mark.SAME for p in pairs)
    } == {"任务的单位"}
    assert history.undo_action(db, _now(db)).conflicts == ()
    assert _load(db, plan_id).title == "另一个标题"


def test_the_order_of_a_list_comes_back(db: Database) -> None:
    plan_id = kit.save(db)
    before = _load(db, plan_id)
    ids = [m.id for m in before.measures]
    with db.writing("换位") as session:
        edit.reorder_items(session, Item.MEASURE, plan_id, list(reversed(ids)))
    with db.writing("换回") as session:
        bringing_back.order_back(session, "measures", ids)
    assert [m.id for m in _load(db, plan_id).measures] == ids


def test_what_is_still_there_cannot_come_back_twice(db: Database) -> None:
    plan_id = kit.save(db)
    measure = _load(db, plan_id).measures[0]
    with pytest.raises(ValidationError), db.writing("恢复") as session:
        bringing_back.row_back(session, "measures", measure.id)
    with db.writing("删") as session:
        edit.delete_items(session, Item.MEASURE, [measure.id])
    with pytest.raises(NotFound), db.writing("改回") as session:
        bringing_back.field_back(session, "measures", measure, "text")


def test_a_plan_started_from_another_differs_from_it_only_in_what_was_changed(
    db: Database,
) -> None:
    kit.register(db)
    old_id = kit.save(db)
    with db.writing("沿用") as session:
        new_id = start_from(session, old_id, "二〇二七年方案", shift=Shift(years=1))
    old, new = _load(db, old_id), _load(db, new_id)
    part = _part(new, "拍摄宣传片")
    with db.writing("改") as session:
        parts.change_part(session, part.id, heading="拍摄文明交通宣传片")
        edit.delete_items(session, Item.CHANNEL, [new.channels[0].id])
    new = _load(db, new_id)
    found = dict(compare(as_earlier(old, new), new).lists)
    changed = [p for p in found["大纲"] if p.mark is not Mark.SAME]
    assert [(p.mark, [c.field for c in p.changes]) for p in changed] == [
        (Mark.CHANGED, ["heading"]),
        (Mark.REMOVED, []),  # the closing words are left behind
    ]
    assert all(p.mark is Mark.SAME for p in found["任务的单位"])
    assert [p.mark for p in found["渠道"]] == [Mark.REMOVED]
    moved = [p for p in found["时限"] if p.mark is Mark.CHANGED]
    assert moved
    assert all({c.field for c in p.changes} >= {"due_on"} for p in moved)


def test_a_row_of_another_plan_is_taken_over(db: Database) -> None:
    old_id = kit.save(db)
    with db.writing("新建") as session:
        new_id = edit.new_campaign(session, "空方案")
    old = _load(db, old_id)
    with db.writing("取来") as session:
        bringing_back.copy_in(session, new_id, "measures", old.measures[0])
        bringing_back.copy_in(session, new_id, "parts", _part(old, "重点任务"))
        bringing_back.copy_in(session, new_id, "weights", old.weights[0])
    new = _load(db, new_id)
    assert [m.text for m in new.measures] == [old.measures[0].text]
    assert new.measures[0].part_id is None
    assert _heads(new) == [("二、", "重点任务")]
    assert [(w.name, w.percent) for w in new.weights] == [("网络投票", 40.0)]
    with pytest.raises(ValidationError), db.writing("取来") as session:
        bringing_back.copy_in(session, new_id, "deadlines", old.deadlines[0])


def test_a_part_is_put_under_another_and_numbers_run_on(db: Database) -> None:
    plan_id = kit.save(db)
    plan = _load(db, plan_id)
    work, ask = _part(plan, "压实责任"), _part(plan, "工作要求")
    with db.writing("拖动") as session:
        parts.put_part(session, work.id, ask.id, 2, count=True)
    assert _heads(_load(db, plan_id)) == [
        ("一、", "工作目标"),
        ("二、", "重点任务"),
        ("（一）", "拍摄宣传片"),
        ("（二）", "开展路口劝导"),
        ("（三）", "压实责任"),
        ("三、", "工作要求"),
    ]
    with db.writing("拖动") as session:
        parts.put_part(session, ask.id, _part(plan, "拍摄宣传片").id, 2, count=True)
    heads = _heads(_load(db, plan_id))
    assert heads[2] == ("（一）", "工作要求")
    assert [n for n, _ in heads[3:]] == ["（二）", "（三）", "（四）"]


def test_a_part_goes_into_an_annex_with_its_measures(db: Database) -> None:
    plan_id = kit.save(db)
    plan = _load(db, plan_id)
    film = _part(plan, "拍摄宣传片")
    with db.writing("拖到附件") as session:
        parts.put_part(session, film.id, None, 1, section="annex1", count=True)
    now = _load(db, plan_id)
    assert _heads(now, "annex1") == [("一、", "时间安排"), ("二、", "拍摄宣传片")]
    assert ("（一）", "开展路口劝导") in _heads(now)
    assert now.measures[0].section == "annex1"
    assert history.undo_action(db, _now(db)).conflicts == ()
    assert _load(db, plan_id).parts == plan.parts


def test_a_part_cannot_be_put_into_itself(db: Database) -> None:
    plan_id = kit.save(db)
    plan = _load(db, plan_id)
    tasks, film = _part(plan, "重点任务"), _part(plan, "拍摄宣传片")
    with pytest.raises(ValidationError), db.writing("拖动") as session:
        parts.put_part(session, tasks.id, film.id, 2)
    assert _load(db, plan_id) == plan


def test_tables_are_stored_whole_and_even(db: Database) -> None:
    plan_id = kit.save(db)
    table = _load(db, plan_id).tables[0]
    with db.writing("改表格") as session:
        edit.save_table(session, plan_id, table.id, [["单位", "日期", "人数"], ["甲"]])
        edit.save_table(session, plan_id, None, [["新表"]])
    tables = _load(db, plan_id).tables
    assert [t.cells for t in tables] == [
        (("单位", "日期", "人数"), ("甲", "", "")),
        (("新表",),),
    ]
    with pytest.raises(ValidationError), db.writing("清空") as session:
        edit.save_table(session, plan_id, table.id, [["", " "]])


def test_a_doubt_about_the_plan_itself_is_settled_by_looking_or_changing(
    db: Database,
) -> None:
    from dataclasses import replace

    reading = kit.reading()
    assert reading.issuer is not None
    doubted = replace(
        reading,
        issuer=replace(reading.issuer, doubt="像是印章里的字。"),
        title=replace(reading.title, doubt="标题断行。") if reading.title else None,
    )
    with db.writing("存入") as session:
        plan_id = store.save_reading(session, doubted)
    assert {n for n, s in _load(db, plan_id).spans.items() if s[2]} == {
        "title",
        "issuer",
    }
    with db.writing("核对") as session:
        edit.settle_own_doubt(session, plan_id, "issuer")
        edit.change_campaign(session, plan_id, title="改过的标题")
    spans = _load(db, plan_id).spans
    assert not any(s[2] for s in spans.values())
    assert spans["issuer"][0] is not None
