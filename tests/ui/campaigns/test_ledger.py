"""The ledger of one plan and of all: answer, filters, sort, keys, several at once, undo, places."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary_campaigns import CampaignState, MeasureState
from services.campaigns.measures import LedgerRow, ledger_row
from tests.ui.campaigns.ledger_kit import TODAY, ledger_county, rows_of, says
from tests.ui.campaigns.plans_kit import DAY, dialog_of, settle
from tests.ui.support import heard, until_idle
from ui.campaigns.ledger.all_plans import AllMeasuresView
from ui.campaigns.ledger.filters import due_span
from ui.campaigns.ledger.tab import LedgerTab
from ui.campaigns.ledger.view import LedgerView
from ui.context import AppContext
from ui.navigation import Place
from ui.widgets.form_dialog import FormDialog

__all__ = ["ledger_county"]


@pytest.fixture
def tab(ledger_county: Database, context: AppContext, qtbot: QtBot) -> LedgerTab:
    made = LedgerTab(context)
    qtbot.addWidget(made)
    made.resize(1142, 620)
    made.show()
    context.data_changed.connect(made.refresh)
    made.show_plan(1, Place("campaigns", {"plan": 1, "tab": "ledger"}))
    settle(made, context, qtbot)
    return made


def heads(view: LedgerView) -> list[str]:
    return [r.measure.head for r in rows_of(view)]


def select(view: LedgerView, wanted: list[str]) -> None:
    ids = {r.measure.head: r.id for r in rows_of(view)}
    view.table.select(ids[wanted[0]])
    flags = QItemSelectionModel.SelectionFlag
    for head in wanted[1:]:
        at = view.table.model.position(ids[head])
        assert at is not None
        view.table.view.selectionModel().select(
            view.table.model.index(at, 0), flags.Select | flags.Rows
        )


def stored(db: Database, row: LedgerRow) -> LedgerRow:
    with db.reading() as session:
        found = ledger_row(session, row.id, TODAY)
    assert found is not None
    return found


def test_the_answer_counts_states_and_what_falls_due(tab: LedgerTab) -> None:
    QAbstractItemModelTester(
        tab.view.table.model,
        QAbstractItemModelTester.FailureReportingMode.Fatal,
        tab,
    )
    told = {s: t.accessibleName() for s, t in tab.view.answer.states.items()}
    assert told == {
        MeasureState.OVERDUE: "已逾期：1",
        MeasureState.UNDER_WAY: "进行中：0",
        MeasureState.NOT_BEGUN: "未开始：2",
        MeasureState.DONE: "已完成：1",
        MeasureState.DROPPED: "不再实施：0",
    }
    assert tab.view.answer.rate.accessibleName() == "完成率（1 / 4）：25%"
    assert tab.view.answer.soon.accessibleName() == "14 天内到期：1"
    assert heads(tab.view) == ["宣传折页", "路口劝导", "集中总结", "专题专栏"]


def test_a_tile_filters_and_lets_go_again(
    tab: LedgerTab, context: AppContext, qtbot: QtBot
) -> None:
    qtbot.keyClick(tab.view.answer.states[MeasureState.OVERDUE], Qt.Key.Key_Return)
    assert heads(tab.view) == ["宣传折页"]
    assert tab.view.filters.state.words() == "已逾期"
    assert tab.view.answer.states[MeasureState.DONE].accessibleName() == "已完成：1"
    qtbot.keyClick(tab.view.answer.states[MeasureState.OVERDUE], Qt.Key.Key_Return)
    assert len(heads(tab.view)) == 4
    qtbot.keyClick(tab.view.answer.soon, Qt.Key.Key_Space)
    assert heads(tab.view) == ["路口劝导"]


def test_filters_by_words_unit_role_and_requirements(
    tab: LedgerTab, qtbot: QtBot
) -> None:
    filters = tab.view.filters
    with qtbot.waitSignal(filters.changed):
        filters.words.setText("折页 商务")
    assert heads(tab.view) == ["宣传折页"]
    filters.reset()
    items = {i.text: i for i in filters.unit.items()}
    assert items["云岭县司法局"].note == "牵头 1 · 配合 1"
    assert items["县交警大队"].group == "名册以外"
    filters.unit.set_value(items["云岭县司法局"].id)
    filters.unit.picked.emit(items["云岭县司法局"].id)
    assert heads(tab.view) == ["宣传折页", "路口劝导"]
    assert filters.role.isVisible()
    filters.role._choose("lead")
    assert heads(tab.view) == ["路口劝导"]
    filters.reset()
    filters.kind._choose("all")
    assert "压实责任" in heads(tab.view)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("over", ["宣传折页"]),
        ("none", ["集中总结", "专题专栏"]),
        ("soon", ["路口劝导"]),
    ],
)
def test_filters_by_due_days(tab: LedgerTab, key: str, found: list[str]) -> None:
    tab.view.filters.due._choose(key)
    assert heads(tab.view) == found


def test_days_can_be_given(tab: LedgerTab, qtbot: QtBot) -> None:
    filters = tab.view.filters
    filters.due._choose("ask")
    dialog = dialog_of(tab.window(), FormDialog, tab.context, qtbot)
    dialog.form.set_values({"first": TODAY + 9 * DAY, "last": TODAY})
    dialog.accept_wanted.emit()
    assert dialog.isVisible()  # the days are crossed
    dialog.form.set_values({"first": TODAY - 9 * DAY, "last": TODAY + 9 * DAY})
    dialog.accept_wanted.emit()
    assert heads(tab.view) == ["宣传折页", "路口劝导"]
    assert filters.due.words() == f"{TODAY - 9 * DAY} 至 {TODAY + 9 * DAY}"
    assert filters.values()["since"] == (TODAY - 9 * DAY).isoformat()


@pytest.mark.parametrize("today", [dt.date(2026, 1, 31), dt.date(2026, 12, 15)])
def test_the_next_month_follows_this_one(today: dt.date) -> None:
    first, last = due_span("next", today)
    assert first is not None
    assert last is not None
    assert first.day == 1
    assert (first - DAY).month == today.month
    assert (last + DAY).day == 1


def test_a_filter_is_kept_and_a_link_leaves_none_behind(
    tab: LedgerTab, context: AppContext, qtbot: QtBot
) -> None:
    tab.view.filters.state._choose("open")
    tab.show_plan(1, Place("campaigns", {"plan": 1, "state": "done"}))
    settle(tab, context, qtbot)
    assert heads(tab.view) == ["集中总结"]
    tab.show_plan(1, Place("campaigns", {"plan": 1}))
    settle(tab, context, qtbot)
    assert heads(tab.view) == ["宣传折页", "路口劝导", "专题专栏"]
    done = next(r for r in tab.view._all_rows() if r.state is MeasureState.DONE)
    tab.show_plan(1, Place("campaigns", {"plan": 1, "measure": done.id}))
    settle(tab, context, qtbot)
    assert tab.view.table.current_id() == done.id  # shown although the filter hid it


def test_the_place_brings_back_filter_and_row(
    tab: LedgerTab, context: AppContext, qtbot: QtBot
) -> None:
    tab.view.filters.due._choose("none")
    select(tab.view, ["专题专栏"])
    args = tab.place_args()
    tab.view.filters.reset()
    select(tab.view, ["宣传折页"])
    tab.show_plan(1, Place("campaigns", {"plan": 1, **args}))
    settle(tab, context, qtbot)
    assert heads(tab.view) == ["集中总结", "专题专栏"]
    assert tab.view.selected()[0].measure.head == "专题专栏"


def test_sorting_by_day_puts_undated_last_both_ways(tab: LedgerTab) -> None:
    view = tab.view
    view.table._on_heading([c.key for c in view.table.columns].index("due_on"))
    assert heads(view) == ["宣传折页", "路口劝导", "集中总结", "专题专栏"]
    view.table._on_heading([c.key for c in view.table.columns].index("due_on"))
    assert heads(view) == ["路口劝导", "宣传折页", "集中总结", "专题专栏"]


def test_ctrl_d_closes_and_a_closed_measure_is_not_overdue(
    tab: LedgerTab, context: AppContext, qtbot: QtBot, ledger_county: Database
) -> None:
    toasts = heard(context.toast_wanted)
    select(tab.view, ["宣传折页"])
    settle(tab, context, qtbot)
    row = tab.view.selected()[0]
    assert row.state is MeasureState.OVERDUE
    tab.view.set_state(MeasureState.DONE)
    until_idle(qtbot, context)
    assert stored(ledger_county, row).state is MeasureState.DONE
    assert toasts[-1][0] == "“宣传折页”设为“已完成”"
    rate = tab.view.answer.rate
    qtbot.waitUntil(lambda: rate.accessibleName() == "完成率（2 / 4）：50%")
    toasts[-1][1]()
    until_idle(qtbot, context)
    assert stored(ledger_county, row).state is MeasureState.OVERDUE


def test_several_are_set_and_undone_as_one(
    tab: LedgerTab, context: AppContext, qtbot: QtBot, ledger_county: Database
) -> None:
    select(tab.view, ["宣传折页", "路口劝导", "专题专栏"])
    settle(tab, context, qtbot)
    says(tab.view, "选中 3 条任务", qtbot)
    rows = tab.view.selected()
    tab.view.set_state(MeasureState.UNDER_WAY)
    until_idle(qtbot, context)
    assert {stored(ledger_county, r).measure.state for r in rows} == {"under_way"}
    assert len(tab.view.selected()) == 3
    context.undo_last()
    until_idle(qtbot, context)
    assert {stored(ledger_county, r).measure.state for r in rows} == {"not_begun"}


def test_dropping_needs_a_reason(
    tab: LedgerTab, context: AppContext, qtbot: QtBot, ledger_county: Database
) -> None:
    select(tab.view, ["宣传折页"])
    settle(tab, context, qtbot)
    row = tab.view.selected()[0]
    tab.view.set_state(MeasureState.DROPPED)
    dialog = dialog_of(tab.window(), FormDialog, context, qtbot)
    dialog.accept_wanted.emit()
    assert dialog.isVisible()
    dialog.form.set_values({"dropped_reason": "并入另一项"})
    dialog.accept_wanted.emit()
    until_idle(qtbot, context)
    found = stored(ledger_county, row)
    assert (found.state, found.measure.dropped_reason) == (
        MeasureState.DROPPED,
        "并入另一项",
    )
    settle(tab, context, qtbot)
    says(tab.view, "理由：并入另一项", qtbot)


def test_the_menu_offers_what_fits_the_selection(
    tab: LedgerTab, context: AppContext, qtbot: QtBot
) -> None:
    select(tab.view, ["宣传折页"])
    tab.view._on_menu(None, QPoint(0, 0))
    menu = tab.view.findChildren(QMenu)[-1]
    labels = [a.text().split("\t")[0] for a in menu.actions() if a.text()]
    menu.close()
    assert labels[:3] == ["记进展…", "添加附件…", "设为已完成"]
    assert "在时间轴上看" in labels
    select(tab.view, ["宣传折页", "路口劝导"])
    tab.view._on_menu(None, QPoint(0, 0))
    menu = tab.view.findChildren(QMenu)[-1]
    labels = [a.text().split("\t")[0] for a in menu.actions() if a.text()]
    menu.close()
    assert labels == ["设为进行中", "设为已完成", "设为未开始", "不再实施…", "复制"]


def test_narrow_tables_keep_the_task_readable(tab: LedgerTab, qtbot: QtBot) -> None:
    view = tab.view.table.view
    keys = [c.key for c in tab.view.table.columns]
    for wide in (1500, 1142, 900, 700):
        tab.resize(wide, 620)
        qtbot.waitUntil(lambda w=wide: tab.view.width() == w)
        assert view.columnWidth(keys.index("task")) >= 150
        assert not view.horizontalScrollBar().maximum()
        assert not view.isColumnHidden(keys.index("state"))
    assert view.isColumnHidden(keys.index("last"))


def test_all_plans_in_one_ledger(
    ledger_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    made = AllMeasuresView(context)
    qtbot.addWidget(made)
    made.resize(1142, 620)
    made.show()
    went = heard(context.place_wanted)
    made.show_place(Place("campaigns", {"view": "all"}))
    settle(made, context, qtbot)
    view = made.view
    assert len(heads(view)) == 4  # of running plans only
    assert heads(view)[0] == "宣传折页"  # what presses most comes first
    view.filters.plans._choose("all")
    assert len(heads(view)) == 6
    view.filters.plans._choose("")
    view.filters.plan.set_value(2)
    view.filters.plan.picked.emit(2)
    assert {r.campaign_id for r in rows_of(view)} == {2}
    assert all(r.campaign_state is CampaignState.DRAFT for r in rows_of(view))
    assert made.place_args()["only"] == 2
    view.filters.reset()
    draft = next(r for r in view._all_rows() if r.campaign_id == 2)
    made.show_place(Place("campaigns", {"view": "all", "measure": draft.id}))
    settle(made, context, qtbot)
    assert [r.id for r in view.selected()] == [draft.id]
    view.panel._ways.timeline(rows_of(view)[0])
    assert went[-1].args["tab"] == "timeline"


def test_an_empty_plan_says_where_to_begin(
    ledger_county: Database, tab: LedgerTab, context: AppContext, qtbot: QtBot
) -> None:
    from tests.ui.campaigns.plans_kit import add_plan

    plan = add_plan(ledger_county, "空方案", [])
    tab.show_plan(plan, Place("campaigns", {"plan": plan}))
    settle(tab, context, qtbot)
    labels = [x.text() for x in tab.findChildren(QLabel) if x.isVisible()]
    assert "这份方案还没有任务" in labels
