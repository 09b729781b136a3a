"""The schedule page: moved with the mouse and the keys, run to publication, undone, filtered, come back to."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from services.board import board
from services.schedules import progress
from services.schedules.series import SlotState
from services.schedules.types import SlotRow
from services.weeks import week_of
from tests.ui.schedule.support import (
    MONDAY,
    SITE,
    TRADE,
    box,
    day,
    days,
    dialog,
    drag,
    middle,
    open_page,
    slots,
)
from tests.ui.support import heard, until_idle
from tests.ui.window import button
from ui.context import AppContext
from ui.navigation import Place
from ui.schedule.page import SchedulePage
from ui.schedule.publish_dialog import PublishDialog
from ui.widgets.form_dialog import FormDialog

ALT = Qt.KeyboardModifier.AltModifier
TRADE_NAME, JUSTICE_NAME, TOWN_NAME = "云岭县商务局", "云岭县司法局", "白水镇"


def slot_of(page: SchedulePage, unit: str) -> SlotRow:
    return next(s for s in slots(page) if s.unit == unit)


def choose(page: SchedulePage, qtbot: QtBot, unit: str) -> SlotRow:
    row = slot_of(page, unit)
    page.select_slot(row.id)
    until_idle(qtbot, page.context)
    return row


def words_of(widget: QWidget) -> str:
    return "\n".join(
        x.text() for x in widget.findChildren(QLabel) if x.isVisibleTo(widget)
    )


def says(page: SchedulePage, qtbot: QtBot, words: str) -> None:
    """Wait until the panel says something: new labels are shown a moment later."""
    qtbot.waitUntil(lambda: words in words_of(page.panel), timeout=3000)


def confirm(page: SchedulePage, qtbot: QtBot, unit: str) -> None:
    row = slot_of(page, unit)
    page.deeds.advance([row], SlotState.CONFIRMED, dt.date(2026, 11, 12))
    until_idle(qtbot, page.context)


def test_a_slot_is_dragged_to_another_day_and_back_by_undo(
    page: SchedulePage, qtbot: QtBot
) -> None:
    row = slot_of(page, TRADE_NAME)
    drag(page, qtbot, row.id, day(19))
    assert days(page) == {TRADE_NAME: 19, JUSTICE_NAME: 17, TOWN_NAME: 18}
    assert page.calendar().entries[row.id].day == day(19)
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert days(page)[TRADE_NAME] == 16
    assert page.calendar().entries[row.id].day == day(16)


def test_a_drag_onto_a_day_off_is_told_and_refused(
    page: SchedulePage, qtbot: QtBot, context: AppContext
) -> None:
    told = heard(context.toast_wanted)
    row = slot_of(page, TRADE_NAME)
    view = page.calendar()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=box(page, row.id).center())
    cell = view.layout_of().cell(day(21))
    QTest.mouseMove(view, cell.center())
    QTest.mouseMove(view, cell.center())
    held = view.gestures.drag
    assert held is not None
    qtbot.waitUntil(lambda: held.checked)
    assert held.grade == 3
    assert any("非工作日" in words for words, _ink in held.words())
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=cell.center())
    until_idle(qtbot, context)
    assert len(told) == 1 and "没有移动" in told[0][0] and "非工作日" in told[0][0]
    assert days(page)[TRADE_NAME] == 16


def test_what_the_record_refuses_goes_back_to_where_it_was(
    page: SchedulePage, qtbot: QtBot, context: AppContext
) -> None:
    told = heard(context.toast_wanted)
    row = slot_of(page, TRADE_NAME)
    page.calendar().move_wanted.emit({row.id: day(22)}, False)
    assert page.calendar().entries[row.id].day == day(22)  # shown at once
    until_idle(qtbot, context)
    assert "周日" in told[0][0]
    assert page.calendar().entries[row.id].day == day(16)


def test_a_drag_goes_on_into_the_next_month(page: SchedulePage, qtbot: QtBot) -> None:
    row, view = slot_of(page, TRADE_NAME), page.calendar()
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=box(page, row.id).center())
    QTest.mouseMove(view, view.rect().center())
    edge = QPoint(view.width() - 4, view.height() // 2)
    QTest.mouseMove(view, edge)
    view.gestures.wait_over()
    until_idle(qtbot, page.context)
    assert view.span.month == dt.date(2026, 12, 1)
    assert view.gestures.drag is not None
    QTest.mouseMove(view, middle(page, dt.date(2026, 12, 9)))
    until_idle(qtbot, page.context)
    QTest.mouseRelease(view, left, pos=middle(page, dt.date(2026, 12, 9)))
    until_idle(qtbot, page.context)
    assert slot_of(page, TRADE_NAME).day == dt.date(2026, 12, 9)
    assert view.entries[row.id].day == dt.date(2026, 12, 9)


def test_alt_arrows_move_by_workdays_and_weeks(
    page: SchedulePage, qtbot: QtBot
) -> None:
    choose(page, qtbot, TOWN_NAME)
    view = page.calendar()
    view.setFocus()
    for expected in (19, 20, 23):
        QTest.keyClick(view, Qt.Key.Key_Right, ALT)
        until_idle(qtbot, page.context)
        assert days(page)[TOWN_NAME] == expected
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    until_idle(qtbot, page.context)
    assert days(page)[TOWN_NAME] == 16


def test_a_confirmed_slot_needs_a_reason_and_keeps_it(
    page: SchedulePage, qtbot: QtBot
) -> None:
    confirm(page, qtbot, TRADE_NAME)
    row = slot_of(page, TRADE_NAME)
    drag(page, qtbot, row.id, day(20))
    asked = dialog(page, qtbot, FormDialog)
    assert isinstance(asked, FormDialog)
    button(asked, "改期").click()
    assert asked.isVisible()  # nothing without a reason
    asked.form.set_values({"reason": "单位申请调整"})
    button(asked, "改期").click()
    until_idle(qtbot, page.context)
    assert days(page)[TRADE_NAME] == 20
    assert slot_of(page, TRADE_NAME).reason == "单位申请调整"
    choose(page, qtbot, TRADE_NAME)
    says(page, qtbot, "单位申请调整")
    says(page, qtbot, "原定 11月16日（周一）")


def test_shift_while_dragging_pushes_the_rest(page: SchedulePage, qtbot: QtBot) -> None:
    row = slot_of(page, TRADE_NAME)
    page.deeds.move([row], {row.id: day(18)}, push=True)
    until_idle(qtbot, page.context)
    assert days(page) == {TRADE_NAME: 18, JUSTICE_NAME: 19, TOWN_NAME: 20}


def test_cancelled_stays_struck_out_and_can_be_restored(
    page: SchedulePage, qtbot: QtBot
) -> None:
    row = choose(page, qtbot, JUSTICE_NAME)
    page.calendar().setFocus()
    QTest.keyClick(page.calendar(), Qt.Key.Key_Delete)
    asked = dialog(page, qtbot, FormDialog)
    assert isinstance(asked, FormDialog)
    asked.form.set_values({"reason": "重大活动占用时段"})
    button(asked, "取消排期").click()
    until_idle(qtbot, page.context)
    assert slot_of(page, JUSTICE_NAME).state is SlotState.CANCELLED
    assert page.calendar().entries[row.id].state == "cancelled"
    assert not page.calendar().entries[row.id].movable
    button(page.panel, "恢复这一期").click()
    until_idle(qtbot, page.context)
    assert slot_of(page, JUSTICE_NAME).state is SlotState.PLANNED


def test_postponed_goes_to_the_next_free_day(page: SchedulePage, qtbot: QtBot) -> None:
    choose(page, qtbot, TRADE_NAME)
    button(page.panel, "延期…").click()
    asked = dialog(page, qtbot, FormDialog)
    assert isinstance(asked, FormDialog)
    asked.form.set_values({"reason": "单位主要负责人有会"})
    button(asked, "延期").click()
    until_idle(qtbot, page.context)
    assert days(page)[TRADE_NAME] == 19


def test_a_slot_is_run_to_publication_and_stands_in_the_weekly_round(
    page: SchedulePage, qtbot: QtBot
) -> None:
    choose(page, qtbot, TRADE_NAME)
    button(page.panel, "单位已确认").click()
    until_idle(qtbot, page.context)
    button(page.panel, "已录制").click()
    until_idle(qtbot, page.context)
    button(page.panel, "登记为刊播…").click()
    asked = dialog(page, qtbot, PublishDialog)
    assert isinstance(asked, PublishDialog)
    row = slot_of(page, TRADE_NAME)
    assert asked.focusWidget() is asked.form.widget(str(row.id))
    asked.form.set_values({str(row.id): "商务局长谈夜经济"})
    button(asked, "登记 1 条刊播").click()
    until_idle(qtbot, page.context)
    row = slot_of(page, TRADE_NAME)
    assert row.state is SlotState.PUBLISHED and row.placement_id is not None
    with page.context.db.reading() as session:
        cells = board(session, week_of(MONDAY), weeks=1).rows
    trade = next(r for r in cells if r.unit.id == TRADE)
    assert trade.last is not None and trade.last.placements == 1
    assert "看刊播的稿件" in [
        b.text() for b in page.panel.findChildren(QWidget) if hasattr(b, "text")
    ]


def test_what_is_typed_in_the_panel_is_kept(page: SchedulePage, qtbot: QtBot) -> None:
    choose(page, qtbot, TOWN_NAME)
    assert page.panel.form is not None
    place = page.panel.form.widget("place")
    assert isinstance(place, QLineEdit)
    place.setFocus()
    place.setText("镇政府会议室")
    QTest.keyClick(place, Qt.Key.Key_Return)
    until_idle(qtbot, page.context)
    assert slot_of(page, TOWN_NAME).place == "镇政府会议室"
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert slot_of(page, TOWN_NAME).place == ""


def test_typing_goes_on_while_the_slot_is_shown_anew(
    page: SchedulePage, qtbot: QtBot
) -> None:
    choose(page, qtbot, TOWN_NAME)
    assert page.panel.form is not None
    place = page.panel.form.widget("place")
    assert isinstance(place, QLineEdit)
    page.activateWindow()
    place.setFocus()
    qtbot.waitUntil(place.hasFocus)
    place.setText("镇政府会")
    page.refresh(frozenset({"slot"}))
    until_idle(qtbot, page.context)
    again = page.panel.form.widget("place")
    assert isinstance(again, QLineEdit)
    assert again is not place and again.text() == "镇政府会" and again.hasFocus()


def test_a_slot_that_is_gone_is_told_and_the_page_still_opens(
    page: SchedulePage, qtbot: QtBot, context: AppContext
) -> None:
    told = heard(context.toast_wanted)
    page.open(Place.of("schedule", slot=999))
    until_idle(qtbot, context)
    assert "已经不在了" in told[0][0]
    assert len(page.month.entries) == 3


def test_another_day_in_the_panel_moves_it(page: SchedulePage, qtbot: QtBot) -> None:
    choose(page, qtbot, TOWN_NAME)
    assert page.panel.form is not None
    field = page.panel.form.widget("day")
    edit = field.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    edit.setText("2026-11-25")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    until_idle(qtbot, page.context)
    assert days(page)[TOWN_NAME] == 25


def test_filters_are_kept_and_shown_in_the_place(
    page: SchedulePage, qtbot: QtBot, context: AppContext
) -> None:
    page.filters.unit.set_value(TRADE)
    page.filters.changed.emit()
    until_idle(qtbot, context)
    assert [e.text for e in page.calendar().entries.values()] == ["商务局"]
    assert page.place().get("filter")["unit"] == TRADE
    again = open_page(context, qtbot)
    assert [e.text for e in again.calendar().entries.values()] == ["商务局"]
    again.filters.reset()
    until_idle(qtbot, context)
    assert len(again.calendar().entries) == 3


def test_the_answer_counts_the_month(page: SchedulePage, qtbot: QtBot) -> None:
    confirm(page, qtbot, TRADE_NAME)
    assert page.answer.total.accessibleName() == "11月排期：3 期"
    assert page.answer.planned.accessibleName() == "等确认：2"
    assert page.answer.confirmed.accessibleName() == "已确认：1"
    assert page.answer.conflicts.accessibleName() == "冲突：0"
    page.answer.state_wanted.emit("confirmed")
    until_idle(qtbot, page.context)
    assert [e.text for e in page.calendar().entries.values()] == ["商务局"]


def test_the_week_and_the_list_show_the_same_slots(
    page: SchedulePage, qtbot: QtBot
) -> None:
    row = choose(page, qtbot, JUSTICE_NAME)
    page.show_view("week")
    until_idle(qtbot, page.context)
    assert set(page.week.entries) == {s.id for s in slots(page)}
    assert page.week.span.first == MONDAY
    page.show_view("list")
    until_idle(qtbot, page.context)
    QAbstractItemModelTester(page.list.table.model)
    assert [r.label for r in page.list.rows()] == ["商务局", "司法局", "白水镇"]
    page.list.table.sort_wanted.emit("day", True)
    shown = [page.list.table.row(i) for i in page.list.table.ids()]
    assert [r.label for r in shown if isinstance(r, SlotRow)] == [
        "白水镇",
        "司法局",
        "商务局",
    ]
    page.list.select(row.id)
    until_idle(qtbot, page.context)
    says(page, qtbot, JUSTICE_NAME)


@pytest.mark.parametrize("filtered", [False, True])
def test_an_empty_month_shows_the_way_to_the_nearest_slot(
    page: SchedulePage, qtbot: QtBot, filtered: bool
) -> None:
    if filtered:
        page.filters.set_values({"unit": TRADE})
    page.go_to(dt.date(2026, 3, 1))
    until_idle(qtbot, page.context)
    assert page.notices.said == ["这里没有排期，最近的一期在 2026年11月16日。"]
    button(page.notices, "去看").click()
    until_idle(qtbot, page.context)
    assert page.month.span.month == dt.date(2026, 11, 1)
    assert page.notices.said == []


def test_the_list_of_a_series_is_not_held_to_the_month(
    page: SchedulePage, qtbot: QtBot
) -> None:
    page.show_view("list")
    page.go_to(dt.date(2026, 3, 1))
    until_idle(qtbot, page.context)
    assert list(page.list.rows()) == []
    page.show_series(slots(page)[0].series_id or 0)
    until_idle(qtbot, page.context)
    assert len(page.list.rows()) == 3
    assert "不限月份，共 3 期" in page.list.note.text()


def test_a_place_brings_back_the_slot(
    page: SchedulePage, qtbot: QtBot, context: AppContext
) -> None:
    row = choose(page, qtbot, TOWN_NAME)
    place = page.place()
    page.go_to(dt.date(2026, 3, 1))
    until_idle(qtbot, context)
    assert page.month.span.month == dt.date(2026, 3, 1)
    page.open(place)
    until_idle(qtbot, context)
    assert page.month.selected == {row.id}
    page.open(Place.of("schedule", slot=slot_of(page, TRADE_NAME).id))
    until_idle(qtbot, context)
    assert page.month.selected == {slot_of(page, TRADE_NAME).id}


def test_conflicts_are_marked_told_and_gone_through(
    page: SchedulePage, qtbot: QtBot
) -> None:
    with page.context.db.writing("再排一期") as session:
        from services.schedules.slots import add_slot
        from services.schedules.types import DraftSlot

        add_slot(session, DraftSlot(TRADE, TRADE_NAME, MONDAY), outlet_id=SITE)
    until_idle(qtbot, page.context)
    marked = [e for e in page.calendar().entries.values() if e.grade]
    assert {e.text for e in marked} == {"商务局"} and len(marked) == 2
    page.next_conflict()
    until_idle(qtbot, page.context)
    says(page, qtbot, "这一天排了 2 次")
    first = set(page.calendar().selected)
    page.next_conflict()
    assert page.calendar().selected != first


def test_what_units_report_is_proposed_and_taken(
    page: SchedulePage, qtbot: QtBot
) -> None:
    from services.stories import PlacementDraft, add_story

    with page.context.db.writing("补录") as session:
        add_story(
            session,
            TRADE,
            week_of(MONDAY),
            "局长谈营商",
            [PlacementDraft(MONDAY, SITE, column_name="一把手谈")],
            received_on=MONDAY,
        )
    until_idle(qtbot, page.context)
    assert any("1 条像是排期里的" in words for words in page.notices.said)
    choose(page, qtbot, TRADE_NAME)
    says(page, qtbot, "局长谈营商")
    button(page.panel, "就是这一期").click()
    until_idle(qtbot, page.context)
    assert slot_of(page, TRADE_NAME).state is SlotState.PUBLISHED
    assert page.notices.said == []


def test_several_are_brought_on_in_one_step(page: SchedulePage, qtbot: QtBot) -> None:
    page.calendar().select([s.id for s in slots(page)])
    until_idle(qtbot, page.context)
    says(page, qtbot, "选中 3 期")
    button(page.panel, "都已确认（3 期）").click()
    until_idle(qtbot, page.context)
    assert {s.state for s in slots(page)} == {SlotState.CONFIRMED}
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert {s.state for s in slots(page)} == {SlotState.PLANNED}


def test_skipped_steps_are_asked_about(page: SchedulePage, qtbot: QtBot) -> None:
    row = slot_of(page, TRADE_NAME)
    page.deeds.advance([row], SlotState.RECORDED, MONDAY)
    asked = dialog(page, qtbot)
    button(asked, "一并补上").click()
    until_idle(qtbot, page.context)
    assert slot_of(page, TRADE_NAME).state is SlotState.RECORDED
    assert slot_of(page, TRADE_NAME).confirmed_on is not None


def test_an_empty_schedule_says_what_to_do(
    small_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    page = open_page(context, qtbot)
    assert page.stack.currentWidget() is page.empty
    assert button(page.empty, "排一个系列…").isEnabled()


def test_a_year_without_holidays_is_told(page: SchedulePage, qtbot: QtBot) -> None:
    went = heard(page.context.place_wanted)
    page.go_to(dt.date(2031, 5, 1))
    until_idle(qtbot, page.context)
    assert page.notices.said[-1] == "2031 年的放假安排还没有，现在只按周末算休息日。"
    button(page.notices, "填写放假安排…").click()
    assert went == [Place.of("settings", tab="holidays", year=2031)]


@pytest.mark.parametrize("view", ["month", "week"])
def test_publishing_by_another_hand_is_seen(
    page: SchedulePage, qtbot: QtBot, view: str
) -> None:
    page.show_view(view)
    until_idle(qtbot, page.context)
    row = slot_of(page, TRADE_NAME)
    with page.context.db.writing("登记刊播") as session:
        progress.publish(session, [row.id], titles={row.id: "标题"}, fill=True)
    until_idle(qtbot, page.context)
    assert page.calendar().entries[row.id].state == "published"


def test_what_is_selected_is_followed_into_the_other_views(
    page: SchedulePage, qtbot: QtBot
) -> None:
    chosen = slots(page)[1]
    page.select_slot(chosen.id)
    until_idle(qtbot, page.context)
    page.show_view("list")
    until_idle(qtbot, page.context)
    assert page.list.table.selected_ids() == [chosen.id]
    page.show_series(1)
    page.go_to(dt.date(2026, 3, 2))
    until_idle(qtbot, page.context)
    page.select_slot(chosen.id)  # the list of a series is not held to the month
    page.show_view("month")
    until_idle(qtbot, page.context)
    assert page.month.span.month == dt.date(2026, 11, 1)
    assert page.month.selected == {chosen.id}
