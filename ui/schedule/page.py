"""The schedule page: who is on which programme on which day, as month, week and list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from services.schedules.types import BookingRow, MonthData, MoveResult, SlotRow
from ui.context import AppContext
from ui.navigation import Place
from ui.schedule import reading
from ui.schedule.actions import ScheduleActions
from ui.schedule.deeds import ScheduleDeeds
from ui.schedule.detail import read_detail
from ui.schedule.entries import Moves, Span, month_span, week_span
from ui.schedule.frame import VIEW_KEYS, ScheduleFrame
from ui.schedule.known import Known, load_known
from ui.schedule.menus import slot_menu
from ui.schedule.panel_parts import SlotView
from ui.schedule.reading import Attention, Shown, read_attention, read_span
from ui.schedule.rows import Hues, bars_of, entries_of, finding_of, mark_of
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


class SchedulePage(ScheduleFrame):
    """Opened at `view` (month, week, list), `day`, `slot`, `series`, and the filters."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.known = Known()
        self.hues = Hues()
        self.shown: Shown | None = None
        self.waits = Attention()
        self._stale = True
        self._day = dt.date.today()
        self._view = "month"
        self._wanted_slot: int | None = None
        self._picked: tuple[int, ...] = ()
        self._seen: dict[int, SlotRow] = {}
        self._said_shown = False
        self._knows = False
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

    @property
    def data(self) -> MonthData | None:
        """What is shown."""
        return self.shown.data if self.shown is not None else None

    def calendar(self) -> CalendarView:
        """The calendar that is shown, the month's while the list is."""
        return self.week if self._view == "week" else self.month

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
        self._view = view
        self.context.state.put("schedule.view", view)
        picked = [s for s in self.slots() if s.id in self._picked and s.day]
        if picked and picked[0].day is not None:
            self._day = picked[0].day
        elif view == "week":
            self._day = self.month.here
        self._load()

    def show_series(self, series_id: int) -> None:
        """Only one series."""
        self.filters.set_values({"series": series_id})
        self._on_filters()

    def select_slot(self, slot_id: int) -> None:
        """Stand on a slot of the span shown; one without a day is shown in the panel alone."""
        if slot_id in self.calendar().entries and self._view != "list":
            self.calendar().select([slot_id], current=slot_id)
            self.calendar().setFocus()
        elif self._view == "list" and self.list.select(slot_id):
            return
        else:
            self._on_picked([slot_id])

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

    # --- reading -----------------------------------------------------------------------------------

    def _load_known(self) -> None:
        def show(known: Known) -> None:
            first, self._knows = not self._knows, True
            self.known = known
            self.hues.learn(known.series)
            self.filters.set_known(known)
            if first:
                self._load()

        self.context.read(load_known, show, owner=self, key="known")

    def span(self) -> Span:
        """The span that the present view and day want."""
        return week_span(self._day) if self._view == "week" else month_span(self._day)

    def _load(self) -> None:
        if not self._knows:
            return  # colours go by the series, so these are read first
        self.views.set_current(self._view)
        self.stepper.set_day(self._day, weekly=self._view == "week")
        span, wanted, today = self.span(), self.filters.wanted(), dt.date.today()
        as_list = self._view == "list"
        self.context.read(
            lambda s: read_span(s, span, wanted, today, as_list=as_list),
            self._show,
            owner=self,
            key="span",
        )

    def _show(self, shown: Shown) -> None:
        if self.data is not None and self.calendar().gestures.drag is not None:
            self._seen |= {s.id: s for s in self.data.slots}
        else:
            self._seen = {}
        self.shown = shown
        data = shown.data
        entries, bars = entries_of(data, self.hues), bars_of(data)
        marks = {d.day: mark_of(d) for d in data.days}
        if self._view == "list":
            self.list.show_data(data, shown.span, shown.listed)
        else:
            view = self.calendar()
            view.set_data(shown.span, entries, bars, marks)
            if (
                view.gestures.drag is None
                and not view.selected
                and shown.span.holds(self._day)
            ):
                view.here = self._day
        nothing = not shown.any_at_all and not self.filters.is_set()
        target = {"list": self.list, "week": self.week}.get(self._view, self.month)
        shown_part = target if self._view == "list" else target.parentWidget()
        self.stack.setCurrentWidget(self.empty if nothing else shown_part)
        self.panel.setVisible(not nothing)
        self.answer.show_data(shown, self._view)
        self._tell_notices()
        if self._stale:  # it looks at all slots: not with each step to another month
            self._load_attention()
        self._after_show(target)

    def _load_attention(self) -> None:
        today = dt.date.today()

        self._stale = False

        def show(waits: Attention) -> None:
            before, self.waits = self.waits, waits
            self._tell_notices()
            if before.fulfilments != waits.fulfilments:
                self._show_panel()

        self.context.read(
            lambda s: read_attention(s, today), show, owner=self, key="attention"
        )

    def _tell_notices(self) -> None:
        if self.shown is not None:
            self.notices.show_data(self.shown, self.waits)

    def _after_show(self, target: QWidget) -> None:
        wanted, self._wanted_slot = self._wanted_slot, None
        if wanted is None and self._picked and not self.calendar().selected:
            known = [i for i in self._picked if i in self.calendar().entries]
            self.calendar().select(known, tell=False)
        if wanted is not None:
            self.select_slot(wanted)
        else:
            self._show_panel()
        self.setFocusProxy(target)
        if not self._said_shown:
            self._said_shown = True
            self.shown_data.emit()

    def _find_slot(self, slot_id: int) -> None:
        from services.schedules.slots import get_slot

        def found(slot: SlotRow) -> None:
            self._day = slot.day or self._day
            self._load_known()
            self._load()

        def gone(_error: BaseException) -> None:
            self.context.toast("这一期已经不在了，可能刚被删除")
            self._wanted_slot = None
            self._load_known()
            self._load()

        self.context.read(
            lambda s: get_slot(s, slot_id), found, on_error=gone, owner=self, key="find"
        )

    def _find_series(self, series_id: int) -> None:
        from services.schedules.store import load_series

        def found(row: Any) -> None:
            if row.from_day is not None:
                self._day = row.from_day
                self._load()

        self.context.read(
            lambda s: load_series(s, series_id), found, owner=self, key="find"
        )

    # --- selection ---------------------------------------------------------------------------------

    def slots(self) -> Sequence[SlotRow]:
        """All slots shown, those without a day as well."""
        if self._view == "list":
            return self.list.rows()
        return (*self.data.slots, *self.data.unplaced) if self.data is not None else ()

    def picked(self) -> list[SlotRow]:
        """The selected slots."""
        return [s for s in self.slots() if s.id in set(self._picked)]

    def _on_picked(self, ids: Sequence[int]) -> None:
        self._picked = tuple(ids)
        self._show_panel()

    def _on_day(self, day: dt.date) -> None:
        self._day = day
        self.stepper.set_day(day, weekly=self._view == "week")
        self._picked = ()
        self._show_panel()

    def _on_bar(self, booking_id: int) -> None:
        self._picked = ()
        row = self._booking(booking_id)
        if row is not None:
            self._show_booking(row)

    def _show_booking(self, row: BookingRow) -> None:
        rows = self.data.conflicts if self.data is not None else ()
        self.panel.show_booking(row, [c for c in rows if row.id in c.booking_ids])

    def _booking(self, booking_id: int | None) -> BookingRow | None:
        rows = self.data.bookings if self.data is not None else ()
        return next((b for b in rows if b.id == booking_id), None)

    def _show_panel(self) -> None:
        data, shown = self.data, self.shown
        if data is None or shown is None:
            return
        rows = self.picked()
        if len(rows) > 1:
            self.panel.show_several(rows, self.waits.fulfilments)
        elif self._picked:
            self._show_detail(self._picked[0])
        elif (bar := self._booking(self.calendar().bar)) is not None:
            self._show_booking(bar)
        else:
            day = self.calendar().here if self._view != "list" else self._day
            self.panel.show_day(
                day,
                data.info.get(day),
                data.slots_by_day.get(day, ()),
                data.bookings_by_day.get(day, ()),
                data.unplaced,
            )

    def _show_detail(self, slot_id: int) -> None:
        def show(view: SlotView | None) -> None:
            if view is not None and self._picked == (slot_id,):
                self.panel.show_slot(view)

        data, proposed = self.data, self.waits.fulfilments
        self.context.read(
            lambda s: read_detail(s, slot_id, data, proposed),
            show,
            owner=self,
            key="detail",
        )

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
