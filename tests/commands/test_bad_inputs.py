"""The bad inputs that real life brings: a clear sentence each, and nothing changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from models.database import FILE_NAME
from services.intake.workbook import MAX_FILES
from tests.commands import forms_made
from tests.commands.conftest import Cli, spawn, stored
from tests.commands.forms_made import GOOD, fill_form, wrong_row

MAX_PATH = 259


FILES: list[tuple[Callable[[Path, Path], None], str]] = [
    (forms_made.empty_file, "空文件"),
    (forms_made.text_file, "不是 Excel 文件"),
    (forms_made.encrypted, "密码"),
    (forms_made.zip_bomb, "大得不正常"),
    (forms_made.far_cell, "第 1048576 行"),
    (forms_made.truncated, "没有复制完整"),
    (forms_made.macros, "带宏"),
    (forms_made.unknown_unit, "不在名册里"),
]


@pytest.mark.parametrize(
    ("make", "words"), FILES, ids=[make.__name__ for make, _ in FILES]
)
def test_bad_files_are_refused(
    cli: Cli,
    sample: Path,
    blank: Path,
    tmp_path: Path,
    make: Callable[[Path, Path], None],
    words: str,
) -> None:
    form = fill_form(blank, tmp_path / "好.xlsx", [GOOD])
    bad = tmp_path / "坏表.xlsx"
    make(form, bad)
    before = stored(sample)
    ran = cli("import-forms", bad, "--data", sample, "--json")
    assert ran.code == 1
    assert stored(sample) == before
    data = ran.data
    assert data["batch"] is None
    assert data["taken"] == data["changed"] == 0
    (problem,) = data["problems"]
    assert problem["file"] == "坏表.xlsx"
    assert words in problem["reason"] + problem["mend"]
    assert problem["mend"]
    assert ran.err.count("\n") == 1
    assert words in ran.err
    assert data["files"][0]["outcome"] in ("unreadable", "unknown_unit")


def test_a_bad_file_does_not_hold_back_a_good_one(
    cli: Cli, sample: Path, blank: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "交回"
    folder.mkdir()
    fill_form(blank, folder / "好.xlsx", [GOOD])
    forms_made.empty_file(blank, folder / "坏.xlsx")
    ran = cli("import-forms", folder, "--data", sample, "--json")
    assert ran.code == 0
    assert ran.data["taken"] == 1
    assert len(ran.data["problems"]) == 1
    outcomes = {Path(f["path"]).name: f["outcome"] for f in ran.data["files"]}
    assert outcomes == {"好.xlsx": "taken", "坏.xlsx": "unreadable"}


@pytest.mark.parametrize(
    "make", [forms_made.zip_bomb, forms_made.far_cell], ids=lambda m: m.__name__
)
def test_what_kills_parsers_leaves_the_process_alive(
    sample: Path, blank: Path, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    make(blank, tmp_path / "坏表.xlsx")
    before = stored(sample)
    ran = spawn("import-forms", tmp_path / "坏表.xlsx", "--data", sample, "--json")
    assert ran.code == 1
    assert len(ran.data["problems"]) == 1
    assert stored(sample) == before


def test_a_million_blank_rows_do_no_harm(
    cli: Cli, sample: Path, blank: Path, tmp_path: Path
) -> None:
    form = fill_form(blank, tmp_path / "好.xlsx", [GOOD])
    forms_made.million_blank_rows(form, tmp_path / "长.xlsx")
    ran = cli("import-forms", tmp_path / "长.xlsx", "--data", sample, "--json")
    assert (ran.code, ran.data["taken"], ran.data["problems"]) == (0, 1, [])


@pytest.mark.parametrize(
    ("heading", "value", "words"),
    [
        ("刊播日期", "1900-01-01", "1900"),
        ("刊播日期", "2999-01-01", "2999"),
        ("刊播日期", "13月1日", "没有 13 月"),
        ("刊播日期", "", "没有填写刊播日期"),
        ("标题", "长" * 32_767, "32767 个字"),
        ("标题", "=1+1", "这一格是公式"),
        ("链接", "http://" + "x" * 32_000, "超过"),
    ],
)
def test_wrong_cells_are_named_with_their_place(
    cli: Cli,
    sample: Path,
    blank: Path,
    tmp_path: Path,
    heading: str,
    value: str,
    words: str,
) -> None:
    target = tmp_path / "一行错.xlsx"
    wrong_row(blank, target, **{heading: value})
    before = stored(sample)
    ran = cli("import-forms", target, "--data", sample, "--json")
    assert ran.code == 1
    assert (ran.data["taken"], ran.data["skipped"]) == (0, 1)
    (problem,) = ran.data["problems"]
    assert set(problem) == {"file", "sheet", "row", "column", "reason", "mend"}
    assert (problem["file"], problem["sheet"]) == ("一行错.xlsx", "周报表")
    assert problem["row"] == 8
    assert problem["column"] == heading
    assert words in problem["reason"]
    assert problem["mend"]
    assert stored(sample) == before


def test_formulas_and_controls_come_in_as_text(
    cli: Cli, sample: Path, blank: Path, tmp_path: Path
) -> None:
    titles = [
        '=HYPERLINK("http://evil.example","秋粮入库")',
        "秋_x0007_粮_x0000_入库\t二",
        "+一号工程",
    ]
    rows = [GOOD | {"标题": title, "备注": "-备注"} for title in titles]
    fill_form(blank, tmp_path / "式.xlsx", rows)
    ran = cli("import-forms", tmp_path / "式.xlsx", "--data", sample, "--json")
    with closing(sqlite3.connect(sample / FILE_NAME)) as connection:
        kept = connection.execute(
            "SELECT s.title, p.note FROM placement p JOIN story s ON s.id = p.story_id"
            " WHERE p.file_id IS NOT NULL"
        ).fetchall()
    assert len(kept) == ran.data["taken"] >= 2
    for title, note in kept:
        assert title.isprintable()
        assert not title.startswith("=")
        assert note == "-备注"
    assert "+一号工程" in {title for title, _ in kept}


def test_a_path_of_260_characters(
    cli: Cli, sample: Path, blank: Path, tmp_path: Path
) -> None:
    folder = tmp_path
    while len(str(folder)) < MAX_PATH - 60:
        folder /= "很长的文件夹名称" * 4
    name = "表" * (MAX_PATH + 1 - len(str(folder)) - 6) + ".xlsx"
    folder.mkdir(parents=True)
    target = folder / name
    assert len(str(target)) == MAX_PATH + 1
    fill_form(blank, target, [GOOD])
    ran = cli("import-forms", target, "--data", sample, "--json")
    assert (ran.code, ran.data["taken"]) == (0, 1)
    gone = cli("import-forms", folder / ("没" * 300), "--data", sample, "--json")
    assert gone.code == 1
    assert gone.err.count("\n") == 1


def test_a_folder_of_5000_files(cli: Cli, sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "很多"
    folder.mkdir()
    for number in range(5_000):
        (folder / f"{number}.xlsx").touch()
    before = stored(sample)
    ran = cli("import-forms", folder, "--data", sample, "--json")
    assert ran.code == 1
    assert f"超过 {MAX_FILES} 个" in ran.data["error"]
    assert "“很多”" in ran.err
    assert stored(sample) == before


def test_a_file_that_is_not_there(cli: Cli, sample: Path, tmp_path: Path) -> None:
    before = stored(sample)
    ran = cli("import-forms", tmp_path / "没有.xlsx", "--data", sample, "--json")
    assert ran.code == 1
    assert "没有找到" in ran.err
    assert stored(sample) == before
