"""Sheets without a mark: proposed, confirmed, kept; and cells that mean harm."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from models.database import Database
from models.tables import Outlet, Placement
from services.intake.commit import CommitResult, commit
from services.intake.forms import read_layout
from services.intake.prepare import answer_file, prepare, recheck
from services.intake.preview import FileAnswer, Outcome, RowStatus
from tests.services.intake_kit import (
    FRIDAY,
    UNITS,
    WEEK,
    County,
    make_county,
    placements,
    sheet_file,
)

A = "我县开展“六五”环境日主题宣传"
B = "青石镇推进农村污水治理"
DAY = dt.date(2026, 11, 18)


@pytest.fixture
def county(db: Database, tmp_path: Path) -> County:
    return make_county(db, tmp_path)


def take(county: County, *paths: Path) -> CommitResult:
    return commit(county.db, prepare(county.db, list(paths), received=FRIDAY))


def own_sheet(county: County, name: str = "生态环境局本周宣传.xlsx") -> Path:
    return sheet_file(
        county.folder / name,
        [
            ["生态环境局宣传工作统计表（11月16日-11月22日）"],
            [],
            ["序号", "发布时间", "稿件名称", "刊播媒体", "网址", "阅读量"],
            [1, "2026.11.18", A, "云岭日报", "https://a.cn/1", 300],
            [2, "11月19日", B, "新华网", "", 12],
            [],
            ["合计", "", "2 篇"],
            ["填报人：张三"],
        ],
    )


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("刊播日期", "date"),
        ("时 间", "date"),
        ("发布时间（年月日）", "date"),
        ("稿件名称", "title"),
        ("新闻标题", "title"),
        ("题目", "title"),
        ("刊播媒体", "outlet"),
        ("发布平台", "outlet"),
        ("媒体名称", "outlet"),
        ("网址", "link"),
        ("URL", "link"),
        ("链接地址", "link"),
        ("媒体级别", "level"),
        ("专栏", "column"),
        ("类型", "genre"),
        ("版面/时段", "spot"),
        ("备 注", "note"),
    ],
)
def test_headings_that_people_use(heading: str, field: str) -> None:
    others = [h for h in ("标题", "日期", "媒体", "链接") if h != heading]
    layout = read_layout([[heading, *others]])
    assert layout is not None
    assert layout.mapping[0] == field


def test_a_sheet_that_says_everything_is_taken_by_a_command(county: County) -> None:
    result = take(county, own_sheet(county))
    file = result.files[0]
    assert (file.outcome, file.unit, file.week) == (Outcome.TAKEN, UNITS[0], WEEK)
    assert (result.taken, result.skipped) == (
        2,
        1,
    )  # the row of totals is told, not taken
    assert any("没有表格编号" in n for n in file.notices)
    assert {t for t, _, _, _ in placements(county.db)} == {A, B}


def test_the_clerk_is_asked_and_the_mapping_kept_for_the_unit(county: County) -> None:
    path = own_sheet(county)
    preview = prepare(county.db, [path], received=FRIDAY, ask=True)
    file = preview.files[0]
    assert file.outcome is Outcome.UNRECOGNISED
    assert file.proposal is not None
    assert (file.proposal.unit_id, file.proposal.week) == (county.units[UNITS[0]], WEEK)
    assert file.proposal.header_row == 3
    guesses = {c.heading: c.field for c in file.proposal.columns}
    assert guesses["刊播媒体"] == "outlet"
    assert guesses["阅读量"] == ""
    assert preview.rows == []
    with county.db.reading() as session:
        answered = answer_file(
            session,
            preview,
            0,
            FileAnswer(
                mapping={1: "date", 2: "title", 3: "outlet", 4: "link", 5: "note"},
                keep_mapping=True,
            ),
        )
    assert (answered.outcome, answered.taken) == (Outcome.TAKEN, 2)
    commit(county.db, preview)
    next_week = sheet_file(
        county.folder / "下周" / "生态环境局.xlsx",
        [
            ["序号", "发布时间", "稿件名称", "刊播媒体", "网址", "阅读量"],
            [1, "2026.11.25", "县里评出十条美丽河湖", "云岭日报", "", 77],
        ],
    )
    later = prepare(county.db, [next_week], received=dt.date(2026, 11, 27), ask=True)
    assert later.files[0].outcome is Outcome.TAKEN
    assert later.rows[0].text["note"] == "77"


def test_answers_can_change_and_rows_keep_their_ids(county: County) -> None:
    preview = prepare(county.db, [own_sheet(county)], received=FRIDAY, ask=True)
    with county.db.reading() as session:
        answer_file(session, preview, 0, FileAnswer(mapping={1: "date", 2: "title"}))
        assert preview.files[0].outcome is Outcome.UNRECOGNISED
        assert "哪一列是媒体" in preview.files[0].reason
        answer_file(session, preview, 0, FileAnswer(unit_id=county.units[UNITS[2]]))
        first = [r.id for r in preview.rows]
        assert {r.unit for r in preview.rows} == {UNITS[2]}
        answer_file(session, preview, 0, FileAnswer(week=dt.date(2026, 11, 25)))
        assert [r.id for r in preview.rows] == first
        assert preview.files[0].week == dt.date(2026, 11, 23)
        answer_file(session, preview, 0, FileAnswer(skip=True))
        assert (preview.files[0].outcome, preview.files[0].taken) == (
            Outcome.SKIPPED,
            0,
        )
        answer_file(session, preview, 0, FileAnswer(week=WEEK))
    assert (preview.files[0].outcome, preview.files[0].taken) == (Outcome.TAKEN, 2)


def test_an_unknown_unit_is_asked_about_and_told_by_a_command(county: County) -> None:
    path = own_sheet(county, "上报.xlsx")
    book = load_workbook(path)
    book.worksheets[0]["A1"] = "宣传工作统计表（11月16日-11月22日）"
    book.save(path)
    result = take(county, path)
    assert result.files[0].outcome is Outcome.UNRECOGNISED
    assert "是哪个单位的" in result.problems[0].mend
    assert result.batch_id is None


def test_a_table_of_many_units_goes_row_by_row(county: County) -> None:
    path = sheet_file(
        county.folder / "汇总.xlsx",
        [
            ["单位", "日期", "标题", "媒体"],
            [UNITS[0], "2026-11-18", A, "云岭日报"],
            [UNITS[2], "2026-11-18", B, "新华网"],
            ["没有这个局", "2026-11-18", "第三条稿件的标题", "新华网"],
        ],
    )
    result = take(county, path)
    assert (result.taken, result.skipped) == (2, 1)
    assert result.problems[0].column == "单位"
    with county.db.reading() as session:
        units = {u for (u,) in session.query(Placement.unit_id)}
    assert units == {county.units[UNITS[0]], county.units[UNITS[2]]}


def test_the_unit_of_a_row_is_mended_and_a_sheet_without_dates_asks_for_them(
    county: County,
) -> None:
    path = sheet_file(
        county.folder / "汇总.xlsx",
        [["单位", "稿件", "在哪里发的", "人"], ["环保局", A, "云岭日报", "甲"]],
    )
    preview = prepare(county.db, [path], received=FRIDAY, ask=True)
    answer = FileAnswer(
        week=WEEK, mapping={0: "unit", 1: "title", 2: "outlet"}, header_row=1
    )
    with county.db.reading() as session:
        answer_file(session, preview, 0, answer)
        assert [p.column for p in preview.rows[0].problems] == ["单位", "刊播日期"]
        row = recheck(session, preview, 0, {"date": "11.18"})
        assert [p.column for p in row.problems] == ["单位"]
        assert row.status is RowStatus.WRONG
        row = recheck(session, preview, 0, {"unit": UNITS[0]})
    assert (row.status, row.unit) == (RowStatus.NEW, UNITS[0])
    assert commit(county.db, preview).taken == 1


def test_several_sheets_merged_cells_and_a_moved_column(county: County) -> None:
    book = Workbook()
    first: Any = book.active
    first.title = "报纸"
    for row in (
        ["媒体", "编辑", "标题", "日期"],
        ["云岭日报", "甲", A, "11月17日"],
        [None, "乙", B, "11月18日"],
        [None, "丙", "第三条稿件的标题", "11月19日"],
    ):
        first.append(row)
    first.merge_cells("A2:A4")
    second: Any = book.create_sheet("网络")
    for row in (["标题", "媒体", "日期"], ["网上的一条稿件", "新华网", "11月19日"]):
        second.append(row)
    book.create_sheet("说明")["A1"] = "填写要求见通知"
    path = county.folder / "教育体育局（11月16日-22日）.xlsx"
    book.save(path)
    result = take(county, path)
    assert [(f.sheet, f.taken) for f in result.files] == [("报纸", 3), ("网络", 1)]
    outlets = [o for _, _, o, _ in placements(county.db)]
    assert outlets.count(county.outlets["云岭日报"]) == 3


def test_cells_that_mean_harm_are_text_or_told(county: County) -> None:
    path = county.form(
        [
            (DAY, '=HYPERLINK("http://evil.example","点我")', "云岭日报"),
            (
                DAY,
                "@SUM(1+1)是本报的标题",
                "云岭日报",
                "",
                "",
                "",
                "",
                "javascript:alert(1)",
            ),
            (DAY, "字" * 32767, "云岭日报"),
            (dt.date(1900, 1, 1), A, "云岭日报"),
            (dt.date(2999, 1, 1), A, "云岭日报"),
            (DAY, B, "云岭日报", "", "", "", "", "http://a.cn/" + "x" * 3000),
            (
                DAY,
                "正常的一条稿件标题",
                "云岭日报",
                "",
                "",
                "",
                "",
                "www.a.cn/1 打开看",
            ),
        ]
    )
    preview = prepare(county.db, [path], received=FRIDAY)
    by_row = {r.row: r for r in preview.rows}
    assert (by_row[8].text["title"], by_row[8].text["link"]) == (
        "点我",
        "http://evil.example",
    )
    assert by_row[9].parsed is not None
    assert (by_row[9].parsed.link, by_row[9].parsed.title[:4]) == ("", "@SUM")
    assert "javascript" in by_row[9].parsed.note
    assert [p.reason[:8] for p in by_row[10].problems] == ["标题有 3276"]
    assert "年份 1900" in by_row[11].problems[0].reason
    assert "年份 2999" in by_row[12].problems[0].reason
    assert by_row[13].problems[0].column == "链接"
    assert by_row[14].parsed is not None
    assert by_row[14].parsed.link == "www.a.cn/1"
    result = commit(county.db, preview)
    assert (result.taken, result.skipped) == (3, 4)


def test_control_characters_and_odd_blanks_are_cleaned_away(county: County) -> None:
    path = sheet_file(
        county.folder / "生态环境局.csv.xlsx",
        [
            ["日期", "标题", "媒体"],
            [
                "\u3000１１月１８日\u200b",
                "\ufeff我县　开展\n宣传\u2028活动",
                " 云岭\u00a0日报 ",
            ],
        ],
    )
    result = take(county, path)
    assert result.taken == 1
    title, day, outlet, _ = placements(county.db)[0]
    assert (title, day) == ("我县 开展 宣传 活动", DAY)
    assert outlet == county.outlets["云岭日报"]


def test_a_link_behind_the_title_is_used(county: County) -> None:
    path = county.form([(DAY, A, "云岭日报")])
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == A)
    cell.hyperlink = "https://a.cn/news/1"
    book.save(path)
    preview = prepare(county.db, [path], received=FRIDAY)
    assert preview.rows[0].text["link"] == "https://a.cn/news/1"


def test_files_that_cannot_be_read_hold_nothing_back(county: County) -> None:
    good = county.form([(DAY, A, "云岭日报")])
    bad = good.with_name("坏的.xlsx")
    bad.write_bytes(good.read_bytes()[:500])
    blank = good.with_name("空的.xlsx")
    blank.write_bytes(b"")
    gone = good.with_name("没有.xlsx")
    result = take(county, good, bad, blank, gone)
    outcomes = [f.outcome for f in result.files]
    assert outcomes == [Outcome.TAKEN, *[Outcome.UNREADABLE] * 3]
    assert result.taken == 1
    assert all(p.reason and p.file for p in result.problems)
    assert len(result.problems) == 3


def test_a_folder_is_read_whole_and_other_kinds_are_named(county: County) -> None:
    county.form([(DAY, A, "云岭日报")])
    folder = county.folder / "in"
    (folder / "照片.jpg").write_bytes(b"x")
    (folder / "~$锁.xlsx").write_bytes(b"x")
    result = take(county, folder)
    assert [(f.name, f.outcome) for f in result.files] == [
        ("生态环境局-2026-11-16.xlsx", Outcome.TAKEN),
        ("照片.jpg", Outcome.SKIPPED),
    ]


def test_a_formula_without_result_is_named_as_one(county: County) -> None:
    file = sheet_file(
        county.folder / "生态环境局.xlsx",
        [
            ["序号", "刊播日期", "标题", "媒体"],
            [1, "=TODAY()", A, "云岭日报"],
            [2, "11月17日", '="标"&"题"', "云岭日报"],
            [3, "11月17日", B, "云岭日报"],
        ],
    )
    preview = prepare(county.db, [file], received=FRIDAY)
    told = {(p.row, p.column): p.reason for p in preview.problems}
    assert told[2, "刊播日期"].startswith("这一格是公式")
    assert told[3, "标题"].startswith("这一格是公式")
    assert [r.status for r in preview.rows][-1] is not RowStatus.WRONG


def test_outlets_that_nobody_knows_are_told_apart_too(county: County) -> None:
    file = sheet_file(
        county.folder / "生态环境局.xlsx",
        [
            ["序号", "刊播日期", "标题", "媒体"],
            [1, "11月18日", A, "青江早报、青江晚报"],
        ],
    )
    result = take(county, file)
    assert result.taken == 2
    with county.db.reading() as session:
        names = set(session.scalars(select(Outlet.name)))
    assert {"青江早报", "青江晚报"} <= names
