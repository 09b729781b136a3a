"""Stories of the stories page tied to a plan and one of its measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from models.vocabulary_campaigns import CampaignState
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.picker import PickItem

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from services.campaigns.overview import PlanLine
    from services.story_queries import PlacementRow
    from ui.context import AppContext

_WHOLE = 0
_LAST = "stories.tie.plan"


class TieStoriesDialog(FormDialog):
    """Asks for a plan and, if the clerk wants, a measure of it; the plan of the last time stands there."""

    def __init__(
        self,
        context: AppContext,
        parent: QWidget,
        plans: Sequence[PlanLine],
        rows: Sequence[PlacementRow],
    ) -> None:
        self._context = context
        self._plans = {p.id: p for p in plans}
        self._stories = list(dict.fromkeys(r.story_id for r in rows))
        self._placements = [r.id for r in rows]
        many = len(self._stories)
        what = f"《{rows[0].title}》" if many == 1 else f"选中的 {many} 篇稿件"
        self._measures: dict[int, str] = {}
        last = context.state.get(_LAST)
        first = last if last in self._plans else plans[0].id
        super().__init__(
            parent,
            "归入方案",
            [
                Field("plan", "方案", "pick", options=_items(plans), required=True),
                Field("measure", "任务", "pick", hint="不归到哪一项，就选“整个方案”"),
                Field("only", f"只归入选中的 {len(rows)} 条刊播", "check"),
            ],
            self._store,
            values={"plan": first},
            ok="归入",
            note=f"{what}连同全部刊播（以后补录的也算）一起归入，在方案的“宣传成效”里就能看到。",
        )
        self.form.changed.connect(self._on_changed)
        self._load_measures()

    @classmethod
    def open_for(
        cls, context: AppContext, parent: QWidget, rows: Sequence[PlacementRow]
    ) -> None:
        """Ask for which plan, over the page; says so where there is no plan yet."""

        def show(plans: list[PlanLine]) -> None:
            if not plans:
                context.toast("还没有方案。先在“方案”页读入或新建一份，再把稿件归进去")
                return
            dialog = cls(context, parent, plans, rows)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        context.read(_plans, show, owner=parent, key="tie")

    def _on_changed(self, key: str) -> None:
        if key == "plan":
            self._load_measures()

    def _load_measures(self) -> None:
        plan_id = self.form.values()["plan"]
        self.form.set_options("measure", [PickItem(_WHOLE, "整个方案", "zgfa")])
        self.form.set_values({"measure": _WHOLE})
        if plan_id is None:
            return

        def show(found: list[PickItem]) -> None:
            self._measures = {item.id: item.text for item in found}
            self.form.set_options("measure", found)
            self.form.set_values({"measure": _WHOLE})

        self._context.read(
            lambda s: _measures(s, plan_id), show, owner=self, key="measures"
        )

    def _store(self, values: dict[str, Any], done: Done) -> None:
        from ui.campaigns.published import deeds

        plan = self._plans[values["plan"]]
        value = values["measure"]
        measure = (int(value), self._measures[value]) if value else None
        self._context.state.put(_LAST, plan.id)
        only = bool(values["only"])
        deeds.tie(
            self._context,
            (plan.id, plan.label),
            self._placements if only else self._stories,
            measure,
            done,
            placements=only,
        )


def _plans(session: Session) -> list[PlanLine]:
    """Plans to choose from: those that run first."""
    from services.campaigns.overview import overview

    order = (CampaignState.RUNNING, CampaignState.DRAFT, CampaignState.CLOSED)
    return sorted(
        overview(session, dt.date.today()), key=lambda p: order.index(p.state)
    )


def _measures(session: Session, plan_id: int) -> list[PickItem]:
    from services.campaigns.reach import reach
    from ui.campaigns.published.tie_dialog import measure_items

    return measure_items(reach(session, plan_id).lines)


def _items(plans: Sequence[PlanLine]) -> list[PickItem]:
    return [PickItem(p.id, p.label, p.initials, note=p.state.label) for p in plans]
