"""The unit list from Excel: what it would change in the register, what is wrong in it, and putting it in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.errors import ValidationError
from services.intake.list_sheet import (
    NEW,
    SAME,
    ListCounts,
    ListPreview,
    arranged,
    read_list,
)
from services.intake.unit_list_plan import UnitListRow, make_plan
from services.intake.workbook import Book
from services.register_headings import UNIT_HEADINGS, UNIT_SYNONYMS
from services.registers import units
from services.registers.units import UnitRow

UnitListPreview = ListPreview[UnitListRow]


def preview_units(session: Session, book: Book) -> UnitListPreview:
    """Compare a unit list with the register; nothing is stored. Raises FileProblem for a file without one."""
    sources = read_list(book, UNIT_HEADINGS, UNIT_SYNONYMS)
    drafts = make_plan(units.list_units(session), sources).drafts
    rows = tuple(d.result for d in drafts if d.result is not None)
    problems = tuple(p for s in sources for p in s.problems)
    return UnitListPreview(book.name, rows, problems, len(drafts) - len(rows))


def commit_units(session: Session, preview: UnitListPreview) -> ListCounts:
    """Put the good rows of a preview into the register; the caller's writing session makes it one action."""
    touched = [r for r in preview.rows if r.status != SAME]
    stored = {u.id: u for u in units.list_units(session)}
    ids = _save_all(session, touched, stored)
    _set_merges(session, touched, ids)
    for row in touched:
        if row.liaison:
            units.set_liaison(session, ids[row.sheet, row.row], row.liaison, row.phone)
    _set_order(session, preview, ids)
    return ListCounts(preview.new, preview.changed, preview.same, preview.skipped)


def _save_all(
    session: Session, rows: list[UnitListRow], stored: dict[int, UnitRow]
) -> dict[tuple[str, int], int]:
    """Save units in an order in which no name is taken twice; (sheet, row) → unit id."""
    done: dict[tuple[str, int], int] = {}
    waiting = rows
    freed = False
    while waiting:
        later: list[UnitListRow] = []
        for row in waiting:
            try:
                done[row.sheet, row.row] = _save(session, row, stored)
            except ValidationError:
                if freed:
                    raise
                later.append(row)
        if len(later) == len(waiting):
            # Names go round in a circle: let all of them go first.
            for row in later:
                if row.unit_id is not None:
                    unit = units.get_unit(session, row.unit_id)
                    unit.short_name = unit.aliases = ""
            session.flush()
            freed = True
        waiting = later
    return done


def _save(session: Session, row: UnitListRow, stored: dict[int, UnitRow]) -> int:
    old = stored.get(row.unit_id or 0)
    merged = old.merged_into_id if old and old.merged_into == row.merged_into else None
    return units.save_unit(
        session,
        row.unit_id,
        name=row.name,
        short_name=row.short_name,
        group=row.group,
        aliases=row.aliases,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        merged_into_id=merged,
        note=old.note if old else "",
    )


def _set_merges(
    session: Session, rows: list[UnitListRow], by_row: dict[tuple[str, int], int]
) -> None:
    ids = {u.name: u.id for u in units.list_units(session)}
    for row in rows:
        unit = units.get_unit(session, by_row[row.sheet, row.row])
        unit.merged_into_id = ids[row.merged_into] if row.merged_into else None
    session.flush()


def _set_order(
    session: Session, preview: UnitListPreview, ids: dict[tuple[str, int], int]
) -> None:
    """Bring the order inside each group to the numbers of the file; other units keep their place."""
    listed = units.list_units(session)
    numbers: dict[int, float] = {}
    for row in preview.rows:
        unit_id = ids.get((row.sheet, row.row), row.unit_id)
        if unit_id is not None and row.number is not None:
            numbers[unit_id] = row.number
    new = {ids[r.sheet, r.row] for r in preview.rows if r.status == NEW}
    after: list[int] = []
    for group in dict.fromkeys(u.group_id for u in listed):
        after += arranged([u.id for u in listed if u.group_id == group], numbers, new)
    if after != [u.id for u in listed]:
        units.reorder(session, after)
