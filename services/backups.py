"""Backups of the database: made, listed, thinned out, restored."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.database import (
    BACKUP_FOLDER,
    FILE_NAME,
    Database,
    copy_database,
    stored_version,
)
from models.engine import storage_error
from models.errors import AppError, NotFound, StorageError
from models.schema import SCHEMA_VERSION

KEEP_DAILY = 14
_STAMP = re.compile(r"(\d{8})-(\d{6})")
_DAILY = "每日"


@dataclass(frozen=True)
class Backup:
    """One backup file; `kind` is the word its name begins with (每日, 手动, 升级前 …), `size` in bytes."""

    path: Path
    made_at: dt.datetime
    kind: str
    size: int


def make_backup(
    db: Database, kind: str = "手动", now: dt.datetime | None = None
) -> Backup:
    """Copy the database into the folder 备份; raises StorageError with nothing half-written."""
    made_at = now or dt.datetime.now()
    target = db.folder / BACKUP_FOLDER / f"{kind}-{made_at:%Y%m%d-%H%M%S}.db"
    try:
        db.backup(target)
    except OSError as error:
        raise storage_error(error) from error
    return Backup(target, made_at, kind, target.stat().st_size)


def daily_backup(db: Database, now: dt.datetime | None = None) -> Backup | None:
    """A backup for today unless there is one; keeps the newest KEEP_DAILY daily ones."""
    moment = now or dt.datetime.now()
    daily = [b for b in list_backups(db.folder) if b.kind == _DAILY]
    if daily and daily[0].made_at.date() == moment.date():
        return None
    made = make_backup(db, _DAILY, moment)
    for old in [made, *daily][KEEP_DAILY:]:
        old.path.unlink(missing_ok=True)
    return made


def list_backups(folder: Path) -> list[Backup]:
    """All backups of a data folder, newest first."""
    found: list[Backup] = []
    for path in (folder / BACKUP_FOLDER).glob("*.db"):
        stamp = _STAMP.search(path.stem)
        if stamp is None:
            continue
        try:
            made_at = dt.datetime.strptime("".join(stamp.groups()), "%Y%m%d%H%M%S")
            size = path.stat().st_size
        except (ValueError, OSError):
            continue
        found.append(Backup(path, made_at, path.stem.split("-")[0], size))
    return sorted(found, key=lambda b: (b.made_at, b.path.name), reverse=True)


def check_backup(path: Path) -> None:
    """Raise an AppError unless the file is a whole database of ours that this program can open."""
    if not path.exists():
        raise NotFound("备份文件已经不在了，请另选一份。")
    version = stored_version(path)
    if version is None:
        raise StorageError("这份备份是空的，请另选一份。")
    if version > SCHEMA_VERSION:
        raise StorageError("这份备份是用更新版本的程序保存的，请安装新版本后再恢复。")
    try:
        with closing(
            sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
        ) as connection:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise storage_error(error) from error
    if answer != "ok":
        raise StorageError("这份备份已损坏，没有恢复，现有数据没有变化。请另选一份。")


def restore(folder: Path, backup: Path, now: dt.datetime | None = None) -> Path | None:
    """Put a backup in the place of the database of a folder; the database must be closed.

    The present file is kept as 备份/恢复前-….db (a damaged one byte for byte); returns where, or None.
    """
    check_backup(backup)
    target = folder / FILE_NAME
    moment = now or dt.datetime.now()
    kept = set_aside(folder, "恢复前", moment)
    try:
        copy_database(backup, target)
    except AppError:
        if kept is not None:
            kept.replace(target)
        raise
    return kept


def set_aside(folder: Path, kind: str, now: dt.datetime | None = None) -> Path | None:
    """Move a closed database out of the way into 备份; returns where, None when there was none."""
    target = folder / FILE_NAME
    if not target.exists():
        return None
    moment = now or dt.datetime.now()
    kept = folder / BACKUP_FOLDER / f"{kind}-{moment:%Y%m%d-%H%M%S}.db"
    kept.parent.mkdir(exist_ok=True)
    try:
        copy_database(target, kept)
    except AppError:  # too damaged for SQLite: keep the bytes
        try:
            kept.write_bytes(target.read_bytes())
        except OSError as error:
            kept.unlink(missing_ok=True)
            raise storage_error(error) from error
    try:
        target.unlink()
        for suffix in ("-wal", "-shm"):
            target.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            "数据库文件正被占用，没有恢复。请关闭其他窗口后再试一次。"
        ) from error
    return kept
