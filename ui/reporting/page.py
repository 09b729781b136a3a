"""The weekly page: who has not reported, what is new this week, and from each cell to all behind it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services.weeks import shift, week_of
from ui.context import AppContext
from ui.navigation import Place
from ui.page import Page
from ui.reporting import words
from ui.reporting.actions import Deed, ReturnActions
from ui.reporting.answer import Answer
from ui.reporting.board_model import BoardModel
from ui.reporting.board_view import BoardView
from ui.reporting.data import (
    CellView,
    WeekView,
    load_cell,
    load_week,
    personal_reminder,
)
from ui.reporting.filters import FilterLine
from ui.reporting.panel import CellPanel
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Card
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.header import PageHeader, WeekStepper
from ui.widgets.picker import PickItem
from ui.widgets.side import SplitView

_TABLES = frozenset(
    {
        "weekly_return",
        "placement",
        "story",
        "unit",
        "unit_group",
        "liaison",
        "outlet",
        "setting",
    }
)


class ReportingPage(Page):
    """Board of units × weeks, opened at `week`, `unit`, `cell` (a Monday), `filter`, `order`, `folded`, `scroll`."""

    key = "reporting"
    title = "周报"
    icon = "board"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.now: Callable[[], dt.datetime] = dt.datetime.now
        self._week = week_of(dt.date.today())
        self._view: WeekView | None = None
        self._wanted: tuple[int, dt.date] | None = None
        self._scroll: int | None = None
        self._said_shown = False
        self._must_show = False
        self.actions_ = ReturnActions(context, self)
        self.actions_.extra = {
            "entry": Deed("entry", "＋补录", "B", self.open_entry),
            "remind": Deed("remind", "复制催报内容", "C", self.copy_reminder),
            "stories": Deed("stories", "看稿件", "G", self.open_stories),
            "history": Deed("history", "历史", "H", self.open_history),
        }
        self._build()

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(12))
        column.setSpacing(px(12))
        column.addWidget(self._header())
        self.answer = Answer(self._set_filter, self.open_reminders)
        column.addWidget(self.answer)
        self.filters = FilterLine()
        self.filters.changed.connect(self._on_filters)
        self.filters.unit_wanted.connect(self._show_unit)
        self.filters.holidays_wanted.connect(self._go_holidays)
        column.addWidget(self.filters)
        self.model = BoardModel(self)
        self.board = BoardView(self.model)
        self.board.cell_chosen.connect(self._on_cell)
        self.board.cell_activated.connect(self._on_activated)
        self.board.menu_wanted.connect(self._on_menu)
        self.board.letter_pressed.connect(self.actions_.run_key)
        self.panel = CellPanel()
        self.panel.story_wanted.connect(self._open_story)
        frame = Card()
        frame.body.setContentsMargins(1, 1, 1, 1)
        frame.body.addWidget(self.board)
        split = SplitView(frame, self.panel, self.context.state, "reporting.panel")
        self.stack = QStackedWidget()
        self.loading = Loading()
        self.empty = EmptyState(
            "还没有单位",
            "先登记要报送的单位和联络员，就能发表格、看每周报送情况。",
            [
                ("去登记单位", self._go_registers, True),
            ],
        )
        for widget in (self.loading, split, self.empty):
            self.stack.addWidget(widget)
        column.addWidget(self.stack, 1)
        self._split = split
        for keys, act in (
            ("Alt+Up", lambda: self._step_week(-1)),
            ("Alt+Down", lambda: self._step_week(1)),
            ("Ctrl+N", self.open_entry),
            ("Ctrl+F", self.filters.find_unit),
        ):
            QShortcut(
                QKeySequence(keys),
                self,
                act,
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )
        self.setFocusProxy(self.board)

    def _header(self) -> PageHeader:
        header = PageHeader(self.title)
        self.stepper = WeekStepper()
        self.stepper.week_chosen.connect(self.show_week)
        header.add_left(self.stepper)
        self.this_week = buttons.quiet(
            "回到本周", lambda: self.show_week(self._today())
        )
        self.this_week.hide()
        header.add_left(self.this_week)
        header.add_action(
            buttons.plain("发表格", self.open_forms, tip="为各单位生成这一周的填报表格")
        )
        header.add_action(
            buttons.plain("收表格…", self._go_intake, tip="收下各单位报来的表格")
        )
        header.add_action(
            buttons.primary(
                "出本周汇总", self._go_issue, tip="生成并定稿给领导的周汇总"
            )
        )
        return header

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a week, and in it a unit's cell."""
        with contextlib.suppress(TypeError, ValueError):
            self._week = week_of(dt.date.fromisoformat(place.get("week")))
        unit = place.get("unit")
        if isinstance(unit, int):
            cell = self._week
            with contextlib.suppress(TypeError, ValueError):
                cell = week_of(dt.date.fromisoformat(place.get("cell")))
            self._wanted = (unit, cell)
            self._must_show = True
        filter_ = place.get("filter")
        order = place.get("order")
        if isinstance(place.get("folded"), list):
            self.model.folded = set(place.get("folded"))
        if isinstance(place.get("scroll"), int):
            self._scroll = place.get("scroll")
        self._apply_view(filter_ or self.model.filter, order or self.model.order)
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the week again when something on it may have changed."""
        if not changed_tables or changed_tables & _TABLES:
            self._load()

    def place(self) -> Place:
        """The week, cell, filter, order, foldings and scroll."""
        args: dict[str, Any] = {
            "week": self._week.isoformat(),
            "filter": self.model.filter,
            "order": self.model.order,
            "folded": sorted(self.model.folded),
            "scroll": self.board.verticalScrollBar().value(),
        }
        chosen = self.board.chosen() or self._wanted
        if chosen is not None:
            args["unit"], args["cell"] = chosen[0], chosen[1].isoformat()
        return Place(self.key, args)

    def show_week(self, week: dt.date) -> None:
        """Show another week; the unit stays chosen."""
        chosen = self.board.chosen()
        self._week = week_of(week)
        if chosen is not None:
            self._wanted = (chosen[0], self._week)
        self._load()

    # --- reading -----------------------------------------------------------------------------------

    def _load(self) -> None:
        week, now = self._week, self.now()
        self.stepper.set_week(week)
        self.this_week.setVisible(week != self._today())
        self.context.read(
            lambda s: load_week(s, week, now), self._on_week, owner=self, key="week"
        )

    def _on_week(self, view: WeekView) -> None:
        if view.week != self._week:
            return
        self._view = view
        self.answer.show_week(view)
        self.filters.show_unpublished(view.board.unpublished_years)
        self.filters.show_pending(view.board.counts.pending > 0)
        if self._wanted is None:
            self._wanted = self.board.chosen()
        self.model.set_board(view.board)
        self.filters.set_groups(self.model.groups())
        self.filters.set_view(self.model.filter, self.model.order)
        self.filters.set_units(
            [
                PickItem(r.unit.id, r.unit.label, r.unit.initials, note=r.unit.group)
                for r in view.board.rows
            ]
        )
        self._tell_shown()
        has_units = bool(view.board.rows)
        self.stack.setCurrentWidget(self._split if has_units else self.empty)
        self.answer.setVisible(has_units)
        self.filters.setVisible(has_units)
        if has_units:
            self._choose()
        if not self._said_shown:
            self._said_shown = True
            self.shown_data.emit()

    def _choose(self) -> None:
        """Stand on the cell that is wanted, else on one near it."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            self.board.choose_first()
        elif self.board.choose(*wanted):
            self._load_cell(*wanted)
        elif self._must_show and self.model.reveal(wanted[0]):
            self.filters.set_view(self.model.filter, self.model.order)
            self._tell_shown()
            self.board.choose(*wanted)
        elif self.model.shown_units():
            self.board.choose_near()
        else:
            self._load_cell(*wanted)
        self._must_show = False
        if self._scroll is not None:
            self.board.verticalScrollBar().setValue(self._scroll)
            self._scroll = None

    def _on_cell(self, unit_id: int, week: dt.date) -> None:
        self._load_cell(unit_id, week)

    def _load_cell(self, unit_id: int, week: dt.date) -> None:
        now = self.now()
        self.context.read(
            lambda s: load_cell(s, unit_id, week, now),
            self._show_cell,
            on_error=self._no_cell,
            owner=self,
            key="cell",
        )

    def _show_cell(self, view: CellView) -> None:
        self.actions_.set_cell(view)
        row = next(
            (
                r
                for r in self.model.board.rows
                if r.unit.id == view.unit.id and view.week == self._week
            )
            if self.model.board
            else iter(()),
            None,
        )
        silent = row.silent_weeks if row is not None else 0
        self.panel.show_cell(view, self.actions_.deeds(), silent)

    def _no_cell(self, error: BaseException) -> None:
        self.actions_.set_cell(None)
        self.panel.show_nothing("没有选中单位", str(error))

    # --- filters -----------------------------------------------------------------------------------

    def _set_filter(self, key: str) -> None:
        self._apply_view(key, self.model.order)

    def _on_filters(self, filter_: str, order: str) -> None:
        self._apply_view(filter_, order)

    def _apply_view(self, filter_: str, order: str) -> None:
        self.model.set_view(filter_=filter_, order=order)
        self.filters.set_view(filter_, order)
        self._tell_shown()

    def _show_unit(self, unit_id: int) -> None:
        """Go to a unit that was looked for, whatever is filtered."""
        self._wanted, self._must_show = (unit_id, self._week), True
        self._choose()
        self.board.setFocus()

    def _tell_shown(self) -> None:
        if self.model.filter == "all" or self._view is None:
            self.filters.note.clear()
        else:
            self.filters.note.setText(f"显示 {self.model.shown_units()} 个单位")

    # --- going on ----------------------------------------------------------------------------------

    def _on_activated(self, unit_id: int, week: dt.date) -> None:
        """Enter: the stories where there are any, else what is most likely to be done."""
        view = self.panel.view
        if view is None or (view.unit.id, view.week) != (unit_id, week):
            return
        if view.placements:
            self.open_stories()
            return
        deeds = self.actions_.deeds()
        for name in ("receive", "entry", "unexempt"):
            if name in deeds:
                deeds[name].run()
                return

    def _on_menu(self, point: QPoint) -> None:
        chosen, view = self.board.chosen(), self.panel.view
        if chosen is None:
            return
        if view is not None and (view.unit.id, view.week) == chosen:
            self.actions_.menu(point)
            return
        now = self.now()

        def loaded(view: CellView) -> None:
            self._show_cell(view)
            self.actions_.menu(point)

        self.context.read(
            lambda s: load_cell(s, *chosen, now), loaded, owner=self, key="cell"
        )

    def open_entry(self) -> None:
        """Type stories for the chosen cell."""
        view = self.panel.view
        if view is None or view.state is None:
            return
        from ui.reporting.entry import EntryDialog

        EntryDialog.open_for(
            self.context, self, view.unit.id, view.unit.label, view.week
        )

    def open_stories(self) -> None:
        """Go to the stories of the chosen cell."""
        view = self.panel.view
        if view is not None:
            week = view.week.isoformat()
            self.context.navigate(
                Place.of("stories", unit=view.unit.id, first=week, last=week)
            )

    def open_history(self) -> None:
        """Show what happened to the chosen return."""
        view = self.panel.view
        if view is None:
            return
        from services.story_history import return_history
        from ui.stories.history_dialog import HistoryDialog

        unit_id, week = view.unit.id, view.week
        HistoryDialog.open_for(
            self.context,
            self,
            f"{view.unit.label} · {words.week_short(week)}",
            lambda s: return_history(s, unit_id, week),
        )

    def copy_reminder(self) -> None:
        """Put the message for the chosen unit's liaison on the clipboard."""
        view = self.panel.view
        if view is None:
            return
        unit, week, now = view.unit, view.week, self.now()

        def copy(text: str) -> None:
            if text:
                QGuiApplication.clipboard().setText(text)
                self.context.toast(
                    f"已复制给{unit.label}的催报内容，可以粘贴到短信或微信"
                )

        self.context.read(
            lambda s: personal_reminder(s, unit.id, week, now), copy, owner=self
        )

    def open_reminders(self) -> None:
        """Show who is to be reminded."""
        from ui.reporting.reminder_dialog import ReminderDialog

        ReminderDialog.open_for(self.context, self, self._week, self.now())

    def open_forms(self) -> None:
        """Make the forms of the week."""
        from ui.reporting.forms_dialog import FormsDialog

        FormsDialog.open_for(self.context, self, self._week)

    def _open_story(self, story_id: int) -> None:
        self.context.navigate(Place.of("stories", story=story_id))

    def _go_intake(self) -> None:
        self.context.navigate(Place("intake"))

    def _go_issue(self) -> None:
        self.context.navigate(Place("issue", {"week": self._week.isoformat()}))

    def _go_registers(self) -> None:
        self.context.navigate(Place.of("registers", tab="units"))

    def _go_holidays(self) -> None:
        self.context.navigate(Place.of("settings", part="holidays"))

    def _step_week(self, by: int) -> None:
        self.show_week(shift(self._week, by))

    def _today(self) -> dt.date:
        return week_of(self.now().date())
