"""Lists, measures, tables and facts in the editor: typed, pasted, ordered, deleted, settled, undone."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from models.vocabulary_campaigns import UnitRole
from services.campaigns import edit
from services.campaigns.fields import Item
from services.campaigns.templates import MOVED_DOUBT, Shift, start_from
from services.registers.lookup import unit_index
from tests.ui.campaigns.editor_kit import Desk, desk, plan_db, plan_folder, window_desk
from tests.ui.window import button, dialog, open_window
from ui.campaigns.editor.facts_section import FactsSection
from ui.campaigns.editor.measures_section import MeasuresSection
from ui.campaigns.editor.sheet_section import SheetSection
from ui.campaigns.editor.sheets import SHEETS
from ui.campaigns.editor.tables_section import TablesSection
from ui.campaigns.editor.tie_dialog import TieDialog
from ui.navigation import Place

__all__ = ["desk", "open_window", "plan_db", "plan_folder", "window_desk"]

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def paste(qtbot: QtBot, section: SheetSection | MeasuresSection, text: str) -> None:
    """Paste a block at the blank line of a list."""
    QGuiApplication.clipboard().setText(text)
    section.list.add_line()
    qtbot.keyClick(section.list.grid.view, Qt.Key.Key_V, CTRL)


def names(desk: Desk, measure: int, role: UnitRole) -> list[str]:
    plan = desk.plan()
    rows = plan.units_by_measure[plan.measures[measure].id]
    return [u.name for u in rows if u.role == role.value]


def test_a_block_from_excel_is_one_action_when_the_grid_is_left(
    window_desk: Desk, qtbot: QtBot
) -> None:
    desk = window_desk
    section = desk.open("members")
    assert isinstance(section, SheetSection)
    paste(qtbot, section, "县委宣传部\n县交警大队\n红星农场\n")
    assert len(desk.plan().units) == 1
    desk.open("facts")
    units = desk.plan().units
    assert [u.name for u in units] == [
        "县交警大队",
        "县委宣传部",
        "县交警大队",
        "红星农场",
    ]
    assert units[1].unit_id is not None
    assert units[3].unit_id is None
    assert {u.role for u in units} == {"member"}
    desk.tab.tree.setFocus()
    qtbot.keyClick(desk.tab.tree, Qt.Key.Key_Z, CTRL)
    desk.idle()
    assert [u.name for u in desk.plan().units] == ["县交警大队"]


def test_only_the_cells_that_were_typed_are_written(desk: Desk, qtbot: QtBot) -> None:
    section = desk.open("phases")
    phase = desk.plan().phases[0]
    grid = section.list.grid
    grid.select_line(phase.id, "name")
    grid.model.change({(0, "name"): "集中劝导"})
    with desk.context.db.writing("别处") as session:
        edit.change_item(session, Item.PHASE, phase.id, ends_on=dt.date(2026, 5, 31))
    desk.idle()
    assert grid.lines()[0].cells["name"] == "集中劝导"
    desk.open("facts")
    now = desk.plan().phases[0]
    assert (now.name, now.ends_on) == ("集中劝导", dt.date(2026, 5, 31))


def test_a_wrong_cell_keeps_the_clerk_and_the_text(desk: Desk, qtbot: QtBot) -> None:
    section = desk.open("phases")
    paste(qtbot, section, "总结\t四月几号\t\n")
    desk.open("facts")
    assert desk.tab.tree.current_key() == "phases"
    line = section.list.grid.lines()[-1]
    assert line.cells["name"] == "总结"
    assert line.errors["starts_on"]
    assert len(desk.plan().phases) == 1
    section.list.grid.model.change({(1, "starts_on"): "2026-05-01"})
    desk.open("facts")
    assert [p.name for p in desk.plan().phases] == ["劝导", "总结"]


def test_lines_are_ordered_by_keys_and_by_dragging_their_numbers(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open("leaders")
    paste(qtbot, section, "副组长\t林二\t局长\n成员\t林三\t主任\n")
    desk.open("facts")
    desk.open("leaders")

    def order() -> list[str]:
        return [p.name for p in desk.plan().people if p.kind == "leader"]

    assert order() == ["林一", "林二", "林三"]
    rows = section.list.rows()
    section.list.grid.setFocus()
    section.list.grid.select_line(rows[2].id)
    qtbot.keyClick(section.list.grid.view, Qt.Key.Key_Up, ALT)
    desk.idle()
    assert order() == ["林一", "林三", "林二"]
    section.list.grid.view.verticalHeader().moveSection(0, 2)
    desk.idle()
    assert order() == ["林三", "林二", "林一"]
    desk.undo()
    assert order() == ["林一", "林三", "林二"]


def test_deleted_lines_come_back(desk: Desk) -> None:
    section = desk.open("weights")
    number = desk.plan().weights[0].id
    section.list.grid.select_line(number)
    section.list.grid.delete_selected()
    desk.idle()
    assert desk.plan().weights == ()
    desk.undo()
    assert [w.id for w in desk.plan().weights] == [number]


def test_a_doubt_is_shown_with_its_reason_and_settled(desk: Desk) -> None:
    section = desk.open("phases")
    assert section.doubts.reasons() == ["第 1 行：文中没有年份，按成文日期推定。"]
    node = desk.tab.tree.current_node()
    assert node is not None
    assert node.doubts == 1
    button(section.doubts, "已核对").click()
    desk.idle()
    assert desk.plan().phases[0].doubt == ""
    assert section.doubts.isHidden()


def test_f8_goes_from_doubt_to_doubt(desk: Desk, qtbot: QtBot) -> None:
    desk.tab.tree.setFocus()
    seen: list[str] = []
    for _ in range(3):
        qtbot.keyClick(desk.tab.tree, Qt.Key.Key_F8)
        desk.idle()
        seen.append(desk.tab.tree.current_key())
        desk.tab.tree.setFocus()
    assert seen == ["phases", "contacts", "phases"]


def test_moved_dates_of_a_template_are_doubts_of_their_measures(desk: Desk) -> None:
    with desk.context.db.writing("沿用") as session:
        new = start_from(session, 1, "二〇二七年方案", shift=Shift(years=1))
    desk.tab.show_plan(new, Place.of("campaigns", plan=new, node="measures"))
    desk.idle()
    section = desk.tab.stack.currentWidget()
    assert isinstance(section, MeasuresSection)
    line = section.list.grid.lines()[0]
    assert line.flagged
    assert MOVED_DOUBT in line.cells["doubt"]
    section.list.grid.select_line(line.id)
    desk.idle()
    assert any(MOVED_DOUBT in reason for reason in section.panel.doubts.reasons())


def test_measures_are_pasted_with_their_units_and_their_part(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open("measures")
    assert isinstance(section, MeasuresSection)
    row = "三（三）\t编发手册\t编印宣传手册500册。\t县委宣传部、县文明办\t县交警大队\t\t（三）压实责任\n"
    paste(qtbot, section, row)
    desk.open("facts")
    plan = desk.plan()
    measure = plan.measures[2]
    assert (measure.number, measure.head, measure.text) == (
        "三（三）",
        "编发手册",
        "编印宣传手册500册。",
    )
    assert measure.part_id == desk.part("压实责任").id
    assert names(desk, 2, UnitRole.LEAD) == ["县委宣传部", "县文明办"]
    assert names(desk, 2, UnitRole.SUPPORT) == ["县交警大队"]
    desk.undo()
    assert len(desk.plan().measures) == 2


def test_the_panel_edits_words_units_and_dates_of_one_measure(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open("measures")
    assert isinstance(section, MeasuresSection)
    first, second = desk.plan().measures
    section.list.grid.select_line(first.id, "number")
    desk.idle()
    panel = section.panel
    desk.write(panel.form.widget("text"), "每年拍摄1部宣传片。\n配短视频10条。")
    section.list.grid.select_line(second.id, "number")
    desk.idle()
    assert desk.plan().measures[0].text == "每年拍摄1部宣传片。\n配短视频10条。"
    assert panel.form.values()["text"] == second.text

    lead = panel.units[UnitRole.LEAD]
    desk.write(lead.picker, "县文明办、县教育局")
    qtbot.keyClick(lead.picker, Qt.Key.Key_Return)
    desk.idle()
    assert names(desk, 1, UnitRole.LEAD) == ["县交警大队", "县文明办", "县教育局"]
    qtbot.keyClick(lead.picker, Qt.Key.Key_Backspace)
    desk.idle()
    assert names(desk, 1, UnitRole.LEAD) == ["县交警大队", "县文明办"]
    desk.undo()
    assert lead.names() == ["县交警大队", "县文明办", "县教育局"]

    panel.show_page("deadlines")
    dates = panel.parts[0].grid
    desk.cell(dates.grid, None, "due_on", "2026-9-30")
    desk.tab.tree.setFocus()
    qtbot.waitUntil(lambda: len(desk.plan().deadlines) == 3)
    assert desk.plan().deadlines[-1].measure_id == second.id
    assert desk.plan().deadlines[-1].due_on == dt.date(2026, 9, 30)


def test_paragraphs_of_a_measure_survive_the_grid(desk: Desk) -> None:
    first = desk.plan().measures[0]
    with desk.context.db.writing("两段") as session:
        edit.change_item(session, Item.MEASURE, first.id, text="第一段。\n第二段。")
    desk.idle()
    section = desk.open("measures")
    grid = section.list.grid
    assert grid.lines()[0].cells["text"] == "第一段。⏎第二段。"
    desk.cell(grid, first.id, "text", "第一段改。⏎第二段。")
    desk.open("facts")
    assert desk.plan().measures[0].text == "第一段改。\n第二段。"


def test_several_measures_get_a_unit_at_once(desk: Desk, qtbot: QtBot) -> None:
    section = desk.open("measures")
    assert isinstance(section, MeasuresSection)
    section.list.grid.setFocus()
    section.list.grid.view.selectAll()
    section._ask_unit(UnitRole.SUPPORT)
    asked = dialog(qtbot)
    asked.findChild(type(section.panel.units[UnitRole.LEAD].picker)).setText("县文明办")
    button(asked, "确定").click()
    desk.idle()
    assert names(desk, 0, UnitRole.SUPPORT) == [
        "县融媒体中心",
        "县交警大队",
        "县文明办",
    ]
    assert names(desk, 1, UnitRole.SUPPORT) == ["县文明办"]
    desk.undo()
    assert names(desk, 1, UnitRole.SUPPORT) == []


def test_a_table_is_a_grid_of_cells(desk: Desk) -> None:
    section = desk.open("tables")
    assert isinstance(section, TablesSection)
    assert section.grid is not None
    desk.cell(section.grid, 2, "c1", "3月13日")
    desk.open("facts")
    assert desk.plan().tables[0].cells == (("单位", "日期"), ("县交警大队", "3月13日"))
    section = desk.open("tables")
    section._columns(1)
    desk.idle()
    assert desk.plan().tables[0].cells[0] == ("单位", "日期", "")
    section.new()
    desk.idle()
    assert len(desk.plan().tables) == 2
    assert desk.tab.tree.current_key() == f"table:{desk.plan().tables[1].id}"
    section.delete()
    desk.idle()
    assert len(desk.plan().tables) == 1


def test_facts_are_saved_and_a_day_that_is_none_is_told(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open("facts")
    assert isinstance(section, FactsSection)
    desk.write(section.form.widget("short_name"), "交通宣传")
    desk.write(section.form.widget("doc_number"), "青宣发〔2026〕3号")
    day = section.form.widget("issued_on").focusProxy()
    assert day is not None
    desk.write(day, "不知道哪天")
    first = section.form.widget("starts_on").focusProxy()
    assert isinstance(first, QLineEdit)
    desk.write(first, "开春")
    desk.open("phases")
    assert desk.tab.tree.current_key() == "facts"
    desk.write(day, "2026.1.6")
    desk.open("phases")
    assert desk.tab.tree.current_key() == "facts"
    assert first.text() == "开春"
    desk.write(first, "")
    desk.open("phases")
    assert desk.tab.tree.current_key() == "phases"
    plan = desk.plan()
    assert (plan.short_name, plan.doc_number, plan.issued_on) == (
        "交通宣传",
        "青宣发〔2026〕3号",
        dt.date(2026, 1, 6),
    )


def test_every_list_gives_back_what_it_shows(desk: Desk) -> None:
    """A line that nobody changed stands for the values that are stored."""
    plan, choices = desk.plan(), desk.tab.desk.choices
    told = 0
    for sheet in SHEETS.values():
        for row in sheet.rows(plan):
            line = sheet.line(row, choices)
            for key, value in sheet.values(line.cells, choices).items():
                told += 1
                assert getattr(row, key) == value, (sheet.key, key)
    assert told > 30


def test_unit_names_are_tied_to_the_register_everywhere(
    desk: Desk, qtbot: QtBot
) -> None:
    assert desk.tab.bar.untied.text() == "1 个单位未对应名册"
    desk.tab.bar.untied.click()
    asked = dialog(qtbot, TieDialog)
    assert [line.cells["name"] for line in asked.grid.lines()] == ["县融媒体中心"]
    asked.grid.model.change({(0, "unit"): "没有的单位"})
    button(asked, "对应").click()
    assert asked.grid.lines()[0].errors["unit"]
    asked.grid.model.change({(0, "unit"): "县委宣传部"})
    button(asked, "对应").click()
    desk.idle()
    with desk.context.db.reading() as session:
        unit = unit_index(session).exact("县融媒体中心")
    assert unit is not None
    assert unit.name == "县委宣传部"
    rows = [u for u in desk.plan().measure_units if u.name == "县融媒体中心"]
    assert {u.unit_id for u in rows} == {unit.id}
    assert desk.tab.bar.untied.isHidden()
    desk.undo()
    assert desk.tab.bar.untied.text() == "1 个单位未对应名册"


def test_a_click_elsewhere_while_typing_in_a_cell_saves_it(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open("phases")
    phase = desk.plan().phases[0]
    grid = section.list.grid
    grid.view.setFocus()
    grid.select_line(phase.id, "name")
    qtbot.keyClick(grid.view, Qt.Key.Key_F2)
    editor = grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    editor.insert("集中劝导周")
    desk.tab.bar.words.setFocus()
    qtbot.waitUntil(lambda: desk.plan().phases[0].name == "集中劝导周")
    desk.idle()
