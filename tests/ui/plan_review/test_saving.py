"""Units looked up, saving as one action and back, drafts that outlive the page and a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from services.campaigns.store import list_campaigns, load_plan
from services.plans.correcting import changes
from services.plans.correcting import draft as drafts
from services.registers.units import list_units
from tests.ui.plan_review.conftest import MakePage
from tests.ui.support import heard, until_idle
from tests.ui.window import button, dialog
from ui.context import AppContext
from ui.navigation import Place
from ui.plan_review.page import CHECK, CHOOSE, PlanReviewPage
from ui.widgets.dialogs import QuestionDialog

Key = Qt.Key
OTHER = (
    "另一份宣传方案\n\n一、任务\n（一）宣讲。（牵头单位：甲局）\n二、要求\n抓好落实。"
)


def states(page: PlanReviewPage) -> dict[str, str]:
    rows = [page.check.units.table.row(i) for i in page.check.units.table.ids()]
    return {r.id: r.state for r in rows}  # type: ignore[attr-defined]


def rename(page: PlanReviewPage, title: str) -> None:
    page.check.correct(
        "改标题", lambda r: changes.set_words(r, ("title",), title), ("title",)
    )


# --- units ---------------------------------------------------------------------------------------------


def test_names_are_known_near_or_unknown(page: PlanReviewPage) -> None:
    page.check.show_part("units")
    found = states(page)
    assert found["白水镇"] == "known"
    assert found["县商务局"] == "near"
    assert found["县农业农村局"] == "unknown"
    assert next(iter(found)) == "县商务局"


def test_an_answer_holds_for_every_place_and_can_be_taken_back(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    page.check.show_part("units")
    table = page.check.units.table
    table.select("县商务局")
    qtbot.keyClick(table.view, Key.Key_1)
    assert states(page)["县商务局"] == "link"
    page.check.show_part("all")
    for path in (("member_units", 2), ("tasks", 1, "support_units", 0)):
        page.check.tree.go(path)
        assert "已按您的选择" in page.check.detail._note.text()
    page.undo()
    assert states(page)["县商务局"] == "near"


def test_the_rest_is_added_at_once_but_only_when_saved(
    page: PlanReviewPage, qtbot: QtBot, context: AppContext
) -> None:
    page.check.show_part("units")
    units = page.check.units
    left = sum(s in ("near", "unknown") for s in states(page).values())
    button(units, f"其余 {left} 个都新增到名册").click()
    assert set(states(page).values()) == {"new", "known"}
    with context.db.reading() as session:
        assert len(list_units(session)) == 3
    page.save_button.click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        names = {u.name for u in list_units(session)}
        plan = load_plan(session, list_campaigns(session)[0].id)
    assert {"县委宣传部", "县农业农村局"} <= names
    assert all(u.unit_id for u in plan.measure_units)


def test_a_name_shows_its_places_one_after_another(
    page: PlanReviewPage, qtbot: QtBot
) -> None:
    page.check.show_part("units")
    units = page.check.units
    units.table.select("县融媒体中心")
    assert page.check.text.marked_words() == "县融媒体中心"
    first = page.check.text._span
    button(units, "下一处").click()
    assert page.check.text.marked_words() == "县融媒体中心"
    assert page.check.text._span != first


# --- saving --------------------------------------------------------------------------------------------


def test_saving_is_one_action_and_undo_gives_the_draft_back(
    page: PlanReviewPage, qtbot: QtBot, context: AppContext
) -> None:
    going, toasts = heard(context.place_wanted), heard(context.toast_wanted)
    rename(page, "乡风方案")
    page.save_button.click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        saved = list_campaigns(session)
    assert [c.title for c in saved] == ["乡风方案"]
    assert going == [Place.of("campaigns", plan=saved[0].id)]
    text, undo = toasts[-1]
    assert "已保存方案《乡风方案》" in text
    assert drafts.load(context.folder) is None
    undo()
    until_idle(qtbot, context)
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert not list_campaigns(session)
    assert page.draft is not None
    assert page.save_button.isEnabled()
    assert page.draft.reading.title is not None
    assert page.draft.reading.title.value == "乡风方案"


def test_without_a_title_nothing_is_saved_and_the_title_is_meant(
    page: PlanReviewPage, qtbot: QtBot, context: AppContext
) -> None:
    said = heard(context.toast_wanted)
    page.check.correct("去标题", lambda r: changes.set_words(r, ("title",), ""))
    page.check.tree.go(("tasks", 0))
    page.save_button.click()
    until_idle(qtbot, context)
    assert "还没有方案标题" in said[-1][0]
    assert page.check.tree.path() == ("title",)
    with context.db.reading() as session:
        assert not list_campaigns(session)


def test_the_same_plan_is_asked_about_before_it_is_saved_again(
    page: PlanReviewPage, qtbot: QtBot, context: AppContext
) -> None:
    assert page.draft is not None
    from services.campaigns.store import save_reading

    reading = page.draft.reading
    with context.db.writing("先存") as session:
        save_reading(session, reading)
    until_idle(qtbot, context)
    page.save_button.click()
    until_idle(qtbot, context)
    question = dialog(qtbot, QuestionDialog)
    question.choices["save"].click()
    until_idle(qtbot, context)
    with context.db.reading() as session:
        assert len(list_campaigns(session)) == 2


# --- drafts --------------------------------------------------------------------------------------------


def test_corrections_outlive_a_crash(
    page: PlanReviewPage, make_page: MakePage, qtbot: QtBot, context: AppContext
) -> None:
    rename(page, "改到一半的方案")
    page.check.tree.go(("tasks", 0, "deadlines", 0))
    page.check.deeds.do("settle")
    qtbot.waitUntil(lambda: drafts.load(context.folder) is not None, timeout=8000)
    until_idle(qtbot, context)
    page.hide()
    other = make_page()  # as after a new start: nothing was told to it
    assert other.stack.currentIndex() == CHOOSE
    button(other, "接着核对").click()
    until_idle(qtbot, context)
    assert other.stack.currentIndex() == CHECK
    assert other.draft is not None
    reading = other.draft.reading
    assert reading.title is not None
    assert reading.title.value == "改到一半的方案"
    assert not reading.tasks[0].deadlines[0].doubt
    other.check.tree.go(("title",))
    original = other.check.tree.reading.original_of(other.check.tree.currentIndex())
    assert original is not None
    assert original.words == "云岭县2026年文明乡风宣传方案"


def test_leaving_the_page_keeps_the_draft_at_once(
    page: PlanReviewPage, context: AppContext
) -> None:
    rename(page, "离开前改的")
    assert page.can_leave()
    kept = drafts.load(context.folder)
    assert kept is not None
    assert kept.drafts[0].reading.title is not None
    assert kept.drafts[0].reading.title.value == "离开前改的"


def test_reading_another_file_never_loses_what_was_left(
    page: PlanReviewPage, make_page: MakePage, qtbot: QtBot, context: AppContext
) -> None:
    rename(page, "上次的草稿")
    page.can_leave()
    page.hide()
    other = make_page()
    other.read_text(OTHER)
    until_idle(qtbot, context)
    assert [e.name for e in other.entries] == ["粘贴的文字", "文明乡风方案.txt"]
    assert other.at == 0
    other.can_leave()
    kept = drafts.load(context.folder)
    assert kept is not None
    titles = [d.reading.title.value for d in kept.drafts if d.reading.title]
    assert titles == ["另一份宣传方案", "上次的草稿"]


def test_a_file_read_at_once_finds_the_draft_of_the_last_run_beside_it(
    page: PlanReviewPage, plan_file: Path, qtbot: QtBot, context: AppContext
) -> None:
    rename(page, "上次的草稿")
    page.can_leave()
    page.hide()
    other = PlanReviewPage(context)
    qtbot.addWidget(other)
    other.open(Place.of("plan_review", files=[str(plan_file)]))
    other.can_leave()
    until_idle(qtbot, context)
    assert len(other.entries) == 2
    other.can_leave()
    kept = drafts.load(context.folder)
    assert kept is not None
    assert len(kept.drafts) == 2


def test_a_draft_that_is_not_wanted_can_be_taken_back(
    page: PlanReviewPage, make_page: MakePage, qtbot: QtBot, context: AppContext
) -> None:
    rename(page, "一份草稿")
    page.can_leave()
    page.hide()
    other = make_page()
    toasts = heard(context.toast_wanted)
    button(other, "不要了").click()
    assert drafts.load(context.folder) is None
    toasts[-1][1]()
    assert drafts.load(context.folder) is not None
    assert button(other, "接着核对").isVisible()


def test_a_document_put_aside_comes_back_with_undo(
    page: PlanReviewPage, context: AppContext
) -> None:
    rename(page, "先放弃")
    toasts = heard(context.toast_wanted)
    page.drop_button.click()
    assert page.stack.currentIndex() == CHOOSE
    assert page.can_leave()
    assert drafts.load(context.folder) is None
    toasts[-1][1]()
    assert page.draft is not None
    assert page.draft.reading.title is not None
    assert page.draft.reading.title.value == "先放弃"


@pytest.mark.parametrize("waiting", [1, 2])
def test_after_saving_the_next_document_is_shown(
    page: PlanReviewPage, qtbot: QtBot, context: AppContext, waiting: int
) -> None:
    going = heard(context.place_wanted)
    if waiting == 2:
        page.read_text(OTHER)
        until_idle(qtbot, context)
        page.show_entry(0)
    page.save_button.click()
    until_idle(qtbot, context)
    assert bool(going) is (waiting == 1)
    if waiting == 2:
        assert page.at == 1
        assert page.draft is not None
        assert page.draft.saved_id is None
