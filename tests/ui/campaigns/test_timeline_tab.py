"""The timeline on screen: lines, keys, zoom, folds, the way to the ledger, the picture."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary_campaigns import MeasureState
from services.campaigns.timeline import Bar, Timeline, TimelineRow, Zoom, lay_out
from tests.ui.campaigns.ledger_kit import TODAY, ledger_county
from tests.ui.campaigns.plans_kit import DAY, add_plan, settle
from tests.ui.support import heard, until_idle
from ui import theme
from ui.campaigns.ledger.tab import LedgerTab
from ui.campaigns.page import CampaignsPage
from ui.campaigns.timeline.chart import TimelineChart
from ui.campaigns.timeline.layout import (
    UNDATED,
    Scale,
    first_zoom,
    line_at,
    make_lines,
    total_height,
    visible,
)
from ui.campaigns.timeline.paint import Brush
from ui.campaigns.timeline.picture import MOST_PIXELS, draw
from ui.campaigns.timeline.tab import TimelineTab
from ui.campaigns.timeline.words import bar_words
from ui.context import AppContext
from ui.navigation import Place

__all__ = ["ledger_county"]


@pytest.fixture
def tab(ledger_county: Database, context: AppContext, qtbot: QtBot) -> TimelineTab:
    made = TimelineTab(context)
    qtbot.addWidget(made)
    made.resize(1142, 620)
    made.show()
    context.data_changed.connect(made.refresh)
    made.show_plan(1, Place("campaigns", {"plan": 1, "tab": "timeline"}))
    settle(made, context, qtbot)
    return made


def names(chart: TimelineChart) -> list[str]:
    return [line.title for line in chart.lines]


def long_timeline(count: int) -> Timeline:
    rows: list[tuple[TimelineRow, list[str]]] = []
    for n in range(count):
        bar = Bar(TODAY + n * DAY, TODAY + (n + 20) * DAY, "")
        row = TimelineRow(
            f"m{n}", False, n, f"（{n}）", f"任务{n}", "", "", "",
            list(MeasureState)[n % 5], 40, "", None, (bar,),
        )  # fmt: skip
        rows.append((row, [f"第{n // 50}组"]))
    return lay_out(1, "很长的方案", TODAY, [], rows)


def test_phases_come_first_and_the_undated_are_folded(tab: TimelineTab) -> None:
    assert names(tab.chart) == [
        "宣传步骤", "集中宣传", "任务", "宣传折页", "路口劝导", "集中总结", "没有时限 1 项",
    ]  # fmt: skip
    assert tab.note.text() == "有时限的任务 3 项，没有时限 1 项"


def test_keys_go_through_lines_fold_and_open(
    tab: TimelineTab, context: AppContext, qtbot: QtBot
) -> None:
    went = heard(context.place_wanted)
    chart = tab.chart
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.accessibleName() == "没有时限 1 项，1 项"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert names(chart)[-1] == "专题专栏"
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert names(chart)[-1] == "没有时限 1 项"
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    qtbot.keyClick(chart, Qt.Key.Key_Return)  # folds the phases
    assert "集中宣传" not in names(chart)
    for _ in range(2):
        qtbot.keyClick(chart, Qt.Key.Key_Down)
    row = chart.current_row()
    assert row is not None
    due = TODAY - 3 * DAY
    assert chart.accessibleName() == (
        f"二（一） 宣传折页，{due} 以前（三日前），牵头 云岭县商务局，已逾期"
    )
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert went[-1] == Place.of(
        "campaigns", plan=1, tab="ledger", measure=row.record_id
    )


def test_a_click_stands_and_a_double_click_goes(
    tab: TimelineTab, context: AppContext, qtbot: QtBot
) -> None:
    went = heard(context.place_wanted)
    chart = tab.chart
    at = names(chart).index("路口劝导")
    point = chart._line_box(at).center()
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert chart.current == at
    assert not went
    QTest.mouseDClick(
        chart.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), point
    )
    assert went[-1].args["measure"] == chart.lines[at].row.record_id  # type: ignore[union-attr]
    head = chart._line_box(0).center()
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=head)
    assert chart.lines[0].folded


def test_ctrl_and_the_wheel_zoom_around_the_middle(tab: TimelineTab) -> None:
    chart = tab.chart
    assert chart.zoom is Zoom.MONTH

    def turn(by: int) -> None:
        event = QWheelEvent(
            QPointF(600, 200),
            QPointF(600, 200),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(chart.viewport(), event)

    turn(-120)
    assert (chart.zoom, tab.pills.current()) == (Zoom.QUARTER, "quarter")
    turn(-120)
    turn(-120)
    assert chart.zoom is Zoom.YEAR
    turn(120)
    assert chart.zoom is Zoom.QUARTER
    assert tab.context.state.get("timeline.zoom") == "quarter"


def test_grouped_by_lead_unit(
    tab: TimelineTab, context: AppContext, qtbot: QtBot
) -> None:
    tab.by._choose("unit")
    settle(tab, context, qtbot)
    groups = [line.title for line in tab.chart.lines if line.is_group]
    assert groups == [
        "宣传步骤", "云岭县商务局", "云岭县司法局", "没有写明牵头单位", "没有时限 1 项",
    ]  # fmt: skip
    assert tab.place_args()["by"] == "unit"


def test_a_place_names_a_measure_even_a_folded_one(
    tab: TimelineTab, context: AppContext, qtbot: QtBot
) -> None:
    timeline = tab.chart.timeline
    assert timeline is not None
    undated = timeline.undated[0]
    tab.show_plan(1, Place("campaigns", {"plan": 1, "measure": undated.record_id}))
    settle(tab, context, qtbot)
    assert tab.chart.current_key() == undated.key
    tab.chart.set_zoom(Zoom.QUARTER)
    args = tab.place_args()
    tab.chart.select_key("")
    tab.show_plan(1, Place("campaigns", {"plan": 1, **args}))
    settle(tab, context, qtbot)
    assert tab.chart.current_key() == undated.key
    assert tab.chart.zoom is Zoom.QUARTER


def test_what_is_done_is_seen_at_once(
    tab: TimelineTab, context: AppContext, qtbot: QtBot
) -> None:
    from services.campaigns.states import set_state

    chart = tab.chart
    chart.select_key("m1")
    with context.db.writing("完成") as session:
        set_state(session, [1], MeasureState.DONE, today=TODAY)

    def seen() -> bool:
        row = chart.current_row()
        return row is not None and row.state is MeasureState.DONE

    qtbot.waitUntil(seen)
    until_idle(qtbot, context)


def test_a_plan_with_nothing_says_what_to_do(
    tab: TimelineTab, ledger_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    plan = add_plan(ledger_county, "空方案", [])
    tab.show_plan(plan, Place("campaigns", {"plan": plan}))
    settle(tab, context, qtbot)
    assert tab.empty.isVisible()


def test_the_picture_is_light_and_landscape_whatever_the_theme(
    tab: TimelineTab, qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    before = draw(tab.chart.timeline)  # type: ignore[arg-type]
    theme.apply(qapp, mode="dark")
    try:
        image = tab.picture()
    finally:
        theme.apply(qapp, mode="light")
    assert image is not None
    assert image.pixelColor(3, 3).name() == "#ffffff"
    assert image == before
    assert 1.3 < image.width() / image.height() < 1.5
    toasts = heard(tab.context.act_toast_wanted)
    tab.export_to(tmp_path / "轴.png")
    until_idle(qtbot, tab.context)
    assert QImage(str(tmp_path / "轴.png")).size() == image.size()
    assert toasts[-1][0] == "已导出时间轴到“轴.png”"
    tab.copy()
    assert QGuiApplication.clipboard().image().size() == image.size()


def test_a_picture_of_many_rows_keeps_to_its_size() -> None:
    image = draw(long_timeline(300))
    assert image.width() * image.height() <= MOST_PIXELS * 1.01
    assert image.height() > image.width()


def test_only_lines_in_view_are_painted(qtbot: QtBot) -> None:
    lines = make_lines(long_timeline(300), {UNDATED}, 30, 30)
    assert len(lines) == 306
    shown = visible(lines, 3000, 3600)
    assert len(shown) <= 22
    assert lines[shown[0]].top <= 3000 <= lines[shown[-1]].top
    assert total_height(lines) == 306 * 30


@given(st.integers(0, 120), st.integers(-50, 4000))
def test_the_line_at_a_height_is_the_one_that_covers_it(count: int, y: int) -> None:
    lines = make_lines(long_timeline(count), (), 30, 26)
    at = line_at(lines, y)
    covering = [i for i, x in enumerate(lines) if x.top <= y < x.top + x.height]
    assert ([at] if at >= 0 else []) == covering


@given(
    st.dates(dt.date(2018, 1, 1), dt.date(2030, 1, 1)),
    st.integers(1, 4000),
    st.sampled_from(list(Zoom)),
    st.integers(100, 2000),
)
def test_days_and_pixels_answer_each_other(
    first: dt.date, length: int, zoom: Zoom, room: int
) -> None:
    bar = Bar(first, first + length * DAY)
    row = TimelineRow(
        "m1", False, 1, "", "", "", "", "", None, None, "", None, (bar,)
    )  # fmt: skip
    timeline = lay_out(1, "", first, [], [(row, ["甲"])])
    scale = Scale.of(timeline, zoom, room, pad=20)
    assert scale.width >= min(room, scale.width)
    for day in (bar.begin, bar.end):
        middle = (scale.left(day) + scale.right(day)) / 2
        assert scale.day_at(middle) == day
    left, right = scale.span(bar)
    assert 0 <= left < right <= scale.width
    assert first_zoom(timeline) in Zoom


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        (Bar(None, dt.date(2026, 6, 30), "6月底前"), "2026-06-30 以前（6月底前）"),
        (Bar(dt.date(2022, 1, 1), None, "2022年起"), "2022-01-01 起（2022年起）"),
        (
            Bar(dt.date(2021, 1, 1), dt.date(2021, 6, 30), "上半年", past=True),
            "2021-01-01 至 2021-06-30（上半年），文中已说完成",
        ),
        (
            Bar(dt.date(2021, 1, 1), dt.date(2021, 1, 1), met=True),
            "2021-01-01，已完成",
        ),
    ],
)
def test_a_bar_says_only_what_is_known(bar: Bar, words: str) -> None:
    assert bar_words(bar) == words


def test_hover_is_forgotten_when_the_mouse_leaves(tab: TimelineTab) -> None:
    chart = tab.chart
    chart._set_over(2)
    QApplication.sendEvent(chart.viewport(), QEvent(QEvent.Type.Leave))
    assert chart._over == -1


def test_from_the_timeline_to_the_ledger_and_back(
    ledger_county: Database, context: AppContext, qtbot: QtBot
) -> None:
    page = CampaignsPage(context)
    qtbot.addWidget(page)
    page.resize(1142, 700)
    page.show()
    context.data_changed.connect(page.refresh)
    context.place_wanted.connect(page.open)
    page.open(Place.of("campaigns", plan=1, tab="timeline"))
    settle(page, context, qtbot)
    timeline = page.opened.tab_shown()
    assert isinstance(timeline, TimelineTab)
    timeline.chart.select_key("m2")
    left = page.place()
    qtbot.keyClick(timeline.chart, Qt.Key.Key_Return)
    settle(page, context, qtbot)
    ledger = page.opened.tab_shown()
    assert isinstance(ledger, LedgerTab)
    assert [r.measure.head for r in ledger.view.selected()] == ["路口劝导"]
    page.open(left)
    settle(page, context, qtbot)
    assert page.opened.tab_shown() is timeline
    assert timeline.chart.current_key() == "m2"


def test_rows_out_of_view_say_where_they_lie(tab: TimelineTab) -> None:
    chart = tab.chart
    assert chart.timeline is not None
    row = next(r for r in chart.timeline.rows if r.name == "宣传折页")
    scale = Scale.of(chart.timeline, Zoom.MONTH, 300)
    brush = Brush(chart.timeline, scale, Zoom.MONTH, theme.current())
    begin, end = scale.span(row.bars[0])
    assert brush._aside(row, round(begin) - 100, 300) == 0
    assert brush._aside(row, round(end) + 200, 300) == -1
    assert brush._aside(row, round(begin) - 400, 300) == 1
