"""What was published for a plan (宣传成效), as a workbook: figures per measure and level, and every placement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.database import Database
from models.vocabulary import OutletLevel
from services.campaigns.reach import Reach, ReachLine, reach
from services.output import style
from services.output.ledger_book_data import (
    CELL,
    DAY,
    FIRST_ROW,
    MID,
    BookData,
    load_data,
    nothing,
    page,
    row_height,
    top,
)
from services.output.style import Styles
from services.output.writing import safe_name, save_workbook

Report = Callable[[int, int, str], None]
FIGURES, PLACEMENTS = "宣传成效", "稿件清单"
_LEVELS = tuple(OutletLevel)
_FIGURE_HEADS = (
    "编号",
    "任务",
    "牵头单位",
    "状态",
    "稿件",
    "刊播",
    *(level.short for level in _LEVELS),
)
_FIGURE_WIDTHS = (12.0, 46.0, 24.0, 10.0, 8.0, 8.0) + (7.5,) * len(_LEVELS)
_LIST_HEADS = ("序号", "刊播日期", "标题", "单位", "媒体", "层级", "栏目", "归到任务")
_LIST_WIDTHS = (6.0, 12.0, 46.0, 16.0, 18.0, 9.0, 16.0, 26.0)
_NUMBER = replace(MID, form="0;;–")
_TOTAL = replace(_NUMBER, bold=True, fill=style.HEAD)


def reach_name(title: str, day: dt.date) -> str:
    """The name proposed for the file."""
    return f"{safe_name(f'{title[:50]}宣传成效_{day.isoformat()}')}.xlsx"


def write_reach_book(
    db: Database,
    target: Path,
    campaign_id: int,
    *,
    today: dt.date | None = None,
    report: Report | None = None,
) -> Path:
    """Write what was published for a plan until now; returns the path.

    `report(done, total, text)` may raise Cancelled: nothing is written then. Raises NotFound, FileProblem.
    """
    with db.reading() as session:
        data = load_data(session, campaign_id, today or dt.date.today(), whole=False)
        found = reach(session, campaign_id)
    book: Any = style.new_book()
    styles = Styles(book)
    first, second = book.active, book.create_sheet()
    first.title, second.title = FIGURES, PLACEMENTS
    if report:
        report(0, 3, FIGURES)
    _figures(first, data, found, styles)
    if report:
        report(1, 3, PLACEMENTS)
    _placements(second, data, found, styles)
    book.properties.title = f"{data.name}宣传成效"
    if report:
        report(2, 3, target.name)
    return save_workbook(book, target)


def _figures(sheet: Any, data: BookData, found: Reach, styles: Styles) -> None:
    total = found.total
    words = (
        f"{data.day_words}，稿件 {total.stories} 篇，刊播 {total.placements} 条；"
        f"{found.measures} 项任务中 {found.covered} 项有稿件。一篇稿件归到几项任务的，合计只算一次。"
    )
    top(sheet, styles, f"{data.name}宣传成效", words, _FIGURE_HEADS, _FIGURE_WIDTHS)
    ledger = {row.id: row for row in data.facts.rows}
    looks = [
        styles.get(x) for x in (MID, CELL, CELL, MID, *[_NUMBER] * (2 + len(_LEVELS)))
    ]
    row = FIRST_ROW
    for line in found.lines:
        measure = ledger.get(line.measure_id or 0)
        values = (
            line.number or None,
            line.words,
            (measure.lead_names or None) if measure else None,
            measure.state.label if measure else None,
            *_counts(line),
        )
        style.put_row(sheet, row, values, looks)
        sheet.row_dimensions[row].height = row_height(values, _FIGURE_WIDTHS, 1)
        row += 1
    if found.lines:
        bold = styles.get(_TOTAL)
        values = ("合计", None, None, None, *_counts(total))
        style.put_row(sheet, row, values, [bold] * len(values))
        sheet.row_dimensions[row].height = 22
    else:
        nothing(sheet, styles, len(_FIGURE_HEADS), "这份方案还没有任务，也没有稿件。")
    sheet.freeze_panes = f"C{FIRST_ROW}"
    page(sheet, data, "K", row)


def _placements(sheet: Any, data: BookData, found: Reach, styles: Styles) -> None:
    names = {x.measure_id: f"{x.number} {x.words}".strip() for x in found.lines}
    tasks: dict[int, list[str]] = {}
    for placement in found.rows:
        name = names.get(placement.measure_id) if placement.measure_id else None
        tasks.setdefault(placement.placement_id, []).extend([name] if name else [])
    rows = list({r.placement_id: r for r in found.rows}.values())
    rows.sort(key=lambda r: (r.published_on, r.placement_id), reverse=True)
    top(
        sheet,
        styles,
        f"{data.name}稿件清单",
        f"{data.day_words}，刊播 {len(rows)} 条，按日期从近到远",
        _LIST_HEADS,
        _LIST_WIDTHS,
    )
    looks = [styles.get(x) for x in (MID, DAY, CELL, CELL, CELL, MID, CELL, CELL)]
    at = FIRST_ROW
    for order, placement in enumerate(rows, start=1):
        values = (
            order,
            placement.published_on,
            placement.title,
            placement.unit,
            placement.outlet,
            OutletLevel(placement.level).short,
            placement.column_name or None,
            "\n".join(tasks[placement.placement_id]) or None,
        )
        style.put_row(sheet, at, values, looks)
        sheet.row_dimensions[at].height = row_height(values, _LIST_WIDTHS, 1)
        at += 1
    if not rows:
        nothing(sheet, styles, len(_LIST_HEADS), "还没有稿件归入这份方案。")
        at += 1
    sheet.freeze_panes = f"D{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:H{max(at - 1, FIRST_ROW)}"
    page(sheet, data, "H", at - 1)


def _counts(line: ReachLine) -> tuple[int, ...]:
    return (
        line.stories,
        line.placements,
        *(line.levels[level] for level in _LEVELS),
    )
