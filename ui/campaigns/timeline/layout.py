"""Where the lines and bars of a timeline lie, in pixels; nothing is drawn here."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from services.campaigns.timeline import Bar, Timeline, TimelineRow, Zoom

UNDATED = "没有时限"
_PX_A_DAY = {Zoom.MONTH: 3.0, Zoom.QUARTER: 1.0, Zoom.YEAR: 0.36}


@dataclass(frozen=True)
class Line:
    """A line of the chart: the head of a group (`row` None) or a row; `top` and `height` in pixels."""

    key: str
    title: str
    row: TimelineRow | None
    count: int
    folded: bool
    top: int
    height: int

    @property
    def is_group(self) -> bool:
        """Whether it is the head of a group."""
        return self.row is None


def make_lines(
    timeline: Timeline, folded: Collection[str], row: int, group: int
) -> list[Line]:
    """Lines from top to bottom; `row` and `group` are their heights. Rows of folded groups are left out.

    What has no date comes last, under its own head.
    """
    blocks = [(g.title, g.title, g.rows) for g in timeline.groups]
    if timeline.undated:
        title = f"{UNDATED} {len(timeline.undated)} 项"
        blocks.append((UNDATED, title, timeline.undated))
    lines: list[Line] = []
    top = 0
    for key, title, rows in blocks:
        is_folded = key in folded
        lines.append(Line(key, title, None, len(rows), is_folded, top, group))
        top += group
        for one in () if is_folded else rows:
            lines.append(Line(one.key, one.name, one, 0, False, top, row))
            top += row
    return lines


def total_height(lines: list[Line]) -> int:
    """The height of all lines."""
    return lines[-1].top + lines[-1].height if lines else 0


def line_at(lines: list[Line], y: int) -> int:
    """The place of the line at a height; -1 where there is none."""
    at = bisect_right([line.top for line in lines], y) - 1
    if at < 0 or y >= lines[at].top + lines[at].height:
        return -1
    return at


def visible(lines: list[Line], top: int, bottom: int) -> range:
    """The places of the lines that touch a stretch of heights."""
    tops = [line.top for line in lines]
    first = max(0, bisect_right(tops, top) - 1)
    return range(first, bisect_right(tops, bottom))


@dataclass(frozen=True)
class Scale:
    """Days to pixels: `first` lies at 0, a day is `per_day` pixels wide, `pad` pixels follow the last day."""

    first: dt.date
    last: dt.date
    per_day: float
    pad: int = 0

    @classmethod
    def of(
        cls,
        timeline: Timeline,
        zoom: Zoom,
        room: int,
        *,
        unit: float = 1.0,
        pad: int = 0,
    ) -> Scale:
        """The scale of a zoom; a short timeline is stretched so that it fills `room` pixels with its pad."""
        days = (timeline.last - timeline.first).days + 1
        per_day = max(_PX_A_DAY[zoom] * unit, (room - pad) / days)
        return cls(timeline.first, timeline.last, per_day, pad)

    @classmethod
    def fitting(cls, timeline: Timeline, room: int, pad: int = 0) -> Scale:
        """The scale at which the whole timeline and its pad fill `room` pixels."""
        days = (timeline.last - timeline.first).days + 1
        return cls(timeline.first, timeline.last, max(room - pad, 1) / days, pad)

    @property
    def width(self) -> int:
        """Pixels of the whole axis with its pad."""
        return round(((self.last - self.first).days + 1) * self.per_day) + self.pad

    def left(self, day: dt.date) -> float:
        """Where a day begins."""
        return (day - self.first).days * self.per_day

    def right(self, day: dt.date) -> float:
        """Where a day ends."""
        return ((day - self.first).days + 1) * self.per_day

    def day_at(self, x: float) -> dt.date:
        """The day at a place, kept inside the axis."""
        days = (self.last - self.first).days
        return self.first + dt.timedelta(days=min(max(int(x / self.per_day), 0), days))

    def span(self, bar: Bar) -> tuple[float, float]:
        """Where a bar begins and ends; one with an open side lies on its only known day."""
        return self.left(bar.begin), self.right(bar.end)


def fitting_zoom(per_day: float) -> Zoom:
    """The finest zoom whose labels have room at a scale."""
    if per_day * 30 >= 34:
        return Zoom.MONTH
    return Zoom.QUARTER if per_day * 91 >= 48 else Zoom.YEAR


def first_zoom(timeline: Timeline) -> Zoom:
    """The zoom at which a timeline is seen first: fine for a year and a half, coarse for many years."""
    days = (timeline.last - timeline.first).days
    if days <= 550:
        return Zoom.MONTH
    return Zoom.QUARTER if days <= 366 * 6 else Zoom.YEAR
