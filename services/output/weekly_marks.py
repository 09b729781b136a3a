"""Marks of the states of returns in the weekly workbook: words, conditional colours, legend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from models.vocabulary import ReturnState
from services.output import style
from services.output.style import Look, Styles, put

PENDING_LABEL = "未到期"
STATE_MARKS: tuple[tuple[str, str, str], ...] = (
    ("received", "已报", "按时报来"),
    ("nil", "零报告", "按时报来，本周无报道"),
    ("late", "迟报", "截止日以后报来"),
    ("missing", "未报", "没有报来"),
    ("returned", "退回修改", "报来后退回，等待改好"),
    ("exempt", "免报", "经批准不报，或不在报送范围"),
)
"""(state, word, what it means), in the order of the legend."""


def state_words(state: str, *, nil: bool, pending: bool) -> str:
    """What a cell says of a return; a late nil return is marked as one."""
    if pending:
        return PENDING_LABEL
    words = ReturnState(state).label
    return f"{words}（零）" if nil and state == ReturnState.LATE else words


def mark_states(sheet: Any, cells: str) -> None:
    """Colour cells by the word they begin with, so that a state changed by hand changes its colour."""
    from openpyxl.formatting import rule as rules
    from openpyxl.styles import Border, Font, PatternFill, Side

    module: Any = rules
    first = cells.split(":")[0]
    for state, word, _ in STATE_MARKS:
        fill, ink = style.STATE_COLOURS[state]
        edge = Side("thin", "FFD98B8B")
        rule = module.FormulaRule(
            formula=[f'LEFT({first},{len(word)})="{word}"'],
            font=Font(color="FF" + ink, bold=state == "missing"),
            fill=PatternFill("solid", bgColor="FF" + fill),
            border=Border(edge, edge, edge, edge) if state == "missing" else None,
        )
        sheet.conditional_formatting.add(cells, rule)


def legend(
    sheet: Any,
    row: int,
    styles: Styles,
    chips: tuple[tuple[int, int], ...],
    last: int,
) -> int:
    """The marks in their colours on columns `chips`, and what they mean; returns the last row used."""
    sheet.row_dimensions[row].height = 9
    row += 1
    words = "；".join(f"{word}：{meaning}" for _, word, meaning in STATE_MARKS)
    plain = Look(size=10, across="center", border="soft")
    look = styles.get(Look(style.KAI, 10, border="none", across="right"))
    put(sheet, row, 3, "图例", look)
    marks = [(word, state) for state, word, _ in STATE_MARKS]
    for (first, end), (word, state) in zip(
        chips, [*marks, (PENDING_LABEL, "")], strict=True
    ):
        if state:
            fill, ink = style.STATE_COLOURS[state]
            missing = state == ReturnState.MISSING
            border = "missing" if missing else "soft"
            chip = replace(plain, fill=fill, colour=ink, bold=missing, border=border)
        else:
            chip = plain
        style.band(sheet, row, first, end, word, styles.get(chip), 18)
    note = styles.get(Look(style.KAI, 9.5, border="none", colour=style.SOFT))
    text = (
        f"{words}；{PENDING_LABEL}：签发时还没有到截止时间；迟报（零）：迟报的零报告。"
    )
    style.band(sheet, row + 1, 1, last, text, note, 32)
    return row + 1
