"""The picture of a month for the wall and for printing: everything of every day, light, on a lying sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from services.schedules.series import SlotState
from ui import theme
from ui.schedule import palette
from ui.schedule.entries import DAY, Bar, DayMark, Entry, Span, lanes_of

SIZES: Mapping[str, QSizeF] = {"A4": QSizeF(297, 210), "A3": QSizeF(420, 297)}
"""Lying sheets, in millimetres."""
DPI = 200
UNIT = 10.0
"""Units of the drawing in a millimetre."""
LARGEST, NARROWEST, SMALLEST = 6.6, 4.4, 3.0
"""Heights of a line in millimetres on A4: at most, where names are too long, where there are too many."""
_INK, _SOFT, _LINE = QColor("#1F2328"), QColor("#555D65"), QColor("#C3C8CE")
_OFF, _WORKED = QColor("#F1F2F4"), QColor("#FFF8E8")
_RED = QColor("#A61B1B")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet: a title, a line under it, days, and (colour, name) of the columns."""

    title: str
    note: str
    foot: str
    span: Span
    days: Mapping[dt.date, Sequence[Entry]]
    bars: Sequence[Bar]
    marks: Mapping[dt.date, DayMark]
    columns: Sequence[tuple[int, str]]


def picture(sheet: Sheet, size: str) -> QImage:
    """The sheet as a picture at 200 dots an inch."""
    mm = SIZES[size]
    wide, high = (round(side / 25.4 * DPI) for side in (mm.width(), mm.height()))
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(DPI / 0.0254))
    image.setDotsPerMeterY(round(DPI / 0.0254))
    painter = QPainter(image)
    margin = 10.0
    painter.scale(wide / (mm.width() * UNIT), high / (mm.height() * UNIT))
    painter.translate(margin * UNIT, margin * UNIT)
    paint(painter, sheet, QSizeF(mm.width() - 2 * margin, mm.height() - 2 * margin))
    painter.end()
    return image


def paint(painter: QPainter, sheet: Sheet, size: QSizeF) -> None:
    """Draw the sheet into `size` millimetres; the painter counts tenths of a millimetre."""
    _Wall(painter, sheet, size.width() * UNIT, size.height() * UNIT).paint()


class _Wall:
    def __init__(
        self, painter: QPainter, sheet: Sheet, wide: float, high: float
    ) -> None:
        self.p, self.sheet, self.wide, self.high = painter, sheet, wide, high
        self.scale = wide / 2770.0  # lengths below are for A4
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.top, self.head = 150 * self.scale, 62 * self.scale
        self.foot = 90 * self.scale
        self.columns = self._columns()
        self.chip, self.rows = self._fit()

    # --- room --------------------------------------------------------------------------------------

    def _columns(self) -> list[float]:
        span, days = self.sheet.span, self.sheet.days
        weights = [1.0] * 5
        for column in (5, 6):
            used = any(
                days.get(span.first + DAY * (7 * w + column)) for w in range(span.weeks)
            )
            weights.append(1.0 if used else 0.5)
        edges, run = [0.0], 0.0
        for weight in weights:
            run += weight
            edges.append(self.wide * run / sum(weights))
        return edges

    def _fit(self) -> tuple[float, list[float]]:
        """The largest height of a line with which everything has room, and the tops of the weeks."""
        room = self.high - self.top - self.head - self.foot
        chip = LARGEST * UNIT * self.scale
        least = SMALLEST * UNIT
        while True:
            needs = [self._need(week, chip) for week in range(self.sheet.span.weeks)]
            if sum(needs) <= room or chip <= least:
                break
            chip *= 0.96
        chip = self._narrowed(chip)
        needs = [self._need(week, chip) for week in range(self.sheet.span.weeks)]
        total = sum(needs)
        even = room / len(needs)
        if total <= room:
            # What is left goes to the weeks that would be lower than an even share.
            spare = room - total
            lacks = [max(even - n, 0.0) for n in needs]
            share = sum(lacks) or 1.0
            heights = [
                n + spare * lack / share for n, lack in zip(needs, lacks, strict=True)
            ]
        else:
            heights = [n * room / total for n in needs]
        tops = [self.top + self.head]
        for height in heights:
            tops.append(tops[-1] + height)
        return chip, tops

    def _narrowed(self, chip: float) -> float:
        """A smaller line where names would be cut off otherwise."""
        room = self.columns[1] - 14 - 18 - 15
        words = {_said(e) for mine in self.sheet.days.values() for e in mine}
        metrics = QFontMetricsF(self._font(100))
        widest = max((metrics.horizontalAdvance(w) for w in words), default=0.0) / 100
        fits = room / (widest * 0.68 + 0.5) if widest else chip
        return max(min(chip, fits), min(chip, NARROWEST * UNIT * self.scale))

    def _need(self, week: int, chip: float) -> float:
        monday = self.sheet.span.first + DAY * (7 * week)
        lanes = lanes_of(self.sheet.bars, monday).count
        most = max(len(self.sheet.days.get(monday + DAY * n, ())) for n in range(7))
        return chip * 1.15 + (lanes + most) * chip * 1.06 + 14

    # --- painting ----------------------------------------------------------------------------------

    def paint(self) -> None:
        self._title()
        self._heads()
        span = self.sheet.span
        weeks = [(span.first + DAY * (7 * week), week) for week in range(span.weeks)]
        for monday, week in weeks:
            for n in range(7):
                self._day(monday + DAY * n, week, n)
        self._lines()
        for monday, week in weeks:
            self._week_bars(monday, week)
            for n in range(7):
                if span.inside(monday + DAY * n):
                    self._entries(monday + DAY * n, self._cell(week, n), week)
        self._legend()

    def _font(self, height: float, *, bold: bool = False) -> QFont:
        font = theme.font("bold" if bold else "body")
        font.setPixelSize(max(round(height), 1))
        return font

    def _words(
        self,
        box: QRectF,
        words: str,
        font: QFont,
        ink: QColor,
        place: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        self.p.setFont(font)
        self.p.setPen(ink)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        self.p.drawText(box, place, shown)

    def _title(self) -> None:
        upper = QRectF(0, 0, self.wide, 84 * self.scale)
        self._words(
            upper, self.sheet.title, self._font(68 * self.scale, bold=True), _INK
        )
        lower = QRectF(0, 86 * self.scale, self.wide, 46 * self.scale)
        self._words(lower, self.sheet.note, self._font(34 * self.scale), _SOFT)
        self._words(upper, self.sheet.foot, self._font(34 * self.scale), _SOFT, _RIGHT)

    def _heads(self) -> None:
        font = self._font(36 * self.scale, bold=True)
        for n, name in enumerate("一二三四五六日"):
            left, right = self.columns[n], self.columns[n + 1]
            box = QRectF(left + 10, self.top, right - left - 10, self.head)
            self._words(box, f"周{name}", font, _SOFT)

    def _cell(self, week: int, n: int) -> QRectF:
        left, top = self.columns[n], self.rows[week]
        return QRectF(left, top, self.columns[n + 1] - left, self.rows[week + 1] - top)

    def _day(self, day: dt.date, week: int, n: int) -> None:
        cell = self._cell(week, n)
        inside = self.sheet.span.inside(day)
        mark = self.sheet.marks.get(day)
        off = mark.off if mark is not None else n > 4
        if off or (mark is not None and mark.mark == "班"):
            self.p.fillRect(cell, _OFF if off else _WORKED)
        head = QRectF(
            cell.left() + 10, cell.top() + 4, cell.width() - 20, self.chip * 1.05
        )
        number = (
            f"{day.month}月{day.day}日" if day.day == 1 or not inside else str(day.day)
        )
        font = self._font(self.chip * 0.74, bold=inside)
        self._words(head, number, font, _INK if inside and not off else _SOFT)
        if mark is not None and (mark.mark or mark.name):
            used = QFontMetricsF(font).horizontalAdvance(number) + 14
            ink = _RED if mark.mark == "班" else QColor("#1D6B2C")
            words = " ".join(w for w in (mark.mark, mark.name) if w)
            small = self._font(self.chip * 0.6)
            self._words(head.adjusted(used, 0, 0, 0), words, small, ink)

    def _entries(self, day: dt.date, cell: QRectF, week: int) -> None:
        monday = self.sheet.span.first + DAY * (7 * week)
        step = self.chip * 1.06
        top = (
            cell.top()
            + self.chip * 1.15
            + lanes_of(self.sheet.bars, monday).count * step
        )
        mine = self.sheet.days.get(day, ())
        for n, entry in enumerate(mine):
            box = QRectF(cell.left() + 7, top + n * step, cell.width() - 14, self.chip)
            if box.bottom() > cell.bottom() and n < len(mine):
                words = f"还有 {len(mine) - n} 个"
                self._words(
                    box.translated(0, -step * 0.1),
                    words,
                    self._font(self.chip * 0.6),
                    _RED,
                )
                return
            self._entry(box, entry)

    def _entry(self, box: QRectF, entry: Entry) -> None:
        cancelled = entry.state == SlotState.CANCELLED
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(_OFF if cancelled else palette.tint(entry.hue, dark=False))
        self.p.drawRoundedRect(box, 7, 7)
        ink = _SOFT if cancelled else palette.strip(entry.hue, dark=False)
        self.p.setBrush(ink)
        self.p.drawRoundedRect(QRectF(box.left(), box.top(), 9, box.height()), 4, 4)
        side = self.chip * 0.5
        mark = QRectF(box.right() - side - 9, box.center().y() - side / 2, side, side)
        palette.paint_mark(self.p, mark, entry.state, ink, dark=False)
        font = self._font(self.chip * 0.68)
        font.setStrikeOut(cancelled)
        room = QRectF(
            box.left() + 18, box.top(), mark.left() - box.left() - 24, box.height()
        )
        self._words(room, _said(entry), font, _SOFT if cancelled else _INK)

    def _week_bars(self, monday: dt.date, week: int) -> None:
        step = self.chip * 1.06
        for bar, lane, first, last in lanes_of(self.sheet.bars, monday).placed:
            top = self.rows[week] + self.chip * 1.15 + lane * step
            left, right = self.columns[first] + 7, self.columns[last + 1] - 7
            box = QRectF(left, top, right - left, self.chip * 0.9)
            self.p.setPen(Qt.PenStyle.NoPen)
            self.p.setBrush(palette.tint(bar.hue, dark=False))
            self.p.drawRoundedRect(box, 7, 7)
            self._words(
                box.adjusted(14, 0, -8, 0), bar.text, self._font(self.chip * 0.62), _INK
            )

    def _lines(self) -> None:
        self.p.setPen(QPen(_LINE, 2))
        self.p.setBrush(Qt.BrushStyle.NoBrush)
        top, bottom = self.rows[0], self.rows[-1]
        for x in self.columns:
            self.p.drawLine(
                QRectF(x, top, 0, bottom - top).topLeft(),
                QRectF(x, bottom, 0, 0).topLeft(),
            )
        for y in self.rows:
            self.p.drawLine(
                QRectF(0, y, 0, 0).topLeft(), QRectF(self.wide, y, 0, 0).topLeft()
            )

    def _legend(self) -> None:
        top = self.rows[-1] + 22 * self.scale
        line, left = 40 * self.scale, 0.0
        font = self._font(30 * self.scale)
        metrics = QFontMetricsF(font)
        for hue, name in self.sheet.columns:
            wide = metrics.horizontalAdvance(name)
            if left + wide + line > self.wide * 0.62:
                break
            self.p.setPen(Qt.PenStyle.NoPen)
            self.p.setBrush(palette.strip(hue, dark=False))
            self.p.drawRoundedRect(
                QRectF(left, top + line * 0.2, line * 0.6, line * 0.6), 5, 5
            )
            self._words(
                QRectF(left + line * 0.8, top, wide + 4, line), name, font, _SOFT
            )
            left += wide + line * 1.7
        right = self.wide
        for state in reversed(SlotState):
            wide = metrics.horizontalAdvance(state.label)
            right -= wide
            self._words(QRectF(right, top, wide + 4, line), state.label, font, _SOFT)
            right -= line * 0.8
            box = QRectF(right, top + line * 0.22, line * 0.56, line * 0.56)
            palette.paint_mark(self.p, box, state.value, _SOFT, dark=False)
            right -= line * 0.7


def _said(entry: Entry) -> str:
    """「09:30 县司法局」."""
    time = str(entry.order[0]) if entry.order else ""
    return f"{time} {entry.text}" if time not in ("", "~") else entry.text
