"""The weekly page: figures, detail, what is done with a return, coming back to the same place, dialogs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from models.errors import FileProblem
from services import returns
from services.registers.outlets import list_outlets
from services.registers.units import list_units
from services.returns import ReturnRow
from services.stories import PlacementDraft, add_story
from services.weeks import shift
from tests.ui.support import heard, until_idle
from ui.context import AppContext
from ui.navigation import Place
from ui.reporting.forms_dialog import FormsDialog
from ui.reporting.page import ReportingPage
from ui.reporting.reminder_dialog import ReminderDialog
from ui.stories.history_dialog import HistoryDialog
from ui.widgets.form_dialog import FormDialog

WEEK = dt.date(2026, 11, 16)
NOW = dt.datetime(2026, 11, 21, 9)
TRADE, JUSTICE, TOWN = 1, 2, 3


@pytest.fixture
def county(small_county: Database) -> Database:
    """The trade office reported two stories, the justice office is silent, the town's came last week."""
    with small_county.writing("补录") as session:
        tv, paper, site = (o.id for o in list_outlets(session))
        drafts = [PlacementDraft(WEEK, o) for o in (tv, paper, site)]
        add_story(session, TRADE, WEEK, "夜经济街区开街", drafts, received_on=WEEK)
        add_story(
            session,
            TRADE,
            WEEK,
            "政策问答",
            [PlacementDraft(WEEK, site)],
            received_on=WEEK,
        )
        for unit in (TRADE, JUSTICE, TOWN):
            returns.receive(session, unit, shift(WEEK, -3), WEEK)
        returns.receive(session, TOWN, shift(WEEK, -1), shift(WEEK, -1))
    return small_county


@pytest.fixture
def page(county: Database, context: AppContext, qtbot: QtBot) -> ReportingPage:
    made = ReportingPage(context)
    qtbot.addWidget(made)
    made.now = lambda: NOW
    made.actions_.today = lambda: NOW.date()
    made.resize(1190, 740)
    made.show()
    context.data_changed.connect(made.refresh)
    made.open(Place("reporting", {"week": WEEK.isoformat()}))
    until_idle(qtbot, context)
    return made


def choose(page: ReportingPage, qtbot: QtBot, unit: int, week: dt.date = WEEK) -> None:
    page.board.choose(unit, week)
    until_idle(qtbot, page.context)


def stored(page: ReportingPage, unit: int, week: dt.date = WEEK) -> ReturnRow:
    with page.context.db.reading() as session:
        return returns.get(session, unit, week)


def words_in(widget: QWidget) -> str:
    return "\n".join(
        label.text()
        for label in widget.findChildren(QLabel)
        if label.isVisibleTo(widget)
    )


def says(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Wait until a text stands on a widget: what a layout takes in is shown by the event loop."""
    qtbot.waitUntil(lambda: text in words_in(widget), timeout=3000)


def buttons_in(widget: QWidget) -> dict[str, QPushButton]:
    return {
        b.text(): b for b in widget.findChildren(QPushButton) if b.isVisibleTo(widget)
    }


def dialog_of(page: ReportingPage, kind: type[QWidget], qtbot: QtBot) -> QWidget:
    found: list[QWidget] = []

    def shown() -> bool:
        found[:] = [d for d in page.findChildren(kind) if d.isVisible()]
        return bool(found)

    qtbot.waitUntil(shown, timeout=5000)
    until_idle(qtbot, page.context)
    return found[-1]


def test_the_answer_stands_above(page: ReportingPage) -> None:
    answer = page.answer
    assert answer.late.accessibleName() == "迟报，按时率 33%：0"
    assert answer.received.accessibleName() == "已报 / 应报：1 / 3"
    assert answer.missing.accessibleName() == "未报，1 个连续三周：2"
    assert answer.stories.accessibleName() == "稿件（上周 0）：2 篇"
    assert "刊播 4 条" in answer.shares.accessibleName()
    assert "省 1，市 1，县 2" in answer.shares.accessibleName()
    assert answer.remind.text() == "催报名单 2"


def test_the_detail_follows_the_cell(page: ReportingPage, qtbot: QtBot) -> None:
    choose(page, qtbot, TRADE)
    says(qtbot, page.panel, "与上周相比　稿件 +2　刊播 +4")
    text = words_in(page.panel)
    assert "商务局" in text
    assert "周洁 · 0871-0000 0007" in text
    assert "夜经济街区开街" in text
    assert "省电视台 11/16" in text

    choose(page, qtbot, JUSTICE)
    says(qtbot, page.panel, "还没有收到这个单位的周报。")
    text = words_in(page.panel)
    assert "连续 3 周未报" in text
    assert "夜经济街区开街" not in text


def test_receiving_by_key_and_undoing_from_the_toast(
    page: ReportingPage, qtbot: QtBot
) -> None:
    toasts = heard(page.context.toast_wanted)
    choose(page, qtbot, JUSTICE)
    page.board.setFocus()
    qtbot.keyClick(page.board, Qt.Key.Key_S)
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    assert dialog.form.values()["received_on"] == NOW.date()
    dialog.form.set_values({"received_on": WEEK + dt.timedelta(days=4)})
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until_idle(qtbot, page.context)

    assert stored(page, JUSTICE).received_on == WEEK + dt.timedelta(days=4)
    assert page.answer.received.accessibleName() == "已报 / 应报：2 / 3"
    assert page.board.chosen() == (JUSTICE, WEEK), "back at the same cell"
    text, undo = toasts[-1]
    assert text == "司法局 已登记收到"

    undo()
    until_idle(qtbot, page.context)

    assert stored(page, JUSTICE).received_on is None
    assert page.answer.received.accessibleName() == "已报 / 应报：1 / 3"


def test_nil_is_refused_beside_the_stories_with_the_sentence_in_the_dialog(
    page: ReportingPage, qtbot: QtBot
) -> None:
    choose(page, qtbot, TRADE)
    assert "nil" not in page.actions_.deeds(), "not offered where there are placements"
    page.actions_.ask_nil()
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    assert dialog.isVisible()
    says(qtbot, dialog, "已有刊播记录")
    dialog.reject()


def test_exempting_wants_a_reason(page: ReportingPage, qtbot: QtBot) -> None:
    choose(page, qtbot, JUSTICE)
    qtbot.keyClick(page.board, Qt.Key.Key_M)
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    dialog.accept_wanted.emit()
    says(qtbot, dialog, "请填写理由")
    dialog.form.set_values({"exempt_reason": "机构改革"})
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    assert not any(d.isVisible() for d in page.findChildren(FormDialog))
    assert page.answer.received.accessibleName() == "已报 / 应报：1 / 2"
    says(qtbot, page.panel, "免报理由：机构改革")

    qtbot.keyClick(page.board, Qt.Key.Key_M)
    until_idle(qtbot, page.context)
    assert not stored(page, JUSTICE).exempt


def test_sending_back_and_accepting(page: ReportingPage, qtbot: QtBot) -> None:
    choose(page, qtbot, TRADE)
    qtbot.waitUntil(lambda: "退回…" in buttons_in(page.panel))
    qtbot.mouseClick(buttons_in(page.panel)["退回…"], Qt.MouseButton.LeftButton)
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    dialog.form.set_values({"returned_reason": "缺少链接"})
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    says(qtbot, page.panel, "11月21日退回：缺少链接")
    assert page.model.cell(page.board.currentIndex()) is not None
    assert page.board.currentIndex().data() == "退"

    qtbot.keyClick(page.board, Qt.Key.Key_J)
    until_idle(qtbot, page.context)
    assert stored(page, TRADE).accepted_on == NOW.date()
    assert page.board.currentIndex().data() == "2"


def test_the_menu_offers_what_makes_sense(page: ReportingPage, qtbot: QtBot) -> None:
    choose(page, qtbot, JUSTICE)
    menu = page.actions_.menu(QPoint(0, 0))
    labels = [a.text() for a in menu.actions() if a.text()]
    menu.close()
    assert labels == [
        "司法局 · 11月16日—22日",
        "登记收到…",
        "零报告…",
        "免报…",
        "复制催报内容",
        "＋补录",
        "看稿件",
        "历史",
    ]
    choose(page, qtbot, TRADE)
    assert list(page.actions_.deeds()) == [
        "accept",
        "received_on",
        "send_back",
        "exempt",
        "entry",
        "stories",
        "history",
    ]


def test_figures_filter_the_board(page: ReportingPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.answer.missing, Qt.MouseButton.LeftButton)
    assert page.model.filter == "missing"
    assert page.filters.filter_button.text() == "只看未报"
    assert page.filters.note.text() == "显示 2 个单位"
    assert page.model.line_of(TRADE) is None
    qtbot.mouseClick(page.answer.received, Qt.MouseButton.LeftButton)
    assert page.model.line_of(TRADE) is not None
    assert page.filters.note.text() == ""


def test_working_off_the_missing_ones_goes_on_to_the_next(
    page: ReportingPage, qtbot: QtBot
) -> None:
    page._on_filters("missing", "fixed")
    choose(page, qtbot, JUSTICE)
    page.board.setFocus()
    qtbot.keyClick(page.board, Qt.Key.Key_L)
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    assert page.model.line_of(JUSTICE) is None
    assert page.board.chosen() == (TOWN, WEEK)
    assert page.panel.view is not None
    assert page.panel.view.unit.id == TOWN


def test_a_unit_asked_for_is_shown_whatever_was_filtered_or_folded(
    page: ReportingPage, qtbot: QtBot
) -> None:
    page._on_filters("late", "fixed")
    page.model.toggle("县直部门")
    page.open(Place.of("reporting", week=WEEK.isoformat(), unit=TRADE))
    until_idle(qtbot, page.context)
    assert page.board.chosen() == (TRADE, WEEK)
    assert page.filters.filter_button.text() == "全部单位"


def test_a_unit_is_found_by_its_initials(page: ReportingPage, qtbot: QtBot) -> None:
    page._on_filters("late", "fixed")
    page.filters.find_unit()
    find = page.filters.finder
    qtbot.keyClicks(find, "bsz")
    qtbot.keyClick(find, Qt.Key.Key_Return)
    until_idle(qtbot, page.context)
    assert page.board.chosen() == (TOWN, WEEK)
    assert find.text() == ""
    assert page.board.hasFocus()


def test_one_comes_back_to_the_same_place(
    page: ReportingPage, context: AppContext, qtbot: QtBot
) -> None:
    page.model.toggle("县直部门")
    page.filters.order_button.set_key("stories")
    page._on_filters("all", "stories")
    choose(page, qtbot, TOWN, shift(WEEK, -4))
    place = page.place()

    again = ReportingPage(context)
    qtbot.addWidget(again)
    again.now = lambda: NOW
    again.show()
    again.open(place)
    until_idle(qtbot, context)

    assert again.board.chosen() == (TOWN, shift(WEEK, -4))
    assert again.place() == place
    assert again.filters.order_button.text() == "按稿件数"


def test_enter_goes_on_to_the_stories_of_the_cell(
    page: ReportingPage, qtbot: QtBot
) -> None:
    went = heard(page.context.place_wanted)
    choose(page, qtbot, TRADE)
    qtbot.keyClick(page.board, Qt.Key.Key_Return)
    iso = WEEK.isoformat()
    assert went[-1] == Place.of("stories", unit=TRADE, first=iso, last=iso)


def test_the_week_can_be_stepped_and_the_unit_stays(
    page: ReportingPage, qtbot: QtBot
) -> None:
    choose(page, qtbot, TOWN)
    page.show_week(shift(WEEK, -1))
    until_idle(qtbot, page.context)
    assert page.board.chosen() == (TOWN, shift(WEEK, -1))
    assert page.this_week.isVisible()
    assert page.answer.received.accessibleName() == "已报 / 应报：1 / 3"
    page.this_week.click()
    until_idle(qtbot, page.context)
    assert page.stepper.week() == WEEK


def test_before_the_due_moment_units_are_awaited(
    page: ReportingPage, qtbot: QtBot
) -> None:
    page.now = lambda: dt.datetime(2026, 11, 18, 9)
    page.refresh(frozenset())
    until_idle(qtbot, page.context)
    assert page.answer.missing.accessibleName() == "待报，周五 17:00截止：2"
    choose(page, qtbot, JUSTICE)
    assert page.board.currentIndex().data() == "待"
    says(qtbot, page.panel, "11月20日截止")


def test_a_year_without_a_holiday_list_is_said_with_the_way_to_mend_it(
    page: ReportingPage, qtbot: QtBot
) -> None:
    assert not page.filters.holidays.isVisible()
    went = heard(page.context.place_wanted)
    page.show_week(dt.date(2999, 1, 7))
    until_idle(qtbot, page.context)
    assert page.filters.holidays.text() == "2999年放假安排未录入"
    page.filters.holidays.click()
    assert went == [Place.of("settings", part="holidays")]


def test_without_units_the_page_says_what_to_do(
    db: Database, context: AppContext, qtbot: QtBot
) -> None:
    page = ReportingPage(context)
    qtbot.addWidget(page)
    page.show()
    went = heard(context.place_wanted)
    page.open(Place("reporting"))
    until_idle(qtbot, context)
    says(qtbot, page, "还没有单位")
    buttons_in(page)["去登记单位"].click()
    assert went == [Place.of("registers", tab="units")]


def test_the_history_of_a_return(page: ReportingPage, qtbot: QtBot) -> None:
    choose(page, qtbot, TRADE)
    qtbot.keyClick(page.board, Qt.Key.Key_H)
    dialog = dialog_of(page, HistoryDialog, qtbot)
    says(qtbot, dialog, "历史 · 商务局")
    says(qtbot, dialog, "《政策问答》")
    dialog.close()


def test_the_reminder_list_and_a_message_to_one(
    page: ReportingPage, qtbot: QtBot
) -> None:
    page.answer.remind.click()
    dialog = dialog_of(page, ReminderDialog, qtbot)
    assert isinstance(dialog, ReminderDialog)
    assert [r.unit for r in dialog.shown()] == ["云岭县司法局", "白水镇"]
    dialog.copy_shown()
    assert "云岭县司法局" in QGuiApplication.clipboard().text()
    dialog.group.set_key("乡镇街道")
    dialog.group.chosen.emit("乡镇街道")
    assert [r.unit for r in dialog.shown()] == ["白水镇"]
    assert "云岭县司法局" not in dialog.text.toPlainText()
    dialog.group.set_key("")
    dialog.group.chosen.emit("")
    dialog.which.chosen.emit("one")
    dialog.which.set_current("one")
    dialog.table.select(TOWN)
    dialog._show_text()
    dialog.copy_shown()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("白水镇")
    assert "云岭县司法局" not in copied
    assert dialog.ok_button.text() == "复制这一条"
    dialog.close()


def test_the_message_to_one_unit_from_its_cell(
    page: ReportingPage, qtbot: QtBot
) -> None:
    choose(page, qtbot, JUSTICE)
    qtbot.keyClick(page.board, Qt.Key.Key_C)
    until_idle(qtbot, page.context)
    assert QGuiApplication.clipboard().text().startswith("云岭县司法局")


def test_forms_are_written_into_the_folder_of_the_week(
    page: ReportingPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.open_forms()
    dialog = dialog_of(page, FormsDialog, qtbot)
    assert isinstance(dialog, FormsDialog)
    assert dialog.stepper.week() == WEEK
    dialog.folder.setText(str(tmp_path / "表格"))
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    folder = tmp_path / "表格" / "2026-11-16 填报表格"
    assert dialog.week_folder() == folder
    with page.context.db.reading() as session:
        units = len(list_units(session))
    assert len(list(folder.glob("*.xlsx"))) == units
    says(qtbot, dialog, "已生成 3 个单位的表格")
    says(qtbot, dialog, f"共 {units + 1} 份")
    assert dialog.open_button.isVisible()
    assert not dialog.cancel_button.isVisible(), "all is done: one button is left"
    assert dialog.ok_button.text() == "关闭"
    layout = dialog.layout()
    assert layout is not None
    qtbot.waitUntil(
        lambda: dialog.height() >= layout.totalHeightForWidth(dialog.width())
    )
    qtbot.keyClick(dialog.ok_button, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_a_folder_that_cannot_be_made_is_said_in_the_dialog(
    page: ReportingPage,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from services.output import forms

    def refuse(*_: object, **__: object) -> None:
        raise FileProblem("不能在这里建立文件夹。请换一个可以写入的位置。")

    monkeypatch.setattr(forms, "write_forms", refuse)
    page.open_forms()
    dialog = dialog_of(page, FormsDialog, qtbot)
    assert isinstance(dialog, FormsDialog)
    dialog.folder.setText(str(tmp_path))
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    says(qtbot, dialog, "请换一个可以写入的位置")
    assert dialog.folder.isEnabled()
    dialog.close()
