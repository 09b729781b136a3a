"""schedule propose and export, workdays, workdays import: the answers, the refusals, and that nothing changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.database import Database
from services.registers.units import close_unit, list_units, save_unit
from tests.commands.conftest import Cli, spawn, stored
from tests.services.schedules.test_proposal import PINGCHUAN, works_2018

ANNEX = ",".join(unit for unit, _ in PINGCHUAN)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A data folder with the units of the annex, and one that was merged away."""
    folder = tmp_path / "县"
    db = Database.open(folder)
    with db.writing("单位") as session:
        for unit, _ in PINGCHUAN:
            save_unit(session, name=unit, group="区直")
        save_unit(
            session,
            name="区人力资源局（社保、就业）",
            aliases="区人力局",
            group="区直",
        )
        units = {u.name: u.id for u in list_units(session)}
        old = save_unit(session, name="区旅游局", group="区直")
        close_unit(session, old, dt.date(2021, 8, 1), units["区文旅局"])
    db.close()
    return folder


def test_pingchuan_row_for_row(cli: Cli, county: Path) -> None:
    before = stored(county)
    ran = cli(
        "schedule", "propose", "--units", ANNEX, "--from", "2021-08-16",
        "--per-workday", "2", "--column", "一把手谈营商环境", "--data", county, "--json",
    )  # fmt: skip
    assert ran.code == 0
    assert ran.err == ""
    assert ran.data["slots"] == [
        {"no": no, "unit": unit, "date": day.isoformat()}
        for no, (unit, day) in enumerate(PINGCHUAN, start=1)
    ]
    assert stored(county) == before


def _saved(cli: Cli, county: Path) -> None:
    ran = cli(
        "schedule", "propose", "--units", ANNEX, "--from", "2021-08-16", "--per-workday",
        "2", "--column", "一把手谈营商环境", "--save", "--data", county, "--json",
    )  # fmt: skip
    assert ran.code == 0
    assert ran.data["series"] == 1


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".ics"])
def test_a_saved_series_is_exported(
    cli: Cli, county: Path, tmp_path: Path, suffix: str
) -> None:
    _saved(cli, county)
    before = stored(county)
    target = tmp_path / f"排期{suffix}"
    ran = cli(
        "schedule", "export", "--column", "一把手谈营商环境", "--out", target,
        "--data", county, "--json",
    )  # fmt: skip
    assert ran.code == 0
    assert (ran.data["file"], ran.data["cancelled"]) == (str(target), 0)
    assert ran.data["slots"] == [
        {"no": no, "unit": unit, "date": day.isoformat()}
        for no, (unit, day) in enumerate(PINGCHUAN, start=1)
    ]
    assert target.stat().st_size > 1000
    assert stored(county) == before


def test_what_cannot_be_exported_or_saved_is_told(
    cli: Cli, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "排期.xlsx"
    words = ("schedule", "export", "--column", "热线", "--data", county)
    none = cli(*words, "--out", out, "--json")
    assert none.code == 1
    assert "还没有排期" in none.data["error"]
    _saved(cli, county)
    other = cli(*words, "--out", out)
    assert other.code == 1
    assert "现有的栏目：“一把手谈营商环境”" in other.err
    assert not out.exists()
    assert cli(*words, "--out", tmp_path / "排期.pdf").code == 2
    nameless = cli(
        "schedule", "propose", "--units", "区发改局", "--from", "2021-08-16",
        "--per-workday", "1", "--save", "--data", county,
    )  # fmt: skip
    assert nameless.code == 2
    missing = cli(
        "schedule", "export", "--column", "一把手谈营商环境",
        "--out", tmp_path / "没有" / "排期.xlsx", "--data", county,
    )  # fmt: skip
    assert missing.code == 1
    assert "不存在" in missing.err


def test_names_are_taken_as_they_are_where_there_is_no_register(
    cli: Cli, tmp_path: Path
) -> None:
    nowhere = tmp_path / "没有"
    ran = cli(
        "schedule", "propose", "--units", "甲,乙,丙", "--from", "2021-08-20",
        "--per-workday", "1", "--data", nowhere, "--json",
    )  # fmt: skip
    assert [(s["unit"], s["date"]) for s in ran.data["slots"]] == [
        ("甲", "2021-08-20"),
        ("乙", "2021-08-23"),
        ("丙", "2021-08-24"),
    ]
    assert not nowhere.exists()
    cli("init", "--data", nowhere)
    again = cli(
        "schedule", "propose", "--units", "甲,乙", "丙", "--from", "2021-08-20",
        "--per-workday", "1", "--data", nowhere, "--json",
    )  # fmt: skip
    assert again.data == ran.data


def test_wenzhou_weekly(cli: Cli, tmp_path: Path) -> None:
    units = ",".join(f"局{n}" for n in range(1, 14))
    ran = cli(
        "schedule", "propose", "--units", units, "--from", "2018-04-02",
        "--weekly", "1", "--until", "2018-06-30", "--data", tmp_path, "--json",
    )  # fmt: skip
    days = [dt.date.fromisoformat(s["date"]) for s in ran.data["slots"]]
    assert len(days) == 13
    assert all(works_2018(day) for day in days)
    assert len({day.isocalendar()[:2] for day in days}) == 13
    assert ran.data["unpublished_years"] == []


def test_lines_for_people(cli: Cli, county: Path) -> None:
    ran = cli(
        "schedule", "propose", "--units", "区发改局、区人力局、区发改局", "--from",
        "2026-12-31", "--per-workday", "3", "--column", "面对面", "--data", county,
    )  # fmt: skip
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "“面对面”排期 3 个（没有保存）：",
        "    1 区发改局：2026年12月31日（周四）",
        "    2 区人力资源局（社保、就业）：2026年12月31日（周四）",
        "    3 区发改局：2026年12月31日（周四）",
        "  警告：12月31日（周四）：“区发改局”这一天排了 2 次。",
    ]
    later = cli(
        "schedule", "propose", "--units", "区发改局,区工信局", "--from", "2026-12-31",
        "--per-workday", "1", "--data", county,
    )  # fmt: skip
    assert "2027 年的放假安排还没有公布或填写" in later.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--units", "区发改,区工信局", "--from", "2021-08-16", "--per-workday", "1"),
            "名册里没有“区发改”（最接近的是“区发改局”），没有排期。",
        ),
        (
            ("--units", "区旅游局", "--from", "2021-08-16", "--per-workday", "1"),
            "已经停用，已并入“区文旅局”",
        ),
        (
            ("--units", "区发改局", "--from", "2021-08-16", "--per-workday", "0"),
            "每次安排的单位数请填 1 到 100，现在是 0。",
        ),
        (
            ("--units", "区发改局", "--from", "2021-08-16", "--weekly", "-2", "--until", "2021-09-30"),
            "现在是 -2。",
        ),
        (
            ("--units", "区发改局", "--from", "2026-10-01", "--per-workday", "1", "--until", "2026-10-04"),
            "没有可以安排的工作日",
        ),
        (
            ("--units", "区发改局", "--from", "2021-08-16", "--per-workday", "1", "--until", "2021-08-15"),
            "早于起始日期",
        ),
        (
            ("--units", ANNEX, "--from", "2021-08-16", "--weekly", "1", "--until", "2021-08-31"),
            "按这个节奏只排得下 3 个。区司法局",
        ),
        (
            ("--units", "，", "--from", "2021-08-16", "--per-workday", "1"),
            "还没有选单位",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_laid_out_is_refused(
    cli: Cli, county: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = stored(county)
    ran = cli("schedule", "propose", *words, "--data", county, "--json")
    assert ran.code == 1
    assert list(ran.data) == ["error"]
    assert sentence in ran.data["error"]
    assert ran.err.strip() == ran.data["error"]
    assert stored(county) == before


@pytest.mark.parametrize(
    "words",
    [
        ("schedule",),
        ("schedule", "propose"),
        ("schedule", "propose", "--units", "甲", "--from", "2021-08-16"),
        ("schedule", "propose", "--units", "甲", "--from", "2021-08-16", "--weekly", "1"),
        ("schedule", "propose", "--units", "甲", "--from", "13月1日", "--per-workday", "1"),
        ("schedule", "propose", "--units", "甲", "--from", "2021-08-16", "--per-workday", "两"),
        ("schedule", "propose", "--units", "甲", "--from", "2021-08-16", "--per-workday", "1",
         "--weekly", "1", "--until", "2021-09-01"),
        ("schedule", "export"),
        ("workdays",),
        ("workdays", "2026-10-01"),
        ("workdays", "昨天前", "2026-10-01"),
        ("workdays", "import"),
    ],
)  # fmt: skip
def test_wrong_arguments(cli: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = cli(*words, "--data", tmp_path / "没有")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert not (tmp_path / "没有").exists()


def test_workdays_between_two_days(cli: Cli, tmp_path: Path) -> None:
    ran = cli("workdays", "2018-04-04", "2018-04-10", "--data", tmp_path, "--json")
    assert ran.data == {
        "workdays": ["2018-04-04", "2018-04-08", "2018-04-09", "2018-04-10"],
        "unpublished_years": [],
    }
    none = cli("workdays", "2026-10-01", "2026-10-04", "--data", tmp_path, "--json")
    assert (none.code, none.data["workdays"]) == (0, [])
    unknown = cli("workdays", "2026-12-31", "2028-01-03", "--data", tmp_path, "--json")
    assert unknown.data["unpublished_years"] == [2027, 2028]
    assert "2027-01-01" in unknown.data["workdays"]
    back = cli("workdays", "2018-04-10", "2018-04-04", "--data", tmp_path, "--json")
    assert back.code == 1
    assert "早于" in back.data["error"]


def test_a_list_is_imported_and_counts(cli: Cli, county: Path, tmp_path: Path) -> None:
    listed = tmp_path / "2027年.csv"
    listed.write_text(
        "日期,安排\n1月1日至3日,放假\n2月5日至11日,放假\n2月14日,上班\n",
        encoding="gb18030",
    )
    ran = cli("workdays", "import", listed, "--data", county, "--json")
    assert ran.code == 0
    assert ran.data["years"] == [2027]
    assert ran.data["worked"] == ["2027-02-14"]
    assert ran.data["off"] == [
        "2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11",
    ]  # fmt: skip
    seen = cli("workdays", "2027-02-04", "2027-02-15", "--data", county, "--json")
    assert seen.data == {
        "workdays": ["2027-02-04", "2027-02-12", "2027-02-14", "2027-02-15"],
        "unpublished_years": [],
    }
    plan = cli(
        "schedule", "propose", "--units", "区发改局,区工信局,区司法局", "--from",
        "2027-02-04", "--per-workday", "1", "--data", county, "--json",
    )  # fmt: skip
    assert [s["date"] for s in plan.data["slots"]] == [
        "2027-02-04",
        "2027-02-12",
        "2027-02-14",
    ]
    again = cli("workdays", "import", listed, "--data", county)
    assert again.out == "2027 年的放假安排与已知的一致。\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        "天气不错，大家好\n".encode(),
        "2027-01-01,放假\n2027-02-30,放假\n".encode(),
        "2027-01-01,放假\n2027-03-02,上班\n".encode(),
    ],
)
def test_a_list_of_nonsense_changes_nothing(
    cli: Cli, county: Path, tmp_path: Path, content: bytes
) -> None:
    listed = tmp_path / "放假.csv"
    listed.write_bytes(content)
    before = stored(county)
    ran = cli("workdays", "import", listed, "--data", county, "--json")
    assert ran.code == 1
    assert ran.data["error"].startswith("“放假.csv”")
    assert stored(county) == before
    empty = tmp_path / "没有数据"
    assert cli("workdays", "import", listed, "--data", empty).code == 1
    assert not empty.exists()


def test_a_missing_list(cli: Cli, tmp_path: Path) -> None:
    ran = cli("workdays", "import", tmp_path / "没有.xlsx", "--data", tmp_path / "没有")
    assert ran.code == 1
    assert "没有找到“没有.xlsx”" in ran.err
    assert not (tmp_path / "没有").exists()


def test_in_a_process_of_its_own(tmp_path: Path) -> None:
    ran = spawn(
        "schedule", "propose", "--units", ANNEX, "--from", "2021-08-16",
        "--per-workday", "2", "--json", "--data", tmp_path / "没有",
    )  # fmt: skip
    assert ran.code == 0
    assert [s["date"] for s in ran.data["slots"]] == [
        day.isoformat() for _, day in PINGCHUAN
    ]
