"""Measuring the sheets of an .ods, whose cells and rows may be repeated by a number, before they are parsed."""

from __future__ import annotations

import zipfile
from typing import NoReturn
from xml.parsers import expat

from services import text
from services.intake import workbook_refusals as refusals
from services.intake.workbook_guards import Checked, Merge
from services.intake.workbook_limits import Budget

_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_VALUE = "office:value-type"
_MOST_LINKS = 5_000


def check_ods(
    checked: Checked, archive: zipfile.ZipFile, names: dict[str, str], budget: Budget
) -> Checked:
    """Refuse encrypted sheets and those that reach too far; note merges and links. Raises FileProblem."""
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in archive.read(manifest):
        raise refusals.encrypted(budget.name)
    reader = _Reader(checked, budget)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.EntityDeclHandler = reader.entity
    try:
        with archive.open(names["content.xml"]) as stream:
            while block := stream.read(1 << 20):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refusals.damaged(budget.name) from error
    return checked


class _Reader:
    """Follows rows and cells of content.xml; places count from 0."""

    def __init__(self, checked: Checked, budget: Budget) -> None:
        self._checked = checked
        self._budget = budget
        self._title = ""
        self._tables = 0
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._last_row = self._last_column = self._filled = 0
        self._row_filled = 0
        self._in_cell = False
        self._has_content = False

    def entity(self, *_: object) -> NoReturn:
        """Entities of its own: no office program writes them."""
        raise refusals.damaged(self._budget.name)

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """A tag opens."""
        if name == "table:table":
            self._tables += 1
            if self._tables == 1:
                self._title = attrs.get("table:name", "")
                self._row = self._last_row = self._last_column = self._filled = 0
        elif name == "table:table-row":
            self._rows = _number(attrs.get("table:number-rows-repeated"))
            self._column = self._row_filled = 0
        elif name in _CELLS:
            self._columns = _number(attrs.get("table:number-columns-repeated"))
            self._in_cell = True
            self._has_content = _VALUE in attrs
            spanned = _number(attrs.get("table:number-rows-spanned"))
            if spanned > 1:
                self._merge(spanned, _number(attrs.get("table:number-columns-spanned")))
        elif name == "text:a" and self._in_cell:
            self._link(attrs.get("xlink:href", ""))

    def words(self, words: str) -> None:
        """Text inside a tag."""
        if self._in_cell and words.strip():
            self._has_content = True

    def end(self, name: str) -> None:
        """A tag closes."""
        if name in _CELLS:
            self._in_cell = False
            self._column += self._columns
            if self._has_content:
                self._row_filled += self._columns
                self._last_column = max(self._last_column, self._column)
        elif name == "table:table-row":
            self._row += self._rows
            if self._row_filled:
                self._last_row = self._row
                self._filled += self._row_filled * self._rows
                # Asked row by row: one repeated row may come to more than memory holds.
                self._budget.take(self._title, self._last_row, self._last_column, 0)
        elif name == "table:table":
            self._tables -= 1
            if self._tables == 0:
                self._budget.take(
                    self._title, self._last_row, self._last_column, self._filled
                )

    def _merge(self, rows: int, columns: int) -> None:
        top, left = self._row, self._column
        merged: Merge = ((top, left), (top + rows - 1, left + columns - 1))
        self._checked.merges.setdefault(self._title, []).append(merged)

    def _link(self, href: str) -> None:
        links = self._checked.links.setdefault(self._title, {})
        address = text.clean(href)
        if address.startswith(("http://", "https://")) and len(links) < _MOST_LINKS:
            links[self._row, self._column] = address


def _number(value: str | None) -> int:
    try:
        return max(1, int(value or 1))
    except ValueError:
        return 1
