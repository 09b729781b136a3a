"""Stored slots moved by hand, pushed on, postponed, cancelled; and re-planned around holidays entered late."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import Database
from models.errors import NotFound, ValidationError
from models.vocabulary_schedules import ChangeKind
from services import history, workdays
from services.integrity import check
from services.schedules import calendar, moves, replanning, rules, slots, store
from services.schedules.conflicts import Grade, Rule
from services.schedules.progress import advance
from services.schedules.series import PerWeek, PerWorkday, SlotState
from services.schedules.types import DraftSlot, SlotRow
from tests.services.schedules.calendars import YEAR, Calendar, calendars
from tests.services.schedules.stored import (
    add_station,
    add_units,
    draft_of,
    pingchuan_draft,
)

D = dt.date
_NUMBERS = itertools.count()


def _kept(db: Database) -> tuple[int, list[SlotRow]]:
    with db.writing("登记") as session:
        series_id = store.save_series(session, pingchuan_draft(session))
        return series_id, list(store.series_slots(session, series_id))


def _days(db: Database, series_id: int) -> list[dt.date | None]:
    with db.reading() as session:
        return [s.day for s in store.series_slots(session, series_id)]


def test_several_slots_are_moved_at_once_and_undone_at_once(db: Database) -> None:
    series_id, rows = _kept(db)
    before = _days(db, series_id)
    wanted = {rows[0].id: D(2021, 8, 26), rows[1].id: D(2021, 8, 26)}
    with db.reading() as session:
        seen = moves.preview_move(session, wanted)
    assert _days(db, series_id) == before
    with db.writing("改期") as session:
        done = moves.move_slots(session, wanted)
    assert seen == done
    assert [(c.before, c.after) for c in done.changes] == [
        (D(2021, 8, 16), D(2021, 8, 26))
    ] * 2
    assert _days(db, series_id)[:3] == [D(2021, 8, 26), D(2021, 8, 26), D(2021, 8, 17)]
    with db.reading() as session:
        action = history.last_undoable(session)
        kinds = [c.kind for c in slots.slot_changes(session, rows[0].id)]
    assert kinds == [ChangeKind.RESCHEDULE]
    assert action is not None
    history.undo_action(db, action.id)
    assert _days(db, series_id) == before
    with db.reading() as session:
        assert slots.slot_changes(session, rows[0].id) == ()


def test_a_forbidden_day_moves_nothing(db: Database) -> None:
    series_id, rows = _kept(db)
    saturday = D(2021, 8, 21)
    with db.writing("改期") as session:
        seen = moves.preview_move(session, {rows[0].id: saturday})
        assert seen.forbidden
        with pytest.raises(ValidationError, match="没有改动") as caught:
            moves.move_slots(
                session, {rows[1].id: D(2021, 8, 26), rows[0].id: saturday}
            )
    assert caught.value.field == "day"
    assert _days(db, series_id) == [s.day for s in rows]


def test_conflicts_of_others_are_not_told_of_a_move(db: Database) -> None:
    _, rows = _kept(db)
    with db.writing("再排") as session:
        again = [
            slots.add_slot(
                session,
                DraftSlot(rows[i].unit_id, "", rows[i].day),
                outlet_id=rows[i].outlet_id,
                column="政策热点面对面",
            )
            for i in (2, 4)
        ]
        del again
        quiet = moves.preview_move(session, {rows[0].id: D(2021, 8, 17)})
        loud = moves.preview_move(session, {rows[2].id: D(2021, 8, 18)})
        meeting = moves.preview_move(
            session, {rows[0].id: D(2021, 8, 17), rows[2].id: D(2021, 8, 17)}
        )
    assert quiet.grade is Grade.OFF
    assert loud.grade is Grade.OFF
    assert [c.after for c in meeting.changes] == [D(2021, 8, 17)]


def test_the_unit_that_comes_twice_is_told(db: Database) -> None:
    _, rows = _kept(db)
    with db.writing("再排") as session:
        slots.add_slot(
            session,
            DraftSlot(rows[0].unit_id, "", D(2021, 8, 26)),
            outlet_id=rows[0].outlet_id,
            column="政策热点面对面",
        )
        seen = moves.preview_move(session, {rows[0].id: D(2021, 8, 26)})
    assert [c.rule for c in seen.conflicts] == [Rule.UNIT_TWICE]
    assert seen.grade is Grade.WARN


def test_a_confirmed_slot_needs_a_reason(db: Database) -> None:
    series_id, rows = _kept(db)
    with db.writing("确认") as session:
        advance(session, [rows[0].id], SlotState.CONFIRMED, D(2021, 8, 13))
    with db.writing("改期") as session:
        with pytest.raises(ValidationError, match="请写明原因") as caught:
            moves.move_slots(session, {rows[0].id: D(2021, 8, 26)})
        assert caught.value.field == "reason"
        moves.move_slots(session, {rows[0].id: D(2021, 8, 26)}, reason="出国考察")
        slot = slots.get_slot(session, rows[0].id)
    assert (slot.day, slot.reason, slot.moved) == (D(2021, 8, 26), "出国考察", True)
    assert slot.state is SlotState.CONFIRMED
    assert series_id == slot.series_id


def test_the_rest_is_pushed_on_in_order(db: Database) -> None:
    series_id, rows = _kept(db)
    with db.writing("改期") as session:
        done = moves.move_slots(
            session, {rows[4].id: D(2021, 8, 23)}, reason="有会", push_rest=True
        )
    days = _days(db, series_id)
    assert days[:4] == [s.day for s in rows[:4]]
    assert days[4] == D(2021, 8, 23)
    assert days == sorted(d for d in days if d)
    assert max(Counter(days).values()) == 2
    assert len(done.changes) == 12
    with db.reading() as session:
        lead = slots.slot_changes(session, rows[4].id)[0]
        rest = slots.slot_changes(session, rows[5].id)[0]
    assert (lead.kind, lead.reason) == (ChangeKind.RESCHEDULE, "有会")
    assert (rest.kind, rest.reason) == (ChangeKind.PUSH, "第 5 期后移，随之顺延。")


def test_slots_are_shifted_by_workdays(db: Database) -> None:
    _, rows = _kept(db)
    friday = [s for s in rows if s.day == D(2021, 8, 20)]
    with db.writing("改期") as session:
        done = moves.shift_slots(session, [s.id for s in friday], 1)
        back = moves.shift_slots(session, [friday[0].id], -2)
    assert {c.after for c in done.changes} == {D(2021, 8, 23)}
    assert [c.after for c in back.changes] == [D(2021, 8, 19)]


def test_postponing_finds_the_next_day_with_room(db: Database) -> None:
    series_id, rows = _kept(db)
    with db.writing("延期") as session:
        with pytest.raises(ValidationError, match="延期的原因"):
            moves.postpone(session, rows[0].id, " ")
        store.edit_series(session, series_id, capacity=2)
        moves.postpone(session, rows[0].id, "主要负责人外出")
        slot = slots.get_slot(session, rows[0].id)
        change = slots.slot_changes(session, rows[0].id)[0]
    assert slot.day == D(2021, 8, 26)
    assert (change.kind, change.before, change.after) == (
        ChangeKind.POSTPONE,
        D(2021, 8, 16),
        D(2021, 8, 26),
    )
    assert slot.planned_on == D(2021, 8, 16)


def test_a_lone_slot_is_postponed_to_the_next_workday(db: Database) -> None:
    with db.writing("加") as session:
        [unit] = add_units(session, ["区水务局"])
        slot_id = slots.add_slot(
            session,
            DraftSlot(unit, "", D(2021, 8, 20)),
            outlet_id=add_station(session),
        )
        moves.postpone(session, slot_id, "设备检修")
        assert slots.get_slot(session, slot_id).day == D(2021, 8, 23)


def test_a_cancelled_slot_takes_no_room_and_comes_back_as_it_was(
    db: Database,
) -> None:
    series_id, rows = _kept(db)
    with db.writing("取消") as session:
        store.edit_series(session, series_id, capacity=2)
        advance(session, [rows[0].id], SlotState.CONFIRMED, D(2021, 8, 13))
        with pytest.raises(ValidationError, match="取消的原因"):
            moves.cancel_slots(session, [rows[0].id], "")
        moves.cancel_slots(session, [rows[0].id], "单位撤并")
        slot = slots.get_slot(session, rows[0].id)
        assert (slot.state, slot.day) == (SlotState.CANCELLED, D(2021, 8, 16))
        with pytest.raises(ValidationError, match="不能再移动"):
            moves.move_slots(session, {rows[0].id: D(2021, 8, 26)})
        moves.restore_slots(session, [rows[0].id])
        assert slots.get_slot(session, rows[0].id).state is SlotState.CONFIRMED
        moves.cancel_slots(session, [rows[0].id], "单位撤并")
        moves.move_slots(session, {rows[2].id: D(2021, 8, 16)})
        with pytest.raises(ValidationError, match="一天最多 2 个"):
            moves.restore_slots(session, [rows[0].id])
    with db.reading() as session:
        counts = store.load_series(session, series_id)
    assert (counts.total, counts.cancelled) == (15, 1)


def test_a_slot_that_is_gone_is_told(db: Database) -> None:
    _, rows = _kept(db)
    with db.writing("删") as session:
        slots.delete_slots(session, [rows[0].id])
        with pytest.raises(NotFound, match="已经不在了"):
            moves.move_slots(session, {rows[0].id: D(2021, 8, 26)})


def test_a_holiday_entered_late_moves_what_it_hits_and_tells_it(db: Database) -> None:
    series_id, rows = _kept(db)
    with db.writing("特意") as session:
        rules.save_grades(session, {Rule.NON_WORKDAY: Grade.WARN})
        moves.move_slots(session, {rows[15].id: D(2021, 8, 28)}, reason="周末专场")
    with db.writing("放假") as session:
        workdays.save_year(session, 2021, [D(2021, 8, 18), D(2021, 8, 19)], [])
        assert replanning.days_off_hit(session, D(2021, 8, 1)) == 4
        seen = replanning.preview_replan(session, D(2021, 8, 1))
        done = replanning.replan(session, D(2021, 8, 1))
        assert seen == done
        assert replanning.days_off_hit(session, D(2021, 8, 1)) == 0
    days = _days(db, series_id)
    assert days[:4] == [s.day for s in rows[:4]]
    assert days[4:6] == [D(2021, 8, 20)] * 2
    assert days[14] == D(2021, 8, 27)
    assert days[15] == D(2021, 8, 28)  # on a Saturday on purpose
    assert done.changes[0].reason == "8月18日（周三）放假，顺延到8月20日（周五）。"
    with db.reading() as session:
        [change] = slots.slot_changes(session, rows[4].id)
        assert change.kind is ChangeKind.REPLAN
        action = history.last_undoable(session)
    assert action is not None
    history.undo_action(db, action.id)
    assert _days(db, series_id)[4:6] == [D(2021, 8, 18)] * 2
    assert check(db) == []


def test_past_and_finished_slots_stay_when_holidays_come(db: Database) -> None:
    series_id, rows = _kept(db)
    with db.writing("放假") as session:
        advance(
            session,
            [rows[4].id],
            SlotState.RECORDED,
            D(2021, 8, 18),
            fill=True,
        )
        workdays.save_year(session, 2021, [D(2021, 8, 16), D(2021, 8, 18)], [])
        replanning.replan(session, D(2021, 8, 17))
    days = _days(db, series_id)
    assert days[0] == D(2021, 8, 16)
    assert days[4] == D(2021, 8, 18)
    assert days[5] == D(2021, 8, 19)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    known=calendars(),
    late=st.sets(st.dates(D(YEAR, 1, 1), D(YEAR, 4, 30)), max_size=12),
    count=st.integers(1, 14),
    per_day=st.integers(1, 3),
    weekly=st.booleans(),
    capacity=st.one_of(st.none(), st.integers(1, 4)),
    first=st.dates(D(YEAR, 1, 1), D(YEAR, 2, 28)),
)
def test_any_series_survives_any_late_holiday_through_the_database(
    db: Database,
    known: Calendar,
    late: set[dt.date],
    count: int,
    per_day: int,
    weekly: bool,
    capacity: int | None,
    first: dt.date,
) -> None:
    late_days = frozenset(late)
    after = known.with_off(late_days)
    with db.writing("排") as session:
        off, made_up = known.workdays.entered[YEAR]
        workdays.save_year(session, YEAR, sorted(off), sorted(made_up))
        number = next(_NUMBERS)
        units = add_units(session, [f"第{number}县{i}局" for i in range(count)])
        draft = draft_of(
            units,
            first,
            PerWeek(per_day) if weekly else PerWorkday(per_day),
            outlet_id=add_station(session, f"电视台{number}"),
            column="专访",
            capacity=capacity,
        )
        laid = store.propose_series(session, draft)
        assert laid == store.propose_series(session, draft)
        series_id = store.save_series(session, draft)
        rows = store.series_slots(session, series_id)
        _check(rows, units, known, capacity)
        off, made_up = after.workdays.entered[YEAR]
        workdays.save_year(session, YEAR, sorted(off), sorted(made_up))
        replanning.replan(session, first)
        moved = store.series_slots(session, series_id)
        # Other series of this test stand in other stations: only this one may have moved.
        found = [s for s in moved if s.day is not None]
        _check(moved, units, after, capacity)
        assert len(found) == count
        store.delete_series(session, series_id)


def _check(
    rows: tuple[SlotRow, ...], units: list[int], known: Calendar, capacity: int | None
) -> None:
    assert [s.unit_id for s in rows] == units
    days = [s.day for s in rows]
    assert all(day is not None and known.works(day) for day in days)
    assert days == sorted(d for d in days if d)
    if capacity is not None:
        assert max(Counter(days).values()) <= capacity


def test_conflicts_are_those_of_the_stored_rules(db: Database) -> None:
    series_id, rows = _kept(db)
    first, last = D(2021, 8, 16), D(2021, 8, 22)
    with db.writing("规则") as session:
        station = rows[0].outlet_id
        assert station is not None
        assert calendar.range_data(session, first, last).conflicts == ()
        rules.save_capacity(session, station, rows[0].column, 1)
        data = calendar.range_data(session, first, last)
        assert {c.rule for c in data.conflicts} == {Rule.OVER_CAPACITY}
        assert len(data.conflicts) == 5
        assert len(data.conflicts_by_slot[rows[0].id]) == 1
        rules.save_grades(session, {Rule.OVER_CAPACITY: Grade.OFF})
        assert calendar.range_data(session, first, last).conflicts == ()
        rules.save_grades(session, {Rule.OVER_CAPACITY: Grade.WARN})
        moves.cancel_slots(session, [rows[0].id], "撤并")
        assert len(calendar.range_data(session, first, last).conflicts) == 4
        rules.save_blackout(session, first=last, last=last, reason="停播")
        rules.save_blackout(
            session, first=D(2021, 8, 17), last=D(2021, 8, 17), reason="检修"
        )
        found = calendar.range_data(session, first, last).conflicts
    told = [c for c in found if c.rule is Rule.BLACKED_OUT]
    assert len(told) == 2
    assert told[0].sentence.endswith("排在停排日（检修）。")
    assert replace(rows[0], day=None).moved
    assert series_id


def test_days_kept_free_later_move_what_stands_on_them(db: Database) -> None:
    series_id, rows = _kept(db)
    with db.writing("停排") as session:
        rules.save_blackout(
            session,
            first=D(2021, 8, 24),
            last=D(2021, 8, 24),
            reason="设备检修",
            outlet_id=rows[0].outlet_id,
        )
        assert replanning.days_off_hit(session, D(2021, 8, 1)) == 2
        done = replanning.replan(session, D(2021, 8, 1))
        assert replanning.days_off_hit(session, D(2021, 8, 1)) == 0
    assert len(done.changes) == 4
    assert done.changes[0].reason == "8月24日（周二）是停排日，顺延到8月25日（周三）。"
    assert _days(db, series_id)[12:] == [D(2021, 8, 25)] * 2 + [D(2021, 8, 26)] * 2


def test_two_columns_of_one_station_do_not_meet_when_both_give_way(
    db: Database,
) -> None:
    with db.writing("登记") as session:
        station = add_station(session)
        rules.save_capacity(session, station, "", 2)
        units = add_units(session, [f"第{i}局" for i in range(8)])
        for column, mine in (("甲", units[:4]), ("乙", units[4:])):
            draft = draft_of(
                mine, D(2021, 8, 16), PerWorkday(), outlet_id=station, column=column
            )
            store.save_series(session, draft)
        workdays.save_year(session, 2021, [D(2021, 8, 17), D(2021, 8, 18)], [])
        done = replanning.replan(session, D(2021, 8, 1))
        found = calendar.list_slots(session)
    load = Counter(s.day for s in found)
    assert max(load.values()) == 2
    assert not {D(2021, 8, 17), D(2021, 8, 18)} & set(load)
    assert len(found) == 8
    assert not any(c.grade is Grade.FORBID for c in done.conflicts)
