"""What each unit leads and supports: the list, its measures, the text and the page for that unit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.database import Database
from tests.ui.campaigns.ledger_kit import TODAY, ledger_county, rows_of
from tests.ui.campaigns.plans_kit import DAY, settle
from tests.ui.support import heard
from ui.campaigns.ledger.share_paper import share_html
from ui.campaigns.ledger.unit_shares import ShareLine, UnitSharesView
from ui.campaigns.ledger.words import day_words
from ui.context import AppContext
from ui.navigation import Place
from ui.widgets.printing import make_document

__all__ = ["ledger_county"]


@pytest.fixture
def view(ledger_county: Database, context: AppContext, qtbot: QtBot) -> UnitSharesView:
    made = UnitSharesView(context)
    qtbot.addWidget(made)
    made.resize(1142, 620)
    made.show()
    context.data_changed.connect(made.refresh)
    made.show_place(Place("campaigns", {"view": "units"}))
    settle(made, context, qtbot)
    return made


def lines(view: UnitSharesView) -> list[tuple[str, int, int, int]]:
    rows = (view.table.row(i) for i in view.table.ids())
    return [
        (x.label, x.share.leads, x.share.supports, x.share.overdue)
        for x in rows
        if isinstance(x, ShareLine)
    ]


def stand_on(view: UnitSharesView, label: str, qtbot: QtBot) -> None:
    rows = {x.label: x.id for x in view.lines}
    view.table.select(rows[label])
    settle(view, view.context, qtbot)


def heads(view: UnitSharesView) -> list[str]:
    return [r.measure.head for r in rows_of(view.ledger)]


def test_units_stand_in_their_order_then_names_out_of_the_register(
    view: UnitSharesView,
) -> None:
    assert lines(view) == [
        ("商务局", 1, 0, 1),
        ("司法局", 1, 1, 1),
        ("白水镇", 0, 1, 1),
        ("县交警大队", 0, 1, 0),
    ]
    assert view.note.text() == "进行中的方案涉及 4 个单位，3 个有逾期"
    assert heads(view) == ["宣传折页"]  # the first unit is chosen at once
    assert view.name.text() == "云岭县商务局"


def test_a_unit_shows_its_measures_and_its_part(
    view: UnitSharesView, qtbot: QtBot
) -> None:
    stand_on(view, "司法局", qtbot)
    assert heads(view) == ["宣传折页", "路口劝导"]
    parts = [view.ledger._role_of(row) for row in rows_of(view.ledger)]
    assert parts == ["配合", "牵头"]
    view.ledger.filters.role._choose("lead")
    assert heads(view) == ["路口劝导"]
    assert view.counts.text() == "牵头 1 · 配合 1 · 筛选后 1 条"
    view.ledger.filters.reset()
    stand_on(view, "县交警大队", qtbot)
    assert heads(view) == ["路口劝导"]


def test_the_list_is_searched_by_initials(view: UnitSharesView, qtbot: QtBot) -> None:
    view.words.setText("sfj")
    settle(view, view.context, qtbot)
    assert [line[0] for line in lines(view)] == ["司法局"]
    assert heads(view) == ["宣传折页", "路口劝导"]
    view.words.setText("没有")
    settle(view, view.context, qtbot)
    assert lines(view) == []
    assert heads(view) == []
    assert not view.copy_button.isEnabled()


def test_the_list_of_a_unit_is_copied_as_text(
    view: UnitSharesView, qtbot: QtBot
) -> None:
    toasts = heard(view.context.toast_wanted)
    stand_on(view, "司法局", qtbot)
    qtbot.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert toasts[-1][0] == "已复制云岭县司法局的 2 条任务"
    first, *rest = text.splitlines()
    day = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    assert first == f"云岭县司法局：牵头 1 项，配合 1 项（截至 {day}）"
    assert rest[1:3] == ["【牵头】", "《文明交通》"]
    due = day_words(TODAY + 5 * DAY, TODAY)
    assert rest[3].startswith(f"1. 二（二） 路口劝导（{due}，还有 ")
    assert rest[3].endswith("工作日，未开始）")
    assert rest[5:7] == ["【配合】", "《文明交通》"]
    assert rest[7].endswith("逾期 3 天）")


def test_the_page_for_a_unit_holds_the_whole_words(
    view: UnitSharesView, qtbot: QtBot
) -> None:
    stand_on(view, "司法局", qtbot)
    html = share_html("<甲>局", view.ledger.rows, view.ledger.leads, TODAY)
    text = make_document(html).toPlainText()
    assert "<甲>局宣传任务清单" in text
    assert "围绕路口劝导做好宣传。" in text
    assert text.index("牵头的任务") < text.index("配合的任务")


def test_the_place_brings_back_the_unit(
    view: UnitSharesView, context: AppContext, qtbot: QtBot
) -> None:
    stand_on(view, "白水镇", qtbot)
    args = view.place_args()
    stand_on(view, "商务局", qtbot)
    view.show_place(Place("campaigns", {"view": "units", **args}))
    settle(view, context, qtbot)
    assert view.name.text() == "白水镇"
    assert heads(view) == ["宣传折页"]


def test_in_a_narrow_window_enter_opens_the_ledger(
    view: UnitSharesView, context: AppContext, qtbot: QtBot
) -> None:
    went = heard(context.place_wanted)
    assert view.ledger.zone.isVisible()
    view.resize(880, 600)
    qtbot.waitUntil(lambda: not view.ledger.zone.isVisible())
    view.ledger.table.row_activated.emit(view.ledger.table.current_id())
    assert went[-1].args["tab"] == "ledger"
