"""The workbook that goes back to the units: wrong rows, marked cells, what is wrong and how to mend it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.forms_shared import (
    ALL_UNITS,
    HEADINGS,
    MARK_LABEL,
    MARK_SHEET,
    make_mark,
)
from services.intake.preview import FIELD_LABELS, Preview, PreviewRow, RowStatus
from services.intake.problems import REASON_HEADING, Problem

_WIDTHS = (6, 12.5, 36, 18, 9, 14, 9, 12, 24, 14, 46)
_UNIT = "单位"
_FILES = "文件问题"
_NOBODY = "单位不明的文件"
_HOW_TO = (
    "底色标出的格子请改正，改好后请把本表原样发回；没有列出的各行没有问题，不用再填。"
)


@dataclass(frozen=True)
class _Part:
    """The wrong rows of one unit in one file."""

    name: str
    unit_id: int | None
    unit: str
    week: dt.date | None
    rows: list[PreviewRow]


def write_problem_books(preview: Preview, folder: Path) -> list[Path]:
    """Write a workbook for each unit with problems, to be sent to that unit; returns the paths written.

    What belongs to no unit that is known (files that cannot be read) goes into one of its own.
    """
    from services.output.writing import safe_name

    owners = {_owner(f.unit_id, f.unit) for f in preview.files if f.problems}
    owners |= {_owner(p.unit_id, p.unit) for p in _parts(preview)}
    return [
        write_problems(
            preview, folder / f"{safe_name(owner or _NOBODY)} 退回修改.xlsx", owner
        )
        for owner in sorted(owners)
    ]


def _owner(unit_id: int | None, unit: str) -> str:
    return unit if unit_id is not None else ""


def write_problems(preview: Preview, target: Path, owner: str | None = None) -> Path:
    """Write all problems of a preview into a workbook, a sheet for each file; returns the path written.

    With `owner`, a unit's name, only those of the unit ("": of no unit that is known). Each sheet carries its
    form's mark, so that the mended sheet can be imported as it is. Raises
    FileProblem when the target cannot be written.
    """
    from services.output import style
    from services.output.writing import save_workbook, sheet_name

    parts = [p for p in _parts(preview) if owner in (None, _owner(p.unit_id, p.unit))]
    book: Any = style.new_book()
    styles = style.Styles(book)
    sheet = book.active
    taken: set[str] = {MARK_SHEET.casefold()}
    of_files = [
        p
        for f in preview.files
        if owner in (None, _owner(f.unit_id, f.unit))
        for p in f.problems
    ]
    if of_files or not parts:
        sheet.title = _FILES
        taken.add(_FILES)
        _file_sheet(sheet, styles, of_files)
        sheet = None
    uids = preview.unit_uids
    for part in parts:
        sheet = sheet or book.create_sheet()
        sheet.title = sheet_name(part.unit or part.name, taken)
        _row_sheet(sheet, styles, part, uids.get(part.unit_id or 0, ""))
        sheet = None
    weeks = [p.week for p in parts if p.week]
    if weeks and uids:
        hidden = book.create_sheet(MARK_SHEET)
        hidden.sheet_state = "veryHidden"
        hidden["A1"] = make_mark(ALL_UNITS, max(weeks))
    return save_workbook(book, target)


def _parts(preview: Preview) -> list[_Part]:
    found: dict[tuple[int, int | None], _Part] = {}
    for row in preview.rows:
        if row.status is not RowStatus.WRONG:
            continue
        key = (row.file_id, row.unit_id)
        if key not in found:
            found[key] = _Part(row.file, row.unit_id, row.unit, row.week, [])
        found[key].rows.append(row)
    return list(found.values())


def _file_sheet(sheet: Any, styles: Any, problems: list[Problem]) -> None:
    """What concerns whole files."""
    from services.output import style

    head = styles.get(style.Look(style.HEI, 11, fill=style.HEAD, across="center"))
    plain = styles.get(style.Look())
    style.widths(sheet, (36, 16, 48, 60))
    style.put_row(sheet, 1, ["文件", "工作表", "问题", "怎样改"], [head] * 4)
    for place, problem in enumerate(problems, start=2):
        words = (
            f"{problem.column}：{problem.reason}" if problem.column else problem.reason
        )
        values = [problem.file, problem.sheet, words, problem.mend]
        style.put_row(sheet, place, values, [plain] * 4)
        lines = max(style.lines_needed(words, 48), style.lines_needed(problem.mend, 60))
        sheet.row_dimensions[place].height = 15.5 * lines + 4
    if not problems:
        style.put(sheet, 2, 1, "没有需要改正的内容。", plain)
    sheet.freeze_panes = "A2"
    style.a4(sheet, landscape=True, titles="1:1")


def _row_sheet(sheet: Any, styles: Any, part: _Part, uid: str) -> None:
    """Wrong rows under the form's own headings, so that the sheet can come back as it is."""
    from services.output import style
    from services.weeks import week_label

    apart = part.unit_id is None
    headings = [*HEADINGS, REASON_HEADING, *([_UNIT] if apart else [])]
    last = len(headings)
    title = styles.get(
        style.Look(style.SONG, 16, bold=True, border="none", across="center")
    )
    week = f"（{week_label(part.week)}）" if part.week else ""
    words = f"{part.unit or part.name}需要改正的稿件{week}"
    style.band(sheet, 1, 1, last, words, title, 30)
    note = styles.get(style.Look(style.KAI, 11, border="none", colour=style.SOFT))
    style.band(sheet, 2, 1, last, _HOW_TO, note, 22)
    head = styles.get(style.Look(style.HEI, 11, fill=style.HEAD, across="center"))
    style.put_row(sheet, 3, headings, [head] * last)
    style.widths(sheet, (*_WIDTHS, 20))
    for place, row in enumerate(part.rows, start=4):
        _wrong_row(sheet, styles, place, row, apart)
    foot = 4 + len(part.rows)
    if uid and part.week:
        small = styles.get(
            style.Look(
                size=8, colour=style.FAINT, border="none", across="right", wrap=False
            )
        )
        mark = MARK_LABEL + make_mark(uid, part.week)
        style.band(sheet, foot, 1, last, mark, small, 16)
    sheet.freeze_panes = "A4"
    style.a4(sheet, landscape=True, titles="3:3")


def _wrong_row(
    sheet: Any, styles: Any, place: int, row: PreviewRow, apart: bool
) -> None:
    from services.output import style

    plain = styles.get(style.Look(form=style.TEXT_FORMAT))
    marked = styles.get(
        style.Look(form=style.TEXT_FORMAT, fill=style.ACCENT_TINT, colour=style.ACCENT)
    )
    reason = styles.get(style.Look(colour=style.ACCENT))
    wrong = {p.column for p in row.problems}
    style.put(sheet, place, 1, place - 3, plain)
    for column, (field, label) in enumerate(FIELD_LABELS.items(), start=2):
        look = marked if label in wrong else plain
        style.put(sheet, place, column, row.text.get(field, ""), look)
    where = f"原表第 {row.row} 行。" if row.row else ""
    words = where + " ".join(f"{p.column}：{p.reason}。{p.mend}" for p in row.problems)
    style.put(sheet, place, len(FIELD_LABELS) + 2, words, reason)
    if apart:
        style.put(
            sheet,
            place,
            len(FIELD_LABELS) + 3,
            row.text.get("unit", row.unit),
            marked if _UNIT in wrong else plain,
        )
    lines = max(
        style.lines_needed(words, 46),
        style.lines_needed(row.text.get("title", "")[:300], 36),
    )
    sheet.row_dimensions[place].height = min(400, 15.5 * lines + 4)
