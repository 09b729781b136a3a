"""Backups: made daily, thinned, restored without losing what was there."""

import datetime as dt
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from models.database import FILE_NAME, Database
from models.errors import AppError, StorageError
from models.schema import SCHEMA_VERSION
from models.tables import Unit
from services import backups

NOON = dt.datetime(2026, 11, 16, 12, 0, 0)


def _add(db: Database, name: str) -> None:
    with db.writing("加") as session:
        session.add(Unit(name=name))


def _names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Unit.name).order_by(Unit.id)))


def test_one_daily_backup_a_day_and_only_the_newest_are_kept(db: Database) -> None:
    for day in range(20):
        moment = NOON + dt.timedelta(days=day)
        assert backups.daily_backup(db, moment) is not None
        assert backups.daily_backup(db, moment + dt.timedelta(hours=1)) is None
    found = backups.list_backups(db.folder)
    assert len(found) == backups.KEEP_DAILY
    assert found[0].made_at == NOON + dt.timedelta(days=19)
    assert found == sorted(found, key=lambda b: b.made_at, reverse=True)


def test_manual_backups_are_never_thinned_out(db: Database) -> None:
    backups.make_backup(db, now=NOON - dt.timedelta(days=300))
    for day in range(20):
        backups.daily_backup(db, NOON + dt.timedelta(days=day))
    assert backups.list_backups(db.folder)[-1].kind == "手动"


def test_restore_brings_the_old_state_and_keeps_the_new_one(db: Database) -> None:
    _add(db, "甲")
    made = backups.make_backup(db)
    _add(db, "乙")
    db.close()
    kept = backups.restore(db.folder, made.path)
    again = Database.open(db.folder)
    assert _names(again) == ["甲"]
    again.close()
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT count(*) FROM unit").fetchone() == (2,)


def test_restore_over_a_damaged_database_keeps_its_bytes(db: Database) -> None:
    _add(db, "甲")
    made = backups.make_backup(db)
    db.close()
    (db.folder / FILE_NAME).write_bytes(b"broken" * 999)
    kept = backups.restore(db.folder, made.path)
    assert kept is not None
    assert kept.read_bytes() == b"broken" * 999
    again = Database.open(db.folder)
    assert _names(again) == ["甲"]
    again.close()


@pytest.mark.parametrize("content", [b"", b"nonsense" * 500])
def test_a_bad_backup_is_refused_and_nothing_changes(
    db: Database, content: bytes
) -> None:
    _add(db, "甲")
    db.close()
    bad = db.folder / "坏.db"
    bad.write_bytes(content)
    before = (db.folder / FILE_NAME).read_bytes()
    with pytest.raises(AppError):
        backups.restore(db.folder, bad)
    assert (db.folder / FILE_NAME).read_bytes() == before


def test_a_backup_of_a_newer_program_is_refused(db: Database) -> None:
    made = backups.make_backup(db)
    with closing(sqlite3.connect(made.path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    db.close()
    with pytest.raises(StorageError, match="更新版本"):
        backups.restore(db.folder, made.path)


def test_setting_aside_leaves_room_for_a_fresh_start(db: Database) -> None:
    _add(db, "甲")
    db.close()
    kept = backups.set_aside(db.folder, "示例数据")
    assert kept is not None
    fresh = Database.open(db.folder)
    assert _names(fresh) == []
    fresh.close()
