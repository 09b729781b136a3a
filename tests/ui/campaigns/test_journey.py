"""A plan's way through the real window: dropped, saved, followed, told on the desk, taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from models.database import FILE_NAME, Database
from services import settings
from services.campaigns import links
from tests.ui.campaigns.plans_kit import add_stories, measures_of
from tests.ui.window import OpenWindow, context_of, idle, open_window, page_of
from ui.main_window import MainWindow
from ui.navigation import Place

__all__ = ["open_window"]

DOCUMENT = Path("tests/services/plans/documents/05_antifraud.txt")


@pytest.fixture
def folder(small_county: Database) -> Path:
    """An office with units, outlets and stories, and no plan."""
    add_stories(small_county)
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    assert (small_county.folder / FILE_NAME).exists()
    return small_county.folder


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(300, 300),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_document_becomes_a_plan_that_is_followed_and_can_be_taken_back(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    document = tmp_path / "反诈宣传方案.txt"
    shutil.copy(DOCUMENT, document)
    window = open_window(folder)
    context = context_of(window)
    drop(window, document)
    qtbot.waitUntil(lambda: window.current_page() is window.pages.get("plan_review"))
    idle(qtbot, window)
    review = page_of(window, "plan_review")
    qtbot.mouseClick(review.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: window.current_page() is window.pages.get("campaigns"), timeout=10_000
    )
    idle(qtbot, window)
    page = page_of(window, "campaigns")
    assert page.place().get("plan") == 1
    title = page.plan_header.title.text()
    assert title

    # Every tab stands, and each is come back to by its place.
    for tab in ("ledger", "outline", "timeline", "published", "versions"):
        window.go(Place.of("campaigns", plan=1, tab=tab))
        idle(qtbot, window)
        assert page.opened.tab_shown().key == tab
        assert page.place().get("tab") == tab

    # A story is tied to a measure; the plan and the story both know it.
    measure = measures_of(context.db, 1)[0]
    with context.db.writing("归入") as session:
        links.tie_stories(session, 1, [1], measure_id=measure)
    window.go(Place.of("campaigns", plan=1, tab="published", measure=measure))
    idle(qtbot, window)
    tab = page.opened.tab()
    assert [row.story_id for row in map(tab.table.row, tab.table.ids())] == [1, 1]
    tab.table.select(tab.table.ids()[0])
    qtbot.keyClick(tab.table.view, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert [t.campaign_id for t in page_of(window, "stories").panel.ties] == [1]
    window.back()
    idle(qtbot, window)
    assert page_of(window, "campaigns").opened.tab() is tab
    with context.db.writing("取消") as session:
        links.untie(session, [1])
    idle(qtbot, window)

    # The list counts it; undo of the saving takes it out of the record, and says so where it was open.
    window.go(Place.of("campaigns", view="plans"))
    idle(qtbot, window)
    assert [p.title for p in page._views["plans"].plans] == [title]
    page._views["plans"].table.select(1)
    page._views["plans"].delete()
    qtbot.waitUntil(lambda: page._views["plans"].plans == [])
    context.undo_last()
    qtbot.waitUntil(lambda: [p.title for p in page._views["plans"].plans] == [title])
