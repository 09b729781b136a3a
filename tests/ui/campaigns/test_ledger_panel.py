"""The detail of a measure: dates ticked off, values typed in place, pieces, entries, files; all undone again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary_campaigns import MeasureState
from services.campaigns.detail import MeasureDetail, measure_detail
from services.campaigns.states import begin, get_measure
from tests.ui.campaigns.ledger_kit import TODAY, ledger_county, rows_of, says, shown
from tests.ui.campaigns.plans_kit import DAY, dialog_of, settle
from tests.ui.support import heard, until_idle
from ui.campaigns.ledger.entry_blocks import FileButton
from ui.campaigns.ledger.figure_blocks import ValueEdit
from ui.campaigns.ledger.view import LedgerView
from ui.context import AppContext
from ui.widgets.form_dialog import FormDialog

__all__ = ["ledger_county"]


@pytest.fixture
def view(ledger_county: Database, context: AppContext, qtbot: QtBot) -> LedgerView:
    made = LedgerView(context, "ledger")
    qtbot.addWidget(made)
    made.resize(1142, 900)
    made.show()
    context.data_changed.connect(made.refresh)
    made.show_scope(1, {})
    settle(made, context, qtbot)
    return made


def stand_on(view: LedgerView, head: str, qtbot: QtBot) -> MeasureDetail:
    row = next(r for r in rows_of(view) if r.measure.head == head)
    view.table.select(row.id)
    settle(view, view.context, qtbot)
    return detail(view, row.id)


def detail(view: LedgerView, measure_id: int) -> MeasureDetail:
    context = view.context
    with context.db.reading() as session:
        found = measure_detail(session, context.folder, measure_id, TODAY)
    assert found is not None
    return found


def button(view: LedgerView, text: str) -> QPushButton:
    return next(
        b
        for b in view.panel.findChildren(QPushButton)
        if b.text() == text and b.isVisibleTo(view.panel)
    )


def test_a_ticked_date_no_longer_presses(view: LedgerView, qtbot: QtBot) -> None:
    toasts = heard(view.context.toast_wanted)
    found = stand_on(view, "宣传折页", qtbot)
    assert found.row.state is MeasureState.OVERDUE
    tick = view.panel.findChild(QCheckBox, f"met-{found.row.deadlines[0].id}")
    assert tick is not None
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    settle(view, view.context, qtbot)
    now = detail(view, found.row.id).row
    assert now.deadlines[0].met_on == TODAY
    assert (now.state, now.due_on) == (MeasureState.NOT_BEGUN, None)
    again = view.panel.findChildren(QCheckBox, f"met-{found.row.deadlines[0].id}")[-1]
    assert again.isChecked()
    qtbot.waitUntil(again.hasFocus)  # built anew, and still where the clerk was
    toasts[-1][1]()
    until_idle(qtbot, view.context)
    assert detail(view, found.row.id).row.state is MeasureState.OVERDUE


def test_values_are_typed_in_place(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "路口劝导", qtbot)
    target = found.row.targets[0].id
    name = f"value-{target}-{TODAY.year}"

    def field() -> ValueEdit:
        return view.panel.findChildren(ValueEdit, name)[-1]

    field().setFocus()
    field().setText("一百")
    qtbot.keyClick(field(), Qt.Key.Key_Return)
    assert field().property("wrong")
    assert detail(view, found.row.id).targets[0].values == ()
    qtbot.keyClick(field(), Qt.Key.Key_Escape)
    assert field().text() == ""
    field().setText("1,20")
    field().setText("１２０")
    qtbot.keyClick(field(), Qt.Key.Key_Return)
    settle(view, view.context, qtbot)
    state = detail(view, found.row.id).targets[0]
    assert [(v.year, v.value) for v in state.values] == [(TODAY.year, 120.0)]
    assert state.reached
    qtbot.waitUntil(lambda: field().text() == "120")
    view.context.undo_last()
    settle(view, view.context, qtbot)
    qtbot.waitUntil(lambda: field().text() == "")
    assert detail(view, found.row.id).targets[0].values == ()


def test_an_emptied_value_is_taken_away(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "路口劝导", qtbot)
    view.deeds.record(found, found.targets[0], TODAY.year, 60)
    settle(view, view.context, qtbot)
    name = f"value-{found.row.targets[0].id}-{TODAY.year}"

    def fields() -> list[ValueEdit]:
        return view.panel.findChildren(ValueEdit, name)

    qtbot.waitUntil(lambda: fields()[-1].text() == "60")
    field = fields()[-1]
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(view, view.context, qtbot)
    assert detail(view, found.row.id).targets[0].values == ()


def test_other_years_are_asked_for(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "路口劝导", qtbot)
    view.deeds.ask_year(found, found.targets[0])
    dialog = dialog_of(view.window(), FormDialog, view.context, qtbot)
    dialog.form.set_values({"year": TODAY.year - 1, "value": "许多"})
    dialog.accept_wanted.emit()
    assert dialog.isVisible()
    dialog.form.set_values({"value": "87.5"})
    dialog.accept_wanted.emit()
    settle(view, view.context, qtbot)
    years = [(v.year, v.value) for v in detail(view, found.row.id).targets[0].values]
    assert years == [(TODAY.year - 1, 87.5)]
    says(view, f"{TODAY.year - 1} 年", qtbot)


def test_pieces_fill_the_quota_of_the_year(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "宣传折页", qtbot)
    says(view, "每年 2–3 件", qtbot)
    says(view, "还差 2 件", qtbot)
    button(view, "记一件").click()
    dialog = dialog_of(view.window(), FormDialog, view.context, qtbot)
    dialog.form.set_values({"title": "办事指南", "amount": 2})
    dialog.accept_wanted.emit()
    settle(view, view.context, qtbot)
    quota = detail(view, found.row.id).quotas[0]
    assert (quota.periods[-1].made, quota.periods[-1].missing) == (2, 0)
    says(view, "办事指南 × 2", qtbot)
    view.deeds.delete_piece(quota.deliverable, quota.pieces[0])
    settle(view, view.context, qtbot)
    assert detail(view, found.row.id).quotas[0].pieces == ()


def test_an_entry_begins_the_measure_and_can_close_it(
    view: LedgerView, qtbot: QtBot
) -> None:
    found = stand_on(view, "路口劝导", qtbot)
    qtbot.keyClick(view.table.view, Qt.Key.Key_Return)
    dialog = dialog_of(view.window(), FormDialog, view.context, qtbot)
    dialog.form.set_values({"text": "培训 60 名", "on_day": TODAY + DAY})
    dialog.accept_wanted.emit()
    until_idle(qtbot, view.context)
    assert dialog.isVisible()  # that day has not come
    dialog.form.set_values({"on_day": TODAY - DAY, "share": 50, "who": "联络员周洁"})
    dialog.accept_wanted.emit()
    settle(view, view.context, qtbot)
    now = detail(view, found.row.id)
    assert now.row.measure.state == "under_way"
    assert [(e.text, e.share, e.who) for e in now.entries] == [
        ("培训 60 名", 50, "联络员周洁")
    ]
    assert now.unit_names[now.entries[0].unit_id or 0] == "云岭县司法局"
    says(view, "云岭县司法局 · 联络员周洁", qtbot)
    view.add_entry()
    dialog = dialog_of(view.window(), FormDialog, view.context, qtbot)
    dialog.form.set_values({"text": "全部培训完", "close": True})
    dialog.accept_wanted.emit()
    settle(view, view.context, qtbot)
    assert detail(view, found.row.id).row.state is MeasureState.DONE
    view.context.undo_last()  # both the entry and the state, in one
    settle(view, view.context, qtbot)
    now = detail(view, found.row.id)
    assert (now.row.measure.state, len(now.entries)) == ("under_way", 1)


def test_entries_are_changed_and_deleted(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "路口劝导", qtbot)
    with view.context.db.writing("记") as session:
        from services.campaigns.progress import add_entry

        begin(get_measure(session, found.row.id))
        add_entry(session, found.row.id, TODAY, "开会", today=TODAY)
    settle(view, view.context, qtbot)
    entry = detail(view, found.row.id).entries[0]
    view.deeds.change_entry(found.row, entry, view.panel.register)
    dialog = dialog_of(view.window(), FormDialog, view.context, qtbot)
    dialog.form.set_values({"text": "开了两次会", "share": 30})
    dialog.accept_wanted.emit()
    settle(view, view.context, qtbot)
    entry = detail(view, found.row.id).entries[0]
    assert (entry.text, entry.share) == ("开了两次会", 30)
    view.deeds.delete_entry(found.row, entry)
    settle(view, view.context, qtbot)
    assert detail(view, found.row.id).entries == ()
    view.context.undo_last()
    settle(view, view.context, qtbot)
    says(view, "开了两次会", qtbot)


def test_files_come_by_drop_and_a_damaged_one_is_told(
    view: LedgerView, qtbot: QtBot, tmp_path: Path
) -> None:
    toasts = heard(view.context.toast_wanted)
    found = stand_on(view, "宣传折页", qtbot)
    good, empty = tmp_path / "现场照片.txt", tmp_path / "空.txt"
    good.write_text("照片", encoding="utf-8")
    empty.touch()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(good))])
    drop = QDropEvent(
        QPoint(5, 5).toPointF(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view.zone.dropEvent(drop)
    settle(view, view.context, qtbot)
    [file] = detail(view, found.row.id).attachments
    assert file.name == "现场照片.txt"
    assert toasts[-1][0] == "已添加 1 个附件"
    name = f"file-{file.id}"
    qtbot.waitUntil(lambda: bool(view.panel.findChildren(FileButton, name)))
    view.files.save_to(file, tmp_path / "另存.txt")
    until_idle(qtbot, view.context)
    assert (tmp_path / "另存.txt").read_text(encoding="utf-8") == "照片"
    file.path.write_text("坏", encoding="utf-8")
    view.panel.detail = None
    view._on_selected()
    settle(view, view.context, qtbot)
    says(view, "已损坏", qtbot)
    view.files.remove(found.row, file)
    settle(view, view.context, qtbot)
    assert detail(view, found.row.id).attachments == ()
    view.context.undo_last()
    settle(view, view.context, qtbot)
    assert len(detail(view, found.row.id).attachments) == 1


def test_of_several_files_the_bad_ones_are_named(
    ledger_county: Database, view: LedgerView, qtbot: QtBot, tmp_path: Path
) -> None:
    context = view.context
    told = heard(context.error_shown)
    found = stand_on(view, "宣传折页", qtbot)
    good, empty = tmp_path / "好.txt", tmp_path / "空.txt"
    good.write_text("好", encoding="utf-8")
    empty.touch()
    context.error_shown.disconnect()
    context.error_shown.connect(told.append)
    view.files.add(found.row, [empty, good])
    settle(view, context, qtbot)
    assert [a.name for a in detail(view, found.row.id).attachments] == ["好.txt"]
    assert "“空.txt”是空文件，没有添加" in str(told[-1])
    view.files.add(found.row, [empty])
    settle(view, context, qtbot)
    assert len(detail(view, found.row.id).attachments) == 1
    context.error_shown.disconnect()


def test_a_long_text_is_folded_and_opened(view: LedgerView, qtbot: QtBot) -> None:
    from services.campaigns import edit
    from services.campaigns.fields import Item

    found = stand_on(view, "专题专栏", qtbot)
    with view.context.db.writing("改") as session:
        words = "专题专栏。" + "讲清楚。" * 80
        edit.change_item(session, Item.MEASURE, found.row.id, text=words)
    settle(view, view.context, qtbot)
    assert "讲清楚。" * 80 not in shown(view)
    view.panel.findChildren(QPushButton, "fold")[-1].click()
    says(view, "讲清楚。" * 80, qtbot)


def test_closed_measures_can_be_opened_again(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "集中总结", qtbot)
    says(view, "完成", qtbot)
    button(view, "重新打开").click()
    settle(view, view.context, qtbot)
    assert detail(view, found.row.id).row.measure.state == "not_begun"
    stand_on(view, "集中总结", qtbot)
    view.deeds.close_on([detail(view, found.row.id).row])
    dialog = dialog_of(view.window(), FormDialog, view.context, qtbot)
    dialog.form.set_values({"closed_on": TODAY - 2 * DAY})
    dialog.accept_wanted.emit()
    settle(view, view.context, qtbot)
    row = detail(view, found.row.id).row
    assert (row.state, row.measure.closed_on) == (MeasureState.DONE, TODAY - 2 * DAY)
    assert isinstance(row.measure.closed_on, dt.date)


def test_tab_goes_from_the_table_into_the_panel(view: LedgerView, qtbot: QtBot) -> None:
    found = stand_on(view, "宣传折页", qtbot)
    says(view, "时限", qtbot)
    view.table.view.setFocus()
    tick = f"met-{found.row.deadlines[0].id}"
    piece = f"piece-{found.quotas[0].deliverable.id}"
    seen: list[str] = []
    for _ in range(6):
        qtbot.keyClick(view.focusWidget(), Qt.Key.Key_Tab)
        seen.append(view.focusWidget().objectName())
    assert seen[:4] == [tick, piece, "add-entry", "add-file"]
