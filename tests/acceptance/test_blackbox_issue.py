"""The supervisor's workbook and the frozen issue, taking back an intake, trying without keeping, mending."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.acceptance.blackbox import (
    FORM_HEADINGS,
    Desk,
    convert,
    fill,
    form_sheet,
    header,
    piece,
    sentence,
    soffice,
)

WEEK, NEXT, AFTER = "2026-03-18", "2026-03-25", "2026-04-01"
DAY, ON = "2026-03-17", "2026-03-20"
A = "我区召开优化营商环境工作推进会"
B = "青山镇开展春季森林防火宣传活动"
C = "春耕备耕现场会在田间举行"
ORDER = ["区发改局", "区水利局", "农业局", "青山镇", "青山街道"]
"""The five units in their fixed order, by short name where they have one."""

Forms = dict[str, Path]


@pytest.fixture
def week(desk: Desk, forms: Forms, tmp_path: Path) -> Desk:
    """A week with two placements of one story, one of another, a nil return and a late one."""
    rows = [
        piece(DAY, A, "云岭日报", link="https://a.cn/1"),
        piece("2026-03-18", A, "人民网", "中央"),
        piece(DAY, B, "云岭日报"),
    ]
    mine = fill(forms["青山镇"], rows, to=tmp_path / "青山镇.xlsx")
    nil = fill(forms["区水利局"], nil="是", to=tmp_path / "水利.xlsx")
    late = fill(
        forms["区农业农村局"],
        [piece("2026-03-21", C, "省电视台", "省")],
        to=tmp_path / "农业.xlsx",
    )
    assert desk.take(mine, nil, received=ON)["taken"] == 3
    assert desk.take(late, received="2026-03-22")["taken"] == 1
    return desk


def values(sheet: Worksheet) -> list[list[object]]:
    return [
        [value for value in row if value is not None]
        for row in sheet.iter_rows(values_only=True)
    ]


def issue(desk: Desk, week: str, to: Path) -> dict[str, object]:
    return desk.good("issue-week", "--week", week, "--out", to)


def corrections(path: Path) -> list[list[object]]:
    """The numbered rows of the sheet of corrections."""
    return [
        row
        for row in values(load_workbook(path)["更正"])
        if row and isinstance(row[0], int)
    ]


# --- the workbook --------------------------------------------------------------------


def test_figures_lines_links_and_layout_of_the_workbook(
    week: Desk, tmp_path: Path
) -> None:
    made = issue(week, WEEK, tmp_path / "i.xlsx")
    board = week.board(WEEK)
    assert (made["units"], made["stories"], made["placements"]) == (5, 3, 4)
    assert week.totals(WEEK) == (3, 4)
    book = load_workbook(tmp_path / "i.xlsx")
    lines = [row for row in values(book["各单位"]) if row and isinstance(row[0], int)]
    assert [row[1] for row in lines] == ORDER
    assert [row[0] for row in lines] == [1, 2, 3, 4, 5]
    states = {row[1]: row[3] for row in lines}
    assert states == {
        "区发改局": "未报",
        "区水利局": "零报告",
        "农业局": "迟报",
        "青山镇": "已报",
        "青山街道": "未报",
    }
    assert (board["expected"], board["received"], board["on_time"]) == (5, 3, 2)
    details = [
        row for row in values(book["刊播明细"]) if row and isinstance(row[0], int)
    ]
    assert Counter(row[2] for row in details) == {"青山镇": 3, "农业局": 1}
    assert Counter(row[3] for row in details) == {A: 2, B: 1, C: 1}
    assert {
        cell.hyperlink.target
        for row in book["刊播明细"].iter_rows()
        for cell in row
        if cell.hyperlink
    } == {"https://a.cn/1"}
    summary = "".join(str(value) for row in values(book["概要"]) for value in row)
    assert "60.0%" in summary
    assert "40.0%" in summary
    summary_sheet: Any = book["概要"]
    assert summary_sheet._charts
    for sheet in book.worksheets:
        assert str(sheet.page_setup.paperSize) == "9", sheet.title  # A4
        assert sheet.print_area
    for name in ("各单位", "刊播明细", "近八周报送", "更正"):
        assert book[name].print_title_rows == "$3:$3"


@pytest.mark.skipif(soffice() is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_same_and_its_own_files_are_taken(
    week: Desk, forms: Forms, tmp_path: Path
) -> None:
    """One start of LibreOffice each way: the issue and a form to .ods; forms to .xls and .xlsx."""
    issue(week, WEEK, tmp_path / "i.xlsx")
    street = fill(
        forms["青山街道办事处"],
        [
            piece("3月19日", "街道夜市开张", "云岭日报"),
            piece(DAY, "社区食堂开饭", "微信"),
        ],
        to=tmp_path / "jd.xlsx",
    )
    plan = fill(forms["区发展和改革局"], nil="√", to=tmp_path / "fg.xlsx")
    out = tmp_path / "out"
    ods, issued = convert("ods", out, street, tmp_path / "i.xlsx")
    [xls] = convert("xls", out, plan)
    from python_calamine import CalamineWorkbook

    read = (
        CalamineWorkbook.from_path(str(issued)).get_sheet_by_name("各单位").to_python()
    )
    lines = [row for row in read if row and isinstance(row[0], float)]
    assert [row[1] for row in lines] == ORDER
    assert [(row[5], row[6]) for row in lines] == [
        (0, 0),
        (0, 0),
        (1, 1),
        (2, 3),
        (0, 0),
    ]
    done = week.take(ods, xls, received=ON)
    assert (done["taken"], done["problems"]) == (2, [])
    assert week.unit(WEEK, "青山街道办事处")["stories"] == 2
    assert week.unit(WEEK, "区发展和改革局")["state"] == "nil"


# --- the frozen issue ----------------------------------------------------------------


def test_an_issue_written_again_is_the_same_byte_for_byte(
    week: Desk, tmp_path: Path
) -> None:
    first = issue(week, WEEK, tmp_path / "1.xlsx")
    again = issue(week, "2026年3月22日", tmp_path / "另 存.xlsx")
    assert first == again
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "另 存.xlsx").read_bytes()
    done = week.alone("issue-week", "--week", WEEK, "--out", tmp_path / "3.xlsx")
    assert done.json == first
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "3.xlsx").read_bytes()


def test_what_comes_after_the_freeze_is_a_correction_in_the_next_issue_exactly_once(
    week: Desk, forms: Forms, tmp_path: Path
) -> None:
    first = issue(week, WEEK, tmp_path / "1.xlsx")
    frozen = (tmp_path / "1.xlsx").read_bytes()
    street = fill(
        forms["青山街道办事处"],
        [piece(DAY, "街道夜市开张", "云岭日报")],
        to=tmp_path / "jd.xlsx",
    )
    week.take(street, received="2026-03-24")
    assert issue(week, WEEK, tmp_path / "1b.xlsx") == first
    assert (tmp_path / "1b.xlsx").read_bytes() == frozen
    second = issue(week, NEXT, tmp_path / "2.xlsx")
    assert (second["number"], second["week"], second["stories"]) == (2, "2026-03-23", 0)
    told = corrections(tmp_path / "2.xlsx")
    assert sum("街道夜市开张" in row for row in told) == 1
    assert {row[3] for row in told} == {"青山街道"}
    third = issue(week, AFTER, tmp_path / "3.xlsx")
    assert third["number"] == 3
    assert corrections(tmp_path / "3.xlsx") == []


def test_a_withdrawn_placement_is_a_correction_once(week: Desk, tmp_path: Path) -> None:
    issue(week, WEEK, tmp_path / "1.xlsx")
    week.good("undo-import")  # the late one: 农业局 with one placement
    issue(week, NEXT, tmp_path / "2.xlsx")
    told = corrections(tmp_path / "2.xlsx")
    assert [row[6] for row in told if row[4] == "刊播"] == [C]
    assert {row[5] for row in told} == {"撤销"}
    issue(week, AFTER, tmp_path / "3.xlsx")
    assert corrections(tmp_path / "3.xlsx") == []


def test_a_changed_row_is_a_correction_with_both_values(
    week: Desk, forms: Forms, tmp_path: Path
) -> None:
    issue(week, WEEK, tmp_path / "1.xlsx")
    rows = [
        piece("2026-03-19", A, "云岭日报", link="https://a.cn/1"),
        piece("2026-03-18", A, "人民网", "中央"),
        piece(DAY, B, "云岭日报"),
    ]
    done = week.take(
        fill(forms["青山镇"], rows, to=tmp_path / "new.xlsx"), received="2026-03-26"
    )
    assert (done["taken"], done["changed"], done["duplicates"]) == (0, 1, 2)
    issue(week, NEXT, tmp_path / "2.xlsx")
    [row] = [row for row in corrections(tmp_path / "2.xlsx") if row[4] == "刊播"]
    assert "3月17日" in str(row[-2])
    assert "3月19日" in str(row[-1])


def test_a_week_with_nothing_still_lists_every_unit(desk: Desk, tmp_path: Path) -> None:
    made = issue(desk, WEEK, tmp_path / "i.xlsx")
    assert (made["number"], made["units"], made["stories"], made["placements"]) == (
        1,
        5,
        0,
        0,
    )
    lines = [
        row
        for row in values(load_workbook(tmp_path / "i.xlsx")["各单位"])
        if row and isinstance(row[0], int)
    ]
    assert [row[1] for row in lines] == ORDER


def test_weeks_before_the_first_return_are_not_held_against_the_units(
    week: Desk, tmp_path: Path
) -> None:
    """A new office: the grid of eight weeks must agree with 连续未报 and with the figures of earlier weeks."""
    issue(week, WEEK, tmp_path / "i.xlsx")
    lines = [
        row
        for row in values(load_workbook(tmp_path / "i.xlsx")["近八周报送"])
        if row and isinstance(row[0], int)
    ]
    silent = next(row for row in lines if row[1] == "青山街道")
    assert (
        silent.count("未报") == week.unit(WEEK, "青山街道办事处")["silent_weeks"] == 1
    )


@pytest.mark.parametrize(
    "where",
    ["folder.xlsx", "没有/这个/文件夹.xlsx", "readonly/i.xlsx", "长" * 200 + ".xlsx"],
)
def test_a_target_that_cannot_be_written_is_told_and_no_number_is_used(
    week: Desk, tmp_path: Path, where: str
) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "readonly").write_text("a file where a folder should be")
    before = week.dump()
    result = week("issue-week", "--week", WEEK, "--out", tmp_path / where)
    assert result.code == 1
    assert sentence(result.err), result.err
    assert week.dump() == before
    assert issue(week, WEEK, tmp_path / "good.xlsx")["number"] == 1


def test_a_week_to_come_is_not_issued(desk: Desk, tmp_path: Path) -> None:
    result = desk("issue-week", "--week", "2100-01-01", "--out", tmp_path / "i.xlsx")
    assert result.code in (1, 2)
    assert sentence(result.err), result.err
    assert not (tmp_path / "i.xlsx").exists()


# --- trying, mending, taking back ----------------------------------------------------


def test_a_dry_run_foretells_and_changes_nothing(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    good = [
        piece(DAY, A, "云岭日报"),
        piece(DAY, A, "新奇媒体"),
        piece("2026-13-01", B, "云岭日报"),
    ]
    form = fill(forms["青山镇"], good, to=tmp_path / "a.xlsx")
    before = desk.dump()
    files = sorted(desk.data.rglob("*"))
    tried = desk.take(form, "--dry-run", "--problems", tmp_path / "p.xlsx", received=ON)
    assert desk.dump() == before
    assert sorted(desk.data.rglob("*")) == files
    done = desk.take(form, received=ON)
    assert tried["batch"] is None
    assert {k: v for k, v in tried.items() if k != "batch"} == {
        k: v for k, v in done.items() if k != "batch"
    }


def test_the_workbook_of_problems_mended_is_taken_and_adds_only_what_was_wrong(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    rows = [
        piece(DAY, A, "云岭日报"),
        piece("2026-13-01", B, "云岭日报"),
        piece(DAY, None, "人民网"),
        piece(DAY, C, None),
    ]
    other = fill(
        forms["区水利局"], [piece("某天", "水库蓄水", "微信")], to=tmp_path / "b.xlsx"
    )
    done = desk.take(
        fill(forms["青山镇"], rows, to=tmp_path / "a.xlsx"),
        other,
        "--problems",
        tmp_path / "p.xlsx",
        received=ON,
    )
    assert (done["taken"], done["skipped"]) == (1, 4)
    book = load_workbook(tmp_path / "p.xlsx")
    mended = 0
    for sheet in book.worksheets:
        try:
            top, columns = header(sheet)
        except AssertionError:
            continue
        for row in range(top + 1, top + 10):
            if not isinstance(sheet.cell(row, columns["序号"]).value, int):
                continue
            for heading, value in (
                ("刊播日期", "3月18日"),
                ("标题", "补上的标题"),
                ("媒体", "补上的媒体"),
            ):
                cell: Any = sheet.cell(row, columns[heading])
                if cell.value in (None, "2026-13-01", "某天"):
                    cell.value = value
            mended += 1
    assert mended == 4
    book.save(tmp_path / "mended.xlsx")
    again = desk.take(tmp_path / "mended.xlsx", received="2026-03-23")
    assert (
        again["taken"],
        again["changed"],
        again["duplicates"],
        again["problems"],
    ) == (4, 0, 0, [])
    assert desk.unit(WEEK, "青山镇")["placements"] == 4
    assert desk.unit(WEEK, "青山镇")["received_on"] == ON
    assert desk.unit(WEEK, "区水利局")["placements"] == 1
    assert desk.take(tmp_path / "mended.xlsx")["duplicates"] == 4


def test_undo_puts_everything_back_and_only_once(
    week: Desk, forms: Forms, tmp_path: Path
) -> None:
    before = week.board(WEEK)
    rows = [
        piece(DAY, "街道夜市开张", "全新的媒体"),
        piece(DAY, "社区食堂开饭", "云岭日报"),
    ]
    done = week.take(
        fill(forms["青山街道办事处"], rows, to=tmp_path / "jd.xlsx"), received=ON
    )
    assert week.good("undo-import", done["batch"])["undone"] >= 2
    assert week.board(WEEK) == before
    frozen = week.dump()
    again = week("undo-import", done["batch"])
    assert again.code == 1
    assert sentence(again.err), again.err
    assert week.dump() == frozen
    assert week.take(tmp_path / "jd.xlsx", received=ON)["taken"] == 2


def test_undo_without_a_number_walks_back_batch_by_batch(week: Desk) -> None:
    first, second = week.good("undo-import"), week.good("undo-import")
    assert first["batch"] > second["batch"]
    board = week.board(WEEK)
    assert (board["received"], week.totals(WEEK)) == (0, (0, 0))
    assert week("undo-import").code == 1


def test_undo_of_an_older_batch_keeps_what_was_changed_later(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    old = [piece(DAY, A, "云岭日报"), piece(DAY, B, "云岭日报")]
    first = desk.take(fill(forms["青山镇"], old, to=tmp_path / "1.xlsx"), received=ON)
    new = [
        piece("2026-03-19", A, "云岭日报"),
        piece(DAY, B, "云岭日报"),
        piece(DAY, A, "人民网", "中央"),
    ]
    second = desk.take(fill(forms["青山镇"], new, to=tmp_path / "2.xlsx"), received=ON)
    assert (second["taken"], second["changed"], second["duplicates"]) == (1, 1, 1)
    undone = desk.good("undo-import", first["batch"])
    assert undone["batch"] == first["batch"]
    line = desk.unit(WEEK, "青山镇")
    assert (line["stories"], line["placements"]) in ((1, 1), (1, 2)), (
        "what the newer form added stays, with its story"
    )
    assert desk.good("check")["ok"]


def test_a_copied_desk_issues_the_same_contents(week: Desk, tmp_path: Path) -> None:
    other = week.copy(tmp_path / "copy")
    one, two = (
        issue(week, WEEK, tmp_path / "1.xlsx"),
        issue(other, WEEK, tmp_path / "2.xlsx"),
    )
    assert {k: v for k, v in one.items() if k != "hash"} == {
        k: v for k, v in two.items() if k != "hash"
    }


def test_the_form_has_the_headings_of_the_issue_and_an_a4_page(forms: Forms) -> None:
    sheet = form_sheet(load_workbook(forms["青山镇"]))
    top, columns = header(sheet)
    assert [columns[heading] for heading in FORM_HEADINGS] == list(range(1, 11))
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.print_title_rows
    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) >= 4
    assert top < 12
