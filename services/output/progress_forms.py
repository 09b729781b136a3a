"""Progress forms for the units: one workbook for each, and one with a sheet for each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.database import Database
from models.errors import FileProblem, ValidationError
from services import progress_shared as shared
from services.forms_shared import LIST_SHEET, MARK_SHEET
from services.output import style
from services.output.form_files import all_or_none, make_folder, refuse_filled
from services.output.progress_form_rows import FormPlan, FormUnit, form_plan
from services.output.progress_form_sheet import draw, list_sheet, mark_of, mark_sheet
from services.output.style import Styles
from services.output.writing import safe_name, save_workbook, sheet_name

Report = Callable[[int, int, str], None]
COMBINED_FOLDER = "全部单位"


@dataclass(frozen=True)
class ProgressForms:
    """What was written: (unit id or None, unit name, measures, path) in order, and the workbook of all units.

    `collective` are names that mean many units (各成员单位) and got no form, with their number of measures.
    """

    as_of: dt.date
    files: tuple[tuple[int | None, str, int, Path], ...]
    combined: Path
    collective: tuple[tuple[str, int], ...]


def write_progress_forms(
    db: Database,
    folder: Path,
    *,
    as_of: dt.date | None = None,
    campaign_id: int | None = None,
    open_only: bool = True,
    report: Report | None = None,
) -> ProgressForms:
    """Write the forms of one plan, or of all that are running, into `folder` (made when missing).

    `as_of` (today) is the day whose state is shown. `report(done, total, text)` may raise Cancelled: new files are
    then removed. Raises ValidationError where no unit has anything to report, FileProblem when a file cannot be
    written or when a form that was filled in stands where one would be written.
    """
    day = as_of or dt.date.today()
    with db.reading() as session:
        plan = form_plan(session, day, campaign_id, open_only=open_only)
    if not plan.units:
        raise ValidationError(_nobody(plan, open_only))
    names = [
        safe_name(f"{u.number:02d}_{safe_name(u.label)[:50]}_进展_{day}") + ".xlsx"
        for u in plan.units
    ]
    combined = folder / COMBINED_FOLDER / f"{COMBINED_FOLDER}_进展_{day}.xlsx"
    targets = [folder / name for name in names]
    refuse_filled([*targets, combined], _holds_entries)
    make_folder(combined.parent, folder)
    with all_or_none([*targets, combined]):
        _write_all(plan, targets, combined, report)
    files = tuple(
        (u.unit_id, u.name, len(u.lines), target)
        for u, target in zip(plan.units, targets, strict=True)
    )
    return ProgressForms(day, files, combined, plan.collective)


def _nobody(plan: FormPlan, open_only: bool) -> str:
    if plan.collective:
        names = "、".join(f"“{name}”" for name, _ in plan.collective[:3])
        return (
            f"任务的牵头和配合单位只写了{names}这样的统称，没有可以发表的单位，没有生成表格。"
            "请先在任务台账里填上具体单位。"
        )
    if plan.facts.rows and open_only:
        return (
            "没有需要报进展的单位：未办结的任务都没有牵头或配合单位，没有生成表格。"
            "请先在任务台账里填上单位；要连办结的任务一起发，请去掉“只发未办结的任务”。"
        )
    return "没有可以发表的任务，没有生成表格。请先读入或新建方案，并填上牵头单位。"


def _write_all(
    plan: FormPlan, targets: list[Path], combined: Path, report: Report | None
) -> None:
    total = len(targets) + 1
    for done, (unit, target) in enumerate(
        zip(plan.units, targets, strict=True), start=1
    ):
        save_workbook(_single_book(plan, unit), target)
        if report:
            report(done, total, unit.label)
    save_workbook(_combined_book(plan), combined)
    if report:
        report(total, total, "全部单位的合并表")


def _single_book(plan: FormPlan, unit: FormUnit) -> Any:
    book: Any = style.new_book()
    sheet = book.active
    sheet.title = shared.FORM_SHEET
    states = list_sheet(book)
    mark_sheet(book, mark_of(plan, unit.owner))
    draw(sheet, plan, unit, Styles(book), states)
    return book


def _combined_book(plan: FormPlan) -> Any:
    book: Any = style.new_book()
    styles = Styles(book)
    taken: set[str] = {LIST_SHEET.casefold(), MARK_SHEET.casefold()}
    sheets = [book.active, *(book.create_sheet() for _ in plan.units[1:])]
    states = list_sheet(book)
    mark_sheet(book, mark_of(plan, shared.ALL_UNITS))
    for sheet, unit in zip(sheets, plan.units, strict=True):
        sheet.title = sheet_name(unit.label, taken)
        draw(sheet, plan, unit, styles, states)
    return book


def _holds_entries(path: Path) -> bool:
    """Whether a file is anything but a blank form of ours."""
    from services.intake.progress.sheets import is_blank_form
    from services.intake.workbook import read_book

    try:
        return not is_blank_form(read_book(path))
    except FileProblem:
        return True
