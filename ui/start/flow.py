"""Opening, closing and changing the data of a window, each in a job after the first frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from models.errors import InUse, StorageError
from ui.start.opening import Opened, RunMark, WindowLock, open_database

if TYPE_CHECKING:
    from ui.jobs import JobRunner


@dataclass(frozen=True)
class Restored:
    """A backup that was put in the place of the data: what it is called, where the former data are kept.

    `way_back` is whether those can be opened.
    """

    name: str
    kept: Path | None
    way_back: bool


class OpeningFlow(QObject):
    """Brings a data folder into the window and lets go of it again.

    Signals: `opened(Opened)`; `failed(Trouble)`. `crashed` is when the last run began, if it never ended
    properly; `restored` tells of a restoring that has just been done.
    """

    opened = Signal(object)
    failed = Signal(object)

    def __init__(
        self, jobs: JobRunner, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self.crashed: dt.datetime | None = None
        self.restored: Restored | None = None
        self._jobs = jobs
        self._lock: WindowLock | None = None
        self._mark: RunMark | None = None

    def open(self) -> None:
        """Take the folder and open its database; ends in `opened` or `failed`."""
        if not self._take():
            return
        folder = self.folder
        self._jobs.run(
            lambda _report: open_database(folder),
            on_success=self._on_opened,
            on_error=self._on_failed,
        )

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the (closed) database, then open it."""
        folder = self.folder

        def work(_report: Any) -> None:
            from services import backups

            kept = backups.restore(folder, backup)
            whole = kept is not None and backups.contents(kept) is not None
            self.restored = Restored(backup_name(backup), kept, whole)

        self._then_open(work)

    def begin_empty(self) -> None:
        """Set a damaged database aside into 备份 and open a new, empty one."""
        folder = self.folder

        def work(_report: Any) -> None:
            from services import backups

            backups.set_aside(folder, "损坏")

        self._then_open(work)

    def change_folder(self, folder: Path) -> None:
        """Let go of the present folder and open another one."""
        self.release()
        self.folder = folder
        self.open()

    def release(self) -> None:
        """Let go of the folder at a proper end; the database is closed by then."""
        if self._mark is not None:
            self._mark.clear()
            self._mark = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _take(self) -> bool:
        if self._lock is None:
            lock = WindowLock(self.folder)
            try:
                lock.take()
            except InUse as error:
                from ui.start.trouble import Kind, Trouble

                self.failed.emit(Trouble(Kind.IN_USE, str(error), self.folder))
                return False
            self._lock = lock
        return True

    def _then_open(self, work: Callable[[Any], None]) -> None:
        if not self._take():
            return
        self._jobs.run(
            work, on_success=lambda _none: self.open(), on_error=self._on_failed
        )

    def _on_opened(self, opened: Opened) -> None:
        if self._mark is None:
            self._mark = RunMark(self.folder)
            self.crashed = self._mark.set()
        self.opened.emit(opened)

    def _on_failed(self, error: BaseException) -> None:
        # A folder that could not be opened stays free for the window that can.
        self.release()
        if not isinstance(error, StorageError | OSError):
            raise error
        told = (
            error
            if isinstance(error, StorageError)
            else StorageError("数据文件夹读不出来。请检查磁盘是否接好、是否可以读写。")
        )
        from ui.start.trouble import examine

        folder = self.folder
        self._jobs.run(
            lambda _report: examine(folder, told), on_success=self.failed.emit
        )


def backup_name(path: Path) -> str:
    """「11月21日 10:32 的备份」, of a file of another name 「“旧电脑.db”」."""
    from services import backups

    made_at = backups.moment_of(path)
    if made_at is None:
        return f"“{path.name}”"
    return f"{made_at.month}月{made_at.day}日 {made_at:%H:%M} 的备份"
