"""The five source documents on the page: every value leads to its words, and what is a plan is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from services.campaigns.store import load_plan
from services.plans.correcting.fields import Kind
from services.plans.correcting.items import walk
from tests.ui.support import until_idle
from ui.navigation import Place
from ui.plan_review.page import PlanReviewPage

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
_SAID = {"000": 11, "001": 7, "002": 32, "003": 0, "004": 20}


@pytest.fixture(params=sorted(_SAID))
def source(request: pytest.FixtureRequest) -> tuple[str, Path]:
    number = str(request.param)
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("the source documents are not beside the repository")
    return number, found[0]


def test_every_value_of_a_source_leads_to_its_words(
    empty_page: PlanReviewPage, source: tuple[str, Path], qtbot: QtBot
) -> None:
    number, path = source
    page = empty_page
    page.open(Place.of("plan_review", files=[str(path)]))
    until_idle(qtbot, page.context)
    assert page.draft is not None
    assert len(page.draft.reading.tasks) == _SAID[number]
    for place, item in list(walk(page.check.sections)):
        page.check.tree.go(place)
        assert page.check.tree.path() == place
        if item.words and item.kind not in (Kind.SECTION, Kind.CHOICE):
            assert page.check.text.marked_words().strip(), place
    page.save_button.click()
    until_idle(qtbot, page.context)
    until_idle(qtbot, page.context)
    is_plan = number != "003"
    assert (page.draft.saved_id is not None) is is_plan
    if is_plan:
        with page.context.db.reading() as session:
            plan = load_plan(session, page.draft.saved_id or 0)
        assert len(plan.measures) == _SAID[number]
        assert all(m.span_start is not None for m in plan.measures)
