"""The plans page: the list with its answer, filters, sort, state, deletion, a new plan, opening one, places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary_campaigns import CampaignState, MeasureState
from services.campaigns import edit
from services.campaigns.fields import Item
from services.campaigns.overview import overview
from services.campaigns.states import set_state
from services.campaigns.store import load_plan
from tests.ui.campaigns.plans_kit import (
    DAY,
    TODAY,
    add_plan,
    dialog_of,
    measures_of,
    settle,
    wait_for,
)
from tests.ui.support import heard, until_idle
from tests.ui.window import button
from ui.campaigns import registry
from ui.campaigns.list_view import PlanList
from ui.campaigns.new_dialog import NewPlanDialog, next_title
from ui.campaigns.page import CampaignsPage
from ui.context import AppContext
from ui.navigation import Place
from ui.plan_review.choose import PasteDialog
from ui.widgets import dialogs
from ui.widgets.form_dialog import FormDialog


@pytest.fixture
def county(small_county: Database) -> Database:
    """A running plan that presses, a draft, a closed one."""
    add_plan(
        small_county,
        "云岭县2026年文明交通宣传方案",
        [TODAY - 3 * DAY, TODAY + 5 * DAY, TODAY + 90 * DAY, None],
        short_name="文明交通",
        doc_number="云宣发〔2026〕3号",
        issuer="县委宣传部",
        issued_on=dt.date(2026, 3, 1),
    )
    add_plan(small_county, "河长制宣传方案", [TODAY - DAY], CampaignState.DRAFT)
    add_plan(small_county, "去年的方案", [TODAY - 99 * DAY], CampaignState.CLOSED)
    return small_county


@pytest.fixture
def page(county: Database, context: AppContext, qtbot: QtBot) -> CampaignsPage:
    made = CampaignsPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 740)
    made.show()
    context.data_changed.connect(made.refresh)
    context.place_wanted.connect(made.open)
    made.open(Place("campaigns"))
    settle(made, context, qtbot)
    return made


def listed(page: CampaignsPage) -> PlanList:
    shown = page.stack.currentWidget()
    assert isinstance(shown, PlanList)
    return shown


def names(page: CampaignsPage) -> list[str]:
    table = listed(page).table
    rows = [table.row(i) for i in table.ids()]
    return [row.label for row in rows if row is not None]


def lines(db: Database) -> dict[str, CampaignState]:
    with db.reading() as session:
        return {p.label: p.state for p in overview(session, TODAY)}


def test_the_list_answers_what_runs_and_what_presses(page: CampaignsPage) -> None:
    view = listed(page)
    QAbstractItemModelTester(
        view.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page
    )
    assert names(page) == ["文明交通", "去年的方案", "河长制宣传方案"]
    assert view.running.accessibleName() == "进行中的方案：1 份"
    assert view.overdue.accessibleName() == "已逾期的任务：1 项"
    assert view.soon.accessibleName() == "14 天内到期：1 项"
    assert view.done.accessibleName() == "已完成 / 全部任务：0 / 4"
    row = view.table.row(1)
    texts = {c.key: c.plain(row) for c in view.table.columns}
    assert texts["done"] == "0 / 4"
    assert texts["overdue"] == "1"
    assert "还有 5 天" in texts["next_due"]


def test_state_and_words_narrow_the_list(page: CampaignsPage, qtbot: QtBot) -> None:
    view = listed(page)
    view.states.set_current("draft")
    view.states.chosen.emit("draft")
    assert names(page) == ["河长制宣传方案"]
    view.states.set_current("")
    view.states.chosen.emit("")
    view.words.setText("云宣发")
    wait_for(qtbot, lambda: names(page) == ["文明交通"])
    view.words.setText("没有这样的")
    wait_for(qtbot, lambda: not view.table.ids())


def test_a_click_on_a_heading_sorts(page: CampaignsPage) -> None:
    view = listed(page)
    view.table.sort_wanted.emit("overdue", True)
    assert names(page)[0] == "文明交通"
    view.table.sort_wanted.emit("state", False)
    assert names(page) == ["河长制宣传方案", "文明交通", "去年的方案"]


def test_the_panel_names_what_is_due_and_leads_to_it(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    view = listed(page)
    view.table.select(1)
    until_idle(qtbot, page.context)
    overdue = measures_of(county, 1)[0]
    went = heard(page.context.place_wanted)
    from ui.home.lines import SilentLine

    due = view.panel.findChildren(SilentLine)
    assert [x.text() for x in due] == ["任务1", "任务2"]
    qtbot.mouseClick(due[0], Qt.MouseButton.LeftButton)
    assert went[-1] == Place.of("campaigns", plan=1, tab="ledger", measure=overdue)


def test_the_panel_names_the_phase_and_offers_to_close_what_is_done(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    view = listed(page)
    view.table.select(1)
    with county.writing("阶段和办结") as session:
        for name, first in (("集中宣传阶段", TODAY - DAY), ("总结阶段", TODAY + DAY)):
            edit.add_item(
                session,
                Item.PHASE,
                1,
                name=name,
                starts_on=first,
                ends_on=first + 30 * DAY,
            )
        set_state(session, measures_of(county, 1), MeasureState.DONE, today=TODAY)

    def words() -> list[str]:
        return [x.text() for x in view.panel.findChildren(QLabel) if x.isVisible()]

    wait_for(qtbot, lambda: "任务都已办结。" in words())
    wait_for(qtbot, lambda: "现在：集中宣传阶段" in words())
    button(view.panel, "改为“已结束”").click()
    wait_for(qtbot, lambda: lines(county)["文明交通"] is CampaignState.CLOSED)


def test_delete_can_be_undone(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    view = listed(page)
    view.table.select(2)
    until_idle(qtbot, page.context)
    said = heard(page.context.toast_wanted)
    qtbot.keyClick(view.table.view, Qt.Key.Key_Delete)
    wait_for(qtbot, lambda: "河长制宣传方案" not in names(page))
    wait_for(qtbot, lambda: bool(said))
    assert said[0][0].startswith("已删除方案《河长制宣传方案》")
    said[0][1]()
    wait_for(qtbot, lambda: "河长制宣传方案" in names(page))


def test_the_state_is_set_for_several_and_says_what_is_left(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    view = listed(page)
    said = heard(page.context.toast_wanted)
    view.table.view.selectAll()
    until_idle(qtbot, page.context)
    view.deeds.set_state(view.selected(), CampaignState.CLOSED)
    wait_for(qtbot, lambda: set(lines(county).values()) == {CampaignState.CLOSED})
    wait_for(qtbot, lambda: bool(said))
    assert "还有 5 项任务没有办完" in said[0][0]
    wait_for(qtbot, lambda: view.overdue.accessibleName() == "已逾期的任务：0 项")


def test_the_menu_offers_what_can_be_done(page: CampaignsPage, qtbot: QtBot) -> None:
    view = listed(page)
    view.table.select(1)
    until_idle(qtbot, page.context)
    view._on_menu(1, QPoint(0, 0))
    menu = next(m for m in view.findChildren(QMenu) if m.isVisible())
    words = [a.text() for a in menu.actions() if a.text()]
    menu.close()
    assert words == [
        "打开",
        "标题与文头…",
        "改为“草拟”",
        "改为“已结束”",
        "以此新建…",
        "删除",
        "复制",
    ]


def test_title_and_head_are_changed_in_a_form(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    view = listed(page)
    view.table.select(2)
    view.rename()
    dialog = dialog_of(page, FormDialog, page.context, qtbot)
    dialog.form.set_values({"title": ""})
    dialog.ok_button.click()
    assert dialog.isVisible()
    dialog.form.set_values({"title": "河长制宣传方案（修订）", "short_name": "河长制"})
    dialog.ok_button.click()
    wait_for(qtbot, lambda: "河长制" in lines(county))
    wait_for(qtbot, lambda: "河长制" in names(page))


def test_an_empty_plan_begins_as_a_draft_and_is_opened(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    went = heard(page.context.place_wanted)
    page.deeds.create()
    dialog = dialog_of(page, NewPlanDialog, page.context, qtbot)
    dialog.ok_button.click()
    assert dialog.isVisible()
    dialog.form.set_values({"title": "护河行动宣传方案"})
    dialog.ok_button.click()
    wait_for(qtbot, lambda: bool(went))
    assert lines(county)["护河行动宣传方案"] is CampaignState.DRAFT
    assert went[-1].get("plan") == 4
    assert went[-1].get("tab") == "outline"


def test_a_plan_started_from_another_says_where_its_days_go(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    page.deeds.create(1)
    dialog = dialog_of(page, NewPlanDialog, page.context, qtbot)
    assert dialog.form.values()["title"] == "云岭县2027年文明交通宣传方案"
    due = TODAY + 5 * DAY
    assert str(due) in dialog.example.text()
    dialog.moved.set_values({"years": 0, "months": 0, "days": 10})
    dialog.moved.changed.emit("days")
    assert str(due + 10 * DAY) in dialog.example.text()
    assert dialog.form.values()["title"] == "云岭县2026年文明交通宣传方案"
    assert dialog.form.values()["short_name"] == "文明交通（2026）"
    dialog.ok_button.click()
    wait_for(qtbot, lambda: len(lines(county)) == 4)
    with county.reading() as session:
        plan = load_plan(session, 4)
    assert [d.due_on for d in plan.deadlines][:2] == [TODAY + 7 * DAY, TODAY + 15 * DAY]
    assert plan.state is CampaignState.DRAFT
    assert plan.template_of_id == 1


@pytest.mark.parametrize(
    ("title", "years", "wanted"),
    [
        ("2026年宣传方案", 1, "2027年宣传方案"),
        ("2025-2026年度方案", 2, "2027-2028年度方案"),
        ("第12026号方案", 1, "第12026号方案"),
        ("宣传方案", 1, "宣传方案"),
    ],
)
def test_years_in_a_title_are_counted_on(title: str, years: int, wanted: str) -> None:
    assert next_title(title, years) == wanted


def test_pasted_text_goes_to_the_review(page: CampaignsPage, qtbot: QtBot) -> None:
    went = heard(page.context.place_wanted)
    page.deeds.paste()
    dialog = dialog_of(page, PasteDialog, page.context, qtbot)
    dialog.text.setPlainText(" ")
    dialog.ok_button.click()
    assert dialog.isVisible()
    dialog.text.setPlainText("关于印发……的通知")
    page.context.place_wanted.disconnect(page.open)
    dialog.ok_button.click()
    assert went[-1] == Place.of("plan_review", text="关于印发……的通知")


def test_enter_opens_a_plan_and_the_crumb_leads_back_to_its_row(
    page: CampaignsPage, qtbot: QtBot
) -> None:
    view = listed(page)
    view.table.select(1)
    qtbot.keyClick(view.table.view, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: page.plan_header.title.text() != "")
    assert page.plan_header.title.text() == "云岭县2026年文明交通宣传方案"
    assert page.opened.note.text() == "完成 0 / 4　逾期 1　14 天内到期 1"
    assert page.place().get("plan") == 1
    page.plan_header.up.click()
    until_idle(qtbot, page.context)
    assert listed(page).table.current_id() == 1


def test_the_tab_used_last_is_remembered_and_tabs_are_handed_over(
    page: CampaignsPage, qtbot: QtBot
) -> None:
    page.open(Place.of("campaigns", plan=1, tab="published"))
    until_idle(qtbot, page.context)
    tab = page.opened.tab()
    assert tab is not None and tab.key == "published"
    page.open(Place.of("campaigns"))
    page.open(Place.of("campaigns", plan=2))
    until_idle(qtbot, page.context)
    assert page.opened.tab() is tab
    assert page.place().get("tab") == "published"


def test_the_state_is_shown_at_the_head_and_follows(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    page.open(Place.of("campaigns", plan=2))
    until_idle(qtbot, page.context)
    assert page.plan_header.chip.accessibleName() == "草拟"
    assert page.opened.head is not None
    page.deeds.set_state([page.opened.head.plan], CampaignState.RUNNING)
    wait_for(qtbot, lambda: page.plan_header.chip.accessibleName() == "进行中")
    wait_for(qtbot, lambda: "逾期 1" in page.opened.note.text())


@pytest.mark.parametrize("tab", list(registry.TABS))
def test_a_plan_that_is_gone_leads_to_the_list_with_a_sentence(
    page: CampaignsPage, qtbot: QtBot, tab: str
) -> None:
    said = heard(page.context.act_toast_wanted)
    page.open(Place.of("campaigns", plan=99, tab=tab))
    wait_for(qtbot, lambda: bool(said))
    assert "不在了" in said[0][0]
    assert len(names(page)) == 3


@pytest.mark.parametrize("tab", list(registry.TABS))
def test_a_plan_that_goes_while_it_is_open_leads_to_the_list(
    page: CampaignsPage, county: Database, qtbot: QtBot, tab: str
) -> None:
    page.open(Place.of("campaigns", plan=1, tab=tab))
    until_idle(qtbot, page.context)
    assert page.place().get("tab") == tab
    said = heard(page.context.act_toast_wanted)
    with county.writing("删除方案") as session:
        edit.delete_campaign(session, 1)
    wait_for(qtbot, lambda: bool(said))
    until_idle(qtbot, page.context)
    assert "不在了" in said[0][0]
    assert "文明交通" not in names(page)


def test_deleting_the_opened_plan_shows_the_list_and_undo_brings_it_back(
    page: CampaignsPage, county: Database, qtbot: QtBot
) -> None:
    page.open(Place.of("campaigns", plan=1))
    until_idle(qtbot, page.context)
    said = heard(page.context.toast_wanted)
    gone = heard(page.context.act_toast_wanted)
    delete = next(
        a for a in page.more_button.menu().actions() if a.text() == "删除方案"
    )
    delete.trigger()
    wait_for(qtbot, lambda: bool(said))
    until_idle(qtbot, page.context)
    wait_for(qtbot, lambda: "文明交通" not in names(page))
    assert (len(said), gone) == (1, [])
    said[0][1]()
    wait_for(qtbot, lambda: "文明交通" in names(page))


def test_what_goes_out_of_a_plan_is_offered_and_written(
    page: CampaignsPage,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page.open(Place.of("campaigns", plan=1))
    until_idle(qtbot, page.context)
    entries = {a.text(): a for a in page.issue_button.menu().actions() if a.text()}
    assert list(entries) == [
        "正式公文（Word）…",
        "任务台账（Excel）…",
        "按牵头单位分解（Excel）…",
        "宣传成效（Excel）…",
        "发进度表给单位…",
        "收回填好的进度表…",
    ]
    target = tmp_path / "成效.xlsx"
    monkeypatch.setattr(dialogs, "pick_target", lambda *_a: target)
    said = heard(page.context.act_toast_wanted)
    entries["宣传成效（Excel）…"].trigger()
    wait_for(qtbot, lambda: bool(said))
    assert said[0][0] == "已写好 成效.xlsx"
    assert target.stat().st_size > 0


def test_without_plans_the_page_says_what_to_do(
    small_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    page = CampaignsPage(context)
    qtbot.addWidget(page)
    shown = heard(page.shown_data)
    page.open(Place("campaigns"))
    until_idle(qtbot, context)
    view = listed(page)
    assert view.body.currentWidget() is view.empty
    assert len(shown) == 1


def test_every_tab_and_view_says_its_own_key(context: AppContext, qtbot: QtBot) -> None:
    for part in registry.TABS.values():
        made = part.make(context)
        qtbot.addWidget(made)
        assert (made.key, made.title) == (part.key, part.title)
