"""Forms written by the program, filled, read in, stored, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.database import Database
from models.errors import ValidationError
from models.tables import Outlet, WeeklyReturn
from services.board import board
from services.intake.commit import CommitResult, commit
from services.intake.prepare import answer_file, prepare, recheck, set_row
from services.intake.preview import NEW_OUTLET, FileAnswer, Outcome, RowStatus, counts
from services.intake.problem_book import write_problems
from services.intake.undo import last_batch, undo_batch
from tests.services.intake_kit import (
    FRIDAY,
    UNITS,
    WEEK,
    County,
    fill,
    live_stories,
    make_county,
    placements,
)

A = "我县开展“六五”环境日主题宣传"
B = "青石镇推进农村污水治理"
DAY = dt.date(2026, 11, 18)


@pytest.fixture
def county(db: Database, tmp_path: Path) -> County:
    return make_county(db, tmp_path)


def take(county: County, *paths: Path, received: dt.date = FRIDAY) -> CommitResult:
    return commit(county.db, prepare(county.db, list(paths), received=received))


def test_a_filled_form_is_taken_with_its_unit_and_week(county: County) -> None:
    path = county.form(
        [
            (DAY, A, "云岭日报", "市", "", "消息", "第2版", "https://a.cn/1", ""),
            ("11月19日", B, "省电视台", "", "政策面对面", "视频", "19:30", "", "补充"),
        ]
    )
    result = take(county, path)
    assert (result.taken, result.skipped, result.problems) == (2, 0, [])
    assert result.files[0].outcome is Outcome.TAKEN
    assert (result.files[0].unit, result.files[0].week) == (UNITS[0], WEEK)
    assert [(t, d) for t, d, _, _ in placements(county.db)] == [
        (A, DAY),
        (B, dt.date(2026, 11, 19)),
    ]
    with county.db.reading() as session:
        back = session.query(WeeklyReturn).one()
        assert (back.received_on, back.nil, back.week) == (FRIDAY, False, WEEK)


@pytest.mark.parametrize("tick", ["是", "✓", "√", "1", 1, "对", "☑"])
def test_a_tick_makes_a_nil_return(county: County, tick: object) -> None:
    result = take(county, county.form(tick=tick))
    assert result.files[0].outcome is Outcome.NIL
    assert result.batch_id is not None
    with county.db.reading() as session:
        assert session.query(WeeklyReturn).one().nil


def test_an_empty_form_is_told_and_is_no_nil_return(county: County) -> None:
    result = take(county, county.form())
    assert result.files[0].outcome is Outcome.EMPTY
    assert result.batch_id is None
    assert "本周无报道" in result.problems[0].mend
    with county.db.reading() as session:
        assert session.query(WeeklyReturn).count() == 0


def test_rows_win_over_a_tick_and_it_is_told(county: County) -> None:
    result = take(county, county.form([(DAY, A, "云岭日报")], tick="是"))
    assert (result.taken, result.files[0].nil) == (1, False)
    assert result.problems[0].column == "本周无报道"
    with county.db.reading() as session:
        assert not session.query(WeeklyReturn).one().nil


def test_a_row_that_says_none_beside_a_tick_is_a_nil_return(county: County) -> None:
    result = take(county, county.form([("", "无", "无")], tick="是"))
    assert result.files[0].outcome is Outcome.NIL
    unticked = take(county, county.form([("", "无", "")], unit=UNITS[1]))
    assert unticked.files[0].outcome is Outcome.SKIPPED
    assert "本周无报道" in unticked.problems[0].mend


def test_wrong_rows_do_not_hold_back_good_ones(county: County) -> None:
    path = county.form(
        [
            (DAY, A, "云岭日报"),
            ("13月5日", B, "云岭日报"),
            (DAY, "", "云岭日报"),
            (DAY, "没有媒体的一条稿件", ""),
            (dt.date(2026, 12, 30), "日期晚于本周的稿件", "云岭日报"),
            (dt.date(2025, 11, 18), "年份写错的一条稿件", "云岭日报"),
        ]
    )
    result = take(county, path)
    assert (result.taken, result.skipped) == (1, 5)
    told = [(p.row, p.column) for p in result.problems]
    assert told == [
        (9, "刊播日期"),
        (10, "标题"),
        (11, "媒体"),
        (12, "刊播日期"),
        (13, "刊播日期"),
    ]
    assert result.problems[0].reason == "没有 13 月"
    assert "2026-11-18" in result.problems[-1].mend
    assert all(p.file == path.name and p.sheet == "周报表" for p in result.problems)


def test_the_same_story_in_three_outlets_is_one_story(county: County) -> None:
    path = county.form(
        [(DAY, A, "云岭日报"), (DAY, A + "。", "人民日报"), (DAY, A, "新华网")]
    )
    preview = prepare(county.db, [path], received=FRIDAY)
    assert [r.status for r in preview.rows] == [
        RowStatus.NEW,
        RowStatus.JOINS,
        RowStatus.JOINS,
    ]
    commit(county.db, preview)
    assert len(placements(county.db)) == 3
    assert live_stories(county.db) == [A]


def test_a_nearly_same_title_joins_the_stored_story_and_can_be_split(
    county: County,
) -> None:
    take(county, county.form([(DAY, A + "活动启动仪式", "云岭日报")]))
    later = county.form(
        [(dt.date(2026, 11, 24), A + "活动启动仪式。", "新华网")],
        week=dt.date(2026, 11, 23),
    )
    preview = prepare(county.db, [later], received=dt.date(2026, 11, 27))
    assert preview.rows[0].status is RowStatus.JOINS
    assert preview.rows[0].story is not None
    assert preview.rows[0].story.story_id is not None
    with county.db.reading() as session:
        split = set_row(session, preview, 0, own_story=True)
    assert (split.status, split.story) == (RowStatus.NEW, None)
    commit(county.db, preview)
    assert len(live_stories(county.db)) == 2


def test_titles_that_differ_in_a_number_stay_apart(county: County) -> None:
    one, two = (
        "我县召开第1次环境保护督察整改推进会",
        "我县召开第2次环境保护督察整改推进会",
    )
    take(county, county.form([(DAY, one, "云岭日报"), (DAY, two, "云岭日报")]))
    assert live_stories(county.db) == [one, two]


def test_an_unknown_outlet_is_kept_as_new_and_unconfirmed(county: County) -> None:
    path = county.form([(DAY, A, "石榴籽周刊", "省"), (DAY, B, "石榴籽周刊")])
    result = take(county, path)
    assert result.taken == 2
    with county.db.reading() as session:
        made = session.query(Outlet).filter(Outlet.name == "石榴籽周刊").one()
        assert (made.confirmed, made.level) == (False, 2)
    assert len({o for _, _, o, _ in placements(county.db)}) == 1


def test_names_with_marks_aliases_and_one_letter_less_find_their_outlet(
    county: County,
) -> None:
    path = county.form(
        [
            (DAY, A, "《人民日报》"),
            (DAY, A, "县融媒"),
            (DAY, A, "云岭发布微信公众号"),
            (DAY, A, "云岭融媒体中心"),
            (DAY, A, "学习强国 平台"),
        ]
    )
    result = take(county, path)
    ids = [o for _, _, o, _ in placements(county.db)]
    names = {i: n for n, i in county.outlets.items()}
    assert result.taken == 4  # the fourth is the second outlet again, on the same day
    assert [names[i] for i in ids] == [
        "人民日报",
        "云岭县融媒体中心",
        "云岭发布",
        "学习强国",
    ]
    assert result.duplicates == 1


def test_a_near_name_is_asked_about_where_the_clerk_can_be_asked(
    county: County,
) -> None:
    path = county.form([(DAY, A, "云岭晚报社版"), (DAY, B, "云岭日报数字版")])
    preview = prepare(county.db, [path], received=FRIDAY, ask=True)
    row = preview.rows[1]
    assert row.status is RowStatus.CONFIRM
    assert "云岭日报" in [c.name for c in row.candidates]
    with county.db.reading() as session:
        chosen = set_row(session, preview, 1, outlet_id=county.outlets["云岭日报"])
        assert chosen.status is RowStatus.NEW
        as_new = set_row(session, preview, 1, outlet_id=NEW_OUTLET)
    assert as_new.status is RowStatus.NEW
    assert as_new.parsed is not None
    assert as_new.parsed.outlet_id is None
    result = commit(county.db, preview)
    assert result.taken + result.skipped == 2


def test_several_outlets_in_one_cell_become_a_row_each(county: County) -> None:
    result = take(county, county.form([(DAY, A, "人民日报、新华网、云岭日报")]))
    assert result.taken == 3
    assert live_stories(county.db) == [A]


def test_the_same_file_twice_is_told_in_one_run_and_in_two(county: County) -> None:
    path = county.form([(DAY, A, "云岭日报"), ("13月1日", B, "云岭日报")])
    copy = path.with_name("再发一次.xlsx")
    copy.write_bytes(path.read_bytes())
    result = take(county, path, copy)
    assert (result.taken, result.skipped, result.duplicates) == (1, 1, 2)
    assert [f.outcome for f in result.files] == [Outcome.TAKEN, Outcome.DUPLICATE]
    assert path.name in result.files[1].reason
    again = take(county, path)
    assert (again.batch_id, again.taken, again.duplicates) == (None, 0, 1)
    assert again.files[0].outcome is Outcome.DUPLICATE
    assert "11月20日" in again.files[0].reason
    assert len(placements(county.db)) == 1


def test_a_newer_version_shows_the_difference_and_keeps_what_is_gone(
    county: County,
) -> None:
    third = "县环境监测站开展秋季水质监测"
    take(
        county,
        county.form(
            [
                (DAY, A, "云岭日报", "", "", "消息"),
                (DAY, B, "新华网"),
                (DAY, third, "云岭发布"),
            ]
        ),
    )
    newer = county.form(
        [
            (DAY, A, "云岭日报", "", "", "通讯", "", "https://a.cn/1"),
            (dt.date(2026, 11, 17), B, "新华网"),
            (DAY, "县里又添一处湿地公园", "云岭发布"),
        ],
        name="改后.xlsx",
    )
    preview = prepare(county.db, [newer], received=FRIDAY)
    by_status = [r.status for r in preview.rows]
    assert by_status == [
        RowStatus.CHANGED,
        RowStatus.CHANGED,
        RowStatus.NEW,
        RowStatus.GONE,
    ]
    assert [(c.label, c.after) for c in preview.rows[0].changes] == [
        ("体裁", "通讯"),
        ("链接", "https://a.cn/1"),
    ]
    assert preview.rows[1].changes[0].label == "刊播日期"
    assert preview.rows[3].text["title"] == third
    assert any("新增 1 条、改动 2 条" in n for n in preview.files[0].notices)
    totals = counts(preview)
    assert (totals.taken, totals.changed, totals.seen) == (1, 2, 3)
    commit(county.db, preview)
    assert len(placements(county.db)) == 4
    assert take(county, newer).batch_id is None


def test_rows_that_a_newer_version_lacks_go_when_the_clerk_says_so(
    county: County,
) -> None:
    take(county, county.form([(DAY, A, "云岭日报"), (DAY, B, "新华网")]))
    newer = county.form([(DAY, A, "云岭日报")], name="改后.xlsx")
    preview = prepare(county.db, [newer], received=FRIDAY, ask=True)
    gone = next(r for r in preview.rows if r.status is RowStatus.GONE)
    with county.db.reading() as session:
        set_row(session, preview, gone.id, accept=True)
    result = commit(county.db, preview)
    assert result.removed == 1
    assert live_stories(county.db) == [A]
    undo_batch(county.db)
    assert live_stories(county.db) == [A, B]


def test_two_versions_in_one_run_the_later_file_has_the_last_word(
    county: County,
) -> None:
    import os

    old = county.form([(DAY, A, "云岭日报", "", "", "消息")], name="b旧.xlsx")
    new = county.form([(DAY, A, "云岭日报", "", "", "通讯")], name="a新.xlsx")
    os.utime(old, (1_000_000, 1_000_000))
    os.utime(new, (2_000_000, 2_000_000))
    preview = prepare(county.db, [new, old], received=FRIDAY)
    statuses = {preview.file(r.file_id).name: r.status for r in preview.rows}
    assert statuses == {"a新.xlsx": RowStatus.NEW, "b旧.xlsx": RowStatus.SKIPPED}


def test_last_weeks_news_reported_again_is_a_duplicate(county: County) -> None:
    day = dt.date(2026, 11, 15)
    take(
        county,
        county.form([(day, A, "云岭日报")], week=dt.date(2026, 11, 9)),
        received=dt.date(2026, 11, 13),
    )
    again = take(county, county.form([(day, A, "云岭日报"), (DAY, B, "云岭日报")]))
    assert (again.taken, again.duplicates) == (1, 1)


def test_a_form_of_another_week_goes_to_its_own_week_and_is_told(
    county: County,
) -> None:
    week = dt.date(2026, 11, 2)
    result = take(
        county, county.form([(dt.date(2026, 11, 4), A, "云岭日报")], week=week)
    )
    assert result.files[0].week == week
    assert "11月2日" in result.files[0].notices[0]
    with county.db.reading() as session:
        assert session.query(WeeklyReturn).one().week == week


def test_an_old_form_filled_again_is_told_and_asked_about(county: County) -> None:
    day = dt.date(2026, 11, 25)
    path = county.form([(day, A, "云岭日报"), ("11月26日", B, "新华网")])
    received = dt.date(2026, 11, 27)
    result = take(county, path, received=received)
    assert (result.taken, result.skipped) == (0, 2)
    assert "可能用了旧表" in result.problems[0].reason
    preview = prepare(county.db, [path], received=received, ask=True)
    assert preview.files[0].outcome is Outcome.UNRECOGNISED
    assert preview.files[0].proposal is not None
    assert preview.files[0].proposal.week == dt.date(2026, 11, 23)
    with county.db.reading() as session:
        answer_file(session, preview, 0, FileAnswer(week=dt.date(2026, 11, 23)))
    assert [r.status for r in preview.rows] == [RowStatus.NEW, RowStatus.NEW]
    assert commit(county.db, preview).taken == 2


def test_a_form_of_an_unknown_unit_is_refused_with_a_sentence(
    county: County, empty_database: Path, tmp_path: Path
) -> None:
    path = county.form([(DAY, A, "云岭日报")])
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    (other_folder / "publicity.db").write_bytes(empty_database.read_bytes())
    other = Database.open(other_folder)
    try:
        preview = prepare(other, [path], received=FRIDAY)
        assert preview.files[0].outcome is Outcome.UNKNOWN_UNIT
        assert "单位" in preview.files[0].reason
        assert len(preview.problems) == 1
        assert commit(other, preview).batch_id is None
    finally:
        other.close()


def test_a_combined_workbook_gives_each_unit_its_own(county: County) -> None:
    forms = county.folder / "all"
    from services.output.forms import write_forms

    combined = write_forms(county.db, WEEK, forms).combined
    book = load_workbook(combined)
    fill(book[UNITS[0]], [(DAY, A, "云岭日报")])
    fill(book[UNITS[1]], [], tick="√")
    book.save(combined)
    result = take(county, combined)
    outcomes = {f.unit: f.outcome for f in result.files}
    assert outcomes == {
        UNITS[0]: Outcome.TAKEN,
        UNITS[1]: Outcome.NIL,
        UNITS[2]: Outcome.EMPTY,
    }
    assert result.problems == []


def test_a_form_copied_into_another_workbook_is_known_by_its_small_print(
    county: County,
) -> None:
    path = county.form([(DAY, A, "云岭日报")])
    book = load_workbook(path)
    for name in ("_PD", "_选项"):
        del book[name]
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    sheet.insert_rows(1, 2)
    sheet.insert_cols(3)
    sheet["C8"] = "编辑"
    book.save(path)
    result = take(county, path)
    assert (result.taken, result.files[0].unit) == (1, UNITS[0])


def test_undo_restores_board_stories_and_outlets(county: County) -> None:
    take(county, county.form([(DAY, A, "云岭日报", "", "", "消息")]))
    with county.db.reading() as session:
        before = board(session, WEEK)
    titles, rows = live_stories(county.db), placements(county.db)
    newer = county.form(
        [(DAY, A, "云岭日报", "", "", "通讯"), (DAY, B, "石榴籽周刊")], name="改后.xlsx"
    )
    nil = county.form(tick="是", unit=UNITS[1])
    result = take(county, newer, nil)
    assert (result.taken, result.changed) == (1, 1)
    done = undo_batch(county.db)
    assert done.batch_id == result.batch_id
    assert done.undone == 3  # one row, one change, one nil return
    assert (live_stories(county.db), placements(county.db)) == (titles, rows)
    with county.db.reading() as session:
        assert board(session, WEEK) == before
        assert (
            session.query(Outlet)
            .filter(Outlet.name == "石榴籽周刊", Outlet.deleted_at.is_(None))
            .count()
            == 0
        )
        assert last_batch(session) == 1
    with pytest.raises(ValidationError, match="撤销过"):
        undo_batch(county.db, result.batch_id)
    assert take(county, newer).taken == 1


def test_the_first_arrival_counts_and_a_correction_ends_a_sending_back(
    county: County,
) -> None:
    from services import returns

    unit = county.units[UNITS[0]]
    take(county, county.form([(DAY, A, "云岭日报")]), received=dt.date(2026, 11, 19))
    with county.db.writing("退回") as session:
        returns.send_back(session, unit, WEEK, "缺少链接", dt.date(2026, 11, 20))
    newer = county.form(
        [(DAY, A, "云岭日报", "", "", "", "", "https://a.cn/1")], name="b.xlsx"
    )
    take(county, newer, received=dt.date(2026, 11, 23))
    with county.db.reading() as session:
        back = session.query(WeeklyReturn).one()
        assert (back.received_on, back.returned_on) == (dt.date(2026, 11, 19), None)


def test_a_wrong_row_is_mended_in_the_preview(county: County) -> None:
    path = county.form([("13月5日", A, "云岭日报"), (DAY, B, "新华网")])
    preview = prepare(county.db, [path], received=FRIDAY, ask=True)
    assert preview.rows[0].status is RowStatus.WRONG
    with county.db.reading() as session:
        row = recheck(session, preview, 0, {"date": "11月16日"})
    assert (row.status, row.problems) == (RowStatus.NEW, [])
    assert preview.files[0].taken == 2
    assert commit(county.db, preview).taken == 2


def test_problems_written_mended_and_imported_again(county: County) -> None:
    path = county.form(
        [("13月5日", A, "云岭日报"), (DAY, B, "新华网"), (DAY, "", "新华网")]
    )
    empty = county.form(unit=UNITS[1])
    preview = prepare(county.db, [path, empty], received=FRIDAY)
    commit(county.db, preview)
    target = write_problems(preview, county.folder / "问题.xlsx")
    book = load_workbook(target)
    assert book.sheetnames == ["文件问题", UNITS[0], "_PD"]
    sheet = book[UNITS[0]]
    assert [c.value for c in sheet[3]][:4] == ["序号", "刊播日期", "标题", "媒体"]
    assert sheet["B4"].fill.fgColor.rgb != sheet["C4"].fill.fgColor.rgb
    assert "原表第 8 行" in sheet["K4"].value
    sheet["B4"] = "11月16日"
    sheet["C5"] = "补上的标题内容"
    book.save(target)
    result = take(county, target)
    assert (result.taken, result.duplicates, result.problems) == (2, 0, [])
    assert {t for t, _, _, _ in placements(county.db)} == {A, B, "补上的标题内容"}


def test_a_preview_made_before_another_import_takes_nothing_twice(
    county: County,
) -> None:
    path = county.form([(DAY, A, "云岭日报")])
    early = prepare(county.db, [path], received=FRIDAY)
    take(county, path)
    result = commit(county.db, early)
    assert (result.batch_id, result.taken, result.duplicates) == (None, 0, 1)
    assert len(placements(county.db)) == 1


def test_cancelling_a_commit_stores_nothing(county: County) -> None:
    from models.errors import Cancelled

    preview = prepare(county.db, [county.form([(DAY, A, "云岭日报")])], received=FRIDAY)

    def stop(done: int, _total: int, _words: str) -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        commit(county.db, preview, stop)
    assert placements(county.db) == []
    with county.db.reading() as session:
        assert last_batch(session) is None
    assert commit(county.db, preview).taken == 1


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_a_form_saved_by_libreoffice_says_the_same(
    county: County, soffice_convert: Callable[[Path, str], Path], kind: str
) -> None:
    filled = county.form(
        [
            (DAY, A, "云岭日报", "市", "", "消息", "19:30", "http://a.cn/1"),
            ("11月19日", B, "新华网", "", "", "", "3-4", ""),
        ]
    )
    nil = county.form(unit=UNITS[1], tick="√")
    preview = prepare(
        county.db, [soffice_convert(p, kind) for p in (filled, nil)], received=FRIDAY
    )
    assert [(f.unit, f.outcome) for f in preview.files] == [
        (UNITS[0], Outcome.TAKEN),
        (UNITS[1], Outcome.NIL),
    ]
    assert [
        (r.row, r.parsed.published_on, r.parsed.spot) for r in preview.rows if r.parsed
    ] == [(8, DAY, "19:30"), (9, dt.date(2026, 11, 19), "3-4")]
    assert preview.problems == []
