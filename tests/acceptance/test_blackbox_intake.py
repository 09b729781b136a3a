"""What comes back from the units, as it really comes: dates, ticks, sheets, versions, titles, outlets."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.acceptance.blackbox import (
    FORM_HEADINGS,
    Desk,
    active,
    cells_of,
    fill,
    form_sheet,
    header,
    piece,
    put,
    sentence,
)

WEEK = "2026-03-18"
DAY = "2026-03-17"
ON = "2026-03-20"
A = "我区召开优化营商环境工作推进会"
B = "青山镇开展春季森林防火宣传活动"
C = "春耕备耕现场会在田间举行"
HEADS = FORM_HEADINGS[1:]

Forms = dict[str, Path]


def counts(done: dict[str, Any]) -> tuple[int, int, int, int]:
    return done["taken"], done["changed"], done["duplicates"], done["skipped"]


def dates_of(desk: Desk, folder: Path, name: str = "青山镇") -> list[str]:
    """The dates of every placement as the supervisor's workbook has them."""
    desk.good("issue-week", "--week", WEEK, "--out", folder / "i.xlsx")
    dates: list[str] = []
    for row in cells_of(folder / "i.xlsx"):
        found = [value for value in row if isinstance(value, dt.datetime)]
        if found and any(name in str(value) for value in row):
            dates.append(str(found[0].date()))
        elif any(name in str(value) for value in row):
            dates += [
                str(value)
                for value in row
                if isinstance(value, str) and value.startswith("2026-03-1")
            ]
    return dates


# --- the form of the program ---------------------------------------------------------


def test_every_way_of_writing_a_date_is_the_same_day(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    ways = [
        "2026.3.17",
        "3月17日",
        "2026年3月17日",
        "20260317",
        20260317,
        "２０２６．３．１７",
        "２０２６年３月１７日",
        " 2026-3-17 ",
        "2026/3/17",
        "　３月　１７日　",
        dt.datetime(2026, 3, 17),
        dt.date(2026, 3, 17),
        "2026-03-17",
    ]
    rows = [
        piece(way, f"{A}（第{number:02}场）", f"第{number}媒体")
        for number, way in enumerate(ways)
    ]
    done = desk.take(fill(forms["青山镇"], rows, to=tmp_path / "a.xlsx"), received=ON)
    assert (done["taken"], done["skipped"], done["problems"]) == (len(ways), 0, [])
    listed = dates_of(desk, tmp_path)
    assert listed.count("2026-03-17") == len(ways)


def test_dates_after_the_week_or_out_of_all_time_are_told_one_by_one(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    bad = [
        "2026-03-23",
        "2026-05-01",
        "1900-01-01",
        "2999-01-01",
        dt.date(1900, 1, 1),
        dt.date(2999, 1, 1),
        "2026-02-30",
        "某天",
        "13月1日",
    ]
    rows = [
        piece(DAY, A, "云岭日报"),
        *[piece(day, f"{C}{n}", "云岭日报") for n, day in enumerate(bad)],
    ]
    done = desk.take(fill(forms["青山镇"], rows, to=tmp_path / "a.xlsx"), received=ON)
    assert counts(done) == (1, 0, 0, len(bad))
    assert [problem["row"] for problem in done["problems"]] == list(
        range(9, 9 + len(bad))
    )
    assert {problem["column"] for problem in done["problems"]} == {"刊播日期"}
    assert all(problem["reason"] and problem["mend"] for problem in done["problems"])
    assert desk.totals(WEEK) == (1, 1)


def test_a_date_shortly_before_the_week_is_taken_and_stays_in_this_weeks_return(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    done = desk.take(
        fill(
            forms["青山镇"],
            [piece("2026-03-14", A, "云岭日报")],
            to=tmp_path / "a.xlsx",
        ),
        received=ON,
    )
    assert done["taken"] + done["skipped"] == 1
    assert desk.unit(WEEK, "青山镇")["placements"] == done["taken"]
    assert desk.unit("2026-03-14", "青山镇")["placements"] == 0


@pytest.mark.parametrize("tick", ["是", "✓", "√", "1", 1, "１", " √ ", "是 "])
def test_every_tick_is_a_nil_return(
    desk: Desk, forms: Forms, tmp_path: Path, tick: object
) -> None:
    done = desk.take(
        fill(forms["青山镇"], nil=tick, to=tmp_path / "a.xlsx"), received=ON
    )
    assert (counts(done), done["problems"]) == ((0, 0, 0, 0), [])
    line = desk.unit(WEEK, "青山镇")
    assert (line["state"], line["received_on"], line["stories"]) == ("nil", ON, 0)


@pytest.mark.parametrize("tick", [None, "否", "0", 0, " "])
def test_an_empty_form_without_a_tick_is_not_a_nil_return(
    desk: Desk, forms: Forms, tmp_path: Path, tick: object
) -> None:
    result = desk(
        "import-forms",
        fill(forms["青山镇"], nil=tick, to=tmp_path / "a.xlsx"),
        "--received",
        ON,
    )
    assert result.code == 1
    assert sentence(result.err), result.err
    assert len(result.json["problems"]) == 1
    assert desk.unit(WEEK, "青山镇")["state"] == "missing"


def test_a_tick_and_rows_both_are_told_and_nothing_is_lost(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    done = desk.take(
        fill(
            forms["青山镇"],
            [piece(DAY, A, "云岭日报")],
            nil="是",
            to=tmp_path / "a.xlsx",
        ),
        received=ON,
    )
    assert len(done["problems"]) == 1
    assert desk.unit(WEEK, "青山镇")["state"] == "received"
    assert desk.totals(WEEK) == (1, 1)


def test_columns_moved_and_added_blank_rows_and_rows_far_below(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    book = load_workbook(forms["青山镇"])
    sheet = form_sheet(book)
    top, columns = header(sheet)
    sheet.protection.sheet = False
    order = [
        "备注",
        "标题",
        "媒体",
        "多出来的列",
        "刊播日期",
        "层级",
        "链接",
        "体裁",
        "栏目",
        "版面/时段",
        "序号",
    ]
    for column, heading in enumerate(order, 1):
        for row in range(top, sheet.max_row):
            sheet.cell(
                row, column
            ).value = None  # also the numbers of the form's own first column
        put(sheet, top, column, heading)
    for row, title in ((top + 3, A), (top + 6, B), (top + 9, C)):
        for heading, value in (
            ("标题", title),
            ("媒体", "云岭日报"),
            ("刊播日期", "3月17日"),
            ("多出来的列", "废话"),
        ):
            put(sheet, row, order.index(heading) + 1, value)
    book.save(tmp_path / "a.xlsx")
    assert columns["标题"] == 3
    done = desk.take(tmp_path / "a.xlsx", received=ON)
    assert (done["taken"], done["problems"]) == (3, [])


def test_merged_cells_lose_no_row(desk: Desk, tmp_path: Path) -> None:
    """Dates merged downwards, one title over three outlets, and a link merged over two columns."""
    book = Workbook()
    sheet = active(book)
    sheet.append(["青山镇新闻宣传情况统计表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["刊播日期", "标题", "媒体", "链接", "备注"])
    sheet.append(["3月17日", A, "云岭日报", "http://a.cn/1"])
    sheet.append([None, None, "人民网"])
    sheet.append([None, None, "省电视台"])
    sheet.append(["3月18日", B, "云岭日报"])
    sheet.append([None, C, "云岭日报"])
    for area in ("A3:A5", "B3:B5", "A6:A7", "D3:E3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "青山镇统计.xlsx")
    done = desk.take(tmp_path / "青山镇统计.xlsx", received=ON)
    assert (done["taken"], done["skipped"]) == (5, 0)
    assert desk.totals(WEEK) == (3, 5)


def test_an_outlet_merged_downwards_and_a_block_of_columns(
    desk: Desk, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = active(book)
    sheet.append(["媒体", "层级", "刊播日期", "标题"])
    sheet.append(["云岭日报", "县", "3月16日", A])
    sheet.append([None, None, "3月17日", B])
    sheet.append([None, None, "3月18日", C])
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B2:B4")
    book.save(tmp_path / "区水利局.xlsx")
    done = desk.take(tmp_path / "区水利局.xlsx", received=ON)
    assert done["taken"] == 3
    assert desk.unit(WEEK, "区水利局")["stories"] == 3


# --- once more, under another name, in a newer version -------------------------------


def test_the_same_file_twice_and_under_two_names_counts_once(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    one = fill(
        forms["青山镇"],
        [piece(DAY, A, "云岭日报"), piece(DAY, A, "人民网", "中央")],
        to=tmp_path / "a.xlsx",
    )
    two = Path(shutil.copy(one, tmp_path / "a（最终版）.xlsx"))
    done = desk.take(one, two, received=ON)
    assert counts(done) == (2, 0, 2, 0)
    before = desk.dump()
    again = desk.take(two, received="2026-03-22")
    assert counts(again) == (0, 0, 2, 0)
    assert [file["outcome"] for file in again["files"]] == ["duplicate"]
    assert desk.unit(WEEK, "青山镇")["received_on"] == ON
    assert desk.totals(WEEK) == (1, 2)
    assert desk.dump() == before


@pytest.mark.parametrize(
    "new",
    [
        [
            piece(DAY, A.replace("推进会", "促进会"), "云岭日报"),
            piece("2026-03-18", C, "云岭日报"),
        ],
        [piece(DAY, A + "暨表彰会", "云岭日报"), piece("2026-03-18", C, "云岭日报")],
        [piece(DAY, A, "云岭日报", kind="通讯"), piece("2026-03-18", C, "云岭日报")],
        [piece("2026-03-18", A, "云岭日报"), piece("2026-03-18", C, "云岭日报")],
        [
            piece(DAY, A, "云岭日报", link="http://a.cn/1"),
            piece("2026-03-18", C, "云岭日报"),
        ],
    ],
    ids=["title", "longer title", "kind", "date", "link"],
)
def test_a_changed_row_of_a_newer_form_is_changed_not_added(
    desk: Desk, forms: Forms, tmp_path: Path, new: list[list[object]]
) -> None:
    old = [piece(DAY, A, "云岭日报"), piece("2026-03-18", C, "云岭日报")]
    desk.take(fill(forms["青山镇"], old, to=tmp_path / "1.xlsx"), received=ON)
    done = desk.take(
        fill(forms["青山镇"], new, to=tmp_path / "2.xlsx"), received="2026-03-22"
    )
    assert counts(done) == (0, 1, 1, 0)
    line = desk.unit(WEEK, "青山镇")
    assert (line["stories"], line["placements"], line["received_on"]) == (2, 2, ON)
    undone = desk.good("undo-import")
    assert undone["batch"] == done["batch"]
    assert counts(desk.take(tmp_path / "1.xlsx", received=ON)) == (0, 0, 2, 0)


def test_rows_added_and_removed_in_a_newer_form(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    old = [piece(DAY, A, "云岭日报"), piece("2026-03-18", B, "云岭日报")]
    desk.take(fill(forms["青山镇"], old, to=tmp_path / "1.xlsx"), received=ON)
    done = desk.take(
        fill(
            forms["青山镇"],
            [old[0], piece("2026-03-18", C, "云岭日报")],
            to=tmp_path / "2.xlsx",
        )
    )
    assert (done["taken"], done["duplicates"]) == (1, 1)
    assert desk.unit(WEEK, "青山镇")["stories"] == 3, (
        "nothing is removed without being asked"
    )
    assert any(B in problem["reason"] for problem in done["problems"]), (
        "what the newer form leaves out is told"
    )


def test_rows_follow_a_nil_return_and_a_nil_return_does_not_wipe_rows(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    nil = fill(forms["青山镇"], nil="是", to=tmp_path / "nil.xlsx")
    rows = fill(forms["青山镇"], [piece(DAY, A, "云岭日报")], to=tmp_path / "rows.xlsx")
    desk.take(nil, received=ON)
    desk.take(rows, received="2026-03-23")
    line = desk.unit(WEEK, "青山镇")
    assert (line["state"], line["received_on"], line["stories"]) == ("received", ON, 1)
    before = desk.dump()
    result = desk("import-forms", nil, "--received", ON)
    assert result.code == 1
    assert len(result.json["problems"]) == 1
    assert desk.dump() == before


def test_a_form_of_another_week_goes_to_its_own_week(
    desk: Desk, tmp_path: Path
) -> None:
    older = desk.forms("2026-03-11", tmp_path / "o")["青山镇"]
    done = desk.take(fill(older, [piece("3月10日", A, "云岭日报")]), received=ON)
    assert done["files"][0]["week"] == "2026-03-09"
    assert desk.unit("2026-03-09", "青山镇")["state"] == "late"
    assert desk.unit(WEEK, "青山镇")["stories"] == 0


# --- stories and outlets -------------------------------------------------------------


def test_one_title_in_several_outlets_is_one_story(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    rows = [
        piece(DAY, A, "云岭日报"),
        piece("2026-03-18", f" {A}！", "省电视台", "省"),
        piece("2026-03-19", A, "人民网", "中央"),
        piece(DAY, B, "云岭日报"),
    ]
    other = fill(forms["区水利局"], [piece(DAY, A, "云岭日报")], to=tmp_path / "b.xlsx")
    done = desk.take(
        fill(forms["青山镇"], rows, to=tmp_path / "a.xlsx"), other, received=ON
    )
    assert done["taken"] == 5
    mine, theirs = desk.unit(WEEK, "青山镇"), desk.unit(WEEK, "区水利局")
    assert (mine["stories"], mine["placements"]) == (2, 4)
    assert (theirs["stories"], theirs["placements"]) == (1, 1), (
        "the same title of another unit is another story"
    )


def test_a_later_file_adds_a_placement_to_the_known_story(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    desk.take(
        fill(forms["青山镇"], [piece(DAY, A, "云岭日报")], to=tmp_path / "1.xlsx"),
        received=ON,
    )
    more = [piece(DAY, A, "云岭日报"), piece("2026-03-19", A, "人民网", "中央")]
    done = desk.take(fill(forms["青山镇"], more, to=tmp_path / "2.xlsx"), received=ON)
    assert counts(done) == (1, 0, 1, 0)
    line = desk.unit(WEEK, "青山镇")
    assert (line["stories"], line["placements"]) == (1, 2)


def test_an_unknown_outlet_is_taken_and_brackets_and_spaces_make_no_second_one(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    names = [
        "从没听过的公众号",
        "《从没听过的公众号》",
        " 从没听过的 公众号 ",
        "从没听过的公众号",
    ]
    rows = [
        piece(f"2026-03-{16 + n}", f"{title}纪实", name)
        for n, (name, title) in enumerate(zip(names, (A, B, C, "巡山记"), strict=True))
    ]
    assert (
        desk.take(fill(forms["青山镇"], rows, to=tmp_path / "a.xlsx"), received=ON)[
            "taken"
        ]
        == 4
    )
    made = [
        line
        for line in desk.dump()
        if line.startswith('INSERT INTO "outlet"') and "从没听过" in line
    ]
    assert len(made) == 1


def test_links_as_text_as_hyperlinks_and_as_formulas(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    path = fill(
        forms["青山镇"],
        [
            piece(DAY, A, "云岭日报", link="https://a.cn/text"),
            piece(DAY, B, "云岭日报", link="点这里"),
            piece(DAY, C, "云岭日报", link='=HYPERLINK("https://a.cn/formula","看")'),
        ],
        to=tmp_path / "a.xlsx",
    )
    book = load_workbook(path)
    sheet = form_sheet(book)
    top, columns = header(sheet)
    link: Any = sheet.cell(top + 3, columns["链接"])
    link.hyperlink = "https://a.cn/hyper"
    book.save(path)
    assert desk.take(path, received=ON)["taken"] == 3
    stored = "\n".join(desk.dump())
    assert "https://a.cn/text" in stored
    assert "https://a.cn/hyper" in stored
    assert "https://a.cn/formula" in stored


def test_long_cells_and_control_characters_harm_nothing(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    rows = [
        piece(DAY, "长" * 32767, "云岭日报"),
        piece(DAY, B, "云岭日报", note="注" * 32767),
        piece(DAY, C, "媒" * 32767),
    ]
    done = desk.take(
        fill(
            forms["青山镇"], [*rows, piece(DAY, A, "云岭日报")], to=tmp_path / "a.xlsx"
        ),
        received=ON,
    )
    assert done["taken"] + done["skipped"] == 4
    told = {problem["row"] for problem in done["problems"]}
    assert 8 in told
    assert 10 in told
    assert desk.good("check")["ok"]
    desk.good("issue-week", "--week", WEEK, "--out", tmp_path / "i.xlsx")
    load_workbook(tmp_path / "i.xlsx")


def test_levels_kinds_and_titles_that_look_like_formulas_come_out_as_text(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    path = fill(
        forms["青山镇"], [piece(DAY, "占位", "云岭日报")], to=tmp_path / "a.xlsx"
    )
    book = load_workbook(path)
    sheet = form_sheet(book)
    top, columns = header(sheet)
    cell: Any = sheet.cell(top + 2, columns["标题"])
    cell.value = "=1+1的答案"
    cell.data_type = "s"
    book.save(path)
    assert desk.take(path, received=ON)["taken"] == 1
    desk.good("issue-week", "--week", WEEK, "--out", tmp_path / "i.xlsx")
    book = load_workbook(tmp_path / "i.xlsx")
    found = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if "1+1的答案" in str(cell.value)
    ]
    assert found
    assert all(cell.data_type == "s" for cell in found)


def test_the_example_line_is_never_a_story_and_what_is_typed_over_it_is(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    book = load_workbook(forms["青山镇"])
    sheet = form_sheet(book)
    top, columns = header(sheet)
    put(sheet, top + 1, columns["序号"], 1)  # the numbers filled down from here
    put(sheet, top + 2, columns["标题"], A)
    put(sheet, top + 2, columns["媒体"], "云岭日报")
    put(sheet, top + 2, columns["刊播日期"], DAY)
    book.save(tmp_path / "a.xlsx")
    assert desk.take(tmp_path / "a.xlsx", received=ON)["taken"] == 1
    book = load_workbook(forms["区水利局"])
    sheet = form_sheet(book)
    put(sheet, top + 1, columns["标题"], B)
    book.save(tmp_path / "b.xlsx")
    assert desk.take(tmp_path / "b.xlsx", received=ON)["taken"] == 1
