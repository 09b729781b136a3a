"""The decomposition table (任务分解表): each lead unit's measures with support units and deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models.database import Database
from services import progress_facts as facts
from services.campaigns.measures import LedgerRow
from services.output import style
from services.output.ledger_book_data import (
    CELL,
    FIRST_ROW,
    MID,
    BookData,
    load_data,
    nothing,
    page,
    row_height,
    top,
)
from services.output.style import Look, Styles
from services.output.writing import safe_name, save_workbook
from services.registers.units import list_units

Report = Callable[[int, int, str], None]
SHEET = "任务分解表"
NO_LEAD = "没有写明牵头单位"
_HEADS = ("序号", "编号", "任务", "配合单位", "完成时限", "指标", "备注")
_WIDTHS = (6.0, 11.0, 58.0, 28.0, 13.0, 26.0, 18.0)
_LOOKS = (MID, MID, CELL, CELL, MID, CELL, CELL)
_TEXT_WIDTH = 763.0
"""Width between the margins of A4 landscape, in points."""
_CHARACTER = 7.05
"""Points that one of Excel's characters takes with our default font."""


@dataclass(frozen=True)
class LeadGroup:
    """A lead unit with its measures in the order of the plan, each with the other units that lead it."""

    name: str
    rows: tuple[tuple[LedgerRow, tuple[str, ...]], ...]


def split_name(title: str) -> str:
    """The name proposed for the file."""
    return f"{safe_name(f'{title[:50]}任务分解表')}.xlsx"


def lead_groups(session: Session, data: BookData) -> list[LeadGroup]:
    """Measures by lead unit: units of the register in their fixed order, other names as they come, those without one.

    A measure with several lead units stands under each of them.
    """
    known = {u.id: u for u in list_units(session)}
    places: dict[str, int] = {}
    groups: dict[str, list[tuple[LedgerRow, tuple[str, ...]]]] = {}
    for row in data.facts.rows:
        names: dict[str, str] = {}
        for unit in row.leads:
            found = known.get(unit.unit_id or 0)
            name = found.name if found else unit.name
            places[name] = found.number if found else len(known) + 1
            names[name] = found.label if found else unit.name
        for name in names or {NO_LEAD: ""}:
            others = tuple(short for other, short in names.items() if other != name)
            groups.setdefault(name, []).append((row, others))
    places[NO_LEAD] = len(known) + 2
    ordered = sorted(groups, key=lambda name: places[name])
    return [LeadGroup(name, tuple(groups[name])) for name in ordered]


def write_split_book(
    db: Database,
    target: Path,
    campaign_id: int,
    *,
    page_each: bool = False,
    today: dt.date | None = None,
    report: Report | None = None,
) -> Path:
    """Write the decomposition table of a plan; `page_each` begins a printed page with each unit. Returns the path.

    `report(done, total, text)` may raise Cancelled: nothing is written then. Raises NotFound, FileProblem.
    """
    with db.reading() as session:
        data = load_data(session, campaign_id, today or dt.date.today(), whole=False)
        groups = lead_groups(session, data)
    book: Any = style.new_book()
    sheet = book.active
    sheet.title = SHEET
    styles = Styles(book)
    led = sum(group.name != NO_LEAD for group in groups)
    parts = [data.issuer, data.campaign.doc_number if data.campaign else ""]
    words = f"共 {len(data.facts.rows)} 项任务，{led} 个牵头单位"
    note = "　".join([*(p for p in parts if p), words])
    top(sheet, styles, f"{data.name}任务分解表", note, _HEADS, _WIDTHS)
    row = FIRST_ROW
    for done, group in enumerate(groups):
        if report:
            report(done, len(groups) + 1, group.name)
        if page_each and done:
            _break(sheet, row - 1)
        row = _group(sheet, row, done, group, styles)
    if not groups:
        nothing(sheet, styles, len(_HEADS), "这份方案还没有任务。")
        row += 1
    sheet.freeze_panes = f"A{FIRST_ROW}"
    page(sheet, data, "G", row - 1)
    if page_each:
        _fixed_scale(sheet)
    book.properties.title = f"{data.name}任务分解表"
    if report:
        report(len(groups), len(groups) + 1, target.name)
    return save_workbook(book, target)


def _group(sheet: Any, row: int, place: int, group: LeadGroup, styles: Styles) -> int:
    """A unit's band and its measures; returns the row behind them."""
    look = Look(style.HEI, 11, fill=style.ACCENT_TINT)
    if group.name == NO_LEAD:
        words = f"{NO_LEAD}的任务（{len(group.rows)} 项）"
        look = replace(look, fill=style.HEAD)
    else:
        words = f"{_numeral(place + 1)}、{group.name}（牵头 {len(group.rows)} 项）"
    style.band(sheet, row, 1, len(_HEADS), words, styles.get(look), 24)
    row += 1
    looks = [styles.get(x) for x in _LOOKS]
    for order, (found, others) in enumerate(group.rows, start=1):
        values = (
            order,
            found.measure.number or None,
            facts.task_words(found),
            found.support_names or None,
            facts.due_words(found) or "长期",
            "\n".join(t.text.strip() for t in found.targets) or None,
            f"与{'、'.join(others)}共同牵头" if others else None,
        )
        style.put_row(sheet, row, values, looks)
        sheet.row_dimensions[row].height = row_height(values, _WIDTHS)
        row += 1
    return row


def _numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 32 → 三十二, up to 99; digits beyond."""
    digits = "零一二三四五六七八九"
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones or not tens else "")


def _break(sheet: Any, row: int) -> None:
    from openpyxl.worksheet.pagebreak import Break

    sheet.row_breaks.append(Break(id=row))


def _fixed_scale(sheet: Any) -> None:
    """A scale in figures instead of "fit to width", under which Excel passes over page breaks."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    needed = sum(_WIDTHS) * _CHARACTER
    sheet.page_setup.scale = min(100, int(_TEXT_WIDTH / needed * 100))
