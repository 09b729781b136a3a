"""Words, options and what is said when they are wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import SAMPLE_WEEK, Cli, spawn

LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def said_in_chinese(sentence: str) -> bool:
    """Whether a sentence holds no Latin word but commands, options and file names."""
    plain = re.sub(
        r"main\.py [a-z-]* ?--help|--[a-z-]+|“[^”]*”|\b(?:init|Excel|WPS|LibreOffice|JSON)\b",
        "",
        sentence,
    )
    return bool(sentence.strip()) and not LATIN_WORD.search(plain)


@pytest.mark.parametrize(
    "words",
    [
        ["bord"],
        ["board"],
        ["board", "--week"],
        ["board", "--week", "2026-11-16", "多余"],
        ["board", "--week", "13月1日"],
        ["board", "--week", "2026-02-30"],
        ["board", "--week", "1900-01-01"],
        ["board", "--week", ""],
        ["issue-week", "--week", "2026-11-16", "--out", "周报.pdf"],
        ["board", "--wek", "2026-11-16"],
        ["import-forms"],
        ["import-forms", ""],
        ["undo-import", "x"],
        ["undo-import", "1", "2"],
        ["issue-week", "--week", "2026-11-16"],
        ["forms", "--out", "x"],
        ["init", "--office"],
        ["init", "--office", " "],
        ["init", "--seed", "一"],
        ["demo"],
        ["--json"],
        ["--data"],
    ],
)
def test_wrong_arguments_are_usage_errors(cli: Cli, words: list[str]) -> None:
    ran = cli(*words)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert said_in_chinese(ran.err), ran.err
    if "--json" not in words:
        assert ran.out == ""


def test_a_usage_error_with_json_is_an_object(cli: Cli) -> None:
    ran = cli("board", "--json")
    assert ran.code == 2
    assert set(ran.data) == {"error"}
    assert ran.data["error"] == ran.err.strip()


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("joined", [True, False])
def test_data_and_json_stand_before_or_after_the_word(
    cli: Cli, sample: Path, before: bool, joined: bool
) -> None:
    data = [f"--data={sample}"] if joined else ["--data", str(sample)]
    options = [*data, "--json"]
    words = [*options, "check"] if before else ["check", *options]
    assert cli(*words).data == {"ok": True, "findings": []}


def test_the_environment_names_the_data(
    cli: Cli, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLICITY_DESK_DATA", str(sample))
    assert cli("init", "--json").data["units"] == 62


def test_help_is_chinese(cli: Cli) -> None:
    for words in (["--help"], ["import-forms", "-h"]):
        ran = cli(*words)
        assert ran.code == 0
        assert ran.err == ""
        assert ran.out.startswith("用法：")
        assert not re.search(r"usage|options|positional|show this", ran.out)


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["board", "--week", "2026-11-16"],
        ["forms", "--week", "2026-11-16", "--out", "x"],
        ["undo-import"],
        ["export-units", "x.xlsx"],
    ],
)
def test_without_data_nothing_is_made(
    cli: Cli, tmp_path: Path, words: list[str]
) -> None:
    folder = tmp_path / "没有"
    ran = cli("--data", folder, *words)
    assert ran.code == 1
    assert "还没有数据" in ran.err
    assert not folder.exists()


def test_a_process_of_its_own_speaks_utf8(sample: Path) -> None:
    ran = spawn(
        "board", "--week", "11月12日", "--data", sample, "--json",
        env={"PYTHONIOENCODING": "gbk"},  # what a Chinese Windows gives a pipe
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert ran.data["units"][0]["unit"] == "云岭县纪委监委"
    assert ran.err == ""


def test_a_process_that_fails_says_one_sentence(tmp_path: Path) -> None:
    ran = spawn("check", "--data", tmp_path / "无", "--json", env={"LC_ALL": "C"})
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert json.loads(ran.out) == {"error": ran.err.strip()}


def test_any_date_of_a_week_names_it(cli: Cli, sample: Path) -> None:
    written = (
        "2026-11-09",
        "2026.11.15",
        "2026年11月12日",
        "20261111",
        "２０２６．１１．１０",
    )
    for day in written:
        ran = cli("board", "--week", day, "--data", sample, "--json")
        assert ran.data["week"] == SAMPLE_WEEK.isoformat()
