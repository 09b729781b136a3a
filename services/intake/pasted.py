"""Pasted text as an intake: a block copied from Excel, or messages about what was published."""

from __future__ import annotations

import csv
import datetime as dt
import io

from models.database import Database
from models.errors import ValidationError
from services import text
from services.intake import known as names
from services.intake.compare import compare
from services.intake.known import Known
from services.intake.messages import read_messages
from services.intake.preview import FileAnswer, FileResult, Grid, Preview
from services.intake.reading import give_answer

PASTED_NAME = "粘贴的文字"
MAX_PASTED = 200_000
_HEADINGS = ("刊播日期", "标题", "媒体", "栏目", "体裁", "版面", "链接", "备注")


def prepare_pasted(
    db: Database,
    pasted: str,
    *,
    unit_id: int | None = None,
    week: dt.date | None = None,
    received: dt.date | None = None,
) -> Preview:
    """Read pasted text into a preview of one file, 「粘贴的文字」; `row` counts placements or lines.

    Without `unit_id` or `week` they are proposed, and the file may wait for an answer. A day without a
    year is the one nearest to the week. Raises ValidationError (field text) for text that is empty, too
    long or says nothing about a placement.
    """
    if not text.clean(pasted):
        raise ValidationError("请先粘贴文字，再点识别。", "text")
    if len(pasted) > MAX_PASTED:
        raise ValidationError(
            f"粘贴的文字有 {len(pasted)} 个字，太长了，请分几次粘贴，或用文件导入。",
            "text",
        )
    preview = Preview(received or dt.date.today(), True, source="pasted")
    with db.reading() as session:
        known = names.load(session)
        preview.stamp, preview.unit_uids = known.stamp, known.uids
        grid = _block(pasted) or _messages(known, pasted, preview.received)
        if not grid:
            raise ValidationError(
                "没有认出刊播内容。请写明日期、媒体和标题，例如：8月16日，省电视台播出《标题》。",
                "text",
            )
        file = FileResult(0, "", PASTED_NAME, "")
        file.grid = grid
        preview.files.append(file)
        give_answer(known, preview, file, _answer(known, grid, unit_id, week))
        compare(session, preview, known)
    return preview


def _answer(
    known: Known, grid: Grid, unit_id: int | None, week: dt.date | None
) -> FileAnswer | None:
    """What is known without asking: the page's unit and week, or the one unit that every message names.

    Where some messages name their unit, the page's unit stands for the others; without it they wait for
    the clerk row by row.
    """
    if unit_id is None and week is None:
        return None
    if "单位" in grid[0]:
        column = grid[0].index("单位")
        given = known.units.by_id.get(unit_id or 0)
        for row in grid[1:]:
            row[column] = row[column] or (given.name if given else "")
        told = {known.units.exact(str(row[column])) for row in grid[1:]}
        only = told.pop() if len(told) == 1 else None
        unit_id = only.id if only is not None else None
    return FileAnswer(unit_id=unit_id, week=week)


def _block(pasted: str) -> Grid:
    """The cells of a block copied from a spreadsheet; empty where the text is none."""
    if "\t" not in pasted:
        return []
    lines = [line for line in pasted.splitlines() if line.strip()]
    if sum("\t" in line for line in lines) * 2 < len(lines):
        return []
    reader = csv.reader(
        io.StringIO(pasted.replace("\r\n", "\n"), newline=""), delimiter="\t"
    )
    try:
        rows: Grid = [list(row) for row in reader]
    except csv.Error:
        rows = [list(line.split("\t")) for line in lines]
    return [[_cell(v) for v in row] for row in rows]


def _cell(value: object) -> object:
    """A cell as a sheet would give it: running numbers as numbers."""
    written = text.clean(value)
    return (
        int(written)
        if written.isascii() and written.isdigit() and len(written) < 4
        else written
    )


def _messages(known: Known, pasted: str, received: dt.date) -> Grid:
    """Messages as the cells of a sheet, so that the clerk's answers are used in the same way."""
    found = read_messages(known, pasted, received)
    if not found:
        return []
    with_unit = any(m.unit for m in found)
    grid: Grid = [[*(("单位",) if with_unit else ()), *_HEADINGS]]
    for m in found:
        cells: list[object] = [m.unit] if with_unit else []
        cells += [m.date, m.title, m.outlet, m.column, m.genre, m.spot, m.link, m.note]
        grid.append(cells)
    return grid
