"""Advertising places, recurring columns, units of groups and plans, and the annex of a real plan."""

from __future__ import annotations

import datetime as dt

import pytest

from models.database import Database
from models.errors import ValidationError
from models.vocabulary import OutletLevel
from models.vocabulary_schedules import UnitChoice
from services import recycle_bin
from services.campaigns.store import save_reading
from services.integrity import check
from services.plans.reader import read_plan
from services.registers.outlets import save_outlet
from services.registers.units import groups, save_unit
from services.schedules import (
    bookings,
    calendar,
    progress,
    quotas,
    rules,
    slots,
    store,
    units,
)
from services.schedules.conflicts import Grade, Rule
from services.schedules.series import PerWorkday
from services.schedules.types import DraftSlot, SlotFilter
from services.stories import PlacementDraft, add_story
from tests.services.schedules.stored import PINGCHUAN, add_station, add_units
from tests.services.schedules.test_proposal import PINGCHUAN as PINGCHUAN_DAYS

D = dt.date


def test_bookings_that_meet_on_one_screen_are_told(db: Database) -> None:
    with db.writing("投放") as session:
        screen = add_station(session, "火车站电子屏")
        other = add_station(session, "机场灯箱")
        one = bookings.save_booking(
            session,
            outlet_id=screen,
            first=D(2026, 11, 1),
            last=D(2026, 11, 20),
            material="创文公益",
        )
        two = bookings.save_booking(
            session,
            outlet_id=screen,
            first=D(2026, 11, 20),
            last=D(2026, 12, 5),
            material="营商环境",
            count=2,
        )
        bookings.save_booking(
            session,
            outlet_id=other,
            first=D(2026, 11, 1),
            last=D(2026, 11, 30),
            material="招商",
        )
        [found] = bookings.booking_conflicts(session, D(2026, 11, 1), D(2026, 11, 30))
        assert found.booking_ids == (one, two)
        assert (found.rule, found.day) == (Rule.PLACE_TAKEN, D(2026, 11, 20))
        assert "“创文公益”、“营商环境”" in found.sentence
        data = calendar.month_data(session, 2026, 11)
        assert len(data.bookings_by_day[D(2026, 11, 20)]) == 3
        assert [c.booking_ids for c in data.conflicts] == [(one, two)]
        rules.save_capacity(session, screen, "", 3)
        assert bookings.booking_conflicts(session, D(2026, 11, 1), D(2026, 12, 1)) == ()
        rules.save_capacity(session, screen, "", 2)
        [found] = bookings.booking_conflicts(session, D(2026, 11, 1), D(2026, 12, 1))
        assert "一共 2 处" in found.sentence
        assert len(bookings.list_bookings(session, words="营商")) == 1
        assert bookings.list_bookings(session, D(2026, 12, 6), D(2026, 12, 9)) == []


def test_a_forbidden_double_booking_is_refused(db: Database) -> None:
    with db.writing("投放") as session:
        screen = add_station(session, "火车站电子屏")
        rules.save_grades(session, {Rule.PLACE_TAKEN: Grade.FORBID})
        first = bookings.save_booking(
            session,
            outlet_id=screen,
            first=D(2026, 11, 1),
            last=D(2026, 11, 20),
            material="创文公益",
        )
    with (
        pytest.raises(ValidationError, match="重复占用"),
        db.writing("投放") as session,
    ):
        bookings.save_booking(
            session,
            outlet_id=screen,
            first=D(2026, 11, 20),
            last=D(2026, 11, 25),
            material="招商",
        )
    with db.writing("改") as session:
        assert len(bookings.list_bookings(session)) == 1
        bookings.save_booking(
            session,
            first,
            outlet_id=screen,
            first=D(2026, 11, 2),
            last=D(2026, 11, 21),
            material="创文公益",
            count=4,
        )
        [row] = bookings.list_bookings(session)
        assert (row.first, row.count) == (D(2026, 11, 2), 4)
        bookings.delete_bookings(session, [first])
        assert bookings.list_bookings(session) == []
        recycle_bin.restore(session, "place_booking", first)
        assert len(bookings.list_bookings(session)) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"last": D(2026, 10, 1)}, "last"),
        ({"last": D(2036, 10, 1)}, "last"),
        ({"material": " "}, "material"),
        ({"count": 0}, "count"),
    ],
)
def test_an_impossible_booking_is_told_where_it_is_wrong(
    db: Database, values: dict[str, object], field: str
) -> None:
    with db.writing("投放") as session:
        given: dict[str, object] = {
            "outlet_id": add_station(session),
            "first": D(2026, 11, 1),
            "last": D(2026, 11, 2),
            "material": "创文",
            **values,
        }
        with pytest.raises(ValidationError) as caught:
            bookings.save_booking(session, **given)  # pyright: ignore[reportArgumentType]
    assert caught.value.field == field


def test_a_recurring_column_counts_what_was_delivered(db: Database) -> None:
    with db.writing("栏目") as session:
        [unit] = add_units(session, ["区水务局"])
        station = add_station(session)
        other = add_station(session, "区日报")
        quotas.save_quota(
            session,
            outlet_id=station,
            column="文明之窗",
            per_month=3,
            first=D(2021, 8, 10),
            last=D(2021, 9, 30),
        )
        for day, outlet, column in (
            (D(2021, 8, 3), station, "文明之窗"),
            (D(2021, 8, 17), station, " 文明之窗 "),
            (D(2021, 8, 18), other, "文明之窗"),
            (D(2021, 9, 1), station, "别的"),
        ):
            add_story(
                session,
                unit,
                day,
                f"稿件{day}",
                [PlacementDraft(day, outlet, column_name=column)],
            )
        slots.add_slot(
            session,
            DraftSlot(unit, "", D(2021, 9, 7)),
            outlet_id=station,
            column="文明之窗",
        )
        months = quotas.quota_months(session, D(2021, 7, 15), 4)
        assert [(m.month, m.delivered, m.planned, m.short) for m in months] == [
            (D(2021, 8, 1), 2, 0, 1),
            (D(2021, 9, 1), 0, 1, 3),
        ]
        with pytest.raises(ValidationError, match="已经登记过"):
            quotas.save_quota(
                session, outlet_id=station, column="文明之窗", per_month=1
            )
        with pytest.raises(ValidationError, match="每月篇数"):
            quotas.save_quota(session, outlet_id=station, column="甲", per_month=0)
        quotas.delete_quotas(session, [months[0].quota.id])
        assert quotas.list_quotas(session) == []


def test_units_of_a_group_come_in_the_fixed_order(db: Database) -> None:
    with db.writing("登记") as session:
        save_unit(session, name="甲镇", group="乡镇")
        save_unit(session, name="乙局", group="部门")
        save_unit(session, name="丙镇", group="乡镇")
        save_unit(session, name="丁镇", group="乡镇", valid_to=D(2020, 1, 1))
        ids = {name: i for i, name in groups(session)}
        found = units.units_of_group(session, ids["乡镇"], D(2021, 1, 1))
        everyone = units.units_of_group(session, None, D(2021, 1, 1))
    assert [u.name for u in found] == ["甲镇", "丙镇"]
    assert len(everyone) == 3


PLAN = """关于印发《清河县优化营商环境宣传工作方案》的通知
清宣发〔2021〕3号
各乡镇：
    现将方案印发给你们，请认真贯彻执行。
清河县委宣传部
2021年8月12日
清河县优化营商环境宣传工作方案
    为做好宣传工作，制定本方案。
一、宣传内容
    1.开设"一把手谈营商环境"栏目，邀请主要负责人走上银幕。
附件："一把手谈营商环境"采访安排表
附件：
"一把手谈营商环境" 采访安排表
序号\t单位\t时间安排
1\t经济开发区管委会\t8月16日
2\t区发展改革局\t8月16日
3\t区工信局\t8月17日
"""


def test_the_annex_of_a_plan_becomes_a_series_in_one_step(db: Database) -> None:
    with db.writing("登记") as session:
        save_outlet(
            session,
            name="县电视台",
            level=OutletLevel.COUNTY,
            columns="一把手谈营商环境",
        )
        ids = add_units(session, ["经济开发区管委会", "区工信局", "区发改局"])
        plan_id = save_reading(session, read_plan(PLAN))
        found = units.annex(session, plan_id)
        assert found is not None
        assert found.unknown == ("区发展改革局",)
        assert found.name == "“一把手谈营商环境”采访安排表"
        assert (found.column, found.outlet) == ("一把手谈营商环境", "县电视台")
        with pytest.raises(ValidationError, match="区发展改革局") as caught:
            units.annex_draft(found)
        assert caught.value.field == "units"
        draft, laid = units.annex_draft(found, {"区发展改革局": ids[2]})
        assert draft.rhythm == PerWorkday(2)
        series_id = store.save_series(session, draft, laid)
        rows = store.series_slots(session, series_id)
        assert [(s.unit_id, s.day) for s in rows] == [
            (ids[0], D(2021, 8, 16)),
            (ids[2], D(2021, 8, 16)),
            (ids[1], D(2021, 8, 17)),
        ]
        assert {s.campaign_id for s in rows} == {plan_id}
        assert units.campaigns_with_annex(session)[0][0] == plan_id
        of_plan = units.units_of_campaign(
            session, plan_id, frozenset({UnitChoice.ANNEX}), D(2021, 8, 1)
        )
        assert [u.id for u in of_plan] == [ids[0], ids[1]]
        only = calendar.list_slots(session, SlotFilter(campaign_id=plan_id))
        assert len(only) == 3
        progress.publish(session, [rows[0].id], fill=True)
    assert check(db) == []


def test_the_pingchuan_days_are_those_of_the_annex() -> None:
    assert tuple(unit for unit, _ in PINGCHUAN_DAYS) == PINGCHUAN
