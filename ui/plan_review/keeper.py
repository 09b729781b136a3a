"""Keeps the drafts on disk: some seconds after a correction, and at once when the page is left."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from services.plans.correcting.draft import Draft
from ui.context import AppContext
from ui.plan_review import work

if TYPE_CHECKING:
    from ui.plan_review.page import PlanReviewPage

WAIT_MS = 2_000


class Keeper(QObject):
    """`note()` after a change; `flush()` writes what waits."""

    def __init__(self, context: AppContext, page: PlanReviewPage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._write)
        self._writing = False

    def note(self) -> None:
        """Something changed: it is on disk some seconds later, however fast the clerk goes on."""
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Write at once what waits to be written."""
        if self._timer.isActive() and self._page.may_keep:
            self._timer.stop()
            waiting, at = self._waiting()
            self.keep(waiting, at)

    def keep(self, waiting: list[Draft], at: int) -> None:
        """Write these drafts now; a folder that cannot be written keeps them for this run only."""
        with contextlib.suppress(OSError):
            work.keep(self._context.folder, waiting, at)

    def _waiting(self) -> tuple[list[Draft], int]:
        """The drafts that wait to be saved as they stand now, and which of them is shown."""
        entries = [e for e in self._page.entries if e.is_open and e.draft is not None]
        shown = self._page.entry
        at = entries.index(shown) if shown in entries else 0
        return [work.still(e.draft) for e in entries if e.draft is not None], at

    def _write(self) -> None:
        if self._writing or not self._page.may_keep:
            self._timer.start()
            return
        waiting, at = self._waiting()
        folder = self._context.folder
        self._writing = True

        def done(_result: object) -> None:
            self._writing = False

        self._context.jobs.run(
            lambda _report: work.keep(folder, waiting, at),
            on_success=done,
            on_error=done,  # a full disk is told where something is saved
        )
