"""A reading saved as one action: everything kept, every place kept, undone as one."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from models.database import Database
from models.errors import NotFound, ValidationError
from models.tables import Action
from models.tables_campaigns import PLAN_TABLES, Campaign
from models.vocabulary_campaigns import CampaignState, PartKind
from services import history, recycle_bin
from services.campaigns import store
from services.campaigns.counts import count_in
from services.campaigns.edit import delete_campaign
from services.campaigns.matching import match_units
from services.campaigns.progress import add_entry
from services.campaigns.types import Plan
from services.integrity import check
from services.plans.reading import DocKind
from tests.services.campaigns import plan_kit as kit


def _load(db: Database, campaign_id: int) -> Plan:
    with db.reading() as session:
        return store.load_plan(session, campaign_id)


def test_a_saved_plan_comes_back_whole(db: Database) -> None:
    known = kit.register(db)
    plan = _load(db, kit.save(db))
    assert (plan.title, plan.short_name) == ("青禾县文明交通宣传方案", "文明交通")
    assert plan.source_text == kit.TEXT
    assert plan.issued_on == dt.date(2026, 1, 5)
    assert plan.state is CampaignState.RUNNING
    assert [n.title for n in plan.notices] == ["关于印发青禾县文明交通宣传方案的通知"]
    film, corner = plan.measures
    assert [(u.role, u.name, u.unit_id) for u in plan.units_by_measure[film.id]] == [
        ("lead", "县委宣传部", known["县委宣传部"]),
        ("support", "县融媒体中心", None),
        ("support", "县交警大队", known["县交警大队"]),
        ("implied", "县融媒体中心", None),
    ]
    assert [d.due_on for d in plan.deadlines_by_measure[corner.id]] == [
        dt.date(2026, 3, 20)
    ]
    assert [(d.name, d.per, d.least, d.most) for d in plan.deliverables] == [
        ("宣传片", "year", 1, 1)
    ]
    assert [(x.text, x.amount, x.unit_word, x.by_day) for x in plan.targets] == [
        ("培训劝导员120名", 120.0, "名", dt.date(2026, 3, 20))
    ]
    assert plan.tables[0].cells == (("单位", "日期"), ("县交警大队", "3月6日"))
    assert [p.doubt for p in plan.people if p.kind == "contact"] == ["邮箱缺少@。"]
    assert plan.weights[0].percent == 40.0
    with db.reading() as session:
        assert check(db) == []
        assert session.scalar(select(Action.title).order_by(Action.id.desc())) == (
            "存入方案《青禾县文明交通宣传方案》"
        )


def test_every_part_points_at_its_words(db: Database) -> None:
    plan = _load(db, kit.save(db))
    heads = [p for p in plan.parts if p.kind == PartKind.HEAD.value]
    for part in heads:
        assert part.span_start is not None
        assert kit.TEXT[part.span_start : part.span_end] == part.number + part.heading
    for deadline in plan.deadlines:
        assert deadline.span_start is not None
        assert kit.TEXT[deadline.span_start : deadline.span_end] == deadline.raw
    for unit in plan.measure_units:
        assert unit.span_start is not None
        assert kit.TEXT[unit.span_start : unit.span_end] == unit.name
    start, end, _doubt = plan.spans["title"]
    assert kit.TEXT[start:end] == plan.title


def test_every_paragraph_is_under_one_head(db: Database) -> None:
    plan = _load(db, kit.save(db))
    bodies = [(p.kind, p.section, p.number, p.body, p.run_in) for p in plan.parts]
    assert bodies == [
        ("lead", "main", "", "为做好文明交通宣传，制定本方案。", False),
        ("head", "main", "一、", "让守规矩成为习惯。", False),
        ("head", "main", "二、", "", False),
        (
            "head",
            "main",
            "（一）",
            "县融媒体中心每年拍摄1部宣传片，2026年6月底前完成首部。\n"
            "（牵头单位：县委宣传部；配合单位：县融媒体中心、县交警大队）",
            True,
        ),
        (
            "head",
            "main",
            "（二）",
            "2026年3月20日前培训劝导员120名。（牵头单位：县交警大队）",
            True,
        ),
        ("head", "main", "三、", "", False),
        ("head", "main", "（三）", "各单位要明确专人。", True),
        (
            "closing",
            "main",
            "",
            "附件：路口劝导安排\n青禾县委宣传部\n2026年1月5日",
            False,
        ),
        ("annex", "annex1", "1", "", False),
        ("head", "annex1", "一、", "3月至4月，每周五劝导。", False),
    ]
    by_id = {p.id: p for p in plan.parts}
    assert [by_id[m.part_id or 0].heading for m in plan.measures] == [
        "拍摄宣传片",
        "开展路口劝导",
    ]


def test_undo_takes_the_whole_plan_back_and_redo_brings_it_again(db: Database) -> None:
    campaign_id = kit.save(db)
    before = _load(db, campaign_id)
    with db.reading() as session:
        saved = history.last_undoable(session)
    assert saved is not None
    undone = history.undo_action(db, saved.id)
    assert undone.conflicts == ()
    with db.reading() as session:
        for table in (Campaign, *PLAN_TABLES):
            live = select(table.id).where(table.deleted_at.is_(None))
            assert session.scalars(live).all() == []
        assert store.list_campaigns(session) == []
    with pytest.raises(NotFound):
        _load(db, campaign_id)
    history.undo_action(db, undone.action_id)
    assert _load(db, campaign_id) == before


def test_an_undone_plan_can_be_fetched_from_the_bin_whole(db: Database) -> None:
    campaign_id = kit.save(db)
    before = _load(db, campaign_id)
    with db.reading() as session:
        saved = history.last_undoable(session)
    assert saved is not None
    history.undo_action(db, saved.id)
    with db.writing("恢复") as session:
        rows = recycle_bin.list_deleted(session)
        assert [(r.kind, r.text) for r in rows] == [("宣传方案", "文明交通")]
        recycle_bin.restore(session, "campaign", campaign_id)
    assert _load(db, campaign_id) == before


def test_a_plan_that_is_worked_on_is_not_half_undone(db: Database) -> None:
    campaign_id = kit.save(db)
    before = _load(db, campaign_id)
    with db.reading() as session:
        saved = history.last_undoable(session)
    assert saved is not None
    with db.writing("记进展") as session:
        add_entry(
            session, before.measures[0].id, kit.TODAY, "开机拍摄", today=kit.TODAY
        )
    with pytest.raises(ValidationError, match="不能整份撤销"):
        history.undo_action(db, saved.id)
    assert len(_load(db, campaign_id).measures) == 2


def test_deleting_and_restoring_a_plan_keeps_its_parts(db: Database) -> None:
    campaign_id = kit.save(db)
    before = _load(db, campaign_id)
    with db.writing("删除方案") as session:
        delete_campaign(session, campaign_id)
    with db.reading() as session:
        assert [r.table for r in recycle_bin.list_deleted(session)] == ["campaign"]
    with db.writing("恢复方案") as session:
        recycle_bin.restore(session, "campaign", campaign_id)
    assert _load(db, campaign_id) == before


@pytest.mark.parametrize("kind", [DocKind.ARTICLE, DocKind.OTHER])
def test_what_is_no_plan_is_not_saved(db: Database, kind: DocKind) -> None:
    with (
        pytest.raises(ValidationError, match="没有读成宣传方案") as caught,
        db.writing("存入") as session,
    ):
        store.save_reading(session, replace(kit.reading(), kind=kind))
    assert caught.value.field == "kind"


def test_a_plan_without_a_title_asks_for_one(db: Database) -> None:
    with (
        pytest.raises(ValidationError, match="请填写方案标题") as caught,
        db.writing("存入") as session,
    ):
        store.save_reading(session, replace(kit.reading(), title=None))
    assert caught.value.field == "title"
    with db.reading() as session:
        assert session.scalars(select(Action)).all() == []


def test_the_clerks_answers_tie_names(db: Database) -> None:
    known = kit.register(db)
    answers = {"县融媒体中心": known["县委宣传部"], "县交警大队": None}
    with db.writing("存入") as session:
        campaign_id = store.save_reading(session, kit.reading(), units=answers)
    tied = {u.name: u.unit_id for u in _load(db, campaign_id).measure_units}
    assert tied == {
        "县委宣传部": known["县委宣传部"],
        "县融媒体中心": known["县委宣传部"],
        "县交警大队": None,
    }


def test_names_are_matched_with_their_places(db: Database) -> None:
    known = kit.register(db)
    with db.reading() as session:
        matches = {m.name: m for m in match_units(session, kit.reading())}
    assert matches["县交警大队"].unit_id == known["县交警大队"]
    assert matches["县交警大队"].unit_name == "县公安局交警大队"
    assert matches["县融媒体中心"].unit_id is None
    assert matches["县融媒体中心"].times == 2
    for match in matches.values():
        for place in match.spans:
            if place.start > 2:
                assert kit.TEXT[place.start : place.end] == match.name


def test_the_same_plan_is_told_before_it_is_saved_again(db: Database) -> None:
    with db.reading() as session:
        assert store.same_plans(session, kit.reading()) == []
    campaign_id = kit.save(db)
    with db.reading() as session:
        same = store.same_plans(session, kit.reading())
        assert [c.id for c in same] == [campaign_id]
        assert [c.label for c in store.list_campaigns(session, words="wmjt")] == [
            "文明交通"
        ]
        assert store.list_campaigns(session, words="没有这样的") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("培训劝导员120名", (120.0, "名")),
        ("2023年培育3家企业", (3.0, "家")),
        ("培训0.35万人次", (3500.0, "人次")),
        ("压减至1个工作日内", (1.0, "个工作日")),
        ("覆盖率达到98.5％", (98.5, "%")),
        ("推荐1-3名", (None, "")),
        ("取消7项、备案5项", (None, "")),
        ("实现全覆盖", (None, "")),
        ("2026年6月30日前完成", (None, "")),
    ],
)
def test_the_number_of_a_target_is_never_guessed(
    words: str, expected: tuple[float | None, str]
) -> None:
    assert count_in(words) == expected


def test_spans_are_plain_json(db: Database) -> None:
    campaign_id = kit.save(db)
    with db.reading() as session:
        record = session.get(Campaign, campaign_id)
        assert record is not None
        assert json.loads(record.spans)["issuer"][:2] == [
            kit.TEXT.index("青禾县委宣传部"),
            kit.TEXT.index("青禾县委宣传部") + 7,
        ]
