"""What can be done with plans: read in, begin anew, rename, set the state, delete; each can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.vocabulary_campaigns import CampaignState
from ui.navigation import Place
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog

if TYPE_CHECKING:
    from services.campaigns.overview import PlanLine
    from ui.context import AppContext

DOCUMENTS = "方案文件 (*.docx *.pdf *.txt *.md *.html *.htm *.doc *.wps);;所有文件 (*)"
_OFFERED = 120
"""Characters on the clipboard from which it is offered: a shorter text is no plan."""
_HEAD_FIELDS = (
    Field("title", "标题", "long", required=True),
    Field("short_name", "简称", hint="列表和台账里显示的名称"),
    Field("doc_number", "发文字号"),
    Field("issuer", "发文机关"),
    Field("issued_on", "成文日期", "date"),
    Field("starts_on", "开始日期", "date"),
    Field("ends_on", "结束日期", "date"),
)


class PlanDeeds(QObject):
    """Carries out what the clerk chose for the plans that it is given."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    # --- coming in -----------------------------------------------------------------------------------

    def read_files(self) -> None:
        """Choose documents and read them."""
        from ui.widgets.dialogs import pick_files

        paths = pick_files(
            self._page, "读入方案", DOCUMENTS, self._context.state, "plans"
        )
        if paths:
            self._context.navigate(
                Place.of("plan_review", files=[str(p) for p in paths])
            )

    def paste(self) -> None:
        """Take a text instead of a file; a long one on the clipboard stands in the field already."""
        from PySide6.QtGui import QGuiApplication

        from ui.plan_review.choose import PasteDialog

        copied = QGuiApplication.clipboard().text()
        dialog = PasteDialog(self._page, copied if len(copied) >= _OFFERED else "")
        dialog.text.selectAll()
        dialog.given.connect(
            lambda text: self._context.navigate(Place.of("plan_review", text=text))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def create(self, source: int | None = None) -> None:
        """Begin an empty plan, or one from an earlier plan."""
        from services.campaigns.overview import overview
        from ui.campaigns.new_dialog import NewPlanDialog

        def show(plans: list[PlanLine]) -> None:
            dialog = NewPlanDialog(self._context, self._page, plans, source)
            dialog.made.connect(self._go_new)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.read(
            lambda s: overview(s, dt.date.today()), show, owner=self._page, key="new"
        )

    def _go_new(self, plan_id: object) -> None:
        self._context.navigate(
            Place.of("campaigns", plan=plan_id, tab="outline", fresh=True)
        )

    # --- changes --------------------------------------------------------------------------------------

    def rename(self, plan: PlanLine) -> None:
        """Change what stands at the head of a plan."""
        from services.campaigns import edit

        def submit(values: dict[str, Any], done: Done) -> None:
            changed = {k: v for k, v in values.items() if v != getattr(plan, k)}
            if not changed:
                done(None)
                return
            self._context.write(
                f"修改方案《{plan.label}》的文头",
                lambda s: edit.change_campaign(s, plan.id, **changed),
                on_done=lambda _r: done(None),
                on_error=done,
                undo_toast="已修改方案的标题和文头",
            )

        dialog = FormDialog(
            self._page,
            "标题与文头",
            _HEAD_FIELDS,
            submit,
            values={f.key: getattr(plan, f.key) for f in _HEAD_FIELDS},
            ok="保存",
            columns=2,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_state(self, plans: Sequence[PlanLine], state: CampaignState) -> None:
        """Set the state of plans; a closed plan reminds nobody any more."""
        from services.campaigns import edit

        mine = [p for p in plans if p.state is not state]
        if not mine:
            self._context.toast(f"已经是“{state.label}”")
            return
        what = _named(mine)
        open_ones = sum(p.measures - p.done for p in mine)
        left = ""
        if state is CampaignState.CLOSED and open_ones:
            left = f"；还有 {open_ones} 项任务没有办完，不再提醒到期"

        def work(session: Any) -> None:
            for plan in mine:
                edit.change_campaign(session, plan.id, state=state)

        self._context.write(
            f"把{what}改为“{state.label}”",
            work,
            undo_toast=f"已把{what}改为“{state.label}”{left}",
        )

    def delete(self, plans: Sequence[PlanLine]) -> None:
        """Put plans into the recycle bin; the toast offers undo."""
        from services.campaigns import edit

        ids = [p.id for p in plans]
        if not ids:
            return
        what = _named(plans)

        def work(session: Any) -> None:
            for plan_id in ids:
                edit.delete_campaign(session, plan_id)

        self._context.write(
            f"删除{what}",
            work,
            undo_toast=f"已删除{what}，连同它的任务和进展",
        )

    # --- menus ------------------------------------------------------------------------------------------

    def state_entries(
        self, plans: Sequence[PlanLine]
    ) -> list[tuple[str, Callable[[], object]]]:
        """Entries of a menu for the other states."""
        held = {p.state for p in plans}
        return [
            (f"改为“{s.label}”", lambda s=s: self.set_state(plans, s))
            for s in CampaignState
            if held != {s}
        ]


def _named(plans: Sequence[PlanLine]) -> str:
    if len(plans) == 1:
        return f"方案《{plans[0].label}》"
    return f" {len(plans)} 份方案"
