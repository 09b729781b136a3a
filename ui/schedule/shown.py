"""What the schedule page reads and shows: the span, what waits, the selection and its detail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from services.schedules.types import BookingRow, MonthData, SlotRow
from ui.context import AppContext
from ui.schedule.detail import read_detail
from ui.schedule.entries import Span, month_span, week_span
from ui.schedule.frame import ScheduleFrame
from ui.schedule.known import Known, load_known
from ui.schedule.panel_parts import SlotView
from ui.schedule.reading import Attention, Shown, read_attention, read_span
from ui.schedule.rows import Hues, bars_of, entries_of, mark_of
from ui.schedule.view import CalendarView


class ScheduleView(ScheduleFrame):
    """The page as far as it reads and shows; what the clerk does with it is SchedulePage's."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.known = Known()
        self.hues = Hues()
        self.shown: Shown | None = None
        self.waits = Attention()
        self._stale = True
        self._fulfil_wanted = False
        self._day = dt.date.today()
        self._view = "month"
        self._wanted_slot: int | None = None
        self._picked: tuple[int, ...] = ()
        self._seen: dict[int, SlotRow] = {}
        self._said_shown = False
        self._knows = False

    @property
    def data(self) -> MonthData | None:
        """What is shown."""
        return self.shown.data if self.shown is not None else None

    def calendar(self) -> CalendarView:
        """The calendar that is shown, the month's while the list is."""
        return self.week if self._view == "week" else self.month

    def select_slot(self, slot_id: int) -> None:
        """Stand on a slot of the span shown; one without a day is shown in the panel alone."""
        if slot_id in self.calendar().entries and self._view != "list":
            self.calendar().select([slot_id], current=slot_id)
            self.calendar().setFocus()
        elif self._view == "list" and self.list.select(slot_id):
            return
        else:
            self._on_picked([slot_id])

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
            self.attention_shown()

        self.context.read(
            lambda s: read_attention(s, today), show, owner=self, key="attention"
        )

    def attention_shown(self) -> None:
        """Called when what waits has been read; for subclasses."""

    def _tell_notices(self) -> None:
        if self.shown is not None:
            self.notices.show_data(self.shown, self.waits)

    def _after_show(self, target: QWidget) -> None:
        wanted, self._wanted_slot = self._wanted_slot, None
        if wanted is None and self._picked and not self.calendar().selected:
            known = [i for i in self._picked if i in self.calendar().entries]
            self.calendar().select(known, tell=False)
        alone = self._view == "list" and len(self._picked) == 1
        if alone and self.list.table.selected_ids() != list(self._picked):
            wanted = wanted or self._picked[0]
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
