"""版记: the ruled block at the foot of the last page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.output.word import layout, styles
from services.output.word.xml import element, put

_THICK, _THIN = 8, 6
"""Eighths of a point: 0.35 mm above and below, 0.25 mm between."""


def add_imprint(
    body: Any, copied_to: Sequence[str], printed_by: str, printed_on: str
) -> None:
    """Add the block behind everything else; it floats to the foot of the page that the text ends on."""
    lines: list[tuple[str, str]] = []
    if copied_to:
        lines.append(("抄送：" + "，".join(copied_to).rstrip("。") + "。", ""))
    if printed_by or printed_on:
        lines.append((printed_by, f"{printed_on}印发" if printed_on else ""))
    width = layout.twips(layout.BODY_WIDTH)
    table = element("tbl")
    table.append(_properties(width))
    grid = element("tblGrid")
    grid.append(element("gridCol", w=width))
    table.append(grid)
    for n, (left, right) in enumerate(lines):
        table.append(_row(left, right, width, first=n == 0, last=n == len(lines) - 1))
    anchor = element("p")
    properties = element("pPr")
    put(properties, element("pStyle", val=styles.style_id(styles.IMPRINT)))
    put(properties, element("spacing", before=0, after=0, line=20, lineRule="exact"))
    anchor.append(properties)
    last = body[-1]
    last.addprevious(table)
    last.addprevious(anchor)


def _properties(width: int) -> Any:
    made = element("tblPr")
    made.append(
        element(
            "tblpPr",
            leftFromText=0,
            rightFromText=0,
            vertAnchor="margin",
            horzAnchor="margin",
            tblpX=1,
            tblpYSpec="bottom",
        )
    )
    made.append(element("tblOverlap", val="never"))
    made.append(element("tblW", w=width, type="dxa"))
    made.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(side, w=0, type="dxa"))
    made.append(margins)
    return made


def _row(left: str, right: str, width: int, *, first: bool, last: bool) -> Any:
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    row.append(properties)
    cell = element("tc")
    own = element("tcPr")
    own.append(element("tcW", w=width, type="dxa"))
    borders = element("tcBorders")
    top, bottom = (_THICK if first else _THIN), (_THICK if last else _THIN)
    for side, size in (("top", top), ("bottom", bottom)):
        borders.append(element(side, val="single", sz=size, space=0, color="000000"))
    own.append(borders)
    cell.append(own)
    cell.append(_line(left, right, width))
    row.append(cell)
    return row


def _line(left: str, right: str, width: int) -> Any:
    """A line one letter in on both sides; what belongs to the right goes to a tab stop."""
    one = round(layout.SIZE_4 * 20)
    paragraph = element("p")
    properties = element("pPr")
    put(properties, element("pStyle", val=styles.style_id(styles.IMPRINT)))
    if right:
        tabs = element("tabs")
        tabs.append(element("tab", val="right", pos=width - one))
        put(properties, tabs)
        put(properties, element("ind", left=one, right=0))
    else:
        put(properties, element("ind", left=4 * one, right=one, hanging=3 * one))
    paragraph.append(properties)
    for n, words in enumerate((left, right)):
        if not words:
            continue
        run = element("r")
        if n:
            run.append(element("tab"))
        text = element("t")
        text.text = words
        run.append(text)
        paragraph.append(run)
    return paragraph
