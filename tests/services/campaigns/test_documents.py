"""Whole documents saved: our own invented ones, and the source documents where they are at hand."""

import re
from pathlib import Path

import pytest

from models.database import Database
from services import history
from services.campaigns import store
from services.campaigns.bodies import Piece, pieces
from services.integrity import check
from services.plans.files import read_document
from services.plans.paragraphs import paragraphs
from services.plans.reader import read_plan
from services.plans.reading import DocKind, PlanReading
from services.text import fold

OWN = Path(__file__).parents[1] / "plans" / "documents"
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
FILES = sorted(p for p in OWN.iterdir() if p.suffix in {".txt", ".md"})
if SEEDS.is_dir():
    FILES += sorted(SEEDS.glob("*.txt"))


def _reading(path: Path) -> PlanReading:
    reading = read_plan(read_document(path).text)
    if reading.kind not in {DocKind.PLAN, DocKind.NOTICE}:
        pytest.skip("no plan")
    return reading


def _words(piece: Piece) -> str:
    head = piece.head
    named = f"{head.number}{head.text or ''}" if head else ""
    return named + piece.body


def test_the_source_documents_are_at_hand() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source documents are not beside this folder")
    assert len(list(SEEDS.glob("*.txt"))) == 5


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_word_of_the_main_text_is_lost_or_doubled(path: Path) -> None:
    reading = _reading(path)
    if reading.title is None or reading.title.span is None:
        pytest.skip("a plan without a title")
    inside = [a.body for a in reading.annexes if a.body]
    wanted = "".join(
        p.words()
        for p in paragraphs(reading.text)
        if not p.cells
        and p.section != "letterhead"
        and p.span.start >= reading.title.span.end
        and not any(b.start <= p.span.start < b.end for b in inside)
    )
    kept = "".join(_words(p) for p in pieces(reading) if p.section == "main")
    # A scanner's dash between brackets is read as the 一 that it was.
    assert fold(kept) == fold(re.sub("[（(][—–－-][）)]", "（一）", wanted))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_document_is_saved_whole_and_taken_back_as_one(
    db: Database, path: Path
) -> None:
    reading = _reading(path)
    with db.writing("存入") as session:
        plan_id = store.save_reading(session, reading, source_name=path.name)
    with db.reading() as session:
        plan = store.load_plan(session, plan_id)
    assert plan.source_text == reading.text
    assert len(plan.measures) == len(reading.tasks)
    assert [(d.raw, d.due_on, d.precision) for d in plan.deadlines] == [
        (d.raw, d.end, d.precision.value) for t in reading.tasks for d in t.deadlines
    ]
    assert [(u.name, u.span_start, u.span_end) for u in plan.measure_units] == [
        (u.name, u.span.start, u.span.end)
        for t in reading.tasks
        for u in (*t.lead_units, *t.support_units, *t.actors)
    ]
    heads = [p for p in plan.parts if p.kind == "head"]
    assert sorted((p.section, p.span_start or 0) for p in heads) == sorted(
        (h.section, h.span.start) for h in reading.headings
    )
    quotas = sum(len(t.quotas) for t in reading.tasks)
    assert len(plan.deliverables) == quotas
    assert check(db) == []
    with db.reading() as session:
        saved = history.last_undoable(session)
    assert saved is not None
    history.undo_action(db, saved.id)
    with db.reading() as session:
        assert store.list_campaigns(session) == []
