"""The schedule page: who is on which programme on which day, as month, week and list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from services.schedules.types import MoveResult, SlotRow
from ui.context import AppContext
from ui.navigation import Place
from ui.schedule import reading
from ui.schedule.actions import ScheduleActions
from ui.schedule.deeds import ScheduleDeeds
from ui.schedule.entries import Moves
from ui.schedule.frame import VIEW_KEYS
from ui.schedule.menus import slot_menu
from ui.schedule.rows import finding_of
from ui.schedule.shown import ScheduleView
from ui.schedule.view import CalendarView

_TABLES = frozenset(
    {
        "slot",
        "slot_change",
        "slot_refusal",
        "schedule_series",
        "schedule_blackout",
        "outlet_capacity",
        "place_booking",
        "recurring_column",
        "placement",
        "setting",
        "unit",
        "outlet",
        "campaign",
    }
)
_REGISTERS = frozenset(
    {"unit", "unit_group", "outlet", "outlet_column", "campaign", "schedule_series"}
)


class SchedulePage(ScheduleView):
    """Opened at `view` (month, week, list), `day`, `slot`, `series`, and the filters.

    `fulfilments` asks about reported placements at once.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.deeds = ScheduleDeeds(context, self)
        self.actions_ = ScheduleActions(context, self)
        self.lay_out(self.actions_, self.deeds)
        self._connect()
        self._shortcuts()

    # --- connecting --------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.stepper.day_chosen.connect(self.go_to)
        self.views.chosen.connect(self.show_view)
        self.answer.state_wanted.connect(self._on_state_tile)
        self.answer.week_wanted.connect(self._show_next_week)
        self.answer.conflicts_wanted.connect(self.next_conflict)
        self.notices.holidays_wanted.connect(self._go_holidays)
        self.notices.day_wanted.connect(self.go_to)
        self.notices.replan_wanted.connect(self.actions_.replan)
        self.notices.fulfilments_wanted.connect(self.actions_.fulfilments)
        self.filters.changed.connect(self._on_filters)
        for view in (self.month, self.week):
            self._connect_calendar(view)
        self.list.picked.connect(self._on_picked)
        self.list.opened.connect(self.panel.focus_form)
        self.list.menu_wanted.connect(self._on_menu)
        self.list.cancel_wanted.connect(self._on_cancel)
        self.panel.slot_wanted.connect(self.select_slot)
        self.panel.booking_edit.connect(self.actions_.edit_booking)
        self.panel.booking_delete.connect(self.actions_.delete_booking)
        self.panel.add_wanted.connect(self.actions_.add_slot)
        self.panel.series_wanted.connect(self.show_series)
        self.panel.story_wanted.connect(self._go_story)

    def _connect_calendar(self, view: CalendarView) -> None:
        view.selection_changed.connect(lambda: self._on_picked(view.ordered()))
        view.day_chosen.connect(self._on_day)
        view.bar_chosen.connect(self._on_bar)
        view.opened.connect(self.panel.focus_form)
        view.add_wanted.connect(self.actions_.add_slot)
        view.move_wanted.connect(self._on_move)
        view.shift_wanted.connect(self._on_shift)
        view.cancel_wanted.connect(self._on_cancel)
        view.preview_wanted.connect(
            lambda moves, push: self._preview(view, moves, push)
        )
        view.step_wanted.connect(self.stepper.step)
        view.day_out.connect(self.go_to)
        view.menu_wanted.connect(self._on_menu)
        view.refused.connect(lambda words: self.context.toast(f"没有移动。{words}"))

    def _shortcuts(self) -> None:
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            ("Ctrl+T", lambda: self.go_to(dt.date.today())),
            ("Ctrl+F", self.filters.unit.setFocus),
            ("Ctrl+P", self.actions_.print_month),
        ):
            QShortcut(QKeySequence(keys), self, act, context=inside)

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a view at a day, a slot or a series."""
        args = dict(place.args)
        kept = self.context.state
        view = str(args.get("view") or self._view_kept())
        self._view = view if view in VIEW_KEYS else "month"
        day = _day_of(args.get("day"))
        if day is not None:
            self._day = day
        if args.get("fulfilments"):
            self._fulfil_wanted = self._stale = True
        filters = args.get("filter")
        if isinstance(filters, dict):
            self.filters.set_values(filters)
        elif isinstance(args.get("series"), int) and not isinstance(
            args.get("slot"), int
        ):
            self.filters.set_values({"series": args["series"]})
            if day is None:
                self._find_series(int(args["series"]))
        elif isinstance(args.get("slot"), int):
            self.filters.set_values({})  # a filter must not hide what is looked for
        elif not self._said_shown:
            stored = kept.get("schedule.filter")
            self.filters.set_values(stored if isinstance(stored, dict) else {})
        slot = args.get("slot")
        if isinstance(slot, int):
            self._wanted_slot = slot
            if day is None:
                self._find_slot(slot)
                return
        self._load_known()
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read again what changed."""
        if not changed_tables or changed_tables & _REGISTERS:
            self._load_known()
        if not changed_tables or changed_tables & _TABLES:
            self._stale = True
            self._load()

    def place(self) -> Place:
        """View, day, slot and filters."""
        args: dict[str, Any] = {
            "view": self._view,
            "day": self._day.isoformat(),
            "filter": {k: v for k, v in self.filters.values().items() if v},
        }
        if len(self._picked) == 1:
            args["slot"] = self._picked[0]
        return Place(self.key, args)

    # --- going -------------------------------------------------------------------------------------

    def go_to(self, day: dt.date) -> None:
        """Show the month or week of a day and stand on it."""
        self._day = day
        calendar = self.calendar()
        calendar.here = day
        if calendar.gestures.drag is None:
            calendar.choose_day(day) if calendar.span.holds(day) else None
        self._load()

    def show_view(self, view: str) -> None:
        """Month, week or list."""
        picked = [s for s in self.picked() if s.day]  # of the view that is left
        self._view = view
        self.context.state.put("schedule.view", view)
        if picked and picked[0].day is not None:
            self._day = picked[0].day
        elif view == "week":
            self._day = self.month.here
        self._load()

    def show_series(self, series_id: int) -> None:
        """Only one series."""
        self.filters.set_values({"series": series_id})
        self._on_filters()

    def next_conflict(self) -> None:
        """Stand on the next slot or booking that does not go together with something, by day."""
        if self.data is None:
            return
        rows = [c for c in self.data.conflicts if self.calendar().span.inside(c.day)]
        found = sorted(rows, key=lambda c: (c.day, -c.grade))
        ids = [(False, i) for c in found for i in c.slot_ids]
        ids += [(True, i) for c in found for i in c.booking_ids]
        order = list(dict.fromkeys(ids))
        if not order:
            self.context.toast("没有冲突")
            return
        bar = self.calendar().bar or 0
        here = (False, self._picked[0]) if self._picked else (True, bar)
        at = order.index(here) + 1 if here in order else 0
        is_bar, wanted = order[at % len(order)]
        if is_bar:
            self.calendar().choose_bar(wanted)
        else:
            self.select_slot(wanted)

    def attention_shown(self) -> None:
        """Ask about the placements that were reported, where that is what the page was opened for."""
        wanted, self._fulfil_wanted = self._fulfil_wanted, False
        if wanted:
            self.actions_.fulfilments()

    def _view_kept(self) -> str:
        return (
            self._view
            if self._said_shown
            else str(self.context.state.get("schedule.view") or "month")
        )

    def _show_next_week(self) -> None:
        self._view = "week"
        self.go_to(dt.date.today() + dt.timedelta(days=7))

    def _go_holidays(self, year: int) -> None:
        self.context.navigate(Place.of("settings", tab="holidays", year=year))

    def _go_story(self, placement_id: int) -> None:
        place = Place.of("stories", placement=placement_id, period="all")
        self.context.navigate(place)

    def _on_state_tile(self, state: str) -> None:
        values = self.filters.values()
        values["state"] = "" if values["state"] == state else state
        self.filters.set_values(values)
        self._on_filters()

    def _on_filters(self) -> None:
        self.context.state.put("schedule.filter", self.filters.values())
        self._load()

    # --- deeds -------------------------------------------------------------------------------------

    def _rows(self, ids: Sequence[int]) -> list[SlotRow]:
        """Slots by their ids, also those that were dragged here from another month."""
        here = {s.id: s for s in self.slots()}
        found = [here.get(i) or self._seen.get(i) for i in ids]
        return [row for row in found if row is not None]

    def _on_move(self, moves: Moves, push: bool) -> None:
        rows = self._rows(list(moves))
        self.calendar().show_moved(moves)
        self.deeds.move(rows, moves, push=push, on_refused=self._load)

    def _on_shift(self, ids: Sequence[int], workdays: int) -> None:
        self.deeds.shift(self._rows(ids), workdays)

    def _on_cancel(self, ids: Sequence[int]) -> None:
        rows = [r for r in self._rows(ids) if r.state.movable]
        if rows:
            self.deeds.cancel(rows)
        else:
            self.context.toast("已录制、已刊播或已取消的不能再取消")

    def _on_menu(self, point: QPoint) -> None:
        slot_menu(self, point)

    def _preview(self, view: CalendarView, moves: Moves, push: bool) -> None:
        from services.schedules.moves import preview_move

        asked = dict(moves)

        def show(result: MoveResult) -> None:
            view.set_findings(asked, [finding_of(c) for c in result.conflicts])

        self.context.read(
            lambda s: preview_move(s, asked, push_rest=push),
            show,
            on_error=lambda error: view.set_findings(
                asked, reading.as_finding(asked, error)
            ),
            owner=self,
            key="preview",
        )


def _day_of(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None
