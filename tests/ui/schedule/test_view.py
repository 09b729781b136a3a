"""The calendar under the mouse and the keys."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.support import heard
from ui.schedule.entries import Bar, DayMark, Entry, Finding, month_span, week_span
from ui.schedule.view import CalendarView

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
NOVEMBER = month_span(dt.date(2026, 11, 1))


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


ENTRIES = [
    Entry(1, day(16), "发改局"),
    Entry(2, day(16), "司法局"),
    Entry(3, day(17), "商务局"),
    Entry(4, day(18), "文旅局", state="published", movable=False),
    *(Entry(10 + n, day(24), f"单位{n}") for n in range(8)),
]
BARS = [Bar(1, day(9), day(20), "机场灯箱")]
MARKS = {day(28): DayMark(False, "班", "调休"), day(19): DayMark(True, "休", "放假")}


@pytest.fixture
def view(qtbot: QtBot) -> CalendarView:
    made = CalendarView()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.set_data(NOVEMBER, ENTRIES, BARS, MARKS)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def box(view: CalendarView, entry_id: int) -> QRect:
    entry = view.entries[entry_id]
    found = {e.id: b for e, b in view.layout_of().chips(entry.day).chips}
    return found[entry_id]


def middle(view: CalendarView, when: dt.date) -> QPoint:
    cell = view.layout_of().cell(when)
    return QPoint(cell.center().x(), cell.bottom() - 4)


def click(view: CalendarView, entry_id: int, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view, LEFT, held, box(view, entry_id).center())


def drag(view: CalendarView, entry_id: int, to: QPoint, *, let_go: bool = True) -> None:
    QTest.mousePress(view, LEFT, NONE, box(view, entry_id).center())
    QTest.mouseMove(view, box(view, entry_id).center() + QPoint(20, 4))
    QTest.mouseMove(view, to)
    if let_go:
        QTest.mouseRelease(view, LEFT, NONE, to)


def test_clicks_select_one_some_or_a_run(view: CalendarView) -> None:
    click(view, 1)
    assert view.selected == {1}
    click(view, 3, CTRL)
    assert view.selected == {1, 3}
    click(view, 3, CTRL)
    assert view.selected == {1}
    click(view, 4, SHIFT)
    assert view.selected == {1, 2, 3, 4}
    click(view, 2)
    assert view.selected == {2}


def test_a_click_on_a_free_place_chooses_the_day(view: CalendarView) -> None:
    chosen = heard(view.day_chosen)
    click(view, 1)
    QTest.mouseClick(view, LEFT, NONE, middle(view, day(25)))
    assert chosen == [day(25)]
    assert not view.selected


def test_a_drag_asks_for_the_move_and_for_what_it_runs_into(view: CalendarView) -> None:
    moved, asked = heard(view.move_wanted), heard(view.preview_wanted)
    drag(view, 1, middle(view, day(18)))
    assert asked == [({1: day(18)}, False)]
    assert moved == [({1: day(18)}, False)]


def test_all_that_are_selected_go_along_by_workdays(view: CalendarView) -> None:
    moved = heard(view.move_wanted)
    view.select([1, 3], current=1)
    drag(view, 3, middle(view, day(18)))
    assert moved == [({1: day(17), 3: day(18)}, False)]
    assert view.selected == {1, 3}


def test_findings_are_shown_while_dragging_and_late_ones_passed_over(
    view: CalendarView,
) -> None:
    drag(view, 1, middle(view, day(18)), let_go=False)
    held = view.gestures.drag
    assert held is not None
    view.set_findings({1: day(20)}, [Finding(day(20), 3, "旧的")])
    assert held.findings == ()
    view.set_findings({1: day(18)}, [Finding(day(18), 2, "这一天排了两次")])
    assert held.grade_of(day(18)) == 2
    assert any("这一天排了两次" in words for words, _token in held.words())
    assert not view.grab().isNull()


def test_a_day_off_is_told_at_once(view: CalendarView) -> None:
    drag(view, 1, middle(view, day(19)), let_go=False)
    held = view.gestures.drag
    assert held is not None and held.grade_of(day(19)) == 3
    drag_to = middle(view, day(28))
    QTest.mouseMove(view, drag_to)
    assert held.grade == 0  # a worked Saturday is a day like any other


def test_escape_and_the_same_place_move_nothing(view: CalendarView) -> None:
    moved = heard(view.move_wanted)
    drag(view, 1, middle(view, day(18)), let_go=False)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, NONE, middle(view, day(18)))
    drag(view, 2, middle(view, day(16)))
    assert moved == []


def test_shift_pushes_the_rest_on(view: CalendarView) -> None:
    moved = heard(view.move_wanted)
    drag(view, 1, middle(view, day(18)), let_go=False)
    QTest.keyPress(view, Qt.Key.Key_Shift)
    held = view.gestures.drag
    assert held is not None and held.push
    QTest.mouseRelease(view, LEFT, SHIFT, middle(view, day(18)))
    assert moved == [({1: day(18)}, True)]


def test_what_is_published_cannot_be_dragged(view: CalendarView) -> None:
    moved = heard(view.move_wanted)
    drag(view, 4, middle(view, day(20)))
    assert moved == []


def test_a_rubber_band_takes_what_it_touches(view: CalendarView) -> None:
    layout = view.layout_of()
    start = layout.cell(day(16)).bottomLeft() + QPoint(3, -3)
    end = box(view, 3).center()
    QTest.mousePress(view, LEFT, NONE, start)
    QTest.mouseMove(view, start + QPoint(15, -8))
    QTest.mouseMove(view, QPoint(end.x(), box(view, 1).top() + 2))
    QTest.mouseRelease(view, LEFT, NONE, QPoint(end.x(), box(view, 1).top() + 2))
    assert view.selected == {1, 2, 3}


def test_keys_go_through_days_and_entries(view: CalendarView) -> None:
    view.select([1], current=1)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.selected == {2}
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.selected == {3}
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.selected == {10}
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.here == day(23) and not view.selected
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.here == day(23)
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    assert view.selected == {e.id for e in ENTRIES}


def test_keys_move_what_is_selected(view: CalendarView) -> None:
    shifted, moved = heard(view.shift_wanted), heard(view.move_wanted)
    cancelled, opened = heard(view.cancel_wanted), []
    view.opened.connect(lambda: opened.append(True))
    view.select([1, 3, 4], current=1)
    QTest.keyClick(view, Qt.Key.Key_Right, ALT)
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert shifted == [([1, 3], 1)]
    assert moved == [({1: day(9), 3: day(10)}, False)]
    assert cancelled == [[1, 3, 4]]
    assert opened == [True]


def test_keys_leave_the_month_at_its_edge(view: CalendarView) -> None:
    out, steps = heard(view.day_out), heard(view.step_wanted)
    view.choose_day(day(30))
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert out == [dt.date(2026, 12, 1)]
    assert steps == [-1]


def test_a_full_day_says_how_many_more_there_are(view: CalendarView) -> None:
    chips = view.layout_of().chips(day(24))
    assert len(chips.chips) + chips.more == 8
    assert chips.more > 0
    assert view.layout_of().more_at(chips.more_box.center()) == day(24)
    cell = view.layout_of().cell(day(24))
    assert all(cell.contains(b) for _e, b in chips.chips)


def test_what_one_stands_on_is_always_shown(view: CalendarView) -> None:
    view.select([17], current=17)
    assert 17 in [e.id for e, _box in view.layout_of().chips(day(24)).chips]
    chips = view.layout_of().chips(day(24))
    assert len(chips.chips) + chips.more == 8


def test_bars_leave_room_and_can_be_chosen(view: CalendarView) -> None:
    chosen = heard(view.bar_chosen)
    layout = view.layout_of()
    place = layout.bar_box(day(16), 0, 0, 4)
    assert not any(b.intersects(place) for _e, b in layout.chips(day(16)).chips)
    QTest.mouseClick(view, LEFT, NONE, place.center())
    assert chosen == [1]


def test_the_week_shows_more_and_scrolls(qtbot: QtBot) -> None:
    week = CalendarView(detailed=True)
    qtbot.addWidget(week)
    week.resize(900, 300)
    many = [
        Entry(n, day(16), f"单位{n}", lines=("09:30　演播室", "主要负责人", "县台"))
        for n in range(9)
    ]
    week.set_data(week_span(day(16)), many, [], {})
    week.show()
    layout = week.layout_of()
    assert len(layout.chips(day(16)).chips) == 9
    assert layout.overflow() > 0
    week.select([8], current=8)
    shown = {e.id: b for e, b in week.layout_of().chips(day(16)).chips}[8]
    assert shown.bottom() <= week.height()


def test_selection_survives_new_data_and_forgets_what_is_gone(
    view: CalendarView,
) -> None:
    view.select([1, 3], current=3)
    told = heard(view.selection_changed)
    view.set_data(NOVEMBER, [e for e in ENTRIES if e.id != 1], BARS, MARKS)
    assert view.selected == {3} and view.current == 3
    assert len(told) == 1


def test_it_is_painted_with_every_state_and_grade(view: CalendarView) -> None:
    states = ["planned", "confirmed", "recorded", "published", "cancelled"]
    entries = [
        Entry(n, day(2 + n % 5), f"单位{n}", state=states[n % 5], grade=n % 4, hue=n)
        for n in range(20)
    ]
    view.set_data(NOVEMBER, entries, BARS, MARKS)
    image: QImage = view.grab().toImage()
    colours = {
        image.pixelColor(x, y).rgb()
        for x in range(0, 1000, 7)
        for y in range(0, 600, 5)
    }
    assert len(colours) > 25
