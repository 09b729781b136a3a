"""Saving a draft as a plan: told when it is there already, one action, undone as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from models.errors import ValidationError
from services.campaigns.types import CampaignRow
from services.plans.correcting.draft import Draft
from ui.widgets.dialogs import ask

if TYPE_CHECKING:
    from ui.plan_review.page import PlanReviewPage


class Saver(QObject):
    """Saves the draft that is shown on a page."""

    def __init__(self, page: PlanReviewPage) -> None:
        super().__init__(page)
        self._page = page
        self._context = page.context
        self._saving = False
        self._done: dict[int, tuple[Draft, int]] = {}
        self._context.data_changed.connect(self._on_data)

    def look_for_same(self) -> None:
        """Tell when the document that is shown was saved before."""
        page, draft = self._page, self._page.draft
        page.check.answer.show_same(None)
        if draft is None or draft.reading.title is None:
            return

        def done(found: list[CampaignRow]) -> None:
            if page.draft is draft and draft.saved_id is None:
                page.check.answer.show_same(found[0] if found else None)

        self._context.read(_same(draft), done, owner=page, key="same")

    def _on_data(self, tables: frozenset[str]) -> None:
        """A plan that was saved here and is gone (undone, deleted) leaves its draft to be saved again."""
        if not self._done or "campaign" not in tables:
            return

        def read(session: Any) -> set[int]:
            from services.campaigns.store import list_campaigns

            return {plan.id for plan in list_campaigns(session)}

        self._context.read(read, self._compare, owner=self._page, key="saved")

    def _compare(self, ids: set[int]) -> None:
        for draft, plan_id in self._done.values():
            stands = plan_id in ids
            if stands and draft.saved_id is None:
                draft.saved_id = plan_id  # done again
                self._page.tell_saved()
            elif not stands and draft.saved_id is not None:
                draft.saved_id = None
                self._page.come_back(draft)

    # --- saving --------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save what is shown; a missing title or a plan that is there already is told first."""
        draft, page = self._page.draft, self._page
        if draft is None or draft.saved_id is not None or self._saving:
            return
        title = draft.reading.title
        if title is None or not title.value.strip():
            page.check.show_part("all")
            page.check.tree.go(("title",))
            self._context.toast(
                "还没有方案标题，请在右边填上，或在原文里选中标题后按 F4"
            )
            return
        self._saving = True

        def done(found: list[CampaignRow]) -> None:
            self._saving = False
            if found:
                self._ask(draft, found[0])
            else:
                self._write(draft)

        self._context.read(_same(draft), done, on_error=self._failed, owner=page)

    def _ask(self, draft: Draft, same: CampaignRow) -> None:
        def answered(key: str) -> None:
            if key == "open":
                self._page.open_plan(same.id)
            elif key == "save":
                self._write(draft)

        number = f"（{same.doc_number}）" if same.doc_number else ""
        ask(
            self._page,
            "记录里已有这份方案",
            f"《{same.title}》{number}已经存过。再存一份会成为另一个方案，两份各自记录进展。",
            [
                ("open", "打开已有的", "primary"),
                ("save", "仍另存一份", "plain"),
                ("stay", "先不保存", "plain"),
            ],
            answered,
        )

    def _write(self, draft: Draft) -> None:
        self._saving = True
        reading, answers, name = draft.reading, dict(draft.answers), draft.name
        title = reading.title.value if reading.title else name
        short = title if len(title) <= 24 else title[:24] + "…"

        def save(session: Any) -> Any:
            from services.campaigns.review import save_review

            return save_review(session, reading, answers, source_name=name)

        def done(saved: Any) -> None:
            self._saving = False
            draft.saved_id = saved.campaign_id
            self._done[id(draft)] = (draft, saved.campaign_id)
            self._page.saved(draft)

        added = sum(a.kind == "new" for a in answers.values())
        more = f"，新增单位 {added} 个" if added else ""
        doubts = len(self._page.check.doubted_paths())
        more += f"，还有 {doubts} 处待核" if doubts else ""
        self._context.write(
            f"读入方案《{short}》",
            save,
            "import",
            on_done=done,
            on_error=self._failed,
            undo_toast=f"已保存方案《{short}》{more}",
        )

    def _failed(self, error: BaseException) -> None:
        self._saving = False
        if isinstance(error, ValidationError):
            self._context.toast(str(error))
            if error.field == "title":
                self._page.check.tree.go(("title",))
        else:
            self._context.show_error(error)


def _same(draft: Draft) -> Any:
    reading = draft.reading

    def read(session: Any) -> list[CampaignRow]:
        from services.campaigns.store import same_plans

        return same_plans(session, reading) if reading.title else []

    return read
