"""The database of one data folder: opening, the unit of work, backup, closing."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from models import journal
from models.engine import APPLICATION_ID, make_engine, storage_error
from models.errors import StorageError
from models.schema import SCHEMA_VERSION

FILE_NAME = "publicity.db"
BACKUP_FOLDER = "备份"

Listener = Callable[[frozenset[str]], None]


class Database:
    """One open database. Sessions live only inside `reading()` and `writing()`.

    `on_commit` takes callables that are told the names of the tables that a commit touched; they are
    called in the thread that committed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent
        self.on_commit: list[Listener] = []
        self.actor = ""
        self._writer = threading.RLock()
        self._engine = make_engine(path)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @classmethod
    def open(cls, folder: Path) -> Database:
        """Open the database of a data folder, made or migrated as needed.

        Raises StorageError (read-only, damaged, newer program) with nothing changed.
        """
        path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                "不能在这个位置建立数据文件夹。请换一个可以写入的文件夹。"
            ) from error
        # Before anything is read: SQLite cannot open a WAL database where nothing may be written.
        if not os.access(folder, os.W_OK) or (
            path.exists() and not os.access(path, os.W_OK)
        ):
            raise StorageError(
                "数据文件夹是只读的，程序没有打开它。请换一个可以写入的文件夹，或去掉文件夹的只读属性。"
            )
        version = stored_version(path)
        if version is not None and version > SCHEMA_VERSION:
            raise StorageError(
                "这份数据是用更新版本的程序保存的，为避免损坏，本程序没有打开它。请安装新版本后再用。"
            )
        if version is None or version < SCHEMA_VERSION:
            # Alembic costs 350 ms and is needed once a version.
            from models.migrate import upgrade

            upgrade(path, version)
        return cls(path)

    @contextlib.contextmanager
    def writing(self, title: str, *, kind: str = "edit") -> Generator[Session]:
        """One action of the clerk: commits on leaving, rolls back on any error.

        `title` is what the history shows (Chinese); `kind` groups actions (edit, import, issue, undo).
        """
        with self._writer, self._sessions() as session:
            doing = journal.Doing(title, kind, self.actor)
            session.info["doing"] = doing
            event.listen(session, "before_flush", journal.before_flush)
            event.listen(session, "after_flush", journal.after_flush)
            try:
                session.connection(execution_options={"writing": True})
                yield session
                session.commit()
            except (DBAPIError, sqlite3.Error, OSError) as error:
                session.rollback()
                if isinstance(error, DBAPIError) and not isinstance(
                    error.orig, sqlite3.Error
                ):
                    raise
                if isinstance(error, DBAPIError) and isinstance(
                    error.orig, sqlite3.IntegrityError
                ):
                    raise  # a constraint that a service should have checked: a bug, not the disk
                if isinstance(error, OSError):
                    raise
                raise storage_error(error) from error
            except BaseException:
                session.rollback()
                raise
            touched = frozenset(session.info.get("touched", ()))
        if touched:
            for listener in list(self.on_commit):
                listener(touched)

    @contextlib.contextmanager
    def reading(self) -> Generator[Session]:
        """A session that sees one state of the data and cannot write."""
        with self._sessions() as session:
            try:
                yield session
            except DBAPIError as error:
                raise storage_error(error) from error
            finally:
                session.rollback()

    def backup(self, target: Path) -> Path:
        """Copy the whole database to `target` with SQLite's backup API; returns the path written.

        The copy grows in a file beside the target and takes its name only when it is whole.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        return copy_database(self.path, target)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def copy_database(source: Path, target: Path) -> Path:
    """Copy an SQLite database, its WAL included, whole or not at all."""
    growing = target.with_name(target.name + ".part")
    growing.unlink(missing_ok=True)
    try:
        with (
            contextlib.closing(sqlite3.connect(source)) as from_,
            contextlib.closing(sqlite3.connect(growing)) as to,
        ):
            from_.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")
        growing.replace(target)
    except (sqlite3.Error, OSError) as error:
        growing.unlink(missing_ok=True)
        raise storage_error(error) from error
    return target


def stored_version(path: Path) -> int | None:
    """Schema version stored in a database file, None where there is no database yet.

    Raises StorageError for a file that is damaged or belongs to another program.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with contextlib.closing(
            sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
        ) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
            tables = int(
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            )
    except sqlite3.Error as error:
        raise storage_error(error) from error
    if owner != APPLICATION_ID and tables:
        raise StorageError(
            "这个数据库不是宣传工作台的数据，程序没有改动它。请换一个数据文件夹。"
        )
    return version if tables else None
