"""Forms sent and taken, ledger and decomposition exported: the dialogs of 「发出与导出」."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QWidget
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
_D = TypeVar("_D", bound=QDialog)


@dataclass
class Desk:
    """A plan in the record, a page over it, and what the menu does."""

    db: Database
    plan: int
    page: QWidget
    context: AppContext
    qtbot: QtBot
    folder: Path
    files: PlanFileActions

    def check(self, *paths: Path) -> CheckDialog:
        """The check of some files."""
        self.files.take_forms(list(paths))
        return self.dialog(CheckDialog)

    def dialog(self, kind: type[_D]) -> _D:
        """The dialog that is open over the page."""
        return dialog_of(self.page, kind, self.context, self.qtbot)


@pytest.fixture
def desk(db: Database, context: AppContext, qtbot: QtBot, tmp_path: Path) -> Desk:
    page = QWidget()
    page.resize(1200, 760)
    qtbot.addWidget(page)
    page.show()
    plan = kit.make_plan(db)
    return Desk(
        db, plan, page, context, qtbot, tmp_path, PlanFileActions(context, page)
    )


def _form(db: Database, folder: Path, cells: dict[str, dict[str, Any]]) -> Path:
    made = write_progress_forms(db, folder, as_of=TODAY)
    return kit.fill(kit.form_of(made, kit.LEADER), cells)


def test_forms_are_written_where_the_dialog_says(desk: Desk) -> None:
    desk.files.send_forms(desk.plan)
    dialog = desk.dialog(SendFormsDialog)
    wait_for(desk.qtbot, lambda: "2 个单位" in dialog.outcome.text())
    dialog.folder.setText(str(desk.folder / "发"))
    assert str(dialog.day_folder()) in dialog.target.text()
    desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(desk.qtbot, desk.context)
    assert dialog.ok_button.text() == "关闭"
    assert len(list(dialog.day_folder().rglob("*.xlsx"))) == 3
    dialog.accept()
    desk.files.send_forms(None)
    again = desk.dialog(SendFormsDialog)
    assert again.folder.text() == str(desk.folder / "发")
    assert again.form.values()["scope"] == "all"
    again.reject()


def test_filled_forms_in_the_way_are_told_in_the_dialog(desk: Desk) -> None:
    folder = desk.folder / f"{TODAY.isoformat()} 进度表"
    _form(desk.db, folder, {FILM: {"本期进展": "开机"}})
    desk.files.send_forms(desk.plan)
    dialog = desk.dialog(SendFormsDialog)
    dialog.folder.setText(str(desk.folder))
    until_idle(desk.qtbot, desk.context)
    desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(desk.qtbot, desk.context)
    assert "填过的表格" in dialog._error.text()
    assert dialog.isVisible()
    dialog.reject()


def test_a_clerk_checks_ticks_enters_and_undoes(desk: Desk) -> None:
    path = _form(
        desk.db,
        desk.folder,
        {FILM: {"本期进展": "开机", "完成比例": "过半"}, CORNER: {"状态": "进行中"}},
    )
    toasts = heard(desk.context.toast_wanted)
    dialog = desk.check(path)
    QAbstractItemModelTester(
        dialog.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog
    )
    shown = [dialog.table.row(i) for i in dialog.table.ids()]
    assert [x.status.label for x in shown if x] == ["需修改", "待确认", "登记"]
    assert dialog.ok_button.text() == "登记 1 项"
    dialog.table.select(dialog.table.ids()[1])
    assert "开机" in dialog.detail.text()
    desk.qtbot.keyClick(dialog.table.view, Qt.Key.Key_Space)
    assert dialog.ok_button.text() == "登记 2 项"
    dialog._on_click(dialog.table.model.index(1, 0))
    dialog._on_click(dialog.table.model.index(0, 0))
    assert dialog.ok_button.text() == "登记 1 项"
    dialog.pills.set_current("ask")
    dialog.pills.chosen.emit("ask")
    dialog.tick_all.click()
    assert dialog.ok_button.text() == "登记 2 项"
    desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(desk.qtbot, desk.context)
    assert not desk.page.findChildren(CheckDialog)
    assert [e.text for e in kit.told(desk.db, FILM)] == ["开机"]
    words, undo = toasts[-1]
    assert "进展 1 条、状态 1 项" in words
    undo()
    until_idle(desk.qtbot, desk.context)
    assert kit.told(desk.db, FILM) == []
    assert kit.states(desk.db)[CORNER].value == "not_begun"


def test_problems_are_saved_as_a_workbook(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _form(desk.db, desk.folder / "a", {FILM: {"完成比例": "过半"}})
    dialog = desk.check(path)
    assert not dialog.ok_button.isEnabled()
    target = desk.folder / "清单.xlsx"
    monkeypatch.setattr(
        "ui.campaigns.forms.check_dialog.pick_target", lambda *_a, **_k: target
    )
    dialog.save_button.click()
    until_idle(desk.qtbot, desk.context)
    sheet: Any = openpyxl.load_workbook(target).active
    assert sheet.max_row == 3
    dialog.reject()


def test_a_record_that_moved_under_the_check_is_told(desk: Desk) -> None:
    path = _form(desk.db, desk.folder, {FILM: {"本期进展": "开机"}})
    dialog = desk.check(path)
    with desk.db.writing("别处记的") as session:
        row = kit.rows(desk.db)[FILM]
        unit = row.leads[0].unit_id
        add_entry(session, row.id, TODAY, "开机", today=TODAY, unit_id=unit)
    desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    until_idle(desk.qtbot, desk.context)
    assert dialog.isVisible()
    assert "台账刚有变化" in dialog._error.text()
    assert [x.status.label for x in dialog._lines] == ["已有"]
    dialog.reject()


def test_forms_are_chosen_or_dropped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _form(desk.db, desk.folder, {FILM: {"本期进展": "开机"}})
    desk.files.take_forms(None)
    dialog = desk.dialog(TakeFormsDialog)
    monkeypatch.setattr(
        "ui.campaigns.forms.take_dialog.pick_files", lambda *_a, **_k: [path]
    )
    desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    check = desk.dialog(CheckDialog)
    assert len(check.table.ids()) == 1
    check.reject()


def test_mended_files_are_read_again(desk: Desk) -> None:
    path = _form(desk.db, desk.folder, {FILM: {"完成比例": "过半"}})
    first = desk.check(path)
    kit.fill(path, {FILM: {"完成比例": 0.5}})
    first.again_button.click()
    wait_for(desk.qtbot, lambda: first not in desk.page.findChildren(CheckDialog))
    again = desk.dialog(CheckDialog)
    assert [x.status.label for x in again._lines] == ["登记"]
    assert not again.again_button.isVisible()
    again.reject()


def test_forms_that_came_earlier_are_entered_on_that_day(desk: Desk) -> None:
    path = _form(desk.db, desk.folder, {FILM: {"本期进展": "开机"}})
    desk.files.take_forms(None)
    dialog = desk.dialog(TakeFormsDialog)
    dialog.received.set_date(TODAY + DAY)
    dialog._give([path])
    assert "今天或更早" in dialog._error.text()
    dialog.received.set_date(TODAY - 2 * DAY)
    dialog._give([path])
    check = desk.dialog(CheckDialog)
    desk.qtbot.mouseClick(check.ok_button, Qt.MouseButton.LeftButton)
    until_idle(desk.qtbot, desk.context)
    assert kit.told(desk.db, FILM)[0].on_day == TODAY - 2 * DAY


def test_the_ledger_is_written_and_another_name_is_offered_where_it_cannot_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = [desk.folder / "没有的文件夹" / "a.xlsx", desk.folder / "b.xlsx"]
    names: list[str] = []

    def pick(_parent: object, _title: str, name: str, *_rest: object) -> Path:
        names.append(name)
        return targets.pop(0)

    monkeypatch.setattr(dialogs, "pick_target", pick)
    toasts = heard(desk.context.act_toast_wanted)
    desk.files.export_ledger(desk.plan)
    until_idle(desk.qtbot, desk.context)
    question = desk.dialog(QuestionDialog)
    question._give("again")
    wait_for(desk.qtbot, lambda: bool(toasts))
    assert (desk.folder / "b.xlsx").is_file()
    assert toasts[-1][2][0] == "打开"
    assert names[0].startswith("青禾县文明交通宣传方案任务台账")


def test_the_decomposition_remembers_its_pages(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = desk.folder / "s.xlsx"
    monkeypatch.setattr(dialogs, "pick_target", lambda *_a: target)
    desk.files.export_split(desk.plan)
    dialog = desk.dialog(SheetDialog)
    box = dialog.findChild(deeds.QCheckBox)
    assert isinstance(box, deeds.QCheckBox)
    box.setChecked(True)
    desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    wait_for(desk.qtbot, target.is_file)
    until_idle(desk.qtbot, desk.context)
    sheet: Any = openpyxl.load_workbook(target).active
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert desk.context.state.get("plans.split_page_each") is True


def test_blank_forms_are_told_to_hold_nothing(desk: Desk) -> None:
    made = write_progress_forms(desk.db, desk.folder, as_of=TODAY)
    dialog = desk.check(made.combined, *(path for *_, path in made.files))
    assert "没有填写" in dialog.said.text()
    assert not dialog.ok_button.isEnabled()
    assert not dialog.save_button.isVisible()
    dialog.reject()
