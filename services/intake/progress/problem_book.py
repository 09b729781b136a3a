"""What was wrong with filled forms, as a workbook that can be printed or sent back to the units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.intake.progress.preview import Item, ItemStatus, Preview

_HEADS = ("单位", "文件", "工作表", "行", "任务", "列", "问题", "怎样改")
_WIDTHS = (20.0, 30.0, 14.0, 6.0, 30.0, 12.0, 44.0, 40.0)
SHEET = "需要处理"
_ASK = "打勾才登记"


def write_problem_book(preview: Preview, target: Path) -> Path:
    """Write everything that was not taken or is asked about, a row each; returns the path. Raises FileProblem."""
    from services.output import style
    from services.output.writing import save_workbook

    book: Any = style.new_book()
    sheet = book.active
    sheet.title = SHEET
    styles = style.Styles(book)
    title = styles.get(
        style.Look(style.SONG, 16, bold=True, border="none", across="center")
    )
    style.band(sheet, 1, 1, len(_HEADS), "进度表需要处理的内容", title, 32)
    head = styles.get(style.Look(style.HEI, 11, fill=style.HEAD, across="center"))
    style.put_row(sheet, 2, _HEADS, [head] * len(_HEADS))
    style.widths(sheet, _WIDTHS)
    plain = styles.get(style.Look(size=10))
    middle = styles.get(style.Look(size=10, across="center"))
    red = styles.get(style.Look(size=10, colour=style.ACCENT))
    looks = [plain, plain, plain, middle, plain, middle, red, plain]
    rows = _rows(preview)
    for row, values in enumerate(rows, start=3):
        style.put_row(sheet, row, values, looks)
        lines = max(
            style.lines_needed(str(value), width)
            for value, width in zip(values, _WIDTHS, strict=True)
            if value
        )
        sheet.row_dimensions[row].height = min(400, 14 * lines + 5)
    if not rows:
        words = "没有需要处理的内容。"
        style.band(sheet, 3, 1, len(_HEADS), words, middle, 26)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:H{max(3, len(rows) + 2)}"
    style.a4(sheet, landscape=True, titles="2:2")
    return save_workbook(book, target)


def _rows(preview: Preview) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for file in preview.files:
        for p in file.problems:
            place = (file.unit, p.file, p.sheet, p.row)
            rows.append((*place, "", p.column, p.reason, p.mend))
    for item in preview.items:
        if item.status is ItemStatus.WRONG and item.problem is not None:
            p = item.problem
            rows.append(
                (
                    *_place(preview, item),
                    p.column,
                    f"{p.reason}（{item.after}）",
                    p.mend,
                )
                if item.after
                else (*_place(preview, item), p.column, p.reason, p.mend)
            )
        elif item.status is ItemStatus.ASK and not item.accept:
            mend = f"{_ASK}：{item.before or '空'} → {item.after}"
            rows.append((*_place(preview, item), item.kind.label, item.reason, mend))
    return rows


def _place(preview: Preview, item: Item) -> tuple[str, str, str, int, str]:
    file = preview.file(item.file_id)
    task = f"{item.number} {item.task}".strip()
    return file.unit, file.name, file.sheet, item.row, task
