"""The supervisor's weekly workbook, written from a snapshot: the same snapshot gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.weekly_types import Snapshot

Report = Callable[[int, int, str], None]
SHEETS = ("概要", "各单位", "刊播明细", "近八周报送", "更正")
"""Names of the sheets, in order; 下周排期 comes before the last where the snapshot has slots."""
SLOTS_SHEET = "下周排期"


def sheet_names(snapshot: Snapshot) -> tuple[str, ...]:
    """The sheets that the workbook of a snapshot has, in order."""
    if not snapshot.get("next_slots"):
        return SHEETS
    return (*SHEETS[:-1], SLOTS_SHEET, SHEETS[-1])


def write_issue(snapshot: Snapshot, target: Path, report: Report | None = None) -> Path:
    """Write the workbook of a snapshot (frozen or preview); returns the path written.

    `report(done, total, text)` is called after each sheet and may raise Cancelled: nothing is written then.
    Raises FileProblem (open in Excel, read-only, disk full) with the former file untouched.
    """
    from services.output import style, weekly_sheets
    from services.output.style import Styles
    from services.output.weekly_summary_sheet import summary_sheet
    from services.output.writing import save_workbook

    book: Any = style.new_book()
    draw: list[Callable[[Any, Snapshot, Styles], None]] = [
        summary_sheet,
        weekly_sheets.units_sheet,
        weekly_sheets.placements_sheet,
        weekly_sheets.returns_sheet,
        weekly_sheets.corrections_sheet,
    ]
    names = sheet_names(snapshot)
    if SLOTS_SHEET in names:
        draw.insert(-1, weekly_sheets.slots_sheet)
    sheets = [book.active, *(book.create_sheet() for _ in names[1:])]
    styles = Styles(book)
    for done, (name, sheet, part) in enumerate(
        zip(names, sheets, draw, strict=True), start=1
    ):
        sheet.title = name
        part(sheet, snapshot, styles)
        if report:
            report(done, len(names) + 1, name)
    number = snapshot["number"]
    words = "预览" if number is None else f"第 {number} 期"
    book.properties.title = f"{snapshot['title']} {words} {snapshot['week_label']}"
    written = save_workbook(book, target)
    if report:
        report(len(names) + 1, len(names) + 1, target.name)
    return written
