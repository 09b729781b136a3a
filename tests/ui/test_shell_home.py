"""The desk: what waits, said with the right numbers and leading to the right place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services import settings
from services.registers import outlets, units
from services.returns import exempt, receive, send_back
from services.schedules import slots
from services.schedules.types import DraftSlot
from services.stories import PlacementDraft, add_story
from tests.ui.schedule.support import scheduled
from tests.ui.window import (
    OpenWindow,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
)
from ui.home.lines import TaskLine
from ui.home.summary import Summary, countdown, load
from ui.home.tasks import tasks
from ui.navigation import Place
from ui.schedule.fulfilment_dialog import FulfilmentDialog

__all__ = ["open_window", "scheduled"]

MONDAY = dt.date(2026, 11, 16)
BEFORE_DUE = dt.datetime(2026, 11, 19, 14, 0)
AFTER_DUE = dt.datetime(2026, 11, 20, 18, 0)


def _load(db: Database, now: dt.datetime) -> Summary:
    with db.reading() as session:
        return load(session, now)


def _ids(db: Database) -> list[int]:
    with db.reading() as session:
        return [u.id for u in units.list_units(session)]


def test_before_the_due_moment_units_are_waited_for(small_county: Database) -> None:
    trade, *_ = _ids(small_county)
    with small_county.writing("收到") as session:
        receive(session, trade, MONDAY, dt.date(2026, 11, 17), nil=True)
    desk = _load(small_county, BEFORE_DUE)
    found = {t.key: t for t in tasks(desk)}
    assert "还有 2 个单位没有报" in found["pending"].text
    assert "还有 1 天 3 小时" in found["pending"].note
    assert "missing" not in found
    assert "issue" not in found


def test_after_the_due_moment_missing_units_and_the_issue_wait(
    small_county: Database,
) -> None:
    trade, law, _town = _ids(small_county)
    with small_county.writing("收到") as session:
        receive(session, trade, MONDAY, dt.date(2026, 11, 17), nil=True)
        receive(session, law, MONDAY, dt.date(2026, 11, 18), nil=True)
        send_back(session, law, MONDAY, "日期不对", dt.date(2026, 11, 19))
    desk = _load(small_county, AFTER_DUE)
    found = {t.key: t for t in tasks(desk)}
    assert "1 个单位未报" in found["missing"].text
    assert found["issue"].place == Place.of("issue", week=MONDAY.isoformat())
    assert found["returned"].note == "司法局"
    assert found["returned"].place.get("unit") == law


def test_silent_units_are_named_with_their_liaison(small_county: Database) -> None:
    trade, law, town = _ids(small_county)
    early = MONDAY - dt.timedelta(weeks=3)
    with small_county.writing("收到") as session:
        for unit in (trade, law, town):
            receive(session, unit, early, early + dt.timedelta(days=1), nil=True)
        receive(session, law, MONDAY, MONDAY, nil=True)
        for weeks in (1, 2):
            exempt(session, town, MONDAY - dt.timedelta(weeks=weeks), "换届")
    desk = _load(small_county, AFTER_DUE)
    assert [(s.name, s.weeks, s.liaison) for s in desk.silent] == [
        ("商务局", 3, "周洁")
    ]
    desk = _load(small_county, BEFORE_DUE)
    assert [(s.name, s.weeks) for s in desk.silent] == [("商务局", 2)]


def test_outlets_to_be_confirmed_wait(small_county: Database) -> None:
    with small_county.writing("收表格") as session:
        for i in range(8):
            outlets.save_outlet(
                session, name=f"新号{i}", level=OutletLevel.COUNTY, confirmed=False
            )
    desk = _load(small_county, BEFORE_DUE)
    (task,) = [t for t in tasks(desk) if t.key == "outlets"]
    assert task.text.startswith("8 家")
    assert task.note.endswith("等 8 个")
    assert task.place.get("filter") == "unconfirmed"


def test_year_without_holiday_list_is_told(small_county: Database) -> None:
    desk = replace(_load(small_county, BEFORE_DUE), unpublished_years=(2031,))
    (task,) = [t for t in tasks(desk) if t.key == "holidays"]
    assert "2031 年" in task.text
    assert task.place.get("year") == 2031


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (27, "还有 1 天 3 小时"),
        (48, "还有 2 天"),
        (5.5, "还有 5 小时"),
        (0.25, "还有 15 分钟"),
        (-2, "已过 2 小时"),
    ],
)
def test_countdown(hours: float, words: str) -> None:
    now = dt.datetime(2026, 11, 19, 14, 0)
    assert countdown(now + dt.timedelta(hours=hours), now) == words


def test_empty_register_shows_three_steps(
    qtbot: QtBot, open_window: OpenWindow, db: Database
) -> None:
    with db.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    db.close()
    window = open_window(db.folder)
    page = page_of(window, "home")
    assert page.steps.isVisible()
    first, second, third = page.steps.cards
    assert first.buttons[0].isEnabled()
    assert not second.buttons[0].isEnabled()
    context_of(window).write("新增", lambda s: units.save_unit(s, name="商务局"))
    idle(qtbot, window)
    assert third.buttons[0].isEnabled()


def test_click_on_a_waiting_line_leads_to_its_place(
    qtbot: QtBot, open_window: OpenWindow, small_county: Database
) -> None:
    trade, *_ = _ids(small_county)
    week = dt.date.today() - dt.timedelta(days=dt.date.today().weekday())
    with small_county.writing("收到") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
        receive(session, trade, week, week, nil=True)
        outlets.save_outlet(
            session, name="云岭发布", level=OutletLevel.COUNTY, confirmed=False
        )
    small_county.close()
    window = open_window(small_county.folder)
    page = page_of(window, "home")
    line = next(x for x in page.findChildren(TaskLine) if "新媒体" in x.text())
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    registers = page_of(window, "registers")
    assert registers.view().only_flagged
    assert registers.place().get("tab") == "outlets"


def test_check_left_half_done_waits_on_the_desk(
    qtbot: QtBot, open_window: OpenWindow, small_county: Database
) -> None:
    from ui.intake.draft import Draft
    from ui.state import StateStore

    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    draft = Draft(paths=["甲.xlsx"], files=3)
    draft.save(StateStore(small_county.folder))
    window = open_window(small_county.folder)
    page = page_of(window, "home")
    assert page.steps.waiting.isVisible()
    line = page.steps.waiting.findChildren(TaskLine)[0]
    assert "3 个文件核对到一半" in line.accessibleDescription()
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_page() is not page)
    page_of(window, "intake")


def test_slots_of_past_days_and_reported_placements_wait(
    scheduled: Database, open_window: OpenWindow, qtbot: QtBot
) -> None:
    assert not _load(scheduled, BEFORE_DUE.replace(day=16)).schedule.overdue
    with scheduled.writing("上周的一期") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
        late = slots.add_slot(
            session,
            DraftSlot(1, "", MONDAY - dt.timedelta(weeks=5)),
            outlet_id=3,
            column="一把手谈",
        )
        add_story(
            session,
            2,
            MONDAY,
            "政策一本通",
            [PlacementDraft(MONDAY, 3, column_name="一把手谈")],
            received_on=MONDAY,
        )
    desk = _load(scheduled, BEFORE_DUE)
    found = {t.key: t for t in tasks(desk)}
    assert found["slots-overdue"].text.startswith("4 期排期过了日子")
    assert found["slots-reported"].text.startswith("1 条报来的刊播")
    folder = scheduled.folder
    scheduled.close()
    window = open_window(folder)
    context = context_of(window)
    context.navigate(found["slots-overdue"].place)
    idle(qtbot, window)
    page = page_of(window, "schedule")
    assert page.filters.state.words() == "过了日子没登记"
    over = [s for s in page.list.rows() if s.day < dt.date.today()]
    assert late in {s.id for s in over} and len(over) == len(page.list.rows())
    context.navigate(found["slots-reported"].place)
    idle(qtbot, window)
    asked = dialog(qtbot, FulfilmentDialog)
    assert asked.table.ids() == [
        (f.slot.id, f.placement_id) for f in page.waits.fulfilments
    ]
    asked.reject()
