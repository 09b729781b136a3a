"""Schedules in the clerk's words: history, recycle bin, settings; and rhythms stored and told."""

from __future__ import annotations

import datetime as dt

import pytest

from models.database import Database
from models.tables_schedules import SCHEDULE_TABLES
from services import history
from services.record_words import SETTING_WORDS, TABLE_WORDS, field_word, setting_value
from services.registers.units import close_unit
from services.schedules import calendar, moves, rules, slots, store
from services.schedules.conflicts import Grade, Rule
from services.schedules.rhythm_words import pack_rhythm, read_rhythm, rhythm_words
from services.schedules.series import (
    Evenly,
    Monthly,
    OnWeekdays,
    PerWeek,
    PerWorkday,
    Rhythm,
)
from services.schedules.types import SeriesDraft
from tests.services.schedules.stored import add_station, add_units, pingchuan_draft

D = dt.date
_SILENT = {"id", "uid", "deleted_at", "changed_action", "initials"}


def test_every_table_and_field_has_a_chinese_word() -> None:
    for table in SCHEDULE_TABLES:
        assert table.__tablename__ in TABLE_WORDS
        for column in table.__table__.columns:
            if column.name not in _SILENT:
                word = field_word(column.name, table())
                assert not word.isascii(), column
    assert "schedule_grades" in SETTING_WORDS
    assert setting_value("schedule_grades", '{"unit_twice": 3}') == (
        "同一单位一天排了两次：禁止"
    )


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (PerWorkday(2), "每个工作日 2 个"),
        (PerWeek(), "每周 1 个"),
        (PerWeek(2, 2), "隔周 2 个"),
        (PerWeek(1, 3), "每 3 周 1 个"),
        (OnWeekdays((3, 1)), "每周二、周四"),
        (OnWeekdays((1,), 2, 2), "隔周周二，每次 2 个"),
        (Monthly(10), "每月 10 日"),
        (Monthly(10, 3, 2), "每 2 个月 10 日，每次 3 个"),
        (Evenly(), "起止日期之间平均安排"),
    ],
)
def test_rhythms_are_stored_and_told(rhythm: Rhythm, words: str) -> None:
    packed = pack_rhythm(rhythm)
    back = read_rhythm(packed)
    assert pack_rhythm(back) == packed
    assert type(back) is type(rhythm)
    assert rhythm_words(back) == words


def test_the_history_tells_what_was_done(db: Database) -> None:
    with db.writing("登记") as session:
        series_id = store.save_series(session, pingchuan_draft(session))
        rows = store.series_slots(session, series_id)
    with db.writing("改期") as session:
        moves.move_slots(session, {rows[0].id: D(2021, 8, 26)}, reason="有会")
    with db.reading() as session:
        action = history.last_undoable(session)
        assert action is not None
        told = history.changes_of(session, action.id)
    lines = [(c.table, c.record, c.field, c.before, c.after) for c in told]
    assert (
        "排期",
        "08月26日 经济开发区管委会",
        "日期",
        "2021-08-16",
        "2021-08-26",
    ) in lines
    assert all(not c.table.isascii() for c in told)


def test_a_unit_that_was_closed_since_is_told(db: Database) -> None:
    with db.writing("登记") as session:
        series_id = store.save_series(session, pingchuan_draft(session))
        rows = store.series_slots(session, series_id)
        close_unit(session, rows[2].unit_id, D(2021, 8, 16))
        data = calendar.week_data(session, D(2021, 8, 16))
        assert [(c.rule, c.slot_ids) for c in data.conflicts] == [
            (Rule.UNIT_CLOSED, (rows[2].id,))
        ]
        rules.save_grades(session, {Rule.UNIT_CLOSED: Grade.OFF})
        assert calendar.week_data(session, D(2021, 8, 16)).conflicts == ()


def test_a_slot_outside_the_phases_of_its_plan_is_told(db: Database) -> None:
    from models.tables_campaigns import Campaign, CampaignPhase

    with db.writing("方案") as session:
        plans = [
            Campaign(title="创文宣传方案", short_name="创文"),
            Campaign(title="营商宣传方案", short_name="营商"),
        ]
        session.add_all(plans)
        session.flush()
        session.add(
            CampaignPhase(
                campaign_id=plans[0].id,
                name="集中宣传",
                starts_on=D(2021, 8, 16),
                ends_on=D(2021, 8, 17),
            )
        )
        units = add_units(session, ["甲局", "乙局", "丙局"])
        station = add_station(session)
        draft = SeriesDraft(
            "专访",
            tuple(units),
            D(2021, 8, 16),
            PerWorkday(),
            outlet_id=station,
            column="专访",
            campaign_id=plans[0].id,
        )
        laid = store.propose_series(session, draft)
        assert [(c.rule, c.slot_ids) for c in laid.conflicts] == [
            (Rule.OUTSIDE_PHASE, (2,))
        ]
        store.save_series(session, draft)
        other = SeriesDraft(
            "专访",
            (units[2],),
            D(2021, 8, 16),
            PerWorkday(),
            outlet_id=station,
            column="专访",
            campaign_id=plans[1].id,
        )
        store.save_series(session, other)
        found = calendar.week_data(session, D(2021, 8, 16)).conflicts
        assert {c.rule for c in found} == {Rule.OUTSIDE_PHASE, Rule.COLUMN_SHARED}
        shared = next(c for c in found if c.rule is Rule.COLUMN_SHARED)
        assert shared.sentence.endswith("有 2 个方案要用：创文、营商。")
        assert len(slots.get_slot(session, shared.slot_ids[0]).campaign) == 2
