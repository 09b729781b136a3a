"""Returns: receiving, nil, exempting, sending back, accepting; each turned back by undo."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import NotFound, ValidationError
from models.vocabulary import OutletLevel, ReturnState
from services import returns
from services.history import last_undoable, undo_action
from services.registers.outlets import save_outlet
from services.registers.units import save_unit
from services.returns import ReturnRow
from services.stories import PlacementDraft, add_story, delete_placements
from services.story_history import return_history
from services.story_queries import stories_of

WEEK = dt.date(2026, 11, 16)
FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture
def unit(db: Database) -> int:
    with db.writing("单位") as session:
        return save_unit(session, name="商务局")


def get(db: Database, unit: int, week: dt.date = WEEK) -> ReturnRow:
    with db.reading() as session:
        return returns.get(session, unit, week)


def add(db: Database, unit: int, title: str = "夜经济街区开街") -> int:
    with db.writing("补录") as session:
        paper = save_outlet(session, name=f"市日报{title}", level=OutletLevel.CITY)
        return add_story(
            session,
            unit,
            WEEK,
            title,
            [PlacementDraft(WEEK, paper)],
            received_on=FRIDAY,
        )


def test_a_return_nobody_heard_of_is_missing_and_stored_nowhere(
    db: Database, unit: int
) -> None:
    row = get(db, unit)
    assert row == ReturnRow(None, unit, WEEK)
    assert row.state(FRIDAY) is ReturnState.MISSING


def test_any_day_names_the_week(db: Database, unit: int) -> None:
    with db.writing("收到") as session:
        returns.receive(session, unit, dt.date(2026, 11, 19), FRIDAY)
    assert get(db, unit, dt.date(2026, 11, 22)).received_on == FRIDAY
    assert get(db, unit, dt.date(2026, 11, 23)).received_on is None


def test_the_first_arrival_counts_and_a_new_one_ends_the_sending_back(
    db: Database, unit: int
) -> None:
    with db.writing("收到") as session:
        returns.receive(session, unit, WEEK, FRIDAY, source="form", form_version=1)
    with db.writing("退回") as session:
        returns.send_back(session, unit, WEEK, "缺少链接", FRIDAY)
    assert get(db, unit).state(FRIDAY) is ReturnState.RETURNED

    with db.writing("再收到") as session:
        returns.receive(
            session, unit, WEEK, FRIDAY + dt.timedelta(days=3), form_version=2
        )

    row = get(db, unit)
    assert row.state(FRIDAY) is ReturnState.RECEIVED
    assert (row.received_on, row.form_version) == (FRIDAY, 2)


def test_a_story_typed_later_does_not_change_how_the_return_came(
    db: Database, unit: int
) -> None:
    with db.writing("收到") as session:
        returns.receive(session, unit, WEEK, FRIDAY, source="form")
    add(db, unit)
    assert get(db, unit).source == "form"


def test_nil_is_refused_while_placements_are_recorded(db: Database, unit: int) -> None:
    story = add(db, unit)
    with (
        pytest.raises(ValidationError, match="已有刊播记录") as caught,
        db.writing("零报告") as session,
    ):
        returns.receive(session, unit, WEEK, FRIDAY, nil=True)
    assert caught.value.field == "nil"
    assert not get(db, unit).nil

    with db.reading() as session:
        found = stories_of(session, unit, WEEK)
    assert [s.id for s in found] == [story]
    with db.writing("删除") as session:
        delete_placements(session, [p.id for p in found[0].placements])
        returns.receive(session, unit, WEEK, FRIDAY, nil=True)
    assert get(db, unit).state(FRIDAY) is ReturnState.NIL


def test_a_report_after_a_nil_return_is_no_nil_return_any_more(
    db: Database, unit: int
) -> None:
    with db.writing("零报告") as session:
        returns.receive(session, unit, WEEK, FRIDAY, nil=True)
    add(db, unit)
    assert get(db, unit).state(FRIDAY) is ReturnState.RECEIVED


def test_the_day_of_receipt_can_be_corrected_and_taken_back(
    db: Database, unit: int
) -> None:
    with db.writing("收到") as session:
        returns.receive(session, unit, WEEK, FRIDAY + dt.timedelta(days=4), nil=True)
    assert get(db, unit).state(FRIDAY) is ReturnState.LATE
    with db.writing("更正") as session:
        returns.set_received_on(session, unit, WEEK, FRIDAY)
    assert get(db, unit).state(FRIDAY) is ReturnState.NIL
    with db.writing("未报") as session:
        returns.set_received_on(session, unit, WEEK, None)
    assert get(db, unit).state(FRIDAY) is ReturnState.MISSING
    assert not get(db, unit).nil


@pytest.mark.parametrize(
    ("day", "why"),
    [(None, "已有刊播记录"), (WEEK - dt.timedelta(days=15), "早了两周以上")],
)
def test_an_impossible_day_of_receipt_changes_nothing(
    db: Database, unit: int, day: dt.date | None, why: str
) -> None:
    add(db, unit)
    with (
        pytest.raises(ValidationError, match=why) as caught,
        db.writing("更正") as session,
    ):
        returns.set_received_on(session, unit, WEEK, day)
    assert caught.value.field == "received_on"
    assert get(db, unit).received_on == FRIDAY


def test_exempting_needs_a_reason_and_can_be_cancelled(db: Database, unit: int) -> None:
    with (
        pytest.raises(ValidationError) as caught,
        db.writing("免报") as session,
    ):
        returns.exempt(session, unit, WEEK, "　 ")
    assert caught.value.field == "exempt_reason"
    with db.writing("免报") as session:
        returns.exempt(session, unit, WEEK, " 机构改革 ")
    row = get(db, unit)
    assert (row.state(FRIDAY), row.exempt_reason) == (ReturnState.EXEMPT, "机构改革")
    with db.writing("取消") as session:
        returns.cancel_exempt(session, unit, WEEK)
    assert get(db, unit).state(FRIDAY) is ReturnState.MISSING


def test_sending_back_needs_a_report_and_a_reason(db: Database, unit: int) -> None:
    with pytest.raises(NotFound, match="还没有报送"), db.writing("退回") as session:
        returns.send_back(session, unit, WEEK, "日期有误")
    with db.writing("收到") as session:
        returns.receive(session, unit, WEEK, FRIDAY)
    with pytest.raises(ValidationError) as caught, db.writing("退回") as session:
        returns.send_back(session, unit, WEEK, "")
    assert caught.value.field == "returned_reason"
    with pytest.raises(NotFound), db.writing("接收") as session:
        returns.accept(session, unit, WEEK - dt.timedelta(days=7))


def test_accepting_ends_a_sending_back_and_undo_brings_it_back(
    db: Database, unit: int
) -> None:
    with db.writing("收到") as session:
        returns.receive(session, unit, WEEK, FRIDAY)
    with db.writing("退回") as session:
        returns.send_back(session, unit, WEEK, "日期有误", FRIDAY)
    with db.writing("接收") as session:
        returns.accept(session, unit, WEEK, FRIDAY)
    assert get(db, unit).accepted_on == FRIDAY
    assert get(db, unit).state(FRIDAY) is ReturnState.RECEIVED

    with db.reading() as session:
        last = last_undoable(session)
    assert last is not None
    undo_action(db, last.id)

    row = get(db, unit)
    assert row.accepted_on is None
    assert (row.state(FRIDAY), row.returned_reason) == (
        ReturnState.RETURNED,
        "日期有误",
    )


def test_the_history_of_a_return_tells_all_that_happened_in_words(
    db: Database, unit: int
) -> None:
    add(db, unit, "政策问答")
    with db.writing("退回修改：商务局") as session:
        returns.send_back(session, unit, WEEK, "日期有误", FRIDAY)
    with db.writing("接收：商务局") as session:
        returns.accept(session, unit, WEEK, FRIDAY)

    with db.reading() as session:
        entries = return_history(session, unit, WEEK)
        other = return_history(session, unit, WEEK - dt.timedelta(days=7))

    assert [e.title for e in entries] == ["接收：商务局", "退回修改：商务局", "补录"]
    assert "退回原因：（空） → 日期有误" in entries[1].lines
    assert any("《政策问答》" in line for line in entries[2].lines)
    assert all(e.undoable and not e.undone for e in entries)
    assert other == []
    assert not any(
        word in line for e in entries for line in e.lines for word in ("hand", "None")
    )


@given(st.integers(min_value=-400, max_value=400), st.integers(0, 90))
def test_stray_days_are_those_after_the_week_or_long_before_it(
    offset: int, allowed: int
) -> None:
    day = WEEK + dt.timedelta(days=offset)
    assert returns.is_stray(day, WEEK, allowed) == (offset > 6 or offset < -allowed)
