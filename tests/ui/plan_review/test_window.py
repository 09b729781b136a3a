"""The page in the real window: its keys before those of the window, drafts over a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.database import Database
from services import settings
from services.campaigns.store import list_campaigns
from services.plans.correcting import changes
from services.plans.correcting.draft import peek
from services.registers.units import list_units, save_unit
from tests.ui.window import (
    WAIT,
    OpenWindow,
    context_of,
    idle,
    open_window,
    page_of,
)
from ui.home.lines import TaskLine
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.plan_review.page import PlanReviewPage

__all__ = ["open_window"]

_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(small_county: Database) -> Path:
    """A data folder that has been used before."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    return small_county.folder


def read_in(window: MainWindow, plan_file: Path, qtbot: QtBot) -> PlanReviewPage:
    window.go(Place.of("plan_review", files=[str(plan_file)]))
    idle(qtbot, window)
    page = page_of(window, "plan_review")
    qtbot.waitUntil(lambda: bool(page.check.matches), timeout=WAIT)
    page.check.tree.setFocus()
    return page


def rename(page: PlanReviewPage, title: str) -> None:
    page.check.correct(
        "改标题", lambda r: changes.set_words(r, ("title",), title), ("title",)
    )


def title_of(page: PlanReviewPage) -> str:
    assert page.draft is not None
    title = page.draft.reading.title
    return title.value if title else ""


def test_ctrl_z_means_the_correction_and_then_the_last_action(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, plan_file: Path
) -> None:
    window = open_window(folder)
    context = context_of(window)
    context.write("登记", lambda s: save_unit(s, name="云岭县教育局"))
    idle(qtbot, window)
    page = read_in(window, plan_file, qtbot)
    read = title_of(page)
    rename(page, "别的方案")
    qtbot.keyClick(page.check.tree, Qt.Key.Key_Z, _CONTROL)
    assert title_of(page) == read
    qtbot.keyClick(page.check.tree, Qt.Key.Key_Y, _CONTROL)
    assert title_of(page) == "别的方案"
    qtbot.keyClick(page.check.text, Qt.Key.Key_Z, _CONTROL)
    assert title_of(page) == read
    idle(qtbot, window)
    with context.db.reading() as session:
        assert "云岭县教育局" in {u.name for u in list_units(session)}
    qtbot.keyClick(page.check.tree, Qt.Key.Key_Z, _CONTROL)
    idle(qtbot, window)
    with context.db.reading() as session:
        assert "云岭县教育局" not in {u.name for u in list_units(session)}


def test_a_draft_left_by_closing_waits_on_the_desk_and_is_saved_after_all(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, plan_file: Path
) -> None:
    window = open_window(folder)
    page = read_in(window, plan_file, qtbot)
    rename(page, "核对到一半的方案")
    window.go(Place("registers"))
    idle(qtbot, window)
    window.go(Place("plan_review"))
    assert title_of(page_of(window, "plan_review")) == "核对到一半的方案"
    window.go(Place("home"))
    idle(qtbot, window)
    window.close()
    window.shut_down()

    again = open_window(folder)
    idle(qtbot, again)
    home = page_of(again, "home")
    line = next(x for x in home.findChildren(TaskLine) if "方案" in x.text())
    line.click()
    idle(qtbot, again)
    page = page_of(again, "plan_review")
    assert title_of(page) == "核对到一半的方案"
    qtbot.keyClick(page.check.tree, Qt.Key.Key_S, _CONTROL)
    qtbot.waitUntil(lambda: again.current_page() is not page, timeout=WAIT)
    context = context_of(again)
    with context.db.reading() as session:
        assert [c.title for c in list_campaigns(session)] == ["核对到一半的方案"]
    assert page_of(again, "campaigns").isVisible()


def test_a_plan_taken_back_from_elsewhere_is_a_draft_again(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, plan_file: Path
) -> None:
    window = open_window(folder)
    context = context_of(window)
    page = read_in(window, plan_file, qtbot)
    rename(page, "存了又撤的方案")
    qtbot.keyClick(page.check.tree, Qt.Key.Key_S, _CONTROL)
    qtbot.waitUntil(lambda: window.current_page() is not page, timeout=WAIT)
    idle(qtbot, window)
    window.go(Place("home"))
    window.go(Place("plan_review"))
    assert page.draft is None
    window.go(Place("home"))
    idle(qtbot, window)
    context.undo_last()
    qtbot.waitUntil(lambda: page.draft is not None, timeout=WAIT)
    assert title_of(page) == "存了又撤的方案"
    assert page.can_leave()
    assert "文明乡风方案" in peek(folder)
    context.redo_last()
    qtbot.waitUntil(lambda: not any(e.is_open for e in page.entries), timeout=WAIT)
    idle(qtbot, window)
