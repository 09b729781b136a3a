"""The month's sheet: read from the record, saved as a picture, put on paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter
from sqlalchemy.orm import Session

from services import settings
from services.schedules.types import SlotFilter
from ui.schedule import wall
from ui.schedule.entries import Entry, Span, by_day
from ui.schedule.rows import Hues, bar_of, entries_of, mark_of
from ui.schedule.stepper import last_of_month
from ui.schedule.wall import Sheet
from ui.widgets.printing import put_in_place


def read_sheet(
    session: Session, span: Span, wanted: SlotFilter, hues: Hues, words: str
) -> Sheet:
    """Everything that stands on the sheet of a month."""
    from services.schedules.calendar import range_data

    data = range_data(session, span.first, span.last, wanted)
    first = span.month or span.first
    last = last_of_month(first)
    inside = [e for e in entries_of(data, hues) if span.inside(e.day)]
    live = [e for e in inside if e.state != "cancelled"]
    bars = [bar_of(b) for b in data.bookings if b.first <= last and b.last >= first]
    note = f"共 {len(live)} 期，{len({e.text for e in live})} 个单位"
    if bars:
        note += f"；宣传位 {len(bars)} 处"
    if data.unpublished:
        note += (
            f"；{'、'.join(map(str, data.unpublished))} 年放假安排还没填，只按周末算"
        )
    foot = f"{settings.load(session).office}　{dt.date.today():%Y-%m-%d}"
    title = f"{first.year}年{first.month}月" + (f"　{words}" if words else "宣传排期")
    return Sheet(
        title,
        note,
        foot,
        span,
        by_day(inside),
        bars,
        {d.day: mark_of(d) for d in data.days},
        _columns(inside),
    )


def _columns(entries: list[Entry]) -> list[tuple[int, str]]:
    names: dict[int, str] = {}
    for entry in entries:
        if entry.note:
            names.setdefault(entry.hue, entry.note)
    return sorted(names.items())


def save_picture(sheet: Sheet, size: str, target: Path) -> Path:
    """Write the picture; FileProblem where the file cannot be written."""
    growing = target.with_name(f".{target.stem}.part.png")
    wall.picture(sheet, size).save(str(growing))
    put_in_place(growing, target)
    return target


def print_sheet(printer: QPrinter, sheet: Sheet) -> None:
    """Put the sheet on the paper of a printer, inside its margins."""
    painter = QPainter(printer)
    box = printer.pageLayout().paintRect(QPageLayout.Unit.Millimeter)
    dots = printer.resolution() / 25.4 / wall.UNIT
    painter.scale(dots, dots)
    wall.paint(painter, sheet, QSizeF(box.width(), box.height()))
    painter.end()
