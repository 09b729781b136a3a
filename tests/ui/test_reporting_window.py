"""In the real window: from a cell to its stories, to a story's return, and back to the same place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.database import Database
from services import settings
from services.registers.outlets import list_outlets
from services.stories import PlacementDraft, add_story
from services.weeks import shift, week_of
from tests.ui.window import OpenWindow, idle, open_window, page_of
from ui.navigation import Place
from ui.reporting.entry import EntryDialog

__all__ = ["open_window"]

WEEK = shift(week_of(dt.date.today()), -2)
TRADE, TOWN = 1, 3


@pytest.fixture
def folder(small_county: Database) -> Path:
    with small_county.writing("补录") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
        outlet = list_outlets(session)[0].id
        for unit, title in ((TRADE, "夜经济街区开街"), (TOWN, "镇里来了直播团")):
            draft = PlacementDraft(WEEK, outlet)
            add_story(session, unit, WEEK, title, [draft], received_on=WEEK)
    small_county.close()
    return small_county.folder


def test_from_a_cell_to_its_stories_and_back_to_the_cell(
    folder: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(folder)
    window.go(Place.of("reporting", filter="group:乡镇街道"))
    idle(qtbot, window)
    board = page_of(window, "reporting").board
    assert board.choose(TOWN, WEEK)
    idle(qtbot, window)
    qtbot.keyClick(board, Qt.Key.Key_Return)
    idle(qtbot, window)

    stories = page_of(window, "stories")
    stories.table.view.viewport().repaint()
    idle(qtbot, window)
    row = stories.table.row(stories.table.current_id())
    assert row.title == "镇里来了直播团"
    assert stories.filters.unit.text() == "白水镇"

    window.back()
    idle(qtbot, window)
    page = page_of(window, "reporting")
    assert page.board.chosen() == (TOWN, WEEK)
    assert page.model.filter == "group:乡镇街道"

    window.forward()
    idle(qtbot, window)
    stories = page_of(window, "stories")
    stories.panel.return_wanted.emit(row)
    idle(qtbot, window)
    page = page_of(window, "reporting")
    assert page.stepper.week() == WEEK
    assert page.board.chosen() == (TOWN, WEEK)


def test_a_change_elsewhere_is_seen_when_one_comes_back(
    folder: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(folder)
    window.go(Place.of("reporting", week=WEEK.isoformat(), unit=TRADE))
    idle(qtbot, window)
    assert page_of(window, "reporting").board.currentIndex().data() == "1"
    window.go(Place.of("stories", unit=TRADE))
    idle(qtbot, window)
    stories = page_of(window, "stories")
    stories.table.view.viewport().repaint()
    idle(qtbot, window)
    stories.delete()
    idle(qtbot, window)
    window.back()
    idle(qtbot, window)
    page = page_of(window, "reporting")
    assert page.board.currentIndex().data() == "0"
    assert page.answer.stories.accessibleName() == "稿件（上周 0）：1 篇"

    window.commands._undo()
    idle(qtbot, window)
    assert page.board.currentIndex().data() == "1"


def test_a_closing_window_keeps_what_was_being_typed(
    folder: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(folder)
    window.go(Place.of("reporting", week=WEEK.isoformat(), unit=TRADE))
    idle(qtbot, window)
    page = page_of(window, "reporting")
    qtbot.keyClick(page.board, Qt.Key.Key_B)
    idle(qtbot, window)
    dialog = page.findChildren(EntryDialog)[-1]
    dialog.title_edit.insert("打了一半的标题")
    window.close_now()

    from ui.reporting.entry_data import kept_draft
    from ui.state import StateStore

    draft = kept_draft(StateStore(folder), TRADE, WEEK)
    assert draft is not None
    assert draft.title == "打了一半的标题"
