"""Opening, the unit of work, backup; what must never be harmed."""

import datetime as dt
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models import database as database_module
from models.database import FILE_NAME, Database, stored_version
from models.errors import InUse, StorageError
from models.schema import SCHEMA_VERSION
from models.tables import Action, Journal, Placement, Unit


def test_a_new_folder_gets_a_database_of_the_present_schema(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "新 文件夹")
    assert stored_version(db.path) == SCHEMA_VERSION
    with db.reading() as session:
        assert session.scalars(select(Unit)).all() == []
    db.close()


def test_pragmas_that_keep_data_safe(db: Database) -> None:
    with db.reading() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_writing_commits_once_and_tells_the_tables(db: Database) -> None:
    heard: list[frozenset[str]] = []
    db.on_commit.append(heard.append)
    with db.writing("加一个单位") as session:
        session.add(Unit(name="商务局"))
        session.flush()
        session.add(Unit(name="司法局"))
    assert heard == [frozenset({"unit"})]
    with db.reading() as session:
        assert session.scalars(select(Unit.name).order_by(Unit.id)).all() == [
            "商务局",
            "司法局",
        ]
        assert [a.title for a in session.scalars(select(Action))] == ["加一个单位"]


def test_an_error_leaves_nothing_behind_and_tells_nobody(db: Database) -> None:
    heard: list[frozenset[str]] = []
    db.on_commit.append(heard.append)
    with pytest.raises(ZeroDivisionError), db.writing("坏掉") as session:
        session.add(Unit(name="商务局"))
        session.flush()
        raise ZeroDivisionError
    assert heard == []
    with db.reading() as session:
        assert session.scalars(select(Unit)).all() == []
        assert session.scalars(select(Action)).all() == []
        assert session.scalars(select(Journal)).all() == []


def test_reading_cannot_write_and_does_not_spoil_the_next_writing(db: Database) -> None:
    with pytest.raises(StorageError), db.reading() as session:
        session.add(Unit(name="商务局"))
        session.commit()
    with db.writing("以后照样能写") as session:
        session.add(Unit(name="司法局"))
    with db.reading() as session:
        assert session.scalars(select(Unit.name)).all() == ["司法局"]


def test_an_action_that_changes_nothing_leaves_no_trace(db: Database) -> None:
    with db.writing("什么也没改") as session:
        session.scalars(select(Unit)).all()
    with db.reading() as session:
        assert session.scalars(select(Action)).all() == []


def test_records_are_never_deleted_for_good(db: Database) -> None:
    with db.writing("加") as session:
        session.add(Unit(name="商务局"))
    with pytest.raises(TypeError), db.writing("删") as session:
        session.delete(session.scalars(select(Unit)).one())
        session.flush()


def test_foreign_keys_hold(db: Database) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"), db.writing("悬空") as session:
        session.add(
            Placement(
                story_id=9,
                return_id=9,
                unit_id=9,
                outlet_id=9,
                level=1,
                week=dt.date(2026, 11, 16),
                published_on=dt.date(2026, 11, 17),
            )
        )


def test_two_threads_write_one_after_the_other(db: Database) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with db.writing("并发") as session:
                session.add(Unit(name=f"{name}{number}"))

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(write, name) for name in "甲乙丙"]:
            done.result()
    with db.reading() as session:
        assert len(session.scalars(select(Unit)).all()) == 30


def test_a_database_held_by_another_program_says_so(
    db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("models.engine.BUSY_MS", 50)
    second = Database(db.path)
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(InUse, match="另一个程序"), second.writing("等不到") as session:
        session.add(Unit(name="商务局"))
    other.execute("ROLLBACK")
    other.close()
    second.close()


def test_a_newer_database_is_refused_and_untouched(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    path = tmp_path / FILE_NAME
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="更新版本"):
        Database.open(tmp_path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="损坏"):
        Database.open(tmp_path)
    assert path.read_bytes() == b"this is no database" * 100


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("CREATE TABLE contacts (name TEXT)")
    connection.close()
    with pytest.raises(StorageError, match="不是宣传工作台"):
        Database.open(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_read_only_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database.open(tmp_path).close()
    # root may write anywhere, so the answer of the system is stood in for
    monkeypatch.setattr(database_module.os, "access", lambda *_: False)
    with pytest.raises(StorageError, match="只读"):
        Database.open(tmp_path)


def test_backup_is_whole_and_holds_what_was_just_written(
    db: Database, tmp_path: Path
) -> None:
    with db.writing("加") as session:
        session.add(Unit(name="商务局"))
    target = db.backup(tmp_path / "备份" / "一份.db")
    with sqlite3.connect(target) as connection:
        assert connection.execute("SELECT name FROM unit").fetchall() == [("商务局",)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert [p.name for p in target.parent.iterdir()] == ["一份.db"]


def test_disk_full_is_told_and_rolls_back(db: Database) -> None:
    with db.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    small = Database(db.path)

    with (
        pytest.raises(StorageError, match="磁盘已满"),
        small.writing("太大") as session,
    ):
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        for number in range(400):
            session.add(Unit(name=f"单位{number}", note="长" * 2000))
        session.flush()
    small.close()
    with db.reading() as session:
        assert session.scalars(select(Unit)).all() == []
