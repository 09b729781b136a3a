"""Forms sent and taken, ledger and decomposition exported: the dialogs of 「发出与导出」."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from services.campaigns.progress import add_entry
from services.output.progress_forms import write_progress_forms
from tests.services.progress import kit
from tests.ui.campaigns.plans_kit import DAY, TODAY, dialog_of, wait_for
from tests.ui.support import heard, until_idle
from ui.campaigns.forms import actions as deeds
from ui.campaigns.forms.actions import PlanFileActions
from ui.campaigns.forms.check_dialog import CheckDialog
from ui.campaigns.forms.send_dialog import SendFormsDialog
from ui.campaigns.forms.take_dialog import TakeFormsDialog
from ui.context import AppContext
from ui.widgets import dialogs
from ui.widgets.dialogs import QuestionDialog, SheetDialog

FILM, CORNER, LETTER = kit.TASKS


@pytest.fixture
def plan(db: Database) -> int:
    return kit.make_plan(db)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1200, 760)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def files(context: AppContext, page: QWidget) -> PlanFileActions:
    return PlanFileActions(context, page)


def _form(db: Database, folder: Path, cells: dict[str, dict[str, Any]]) -> Path:
    made = write_progress_forms(db, folder, as_of=TODAY)
    return kit.fill(kit.form_of(made, kit.LEADER), cells)


def _check(
    files: PlanFileActions,
    paths: list[Path],
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
) -> CheckDialog:
    files.take_forms(paths)
    return dialog_of(page, CheckDialog, context, qtbot)


def test_forms_are_written_where_the_dialog_says(
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    files.send_forms(plan)
    dialog = dialog_of(page, SendFormsDialog, context, qtbot)
    wait_for(qtbot, lambda: "2 个单位" in dialog.outcome.text())
    dialog.folder.setText(str(tmp_path / "发"))
    assert str(dialog.day_folder()) in dialog.target.text()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(qtbot, context)
    assert dialog.ok_button.text() == "关闭"
    assert len(list(dialog.day_folder().rglob("*.xlsx"))) == 3
    dialog.accept()
    files.send_forms(None)
    again = dialog_of(page, SendFormsDialog, context, qtbot)
    assert again.folder.text() == str(tmp_path / "发")
    assert again.form.values()["scope"] == "all"
    again.reject()


def test_filled_forms_in_the_way_are_told_in_the_dialog(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    folder = tmp_path / f"{TODAY.isoformat()} 进度表"
    _form(db, folder, {FILM: {"本期进展": "开机"}})
    files.send_forms(plan)
    dialog = dialog_of(page, SendFormsDialog, context, qtbot)
    dialog.folder.setText(str(tmp_path))
    until_idle(qtbot, context)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(qtbot, context)
    assert "填过的表格" in dialog._error.text()
    assert dialog.isVisible()
    dialog.reject()


def test_a_clerk_checks_ticks_enters_and_undoes(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    path = _form(
        db,
        tmp_path,
        {FILM: {"本期进展": "开机", "完成比例": "过半"}, CORNER: {"状态": "进行中"}},
    )
    toasts = heard(context.toast_wanted)
    dialog = _check(files, [path], page, context, qtbot)
    QAbstractItemModelTester(
        dialog.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog
    )
    shown = [dialog.table.row(i) for i in dialog.table.ids()]
    assert [x.status.label for x in shown if x] == ["需修改", "待确认", "登记"]
    assert dialog.ok_button.text() == "登记 1 项"
    dialog.table.select(dialog.table.ids()[1])
    assert "开机" in dialog.detail.text()
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_Space)
    assert dialog.ok_button.text() == "登记 2 项"
    dialog._on_click(dialog.table.model.index(1, 0))
    dialog._on_click(dialog.table.model.index(0, 0))
    assert dialog.ok_button.text() == "登记 1 项"
    dialog.pills.set_current("ask")
    dialog.pills.chosen.emit("ask")
    dialog.tick_all.click()
    assert dialog.ok_button.text() == "登记 2 项"
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(qtbot, context)
    assert not page.findChildren(CheckDialog)
    assert [e.text for e in kit.told(db, FILM)] == ["开机"]
    words, undo = toasts[-1]
    assert "进展 1 条、状态 1 项" in words
    undo()
    until_idle(qtbot, context)
    assert kit.told(db, FILM) == []
    assert kit.states(db)[CORNER].value == "not_begun"
    assert plan


def test_problems_are_saved_as_a_workbook(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = _form(db, tmp_path / "a", {FILM: {"完成比例": "过半"}})
    dialog = _check(files, [path], page, context, qtbot)
    assert not dialog.ok_button.isEnabled()
    target = tmp_path / "清单.xlsx"
    monkeypatch.setattr(
        "ui.campaigns.forms.check_dialog.pick_target", lambda *_a, **_k: target
    )
    dialog.save_button.click()
    until_idle(qtbot, context)
    sheet: Any = openpyxl.load_workbook(target).active
    assert sheet.max_row == 3
    dialog.reject()
    assert plan


def test_a_record_that_moved_under_the_check_is_told(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    path = _form(db, tmp_path, {FILM: {"本期进展": "开机"}})
    dialog = _check(files, [path], page, context, qtbot)
    with db.writing("别处记的") as session:
        row = kit.rows(db)[FILM]
        unit = row.leads[0].unit_id
        add_entry(session, row.id, TODAY, "开机", today=TODAY, unit_id=unit)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(qtbot, context)
    assert dialog.isVisible()
    assert "台账刚有变化" in dialog._error.text()
    assert [x.status.label for x in dialog._lines] == ["已有"]
    dialog.reject()
    assert plan


def test_forms_are_chosen_or_dropped(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = _form(db, tmp_path, {FILM: {"本期进展": "开机"}})
    files.take_forms(None)
    dialog = dialog_of(page, TakeFormsDialog, context, qtbot)
    monkeypatch.setattr(
        "ui.campaigns.forms.take_dialog.pick_files", lambda *_a, **_k: [path]
    )
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    check = dialog_of(page, CheckDialog, context, qtbot)
    assert len(check.table.ids()) == 1
    check.reject()
    assert plan


def test_mended_files_are_read_again(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    path = _form(db, tmp_path, {FILM: {"完成比例": "过半"}})
    first = _check(files, [path], page, context, qtbot)
    kit.fill(path, {FILM: {"完成比例": 0.5}})
    first.again_button.click()
    wait_for(qtbot, lambda: first not in page.findChildren(CheckDialog))
    again = dialog_of(page, CheckDialog, context, qtbot)
    assert [x.status.label for x in again._lines] == ["登记"]
    assert not again.again_button.isVisible()
    again.reject()
    assert plan


def test_forms_that_came_earlier_are_entered_on_that_day(
    db: Database,
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    path = _form(db, tmp_path, {FILM: {"本期进展": "开机"}})
    files.take_forms(None)
    dialog = dialog_of(page, TakeFormsDialog, context, qtbot)
    dialog.received.set_date(TODAY + DAY)
    dialog._give([path])
    assert "今天或更早" in dialog._error.text()
    dialog.received.set_date(TODAY - 2 * DAY)
    dialog._give([path])
    check = dialog_of(page, CheckDialog, context, qtbot)
    qtbot.mouseClick(check.ok_button, Qt.MouseButton.LeftButton)
    until_idle(qtbot, context)
    assert kit.told(db, FILM)[0].on_day == TODAY - 2 * DAY
    assert plan


def test_the_ledger_is_written_and_another_name_is_offered_where_it_cannot_be(
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    targets = [tmp_path / "没有的文件夹" / "a.xlsx", tmp_path / "b.xlsx"]
    names: list[str] = []

    def pick(_parent: object, _title: str, name: str, *_rest: object) -> Path:
        names.append(name)
        return targets.pop(0)

    monkeypatch.setattr(dialogs, "pick_target", pick)
    toasts = heard(context.act_toast_wanted)
    files.export_ledger(plan)
    until_idle(qtbot, context)
    question = dialog_of(page, QuestionDialog, context, qtbot)
    question._give("again")
    wait_for(qtbot, lambda: bool(toasts))
    assert (tmp_path / "b.xlsx").is_file()
    assert toasts[-1][2][0] == "打开"
    assert names[0].startswith("青禾县文明交通宣传方案任务台账")


def test_the_decomposition_remembers_its_pages(
    files: PlanFileActions,
    plan: int,
    page: QWidget,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "s.xlsx"
    monkeypatch.setattr(dialogs, "pick_target", lambda *_a: target)
    files.export_split(plan)
    dialog = dialog_of(page, SheetDialog, context, qtbot)
    box = dialog.findChild(deeds.QCheckBox)
    assert isinstance(box, deeds.QCheckBox)
    box.setChecked(True)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, target.is_file)
    until_idle(qtbot, context)
    sheet: Any = openpyxl.load_workbook(target).active
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert context.state.get("plans.split_page_each") is True
