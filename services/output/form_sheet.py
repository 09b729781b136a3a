"""One sheet of the weekly form: layout, drop-downs, protection, printing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from models.vocabulary import GENRES, OutletLevel
from services import forms_shared as shared
from services.output import style
from services.output.style import Look, Styles
from services.output.writing import put_text
from services.registers.outlets import OutletRow
from services.registers.units import UnitRow
from services.weeks import sunday, week_label

NIL_ROW, HEAD_ROW, EXAMPLE_ROW = 5, 6, 7
FIRST_ENTRY = 8
_WIDTHS = (6, 12.5, 40, 20, 10, 18, 9, 13, 26, 18)
_WEEKDAYS = "一二三四五六日"
_HOW_TO = (
    "填写说明：一篇稿件被几家媒体采用的，每家媒体填一行，标题写成一样；媒体、层级、栏目、体裁可从下拉框中选，"
    "名单里没有的媒体可以直接写；行数不够时，在表中间插入行即可。请不要改动表头和表格编号。"
)


@dataclass(frozen=True)
class FormPlan:
    """Everything that the forms of one week need, read in one go."""

    office: str
    week: dt.date
    due: dt.datetime
    rows: int
    units: list[UnitRow]
    uids: dict[int, str]
    outlets: list[OutletRow]


def list_sheet(book: Any, plan: FormPlan) -> dict[str, str]:
    """The hidden lists behind the drop-downs; returns field → range, lists without entries left out."""
    columns: dict[str, None] = {}
    for outlet in plan.outlets:
        columns.update(dict.fromkeys(outlet.columns))
    lists: dict[str, list[str]] = {
        "outlet": [o.name for o in plan.outlets],
        "level": [level.label for level in OutletLevel],
        "column_name": list(columns),
        "genre": list(GENRES),
        "nil": ["是"],
    }
    sheet = book.create_sheet(shared.LIST_SHEET)
    sheet.sheet_state = "hidden"
    plain = Styles(book).get(Look(border="none", wrap=False))
    ranges: dict[str, str] = {}
    for column, (field, words) in enumerate(lists.items(), start=1):
        for row, word in enumerate(words, start=1):
            style.put(sheet, row, column, word, plain)
        if words:
            letter = "ABCDE"[column - 1]
            ranges[field] = f"'{shared.LIST_SHEET}'!${letter}$1:${letter}${len(words)}"
    return ranges


def mark_sheet(book: Any, mark: str) -> None:
    """The very hidden sheet that says which form the workbook is."""
    sheet = book.create_sheet(shared.MARK_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet["A1"] = mark


def address(sheet: Any, plan: FormPlan, unit: UnitRow) -> None:
    """Write what differs from unit to unit: title, liaison, mark."""
    person = unit.liaison or "（请填写）"
    phone = unit.phone or "（请填写）"
    put_text(sheet["A1"], f"{unit.name}宣传报道周报表")
    long = style.text_width(unit.name) > 56
    sheet.row_dimensions[1].height = 64 if long else 36
    put_text(sheet["F2"], f"宣传联络员：{person}　　电话：{phone}")
    foot = sheet.cell(FIRST_ENTRY + plan.rows, 1)
    mark = shared.make_mark(plan.uids[unit.id], plan.week)
    put_text(foot, shared.MARK_LABEL + mark)


def draw(sheet: Any, plan: FormPlan, styles: Styles, ranges: dict[str, str]) -> None:
    """Lay out one form: title, how-to, nil tick, header, example, entry rows, foot, printing, protection."""
    last = FIRST_ENTRY + plan.rows - 1
    columns = len(shared.HEADINGS)
    style.widths(sheet, _WIDTHS)
    _draw_head(sheet, plan, styles)
    faint = Look(
        font=style.KAI, size=10.5, italic=True, colour="767676", fill=style.BAND
    )
    example = shared.example_row(plan.week, *_example_outlet(plan.outlets))
    for column, value in enumerate(example, start=1):
        look = _entry_look(column)
        given = Look(
            faint.font,
            faint.size,
            italic=True,
            colour=faint.colour,
            fill=faint.fill,
            across=look.across,
            form=look.form,
        )
        style.put(sheet, EXAMPLE_ROW, column, value, styles.get(given))
    sheet.row_dimensions[EXAMPLE_ROW].height = 30
    entry = [styles.get(_entry_look(c)) for c in range(1, columns + 1)]
    for offset in range(plan.rows):
        row = FIRST_ENTRY + offset
        style.put(sheet, row, 1, offset + 1, entry[0])
        for column in range(2, columns + 1):
            style.put(sheet, row, column, None, entry[column - 1])
    sheet.sheet_format.defaultRowHeight = 30
    sheet.sheet_format.customHeight = True
    small = styles.get(
        Look(size=8, colour=style.FAINT, border="none", across="right", wrap=False)
    )
    style.band(sheet, last + 1, 1, columns, None, small, 16)
    _validate(sheet, plan, ranges, last)
    _protect(sheet)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        landscape=True,
        titles=f"{HEAD_ROW}:{HEAD_ROW}",
        area=f"A1:J{last + 1}",
        foot_left=plan.office,
        foot_right=week_label(plan.week),
    )


def _draw_head(sheet: Any, plan: FormPlan, styles: Styles) -> None:
    title = styles.get(Look(style.SONG, 20, bold=True, border="none", across="center"))
    style.band(sheet, 1, 1, 10, None, title, 36)
    line = Look(style.FANGSONG, 12, border="none")
    weeks = f"报送周次：{week_label(plan.week)}"
    style.band(sheet, 2, 1, 5, weeks, styles.get(line), 22)
    right = Look(style.FANGSONG, 12, border="none", across="right")
    style.band(sheet, 2, 6, 10, None, styles.get(right), 22)
    due = plan.due
    until = (
        f"截止时间：{due.month}月{due.day}日（周{_WEEKDAYS[due.weekday()]}）"
        f"{due:%H:%M} 前报{plan.office or '宣传部门'}"
    )
    strong = Look(style.HEI, 11, border="none", colour=style.ACCENT)
    style.band(sheet, 3, 1, 10, until, styles.get(strong), 22)
    note = Look(style.KAI, 11, border="none", colour=style.SOFT, upright="top")
    style.band(sheet, 4, 1, 10, _HOW_TO, styles.get(note), 34)
    ask = Look(style.FANGSONG, 12, border="none", across="right")
    question = "本周没有任何刊播的，请在右边的方格里选“是”："
    style.band(sheet, NIL_ROW, 1, 3, question, styles.get(ask), 28)
    label = Look(style.HEI, 12, fill=style.HEAD, across="center")
    style.put(sheet, NIL_ROW, 4, shared.NIL_LABEL, styles.get(label))
    tick = Look(
        style.HEI, 14, bold=True, colour=style.ACCENT, across="center", locked=False
    )
    style.put(sheet, NIL_ROW, 5, None, styles.get(tick))
    after = Look(style.FANGSONG, 12, border="none", colour=style.SOFT)
    style.band(
        sheet, NIL_ROW, 6, 10, "（选“是”后，下面不用填写）", styles.get(after), 28
    )
    head = styles.get(Look(style.HEI, 11, fill=style.HEAD, across="center"))
    for column, words in enumerate(shared.HEADINGS, start=1):
        style.put(sheet, HEAD_ROW, column, words, head)
    sheet.row_dimensions[HEAD_ROW].height = 26


def _entry_look(column: int) -> Look:
    """The look of an entry cell; 版面/时段 is text, or 3-4 and 19:30 would turn into dates."""
    field = shared.FIELDS[column - 1]
    across = "left" if field in ("title", "outlet", "link", "note") else "center"
    form = {"published_on": style.DATE_FORMAT, "spot": style.TEXT_FORMAT}
    size = 10 if field == "link" else 11
    return Look(
        style.SONG,
        size,
        across=across,
        form=form.get(field, "General"),
        locked=False,
    )


def _example_outlet(outlets: list[OutletRow]) -> tuple[str, str, str]:
    """An outlet of the office's own list for the example line, one with a column if there is one."""
    papers = [o for o in outlets if o.level is OutletLevel.CITY and o.kind == "报纸"]
    chosen = next(iter([o for o in papers if o.columns] or papers), None)
    if chosen is None:
        return "某某日报", OutletLevel.CITY.label, ""
    return chosen.name, chosen.level.label, next(iter(chosen.columns), "")


def _validate(sheet: Any, plan: FormPlan, ranges: dict[str, str], last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    hints = {
        "outlet": "从名单里选；名单里没有的，直接写媒体全称。",
        "level": "中央、省、市、县(区)、单位自有，选一个；可不填，由宣传部门核定。",
        "column_name": "在专题专栏里刊播的，选栏目名；名单里没有的可以直接写。",
        "genre": "选最接近的一种；名单里没有的可以直接写。",
    }
    for field, words in hints.items():
        if field not in ranges:
            continue
        letter = "ABCDEFGHIJ"[shared.FIELDS.index(field)]
        name = shared.HEADINGS[shared.FIELDS.index(field)]
        rule = DataValidation("list", formula1=ranges[field], allow_blank=True)
        rule.errorStyle, rule.errorTitle = "warning", f"名单里没有这个{name}"
        rule.error = f"名单里没有这个{name}。确认没有写错，可以继续。"
        _attach(sheet, rule, name, words, f"{letter}{FIRST_ENTRY}:{letter}{last}")
    tick = DataValidation("list", formula1=ranges["nil"], allow_blank=True)
    tick.errorStyle, tick.errorTitle = "warning", "请选“是”或留空"
    tick.error = "本周没有报道请选“是”，有报道请留空。"
    words = "本周没有任何刊播时选“是”；有刊播就留空。"
    _attach(sheet, tick, shared.NIL_LABEL, words, f"E{NIL_ROW}")
    end = sunday(plan.week)
    dates = DataValidation(
        "date",
        operator="between",
        formula1=str(_serial(plan.week - dt.timedelta(days=366))),
        formula2=str(_serial(end)),
        allow_blank=True,
        showErrorMessage=False,
    )
    words = f"按 {plan.week.isoformat()} 的样式填写。本周为 {plan.week:%m-%d} 至 {end:%m-%d}。"
    _attach(sheet, dates, "刊播日期", words, f"B{FIRST_ENTRY}:B{last}")


def _attach(sheet: Any, rule: Any, title: str, words: str, cells: str) -> None:
    rule.promptTitle, rule.prompt = title, words
    rule.showInputMessage = True
    if rule.type == "list":
        rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(cells)


def _serial(day: dt.date) -> int:
    """A day as Excel counts it."""
    return (day - dt.date(1899, 12, 30)).days


def _protect(sheet: Any) -> None:
    """Protect without a password; rows may be added, sized and removed, columns sized, links set."""
    from openpyxl.styles import Protection

    guard = sheet.protection
    guard.enable()
    for freed in (
        "insertRows",
        "deleteRows",
        "formatRows",
        "formatColumns",
        "formatCells",
        "insertHyperlinks",
        "sort",
        "autoFilter",
    ):
        setattr(guard, freed, False)
    # Excel deletes a row of a protected sheet only when the whole row is unlocked, also right of the form.
    beyond = sheet.column_dimensions["K"]
    beyond.min, beyond.max = 11, 16384
    beyond.protection = Protection(locked=False)
