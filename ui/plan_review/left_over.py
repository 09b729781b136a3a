"""The drafts of an earlier run: offered, gone on with, put aside; never written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from services.plans.correcting import draft as drafts
from services.plans.correcting.draft import Kept
from ui.plan_review.work import Entry

if TYPE_CHECKING:
    from ui.plan_review.page import PlanReviewPage


class LeftOver(QObject):
    """Looks once when the page is made; until then nothing may be kept on disk."""

    def __init__(self, page: PlanReviewPage) -> None:
        super().__init__(page)
        self._page = page
        self._found: Kept | None = None
        self._at_once = False
        self.is_known = False
        """Whether the file was looked at: it may be written anew from now on."""

    def look(self) -> None:
        """Read the file in a job."""
        folder = self._page.context.folder

        def done(found: Kept | None) -> None:
            self.is_known = True
            self._found = found
            if self._at_once:
                self.go_on()
            elif self._page.entries:
                self.join()
            else:
                self._offer()

        self._page.context.jobs.run(
            lambda _report: drafts.load(folder),
            on_success=done,
            on_error=lambda _error: done(None),
        )

    def go_on(self) -> None:
        """Show what was left, without asking; as soon as it is known."""
        self._at_once = not self.is_known
        if not self.is_known:
            return
        found, self._found = self._found, None
        self._offer()
        if found is not None:
            self._page.entries += _entries(found)
            self._page.show_entry(
                len(self._page.entries) - len(found.drafts) + found.at
            )
        elif not self._page.entries:
            self._page.choose_again()

    def answer(self, wanted: bool) -> None:
        """Go on with it, or put it aside; the toast brings it back."""
        if wanted:
            self.go_on()
            return
        found, self._found = self._found, None
        self._offer()
        if found is None:
            return
        page = self._page
        drafts.drop(page.context.folder)

        def back() -> None:
            self._found = found
            self._offer()
            page.keeper.keep(list(found.drafts), found.at)

        page.context.toast("已不再保留上次核对的内容", back)

    def join(self) -> None:
        """Other documents were read meanwhile: what was left waits beside them."""
        found, self._found = self._found, None
        self._offer()
        if found is None:
            return
        self._page.entries += _entries(found)
        self._page.keeper.note()
        self._page.tell()
        self._page.context.toast("上次没有核对完的也在文件列表里，一份都没有丢")

    def _offer(self) -> None:
        self._page.choose.show_draft(self._found.words if self._found else "")


def _entries(found: Kept) -> list[Entry]:
    return [Entry(d.name, d, path=d.path) for d in found.drafts]
