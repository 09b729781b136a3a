"""The ledger sheet and the sheet of targets: the two that can be edited and read in again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services import progress_facts as facts
from services import progress_shared as shared
from services.campaigns import types
from services.campaigns.figures import is_ceiling
from services.campaigns.measures import LedgerRow
from services.output import style
from services.output.fast_xml import FastRows
from services.output.ledger_book_data import (
    CELL,
    DAY,
    FIRST_ROW,
    HEAD_ROW,
    MID,
    BookData,
    count_words,
    mark_states,
    nothing,
    page,
    row_height,
    top,
)
from services.output.style import Look, Styles
from services.progress_facts import Told

_PLAN = ("plan", "方案")
_TASK = 160
_WIDTHS: dict[str, float] = {
    "number": 9,
    "plan": 14,
    "task": 34,
    "leads": 14,
    "supports": 16,
    "due": 11.5,
    "target": 19,
    "state": 9,
    "share": 7,
    "words": 28,
    "on_day": 10.5,
    "closed_on": 10.5,
    "note": 11,
    "amount": 9,
    "unit_word": 9,
    "by_day": 11,
    "year": 7,
    "value": 10,
    "told_on": 11,
    "reached": 9,
    "code": 10,
}
_LOOKS: dict[str, Look] = {
    "number": MID,
    "due": MID,
    "state": replace(MID, font=style.HEI),
    "share": replace(MID, form="0%"),
    "on_day": DAY,
    "closed_on": DAY,
    "told_on": DAY,
    "by_day": DAY,
    "amount": replace(MID, form="#,##0.######"),
    "value": replace(MID, form="#,##0.######"),
    "unit_word": MID,
    "year": MID,
    "reached": MID,
    "code": Look(size=8, colour=style.FAINT, border="none", wrap=False),
}


def mark_of(data: BookData) -> str:
    """The mark of a ledger workbook."""
    owner = data.campaign.uid if data.campaign else shared.ALL_UNITS
    return shared.make_mark(shared.Mark(shared.BookKind.LEDGER, owner, data.day))


def ledger_sheet(sheet: Any, data: BookData, styles: Styles, states: str) -> None:
    """Every measure in a row, open to filtering; state, share, progress and days may be changed."""
    columns = _with_plan(shared.LEDGER_COLUMNS, data)
    parts = [data.issuer, data.campaign.doc_number if data.campaign else ""]
    head = "　".join([*(p for p in parts if p), data.day_words, count_words(data)])
    _table(sheet, styles, columns, f"{data.name}任务台账", head)
    fields = [field for field, _ in columns]
    lines = [_ledger_values(row, data) for row in data.facts.rows]
    place = _put_lines(sheet, styles, fields, lines)
    last = _finish(sheet, data, styles, fields, place, "这份方案还没有任务。")
    if data.facts.rows:
        letter = _letter(fields, "state")
        mark_states(sheet, f"{letter}{FIRST_ROW}:{letter}{last}")
        _validate(sheet, fields, states, last)


def target_sheet(sheet: Any, data: BookData, styles: Styles) -> None:
    """Every target with what it reached, a row for each year; the value may be changed."""
    columns = _with_plan(shared.TARGET_COLUMNS, data)
    note = "“达到值”可以直接改，改好的台账能再读入；每年计算的指标一年一行。"
    _table(sheet, styles, columns, f"{data.name}指标完成情况", note)
    fields = [field for field, _ in columns]
    lines = [
        _target_values(row, target, told, year)
        for row in data.facts.rows
        for target in row.targets
        for told, year in _years(data, target)
    ]
    place = _put_lines(sheet, styles, fields, lines)
    _finish(sheet, data, styles, fields, place, "这份方案没有数字指标。")


def _put_lines(
    sheet: Any, styles: Styles, fields: list[str], lines: list[dict[str, Any]]
) -> int:
    """Write the rows of a table, field → value each; returns the row behind them."""
    rows = FastRows(sheet)
    looks = [styles.get(_LOOKS.get(field, CELL)) for field in fields]
    widths = tuple(_WIDTHS[f] for f in fields)
    for place, values in enumerate(lines, start=FIRST_ROW):
        cells = [values.get(field) for field in fields]
        rows.add(place, cells, looks, row_height(cells[:-1], widths))
    return FIRST_ROW + len(lines)


def target_lines(row: LedgerRow, data: BookData) -> str:
    """The targets of a measure with the values reached, a line each."""
    lines: list[str] = []
    for target in row.targets:
        told = data.facts.told(target, data.day.year)
        words = facts.target_words(target)
        if told is not None:
            year = f"{told.year} 年" if target.yearly else "已"
            words += f"（{year}达 {shared.number_words(told.value)}{target.unit_word}）"
        lines.append(words)
    return "\n".join(lines)


def _ledger_values(row: LedgerRow, data: BookData) -> dict[str, Any]:
    measure = row.measure
    return {
        "number": measure.number,
        "plan": row.campaign,
        "task": facts.task_words(row, _TASK),
        "leads": row.lead_names or None,
        "supports": row.support_names or None,
        "due": facts.due_words(row) or "长期",
        "target": target_lines(row, data) or None,
        "state": row.state.label,
        "share": None if row.share is None else row.share / 100,
        "words": row.last_text or None,
        "on_day": row.last_on,
        "closed_on": measure.closed_on,
        "note": measure.dropped_reason or None,
        "code": facts.code_of(row, None, None, data.day.year),
    }


def _target_values(
    row: LedgerRow,
    target: types.TargetRow,
    told: Told | None,
    year: int,
) -> dict[str, Any]:
    reached = None
    if told is not None and target.amount is not None:
        ceiling = is_ceiling(target.text)
        good = told.value <= target.amount if ceiling else told.value >= target.amount
        reached = "是" if good else "否"
    return {
        "number": row.measure.number,
        "plan": row.campaign,
        "task": row.measure.head or facts.task_words(row, 60),
        "leads": row.lead_names or None,
        "target": facts.target_words(target) + ("（每年）" if target.yearly else ""),
        "amount": target.amount,
        "unit_word": target.unit_word or None,
        "by_day": target.by_day,
        "year": year,
        "value": told.value if told else None,
        "told_on": told.on_day if told else None,
        "reached": reached,
        "code": facts.code_of(row, target, told, year),
    }


def _years(data: BookData, target: types.TargetRow) -> list[tuple[Told | None, int]]:
    """The rows of a target: of a yearly one each year told and the present one, else the newest."""
    told = data.facts.values.get(target.id, ())
    if not target.yearly:
        return [(told[-1], told[-1].year)] if told else [(None, data.day.year)]
    rows: list[tuple[Told | None, int]] = [(v, v.year) for v in told]
    if all(year != data.day.year for _, year in rows):
        rows.append((None, data.day.year))
    return rows


def _with_plan(
    columns: tuple[tuple[str, str], ...], data: BookData
) -> tuple[tuple[str, str], ...]:
    return columns if data.campaign else (columns[0], _PLAN, *columns[1:])


def _table(
    sheet: Any,
    styles: Styles,
    columns: tuple[tuple[str, str], ...],
    title: str,
    note: str,
) -> None:
    from openpyxl.utils import get_column_letter

    shown = columns[:-1]
    widths = tuple(_WIDTHS[field] for field, _ in shown)
    top(sheet, styles, title, note, tuple(words for _, words in shown), widths)
    code = sheet.column_dimensions[get_column_letter(len(columns))]
    code.hidden, code.width = True, 10
    style.put(sheet, HEAD_ROW, len(columns), columns[-1][1], styles.get(MID))


def _finish(
    sheet: Any,
    data: BookData,
    styles: Styles,
    fields: list[str],
    place: int,
    empty: str,
) -> int:
    """Foot with the mark, filter, panes, page; returns the last row of the table."""
    shown = len(fields) - 1
    if place == FIRST_ROW:
        nothing(sheet, styles, shown, empty)
        place += 1
    small = Look(size=8, colour=style.FAINT, border="none", across="right", wrap=False)
    words = shared.MARK_LABEL + mark_of(data)
    style.band(sheet, place, 1, shown, words, styles.get(small), 16)
    last = _letter(fields, fields[shown - 1])
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{place - 1}"
    sheet.freeze_panes = f"{_letter(fields, 'leads')}{FIRST_ROW}"
    page(sheet, data, last, place)
    return place - 1


def _letter(fields: list[str], field: str) -> str:
    return "ABCDEFGHIJKLMNOP"[fields.index(field)]


def _validate(sheet: Any, fields: list[str], states: str, last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    state: Any = DataValidation("list", formula1=states, allow_blank=True)
    state.errorStyle, state.errorTitle = "stop", "请从下拉框里选"
    state.error = "状态请从下拉框里选一个；“已逾期”由程序按时限判断。"
    share: Any = DataValidation(
        "decimal", operator="between", formula1="0", formula2="1", allow_blank=True
    )
    share.errorStyle, share.errorTitle = "stop", "请填 0 到 100"
    share.error = "完成比例请填 0 到 100 之间的整数，例如 60。"
    for field, rule in (("state", state), ("share", share)):
        letter = _letter(fields, field)
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
