"""The shared look of every workbook that we write: fonts, colours, borders, A4 set-up, prepared styles."""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.output.writing import put_text

if TYPE_CHECKING:
    from openpyxl import Workbook

SONG, HEI, FANGSONG, KAI = "宋体", "黑体", "仿宋", "楷体"
"""Fonts of official papers, by the names that Windows has."""

TEXT, SOFT, FAINT = "1F2328", "5C646C", "8B939B"
LINE, LINE_SOFT = "B9BEC4", "E3E5E8"
SURFACE, HEAD, BAND = "FFFFFF", "F3F4F6", "FAFAFB"
ACCENT, ACCENT_TINT = "A61B1B", "F7ECEC"

STATE_COLOURS: dict[str, tuple[str, str]] = {
    "received": ("E4F1E6", "1D6B2C"),
    "nil": ("E9EDF2", "43546A"),
    "late": ("FDECCF", "8A5200"),
    "missing": ("FFFFFF", "A61B1B"),
    "exempt": ("F3F3F3", "767676"),
    "returned": ("EFE6F7", "65328F"),
}
"""State of a return → (fill, ink) as RRGGBB; a word or a mark always goes with it."""

LEVEL_COLOURS: tuple[str, ...] = ("7A1212", "B23B3B", "D98F86", "E9C4BE", "B8BDC4")
"""Colours of the levels in charts, from 中央 to 单位自有."""

DATE_FORMAT = "yyyy-mm-dd"
INT_FORMAT = "#,##0"
PERCENT_FORMAT = "0.0%"
DELTA_FORMAT = '+#,##0;-#,##0;"0"'
TEXT_FORMAT = "@"

_ODD_STARTS = frozenset(("=", "+", "-", "@", "#", ""))

A4 = 9
FIXED_MOMENT = dt.datetime(2020, 1, 1)
"""Stamp of the files' own properties, so that the same data gives the same bytes."""


@dataclass(frozen=True)
class Look:
    """One cell style in plain values; hashable, so that a workbook prepares each once.

    `size` in points; `border` is none, thin, soft, bottom or missing (outlined in the accent); colours are
    RRGGBB; `locked` counts only on a protected sheet.
    """

    font: str = SONG
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = TEXT
    fill: str = ""
    border: str = "thin"
    across: str = "left"
    upright: str = "center"
    wrap: bool = True
    shrink: bool = False
    indent: int = 0
    form: str = "General"
    locked: bool = True


class Styles:
    """Prepares the cell styles of one workbook once, so that giving one to a cell costs nothing.

    A prepared style is shared between cells: never change `cell.font` and the like of a cell afterwards.
    """

    def __init__(self, book: Workbook) -> None:
        sheet: Any = book.worksheets[0] if book.worksheets else book.create_sheet()
        self._sheet = sheet
        self._known: dict[Look, Any] = {}

    def get(self, look: Look) -> Any:
        """The prepared style of a look, for `cell._style`."""
        found = self._known.get(look)
        if found is None:
            found = self._known[look] = self._prepare(look)
        return found

    def _prepare(self, look: Look) -> Any:
        from openpyxl.styles import Alignment, Font, PatternFill, Protection
        from openpyxl.styles.styleable import StyleableObject

        holder: Any = StyleableObject(self._sheet)
        holder.font = Font(
            name=look.font,
            sz=look.size,
            b=look.bold,
            i=look.italic,
            u="single" if look.underline else None,
            color="FF" + look.colour,
        )
        holder.alignment = Alignment(
            horizontal=look.across,
            vertical=look.upright,
            wrap_text=look.wrap,
            shrink_to_fit=look.shrink,
            indent=look.indent,
        )
        if look.fill:
            holder.fill = PatternFill("solid", fgColor="FF" + look.fill)
        if look.border != "none":
            holder.border = _border(look.border)
        if look.form != "General":
            holder.number_format = look.form
        if not look.locked:
            holder.protection = Protection(locked=False)
        return holder._style


def put(sheet: Any, row: int, column: int, value: Any, style: Any) -> Any:
    """Write a value with a prepared style; text that begins with = + - @ stays text. Returns the cell."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if value.isprintable() and value[:1] not in _ODD_STARTS and "_x" not in value:
            cell._value, cell.data_type = value[:32767], "s"
        elif value:
            put_text(cell, value)
            if cell.quotePrefix:
                style = copy(style)  # the prepared one is shared
                style.quotePrefix = 1
    elif value is not None:
        cell.value = value
    cell._style = style
    return cell


def put_row(
    sheet: Any, row: int, values: list[Any] | tuple[Any, ...], styles: list[Any]
) -> None:
    """Write values from column 1 on, each with its prepared style (lists of the same length)."""
    for column, (value, style) in enumerate(zip(values, styles, strict=True), start=1):
        put(sheet, row, column, value, style)


def band(
    sheet: Any, row: int, first: int, last: int, value: Any, style: Any, height: float
) -> None:
    """A merged line over columns `first` to `last` (borders on each cell), `height` in points."""
    for column in range(first, last + 1):
        put(sheet, row, column, value if column == first else None, style)
    if last > first:
        from openpyxl.worksheet.cell_range import CellRange

        # Not sheet.merge_cells: the cells have their borders already.
        area = CellRange(min_row=row, max_row=row, min_col=first, max_col=last)
        sheet.merged_cells.add(area)
    sheet.row_dimensions[row].height = height


def widths(sheet: Any, values: list[float] | tuple[float, ...]) -> None:
    """Column widths from column A on, in Excel's characters."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(values, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def a4(
    sheet: Any,
    *,
    landscape: bool = False,
    titles: str | None = None,
    area: str | None = None,
    foot_left: str = "",
    foot_right: str = "",
    margin: float = 0.55,
    pages: bool = True,
) -> None:
    """A4, one page wide, centred; `titles` like "5:5" repeats on each page; margins in inches.

    The foot carries 「第 x 页 共 y 页」 in the middle where `pages` is set.
    """
    setup = sheet.page_setup
    setup.paperSize = A4
    setup.orientation = "landscape" if landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    edges = sheet.page_margins
    edges.left = edges.right = margin
    edges.top, edges.bottom = 0.7, 0.75
    edges.header = edges.footer = 0.35
    if titles:
        sheet.print_title_rows = titles
    if area:
        sheet.print_area = area
    for part, words in (
        (sheet.oddFooter.left, _foot(foot_left)),
        (sheet.oddFooter.center, "第 &P 页　共 &N 页" if pages else ""),
        (sheet.oddFooter.right, _foot(foot_right)),
    ):
        if words:
            part.text, part.font, part.size = words, SONG, 9


def text_width(value: str) -> int:
    """Width of a text in half characters: a Chinese character counts two."""
    return len(value.encode("gb18030", "replace"))


def lines_needed(value: str, width: float) -> int:
    """Lines that a text takes in a column of `width` characters, at least 1."""
    room = max(2, int(width) - 1)
    return sum(max(1, -(-text_width(part) // room)) for part in value.split("\n"))


def new_book() -> Any:
    """An empty workbook with our default font and fixed properties; it has no sheet yet besides one."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.properties import PageSetupProperties

    book: Any = Workbook()
    book._fonts[0] = Font(name=SONG, sz=11, family=2, charset=134)
    book.properties.creator = "宣传工作台"
    book.properties.lastModifiedBy = None
    book.properties.created = book.properties.modified = FIXED_MOMENT
    book.active.sheet_properties.pageSetUpPr = PageSetupProperties()
    return book


def _foot(words: str) -> str:
    return words.replace("&", "&&")


def _border(kind: str) -> Any:
    from openpyxl.styles import Border, Side

    if kind == "missing":
        edge = Side("thin", "FFD98B8B")
    else:
        edge = Side("thin", "FF" + (LINE_SOFT if kind == "soft" else LINE))
    if kind == "bottom":
        return Border(bottom=edge)
    return Border(edge, edge, edge, edge)
