"""Fields: days and times as people type them, the picker, the form and its errors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.dates import DateField, parse_day
from ui.widgets.form import Field, Form
from ui.widgets.form_inputs import parse_time
from ui.widgets.picker import Picker, PickItem, matching

TODAY = dt.date(2026, 11, 20)
ITEMS = [
    PickItem(1, "发展改革局", "fzggj"),
    PickItem(2, "生态环境局", "sthjj", note="原环保局", group="市直部门"),
    PickItem(3, "商务局", "swj"),
    PickItem(4, "市场监管局", "scjgj"),
]


# --- days and times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021.8.16", dt.date(2021, 8, 16)),
        ("2021年8月16日", dt.date(2021, 8, 16)),
        ("20210816", dt.date(2021, 8, 16)),
        ("8月16日", dt.date(2026, 8, 16)),
        ("8-16", dt.date(2026, 8, 16)),
        ("0816", dt.date(2026, 8, 16)),
        (" 1/5 ", dt.date(2027, 1, 5)),
        ("12.31", dt.date(2026, 12, 31)),
    ],
)
def test_a_day_as_people_type_it(text: str, day: dt.date) -> None:
    assert parse_day(text, today=TODAY) == day


def test_without_a_year_it_is_the_nearest_one() -> None:
    assert parse_day("12-30", today=dt.date(2027, 1, 4)) == dt.date(2026, 12, 30)
    assert parse_day("2-29", today=dt.date(2027, 3, 1)) == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    ["", "明天", "2026.13.2", "13-2", "1.32", "2999-1-1", "1900-1-1", "816", "²³¹⁶"],
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day(text, today=TODAY)


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["-", ".", "/", "年月"]),
)
def test_every_day_is_read_back(day: dt.date, marks: str) -> None:
    text = f"{day.year}{marks[0]}{day.month}{marks[-1]}{day.day}"
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("17:00", dt.time(17)),
        ("17：30", dt.time(17, 30)),
        ("9点", dt.time(9)),
        ("1700", dt.time(17)),
        ("900", dt.time(9)),
        ("８", dt.time(8)),
        ("25:00", None),
        ("下班", None),
        ("", None),
    ],
)
def test_a_time_as_people_type_it(text: str, time: dt.time | None) -> None:
    assert parse_time(text) == time


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    made = DateField()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_typed_day_is_told_once(qtbot: QtBot, field: DateField) -> None:
    told: list[Any] = []
    field.changed.connect(told.append)
    qtbot.keyClicks(field.edit, "2026.8.16")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.date() == dt.date(2026, 8, 16)
    assert field.edit.text() == "2026-08-16"
    assert told == [dt.date(2026, 8, 16)]


def test_what_cannot_be_read_stays_and_is_marked(
    qtbot: QtBot, field: DateField
) -> None:
    qtbot.keyClicks(field.edit, "2026.13.2")
    assert field.date() is None
    assert field.is_wrong()
    assert field.edit.text() == "2026.13.2"
    assert field.edit.property("wrong") is True
    field.set_date(dt.date(2026, 11, 20))
    assert field.edit.property("wrong") is False


def test_arrows_go_by_a_day(qtbot: QtBot, field: DateField) -> None:
    field.set_date(dt.date(2026, 11, 30))
    qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert field.date() == dt.date(2026, 12, 1)
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert field.date() == dt.date(2026, 11, 30)


def test_a_parser_may_be_given(qtbot: QtBot) -> None:
    field = DateField(parse=lambda text: dt.date(2000 + int(text), 1, 1))
    qtbot.addWidget(field)
    field.edit.setText("26")
    assert field.date() == dt.date(2026, 1, 1)
    field.edit.setText("错")
    assert field.is_wrong()


def test_the_calendar_opens_on_the_day_and_gives_another(
    qtbot: QtBot, field: DateField
) -> None:
    field.set_date(dt.date(2026, 11, 20))
    field.open_calendar()
    calendar = field.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.selectedDate().toString("yyyyMMdd") == "20261120"
    with qtbot.waitSignal(field.changed):
        calendar.clicked.emit(calendar.selectedDate().addDays(2))
    assert field.date() == dt.date(2026, 11, 22)


# --- picker --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("sthj", [2]),
        ("STHJ", [2]),
        ("环境", [2]),
        ("局", [1, 2, 3, 4]),
        ("s", [2, 3, 4]),
        ("环保", [2]),
        ("j", [1, 2, 3, 4]),
        ("xyz", []),
        ("", [1, 2, 3, 4]),
    ],
)
def test_names_are_found_by_parts_and_initials(typed: str, ids: list[int]) -> None:
    assert [item.id for item in matching(ITEMS, typed)] == ids


def test_better_matches_come_first() -> None:
    items = [
        PickItem(1, "省市场局", "sscj"),
        PickItem(2, "市场局", "scj"),
        PickItem(3, "市场", "sc"),
    ]
    assert [item.id for item in matching(items, "市场")] == [3, 2, 1]
    assert [item.id for item in matching(items, "sc")] == [2, 3, 1]


@pytest.fixture
def picker(qtbot: QtBot) -> Picker:
    holder = QWidget()
    column = QVBoxLayout(holder)
    made = Picker(ITEMS)
    column.addWidget(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(holder)
    holder.show()
    made.setFocus()
    made._holder = holder  # type: ignore[attr-defined]  # keeps the parent alive
    return made


def shown(picker: Picker) -> list[str]:
    return [entry.text for entry in picker.popup().entries()]


def test_typing_initials_and_enter_picks(qtbot: QtBot, picker: Picker) -> None:
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClicks(picker, "sthj")
        assert shown(picker) == ["生态环境局"]
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert told.args == [2]
    assert (picker.value(), picker.text()) == (2, "生态环境局")
    assert not picker.is_open()


def test_arrows_choose_and_tab_takes(qtbot: QtBot, picker: Picker) -> None:
    qtbot.keyClicks(picker, "s")
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, Qt.Key.Key_Tab)
    assert picker.value() == 3


def test_escape_closes_and_leaving_gives_back(qtbot: QtBot, picker: Picker) -> None:
    picker.set_value(1)
    picker.selectAll()
    qtbot.keyClicks(picker, "sw")
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.is_open()
    picker._settle()
    assert (picker.value(), picker.text()) == (1, "发展改革局")


def test_a_name_typed_in_full_is_meant(qtbot: QtBot, picker: Picker) -> None:
    told: list[Any] = []
    picker.picked.connect(told.append)
    picker.setText("商务局")
    picker._settle()
    assert told == [3]


def test_emptying_the_field_picks_nothing(qtbot: QtBot, picker: Picker) -> None:
    picker.set_value(3)
    told: list[Any] = []
    picker.picked.connect(told.append)
    picker.selectAll()
    qtbot.keyClick(picker, Qt.Key.Key_Delete)
    picker._settle()
    assert told == [None]
    assert picker.value() is None


def test_down_shows_everything_at_what_is_picked(qtbot: QtBot, picker: Picker) -> None:
    picker.set_value(3)
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert len(shown(picker)) == 4
    current = picker.popup().current()
    assert current is not None
    assert current.data == 3


def test_the_mouse_picks(qtbot: QtBot, picker: Picker) -> None:
    qtbot.keyClicks(picker, "s")
    popup = picker.popup()
    point = popup.rect().topLeft()
    point.setX(20)
    point.setY(popup.height() - 10)
    qtbot.mouseClick(popup, Qt.MouseButton.LeftButton, pos=point)
    assert picker.value() == 4


def test_something_new_is_offered(qtbot: QtBot) -> None:
    picker = Picker(ITEMS, allow_new=True)
    qtbot.addWidget(picker)
    picker.show()
    qtbot.keyClicks(picker, "lyfb")
    assert shown(picker) == ["新增“lyfb”"]
    with qtbot.waitSignal(picker.new_wanted) as told:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert told.args == ["lyfb"]
    picker.setText("商务局")
    picker.open_popup()
    assert shown(picker) == ["商务局"]


def test_items_that_go_take_the_value_along(qtbot: QtBot, picker: Picker) -> None:
    picker.set_value(3)
    picker.set_items(ITEMS[:3])
    assert picker.value() == 3
    picker.set_items(ITEMS[:2])
    assert picker.value() is None
    assert picker.text() == ""


# --- form ----------------------------------------------------------------------------------------------


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(
        [
            Field("name", "单位名称", required=True),
            Field("note", "备注", "long"),
            Field("since", "启用日期", "date"),
            Field(
                "group",
                "分组",
                "choice",
                options=[("city", "市直部门"), ("town", "乡镇街道")],
            ),
            Field("closed", "已停用", "check"),
            Field("order", "顺序", "number"),
            Field("due", "截止时间", "time"),
            Field("parent", "并入单位", "pick", options=ITEMS),
        ],
        columns=2,
    )
    qtbot.addWidget(made)
    made.show()
    return made


VALUES = {
    "name": "生态环境局",
    "note": "两行\n备注",
    "since": dt.date(2026, 1, 1),
    "group": "town",
    "closed": True,
    "order": 12,
    "due": dt.time(17),
    "parent": 3,
}


def test_values_come_back_as_they_went(form: Form) -> None:
    form.set_values(VALUES)
    assert form.values() == VALUES
    form.set_values(dict.fromkeys(VALUES))
    empty = form.values()
    assert (
        empty["name"],
        empty["since"],
        empty["order"],
        empty["due"],
        empty["parent"],
    ) == ("", None, None, None, None)
    assert empty["closed"] is False


def test_filling_says_nothing_typing_does(qtbot: QtBot, form: Form) -> None:
    told: list[str] = []
    form.changed.connect(told.append)
    form.set_values(VALUES)
    assert told == []
    qtbot.keyClicks(form.widget("order"), "3")
    assert set(told) == {"order"}


def test_an_error_stands_beside_its_field_until_it_is_changed(
    qtbot: QtBot, form: Form
) -> None:
    form.set_values(VALUES)
    form.set_error("name", "已经有同名的单位。")
    label = form._errors["name"]
    assert label.isVisible()
    assert label.text() == "已经有同名的单位。"
    assert form.widget("name").property("wrong") is True
    assert form.values()["name"] == "生态环境局"
    qtbot.keyClicks(form.widget("name"), "x")
    assert not label.isVisible()
    assert form.widget("name").property("wrong") is False


def test_an_error_of_no_field_stands_at_the_top(form: Form) -> None:
    form.set_error("", "没有保存。")
    assert form._top.isVisible()
    form.set_error("no_such_field", "也没有保存。")
    assert form._top.text() == "也没有保存。"
    form.clear_errors()
    assert not form._top.isVisible()


def test_checking_marks_what_is_missing_or_cannot_be_read(
    qtbot: QtBot, form: Form
) -> None:
    form.window().activateWindow()
    assert not form.check()
    assert form._errors["name"].text() == "请填写单位名称"
    form.set_values({"name": "甲"})
    order = form.widget("order")
    assert isinstance(order, QLineEdit)
    order.setText("十二")
    assert not form.check()
    assert "整数" in form._errors["order"].text()
    order.setText("１２")
    assert form.check()
    assert form.values()["order"] == 12


def test_enter_submits_but_first_takes_a_pick(qtbot: QtBot, form: Form) -> None:
    told: list[bool] = []
    form.submitted.connect(lambda: told.append(True))
    parent = form.widget("parent")
    qtbot.keyClicks(parent, "swj")
    qtbot.keyClick(parent, Qt.Key.Key_Return)
    assert told == []
    assert form.values()["parent"] == 3
    qtbot.keyClick(parent, Qt.Key.Key_Return)
    assert told == [True]


def test_options_may_change_under_the_value(form: Form) -> None:
    form.set_values(VALUES)
    form.set_options("group", [("town", "乡镇"), ("firm", "国有企业")])
    assert form.values()["group"] == "town"
    form.set_options("parent", ITEMS[:1])
    assert form.values()["parent"] is None


def test_every_input_has_a_name_for_screen_readers(form: Form) -> None:
    named = {form._inputs[one.key].focus_widget.accessibleName() for one in form.fields}
    assert named == {one.label for one in form.fields}
