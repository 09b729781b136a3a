"""Opening a data folder: the window's lock, the database, and what the first page must know."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from models.errors import InUse

if TYPE_CHECKING:
    from models.database import Database

LOCK_NAME = "window.lock"
RUNNING_NAME = "running.txt"


class WindowLock:
    """Holds a data folder for one window; a lock left by a crash is taken over."""

    def __init__(self, folder: Path) -> None:
        self._file = QLockFile(str(folder / LOCK_NAME))
        self._file.setStaleLockTime(0)
        self._folder = folder

    def take(self) -> None:
        """Take the folder; raises InUse while another window has it.

        A folder that cannot be written is left to Database.open to explain.
        """
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        if self._file.tryLock(200) or self._was_left_by_namesake():
            return
        if self._file.error() == QLockFile.LockError.LockFailedError:
            raise InUse(
                "已经有一个窗口在使用这份数据。请切换到那个窗口继续；这里没有打开数据，也没有改动任何内容。"
            )

    def _was_left_by_namesake(self) -> bool:
        """Take over the lock of a run that was cut off and had, by chance, the number that this process has now.

        Qt would believe that it still runs. The file of a window that lives cannot be removed: the system refuses.
        """
        owner = self._file.getLockInfo()
        mine = isinstance(owner, tuple) and owner[0] == os.getpid()
        return mine and self._file.removeStaleLockFile() and self._file.tryLock(200)

    def release(self) -> None:
        """Let go of the folder."""
        self._file.unlock()


class RunMark:
    """A small file that stands while the window is open: found at start, it tells of a crash."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / RUNNING_NAME

    def set(self) -> dt.datetime | None:
        """Put the mark; returns when the last run began if that one never ended properly."""
        crashed: dt.datetime | None = None
        with contextlib.suppress(OSError, ValueError):
            crashed = dt.datetime.fromisoformat(self._path.read_text("utf-8").strip())
        with contextlib.suppress(OSError):
            self._path.write_text(
                dt.datetime.now().isoformat(timespec="seconds"), "utf-8"
            )
        return crashed

    def clear(self) -> None:
        """Take the mark away at a proper end."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Opened:
    """An open database and the few facts that decide what is shown first."""

    db: Database
    onboarded: bool
    office: str
    sample: bool


def open_database(folder: Path) -> Opened:
    """Open (make, migrate) the database of a folder; raises StorageError. Runs in a job."""
    from models.database import Database
    from services import settings

    db = Database.open(folder)
    try:
        with db.reading() as session:
            office = settings.load(session)
            sample = bool(settings.get_raw(session, "sample", False))
        db.actor = office.clerk
    except BaseException:
        db.close()
        raise
    return Opened(db, office.onboarded, office.office, sample)
