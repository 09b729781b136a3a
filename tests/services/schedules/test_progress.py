"""Slots run to publication: no state skipped silently, the weekly round, and what units report themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from models.database import Database
from models.errors import ValidationError
from models.tables import Placement, Story, WeeklyReturn
from models.vocabulary_schedules import ChangeKind
from services import history, returns, stories
from services.corrections import pending_changes
from services.intake.stored import load_returns
from services.integrity import check
from services.output.weekly_workbook import SHEETS, SLOTS_SHEET, write_issue
from services.registers.units import set_liaison
from services.schedules import calendar, fulfilling, moves, progress, slots, store
from services.schedules.series import SlotState
from services.schedules.types import DraftSlot, SlotRow
from services.stories import PlacementDraft
from services.weekly_issue import issue_snapshot, issue_week, preview_snapshot
from tests.services.schedules.stored import pingchuan_draft

D = dt.date
MONDAY = D(2021, 8, 16)


def _kept(db: Database) -> tuple[SlotRow, ...]:
    with db.writing("登记") as session:
        series_id = store.save_series(session, pingchuan_draft(session))
        return store.series_slots(session, series_id)


def _again(db: Database, slot: SlotRow) -> SlotRow:
    with db.reading() as session:
        return slots.get_slot(session, slot.id)


def test_no_state_is_skipped_silently(db: Database) -> None:
    rows = _kept(db)
    with db.writing("录") as session:
        with pytest.raises(progress.StateSkipped, match="确认") as caught:
            progress.advance(session, [rows[0].id], SlotState.RECORDED, MONDAY)
        assert caught.value.left_out == (SlotState.CONFIRMED,)
        assert caught.value.field == "state"
        with pytest.raises(progress.StateSkipped, match="确认、录制"):
            progress.publish(session, [rows[0].id])
        progress.advance(session, [rows[0].id], SlotState.CONFIRMED, D(2021, 8, 13))
        progress.advance(session, [rows[0].id], SlotState.RECORDED, MONDAY)
        with pytest.raises(ValidationError, match="不用再登记"):
            progress.advance(session, [rows[0].id], SlotState.CONFIRMED, MONDAY)
        both = [rows[0].id, rows[2].id]
        progress.advance(session, both, SlotState.CONFIRMED, MONDAY)
        assert slots.get_slot(session, rows[0].id).state is SlotState.RECORDED
        assert slots.get_slot(session, rows[2].id).state is SlotState.CONFIRMED
        with pytest.raises(ValidationError, match="不能早于"):
            progress.advance(session, [rows[1].id], SlotState.CONFIRMED, MONDAY)
            progress.advance(session, [rows[1].id], SlotState.RECORDED, D(2021, 8, 12))
        slot = slots.get_slot(session, rows[0].id)
    assert (slot.confirmed_on, slot.recorded_on) == (D(2021, 8, 13), MONDAY)


def test_publishing_makes_a_placement_of_the_week_and_undo_takes_both_back(
    db: Database,
) -> None:
    rows = _kept(db)
    with db.writing("登记刊播") as session:
        done = progress.publish(
            session,
            [rows[0].id, rows[1].id],
            titles={rows[1].id: "区发改局：项目怎么落地"},
            fill=True,
        )
    assert [(p.week, p.corrects) for p in done] == [(MONDAY, False)] * 2
    slot = _again(db, rows[0])
    assert (slot.state, slot.published_on) == (SlotState.PUBLISHED, MONDAY)
    assert slot.placement_id == done[0].placement_id
    with db.reading() as session:
        placement = session.get_one(Placement, done[0].placement_id)
        assert (placement.column_name, placement.outlet_id) == (
            "一把手谈营商环境",
            rows[0].outlet_id,
        )
        titles = set(session.scalars(select(Story.title)))
        stored = returns.get(session, rows[0].unit_id, MONDAY)
        action = history.last_undoable(session)
    assert titles == {"一把手谈营商环境：经济开发区管委会", "区发改局：项目怎么落地"}
    assert stored.received_on == MONDAY
    assert check(db) == []
    assert action is not None
    history.undo_action(db, action.id)
    assert _again(db, rows[0]) == rows[0]
    with db.reading() as session:
        live = Placement.deleted_at.is_(None)
        assert session.scalars(select(Placement.id).where(live)).all() == []
        left = WeeklyReturn.deleted_at.is_(None)
        assert session.scalars(select(WeeklyReturn.id).where(left)).all() == []
    assert check(db) == []


def test_the_offices_note_never_stands_for_the_units_own_return(db: Database) -> None:
    rows = _kept(db)
    late, silent = rows[0], rows[1]
    with db.writing("报送") as session:
        returns.receive(session, late.unit_id, MONDAY, D(2021, 8, 24), source="form")
        returns.send_back(session, late.unit_id, MONDAY, "缺链接", D(2021, 8, 25))
        progress.publish(session, [late.id, silent.id], fill=True)
        stored = returns.get(session, late.unit_id, MONDAY)
        assert (stored.received_on, stored.returned_on) == (
            D(2021, 8, 24),
            D(2021, 8, 25),
        )
        stand_in = returns.get(session, silent.unit_id, MONDAY)
        assert (stand_in.received_on, stand_in.source) == (MONDAY, "slot")
        assert (
            load_returns(session, {(silent.unit_id, MONDAY)})[
                silent.unit_id, MONDAY
            ].received_on
            is None
        )
        returns.receive(session, silent.unit_id, MONDAY, D(2021, 8, 26), source="form")
        own = returns.get(session, silent.unit_id, MONDAY)
    assert (own.received_on, own.source) == (D(2021, 8, 26), "form")


def test_what_the_unit_reported_already_is_taken_not_doubled(db: Database) -> None:
    rows = _kept(db)
    station = rows[0].outlet_id
    assert station is not None
    with db.writing("来稿") as session:
        stories.add_story(
            session,
            rows[0].unit_id,
            MONDAY,
            "一把手谈营商环境：经济开发区管委会",
            [PlacementDraft(MONDAY, station)],
        )
        [done] = progress.publish(session, [rows[0].id], fill=True)
        ids = session.scalars(select(Placement.id)).all()
    assert ids == [done.placement_id]


def test_a_day_to_come_or_a_slot_without_outlet_is_not_published(
    db: Database,
) -> None:
    rows = _kept(db)
    with db.writing("登记") as session:
        with pytest.raises(ValidationError, match="还没有到") as caught:
            progress.publish(session, [rows[0].id], fill=True, today=D(2021, 8, 1))
        assert caught.value.field == "published_on"
        lone = slots.add_slot(
            session,
            DraftSlot(rows[0].unit_id, "", D(2021, 8, 26)),
            outlet_id=None,
            column="县长热线",
        )
        with pytest.raises(ValidationError, match="没有写媒体"):
            progress.publish(session, [lone], fill=True)


def test_an_issued_week_is_corrected_by_a_late_publication(db: Database) -> None:
    rows = _kept(db)
    issue_week(db, MONDAY, now=dt.datetime(2021, 8, 20, 18))
    with db.writing("登记") as session:
        [done] = progress.publish(session, [rows[0].id], fill=True)
    assert done.corrects
    with db.reading() as session:
        [changes] = pending_changes(session, D(2021, 8, 23))
    assert any("经济开发区管委会" in line["title"] for line in changes.lines)


def test_one_step_back_takes_the_own_placement_along(db: Database) -> None:
    rows = _kept(db)
    with db.writing("登记") as session:
        progress.publish(session, [rows[0].id], fill=True)
        progress.step_back(session, [rows[0].id], "登记错了")
        slot = slots.get_slot(session, rows[0].id)
        assert (slot.state, slot.placement_id, slot.published_on) == (
            SlotState.RECORDED,
            None,
            None,
        )
        progress.step_back(session, [rows[0].id])
        progress.step_back(session, [rows[0].id])
        assert slots.get_slot(session, rows[0].id).state is SlotState.PLANNED
        with pytest.raises(ValidationError, match="没有上一步"):
            progress.step_back(session, [rows[0].id])
        live = Placement.deleted_at.is_(None)
        assert session.scalars(select(Placement.id).where(live)).all() == []
    assert check(db) == []


def _report(db: Database, slot: SlotRow, title: str, day: dt.date, **more: str) -> None:
    assert slot.outlet_id is not None
    with db.writing("单位报来") as session:
        stories.add_story(
            session,
            slot.unit_id,
            day,
            title,
            [PlacementDraft(day, slot.outlet_id, **more)],  # pyright: ignore[reportArgumentType]
        )


def test_what_a_unit_reports_is_proposed_for_its_slot(db: Database) -> None:
    rows = _kept(db)
    column = rows[0].column
    _report(db, rows[0], "开发区访谈", D(2021, 8, 17), column_name=column)
    _report(db, rows[1], "一把手谈营商环境｜区发改局", D(2021, 8, 16))
    _report(db, rows[2], "政策热点面对面：区工信局", D(2021, 8, 17), column_name="别的")
    _report(db, rows[3], "区司法局普法", D(2021, 8, 30), column_name=column)
    with db.reading() as session:
        found = fulfilling.fulfilments(session)
    assert [(f.slot.id, f.title) for f in found] == [
        (rows[0].id, "开发区访谈"),
        (rows[1].id, "一把手谈营商环境｜区发改局"),
    ]
    assert found[0].why == "单位相同，媒体相同，栏目相同，相差 1 天"
    with db.writing("对应") as session:
        pair = (found[0].slot.id, found[0].placement_id)
        assert fulfilling.accept_fulfilments(session, [pair]) == 1
        with pytest.raises(ValidationError, match="已刊播"):
            fulfilling.accept_fulfilments(session, [pair])
        fulfilling.reject_fulfilments(
            session, [(found[1].slot.id, found[1].placement_id)]
        )
        assert fulfilling.fulfilments(session) == ()
        slot = slots.get_slot(session, rows[0].id)
        kinds = [c.kind for c in slots.slot_changes(session, rows[0].id)]
    assert (slot.state, slot.published_on) == (SlotState.PUBLISHED, D(2021, 8, 17))
    assert (slot.confirmed_on, slot.recorded_on) == (None, None)
    assert kinds == [ChangeKind.FULFIL]
    with db.writing("退回") as session:
        progress.step_back(session, [rows[0].id])
        assert slots.get_slot(session, rows[0].id).state is SlotState.PLANNED
        kept = session.get_one(Placement, found[0].placement_id)
        assert kept.deleted_at is None  # the unit's own report stays
    assert check(db) == []


def test_each_report_is_proposed_for_the_nearest_slot_only(db: Database) -> None:
    rows = _kept(db)
    with db.writing("再排") as session:
        later = slots.add_slot(
            session,
            DraftSlot(rows[0].unit_id, "", D(2021, 8, 19)),
            outlet_id=None,
            series_id=rows[0].series_id,
        )
    _report(db, rows[0], "开发区访谈", D(2021, 8, 18), column_name=rows[0].column)
    with db.reading() as session:
        found = fulfilling.fulfilments(session)
    assert [f.slot.id for f in found] == [later]


def test_a_deleted_placement_opens_its_slot_again_and_undo_brings_both_back(
    db: Database,
) -> None:
    rows = _kept(db)
    with db.writing("登记") as session:
        [done] = progress.publish(session, [rows[0].id], fill=True)
    with db.writing("删刊播") as session:
        stories.delete_placements(session, [done.placement_id])
    slot = _again(db, rows[0])
    assert (slot.state, slot.placement_id) == (SlotState.RECORDED, None)
    assert check(db) == []
    with db.reading() as session:
        action = history.last_undoable(session)
    assert action is not None
    history.undo_action(db, action.id)
    assert _again(db, rows[0]).placement_id == done.placement_id
    assert check(db) == []


def test_a_publication_that_is_dated_anew_dates_its_slot(db: Database) -> None:
    rows = _kept(db)
    with db.writing("登记") as session:
        [done] = progress.publish(session, [rows[0].id], fill=True)
        stories.change_placement(
            session, done.placement_id, published_on=D(2021, 8, 17)
        )
        slot = slots.get_slot(session, rows[0].id)
    assert (slot.day, slot.published_on) == (MONDAY, D(2021, 8, 17))


def test_next_week_stands_in_the_workbook_as_it_was_when_issued(
    db: Database, tmp_path: Path
) -> None:
    rows = _kept(db)
    week = D(2021, 8, 9)
    with db.writing("联络员") as session:
        set_liaison(session, rows[0].unit_id, "王芳", "13900001111", D(2021, 1, 1))
        moves.cancel_slots(session, [rows[1].id], "撤并")
    issue = issue_week(db, week, now=dt.datetime(2021, 8, 13, 18))
    with db.writing("改期") as session:
        moves.move_slots(session, {rows[0].id: D(2021, 8, 26)})
    with db.reading() as session:
        frozen = issue_snapshot(session, issue.id)
        later = preview_snapshot(session, D(2021, 9, 6))
    lines = frozen.get("next_slots", [])
    assert len(lines) == 9
    assert (lines[0]["unit"], lines[0]["day"], lines[0]["liaison"]) == (
        "经济开发区管委会",
        "2021-08-16",
        "王芳",
    )
    assert "next_slots" not in later
    book = CalamineWorkbook.from_path(write_issue(frozen, tmp_path / "周报.xlsx"))
    assert book.sheet_names == [*SHEETS[:-1], SLOTS_SHEET, SHEETS[-1]]
    told = book.get_sheet_by_name(SLOTS_SHEET).to_python()
    assert told[0][0] == "下周排期（2021年8月16日—22日）"
    assert told[3][:5] == [1.0, MONDAY, "周一", "", "经济开发区管委会"]
    old = {**frozen}
    del old["next_slots"]
    plain = CalamineWorkbook.from_path(
        write_issue(old, tmp_path / "旧.xlsx")  # pyright: ignore[reportArgumentType]
    )
    assert tuple(plain.sheet_names) == SHEETS


def test_a_published_slot_cannot_be_deleted_moved_or_cancelled(db: Database) -> None:
    rows = _kept(db)
    with db.writing("登记") as session:
        progress.publish(session, [rows[0].id], fill=True)
        for attempt in (
            lambda: slots.delete_slots(session, [rows[0].id]),
            lambda: moves.move_slots(session, {rows[0].id: D(2021, 8, 26)}),
            lambda: moves.cancel_slots(session, [rows[0].id], "撤并"),
            lambda: store.delete_series(session, rows[0].series_id or 0),
            lambda: slots.edit_slot(session, rows[0].id, column="别的栏目"),
        ):
            with pytest.raises(ValidationError):
                attempt()
        slots.edit_slot(session, rows[0].id, note="光盘已归档")
        data = calendar.week_data(session, MONDAY)
    published = [s for s in data.slots if s.state is SlotState.PUBLISHED]
    assert [s.note for s in published] == ["光盘已归档"]
    assert replace(published[0], note="").unit == rows[0].unit


@pytest.mark.parametrize("own_return", [False, True])
@pytest.mark.parametrize("stepped_back", [False, True])
def test_what_was_published_anew_is_not_brought_back_a_second_time(
    db: Database, own_return: bool, stepped_back: bool
) -> None:
    slot = _kept(db)[0]
    if own_return:
        with db.writing("报送") as session:
            returns.receive(session, slot.unit_id, MONDAY, MONDAY, source="form")

    def publish() -> int:
        with db.writing("登记刊播") as session:
            progress.publish(session, [slot.id], fill=True)
        return last()

    def last() -> int:
        with db.reading() as session:
            found = history.last_undoable(session)
        assert found is not None
        return found.id

    def placements() -> list[int]:
        with db.reading() as session:
            live = Placement.deleted_at.is_(None)
            return list(session.scalars(select(Placement.id).where(live)))

    first = publish()
    if stepped_back:
        with db.writing("退回") as session:
            progress.step_back(session, [slot.id])
        back = last()
    else:
        back = history.undo_action(db, first).action_id
    second = publish()
    there = placements()
    assert len(there) == 1
    with pytest.raises(ValidationError, match="先撤销后来"):
        history.undo_action(db, back)
    assert placements() == there
    history.undo_action(db, second)
    assert placements() == []
    history.undo_action(db, back)
    assert len(placements()) == 1
    assert _again(db, slot).state is SlotState.PUBLISHED
    assert check(db) == []
