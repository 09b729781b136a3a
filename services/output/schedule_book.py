"""A schedule as a workbook: the annex as offices write it, and the full table that reads back in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.output.schedule_rows import (
    ANNEX_HEADINGS,
    annex_rows,
    span_words,
    to_happen,
    weekday,
)
from services.schedules.series import SlotState
from services.schedules.table_headings import FULL_HEADINGS, SLOT_HEADINGS
from services.schedules.types import SlotRow

ANNEX_SHEET, FULL_SHEET = "安排表", "排期明细"
_ANNEX_WIDTHS = (9, 46, 26)
_FULL_WIDTHS = {
    "number": 5,
    "name": 19,
    "day": 11,
    "weekday": 7.5,
    "time": 9,
    "outlet": 14,
    "column": 17,
    "person": 11,
    "place": 14,
    "topic": 19,
    "state": 7.5,
    "confirmed_on": 11,
    "recorded_on": 11,
    "published_on": 11,
    "planned_on": 11,
    "reason": 18,
    "note": 13,
    "mark": 9,
}
_NOTE = (
    "可以改日期、时间、媒体、栏目、人员、地点、主题和备注，改好后在“排期”里读回；"
    "加一行就是加一期（编号留空），不要改“编号”这一列。"
)


def write_annex_book(title: str, slots: Sequence[SlotRow], target: Path) -> Path:
    """Write the annex alone: 序号 · 单位 · 时间安排, A4 upright. Returns the path; raises FileProblem."""
    from services.output import style
    from services.output.writing import save_workbook

    book: Any = style.new_book()
    _annex(book.active, style.Styles(book), title, slots)
    return save_workbook(book, target)


def write_full_book(title: str, slots: Sequence[SlotRow], target: Path) -> Path:
    """Write the full table, which services.schedules.table_in reads back. Returns the path; raises FileProblem."""
    from services.output import style
    from services.output.writing import save_workbook

    book: Any = style.new_book()
    _full(book.active, style.Styles(book), title, slots)
    return save_workbook(book, target)


def write_schedule_book(title: str, slots: Sequence[SlotRow], target: Path) -> Path:
    """Write both, the annex first. Returns the path; raises FileProblem."""
    from services.output import style
    from services.output.writing import save_workbook

    book: Any = style.new_book()
    styles = style.Styles(book)
    _annex(book.active, styles, title, slots)
    second = book.create_sheet()
    from openpyxl.worksheet.properties import PageSetupProperties

    second.sheet_properties.pageSetUpPr = PageSetupProperties()
    _full(second, styles, title, slots)
    book.properties.title = title
    return save_workbook(book, target)


def _annex(sheet: Any, styles: Any, title: str, slots: Sequence[SlotRow]) -> None:
    from services.output import style

    sheet.title = ANNEX_SHEET
    style.widths(sheet, _ANNEX_WIDTHS)
    wide = sum(_ANNEX_WIDTHS)
    top = styles.get(
        style.Look(style.HEI, 18, bold=True, border="none", across="center")
    )
    lines = style.lines_needed(title, wide * 10.5 / 18)
    style.band(sheet, 1, 1, 3, title, top, 30 * lines)
    head = styles.get(
        style.Look(style.HEI, 14, fill=style.HEAD, across="center", wrap=False)
    )
    style.put_row(sheet, 2, ANNEX_HEADINGS, [head] * 3)
    sheet.row_dimensions[2].height = 28
    cell = style.Look(style.FANGSONG, 14, across="center")
    looks = [styles.get(cell)] * 3
    row = 3
    for values in annex_rows(slots):
        style.put_row(sheet, row, values, looks)
        lines = style.lines_needed(values[1], _ANNEX_WIDTHS[1] * 10.5 / 14)
        sheet.row_dimensions[row].height = 24 * lines
        row += 1
    if row == 3:
        style.band(sheet, 3, 1, 3, "没有排期。", looks[0], 28)
        row += 1
    sheet.freeze_panes = "A3"
    style.a4(sheet, titles="1:2", area=f"A1:C{row - 1}", margin=0.9)


def _full(sheet: Any, styles: Any, title: str, slots: Sequence[SlotRow]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from services.output import style

    sheet.title = FULL_SHEET
    names = list(FULL_HEADINGS)
    ordered = _ordered(slots)
    widths = [_width(ordered, name) for name in names]
    style.widths(sheet, widths)
    last = get_column_letter(len(names))
    top = styles.get(
        style.Look(style.HEI, 16, bold=True, border="none", across="center")
    )
    style.band(sheet, 1, 1, len(names) - 1, title, top, 30)
    small = styles.get(style.Look(size=9, colour=style.SOFT, border="none", wrap=False))
    style.band(
        sheet, 2, 1, len(names), f"{span_words(to_happen(slots))}。{_NOTE}", small, 18
    )
    head = styles.get(style.Look(style.HEI, 10, fill=style.HEAD, across="center"))
    style.put_row(sheet, 3, list(FULL_HEADINGS.values()), [head] * len(names))
    sheet.row_dimensions[3].height = 22
    looks = [styles.get(_look(name)) for name in names]
    faint = [styles.get(replace(_look(name), colour=style.FAINT)) for name in names]
    row = 4
    for slot in ordered:
        values = [_value(slot, name) for name in names]
        gone = slot.state is SlotState.CANCELLED
        style.put_row(sheet, row, values, faint if gone else looks)
        need = max(
            style.lines_needed(str(v), w)
            for v, w in zip(values, widths, strict=True)
            if isinstance(v, str) and v and v != slot.uid
        )
        sheet.row_dimensions[row].height = max(20.0, 14 * need + 4)
        row += 1
    end = max(row - 1, 4)
    sheet.auto_filter.ref = f"A3:{last}{end}"
    sheet.freeze_panes = "D4"
    keep: Any = DataValidation(showInputMessage=True)
    keep.promptTitle, keep.prompt = "编号", "读回时靠它认出是哪一期，请不要改。"
    keep.add(f"{last}4:{last}{end + 200}")
    sheet.add_data_validation(keep)
    # 编号 is for reading back: it does not go on paper.
    edge = get_column_letter(len(names) - 1)
    style.a4(
        sheet, landscape=True, titles="3:3", area=f"A1:{edge}{end}", foot_left=title
    )


def _width(slots: Sequence[SlotRow], name: str) -> float:
    """The width of a column by what it holds: what is empty takes little, so that the rest prints larger."""
    from services.output import style

    wanted = _FULL_WIDTHS[name]
    if name in ("number", "day", "weekday", "state", "mark"):
        return wanted
    told = [_value(slot, name) for slot in slots]
    if name.endswith("_on"):
        return wanted if any(told) else 9
    longest = max((style.text_width(str(v)) for v in told if v), default=0)
    head = style.text_width(FULL_HEADINGS[name])
    return min(max(longest + 2.0, head + 3.0), wanted * 1.35)


def _ordered(slots: Sequence[SlotRow]) -> list[SlotRow]:
    """By day and number; cancelled ones stand where they would have been."""
    live = to_happen([replace(s, state=SlotState.PLANNED) for s in slots])
    by_id = {s.id: s for s in slots}
    return [by_id[s.id] for s in live]


def _look(name: str) -> Any:
    from services.output import style

    if name.endswith("_on") or name == "day":
        return style.Look(size=10, across="center", form=style.DATE_FORMAT, wrap=False)
    if name in ("number", "weekday", "time", "state"):
        return style.Look(size=10, across="center")
    if name == "mark":
        return style.Look(size=8, colour=style.FAINT, wrap=False, shrink=True)
    return style.Look(size=10, form=style.TEXT_FORMAT)


def _value(slot: SlotRow, name: str) -> Any:
    if name == "number":
        return slot.number or None
    if name == "name":
        return slot.unit
    if name == "weekday":
        return weekday(slot.day) if slot.day else None
    if name == "state":
        return slot.state.label
    if name == "mark":
        return slot.uid
    assert name in SLOT_HEADINGS
    return getattr(slot, name) or None
