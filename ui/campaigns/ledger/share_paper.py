"""What a unit leads and supports, as text for a message and as a page to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape

from models.vocabulary_campaigns import MeasureState
from services.campaigns.measures import LedgerRow
from ui.campaigns.ledger.words import due_words, left_words, number_words, rest_of

Leads = Callable[[LedgerRow], bool]


def share_text(
    unit: str, rows: Sequence[LedgerRow], leads: Leads, today: dt.date
) -> str:
    """The measures of a unit as lines of text, those that it leads first, plan by plan."""
    led, helped = _sides(rows, leads)
    lines = [f"{unit}：{_counts(led, helped)}（截至 {_day(today)}）"]
    for word, side in (("牵头", led), ("配合", helped)):
        if side:
            lines += ["", f"【{word}】"]
        for plan, group in _by_plan(side):
            lines.append(f"《{plan}》")
            for place, row in enumerate(group, start=1):
                name = row.measure.head or _short(row.measure.text)
                number = f"{number_words(row)} " if row.measure.number else ""
                lines.append(f"{place}. {number}{name}（{_told(row, today)}）")
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
    heads = (("序号", 7), ("编号", 14), ("任务", 48), ("时限", 19), ("状态", 12))
    cells = "".join(f"<th width='{wide}%'>{name}</th>" for name, wide in heads)
    lines = [f"<tr bgcolor='#EEEEEE'>{cells}</tr>"]
    for plan, group in _by_plan(rows):
        lines.append(f"<tr><td colspan='5'><b>《{escape(plan)}》</b></td></tr>")
        for place, row in enumerate(group, start=1):
            head = f"<b>{escape(row.measure.head)}</b> " if row.measure.head else ""
            values = (
                f"<td align='center'>{place}</td>",
                f"<td>{escape(number_words(row))}</td>",
                f"<td>{head}{escape(rest_of(row))}</td>",
                f"<td>{escape(_when(row, today)).replace('，', '<br>')}</td>",
                f"<td align='center'>{row.state.label}</td>",
            )
            lines.append(f"<tr>{''.join(values)}</tr>")
    # Without a style: Qt draws no lines in a table whose borders are said to collapse.
    return (
        "<table width='100%' border='1' cellspacing='0' cellpadding='5'>"
        f"{''.join(lines)}</table>"
    )


def _by_plan(rows: Sequence[LedgerRow]) -> list[tuple[str, list[LedgerRow]]]:
    found: dict[tuple[int, str], list[LedgerRow]] = {}
    for row in rows:
        found.setdefault((row.campaign_id, row.campaign), []).append(row)
    return [(plan, group) for (_, plan), group in found.items()]


def _told(row: LedgerRow, today: dt.date) -> str:
    """Day, countdown and state; the countdown of what is overdue says the state already."""
    when = _when(row, today)
    return when if row.state is MeasureState.OVERDUE else f"{when}，{row.state.label}"


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
