"""Places, recurring columns, series, blackouts, fulfilments, a single slot: entered and changed in their dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from services.schedules.bookings import list_bookings
from services.schedules.quotas import list_quotas
from services.schedules.rules import blackouts
from services.schedules.series import SlotState
from services.schedules.store import list_series
from services.stories import PlacementDraft, add_story
from services.weeks import week_of
from tests.ui.schedule.support import (
    JUSTICE,
    MONDAY,
    PAPER,
    SITE,
    TOWN,
    TRADE,
    day,
    dialog,
    slots,
)
from tests.ui.support import heard, until_idle
from tests.ui.window import button
from ui.navigation import Place
from ui.schedule.bookings import BookingsDialog
from ui.schedule.fulfilment_dialog import FulfilmentDialog
from ui.schedule.page import SchedulePage
from ui.schedule.quotas import QuotasDialog
from ui.schedule.series_list import SeriesListDialog
from ui.widgets.form_dialog import FormDialog
from ui.widgets.tables import PagedTable


def form_of(page: SchedulePage, qtbot: QtBot) -> FormDialog:
    found = dialog(page, qtbot, FormDialog)
    assert isinstance(found, FormDialog)
    return found


def rows_of(table: PagedTable) -> list[object]:
    return [table.row(i) for i in table.ids()]


def test_one_slot_is_put_on_a_day(page: SchedulePage, qtbot: QtBot) -> None:
    page.calendar().add_wanted.emit(day(25))
    asked = form_of(page, qtbot)
    assert asked.form.values()["day"] == day(25)
    button(asked, "排上").click()
    assert asked.isVisible()  # no unit yet
    series = str(page.known.series[0].id)
    asked.form.set_values({"unit_id": JUSTICE, "series_id": series})
    asked.form.changed.emit("series_id")
    assert asked.form.values()["column"] == "一把手谈"
    assert asked.form.values()["time"] == "09:30"
    button(asked, "排上").click()
    until_idle(qtbot, page.context)
    added = [s for s in slots(page) if s.day == day(25)]
    assert [(s.unit_id, s.series, s.number) for s in added] == [
        (JUSTICE, "一把手谈营商", 4)
    ]


def test_a_place_is_booked_shown_as_a_bar_changed_and_removed(
    page: SchedulePage, qtbot: QtBot
) -> None:
    page.actions_.bookings()
    listed = dialog(page, qtbot, BookingsDialog)
    assert isinstance(listed, BookingsDialog)
    button(listed, "登记…").click()
    asked = form_of(page, qtbot)
    asked.form.set_values(
        {
            "outlet_id": PAPER,
            "material": "主题海报",
            "first": day(9),
            "last": day(20),
            "count": 4,
        }
    )
    button(asked, "保存").click()
    until_idle(qtbot, page.context)
    assert len(rows_of(listed.table)) == 1
    listed.reject()
    assert [b.text for b in page.month.bars] == ["市日报　主题海报　4 块"]
    page.month.choose_bar(page.month.bars[0].id)
    button(page.panel, "修改…").click()
    asked = form_of(page, qtbot)
    asked.form.set_values({"last": day(5)})
    button(asked, "保存").click()
    until_idle(qtbot, page.context)
    assert asked.isVisible()  # it would end before it begins
    asked.form.set_values({"last": day(27)})
    button(asked, "保存").click()
    until_idle(qtbot, page.context)
    assert page.month.bars[0].last == day(27)
    button(page.panel, "删除").click()
    until_idle(qtbot, page.context)
    with page.context.db.reading() as session:
        assert list_bookings(session) == []
    assert page.month.bars == ()


def test_a_recurring_column_tells_what_is_missing(
    page: SchedulePage, qtbot: QtBot
) -> None:
    page.actions_.quotas()
    listed = dialog(page, qtbot, QuotasDialog)
    assert isinstance(listed, QuotasDialog)
    button(listed, "登记…").click()
    asked = form_of(page, qtbot)
    asked.form.set_values({"outlet_id": SITE, "column": "一把手谈", "per_month": 4})
    button(asked, "保存").click()
    until_idle(qtbot, page.context)
    with page.context.db.reading() as session:
        assert [q.per_month for q in list_quotas(session)] == [4]
    line = listed.table.row(listed.table.ids()[0])
    assert line is not None and len(line.months) == 3
    listed.table.select(line.id)
    button(listed, "删除").click()
    until_idle(qtbot, page.context)
    assert rows_of(listed.table) == []


def test_a_series_is_renamed_and_can_be_put_away(
    page: SchedulePage, qtbot: QtBot
) -> None:
    page.actions_.series_list()
    listed = dialog(page, qtbot, SeriesListDialog)
    assert isinstance(listed, SeriesListDialog)
    listed.table.select(listed.table.ids()[0])
    button(listed, "设置…").click()
    asked = form_of(page, qtbot)
    asked.form.set_values({"name": "局长访谈", "place": "新演播室"})
    button(asked, "保存").click()
    until_idle(qtbot, page.context)
    assert {s.place for s in slots(page)} == {"新演播室"}
    button(listed, "在日历上看").click()
    until_idle(qtbot, page.context)
    assert page.filters.values()["series"] == page.known.series[0].id
    page.actions_.edit_series(page.known.series[0].id)
    asked = form_of(page, qtbot)
    button(asked, "删除整个系列…").click()
    question = [d for d in asked.findChildren(QDialog) if d.isVisible()][-1]
    button(question, "删除").click()
    until_idle(qtbot, page.context)
    with page.context.db.reading() as session:
        assert list_series(session) == []
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert len(slots(page)) == 3


def test_days_without_slots_are_entered_and_shown(
    page: SchedulePage, qtbot: QtBot
) -> None:
    page.actions_.blackout(day(24))
    asked = form_of(page, qtbot)
    asked.form.set_values({"last": day(25), "reason": "两会直播"})
    button(asked, "停排").click()
    until_idle(qtbot, page.context)
    with page.context.db.reading() as session:
        assert [(b.first, b.last, b.reason) for b in blackouts(session)] == [
            (day(24), day(25), "两会直播")
        ]
    mark = page.month.marks[day(24)]
    assert mark.off and mark.name == "两会直播"


def test_reported_placements_are_taken_or_refused_in_a_list(
    page: SchedulePage, qtbot: QtBot
) -> None:
    with page.context.db.writing("补录") as session:
        for unit, when in ((TRADE, day(16)), (JUSTICE, day(17)), (TOWN, day(18))):
            drafts = [PlacementDraft(when, SITE, column_name="一把手谈")]
            add_story(
                session, unit, week_of(MONDAY), f"标题{unit}", drafts, received_on=when
            )
    until_idle(qtbot, page.context)
    page.actions_.fulfilments()
    listed = dialog(page, qtbot, FulfilmentDialog)
    assert isinstance(listed, FulfilmentDialog)
    assert len(rows_of(listed.table)) == 3
    button(listed, "认定选中的").click()  # nothing chosen: said, nothing done
    assert {s.state for s in slots(page)} == {SlotState.PLANNED}
    listed.table.select(listed.table.ids()[0])
    button(listed, "选中的不是").click()
    until_idle(qtbot, page.context)
    assert len(rows_of(listed.table)) == 2
    button(listed, "全部认定").click()
    until_idle(qtbot, page.context)
    states = {s.unit_id: s.state for s in slots(page)}
    assert states[TRADE] is SlotState.PLANNED
    assert states[JUSTICE] is states[TOWN] is SlotState.PUBLISHED


def test_the_menu_offers_what_fits_the_selection(
    page: SchedulePage, qtbot: QtBot
) -> None:
    from PySide6.QtCore import QPoint

    from ui.schedule.menus import slot_menu

    page.calendar().choose_day(day(24))
    menu = slot_menu(page, QPoint(5, 5))
    assert menu.actions()[0].text() == "排一期…"
    menu.close()
    page.calendar().select([slots(page)[0].id])
    until_idle(qtbot, page.context)
    menu = slot_menu(page, QPoint(5, 5))
    words = [a.text() for a in menu.actions() if a.text()]
    assert words[:3] == ["单位已确认", "已录制", "登记为刊播…"]
    assert {"改期…", "延期…", "取消…", "只看这个系列"} <= set(words)
    menu.close()


def test_the_rules_are_reached_from_the_page(page: SchedulePage) -> None:
    went = heard(page.context.place_wanted)
    page.actions_.rules()
    assert went == [Place.of("settings", tab="schedule")]


def test_the_search_finds_series(page: SchedulePage) -> None:
    from ui.search_sources import find

    with page.context.db.reading() as session:
        hits = find(session, "一把手")
    assert ("排期系列", "一把手谈营商") in [(h.kind, h.title) for h in hits]
