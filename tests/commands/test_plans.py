"""import-plan: one object with what was understood; nothing is stored."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Cli, spawn

DOCUMENTS = Path(__file__).parents[1] / "services" / "plans" / "documents"


def test_a_plan_as_one_object(cli: Cli, tmp_path: Path) -> None:
    ran = cli(
        "import-plan",
        DOCUMENTS / "01_civility.txt",
        "--data",
        tmp_path / "无",
        "--json",
    )
    assert ran.code == 0
    data = ran.data
    assert data["doc_type"] == "plan"
    assert data["doc_number"] == "清文明办发〔2024〕6号"
    assert {
        "headings",
        "tasks",
        "phases",
        "contacts",
        "annexes",
        "schedule_rows",
        "vote_weights",
    } <= set(data)
    assert data["tasks"][0]["lead_units"] == ["县委宣传部"]
    assert data["tasks"][1]["deadlines"][0] == {
        "raw": "上半年",
        "iso": "2024-06-30",
        "precision": "half",
        "past": False,
    }
    assert not (tmp_path / "无").exists()


def test_for_people(cli: Cli) -> None:
    ran = cli("import-plan", DOCUMENTS / "09_forwarded.txt")
    assert ran.code == 0
    assert "宣传方案：全区法治宣传教育工作计划" in ran.out
    assert "发文机关：梅岭区司法局" in ran.out


def test_what_is_no_plan_says_so(cli: Cli) -> None:
    ran = cli("import-plan", DOCUMENTS / "11_report.txt", "--json")
    assert ran.code == 0
    assert ran.data["doc_type"] == "article"
    assert ran.data["tasks"] == []
    assert ran.data["remarks"]


def test_a_bad_file_is_a_sentence_and_code_1(tmp_path: Path) -> None:
    bad = tmp_path / "图片.docx"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    ran = spawn("import-plan", bad, "--json")
    assert ran.code == 1
    assert "是图片" in ran.data["error"]
    assert ran.err.count("\n") == 1
    assert spawn("import-plan", tmp_path / "无.txt").code == 1


def test_a_plan_is_issued(cli: Cli, tmp_path: Path) -> None:
    from models.database import Database
    from services.campaigns.store import save_reading
    from services.plans.files import read_document
    from services.plans.reader import read_plan

    data = tmp_path / "数据"
    data.mkdir()
    db = Database.open(data)
    with db.writing("读入") as session:
        save_reading(
            session, read_plan(read_document(DOCUMENTS / "09_forwarded.txt").text)
        )
    db.close()
    target = tmp_path / "公文.docx"
    words = ("issue-plan", "--plan", "法治宣传", "--out", target, "--data", data)
    ran = cli(*words, "--number", "梅司发〔2026〕1号", "--json")
    assert ran.code == 0
    assert ran.data["path"] == str(target)
    assert ran.data["notes"] == []
    number = read_plan(read_document(target).text).doc_number
    assert number is not None
    assert number.value == "梅司发〔2026〕1号"
    assert (
        cli("issue-plan", "--plan", "没有的", "--out", target, "--data", data).code == 1
    )
