"""Documents of our own invention, read and compared with a reading by hand, field by field."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from services.plans.as_json import as_data
from services.plans.files import read_document
from services.plans.reader import read_plan
from services.plans.reading import DocKind
from tests.services.plans.scoring import FIELDS, f1, score

FOLDER = Path(__file__).parent / "documents"
PLANS = sorted(
    p
    for p in FOLDER.iterdir()
    if p.suffix != ".json" and p.with_suffix(".json").exists()
)
JUDGED = {"tasks", "targets", "columns", "outlets"}
LEAST_DECIDED, LEAST_JUDGED = 0.97, 0.85


def _read(path: Path) -> dict[str, Any]:
    return as_data(read_plan(read_document(path).text))


@functools.cache
def _scores() -> dict[str, list[tuple[int, int, int]]]:
    out: dict[str, list[tuple[int, int, int]]] = {f: [] for f in FIELDS}
    for path in PLANS:
        hand = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        for name, one in score(hand, _read(path)).items():
            out[name].append(one)
    return out


@pytest.mark.parametrize("name", FIELDS)
def test_all_documents_together(name: str) -> None:
    rows = _scores()[name]
    total = (sum(r[0] for r in rows), sum(r[1] for r in rows), sum(r[2] for r in rows))
    least = LEAST_JUDGED if name in JUDGED else LEAST_DECIDED
    assert f1(*total) >= least, f"{name}: hits, expected, read = {total}"


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_every_value_stands_at_its_place(path: Path) -> None:
    text = read_document(path).text
    reading = read_plan(text)

    def same(value: str, start: int, end: int) -> bool:
        """The letters of a value in their order, from first to last (a page number may stand between)."""
        letters, words = "".join(value.split()), text[start:end]
        rest = iter(words)
        ends = letters[0] == words[0] and letters[-1] == words[-1]
        return ends and all(c in rest for c in letters)

    spans = [
        (f.raw or f.value, f.span)
        for f in (*reading.columns, *reading.outlets, *reading.places)
    ]
    for task in reading.tasks:
        spans += [(u.name, u.span) for u in (*task.lead_units, *task.support_units)]
        spans += [(d.raw, d.span) for d in task.deadlines] + [
            (t.value, t.span) for t in task.targets
        ]
    spans += [(u.name, u.span) for u in reading.member_units]
    spans += [(c.name, c.span) for c in reading.contacts]
    assert spans
    for value, span in spans:
        assert span is not None
        assert same(value, span.start, span.end), (value, text[span.start : span.end])


def test_a_news_report_is_no_plan() -> None:
    reading = read_plan(read_document(FOLDER / "11_report.txt").text)
    assert reading.kind is DocKind.ARTICLE
    assert reading.title is not None
    assert reading.title.value == "沙河县出台便民服务实施方案"
    assert reading.source is not None
    assert reading.source.value == "沙河日报"
    assert reading.issue_date is not None
    assert reading.issue_date.start is not None
    assert reading.issue_date.start.isoformat() == "2024-05-06"
    assert not (
        reading.tasks or reading.phases or reading.member_units or reading.headings
    )
    assert reading.remarks


def test_a_notice_on_the_wall_is_no_plan() -> None:
    reading = read_plan(read_document(FOLDER / "12_minutes.txt").text)
    assert reading.kind is DocKind.OTHER
    assert reading.title is None
    assert not (reading.tasks or reading.headings or reading.contacts)
    assert "没有认出" in reading.remarks[0]


def test_damage_is_kept_and_flagged() -> None:
    reading = read_plan(read_document(FOLDER / "04_scanned.txt").text)
    assert [c.email for c in reading.contacts] == ["bsxscjgOl63.com"] * 2
    assert all("@" in c.doubt for c in reading.contacts)
    assert [h.doubt != "" for h in reading.headings if h.number == "（一）"] == [True]


def test_a_missing_year_is_doubted() -> None:
    reading = read_plan(read_document(FOLDER / "01_civility.txt").text)
    days = [d for t in reading.tasks for d in t.deadlines]
    assert days
    assert all("没有写年份" in d.doubt for d in days)
