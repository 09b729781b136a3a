"""What the mouse does on the calendar: click, drag entries to other days, draw a rubber band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.schedule.drag import Band, Drag
from ui.schedule.entries import Entry, Finding, shifted
from ui.schedule.paint import CalendarPainter
from ui.theme import px

if TYPE_CHECKING:
    from ui.schedule.view import CalendarView

EDGE = 18
EDGE_PAUSE = 700
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Gestures:
    """Follows one press of the mouse from beginning to end."""

    def __init__(self, view: CalendarView) -> None:
        self.view = view
        self.drag: Drag | None = None
        self.band: Band | None = None
        self._pressed: QPoint | None = None
        self._on: Entry | None = None
        self._late: int | None = None
        self._edge = QTimer(view)
        self._edge.setSingleShot(True)
        self._edge.setInterval(EDGE_PAUSE)
        self._edge.timeout.connect(self.wait_over)
        self._way = 0

    def press(self, event: QMouseEvent) -> None:
        """Select what is under the mouse; a drag or a band may follow."""
        self.cancel()
        view, point = self.view, event.position().toPoint()
        layout = view.layout_of()
        entry = layout.entry_at(point)
        if event.button() is Qt.MouseButton.RightButton:
            self._choose_for_menu(entry, point)
            return
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pressed, self._on, self._late = point, entry, None
        if entry is None:
            return
        held = event.modifiers()
        if held & _CTRL:
            view.toggle(entry.id)
        elif held & _SHIFT and view.current is not None:
            anchor = view.current
            view.select(view.between(anchor, entry.id), current=anchor)
        elif entry.id in view.selected:
            self._late = (
                entry.id
            )  # a click means this one; a drag takes all that are selected
        else:
            view.select([entry.id], current=entry.id)

    def move(self, event: QMouseEvent) -> None:
        """Go on with a drag or a band; without a press show where one can press."""
        point = event.position().toPoint()
        if self._pressed is None:
            self._show_hand(point)
            return
        far = (
            point - self._pressed
        ).manhattanLength() >= QApplication.startDragDistance()
        if self.drag is None and self.band is None and far:
            self._begin(event)
        if self.drag is not None:
            self._drag_to(point, push=bool(event.modifiers() & _SHIFT))
        elif self.band is not None:
            self._stretch(point)

    def release(self, event: QMouseEvent) -> None:
        """Let go: move, select, or choose the day."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        view, drag, band = self.view, self.drag, self.band
        pressed, on, late = self._pressed, self._on, self._late
        self._end()
        if drag is not None:
            self._drop(drag)
        elif band is None and on is None:
            self._click(pressed)
        elif band is None and late is not None:
            view.select([late], current=late)

    def cancel(self) -> bool:
        """Forget a drag or a band; whether there was one."""
        had = self.drag is not None or self.band is not None
        self._end()
        return had

    def key_changed(self, event: QKeyEvent) -> None:
        """Shift pressed or let go while dragging."""
        if self.drag is not None and event.key() == Qt.Key.Key_Shift:
            push = event.type() == event.Type.KeyPress
            self._drag_to(self.drag.at, push=push)

    def paint(self, pen: CalendarPainter) -> None:
        """The targets, the entries under the mouse, the balloon; or the band."""
        drag, layout = self.drag, pen.layout
        if self.band is not None:
            pen.paint_band(self.band.box)
        if drag is None:
            return
        if drag.target is not None and not drag.stays:
            for day in sorted(set(drag.moves.values())):
                if layout.span.holds(day):
                    pen.paint_target(day, drag.grade_of(day))
        wide = min(px(190), max(px(120), layout.cell(layout.span.first).width()))
        for n, entry in reversed(list(enumerate(drag.entries[:3]))):
            box = QRect(
                drag.at.x() - px(20) + n * px(4),
                drag.at.y() - px(10) + n * px(4),
                wide,
                px(22),
            )
            pen.p.setOpacity(0.92 if n == 0 else 0.6)
            pen.paint_entry(box, entry, selected=True)
        pen.p.setOpacity(1.0)
        pen.paint_balloon(drag.at + QPoint(0, px(8)), drag.words())

    # --- inside ------------------------------------------------------------------------------------

    def _begin(self, event: QMouseEvent) -> None:
        view = self.view
        entry = self._on
        assert self._pressed is not None
        if entry is None:
            kept = view.selected if event.modifiers() & (_CTRL | _SHIFT) else set[int]()
            self.band = Band(self._pressed, self._pressed, frozenset(kept))
            return
        taken = [view.entries[i] for i in view.ordered() if view.entries[i].movable]
        if not entry.movable or not taken:
            self._pressed = None
            return
        if entry.id not in {e.id for e in taken}:
            view.select([entry.id], current=entry.id)
            taken = [entry]
        # The one that was taken hold of is drawn on top.
        taken.sort(key=lambda e: e.id != entry.id)
        self.drag = Drag(entry, tuple(taken), event.position().toPoint())
        view.setCursor(Qt.CursorShape.ClosedHandCursor)
        view.repaint_all()

    def _drag_to(self, point: QPoint, *, push: bool) -> None:
        view, drag = self.view, self.drag
        assert drag is not None
        drag.at = point
        target = view.layout_of().day_at(point)
        push = push and len(drag.entries) == 1
        if target != drag.target or push != drag.push:
            drag.target, drag.push, drag.checked = target, push, False
            days = {e.id: e.day for e in drag.entries}
            drag.moves = (
                {}
                if target is None
                else shifted(days, drag.grabbed.day, target, view.is_off)
            )
            drag.findings = tuple(
                Finding(day, 3, f"{day.month}月{day.day}日不是工作日")
                for day in sorted(set(drag.moves.values()))
                if view.is_off(day)
            )
            if drag.moves and not drag.stays:
                view.preview_wanted.emit(dict(drag.moves), push)
        self._watch_edge(point)
        view.update()

    def _drop(self, drag: Drag) -> None:
        view = self.view
        view.repaint_all()
        if drag.target is None or drag.stays:
            return
        if drag.checked and drag.grade > 2:
            grave = next(f for f in drag.findings if f.grade > 2)
            view.refused.emit(grave.sentence)
        else:
            view.move_wanted.emit(dict(drag.moves), drag.push)

    def _stretch(self, point: QPoint) -> None:
        band, view = self.band, self.view
        assert band is not None
        band.end = point
        caught = {e.id for e in view.layout_of().entries_in(band.box)} | set(band.kept)
        if caught != view.selected:
            view.select(sorted(caught), current=view.current)
        view.update()

    def _click(self, point: QPoint) -> None:
        view = self.view
        bar = view.layout_of().bar_at(point)
        day = view.layout_of().day_at(point)
        if bar is not None:
            view.choose_bar(bar.id)
        elif day is not None:
            view.choose_day(day)

    def _choose_for_menu(self, entry: Entry | None, point: QPoint) -> None:
        view = self.view
        if entry is None:
            self._click(point)
        elif entry.id not in view.selected:
            view.select([entry.id], current=entry.id)

    def _show_hand(self, point: QPoint) -> None:
        layout = self.view.layout_of()
        entry = layout.entry_at(point)
        if entry is not None:
            shape = (
                Qt.CursorShape.OpenHandCursor
                if entry.movable
                else Qt.CursorShape.ArrowCursor
            )
        elif layout.bar_at(point) is not None or layout.more_at(point) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.view.cursor().shape() != shape:
            self.view.setCursor(shape)

    def _watch_edge(self, point: QPoint) -> None:
        """Held at the left or right edge, the drag goes on in the month before or after."""
        wide = self.view.width()
        way = -1 if point.x() < px(EDGE) else 1 if point.x() > wide - px(EDGE) else 0
        if way == 0:
            self._edge.stop()
        elif way != self._way or not self._edge.isActive():
            self._edge.start()
        self._way = way

    def wait_over(self) -> None:
        """Something was held at the edge long enough: on to the next month."""
        if self.drag is not None and self._way:
            self.view.step_wanted.emit(self._way)
            self._edge.start()

    def _end(self) -> None:
        had = self.drag is not None or self.band is not None
        self.drag = self.band = self._pressed = self._on = self._late = None
        self._edge.stop()
        self._way = 0
        if had:
            self.view.unsetCursor()
            self.view.repaint_all()
