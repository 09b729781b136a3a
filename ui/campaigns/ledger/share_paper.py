"""What a unit leads and supports, as text for a message and as a page to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape

from services.campaigns.measures import LedgerRow
from ui.campaigns.ledger.words import due_words, left_words, rest_of

Leads = Callable[[LedgerRow], bool]


def share_text(
    unit: str, rows: Sequence[LedgerRow], leads: Leads, today: dt.date
) -> str:
    """The measures of a unit as lines of text, those that it leads first."""
    led, helped = _sides(rows, leads)
    lines = [f"{unit}：{_counts(led, helped)}（截至 {_day(today)}）"]
    for word, side in (("牵头", led), ("配合", helped)):
        if not side:
            continue
        lines += ["", f"{word}的任务"]
        for place, row in enumerate(side, start=1):
            name = row.measure.head or _short(row.measure.text)
            told = "，".join(filter(None, (_when(row, today), row.state.label)))
            lines.append(
                f"{place}. 《{row.campaign}》{row.measure.number} {name}（{told}）"
            )
    return "\n".join(lines)


def share_html(
    unit: str, rows: Sequence[LedgerRow], leads: Leads, today: dt.date
) -> str:
    """The measures of a unit as a page for A4."""
    led, helped = _sides(rows, leads)
    parts = [
        f"<h2 align='center'>{escape(unit)}宣传任务清单</h2>",
        f"<p align='center'>{_counts(led, helped)}　截至 {_day(today)}</p>",
    ]
    for word, side in (("牵头", led), ("配合", helped)):
        if side:
            parts += [f"<h3>{word}的任务（{len(side)} 项）</h3>", _table(side, today)]
    return "".join(parts)


def _table(rows: Sequence[LedgerRow], today: dt.date) -> str:
    heads = (("序号", 6), ("方案与编号", 20), ("任务", 42), ("时限", 20), ("状态", 12))
    cells = "".join(f"<th width='{wide}%'>{name}</th>" for name, wide in heads)
    lines = [f"<tr bgcolor='#EEEEEE'>{cells}</tr>"]
    for place, row in enumerate(rows, start=1):
        head = f"<b>{escape(row.measure.head)}</b> " if row.measure.head else ""
        values = (
            f"<td align='center'>{place}</td>",
            f"<td>{escape(row.campaign)}<br>{escape(row.measure.number)}</td>",
            f"<td>{head}{escape(rest_of(row))}</td>",
            f"<td>{escape(_when(row, today))}</td>",
            f"<td align='center'>{row.state.label}</td>",
        )
        lines.append(f"<tr>{''.join(values)}</tr>")
    style = "border-collapse:collapse;border:1px solid #666666"
    return (
        f"<table width='100%' border='1' cellspacing='0' cellpadding='4' style='{style}'>"
        f"{''.join(lines)}</table>"
    )


def _sides(
    rows: Sequence[LedgerRow], leads: Leads
) -> tuple[list[LedgerRow], list[LedgerRow]]:
    return [r for r in rows if leads(r)], [r for r in rows if not leads(r)]


def _counts(led: Sequence[LedgerRow], helped: Sequence[LedgerRow]) -> str:
    return f"牵头 {len(led)} 项，配合 {len(helped)} 项"


def _when(row: LedgerRow, today: dt.date) -> str:
    when, left = due_words(row, today), left_words(row)
    return f"{when}，{left}" if when and left else when or left or "没有写明时限"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
