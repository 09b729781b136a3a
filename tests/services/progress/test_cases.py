"""What goes wrong between a form's way out and its way back, and what the clerk is told and asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.database import Database
from models.errors import Cancelled
from models.vocabulary_campaigns import MeasureState, UnitRole
from services import history
from services.campaigns import edit
from services.campaigns.fields import Item
from services.campaigns.figures import record_value
from services.campaigns.progress import add_entry
from services.campaigns.states import set_state
from services.intake.progress.commit import commit
from services.intake.progress.preview import (
    FileOutcome,
    ItemKind,
    ItemStatus,
    counts,
)
from services.intake.progress.problem_book import write_problem_book
from services.registers.units import close_unit, save_unit
from tests.services.progress import kit

FILM, CORNER, LETTER = kit.TASKS


def _led(db: Database, folder: Path, cells: dict[str, dict[str, Any]]) -> Path:
    """The leading unit's form, filled in."""
    return kit.fill(kit.form_of(kit.forms(db, folder), kit.LEADER), cells)


def test_the_same_file_twice_takes_nothing_and_after_undo_it_does(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    path = _led(db, tmp_path, {FILM: {"本期进展": "开机", "指标达到值": 1}})
    first = kit.take(db, path)
    later = kit.take(db, path, received=kit.TODAY + dt.timedelta(days=7))
    assert (first.stored, later.stored, later.same) == (2, 0, 2)
    assert first.action_id is not None
    history.undo_action(db, first.action_id)
    assert kit.take(db, path).stored == 2


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("完成比例", 1.2, "超出了范围"),
        ("完成比例", "过半", "不是数字"),
        ("完成比例", -0.1, "负数"),
        ("状态", "差不多了", "没有“差不多了”这种状态"),
        ("完成日期", dt.date(2026, 3, 11), "还没有到"),
        ("完成日期", "13月1日", "没有 13 月"),
        ("指标达到值2", "很多", "不是数字"),
        ("指标达到值", -1, "负数"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_the_rest_waits_for_a_tick(
    db: Database, tmp_path: Path, column: str, value: object, words: str
) -> None:
    kit.make_plan(db)
    path = _led(
        db,
        tmp_path,
        {FILM: {"本期进展": "开机", column: value}, LETTER: {"本期进展": "已印"}},
    )
    preview = kit.read(db, path)
    (problem,) = preview.problems
    assert words in problem.sentence
    assert problem.column == column.rstrip("2")
    assert problem.row == 6 + column.endswith("2")
    assert problem.mend
    good = [i for i in preview.items if i.kind is ItemKind.ENTRY and i.words]
    assert [(i.status, i.accept) for i in good] == [
        (ItemStatus.ASK, False),
        (ItemStatus.NEW, True),
    ]
    assert commit(db, preview).entries == 1
    assert kit.told(db, FILM) == []
    again = kit.read(db, path)
    for item in again.items:
        again.set_accept(item.id, accept=True)
    assert commit(db, again).entries == 1
    assert [e.text for e in kit.told(db, FILM)] == ["开机"]


def test_what_changed_meanwhile_is_asked_about(db: Database, tmp_path: Path) -> None:
    plan = kit.make_plan(db)
    path = _led(
        db,
        tmp_path,
        {
            FILM: {"状态": "进行中", "指标达到值": 2},
            CORNER: {"本期进展": "又培训一期"},
            LETTER: {"完成比例": 0.3},
        },
    )
    with db.writing("别处改的") as session:
        rows = kit.rows(db)
        set_state(session, [rows[FILM].id], MeasureState.DONE, today=kit.TODAY)
        set_state(session, [rows[CORNER].id], MeasureState.DONE, today=kit.TODAY)
        target = rows[FILM].targets[0]
        record_value(session, target.id, 2026, 3, on_day=kit.TODAY)
        add_entry(
            session, rows[LETTER].id, kit.TODAY, "印好", today=kit.TODAY, share=90
        )
    preview = kit.read(db, path)
    assert {i.status for i in preview.items} == {ItemStatus.ASK}
    told = {(i.task, i.kind): i.reason for i in preview.items}
    assert "状态已改为“已完成”" in told[FILM, ItemKind.STATE]
    assert "已登记为 3" in told[FILM, ItemKind.VALUE]
    assert "已完成" in told[CORNER, ItemKind.ENTRY]
    assert "90%" in told[LETTER, ItemKind.ENTRY]
    assert commit(db, preview).action_id is None
    assert kit.values(db, plan)["拍摄3部片子"] == [3.0]


def test_an_entry_of_a_supporting_unit_is_no_conflict_for_the_leading_one(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    led = kit.fill(
        kit.form_of(made, kit.LEADER), {FILM: {"本期进展": "杀青", "状态": "已完成"}}
    )
    helped = kit.fill(kit.form_of(made, kit.HELPER), {FILM: {"本期进展": "配合封路"}})
    assert kit.take(db, helped).entries == 1
    assert kit.take(db, led).stored == 2
    assert [e.who for e in kit.told(db, FILM)] == ["李联络", kit.HELPER]
    assert kit.states(db)[FILM] is MeasureState.DONE


def test_what_only_the_leading_unit_tells_is_left_and_told(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    form = kit.form_of(kit.forms(db, tmp_path), kit.HELPER)
    kit.fill(form, {FILM: {"本期进展": "配合", "状态": "已完成", "完成比例": 1}})
    preview = kit.read(db, form)
    assert [p.column for p in preview.problems] == ["完成比例", "状态"]
    result = commit(db, preview)
    assert (result.entries, result.states) == (1, 0)
    assert kit.told(db, FILM)[0].share is None


def test_two_leading_units_that_differ_are_asked_about(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    with db.writing("共同牵头") as session:
        measure = kit.rows(db)[FILM].id
        edit.set_units(session, measure, UnitRole.SUPPORT, [])
        edit.set_units(session, measure, UnitRole.LEAD, [kit.LEADER, "县交警大队"])
    made = kit.forms(db, tmp_path)
    one = kit.fill(kit.form_of(made, kit.LEADER), {FILM: {"状态": "已完成"}})
    two = kit.fill(
        kit.form_of(made, kit.HELPER), {FILM: {"状态": "进行中", "指标达到值": 1}}
    )
    preview = kit.read(db, one, two)
    states = [i for i in preview.items if i.kind is ItemKind.STATE]
    assert [(i.status, i.accept) for i in states] == [(ItemStatus.ASK, False)] * 2
    assert kit.HELPER in states[0].reason
    preview.set_accept(states[1].id, accept=True)
    assert commit(db, preview).states == 1
    assert kit.states(db)[FILM] is MeasureState.UNDER_WAY


def test_a_corrected_form_of_the_same_day_replaces_with_a_tick(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    path = _led(db, tmp_path, {FILM: {"本期进展": "开机"}})
    kit.take(db, path)
    kit.fill(path, {FILM: {"本期进展": "开机拍摄第一部"}})
    preview = kit.read(db, path)
    (item,) = preview.items
    assert item.status is ItemStatus.ASK
    assert "开机" in item.before
    preview.set_accept(item.id, accept=True)
    commit(db, preview)
    assert [e.text for e in kit.told(db, FILM)] == ["开机拍摄第一部"]


def test_rows_of_another_unit_want_a_tick(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    path = _led(
        db, tmp_path, {FILM: {"本期进展": "开机"}, LETTER: {"本期进展": "印好"}}
    )
    with db.writing("换牵头单位") as session:
        measure = kit.rows(db)[FILM].id
        edit.set_units(session, measure, UnitRole.LEAD, [kit.STRANGER])
    preview = kit.read(db, path)
    assert {i.task: i.status for i in preview.items} == {
        FILM: ItemStatus.ASK,
        LETTER: ItemStatus.NEW,
    }


def test_a_form_whose_marks_are_lost_is_known_by_title_and_words(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    path = _led(db, tmp_path, {FILM: {"本期进展": "开机", "指标达到值2": 5}})
    book: Any = openpyxl.load_workbook(path)
    sheet = kit.sheet_of(book)
    sheet.delete_cols(13)
    sheet.cell(sheet.max_row, 1).value = None
    del book["_PD"]
    book.save(path)
    preview = kit.read(db, path)
    assert preview.files[0].unit == kit.LEADER
    assert [i.status for i in preview.items if i.kind is ItemKind.ENTRY] == [
        ItemStatus.NEW
    ]
    sheet["A1"] = "报表"
    book.save(path)
    preview = kit.read(db, path)
    assert "认不出是哪个单位" in preview.problems[0].reason
    assert counts(preview).will_write == 0


def test_a_form_of_another_record_is_told_once(db: Database, tmp_path: Path) -> None:
    plan = kit.make_plan(db)
    path = _led(
        db, tmp_path, {FILM: {"本期进展": "开机"}, LETTER: {"本期进展": "印好"}}
    )
    with db.writing("删除") as session:
        edit.delete_campaign(session, plan)
    preview = kit.read(db, path)
    assert len(preview.problems) == 1
    assert "都不在台账里" in preview.problems[0].reason
    assert not preview.items


def test_a_deleted_measure_is_told_with_its_row(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    path = _led(
        db, tmp_path, {FILM: {"本期进展": "开机"}, LETTER: {"本期进展": "印好"}}
    )
    with db.writing("删除任务") as session:
        edit.delete_items(session, Item.MEASURE, [kit.rows(db)[FILM].id])
    preview = kit.read(db, path)
    (problem,) = preview.problems
    assert (problem.row, problem.column) == (6, "任务")
    assert commit(db, preview).entries == 1


def test_dropping_wants_a_reason_and_a_tick(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    path = _led(
        db,
        tmp_path,
        {FILM: {"状态": "不再实施"}, LETTER: {"状态": "不再实施", "备注": "经费不足"}},
    )
    preview = kit.read(db, path)
    assert "没有写理由" in preview.problems[0].reason
    (item,) = [i for i in preview.items if i.status is ItemStatus.ASK]
    preview.set_accept(item.id, accept=True)
    commit(db, preview)
    row = kit.rows(db)[LETTER].measure
    assert (row.state, row.dropped_reason) == ("dropped", "经费不足")
    assert kit.told(db, LETTER) == []


def test_a_day_to_come_at_the_head_is_told_and_everything_waits(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    path = _led(db, tmp_path, {FILM: {"本期进展": "开机"}})
    kit.fill(path, {}, day=dt.date(2026, 4, 1))
    preview = kit.read(db, path)
    assert preview.problems[0].column == "填报日期"
    assert [i.status for i in preview.items] == [ItemStatus.ASK]
    assert preview.items[0].on_day == kit.TODAY


def test_blank_foreign_weekly_and_broken_files_change_nothing(
    db: Database, tmp_path: Path
) -> None:
    from services.output.forms import write_forms

    kit.make_plan(db)
    made = kit.forms(db, tmp_path / "p")
    weekly = write_forms(db, kit.TODAY, tmp_path / "w").files[0][2]
    other = tmp_path / "别的.xlsx"
    book: Any = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.save(other)
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    blank = kit.form_of(made, kit.LEADER)
    preview = kit.read(db, blank, weekly, other, broken)
    assert [f.outcome for f in preview.files] == [
        FileOutcome.BLANK,
        *[FileOutcome.UNREADABLE] * 3,
    ]
    assert "周报表" in preview.files[1].problems[0].reason
    assert all(
        f.problems[0].mend or "。" in f.problems[0].reason for f in preview.files[1:]
    )
    assert commit(db, preview).action_id is None


def test_copies_of_a_file_and_of_a_row_are_taken_once(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    path = kit.fill(kit.form_of(made, kit.LEADER), {FILM: {"本期进展": "开机"}})
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(path.read_bytes())
    whole = kit.fill(made.combined, {FILM: {"本期进展": "开机"}}, sheet="宣传部")
    preview = kit.read(db, path, copy, whole)
    assert FileOutcome.DUPLICATE in {f.outcome for f in preview.files}
    assert commit(db, preview).entries == 1


def test_a_record_that_moved_after_the_check_is_compared_again(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    path = _led(
        db, tmp_path, {FILM: {"本期进展": "开机"}, LETTER: {"本期进展": "印好"}}
    )
    preview = kit.read(db, path)
    with db.writing("办结") as session:
        measure = kit.rows(db)[FILM].id
        set_state(session, [measure], MeasureState.DONE, today=kit.TODAY)
    result = commit(db, preview)
    assert (result.entries, result.waiting) == (1, 1)
    assert kit.told(db, FILM) == []


def test_a_cancelled_commit_stores_nothing(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    preview = kit.read(db, _led(db, tmp_path, {FILM: {"本期进展": "开机"}}))

    def stop(_done: int, _total: int, _text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        commit(db, preview, stop)
    assert kit.told(db, FILM) == []


def test_the_list_of_problems_names_every_place(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    path = _led(
        db,
        tmp_path,
        {FILM: {"本期进展": "开机", "完成比例": "过半"}, LETTER: {"状态": "啊"}},
    )
    preview = kit.read(db, path)
    book: Any = openpyxl.load_workbook(
        write_problem_book(preview, tmp_path / "清单.xlsx")
    )
    told = [[c.value for c in row] for row in book.active.iter_rows(min_row=3)]
    assert {(r[0], r[3], r[5]) for r in told} == {
        (kit.LEADER, 6, "进展"),
        (kit.LEADER, 6, "完成比例"),
        (kit.LEADER, 9, "状态"),
    }


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_form_saved_as_another_kind_of_table_arrives(
    db: Database,
    tmp_path: Path,
    soffice_convert: Callable[[Path, str], Path],
    kind: str,
) -> None:
    plan = kit.make_plan(db)
    path = _led(
        db,
        tmp_path,
        {
            FILM: {
                "本期进展": "开机",
                "完成比例": 0.4,
                "指标达到值": 1,
                "指标达到值2": 30,
            }
        },
    )
    preview = kit.read(db, soffice_convert(path, kind))
    assert not preview.problems
    assert commit(db, preview).stored == 3
    assert kit.values(db, plan) == {"拍摄3部片子": [1.0], "播放100场次": [30.0]}
    (entry,) = kit.told(db, FILM)
    assert (entry.text, entry.share, entry.who) == ("开机", 40, "李联络")


def test_among_weekly_forms_a_progress_form_is_told_for_what_it_is(
    db: Database, tmp_path: Path
) -> None:
    from services.intake.prepare import prepare as prepare_weekly
    from services.output.ledger_book import write_ledger_book

    plan = kit.make_plan(db)
    form = _led(db, tmp_path, {FILM: {"本期进展": "开机"}})
    ledger = write_ledger_book(db, tmp_path / "台账.xlsx", plan, today=kit.TODAY)
    preview = prepare_weekly(db, [form, ledger], received=kit.TODAY)
    assert [len(f.problems) for f in preview.files] == [1, 1]
    assert all("进度表" in f.problems[0].reason for f in preview.files)
    assert not preview.rows


def test_a_unit_that_was_merged_hands_its_measures_on(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    with db.writing("合并") as session:
        old = kit.rows(db)[FILM].leads[0].unit_id
        new = save_unit(session, name="县委宣传统战部")
        assert old is not None
        close_unit(session, old, kit.TODAY - dt.timedelta(days=30), new)
    made = kit.forms(db, tmp_path)
    assert kit.LEADER not in {name for _, name, _, _ in made.files}
    path = kit.fill(kit.form_of(made, "县委宣传统战部"), {FILM: {"状态": "进行中"}})
    preview = kit.read(db, path)
    assert [i.status for i in preview.items] == [ItemStatus.NEW]


def test_words_that_are_too_long_and_years_that_are_none_are_told(
    db: Database, tmp_path: Path
) -> None:
    from services.output.ledger_book import write_ledger_book

    plan = kit.make_plan(db)
    form = _led(db, tmp_path, {FILM: {"本期进展": "长" * 4000, "备注": "长" * 2000}})
    ledger = write_ledger_book(db, tmp_path / "台账.xlsx", plan, today=kit.TODAY)
    kit.fill(ledger, {FILM: {"达到值": 3, "年份": "去年"}}, sheet="指标")
    preview = kit.read(db, form, ledger)
    assert [p.column for p in preview.problems] == ["本期进展", "年份"]
    assert commit(db, preview).action_id is None
