"""The rules of schedules in the settings: grades, capacities, the text of the notice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.database import Database
from services import workdays
from services.schedules.conflicts import Grade, Rule
from services.schedules.notice import load_template
from services.schedules.rules import load_grades, load_rules
from tests.ui.schedule.support import SITE
from tests.ui.support import heard, until_idle
from tests.ui.window import button
from ui.context import AppContext
from ui.navigation import Place
from ui.settings.holidays_panel import HolidaysPanel
from ui.settings.schedule_panel import SchedulePanel
from ui.widgets.form_dialog import FormDialog


@pytest.fixture
def panel(small_county: Database, context: AppContext, qtbot: QtBot) -> SchedulePanel:
    made = SchedulePanel(context)
    qtbot.addWidget(made)
    made.resize(960, 1100)
    made.show()
    made.load(Place("settings"))
    until_idle(qtbot, context)
    return made


def test_grades_are_changed_saved_and_undone(
    panel: SchedulePanel, context: AppContext, qtbot: QtBot
) -> None:
    assert not panel.dirty and not panel.save_button.isEnabled()
    panel.grades.set_values({Rule.UNIT_TWICE.value: "3"})
    panel.grades.changed.emit(Rule.UNIT_TWICE.value)
    assert panel.dirty
    panel.save_button.click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert load_grades(session)[Rule.UNIT_TWICE] is Grade.FORBID
    assert not panel.dirty
    context.undo_last()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert load_grades(session)[Rule.UNIT_TWICE] is Grade.WARN


def test_a_capacity_is_set_and_taken_away(
    panel: SchedulePanel, context: AppContext, qtbot: QtBot
) -> None:
    panel._edit_capacity(None)
    asked = panel.window().findChildren(FormDialog)[-1]
    asked.form.set_values({"outlet_id": SITE, "column": "一把手谈", "per_day": 2})
    button(asked, "保存").click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert [(c.column, c.per_day) for c in load_rules(session).capacities] == [
            ("一把手谈", 2)
        ]
    panel.load(Place("settings"))
    until_idle(qtbot, context)
    panel.capacities.select(panel.capacities.ids()[0])
    button(panel, "不再限制").click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert load_rules(session).capacities == ()


def test_a_notice_with_an_unknown_word_is_refused_beside_its_field(
    panel: SchedulePanel, context: AppContext, qtbot: QtBot
) -> None:
    panel.notice.set_values({"template": "通知\n{某某}请来"})
    panel.notice.changed.emit("template")
    panel.save_notice.click()
    until_idle(qtbot, context)
    assert panel.dirty
    with context.db.reading() as session:
        assert "{某某}" not in load_template(session)
    panel.notice.set_values({"template": "通知\n{单位}请于{日期}来"})
    panel.notice.changed.emit("template")
    panel.save_notice.click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert load_template(session) == "通知\n{单位}请于{日期}来"


def test_a_holiday_notice_is_imported_and_can_be_taken_back(
    small_county: Database, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    made = HolidaysPanel(context)
    qtbot.addWidget(made)
    made.show()
    made.load(Place("settings"))
    until_idle(qtbot, context)
    year = dt.date.today().year + 2
    monday = dt.date(year, 5, 1)
    monday += dt.timedelta(days=-monday.weekday() % 7)
    notice = tmp_path / "通知.csv"
    notice.write_text(f"日期,安排\n{monday.isoformat()},放假\n", encoding="utf-8")
    said = heard(context.toast_wanted)
    made.take_file(notice)
    until_idle(qtbot, context)
    assert said[-1][0] == f"{year} 年：1 天改为放假，0 天改为上班"
    with context.db.reading() as session:
        assert not workdays.load(session).is_workday(monday)
    context.undo_last()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert workdays.load(session).is_workday(monday)
