"""Issuing a plan from the window: the dialog, the file, what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from services.campaigns.store import save_reading
from services.plans.files import read_document
from services.plans.reader import read_plan
from tests.services.word.test_issue_edits import TEXT
from tests.ui.campaigns.plans_kit import dialog_of, wait_for
from tests.ui.support import until_idle
from ui.campaigns.forms import document
from ui.campaigns.forms.document import IssueDialog, issue_document
from ui.context import AppContext


def _opened(
    db: Database, context: AppContext, qtbot: QtBot
) -> tuple[QWidget, IssueDialog]:
    with db.writing("读入") as session:
        plan = save_reading(session, read_plan(TEXT))
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1100, 700)
    parent.show()
    issue_document(context, parent, plan)
    return parent, dialog_of(parent, IssueDialog, context, qtbot)


def test_the_dialog_begins_with_the_plan(
    small_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    _parent, dialog = _opened(small_county, context, qtbot)
    values = dialog.form.values()
    assert values["number"] == "云宣发〔2026〕7号"
    assert values["printed_by"] == "中共云岭县委宣传部"
    assert values["letterhead"] is True
    assert [box.text() for _, box in dialog.annexes] == ["附件1　宣传任务分工表"]
    assert dialog.wanted().annexes is None


def test_a_file_without_red_head_and_annex(
    small_county: Database,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _parent, dialog = _opened(small_county, context, qtbot)
    said: list[tuple[str, object]] = []
    context.act_toast_wanted.connect(lambda text, _undo, act: said.append((text, act)))
    dialog.form.set_values({"letterhead": False, "number": "云宣发〔2026〕8号"})
    dialog.annexes[0][1].setChecked(False)
    target = tmp_path / "公文.docx"
    monkeypatch.setattr(document, "pick_target", lambda *_args: target)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: bool(said))
    assert said[0][0] == "已生成 公文.docx"
    reading = read_plan(read_document(target).text)
    assert reading.doc_number is not None
    assert reading.doc_number.value == "云宣发〔2026〕8号"
    assert reading.letterhead == ()
    assert reading.annexes == ()
    assert context.state.get("plans.document_red") is False
    until_idle(qtbot, context)
