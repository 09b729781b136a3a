"""Fixtures for tests that need a real database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import FILE_NAME, Database


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, made once a session by the real migrations."""
    folder = tmp_path_factory.mktemp("empty")
    Database.open(folder).close()
    return folder / FILE_NAME


@pytest.fixture
def db(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    """An open, empty database in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(empty_database, folder / FILE_NAME)
    database = Database.open(folder)
    yield database
    database.close()
