"""Schedules out to files and back: the annex, the full table, the calendar file, Word, and the command's choice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import FileProblem, NotFound, ValidationError
from models.vocabulary_schedules import ChangeKind
from services import history
from services.integrity import check
from services.output.schedule_book import write_annex_book, write_full_book
from services.output.schedule_files import column_slots, write_slots
from services.output.schedule_ics import times, write_calendar
from services.output.schedule_word import write_contact_list, write_notices
from services.registers.units import set_liaison
from services.schedules import moves, notice, slots, store, table_in
from services.schedules.conflicts import Grade, Rule
from services.schedules.progress import advance
from services.schedules.rules import save_grades
from services.schedules.series import SlotState
from services.schedules.types import SlotRow
from tests.services.schedules.stored import PINGCHUAN, pingchuan_draft
from tests.services.schedules.test_proposal import PINGCHUAN as PINGCHUAN_DAYS

D = dt.date


def _kept(db: Database) -> int:
    with db.writing("登记") as session:
        draft = replace(pingchuan_draft(session), time="9:30", place="一号演播厅")
        return store.save_series(session, draft)


def _rows(session: Session, series_id: int) -> tuple[SlotRow, ...]:
    return store.series_slots(session, series_id)


def test_the_annex_says_what_the_document_says(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    with db.writing("改") as session:
        store.edit_series(session, series_id, time="")
        rows = _rows(session, series_id)
    write_annex_book("采访安排表", rows, tmp_path / "附件.xlsx")
    sheet = load_workbook(tmp_path / "附件.xlsx").active
    assert sheet is not None
    told = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert told[0] == ("序号", "单位", "时间安排")
    assert told[1:] == [
        (number, unit, f"{day.month}月{day.day}日")
        for number, (unit, day) in enumerate(PINGCHUAN_DAYS, start=1)
    ]
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$2"


def test_the_same_schedule_gives_the_same_bytes(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        rows = _rows(session, series_id)
        for suffix in (".xlsx", ".docx", ".ics"):
            one, two = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
            write_slots(session, "专访", rows, one)
            write_slots(session, "专访", rows, two)
            assert one.read_bytes() == two.read_bytes()


def test_the_full_table_reads_back_as_it_is(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    with db.writing("改") as session:
        rows = _rows(session, series_id)
        moves.cancel_slots(session, [rows[5].id], "撤并")
        moves.postpone(session, rows[0].id, "外出")
        slots.edit_slot(session, rows[1].id, topic="=1+1", note="带上 U 盘")
        rows = _rows(session, series_id)
        write_slots(session, "专访", rows, tmp_path / "表.xlsx")
        preview = table_in.read_table(session, tmp_path / "表.xlsx")
    assert (preview.same, preview.changed, preview.new) == (16, 0, 0)
    assert preview.problems == ()
    assert (preview.series_id, preview.missing) == (series_id, 0)


def test_what_was_changed_in_the_table_is_shown_then_stored_as_one_action(
    db: Database, tmp_path: Path
) -> None:
    series_id = _kept(db)
    target = tmp_path / "表.xlsx"
    with db.reading() as session:
        write_full_book("专访", _rows(session, series_id), target)
    book = load_workbook(target)
    sheet = book.active
    assert sheet is not None
    head: dict[str, int] = {str(c.value): int(c.column or 0) for c in sheet[3]}
    sheet.cell(4, head["日期"], D(2021, 8, 27))
    sheet.cell(5, head["主题"], "怎么帮企业")
    sheet.cell(6, head["日期"], "8月26日")
    sheet.cell(6, head["变动原因"], "主要负责人出差")
    end = sheet.max_row + 1
    sheet.cell(end, head["单位"], "税务局")
    sheet.cell(end, head["日期"], "2021.8.30")
    book.save(target)
    with db.reading() as session:
        preview = table_in.read_table(session, target)
        rows = _rows(session, series_id)
    assert (preview.same, preview.changed, preview.new) == (13, 3, 1)
    told = [
        (t.heading, t.before, t.after)
        for r in preview.rows
        for t in r.told
        if t.heading != "变动原因"
    ]
    assert told == [
        ("日期", "2021-08-16", "2021-08-27"),
        ("主题", "", "怎么帮企业"),
        ("日期", "2021-08-17", "2021-08-26"),
    ]
    with db.writing("读回排期表") as session:
        counts = table_in.commit_table(session, preview)
    assert (counts.added, counts.changed, counts.skipped) == (1, 3, 0)
    with db.reading() as session:
        after = _rows(session, series_id)
        first = slots.slot_changes(session, rows[0].id)[0]
        third = slots.slot_changes(session, rows[2].id)[0]
        action = history.last_undoable(session)
    assert [after[0].day, after[2].day, after[16].day] == [
        D(2021, 8, 27),
        D(2021, 8, 26),
        D(2021, 8, 30),
    ]
    assert after[16].unit == "税务局"
    assert after[16].column == "一把手谈营商环境"
    assert (first.kind, first.reason) == (ChangeKind.RESCHEDULE, table_in.BY_TABLE)
    assert third.reason == "主要负责人出差"
    assert action is not None
    history.undo_action(db, action.id)
    with db.reading() as session:
        assert _rows(session, series_id) == rows
    assert check(db) == []


def _table(path: Path, rows: list[list[object]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_an_annex_typed_elsewhere_moves_the_slots_of_its_units(
    db: Database, tmp_path: Path
) -> None:
    series_id = _kept(db)
    target = _table(
        tmp_path / "附件.xlsx",
        [
            ["采访安排表"],
            ["序号", "单位", "时间安排"],
            [1, "经济开发区管委会", "8月16日"],
            [2, "区发改局", "8月30日 上午9:00"],
            [3, "区发改局", "8月31日"],
        ],
    )
    with db.writing("读回") as session:
        preview = table_in.read_table(session, target, series_id=series_id)
        assert (preview.same, preview.changed, preview.new) == (1, 1, 1)
        assert preview.missing == 14
        table_in.commit_table(session, preview)
        after = _rows(session, series_id)
    assert (after[1].day, after[1].time) == (D(2021, 8, 30), "上午9:00")
    assert (after[16].unit, after[16].day) == ("区发改局", D(2021, 8, 31))


def test_what_is_wrong_is_told_row_by_row(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    target = _table(
        tmp_path / "附件.xlsx",
        [
            ["序号", "单位", "时间安排"],
            [1, "经济开发区管委会", "8月21日"],
            [2, "区发改局局", "8月17日"],
            [3, "区工信局", "8月32日"],
            [4, "", "8月18日"],
            [5, "区司法局", "8月27日"],
        ],
    )
    with db.reading() as session:
        preview = table_in.read_table(session, target, series_id=series_id)
    assert [(p.row, p.column) for p in preview.problems] == [
        (2, "时间安排"),
        (3, "单位"),
        (4, "时间安排"),
        (5, "单位"),
    ]
    assert "不是工作日" in preview.problems[0].reason
    assert "区发改局" in preview.problems[1].mend
    assert (preview.changed, preview.skipped) == (1, 4)
    # 区发改局 is misspelt; the three whose day is wrong or that are fine stand in the table.
    assert preview.missing == 13


def test_a_forbidden_or_outdated_table_changes_nothing(
    db: Database, tmp_path: Path
) -> None:
    series_id = _kept(db)
    with db.writing("容量") as session:
        store.edit_series(session, series_id, capacity=2)
    target = _table(
        tmp_path / "附件.xlsx",
        [["序号", "单位", "时间安排"], [1, "经济开发区管委会", "8月17日"]],
    )
    with db.writing("读回") as session:
        preview = table_in.read_table(session, target, series_id=series_id)
        assert preview.conflicts[0].rule is Rule.OVER_CAPACITY
    with pytest.raises(ValidationError, match="一天最多 2 个"), db.writing("读") as s:
        table_in.commit_table(s, preview)
    with db.writing("放宽") as session:
        save_grades(session, {Rule.OVER_CAPACITY: Grade.WARN})
        row = _rows(session, series_id)[0]
        slots.edit_slot(session, row.id, topic="改过")
    with pytest.raises(ValidationError, match="又有改动"), db.writing("读") as s:
        table_in.commit_table(s, preview)
    with db.reading() as session:
        assert _rows(session, series_id)[0].day == D(2021, 8, 16)


def test_a_recorded_slot_is_not_moved_by_a_table(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    target = tmp_path / "表.xlsx"
    with db.writing("录") as session:
        rows = _rows(session, series_id)
        advance(session, [rows[0].id], SlotState.RECORDED, D(2021, 8, 16), fill=True)
        write_full_book("专访", _rows(session, series_id), target)
    book = load_workbook(target)
    sheet = book.active
    assert sheet is not None
    sheet.cell(4, 3, D(2021, 8, 27))
    book.save(target)
    with db.reading() as session:
        preview = table_in.read_table(session, target)
    assert [p.reason for p in preview.problems] == ["这一期已录制，不能再改日期。"]
    assert preview.changed == 0


def test_a_file_without_units_is_refused(db: Database, tmp_path: Path) -> None:
    with db.reading() as session, pytest.raises(FileProblem, match="没有找到"):
        table_in.read_table(
            session, _table(tmp_path / "x.xlsx", [["甲", "乙"], [1, 2]])
        )


def test_events_keep_their_identity_when_slots_move(
    db: Database, tmp_path: Path
) -> None:
    series_id = _kept(db)
    target = tmp_path / "排期.ics"

    def events(session: Session) -> dict[str, tuple[dt.datetime, str, int]]:
        write_slots(session, "专访", _rows(session, series_id), target)
        calendar = Calendar.from_ical(target.read_text(encoding="utf-8"))
        return {
            str(e["UID"]): (e.decoded("DTSTART"), str(e["STATUS"]), int(e["SEQUENCE"]))
            for e in calendar.walk("VEVENT")
        }

    with db.writing("改") as session:
        before = events(session)
        rows = _rows(session, series_id)
        moves.move_slots(session, {rows[0].id: D(2021, 8, 27)})
        moves.cancel_slots(session, [rows[1].id], "撤并")
        after = events(session)
    assert before.keys() == after.keys()
    assert len(before) == 16
    first = f"{rows[0].uid}@publicity-desk"
    assert before[first][0] == dt.datetime(2021, 8, 16, 1, 30, tzinfo=dt.UTC)
    assert after[first] == (
        dt.datetime(2021, 8, 27, 1, 30, tzinfo=dt.UTC),
        "TENTATIVE",
        1,
    )
    assert after[f"{rows[1].uid}@publicity-desk"][1] == "CANCELLED"


def test_a_slot_without_a_time_lasts_the_day(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    with db.writing("改") as session:
        store.edit_series(session, series_id, time="")
        rows = _rows(session, series_id)
    write_calendar("专访", rows[:1], tmp_path / "a.ics")
    [event] = Calendar.from_ical((tmp_path / "a.ics").read_text(encoding="utf-8")).walk(
        "VEVENT"
    )
    assert event.decoded("DTSTART") == D(2021, 8, 16)
    assert event.decoded("DTEND") == D(2021, 8, 17)
    assert str(event["SUMMARY"]) == "一把手谈营商环境：经济开发区管委会"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9:30", (dt.time(9, 30), None)),
        ("上午9：00—11：00", (dt.time(9), dt.time(11))),
        ("下午3点半", (dt.time(15, 30), None)),
        ("14:30-15:30", (dt.time(14, 30), dt.time(15, 30))),
        ("下午2点至4点", (dt.time(14), dt.time(16))),
        ("晚上8时15分", (dt.time(20, 15), None)),
        ("16:00-9:00", (dt.time(16), None)),
        ("上午", None),
        ("", None),
    ],
)
def test_times_of_day_are_read(
    words: str, expected: tuple[dt.time, dt.time | None] | None
) -> None:
    assert times(words) == expected


def test_the_column_is_found_by_its_name(db: Database) -> None:
    _kept(db)
    with db.reading() as session:
        assert len(column_slots(session, "《一把手谈营商环境》 ").slots) == 16
        with pytest.raises(NotFound, match="“一把手谈营商环境”"):
            column_slots(session, "热线")


def test_each_unit_gets_one_notice(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        rows = _rows(session, series_id)
        template = notice.load_template(session)
    twice = [*rows, replace(rows[0], id=99, day=D(2021, 9, 1), time="")]
    write_notices(
        template,
        twice,
        tmp_path / "通知.docx",
        office="区委宣传部",
        on=D(2021, 8, 12),
        contact="李明 6621234",
    )
    lines = [p.text for p in Document(str(tmp_path / "通知.docx")).paragraphs]
    assert [x for x in lines if x.endswith("：")] == [f"{u}：" for u in PINGCHUAN]
    assert "一、采访时间：2021年8月16日（星期一）9:30、2021年9月1日（星期三）" in lines
    assert "一、采访时间：2021年8月17日（星期二）9:30" in lines
    assert lines.count("三、采访对象：主要负责人") == 16
    assert not any("采访主题" in line for line in lines)


def test_rows_with_a_problem_are_not_missing_from_the_table(
    db: Database, tmp_path: Path
) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        rows = _rows(session, series_id)
    target = tmp_path / "全表.xlsx"
    write_full_book("采访", rows, target)
    book = load_workbook(target)
    sheet = book.active
    assert sheet is not None
    heads = {str(c.value): n for n, c in enumerate(sheet[3], start=1)}
    sheet.cell(4, heads["单位"], "经济开发区管委")
    sheet.cell(5, heads["日期"], D(2021, 8, 22))
    sheet.delete_rows(19)
    book.save(target)
    with db.reading() as session:
        preview = table_in.read_table(session, target)
    assert (preview.skipped, preview.same, preview.missing) == (2, 13, 1)


def test_a_single_point_of_a_notice_has_no_number(db: Database) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        slot = _rows(session, series_id)[0]
    bare = replace(slot, place="", person="", topic="", time="")
    found = notice.filled(
        notice.DEFAULT, [bare], office="区委宣传部", on=D(2021, 8, 12)
    )
    assert "采访时间：2021年8月16日（星期一）" in found.body


def test_the_office_writes_its_own_notice(db: Database) -> None:
    series_id = _kept(db)
    with db.writing("通知") as session:
        with pytest.raises(ValidationError, match="没有对应的内容") as caught:
            notice.save_template(session, "通知\n{单位}：\n请到{会议室}。")
        assert caught.value.field == "template"
        with pytest.raises(ValidationError, match="没有成对"):
            notice.save_template(session, "通知\n{单位：\n请到会。")
        notice.save_template(
            session,
            "采访函\n{单位}：\n请{日期}到{地点}。\n一、主题：{主题}\n二、人：{人员}",
        )
        template = notice.load_template(session)
        made = notice.filled(
            template, _rows(session, series_id)[:1], office="办", on=D(2021, 8, 1)
        )
        assert (made.title, made.to) == ("采访函", "经济开发区管委会")
        assert made.body == (
            "请2021年8月16日（星期一）到一号演播厅。",
            "人：主要负责人",
        )
        notice.save_template(session, "")
        assert notice.load_template(session) == notice.DEFAULT


def test_the_contact_list_names_whom_to_call(db: Database, tmp_path: Path) -> None:
    series_id = _kept(db)
    with db.writing("联络员") as session:
        rows = _rows(session, series_id)
        set_liaison(session, rows[0].unit_id, "王芳", "13900001111")
    write_contact_list(
        "联系表", rows, {rows[0].unit_id: ("王芳", "13900001111")}, tmp_path / "表.docx"
    )
    [table] = Document(str(tmp_path / "表.docx")).tables
    cells = [[c.text for c in r.cells] for r in table.rows]
    assert cells[1] == ["1", "经济开发区管委会", "王芳", "13900001111", "8月16日 9:30"]
    assert cells[2][2] == "（未登记）"
    assert len(cells) == 17
