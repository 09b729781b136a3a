"""From version 1 to 2: the sample county unchanged, a backup first, and an older program keeps its hands off."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from models import database as database_module
from models.base import Base
from models.database import BACKUP_FOLDER, FILE_NAME, Database, stored_version
from models.errors import StorageError
from models.migrate import upgrade
from models.schema import SCHEMA_VERSION
from models.tables_campaigns import PLAN_TABLES, Campaign
from models.tables_schedules import SCHEDULE_TABLES
from services.integrity import check
from services.sample import make_sample

NEW = {table.__tablename__ for table in (Campaign, *PLAN_TABLES, *SCHEDULE_TABLES)}


def _contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the first version."""
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
    """A database of version 1 that holds the sample county: its tables made by migration 0001 alone."""
    folder = tmp_path_factory.mktemp("v1")
    full = Database.open(folder / "full")
    make_sample(full)
    full.close()
    path = folder / FILE_NAME
    upgrade(path, None, target="0001")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS full", (str(full.path),))
        for (name,) in connection.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name <> 'alembic_version'"
        ).fetchall():
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM full."{name}"')
        connection.commit()
        connection.execute("PRAGMA user_version = 1")
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


def test_the_sample_county_is_the_same_after_the_upgrade(folder: Path) -> None:
    path = folder / FILE_NAME
    assert stored_version(path) == 1
    before = _contents(path)
    assert NEW.isdisjoint(before)
    assert len(before["placement"]) > 500
    db = Database.open(folder)
    try:
        assert stored_version(path) == SCHEMA_VERSION
        assert _contents(path) == before
        assert check(db) == []
        with db.reading() as session:
            names = set(inspect(session.connection()).get_table_names())
        assert names >= NEW
    finally:
        db.close()


def test_a_backup_of_version_1_is_made_first(folder: Path) -> None:
    before = _contents(folder / FILE_NAME)
    Database.open(folder).close()
    [backup] = (folder / BACKUP_FOLDER).glob("升级前-v1-*.db")
    assert stored_version(backup) == 1
    assert _contents(backup) == before


def test_an_older_program_refuses_and_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / FILE_NAME
    Database.open(folder).close()
    before = path.read_bytes()
    monkeypatch.setattr(database_module, "SCHEMA_VERSION", 1)
    with pytest.raises(StorageError, match="更新版本"):
        Database.open(folder)
    assert path.read_bytes() == before


def test_an_upgrade_that_fails_leaves_version_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / FILE_NAME
    before = _contents(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        # A table in the way makes the migration fail half-way.
        connection.execute("CREATE TABLE measure_unit (id INTEGER)")
        connection.commit()
    with pytest.raises(StorageError):
        Database.open(folder)
    assert stored_version(path) == 1
    assert {k: v for k, v in _contents(path).items() if k in before} == before
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert (
            connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'campaign'"
            ).fetchone()[0]
            == 0
        )


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
