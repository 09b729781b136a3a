"""Backups of the database: made, listed, thinned out, restored."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
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
CLOSING_SECONDS = 2.0
"""The longest that closing the window may wait for its backup."""
_STAMP = re.compile(r"(\d{8})-(\d{6})")
_DAILY, _CLOSING = "每日", "退出时"
_BY_HABIT = (_DAILY, "手动", _CLOSING, "升级前")
"""Kinds made while all was well; the others were set aside because something was being replaced."""


@dataclass(frozen=True)
class Backup:
    """One backup file; `kind` is the word its name begins with (每日, 手动, 升级前 …), `size` in bytes."""

    path: Path
    made_at: dt.datetime
    kind: str
    size: int


@dataclass(frozen=True)
class Contents:
    """What is in a backup, by number of records in use."""

    units: int
    outlets: int
    placements: int

    @property
    def words(self) -> str:
        """「有 62 个单位、3,120 条刊播」, or that there is nothing yet."""
        if self.is_empty:
            return "还没有单位和刊播"
        return f"有 {self.units:,} 个单位、{self.placements:,} 条刊播"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was registered when it was made."""
        return not (self.units or self.outlets or self.placements)


def contents(path: Path) -> Contents | None:
    """What is in a database file, None where it cannot be read. Reads only."""
    tables = ("unit", "outlet", "placement")
    try:
        with closing(_open(path)) as connection:
            counts = [
                int(
                    connection.execute(
                        f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL"
                    ).fetchone()[0]
                )
                for table in tables
            ]
    except (sqlite3.Error, OSError):
        return None
    return Contents(*counts)


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
    """A backup for today unless there is one, or nothing to keep; keeps the newest KEEP_DAILY daily ones."""
    moment = now or dt.datetime.now()
    daily = [b for b in list_backups(db.folder) if b.kind == _DAILY]
    if daily and daily[0].made_at.date() == moment.date():
        return None
    if _is_empty(db):
        return None
    made = make_backup(db, _DAILY, moment)
    for old in [made, *daily][KEEP_DAILY:]:
        old.path.unlink(missing_ok=True)
    return made


def closing_backup(
    db: Database,
    now: dt.datetime | None = None,
    *,
    seconds: float = CLOSING_SECONDS,
) -> Backup | None:
    """A backup at closing when something was done since the last one; one a day is kept, KEEP_DAILY days.

    Given up after `seconds`, with nothing half-written: tomorrow's daily one follows.
    """
    moment = now or dt.datetime.now()
    found = list_backups(db.folder)
    if not _changed_since(db, found[0].made_at if found else None) or _is_empty(db):
        return None
    target = db.folder / BACKUP_FOLDER / f"{_CLOSING}-{moment:%Y%m%d-%H%M%S}.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    if not _copy_within(db.path, target, seconds):
        return None
    made = Backup(
        target, moment.replace(microsecond=0), _CLOSING, target.stat().st_size
    )
    former = [b for b in found if b.kind == _CLOSING and b.path != target]
    today = [b for b in former if b.made_at.date() == moment.date()]
    others = [b for b in former if b not in today]
    for old in [*today, *others[KEEP_DAILY - 1 :]]:
        old.path.unlink(missing_ok=True)
    return made


def by_preference(found: list[Backup]) -> list[Backup]:
    """Backups in the order in which they are offered: those made by habit first, newest first."""
    return sorted(found, key=lambda b: b.kind not in _BY_HABIT)


def list_backups(folder: Path) -> list[Backup]:
    """All backups of a data folder, newest first."""
    found: list[Backup] = []
    for path in (folder / BACKUP_FOLDER).glob("*.db"):
        made_at = moment_of(path)
        if made_at is None:
            continue
        try:
            size = path.stat().st_size
        except OSError:
            continue
        found.append(Backup(path, made_at, path.stem.split("-")[0], size))
    return sorted(found, key=lambda b: (b.made_at, b.path.name), reverse=True)


def moment_of(path: Path) -> dt.datetime | None:
    """When a backup was made, by its name; None for a file of another name."""
    stamp = _STAMP.search(path.stem)
    if stamp is None:
        return None
    try:
        return dt.datetime.strptime("".join(stamp.groups()), "%Y%m%d%H%M%S")
    except ValueError:
        return None


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
        with closing(_open(path)) as connection:
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
    kept = _free_name(folder / BACKUP_FOLDER / f"{kind}-{moment:%Y%m%d-%H%M%S}.db")
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


# --- inside --------------------------------------------------------------------------------------------


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)


def _free_name(path: Path) -> Path:
    """The path, numbered where a file of that name stands: what was set aside is never written over."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _is_empty(db: Database) -> bool:
    inside = contents(db.path)
    return inside is not None and inside.is_empty


def _changed_since(db: Database, moment: dt.datetime | None) -> bool:
    from sqlalchemy import func, select

    from models.tables import Action

    with db.reading() as session:
        newest = session.scalar(select(func.max(Action.at)))
    return newest is not None and (moment is None or newest > moment)


class _TooLong(Exception):
    """The copy took longer than it may."""


def _copy_within(source: Path, target: Path, seconds: float) -> bool:
    """Copy a database whole, or not at all when the time is up; says whether it was copied."""
    growing = target.with_name(target.name + ".part")
    until = time.monotonic() + seconds

    def look(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > until:
            raise _TooLong

    try:
        with (
            closing(sqlite3.connect(source, timeout=seconds)) as from_,
            closing(sqlite3.connect(growing)) as to,
        ):
            from_.backup(to, pages=512, progress=look, sleep=0.0)
            to.execute("PRAGMA journal_mode=DELETE")
        growing.replace(target)
    except (_TooLong, sqlite3.Error, OSError):
        growing.unlink(missing_ok=True)
        return False
    return True
