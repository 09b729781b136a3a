"""Backups: made daily, thinned, restored without losing what was there."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import FILE_NAME, Database
from models.errors import AppError, StorageError
from models.schema import SCHEMA_VERSION
from models.tables import Unit
from services import backups
from services.registers import units

NOON = dt.datetime(2026, 11, 16, 12, 0, 0)


def _add(db: Database, name: str) -> None:
    with db.writing("加") as session:
        session.add(Unit(name=name))


def _names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Unit.name).order_by(Unit.id)))


def test_one_daily_backup_a_day_and_only_the_newest_are_kept(db: Database) -> None:
    _add(db, "甲")
    for day in range(20):
        moment = NOON + dt.timedelta(days=day)
        assert backups.daily_backup(db, moment) is not None
        assert backups.daily_backup(db, moment + dt.timedelta(hours=1)) is None
    found = backups.list_backups(db.folder)
    assert len(found) == backups.KEEP_DAILY
    assert found[0].made_at == NOON + dt.timedelta(days=19)
    assert found == sorted(found, key=lambda b: b.made_at, reverse=True)


def test_manual_backups_are_never_thinned_out(db: Database) -> None:
    _add(db, "甲")
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


def test_empty_database_is_not_backed_up_of_itself(db: Database) -> None:
    with db.writing("填写办公室名称") as session:
        from services import settings

        settings.save(session, office="云岭县委宣传部", onboarded=True)
    assert backups.daily_backup(db, NOON) is None
    assert backups.closing_backup(db, NOON) is None
    assert backups.list_backups(db.folder) == []
    assert backups.make_backup(db, now=NOON).kind == "手动"


def test_contents_tell_what_is_in_a_backup(db: Database) -> None:
    _add(db, "甲")
    _add(db, "乙")
    with db.writing("删") as session:
        units.delete_unit(session, 2)
    made = backups.make_backup(db)
    inside = backups.contents(made.path)
    assert inside is not None
    assert (inside.units, inside.placements, inside.is_empty) == (1, 0, False)
    assert inside.words == "有 1 个单位、0 条刊播"
    made.path.write_bytes(b"broken" * 999)
    assert backups.contents(made.path) is None
    assert backups.contents(db.folder / "没有.db") is None


def test_closing_keeps_what_was_done_since_the_last_backup(db: Database) -> None:
    _add(db, "甲")
    backups.make_backup(db, now=dt.datetime.now() + dt.timedelta(seconds=1))
    later = dt.datetime.now() + dt.timedelta(seconds=2)
    assert backups.closing_backup(db, later) is None
    with db.reading() as session:
        assert session.scalar(select(Unit.name)) == "甲"
    for made in backups.list_backups(db.folder):
        made.path.unlink()
    kept = backups.closing_backup(db)
    assert kept is not None
    assert kept.kind == "退出时"
    inside = backups.contents(kept.path)
    assert inside is not None
    assert inside.units == 1


def test_one_closing_backup_a_day_is_kept_for_as_long_as_the_daily_ones(
    db: Database,
) -> None:
    first = dt.datetime.now() - dt.timedelta(days=60)
    for day in range(20):
        _add(db, f"单位{day}")
        for hour in (0, 1):
            at = first + dt.timedelta(days=day, hours=hour)
            assert backups.closing_backup(db, at) is not None
    found = backups.list_backups(db.folder)
    assert len({b.made_at.date() for b in found}) == len(found) == backups.KEEP_DAILY


def test_closing_backup_that_takes_too_long_leaves_nothing(db: Database) -> None:
    _add(db, "甲")
    assert backups.closing_backup(db, seconds=-1) is None
    assert list((db.folder / "备份").iterdir()) == []


def test_backups_set_aside_are_offered_last() -> None:
    kinds = ["恢复前", "退出时", "损坏", "每日"]
    found = [backups.Backup(Path(k), NOON, k, 1) for k in kinds]
    assert [b.kind for b in backups.by_preference(found)] == [
        "退出时",
        "每日",
        "恢复前",
        "损坏",
    ]


def test_what_was_set_aside_is_never_written_over(db: Database) -> None:
    _add(db, "甲")
    made = backups.make_backup(db)
    _add(db, "乙")
    db.close()
    first = backups.restore(db.folder, made.path, NOON)
    assert first is not None
    second = backups.restore(db.folder, first, NOON)
    assert second is not None
    assert second != first
    inside = [backups.contents(p) for p in (first, second)]
    assert [c.units for c in inside if c is not None] == [2, 1]
    assert {b.path for b in backups.list_backups(db.folder)} >= {first, second}
