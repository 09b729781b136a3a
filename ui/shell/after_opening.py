"""What goes on once the data stand: the status line, the daily backup, the word about a crash."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from models.errors import AppError
from ui.navigation import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import AppContext
    from ui.start.flow import OpeningFlow, Restored
    from ui.widgets.status import StatusLine

_MINUTE = 60_000
_BACKUP_AFTER = 1500
"""Milliseconds after the opening, so that the first page has the disk to itself."""


@dataclass(frozen=True)
class Facts:
    """What the status line tells of."""

    office: str
    due: dt.datetime
    unpublished: tuple[int, ...]


def read_facts(session: Session, now: dt.datetime) -> Facts:
    """The office and the due moment that comes next."""
    from services import settings, workdays
    from services.weeks import shift, sunday, week_of

    office = settings.load(session)
    days = workdays.load(session)
    week = week_of(now.date())
    due = workdays.due_moment(days, office, week)
    if now > due:
        due = workdays.due_moment(days, office, shift(week, 1))
    return Facts(office.office, due, tuple(days.unpublished(week, sunday(week))))


def due_words(due: dt.datetime, now: dt.datetime) -> str:
    """「截止 周五 17:00，还有 1 天 3 小时」; next week's due moment is called 下周."""
    from services.weeks import week_of
    from ui.home.summary import countdown

    later = "下" if week_of(due.date()) > week_of(now.date()) else ""
    day = "一二三四五六日"[due.weekday()]
    return f"截止 {later}周{day} {due:%H:%M}，{countdown(due, now)}"


def backup_words(made_at: dt.datetime | None, now: dt.datetime) -> str:
    """「上次备份 10:32」, with the day where it was not today."""
    if made_at is None:
        return "还没有备份"
    if made_at.date() == now.date():
        return f"上次备份 {made_at:%H:%M}"
    return f"上次备份 {made_at.month}月{made_at.day}日"


class AfterOpening(QObject):
    """Keeps the status line true while the window stands."""

    def __init__(
        self,
        context: AppContext,
        status: StatusLine,
        flow: OpeningFlow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._status = status
        self._facts: Facts | None = None
        self._backup: dt.datetime | None = None
        self._trouble = ""
        self._stopped = False
        self._flow = flow
        context.data_changed.connect(self._on_changed)
        context.backups_changed.connect(self.read)
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE)
        self._timer.timeout.connect(self._show)

    def start(self) -> None:
        """Read what the line shows; the backup of the day follows a little later."""
        self._timer.start()
        self.read()
        if self._flow.restored is not None:
            self.tell_restored(self._flow.restored)
            self._flow.restored = None
        elif self._flow.crashed is not None:
            self.tell_crash(self._flow.crashed)
        self._flow.crashed = None
        QTimer.singleShot(_BACKUP_AFTER, self, self._make_backup)

    def stop(self) -> None:
        """Say no more: the data are being let go of."""
        self._timer.stop()
        self._stopped = True
        self._context.data_changed.disconnect(self._on_changed)
        self._context.backups_changed.disconnect(self.read)

    def read(self) -> None:
        """Read the facts of the status line again."""
        if self._stopped:
            return
        self._context.read(
            lambda s: read_facts(s, dt.datetime.now()),
            self._on_facts,
            owner=self,
            key="status",
        )

        def newest(_report: Any) -> dt.datetime | None:
            from services import backups

            found = backups.list_backups(self._context.folder)
            return found[0].made_at if found else None

        self._context.jobs.run(newest, on_success=self._on_backup_known)

    def tell_crash(self, began: dt.datetime) -> None:
        """Say that the last run did not end as it should."""
        moment = f"{began.month}月{began.day}日 {began:%H:%M}"
        self._context.toast(
            f"上次（{moment} 打开的）程序没有正常退出。已保存的内容都在，请看一下最后录入的几条。"
        )

    def tell_restored(self, restored: Restored) -> None:
        """Say what stands in the window now, and how to come back to what stood there before."""
        words = f"已恢复到{restored.name}"
        kept = restored.kept
        if kept is None:
            self._context.toast(words)
            return
        words += f"；原来的数据在“{kept.stem}”"
        if not restored.way_back:
            self._context.toast(words)
            return
        self._context.toast(
            words, act=("换回来", lambda: self._context.restore_wanted.emit(kept))
        )

    def _make_backup(self) -> None:
        if self._stopped:
            return
        db = self._context.db

        def work(_report: Any) -> dt.datetime | None:
            from services import backups

            made = backups.daily_backup(db)
            return made.made_at if made is not None else None

        self._context.jobs.run(
            work, on_success=self._on_backup_made, on_error=self._on_backup_failed
        )

    def _on_facts(self, facts: Facts) -> None:
        self._facts = facts
        self._show()

    def _on_backup_known(self, made_at: dt.datetime | None) -> None:
        self._backup = made_at
        self._show()

    def _on_backup_made(self, made_at: dt.datetime | None) -> None:
        if made_at is not None:
            self._backup = made_at
        self._trouble = ""
        self._show()

    def _on_backup_failed(self, error: BaseException) -> None:
        if not isinstance(error, AppError | OSError):
            raise error
        self._trouble = str(error)
        self._show()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if "setting" in tables:
            self.read()

    def _show(self) -> None:
        if self._stopped:
            return
        now = dt.datetime.now()
        facts = self._facts
        if facts is not None and now > facts.due:
            self.read()
            return
        to_backups = Place.of("settings", tab="backups")
        parts: list[tuple[str | None, str, str, Any]] = []
        if self._trouble:
            parts.append(("warning", "备份没有做成", self._trouble, None))
        else:
            parts.append((None, "● 数据正常", str(self._context.folder), None))
        parts.append(
            (
                None,
                backup_words(self._backup, now),
                "查看备份",
                lambda: self._context.navigate(to_backups),
            )
        )
        if facts is not None:
            week = Place("reporting")
            parts.append(
                (
                    None,
                    due_words(facts.due, now),
                    "打开周报",
                    lambda: self._context.navigate(week),
                )
            )
            to_holidays = Place.of("settings", tab="holidays")
            parts.extend(
                (
                    "warning",
                    f"{year} 年放假安排未填",
                    "现按普通周末计算工作日",
                    lambda: self._context.navigate(to_holidays),
                )
                for year in facts.unpublished
            )
            self._status.set_right(facts.office)
        self._status.set_left(parts)
