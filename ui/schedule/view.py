"""The calendar: days with entries, selected, dragged and moved by keys; says what the clerk wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme
from ui.schedule import keys
from ui.schedule.drag import day_words
from ui.schedule.entries import (
    Bar,
    DayMark,
    Entry,
    Finding,
    Moves,
    Span,
    by_day,
    month_span,
)
from ui.schedule.gestures import Gestures
from ui.schedule.layout import CalendarLayout
from ui.schedule.paint import CalendarPainter
from ui.theme import px

WHEEL_PAUSE = 180


class CalendarView(QWidget):
    """Shows a `Span` of weeks; `detailed` is the week view.

    Signals: `selection_changed()`; `day_chosen(day)`; `bar_chosen(id)`; `opened()` (Enter or double click on
    entries); `add_wanted(day)`; `move_wanted(moves, push)`, `shift_wanted(ids, workdays)`,
    `cancel_wanted(ids)`; `preview_wanted(moves, push)` while dragging, to be answered with `set_findings`;
    `step_wanted(±1)` for the next or previous month or week; `day_out(day)` when keys leave what is shown;
    `menu_wanted(global point)`; `refused(why)` when something was let go on a forbidden day.
    """

    selection_changed = Signal()
    day_chosen = Signal(object)
    bar_chosen = Signal(object)
    opened = Signal()
    add_wanted = Signal(object)
    move_wanted = Signal(object, bool)
    shift_wanted = Signal(object, int)
    cancel_wanted = Signal(object)
    preview_wanted = Signal(object, bool)
    step_wanted = Signal(int)
    day_out = Signal(object)
    menu_wanted = Signal(QPoint)
    refused = Signal(str)

    def __init__(
        self, *, detailed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.detailed = detailed
        self.span: Span = month_span(dt.date.today())
        self.today = dt.date.today()
        self.entries: dict[int, Entry] = {}
        self.days: dict[dt.date, list[Entry]] = {}
        self.bars: tuple[Bar, ...] = ()
        self.marks: Mapping[dt.date, DayMark] = {}
        self.here = self.today
        self.current: int | None = None
        self.bar: int | None = None
        self.selected: set[int] = set()
        self._layout: CalendarLayout | None = None
        self._base: QPixmap | None = None
        self._scroll = 0
        self._wheel = 0
        self._wheel_rest = QTimer(self)
        self._wheel_rest.setSingleShot(True)
        self.gestures = Gestures(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName("一周排期" if detailed else "一个月的排期")
        theme.follow(self, self._dress)

    # --- data --------------------------------------------------------------------------------------

    def set_data(
        self,
        span: Span,
        entries: Sequence[Entry],
        bars: Sequence[Bar],
        marks: Mapping[dt.date, DayMark],
    ) -> None:
        """Show days; what is selected stays selected where it is still there."""
        if span != self.span:
            self._scroll = 0
        self.span, self.bars, self.marks = span, tuple(bars), marks
        self.entries = {e.id: e for e in entries}
        self.days = by_day(entries)
        before = set(self.selected)
        self.selected &= set(self.entries)
        if self.current not in self.selected:
            self.current = min(self.selected) if self.selected else None
        elif self.current is not None:
            self.here = self.entries[self.current].day
        if not span.holds(self.here):
            self.here = (
                self.today if span.inside(self.today) else (span.month or span.first)
            )
        if self.bar is not None and all(b.id != self.bar for b in bars):
            self.bar = None
        self.relay()
        if before != self.selected and self.gestures.drag is None:
            self.selection_changed.emit()

    def set_findings(self, moves: Moves, findings: Sequence[Finding]) -> None:
        """What would be wrong with a move that was asked about; late answers are passed over."""
        drag = self.gestures.drag
        if drag is not None and drag.moves == moves:
            drag.findings = tuple(findings)
            drag.checked = True
            self.update()

    def show_moved(self, moves: Moves) -> None:
        """Show entries where they were put at once; the record follows."""
        for key, day in moves.items():
            if key in self.entries:
                self.entries[key] = replace(self.entries[key], day=day)
        self.days = by_day(self.entries.values())
        if self.current is not None and self.current in moves:
            self.here = moves[self.current]
        self.relay()

    def is_off(self, day: dt.date) -> bool:
        """Whether nobody works on a day."""
        mark = self.marks.get(day)
        return mark.off if mark is not None else day.weekday() > 4

    def layout_of(self) -> CalendarLayout:
        """Where everything lies at the present size."""
        if self._layout is None:
            self._layout = CalendarLayout(
                self.size(),
                self.span,
                self.days,
                self.bars,
                self.marks,
                detailed=self.detailed,
                scroll=self._scroll,
                keep=self.current,
            )
            most = self._layout.overflow()
            if self._scroll > most:
                self._scroll = most
                self._layout.scroll = most
        return self._layout

    def relay(self) -> None:
        """Lay everything out anew and paint it."""
        self._layout = None
        self.repaint_all()

    def repaint_all(self) -> None:
        """Paint everything anew, what lies under a drag as well."""
        self._base = None
        self.update()

    # --- selection ---------------------------------------------------------------------------------

    def select(
        self, ids: Sequence[int], *, current: int | None = None, tell: bool = True
    ) -> None:
        """Select entries; the current one is where keys go on from."""
        known = [i for i in ids if i in self.entries]
        self.selected = set(known)
        self.bar = None
        self.current = (
            current if current in self.selected else (known[0] if known else None)
        )
        if self.current is not None:
            self.here = self.entries[self.current].day
            self._scroll_to(self.current)
        self._say_current()
        self.relay()
        if tell:
            self.selection_changed.emit()

    def toggle(self, entry_id: int) -> None:
        """Take an entry into the selection, or out of it."""
        chosen = set(self.selected) ^ {entry_id}
        self.select(sorted(chosen), current=entry_id if entry_id in chosen else None)

    def choose_day(self, day: dt.date) -> None:
        """Stand on a day without an entry."""
        self.here = day
        if self.selected or self.bar is not None:
            self.selected, self.current, self.bar = set(), None, None
            self.selection_changed.emit()
        self.repaint_all()
        self.setAccessibleDescription(
            f"{day_words(day)}，{len(self.days.get(day, ()))} 个"
        )
        self.day_chosen.emit(day)

    def choose_bar(self, bar_id: int) -> None:
        """Stand on a bar."""
        self.selected, self.current, self.bar = set(), None, bar_id
        self.repaint_all()
        self.bar_chosen.emit(bar_id)

    def ordered(self) -> list[int]:
        """The selected ids, by day and order."""
        mine = [self.entries[i] for i in self.selected]
        return [e.id for e in sorted(mine, key=lambda e: (e.day, e.order, e.id))]

    def between(self, first: int, last: int) -> list[int]:
        """All entries from one to another, by day and order."""
        run = [e.id for day in sorted(self.days) for e in self.days[day]]
        a, b = sorted((run.index(first), run.index(last)))
        return run[a : b + 1]

    # --- Qt ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(px(760), px(520))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(420), px(280))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Everything from the base picture, then what the mouse does on top of it."""
        ratio = self.devicePixelRatioF()
        if self._base is None:
            self._base = self._paint_base(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._base)
        if self.gestures.drag is not None or self.gestures.band is not None:
            self.gestures.paint(CalendarPainter(painter, self.layout_of(), self.today))
        painter.end()

    def _paint_base(self, ratio: float) -> QPixmap:
        base = QPixmap(self.size() * ratio)
        base.setDevicePixelRatio(ratio)
        painter = QPainter(base)
        pen = CalendarPainter(painter, self.layout_of(), self.today)
        drag = self.gestures.drag
        alone = self.hasFocus() and not self.selected and self.bar is None
        pen.paint_days(self.here if alone and drag is None else None)
        current = self.current if self.hasFocus() else None
        faded = drag.ids if drag is not None else ()
        pen.paint_entries(self.selected, current, faded=faded, bar=self.bar)
        painter.end()
        return base

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out for the new size."""
        super().resizeEvent(event)
        self.relay()

    def changeEvent(self, event: QEvent) -> None:
        """A screen of another sharpness needs another picture."""
        super().changeEvent(event)
        self._base = None

    def focusInEvent(self, event: object) -> None:
        self.repaint_all()

    def focusOutEvent(self, event: object) -> None:
        self.gestures.cancel()
        self.repaint_all()

    def event(self, event: QEvent) -> bool:
        """Alt+arrows move what is selected here; elsewhere they go back and forward."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and keys.is_mine(self, event)
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell_tip(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not keys.press(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.gestures.key_changed(event)
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens an entry; on a free place it adds one."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self.layout_of().entry_at(point) is not None:
            self.opened.emit()
            return
        day = self.layout_of().day_at(point)
        if day is not None and self.layout_of().bar_at(point) is None:
            self.add_wanted.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll a full week; else go on to the next month or week."""
        turned = event.angleDelta().y()
        most = self.layout_of().overflow()
        if most:
            self._scroll = min(max(self._scroll - turned, 0), most)
            self.relay()
            return
        self._wheel += turned
        if abs(self._wheel) >= 120 and not self._wheel_rest.isActive():
            step = -1 if self._wheel > 0 else 1
            self._wheel = 0
            self._wheel_rest.start(WHEEL_PAUSE)
            self.step_wanted.emit(step)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what lies under the mouse, or of what is selected."""
        point = event.globalPos()
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            box = self._current_box()
            point = self.mapToGlobal(box.center())
        self.menu_wanted.emit(point)

    # --- inside ------------------------------------------------------------------------------------

    def _current_box(self) -> QRect:
        layout = self.layout_of()
        for entry, box in layout.chips(self.here).chips:
            if entry.id == self.current:
                return box
        return layout.cell(self.here)

    def _scroll_to(self, entry_id: int) -> None:
        if not self.detailed:
            return
        layout = self.layout_of()
        day = self.entries[entry_id].day
        box = next((b for e, b in layout.chips(day).chips if e.id == entry_id), None)
        if box is None:
            return
        above = layout.head + px(6) - box.top()
        below = box.bottom() + px(6) - self.height()
        if above > 0 or below > 0:
            self._scroll = max(self._scroll + (below if below > 0 else -above), 0)
            self.relay()

    def _say_current(self) -> None:
        entry = self.entries.get(self.current) if self.current is not None else None
        if entry is not None:
            self.setAccessibleDescription(
                f"{day_words(entry.day)}　{entry.tip or entry.text}"
            )

    def _tell_tip(self, event: QHelpEvent) -> None:
        layout = self.layout_of()
        entry, bar = layout.entry_at(event.pos()), layout.bar_at(event.pos())
        tip = entry.tip if entry is not None else bar.tip if bar is not None else ""
        if layout.more_at(event.pos()) is not None:
            tip = "还有没画出来的，点这里在右边看这一天的全部"
        if tip and self.gestures.drag is None:
            QToolTip.showText(event.globalPos(), tip, self)
        else:
            QToolTip.hideText()

    def _dress(self) -> None:
        self.relay()
