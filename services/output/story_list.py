"""The list of placements as an Excel file, with the headings of the forms, so that it can be read again."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.database import Database
from models.errors import FileProblem
from services import story_queries
from services.output import style
from services.output.writing import put_text, save_workbook
from services.story_queries import PlacementRow, StoryFilter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Report = Callable[..., object]
MAX_ROWS = 1_000_000
"""Rows of one sheet, a little under what Excel can hold."""
_PAGE = 500

COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 7),
    ("单位", 18),
    ("周次", 12),
    ("刊播日期", 12),
    ("标题", 48),
    ("媒体", 20),
    ("层级", 9),
    ("栏目", 16),
    ("体裁", 8),
    ("版面/时段", 14),
    ("链接", 30),
    ("备注", 20),
)
"""(heading, width in Excel's characters)."""


@dataclass(frozen=True)
class StoryListResult:
    """What was written."""

    path: Path
    stories: int
    placements: int


def write_story_list(
    db: Database,
    wanted: StoryFilter,
    target: Path,
    *,
    sort: str = "published_on",
    descending: bool = True,
    words: str = "",
    report: Report | None = None,
) -> StoryListResult:
    """Write the placements that pass a filter, in the order of the page; `words` says what was filtered.

    `report(done, total, text)` may raise Cancelled: then nothing is written. Raises FileProblem when there
    is nothing to write, too much for one sheet, or the file cannot be written.
    """
    with db.reading() as session:
        ids = story_queries.placement_ids(session, wanted, sort, descending=descending)
        if not ids:
            raise FileProblem("没有符合条件的稿件，没有生成文件。请换一个筛选条件。")
        if len(ids) > MAX_ROWS:
            raise FileProblem(
                f"共 {len(ids):,} 条，超过一张表能放下的 {MAX_ROWS:,} 条。请先缩小时间范围再导出。"
            )
        stories, placements = story_queries.count(session, wanted)
        book = _book(session, ids, words, (stories, placements), report)
    save_workbook(book, target)
    return StoryListResult(target, stories, placements)


def _book(
    session: Session,
    ids: Any,
    words: str,
    counts: tuple[int, int],
    report: Report | None,
) -> Any:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    # Written row by row: a list of half a million rows must not stand in memory as cells.
    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet("稿件")
    style.widths(sheet, [w for _, w in COLUMNS])
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.paperSize = style.A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = _fit()
    sheet.auto_filter.ref = f"A2:L{len(ids) + 2}"
    font = Font(name=style.SONG, sz=10.5)
    title = WriteOnlyCell(
        sheet, f"稿件名单：{words or '全部'}，{counts[0]} 篇 {counts[1]} 条"
    )
    title.font = Font(name=style.HEI, sz=14)
    sheet.append([title])
    edge = Side("thin", "FF" + style.LINE)
    head: list[Any] = []
    for text, _width in COLUMNS:
        cell = WriteOnlyCell(sheet, text)
        cell.font = Font(name=style.HEI, sz=10.5)
        cell.fill = PatternFill("solid", fgColor="FF" + style.HEAD)
        cell.border = Border(edge, edge, edge, edge)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        head.append(cell)
    sheet.append(head)
    template = WriteOnlyCell(sheet)
    template.font = font
    plain: Any = copy(template._style)
    template.number_format = style.DATE_FORMAT
    dated: Any = template._style
    try:
        _append_rows(session, sheet, ids, (plain, dated), report)
    except BaseException:
        # The rows so far lie in a temporary file, which only a saved workbook would remove.
        sheet.close()
        sheet._writer.cleanup()
        raise
    return book


def _append_rows(
    session: Session,
    sheet: Any,
    ids: Any,
    styles: tuple[Any, Any],
    report: Report | None,
) -> None:
    done = 0
    for start in range(0, len(ids), _PAGE):
        part = list(ids[start : start + _PAGE])
        for row in story_queries.placement_rows(session, part):
            done += 1
            sheet.append([_cell(sheet, v, *styles) for v in (done, *_values(row))])
        if report is not None:
            report(done, len(ids), f"已写 {done:,} / {len(ids):,} 条")


def _values(row: PlacementRow) -> tuple[Any, ...]:
    return (
        row.unit,
        row.week,
        row.published_on,
        row.title,
        row.outlet,
        row.level.label,
        row.column_name,
        row.genre,
        row.spot,
        row.link,
        row.note,
    )


def _cell(sheet: Any, value: Any, plain: Any, dated: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet)
    cell._style = dated if hasattr(value, "isoformat") else plain
    if value != "":
        put_text(cell, value)
    return cell


def _fit() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)
