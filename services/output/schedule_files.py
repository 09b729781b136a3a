"""The slots of a column found by its name, and written as the kind of file that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from services import text
from services.output.schedule_rows import to_happen
from services.schedules.rows import slot_rows
from services.schedules.types import SlotRow

FORMATS = (".xlsx", ".docx", ".ics")
"""Suffixes of the files that a schedule can be written as."""


@dataclass(frozen=True)
class ColumnSlots:
    """The slots of a column (cancelled ones last), under its name as stored."""

    name: str
    slots: tuple[SlotRow, ...]


def column_slots(session: Session, name: str) -> ColumnSlots:
    """The slots of the column, else of the series, of that name (blanks, width and marks apart).

    Raises NotFound with the names that there are.
    """
    wanted = text.fold(text.clean(name).strip('“”"《》'))
    columns = list(
        session.scalars(
            select(t.Slot.column_name)
            .where(t.Slot.deleted_at.is_(None), t.Slot.column_name != "")
            .distinct()
            .order_by(t.Slot.column_name)
        )
    )
    mine = [c for c in columns if text.fold(c) == wanted and wanted]
    if mine:
        return _found(mine[0], slot_rows(session, t.Slot.column_name.in_(mine)))
    series = session.execute(
        select(t.ScheduleSeries.id, t.ScheduleSeries.name)
        .where(t.ScheduleSeries.deleted_at.is_(None))
        .order_by(t.ScheduleSeries.id.desc())
    ).tuples()
    by_name = [(i, n) for i, n in series if text.fold(n) == wanted and wanted]
    if by_name:
        ids = [i for i, _ in by_name]
        return _found(by_name[0][1], slot_rows(session, t.Slot.series_id.in_(ids)))
    known = "、".join(f"“{c}”" for c in columns[:8])
    more = f"现有的栏目：{known}。" if known else "还没有排期，请先排好并保存。"
    raise NotFound(f"没有栏目或系列叫“{text.clean(name)}”的排期，没有写文件。{more}")


def write_slots(
    session: Session, title: str, slots: Sequence[SlotRow], target: Path
) -> Path:
    """Write slots as what the suffix of `target` says. Returns the path; raises FileProblem, ValidationError."""
    kind = target.suffix.lower()
    if kind == ".xlsx":
        from services.output.schedule_book import write_schedule_book

        return write_schedule_book(heading(title), slots, target)
    if kind == ".ics":
        from services.output.schedule_ics import write_calendar

        return write_calendar(title, slots, target, moved=times_changed(session, slots))
    if kind == ".docx":
        from services.output.schedule_word import write_annex_document

        return write_annex_document(heading(title), slots, target)
    raise ValidationError(
        f"不认得“{target.suffix}”这种文件，请用 {'、'.join(FORMATS)}。"
    )


def heading(title: str) -> str:
    """「“一把手谈营商环境”采访安排表」; a title that says so already stays as it is."""
    if title.endswith(("表", "安排", "计划", "排期", "方案")):
        return title
    inner = title.replace("“", "‘").replace("”", "’")
    return f"“{inner}”采访安排表"


def times_changed(session: Session, slots: Sequence[SlotRow]) -> dict[int, int]:
    """Slot id → how often something was done to it: the SEQUENCE of its event."""
    query = (
        select(t.SlotChange.slot_id, func.count())
        .where(
            t.SlotChange.slot_id.in_([s.id for s in slots]),
            t.SlotChange.deleted_at.is_(None),
        )
        .group_by(t.SlotChange.slot_id)
    )
    return dict(session.execute(query).tuples().all())


def _found(name: str, rows: Sequence[SlotRow]) -> ColumnSlots:
    live = to_happen(rows)
    seen = {s.id for s in live}
    return ColumnSlots(name, (*live, *(s for s in rows if s.id not in seen)))
