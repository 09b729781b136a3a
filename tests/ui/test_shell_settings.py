"""The settings in the real window: rules, look, holidays, backups and the check."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.database import Database
from models.errors import ValidationError
from services import backups, integrity, settings, workdays
from services.registers import units
from tests.ui.window import (
    OpenWindow,
    button,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
)
from ui import theme
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.settings.data_panel import check_words
from ui.settings.holidays import check_year, format_days, parse_days
from ui.widgets.dialogs import QuestionDialog

__all__ = ["open_window"]


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, small_county: Database) -> MainWindow:
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    return open_window(small_county.folder)


def test_rules_are_saved_and_reach_the_status_line(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = _panel(qtbot, window, "office")
    assert not panel.save_button.isEnabled()
    panel.rules.widget("due_weekday").setCurrentIndex(3)
    panel.office.set_values({**panel.office.values(), "clerk": "李敏"})
    panel._on_changed("clerk")
    assert panel.dirty
    qtbot.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    context = context_of(window)
    with context.db.reading() as session:
        office = settings.load(session)
    assert (office.due_weekday, office.clerk) == (3, "李敏")
    assert context.db.actor == "李敏"
    assert not panel.dirty


def test_wrong_value_is_told_at_its_field_and_the_rest_kept(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = _panel(qtbot, window, "office")
    panel.rules.set_values({**panel.rules.values(), "board_weeks": 99})
    panel._on_changed("board_weeks")
    panel.save()
    idle(qtbot, window)
    assert panel.dirty
    with context_of(window).db.reading() as session:
        assert settings.load(session).board_weeks == 12
    assert panel.rules.values()["board_weeks"] == 99
    panel.discard()
    assert panel.rules.values()["board_weeks"] == 12


def test_leaving_with_unsaved_settings_asks(qtbot: QtBot, window: MainWindow) -> None:
    panel = _panel(qtbot, window, "office")
    panel.office.set_values({**panel.office.values(), "clerk": "王芳"})
    panel._on_changed("clerk")
    window.go(Place("history"))
    question = dialog(qtbot, QuestionDialog)
    qtbot.mouseClick(button(question, "保存"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    page_of(window, "history")
    with context_of(window).db.reading() as session:
        assert settings.load(session).clerk == "王芳"


def test_look_changes_at_once_and_is_remembered(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = _panel(qtbot, window, "look")
    try:
        panel.modes.chosen.emit("dark")
        assert theme.current().dark
        panel.sizes.chosen.emit("2")
        assert theme.current().size == 2
        idle(qtbot, window)
        panel = page_of(window, "settings").panel("look")  # laid out anew
        assert panel.sizes.current() == "2"
        assert window.state.get("look.mode") == "dark"
    finally:
        panel.modes.chosen.emit("light")
        panel.sizes.chosen.emit("1")
    assert not theme.current().dark


def test_holidays_of_a_new_year_decide_workdays(
    qtbot: QtBot, window: MainWindow
) -> None:
    year = dt.date.today().year + 2
    panel = _panel(qtbot, window, "holidays", year=year)
    panel.form.set_values({"off": "1月1日至3日、5月1日—5日", "worked": ""})
    panel._on_changed("off")
    panel.save()
    idle(qtbot, window)
    with context_of(window).db.reading() as session:
        days = workdays.load(session)
    assert days.is_published(year)
    assert not days.is_workday(dt.date(year, 5, 2))
    assert not panel.dirty


def test_unreadable_holidays_are_told_at_their_field(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = _panel(qtbot, window, "holidays", year=dt.date.today().year + 2)
    panel.form.set_values({"off": "1月32日", "worked": ""})
    panel._on_changed("off")
    panel.save()
    idle(qtbot, window)
    assert panel.dirty


def test_backup_is_made_and_restored_with_the_present_data_kept(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = _panel(qtbot, window, "backups")
    qtbot.mouseClick(panel.make_button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    folder = context_of(window).folder
    made = next(b for b in backups.list_backups(folder) if b.kind == "手动")
    context_of(window).write("新增", lambda s: units.save_unit(s, name="县林草局"))
    idle(qtbot, window)

    panel.table.select(made.path.name)
    qtbot.mouseClick(panel.restore_button, Qt.MouseButton.LeftButton)
    question = dialog(qtbot, QuestionDialog)
    qtbot.mouseClick(button(question, "恢复"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: any(b.kind == "恢复前" for b in backups.list_backups(folder)),
        timeout=20_000,
    )
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=20_000)
    idle(qtbot, window)
    with context_of(window).db.reading() as session:
        assert "县林草局" not in [u.name for u in units.list_units(session)]
    assert integrity.check(context_of(window).db) == []


def test_check_tells_its_result(qtbot: QtBot, window: MainWindow) -> None:
    panel = _panel(qtbot, window, "backups")
    qtbot.mouseClick(panel.check_button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert panel.result.text() == check_words([])
    assert "2 处问题" in check_words(["甲。", "乙。"])


@given(st.sets(st.integers(0, 364), max_size=40))
def test_days_written_out_are_read_back(offsets: set[int]) -> None:
    days = [dt.date(2027, 1, 1) + dt.timedelta(days=i) for i in sorted(offsets)]
    assert parse_days(format_days(days), 2027, "off") == days


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1月1日至3日、2月16日—2月23日", 11),
        ("4/5", 1),
        ("5.1-5.5", 5),
        ("2027年10月1日到7日", 7),
    ],
)
def test_days_are_read_as_notices_write_them(words: str, number: int) -> None:
    assert len(parse_days(words, 2027, "off")) == number


@pytest.mark.parametrize("words", ["2月30日", "五一", "3月5日至1日", "2026年5月1日"])
def test_days_that_cannot_be_are_refused(words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_days(words, 2027, "off")
    assert caught.value.field == "off"


def test_worked_day_must_be_a_weekend_and_not_off() -> None:
    with pytest.raises(ValidationError, match="本来就上班"):
        check_year(2027, [dt.date(2027, 1, 1)], [dt.date(2027, 1, 4)])
    with pytest.raises(ValidationError, match="既在放假"):
        check_year(2027, [dt.date(2027, 1, 2)], [dt.date(2027, 1, 2)])


def _panel(qtbot: QtBot, window: MainWindow, tab: str, **args: Any) -> Any:
    window.go(Place.of("settings", tab=tab, **args))
    idle(qtbot, window)
    return page_of(window, "settings").panel(tab)
