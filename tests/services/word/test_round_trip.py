"""A plan issued as a Word document and read again is the same plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from models.database import Database
from services.campaigns.store import load_plan, save_reading
from services.campaigns.types import Plan
from services.output.word.blocks import Wanted
from services.output.word.plan_document import issue_plan
from services.plans.files import read_document
from services.plans.numerals import to_han
from services.plans.reader import read_plan
from services.plans.reading import DocKind
from tests.services.word.made_plans import plans
from tests.services.word.same import differences, facts

DOCUMENTS = Path(__file__).parents[1] / "plans" / "documents"
SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"


class _Enough(Exception):
    """Leaves an action so that it is rolled back."""


def read_and_save(db: Database, path: Path) -> Plan | None:
    """The plan that a file says, as it is stored; nothing stays. None for a file that is no plan."""
    reading = read_plan(read_document(path).text)
    if reading.kind not in (DocKind.PLAN, DocKind.NOTICE):
        return None
    found: list[Plan] = []
    with pytest.raises(_Enough), db.writing("读入") as session:
        found.append(load_plan(session, save_reading(session, reading)))
        raise _Enough
    return found[0]


def again(db: Database, plan: Plan, target: Path) -> Plan:
    """A plan issued and read back."""
    issue_plan(plan, Wanted(), target)
    back = read_and_save(db, target)
    assert back is not None
    return back


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plans())
def test_a_plan_made_by_hand(db: Database, tmp_path: Path, plan: Plan) -> None:
    back = again(db, plan, tmp_path / "方案.docx")
    assert _told(plan, back) == {}


def test_numbers_beyond_a_hundred(db: Database, tmp_path: Path) -> None:
    """（一）…（一百零五） keep their numbers, units and days."""
    lines = [
        f"（{to_han(n)}）做好宣传之{to_han(n)}。结合实际抓好落实。（牵头单位：县教育局；责任单位：县公安局）"
        for n in range(1, 106)
    ]
    source = tmp_path / "方案.txt"
    words = [
        "云岭县反诈宣传工作方案",
        "为做好宣传，制定本方案。",
        "一、重点任务",
        *lines,
    ]
    source.write_text("\n".join(words), encoding="utf-8")
    plan = read_and_save(db, source)
    assert plan is not None
    assert len(plan.measures) == 105
    assert differences(plan, again(db, plan, tmp_path / "方案.docx")) == {}


def _told(plan: Plan, back: Plan) -> dict[str, Any]:
    """What differs, schedules apart: a plan made by hand holds the table only."""
    found = differences(plan, back)
    found.pop("slots", None)
    if "bodies" in found:  # what rows say and no body said was added to the bodies
        missing = [
            b for b in found["bodies"][0] if not _inside(b, facts(back)["bodies"])
        ]
        if not missing:
            del found["bodies"]
    return found


def _inside(body: str, bodies: list[str]) -> bool:
    return any(body in b for b in bodies)


@pytest.mark.parametrize(
    "path",
    sorted(p for p in DOCUMENTS.iterdir() if p.suffix != ".json"),
    ids=lambda p: p.stem,
)
def test_documents_of_the_genre(db: Database, tmp_path: Path, path: Path) -> None:
    plan = read_and_save(db, path)
    if plan is None:
        pytest.skip("no plan: nothing to issue")
    assert differences(plan, again(db, plan, tmp_path / "方案.docx")) == {}


@pytest.mark.parametrize("number", ["000", "001", "002", "004"])
def test_the_source_documents(db: Database, tmp_path: Path, number: str) -> None:
    found = sorted(SEEDS.glob(f"{number}_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip("the source documents are not beside the repository")
    plan = read_and_save(db, found[0])
    assert plan is not None
    assert differences(plan, again(db, plan, tmp_path / "方案.docx")) == {}
