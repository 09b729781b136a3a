"""How the schedule page is laid out: header, answer, notices, filters, views, detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from ui.page import Page
from ui.schedule.answer import AnswerRow, Notices, StateLegend, framed
from ui.schedule.filters import ScheduleFilters
from ui.schedule.list_view import SlotList
from ui.schedule.slot_panel import SchedulePanel
from ui.schedule.stepper import PeriodStepper
from ui.schedule.view import CalendarView
from ui.theme import px
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.header import PageHeader
from ui.widgets.pills import PillBar
from ui.widgets.side import SplitView

if TYPE_CHECKING:
    from ui.schedule.actions import ScheduleActions
    from ui.schedule.deeds import ScheduleDeeds

_VIEWS = (("month", "月", None), ("week", "周", None), ("list", "列表", None))
VIEW_KEYS = frozenset(key for key, _text, _count in _VIEWS)


class ScheduleFrame(Page):
    """The parts of the page, in their places; what they do is the page's."""

    key = "schedule"
    title = "排期"
    icon = "calendar"

    def lay_out(self, actions: ScheduleActions, deeds: ScheduleDeeds) -> None:
        """Make all parts."""
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(12))
        column.setSpacing(px(10))
        header = PageHeader(self.title)
        self.stepper = PeriodStepper()
        self.views = PillBar(_VIEWS)
        header.add_left(self.stepper)
        header.add_left(self.views)
        for widget in actions.buttons():
            header.add_action(widget)
        self.answer = AnswerRow()
        self.notices = Notices()
        self.filters = ScheduleFilters()
        self.filters.row.addWidget(StateLegend())
        for part in (header, self.answer, self.notices, self.filters):
            column.addWidget(part)
        self.month, self.week = CalendarView(), CalendarView(detailed=True)
        self.list = SlotList(self.context)
        self.loading, self.empty = Loading(), _empty(actions)
        self.stack = QStackedWidget()
        frames = [framed(view) for view in (self.month, self.week)]
        for widget in (self.loading, self.empty, *frames, self.list):
            self.stack.addWidget(widget)
        self.panel = SchedulePanel(deeds)
        state = self.context.state
        column.addWidget(SplitView(self.stack, self.panel, state, "schedule.panel"), 1)
        self.stack.setCurrentWidget(self.loading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window 今天 gives way; its key stays."""
        super().resizeEvent(event)
        self.stepper.today.setVisible(self.width() >= px(1000))


def _empty(actions: ScheduleActions) -> EmptyState:
    return EmptyState(
        "还没有排期",
        "把一个系列的单位一次排好：选媒体和栏目、选单位、定第一天和节奏，程序避开放假和停排的日子，"
        "看过再保存。方案的附件里有采访安排表的，也可以直接照它排。",
        [
            ("排一个系列…", actions.new_series, True),
            ("照方案附件排…", actions.from_annex, False),
            ("登记宣传位…", actions.bookings, False),
        ],
        icon="calendar",
    )
