"""The SQLite engine: pragmas, explicit transactions, and what its errors mean to a clerk."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from models.errors import InUse, StorageError

APPLICATION_ID = 0x50444B31  # "PDK1", so that a foreign SQLite file is known at once
BUSY_MS = 8000


def make_engine(path: Path) -> Engine:
    """Engine on a database file; WAL, foreign keys on, synchronous FULL, BEGIN emitted by us."""
    engine = create_engine(
        f"sqlite:///{path.as_posix()}",
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = (
            None  # the driver must not begin on its own: DDL and savepoints
        )
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        # A clerk waits for a commit, not for the log being moved into the file: closing does that,
        # or a log of 32 MB.
        cursor.execute("PRAGMA wal_autocheckpoint=8000")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def storage_error(error: BaseException) -> StorageError:
    """What a database or disk error means, as a sentence that helps."""
    inner = (
        error.orig
        if isinstance(error, DBAPIError) and error.orig is not None
        else error
    )
    words = str(inner).lower()
    if "full" in words or "no space" in words:
        return StorageError(
            "磁盘已满，这一步没有保存，原有数据没有变化。请清理磁盘后再试一次。"
        )
    if "locked" in words or "busy" in words:
        return InUse(
            "数据库正被另一个程序使用，这一步没有保存。请关闭其他窗口后再试一次。"
        )
    if "readonly" in words or "read-only" in words or "permission" in words:
        return StorageError(
            "数据文件夹是只读的，这一步没有保存。请换一个可以写入的文件夹，或去掉只读属性。"
        )
    if "malformed" in words or "not a database" in words or "corrupt" in words:
        return StorageError(
            "数据库文件已损坏，程序没有改动它。请从“备份”文件夹恢复最近的一份备份。"
        )
    if "unable to open" in words:
        return StorageError(
            "打不开数据库文件。请检查数据文件夹是否存在、是否可以读写。"
        )
    return StorageError(f"数据库没有完成这一步，原有数据没有变化。（{inner}）")
