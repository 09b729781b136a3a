"""Reminders: who is listed, for which weeks, in which words."""

from __future__ import annotations

import datetime as dt

import pytest

from models.database import Database
from models.vocabulary import ReturnState
from services import reminders, returns, settings
from services.registers.units import close_unit, save_unit, set_liaison
from services.reminders import ReminderRow, ReminderText
from services.weeks import shift

WEEK = dt.date(2026, 11, 16)
AFTER = dt.datetime(2026, 11, 21, 9)


@pytest.fixture
def office(db: Database) -> dict[str, int]:
    """Five units since four weeks ago: 甲 reported, 乙 sent back, 丙 silent for three weeks, 丁 let off, 戊 new."""
    with db.writing("名册") as session:
        settings.save(session, office="云岭县委宣传部")
        units = {
            name: save_unit(
                session, name=f"{name}局", group="县直" if name in "甲乙" else "乡镇"
            )
            for name in ("甲", "乙", "丙", "丁")
        }
        set_liaison(session, units["丙"], "王晓梅", "0871-0000 0003")
        units["戊"] = save_unit(session, name="戊局", valid_from=WEEK)
    with db.writing("收到") as session:
        for back in range(1, 5):
            week = shift(WEEK, -back)
            for name in ("甲", "乙", "丁"):
                returns.receive(session, units[name], week, week)
        for back in (3, 4):
            returns.receive(session, units["丙"], shift(WEEK, -back), WEEK)
        returns.receive(session, units["甲"], WEEK, WEEK)
        returns.receive(session, units["乙"], WEEK, WEEK)
        returns.send_back(session, units["乙"], WEEK, "缺少链接", WEEK)
        returns.exempt(session, units["丁"], WEEK, "集中学习")
    return units


def rows(db: Database, now: dt.datetime | None = AFTER) -> list[ReminderRow]:
    with db.reading() as session:
        return reminders.missing(session, WEEK, now)


def text(db: Database, now: dt.datetime | None = AFTER) -> ReminderText:
    with db.reading() as session:
        found, office, due = reminders.load(session, WEEK, now)
    return reminders.reminder_text(found, office, WEEK, due)


def test_only_those_who_owe_are_listed_in_the_fixed_order(
    db: Database, office: dict[str, int]
) -> None:
    found = rows(db)
    assert [r.unit for r in found] == ["乙局", "丙局", "戊局"]
    assert [r.state for r in found] == [
        ReturnState.RETURNED,
        ReturnState.MISSING,
        ReturnState.MISSING,
    ]
    assert [r.silent_weeks for r in found] == [0, 3, 1]
    assert found[1].weeks == (shift(WEEK, -2), shift(WEEK, -1), WEEK)
    assert found[2].weeks == (WEEK,), "nothing is owed before the unit was set up"


def test_a_closed_unit_is_not_reminded(db: Database, office: dict[str, int]) -> None:
    with db.writing("撤并") as session:
        close_unit(session, office["丙"], WEEK - dt.timedelta(days=1))
    assert "丙局" not in [r.unit for r in rows(db)]


def test_before_the_due_moment_the_week_is_awaited_not_missed(
    db: Database, office: dict[str, int]
) -> None:
    early = dt.datetime(2026, 11, 18, 9)
    found = {r.unit: r for r in rows(db, early)}
    assert found["丙局"].pending
    assert found["丙局"].silent_weeks == 2
    made = text(db, early)
    personal = dict(made.personal)
    assert "请于11月20日（周五）17:00前报送" in personal[office["戊"]]
    assert "未收到" not in personal[office["戊"]]


def test_choosing_by_group_and_by_silence(db: Database, office: dict[str, int]) -> None:
    found = rows(db)
    assert [r.unit for r in reminders.choose(found, at_least=2)] == ["丙局"]
    assert [r.unit for r in reminders.choose(found, groups=["县直"])] == ["乙局"]
    assert reminders.choose(found, groups=[]) == []


def test_the_notice_names_unit_person_phone_and_weeks(
    db: Database, office: dict[str, int]
) -> None:
    made = text(db)
    assert made.title == "11月16日至22日宣传周报催报名单"
    lines = made.notice.splitlines()
    assert any("3 个单位未报齐" in line for line in lines)
    line = next(li for li in lines if "丙局" in li)
    assert "王晓梅 0871-0000 0003" in line
    assert "11月2日当周、11月9日当周、11月16日当周" in line
    assert "已连续 3 周未报" in line
    assert "（未登记联络员）" in next(li for li in lines if "戊局" in li)
    assert lines[-1] == "云岭县委宣传部"
    assert "甲局" not in made.notice
    assert "丁局" not in made.notice


def test_each_message_speaks_to_one_unit(db: Database, office: dict[str, int]) -> None:
    personal = dict(text(db).personal)
    silent = personal[office["丙"]]
    assert silent.startswith("丙局王晓梅同志：")
    assert "尚未收到" in silent
    assert "11月2日当周、11月9日当周" in silent
    assert "（云岭县委宣传部）" in silent
    back = personal[office["乙"]]
    assert back.startswith("乙局：")
    assert "已退回修改" in back
    assert "尚未收到" not in back


def test_the_printed_list_escapes_what_would_be_markup(db: Database) -> None:
    with db.writing("名册") as session:
        save_unit(session, name="<b>甲&乙</b>局")
    html = text(db).html
    assert "&lt;b&gt;甲&amp;乙&lt;/b&gt;局" in html
    assert "<b>" not in html


def test_across_the_new_year_the_year_is_said(db: Database) -> None:
    with db.writing("名册") as session:
        save_unit(session, name="甲局")
    monday = dt.date(2025, 12, 29)
    with db.reading() as session:
        found, office, due = reminders.load(session, monday)
    made = reminders.reminder_text(found, office, monday, due)
    assert made.title.startswith("2025年12月29日至2026年1月4日")
