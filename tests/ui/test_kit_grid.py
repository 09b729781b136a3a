"""The editable grid: typing, blocks, undo, errors, what is unsaved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.grid import EditableGrid, GridColumn, GridLine
from ui.widgets.grid_block import format_block, parse_block
from ui.widgets.grid_model import GridModel
from ui.widgets.picker import Picker

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
COLUMNS = [
    GridColumn("name", "单位名称", 160, required=True),
    GridColumn("group", "分组", kind="choice", options=("市直部门", "乡镇街道")),
    GridColumn("count", "稿件", 60, editable=False),
    GridColumn(
        "outlet",
        "媒体",
        kind="pick",
        options=lambda: [("市日报", "srb"), ("县融媒体中心", "xrmtzx")],
    ),
    GridColumn("note", "备注", stretch=True),
]


def line(line_id: int | None, name: str = "", **cells: str) -> GridLine:
    return GridLine(line_id, {"name": name, **cells})


@pytest.fixture
def grid(qtbot: QtBot) -> EditableGrid:
    made = EditableGrid(COLUMNS)
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.set_lines(
        [line(11, "商务局", count="3"), line(12, "司法局"), line(13, "云岭镇")]
    )
    made.show()
    made.view.setFocus()
    made.select_line(11, "name")
    return made


def names(grid: EditableGrid) -> list[str]:
    return [one.cells.get("name", "") for one in grid.lines()]


def at(grid: EditableGrid) -> tuple[int, str]:
    index = grid.view.currentIndex()
    return index.row(), COLUMNS[index.column()].key


def press(qtbot: QtBot, grid: EditableGrid, key: Qt.Key, modifiers: Any = None) -> None:
    target = grid.delegate.editor or grid.view
    qtbot.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)


def type_text(qtbot: QtBot, grid: EditableGrid, text: str) -> None:
    """ASCII as keys; what an input method would commit, as a commit."""
    for letter in text:
        qtbot.keyClicks(grid.delegate.editor or grid.view, letter)


def paste(qtbot: QtBot, grid: EditableGrid, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(grid.view, Qt.Key.Key_V, CONTROL)


# --- typing --------------------------------------------------------------------------------------------


def test_typing_replaces_and_enter_goes_down(qtbot: QtBot, grid: EditableGrid) -> None:
    type_text(qtbot, grid, "abc")
    press(qtbot, grid, Qt.Key.Key_Return)
    assert names(grid)[0] == "abc"
    assert at(grid) == (1, "name")


def test_tab_goes_right_over_what_cannot_be_typed_into(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    seen: list[str] = []
    for _ in range(4):
        press(qtbot, grid, Qt.Key.Key_Tab)
        seen.append(at(grid)[1])
    assert seen == ["group", "outlet", "note", "name"]
    assert at(grid)[0] == 1
    press(qtbot, grid, Qt.Key.Key_Backtab, SHIFT)
    assert at(grid) == (0, "note")


def test_enter_after_tabs_returns_to_where_they_began(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    type_text(qtbot, grid, "a")
    press(qtbot, grid, Qt.Key.Key_Tab)
    press(qtbot, grid, Qt.Key.Key_Tab)
    type_text(qtbot, grid, "q")
    press(qtbot, grid, Qt.Key.Key_Return)
    assert at(grid) == (1, "name")
    assert grid.lines()[0].cells["outlet"] == "q"


def test_f2_keeps_the_text_and_escape_gives_it_back(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    press(qtbot, grid, Qt.Key.Key_F2)
    editor = grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "商务局"
    qtbot.keyClick(editor, Qt.Key.Key_End)
    qtbot.keyClicks(editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert names(grid)[0] == "商务局"
    assert not grid.is_dirty()


def test_what_is_being_typed_counts(qtbot: QtBot, grid: EditableGrid) -> None:
    type_text(qtbot, grid, "abc")
    assert [(n, one.cells["name"]) for n, one in grid.changed_lines()] == [(0, "abc")]


def test_ctrl_s_saves_what_is_being_typed(qtbot: QtBot, grid: EditableGrid) -> None:
    press(qtbot, grid, Qt.Key.Key_F2)
    with qtbot.waitSignal(grid.save_wanted):
        grid.finish_typing()
        qtbot.keyClick(grid.view, Qt.Key.Key_S, CONTROL)


def test_the_last_line_is_always_blank_and_grows(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    assert grid.model.rowCount() == 4
    grid.select_line(None, "name")
    type_text(qtbot, grid, "new")
    press(qtbot, grid, Qt.Key.Key_Return)
    assert grid.model.rowCount() == 5
    assert at(grid) == (4, "name")
    assert [one.id for one in grid.lines()] == [11, 12, 13, None]
    grid.select_line(None)
    press(qtbot, grid, Qt.Key.Key_Z, CONTROL)
    assert grid.model.rowCount() == 4
    assert not grid.is_dirty()


def test_a_choice_is_found_by_initials_and_part(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.select_line(11, "outlet")
    type_text(qtbot, grid, "xrm")
    editor = grid.delegate.editor
    assert isinstance(editor, Picker)
    assert [entry.text for entry in editor.popup().entries()] == ["县融媒体中心"]
    press(qtbot, grid, Qt.Key.Key_Tab)
    assert grid.lines()[0].cells["outlet"] == "县融媒体中心"
    assert at(grid) == (0, "note")


def test_a_pick_takes_what_is_not_in_the_list(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(11, "outlet")
    type_text(qtbot, grid, "zzz")
    press(qtbot, grid, Qt.Key.Key_Return)
    assert grid.lines()[0].cells["outlet"] == "zzz"


def test_what_cannot_be_edited_is_not(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(11, "count")
    type_text(qtbot, grid, "9")
    press(qtbot, grid, Qt.Key.Key_Delete)
    paste(qtbot, grid, "7")
    assert grid.lines()[0].cells["count"] == "3"
    assert not grid.is_dirty()


# --- blocks --------------------------------------------------------------------------------------------


def test_a_block_is_pasted_over_the_end(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(13, "name")
    paste(
        qtbot,
        grid,
        "云岭镇（新）\t乡镇街道\r\n白水镇\t乡镇街道\r\n复兴乡\t乡镇街道\r\n",
    )
    assert names(grid) == ["商务局", "司法局", "云岭镇（新）", "白水镇", "复兴乡"]
    assert [one.id for one in grid.lines()] == [11, 12, 13, None, None]
    assert grid.model.rowCount() == 6
    press(qtbot, grid, Qt.Key.Key_Z, CONTROL)
    assert names(grid) == ["商务局", "司法局", "云岭镇"]
    press(qtbot, grid, Qt.Key.Key_Y, CONTROL)
    assert names(grid)[-1] == "复兴乡"


def test_a_pasted_heading_is_left_out(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(None, "name")
    paste(qtbot, grid, "单位名称\t分组\n白水镇\t乡镇街道")
    assert names(grid)[3:] == ["白水镇"]


def test_one_cell_fills_the_selection(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(11, "group")
    for _ in range(2):
        press(qtbot, grid, Qt.Key.Key_Down, SHIFT)
    paste(qtbot, grid, "乡镇街道")
    assert [one.cells.get("group") for one in grid.lines()] == ["乡镇街道"] * 3


def test_fill_down_copies_the_first_line(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(11, "name")
    press(qtbot, grid, Qt.Key.Key_Down, SHIFT)
    press(qtbot, grid, Qt.Key.Key_D, CONTROL)
    assert names(grid) == ["商务局", "商务局", "云岭镇"]
    grid.select_line(13, "name")
    press(qtbot, grid, Qt.Key.Key_D, CONTROL)
    assert names(grid)[2] == "商务局"


def test_copy_cut_and_clear(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(11, "name")
    press(qtbot, grid, Qt.Key.Key_Down, SHIFT)
    press(qtbot, grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "商务局\n司法局"
    press(qtbot, grid, Qt.Key.Key_X, CONTROL)
    assert names(grid) == ["", "", "云岭镇"]
    assert [one.id for _, one in grid.changed_lines()] == [11, 12]


def test_paste_into_a_filtered_grid_goes_to_the_lines_shown(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.set_filter(lambda one: "局" in one.cells["name"])
    assert grid.model.rowCount() == 3
    grid.select_line(12, "note")
    paste(qtbot, grid, "甲\n乙\n丙")
    assert [one.cells.get("note", "") for one in grid.lines()] == [
        "",
        "甲",
        "",
        "乙",
        "丙",
    ]


block = st.lists(
    st.lists(st.text(alphabet='ab"\t\n，局', max_size=6), min_size=2, max_size=3),
    min_size=1,
    max_size=5,
)


@given(block)
def test_what_is_copied_is_pasted(rows: list[list[str]]) -> None:
    stripped = [[cell.strip(" \u3000") for cell in row] for row in rows]
    # A cell that itself looks quoted cannot be told from a quoted one by any program.
    if any(cell.startswith('"') for row in stripped for cell in row):
        return
    assert parse_block(format_block(stripped)) == stripped


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"两行\n一格"\tb', [["两行\n一格", "b"]]),
        ('"他说""好""，\n走了"', [['他说"好"，\n走了']]),
        ('"半个引号\tb', [['"半个引号', "b"]]),
        ("", [[""]]),
        ("a\t\tb", [["a", "", "b"]]),
    ],
)
def test_blocks_as_excel_writes_them(text: str, cells: list[list[str]]) -> None:
    assert parse_block(text) == cells


# --- unsaved, undo, errors -----------------------------------------------------------------------------


def test_dirty_is_told_when_it_turns(qtbot: QtBot, grid: EditableGrid) -> None:
    told: list[bool] = []
    grid.dirty_changed.connect(told.append)
    grid.model.change({(0, "name"): "甲"})
    grid.model.change({(1, "name"): "乙"})
    grid.model.undo()
    grid.model.undo()
    assert told == [True, False]


def test_saved_lines_are_no_longer_changed(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.model.change({(0, "name"): "甲", (3, "name"): "新"})
    grid.mark_saved({0: 11, 3: 40})
    assert not grid.is_dirty()
    assert [one.id for one in grid.lines()] == [11, 12, 13, 40]
    assert not grid.model.can_undo()
    grid.model.change({(3, "name"): ""})
    assert [(n, one.id) for n, one in grid.changed_lines()] == [(3, 40)]


def test_only_some_lines_saved_leaves_the_others(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.model.change({(0, "name"): "甲", (1, "name"): ""})
    grid.mark_saved({0: 11})
    assert [n for n, _ in grid.changed_lines()] == [1]


def test_discard_goes_back(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.model.change({(0, "name"): "甲", (3, "name"): "新"})
    grid.discard()
    assert names(grid) == ["商务局", "司法局", "云岭镇"]
    assert not grid.is_dirty()


def test_errors_are_shown_gone_to_and_go_when_mended(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.set_errors({(1, "name"): "已经有同名的单位。", (2, ""): "这一行不能保存。"})
    assert at(grid) == (1, "name")
    assert grid._note.text() == "第 2 行 单位名称：已经有同名的单位。"
    type_text(qtbot, grid, "x")
    press(qtbot, grid, Qt.Key.Key_Return)
    assert grid._note.text() == "第 3 行：这一行不能保存。"
    assert grid.lines()[1].errors == {}


def test_new_lines_are_shown_whatever_the_filter(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.model.change({(3, "name"): "新"})
    grid.set_filter(lambda one: one.id == 12)
    shown = [
        grid.model.line_of(row).cells.get("name", "")
        for row in range(grid.model.rowCount())
    ]
    assert shown == ["司法局", "新", ""]
    grid.set_filter(None)
    assert grid.model.rowCount() == 5


def test_the_place_survives_new_lines(qtbot: QtBot, grid: EditableGrid) -> None:
    grid.select_line(13, "note")
    grid.set_lines([line(13, "云岭镇"), line(20, "新局"), line(11, "商务局")])
    assert at(grid) == (0, "note")
    current = grid.current_line()
    assert current is not None
    assert current.id == 13


def test_deleting_asks_for_saved_lines_and_empties_new_ones(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.model.change({(3, "name"): "新"})
    grid.select_line(13, "name")
    press(qtbot, grid, Qt.Key.Key_Down, SHIFT)
    told: list[list[int]] = []
    grid.delete_wanted.connect(told.append)
    press(qtbot, grid, Qt.Key.Key_Minus, CONTROL)
    assert told == [[13]]
    assert names(grid) == ["商务局", "司法局", "云岭镇"]


def test_the_lines_given_are_not_written_into(qtbot: QtBot) -> None:
    mine = [line(1, "商务局")]
    grid = EditableGrid(COLUMNS)
    qtbot.addWidget(grid)
    grid.set_lines(mine)
    grid.model.change({(0, "name"): "甲"})
    assert mine[0].cells == {"name": "商务局"}


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = GridModel(COLUMNS)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    model.set_lines([line(1, "a"), line(2, "b")])
    model.change({(4, "name"): "far", (1, "note"): "x"})
    model.undo()
    model.redo()
    model.set_filter(lambda one: one.id == 2)
    model.change({(0, "note"): "hidden"})
    model.set_filter(None)
    model.discard()
    assert model.rowCount() == 3
    assert tester.model() is model


edits = st.lists(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.sampled_from(["name", "note"])),
        st.sampled_from(["", "甲", "乙"]),
        min_size=1,
        max_size=4,
    ),
    max_size=8,
)


@given(edits)
def test_undoing_everything_gives_back_the_beginning(
    steps: list[dict[tuple[int, str], str]],
) -> None:
    model = GridModel(COLUMNS)
    model.set_lines([line(1, "商务局"), line(2, "司法局")])
    for step in steps:
        model.change(step)
        last = model.lines()[-1]
        assert last.id is not None or not last.is_empty()
    after = [
        (one.id, {k: v for k, v in one.cells.items() if v}) for one in model.lines()
    ]
    while model.can_undo():
        model.undo()
    assert [(one.id, one.cells.get("name")) for one in model.lines()] == [
        (1, "商务局"),
        (2, "司法局"),
    ]
    assert not model.is_dirty()
    while model.redo() is not None:
        pass
    assert [
        (one.id, {k: v for k, v in one.cells.items() if v}) for one in model.lines()
    ] == after


def test_an_input_method_begins_typing_as_keys_do(
    qtbot: QtBot, grid: EditableGrid
) -> None:
    grid.select_line(12, "name")
    QApplication.sendEvent(grid.view, QInputMethodEvent("xin", []))
    committed = QInputMethodEvent()
    committed.setCommitString("新设局")
    QApplication.sendEvent(grid.view, committed)
    editor = grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert names(grid) == ["商务局", "新设局", "云岭镇"]
    assert at(grid) == (2, "name")
