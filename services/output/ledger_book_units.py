"""The sheets 按单位 and 概况 of the ledger workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from models.vocabulary_campaigns import MeasureState
from services import progress_facts as facts
from services.campaigns.measures import LedgerRow
from services.output import style
from services.output.fast_xml import FastRows
from services.output.ledger_book_data import (
    CELL,
    DAY,
    FIRST_ROW,
    HEAD,
    HEAD_ROW,
    MID,
    NOTE,
    STATE_COLOURS,
    TITLE,
    BookData,
    mark_states,
    nothing,
    page,
    row_height,
    top,
)
from services.output.style import Look, Styles

_UNIT_HEAD = (
    "序号",
    "单位",
    "牵头",
    "配合",
    "合计",
    *(s.label for s in MeasureState),
    "完成率",
)
_UNIT_WIDTHS = (7, 40, 10, 10, 10, 11, 11, 11, 11, 11, 12)
_SOON = 30
_SUM_WIDTHS = (10, 44, 22, 14, 12, 30)
_SUM_HEAD = ("编号", "任务", "牵头单位", "完成时限", "状态", "最新进展")


def unit_sheet(sheet: Any, data: BookData, styles: Styles) -> None:
    """What each unit leads and supports, by state, in the fixed order of units."""
    note = "一项任务由几个单位承担的，在每个单位里各计一次；又牵头又配合的按牵头计。"
    if data.campaign is None:
        note = f"只计进行中的方案。{note}"
    title = f"{data.name}各单位任务完成情况"
    top(sheet, styles, title, note, _UNIT_HEAD, _UNIT_WIDTHS)
    rows, row = FastRows(sheet), FIRST_ROW
    number = replace(MID, wrap=False)
    looks = [styles.get(x) for x in (MID, CELL, *[number] * 8, replace(MID, form="0%"))]
    for order, share in enumerate(data.shares, start=1):
        counts = (
            share.not_begun,
            share.under_way,
            share.done,
            share.overdue,
            share.dropped,
        )
        rate = share.done / share.total if share.total else 0.0
        values = (
            order,
            share.name,
            *(n or None for n in (share.leads, share.supports)),
            share.total,
            *(n or None for n in counts),
            rate,
        )
        rows.add(row, values, looks, 19)
        row += 1
    if row == FIRST_ROW:
        nothing(sheet, styles, len(_UNIT_HEAD), "任务还没有写明牵头和配合单位。")
        row += 1
    sheet.auto_filter.ref = f"A{HEAD_ROW}:K{row - 1}"
    sheet.freeze_panes = f"C{FIRST_ROW}"
    page(sheet, data, "K", row - 1)


def summary_sheet(sheet: Any, data: BookData, styles: Styles) -> None:
    """One page to read first: what the plan is, how it stands, what is overdue and what falls due."""
    style.widths(sheet, _SUM_WIDTHS)
    last = len(_SUM_WIDTHS)
    title = f"{data.name}任务进展概况"
    lines = style.lines_needed(title, sum(_SUM_WIDTHS) / 1.75)
    style.band(sheet, 1, 1, last, title, styles.get(TITLE), 10 + 26 * lines)
    style.band(sheet, 2, 1, last, _about(data), styles.get(NOTE), 22)
    row = _states(sheet, 4, data, styles)
    rows = data.facts.rows
    overdue = sorted(
        (r for r in rows if r.state is MeasureState.OVERDUE), key=_due_order
    )
    until = data.day + dt.timedelta(days=_SOON)
    soon = sorted(
        (
            r
            for r in rows
            if r.due_on
            and not r.state.closed
            and r.state is not MeasureState.OVERDUE
            and r.due_on <= until
        ),
        key=_due_order,
    )
    row = _list(sheet, row + 1, f"已逾期（{len(overdue)} 项）", overdue, styles)
    title = f"{_SOON} 天内到期（{len(soon)} 项）"
    row = _list(sheet, row + 1, title, soon, styles)
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        landscape=True,
        area=f"A1:F{row}",
        foot_left=data.issuer,
        foot_right=data.day_words,
    )


def _due_order(row: LedgerRow) -> tuple[dt.date, int, int]:
    return row.due_on or dt.date.max, row.campaign_id, row.measure.position


def _about(data: BookData) -> str:
    parts = [data.issuer, data.campaign.doc_number if data.campaign else ""]
    plan = data.campaign
    if plan and (plan.starts_on or plan.ends_on):
        first = plan.starts_on.isoformat() if plan.starts_on else ""
        end = plan.ends_on.isoformat() if plan.ends_on else ""
        parts.append(f"实施时间 {first}—{end}".strip("—"))
    return "　".join(p for p in [*parts, data.day_words] if p)


def _states(sheet: Any, row: int, data: BookData, styles: Styles) -> int:
    """How many measures stand in each state, as a band of figures; returns the row behind."""
    total = len(data.facts.rows)
    cells = [("任务", total, ("FFFFFF", style.TEXT))]
    for state, count in data.counts.items():
        cells.append((state.label, count, STATE_COLOURS[state]))
    for column, (word, count, (fill, ink)) in enumerate(cells, start=1):
        head = Look(style.HEI, 10.5, across="center", fill=fill, colour=ink)
        figure = Look(size=18, bold=True, across="center", colour=ink, fill=fill)
        share = f"{count / total:.0%}" if total and column > 1 else ""
        small = Look(size=9, across="center", colour=ink, fill=fill)
        style.put(sheet, row, column, word, styles.get(head))
        style.put(sheet, row + 1, column, count, styles.get(figure))
        style.put(sheet, row + 2, column, share, styles.get(small))
    for place, height in enumerate((22, 32, 17)):
        sheet.row_dimensions[row + place].height = height
    return row + 3


def _list(
    sheet: Any, row: int, title: str, rows: list[LedgerRow], styles: Styles
) -> int:
    last = len(_SUM_HEAD)
    look = styles.get(Look(style.HEI, 12, border="none"))
    style.band(sheet, row, 1, last, title, look, 26)
    row += 1
    if not rows:
        soft = Look(style.KAI, 11, border="none", colour=style.SOFT)
        style.band(sheet, row, 1, last, "没有。", styles.get(soft), 22)
        return row + 1
    style.put_row(sheet, row, _SUM_HEAD, [styles.get(HEAD)] * last)
    sheet.row_dimensions[row].height = 22
    first = row + 1
    looks = [styles.get(x) for x in (MID, CELL, CELL, DAY, MID, CELL)]
    for found in rows:
        row += 1
        values = (
            found.measure.number,
            found.measure.head or facts.task_words(found, 60),
            found.lead_names or None,
            found.due_on,
            found.state.label,
            found.last_text[:120] or None,
        )
        style.put_row(sheet, row, values, looks)
        sheet.row_dimensions[row].height = row_height(values, _SUM_WIDTHS, 1) + 4
    mark_states(sheet, f"E{first}:E{row}")
    return row + 1
