"""Dialogs, file choosers, printing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from models.errors import FileProblem
from ui import theme
from ui.state import StateStore
from ui.widgets import dialogs, printing
from ui.widgets.dialogs import QuestionDialog, SheetDialog, TextDialog
from ui.widgets.form import Field, Form


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


# --- dialogs -------------------------------------------------------------------------------------------


def test_a_sheet_closes_only_when_the_work_was_done(qtbot: QtBot) -> None:
    dialog = SheetDialog(None, "退回修改", ok="退回")
    qtbot.addWidget(dialog)
    wanted: list[bool] = []
    dialog.accept_wanted.connect(lambda: wanted.append(True))
    dialog.open()
    dialog.ok_button.click()
    assert wanted == [True]
    assert dialog.isVisible()
    dialog.set_error("请先写原因。")
    assert dialog._error.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wanted == [True, True]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_sheet_begins_in_its_first_field(qtbot: QtBot) -> None:
    dialog = SheetDialog(None, "退回修改")
    qtbot.addWidget(dialog)
    form = Form([Field("closed", "已停用", "check"), Field("why", "原因", "long")])
    dialog.body.addWidget(form)
    dialog.show()
    assert dialog.focusWidget() is form.widget("closed")


def test_a_question_gives_its_answer_and_escape_none(qtbot: QtBot) -> None:
    answers: list[str] = []
    choices = [("drop", "放弃", "danger"), ("save", "保存", "primary")]
    for key in ("save", "drop"):
        dialog = dialogs.ask(
            None, "保存修改？", "有 3 行没有保存。", choices, answers.append
        )
        assert dialog.isVisible()
        dialog.choices[key].click()
    dialog = dialogs.ask(
        None, "保存修改？", "有 3 行没有保存。", choices, answers.append
    )
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert answers == ["save", "drop", ""]


def test_the_primary_answer_has_the_keyboard(qtbot: QtBot) -> None:
    dialog = QuestionDialog(
        None,
        "保存？",
        "有修改。",
        [("drop", "放弃", "danger"), ("save", "保存", "primary")],
    )
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.focusWidget() is dialog.choices["save"]


def test_a_text_can_be_copied(qtbot: QtBot) -> None:
    dialog = TextDialog(None, "催报文字", "各位联络员：\n请报送。")
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "各位联络员：\n请报送。"


def test_file_choosers_remember_the_folder(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StateStore(None)
    started: list[str] = []
    folder = tmp_path / "来件"
    folder.mkdir()

    def choose(
        _parent: Any, _title: str, start: str, _filter: str
    ) -> tuple[list[str], str]:
        started.append(start)
        return [str(folder / "a.xlsx")], ""

    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileNames", choose)
    for _ in range(2):
        assert dialogs.pick_files(None, "选文件", "*.xlsx", state, "intake") == [
            folder / "a.xlsx"
        ]
    assert started[1] == str(folder)


def test_a_target_gets_the_ending_it_lacks(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter([str(tmp_path / "汇总"), str(tmp_path / "汇总.XLSX"), ""])
    monkeypatch.setattr(
        dialogs.QFileDialog, "getSaveFileName", lambda *_: (next(names), "")
    )
    pick = lambda: dialogs.pick_target(None, "存为", "第47周.xlsx", "", None, "issue")  # noqa: E731
    assert pick() == tmp_path / "汇总.xlsx"
    assert pick() == tmp_path / "汇总.XLSX"
    assert pick() is None


# --- printing ------------------------------------------------------------------------------------------

HTML = "<h1>周报</h1><table border='1'><tr><td>商务局</td><td>3</td></tr></table>"


def test_a_pdf_is_written_whole_or_not_at_all(qtbot: QtBot, tmp_path: Path) -> None:
    target = printing.save_pdf(HTML, tmp_path / "汇总.pdf")
    assert target.read_bytes().startswith(b"%PDF-")
    assert [one.name for one in tmp_path.iterdir()] == ["汇总.pdf"]


def test_a_pdf_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "汇总.pdf"
    target.mkdir()
    with pytest.raises(FileProblem, match="没有写成"):
        printing.save_pdf(HTML, target)
    assert [one.name for one in tmp_path.iterdir()] == ["汇总.pdf"]


def test_a_picture_is_black_on_white_in_any_theme(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, mode="dark")
    image = printing.picture(HTML, 400)
    theme.apply(qapp, mode="light")
    assert image.width() == 800
    assert image.pixelColor(QPoint(2, 2)) == QColor("white")
    tones = [
        image.pixelColor(x, y).lightness()
        for x in range(60, 300)
        for y in range(60, 130)
    ]
    assert min(tones) < 60


def test_printing_asks_for_the_printer_first(qtbot: QtBot, window: QWidget) -> None:
    printing.print_html(window, HTML, "催报文字")
    dialog = window.findChild(QPrintDialog)
    assert isinstance(dialog, QPrintDialog)
    assert "催报文字" in dialog.windowTitle()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()


def test_the_main_answer_stands_at_the_right_and_enter_takes_nothing_away(
    qtbot: QtBot,
) -> None:
    dialog = QuestionDialog(
        None,
        "用备份替换现在的数据？",
        "现在的数据会先另存。",
        [("restore", "恢复", "danger"), ("cancel", "取消", "plain")],
    )
    qtbot.addWidget(dialog)
    answers: list[str] = []
    dialog.answered.connect(answers.append)
    dialog.show()
    assert dialog.choices["restore"].x() > dialog.choices["cancel"].x()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert answers == ["cancel"]


def test_choosers_never_start_in_the_folder_of_the_program(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtCore import QStandardPaths

    from ui import theme

    started: list[str] = []

    def choose(*given: Any) -> tuple[str, str]:
        started.append(given[2])
        return "", ""

    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: "")
    state = StateStore(None)
    state.put("folder.issue", str(theme.RESOURCES))
    assert dialogs.pick_target(None, "存到", "汇总.xlsx", "", state, "issue") is None
    assert started == [str(Path.home() / "汇总.xlsx")]
