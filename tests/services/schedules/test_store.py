"""Series on a real database: laid out, kept as one action, undone as one, deleted and brought back."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest

from models.database import Database
from models.errors import ValidationError
from models.vocabulary_schedules import DayKind
from services import history, recycle_bin, workdays
from services.integrity import check
from services.registers.outlets import delete_outlet, merge_outlets
from services.registers.units import close_unit, delete_unit
from services.schedules import calendar, rules, slots, store
from services.schedules.conflicts import Grade, Rule
from services.schedules.series import OnWeekdays, PerWeek, PerWorkday, SlotState
from services.schedules.types import Blackout, DraftSlot, SlotFilter
from tests.services.schedules.stored import (
    PINGCHUAN,
    add_station,
    add_units,
    draft_of,
    pingchuan_draft,
)
from tests.services.schedules.test_proposal import PINGCHUAN as PINGCHUAN_DAYS

D = dt.date


def _kept(db: Database) -> int:
    with db.writing("登记") as session:
        draft = pingchuan_draft(session)
    with db.writing("保存排期") as session:
        return store.save_series(session, draft)


def test_the_pingchuan_series_is_stored_row_for_row(db: Database) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        rows = store.series_slots(session, series_id)
        series = store.load_series(session, series_id)
    assert [(s.unit, s.day) for s in rows] == PINGCHUAN_DAYS
    assert [s.number for s in rows] == list(range(1, 17))
    assert (series.total, series.planned, series.unplaced) == (16, 16, 0)
    assert (series.from_day, series.to_day) == (D(2021, 8, 16), D(2021, 8, 25))
    assert series.rhythm == PerWorkday(2)
    assert check(db) == []


def test_keeping_a_series_is_one_action_that_is_undone_whole(db: Database) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        action = history.last_undoable(session)
    assert action is not None and action.title == "保存排期"
    history.undo_action(db, action.id)
    with db.reading() as session:
        assert store.list_series(session) == []
        assert calendar.list_slots(session) == []
    with db.reading() as session:
        back = history.last_redoable(session)
    assert back is not None
    history.undo_action(db, back.id)
    with db.reading() as session:
        assert len(store.series_slots(session, series_id)) == 16
    assert check(db) == []


def test_a_series_that_was_worked_on_is_not_undone_in_half(db: Database) -> None:
    series_id = _kept(db)
    with db.reading() as session:
        action = history.last_undoable(session)
        slot = store.series_slots(session, series_id)[0]
    with db.writing("改") as session:
        slots.edit_slot(session, slot.id, topic="惠企政策")
    assert action is not None
    with pytest.raises(ValidationError, match="不能整个撤销"):
        history.undo_action(db, action.id)
    with db.reading() as session:
        assert len(store.series_slots(session, series_id)) == 16


def test_what_other_series_take_is_left_to_them(db: Database) -> None:
    with db.writing("登记") as session:
        station = add_station(session)
        units = add_units(session, PINGCHUAN)
        first = draft_of(
            units[:4],
            D(2021, 8, 16),
            PerWorkday(),
            outlet_id=station,
            column="专访",
            capacity=2,
        )
        store.save_series(session, first)
        second = replace(first, unit_ids=tuple(units[4:10]), rhythm=PerWorkday(2))
        store.save_series(session, second)
        rows = calendar.list_slots(session)
    load = {day: sum(s.day == day for s in rows) for day in {s.day for s in rows}}
    assert max(load.values()) == 2
    assert len(rows) == 10


def test_the_outlet_has_room_for_no_more_than_the_office_says(db: Database) -> None:
    with db.writing("登记") as session:
        station = add_station(session)
        units = add_units(session, PINGCHUAN)
        rules.save_capacity(session, station, "", 1)
        for column, part in (("甲", units[:3]), ("乙", units[3:6])):
            store.save_series(
                session,
                draft_of(
                    part,
                    D(2021, 8, 16),
                    PerWorkday(),
                    outlet_id=station,
                    column=column,
                ),
            )
        days = [s.day for s in calendar.list_slots(session)]
    assert len(days) == len(set(days)) == 6


def test_the_clerks_own_days_are_kept_and_checked(db: Database) -> None:
    with db.writing("登记") as session:
        draft = pingchuan_draft(session)
        laid = store.propose_series(session, draft)
        edited = [*laid.slots]
        edited[0] = replace(edited[0], day=D(2021, 8, 27), topic="开发区怎么服务企业")
        again = store.propose_series(session, draft, edited)
        series_id = store.save_series(session, draft, edited)
        rows = store.series_slots(session, series_id)
    assert again.slots[0].day == rows[0].day == D(2021, 8, 27)
    assert rows[0].topic == "开发区怎么服务企业"
    assert [s.day for s in rows[1:]] == [day for _, day in PINGCHUAN_DAYS[1:]]


def test_a_day_off_is_refused_while_the_rule_forbids_it(db: Database) -> None:
    saturday = D(2021, 8, 21)
    with db.writing("登记") as session:
        draft = pingchuan_draft(session)
        laid = store.propose_series(session, draft)
        edited = [replace(laid.slots[0], day=saturday), *laid.slots[1:]]
        with pytest.raises(ValidationError, match="排在非工作日"):
            store.save_series(session, draft, edited)
        rules.save_grades(session, {Rule.NON_WORKDAY: Grade.NOTE})
        series_id = store.save_series(session, draft, edited)
        first = store.series_slots(session, series_id)[0]
    assert first.day == saturday
    assert first.off_meant


def test_a_series_that_does_not_fit_is_not_kept(db: Database) -> None:
    with db.writing("登记") as session:
        draft = replace(pingchuan_draft(session), last=D(2021, 8, 20))
        proposal = store.propose_series(session, draft)
        assert proposal.unplaced == 6
        with pytest.raises(ValidationError, match="还没有日期"):
            store.save_series(session, draft)
        assert store.list_series(session) == []


def test_blackouts_of_series_outlet_and_office_are_kept_free(db: Database) -> None:
    with db.writing("登记") as session:
        station = add_station(session)
        units = add_units(session, PINGCHUAN[:6])
        rules.save_blackout(
            session, first=D(2021, 8, 16), last=D(2021, 8, 16), reason="全区会议"
        )
        rules.save_blackout(
            session,
            first=D(2021, 8, 17),
            last=D(2021, 8, 17),
            reason="设备检修",
            outlet_id=station,
        )
        draft = draft_of(
            units,
            D(2021, 8, 16),
            PerWorkday(2),
            outlet_id=station,
            blackout=(Blackout(D(2021, 8, 18), D(2021, 8, 18), "台里不录"),),
        )
        series_id = store.save_series(session, draft)
        rows = store.series_slots(session, series_id)
        series = store.load_series(session, series_id)
        infos = calendar.day_infos(session, D(2021, 8, 16), D(2021, 8, 18), station)
    assert {s.day for s in rows} == {D(2021, 8, 19), D(2021, 8, 20), D(2021, 8, 23)}
    assert series.blackout == (Blackout(D(2021, 8, 18), D(2021, 8, 18), "台里不录"),)
    assert [i.blackout for i in infos] == ["全区会议", "设备检修", ""]


def test_a_closed_unit_is_not_laid_out(db: Database) -> None:
    with db.writing("登记") as session:
        draft = pingchuan_draft(session)
        close_unit(session, draft.unit_ids[3], D(2021, 8, 1))
        with pytest.raises(ValidationError, match="已经停用") as caught:
            store.propose_series(session, draft)
    assert caught.value.field == "units"


def test_an_unpublished_year_is_told(db: Database) -> None:
    with db.writing("登记") as session:
        draft = replace(pingchuan_draft(session), first=D(2031, 3, 3))
        assert store.propose_series(session, draft).unpublished == (2031,)
        data = calendar.month_data(session, 2031, 3)
    assert data.unpublished == (2031,)
    assert all(day.unpublished for day in data.days)


def test_the_month_knows_holidays_and_make_up_days(db: Database) -> None:
    with db.reading() as session:
        data = calendar.month_data(session, 2018, 4)
    assert (data.first, data.last) == (D(2018, 3, 26), D(2018, 5, 6))
    kinds = {d: i.kind for d, i in data.info.items()}
    assert kinds[D(2018, 4, 5)] is DayKind.HOLIDAY
    assert data.info[D(2018, 4, 5)].name == "清明节"
    assert kinds[D(2018, 4, 8)] is DayKind.MAKE_UP
    assert kinds[D(2018, 4, 14)] is DayKind.WEEKEND
    assert data.info[D(2018, 5, 1)].name == "劳动节"
    assert kinds[D(2018, 4, 28)] is DayKind.MAKE_UP


def test_a_list_of_the_clerk_has_its_holidays_in_the_calendar(db: Database) -> None:
    with db.writing("放假") as session:
        workdays.save_year(session, 2031, [D(2031, 1, 1)], [D(2031, 1, 4)])
        infos = calendar.day_infos(session, D(2031, 1, 1), D(2031, 1, 5))
    assert [i.kind for i in infos] == [
        DayKind.HOLIDAY,
        DayKind.WORKDAY,
        DayKind.WORKDAY,
        DayKind.MAKE_UP,
        DayKind.WEEKEND,
    ]
    assert infos[0].name == "元旦"


def test_slots_are_found_by_what_the_clerk_types(db: Database) -> None:
    _kept(db)
    with db.reading() as session:
        found = calendar.list_slots(session, SlotFilter(words="一把手 税务"))
        by_initials = calendar.list_slots(session, SlotFilter(words="qfgj"))
        none = calendar.list_slots(session, SlotFilter(words="100%"))
        named = store.list_series(session, words="ybst")
    assert [s.unit for s in found] == ["税务局"]
    assert [s.unit for s in by_initials] == ["区发改局"]
    assert none == []
    assert len(named) == 1


def test_a_series_goes_to_the_bin_and_comes_back_with_its_slots(db: Database) -> None:
    series_id = _kept(db)
    with db.writing("删除排期") as session:
        store.delete_series(session, series_id)
    with db.writing("恢复") as session:
        assert calendar.list_slots(session) == []
        binned = recycle_bin.list_deleted(session)
        assert [(b.kind, b.text) for b in binned] == [("排期系列", "一把手谈营商环境")]
        recycle_bin.restore(session, "schedule_series", series_id)
        assert len(store.series_slots(session, series_id)) == 16
    assert check(db) == []


def test_a_slot_that_was_deleted_keeps_its_number_when_it_comes_back(
    db: Database,
) -> None:
    series_id = _kept(db)
    with db.writing("删") as session:
        last = store.series_slots(session, series_id)[-1]
        slots.delete_slots(session, [last.id])
        unit = last.unit_id
        new = slots.add_slot(
            session,
            DraftSlot(unit, "", D(2021, 8, 26)),
            outlet_id=None,
            series_id=series_id,
        )
        recycle_bin.restore(session, "slot", last.id)
        numbers = {s.id: s.number for s in store.series_slots(session, series_id)}
    assert numbers[last.id] == 16
    assert numbers[new] == 17


def test_units_and_outlets_with_slots_stay(db: Database) -> None:
    series_id = _kept(db)
    with db.writing("删") as session:
        slot = store.series_slots(session, series_id)[0]
        with pytest.raises(ValidationError, match="已有排期"):
            delete_unit(session, slot.unit_id)
        assert slot.outlet_id is not None
        with pytest.raises(ValidationError, match="已有排期"):
            delete_outlet(session, slot.outlet_id)
        rules.save_capacity(session, slot.outlet_id, "", 3)
        other = add_station(session, "区融媒体中心")
        merge_outlets(session, slot.outlet_id, other)
        assert {s.outlet for s in store.series_slots(session, series_id)} == {
            "区融媒体中心"
        }
        assert store.load_series(session, series_id).outlet_id == other
        assert [c.outlet_id for c in rules.capacities(session)] == [other]


def test_time_and_place_of_a_series_reach_the_slots_still_to_come(
    db: Database,
) -> None:
    series_id = _kept(db)
    with db.writing("改") as session:
        rows = store.series_slots(session, series_id)
        slots.edit_slot(session, rows[1].id, place="开发区会议室")
        store.edit_series(session, series_id, place="一号演播厅", capacity=3)
        after = store.series_slots(session, series_id)
        with pytest.raises(ValidationError, match="早于起始日期"):
            store.edit_series(session, series_id, last=D(2020, 1, 1))
        with pytest.raises(ValidationError, match="至少是 1"):
            store.edit_series(session, series_id, capacity=0)
    assert after[0].place == "一号演播厅"
    assert after[1].place == "开发区会议室"


def test_a_lone_slot_needs_a_place_and_a_day(db: Database) -> None:
    with db.writing("加") as session:
        [unit] = add_units(session, ["区水务局"])
        station = add_station(session)
        with pytest.raises(ValidationError, match="选择日期"):
            slots.add_slot(session, DraftSlot(unit, "", None), outlet_id=station)
        with pytest.raises(ValidationError, match="媒体或栏目"):
            slots.add_slot(session, DraftSlot(unit, "", D(2021, 8, 16)), outlet_id=None)
        with pytest.raises(ValidationError, match="排在非工作日"):
            slots.add_slot(
                session, DraftSlot(unit, "", D(2021, 8, 21)), outlet_id=station
            )
    with db.writing("加") as session:
        slot_id = slots.add_slot(
            session, DraftSlot(unit, "", D(2021, 8, 16), time="9:00"), outlet_id=station
        )
        slot = slots.get_slot(session, slot_id)
    assert (slot.series_id, slot.number, slot.time) == (None, 0, "9:00")
    assert slot.state is SlotState.PLANNED


def test_the_wenzhou_series_lands_on_workdays_around_the_holidays(
    db: Database,
) -> None:
    with db.writing("登记") as session:
        units = add_units(session, [f"第{i}个单位" for i in range(1, 14)])
        draft = draft_of(
            units,
            D(2018, 4, 3),
            PerWeek(),
            last=D(2018, 6, 30),
            outlet_id=add_station(session, "温州晚报"),
        )
        series_id = store.save_series(session, draft)
        rows = store.series_slots(session, series_id)
        known = workdays.load(session)
    days = [s.day for s in rows]
    assert all(day is not None and known.is_workday(day) for day in days)
    assert days == sorted(d for d in days if d)
    assert len({d.isocalendar()[1] for d in days if d}) == 13
    # Tuesday 1 May is off, and so is Monday before it; that week has Wednesday to Friday.
    assert D(2018, 5, 2) in days


def test_a_month_among_five_thousand_slots_is_read_fast(db: Database) -> None:
    with db.writing("登记") as session:
        units = add_units(session, [f"第{i}个单位" for i in range(1, 101)])
        station = add_station(session)
        for year_day in range(50):
            draft = draft_of(
                units,
                D(2021, 1, 4) + dt.timedelta(weeks=year_day),
                PerWorkday(20),
                outlet_id=station,
                column=f"栏目{year_day}",
            )
            store.save_series(session, draft)
    with db.reading() as session:
        calendar.month_data(session, 2021, 6)
        begin = time.perf_counter()
        data = calendar.month_data(session, 2021, 6)
        took = time.perf_counter() - begin
    assert len(data.slots) > 400
    assert took < 0.4  # 0.1 s on a quiet machine; the floor is for busy ones


def test_five_hundred_slots_are_proposed_fast(db: Database) -> None:
    with db.writing("登记") as session:
        units = add_units(session, [f"第{i}个单位" for i in range(1, 101)])
        draft = draft_of(
            units * 5,
            D(2021, 1, 4),
            OnWeekdays((1, 3), 3),
            outlet_id=add_station(session),
        )
        store.propose_series(session, draft)
        begin = time.perf_counter()
        proposal = store.propose_series(session, draft)
        took = time.perf_counter() - begin
    assert len(proposal.slots) == 500
    assert took < 0.8  # 0.2 s on a quiet machine
