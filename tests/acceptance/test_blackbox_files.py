"""Unit lists round and round, damage found, strange paths, whole folders, two processes at once."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acceptance.blackbox import (
    ROOT,
    UNIT_HEADINGS,
    Desk,
    active,
    cells_of,
    fill,
    piece,
    sentence,
    unit_list,
)

WEEK, DAY, ON = "2026-03-18", "2026-03-17", "2026-03-20"
A = "我区召开优化营商环境工作推进会"
Forms = dict[str, Path]


@pytest.fixture
def fresh(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "fresh")
    desk.good("init", "--office", "测试")
    return desk


# --- unit lists ----------------------------------------------------------------------

ODD = [
    [
        1,
        "区（县）融媒体中心[筹]",
        "融媒",
        "群团/其他",
        "Rong Media、R&M 传媒 中心",
        "2020-02-29",
        None,
        None,
        "O'Neil",
        "+86 (871) 1-2 转 8",
    ],
    [
        2,
        "ABC Ltd. 工业园",
        "ABC",
        "园区",
        None,
        "2020.1.1",
        "2026年3月31日",
        "区（县）融媒体中心[筹]",
    ],
    [3, "很" * 60 + "局", "长局", "园区"],
    [4, "<b>&amp;局", None, "园区", "“引号”局、'单引'局"],
    [5, "甲、乙联合体", None, "其他", None, None, None, None, "赵四", 13800000001],
]


def test_what_is_exported_can_be_imported_again_and_comes_out_the_same(
    fresh: Desk, tmp_path: Path
) -> None:
    assert fresh.good("import-units", unit_list(tmp_path / "u.xlsx", ODD))["taken"] == 5
    fresh.good("export-units", tmp_path / "o.xlsx")
    [head, *rows] = cells_of(tmp_path / "o.xlsx")
    assert list(head) == UNIT_HEADINGS
    assert [row[1] for row in rows] == [row[1] for row in ODD]
    assert str(rows[0][5])[:10] == "2020-02-29"
    assert (str(rows[1][6])[:10], rows[1][7]) == ("2026-03-31", ODD[0][1])
    assert str(rows[4][9]) == "13800000001"
    same = fresh.good("import-units", tmp_path / "o.xlsx")
    assert same == {"taken": 0, "changed": 0, "skipped": 0, "problems": []}
    other = Desk(tmp_path / "other")
    other.good("init")
    assert other.good("import-units", tmp_path / "o.xlsx")["taken"] == 5
    other.good("export-units", tmp_path / "o2.xlsx")
    assert (tmp_path / "o.xlsx").read_bytes() == (tmp_path / "o2.xlsx").read_bytes()
    made = other.forms(WEEK, tmp_path / "forms")
    assert list(made) == [row[1] for row in ODD]  # ABC is open to the end of the month
    done = other.take(
        fill(made[str(ODD[0][1])], [piece(DAY, A, "云岭日报")]), received=ON
    )
    assert done["files"][0]["unit"] == ODD[0][1]


def test_a_list_in_another_order_of_columns_changes_only_what_it_says(
    fresh: Desk, tmp_path: Path
) -> None:
    fresh.good(
        "import-units",
        unit_list(tmp_path / "u.xlsx", [[1, "甲局", "甲", "组", "老甲"], [2, "乙局"]]),
    )
    heads = ["备注", "联络员", "电话", "单位名称"]
    changed = unit_list(
        tmp_path / "c.xlsx", [["无关", "王五", "１３９０００", "甲局"]], heads
    )
    assert fresh.good("import-units", changed)["changed"] == 1
    fresh.good("export-units", tmp_path / "o.xlsx")
    rows = cells_of(tmp_path / "o.xlsx")
    assert rows[1][:5] == (1, "甲局", "甲", "组", "老甲")
    assert rows[1][8] == "王五"
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("rows", "taken", "column"),
    [
        ([[1, "甲局"], [2, "甲局"]], 1, "单位名称"),
        ([[1, "甲局"], [2, None, "乙"]], 1, "单位名称"),
        ([[1, "甲局", None, None, "老甲"], [2, "乙局", None, None, "老甲"]], 1, "别名"),
        (
            [[1, "甲局"], [2, "乙局", None, None, None, None, "2026-01-01", "丙局"]],
            1,
            "并入单位",
        ),
        (
            [[1, "甲局"], [2, "乙局", None, None, None, None, "2026-01-01", "乙局"]],
            1,
            "并入单位",
        ),
        (
            [[1, "甲局"], [2, "乙局", None, None, None, "2026-02-01", "2026-01-01"]],
            1,
            "停用日期",
        ),
        ([[1, "甲局"], [2, "乙局", None, None, None, "2026-02-30"]], 1, "启用日期"),
    ],
    ids=[
        "twice",
        "nameless",
        "alias",
        "merged into nobody",
        "into itself",
        "end before start",
        "no such day",
    ],
)
def test_wrong_rows_of_a_unit_list_are_told_and_the_others_taken(
    fresh: Desk, tmp_path: Path, rows: list[list[object]], taken: int, column: str
) -> None:
    done = fresh.good("import-units", unit_list(tmp_path / "u.xlsx", rows))
    assert (done["taken"], done["skipped"]) == (taken, 1)
    [problem] = done["problems"]
    assert (problem["row"], problem["column"]) == (3, column)
    assert problem["reason"]
    assert problem["mend"]


def test_units_merged_in_a_circle_are_refused(fresh: Desk, tmp_path: Path) -> None:
    circle = [
        [n, name, None, None, None, None, "2026-01-01", into]
        for n, (name, into) in enumerate(
            [("甲局", "乙局"), ("乙局", "丙局"), ("丙局", "甲局")], 1
        )
    ]
    result = fresh("import-units", unit_list(tmp_path / "u.xlsx", circle))
    assert {problem["column"] for problem in result.json["problems"]} == {"并入单位"}
    assert fresh.good("check")["ok"]
    assert fresh("board", "--week", WEEK).code == 0


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04torn", b"\xd0\xcf\x11\xe0torn"]
)
def test_files_that_are_no_workbook_are_refused_by_both_imports(
    fresh: Desk, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "坏 文件.xlsx").write_bytes(content)
    before = fresh.dump()
    for word in ("import-units", "import-forms"):
        result = fresh(word, tmp_path / "坏 文件.xlsx")
        assert result.code == 1
        assert sentence(result.err), result.err
    assert fresh.dump() == before


# --- damage --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE placement SET story_id = 999",
        "UPDATE placement SET unit_id = unit_id - 1",
        "UPDATE placement SET published_on = 1",
        "UPDATE unit SET merged_into_id = id WHERE id = 1",
        "DELETE FROM outlet",
        "DELETE FROM story",
        "UPDATE weekly_issue SET hash = 'x'",
        "UPDATE weekly_issue SET contents = x'00'",
    ],
)
def test_check_finds_what_was_tampered_with(
    desk: Desk, forms: Forms, tmp_path: Path, damage: str
) -> None:
    desk.take(
        fill(forms["青山镇"], [piece(DAY, A, "云岭日报")], to=tmp_path / "a.xlsx"),
        received=ON,
    )
    desk.good("issue-week", "--week", WEEK, "--out", tmp_path / "i.xlsx")
    assert desk.good("check") == {"ok": True, "findings": []}
    store = sqlite3.connect(desk.data / "publicity.db")
    with store:
        store.execute(damage)
    store.close()
    result = desk("check")
    assert (result.code, result.json["ok"]) == (1, False)
    assert result.json["findings"]
    assert all(sentence(text) for text in [result.err, *result.json["findings"]])


def test_a_database_that_is_none_is_told_and_left_alone(desk: Desk) -> None:
    path = desk.data / "publicity.db"
    path.write_bytes(b"no database at all" * 500)
    for words in (["board", "--week", WEEK], ["check"]):
        result = desk(*words)
        assert result.code == 1
        assert sentence(result.err), result.err
    assert path.read_bytes() == b"no database at all" * 500


def test_a_database_of_a_newer_program_is_told_and_left_alone(desk: Desk) -> None:
    store = sqlite3.connect(desk.data / "publicity.db")
    store.execute("PRAGMA user_version = 9999")
    store.close()
    before = (desk.data / "publicity.db").read_bytes()
    for words in (["board", "--week", WEEK], ["check"], ["undo-import"]):
        result = desk(*words)
        assert result.code == 1
        assert sentence(result.err), result.err
    assert (desk.data / "publicity.db").read_bytes() == before


# --- paths, folders ------------------------------------------------------------------


def test_blanks_chinese_and_long_paths(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    deep = tmp_path / "各单位 交回的表格（第3周）" / ("长" * 60) / ("名 字" * 20)
    deep.mkdir(parents=True)
    one = fill(
        forms["青山镇"],
        [piece(DAY, A, "云岭日报")],
        to=deep / ("青山镇 " + "很长" * 30 + ".xlsx"),
    )
    assert len(str(one)) >= 250
    done = desk.alone(
        "import-forms", one, "--received", ON, "--problems", deep / "问 题.xlsx"
    )
    assert (done.code, done.json["taken"], done.err) == (0, 1, "")
    assert done.json["files"][0]["path"] == str(one)
    assert (
        desk.alone("issue-week", "--week", WEEK, "--out", deep / "汇 总.xlsx").code == 0
    )
    assert load_workbook(deep / "汇 总.xlsx").sheetnames
    assert desk.alone("export-units", deep / "名 册.xlsx").code == 0


@pytest.mark.parametrize(
    "words", [["export-units"], ["issue-week", "--week", WEEK, "--out"]]
)
def test_targets_that_are_folders_or_have_no_folder(
    desk: Desk, tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "文件夹.xlsx").mkdir()
    for target in (
        tmp_path / "文件夹.xlsx",
        tmp_path / "没有" / "x.xlsx",
        tmp_path / ("长" * 300 + ".xlsx"),
    ):
        result = desk(*words, target)
        assert result.code == 1
        assert sentence(result.err), result.err
        assert "意外" not in result.err


def test_forms_into_a_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = desk("forms", "--week", WEEK, "--out", tmp_path / "file")
    assert result.code == 1
    assert sentence(result.err), result.err
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_of_five_thousand_files(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    """Mostly other things, as on a USB stick: only the tables count, and nothing of the rest is harmed."""
    folder = tmp_path / "优盘"
    for part in range(50):
        (folder / f"资料{part}").mkdir(parents=True)
        for number in range(100):
            (folder / f"资料{part}" / f"照片{number}.jpg").touch()
    fill(
        forms["青山镇"],
        [piece(DAY, A, "云岭日报")],
        to=folder / "资料7" / "青山镇.xlsx",
    )
    fill(forms["区水利局"], nil="是", to=folder / "资料49" / "水利.XLSX")
    shutil.copy(folder / "资料7" / "青山镇.xlsx", folder / "~$青山镇.xlsx")
    done = desk.take(folder, received=ON)
    assert done["taken"] == 1
    assert [
        Path(file["path"]).name for file in done["files"] if file["outcome"] == "taken"
    ] == ["青山镇.xlsx"]
    assert [
        Path(file["path"]).name for file in done["files"] if file["outcome"] == "nil"
    ] == ["水利.XLSX"]
    assert desk.board(WEEK)["received"] == 2


def test_an_empty_folder_is_no_error_but_takes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "空").mkdir()
    before = desk.dump()
    result = desk("import-forms", tmp_path / "空")
    assert result.code in (0, 1)
    assert (result.json["batch"], result.json["files"], result.json["taken"]) == (
        None,
        [],
        0,
    )
    assert desk.dump() == before


# --- two at once ---------------------------------------------------------------------


def test_two_processes_at_once_each_do_their_work_or_say_why_not(
    desk: Desk, forms: Forms, tmp_path: Path
) -> None:
    names = list(forms)[:3]
    files = [
        fill(
            forms[name],
            [piece(DAY, f"{A}之{n}", "云岭日报") for n in range(20)],
            to=tmp_path / f"{n}.xlsx",
        )
        for n, name in enumerate(names)
    ]
    started = [
        subprocess.Popen(
            [
                sys.executable,
                ROOT / "main.py",
                "import-forms",
                file,
                "--received",
                ON,
                "--data",
                desk.data,
                "--json",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for file in files
    ]
    ended = [(process, *process.communicate(timeout=120)) for process in started]
    good = 0
    for process, _, err in ended:
        assert process.returncode in (0, 1)
        good += process.returncode == 0
        assert process.returncode == 0 or sentence(err), err
    assert good >= 1
    assert desk.good("check")["ok"]
    assert desk.board(WEEK)["received"] == good
    for file in files:
        desk.take(file, received=ON)
    assert desk.totals(WEEK)[1] == 60


def test_the_sample_and_the_demo(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "样")
    made = desk.good("init", "--sample", "--seed", "7")
    assert made["units"] >= 50
    assert made["weeks"] >= 20
    assert desk.good("check")["ok"]
    week = desk.board("2026-10-14")
    assert week["expected"] >= week["received"] >= week["on_time"] >= 0
    assert desk("demo", "--out", tmp_path / "不行").code == 1, (
        "no sample is played into data that are in use"
    )
    desk.data = tmp_path / "演示数据"
    files = desk.good("demo", "--out", tmp_path / "演示")["files"]
    assert files
    assert desk.good("check")["ok"]
    assert all(
        Path(file["path"] if isinstance(file, dict) else file).exists()
        for file in files
    )
    assert active(load_workbook(next(p for p in (tmp_path / "演示").rglob("*.xlsx"))))
