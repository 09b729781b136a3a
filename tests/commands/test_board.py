"""board and check, against what the database says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from models.database import FILE_NAME
from tests.commands.conftest import SAMPLE_WEEK, Cli, spawn, stored

STATES = {"received", "nil", "late", "missing", "exempt", "returned"}
KEYS = {
    "unit",
    "group",
    "state",
    "received_on",
    "stories",
    "placements",
    "silent_weeks",
}


def test_board_agrees_with_the_tables(cli: Cli, sample: Path) -> None:
    ran = cli("board", "--week", "2026-11-04", "--data", sample, "--json")
    assert ran.code == 0
    data = ran.data
    assert set(data) == {"week", "expected", "received", "on_time", "units"}
    assert data["week"] == "2026-11-02"
    rows = {u["unit"]: u for u in data["units"]}
    assert len(rows) == len(data["units"])
    assert all(set(u) == KEYS for u in data["units"])
    assert {u["state"] for u in data["units"]} <= STATES
    owed = [u for u in data["units"] if u["state"] != "exempt"]
    assert data["expected"] == len(owed)
    assert data["received"] == sum(u["state"] != "missing" for u in owed)
    assert data["on_time"] <= data["received"]
    week = SAMPLE_WEEK.toordinal() - 7
    with closing(sqlite3.connect(sample / FILE_NAME)) as connection:
        counted = dict(
            connection.execute(
                "SELECT u.name, count(*) FROM placement p JOIN unit u ON u.id = p.unit_id"
                " WHERE p.week = ? GROUP BY u.id",
                (week,),
            )
        )
        (came,) = connection.execute(
            "SELECT count(*) FROM weekly_return WHERE week = ? AND received_on IS NOT NULL AND NOT exempt",
            (week,),
        ).fetchone()
    assert {n: u["placements"] for n, u in rows.items() if u["placements"]} == counted
    assert data["received"] == came
    assert "云岭县乡村振兴服务中心" not in rows  # closed months before


def test_a_week_before_all_returns_is_empty(cli: Cli, sample: Path) -> None:
    data = cli("board", "--week", "2020-01-01", "--data", sample, "--json").data
    assert data["received"] == data["on_time"] == 0
    assert data["expected"] == len(data["units"])
    assert {u["state"] for u in data["units"]} == {"missing"}


def test_board_for_people(sample: Path) -> None:
    ran = spawn("board", "--week", SAMPLE_WEEK, "--data", sample)
    assert ran.code == 0
    assert ran.out.startswith("2026年11月9日—15日：应报 ")
    assert "县纪委监委" in ran.out


def test_reading_changes_nothing(cli: Cli, sample: Path) -> None:
    before = stored(sample)
    cli("board", "--week", SAMPLE_WEEK, "--data", sample)
    cli("check", "--data", sample)
    assert stored(sample) == before


def test_check_finds_a_broken_fact(cli: Cli, sample: Path) -> None:
    with closing(sqlite3.connect(sample / FILE_NAME)) as connection:
        connection.execute("UPDATE placement SET week = week - 7 WHERE id = 1")
        connection.commit()
    ran = cli("check", "--data", sample, "--json")
    assert ran.code == 1
    assert ran.data == {
        "ok": False,
        "findings": ["1 条刊播记录的单位或周次与所属报送不一致。"],
    }
    assert "1 个问题" in ran.err


def test_check_of_a_damaged_file(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"not a database" * 100)
    ran = cli("check", "--data", folder, "--json")
    assert ran.code == 1
    assert ran.data["ok"] is False
    assert "损坏" in ran.data["findings"][0]
    assert (folder / FILE_NAME).read_bytes() == b"not a database" * 100


def test_a_newer_database_is_left_alone(cli: Cli, sample: Path) -> None:
    with closing(sqlite3.connect(sample / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = (sample / FILE_NAME).read_bytes()
    ran = cli("board", "--week", SAMPLE_WEEK, "--data", sample)
    assert ran.code == 1
    assert "更新版本" in ran.err
    assert (sample / FILE_NAME).read_bytes() == before
