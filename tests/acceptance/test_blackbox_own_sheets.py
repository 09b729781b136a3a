"""Sheets that units made themselves: whose they are, which week, which columns, or a question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.acceptance.blackbox import (
    FORM_HEADINGS,
    Desk,
    active,
    piece,
    sentence,
    sheet_of,
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


OWN = [piece(DAY, A, "云岭日报"), piece("3月18日", B, "人民网", "中央")]


@pytest.mark.parametrize(
    ("file", "title", "sheet", "unit"),
    [
        ("青山镇周报.xlsx", None, None, "青山镇"),
        ("青山街道3月16日至22日.xlsx", None, None, "青山街道办事处"),
        ("发改委.xlsx", None, None, "区发展和改革局"),
        ("x.xlsx", "区水利局宣传报道统计表", None, "区水利局"),
        ("x.xlsx", None, "农委", "区农业农村局"),
        ("ｘ.xlsx", "（青山镇）二〇二六年周报", None, "青山镇"),
    ],
)
def test_the_unit_of_an_own_sheet_is_found_in_its_names(
    desk: Desk,
    tmp_path: Path,
    file: str,
    title: str | None,
    sheet: str | None,
    unit: str,
) -> None:
    done = desk.take(
        sheet_of(tmp_path / file, OWN, headings=HEADS, title=title, name=sheet),
        received=ON,
    )
    assert counts(done) == (2, 0, 0, 0)
    assert (done["files"][0]["unit"], done["files"][0]["week"]) == (unit, "2026-03-16")
    assert desk.unit(WEEK, unit)["stories"] == 2


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("报送.xlsx", None),
        ("外星局.xlsx", None),
        ("青山镇.xlsx", "区水利局宣传报道周报"),
    ],
)
def test_an_unknown_or_doubtful_unit_is_asked_for_and_nothing_is_taken(
    desk: Desk, tmp_path: Path, file: str, title: str | None
) -> None:
    before = desk.dump()
    result = desk(
        "import-forms",
        sheet_of(tmp_path / file, OWN, headings=HEADS, title=title),
        "--received",
        ON,
    )
    assert result.code == 1
    assert sentence(result.err), result.err
    assert result.json["problems"]
    assert desk.dump() == before


def test_a_column_of_units_divides_one_sheet(desk: Desk, tmp_path: Path) -> None:
    rows = [
        ["青山镇", *OWN[0]],
        ["区水利局", *OWN[1]],
        ["发改委", *piece(DAY, C, "云岭日报")],
        ["某某局", *piece(DAY, C, "云岭日报")],
    ]
    done = desk.take(
        sheet_of(tmp_path / "汇总.xlsx", rows, headings=["单位", *HEADS]), received=ON
    )
    assert (done["taken"], done["skipped"]) == (3, 1)
    assert [(problem["row"], problem["column"]) for problem in done["problems"]] == [
        (5, "单位")
    ]
    states = {
        line["unit"]: line["stories"]
        for line in desk.board(WEEK)["units"]
        if line["stories"]
    }
    assert states == {"青山镇": 1, "区水利局": 1, "区发展和改革局": 1}


def test_several_sheets_each_of_its_own_unit(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    book.remove(active(book))
    for name, rows in (("青山镇", OWN), ("区水利局", OWN[:1]), ("说明", [])):
        sheet = book.create_sheet(name)
        for row in [HEADS, *rows] if rows else [["本表由各单位填写"]]:
            sheet.append(row)
    book.save(tmp_path / "各单位.xlsx")
    done = desk.take(tmp_path / "各单位.xlsx", received=ON)
    assert done["taken"] == 3
    assert (
        desk.unit(WEEK, "青山镇")["stories"],
        desk.unit(WEEK, "区水利局")["stories"],
    ) == (2, 1)


def test_headings_by_other_names_under_titles_with_blank_rows(
    desk: Desk, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = active(book)
    for row in (
        ["附件2"],
        [],
        ["青山镇新闻宣传周报"],
        ["填报人：张三"],
        ["序", "刊登媒体", "网　址", "稿件\n标题", "评价", "发布时间"],
        [1, "云岭日报", "http://a.cn", A, "好", "2026．3．17"],
        [],
        [],
        [2, "人民网", None, B, None, "３月１８日"],
        ["合计", None, None, 2],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:F3")
    book.save(tmp_path / "w.xlsx")
    done = desk.take(tmp_path / "w.xlsx", received=ON)
    assert done["taken"] == 2
    assert desk.unit(WEEK, "青山镇")["stories"] == 2


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("青山.xlsx", None),
        ("青山镇、区水利局.xlsx", None),
        ("x.xlsx", "区发展和改革局、青山镇宣传周报"),
        ("农业.xlsx", None),
    ],
    ids=["two near", "two named", "two in the title", "only near"],
)
def test_a_name_that_fits_two_units_or_only_nearly_is_not_guessed(
    desk: Desk, tmp_path: Path, file: str, title: str | None
) -> None:
    before = desk.dump()
    result = desk(
        "import-forms",
        sheet_of(tmp_path / file, OWN, headings=HEADS, title=title),
        "--received",
        ON,
    )
    assert result.code == 1
    assert sentence(result.err), result.err
    assert desk.dump() == before


def test_a_sheet_in_sections_of_units_is_not_taken_for_one_unit(
    desk: Desk, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = active(book)
    for row in (["青山镇"], HEADS, OWN[0], ["区水利局"], HEADS, OWN[1]):
        sheet.append(row)
    book.save(tmp_path / "汇总.xlsx")
    result = desk("import-forms", tmp_path / "汇总.xlsx", "--received", ON)
    stories = {
        line["unit"]: line["stories"]
        for line in desk.board(WEEK)["units"]
        if line["stories"]
    }
    assert (result.code, stories) in ((1, {}), (0, {"青山镇": 1, "区水利局": 1}))
