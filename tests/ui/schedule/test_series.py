"""The real series laid out in the sheet: Pingchuan's sixteen units, Wenzhou's weekly talks; a late holiday."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services import workdays
from services.registers.outlets import save_outlet
from services.registers.units import save_unit
from services.schedules.calendar import list_slots
from services.schedules.series import (
    Evenly,
    Monthly,
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Rhythm,
)
from services.schedules.types import SlotFilter, SlotRow
from tests.ui.schedule.support import dialog, open_page
from tests.ui.support import until_idle
from tests.ui.window import button
from ui.context import AppContext
from ui.schedule.page import SchedulePage
from ui.schedule.replan_dialog import ReplanDialog
from ui.schedule.rhythm_box import RhythmBox
from ui.schedule.series_dialog import SeriesDialog
from ui.widgets.dialogs import QuestionDialog
from ui.widgets.form_dialog import FormDialog

ANNEX = """经济开发区管委会 8月16日
区发改局 8月16日
区工信局 8月17日
区司法局 8月17日
区人社局 8月18日
区住建局 8月18日
区交通局 8月19日
区商务局 8月19日
区文旅局 8月20日
区市场监管局 8月20日
区金融办 8月23日
市自然资源局平川分局 8月23日
市生态环境局平川分局 8月24日
税务局 8月24日
区经合局 8月25日
区行政审批中心 8月25日"""
ROWS = [tuple(line.split()) for line in ANNEX.splitlines()]
UNITS = [name for name, _day in ROWS]


@pytest.fixture
def district(db: Database) -> Database:
    """The sixteen units, in another order than the annex's, and one station."""
    with db.writing("登记") as session:
        for name in sorted(UNITS):
            save_unit(session, name=name, group="平川区")
        save_outlet(session, name="区广播电视台", level=OutletLevel.COUNTY, kind="电视")
    return db


@pytest.fixture
def page(district: Database, context: AppContext, qtbot: QtBot) -> SchedulePage:
    return open_page(context, qtbot)


def sheet(page: SchedulePage, qtbot: QtBot) -> SeriesDialog:
    page.actions_.new_series()
    found = dialog(page, qtbot, SeriesDialog)
    assert isinstance(found, SeriesDialog)
    return found


def settle(made: SeriesDialog, qtbot: QtBot, page: SchedulePage) -> None:
    qtbot.waitUntil(lambda: not made._typing.isActive(), timeout=5000)
    until_idle(qtbot, page.context)


def paste(
    made: SeriesDialog, page: SchedulePage, qtbot: QtBot, names: list[str]
) -> None:
    made.units.paste()
    asked = made.findChildren(FormDialog)[-1]
    asked.form.set_values({"names": "\n".join(names)})
    button(asked, "加入").click()
    until_idle(qtbot, page.context)


def slots(page: SchedulePage) -> list[SlotRow]:
    with page.context.db.reading() as session:
        return list_slots(session, SlotFilter())


def table(made: SeriesDialog) -> list[tuple[str, str]]:
    shown = made.preview.table
    rows = [shown.row(i) for i in shown.ids()]
    return [(r.unit, f"{r.day.month}月{r.day.day}日") for r in rows if r and r.day]


def test_the_pingchuan_annex_comes_out_row_for_row(
    page: SchedulePage, qtbot: QtBot
) -> None:
    made = sheet(page, qtbot)
    paste(made, page, qtbot, UNITS)
    made.where.set_values(
        {"outlet_id": 1, "name": "一把手谈营商环境", "column": "一把手谈营商环境"}
    )
    made.when.set_values({"first": dt.date(2021, 8, 16)})
    made.rhythm.count.setText("2")
    settle(made, qtbot, page)
    assert table(made) == ROWS
    assert "16 期，8月16日（周一）到8月25日（周三），8 天" in made.preview.said.text()
    button(made, "保存 16 期").click()
    until_idle(qtbot, page.context)
    assert [(s.unit, f"{s.day:%-m月%-d日}") for s in slots(page) if s.day] == ROWS
    assert page.month.span.month == dt.date(2021, 8, 1)
    assert len(page.month.entries) == 16
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert slots(page) == []


def test_the_wenzhou_talks_fall_on_workdays_around_the_holidays(
    page: SchedulePage, qtbot: QtBot
) -> None:
    made = sheet(page, qtbot)
    paste(made, page, qtbot, UNITS[:13])
    made.where.set_values({"outlet_id": 1, "name": "营商环境提升“我来说”"})
    made.rhythm.set_rhythm(OnWeekdays((3,)))
    made.when.set_values({"first": dt.date(2018, 4, 2), "last": dt.date(2018, 6, 30)})
    made._on_changed()
    settle(made, qtbot, page)
    rows = table(made)
    # The first Thursday is 清明 (5th): that week's talk goes to another workday of its week.
    assert len(rows) == 13
    found = [
        dt.date(2018, int(d.split("月")[0]), int(d.split("月")[1][:-1]))
        for _u, d in rows
    ]
    known = workdays.Workdays()
    assert all(known.is_workday(d) for d in found)
    assert len({d.isocalendar()[1] for d in found}) == 13
    assert found[0].isocalendar()[1] == 14 and found[0] != dt.date(2018, 4, 5)
    assert "清明节 4月5日—7日" in made.preview.note.text()
    assert "劳动节 4月29日—5月1日" in made.preview.note.text()
    assert "4月8日、4月28日 调休上班，可以排" in made.preview.note.text()


def test_a_holiday_that_comes_late_is_shown_and_moves_what_it_hits(
    page: SchedulePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dt.date.today() + dt.timedelta(days=28)
    first -= dt.timedelta(days=first.weekday())
    made = sheet(page, qtbot)
    paste(made, page, qtbot, UNITS[:6])
    made.where.set_values({"name": "访谈"})
    made.when.set_values({"first": first})
    made.rhythm.count.setText("2")
    settle(made, qtbot, page)
    button(made, "保存 6 期").click()
    until_idle(qtbot, page.context)
    before = [s.day for s in slots(page) if s.day]
    hit = sorted(set(before))[1]
    with page.context.db.writing("停排") as session:
        from services.schedules.rules import save_blackout

        save_blackout(session, first=hit, last=hit, reason="临时放假")
    until_idle(qtbot, page.context)
    assert any("2 期落在后来定下的" in words for words in page.notices.said)
    button(page.notices, "看怎么重排…").click()
    plan = dialog(page, qtbot, ReplanDialog)
    assert isinstance(plan, ReplanDialog)
    changed = [plan.table.row(i) for i in plan.table.ids()]
    assert {r.change.unit for r in changed if r} >= set(UNITS[2:4])
    button(plan, "全部照此改期").click()
    until_idle(qtbot, page.context)
    after = slots(page)
    assert all(s.day != hit for s in after)
    assert [s.unit for s in after] == UNITS[:6]
    assert page.notices.said == [w for w in page.notices.said if "落在" not in w]
    page.context.undo_last()
    until_idle(qtbot, page.context)
    assert [s.day for s in slots(page) if s.day] == before


def test_a_day_changed_in_the_proposal_is_kept(
    page: SchedulePage, qtbot: QtBot
) -> None:
    made = sheet(page, qtbot)
    paste(made, page, qtbot, UNITS[:3])
    made.where.set_values({"name": "访谈"})
    made.when.set_values({"first": dt.date(2021, 8, 16)})
    settle(made, qtbot, page)
    made.preview.moved.emit({1: dt.date(2021, 8, 27)})
    settle(made, qtbot, page)
    assert table(made)[1] == (UNITS[1], "8月27日")
    button(made, "保存 3 期").click()
    until_idle(qtbot, page.context)
    assert {s.unit: s.day for s in slots(page)}[UNITS[1]] == dt.date(2021, 8, 27)


def test_units_are_picked_by_typing_and_enter_keeps_the_sheet_open(
    page: SchedulePage, qtbot: QtBot
) -> None:
    made = sheet(page, qtbot)
    picker = made.units.picker
    picker.setFocus()
    for name in ("区发改局", "税务局", "税务局"):
        picker.setText(name)
        picker.textEdited.emit(name)
        QTest.keyClick(picker, Qt.Key.Key_Return)
    assert len(made.units.ids()) == 2
    assert picker.text() == ""
    QTest.keyClick(picker, Qt.Key.Key_Return)
    until_idle(qtbot, page.context)
    assert made.isVisible() and slots(page) == []
    QTest.keyClick(made, Qt.Key.Key_Escape)
    question = made.findChildren(QuestionDialog)[-1]
    button(question, "继续排").click()
    assert made.isVisible()
    QTest.keyClick(made, Qt.Key.Key_Escape)
    button(made.findChildren(QuestionDialog)[-1], "放弃").click()
    qtbot.waitUntil(lambda: not made.isVisible())


def test_the_order_is_changed_by_keys(page: SchedulePage, qtbot: QtBot) -> None:
    made = sheet(page, qtbot)
    paste(made, page, qtbot, UNITS[:3])
    first, second, third = made.units.ids()
    made.units.list.setCurrentRow(2)
    QTest.keyClick(made.units.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert made.units.ids() == (first, third, second)
    QTest.keyClick(made.units.list, Qt.Key.Key_Delete)
    assert made.units.ids() == (first, second)
    assert made.units.add([first, third]) == 1


def test_what_cannot_be_laid_out_is_said_and_nothing_is_kept(
    page: SchedulePage, qtbot: QtBot
) -> None:
    made = sheet(page, qtbot)
    made.accept_wanted.emit()
    assert made.isVisible()
    made.units.paste()
    asked = made.findChildren(FormDialog)[-1]
    asked.form.set_values({"names": "区发改局、区工新局"})
    button(asked, "加入").click()
    until_idle(qtbot, page.context)
    assert asked.isVisible()  # 区工新局 is nobody
    asked.reject()
    paste(made, page, qtbot, UNITS[:4])
    made.where.set_values({"name": "访谈"})
    made.when.set_values({"first": dt.date(2021, 10, 1), "last": dt.date(2021, 10, 7)})
    made._on_changed()
    settle(made, qtbot, page)
    button(made, "保存 4 期").click()
    until_idle(qtbot, page.context)
    assert made.isVisible()
    made.when.set_values({"first": dt.date(2021, 10, 8), "last": dt.date(2021, 10, 1)})
    made._on_changed()
    settle(made, qtbot, page)
    assert "早于" in made.preview.wrong.text()
    made.when.set_values({"last": None, "blackout": "十月某日"})
    made._on_changed()
    settle(made, qtbot, page)
    assert "看不懂" in made.preview.wrong.text()
    assert slots(page) == []


@pytest.mark.parametrize(
    "rhythm",
    [
        PerWorkday(3),
        PerWeek(2),
        OnWeekdays((1, 3)),
        OnWeekdays((4,), 2, 2),
        Monthly(10),
        Evenly(),
    ],
)
def test_a_rhythm_is_shown_and_read_back(qtbot: QtBot, rhythm: Rhythm) -> None:
    made = RhythmBox()
    qtbot.addWidget(made)
    made.set_rhythm(rhythm)
    assert made.rhythm() == rhythm
