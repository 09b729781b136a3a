"""Where everything lies on the calendar: columns, weeks, entries, bars; worked out for the cells that are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QSize

from ui.schedule.entries import DAY, Bar, DayMark, Entry, Lanes, Span, lanes_of
from ui.theme import px

HEAD = 28
DAY_HEAD = 23
CHIP, CHIP_GAP = 19, 1
LINE = 17
BAR, BAR_GAP = 16, 1
PAD = 4
NARROW = 0.62
"""Width of a weekend column without entries, beside a workday's."""
LEAST_CHIPS = 2
"""Entries of a day for which bars leave room."""


@dataclass(frozen=True)
class CellChips:
    """The entries of a day that have room, with their boxes; `more` counts entries and bars that have none."""

    chips: tuple[tuple[Entry, QRect], ...] = ()
    more: int = 0
    more_box: QRect = field(default_factory=QRect)


class CalendarLayout:
    """Boxes in the widget's own pixels. `detailed` is the week: tall entries, and `scroll` pixels gone by.

    `keep` is an entry that must have room on its day.
    """

    def __init__(
        self,
        size: QSize,
        span: Span,
        entries: Mapping[dt.date, Sequence[Entry]],
        bars: Sequence[Bar],
        marks: Mapping[dt.date, DayMark],
        *,
        detailed: bool = False,
        scroll: int = 0,
        keep: int | None = None,
    ) -> None:
        self.size, self.span, self.detailed = size, span, detailed
        self.entries, self.bars, self.marks = entries, bars, marks
        self.scroll, self.keep = scroll, keep
        self.head = px(44 if detailed else HEAD)
        self.columns = _edges(size.width(), _weights(span, entries, marks))
        self.rows = _rows(self.head, size.height(), span.weeks)
        self._cells: dict[dt.date, CellChips] = {}
        self._lanes: dict[dt.date, Lanes] = {}

    # --- cells -------------------------------------------------------------------------------------

    def cell(self, day: dt.date) -> QRect:
        """The box of a day; an empty one when it is not shown."""
        if not self.span.holds(day):
            return QRect()
        week, column = divmod((day - self.span.first).days, 7)
        left, right = self.columns[column], self.columns[column + 1]
        top, bottom = self.rows[week], self.rows[week + 1]
        return QRect(left, top, right - left, bottom - top)

    def day_at(self, point: QPoint) -> dt.date | None:
        """The day under a point, None on the head or outside."""
        column = _place(self.columns, point.x())
        week = _place(self.rows, point.y())
        if column is None or week is None:
            return None
        return self.span.first + DAY * (week * 7 + column)

    # --- bars --------------------------------------------------------------------------------------

    def lanes(self, monday: dt.date) -> Lanes:
        """The bars of a week in their lanes."""
        found = self._lanes.get(monday)
        if found is None:
            found = self._lanes[monday] = lanes_of(self.bars, monday)
        return found

    def shown_lanes(self, monday: dt.date) -> int:
        """How many lanes of a week have room; bars leave some to the entries."""
        if self.detailed:
            return min(self.lanes(monday).count, 6)
        room = self.cell(monday).height() - px(DAY_HEAD)
        lane, chip = px(BAR) + px(BAR_GAP), px(CHIP) + px(CHIP_GAP)
        least = 1 if room >= lane + px(2) + chip else 0
        fit = max((room - LEAST_CHIPS * chip) // lane, least)
        return min(self.lanes(monday).count, fit)

    def bar_box(self, monday: dt.date, lane: int, first: int, last: int) -> QRect:
        """The box of a piece of a bar in a week."""
        cell = self.cell(monday)
        top = cell.top() + self._day_head() + lane * (px(BAR) + px(BAR_GAP))
        left = self.columns[first] + px(PAD)
        return QRect(left, top, self.columns[last + 1] - px(PAD) - left, px(BAR))

    def bar_at(self, point: QPoint) -> Bar | None:
        """The bar under a point."""
        day = self.day_at(point)
        if day is None:
            return None
        monday = day - DAY * day.weekday()
        shown = self.shown_lanes(monday)
        for bar, lane, first, last in self.lanes(monday).placed:
            if lane < shown and self.bar_box(monday, lane, first, last).contains(point):
                return bar
        return None

    # --- entries -----------------------------------------------------------------------------------

    def chips(self, day: dt.date) -> CellChips:
        """The entries of a day in their boxes."""
        found = self._cells.get(day)
        if found is None:
            found = self._cells[day] = self._lay_out(day)
        return found

    def entry_at(self, point: QPoint) -> Entry | None:
        """The entry under a point."""
        day = self.day_at(point)
        if day is None:
            return None
        return next((e for e, b in self.chips(day).chips if b.contains(point)), None)

    def more_at(self, point: QPoint) -> dt.date | None:
        """The day whose 「+n」 lies under a point."""
        day = self.day_at(point)
        if (
            day is not None
            and self.chips(day).more
            and self.chips(day).more_box.contains(point)
        ):
            return day
        return None

    def entries_in(self, box: QRect) -> list[Entry]:
        """Entries whose boxes touch a box (the rubber band)."""
        found: list[Entry] = []
        for day in self.span.days():
            if self.cell(day).intersects(box):
                found += [e for e, b in self.chips(day).chips if b.intersects(box)]
        return found

    def overflow(self) -> int:
        """How many pixels the fullest day of a week is taller than its room; 0 for a month."""
        if not self.detailed:
            return 0
        tallest = 0
        for day in self.span.days():
            top = self._content_top(day)
            used = sum(
                entry_height(e) + px(CHIP_GAP + 2) for e in self.entries.get(day, ())
            )
            tallest = max(tallest, top + used + px(PAD) - self.cell(day).bottom())
        return max(tallest, 0)

    # --- inside ------------------------------------------------------------------------------------

    def _day_head(self) -> int:
        return px(PAD) if self.detailed else px(DAY_HEAD)

    def _content_top(self, day: dt.date) -> int:
        monday = day - DAY * day.weekday()
        lanes = self.shown_lanes(monday) * (px(BAR) + px(BAR_GAP))
        return self.cell(day).top() + self._day_head() + lanes + (px(2) if lanes else 0)

    def _lay_out(self, day: dt.date) -> CellChips:
        mine = self.entries.get(day, ())
        cell = self.cell(day)
        if cell.isEmpty():
            return CellChips()
        left, wide = cell.left() + px(PAD), cell.width() - 2 * px(PAD) + 1
        top = self._content_top(day)
        if self.detailed:
            return self._tall(mine, left, wide, top - self.scroll)
        step = px(CHIP) + px(CHIP_GAP)
        room = max((cell.bottom() + 1 - top) // step, 0)
        boxes = [
            QRect(left, top + n * step, wide, px(CHIP))
            for n in range(min(room, len(mine)))
        ]
        shown = list(mine[: len(boxes)])
        kept = next((e for e in mine[len(boxes) :] if e.id == self.keep), None)
        if kept is not None and shown:
            shown[-1] = (
                kept  # what the clerk stands on is never among those without room
            )
        more = len(mine) - len(boxes) + self._hidden_bars(day)
        badge = px(24 if more < 10 else 34)
        box = QRect(cell.right() - badge - px(2), cell.top() + px(3), badge, px(18))
        box = box if more else QRect()
        return CellChips(tuple(zip(shown, boxes, strict=True)), more, box)

    def _hidden_bars(self, day: dt.date) -> int:
        monday = day - DAY * day.weekday()
        shown = self.shown_lanes(monday)
        return sum(lane >= shown for _bar, lane in self.lanes(monday).on(day.weekday()))

    def _tall(self, mine: Sequence[Entry], left: int, wide: int, top: int) -> CellChips:
        placed: list[tuple[Entry, QRect]] = []
        for entry in mine:
            height = entry_height(entry)
            placed.append((entry, QRect(left, top, wide, height)))
            top += height + px(CHIP_GAP + 2)
        return CellChips(tuple(placed))


def entry_height(entry: Entry) -> int:
    """How tall an entry of the week is."""
    return px(24) + len(entry.lines) * px(LINE) + (px(4) if entry.lines else 0)


def _weights(
    span: Span,
    entries: Mapping[dt.date, Sequence[Entry]],
    marks: Mapping[dt.date, DayMark],
) -> list[float]:
    """Weekends are narrow unless something stands on one, or one is worked."""
    weights = [1.0] * 5
    for column in (5, 6):
        days = [span.first + DAY * (7 * week + column) for week in range(span.weeks)]
        used = any(entries.get(day) for day in days)
        worked = any(day in marks and not marks[day].off for day in days)
        weights.append(1.0 if used else 0.85 if worked else NARROW)
    return weights


def _edges(width: int, weights: Sequence[float]) -> list[int]:
    total, run = sum(weights), 0.0
    edges = [0]
    for weight in weights:
        run += weight
        edges.append(round(width * run / total))
    return edges


def _rows(head: int, height: int, weeks: int) -> list[int]:
    return [head + round((height - head) * n / weeks) for n in range(weeks + 1)]


def _place(edges: Sequence[int], at: int) -> int | None:
    if at < edges[0] or at >= edges[-1]:
        return None
    return next(n for n in range(len(edges) - 1) if at < edges[n + 1])
