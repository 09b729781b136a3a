"""Painting of the calendar: heads, days, entries, bars, and what a drag shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from ui import theme
from ui.schedule import palette
from ui.schedule.entries import DAY, Bar, DayMark, Entry
from ui.schedule.layout import LINE, CalendarLayout
from ui.theme import px

WEEKDAYS = "一二三四五六日"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
GRADE_TOKENS = {1: "info_ink", 2: "warn_ink", 3: "wrong_ink"}


def elided(text: str, font: QFont, width: int) -> str:
    """A text cut to a width with an ellipsis."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


class CalendarPainter:
    """Paints a layout: first the ground and days (`paint_days`), then entries and bars (`paint_entries`)."""

    def __init__(
        self, painter: QPainter, layout: CalendarLayout, today: dt.date
    ) -> None:
        self.p, self.layout, self.today = painter, layout, today
        self.note, self.bold = theme.font("note"), theme.font("bold")
        self.small_bold = theme.font("note")
        self.small_bold.setWeight(QFont.Weight.DemiBold)
        self.tiny = theme.font("note")
        self.tiny.setPointSizeF(self.tiny.pointSizeF() * 0.86)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # --- ground ------------------------------------------------------------------------------------

    def paint_days(self, cursor: dt.date | None) -> None:
        """The ground of every day, its number and holiday, lines and the head."""
        layout = self.layout
        self.p.fillRect(QRect(QPoint(0, 0), layout.size), theme.color("surface"))
        for day in layout.span.days():
            self._paint_day(day)
        self._paint_lines()
        self._paint_head()
        if cursor is not None and layout.span.holds(cursor):
            box = QRectF(layout.cell(cursor)).adjusted(1.5, 1.5, -0.5, -0.5)
            self.p.setPen(QPen(theme.color("focus"), 1.5))
            self.p.setBrush(Qt.BrushStyle.NoBrush)
            self.p.drawRoundedRect(box, px(4), px(4))

    def _paint_day(self, day: dt.date) -> None:
        cell = self.layout.cell(day)
        mark = self.layout.marks.get(day)
        off = mark.off if mark is not None else day.weekday() > 4
        inside = self.layout.span.inside(day)
        if off:
            self.p.fillRect(cell, theme.color("ground"))
        elif mark is not None and mark.mark == "班":
            self.p.fillRect(cell, theme.color("raised"))
        if not self.layout.detailed:
            self._paint_number(day, cell, mark, off=off, inside=inside)

    def _paint_number(
        self,
        day: dt.date,
        cell: QRect,
        mark: DayMark | None,
        *,
        off: bool,
        inside: bool,
    ) -> None:
        chips = self.layout.chips(day)
        more = chips.more_box.width() + px(4) if chips.more else px(6)
        head = QRect(
            cell.left() + px(6), cell.top() + px(2), cell.width() - px(6) - more, px(21)
        )
        text = f"{day.month}月{day.day}日" if day.day == 1 else str(day.day)
        font = self.bold if inside else theme.font("body")
        wide = QFontMetrics(font).horizontalAdvance(text)
        if wide > head.width():
            text = str(day.day)
            wide = QFontMetrics(font).horizontalAdvance(text)
        if day == self.today:
            side = max(px(20), wide + px(10))
            ring = QRectF(head.left() - px(3), head.top() + px(1), side, px(20))
            self.p.setPen(Qt.PenStyle.NoPen)
            self.p.setBrush(theme.color("accent"))
            self.p.drawRoundedRect(ring, px(10), px(10))
            self.p.setPen(theme.color("accent_text"))
            self.p.setFont(font)
            self.p.drawText(ring, _CENTER, text)
            wide = int(side)
        else:
            token = "text_faint" if not inside else "text_soft" if off else "text"
            self.p.setFont(font)
            self.p.setPen(theme.color(token))
            self.p.drawText(head, _LEFT, text)
        if mark is not None and (mark.mark or mark.name):
            self._paint_mark(head.adjusted(wide + px(8), 0, 0, 0), mark)

    def _paint_mark(self, room: QRect, mark: DayMark) -> None:
        """休 or 班 in a small box, and the name of the holiday."""
        left = room.left()
        if mark.mark:
            side = px(17)
            box = QRectF(left, room.center().y() - side / 2 + 1, side, side)
            role = "ok" if mark.mark == "休" else "warn"
            self.p.setPen(Qt.PenStyle.NoPen)
            self.p.setBrush(theme.color(f"{role}_tint"))
            self.p.drawRoundedRect(box, px(4), px(4))
            self.p.setPen(theme.color(f"{role}_ink"))
            self.p.setFont(self.small_bold)
            self.p.drawText(box, _CENTER, mark.mark)
            left += side + px(5)
        room = QRect(left, room.top(), room.right() - left, room.height())
        self.p.setPen(theme.color("text_soft"))
        self.p.setFont(self.note)
        self.p.drawText(room, _LEFT, elided(mark.name, self.note, room.width()))

    def _paint_lines(self) -> None:
        layout = self.layout
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self.p.setPen(theme.color("line"))
        right, bottom = layout.size.width(), layout.size.height()
        for x in layout.columns[1:-1]:
            self.p.drawLine(x, 0 if layout.detailed else layout.head, x, bottom)
        for y in layout.rows[:-1]:
            self.p.drawLine(0, y, right, y)
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_head(self) -> None:
        layout = self.layout
        for column in range(7):
            left, right = layout.columns[column], layout.columns[column + 1]
            box = QRect(left, 0, right - left, layout.head)
            if layout.detailed:
                self._paint_week_head(layout.span.first + DAY * column, box)
                continue
            self.p.setFont(self.note)
            self.p.setPen(theme.color("text_soft"))
            self.p.drawText(
                box.adjusted(px(6), 0, 0, 0), _LEFT, f"周{WEEKDAYS[column]}"
            )

    def _paint_week_head(self, day: dt.date, box: QRect) -> None:
        mark = self.layout.marks.get(day)
        off = mark.off if mark is not None else day.weekday() > 4
        if off:
            self.p.fillRect(box.adjusted(1, 0, 0, 0), theme.color("ground"))
        upper = box.adjusted(px(8), px(4), -px(4), -box.height() // 2)
        lower = box.adjusted(px(8), box.height() // 2 - px(3), -px(4), -px(2))
        is_today = day == self.today
        self.p.setFont(self.note)
        self.p.setPen(theme.color("accent_ink" if is_today else "text_soft"))
        self.p.drawText(
            upper,
            _LEFT,
            f"周{WEEKDAYS[day.weekday()]}" + ("　今天" if is_today else ""),
        )
        text = f"{day.month}月{day.day}日"
        self.p.setFont(self.bold)
        self.p.setPen(
            theme.color("accent_ink" if is_today else "text_soft" if off else "text")
        )
        self.p.drawText(lower, _LEFT, text)
        if mark is not None and (mark.mark or mark.name):
            wide = QFontMetrics(self.bold).horizontalAdvance(text)
            self._paint_mark(lower.adjusted(wide + px(8), 0, 0, 0), mark)

    # --- entries -----------------------------------------------------------------------------------

    def paint_entries(
        self,
        selected: Collection[int],
        current: int | None,
        *,
        faded: Collection[int] = (),
        bar: int | None = None,
    ) -> None:
        """Bars, entries and 「+n」 of all days shown; `faded` are those on their way."""
        layout = self.layout
        for week in range(layout.span.weeks):
            monday = layout.span.first + DAY * (7 * week)
            shown = layout.shown_lanes(monday)
            for one, lane, first, last in layout.lanes(monday).placed:
                if lane < shown:
                    box = layout.bar_box(monday, lane, first, last)
                    self.paint_bar(box, one, monday, selected=one.id == bar)
        if layout.detailed:
            self.p.setClipRect(
                0, layout.head + 1, layout.size.width(), layout.size.height()
            )
        for day in layout.span.days():
            cell = layout.chips(day)
            soft = not layout.span.inside(day)
            for entry, box in cell.chips:
                faint = soft or entry.id in faded
                self.p.setOpacity(0.45 if faint else 1.0)
                self.paint_entry(
                    box,
                    entry,
                    selected=entry.id in selected,
                    current=entry.id == current,
                )
            self.p.setOpacity(1.0)
            if cell.more:
                self._paint_more(cell.more_box, cell.more)
        self.p.setClipping(False)
        if layout.detailed:
            self._paint_place()

    def _paint_place(self) -> None:
        """Where a scrolled week stands, at the right edge."""
        layout, most = self.layout, self.layout.overflow()
        if not most:
            return
        track = layout.size.height() - layout.head - px(4)
        size = max(px(24), track * track // (track + most))
        top = layout.head + px(2) + (track - size) * layout.scroll // most
        bar = QRectF(layout.size.width() - px(6), top, px(4), size)
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(theme.color("scroll"))
        self.p.drawRoundedRect(bar, px(2), px(2))

    def paint_bar(
        self, box: QRect, bar: Bar, monday: dt.date, *, selected: bool
    ) -> None:
        """A piece of a bar: square where it goes on into another week."""
        shape = QRectF(box)
        self.p.setPen(
            QPen(theme.color("focus"), 1.5) if selected else Qt.PenStyle.NoPen
        )
        self.p.setBrush(palette.tint(bar.hue))
        self.p.drawRoundedRect(shape, px(4), px(4))
        ink = palette.strip(bar.hue)
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(ink)
        if bar.first >= monday:
            self.p.drawRoundedRect(
                QRectF(box.left(), box.top(), px(4), box.height()), 2, 2
            )
        if bar.last <= monday + DAY * 6:
            self.p.drawRoundedRect(
                QRectF(box.right() - px(3), box.top(), px(4), box.height()), 2, 2
            )
        left = self._paint_grade(box, bar.grade)
        self.p.setFont(self.note)
        self.p.setPen(theme.color("text"))
        room = QRect(left, box.top(), box.right() - px(7) - left, box.height())
        self.p.drawText(room, _LEFT, elided(bar.text, self.note, room.width()))

    def paint_entry(
        self, box: QRect, entry: Entry, *, selected: bool = False, current: bool = False
    ) -> None:
        """One entry: strip and tint of its column, unit, mark of its state, and its gravest conflict."""
        cancelled = entry.state == "cancelled"
        shape = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        if current or selected:
            self.p.setPen(QPen(theme.color("focus"), 2.0 if current else 1.5))
        elif entry.grade >= 2:
            self.p.setPen(QPen(theme.color(GRADE_TOKENS[entry.grade]), 1.2))
        else:
            self.p.setPen(Qt.PenStyle.NoPen)
        ground = theme.color("neutral_tint") if cancelled else palette.tint(entry.hue)
        self.p.setBrush(ground)
        self.p.drawRoundedRect(shape, px(4), px(4))
        ink = theme.color("text_faint") if cancelled else palette.strip(entry.hue)
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(ink)
        self.p.drawRoundedRect(
            QRectF(shape.left(), shape.top(), px(4), shape.height()), 2, 2
        )
        first = QRect(box.left(), box.top(), box.width(), min(box.height(), px(24)))
        left = self._paint_grade(first, entry.grade)
        side = px(11)
        mark = QRectF(
            box.right() - side - px(4), first.center().y() - side / 2 + 0.5, side, side
        )
        palette.paint_mark(self.p, mark, entry.state, ink)
        room = QRect(left, first.top(), int(mark.left()) - px(4) - left, first.height())
        self._paint_name(room, entry, tall=self.layout.detailed, cancelled=cancelled)
        if self.layout.detailed:
            self._paint_details(box, entry)

    def _paint_grade(self, box: QRect, grade: int) -> int:
        """A sign before the name where something does not go together; gives where the name begins."""
        left = box.left() + px(9)
        word = {2: "警", 3: "禁"}.get(grade)
        if word is None:
            return left
        role = "wrong" if grade > 2 else "warn"
        side = min(px(15), box.height() - 2)
        sign = QRectF(left, box.center().y() - side / 2 + 0.5, side, side)
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(theme.color(f"{role}_ink"))
        self.p.drawRoundedRect(sign, px(3), px(3))
        self.p.setFont(self.tiny)
        self.p.setPen(theme.color("surface"))
        self.p.drawText(sign, _CENTER, word)
        return left + side + px(4)

    def _paint_name(
        self, room: QRect, entry: Entry, *, tall: bool, cancelled: bool
    ) -> None:
        font = QFont(self.bold if tall else self.note)
        font.setStrikeOut(cancelled)
        self.p.setFont(font)
        self.p.setPen(theme.color("text_faint" if cancelled else "text"))
        name = elided(entry.text, font, room.width())
        self.p.drawText(room, _LEFT, name)
        wide = QFontMetrics(font).horizontalAdvance(entry.text) + px(8)
        if not tall and entry.note and room.width() - wide > px(40):
            rest = room.adjusted(wide, 0, 0, 0)
            self.p.setFont(self.note)
            self.p.setPen(theme.color("text_soft"))
            self.p.drawText(rest, _LEFT, elided(entry.note, self.note, rest.width()))

    def _paint_details(self, box: QRect, entry: Entry) -> None:
        self.p.setFont(self.note)
        self.p.setPen(theme.color("text_soft"))
        line = QRect(
            box.left() + px(9), box.top() + px(23), box.width() - px(14), px(LINE)
        )
        for words in entry.lines:
            self.p.drawText(line, _LEFT, elided(words, self.note, line.width()))
            line.translate(0, px(LINE))

    def _paint_more(self, box: QRect, more: int) -> None:
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(theme.color("info_tint"))
        self.p.drawRoundedRect(QRectF(box), px(9), px(9))
        self.p.setFont(self.note)
        self.p.setPen(theme.color("info_ink"))
        self.p.drawText(box, _CENTER, f"+{more}")

    # --- dragging ----------------------------------------------------------------------------------

    def paint_target(self, day: dt.date, grade: int) -> None:
        """A day that something would go to, in the colour of the gravest thing wrong with it."""
        box = QRectF(self.layout.cell(day)).adjusted(1.5, 1.5, -0.5, -0.5)
        ink = theme.color(GRADE_TOKENS.get(grade, "ok_ink"))
        ground = QColor(ink)
        ground.setAlphaF(0.10)
        self.p.setBrush(ground)
        self.p.setPen(
            QPen(ink, 2, Qt.PenStyle.DashLine if grade == 3 else Qt.PenStyle.SolidLine)
        )
        self.p.drawRoundedRect(box, px(4), px(4))

    def paint_band(self, band: QRect) -> None:
        """The rubber band."""
        ink = theme.color("focus")
        ground = QColor(ink)
        ground.setAlphaF(0.12)
        self.p.setBrush(ground)
        self.p.setPen(QPen(ink, 1))
        self.p.drawRect(band)

    def paint_balloon(self, at: QPoint, lines: list[tuple[str, str]]) -> None:
        """Sentences beside the mouse: [(text, token)]; kept inside the calendar."""
        metrics = QFontMetrics(self.note)
        most = min(px(420), self.layout.size.width() - px(24))
        wide = min(max(metrics.horizontalAdvance(text) for text, _ in lines), most)
        step = metrics.height() + px(3)
        box = QRect(
            at.x() + px(14), at.y() + px(16), wide + px(20), step * len(lines) + px(12)
        )
        area = QRect(QPoint(0, 0), self.layout.size).adjusted(
            px(4), px(4), -px(4), -px(4)
        )
        if box.right() > area.right():
            box.moveRight(area.right())
        if box.bottom() > area.bottom():
            box.moveBottom(at.y() - px(12))
        self.p.setPen(theme.color("control_line"))
        self.p.setBrush(theme.color("surface"))
        self.p.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        self.p.setFont(self.note)
        line = QRect(box.left() + px(10), box.top() + px(6), wide, step)
        for text, token in lines:
            self.p.setPen(theme.color(token))
            self.p.drawText(line, _LEFT, elided(text, self.note, wide))
            line.translate(0, step)
