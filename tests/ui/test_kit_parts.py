"""The smaller parts: header, pills, cards, chips, rail, status line, toast, side panel, drop zone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import theme
from ui.state import StateStore
from ui.widgets import buttons
from ui.widgets.cards import SharesBar, Tile
from ui.widgets.chips import Chip, Legend, paint_chip
from ui.widgets.dates import DateField
from ui.widgets.drop import DropZone
from ui.widgets.header import PageHeader, WeekStepper, monday_of, week_text
from ui.widgets.pills import PillBar
from ui.widgets.rail import NavRail
from ui.widgets.side import SidePanel, SplitView
from ui.widgets.status import StatusLine
from ui.widgets.toast import ToastHost

MONDAY = dt.date(2026, 11, 16)


def called(seen: list[str], name: str) -> Any:
    return lambda: seen.append(name)


# --- header --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("monday", "text"),
    [
        (MONDAY, "2026年11月16日—22日"),
        (dt.date(2026, 11, 30), "2026年11月30日—12月6日"),
        (dt.date(2026, 12, 28), "2026年12月28日—2027年1月3日"),
    ],
)
def test_a_week_says_what_both_ends_share_once(monday: dt.date, text: str) -> None:
    assert week_text(monday) == text


@given(st.dates(dt.date(1990, 1, 8), dt.date(2099, 1, 1)))
def test_every_day_belongs_to_the_week_of_its_monday(day: dt.date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7


def test_the_stepper_tells_the_clerks_choice_only(qtbot: QtBot) -> None:
    stepper = WeekStepper(MONDAY)
    qtbot.addWidget(stepper)
    told: list[dt.date] = []
    stepper.week_chosen.connect(told.append)
    stepper.set_week(MONDAY + dt.timedelta(days=30))
    assert told == []
    stepper._before.click()
    stepper._after.click()
    assert told == [dt.date(2026, 12, 7), dt.date(2026, 12, 14)]


def test_actions_stand_in_the_order_of_the_calls(qtbot: QtBot) -> None:
    header = PageHeader("周报", "第 47 周")
    qtbot.addWidget(header)
    first, second = buttons.plain("发表格"), buttons.primary("出本周汇总")
    header.add_action(first)
    header.add_action(second)
    header.resize(900, 40)
    header.show()
    assert first.x() < second.x()
    assert second.geometry().right() <= 900
    header.set_subtitle("")
    assert header._subtitle.isHidden()


# --- buttons, cards, chips -----------------------------------------------------------------------------


def test_buttons_call_without_arguments_and_tell_their_keys(qtbot: QtBot) -> None:
    seen: list[str] = []
    button = buttons.primary("保存", called(seen, "save"), shortcut="Ctrl+S")
    qtbot.addWidget(button)
    button.click()
    assert seen == ["save"]
    assert "Ctrl+S" in button.toolTip()
    icon = buttons.icon_button("trash", "删除", called(seen, "trash"))
    qtbot.addWidget(icon)
    icon.click()
    assert seen == ["save", "trash"]
    assert icon.accessibleName() == "删除"


def test_a_menu_button_offers_its_entries(qtbot: QtBot) -> None:
    seen: list[str] = []
    button = buttons.menu_button(
        "更多",
        [("打印", called(seen, "print")), None, ("删除", called(seen, "delete"))],
    )
    qtbot.addWidget(button)
    actions = button.menu().actions()
    assert [one.text() for one in actions] == ["打印", "", "删除"]
    assert actions[1].isSeparator()
    actions[2].trigger()
    assert seen == ["delete"]


def test_buttons_and_fields_stand_in_one_line(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, mode="light")
    made = (
        buttons.plain("甲"),
        buttons.primary("乙"),
        buttons.danger("丙"),
        buttons.menu_button("丁", []),
        QLineEdit(),
        QComboBox(),
        DateField(),
    )
    heights: dict[str, int] = {}
    for one in made:
        qtbot.addWidget(one)
        one.ensurePolished()
        heights[f"{type(one).__name__} {one.property('look')}"] = (
            one.sizeHint().height()
        )
    assert set(heights.values()) == {32}, heights


def test_a_tile_with_an_action_is_a_button_for_the_keyboard_too(qtbot: QtBot) -> None:
    seen: list[str] = []
    tile = Tile("3", "迟报", "late", called(seen, "tile"))
    qtbot.addWidget(tile)
    tile.show()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert seen == ["tile", "tile"]
    tile.set("12", "未报")
    assert tile.accessibleName() == "未报：12"
    plain = Tile("1", "零报告")
    qtbot.addWidget(plain)
    assert plain.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_shares_fill_the_bar_in_their_colours(qtbot: QtBot) -> None:
    bar = SharesBar()
    qtbot.addWidget(bar)
    bar.set("刊播 4 条", [("省", 1, "share_1"), ("县", 3, "share_3")])
    bar.resize(400, bar.sizeHint().height())
    image = bar.grab().toImage()
    y = bar.height() - theme.px(12)
    assert image.pixelColor(50, y) == theme.color("share_1")
    assert image.pixelColor(150, y) == theme.color("share_3")
    assert image.pixelColor(380, y) == theme.color("share_3")
    bar.set("刊播 0 条", [("省", 0, "share_1")])
    assert bar.grab().toImage().pixelColor(50, y) == theme.color("neutral_tint")


def test_a_chip_is_painted_in_its_tint(qtbot: QtBot) -> None:
    image = QImage(60, 22, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_chip(painter, image.rect(), "迟报", "late")
    painter.end()
    assert image.pixelColor(4, 11) == theme.color("late_tint")
    chip = Chip("已报", "received")
    qtbot.addWidget(chip)
    chip.set("连续三周未报", "missing")
    assert chip.sizeHint().width() > 60
    assert chip.accessibleName() == "连续三周未报"


def test_a_legend_says_what_its_chips_mean(qtbot: QtBot) -> None:
    legend = Legend([("零", "nil", "零报告"), ("未", "missing", "未报")])
    qtbot.addWidget(legend)
    assert "零报告" in legend.accessibleName()
    assert legend.sizeHint().width() > 100


# --- pills, rail, status -------------------------------------------------------------------------------


def test_pills_keep_the_choice_while_counts_change(qtbot: QtBot) -> None:
    pills = PillBar([("all", "全部", 3), ("new", "新增", None)])
    qtbot.addWidget(pills)
    pills.show()
    told: list[str] = []
    pills.chosen.connect(told.append)
    assert pills.current() == "all"
    qtbot.mouseClick(pills._buttons["new"], Qt.MouseButton.LeftButton)
    pills.set_items([("all", "全部", 1200), ("new", "新增", 7)])
    assert pills.current() == "new"
    assert pills._buttons["all"].text() == "全部 1,200"
    qtbot.keyClick(pills, Qt.Key.Key_Right)
    assert told == ["new", "all"]
    pills.set_items([("wrong", "需修改", 1)])
    assert pills.current() == "wrong"
    assert told == ["new", "all"]


@pytest.fixture
def rail(qtbot: QtBot) -> NavRail:
    made = NavRail()
    qtbot.addWidget(made)
    made.set_items(
        [
            ("home", "工作台", "home", False),
            ("board", "周报", "board", False),
            ("settings", "设置", "settings", True),
        ]
    )
    made.resize(176, 600)
    made.show()
    return made


def test_the_rail_wishes_and_the_window_lights(qtbot: QtBot, rail: NavRail) -> None:
    rail.set_current("home")
    with qtbot.waitSignal(rail.chosen) as told:
        rail._buttons["board"].click()
    assert told.args == ["board"]
    assert rail._buttons["home"].isChecked()
    assert not rail._buttons["board"].isChecked()
    assert rail._buttons["settings"].y() > rail._buttons["board"].y() + 100


def test_the_rail_is_narrow_in_a_narrow_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    rail = NavRail(window)
    rail.set_items([("home", "工作台", "home", False)])
    window.resize(1366, 700)
    window.show()
    assert rail.width() == theme.px(176)
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: rail.width() == theme.px(56))
    assert rail._buttons["home"].toolTip() == "工作台"


def test_the_status_line_shows_notes_and_calls(qtbot: QtBot) -> None:
    seen: list[str] = []
    line = StatusLine()
    qtbot.addWidget(line)
    line.set_left(
        [
            ("check", "数据正常", "没有发现问题", called(seen, "check")),
            (None, "上次备份 10:32", "", None),
        ]
    )
    line.set_right("云岭县委宣传部")
    line.show()
    texts = [one.text() for one in line.findChildren(QLabel) if one.text()]
    assert texts == ["云岭县委宣传部", "上次备份 10:32"]
    button = line.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    assert seen == ["check"]


# --- toast, side, drop ---------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_a_toast_can_be_taken_back(qtbot: QtBot, window: QWidget) -> None:
    seen: list[str] = []
    host = ToastHost(window)
    assert host.text == ""
    host.show_toast("已删除", called(seen, "undo"))
    assert host.text == "已删除"
    assert abs(host.geometry().center().x() - window.rect().center().x()) <= 1
    assert window.rect().contains(host.geometry())
    host._undo_button.click()
    assert seen == ["undo"]
    assert host.text == ""


def test_a_toast_goes_by_itself_and_the_newest_wins(
    qtbot: QtBot, window: QWidget
) -> None:
    host = ToastHost(window)
    host.show_toast("一")
    host.show_toast("二", ms=30)
    assert host.text == "二"
    assert not host._undo_button.isVisible()
    qtbot.waitUntil(lambda: host.text == "")


def test_a_long_toast_stays_inside_the_window(qtbot: QtBot, window: QWidget) -> None:
    host = ToastHost(window)
    host.show_toast("已把一篇题目很长的稿件并入另一篇" * 8, called([], "undo"))
    assert window.rect().contains(host.geometry())
    window.resize(500, 400)
    qtbot.waitUntil(lambda: window.rect().contains(host.geometry()))


def test_a_cleared_panel_is_empty(qtbot: QtBot) -> None:
    side = SidePanel("商务局")
    qtbot.addWidget(side)
    side.body.addWidget(QLabel("甲"))
    side.foot.addWidget(buttons.plain("历史"))
    side.set_note("周洁")
    side.clear()
    assert (side.body.count(), side.foot.count()) == (0, 0)


def test_the_split_remembers_its_width(qtbot: QtBot) -> None:
    state = StateStore(None)
    state.put("page.side", 340)
    split = SplitView(QWidget(), SidePanel(), state, "page")
    qtbot.addWidget(split)
    split.resize(1000, 500)
    split.show()
    assert split.sizes()[1] == 340
    split.moveSplitter(600, 1)
    split.splitterMoved.emit(600, 1)
    qtbot.waitUntil(lambda: state.get("page.side") != 340)
    assert state.get("page.side") == split.sizes()[1]


def _drop(widget: DropZone, *urls: str) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)
    event.kept = data  # type: ignore[attr-defined]  # the event does not own it
    return event


def test_files_and_folders_are_taken_web_addresses_not(
    qtbot: QtBot, tmp_path: Path
) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    told: list[list[Path]] = []
    zone.dropped.connect(told.append)
    file = tmp_path / "商务局.xlsx"
    _drop(
        zone,
        QUrl.fromLocalFile(str(file)).toString(),
        QUrl.fromLocalFile(str(tmp_path)).toString(),
    )
    _drop(zone, "https://example.cn/a.xlsx")
    assert told == [[file, tmp_path]]


def test_a_narrow_bar_keeps_the_shares_that_matter_most(qtbot: QtBot) -> None:
    from ui.widgets.cards import SharesBar

    bar = SharesBar()
    qtbot.addWidget(bar)
    labels = ("中央", "省", "市", "县", "自有")
    bar.set("刊播 208 条", [(one, 21, "share_1") for one in labels])
    bar.resize(900, 44)
    told = bar.shown()
    assert [one.split()[0] for one in told] == list(labels)
    for width in range(900, 0, -30):
        bar.resize(width, 44)
        now = bar.shown()
        assert now == told[: len(now)]
        told = now
    assert told == []


def test_the_hint_of_an_empty_state_has_room_for_all_its_lines(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel

    from ui.widgets.empty import EmptyState

    hint = "放宽时间或清除筛选条件再看；稿件从收表格或补录得来。" * 3
    state = EmptyState("没有符合条件的稿件", hint)
    qtbot.addWidget(state)
    state.resize(700, 420)
    state.show()
    label = next(one for one in state.findChildren(QLabel) if one.text() == hint)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.height() >= 3 * label.fontMetrics().height()
