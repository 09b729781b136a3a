"""The registers in the real window: typing, pasting, wrong cells, filter, order, closing, merging, Excel."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services import history, settings
from services.registers import outlets, units
from tests.ui.window import (
    OpenWindow,
    button,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
    write_cell,
)
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.registers import transfer
from ui.registers.dialogs import CloseUnitDialog, MergeOutletDialog
from ui.registers.sheet_view import SheetView
from ui.widgets.dialogs import QuestionDialog

__all__ = ["open_window"]

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def registers(
    qtbot: QtBot, open_window: OpenWindow, small_county: Database
) -> MainWindow:
    """The window at the units."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    window = open_window(small_county.folder)
    _go(qtbot, window, "units")
    return window


def test_line_typed_into_the_grid_is_saved_as_one_action(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    view.add_line()
    write_cell(qtbot, view.grid, "县林业和草原局")
    qtbot.keyClick(view.grid.view, Qt.Key.Key_S, _CTRL)
    idle(qtbot, registers)
    assert not view.grid.is_dirty()
    with context_of(registers).db.reading() as session:
        saved = next(u for u in units.list_units(session) if u.name == "县林业和草原局")
        assert saved.initials == "xlyhcyj"
        assert history.list_actions(session)[0].title == "新增单位“县林业和草原局”"


def test_keyboard_stands_in_the_grid_when_the_page_opens(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    qtbot.waitUntil(view.grid.view.hasFocus)
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Down)
    assert view.grid.current_line() is not None


def test_block_pasted_from_excel_makes_units_with_liaisons(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    view.add_line()
    QGuiApplication.clipboard().setText(
        "红星街道办\t红星街道\t乡镇街道\t何静\t0871-1\n长乐街道办\t长乐街道\t乡镇街道\t马玉兰\t0871-2\n"
    )
    qtbot.keyClick(view.grid.view, Qt.Key.Key_V, _CTRL)
    view.save()
    idle(qtbot, registers)
    with context_of(registers).db.reading() as session:
        found = {u.name: u for u in units.list_units(session)}
    assert found["红星街道办"].liaison == "何静"
    assert found["长乐街道办"].group == "乡镇街道"
    assert found["长乐街道办"].phone == "0871-2"


def test_wrong_cell_is_marked_and_nothing_is_saved(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    view.add_line()
    write_cell(qtbot, view.grid, "县气象局")
    view.add_line()
    write_cell(qtbot, view.grid, "司法局")  # another unit's short name
    view.save()
    idle(qtbot, registers)
    wrong = [line for line in view.grid.lines() if line.errors]
    assert [line.cells["name"] for line in wrong] == ["司法局"]
    assert "云岭县司法局" in wrong[0].errors["name"]
    with context_of(registers).db.reading() as session:
        assert "县气象局" not in [u.name for u in units.list_units(session)]
    view.grid.discard()


def test_ctrl_z_in_the_grid_takes_back_typing_not_the_last_action(
    qtbot: QtBot, registers: MainWindow
) -> None:
    context = context_of(registers)
    context.write("新增单位", lambda s: units.save_unit(s, name="县档案馆"))
    idle(qtbot, registers)
    view = _view(registers)
    view.add_line()
    write_cell(qtbot, view.grid, "写错了")
    assert view.grid.is_dirty()
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Z, _CTRL)
    idle(qtbot, registers)
    assert not view.grid.is_dirty()
    with context.db.reading() as session:
        assert "县档案馆" in [u.name for u in units.list_units(session)]


def test_filter_knows_pinyin_initials(qtbot: QtBot, registers: MainWindow) -> None:
    page = page_of(registers, "registers")
    page.words.setText("swj")
    assert _shown(page.view()) == ["云岭县商务局"]
    page.words.setText("乡镇")
    assert _shown(page.view()) == ["白水镇"]
    page.words.clear()
    assert len(_shown(page.view())) == 3


def test_alt_down_moves_a_unit_inside_its_group_only(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    first = view.grid.lines()[0]
    view.grid.select_line(first.id)
    view.grid.setFocus()
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Down, _ALT)
    idle(qtbot, registers)
    names = [line.cells["name"] for line in view.grid.lines()]
    assert names == ["云岭县司法局", "云岭县商务局", "白水镇"]
    assert view.grid.current_line() is not None
    qtbot.keyClick(view.grid.view, Qt.Key.Key_Down, _ALT)
    idle(qtbot, registers)
    assert [line.cells["name"] for line in view.grid.lines()] == names


def test_row_dragged_by_its_number_takes_its_new_place(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    header = view.grid.view.verticalHeader()
    header.moveSection(1, 0)  # what a drag of the number does
    idle(qtbot, registers)
    assert _shown(view) == ["云岭县司法局", "云岭县商务局", "白水镇"]
    assert [header.visualIndex(i) for i in range(3)] == [0, 1, 2]
    header.moveSection(0, 2)  # into another group: refused
    idle(qtbot, registers)
    assert _shown(view) == ["云岭县司法局", "云岭县商务局", "白水镇"]
    with context_of(registers).db.reading() as session:
        assert [u.name for u in units.list_units(session)] == _shown(view)


def test_unit_is_merged_by_dialog_and_its_history_stays(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    lines = {line.cells["name"]: line.id for line in view.grid.lines()}
    view.grid.select_line(lines["云岭县司法局"])
    qtbot.mouseClick(button(registers, "停用或合并…"), Qt.MouseButton.LeftButton)
    sheet = dialog(qtbot, CloseUnitDialog)
    sheet.form.set_values({"valid_to": dt.date(2026, 6, 30)})
    sheet.into.set_value(lines["云岭县商务局"])
    qtbot.mouseClick(sheet.ok_button, Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    assert not sheet.isVisible()
    with context_of(registers).db.reading() as session:
        law = lines["云岭县司法局"]
        assert law is not None
        unit = units.get_unit(session, law)
        assert unit.valid_to == dt.date(2026, 6, 30)
        assert unit.merged_into_id == lines["云岭县商务局"]
        assert unit.deleted_at is None


def test_deleted_unit_comes_back_by_undo(qtbot: QtBot, registers: MainWindow) -> None:
    view = _view(registers)
    view.grid.select_line(view.grid.lines()[2].id)
    qtbot.mouseClick(button(registers, "删除"), Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    assert _shown(view) == ["云岭县商务局", "云岭县司法局"]
    context_of(registers).undo_last()
    idle(qtbot, registers)
    assert "白水镇" in _shown(view)


def test_outlets_to_be_confirmed_are_shown_alone_and_confirmed(
    qtbot: QtBot, registers: MainWindow
) -> None:
    context = context_of(registers)
    context.write(
        "收表格",
        lambda s: outlets.save_outlet(
            s, name="云岭发布", level=OutletLevel.COUNTY, confirmed=False
        ),
    )
    idle(qtbot, registers)
    registers.go(Place.of("registers", tab="outlets", filter="unconfirmed"))
    idle(qtbot, registers)
    view = _view(registers)
    assert _shown(view) == ["云岭发布"]
    view.grid.select_line(view.grid.model.line_of(0).id)
    qtbot.mouseClick(button(registers, "核对无误"), Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    with context.db.reading() as session:
        assert all(o.confirmed for o in outlets.list_outlets(session))


def test_outlet_is_merged_into_another(qtbot: QtBot, registers: MainWindow) -> None:
    _go(qtbot, registers, "outlets")
    view = _view(registers)
    lines = {line.cells["name"]: line.id for line in view.grid.lines()}
    view.grid.select_line(lines["县融媒体中心"])
    qtbot.mouseClick(button(registers, "并入另一家…"), Qt.MouseButton.LeftButton)
    sheet = dialog(qtbot, MergeOutletDialog)
    qtbot.mouseClick(sheet.ok_button, Qt.MouseButton.LeftButton)
    assert sheet.isVisible()  # nothing was picked yet
    sheet.into.set_value(lines["市日报"])
    qtbot.mouseClick(sheet.ok_button, Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    with context_of(registers).db.reading() as session:
        found = {o.name: o for o in outlets.list_outlets(session)}
    assert "县融媒体中心" not in found
    assert found["市日报"].aliases == ("县融媒体中心",)


def test_groups_are_renamed_and_columns_added(
    qtbot: QtBot, registers: MainWindow
) -> None:
    _go(qtbot, registers, "groups")
    view = _view(registers)
    view.grid.select_line(view.grid.lines()[0].id, "name")
    write_cell(qtbot, view.grid, "县级部门")
    view.save()
    idle(qtbot, registers)
    _go(qtbot, registers, "columns")
    view = _view(registers)
    view.add_line()
    QGuiApplication.clipboard().setText("省电视台\t政策面对面\n")
    qtbot.keyClick(view.grid.view, Qt.Key.Key_V, _CTRL)
    view.save()
    idle(qtbot, registers)
    with context_of(registers).db.reading() as session:
        assert "县级部门" in [name for _id, name in units.groups(session)]
        station = next(o for o in outlets.list_outlets(session) if o.name == "省电视台")
    assert station.columns == ("政策面对面",)


def test_unsaved_rows_are_asked_about_before_another_register(
    qtbot: QtBot, registers: MainWindow
) -> None:
    view = _view(registers)
    view.add_line()
    write_cell(qtbot, view.grid, "县气象局")
    page = page_of(registers, "registers")
    page.pills.chosen.emit("outlets")
    question = dialog(qtbot, QuestionDialog)
    qtbot.mouseClick(button(question, "不保存"), Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    assert page.place().get("tab") == "outlets"
    assert not view.grid.is_dirty()


def test_unit_list_goes_out_to_excel_and_comes_back_changed(
    qtbot: QtBot, registers: MainWindow, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    page, context = page_of(registers, "registers"), context_of(registers)
    target = tmp_path / "单位名单.xlsx"
    transfer.export(page, context, transfer.unit_transfer(), target)
    idle(qtbot, registers)
    book = load_workbook(target)
    sheet = book.worksheets[0]
    header = next(r for r in sheet.iter_rows() if any(c.value == "单位名称" for c in r))
    column = next(c.column for c in header if c.value == "联络员")
    phone = next(c.column for c in header if c.value == "电话")
    name = next(c.column for c in header if c.value == "单位名称")
    row = next(
        r for r in range(1, sheet.max_row + 1) if sheet.cell(r, name).value == "白水镇"
    )
    sheet.cell(row, column, "罗兰")
    sheet.cell(row, phone, "0871-0000 0013")
    book.save(target)

    transfer.import_units(page, context, path=target)
    preview = dialog(qtbot, transfer.PreviewDialog)
    assert (preview.preview.new, preview.preview.changed) == (0, 1)
    assert "联络员" in preview.rows[-1].said
    qtbot.mouseClick(preview.ok_button, Qt.MouseButton.LeftButton)
    idle(qtbot, registers)
    with context.db.reading() as session:
        town = next(u for u in units.list_units(session) if u.name == "白水镇")
    assert (town.liaison, town.phone) == ("罗兰", "0871-0000 0013")


def test_outlet_list_goes_out_and_comes_back_unchanged(
    qtbot: QtBot, registers: MainWindow, tmp_path: Path
) -> None:
    page, context = page_of(registers, "registers"), context_of(registers)
    target = tmp_path / "媒体名册.xlsx"
    transfer.export(page, context, transfer.outlet_transfer(), target)
    idle(qtbot, registers)
    transfer.import_outlets(page, context, path=target)
    preview = dialog(qtbot, transfer.PreviewDialog)
    assert (preview.preview.new, preview.preview.changed) == (0, 0)
    assert {r.status for r in preview.rows} == {"same"}
    assert preview.rows[0].first == "省"
    qtbot.mouseClick(preview.ok_button, Qt.MouseButton.LeftButton)
    assert preview.isVisible()  # nothing to take in: said, not done
    preview.reject()


def _go(qtbot: QtBot, window: MainWindow, tab: str) -> None:
    window.go(Place.of("registers", tab=tab))
    idle(qtbot, window)


def _view(window: MainWindow) -> SheetView:
    found: Any = page_of(window, "registers").view()
    assert isinstance(found, SheetView)
    return found


def _shown(view: SheetView) -> list[str]:
    model = view.grid.model
    names = [
        model.line_of(row).cells.get("name", "") for row in range(model.rowCount())
    ]
    return [n for n in names if n]
