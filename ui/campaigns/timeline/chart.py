"""The chart of a timeline: names at the left, days at the right; only what is in view is painted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from services.campaigns.timeline import Timeline, TimelineRow, Zoom
from ui import theme
from ui.campaigns.timeline.layout import (
    UNDATED,
    Line,
    Scale,
    line_at,
    make_lines,
    total_height,
    visible,
)
from ui.campaigns.timeline.paint import BAND, GROUP, HEAD, PAD, ROW, Brush
from ui.campaigns.timeline.words import row_tip, row_words
from ui.theme import px

NAMES = 300
LEAST_NAMES = 180


class TimelineChart(QAbstractScrollArea):
    """`row_opened(TimelineRow)` on Enter or double click, `zoom_wanted(1 | -1)` on Ctrl and the wheel or + and −."""

    row_opened = Signal(object)
    zoom_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.timeline: Timeline | None = None
        self.lines: list[Line] = []
        self.folded: set[str] = {UNDATED}
        self.zoom = Zoom.MONTH
        self.current = -1
        self._over = -1
        self._pivot: int | None = None
        self._scale: Scale | None = None
        theme.follow(self, self._dress)
        self._tell()

    # --- what is shown -----------------------------------------------------------------------------

    def show_timeline(self, timeline: Timeline) -> None:
        """Show a timeline; row, fold and scroll stay where they can."""
        key = self.current_key()
        day = self.first_day()
        same = self.timeline is not None and (
            self.timeline.campaign_id == timeline.campaign_id
        )
        self.timeline = timeline
        if not same:
            self.folded = set() if not timeline.groups else {UNDATED}
        self._lay_out()
        self.select_key(key, scroll=False)
        if not same:
            self.go_first()
        elif day is not None:
            self.scroll_to_day(day)

    def set_zoom(self, zoom: Zoom) -> None:
        """Show days wider or narrower; the day under a turned wheel stays, else that in the middle."""
        if zoom is self.zoom and self._scale is not None:
            return
        middle = self._days_box().width() // 2
        x = middle if self._pivot is None else self._pivot
        day = self._scale.day_at(x + self._shift()) if self._scale else None
        self.zoom = zoom
        self._lay_out()
        if day is not None and self._scale is not None:
            self.horizontalScrollBar().setValue(round(self._scale.left(day)) - x)

    def go_today(self) -> None:
        """Bring today into the middle; where it lies outside, the end that is nearer to it."""
        if self.timeline is not None:
            self.scroll_to_day(self.timeline.today, middle=True)

    def go_first(self) -> None:
        """What is seen first: today, or the beginning of a plan that lies elsewhere in time."""
        shown = self.timeline
        if shown is None:
            return
        if shown.first <= shown.today <= shown.last:
            self.go_today()
        else:
            self.scroll_to_day(shown.first)

    def scroll_to_day(self, day: dt.date, *, middle: bool = False) -> None:
        """Scroll so that a day stands at the left, or in the middle."""
        if self._scale is None:
            return
        inset = self._days_box().width() // 2 if middle else 0
        self.horizontalScrollBar().setValue(round(self._scale.left(day)) - inset)

    def first_day(self) -> dt.date | None:
        """The day at the left edge."""
        return self._scale.day_at(self._shift()) if self._scale else None

    # --- where one stands --------------------------------------------------------------------------

    def current_key(self) -> str:
        """The key of the line stood on, empty for none."""
        return (
            self.lines[self.current].key if 0 <= self.current < len(self.lines) else ""
        )

    def current_row(self) -> TimelineRow | None:
        """The row stood on, None on the head of a group."""
        return self.lines[self.current].row if self.current_key() else None

    def select_key(self, key: str, *, scroll: bool = True) -> bool:
        """Stand on a line; the group of a row that is folded away is opened."""
        if key and self.timeline is not None and all(x.key != key for x in self.lines):
            undated = any(row.key == key for row in self.timeline.undated)
            group = next(
                (
                    g.title
                    for g in self.timeline.groups
                    if any(r.key == key for r in g.rows)
                ),
                UNDATED if undated else "",
            )
            if group in self.folded:
                self.folded.discard(group)
                self._lay_out()
        at = next((i for i, line in enumerate(self.lines) if line.key == key), -1)
        self._stand(at, scroll=scroll)
        return at >= 0

    def _stand(self, at: int, *, scroll: bool = True) -> None:
        self.current = at if 0 <= at < len(self.lines) else -1
        if self.current >= 0 and scroll:
            self._scroll_to(self.lines[self.current])
        self._tell()
        self.viewport().update()

    def _scroll_to(self, line: Line) -> None:
        bar, room = self.verticalScrollBar(), self._days_box().height()
        if line.top < bar.value():
            bar.setValue(line.top)
        elif line.top + line.height > bar.value() + room:
            bar.setValue(line.top + line.height - room)
        if line.row is None or not line.row.bars or self._scale is None:
            return
        left, right = (
            min(self._scale.span(b)[0] for b in line.row.bars),
            max(self._scale.span(b)[1] for b in line.row.bars),
        )
        shift, wide = self._shift(), self._days_box().width()
        if right < shift + px(20) or left > shift + wide - px(20):
            self.horizontalScrollBar().setValue(round(right) - wide * 2 // 3)

    def toggle(self, at: int) -> None:
        """Fold or open the group whose head is at a place."""
        line = self.lines[at]
        if line.is_group:
            self.folded ^= {line.key}
            self._lay_out()
            self.select_key(line.key)

    # --- geometry ----------------------------------------------------------------------------------

    def _names_width(self) -> int:
        return max(px(LEAST_NAMES), min(px(NAMES), self.viewport().width() * 3 // 10))

    def _head(self) -> int:
        return 2 * px(BAND)

    def _days_box(self) -> QRect:
        names = self._names_width()
        view = self.viewport().rect()
        return view.adjusted(names, self._head(), 0, 0)

    def _shift(self) -> int:
        return self.horizontalScrollBar().value()

    def _lay_out(self) -> None:
        timeline = self.timeline
        if timeline is None:
            return
        self.lines = make_lines(timeline, self.folded, px(ROW), px(GROUP))
        box = self._days_box()
        self._scale = Scale.of(
            timeline, self.zoom, box.width(), unit=px(1000) / 1000, pad=px(PAD)
        )
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, self._scale.width - box.width()))
        across.setPageStep(max(1, box.width()))
        across.setSingleStep(px(40))
        down.setRange(0, max(0, total_height(self.lines) - box.height()))
        down.setPageStep(max(1, box.height()))
        down.setSingleStep(px(ROW))
        self.viewport().update()

    def _dress(self) -> None:
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The days fill the room that there is."""
        super().resizeEvent(event)
        day = self.first_day()
        self._lay_out()
        if day is not None and event.oldSize().width() > 0:
            self.scroll_to_day(day)

    # --- painting ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines in view, then axis and today over them."""
        painter = QPainter(self.viewport())
        look = theme.current()
        painter.fillRect(self.viewport().rect(), look.color("surface"))
        if self.timeline is None or self._scale is None:
            return
        brush = Brush(self.timeline, self._scale, self.zoom, look)
        box, shift = self._days_box(), self._shift()
        painter.setClipRect(self.viewport().rect().adjusted(0, self._head(), 0, 0))
        brush.grid(painter, box, shift)
        painter.fillRect(box.left() - 1, box.top(), 1, box.height(), look.color("line"))
        top = self.verticalScrollBar().value()
        shown = visible(self.lines, top, top + box.height())
        for at in shown:
            self._paint_ground(painter, brush, at)
        brush.today_line(painter, box, shift)
        for at in shown:
            self._paint_line(painter, brush, at, box, shift)
        painter.setClipping(False)
        brush.axis(painter, QRect(box.left(), 0, box.width(), self._head()), shift)
        corner = QRect(0, 0, box.left(), self._head())
        painter.fillRect(corner, look.color("raised"))
        painter.fillRect(0, self._head() - 1, box.left(), 1, look.color("line"))
        painter.setFont(theme.font("note"))
        painter.setPen(look.color("text_soft"))
        painter.drawText(
            corner.adjusted(px(10), 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter,
            HEAD,
        )
        brush.today_flag(painter, box, shift, self._head())

    def _paint_ground(self, painter: QPainter, brush: Brush, at: int) -> None:
        token = "raised" if self.lines[at].is_group else ""
        if not token and at in (self.current, self._over):
            token = "selection" if at == self.current else "hover"
        brush.ground(painter, self._line_box(at), token)

    def _paint_line(
        self, painter: QPainter, brush: Brush, at: int, box: QRect, shift: int
    ) -> None:
        line = self.lines[at]
        place = self._line_box(at)
        if line.row is None:
            brush.group(painter, place, line)
        else:
            names = QRect(0, place.top(), box.left(), place.height())
            brush.name(painter, names, line.row)
            days = QRect(box.left(), place.top(), box.width(), place.height())
            brush.bars(painter, days, line.row, shift)
        if at == self.current and self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(1, 1, -2, -2))

    def _line_box(self, at: int) -> QRect:
        line = self.lines[at]
        top = self._head() + line.top - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), line.height)

    # --- mouse and keys ----------------------------------------------------------------------------

    def place_at(self, point: QPoint) -> int:
        """The place of the line under a point of the viewport, -1 for none."""
        if point.y() < self._head():
            return -1
        return line_at(
            self.lines, point.y() - self._head() + self.verticalScrollBar().value()
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """Hover and tooltips."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.place_at(event.pos())
            row = self.lines[at].row if at >= 0 else None
            if row is not None:
                QToolTip.showText(event.globalPos(), row_tip(row), self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_over(-1)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The line under the mouse is shown."""
        self._set_over(self.place_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click stands on a row, and folds or opens a group."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self.place_at(event.position().toPoint())
        if at < 0:
            return
        self._stand(at)
        if self.lines[at].is_group:
            self.toggle(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens a row."""
        at = self.place_at(event.position().toPoint())
        if at >= 0 and self.lines[at].row is not None:
            self.row_opened.emit(self.lines[at].row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel zooms around the mouse, with Shift it goes along the days."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._pivot = max(0, round(event.position().x()) - self._names_width())
            if turned:
                self.zoom_wanted.emit(1 if turned > 0 else -1)
            self._pivot = None
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ go by lines, ← → along the days or fold a group, Enter opens, + − zoom."""
        act = self._acts().get(Qt.Key(event.key()))
        if act is None or not self.lines:
            super().keyPressEvent(event)
        else:
            act()

    def _acts(self) -> dict[Qt.Key, Callable[[], Any]]:
        page = max(1, self._days_box().height() // px(ROW) - 1)
        last = len(self.lines) - 1
        return {
            Qt.Key.Key_Down: lambda: self._stand(min(self.current + 1, last)),
            Qt.Key.Key_Up: lambda: self._stand(max(self.current - 1, 0)),
            Qt.Key.Key_PageDown: lambda: self._stand(min(self.current + page, last)),
            Qt.Key.Key_PageUp: lambda: self._stand(max(self.current - page, 0)),
            Qt.Key.Key_Home: lambda: self._stand(0),
            Qt.Key.Key_End: lambda: self._stand(last),
            Qt.Key.Key_Left: lambda: self._aside(-1),
            Qt.Key.Key_Right: lambda: self._aside(1),
            Qt.Key.Key_Return: self._open,
            Qt.Key.Key_Enter: self._open,
            Qt.Key.Key_Plus: lambda: self.zoom_wanted.emit(1),
            Qt.Key.Key_Equal: lambda: self.zoom_wanted.emit(1),
            Qt.Key.Key_Minus: lambda: self.zoom_wanted.emit(-1),
        }

    def _aside(self, side: int) -> None:
        line = self.lines[self.current] if self.current_key() else None
        if line is not None and line.is_group and line.folded == (side > 0):
            self.toggle(self.current)
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + side * px(120))

    def _open(self) -> None:
        row = self.current_row()
        if row is not None:
            self.row_opened.emit(row)
        elif self.current_key():
            self.toggle(self.current)

    def _set_over(self, at: int) -> None:
        if at != self._over:
            self._over = at
            self.viewport().update()

    def _tell(self) -> None:
        """What a screen reader says: the line stood on."""
        name = "时间轴"
        if self.current_key():
            line = self.lines[self.current]
            name = row_words(line.row) if line.row else f"{line.title}，{line.count} 项"
        self.setAccessibleName(name)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.NameChanged)
        )
