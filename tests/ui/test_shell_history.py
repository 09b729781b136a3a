"""The history and the recycle bin in the real window."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from models.database import Database
from services import settings
from services.history import Change
from services.registers import units
from tests.ui.window import (
    OpenWindow,
    button,
    context_of,
    idle,
    open_window,
    page_of,
)
from ui.history.page import HistoryPage
from ui.history.words import blocks, moment
from ui.main_window import MainWindow
from ui.navigation import Place

__all__ = ["open_window"]


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, small_county: Database) -> MainWindow:
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    with small_county.writing("修改单位“白水镇”") as session:
        town = next(u for u in units.list_units(session) if u.name == "白水镇")
        units.save_unit(session, town.id, name="白水镇人民政府", group="乡镇街道")
    with small_county.writing("删除单位“云岭县司法局”") as session:
        law = next(u for u in units.list_units(session) if u.name == "云岭县司法局")
        units.delete_unit(session, law.id)
    small_county.close()
    shown = open_window(small_county.folder)
    shown.go(Place.of("history", tab="all"))
    idle(qtbot, shown)
    return shown


def test_action_shows_before_and_after_and_is_undone(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = _page(window)
    _choose(qtbot, window, "修改单位“白水镇”")
    said = [x.text() for x in page.side.findChildren(QLabel)]
    assert "名称：白水镇 → 白水镇人民政府" in said
    qtbot.mouseClick(button(page, "撤销这次操作"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert "白水镇" in _names(window)
    titles = {r.title: r for r in page._rows}
    assert titles["修改单位“白水镇”"].undone
    assert "撤销：修改单位“白水镇”" in titles
    _choose(qtbot, window, "撤销：修改单位“白水镇”")
    qtbot.mouseClick(button(page, "恢复"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert "白水镇人民政府" in _names(window)
    assert page._rows[0].title == "恢复：修改单位“白水镇”"
    assert window.toasts.text == "已恢复：修改单位“白水镇”"


def test_undo_by_a_button_is_taken_back_and_forth_with_the_keys(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = _page(window)
    _choose(qtbot, window, "修改单位“白水镇”")
    qtbot.mouseClick(button(page, "撤销这次操作"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert window.toasts.text == "已撤销：修改单位“白水镇”"
    for key, word, name in (
        (Qt.Key.Key_Y, "恢复", "白水镇人民政府"),
        (Qt.Key.Key_Z, "撤销", "白水镇"),
        (Qt.Key.Key_Y, "恢复", "白水镇人民政府"),
    ):
        qtbot.keyClick(page.table, key, Qt.KeyboardModifier.ControlModifier)
        idle(qtbot, window)
        assert window.toasts.text == f"已{word}：修改单位“白水镇”"
        assert page._rows[0].title == f"{word}：修改单位“白水镇”"
        assert name in _names(window)
        first = next(r for r in page._rows if r.title == "修改单位“白水镇”")
        assert first.undone == (word == "撤销")


def test_changed_settings_are_said_in_words(qtbot: QtBot, window: MainWindow) -> None:
    def change(session: Session) -> None:
        settings.save(session, due_weekday=3, office="青川县委宣传部")

    context = context_of(window)
    context.write("先存一次", lambda s: settings.save(s, due_weekday=4))
    idle(qtbot, window)
    context.write("修改设置", change)
    idle(qtbot, window)
    _choose(qtbot, window, "修改设置")
    said = [x.text() for x in _page(window).side.findChildren(QLabel)]
    assert "设置　截止日" in said
    assert "内容：周五 → 周四" in said
    assert "内容：云岭县委宣传部 → 青川县委宣传部" in said


def test_words_and_kind_narrow_the_list(qtbot: QtBot, window: MainWindow) -> None:
    page = _page(window)
    page.words.setText("白水镇")
    idle(qtbot, window)
    assert [r.title for r in page._rows] == ["修改单位“白水镇”"]
    page.words.clear()
    page.pills.chosen.emit("import")
    idle(qtbot, window)
    assert page._rows == []


def test_deleted_unit_is_restored_from_the_bin(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = _page(window)
    page.pills.chosen.emit("bin")
    idle(qtbot, window)
    key = next(k for k, r in page._bin.items() if r.text == "云岭县司法局")
    page.bin.select(key)
    qtbot.waitUntil(lambda: page.side.foot.itemAt(0).widget().isVisible())
    qtbot.mouseClick(button(page, "恢复"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert "云岭县司法局" in _names(window)
    assert not any(r.text == "云岭县司法局" for r in page._bin.values())


def test_coming_back_shows_the_same_action(qtbot: QtBot, window: MainWindow) -> None:
    _choose(qtbot, window, "修改单位“白水镇”")
    chosen = _page(window).table.current_id()
    window.go(Place("home"))
    idle(qtbot, window)
    window.back()
    idle(qtbot, window)
    assert _page(window).table.current_id() == chosen


def test_record_added_in_an_action_is_named_once() -> None:
    changes = [
        Change("单位", 7, "县林草局", "新增", "", "", ""),
        Change("单位", 7, "县林草局", "修改", "排序", "0", "12"),
        Change("单位", 8, "商务局", "修改", "简称", "（空）", "商务"),
    ]
    found = blocks(changes)
    assert [b.heading for b in found] == ["单位　商务局", "新增 单位 1 条"]


def test_many_added_records_are_counted() -> None:
    changes = [Change("刊播", i, f"第 {i} 条", "新增", "", "", "") for i in range(90)]
    (block,) = blocks(changes)
    assert block.heading == "新增 刊播 90 条"
    assert block.lines[-1][2] == "……还有 50 条"


def test_moments_are_said_as_people_say_them() -> None:
    today = dt.date(2026, 11, 19)
    assert moment(dt.datetime(2026, 11, 19, 8, 5), today) == "今天 08:05"
    assert moment(dt.datetime(2026, 11, 18, 23, 59), today) == "昨天 23:59"
    assert moment(dt.datetime(2025, 12, 31, 9, 0), today) == "2025年12月31日 09:00"


def _page(window: MainWindow) -> HistoryPage:
    page = page_of(window, "history")
    assert isinstance(page, HistoryPage)
    return page


def _choose(qtbot: QtBot, window: MainWindow, title: str) -> None:
    page = _page(window)
    row = next(r for r in page._rows if r.title == title)
    page.table.select(row.id)
    idle(qtbot, window)
    foot = page.side.foot
    qtbot.waitUntil(lambda: foot.count() > 0 and foot.itemAt(0).widget().isVisible())


def _names(window: MainWindow) -> list[str]:
    with context_of(window).db.reading() as session:
        return [u.name for u in units.list_units(session)]
