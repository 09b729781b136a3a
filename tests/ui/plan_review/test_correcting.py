"""Correcting what was read, with mouse and keys: every value leads to its words and back."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from services.plans.correcting import changes, paths
from services.plans.correcting.items import walk
from services.plans.correcting.paths import Path
from services.plans.reading import PlanReading
from tests.services.plans.correcting.a_plan import TEXT
from tests.ui.support import heard
from tests.ui.window import button, dialog
from ui.plan_review.editors import DaysEditor, LongEditor, QuotaEditor
from ui.plan_review.page import PlanReviewPage
from ui.plan_review.table_dialog import TableDialog
from ui.plan_review.text_menu import text_menu
from ui.widgets.picker import Picker

Key = Qt.Key


def reading(page: PlanReviewPage) -> PlanReading:
    assert page.draft is not None
    return page.draft.reading


def value(page: PlanReviewPage, *path: str | int) -> object:
    return paths.get(reading(page), path)


def mean(page: PlanReviewPage, *path: str | int) -> None:
    page.check.tree.go(path)
    assert page.check.tree.path() == path


def press(qtbot: QtBot, page: PlanReviewPage, key: Qt.Key) -> None:
    qtbot.keyClick(page.check.tree, key)


def editor(page: PlanReviewPage) -> object:
    found = page.check.tree.delegate.editor
    assert found is not None
    return found


def choose(page: PlanReviewPage, words: str, begin: int = 0) -> None:
    at = TEXT.index(words, begin)
    page.check.text.choose(at, at + len(words))


def settled(qtbot: QtBot, page: PlanReviewPage, wanted: object) -> None:
    qtbot.waitUntil(lambda: bool(wanted()), timeout=3000)  # type: ignore[operator]


# --- value and words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("title",), "云岭县2026年文明乡风宣传方案"),
        (("tasks", 0, "support_units", 1), "白水镇"),
        (("tasks", 0, "deadlines", 0), "4月30日前"),
        (("leadership", 1, "name"), "李江"),
        (("contacts", 0, "phone"), "0871-60000001"),
        (("columns", 0), "乡风新事"),
    ],
)
def test_a_value_marks_its_words_in_the_text(
    page: PlanReviewPage, path: Path, words: str
) -> None:
    mean(page, *path)
    assert page.check.text.marked_words() == words


def test_every_value_that_was_read_points_at_words(page: PlanReviewPage) -> None:
    for path, item in walk(page.check.sections):
        if item.span is not None:
            assert TEXT[item.span.start : item.span.end].strip(), path


def test_a_click_in_the_text_means_the_value_that_came_from_there(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    view = page.check.text
    cursor = QTextCursor(view.document())
    cursor.setPosition(
        TEXT.index("白水镇；") if "白水镇；" in TEXT else TEXT.index("白水镇") + 1
    )
    view.setTextCursor(cursor)
    view.ensureCursorVisible()
    at = view.cursorRect(cursor).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert page.check.tree.path() == ("tasks", 0, "support_units", 1)
    assert page.check.rail._entries[page.check.rail._at].key == "tasks"


def test_empty_values_say_so_and_stay_empty(page: PlanReviewPage) -> None:
    mean(page, "period")
    assert value(page, "period") is None
    shown = page.check.detail._words.toPlainText()
    assert shown.startswith("原文没有")


def test_words_are_found_in_the_text(page: PlanReviewPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.check.tree, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = page.check.find_bar.field
    assert page.check.find_bar.isVisible()
    field.setText("宣讲")
    hits = TEXT.count("宣讲")
    told = page.check.find_bar._told
    assert told.text() == f"第 1/{hits} 处"
    qtbot.keyClick(field, Key.Key_Return)
    assert told.text() == f"第 2/{hits} 处"
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told.text() == f"第 1/{hits} 处"
    qtbot.keyClick(field, Key.Key_Escape)
    assert not page.check.find_bar.isVisible()


# --- doubts ------------------------------------------------------------------------------------------------


def test_f8_goes_from_doubt_to_doubt_and_space_settles(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    doubts = page.check.doubted_paths()
    assert len(doubts) == 3
    mean(page, "title")
    press(qtbot, page, Key.Key_F8)
    assert page.check.tree.path() == doubts[0]
    press(qtbot, page, Key.Key_F8)
    assert page.check.tree.path() == doubts[1]
    qtbot.keyClick(page.check.tree, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert page.check.tree.path() == doubts[0]
    press(qtbot, page, Key.Key_Space)
    assert page.check.tree.path() == doubts[1]
    press(qtbot, page, Key.Key_Space)
    press(qtbot, page, Key.Key_Space)
    assert page.check.doubted_paths() == []
    page.undo()
    assert len(page.check.doubted_paths()) == 1


def test_when_the_last_doubt_is_settled_everything_is_shown_again(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    page.check.show_part("doubts")
    for _ in range(3):
        press(qtbot, page, Key.Key_Space)
    assert page.check.pills.current() == "all"
    assert page.check.tree.reading.rowCount() > 10
    page.check.show_part("doubts")
    assert page.check.pills.current() == "all"


def test_what_is_added_among_doubts_is_seen(page: PlanReviewPage, qtbot: QtBot) -> None:
    page.check.show_part("doubts")
    mean(page, "tasks", 0, "deadlines", 1)
    press(qtbot, page, Key.Key_Insert)
    assert page.check.tree.path() == ("tasks", 0, "deadlines", 2)
    field = editor(page)
    assert isinstance(field, DaysEditor)
    field.end.edit.setText("2026.6.30")
    qtbot.keyClick(field.end.edit, Key.Key_Return)
    settled(
        qtbot,
        page,
        lambda: (
            reading(page).tasks[0].deadlines[2:3]
            and reading(page).tasks[0].deadlines[2].end == dt.date(2026, 6, 30)
        ),
    )


def test_only_doubts_are_shown_when_wanted(page: PlanReviewPage) -> None:
    page.check.show_part("doubts")
    model = page.check.tree.reading
    shown = [model.item_of(model.index(n, 0)) for n in range(model.rowCount())]
    assert [s.label for s in shown if s] == ["任务", "联系人"]
    page.check.show_part("all")
    assert model.rowCount() > 10


# --- writing -----------------------------------------------------------------------------------------------


def test_f2_writes_in_place_and_undo_brings_the_old_words_back(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "doc_number")
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, QLineEdit)
    assert field.text() == "云委宣发〔2026〕7号"
    field.setText("云委宣发〔2026〕8号")
    qtbot.keyClick(field, Key.Key_Return)
    settled(
        qtbot,
        page,
        lambda: value(page, "doc_number").value == "云委宣发〔2026〕8号",  # type: ignore[attr-defined]
    )
    original = page.check.tree.reading.original_of(page.check.tree.currentIndex())
    assert original is not None
    assert original.words == "云委宣发〔2026〕7号"
    qtbot.keyClick(page.check.tree, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert value(page, "doc_number").value == "云委宣发〔2026〕7号"  # type: ignore[attr-defined]
    qtbot.keyClick(page.check.tree, Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert value(page, "doc_number").value == "云委宣发〔2026〕8号"  # type: ignore[attr-defined]
    page.check.deeds.do("revert")
    assert value(page, "doc_number").value == "云委宣发〔2026〕7号"  # type: ignore[attr-defined]


def test_escape_leaves_the_value_as_it_was(page: PlanReviewPage, qtbot: QtBot) -> None:
    mean(page, "tasks", 0, "text")
    press(qtbot, page, Key.Key_Return)
    field = editor(page)
    assert isinstance(field, LongEditor)
    field.setPlainText("别的")
    qtbot.keyClick(field, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.check.tree.delegate.editor is None)
    assert not page.undo_button.isEnabled()


def test_a_double_click_opens_the_editor(page: PlanReviewPage, qtbot: QtBot) -> None:
    mean(page, "leadership", 0, "post")
    tree = page.check.tree
    at = tree.visualRect(tree.currentIndex()).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    field = editor(page)
    assert isinstance(field, QLineEdit)
    field.setText("县委常委")
    qtbot.keyClick(field, Key.Key_Return)
    settled(qtbot, page, lambda: value(page, "leadership", 0, "post") == "县委常委")


def test_days_are_typed_as_people_write_them(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "tasks", 0, "deadlines", 0)
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, DaysEditor)
    field.end.edit.setText("2026.5.31")
    qtbot.keyClick(field.end.edit, Key.Key_Return)
    settled(
        qtbot,
        page,
        lambda: value(page, "tasks", 0, "deadlines", 0).end == dt.date(2026, 5, 31),  # type: ignore[attr-defined]
    )
    assert not value(page, "tasks", 0, "deadlines", 0).doubt  # type: ignore[attr-defined]


def test_a_day_that_is_none_keeps_the_editor_open(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "issue_date")
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, DaysEditor)
    field.start.edit.setText("2月31日")
    qtbot.keyClick(field.start.edit, Key.Key_Return)
    assert page.check.tree.delegate.editor is field
    qtbot.keyClick(field.start.edit, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.check.tree.delegate.editor is None)
    assert value(page, "issue_date").start == dt.date(2026, 3, 2)  # type: ignore[attr-defined]


def test_leaving_the_days_for_the_text_takes_them(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "period")
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, DaysEditor)
    field.start.edit.setText("2026.3.1")
    qtbot.keyClick(field.start.edit, Key.Key_Tab)
    field.end.edit.setText("2026.12.31")
    assert page.check.tree.delegate.editor is field
    page.check.text.setFocus(Qt.FocusReason.MouseFocusReason)
    settled(qtbot, page, lambda: value(page, "period"))
    period = reading(page).period
    assert period is not None
    assert (period.start, period.end) == (dt.date(2026, 3, 1), dt.date(2026, 12, 31))
    assert page.check.tree.delegate.editor is None


def test_a_proposed_address_is_taken(page: PlanReviewPage) -> None:
    mean(page, "contacts", 0, "email")
    assert "可能是：zhaomin@qq.com" in page.check.detail._note.text()
    page.check.deeds.do("suggest")
    assert reading(page).contacts[0].email == "zhaomin@qq.com"


def test_tab_goes_on_to_the_next_row(page: PlanReviewPage, qtbot: QtBot) -> None:
    mean(page, "leadership", 0, "role")
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, QLineEdit)
    field.setText("第一组长")
    qtbot.keyClick(field, Key.Key_Tab)
    settled(
        qtbot,
        page,
        lambda: (
            page.check.tree.path() == ("leadership", 0, "name")
            and page.check.tree.delegate.editor is not None
        ),
    )
    assert value(page, "leadership", 0, "role") == "第一组长"


def test_a_unit_is_picked_by_initials(page: PlanReviewPage, qtbot: QtBot) -> None:
    mean(page, "tasks", 1, "support_units", 0)
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, Picker)
    field.clear()
    qtbot.keyClicks(field, "ylxsfj")
    qtbot.keyClick(field, Key.Key_Return)
    settled(
        qtbot,
        page,
        lambda: value(page, "tasks", 1, "support_units", 0).name == "云岭县司法局",  # type: ignore[attr-defined]
    )


def test_a_quota_is_written_with_its_numbers(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "tasks", 1, "quotas", 0)
    press(qtbot, page, Key.Key_F2)
    field = editor(page)
    assert isinstance(field, QuotaEditor)
    field.most.setText("4")
    qtbot.keyClick(field.most, Key.Key_Return)
    settled(
        qtbot,
        page,
        lambda: value(page, "tasks", 1, "quotas", 0).most == 4,  # type: ignore[attr-defined]
    )


# --- entries -----------------------------------------------------------------------------------------------


def test_insert_begins_a_row_and_escape_takes_it_away(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "member_units", 0)
    before = value(page, "member_units")
    press(qtbot, page, Key.Key_Insert)
    field = editor(page)
    assert isinstance(field, Picker)
    qtbot.keyClick(field, Key.Key_Escape)
    settled(qtbot, page, lambda: value(page, "member_units") == before)
    press(qtbot, page, Key.Key_Insert)
    field = editor(page)
    assert isinstance(field, Picker)
    field.setText("县教育局")
    qtbot.keyClick(field, Key.Key_Return)
    settled(
        qtbot,
        page,
        lambda: [u.name for u in reading(page).member_units][1:2] == ["县教育局"],
    )
    press(qtbot, page, Key.Key_Delete)
    assert value(page, "member_units") == before


def test_a_measure_added_opens_for_writing(page: PlanReviewPage, qtbot: QtBot) -> None:
    mean(page, "tasks", 2)
    button(page, "增加任务").click()
    assert len(reading(page).tasks) == 4
    assert page.check.tree.path()[:2] == ("tasks", 3)
    field = editor(page)
    assert isinstance(field, QLineEdit)
    field.setText("三（四）")
    qtbot.keyClick(field, Key.Key_Return)
    settled(qtbot, page, lambda: reading(page).tasks[3].number == "三（四）")


def test_rows_are_moved_with_alt_and_arrows(page: PlanReviewPage, qtbot: QtBot) -> None:
    mean(page, "tasks", 0)
    qtbot.keyClick(page.check.tree, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [t.head for t in reading(page).tasks][:2] == ["制作宣传产品", "开展集中宣讲"]
    assert page.check.tree.path() == ("tasks", 1)


def test_selected_words_go_into_the_value_that_is_meant(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    mean(page, "tasks", 2, "support_units")
    take = page.check.detail.take
    assert not take.isEnabled()
    choose(page, "县农业农村局、县商务局")
    assert take.isEnabled()
    take.click()
    assert [u.name for u in reading(page).tasks[2].support_units] == [
        "县农业农村局",
        "县商务局",
    ]
    mean(page, "issue_date")
    choose(page, "4月30日前")
    press(qtbot, page, Key.Key_F4)
    assert value(page, "issue_date").start == dt.date(2026, 4, 30)  # type: ignore[attr-defined]


def test_words_that_do_not_fit_are_told(page: PlanReviewPage, qtbot: QtBot) -> None:
    said = heard(page.context.toast_wanted)
    mean(page, "issue_date")
    choose(page, "提高认识")
    press(qtbot, page, Key.Key_F4)
    assert "没有认出日期" in said[-1][0]
    assert not page.undo_button.isEnabled()


def test_a_measure_is_parted_at_the_cursor_and_joined_again(
    page: PlanReviewPage,
) -> None:
    before = reading(page).tasks
    mean(page, "tasks", 0)
    at = TEXT.index("年内每个乡镇")
    page.check.text.choose(at, at)
    page.check.deeds.do("split")
    assert len(reading(page).tasks) == 4
    assert page.check.tree.path() == ("tasks", 1)
    mean(page, "tasks", 0)
    page.check.deeds.do("merge")
    assert reading(page).tasks == before


def test_a_table_is_corrected_in_a_window_of_its_own(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    from dataclasses import replace

    from services.plans.reading import Span, TableFound

    table = TableFound("main", (("序号", "单位"), ("1", "商务局")), Span(0, 4))
    page.check.correct("加表", lambda r: replace(r, tables=(table,)), ("tables", 0))
    press(qtbot, page, Key.Key_F2)
    window = dialog(qtbot, TableDialog)
    window.grid.model.setData(window.grid.model.index(1, 1), "司法局")
    button(window, "确定").click()
    settled(qtbot, page, lambda: reading(page).tables[0].rows[1] == ("1", "司法局"))


# --- the model ---------------------------------------------------------------------------------------------


def test_the_tree_stays_sound_through_corrections(page: PlanReviewPage) -> None:
    tester = QAbstractItemModelTester(
        page.check.tree.reading,
        QAbstractItemModelTester.FailureReportingMode.Fatal,
    )
    read = reading(page)
    steps = [
        lambda r: changes.delete(r, ("tasks", 1)),
        lambda r: changes.add(r, ("tasks", 0))[0],
        lambda r: changes.set_words(r, ("tasks", 0, "lead_units", 0), "县委办"),
        lambda r: changes.delete(r, ("tasks", 0, "support_units", 1)),
        lambda r: paths.move(r, ("member_units", 0), 2)[0],
    ]
    for step in steps:
        page.check.correct("试", step, ("tasks", 0))
    page.check.show_part("doubts")
    page.check.show_part("all")
    while page.check.turn_back():
        pass
    assert reading(page) is read
    labels = [
        item.label
        for item in (
            page.check.tree.reading.item_of(page.check.tree.reading.index(n, 0))
            for n in range(page.check.tree.reading.rowCount())
        )
        if item
    ]
    assert labels[0] == "基本信息"
    del tester


def test_what_was_open_stays_open_after_a_correction(page: PlanReviewPage) -> None:
    tree = page.check.tree
    mean(page, "tasks", 1, "lead_units", 0)
    top = tree.verticalScrollBar().value()
    page.check.correct(
        "改",
        lambda r: changes.set_words(r, ("tasks", 1, "lead_units", 0), "县文旅局"),
    )
    assert tree.isExpanded(tree.reading.index_of(("tasks", 1)))
    assert tree.verticalScrollBar().value() == top
    assert tree.path() == ("tasks", 1, "lead_units", 0)


def test_the_rail_leads_to_a_section(page: PlanReviewPage, qtbot: QtBot) -> None:
    rail = page.check.rail
    at: QPoint = rail.row_rect("contacts").center()
    qtbot.mouseClick(rail, Qt.MouseButton.LeftButton, pos=at)
    assert page.check.tree.path() == ("contacts",)


def test_the_menu_of_the_text_makes_a_new_entry(page: PlanReviewPage) -> None:
    mean(page, "member_units", 0)
    assert not text_menu(page.check).actions()[0].isEnabled()
    choose(page, "宣讲团")
    menu = text_menu(page.check)
    labels = [a.text() for a in menu.actions()]
    assert "填到“单位”\tF4" in labels
    inner = menu.findChildren(QMenu)[0]
    next(a for a in inner.actions() if a.text() == "宣传重点").trigger()
    assert [f.value for f in reading(page).key_messages] == ["宣讲团"]
    assert page.check.tree.path() == ("key_messages", 0)
    assert page.check.text.marked_words() == "宣讲团"


def test_doubts_of_one_reason_are_settled_together(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    first = page.check.doubted_paths()[0]
    mean(page, *first)
    assert page.check.detail.like.text() == "同样的 2 处都核对无误"
    qtbot.keyClick(page.check.tree, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert page.check.doubted_paths() == [("contacts", 0)]
    page.undo()
    assert len(page.check.doubted_paths()) == 3
