"""The page on a small county, with a short plan to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.database import Database
from tests.services.plans.correcting.a_plan import TEXT
from tests.ui.support import until_idle
from ui.context import AppContext
from ui.navigation import Place
from ui.plan_review.page import PlanReviewPage

MakePage = Callable[[], PlanReviewPage]


@pytest.fixture
def make_page(small_county: Database, context: AppContext, qtbot: QtBot) -> MakePage:
    """Another page on the same folder, shown and settled."""

    def make() -> PlanReviewPage:
        page = PlanReviewPage(context)
        qtbot.addWidget(page)
        page.resize(1190, 740)
        page.show()
        context.data_changed.connect(page.refresh)
        page.open(Place("plan_review"))
        until_idle(qtbot, context)
        return page

    return make


@pytest.fixture
def empty_page(make_page: MakePage) -> PlanReviewPage:
    """The page before anything was read."""
    return make_page()


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """The short plan as a text file in the encoding of old machines."""
    path = tmp_path / "文明乡风方案.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    return path


@pytest.fixture
def page(
    empty_page: PlanReviewPage, plan_file: Path, context: AppContext, qtbot: QtBot
) -> PlanReviewPage:
    """The page with the short plan read in."""
    empty_page.open(Place.of("plan_review", files=[str(plan_file)]))
    until_idle(qtbot, context)
    qtbot.waitUntil(lambda: bool(empty_page.check.matches))
    return empty_page
