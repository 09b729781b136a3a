"""The board's model and view: lines, filters, orders, keys, what a screen reader hears."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from models.vocabulary import OutletLevel, ReturnState
from services.board import Board, BoardRow, Cell, WeekCounts
from services.registers.units import UnitRow
from services.weeks import last_weeks
from tests.ui.support import heard
from ui.reporting.board_model import BoardModel, GroupLine, UnitLine
from ui.reporting.board_view import BoardView

WEEK = dt.date(2026, 11, 16)
WEEKS = tuple(last_weeks(WEEK, 12))
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def unit(number: int, name: str, group: str) -> UnitRow:
    return UnitRow(
        number,
        number,
        name,
        "",
        group,
        1,
        (),
        "",
        None,
        None,
        None,
        "",
        "周洁",
        "0871",
        "",
    )


def cell(week: dt.date, state: ReturnState, stories: int = 0) -> Cell:
    came = None if state in (ReturnState.MISSING, ReturnState.EXEMPT) else week
    return Cell(week, state, state is ReturnState.NIL, came, stories, stories * 2)


def row(
    number: int,
    name: str,
    group: str,
    state: ReturnState,
    stories: int = 0,
    silent: int = 0,
) -> BoardRow:
    cells = [cell(w, ReturnState.RECEIVED, 1) for w in WEEKS[:-1]]
    return BoardRow(
        unit(number, name, group), (*cells, cell(WEEK, state, stories)), silent
    )


def make_board(rows: list[BoardRow]) -> Board:
    counts = WeekCounts(
        WEEK, 4, 2, 2, 1, 0, 1, 1, 0, 3, 6, dict.fromkeys(OutletLevel, 0)
    )
    return Board(WEEKS, dt.datetime(2026, 11, 20, 17), tuple(rows), counts, ())


ROWS = [
    row(1, "发改局", "县直部门", ReturnState.RECEIVED, 3),
    row(2, "司法局", "县直部门", ReturnState.MISSING, silent=2),
    row(3, "商务局", "县直部门", ReturnState.NIL),
    row(4, "白水镇", "乡镇街道", ReturnState.EXEMPT),
    row(5, "复兴乡", "乡镇街道", ReturnState.MISSING, silent=3),
]


@pytest.fixture
def model(qtbot: QtBot) -> BoardModel:
    made = BoardModel()
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    tester.setParent(made)
    made.set_board(make_board(ROWS))
    return made


@pytest.fixture
def view(model: BoardModel, qtbot: QtBot) -> BoardView:
    made = BoardView(model)
    qtbot.addWidget(made)
    made.resize(860, 500)
    made.show()
    qtbot.waitExposed(made)
    made.fit()
    return made


def names(model: BoardModel) -> list[str]:
    return [
        line.name if isinstance(line, GroupLine) else line.row.unit.name
        for line in model.lines
    ]


def test_groups_head_their_units_and_fold(model: BoardModel) -> None:
    assert names(model) == [
        "县直部门",
        "发改局",
        "司法局",
        "商务局",
        "乡镇街道",
        "白水镇",
        "复兴乡",
    ]
    model.toggle("县直部门")
    assert names(model) == ["县直部门", "乡镇街道", "白水镇", "复兴乡"]
    head = model.lines[0]
    assert isinstance(head, GroupLine)
    assert (head.units, head.missing, head.folded) == (3, 1, True)
    model.toggle("县直部门")
    assert len(model.lines) == 7


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ("missing", ["司法局", "复兴乡"]),
        ("nil", ["商务局"]),
        ("exempt", ["白水镇"]),
        ("silent", ["司法局", "复兴乡"]),
        ("returned", []),
        ("group:乡镇街道", ["白水镇", "复兴乡"]),
    ],
)
def test_filters(model: BoardModel, filter_: str, expected: list[str]) -> None:
    model.set_view(filter_=filter_)
    shown = [line for line in model.lines if isinstance(line, UnitLine)]
    assert [line.row.unit.name for line in shown] == expected
    assert model.shown_units() == len(expected)
    every = {r.unit.name: n for n, r in enumerate(ROWS, start=1)}
    assert all(line.number == every[line.row.unit.name] for line in shown)


def test_other_orders_stand_without_groups(model: BoardModel) -> None:
    model.set_view(order="silent")
    assert names(model)[:2] == ["复兴乡", "司法局"]
    model.set_view(order="stories")
    assert names(model) == ["发改局", "司法局", "商务局", "白水镇", "复兴乡"]
    model.set_view(order="fixed")
    assert names(model)[0] == "县直部门"


def test_every_cell_says_everything_to_a_screen_reader(model: BoardModel) -> None:
    at = model.line_of(1)
    assert at is not None
    index = model.index(at, model.column_of(WEEK))
    assert (
        index.data(SPOKEN)
        == "发改局，2026年11月16日—22日：已报，11月16日收到，稿件 3 篇，刊播 6 条"
    )
    assert index.data() == "3"
    group = model.index(0, 0)
    assert group.data(SPOKEN) == "县直部门，3 个单位，1 个未报，已展开"


def test_a_unit_that_did_not_exist_shows_nothing(model: BoardModel) -> None:
    young = replace(ROWS[0], cells=(None,) * 11 + (ROWS[0].last,))
    model.set_board(make_board([young]))
    first = model.index(model.line_of(1) or 0, model.column_of(WEEKS[0]))
    assert first.data() == ""
    assert "当时未设立或已停用" in first.data(SPOKEN)


def test_marks_tell_states_apart_without_colour(model: BoardModel) -> None:
    texts = {}
    for r in ROWS:
        at = model.line_of(r.unit.id)
        assert at is not None
        texts[r.unit.name] = model.index(at, model.column_of(WEEK)).data()
    assert texts == {
        "发改局": "3",
        "司法局": "未",
        "商务局": "零",
        "白水镇": "免",
        "复兴乡": "未",
    }


def test_a_week_not_due_yet_has_a_mark_of_its_own(model: BoardModel) -> None:
    last = replace(cell(WEEK, ReturnState.MISSING), pending=True)
    model.set_board(make_board([replace(ROWS[1], cells=(*ROWS[1].cells[:-1], last))]))
    index = model.index(model.line_of(2) or 0, model.column_of(WEEK))
    assert index.data() == "待"
    assert "未到截止时间" in index.data(SPOKEN)


def test_the_keys_move_through_cells_and_fold_groups(
    view: BoardView, model: BoardModel, qtbot: QtBot
) -> None:
    chosen = heard(view.cell_chosen)
    view.setFocus()
    assert view.choose(1, WEEK)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.chosen() == (2, WEEKS[-2])
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.chosen() == (2, WEEKS[0])
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert chosen[-1] == (2, WEEK)

    view.setCurrentIndex(model.index(0, 0))
    assert view.chosen() is None
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert model.folded == {"县直部门"}
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert model.folded == set()


def test_enter_opens_and_letters_are_passed_on(view: BoardView, qtbot: QtBot) -> None:
    opened, letters = heard(view.cell_activated), heard(view.letter_pressed)
    view.choose(2, WEEK)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert opened == [(2, WEEK)]
    assert letters == ["S"]


def test_the_row_can_be_copied_into_a_sheet(view: BoardView, qtbot: QtBot) -> None:
    view.choose(2, WEEK)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells[:3] == ["2", "司法局", "周洁"]
    assert cells[-1] == "连续 2 周未报"


def test_the_chosen_cell_survives_new_data_and_a_filter(
    view: BoardView, model: BoardModel
) -> None:
    view.choose(5, WEEKS[3])
    told = heard(view.cell_chosen)
    model.set_board(make_board(list(reversed(ROWS))))
    assert view.chosen() == (5, WEEKS[3])
    model.set_view(filter_="nil")
    model.set_view(filter_="all")
    assert view.chosen() == (5, WEEKS[3])
    assert told == [], "only the clerk chooses"


@pytest.mark.parametrize("width", [420, 560, 700, 840, 1200, 1700])
def test_columns_fill_the_width_and_the_newest_weeks_stay(
    view: BoardView, model: BoardModel, width: int
) -> None:
    view.resize(width, 500)
    view.fit()
    last = model.column_of(WEEK)
    assert not view.isColumnHidden(last)
    shown = [w for w in WEEKS if not view.isColumnHidden(model.column_of(w))]
    assert shown == list(WEEKS[-len(shown) :])
    assert len(shown) >= 4
    if width >= 840:
        assert len(shown) == 12
    if width >= 560:
        total = sum(view.columnWidth(c) for c in range(model.columnCount()))
        assert abs(total - view.viewport().width()) <= 2


def test_a_hundred_and_fifty_units_are_laid_out_at_once(
    view: BoardView, model: BoardModel
) -> None:
    many = [
        row(n, f"第{n}局", f"第{n // 20}组", ReturnState.RECEIVED, n % 7)
        for n in range(1, 151)
    ]
    model.set_board(make_board(many))
    assert model.rowCount() == 150 + 8
    view.choose(150, WEEK)
    assert view.visualRect(view.currentIndex()).isValid()
