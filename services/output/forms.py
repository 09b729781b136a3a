"""Weekly forms for the liaisons: one workbook for each unit, and one with a sheet for each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import FileProblem, ValidationError
from models.tables import Unit
from services import forms_shared as shared
from services import settings, workdays
from services.output import style
from services.output.form_files import all_or_none, make_folder, refuse_filled
from services.output.form_sheet import FormPlan, address, draw, list_sheet, mark_sheet
from services.output.style import Styles
from services.output.writing import safe_name, save_workbook, sheet_name
from services.registers.outlets import list_outlets
from services.registers.units import list_units
from services.weeks import week_label, week_of

Report = Callable[[int, int, str], None]
COMBINED_FOLDER = "全部单位"


@dataclass(frozen=True)
class FormsResult:
    """What was written: (unit id, unit name, path) in the fixed order, and the workbook of all units."""

    week: dt.date
    files: tuple[tuple[int, str, Path], ...]
    combined: Path


def write_forms(
    db: Database, week: dt.date, folder: Path, report: Report | None = None
) -> FormsResult:
    """Write the forms of a week into `folder` (made when missing); any day names its week.

    Units that do not exist on the due day get none. `report(done, total, text)` is called after each file
    and may raise Cancelled: new files are then removed. Raises ValidationError without units, FileProblem
    when a file cannot be written or when a form that was filled in already stands where one would be written.
    """
    with db.reading() as session:
        plan = _plan(session, week)
    if not plan.units:
        raise ValidationError(
            f"{week_label(plan.week)}没有需要报送的单位，没有生成表格。请先在“单位与媒体”里登记单位。"
        )
    monday = plan.week.isoformat()
    names = [
        safe_name(f"{u.number:02d}_{safe_name(u.name)[:60]}_{monday}") + ".xlsx"
        for u in plan.units
    ]
    combined = folder / COMBINED_FOLDER / f"{COMBINED_FOLDER}_{monday}.xlsx"
    targets = [folder / name for name in names]
    refuse_filled([*targets, combined], _holds_entries)
    make_folder(combined.parent, folder)
    total = len(targets) + 1
    with all_or_none([*targets, combined]):
        book, sheet = _single_book(plan)
        for done, (unit, target) in enumerate(
            zip(plan.units, targets, strict=True), start=1
        ):
            address(sheet, plan, unit)
            book[shared.MARK_SHEET]["A1"] = shared.make_mark(
                plan.uids[unit.id], plan.week
            )
            save_workbook(book, target)
            if report:
                report(done, total, f"{unit.label}（{done}/{total}）")
        save_workbook(_combined_book(plan), combined)
        if report:
            report(total, total, "全部单位的合并表")
    files = tuple((u.id, u.name, t) for u, t in zip(plan.units, targets, strict=True))
    return FormsResult(plan.week, files, combined)


def _plan(session: Session, day: dt.date) -> FormPlan:
    week = week_of(day)
    office = settings.load(session)
    due = workdays.due_moment(workdays.load(session), office, week)
    units = list_units(session, on=due.date(), closed=False)
    uids = dict(session.execute(select(Unit.id, Unit.uid)).tuples().all())
    return FormPlan(
        office.office,
        week,
        due,
        office.form_rows,
        units,
        uids,
        list_outlets(session),
    )


def _single_book(plan: FormPlan) -> tuple[Any, Any]:
    """A workbook with one form that is addressed to nobody yet, and its form sheet."""
    book: Any = style.new_book()
    sheet = book.active
    sheet.title = shared.FORM_SHEET
    ranges = list_sheet(book, plan)
    mark_sheet(book, "")
    draw(sheet, plan, Styles(book), ranges)
    return book, sheet


def _combined_book(plan: FormPlan) -> Any:
    book: Any = style.new_book()
    styles = Styles(book)
    taken: set[str] = {shared.LIST_SHEET.casefold(), shared.MARK_SHEET.casefold()}
    sheets = [book.active, *(book.create_sheet() for _ in plan.units[1:])]
    ranges = list_sheet(book, plan)
    mark_sheet(book, shared.make_mark(shared.ALL_UNITS, plan.week))
    for sheet, unit in zip(sheets, plan.units, strict=True):
        sheet.title = sheet_name(unit.label, taken)
        draw(sheet, plan, styles, ranges)
        address(sheet, plan, unit)
    return book


def _holds_entries(path: Path) -> bool:
    """Whether a file is anything but a blank form of ours."""
    from services.intake.workbook import read_book

    try:
        book = read_book(path)
    except FileProblem:
        return True
    return any(
        _is_filled(sheet.rows)
        for sheet in book.sheets
        if sheet.name not in (shared.LIST_SHEET, shared.MARK_SHEET)
    )


def _is_filled(rows: Sequence[Sequence[object]]) -> bool:
    """Whether anything was entered into a form sheet, or it is no form at all."""
    heads = [i for i, row in enumerate(rows) if tuple(row[:10]) == shared.HEADINGS]
    if not heads:
        return True
    head = heads[0]
    ticked = any(shared.is_ticked(row[4]) for row in rows[:head] if len(row) > 4)
    return ticked or any(
        any(value not in ("", None) for value in row[1:10])
        for row in rows[head + 1 :]
        if len(row) < 3 or not shared.is_example(row[2])
    )
