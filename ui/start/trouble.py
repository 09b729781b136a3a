"""What kept the data from opening, found out from the files themselves, and what can be done about it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models.errors import AppError, InUse, StorageError

_LITTLE = 8 * 1024 * 1024
"""Free bytes under which a failed opening is put down to a full disk."""


class Kind(StrEnum):
    """Kinds of trouble, each with a next step of its own."""

    IN_USE = "in_use"
    NEWER = "newer"
    READ_ONLY = "read_only"
    FULL = "full"
    DAMAGED = "damaged"
    OTHER = "other"


TITLES = {
    Kind.IN_USE: "另一个窗口正在使用这份数据",
    Kind.NEWER: "这份数据来自更新的版本",
    Kind.READ_ONLY: "数据文件夹不能写入",
    Kind.FULL: "磁盘已满",
    Kind.DAMAGED: "数据库文件已损坏",
    Kind.OTHER: "数据没有打开",
}


@dataclass(frozen=True)
class GoodBackup:
    """The backup to go back to: `kind` is where it comes from, `words` what is in it."""

    path: Path
    made_at: dt.datetime
    kind: str
    words: str = ""


@dataclass(frozen=True)
class Trouble:
    """One failed opening: what it is, the sentence for the clerk, and the backup that could take its place."""

    kind: Kind
    sentence: str
    folder: Path
    backup: GoodBackup | None = None

    @property
    def title(self) -> str:
        """The heading of the page that tells it."""
        return TITLES[self.kind]


def examine(folder: Path, error: StorageError) -> Trouble:
    """Find out what an error at opening means; for a damaged database the best whole backup is looked up.

    Reads only; may take a second or two, so call it in a job.
    """
    kind = _kind(folder, error)
    backup = best_backup(folder) if kind is Kind.DAMAGED else None
    return Trouble(kind, _sentence(kind, error, backup), folder, backup)


def best_backup(folder: Path) -> GoodBackup | None:
    """The newest whole backup of a folder, None where there is none.

    One made by habit (每日, 手动, 退出时, 升级前) comes before one that was set aside by a restoring, and
    one that holds something before an empty one.
    """
    from services import backups

    empty: GoodBackup | None = None
    for backup in backups.by_preference(backups.list_backups(folder)):
        if backup.kind == "损坏":
            continue
        try:
            backups.check_backup(backup.path)
        except (AppError, OSError):
            continue
        inside = backups.contents(backup.path)
        words = inside.words if inside is not None else ""
        found = GoodBackup(backup.path, backup.made_at, backup.kind, words)
        if inside is not None and not inside.is_empty:
            return found
        empty = empty or found
    return empty


def _kind(folder: Path, error: StorageError) -> Kind:
    from models.database import FILE_NAME
    from models.schema import SCHEMA_VERSION

    if isinstance(error, InUse):
        return Kind.IN_USE
    path = folder / FILE_NAME
    version = _version(path)
    if version is not None and version > SCHEMA_VERSION:
        return Kind.NEWER
    if _is_damaged(path):
        return Kind.DAMAGED
    if not _can_write(folder, path):
        return Kind.READ_ONLY
    if _is_full(folder):
        return Kind.FULL
    return Kind.OTHER


def _sentence(kind: Kind, error: StorageError, backup: GoodBackup | None) -> str:
    if kind is Kind.FULL:
        return (
            "磁盘已满，数据没有打开，也没有改动。请清理磁盘，腾出一些空间后再试一次。"
        )
    if kind is not Kind.DAMAGED:
        return str(error)
    if backup is None:
        return (
            "数据库文件已损坏，程序没有改动它，“备份”文件夹里也没有找到完好的备份。"
            "如果在别处（优盘、旧电脑）留有备份，请选择那个文件；也可以先从空白开始，损坏的文件会留在“备份”里。"
        )
    at = backup.made_at
    made = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M} 的{backup.kind}备份"
    if backup.kind == "恢复前":
        made = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M} 恢复备份时另存的数据"
    return (
        f"数据库文件已损坏，程序没有改动它。找到完好的一份：{made}，里面{backup.words}，可以从它恢复；"
        "损坏的文件会移到“备份”文件夹留存，那之后的录入需要补录。"
    )


def _version(path: Path) -> int | None:
    if not path.exists():
        return None
    try:
        with closing(_open(path)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return None


def _is_damaged(path: Path) -> bool:
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        with closing(_open(path)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
    except sqlite3.DatabaseError as error:
        words = str(error).lower()
        return "malformed" in words or "not a database" in words
    except OSError:
        return False


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)


def _can_write(folder: Path, path: Path) -> bool:
    standing = folder
    while not standing.exists() and standing != standing.parent:
        standing = standing.parent
    if not standing.is_dir() or not os.access(standing, os.W_OK):
        return False
    return not path.exists() or os.access(path, os.W_OK)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LITTLE
    except OSError:
        return False
