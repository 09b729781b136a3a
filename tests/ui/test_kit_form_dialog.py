"""The dialog around a form: Enter stores once, Esc while it is stored does no harm."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from models.errors import ValidationError
from ui.widgets.form import Field, Form
from ui.widgets.form_dialog import Done, FormDialog

Call = tuple[dict[str, Any], Done]


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _open(parent: QWidget, qtbot: QtBot) -> tuple[FormDialog, QLineEdit, list[Call]]:
    calls: list[Call] = []
    dialog = FormDialog(
        parent,
        "免报",
        [Field("reason", "理由", required=True), Field("note", "备注")],
        lambda values, done: calls.append((values, done)),
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    edit = dialog.form.widget("reason")
    assert isinstance(edit, QLineEdit)
    return dialog, edit, calls


def test_enter_submits_once_however_often_it_is_pressed(
    parent: QWidget, qtbot: QtBot
) -> None:
    dialog, edit, calls = _open(parent, qtbot)
    edit.insert("机构改革")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [values["reason"] for values, _ in calls] == ["机构改革"]
    calls[0][1](None)
    assert dialog.result() == FormDialog.DialogCode.Accepted


def test_a_refused_value_can_be_mended_and_sent_again(
    parent: QWidget, qtbot: QtBot
) -> None:
    dialog, edit, calls = _open(parent, qtbot)
    edit.insert("甲")
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    calls[0][1](ValidationError("请写清理由。", "reason"))
    assert dialog.isVisible()
    edit.setText("机构撤并")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert [values["reason"] for values, _ in calls][1:] == ["机构撤并"]


def test_the_answer_may_come_after_the_dialog_is_gone(
    parent: QWidget, qtbot: QtBot
) -> None:
    dialog, edit, calls = _open(parent, qtbot)
    edit.insert("机构改革")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(edit, Qt.Key.Key_Escape)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    calls[0][1](None)
    calls[0][1](OSError("满"))
    assert len(calls) == 1


def test_enter_that_nobody_waits_for_reaches_the_dialog(
    parent: QWidget, qtbot: QtBot
) -> None:
    form = Form([Field("name", "名称")])
    qtbot.addWidget(form)
    heard: list[int] = []
    form.setParent(parent)
    parent.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    parent.show()
    qtbot.keyClick(form.widget("name"), Qt.Key.Key_Return)
    assert heard == [Qt.Key.Key_Return]
