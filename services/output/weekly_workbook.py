"""The supervisor's weekly workbook, written from a snapshot: the same snapshot gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.weekly_types import Snapshot

Report = Callable[[int, int, str], None]
SHEETS = ("概要", "各单位", "刊播明细", "近八周报送", "更正")
"""Names of the sheets, in order."""


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
    sheets = [book.active, *(book.create_sheet() for _ in SHEETS[1:])]
    styles = Styles(book)
    draw: tuple[Callable[[Any, Snapshot, Styles], None], ...] = (
        summary_sheet,
        weekly_sheets.units_sheet,
        weekly_sheets.placements_sheet,
        weekly_sheets.returns_sheet,
        weekly_sheets.corrections_sheet,
    )
    for done, (name, sheet, part) in enumerate(
        zip(SHEETS, sheets, draw, strict=True), start=1
    ):
        sheet.title = name
        part(sheet, snapshot, styles)
        if report:
            report(done, len(SHEETS) + 1, name)
    number = snapshot["number"]
    words = "预览" if number is None else f"第 {number} 期"
    book.properties.title = f"{snapshot['title']} {words} {snapshot['week_label']}"
    written = save_workbook(book, target)
    if report:
        report(len(SHEETS) + 1, len(SHEETS) + 1, target.name)
    return written
