"""The weekly issue: counted right, frozen, verified, and corrected once in the issue that follows."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import uuid
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from models.database import Database
from models.errors import NotFound, StorageError, ValidationError
from models.tables import (
    Action,
    Outlet,
    Placement,
    Story,
    Unit,
    WeeklyIssue,
    WeeklyReturn,
)
from models.vocabulary import OutletLevel
from services import history, returns, stories
from services import settings as office_settings
from services.integrity import check
from services.registers.outlets import merge_outlets, save_outlet
from services.registers.units import close_unit, save_unit
from services.sample import make_sample
from services.stories import PlacementDraft
from services.weekly_issue import (
    headline,
    issue_snapshot,
    issue_week,
    list_issues,
    preview_snapshot,
    summary_lines,
    verify_all,
    verify_issue,
)
from services.weekly_types import CorrectionLine, Snapshot
from services.weeks import same_week_last_year, shift

WEEK = dt.date(2026, 11, 9)  # an ordinary week, due on Friday the 13th
NEXT = shift(WEEK, 1)
FRIDAY = WEEK + dt.timedelta(days=4)
ISSUED = dt.datetime(2026, 11, 16, 9, 0)
LATER = dt.datetime(2026, 11, 23, 9, 0)


class Office:
    """Short hands for what a clerk does."""

    def __init__(self, db: Database) -> None:
        self.db = db
        with db.writing("准备") as session:
            office_settings.save(session, office="云岭县委宣传部", clerk="周明")
            self.paper = save_outlet(
                session, name="云岭日报", level=OutletLevel.COUNTY, kind="报纸"
            )
            self.tv = save_outlet(
                session, name="省电视台", level=OutletLevel.PROVINCE, kind="电视"
            )
            self.units = [
                save_unit(session, name=name, group="县直部门")
                for name in ("甲局", "乙局", "丙局", "丁局")
            ]

    def story(
        self,
        unit: int,
        title: str,
        outlets: list[int],
        week: dt.date = WEEK,
        received: dt.date | None = None,
    ) -> int:
        with self.db.writing("录入") as session:
            drafts = [
                PlacementDraft(
                    week + dt.timedelta(days=1), outlet, link="https://a.cn/1"
                )
                for outlet in outlets
            ]
            return stories.add_story(
                session,
                unit,
                week,
                title,
                drafts,
                received_on=received or week + dt.timedelta(days=3),
            )

    def receive(
        self, unit: int, week: dt.date, day: dt.date, *, nil: bool = False
    ) -> None:
        with self.db.writing("收到") as session:
            returns.receive(session, unit, week, day, nil=nil)

    def issue(self, week: dt.date = WEEK, now: dt.datetime = ISSUED) -> Snapshot:
        info = issue_week(self.db, week, now=now)
        with self.db.reading() as session:
            return issue_snapshot(session, info.id)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


def placements_of(db: Database, story: int) -> list[int]:
    with db.reading() as session:
        query = select(Placement.id).where(
            Placement.story_id == story, Placement.deleted_at.is_(None)
        )
        return list(session.scalars(query.order_by(Placement.id)))


def brief(lines: list[CorrectionLine]) -> list[tuple[str, str, str, str, str]]:
    return [
        (c["subject"], c["change"], c["unit"], c["before"], c["after"]) for c in lines
    ]


# --- counting -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Database:
    folder = tmp_path_factory.mktemp("county")
    (folder / empty_database.name).write_bytes(empty_database.read_bytes())
    database = Database.open(folder)
    make_sample(database, today=dt.date(2026, 11, 20))
    return database


@pytest.mark.parametrize("back", [0, 1, 7])
def test_the_sample_county_is_counted_as_a_naive_loop_counts_it(
    county: Database, back: int
) -> None:
    week = shift(dt.date(2026, 11, 16), -back)
    with county.reading() as session:
        shot = preview_snapshot(session, week, now=dt.datetime(2026, 11, 20, 18, 0))
        units = {u.id: u for u in session.scalars(select(Unit))}
        outlets = {o.id: o for o in session.scalars(select(Outlet))}
        titles = {s.id: s.title for s in session.scalars(select(Story))}
        placed = [p for p in session.scalars(select(Placement)) if p.week == week]
        placed_before = [
            p for p in session.scalars(select(Placement)) if p.week == shift(week, -1)
        ]
        sent = {
            r.unit_id: r
            for r in session.scalars(select(WeeklyReturn))
            if r.week == week
        }
        session.expunge_all()
    due = dt.date.fromisoformat(shot["due"][:10])
    owing = [
        u
        for u in units.values()
        if (u.valid_from is None or u.valid_from <= due)
        and (u.valid_to is None or due <= u.valid_to)
        and not (u.id in sent and sent[u.id].exempt)
    ]
    came = [sent[u.id] for u in owing if u.id in sent and sent[u.id].received_on]
    counts = shot["counts"]
    assert counts["placements"] == len(placed)
    assert counts["stories"] == len({p.story_id for p in placed})
    assert counts["expected"] == len(owing)
    assert counts["received"] == len(came)
    assert counts["on_time"] == sum(r.received_on <= due for r in came if r.received_on)
    assert counts["nil"] == sum(r.nil for r in came)
    assert counts["missing"] == len(owing) - len(came)
    assert counts["rate"] == len(came) / len(owing)
    assert shot["last_week"] is not None
    assert shot["last_week"]["placements"] == len(placed_before)
    assert {s["label"]: s["placements"] for s in shot["levels"]} == {
        lv.label: sum(p.level == lv for p in placed) for lv in OutletLevel
    }
    kinds = Counter(outlets[p.outlet_id].kind for p in placed)
    assert {
        s["label"]: s["placements"] for s in shot["kinds"] if s["placements"]
    } == kinds
    assert sorted(
        (p["title"], p["outlet"], p["link"]) for p in shot["placements"]
    ) == sorted((titles[p.story_id], outlets[p.outlet_id].name, p.link) for p in placed)
    per_unit = Counter(units[p.unit_id].short_name for p in placed)
    assert {
        u["unit"]: u["placements"] for u in shot["units"] if u["placements"]
    } == per_unit
    assert [u["number"] for u in shot["units"]] == list(
        range(1, len(shot["units"]) + 1)
    )
    assert shot["trend"][-1]["placements"] == len(placed)
    assert shot["trend"][-2]["placements"] == len(placed_before)
    best = max(per_unit.values())
    assert shot["first"][0]["placements"] == best


def test_stories_and_placements_are_counted_both_ways(office: Office) -> None:
    office.story(office.units[0], "一稿多发的大新闻", [office.paper, office.tv])
    office.story(office.units[0], "只发一家的小新闻", [office.paper])
    shot = office.issue()
    assert (shot["counts"]["stories"], shot["counts"]["placements"]) == (2, 3)
    levels = {s["label"]: (s["stories"], s["placements"]) for s in shot["levels"]}
    assert levels["县(区)"] == (2, 2)
    assert levels["省"] == (1, 1)
    assert [p["story"] for p in shot["placements"]] == [1, 1, 2]


def test_weeks_without_data_are_not_compared_with(office: Office) -> None:
    shot = office.issue()
    assert shot["last_week"] is None
    assert shot["last_year"] is None
    assert all(s["last_year"] is None for s in shot["levels"])
    office.story(
        office.units[0], "去年的新闻", [office.tv], week=same_week_last_year(NEXT)
    )
    with office.db.reading() as session:
        then = preview_snapshot(session, NEXT, now=LATER)
    assert then["last_year"] is not None
    assert then["last_year"]["placements"] == 1
    province = next(s for s in then["levels"] if s["label"] == "省")
    assert (province["placements"], province["last_year"]) == (0, 1)


def test_every_unit_is_listed_with_its_state_and_ranked_only_with_placements(
    office: Office,
) -> None:
    first, second, third, _ = office.units
    office.story(first, "甲局的新闻报道", [office.paper])
    office.receive(second, WEEK, FRIDAY, nil=True)
    with office.db.writing("免报") as session:
        returns.exempt(session, third, WEEK, "机构调整")
    shot = office.issue()
    assert [(u["unit"], u["state"], u["note"]) for u in shot["units"]] == [
        ("甲局", "received", ""),
        ("乙局", "nil", ""),
        ("丙局", "exempt", "机构调整"),
        ("丁局", "missing", ""),
    ]
    assert shot["counts"]["expected"] == 3
    assert shot["nil_units"] == ["乙局"]
    assert [s["unit"] for s in shot["silent"]] == ["丁局"]
    assert [r["unit"] for r in shot["first"]] == ["甲局"]
    assert shot["last"] == []


def test_closed_and_merged_units_leave_the_list_but_stay_in_the_eight_weeks(
    office: Office,
) -> None:
    first, second = office.units[:2]
    before = shift(WEEK, -1)
    office.story(second, "乙局最后的新闻", [office.paper], week=before)
    with office.db.writing("撤并") as session:
        close_unit(session, second, before + dt.timedelta(days=6), merged_into_id=first)
    shot = office.issue()
    assert [u["unit"] for u in shot["units"]] == ["甲局", "丙局", "丁局"]
    assert shot["counts"]["expected"] == 3
    line = next(r for r in shot["returns"] if r["unit"] == "乙局")
    assert line["cells"][-1] is None
    assert line["cells"][-2] is not None
    assert line["cells"][-2]["state"] == "received"
    assert "并入甲局" in line["note"]
    # What a closed unit sends all the same is shown and counted, outside the rate.
    office.story(second, "撤并以后补来的新闻", [office.paper], week=NEXT)
    with office.db.reading() as session:
        then = preview_snapshot(session, NEXT, now=LATER)
    late = next(u for u in then["units"] if u["unit"] == "乙局")
    assert (late["state"], late["placements"]) == ("exempt", 1)
    assert then["counts"]["expected"] == 3
    assert then["counts"]["placements"] == 1


def test_equal_figures_share_a_place(office: Office) -> None:
    for unit in office.units[:2]:
        office.story(unit, f"第{unit}个单位的新闻", [office.paper, office.tv])
    office.story(office.units[2], "丙局的新闻报道", [office.paper])
    places = [(r["place"], r["unit"]) for r in office.issue()["first"]]
    assert places == [(1, "甲局"), (1, "乙局"), (3, "丙局")]


def test_an_empty_week_and_an_early_issue(office: Office) -> None:
    shot = office.issue(now=dt.datetime.combine(FRIDAY, dt.time(9, 0)))
    counts = shot["counts"]
    assert (counts["placements"], counts["stories"], counts["received"]) == (0, 0, 0)
    assert counts["rate"] == 0.0
    assert counts["pending"] == counts["missing"] == 4
    assert shot["silent"] == []  # they still have until five o'clock
    assert any("本周没有刊播记录" in line for line in summary_lines(shot))
    assert any("尚未到截止时间" in line for line in summary_lines(shot))


# --- freezing -------------------------------------------------------------------------


def test_an_issue_is_frozen_and_a_second_call_gives_the_same(office: Office) -> None:
    office.story(office.units[0], "签发以前的新闻", [office.paper])
    info = issue_week(office.db, WEEK + dt.timedelta(days=2), by="李部长", now=ISSUED)
    office.story(office.units[1], "签发以后的新闻", [office.paper])
    again = issue_week(office.db, WEEK, by="别人", now=LATER)
    assert again == info
    assert (info.number, info.week, info.units) == (1, WEEK, 4)
    assert (info.stories, info.placements) == (1, 1)
    assert info.issued_by == "李部长"
    with office.db.reading() as session:
        shot = issue_snapshot(session, info.id)
        assert verify_issue(session, info.id) == []
        assert list_issues(session) == [info]
        live = preview_snapshot(session, WEEK, now=LATER)
    assert shot["counts"]["placements"] == 1
    assert shot["issued_at"] == "2026-11-16 09:00:00"
    assert live["counts"]["placements"] == 2
    assert json.loads(json.dumps(shot)) == shot


def test_numbers_run_on_and_the_clerk_signs_by_default(office: Office) -> None:
    assert office.issue()["number"] == 1
    second = office.issue(NEXT, LATER)
    assert (second["number"], second["issued_by"]) == (2, "周明")
    with office.db.reading() as session:
        assert [i.number for i in list_issues(session)] == [2, 1]
        assert [i.number for i in list_issues(session, limit=1)] == [2]


def test_a_week_to_come_and_an_office_without_units_are_refused(
    db: Database, office: Office
) -> None:
    with pytest.raises(ValidationError, match="还没有开始"):
        issue_week(db, NEXT, now=dt.datetime.combine(FRIDAY, dt.time(9)))
    with db.writing("清空") as session:
        for unit in session.scalars(select(Unit)):
            unit.deleted_at = ISSUED
    with pytest.raises(ValidationError, match="还没有登记单位"):
        issue_week(db, WEEK, now=ISSUED)
    with db.reading() as session:
        assert list_issues(session) == []
        with pytest.raises(NotFound):
            issue_snapshot(session, 1)


def tamper(db: Database, statement: str, **values: object) -> None:
    with db.writing("篡改") as session:
        session.connection().execute(text(statement), values)


def test_tampering_is_found(office: Office) -> None:
    office.story(office.units[0], "真实的新闻报道", [office.paper])
    info = issue_week(office.db, WEEK, now=ISSUED)
    with office.db.reading() as session:
        contents = session.scalar(select(WeeklyIssue.contents))
        assert contents is not None
        shot = json.loads(zlib.decompress(contents))
    shot["counts"]["placements"] = 99
    tamper(
        office.db,
        "UPDATE weekly_issue SET contents = :c",
        c=zlib.compress(json.dumps(shot, ensure_ascii=False).encode()),
    )
    with office.db.reading() as session:
        assert "校验值不一致" in verify_issue(session, info.id)[0]
        assert "第 1 期" in verify_all(session)[0]
        assert check(office.db) == verify_all(session)
        with pytest.raises(StorageError, match="校验值不一致"):
            issue_snapshot(session, info.id)
    tamper(office.db, "UPDATE weekly_issue SET contents = :c", c=contents)
    tamper(office.db, "UPDATE weekly_issue SET issued_by = '别人'")
    with office.db.reading() as session:
        assert len(verify_issue(session, info.id)) == 1
    tamper(office.db, "UPDATE weekly_issue SET issued_by = '周明', contents = x'00'")
    with office.db.reading() as session:
        assert "已经损坏" in verify_issue(session, info.id)[0]
        assert [i.placements for i in list_issues(session)] == [0]  # still listed


def test_an_issue_is_one_action_that_cannot_be_undone(office: Office) -> None:
    issue_week(office.db, WEEK, now=ISSUED)
    with office.db.reading() as session:
        action = session.scalar(select(Action).where(Action.kind == "issue"))
        assert action is not None
        number = action.id
    with pytest.raises(ValidationError, match=r"汇总|签发|更正"):
        history.undo_action(office.db, number)


# --- corrections ----------------------------------------------------------------------


def test_what_arrives_late_is_a_correction_in_the_next_issue_exactly_once(
    office: Office,
) -> None:
    office.story(office.units[0], "按时报来的新闻", [office.paper])
    assert office.issue()["corrections"] == []
    office.story(
        office.units[1],
        "迟来的新闻报道",
        [office.paper, office.tv],
        received=dt.date(2026, 11, 17),
    )
    with office.db.reading() as session:
        preview = preview_snapshot(session, NEXT, now=LATER)
    shot = office.issue(NEXT, LATER)
    assert preview["corrections"] == shot["corrections"]
    assert brief(shot["corrections"]) == [
        ("报送", "added", "乙局", "未报", "迟报（11月17日收到）"),
        ("刊播", "added", "乙局", "—", "11月10日　云岭日报（县(区)）"),
        ("刊播", "added", "乙局", "—", "11月10日　省电视台（省）"),
    ]
    assert {c["number"] for c in shot["corrections"]} == {1}
    assert shot["corrected_totals"] == [
        {
            "number": 1,
            "week": WEEK.isoformat(),
            "stories": [1, 2],
            "placements": [1, 3],
            "received": [1, 2],
        }
    ]
    assert any("更正第 1 期共 3 处" in line for line in summary_lines(shot))
    third = office.issue(shift(NEXT, 1), dt.datetime(2026, 11, 30, 9))
    assert third["corrections"] == []


def test_what_changed_and_what_went_is_told_with_before_and_after(
    office: Office,
) -> None:
    changed = office.story(office.units[0], "原来的标题写错了", [office.paper])
    gone = office.story(office.units[1], "后来撤下的报道", [office.paper, office.tv])
    office.issue()
    with office.db.writing("更改") as session:
        stories.change_title(session, changed, "改好的标题")
        stories.change_placement(
            session,
            placements_of(office.db, changed)[0],
            outlet_id=office.tv,
            link="https://b.cn/2",
        )
        stories.delete_placements(session, placements_of(office.db, gone)[:1])
    lines = office.issue(NEXT, LATER)["corrections"]
    assert brief(lines) == [
        ("刊播", "changed", "甲局", "标题：原来的标题写错了", "标题：改好的标题"),
        ("刊播", "changed", "甲局", "媒体：云岭日报", "媒体：省电视台"),
        ("刊播", "changed", "甲局", "层级：县(区)", "层级：省"),
        ("刊播", "changed", "甲局", "链接：https://a.cn/1", "链接：https://b.cn/2"),
        ("刊播", "removed", "乙局", "11月10日　云岭日报（县(区)）", "—"),
    ]
    assert lines[0]["title"] == "改好的标题"


def test_what_was_changed_and_changed_back_is_no_correction(office: Office) -> None:
    story = office.story(office.units[0], "来回改的标题", [office.paper])
    office.issue()
    for title in ("改了一次的标题", "来回改的标题"):
        with office.db.writing("改") as session:
            stories.change_title(session, story, title)
    assert office.issue(NEXT, LATER)["corrections"] == []


def test_several_issued_weeks_are_corrected_each_under_its_own_number(
    office: Office,
) -> None:
    office.issue()
    office.issue(NEXT, LATER)
    office.receive(office.units[0], WEEK, dt.date(2026, 11, 24), nil=True)
    office.receive(office.units[1], NEXT, dt.date(2026, 11, 24), nil=True)
    shot = office.issue(shift(NEXT, 1), dt.datetime(2026, 11, 30, 9))
    assert [(c["number"], c["unit"], c["week"]) for c in shot["corrections"]] == [
        (1, "甲局", WEEK.isoformat()),
        (2, "乙局", NEXT.isoformat()),
    ]
    office.receive(office.units[2], WEEK, dt.date(2026, 12, 1), nil=True)
    last = office.issue(shift(NEXT, 2), dt.datetime(2026, 12, 7, 9))
    assert [(c["number"], c["unit"]) for c in last["corrections"]] == [(1, "丙局")]


def test_a_merged_outlet_a_new_unit_and_another_due_day_are_no_corrections(
    office: Office,
) -> None:
    story = office.story(office.units[0], "媒体后来改名的报道", [office.paper])
    assert story
    office.receive(office.units[1], WEEK, FRIDAY, nil=True)
    office.issue()
    with office.db.writing("名册") as session:
        save_unit(session, name="新设局")
        office_settings.save(session, due_weekday=2)
    with office.db.writing("合并媒体") as session:
        other = save_outlet(
            session, name="云岭融媒", level=OutletLevel.COUNTY, kind="客户端"
        )
        merge_outlets(session, office.paper, other)
    assert office.issue(NEXT, LATER)["corrections"] == []


def test_a_unit_closed_after_the_fact_is_a_correction(office: Office) -> None:
    office.issue()
    with office.db.writing("补登停用") as session:
        close_unit(session, office.units[3], shift(WEEK, -1))
    lines = office.issue(NEXT, LATER)["corrections"]
    assert brief(lines) == [("报送", "changed", "丁局", "未报", "不需报送")]


def test_an_undone_action_is_a_correction_and_its_redo_another(office: Office) -> None:
    office.story(office.units[0], "后来撤销导入的报道", [office.paper])
    with office.db.reading() as session:
        action = session.scalar(
            select(Action.id).where(Action.title == "录入").order_by(Action.id.desc())
        )
    assert action is not None
    office.issue()
    undone = history.undo_action(office.db, action)
    second = office.issue(NEXT, LATER)
    assert brief(second["corrections"]) == [
        ("报送", "removed", "甲局", "已报（11月12日收到）", "未报"),
        ("刊播", "removed", "甲局", "11月10日　云岭日报（县(区)）", "—"),
    ]
    history.undo_action(office.db, undone.action_id)
    third = office.issue(shift(NEXT, 1), dt.datetime(2026, 11, 30, 9))
    assert [c["change"] for c in third["corrections"]] == ["added", "added"]


Step = tuple[str, int]


@given(
    rounds=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["add", "drop", "title", "nil"]), st.integers(0, 3)
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=3,
    )
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_told_totals_plus_corrections_are_always_the_totals_that_hold(
    empty_database: Path, tmp_path: Path, rounds: list[list[Step]]
) -> None:
    folder = tmp_path / uuid.uuid4().hex
    folder.mkdir()
    shutil.copy(empty_database, folder)
    database = Database.open(folder)
    try:
        office = Office(database)
        first = office.issue()["counts"]
        told = (first["stories"], first["placements"], first["received"])
        for number, steps in enumerate(rounds, start=1):
            for place, step in enumerate(steps):
                take_step(office, step, f"{number}{place}")
            later = office.issue(
                shift(WEEK, number), ISSUED + dt.timedelta(weeks=number)
            )
            for totals in later["corrected_totals"]:
                old = told
                before, told = zip(
                    totals["stories"],
                    totals["placements"],
                    totals["received"],
                    strict=True,
                )
                assert before == old
            with database.reading() as session:
                live = preview_snapshot(session, WEEK, now=LATER)["counts"]
                again = preview_snapshot(session, shift(WEEK, number + 1), now=LATER)
            assert told == (live["stories"], live["placements"], live["received"])
            assert again["corrections"] == []
    finally:
        database.close()


def take_step(office: Office, step: Step, name: str) -> None:
    """One random thing a clerk may do to the week after it was issued."""
    kind, place = step
    unit = office.units[place]
    with office.db.reading() as session:
        query = select(Placement.id, Placement.story_id).where(
            Placement.unit_id == unit, Placement.deleted_at.is_(None)
        )
        known = session.execute(query.order_by(Placement.id)).tuples().all()
    if kind == "add":
        office.story(unit, f"第{name}篇随后补报的新闻", [office.paper, office.tv])
    elif kind == "nil" and not known:
        office.receive(unit, WEEK, FRIDAY, nil=True)
    elif kind == "drop" and known:
        with office.db.writing("删除") as session:
            stories.delete_placements(session, [known[0][0]])
    elif kind == "title" and known:
        with office.db.writing("改题") as session:
            stories.change_title(session, known[0][1], f"改过的标题{name}")


def test_counting_goes_through_covering_indexes(office: Office) -> None:
    office.story(office.units[0], "一条新闻报道", [office.paper])
    office.issue()
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "placement" in statement:
            seen.append((statement, values))

    with office.db.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        preview_snapshot(session, NEXT, now=LATER)
        event.remove(engine, "before_cursor_execute", note)
        connection = session.connection()
        for statement, values in seen:
            plan = " / ".join(
                row[3]
                for row in connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", values
                )
            )
            assert "SCAN placement" not in plan, statement
            if "count(" in statement and "JOIN" not in statement:
                assert "USING COVERING INDEX ix_placement_week" in plan, statement
    assert len(seen) > 8


# --- words ----------------------------------------------------------------------------


def test_the_headline_holds_what_a_page_for_the_phone_needs(office: Office) -> None:
    office.story(office.units[0], "一稿多发的大新闻", [office.paper, office.tv])
    shot = office.issue()
    head = headline(shot)
    assert (head.office, head.number) == ("云岭县委宣传部", "第 1 期")
    assert head.moment == "2026年11月16日 09:00 签发"
    assert [(f.label, f.value) for f in head.figures] == [
        ("刊播", "2 次"),
        ("稿件", "1 篇"),
        ("报送率", "25.0%"),
        ("按时率", "25.0%"),
    ]
    assert head.figures[0].note == "较上周 —，较去年同周 —"
    assert dict(head.levels)["省"] == 1
    assert head.lines[0] == "本周刊播 2 次，稿件 1 篇。"
    assert "应报 4 家，已报 1 家（按时 1 家），报送率 25.0%" in head.lines[1]
