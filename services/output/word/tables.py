"""Tables as official documents set them: ruled, the head in 黑体 and repeated on every page, rows kept whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.output.word import layout, styles
from services.output.word.xml import element, put

Rows = Sequence[Sequence[str]]

_LEAST, _MOST = 2.6, 24.0
_MARGIN = 108
_EMPTY_ROWS = 6
_ROW_HEIGHT = 520
_WHOLE = 9.0
"""A column whose cells are all this short (in letters) is never squeezed."""
_CENTRED = 12.0
"""A column whose cells are all this short is centred."""
_PITCH = 400


def add_table(parent: Any, rows: Rows, width: int, *, header: bool = True) -> Any:
    """Add a table `width` twips broad behind what `parent` holds; rows may differ in length. Returns its element."""
    from services.output.writing import as_text

    cells = [[as_text(c) for c in row] for row in rows]
    if len(cells) == 1:  # a form to be filled in
        cells += [[""] for _ in range(_EMPTY_ROWS)]
    count = max((len(row) for row in cells), default=0)
    cells = [row + [""] * (count - len(row)) for row in cells]
    table = element("tbl")
    table.append(_properties(width))
    widths = column_widths(cells, width)
    grid = element("tblGrid")
    for own in widths:
        grid.append(element("gridCol", w=own))
    table.append(grid)
    centred = [
        all(layout.width_of(row[n]) <= _CENTRED for row in cells) for n in range(count)
    ]
    for index, row in enumerate(cells):
        table.append(_row(row, widths, centred, head=header and index == 0))
    _append(parent, table)
    return table


def column_widths(cells: Rows, width: int) -> list[int]:
    """Widths in twips that sum to `width`: each column by what it holds, long ones share what is left."""
    count = max((len(row) for row in cells), default=0)
    if not count:
        return []
    letter = layout.SIZE_S4 * 20
    wanted: list[float] = []
    for n in range(count):
        sizes = sorted(layout.width_of(row[n]) for row in cells if n < len(row))
        typical = sizes[int(len(sizes) * 0.8)] if len(sizes) > 1 else sizes[0]
        longest = max(sizes[-1] if sizes[-1] <= _WHOLE else 0.0, typical)
        wanted.append(min(_MOST, max(_LEAST, longest + 0.6)) * letter + 2 * _MARGIN)
    total = sum(wanted)
    if total <= width:
        shares = [w * width / total for w in wanted]
    else:
        shares = _squeezed(wanted, width, _WHOLE * letter + 2 * _MARGIN)
    out = [int(share) for share in shares]
    out[-1] += width - sum(out)
    return out


def _squeezed(wanted: Sequence[float], width: int, narrow: float) -> list[float]:
    """Broad columns give way first, down to `narrow`; then all by their share."""
    base = [min(w, narrow) for w in wanted]
    if sum(base) >= width:
        return [w * width / sum(base) for w in base]
    over = [w - b for w, b in zip(wanted, base, strict=True)]
    spare = width - sum(base)
    return [b + o * spare / sum(over) for b, o in zip(base, over, strict=True)]


def _append(parent: Any, table: Any) -> None:
    """Tables go in before the section's properties."""
    last = parent[-1] if len(parent) else None
    if last is not None and str(last.tag).endswith("}sectPr"):
        last.addprevious(table)
    else:
        parent.append(table)


def _properties(width: int) -> Any:
    made = element("tblPr")
    made.append(element("tblW", w=width, type="dxa"))
    made.append(element("jc", val="center"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    made.append(borders)
    made.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side, size in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        margins.append(element(side, w=size, type="dxa"))
    made.append(margins)
    return made


def _row(
    cells: Sequence[str], widths: Sequence[int], centred: Sequence[bool], *, head: bool
) -> Any:
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    properties.append(element("trHeight", val=_ROW_HEIGHT, hRule="atLeast"))
    if head:
        properties.append(element("tblHeader"))
    row.append(properties)
    for text, width, middle in zip(cells, widths, centred, strict=True):
        row.append(_cell(text, width, middle=middle or head, head=head))
    return row


def _cell(text: str, width: int, *, middle: bool, head: bool) -> Any:
    from docx.text.paragraph import Paragraph

    cell = element("tc")
    properties = element("tcPr")
    properties.append(element("tcW", w=width, type="dxa"))
    properties.append(element("vAlign", val="center"))
    cell.append(properties)
    look = styles.TABLE_HEAD if head else styles.TABLE_TEXT
    for line in text.split("\n"):
        paragraph = element("p")
        own = element("pPr")
        put(own, element("pStyle", val=styles.style_id(look)))
        if middle and not head:
            put(own, element("jc", val="center"))
        paragraph.append(own)
        cell.append(paragraph)
        Paragraph(paragraph, None).add_run(line)  # pyright: ignore[reportArgumentType]
    return cell
