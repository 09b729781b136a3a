"""How a timeline is painted, on the screen and in the picture: names, axis, bars, today."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPen,
    QPolygonF,
)

from models.vocabulary_campaigns import MeasureState
from services.campaigns.timeline import Bar, Tick, Timeline, TimelineRow, Zoom, ticks
from ui import theme
from ui.campaigns.ledger.words import STATE_ROLES
from ui.campaigns.timeline.layout import Line, Scale
from ui.theme import Theme, px

ROW, GROUP, BAND = 30, 30, 24
PAD = 120
"""Pixels after the last day, for the words behind a bar that ends there."""
HEAD = "步骤和任务"
MARKS: dict[MeasureState, str] = {
    MeasureState.DONE: "✓",
    MeasureState.OVERDUE: "!",
    MeasureState.DROPPED: "×",
    MeasureState.UNDER_WAY: "",
    MeasureState.NOT_BEGUN: "",
}
"""The sign of a state beside its colour."""
PHASE_ROLE = "nil"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


@dataclass
class Brush:
    """Paints parts of one timeline in the colours of `look`, which may be another theme than that in use."""

    timeline: Timeline
    scale: Scale
    zoom: Zoom
    look: Theme
    arrows: bool = True
    _shift: int = 0

    def axis(self, painter: QPainter, box: QRect, shift: int) -> None:
        """The two bands of the axis in `box`; `shift` is how far the days are scrolled to the left."""
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, self.look.color("raised"))
        for band, labels in enumerate(self._ticks()):
            top = box.top() + band * px(BAND)
            for tick in labels:
                self._tick(painter, box, tick, top, shift, bold=band == 0)
        painter.setPen(self.look.color("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.restore()

    def grid(self, painter: QPainter, box: QRect, shift: int) -> None:
        """The lines between months or quarters, and between years."""
        upper, lower = self._ticks()
        for labels, token in ((lower, "line_soft"), (upper, "line")):
            painter.setPen(QPen(self.look.color(token), 1))
            for tick in labels:
                x = box.left() + round(self.scale.right(tick.last)) - shift
                if box.left() <= x <= box.right():
                    painter.drawLine(x, box.top(), x, box.bottom())

    def today_line(self, painter: QPainter, box: QRect, shift: int) -> None:
        """Today's line down `box`."""
        x = self._today_x(box, shift)
        if self._has_today() and box.left() <= x <= box.right():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.look.color("accent"), px(2)))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.restore()

    def today_flag(self, painter: QPainter, box: QRect, shift: int, head: int) -> None:
        """Today's flag in the `head` pixels above `box`, while its line is in view."""
        day = self.timeline.today
        x = self._today_x(box, shift)
        if self._has_today() and box.left() <= x <= box.right():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._flag(painter, f"今天 {day.month}月{day.day}日", x, box, head)
            painter.restore()

    def _has_today(self) -> bool:
        return self.timeline.first <= self.timeline.today <= self.timeline.last

    def _today_x(self, box: QRect, shift: int) -> float:
        day = self.timeline.today
        return box.left() + (self.scale.left(day) + self.scale.right(day)) / 2 - shift

    def _flag(
        self,
        painter: QPainter,
        text: str,
        x: float,
        box: QRect,
        head: int,
    ) -> None:
        font = theme.font("note")
        wide = QFontMetrics(font).horizontalAdvance(text) + px(12)
        left = min(max(x - wide / 2, box.left() + 2), box.right() - wide - 2)
        place = QRectF(left, box.top() - head + px(3), wide, px(BAND) - px(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent"))
        painter.drawRoundedRect(place, px(4), px(4))
        painter.setFont(font)
        painter.setPen(self.look.color("accent_text"))
        painter.drawText(place, _MIDDLE, text)

    def ground(self, painter: QPainter, box: QRect, token: str = "") -> None:
        """The ground of a line, in the colour of a token where it stands out, and the line below it."""
        if token:
            painter.fillRect(box, self.look.color(token))
        painter.fillRect(
            box.left(), box.bottom(), box.width(), 1, self.look.color("line_soft")
        )

    def group(self, painter: QPainter, box: QRect, line: Line) -> None:
        """The head of a group, across names and days; its ground is painted before."""
        painter.setFont(theme.font("bold"))
        painter.setPen(self.look.color("text"))
        arrow = ("▸ " if line.folded else "▾ ") if self.arrows else ""
        inner = box.adjusted(px(10), 0, -px(8), 0)
        count = f"  {line.count} 项" if not line.title.endswith("项") else ""
        metrics = painter.fontMetrics()
        text = metrics.elidedText(
            f"{arrow}{line.title}",
            Qt.TextElideMode.ElideRight,
            inner.width() - metrics.horizontalAdvance(count),
        )
        painter.drawText(inner, _LEFT, text)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(text))
        painter.setFont(theme.font("note"))
        painter.setPen(self.look.color("text_soft"))
        painter.drawText(inner, _LEFT, count)

    def name(self, painter: QPainter, box: QRect, row: TimelineRow) -> None:
        """The number and name of a row."""
        inner = box.adjusted(px(24), 0, -px(8), 0)
        painter.setFont(theme.font("note"))
        number = f"{row.number}  " if row.number else ""
        painter.setPen(self.look.color("text_soft"))
        painter.drawText(inner, _LEFT, number)
        inner.setLeft(inner.left() + painter.fontMetrics().horizontalAdvance(number))
        painter.setFont(theme.font("body"))
        closed = row.state is not None and row.state.closed
        painter.setPen(self.look.color("text_soft" if closed else "text"))
        right = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(row.name, right, inner.width())
        painter.drawText(inner, _LEFT, text)

    def bars(self, painter: QPainter, box: QRect, row: TimelineRow, shift: int) -> None:
        """The bars of a row in `box`, with the sign of its state at their end."""
        painter.save()
        self._shift = shift
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        end = 0.0
        aside = self._aside(row, shift, box.width())
        if aside:
            self._hint(painter, box, row, aside)
            painter.restore()
            return
        for bar in row.bars:
            begin, until = self.scale.span(bar)
            left, right = box.left() + begin - shift, box.left() + until - shift
            end = max(end, self._bar(painter, box, row, bar, left, right))
        if end and row.state is not None:
            self._sign(painter, box, row, row.state, end)
        elif end:
            self._words(painter, box, row.when, end, "text_soft")
        painter.restore()

    def _aside(self, row: TimelineRow, shift: int, width: int) -> int:
        """On which side of the view all bars of a row lie (-1 or 1), 0 where some are in view.

        A row without bars says at the left what it recurs on, or what is written in place of a day.
        """
        spans = [self.scale.span(bar) for bar in row.bars]
        if not spans:
            return -1 if row.when else 0
        if max(right for _, right in spans) < shift - px(60):
            return -1
        return int(min(left for left, _ in spans) > shift + width)

    def _hint(self, painter: QPainter, box: QRect, row: TimelineRow, side: int) -> None:
        """Where the bars of a row lie that are out of view."""
        painter.setFont(theme.font("note"))
        painter.setPen(self.look.color("text_faint"))
        inner = box.adjusted(px(8), 0, -px(8), 0)
        if side < 0:
            arrow = "← " if row.bars else ""
            painter.drawText(inner, _LEFT, f"{arrow}{row.when}")
        else:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inner, right, f"{row.when} →")

    # --- inside ------------------------------------------------------------------------------------

    def _ticks(self) -> tuple[list[Tick], list[Tick]]:
        return ticks(self.timeline.first, self.timeline.last, self.zoom)

    def _tick(
        self,
        painter: QPainter,
        box: QRect,
        tick: Tick,
        top: int,
        shift: int,
        *,
        bold: bool,
    ) -> None:
        left = box.left() + self.scale.left(tick.first) - shift
        right = box.left() + self.scale.right(tick.last) - shift
        if right < box.left() or left > box.right():
            return
        cell = QRectF(left, top, right - left, px(BAND))
        painter.setPen(self.look.color("line"))
        painter.drawLine(cell.topRight(), cell.bottomRight())
        painter.setFont(theme.font("bold" if bold else "note"))
        painter.setPen(self.look.color("text" if bold else "text_soft"))
        # A label stays in view while any of its stretch does.
        shown = cell.intersected(QRectF(box)).adjusted(px(6), 0, -2, 0)
        room = painter.fontMetrics().horizontalAdvance(tick.label)
        if room <= shown.width() + px(4):
            painter.drawText(shown, _LEFT if bold else _MIDDLE, tick.label)

    def _bar(
        self,
        painter: QPainter,
        box: QRect,
        row: TimelineRow,
        bar: Bar,
        left: float,
        right: float,
    ) -> float:
        """Paint one bar; returns where it ends."""
        role = self._role(row, bar)
        ink, tint = self.look.color(f"{role}_ink"), self.look.color(f"{role}_tint")
        high = px(12)
        place = QRectF(left, box.center().y() - high / 2, right - left, high)
        if bar.first is None:
            self._tail(painter, place.right(), place, ink, -1)
            self._point(painter, place.right(), place, ink, bar)
            return place.right() + high / 2
        if bar.last is None:
            self._tail(painter, left, place, ink, 1)
            self._cap(painter, left, place, ink)
            return left + px(40)
        if place.width() < high:
            self._point(painter, place.center().x(), place, ink, bar)
            return place.center().x() + high / 2
        self._body(painter, place, ink, tint, row, bar)
        if bar.met:
            self._check(painter, place.center())
        return place.right()

    def _body(
        self,
        painter: QPainter,
        place: QRectF,
        ink: QColor,
        tint: QColor,
        row: TimelineRow,
        bar: Bar,
    ) -> None:
        pen = QPen(ink, 1)
        if bar.past or row.state is MeasureState.DROPPED:
            pen.setStyle(Qt.PenStyle.DashLine)
        solid = row.state in {MeasureState.DONE, MeasureState.OVERDUE} and not bar.past
        painter.setPen(pen)
        painter.setBrush(ink if solid or bar.met else tint)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
        if row.state is MeasureState.UNDER_WAY and row.share and not bar.met:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            done = QRectF(place)
            done.setWidth(place.width() * row.share / 100)
            painter.drawRoundedRect(done, px(3), px(3))

    def _tail(
        self, painter: QPainter, x: float, place: QRectF, ink: QColor, side: int
    ) -> None:
        """A line that fades away on the side that is not known."""
        far = x + side * px(40)
        fade = QLinearGradient(QPointF(x, 0), QPointF(far, 0))
        none = QColor(ink)
        none.setAlpha(0)
        fade.setColorAt(0, ink)
        fade.setColorAt(1, none)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fade)
        thick = px(4)
        painter.drawRect(
            QRectF(min(x, far), place.center().y() - thick / 2, px(40), thick)
        )

    def _point(
        self, painter: QPainter, x: float, place: QRectF, ink: QColor, bar: Bar
    ) -> None:
        y, half = place.center().y(), px(6)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(self.look.color("surface") if bar.past else ink)
        corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        if bar.met:
            self._check(painter, QPointF(x, y))

    def _check(self, painter: QPainter, at: QPointF) -> None:
        """A tick inside what was ticked off: colour is never the only sign."""
        step = px(3)
        painter.setPen(QPen(self.look.color("surface"), px(2) * 0.8))
        painter.drawPolyline(
            QPolygonF(
                [
                    at + QPointF(-step, 0),
                    at + QPointF(-step / 4, step * 0.8),
                    at + QPointF(step, -step * 0.8),
                ]
            )
        )

    def _cap(self, painter: QPainter, x: float, place: QRectF, ink: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRect(QRectF(x, place.top(), px(4), place.height()))

    def _sign(
        self,
        painter: QPainter,
        box: QRect,
        row: TimelineRow,
        state: MeasureState,
        end: float,
    ) -> None:
        words = f"{MARKS[state]} {state.label}".strip()
        if state is MeasureState.UNDER_WAY and row.share is not None:
            words = f"{state.label} {row.share}%"
        self._words(painter, box, words, end, f"{STATE_ROLES[state]}_ink")

    def _words(
        self, painter: QPainter, box: QRect, words: str, end: float, token: str
    ) -> None:
        painter.setFont(theme.font("note"))
        painter.setPen(self.look.color(token))
        shift = box.left() - self._shift
        room = shift + self.scale.width - end - px(10)
        right = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(words, right, round(room))
        place = QRectF(end + px(8), box.top(), room, box.height())
        painter.drawText(place, _LEFT, text)

    def _role(self, row: TimelineRow, bar: Bar) -> str:
        if row.state is None:
            return PHASE_ROLE
        if bar.past:
            return "exempt"
        if bar.met and row.state is not MeasureState.DROPPED:
            return "ok"
        late = row.state is MeasureState.OVERDUE
        if late and bar.last is not None and bar.last >= self.timeline.today:
            return "info"
        return STATE_ROLES[row.state]
