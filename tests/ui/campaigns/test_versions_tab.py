"""Versions: moments, any of them beside the present plan, marks, filters, values brought back, another plan."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from models.database import Database
from services.campaigns import edit, parts, store
from services.campaigns.comparing import Mark
from services.campaigns.fields import Item
from services.campaigns.templates import Shift, start_from
from services.campaigns.types import Plan
from tests.ui.campaigns.editor_kit import plan_db
from tests.ui.support import until_idle
from tests.ui.window import button, dialog
from ui.campaigns.versions.compare_view import CompareView
from ui.campaigns.versions.reading import Line
from ui.campaigns.versions.tab import VersionsTab
from ui.context import AppContext
from ui.navigation import Place
from ui.widgets.picker import Picker

__all__ = ["plan_db"]


@pytest.fixture
def changed(plan_db: Database) -> Database:
    """The invented plan with four later actions."""
    with plan_db.reading() as session:
        plan = store.load_plan(session, 1)
    head = next(p for p in plan.parts if p.heading == "拍摄宣传片")
    with plan_db.writing("改条款") as session:
        parts.change_part(session, head.id, body=head.body.replace("1部", "3部"))
    with plan_db.writing("改名") as session:
        edit.change_campaign(session, 1, short_name="新简称", doc_number="1号")
    with plan_db.writing("删任务") as session:
        edit.delete_items(session, Item.MEASURE, [plan.measures[1].id])
    with plan_db.writing("加阶段") as session:
        edit.add_item(session, Item.PHASE, 1, name="收尾", ends_on=dt.date(2026, 12, 1))
    return plan_db


@pytest.fixture
def tab(changed: Database, context: AppContext, qtbot: QtBot) -> VersionsTab:
    made = VersionsTab(context)
    qtbot.addWidget(made)
    made.resize(1150, 620)
    made.show()
    context.data_changed.connect(made.refresh)
    made.show_plan(1, Place.of("campaigns", plan=1))
    until_idle(qtbot, context)
    return made


def plan_of(tab: VersionsTab, plan_id: int = 1) -> Plan:
    with tab.context.db.reading() as session:
        return store.load_plan(session, plan_id)


def marks(view: CompareView) -> list[tuple[str, Mark]]:
    return [(line.word, line.mark) for line in view.shown()]


def line_of(view: CompareView, word: str) -> Line:
    return next(line for line in view.shown() if line.word == word)


def follow(tab: VersionsTab, qtbot: QtBot, link: str) -> None:
    tab.compare.text.anchorClicked.emit(QUrl(link))
    until_idle(qtbot, tab.context)


def choose(tab: VersionsTab, qtbot: QtBot, title: str) -> None:
    ids = {m.title: m.action_id for m in tab._known.moments} if tab._known else {}
    tab.table.select(ids[title])
    until_idle(qtbot, tab.context)


def test_first_of_all_stands_what_changed_since_the_plan_came_in(
    tab: VersionsTab,
) -> None:
    assert tab._known is not None
    assert [m.title for m in tab._known.moments][:4] == [
        "加阶段",
        "删任务",
        "改名",
        "改条款",
    ]
    assert marks(tab.compare) == [
        ("基本信息", Mark.CHANGED),
        ("条款", Mark.CHANGED),
        ("阶段", Mark.ADDED),
        ("任务", Mark.REMOVED),
        ("任务的单位", Mark.REMOVED),
        ("时限", Mark.REMOVED),
        ("指标", Mark.REMOVED),
    ]
    html = tab.compare.text.toHtml()
    assert "line-through" in html
    assert html.count(">1</span>") == 1  # only the number is marked, not its sentence
    assert html.count(">3</span>") == 1


def test_another_moment_and_a_single_step(tab: VersionsTab, qtbot: QtBot) -> None:
    choose(tab, qtbot, "改名")
    assert ("条款", Mark.CHANGED) not in marks(tab.compare)
    tab.modes._choose("step")
    until_idle(qtbot, tab.context)
    assert marks(tab.compare) == [("基本信息", Mark.CHANGED)]
    assert {c.field for c in tab.compare.shown()[0].changes} == {
        "short_name",
        "doc_number",
    }
    choose(tab, qtbot, "存入方案《青禾县文明交通宣传方案》")
    assert tab.compare.shown() == []
    assert "之前还没有" in tab.compare.note.text()


def test_the_day_chooses_its_last_moment(tab: VersionsTab, qtbot: QtBot) -> None:
    tab.day._choose(dt.date.today())
    until_idle(qtbot, tab.context)
    assert (
        tab.table.current_id() == tab._known.moments[0].action_id if tab._known else 0
    )
    assert tab.compare.shown() == []
    assert "两边一样" in tab.compare.note.text()


def test_filters_by_kind_and_by_list(tab: VersionsTab) -> None:
    tab.compare.marks._choose("removed")
    assert {mark for _, mark in marks(tab.compare)} == {Mark.REMOVED}
    tab.compare.lists.setCurrentText("任务")
    assert marks(tab.compare) == [("任务", Mark.REMOVED)]
    assert "开展路口劝导" in tab.compare.text.toPlainText()
    assert "拍摄宣传片" not in tab.compare.text.toPlainText()


def test_one_value_is_brought_back_and_the_page_stays_where_it_is(
    tab: VersionsTab, qtbot: QtBot
) -> None:
    own = line_of(tab.compare, "基本信息")
    at = [c.field for c in own.changes].index("short_name")
    follow(tab, qtbot, f"field:{own.key}:{at}")
    plan = plan_of(tab)
    assert (plan.short_name, plan.doc_number) == ("文明交通", "1号")
    assert [c.field for c in line_of(tab.compare, "基本信息").changes] == ["doc_number"]
    follow(tab, qtbot, f"line:{line_of(tab.compare, '任务').key}")
    follow(tab, qtbot, f"line:{line_of(tab.compare, '条款').key}")
    follow(tab, qtbot, f"line:{line_of(tab.compare, '阶段').key}")
    assert marks(tab.compare) == [("基本信息", Mark.CHANGED)]
    assert len(plan_of(tab).measures) == 2
    tab.context.undo_last()
    until_idle(qtbot, tab.context)
    assert ("阶段", Mark.ADDED) in marks(tab.compare)


def test_a_row_that_hangs_on_a_deleted_measure_waits_for_it(
    tab: VersionsTab, qtbot: QtBot
) -> None:
    said: list[str] = []
    tab.context.toast_wanted.connect(lambda words, _undo: said.append(words))
    follow(tab, qtbot, f"line:{line_of(tab.compare, '时限').key}")
    assert len(plan_of(tab).measures) == 1
    assert said


def test_beside_the_plan_that_it_was_started_from(
    changed: Database, tab: VersionsTab, context: AppContext, qtbot: QtBot
) -> None:
    with changed.writing("沿用") as session:
        new = start_from(session, 1, "二〇二七年方案", shift=Shift(years=1))
    with changed.writing("删媒体") as session:
        plan = store.load_plan(session, new)
        edit.delete_items(session, Item.CHANNEL, [plan.channels[0].id])
    tab.show_plan(new, Place.of("campaigns", plan=new))
    until_idle(qtbot, context)
    button(tab, "和另一份方案比…").click()
    asked = dialog(qtbot)
    assert asked.findChild(Picker).value() == 1
    button(asked, "对照").click()
    until_idle(qtbot, context)
    assert tab.compare.title.text() == "与《新简称》对照"
    found = marks(tab.compare)
    assert ("渠道", Mark.REMOVED) in found
    assert ("时限", Mark.CHANGED) in found
    assert not any(word == "任务" for word, _ in found)
    follow(tab, qtbot, f"line:{line_of(tab.compare, '渠道').key}")
    assert [c.name for c in plan_of(tab, new).channels] == ["县融媒体中心"]
    args = tab.place_args()
    assert args == {"other": 1}


def test_a_long_page_is_shown_in_steps(
    changed: Database, tab: VersionsTab, context: AppContext, qtbot: QtBot
) -> None:
    with changed.writing("很多阶段") as session:
        for at in range(100):
            edit.add_item(session, Item.PHASE, 1, name=f"第{at}阶段")
    until_idle(qtbot, context)
    assert "第99阶段" not in tab.compare.text.toPlainText()
    assert "没有列出" in tab.compare.text.toPlainText()
    follow(tab, qtbot, "more")
    assert "第99阶段" in tab.compare.text.toPlainText()


def test_parts_that_only_got_another_number_stand_apart(
    changed: Database, tab: VersionsTab, context: AppContext, qtbot: QtBot
) -> None:
    with changed.writing("加一条") as session:
        first = next(p for p in store.load_plan(session, 1).parts if p.kind == "head")
        parts.add_part(
            session, 1, heading="新的一条", level=1, number="一、", before_id=first.id
        )
        parts.renumber(session, 1)
    until_idle(qtbot, context)
    assert ("条款", Mark.ADDED) in marks(tab.compare)
    assert "处只是编号顺延" in tab.compare.note.text()
    assert not any(line.only_number for line in tab.compare.shown())
    tab.compare.marks._choose("number")
    names = {line.name for line in tab.compare.shown()}
    assert {"二、工作目标", "三、重点任务", "四、工作要求"} <= names
