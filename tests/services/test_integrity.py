"""The check finds what is broken and nothing else."""

import datetime as dt

import pytest
from sqlalchemy import text

from models.database import Database
from models.vocabulary import OutletLevel
from services import stories
from services.integrity import check
from services.registers.outlets import save_outlet
from services.registers.units import save_unit

WEEK = dt.date(2026, 11, 16)


@pytest.fixture
def filled(db: Database) -> Database:
    """A database with one reported story."""
    with db.writing("准备") as session:
        unit = save_unit(session, name="商务局")
        save_unit(session, name="司法局")
        outlet = save_outlet(session, name="云岭日报", level=OutletLevel.CITY)
        draft = stories.PlacementDraft(dt.date(2026, 11, 17), outlet)
        stories.add_story(session, unit, WEEK, "外贸企业座谈会召开", [draft])
    return db


def test_sound_data_has_no_findings(filled: Database) -> None:
    assert check(filled) == []


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        ("UPDATE placement SET unit_id = 2", "单位或周次"),
        ("UPDATE placement SET week = week + 7", "单位或周次"),
        ("UPDATE story SET deleted_at = '2026-01-01 00:00:00'", "稿件在回收站"),
        ("UPDATE weekly_return SET deleted_at = '2026-01-01 00:00:00'", "报送在回收站"),
        ("UPDATE placement SET deleted_at = '2026-01-01 00:00:00'", "没有任何刊播"),
        ("UPDATE weekly_return SET nil = 1", "零报告"),
        ("UPDATE weekly_return SET received_on = NULL", "收到日期"),
        ("UPDATE weekly_return SET week = week + 1", "不是周一"),
    ],
)
def test_each_damage_is_found(filled: Database, damage: str, word: str) -> None:
    with filled.writing("弄坏") as session:
        session.execute(text(damage))
    assert any(word in finding for finding in check(filled))


def test_a_dangling_link_is_found(filled: Database) -> None:
    import sqlite3

    with sqlite3.connect(filled.path) as connection:
        connection.execute("UPDATE placement SET outlet_id = 99")
    connection.close()
    assert any("联系断开" in finding for finding in check(filled))
