"""Paged tables: rows on demand, selection that survives, keys, copying, widths."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.state import StateStore
from ui.widgets.empty import EmptyState
from ui.widgets.table_model import KEPT_PAGES, PAGE, Column, PagedTableModel
from ui.widgets.tables import PagedTable

DISPLAY = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    count: int = 0


COLUMNS = [
    Column("name", "单位", 120, sortable=True),
    Column(
        "count",
        "稿件",
        60,
        align="right",
        ink=lambda row: "late" if row.count > 2 else None,
    ),
    Column(
        "state",
        "状态",
        80,
        chip=lambda row: ("已报", "received") if row.count else None,
    ),
    Column(
        "note",
        "说明",
        stretch=True,
        text=lambda row: f"第 {row.id} 行",
        tip=lambda row: row.name,
    ),
]


def rows(*ids: int) -> list[Row]:
    return [Row(n, f"单位{n}", n % 4) for n in ids]


class Source:
    """Keeps what was asked for; answers when the test says so, or at once."""

    def __init__(self, *, at_once: bool = False) -> None:
        self.at_once = at_once
        self.asked: list[tuple[list[int], Callable[[list[Row]], None]]] = []

    def __call__(self, ids: list[int], done: Callable[[list[Row]], None]) -> None:
        self.asked.append((ids, done))
        if self.at_once:
            done(rows(*ids))

    def answer(self, at: int = -1) -> None:
        ids, done = self.asked[at]
        done(rows(*ids))


@pytest.fixture
def table(qtbot: QtBot) -> PagedTable:
    made = PagedTable(COLUMNS)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def _select(table: PagedTable, first: int, last: int) -> None:
    table.select(first)
    view = table.view
    at = table.model.position(last)
    assert at is not None
    point = view.visualRect(table.model.index(at, 0)).center()
    from PySide6.QtTest import QTest

    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        point,
    )


# --- the model -----------------------------------------------------------------------------------------


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = PagedTableModel(COLUMNS)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    model.set_rows([1, 2, 3], rows(1, 2, 3))
    source = Source()
    model.set_pages(list(range(1000, 1250)), source)
    model.data(model.index(0, 0), DISPLAY)
    source.answer()
    model.set_rows([], [])
    assert model.rowCount() == 0
    assert tester.model() is model


def test_a_cell_gives_text_ink_and_tip(qtbot: QtBot) -> None:
    model = PagedTableModel(COLUMNS)
    model.set_rows([7], [Row(7, "商务局", 3)])
    shown = [model.data(model.index(0, at), DISPLAY) for at in range(4)]
    assert shown == ["商务局", "3", "已报", "第 7 行"]
    assert model.data(model.index(0, 3), Qt.ItemDataRole.ToolTipRole) == "商务局"
    assert model.data(model.index(0, 1), Qt.ItemDataRole.ForegroundRole) is not None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.ForegroundRole) is None


def test_a_page_is_asked_for_once_and_only_when_it_is_seen(qtbot: QtBot) -> None:
    model, source = PagedTableModel(COLUMNS), Source()
    ids = list(range(500))
    model.set_pages(ids, source)
    assert source.asked == []
    assert model.data(model.index(250, 0), DISPLAY) is None
    assert model.data(model.index(251, 0), DISPLAY) is None
    assert [asked for asked, _ in source.asked] == [ids[200:300]]
    source.answer()
    assert model.data(model.index(250, 0), DISPLAY) == "单位250"
    assert len(source.asked) == 1


def test_an_answer_for_rows_that_went_is_dropped(qtbot: QtBot) -> None:
    model, source = PagedTableModel(COLUMNS), Source()
    model.set_pages([1, 2, 3], source)
    model.data(model.index(0, 0), DISPLAY)
    model.set_pages([2, 3], source)
    source.answer(0)
    assert model.row_of(1) is None
    assert model.row_of(2) is None


def test_pages_seen_long_ago_are_forgotten_and_come_back(qtbot: QtBot) -> None:
    model, source = PagedTableModel(COLUMNS), Source(at_once=True)
    model.set_pages(range(PAGE * (KEPT_PAGES + 20)), source)
    for page in range(KEPT_PAGES + 20):
        model.data(model.index(page * PAGE, 0), DISPLAY)
    assert len(model._rows) <= PAGE * (KEPT_PAGES + 1)
    assert model.row_of(0) is None
    assert model.data(model.index(0, 0), DISPLAY) is None
    assert model.data(model.index(0, 0), DISPLAY) == "单位0"


# --- the widget ----------------------------------------------------------------------------------------


def test_selection_survives_rows_that_move(table: PagedTable) -> None:
    told: list[Any] = []
    table.set_rows(rows(1, 2, 3, 4))
    table.row_selected.connect(told.append)
    table.select(3)
    table.set_rows(rows(9, 3, 8))
    assert table.current_id() == 3
    assert table.selected_ids() == [3]
    assert told == [3]


def test_selection_of_a_row_that_went_is_told(table: PagedTable) -> None:
    told: list[Any] = []
    table.set_rows(rows(1, 2))
    table.select(2)
    table.row_selected.connect(told.append)
    table.set_rows(rows(1))
    assert table.current_id() is None
    assert told == [None]


def test_several_selected_rows_survive(table: PagedTable) -> None:
    table.set_rows(rows(1, 2, 3, 4, 5))
    _select(table, 2, 4)
    assert table.selected_ids() == [2, 3, 4]
    table.set_rows(rows(5, 4, 3, 2))
    assert table.selected_ids() == [4, 3, 2]


def test_place_comes_back(table: PagedTable) -> None:
    table.set_rows(rows(*range(200)))
    table.select(120)
    place = table.view_place()
    table.select(0)
    table.restore(place)
    assert table.view_place() == place
    assert place["id"] == 120


def test_an_id_that_is_not_there(table: PagedTable) -> None:
    table.set_rows(rows(1))
    assert not table.select(99)
    table.restore({"id": 99, "top": 5})
    assert table.current_id() is None


def test_only_what_is_seen_is_fetched(qtbot: QtBot, table: PagedTable) -> None:
    source = Source(at_once=True)
    table.set_pages(list(range(100_000)), source)
    table.view.viewport().repaint()
    assert len(source.asked) == 1
    table.select(70_000)
    table.view.viewport().repaint()
    assert len(source.asked) <= 3
    assert table.row(70_000) == Row(70_000, "单位70000", 0)


def test_enter_and_double_click_activate(qtbot: QtBot, table: PagedTable) -> None:
    told: list[Any] = []
    table.row_activated.connect(told.append)
    table.set_rows(rows(4, 5))
    table.select(5)
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    at = table.view.visualRect(table.model.index(0, 0)).center()
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told == [5, 4]


def test_arrows_go_and_are_told(qtbot: QtBot, table: PagedTable) -> None:
    table.set_rows(rows(4, 5, 6))
    table.select(4)
    told: list[Any] = []
    table.row_selected.connect(told.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(table.view, key)
    assert told == [5, 6, 4, 6]


def test_copying_gives_lines_of_tabs(qtbot: QtBot, table: PagedTable) -> None:
    table.set_rows([Row(1, "商务局\n（本级）", 2), Row(2, "司法局", 0)])
    table.select(1)
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "商务局 （本级）\t2\t已报\t第 1 行"
    _select(table, 1, 2)
    table.copy_selected()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "单位\t稿件\t状态\t说明"
    assert lines[2] == "司法局\t0\t\t第 2 行"


def _click_heading(qtbot: QtBot, table: PagedTable, at: int) -> None:
    header = table.view.horizontalHeader()
    point = QPoint(header.sectionViewportPosition(at) + 10, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_headings_sort_and_turn_round(qtbot: QtBot, table: PagedTable) -> None:
    told: list[tuple[str, bool]] = []
    table.sort_wanted.connect(lambda key, down: told.append((key, down)))
    for at in (0, 0, 0, 1):
        _click_heading(qtbot, table, at)
    assert told == [("name", False), ("name", True), ("name", False)]
    assert table.sort() == ("name", False)


def test_widths_and_sort_are_remembered(qtbot: QtBot) -> None:
    state = StateStore(None)
    first = PagedTable(COLUMNS, state=state, key="list")
    qtbot.addWidget(first)
    first.show()
    first.view.horizontalHeader().resizeSection(0, 222)
    first.set_sort("name", True)
    qtbot.waitUntil(lambda: state.get("list.widths") is not None)
    second = PagedTable(COLUMNS, state=state, key="list")
    qtbot.addWidget(second)
    assert second.view.horizontalHeader().sectionSize(0) == 222
    assert second.sort() == ("name", True)


def test_the_stretching_column_takes_what_is_left(table: PagedTable) -> None:
    header = table.view.horizontalHeader()
    assert header.length() == table.view.viewport().width()
    table.resize(200, 300)
    assert header.sectionSize(3) >= 60


def test_nothing_to_show_shows_what_to_do(qtbot: QtBot, table: PagedTable) -> None:
    empty = EmptyState("还没有单位", "先导入名单。")
    table.set_empty(empty)
    assert empty.isVisible()
    table.set_rows(rows(1))
    assert not empty.isVisible()
    table.set_rows([])
    assert empty.isVisible()


def test_the_menu_knows_its_row(qtbot: QtBot, table: PagedTable) -> None:
    table.set_rows(rows(4, 5))
    told: list[Any] = []
    table.menu_wanted.connect(lambda row_id, _at: told.append(row_id))
    at = table.view.visualRect(table.model.index(1, 0)).center()
    table.view.customContextMenuRequested.emit(at)
    assert told == [5]


def test_every_row_paints(table: PagedTable) -> None:
    table.set_rows(rows(1, 2, 3))
    table.select(2)
    image = table.grab().toImage()
    colors = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 3)
        for y in range(image.height())
    }
    assert len(colors) > 8


def test_half_a_million_ids(qtbot: QtBot, table: PagedTable) -> None:
    ids = array("q", range(1_000_000, 500_000, -1))
    table.set_pages(ids, Source(at_once=True))
    assert table.select(600_000)
    assert not table.select(7)
    assert table.select(999_999)
    table.set_pages(ids[1:], Source(at_once=True))
    assert table.current_id() == 999_999
    assert table.view.currentIndex().row() == 0


def test_ids_may_be_any_sequence(qtbot: QtBot, table: PagedTable) -> None:
    ids: Sequence[int] = range(300)
    table.set_pages(ids, Source(at_once=True))
    table.select(299)
    assert table.current_id() == 299
    assert table.ids()[-1] == 299
