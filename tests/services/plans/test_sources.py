"""The five source documents, where they lie beside the repository; the facts here were read by hand."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.plans.as_json import as_data
from services.plans.files import read_document
from services.plans.reader import read_plan
from tests.services.plans.scoring import f1

SHARED = Path(__file__).resolve().parents[4] / "shared"
JUDGED = {"tasks", "targets", "columns", "outlets"}


def _source(number: str) -> Path:
    found = (
        sorted((SHARED / "seeds").glob(f"{number}_*.txt"))
        if (SHARED / "seeds").is_dir()
        else []
    )
    if not found:
        pytest.skip(
            "the source documents are not beside the repository (../shared/seeds)"
        )
    return found[0]


def _read(number: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(_source(number)).text))


@pytest.fixture(scope="module")
def scorer() -> Callable[
    [dict[str, Any], dict[str, Any]], dict[str, tuple[int, int, int]]
]:
    path = SHARED / "gold" / "score.py"
    if not path.is_file():
        pytest.skip("the scorer is not beside the repository (../shared/gold)")
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


@pytest.mark.parametrize("number", ["001", "004"])
def test_against_the_readings_by_hand(
    number: str,
    scorer: Callable[[dict[str, Any], dict[str, Any]], dict[str, tuple[int, int, int]]],
) -> None:
    data = _read(number)
    gold = json.loads(
        next((SHARED / "gold").glob(f"{number}_*.json")).read_text(encoding="utf-8")
    )
    for name, found in scorer(gold, data).items():
        assert f1(*found) >= (0.85 if name in JUDGED else 0.97), (name, found)


def test_kunming() -> None:
    data = _read("000")
    assert data["title"] == "昆明市优化营商环境工作宣传方案"
    assert [n["issuer"] for n in data["notices"]] == [
        "昆明市五华区人民政府新闻办",
        "中共昆明市委宣传部",
    ]
    assert data["issuer"] == "中共昆明市委宣传部"
    assert data["doc_number"] is None
    assert [(p["start"], p["end"]) for p in data["phases"]] == [
        ("2022-01-01", "2022-03-31"),
        ("2022-04-01", "2024-08-31"),
        ("2024-09-01", "2024-12-31"),
    ]
    people = [(p["role"], p["name"]) for p in data["leadership"]]
    assert people == [
        ("组长", "徐晓梅"),
        ("常务副组长", "李江"),
        ("副组长", "刘婕"),
        ("副组长", "郑连刚"),
        ("副组长", "彭涛"),
        ("副组长", "吕永平"),
    ]
    assert len(data["member_units"]) == 23
    assert data["member_units"][5] == "市委依法治市办（市司法局）"
    assert data["member_units"][-1] == "各开发（度假）区党群工作部"
    assert len(data["key_messages"]) == 3
    assert [t["number"] for t in data["tasks"]] == [
        f"五（{n}）"
        for n in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    ]
    assert not any(
        t["lead_units"] or t["support_units"] or t["deadlines"] for t in data["tasks"]
    )
    quotas = [
        (q["per"], q["min"], q["max"]) for t in data["tasks"] for q in t["quotas"]
    ]
    assert quotas == [("year", 1, 1), ("year", 2, 3)]
    assert data["columns"] == ["优化营商环境·昆明在行动"]
    assert data["outlets"] == [
        "昆明电视台",
        "昆明日报",
        "掌上春城",
        "一点关注",
        "无线昆明",
        "彩龙社区",
    ]
    assert data["annexes"] == data["contacts"] == data["schedule_rows"] == []


def test_jinghong() -> None:
    data = _read("002")
    assert data["doc_number"] == "景政办发〔2021〕145号"
    assert (data["issuer"], data["issue_date"]) == (
        "景洪市人民政府办公室",
        "2021-11-03",
    )
    assert len(data["copied_to"]) == 18
    assert (
        data["member_units"]
        == data["leadership"]
        == data["outlets"]
        == data["columns"]
        == []
    )
    tasks = {t["number"][1:].strip("（）"): t for t in data["tasks"]}
    assert len(data["tasks"]) == len(tasks) == 32
    assert sum(bool(t["lead_units"]) for t in data["tasks"]) == 27
    assert tasks["二"]["support_units"] == [
        "市市场监督管理局",
        "市发展和改革委员会",
        "市科学技术和工业信息化局",
    ]
    assert tasks["十一"]["support_units"] == [
        "市政务服务管理局",
        "市级有关部门",
        "乡镇",
        "街道",
    ]
    assert tasks["二十六"]["lead_units"] == [
        "市市场监督管理局",
        "市税务局",
        "市人力资源和社会保障局",
    ]
    assert tasks["二十二"]["support_units"][-2:] == [
        "市级各银行业金融机构",
        "市级有关部门",
    ]
    days = {
        k: [d["iso"] for d in t["deadlines"]]
        for k, t in tasks.items()
        if t["deadlines"]
    }
    assert days["四"] == ["2021-12-31"]
    assert days["八"] == ["2020-09-30"]
    assert tasks["八"]["deadlines"][0]["past"] is True
    assert days["十"] == ["2021-12-31", "2021-06-30"]
    assert "十一" not in days  # 「2022年起」 is where it begins
    assert days["十五"] == ["2021-12-31"]
    assert days["二十三"] == ["2021-12-31", "2021-12-31", "2022-12-31"]
    assert tasks["十五"]["targets"] == ["实现70项“一件事一次办”“全市通办、一窗通办”"]
    assert len(tasks["十"]["targets"]) == 4
    assert tasks["三十"]["recurrence"] == "quarterly"


def test_newspaper() -> None:
    data = _read("003")
    assert data["doc_type"] == "article"
    assert data["title"] == "着力打造一流营商环境“引凤来栖”"
    assert (data["issue_date"], data["source"]) == ("2022-05-18", "昆明日报")
    assert [(h["level"], h["text"]) for h in data["headings"]] == [
        (None, "务实高效便民利企"),
        (None, "助企纾困促进发展"),
    ]
    kept = {"doc_type", "title", "issue_date", "source", "headings", "remarks"}
    assert not any(v for k, v in data.items() if k not in kept)
