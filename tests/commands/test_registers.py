"""init, import-units and export-units, checked against the database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from models.database import Database
from services import settings
from services.registers.units import list_units
from tests.commands.conftest import Cli, spawn, stored


def test_init_makes_an_empty_office(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "新" / "数据"
    ran = cli("init", "--data", folder, "--office", "清水县委宣传部", "--json")
    assert ran.code == 0
    assert ran.data == {"data": str(folder), "units": 0, "weeks": 0}
    db = Database.open(folder)
    with db.reading() as session:
        assert settings.load(session).office == "清水县委宣传部"
    db.close()


def test_init_with_the_sample_in_a_process_of_its_own(tmp_path: Path) -> None:
    ran = spawn("init", "--sample", "--seed", 3, "--data", tmp_path / "d", "--json")
    assert ran.code == 0, ran.err
    assert ran.data == {"data": str(tmp_path / "d"), "units": 62, "weeks": 26}
    again = spawn("check", "--data", tmp_path / "d", "--json")
    assert again.data == {"ok": True, "findings": []}


def test_init_names_the_office_of_the_sample(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    cli("init", "--sample", "--office", "试验办公室", "--data", folder)
    db = Database.open(folder)
    with db.reading() as session:
        assert settings.load(session).office == "试验办公室"
    db.close()


def test_init_keeps_what_is_there(cli: Cli, sample: Path) -> None:
    before = stored(sample)
    ran = cli("init", "--data", sample, "--office", "别的办公室")
    assert ran.code == 0
    assert "已有数据，原样保留：62 个单位，26 周" in ran.out
    assert "仍是“云岭县委宣传部”" in ran.out
    assert stored(sample) == before


def test_the_sample_is_refused_where_data_are(cli: Cli, sample: Path) -> None:
    before = stored(sample)
    ran = cli("init", "--sample", "--data", sample, "--json")
    assert ran.code == 1
    assert "示例县只能放进空的数据里" in ran.data["error"]
    assert stored(sample) == before


def test_units_go_out_and_come_back_unchanged(
    cli: Cli, sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "单位名册.xlsx"
    out = cli("export-units", target, "--data", sample, "--json")
    assert out.code == 0
    assert out.data == {"taken": 62, "changed": 0, "skipped": 0, "problems": []}
    before = stored(sample)
    back = cli("import-units", target, "--data", sample, "--json")
    assert back.code == 0
    assert (back.data["taken"], back.data["changed"]) == (0, 0)
    assert back.data["problems"] == []
    assert {k: v for k, v in stored(sample).items() if k == "unit"} == {
        "unit": before["unit"]
    }


def test_a_list_of_units_starts_a_new_office(
    cli: Cli, sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "单位名册.xlsx"
    spawn("export-units", target, "--data", sample)
    ran = spawn("import-units", target, "--data", tmp_path / "新", "--json")
    assert ran.code == 0, ran.err
    assert set(ran.data) == {"taken", "changed", "skipped", "problems"}
    assert ran.data["taken"] == 62
    rows: list[list[object]] = []
    for folder in (sample, tmp_path / "新"):
        db = Database.open(folder)
        with db.reading() as session:
            rows.append(
                [
                    (u.name, u.short_name, u.group, u.aliases, u.valid_to, u.liaison)
                    for u in list_units(session, on=dt.date(2026, 11, 20))
                ]
            )
        db.close()
    assert rows[0] == rows[1]


def test_units_from_a_file_that_is_none(cli: Cli, sample: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "名册.xlsx"
    wrong.write_bytes(b"")
    before = stored(sample)
    ran = cli("import-units", wrong, "--data", sample, "--json")
    assert ran.code == 1
    assert "名册.xlsx" in ran.data["error"]
    assert stored(sample) == before
    fresh = cli("import-units", tmp_path / "没有.xlsx", "--data", tmp_path / "新")
    assert fresh.code == 1
    assert not (tmp_path / "新").exists()
