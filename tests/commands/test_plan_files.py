"""progress-forms, import-progress, export-ledger, export-split from the command line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from models.database import Database
from tests.commands.conftest import Cli
from tests.services.progress import kit


@pytest.fixture
def county(db: Database) -> Path:
    """A data folder with one running plan, closed to this process."""
    kit.make_plan(db)
    return db.folder


def test_forms_go_out_come_back_and_are_taken_once(
    cli: Cli, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    sent = cli(
        "progress-forms",
        "--data",
        county,
        "--out",
        out,
        "--as-of",
        "2026-03-10",
        "--json",
    )
    assert sent.code == 0
    assert [f["measures"] for f in sent.data["files"]] == [3, 3]
    form = Path(sent.data["files"][0]["path"])
    kit.fill(form, {kit.TASKS[0]: {"本期进展": "开机", "完成比例": "过半"}})
    kit.fill(form, {kit.TASKS[1]: {"状态": "进行中"}})
    words = ("import-progress", form, "--data", county, "--received", "2026-03-10")
    tried = cli(*words, "--dry-run", "--json").data
    assert (tried["action"], tried["entries"], tried["waiting"]) == (None, 0, 1)
    assert tried["problems"][0]["column"] == "完成比例"
    taken = cli(*words, "--json", "--problems", tmp_path / "清单.xlsx").data
    assert (taken["states"], taken["entries"]) == (1, 0)
    assert openpyxl.load_workbook(tmp_path / "清单.xlsx").active is not None
    again = cli(*words, "--accept-doubtful", "--json").data
    assert (again["states"], again["entries"], again["same"]) == (0, 1, 1)
    assert "进展 0 条" in cli(*words).out


def test_ledger_and_decomposition_are_written(
    cli: Cli, county: Path, tmp_path: Path
) -> None:
    ledger, split = tmp_path / "台账.xlsx", tmp_path / "分解.xlsx"
    told = cli(
        "export-ledger",
        "--plan",
        "文明交通",
        "--out",
        ledger,
        "--data",
        county,
        "--json",
    ).data
    assert told["measures"] == 3
    ran = cli(
        "export-split", "--plan", "青宣发〔2026〕2号", "--out", split, "--data", county
    )
    assert ran.code == 0
    assert "任务分解表" in ran.out
    for path in (ledger, split):
        assert openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("export-ledger", "--plan", "没有的", "--out", "a.xlsx"), 1, "没有找到方案"),
        (("export-split", "--out", "a.xlsx"), 2, "--plan"),
        (("export-ledger", "--out", "a.pdf"), 2, ".xlsx"),
        (("import-progress", "没有.xlsx"), 1, "没有收入任何内容"),
    ],
)
def test_what_cannot_be_done_is_said(
    cli: Cli, county: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = cli(*words, "--data", county)
    assert ran.code == code
    assert said in ran.err
