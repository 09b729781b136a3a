"""A quicker way out for openpyxl workbooks: the rows of a sheet are joined as text, the rest is openpyxl's.

openpyxl builds an element tree for each cell, which is most of the time of a save. Import this module where
a workbook is saved, not at start.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from copy import copy
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.packaging.relationship import Relationship
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import REL_NS
from openpyxl.xml.functions import Element, SubElement

from services.output.writing import MAX_TEXT, put_text

MOST_LINKS = 65_000
"""Links that one sheet may hold; Excel refuses a file with more than 65,530."""
_EPOCH = dt.date(1899, 12, 30)
_PLAIN = frozenset("snbd")
_TEXT, _END_TEXT = ' t="inlineStr"><is><t>', "</t></is></c>"
_EMPTY_ROWS = re.compile(rb"<sheetData\s*(/>|></sheetData>)")


class FastWriter(ExcelWriter):
    """Saves a workbook whose cells hold text, numbers, dates and booleans; others go openpyxl's way."""

    _archive: Any
    manifest: Any

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet: frame by openpyxl, rows by us."""
        if not _is_plain(ws):
            super().write_worksheet(ws)
            return
        from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

        drawing: Any = SpreadsheetDrawing()
        drawing.charts, drawing.images = ws._charts, ws._images
        ws._drawing = drawing
        writer: Any = _Frame(ws)
        writer.write()
        ws._rels = writer._rels
        frame = writer.read()
        writer.cleanup()
        place = _EMPTY_ROWS.search(frame)
        assert place is not None
        rows = f"<sheetData>{''.join(_rows(ws))}</sheetData>".encode()
        self._archive.writestr(
            ws.path[1:], frame[: place.start()] + rows + frame[place.end() :]
        )
        self.manifest.append(ws)


class _Frame(WorksheetWriter):
    """All of a sheet but its rows; links come from `fast_links` of the sheet, where it has them."""

    _rels: Any

    def write_rows(self) -> None:
        xf: Any = self.xf.send(True)
        with xf.element("sheetData"):
            pass
        self.xf.send(None)

    def write_dimensions(self) -> None:
        fast: FastRows | None = getattr(self.ws, "fast_rows", None)
        if fast is None or not fast.rows:
            super().write_dimensions()
            return
        sheet: Any = self.ws
        last = max(sheet.max_row, *fast.rows)
        column = get_column_letter(max(sheet.max_column, fast.columns))
        self.xf.send(Element("dimension", {"ref": f"A1:{column}{last}"}))

    def write_merged_cells(self) -> None:
        sheet: Any = self.ws
        ranges: Any = sheet.merged_cells.ranges
        if not ranges:
            return
        # openpyxl keeps them in a set, whose order differs from one start of Python to the next.
        parent: Any = Element("mergeCells", {"count": str(len(ranges))})
        for found in sorted(ranges, key=lambda r: (r.min_row, r.min_col)):
            SubElement(parent, "mergeCell", {"ref": found.coord})
        self.xf.send(parent)

    def write_hyperlinks(self) -> None:
        links: dict[str, str] = getattr(self.ws, "fast_links", {})
        if not links:
            super().write_hyperlinks()
            return
        parent: Any = Element("hyperlinks")
        known: dict[str, str] = {}
        for ref, target in links.items():
            if target not in known:
                kind: Any = Relationship
                link = kind(type="hyperlink", TargetMode="External", Target=target)
                self._rels.append(link)
                known[target] = link.id
            SubElement(
                parent,
                "hyperlink",
                {"ref": ref, f"{{{REL_NS}}}id": known[target]},
            )
        self.xf.send(parent)


def add_link(sheet: Any, ref: str, target: str) -> None:
    """Link a cell to an address, without the cost of openpyxl's own link objects."""
    links: dict[str, str] | None = getattr(sheet, "fast_links", None)
    if links is None:
        links = sheet.fast_links = {}
    if len(links) < MOST_LINKS:
        links[ref] = target


class FastRows:
    """Rows of a long table, kept as XML from the start: a tenth of the cost of openpyxl's cells.

    openpyxl knows nothing of these cells; they are written by FastWriter only. Other rows of the sheet may
    hold ordinary cells.
    """

    def __init__(self, sheet: Any) -> None:
        self.rows: dict[int, str] = {}
        self.columns = 0
        self._known: Any = sheet.parent._cell_styles
        self._starts: dict[int, tuple[str, Any]] = {}
        self._letters: list[str] = []
        sheet.fast_rows = self

    def add(
        self, row: int, values: Sequence[Any], styles: Sequence[Any], height: float
    ) -> None:
        """Write values from column 1 on, each with its prepared style; `height` in points."""
        if len(values) > self.columns:
            self.columns = len(values)
            self._letters = [get_column_letter(c + 1) for c in range(self.columns)]
        parts = [f'<row r="{row}" ht="{height:g}" customHeight="1">']
        for letter, value, style in zip(self._letters, values, styles, strict=False):
            start = f'<c r="{letter}{row}"{self._style(style)}'
            if type(value) is str and value:
                if _is_odd(value):
                    parts.append(f'<c r="{letter}{row}"{self._odd(value, style)}')
                else:
                    if "&" in value or "<" in value or ">" in value:
                        value = escape(value)
                    parts.append(f"{start}{_TEXT}{value}{_END_TEXT}")
            else:
                parts.append(start + _content(value, _kind(value)))
        parts.append("</row>")
        self.rows[row] = "".join(parts)

    def _style(self, style: Any) -> str:
        known = self._starts.get(id(style))
        if (
            known is None
        ):  # the style is kept beside its id, so that the id stays its own
            known = (f' s="{self._known.add(style)}"', style)
            self._starts[id(style)] = known
        return known[0]

    def _odd(self, value: str, style: Any) -> str:
        """Style and content of a text that must be cleaned or kept from being taken for a formula."""
        slot = _Slot()
        put_text(slot, value)
        if slot.quotePrefix:
            style = copy(style)
            style.quotePrefix = 1
        return f' s="{self._known.add(style)}"' + _content(slot.value, "s")


class _Slot:
    """Takes what `put_text` would give a cell."""

    value: str = ""
    data_type = "s"
    quotePrefix = False  # noqa: N815 - openpyxl's name


def _is_odd(value: str) -> bool:
    return (
        not value.isprintable()
        or value[:1] in "=+-@#"
        or value[0] == " "
        or value[-1] == " "
        or "_x" in value
        or len(value) > MAX_TEXT
    )


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "s"
    if isinstance(value, bool):
        return "b"
    return "d" if isinstance(value, dt.date | dt.time) else "n"


def _is_plain(sheet: Any) -> bool:
    cells: Any = sheet._cells.values()
    return not sheet._hyperlinks and all(
        c.data_type in _PLAIN
        and c._comment is None
        and (c.data_type != "s" or type(c._value) is str)
        and getattr(c, "_hyperlink", None) is None
        for c in cells
    )


def _rows(sheet: Any) -> list[str]:
    """The rows of a sheet as XML, in order, with styles and heights."""
    letters: dict[int, str] = {}
    styles: dict[int, str] = {}  # the style arrays live as long as their cells
    known: Any = sheet.parent._cell_styles
    by_row: dict[int, list[tuple[int, str]]] = {row: [] for row in sheet.row_dimensions}
    for (row, column), cell in sheet._cells.items():
        array = cell._style
        style = styles.get(id(array))
        if style is None:
            style = f' s="{known.add(array)}"' if array and any(array) else ""
            styles[id(array)] = style
        value = cell._value
        if value is None and not style:
            continue
        letter = letters.get(column)
        if letter is None:
            letter = letters[column] = get_column_letter(column)
        xml = f'<c r="{letter}{row}"{style}{_content(value, cell.data_type)}'
        by_row.setdefault(row, []).append((column, xml))
    parts: list[str] = []
    fast: FastRows | None = getattr(sheet, "fast_rows", None)
    ready = fast.rows if fast else {}
    for row in sorted({*by_row, *ready}):
        if row in ready:
            parts.append(ready[row])
            continue
        cells = by_row[row]
        cells.sort()
        parts.append(f"<row{_row_attributes(sheet, row)}>")
        parts += [xml for _, xml in cells]
        parts.append("</row>")
    return parts


def _content(value: Any, kind: str) -> str:
    """What follows the cell's address and style: its type, its value and the closing tag."""
    if value is None or value == "":
        return "/>"
    if kind == "s":
        keep = (
            ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
        )
        return f' t="inlineStr"><is><t{keep}>{escape(value)}</t></is></c>'
    if kind == "b":
        return f' t="b"><v>{int(value)}</v></c>'
    if kind == "d":
        value = _serial(value)
    return f' t="n"><v>{value!r}</v></c>'


def _serial(value: dt.date | dt.datetime | dt.time) -> float:
    """A day, moment or time of day as Excel counts it: days since 1899-12-30."""
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, dt.datetime):
        return _serial(value.date()) + _serial(value.time())
    return (value - _EPOCH).days


def _row_attributes(sheet: Any, row: int) -> str:
    attributes: dict[str, str] = {"r": str(row)}
    if row in sheet.row_dimensions:
        attributes.update(dict(sheet.row_dimensions[row]))
    return "".join(f' {key}="{value}"' for key, value in attributes.items())
