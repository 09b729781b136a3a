"""What tests of the plan editor share: the invented plan in the real window, and what stands in the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from services import settings
from services.campaigns import store
from services.campaigns.types import PartRow, Plan
from tests.services.campaigns import plan_kit
from tests.ui.support import until_idle
from tests.ui.window import OpenWindow, context_of, idle, write_cell
from ui.campaigns.editor.part_section import PartSection
from ui.campaigns.editor.tab import EditorTab
from ui.context import AppContext
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.widgets.grid import EditableGrid


@pytest.fixture
def plan_db(db: Database) -> Database:
    """The invented plan (id 1) and two of its units."""
    plan_kit.register(db)
    plan_kit.save(db)
    return db


@pytest.fixture
def plan_folder(plan_db: Database) -> Path:
    """A folder with the invented plan, ready for the window."""
    with plan_db.writing("设置") as session:
        settings.save(session, office="青禾县委宣传部", onboarded=True)
    plan_db.close()
    return plan_db.folder


class Desk:
    """The editor, in the window or alone, and short words for what a clerk does there."""

    def __init__(
        self,
        tab: EditorTab,
        context: AppContext,
        qtbot: QtBot,
        window: MainWindow | None = None,
    ) -> None:
        self.tab, self.context, self.qtbot = tab, context, qtbot
        self.window = window
        qtbot.waitUntil(lambda: bool(tab.tree.outline.keys()), timeout=10_000)
        self.idle()

    def idle(self) -> None:
        until_idle(self.qtbot, self.context)

    def plan(self) -> Plan:
        with self.context.db.reading() as session:
            return store.load_plan(session, 1)

    def part(self, heading: str) -> PartRow:
        return next(p for p in self.plan().parts if p.heading == heading)

    def heads(self, section: str = "main") -> list[str]:
        return [
            f"{p.number}{p.heading}"
            for p in self.plan().parts
            if p.section == section and p.kind == "head"
        ]

    def open(self, key: str) -> Any:
        """Choose a node in the tree as by mouse; the section that shows it."""
        tree = self.tab.tree
        tree.setFocus()
        tree.setCurrentIndex(tree.outline.find(key))
        self.idle()
        return self.tab.stack.currentWidget()

    def open_part(self, heading: str) -> PartSection:
        """Choose a part; its editor."""
        shown = self.open(f"part:{self.part(heading).id}")
        assert isinstance(shown, PartSection)
        return shown

    def key(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """Press a key on the tree and wait until what it did stands."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for one in held:
            modifiers |= one
        self.tab.tree.setFocus()
        self.qtbot.keyClick(self.tab.tree, key, modifiers)
        self.idle()

    def write(self, field: QWidget, text: str) -> None:
        """Write into a field as from an input method."""
        field.setFocus()
        self.qtbot.waitUntil(field.hasFocus)
        if isinstance(field, QPlainTextEdit):
            field.selectAll()
            field.insertPlainText(text)
        else:
            assert isinstance(field, QLineEdit)
            field.selectAll()
            field.insert(text)

    def cell(
        self, grid: EditableGrid, line_id: int | None, key: str, text: str
    ) -> None:
        """Write into a cell by F2 and Enter."""
        grid.view.setFocus()
        assert grid.select_line(line_id, key)
        write_cell(self.qtbot, grid, text)

    def undo(self) -> None:
        """Undo the last action."""
        self.context.undo_last()
        self.idle()


@pytest.fixture
def desk(plan_db: Database, context: AppContext, qtbot: QtBot) -> Desk:
    """The editor of the invented plan, alone."""
    tab = EditorTab(context)
    qtbot.addWidget(tab)
    tab.resize(1150, 620)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    context.data_changed.connect(tab.refresh)
    tab.show_plan(1, Place.of("campaigns", plan=1))
    return Desk(tab, context, qtbot)


@pytest.fixture
def window_desk(plan_folder: Path, open_window: OpenWindow, qtbot: QtBot) -> Desk:
    """The editor of the invented plan in the real window."""
    window = open_window(plan_folder)
    window.go(Place.of("campaigns", plan=1, tab="outline"))
    idle(qtbot, window)
    tab = window.findChildren(EditorTab)[0]
    return Desk(tab, context_of(window), qtbot, window)
