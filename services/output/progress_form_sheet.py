"""One sheet of the progress form: layout, drop-downs, protection, printing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from services import progress_facts as facts
from services import progress_shared as shared
from services.campaigns import types
from services.campaigns.measures import LedgerRow
from services.forms_shared import LIST_SHEET, MARK_SHEET
from services.output import style
from services.output.progress_form_rows import FormLine, FormPlan, FormUnit
from services.output.style import Look, Styles

HEAD_ROW = 5
_FIELDS = [field for field, _ in shared.FORM_COLUMNS]
_LAST = len(_FIELDS) - 1
"""Column of the last heading that is shown, from 1; the hidden code stands right of it."""
_WIDTHS = (9.5, 30, 5.5, 11.5, 24, 33, 8.5, 9.5, 19, 9.5, 11.5, 15)
_TASK = 140
_NOW = 120
_LINE = 13.2
_TALLEST = 400.0
_HOW_TO = (
    "填写说明：白底格由本单位填写，灰底格不用动。“本期进展”写清做了什么、做到哪一步；“状态”从下拉框里选；"
    "“完成比例”填 0 到 100；办结的请填“完成日期”。没有新进展的留空即可。配合单位只填“本期进展”和“备注”，"
    "状态、比例和指标由牵头单位填。请不要增删行，不要改动表格编号。"
)
_PLAIN = Look(size=10)
_MID = replace(_PLAIN, across="center")
_GIVEN = replace(_PLAIN, fill=style.HEAD)
_GIVEN_MID = replace(_MID, fill=style.HEAD)
_ENTRY = replace(_PLAIN, locked=False)
_ENTRY_MID = replace(_MID, locked=False)
_CLOSED = replace(_MID, fill=style.HEAD, colour=style.FAINT, size=9)
_LOOKS: dict[str, Look] = {
    "number": replace(_GIVEN_MID, shrink=False),
    "task": _GIVEN,
    "role": _GIVEN_MID,
    "due": _GIVEN_MID,
    "now": replace(_GIVEN, colour=style.SOFT, size=9),
    "words": _ENTRY,
    "share": replace(_ENTRY_MID, form="0%"),
    "state": _ENTRY_MID,
    "target": replace(_GIVEN, size=9),
    "value": replace(_ENTRY_MID, form="General"),
    "closed_on": replace(_ENTRY_MID, form=style.DATE_FORMAT),
    "note": _ENTRY,
}
_OF_LEADER = ("share", "state", "value", "closed_on")


def list_sheet(book: Any) -> str:
    """The hidden list behind the drop-down of states; returns its range."""
    sheet = book.create_sheet(LIST_SHEET)
    sheet.sheet_state = "hidden"
    plain = Styles(book).get(Look(border="none", wrap=False))
    for row, state in enumerate(shared.STATES, start=1):
        style.put(sheet, row, 1, state.label, plain)
    return f"'{LIST_SHEET}'!$A$1:$A${len(shared.STATES)}"


def mark_sheet(book: Any, mark: str) -> None:
    """The very hidden sheet that says which form the workbook is."""
    sheet = book.create_sheet(MARK_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet["A1"] = mark


def mark_of(plan: FormPlan, owner: str) -> str:
    """The mark of a unit's form, or of the workbook of all."""
    return shared.make_mark(shared.Mark(shared.BookKind.FORM, owner, plan.as_of))


def draw(
    sheet: Any, plan: FormPlan, unit: FormUnit, styles: Styles, states: str
) -> None:
    """Lay out a unit's form."""
    from openpyxl.utils import get_column_letter

    style.widths(sheet, _WIDTHS)
    hidden = sheet.column_dimensions[get_column_letter(_LAST + 1)]
    hidden.hidden, hidden.width = True, 10
    _head(sheet, plan, unit, styles)
    row = HEAD_ROW + 1
    areas: list[tuple[int, int, FormLine]] = []
    campaign: int | None = None
    order = facts.plan_order(line.row for line in unit.lines)
    for line in unit.lines:
        if line.row.campaign_id != campaign and len(order) > 1:
            words = facts.plan_title(plan.plans[line.row.campaign_id])
            look = Look(style.HEI, 10.5, fill=style.ACCENT_TINT)
            style.band(sheet, row, 1, _LAST, words, styles.get(look), 22)
            row += 1
        campaign = line.row.campaign_id
        after = _measure(sheet, row, plan, line, styles)
        areas.append((row, after - 1, line))
        row = after
    small = styles.get(
        Look(size=8, colour=style.FAINT, border="none", across="right", wrap=False)
    )
    mark = shared.MARK_LABEL + mark_of(plan, unit.owner)
    style.band(sheet, row, 1, _LAST, mark, small, 16)
    _validate(sheet, states, areas, plan.as_of)
    _protect(sheet)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        landscape=True,
        titles=f"{HEAD_ROW}:{HEAD_ROW}",
        area=f"A1:{get_column_letter(_LAST)}{row}",
        foot_left=plan.office,
        foot_right=f"{unit.label}　截至 {plan.as_of.isoformat()}",
    )


def _head(sheet: Any, plan: FormPlan, unit: FormUnit, styles: Styles) -> None:
    title = styles.get(Look(style.SONG, 18, bold=True, border="none", across="center"))
    words = f"{unit.name}任务进展报送表"
    high = 60 if style.text_width(words) > 80 else 34
    style.band(sheet, 1, 1, _LAST, words, title, high)
    day = plan.as_of
    order = facts.plan_order(line.row for line in unit.lines)
    supports = len(unit.lines) - unit.led
    parts = [f"牵头 {unit.led} 项" if unit.led else "", f"配合 {supports} 项"]
    shown = "、".join(p for p in parts[: 2 if supports else 1] if p)
    subject = f"《{plan.plans[order[0]].title}》　" if len(order) == 1 else ""
    line = f"{subject}截至 {day.year}年{day.month}月{day.day}日　共 {len(unit.lines)} 项（{shown}）"
    look = styles.get(Look(style.FANGSONG, 11, border="none", across="center"))
    tall = 20.0 * style.lines_needed(line, 165)
    style.band(sheet, 2, 1, _LAST, line, look, tall)
    _person_line(sheet, unit, styles)
    note = Look(style.KAI, 10, border="none", colour=style.SOFT, upright="top")
    style.band(sheet, 4, 1, _LAST, _HOW_TO, styles.get(note), 42)
    head = styles.get(Look(style.HEI, 10, fill=style.HEAD, across="center"))
    for column, (_, words) in enumerate(shared.FORM_COLUMNS, start=1):
        style.put(sheet, HEAD_ROW, column, words, head)
    sheet.row_dimensions[HEAD_ROW].height = 28


def _person_line(sheet: Any, unit: FormUnit, styles: Styles) -> None:
    """填报人, 联系电话 and 填报日期 with their cells to fill; the liaison is put in where one is known."""
    label = styles.get(Look(style.FANGSONG, 11, border="none", across="right"))
    entry = Look(style.FANGSONG, 11, border="bottom", locked=False)
    cells = (
        (1, 1, shared.PERSON_LABEL + "：", label),
        (2, 2, unit.liaison, styles.get(entry)),
        (3, 4, shared.PHONE_LABEL + "：", label),
        (5, 5, unit.phone, styles.get(replace(entry, form=style.TEXT_FORMAT))),
        (6, 6, shared.DAY_LABEL + "：", label),
        (7, 8, None, styles.get(replace(entry, form=style.DATE_FORMAT))),
    )
    for first, last, value, look in cells:
        style.band(sheet, 3, first, last, value or None, look, 24)


def _measure(
    sheet: Any, top: int, plan: FormPlan, line: FormLine, styles: Styles
) -> int:
    """The rows of a measure, one for each target; returns the row behind them."""
    row = line.row
    targets: tuple[types.TargetRow | None, ...] = row.targets or (None,)
    shown = {
        "number": row.measure.number,
        "task": facts.task_words(row, _TASK),
        "role": line.role,
        "due": facts.due_words(row) or "长期",
        "now": now_words(row),
    }
    looks = dict(_LOOKS)
    if not line.leads:
        looks |= dict.fromkeys(_OF_LEADER, _CLOSED)
    for place, target in enumerate(targets):
        told = plan.facts.told(target, plan.as_of.year) if target else None
        own = {
            "target": _target_words(target, told, plan.as_of.year),
            "code": facts.code_of(row, target, told, plan.as_of.year),
        }
        for column, field in enumerate(_FIELDS, start=1):
            look = looks.get(field, _PLAIN)
            if field == "value" and target is None:
                look = _CLOSED
            value: Any = own.get(field) or (shown.get(field) if place == 0 else None)
            if value is None and place == 0 and look is _CLOSED and field != "value":
                value = "牵头填"
            style.put(sheet, top + place, column, value or None, styles.get(look))
    last = top + len(targets) - 1
    if last > top:
        _merge(sheet, top, last)
    _heights(sheet, top, last, shown)
    return last + 1


def now_words(row: LedgerRow) -> str:
    """What is known of a measure: state, share, newest entry with its day."""
    words = row.state.label
    if row.share is not None:
        words += f"，{row.share}%"
    if row.measure.closed_on:
        words += f"（{row.measure.closed_on.isoformat()}）"
    if row.last_on:
        last = row.last_text
        if len(last) > _NOW:
            last = last[:_NOW] + "…"
        words += f"\n{row.last_on:%m-%d}：{last}"
    return words


def _target_words(target: types.TargetRow | None, told: Any, year: int) -> str:
    if target is None:
        return ""
    words = facts.target_words(target)
    if target.yearly:
        words += f"\n（{year} 年）"
    if told is not None:
        words += f"\n上次：{shared.number_words(told.value)}{target.unit_word}"
    return words


def _merge(sheet: Any, top: int, last: int) -> None:
    """Join the cells of a measure over its targets; target, value and code stay row by row."""
    from openpyxl.worksheet.cell_range import CellRange

    for column, field in enumerate(_FIELDS, start=1):
        if field in ("target", "value", "code"):
            continue
        area = CellRange(min_row=top, max_row=last, min_col=column, max_col=column)
        sheet.merged_cells.add(area)


def _heights(sheet: Any, top: int, last: int, shown: dict[str, str]) -> None:
    """High enough for the given words, and for two lines of entry at the least."""
    whole = max(
        [3]
        + [
            style.lines_needed(words, _WIDTHS[_FIELDS.index(field)])
            for field, words in shown.items()
        ]
    )
    own: list[int] = []
    for row in range(top, last + 1):
        words = str(sheet.cell(row, _FIELDS.index("target") + 1).value or "")
        own.append(style.lines_needed(words, _WIDTHS[_FIELDS.index("target")]))
    missing = max(0, whole - sum(own))
    for place, lines in enumerate(own):
        more = missing // len(own) + (place < missing % len(own))
        height = min(_TALLEST, (lines + more) * _LINE + 4)
        sheet.row_dimensions[top + place].height = height


def _validate(
    sheet: Any,
    states: str,
    areas: list[tuple[int, int, FormLine]],
    as_of: dt.date,
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    state = DataValidation("list", formula1=states, allow_blank=True)
    state.errorStyle, state.errorTitle = "stop", "请从下拉框里选"
    state.error = "状态请从下拉框里选一个；“已逾期”由程序判断，不用填。"
    _attach(sheet, state, "状态", "有变化的选一个；没有变化可以留空。", areas, "state")
    share = DataValidation(
        "decimal", operator="between", formula1="0", formula2="1", allow_blank=True
    )
    share.errorStyle, share.errorTitle = "stop", "请填 0 到 100"
    share.error = "完成比例请填 0 到 100 之间的整数，例如 60。"
    _attach(sheet, share, "完成比例", "填 0 到 100，例如 60。", areas, "share")
    value = DataValidation(
        "decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True
    )
    value.errorStyle, value.errorTitle = "stop", "请填数字"
    value.error = "指标达到值只填数字，不写单位。"
    words = "填到目前为止的累计数，只填数字，不写单位；百分比填 95 表示 95%。"
    _attach(sheet, value, "指标达到值", words, areas, "value")
    closed = DataValidation(
        "date",
        operator="greaterThan",
        formula1="36526",
        allow_blank=True,
        showErrorMessage=False,
    )
    words = f"办结的填实际完成的日期，样式如 {as_of.isoformat()}。"
    _attach(sheet, closed, "完成日期", words, areas, "closed_on")


def _attach(
    sheet: Any,
    rule: Any,
    title: str,
    words: str,
    areas: list[tuple[int, int, FormLine]],
    field: str,
) -> None:
    letter = "ABCDEFGHIJKLM"[_FIELDS.index(field)]
    rule.promptTitle, rule.prompt, rule.showInputMessage = title, words, True
    rule.showErrorMessage = rule.type != "date"
    cells = [
        f"{letter}{top}:{letter}{last if field == 'value' else top}"
        for top, last, line in areas
        if line.leads and (field != "value" or line.row.targets)
    ]
    if cells:
        sheet.add_data_validation(rule)
        rule.sqref = type(rule.sqref)(" ".join(cells))


def _protect(sheet: Any) -> None:
    """Protect without a password; rows and columns may be sized, cells dressed."""
    guard = sheet.protection
    guard.enable()
    for freed in ("formatRows", "formatColumns", "formatCells"):
        setattr(guard, freed, False)
