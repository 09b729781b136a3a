"""Weekly forms for the liaisons: one workbook for each unit, and one with a sheet for each unit."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import FileProblem, ValidationError
from models.tables import Unit
from models.vocabulary import GENRES, OutletLevel
from services import forms_shared as shared
from services import settings, workdays
from services.output import style
from services.output.style import Look, Styles
from services.output.writing import safe_name, save_workbook
from services.registers.outlets import OutletRow, list_outlets
from services.registers.units import UnitRow, list_units
from services.weeks import sunday, week_label, week_of

Report = Callable[[int, int, str], None]
COMBINED_FOLDER = "全部单位"

NIL_ROW, HEAD_ROW, EXAMPLE_ROW = 5, 6, 7
FIRST_ENTRY = 8
_WIDTHS = (6, 12.5, 40, 20, 10, 18, 9, 13, 26, 18)
_WEEKDAYS = "一二三四五六日"
_HOW_TO = (
    "填写说明：一篇稿件被几家媒体采用的，每家媒体填一行，标题写成一样；媒体、层级、栏目、体裁可从下拉框中选，"
    "名单里没有的媒体可以直接写；行数不够时，在表中间插入行即可。请不要改动表头和表格编号。"
)


@dataclass(frozen=True)
class FormsResult:
    """What was written: (unit id, unit name, path) in the fixed order, and the workbook of all units."""

    week: dt.date
    files: tuple[tuple[int, str, Path], ...]
    combined: Path


@dataclass(frozen=True)
class _Plan:
    """Everything that the forms of one week need, read in one go."""

    office: str
    week: dt.date
    due: dt.datetime
    rows: int
    units: list[UnitRow]
    uids: dict[int, str]
    outlets: list[OutletRow]


def write_forms(
    db: Database, week: dt.date, folder: Path, report: Report | None = None
) -> FormsResult:
    """Write the forms of a week into `folder` (made when missing); any day names its week.

    Units that do not exist on the due day get none. `report(done, total, text)` is called after each file
    and may raise Cancelled: new files are then removed. Raises ValidationError without units, FileProblem
    when a file cannot be written or when a form that was filled in already stands where one would be written.
    """
    with db.reading() as session:
        plan = _plan(session, week)
    if not plan.units:
        raise ValidationError(
            f"{week_label(plan.week)}没有需要报送的单位，没有生成表格。请先在“单位与媒体”里登记单位。"
        )
    monday = plan.week.isoformat()
    names = [
        safe_name(f"{u.number:02d}_{safe_name(u.name)[:60]}_{monday}") + ".xlsx"
        for u in plan.units
    ]
    combined = folder / COMBINED_FOLDER / f"{COMBINED_FOLDER}_{monday}.xlsx"
    targets = [folder / name for name in names]
    _refuse_filled([*targets, combined])
    try:
        combined.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(
            f"不能在“{folder}”建立文件夹，没有生成表格。请换一个可以写入的位置。"
        ) from error
    fresh = [path for path in (*targets, combined) if not path.exists()]
    total = len(targets) + 1
    try:
        book, sheet = _single_book(plan)
        for done, (unit, target) in enumerate(
            zip(plan.units, targets, strict=True), start=1
        ):
            _address(sheet, plan, unit)
            book[shared.MARK_SHEET]["A1"] = shared.make_mark(
                plan.uids[unit.id], plan.week
            )
            save_workbook(book, target)
            if report:
                report(done, total, f"{unit.label}（{done}/{total}）")
        save_workbook(_combined_book(plan), combined)
        if report:
            report(total, total, "全部单位的合并表")
    except BaseException:
        for path in fresh:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    files = tuple((u.id, u.name, t) for u, t in zip(plan.units, targets, strict=True))
    return FormsResult(plan.week, files, combined)


def _plan(session: Session, day: dt.date) -> _Plan:
    week = week_of(day)
    office = settings.load(session)
    due = workdays.due_moment(workdays.load(session), office, week)
    units = list_units(session, on=due.date(), closed=False)
    uids = dict(session.execute(select(Unit.id, Unit.uid)).tuples())
    return _Plan(
        office.office,
        week,
        due,
        office.form_rows,
        units,
        uids,
        list_outlets(session),
    )


def _single_book(plan: _Plan) -> tuple[Any, Any]:
    """A workbook with one form that is addressed to nobody yet, and its form sheet."""
    book: Any = style.new_book()
    sheet = book.active
    sheet.title = shared.FORM_SHEET
    ranges = _list_sheet(book, plan)
    _mark_sheet(book, "")
    _draw(sheet, plan, Styles(book), ranges)
    return book, sheet


def _combined_book(plan: _Plan) -> Any:
    book: Any = style.new_book()
    styles = Styles(book)
    taken: set[str] = {shared.LIST_SHEET.casefold(), shared.MARK_SHEET.casefold()}
    sheets = [book.active, *(book.create_sheet() for _ in plan.units[1:])]
    ranges = _list_sheet(book, plan)
    _mark_sheet(book, shared.make_mark(shared.ALL_UNITS, plan.week))
    for sheet, unit in zip(sheets, plan.units, strict=True):
        sheet.title = _sheet_name(unit.label, taken)
        _draw(sheet, plan, styles, ranges)
        _address(sheet, plan, unit)
    return book


def _sheet_name(label: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts (31 characters, no []:*?/\\) and that is not taken."""
    base = "".join("-" if c in "[]:*?/\\" else c for c in label).strip("' ")[:31]
    base = base or "单位"
    name, number = base, 2
    while name.casefold() in taken:
        tail = f"({number})"
        name, number = base[: 31 - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name


def _list_sheet(book: Any, plan: _Plan) -> dict[str, str]:
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


def _mark_sheet(book: Any, mark: str) -> None:
    sheet = book.create_sheet(shared.MARK_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet["A1"] = mark


def _address(sheet: Any, plan: _Plan, unit: UnitRow) -> None:
    """Write what differs from unit to unit: title, liaison, mark."""
    person = unit.liaison or "（请填写）"
    phone = unit.phone or "（请填写）"
    sheet["A1"].value = f"{unit.name}宣传报道周报表"
    long = style.text_width(unit.name) > 56
    sheet.row_dimensions[1].height = 64 if long else 36
    sheet["F2"].value = f"宣传联络员：{person}　　电话：{phone}"
    foot = sheet.cell(FIRST_ENTRY + plan.rows, 1)
    mark = shared.make_mark(plan.uids[unit.id], plan.week)
    foot.value = shared.MARK_LABEL + mark


def _draw(sheet: Any, plan: _Plan, styles: Styles, ranges: dict[str, str]) -> None:
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


def _draw_head(sheet: Any, plan: _Plan, styles: Styles) -> None:
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


def _validate(sheet: Any, plan: _Plan, ranges: dict[str, str], last: int) -> None:
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


def _refuse_filled(targets: list[Path]) -> None:
    """Refuse to write over forms that somebody filled in: they may not have been taken in yet."""
    from python_calamine import CalamineWorkbook

    filled: list[str] = []
    for path in targets:
        if not path.is_file():
            continue
        try:
            with path.open("rb") as stream:
                book = CalamineWorkbook.from_filelike(stream)
                rows = [
                    book.get_sheet_by_name(n).to_python(skip_empty_area=False)
                    for n in book.sheet_names
                    if n not in (shared.LIST_SHEET, shared.MARK_SHEET)
                ]
        except (
            Exception
        ):  # not readable as a workbook: then it is no blank form of ours
            filled.append(path.name)
            continue
        if any(_is_filled(sheet) for sheet in rows):
            filled.append(path.name)
    if filled:
        more = f"等 {len(filled)} 个文件" if len(filled) > 1 else ""
        raise FileProblem(
            f"这个文件夹里已有填过的表格：“{filled[0]}”{more}。为避免盖掉单位填报的内容，"
            "没有生成新表格。请另选一个文件夹，或先把填过的表格移走。"
        )


def _is_filled(rows: list[list[Any]]) -> bool:
    """Whether anything was entered into a form sheet, or it is no form at all."""
    heads = [i for i, row in enumerate(rows) if tuple(row[:10]) == shared.HEADINGS]
    if not heads:
        return True
    head = heads[0]
    ticked = any(shared.is_ticked(row[4]) for row in rows[:head] if len(row) > 4)
    return ticked or any(
        any(value not in ("", None) for value in row[1:10])
        for row in rows[head + 1 :]
        if not shared.is_example(row[0], row[2])
    )
