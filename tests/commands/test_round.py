"""The weekly round through the commands: forms out, in, undone, issued; the sample round."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from models.database import FILE_NAME
from services.forms_shared import HEADINGS
from services.intake.workbook import read_book
from tests.commands.conftest import SAMPLE_WEEK, Cli, Ran, spawn, stored
from tests.filled_forms import Cells, fill_form, piece

WEEK = SAMPLE_WEEK + dt.timedelta(days=7)
RECEIVED = WEEK + dt.timedelta(days=3)
FIRST, SECOND, THIRD = "云岭县纪委监委", "云岭县委办公室", "云岭县政府办公室"


def rows_of_first() -> list[Cells]:
    """Two placements of one story and one of another."""
    title = "县纪委监委公开晾晒整改清单"
    return [
        piece(WEEK, title, "云岭电视台", 层级="县(区)"),
        piece("11月17日", title, "澜川日报", 层级="市"),
        piece("2026.11.18", "廉政家访走进石栈镇", "云岭发布"),
    ]


@pytest.fixture
def folder(blanks: dict[str, Path], tmp_path: Path) -> Path:
    """What came back: one filled form, one nil, one with a wrong row beside a right one."""
    back = tmp_path / "交回"
    back.mkdir()
    fill_form(blanks[FIRST], back / "甲.xlsx", rows_of_first())
    fill_form(blanks[SECOND], back / "乙.xlsx", [], nil="√")
    wrong = [piece(WEEK, "对的一行", "云岭发布"), piece("2月30日", "错的", "云岭发布")]
    fill_form(blanks[THIRD], back / "丙.xlsx", wrong)
    return back


def take(cli: Cli, sample: Path, *words: object) -> Ran:
    return cli(
        "import-forms", *words, "--received", RECEIVED, "--data", sample, "--json"
    )


def ask(folder: Path, query: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        return connection.execute(query, values).fetchall()


def test_forms_for_every_unit_that_owes_one(sample: Path, tmp_path: Path) -> None:
    ran = spawn(
        "forms", "--week", "2026-11-20", "--out", tmp_path / "表 格", "--data", sample,
        "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert set(ran.data) == {"week", "files"}
    assert ran.data["week"] == WEEK.isoformat()
    files = ran.data["files"]
    assert all(set(f) == {"unit", "path"} for f in files)
    board = spawn("board", "--week", WEEK, "--data", sample, "--json").data
    assert [f["unit"] for f in files] == [u["unit"] for u in board["units"]]
    for file in (files[0], files[-1]):
        rows = read_book(Path(file["path"])).sheets[0].rows
        assert file["unit"] in str(rows[0][0])
        assert HEADINGS in [tuple(r[:10]) for r in rows]
    again = spawn(
        "forms", "--week", WEEK, "--out", tmp_path / "表 格", "--data", sample
    )
    assert again.code == 0  # blank forms may be written again
    assert str(len(files)) in again.out


def test_filled_forms_are_never_written_over(
    cli: Cli, sample: Path, blanks: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "表"
    cli("forms", "--week", WEEK, "--out", out, "--data", sample)
    mine = out / blanks[FIRST].name
    fill_form(mine, mine, rows_of_first())
    before = mine.read_bytes()
    ran = cli("forms", "--week", WEEK, "--out", out, "--data", sample, "--json")
    assert ran.code == 1
    assert mine.name in ran.data["error"]
    assert mine.read_bytes() == before


def test_an_import_agrees_with_the_tables(cli: Cli, sample: Path, folder: Path) -> None:
    ran = take(cli, sample, folder)
    assert ran.code == 0
    data = ran.data
    assert set(data) == {
        "batch",
        "files",
        "taken",
        "changed",
        "duplicates",
        "skipped",
        "problems",
    }
    assert [data[k] for k in ("taken", "changed", "duplicates", "skipped")] == [
        4,
        0,
        0,
        1,
    ]
    files = {Path(f["path"]).name: f for f in data["files"]}
    assert all(set(f) == {"path", "unit", "week", "outcome"} for f in data["files"])
    assert {n: f["outcome"] for n, f in files.items()} == {
        "甲.xlsx": "taken",
        "乙.xlsx": "nil",
        "丙.xlsx": "taken",
    }
    assert {f["unit"] for f in data["files"]} == {FIRST, SECOND, THIRD}
    assert {f["week"] for f in data["files"]} == {WEEK.isoformat()}
    (problem,) = data["problems"]
    assert (problem["file"], problem["column"]) == ("丙.xlsx", "刊播日期")
    assert "没有 30 日" in problem["reason"]
    kept = ask(
        sample,
        "SELECT s.title, o.name, p.published_on FROM placement p JOIN story s ON s.id = p.story_id"
        " JOIN outlet o ON o.id = p.outlet_id WHERE p.week = ? ORDER BY p.id",
        WEEK.toordinal(),
    )
    assert sorted(kept) == [
        ("县纪委监委公开晾晒整改清单", "云岭电视台", WEEK.toordinal()),
        ("县纪委监委公开晾晒整改清单", "澜川日报", WEEK.toordinal() + 1),
        ("对的一行", "云岭发布", WEEK.toordinal()),
        ("廉政家访走进石栈镇", "云岭发布", WEEK.toordinal() + 2),
    ]
    assert ask(sample, "SELECT id FROM import_batch") == [(data["batch"],)]


def test_the_board_after_an_import(cli: Cli, sample: Path, folder: Path) -> None:
    take(cli, sample, folder)
    data = cli("board", "--week", WEEK, "--data", sample, "--json").data
    units = {u["unit"]: u for u in data["units"]}
    assert (data["received"], data["on_time"]) == (3, 3)
    first = units[FIRST]
    assert (first["state"], first["stories"], first["placements"]) == ("received", 2, 3)
    assert first["received_on"] == RECEIVED.isoformat()
    assert first["silent_weeks"] == 0
    assert units[SECOND]["state"] == "nil"
    assert units[THIRD]["placements"] == 1


def test_a_dry_run_tells_the_same_and_changes_nothing(
    cli: Cli, sample: Path, folder: Path
) -> None:
    before = stored(sample)
    dry = take(cli, sample, folder, "--dry-run").data
    assert stored(sample) == before
    wet = take(cli, sample, folder).data
    assert dry["batch"] is None
    assert isinstance(wet["batch"], int)
    assert dry | {"batch": 0} == wet | {"batch": 0}


def test_the_same_files_again_are_duplicates(
    cli: Cli, sample: Path, folder: Path
) -> None:
    (folder / "丙.xlsx").unlink()
    take(cli, sample, folder)
    shutil.copy(folder / "甲.xlsx", folder / "甲的副本.xlsx")
    before = ask(sample, "SELECT * FROM placement")
    again = take(cli, sample, folder)
    assert again.code == 0
    assert again.data["taken"] == again.data["changed"] == 0
    assert again.data["duplicates"] == 6  # three rows, and those of the copy
    assert ask(sample, "SELECT * FROM placement") == before


def test_a_newer_form_changes_what_was_taken_in(
    cli: Cli, sample: Path, blanks: dict[str, Path], tmp_path: Path
) -> None:
    old, new = tmp_path / "旧.xlsx", tmp_path / "新.xlsx"
    rows = rows_of_first()
    fill_form(blanks[FIRST], old, rows)
    take(cli, sample, old)
    rows[2] = rows[2] | {"链接": "https://news.example.com/1"}
    fill_form(blanks[FIRST], new, rows)
    ran = take(cli, sample, new)
    assert [ran.data[k] for k in ("taken", "changed", "duplicates")] == [0, 1, 2]
    links = ask(sample, "SELECT link FROM placement WHERE link LIKE '%example.com/1'")
    assert links == [("https://news.example.com/1",)]


def test_problems_are_written_to_send_back(
    cli: Cli, sample: Path, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "要改的.xlsx"
    ran = take(cli, sample, folder, "--problems", target)
    assert ran.code == 0
    cells = [str(v) for s in read_book(target).sheets for r in s.rows for v in r if v]
    assert "错的" in cells
    assert any("没有 30 日" in c for c in cells)


def test_undo_takes_the_whole_import_back(cli: Cli, sample: Path, folder: Path) -> None:
    live = "SELECT count(*) FROM {} WHERE deleted_at IS NULL"
    tables = ("placement", "story", "weekly_return", "outlet")
    before = [ask(sample, live.format(t)) for t in tables]
    board = cli("board", "--week", WEEK, "--data", sample, "--json").data
    batch = take(cli, sample, folder).data["batch"]
    ran = spawn("undo-import", batch, "--data", sample, "--json")
    assert ran.code == 0, ran.err
    assert ran.data == {"batch": batch, "undone": 5}  # four placements and a nil return
    assert [ask(sample, live.format(t)) for t in tables] == before
    assert cli("board", "--week", WEEK, "--data", sample, "--json").data == board
    assert cli("check", "--data", sample, "--json").data["ok"]
    assert cli("undo-import", "--data", sample).code == 1
    assert cli("undo-import", batch, "--data", sample).code == 1
    assert cli("undo-import", 999, "--data", sample).code == 1
    assert take(cli, sample, folder).data["taken"] == 4


def test_the_latest_import_is_undone_first(
    cli: Cli, sample: Path, folder: Path
) -> None:
    first = take(cli, sample, folder / "甲.xlsx").data["batch"]
    second = take(cli, sample, folder / "丙.xlsx").data["batch"]
    for batch in (second, first):
        ran = cli("undo-import", "--data", sample, "--json")
        assert ran.data["batch"] == batch


def test_an_issue_is_frozen_and_written_again_the_same(
    cli: Cli, sample: Path, folder: Path, tmp_path: Path
) -> None:
    take(cli, sample, folder)
    words = ["issue-week", "--week", "2026-11-19", "--data", sample, "--json"]
    one, two = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    first = cli(*words, "--out", one)
    assert first.code == 0
    data = first.data
    assert set(data) == {"number", "week", "hash", "units", "stories", "placements"}
    assert (data["number"], data["week"]) == (1, WEEK.isoformat())
    assert (data["stories"], data["placements"]) == (3, 4)
    board = cli("board", "--week", WEEK, "--data", sample, "--json").data
    assert data["units"] == len(board["units"])
    cli("undo-import", "--data", sample)  # what comes later does not touch the issue
    second = spawn(*words, "--out", two)
    assert second.data == data
    assert one.read_bytes() == two.read_bytes()
    assert ask(sample, "SELECT number, hash FROM weekly_issue") == [(1, data["hash"])]
    text = [str(v) for s in read_book(one).sheets for r in s.rows for v in r if v]
    assert "廉政家访走进石栈镇" in text


def test_an_issue_that_cannot_be_written(
    cli: Cli, sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "没有的文件夹" / "周报.xlsx"
    ran = cli("issue-week", "--week", WEEK, "--out", target, "--data", sample)
    assert ran.code == 1
    assert "没有的文件夹" in ran.err
    future = cli(
        "issue-week", "--week", "2090-01-04", "--out", tmp_path / "x.xlsx", "--data", sample,
    )  # fmt: skip
    assert future.code == 1
    assert not (tmp_path / "x.xlsx").exists()


def test_the_sample_round_of_the_readme(tmp_path: Path) -> None:
    out = tmp_path / "示范"
    ran = spawn("demo", "--out", out, "--json")
    assert ran.code == 0, ran.err
    assert set(ran.data) == {"files"}
    files = [Path(f) for f in ran.data["files"]]
    assert all(f.is_file() for f in files)
    assert {f for f in out.rglob("*") if f.is_file()} == set(files)
    blank = [f for f in files if f.parent.name == "1-发出的表格"]
    back = [f for f in files if f.parent.name == "2-交回的表格"]
    issue = next(f for f in files if f.name.startswith("4-宣传周报"))
    assert len(blank) > len(back) > 10
    assert any("宣传统计" in f.name for f in back)
    assert len(read_book(issue).sheets) >= 4
    again = spawn("demo", "--out", out)
    assert again.code == 0
    assert "4 出周报：第 1 期" in again.out


def test_the_sample_round_keeps_its_data_where_it_is_told_to(
    cli: Cli, tmp_path: Path
) -> None:
    data = tmp_path / "d"
    assert cli("demo", "--out", tmp_path / "o", "--data", data).code == 0
    assert cli("check", "--data", data, "--json").data == {"ok": True, "findings": []}
    (batch,) = ask(data, "SELECT taken, skipped FROM import_batch")
    assert batch[0] > 20
    assert batch[1] == 1
    before = stored(data)
    refused = cli("demo", "--out", tmp_path / "o", "--data", data, "--json")
    assert refused.code == 1
    assert "error" in refused.data
    assert stored(data) == before
