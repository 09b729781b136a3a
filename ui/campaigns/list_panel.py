"""The detail of a plan beside the list: where it stands, and what is due next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from services.campaigns.overview import PlanLine
from services.campaigns.pressing import Pressing, PressingMeasure
from ui.campaigns.words import (
    CAMPAIGN_ROLES,
    due_words,
    period_words,
    shares,
    span_words,
)
from ui.home.lines import SilentLine
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import SectionTitle, Separator, SharesBar, make_label
from ui.widgets.chips import Chip
from ui.widgets.side import SidePanel

_SHOWN = 8
Deed = tuple[str, Callable[[], Any]]


class PlanPanel(SidePanel):
    """Shows a plan; `measure_chosen(plan id, measure id)` on a click on what is due, `close_wanted(plan)`."""

    measure_chosen = Signal(object, object)
    close_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("所选方案")

    def show_nothing(self) -> None:
        """Say what to do while nothing is chosen."""
        self.clear()
        self.set_title("没有选中方案")
        self.set_note("在左边选一份，这里显示它办到了哪一步、最近要办什么。")

    def show_several(self, number: int, deeds: Sequence[Deed]) -> None:
        """Several plans are chosen."""
        self.clear()
        self.set_title(f"选中 {number} 份方案")
        self.set_note("可以一起改状态或删除。")
        self._fill_foot(deeds)

    def show_plan(
        self,
        plan: PlanLine,
        due: Pressing,
        phases: Sequence[str],
        today: dt.date,
        deeds: Sequence[Deed],
    ) -> None:
        """Show a plan with the phases of today and what is due of it."""
        self.clear()
        self.set_title(plan.title)
        self.set_note(" · ".join(t for t in (plan.issuer, plan.doc_number) if t))
        self.body.addWidget(self._standing(plan, today))
        if phases:
            words = f"现在：{'、'.join(phases)}"
            self.body.addWidget(make_label(words, "note", wrap=True))
        if plan.measures:
            bar = SharesBar()
            bar.set(f"任务 {plan.measures} 项", shares(plan.counts))
            self.body.addWidget(bar)
        else:
            self.body.addWidget(
                make_label(
                    "还没有任务，可以在“方案内容”里添加。", ink="soft", wrap=True
                )
            )
        if plan.finished:
            self.body.addWidget(self._closing(plan, "任务都已办结。"))
        elif plan.is_over(today):
            self.body.addWidget(self._closing(plan, "方案的期限已过。"))
        rows = due.by_urgency
        if rows:
            self.body.addWidget(Separator())
            more = f"共 {len(rows)} 项" if len(rows) > _SHOWN else ""
            self.body.addWidget(SectionTitle("最近要办", more))
        for row in rows[:_SHOWN]:
            self.body.addWidget(self._due(plan, row))
        self._fill_foot(deeds)

    def _standing(self, plan: PlanLine, today: dt.date) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(Chip(plan.state.label, CAMPAIGN_ROLES[plan.state]))
        said = span_words(plan.state, plan.starts_on, plan.ends_on, today, None)
        label = make_label(
            said or period_words(plan.starts_on, plan.ends_on), "note", ink="soft"
        )
        label.setToolTip(period_words(plan.starts_on, plan.ends_on))
        row.addWidget(label, 1)
        return line

    def _closing(self, plan: PlanLine, why: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(make_label(why, "note", wrap=True), 1)
        row.addWidget(
            buttons.quiet("改为“已结束”", lambda: self.close_wanted.emit(plan))
        )
        return line

    def _due(self, plan: PlanLine, row: PressingMeasure) -> QWidget:
        line = SilentLine(
            row.words,
            " · ".join(t for t in (row.number, row.leads) if t),
            due_words(row.days_left),
            lambda: self.measure_chosen.emit(plan.id, row.id),
            ink="missing_ink" if row.days_left < 0 else "late_ink",
        )
        line.setToolTip(row.words)
        return line

    def _fill_foot(self, deeds: Sequence[Deed]) -> None:
        for label, run in deeds[:2]:
            self.foot.addWidget(buttons.plain(label, run))
        self.foot.addStretch(1)
        if deeds[2:]:
            more = buttons.icon_button("more", "更多操作")
            more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            more.setMenu(buttons.make_menu(list(deeds[2:]), more))
            self.foot.addWidget(more)
