"""The tab of what was published for a plan, and stories tied from there and from the stories page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from models.database import Database
from services.campaigns import edit, links
from services.campaigns.fields import Item
from services.campaigns.reach import reach
from services.registers.outlets import list_outlets
from services.stories import PlacementDraft, add_story
from services.story_ties import ties_of
from tests.ui.campaigns.plans_kit import (
    THIS,
    TODAY,
    add_plan,
    add_stories,
    dialog_of,
    measures_of,
    settle,
    wait_for,
)
from tests.ui.support import heard, until_idle
from ui.campaigns.published.tab import PublishedTab
from ui.campaigns.published.tie_dialog import TieDialog
from ui.context import AppContext
from ui.navigation import Place
from ui.stories.page import StoriesPage
from ui.stories.tie_dialog import TieStoriesDialog
from ui.widgets.form_dialog import FormDialog
from ui.widgets.tables import PagedTable


@pytest.fixture
def county(small_county: Database) -> Database:
    """Two plans and three stories, two of them tied to the first measure of the first plan."""
    plan = add_plan(small_county, "文明交通宣传方案", [TODAY, None])
    add_plan(small_county, "河长制宣传方案", [None])
    first, second, _third = add_stories(small_county)
    measure = measures_of(small_county, plan)[0]
    with small_county.writing("归入") as session:
        links.tie_stories(session, plan, [first, second], measure_id=measure)
    return small_county


@pytest.fixture
def tab(county: Database, context: AppContext, qtbot: QtBot) -> PublishedTab:
    made = PublishedTab(context)
    qtbot.addWidget(made)
    made.resize(1120, 640)
    made.show()
    context.data_changed.connect(made.refresh)
    made.show_plan(1, Place.of("campaigns", plan=1))
    settle(made, context, qtbot)
    return made


def figures(tab: PublishedTab) -> list[tuple[str, str, str]]:
    table = tab.measures
    columns = {c.key: c for c in table.columns}
    return [
        tuple(
            columns[k].plain(table.row(i)) for k in ("words", "stories", "placements")
        )  # type: ignore[misc]
        for i in table.ids()
    ]


def titles(table: PagedTable) -> list[str]:
    rows = [table.row(i) for i in table.ids()]
    return [row.title for row in rows if row is not None]


def tied(db: Database, plan: int) -> set[tuple[int | None, int]]:
    with db.reading() as session:
        return {(r.measure_id, r.story_id) for r in reach(session, plan).rows}


def test_figures_stand_for_the_plan_and_each_measure(tab: PublishedTab) -> None:
    QAbstractItemModelTester(
        tab.measures.model, QAbstractItemModelTester.FailureReportingMode.Fatal, tab
    )
    assert figures(tab) == [
        ("整个方案", "2", "4"),
        ("1.　任务1", "2", "4"),
        ("2.　任务2", "–", "–"),
    ]
    assert tab.covered_tile.accessibleName() == "有稿件的任务：1 / 2"
    assert len(tab.table.ids()) == 4


def test_a_measure_shows_its_own_placements(
    tab: PublishedTab, county: Database
) -> None:
    first, second = measures_of(county, 1)
    tab.measures.select(second)
    assert tab.table.ids() == []
    tab.measures.select(first)
    assert len(tab.table.ids()) == 4
    assert tab.place_args()["measure"] == first


def test_several_stories_are_tied_at_once_and_undone(
    tab: PublishedTab, county: Database, qtbot: QtBot
) -> None:
    second = measures_of(county, 1)[1]
    said = heard(tab.context.toast_wanted)
    tab.measures.select(second)
    tab.open_tie()
    dialog = dialog_of(tab, TieDialog, tab.context, qtbot)
    until_idle(qtbot, tab.context)
    assert dialog.measure.value() == second
    assert not dialog.ok_button.isEnabled()
    assert titles(dialog.table) == ["政策问答"]
    dialog.untied.setChecked(False)
    wait_for(qtbot, lambda: len(dialog.table.ids()) == 3)
    dialog.table.view.selectAll()
    assert dialog.ok_button.text() == "归入 3 篇"
    dialog.ok_button.click()
    wait_for(qtbot, lambda: (second, 3) in tied(county, 1))
    wait_for(qtbot, lambda: figures(tab)[2] == ("2.　任务2", "3", "6"))
    wait_for(qtbot, lambda: bool(said))
    said[-1][1]()
    wait_for(qtbot, lambda: figures(tab)[2] == ("2.　任务2", "–", "–"))


def test_stories_are_searched_by_words_and_unit(
    tab: PublishedTab, qtbot: QtBot
) -> None:
    tab.open_tie()
    dialog = dialog_of(tab, TieDialog, tab.context, qtbot)
    dialog.untied.setChecked(False)
    dialog.words.setText("开机")
    wait_for(
        qtbot,
        lambda: titles(dialog.table) == ["宣传片开机"],
    )
    dialog.unit.set_value(2)
    dialog.unit.picked.emit(2)
    wait_for(qtbot, lambda: dialog.table.ids() == [])
    dialog.reject()


def test_del_takes_a_tie_away_and_undo_brings_it_back(
    tab: PublishedTab, county: Database, qtbot: QtBot
) -> None:
    said = heard(tab.context.toast_wanted)
    tab.table.select(tab.table.ids()[0])
    qtbot.keyClick(tab.table.view, Qt.Key.Key_Delete)
    wait_for(qtbot, lambda: figures(tab)[0] == ("整个方案", "1", "2"))
    wait_for(qtbot, lambda: bool(said))
    assert "稿件本身没有改动" in said[0][0]
    said[0][1]()
    wait_for(qtbot, lambda: figures(tab)[0] == ("整个方案", "2", "4"))


def test_stories_are_moved_to_another_measure(
    tab: PublishedTab, county: Database, qtbot: QtBot
) -> None:
    first, second = measures_of(county, 1)
    tab.table.view.selectAll()
    tab.reassign()
    dialog = dialog_of(tab, FormDialog, tab.context, qtbot)
    dialog.form.set_values({"measure": second})
    dialog.ok_button.click()
    wait_for(qtbot, lambda: {m for m, _s in tied(county, 1)} == {second})
    assert first != second


def test_enter_leads_to_the_story(tab: PublishedTab, qtbot: QtBot) -> None:
    went = heard(tab.context.place_wanted)
    placement = tab.table.ids()[0]
    tab.table.select(placement)
    qtbot.keyClick(tab.table.view, Qt.Key.Key_Return)
    assert went == [Place.of("stories", period="all", placement=placement)]


def test_stories_in_the_columns_of_the_plan_are_offered(
    tab: PublishedTab, county: Database, qtbot: QtBot
) -> None:
    assert not tab.hint.isVisible()
    with county.writing("专栏") as session:
        edit.add_item(session, Item.CHANNEL, 1, kind="column", name="文明路口")
        paper = list_outlets(session)[0].id
        drafts = [PlacementDraft(THIS, paper, column_name="《文明路口》")]
        add_story(session, 2, THIS, "路口的一天", drafts, received_on=THIS)
    wait_for(qtbot, tab.hint.isVisible)
    assert tab.hint_words.text() == "方案的专栏里还有 1 篇稿件没有归入。"
    tab.open_tie(from_columns=True)
    dialog = dialog_of(tab, TieDialog, tab.context, qtbot)
    wait_for(qtbot, lambda: titles(dialog.table) == ["路口的一天"])
    dialog.table.view.selectAll()
    dialog.ok_button.click()
    wait_for(qtbot, lambda: not tab.hint.isVisible())
    wait_for(qtbot, lambda: figures(tab)[-1] == ("没有归到任务", "1", "1"))


def test_placements_are_sorted_by_a_click(tab: PublishedTab) -> None:
    tab.table.sort_wanted.emit("title", False)
    assert titles(tab.table) == sorted(titles(tab.table))
    tab.table.sort_wanted.emit("title", True)
    assert titles(tab.table) == sorted(titles(tab.table), reverse=True)


def test_a_plan_without_stories_says_how_to_tie_them(
    tab: PublishedTab, qtbot: QtBot
) -> None:
    tab.show_plan(2, Place.of("campaigns", plan=2))
    until_idle(qtbot, tab.context)
    assert tab.body.currentWidget() is tab.empty


# --- from the stories page -----------------------------------------------------------------------------


@pytest.fixture
def stories(county: Database, context: AppContext, qtbot: QtBot) -> StoriesPage:
    made = StoriesPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 740)
    made.show()
    context.data_changed.connect(made.refresh)
    made.open(Place("stories"))
    settle(made, context, qtbot)
    return made


def test_stories_of_the_stories_page_are_tied_to_a_plan(
    stories: StoriesPage, county: Database, qtbot: QtBot
) -> None:
    measure = measures_of(county, 2)[0]
    stories.table.view.selectAll()
    until_idle(qtbot, stories.context)
    stories.tie()
    dialog = dialog_of(stories, TieStoriesDialog, stories.context, qtbot)
    dialog.form.set_values({"plan": 2})
    dialog.form.changed.emit("plan")
    until_idle(qtbot, stories.context)
    dialog.form.set_values({"measure": measure})
    dialog.ok_button.click()
    wait_for(qtbot, lambda: tied(county, 2) == {(measure, s) for s in (1, 2, 3)})


def test_single_placements_are_tied_without_the_rest_of_the_story(
    stories: StoriesPage, county: Database, qtbot: QtBot
) -> None:
    chosen = stories.table.ids()[0]
    stories.table.select(chosen)
    until_idle(qtbot, stories.context)
    stories.tie()
    dialog = dialog_of(stories, TieStoriesDialog, stories.context, qtbot)
    dialog.form.set_values({"plan": 2, "only": True})
    dialog.ok_button.click()

    def placements() -> list[int]:
        with county.reading() as session:
            return [r.placement_id for r in reach(session, 2).rows]

    wait_for(qtbot, lambda: placements() == [chosen])
    wait_for(
        qtbot,
        lambda: any(
            x.text() == "河长制宣传方案（只归入一条刊播）"
            for x in stories.panel.findChildren(QLabel)
        ),
    )


def test_a_story_shows_its_plans_leads_there_and_can_be_untied(
    stories: StoriesPage, county: Database, qtbot: QtBot
) -> None:
    row = next(
        i
        for i, title in zip(stories.table.ids(), titles(stories.table), strict=True)
        if title == "宣传片开机"
    )
    stories.table.select(row)
    until_idle(qtbot, stories.context)
    words = [x.text() for x in stories.panel.findChildren(QLabel)]
    assert "文明交通宣传方案 › 1. 任务1" in words
    went = heard(stories.context.place_wanted)
    by_tip = {b.toolTip(): b for b in stories.panel.findChildren(QToolButton)}
    by_tip["看《文明交通宣传方案》"].click()
    measure = measures_of(county, 1)[0]
    assert went == [Place.of("campaigns", plan=1, tab="published", measure=measure)]
    by_tip["取消与《文明交通宣传方案》的关联"].click()

    def untied() -> bool:
        with county.reading() as session:
            return ties_of(session, 2) == []

    wait_for(qtbot, untied)
    until_idle(qtbot, stories.context)
    wait_for(qtbot, lambda: not stories.panel.ties)


def test_without_plans_the_stories_page_says_so(
    small_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    add_stories(small_county)
    page = StoriesPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 740)
    page.show()
    page.open(Place("stories"))
    settle(page, context, qtbot)
    said = heard(context.toast_wanted)
    page.tie()
    wait_for(qtbot, lambda: bool(said))
    assert said[0][0].startswith("还没有方案")
