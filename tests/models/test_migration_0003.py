"""From version 2 to 3: plans, stories and journal unchanged, foreign keys on, schedules usable at once."""

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from models.base import Base
from models.database import BACKUP_FOLDER, FILE_NAME, Database, stored_version
from models.errors import StorageError
from models.migrate import upgrade
from models.schema import SCHEMA_VERSION
from models.tables_schedules import SCHEDULE_TABLES
from services.campaigns.store import list_campaigns, load_plan
from services.integrity import check
from services.sample import make_sample
from services.schedules.calendar import month_data
from services.schedules.slots import add_slot
from services.schedules.types import DraftSlot

NEW = {table.__tablename__ for table in SCHEDULE_TABLES}


def _contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the second version."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
            if row[0] not in NEW | {"alembic_version"}
        ]
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for name in names
        }


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of version 2 with the sample county and its plan, its tables made by migrations 0001 and 0002."""
    folder = tmp_path_factory.mktemp("v2")
    full = Database.open(folder / "full")
    make_sample(full)
    full.close()
    path = folder / FILE_NAME
    upgrade(path, None, target="0002")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS full", (str(full.path),))
        for (name,) in connection.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name <> 'alembic_version'"
        ).fetchall():
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM full."{name}"')
        connection.commit()
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    return path


@pytest.fixture
def folder(county: Path, tmp_path: Path) -> Path:
    """A data folder with that database."""
    data = tmp_path / "数据"
    data.mkdir()
    with (
        contextlib.closing(sqlite3.connect(county)) as from_,
        contextlib.closing(sqlite3.connect(data / FILE_NAME)) as to,
    ):
        from_.backup(to)
    return data


def test_a_county_with_plans_is_the_same_after_the_upgrade(folder: Path) -> None:
    path = folder / FILE_NAME
    assert stored_version(path) == 2
    before = _contents(path)
    assert len(before["placement"]) > 500
    assert before["campaign"]
    assert before["measure"]
    db = Database.open(folder)
    try:
        assert stored_version(path) == SCHEMA_VERSION
        assert _contents(path) == before
        with db.reading() as session:
            connection = session.connection()
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert set(inspect(connection).get_table_names()) >= NEW
            plan = list_campaigns(session)[0]
            assert load_plan(session, plan.id).measures
        assert check(db) == []
    finally:
        db.close()
    [backup] = (folder / BACKUP_FOLDER).glob("升级前-v2-*.db")
    assert stored_version(backup) == 2
    assert _contents(backup) == before


def test_schedules_work_at_once_on_what_was_there(folder: Path) -> None:
    db = Database.open(folder)
    try:
        with db.writing("排期") as session:
            unit, outlet = (
                session.connection()
                .exec_driver_sql(
                    "SELECT (SELECT min(id) FROM unit WHERE valid_to IS NULL), (SELECT min(id) FROM outlet)"
                )
                .one()
            )
            draft = DraftSlot(unit, "", dt.date(2026, 11, 18))
            add_slot(session, draft, outlet_id=outlet, column="专访")
        with db.reading() as session:
            [slot] = month_data(session, 2026, 11).slots
        assert slot.column == "专访"
        with pytest.raises(Exception, match="FOREIGN KEY"), db.writing("坏") as session:
            session.connection().exec_driver_sql("UPDATE slot SET unit_id = 999999")
        assert check(db) == []
    finally:
        db.close()


def test_an_upgrade_that_fails_leaves_version_2(folder: Path) -> None:
    path = folder / FILE_NAME
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recurring_column (id INTEGER)")
        connection.commit()
    before = _contents(path)
    with pytest.raises(StorageError):
        Database.open(folder)
    assert stored_version(path) == 2
    assert _contents(path) == before
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name IN ('slot', 'schedule_series')"
        ).fetchone()
    assert found == (0,)


def test_migrations_and_tables_say_the_same(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    db = Database.open(tmp_path / "neu")
    try:
        with db.reading() as session:
            context = MigrationContext.configure(session.connection())
            assert compare_metadata(context, Base.metadata) == []
    finally:
        db.close()
