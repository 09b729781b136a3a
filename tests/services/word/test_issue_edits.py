"""What was edited in the ledger and the forms is what is issued."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from models.database import Database
from models.vocabulary_campaigns import UnitRole
from services.campaigns import edit, parts
from services.campaigns.fields import Item
from services.campaigns.store import load_plan, save_reading
from services.campaigns.types import MeasureRow, Plan
from services.output.word.blocks import Kind, Wanted
from services.output.word.plan_document import plan_blocks
from services.plans.reader import read_plan

TEXT = """中共云岭县委宣传部文件
云宣发〔2026〕7号
关于印发《云岭县禁毒宣传工作方案》的通知
各乡镇、街道：
现将《云岭县禁毒宣传工作方案》印发给你们，请认真组织实施。
中共云岭县委宣传部
2026年3月2日
云岭县禁毒宣传工作方案
为做好全县禁毒宣传工作，制定本方案。
一、组织领导
成立禁毒宣传工作领导小组。
组长：王敏  县委常委、宣传部部长
副组长：李强  副县长
张勇  县公安局局长
成员单位：县公安局、县教育局、县融媒体中心。
二、宣传步骤
（一）动员部署（2026年3月）。召开动员会，统一思想认识。
（二）集中宣传（2026年4月—6月）。在全县范围内开展集中宣传。
三、重点任务
（一）开展校园宣传。组织禁毒知识进课堂，2026年6月底前完成。（牵头单位：县教育局；责任单位：县公安局、团县委）
（二）加强社会宣传。由县公安局牵头，县融媒体中心配合，在公交站台张贴海报。
（三）做好媒体宣传。县融媒体中心开设专栏，宣传先进典型。
联系人：赵丽，联系电话：0871-3334444
附件：1.宣传任务分工表
附件1
宣传任务分工表
序号\t工作任务\t牵头单位\t配合单位\t完成时限
1\t拍摄禁毒公益广告\t县融媒体中心\t县公安局\t2026年5月底前
2\t举办知识竞赛\t县教育局\t团县委\t2026年6月20日前
"""


@pytest.fixture
def plan_id(db: Database) -> int:
    with db.writing("读入") as session:
        return save_reading(session, read_plan(TEXT))


def _plan(db: Database, plan_id: int) -> Plan:
    with db.reading() as session:
        return load_plan(session, plan_id)


def _measure(plan: Plan, words: str) -> MeasureRow:
    return next(m for m in plan.measures if words in m.head + m.text)


def _issued(
    db: Database, plan_id: int, **wanted: Any
) -> tuple[list[str], tuple[str, ...]]:
    blocks, notes = plan_blocks(_plan(db, plan_id), Wanted(**wanted))
    return [b.line() for b in blocks], notes


def _line(lines: list[str], words: str) -> str:
    return next(line for line in lines if words in line)


def test_unchanged_words_stay_as_they_are(db: Database, plan_id: int) -> None:
    lines, notes = _issued(db, plan_id)
    text = "\n".join(lines)
    for line in TEXT.splitlines():
        words = line.removesuffix("文件").replace("附件：1.", "")
        assert words in text or "附件" in words, words
    assert notes == ()


def test_another_lead_unit_stands_in_the_bracket(db: Database, plan_id: int) -> None:
    measure = _measure(_plan(db, plan_id), "校园宣传").id
    with db.writing("改单位") as session:
        edit.set_units(session, measure, UnitRole.LEAD, ["县委教育工委"])
        edit.set_units(
            session, measure, UnitRole.SUPPORT, ["县公安局", "团县委", "县妇联"]
        )
    lines, notes = _issued(db, plan_id)
    line = _line(lines, "开展校园宣传")
    assert line.endswith(
        "（牵头单位：县委教育工委；责任单位：县公安局、团县委、县妇联）"
    )
    assert "县教育局" not in line
    assert notes == ()


def test_a_unit_told_in_a_sentence_is_exchanged_there(
    db: Database, plan_id: int
) -> None:
    measure = _measure(_plan(db, plan_id), "社会宣传").id
    with db.writing("改单位") as session:
        edit.set_units(session, measure, UnitRole.LEAD, ["县禁毒办"])
    line = _line(_issued(db, plan_id)[0], "加强社会宣传")
    assert "由县禁毒办牵头，县融媒体中心配合" in line


def test_units_that_no_word_told_come_behind_the_words(
    db: Database, plan_id: int
) -> None:
    measure = _measure(_plan(db, plan_id), "媒体宣传").id
    with db.writing("补单位") as session:
        edit.set_units(session, measure, UnitRole.LEAD, ["县融媒体中心"])
    line = _line(_issued(db, plan_id)[0], "做好媒体宣传")
    assert line.endswith("宣传先进典型。（牵头单位：县融媒体中心）")


def test_another_day_takes_the_place_of_the_old_one(db: Database, plan_id: int) -> None:
    plan = _plan(db, plan_id)
    measure = _measure(plan, "校园宣传").id
    deadline = plan.deadlines_by_measure[measure][0].id
    with db.writing("改时限") as session:
        edit.change_item(
            session,
            Item.DEADLINE,
            deadline,
            due_on=dt.date(2026, 9, 15),
            starts_on=dt.date(2026, 9, 15),
            raw="2026年9月15日",
        )
    lines, notes = _issued(db, plan_id)
    assert "进课堂，2026年9月15日完成" in _line(lines, "开展校园宣传")
    assert notes == ()


def test_a_new_day_comes_into_the_bracket(db: Database, plan_id: int) -> None:
    measure = _measure(_plan(db, plan_id), "社会宣传").id
    with db.writing("加时限") as session:
        edit.add_item(
            session,
            Item.DEADLINE,
            plan_id,
            measure_id=measure,
            due_on=dt.date(2026, 8, 31),
        )
    line = _line(_issued(db, plan_id)[0], "加强社会宣传")
    assert line.endswith("（完成时限：2026年8月31日）")


def test_people_members_and_contacts(db: Database, plan_id: int) -> None:
    plan = _plan(db, plan_id)
    by_name = {p.name: p for p in plan.people}
    with db.writing("改名单") as session:
        edit.change_item(session, Item.PERSON, by_name["李强"].id, name="周磊")
        edit.change_item(session, Item.PERSON, by_name["赵丽"].id, phone="0871-5556666")
        edit.add_item(
            session,
            Item.PERSON,
            plan_id,
            kind="leader",
            role="副组长",
            name="孙军",
            post="县教育局局长",
        )
        edit.add_item(session, Item.UNIT, plan_id, role="member", name="县妇联")
    lines, _ = _issued(db, plan_id)
    text = "\n".join(lines)
    assert "副组长：周磊  副县长" in text
    assert "李强" not in text
    assert text.index("张勇") < text.index("孙军") < text.index("成员单位")
    assert "成员单位：县公安局、县教育局、县融媒体中心、县妇联。" in text
    assert "0871-5556666" in text
    assert "0871-3334444" not in text


def test_measures_in_a_table(db: Database, plan_id: int) -> None:
    measure = _measure(_plan(db, plan_id), "知识竞赛").id
    with db.writing("改单位") as session:
        edit.set_units(session, measure, UnitRole.LEAD, ["县教育局", "县文旅局"])
    blocks, _ = plan_blocks(_plan(db, plan_id), Wanted())
    table = next(b for b in blocks if b.kind is Kind.TABLE)
    assert table.cells[2] == [
        "2",
        "举办知识竞赛",
        "县教育局、县文旅局",
        "团县委",
        "2026年6月20日前",
    ]
    assert table.cells[1][2] == "县融媒体中心"


def test_a_measure_of_the_ledger_only(db: Database, plan_id: int) -> None:
    with db.writing("新增任务") as session:
        measure = edit.add_item(
            session,
            Item.MEASURE,
            plan_id,
            number="三（四）",
            head="推进入户宣传",
            text="推进入户宣传。组织网格员上门宣讲。",
        )
        edit.set_units(session, measure, UnitRole.LEAD, ["县委政法委"])
    lines, _ = _issued(db, plan_id)
    wanted = "（四）推进入户宣传。组织网格员上门宣讲。（牵头单位：县委政法委）"
    assert wanted in lines
    before = next(n for n, line in enumerate(lines) if "做好媒体宣传" in line)
    assert lines.index(wanted) > before


def test_number_day_and_annexes_as_wanted(db: Database, plan_id: int) -> None:
    lines, _ = _issued(
        db,
        plan_id,
        letterhead=False,
        number="云宣发〔2026〕9号",
        issued_on=dt.date(2026, 4, 1),
        printed_by="县委宣传部办公室",
        printed_on=dt.date(2026, 4, 2),
        annexes=frozenset(),
    )
    assert lines[0] == "云宣发〔2026〕9号"
    assert "2026年4月1日" in lines
    assert lines[-1] == "县委宣传部办公室  2026年4月2日印发"
    assert not any("分工表" in line for line in lines)


def test_a_plan_without_an_outline_gets_heads_for_what_it_holds(db: Database) -> None:
    with db.writing("新建") as session:
        plan_id = edit.new_campaign(
            session, "云岭县河长制宣传方案", issuer="县委宣传部"
        )
        measure = edit.add_item(
            session,
            Item.MEASURE,
            plan_id,
            number="1.",
            head="巡河宣传",
            text="巡河宣传。",
        )
        edit.set_units(session, measure, UnitRole.LEAD, ["县水利局"])
        edit.add_item(session, Item.UNIT, plan_id, role="member", name="县水利局")
        edit.add_item(
            session,
            Item.PHASE,
            plan_id,
            name="动员部署",
            starts_on=dt.date(2026, 3, 1),
            ends_on=dt.date(2026, 3, 31),
        )
    lines, notes = _issued(db, plan_id, letterhead=False)
    assert lines == [
        "云岭县河长制宣传方案",
        "一、组织领导",
        "成员单位：县水利局。",
        "二、宣传步骤",
        "第一阶段：动员部署（2026年3月1日—2026年3月31日）。",
        "三、重点任务",
        "1.巡河宣传",
        "（牵头单位：县水利局）",
        "县委宣传部",
    ]
    assert notes == ()


def test_a_measure_whose_words_were_deleted_is_told(db: Database, plan_id: int) -> None:
    measure = _measure(_plan(db, plan_id), "媒体宣传")
    assert measure.part_id is not None
    with db.writing("删条款") as session:
        parts.delete_part(session, measure.part_id)
    lines, notes = _issued(db, plan_id)
    assert not any("做好媒体宣传" in line for line in lines)
    assert len(notes) == 1
    assert "正文里这一条已经删除" in notes[0]
