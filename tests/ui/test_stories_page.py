"""The stories page: list and counts, filters, sort, detail, change, join, split, delete, export, places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services.registers.outlets import list_outlets
from services.stories import PlacementDraft, add_story
from services.story_queries import (
    PlacementRow,
    StoryDetail,
    StoryFilter,
    placement_ids,
    story_detail,
)
from services.weeks import shift, week_of
from tests.ui.support import heard, until_idle
from ui.context import AppContext
from ui.navigation import Place
from ui.reporting.entry import EntryDialog
from ui.stories.dialogs import JoinDialog, WhereDialog
from ui.stories.filters import period_weeks
from ui.stories.history_dialog import HistoryDialog
from ui.stories.page import StoriesPage
from ui.stories.panel import is_web
from ui.widgets.form_dialog import FormDialog

THIS = week_of(dt.date.today())
TRADE, JUSTICE = 1, 2


@pytest.fixture
def county(small_county: Database) -> Database:
    """Three stories of the trade office, one old one, one of the justice office."""
    with small_county.writing("补录") as session:
        tv, paper, site = (o.id for o in list_outlets(session))
        for unit, week, title, outlets in (
            (TRADE, THIS, "夜经济街区开街", (tv, paper, site)),
            (TRADE, THIS, "夜市开张迎客", (site,)),
            (TRADE, shift(THIS, -1), "政策问答", (paper,)),
            (TRADE, shift(THIS, -40), "去年的旧闻", (paper,)),
            (JUSTICE, THIS, "普法进校园", (site,)),
        ):
            drafts = [
                PlacementDraft(week, o, genre="通讯", link="https://a.example/1")
                for o in outlets
            ]
            add_story(session, unit, week, title, drafts, received_on=week)
    return small_county


@pytest.fixture
def page(county: Database, context: AppContext, qtbot: QtBot) -> StoriesPage:
    made = StoriesPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 740)
    made.show()
    context.data_changed.connect(made.refresh)
    made.open(Place("stories"))
    settle(made, qtbot)
    return made


def settle(page: StoriesPage, qtbot: QtBot) -> None:
    """Wait until the list and the page of rows in view are there."""
    until_idle(qtbot, page.context)
    page.table.view.viewport().repaint()
    until_idle(qtbot, page.context)


def titles(page: StoriesPage) -> list[str]:
    rows = [page.table.row(i) for i in page.table.ids()]
    return [r.title for r in rows if isinstance(r, PlacementRow)]


def ids_of(page: StoriesPage, title: str) -> list[int]:
    rows = [page.table.row(i) for i in page.table.ids()]
    return [r.id for r in rows if isinstance(r, PlacementRow) and r.title == title]


def select(page: StoriesPage, qtbot: QtBot, ids: list[int]) -> None:
    view, flags = page.table.view, QItemSelectionModel.SelectionFlag
    page.table.select(ids[0])
    for row_id in ids[1:]:
        at = page.table.model.position(row_id)
        assert at is not None
        view.selectionModel().select(
            page.table.model.index(at, 0), flags.Select | flags.Rows
        )
    settle(page, qtbot)


def dialog_of(page: StoriesPage, kind: type[QDialog], qtbot: QtBot) -> QDialog:
    until_idle(qtbot, page.context)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in page.findChildren(kind)))
    return page.findChildren(kind)[-1]


def says(qtbot: QtBot, widget: QWidget, text: str) -> None:
    def said() -> bool:
        labels = widget.findChildren(QLabel)
        return any(text in x.text() for x in labels if x.isVisibleTo(widget))

    qtbot.waitUntil(said, timeout=3000)


def story_of(page: StoriesPage, placement_id: int) -> StoryDetail:
    row = page.table.row(placement_id)
    assert isinstance(row, PlacementRow)
    with page.context.db.reading() as session:
        return story_detail(session, row.story_id)


def test_the_list_shows_the_newest_weeks_with_both_counts(page: StoriesPage) -> None:
    QAbstractItemModelTester(
        page.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page
    )
    assert sorted(set(titles(page))) == sorted(
        ["夜经济街区开街", "夜市开张迎客", "政策问答", "普法进校园"]
    )
    assert page.stories_tile.accessibleName() == "稿件：4 篇"
    assert page.placements_tile.accessibleName() == "刊播：6 条"
    assert "省 1，市 2，县 3" in page.shares.accessibleName()


def test_filters_narrow_list_and_counts_together(
    page: StoriesPage, qtbot: QtBot
) -> None:
    page.filters.words.setText("夜")
    qtbot.waitUntil(
        lambda: page.stories_tile.accessibleName() == "稿件：2 篇", timeout=3000
    )
    settle(page, qtbot)
    assert set(titles(page)) == {"夜经济街区开街", "夜市开张迎客"}
    page.filters.level.set_key(str(int(OutletLevel.COUNTY)))
    page.filters.level.chosen.emit(page.filters.level.key())
    settle(page, qtbot)
    assert page.placements_tile.accessibleName() == "刊播：2 条"
    assert page.filters.clear_button.isVisible()
    page.filters.clear_button.click()
    settle(page, qtbot)
    assert page.stories_tile.accessibleName() == "稿件：4 篇"
    assert not page.filters.clear_button.isVisible()

    page.filters.unit.picked.emit(None)
    page.filters.unit.set_value(f"u{JUSTICE}")
    page.filters.unit.picked.emit(f"u{JUSTICE}")
    settle(page, qtbot)
    assert titles(page) == ["普法进校园"]
    page.filters.reset()
    page.filters.several.setChecked(True)
    settle(page, qtbot)
    assert set(titles(page)) == {"夜经济街区开街"}
    page.filters.reset()
    page.filters.words.setText("没有这个词")
    qtbot.waitUntil(lambda: page.stories_tile.accessibleName() == "稿件：0 篇")
    says(qtbot, page.table, "没有符合条件的稿件")


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("1", "2026-11-16", "2026-11-16"),
        ("last", "2026-11-09", "2026-11-09"),
        ("4", "2026-10-26", "2026-11-16"),
        ("year", "2025-12-29", "2026-11-16"),
        ("all", None, None),
    ],
)
def test_periods_are_whole_weeks(key: str, first: str | None, last: str | None) -> None:
    found = period_weeks(key, dt.date(2026, 11, 21))
    assert tuple(d.isoformat() if d else None for d in found) == (first, last)


def test_a_heading_sorts_in_the_database_and_is_remembered(
    page: StoriesPage, context: AppContext, qtbot: QtBot
) -> None:
    page.table.set_sort("outlet", False)
    page.table.sort_wanted.emit("outlet", False)
    settle(page, qtbot)
    with context.db.reading() as session:
        weeks = page.filters.wanted()
        expected = list(placement_ids(session, weeks, "outlet", descending=False))
    assert page.table.ids() == expected
    assert page.place().get("sort") == ["outlet", False]


def test_the_detail_shows_all_placements_of_the_story(
    page: StoriesPage, qtbot: QtBot
) -> None:
    select(page, qtbot, ids_of(page, "夜经济街区开街")[:1])
    says(qtbot, page.panel, "商务局 · 刊播 3 条，3 家媒体")
    for outlet in ("省电视台", "市日报", "县融媒体中心"):
        says(qtbot, page.panel, outlet)
    page.table.view.selectionModel().clear()
    settle(page, qtbot)
    says(qtbot, page.panel, "没有选中稿件")


def test_a_placement_and_its_title_are_changed_and_undone(
    page: StoriesPage, qtbot: QtBot
) -> None:
    toasts = heard(page.context.toast_wanted)
    chosen = ids_of(page, "政策问答")[0]
    select(page, qtbot, [chosen])
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    with page.context.db.reading() as session:
        tv = list_outlets(session)[0].id
    dialog.form.set_values({"title": "以旧换新政策问答", "outlet": tv, "spot": "18:30"})
    dialog.accept_wanted.emit()
    settle(page, qtbot)

    row = page.table.row(chosen)
    assert isinstance(row, PlacementRow)
    assert (row.title, row.outlet, row.spot) == (
        "以旧换新政策问答",
        "省电视台",
        "18:30",
    )
    assert row.level is OutletLevel.PROVINCE, "the outlet brings its level"
    assert page.table.current_id() == chosen, "the place is kept"
    text, undo = toasts[-1]
    assert text == "已修改《以旧换新政策问答》"
    undo()
    settle(page, qtbot)
    row = page.table.row(chosen)
    assert isinstance(row, PlacementRow)
    assert (row.title, row.outlet) == ("政策问答", "市日报")


def test_a_day_that_cannot_be_stands_beside_its_field(
    page: StoriesPage, qtbot: QtBot
) -> None:
    select(page, qtbot, ids_of(page, "政策问答"))
    page.edit()
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    dialog.form.set_values({"published_on": shift(THIS, 3)})
    dialog.accept_wanted.emit()
    until_idle(qtbot, page.context)
    says(qtbot, dialog, "晚于本周末")
    assert dialog.isVisible()
    assert dialog.ok_button.isEnabled()
    dialog.reject()


def test_two_stories_become_one_and_come_apart_by_undo(
    page: StoriesPage, qtbot: QtBot
) -> None:
    toasts = heard(page.context.toast_wanted)
    big, small = ids_of(page, "夜经济街区开街"), ids_of(page, "夜市开张迎客")
    select(page, qtbot, [small[0], big[0]])
    says(qtbot, page.panel, "选中 2 条刊播")
    page.join()
    dialog = dialog_of(page, JoinDialog, qtbot)
    assert isinstance(dialog, JoinDialog)
    assert dialog.kept() == story_of(page, big[0]).id, "the one of most placements"
    dialog.accept_wanted.emit()
    settle(page, qtbot)
    assert titles(page).count("夜经济街区开街") == 4
    assert page.stories_tile.accessibleName() == "稿件：3 篇"

    toasts[-1][1]()
    settle(page, qtbot)
    assert titles(page).count("夜市开张迎客") == 1
    assert page.stories_tile.accessibleName() == "稿件：4 篇"


def test_what_cannot_be_joined_is_said(page: StoriesPage, qtbot: QtBot) -> None:
    toasts = heard(page.context.toast_wanted)
    select(page, qtbot, ids_of(page, "夜经济街区开街")[:2])
    page.join()
    assert "两篇以上" in toasts[-1][0]
    select(
        page, qtbot, [ids_of(page, "夜市开张迎客")[0], ids_of(page, "普法进校园")[0]]
    )
    page.join()
    assert "同一单位" in toasts[-1][0]
    page.split()
    assert "同一篇" in toasts[-1][0]


def test_a_placement_is_split_off_under_a_title_of_its_own(
    page: StoriesPage, qtbot: QtBot
) -> None:
    chosen = ids_of(page, "夜经济街区开街")[0]
    select(page, qtbot, [chosen])
    page.split()
    dialog = dialog_of(page, FormDialog, qtbot)
    assert isinstance(dialog, FormDialog)
    assert dialog.form.values()["title"] == "夜经济街区开街"
    dialog.form.set_values({"title": "夜市烟火气"})
    dialog.accept_wanted.emit()
    settle(page, qtbot)
    assert titles(page).count("夜市烟火气") == 1
    assert len(story_of(page, chosen).placements) == 1
    assert page.stories_tile.accessibleName() == "稿件：5 篇"

    toasts = heard(page.context.toast_wanted)
    page.split()
    assert "只有一条刊播" in toasts[-1][0]


def test_deleting_goes_to_the_bin_and_comes_back(
    page: StoriesPage, qtbot: QtBot
) -> None:
    toasts = heard(page.context.toast_wanted)
    select(page, qtbot, ids_of(page, "夜经济街区开街")[:2])
    page.delete()
    settle(page, qtbot)
    assert titles(page).count("夜经济街区开街") == 1
    assert toasts[-1][0] == "已删除《夜经济街区开街》的 2 条刊播"
    toasts[-1][1]()
    settle(page, qtbot)
    assert titles(page).count("夜经济街区开街") == 3

    select(page, qtbot, ids_of(page, "夜经济街区开街")[:1])
    page.delete_story()
    settle(page, qtbot)
    assert "夜经济街区开街" not in titles(page)


def test_the_keys_of_the_list(page: StoriesPage, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    view = page.table.view
    view.setFocus()
    select(page, qtbot, ids_of(page, "政策问答"))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settle(page, qtbot)
    assert "政策问答" not in titles(page)
    select(
        page,
        qtbot,
        [ids_of(page, "夜市开张迎客")[0], ids_of(page, "夜经济街区开街")[0]],
    )
    qtbot.keyClick(view, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(page, JoinDialog, qtbot)
    assert dialog.isVisible()
    dialog.reject()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.words.hasFocus()


def test_rows_that_were_never_scrolled_into_view_are_deleted_as_well(
    county: Database, context: AppContext, qtbot: QtBot
) -> None:
    with county.writing("补录") as session:
        outlet = list_outlets(session)[0].id
        for number in range(250):
            day = PlacementDraft(THIS, outlet)
            add_story(
                session, JUSTICE, THIS, f"普法第{number}讲", [day], received_on=THIS
            )
    page = StoriesPage(context)
    qtbot.addWidget(page)
    page.show()
    context.data_changed.connect(page.refresh)
    page.open(Place.of("stories", unit=JUSTICE, period="12"))
    settle(page, qtbot)
    page.table.view.selectAll()
    assert any(page.table.row(i) is None for i in page.table.ids())
    says(qtbot, page.panel, "选中 251 条刊播")
    page.delete()
    settle(page, qtbot)
    assert page.stories_tile.accessibleName() == "稿件：0 篇"
    context.undo_last()
    settle(page, qtbot)
    assert page.stories_tile.accessibleName() == "稿件：251 篇"


def test_a_place_with_a_story_finds_it_however_old_it_is(
    page: StoriesPage, qtbot: QtBot
) -> None:
    with page.context.db.reading() as session:
        old = placement_ids(session, StoryFilter(words="旧闻"))
    assert old[0] not in page.table.ids()
    with page.context.db.reading() as session:
        from services.story_queries import placement_rows

        story = placement_rows(session, old)[0].story_id
    page.open(Place.of("stories", story=story))
    settle(page, qtbot)
    assert page.table.current_id() == old[0]
    says(qtbot, page.panel, "去年的旧闻")
    assert page.filters.period.text() == "全部时间"


def test_a_place_from_the_board_shows_one_unit_and_week(
    page: StoriesPage, qtbot: QtBot
) -> None:
    iso = THIS.isoformat()
    page.open(Place.of("stories", unit=JUSTICE, first=iso, last=iso))
    settle(page, qtbot)
    assert titles(page) == ["普法进校园"]
    assert page.filters.unit.text() == "司法局"
    assert page.filters.period.key() == "custom"
    went = heard(page.context.place_wanted)
    page.panel.return_wanted.emit(page.table.row(page.table.current_id()))
    assert went == [Place.of("reporting", week=iso, unit=JUSTICE, cell=iso)]


def test_one_comes_back_to_the_same_row_and_filter(
    page: StoriesPage, context: AppContext, qtbot: QtBot
) -> None:
    page.filters.set_values({"words": "夜", "period": "4", "genre": "通讯"})
    page.filters.changed.emit()
    settle(page, qtbot)
    select(page, qtbot, ids_of(page, "夜市开张迎客"))
    place = page.place()

    again = StoriesPage(context)
    qtbot.addWidget(again)
    again.show()
    again.open(place)
    settle(again, qtbot)

    assert again.table.current_id() == page.table.current_id()
    assert again.filters.values() == page.filters.values()
    assert again.table.ids() == page.table.ids()


def test_the_list_is_exported_as_filtered(
    page: StoriesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    toasts = heard(page.context.toast_wanted)
    page.filters.set_values({"words": "夜", "period": "4"})
    page.filters.changed.emit()
    settle(page, qtbot)
    page.export_to(tmp_path / "名单.xlsx")
    until_idle(qtbot, page.context)
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx").active
    assert sheet is not None
    assert sheet["A1"].value == "稿件名单：近 4 周，标题含“夜”，2 篇 4 条"
    assert [row[4].value for row in sheet.iter_rows(min_row=3)] == titles(page)
    assert toasts[-1][0] == "已导出 2 篇 4 条到“名单.xlsx”"


def test_the_history_and_the_menu_of_a_row(page: StoriesPage, qtbot: QtBot) -> None:
    chosen = ids_of(page, "政策问答")[0]
    select(page, qtbot, [chosen])
    page._on_menu(chosen, QPoint(0, 0))
    menu = page.findChildren(QMenu)[-1]
    labels = [a.text() for a in menu.actions() if a.text()]
    menu.close()
    assert labels == [
        "修改…",
        "历史",
        "删除",
        "归入方案…",
        "打开链接",
        "看这一周的周报",
        "复制",
    ]
    page.open_history()
    dialog = dialog_of(page, HistoryDialog, qtbot)
    says(qtbot, dialog, "历史 · 《政策问答》")
    dialog.close()


def test_typing_begins_with_unit_and_week(page: StoriesPage, qtbot: QtBot) -> None:
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "补录稿件")
    button.click()
    dialog = dialog_of(page, WhereDialog, qtbot)
    assert isinstance(dialog, WhereDialog)
    dialog.unit.set_value(None)
    dialog.accept_wanted.emit()
    says(qtbot, dialog, "请先选择单位")
    dialog.unit.set_value(JUSTICE)
    dialog.accept_wanted.emit()
    entry = dialog_of(page, EntryDialog, qtbot)
    assert "司法局" in entry.windowTitle()
    entry.reject()


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://a.example/1", True),
        ("HTTP://a.example", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_opened(link: str, opens: bool) -> None:
    assert is_web(link) is opens


def test_the_rail_brings_back_the_own_filter_and_never_that_of_a_link(
    page: StoriesPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.filters.changed):
        page.filters.words.setText("夜经济")
    settle(page, qtbot)
    page.open(Place("stories", {"unit": 2, "period": "all"}))
    settle(page, qtbot)
    assert page.filters.values()["unit"] == 2
    linked = page.place()
    page.open(Place("stories"))
    settle(page, qtbot)
    values = page.filters.values()
    assert (values["words"], values["unit"]) == ("夜经济", None)
    page.open(linked)  # back in the history shows what the link showed
    settle(page, qtbot)
    assert page.filters.values()["unit"] == 2
    page.open(Place("stories"))
    settle(page, qtbot)
    assert page.filters.values()["unit"] is None
