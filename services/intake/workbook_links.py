"""Addresses behind cells: hyperlinks and HYPERLINK formulas, read as text, never followed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from services import text

if TYPE_CHECKING:
    from services.intake.workbook import Value

Place = tuple[int, int]

_LINK = re.compile(rb"<(?:\w+:)?hyperlink\s([^<>]*)>")
_ID = re.compile(rb"""\bid\s*=\s*["']([^"']*)["']""")
_RANGE = re.compile(
    rb"""\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?["']"""
)
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*>\s*<f[^<>]*>([^<]*)</f>')
_CALL = re.compile(
    r'HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)'
)
_UNCALCULATED = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*>\s*<f[^<>]*>([^<]*)</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_MOST = 5_000
NO_RESULT = "〔公式没有结果〕"
"""Begins the text of a cell whose formula was never calculated."""
_HEADING_WORDS = ("链接", "网址", "url")
_OTHER_HEADINGS = ("标题", "题目", "题名", "名称", "内容")
_SAYS_NOTHING = frozenset(
    text.fold(w)
    for w in (
        "链接", "网址", "网页链接", "点击", "点击查看", "点击打开", "点击链接", "点此查看", "查看", "查看原文",
        "查看链接", "打开", "打开链接", "原文", "原文链接", "阅读原文", "网页", "地址", "详情",
        "link", "url", "见链接", "稿件链接",
    )
)  # fmt: skip


def read_links(
    xml: bytes, targets: Mapping[str, Mapping[str, str]]
) -> tuple[dict[Place, str], dict[Place, str]]:
    """Cell (row, column from 0) → address, and cell → text that a HYPERLINK formula shows.

    Any other formula without a stored value gives a text that begins with NO_RESULT.

    `targets` are the relations of the sheet; links inside the workbook are left out.
    """
    links: dict[Place, str] = {}
    texts: dict[Place, str] = {}
    left = _MOST
    at = xml.find(b"hyperlinks")
    for tag in _LINK.findall(xml, at) if at >= 0 else ():
        ref, key = _RANGE.search(tag), _ID.search(tag)
        target = targets.get(key[1].decode("utf-8", "replace")) if key else None
        address = text.clean(target.get("Target")) if target else ""
        if ref is None or not _is_address(address):
            continue
        first, top, last, bottom = ref.groups()
        rows = range(int(top) - 1, int(bottom or top))
        columns = range(_column(first) - 1, _column(last or first))
        left -= max(len(rows), 1) * max(len(columns), 1)
        if left < 0:
            break
        links.update(((row, column), address) for row in rows for column in columns)
    for cell in _formulas(xml):
        call = _CALL.search(html.unescape(cell[3].decode("utf-8", "replace")))
        if call is None or len(texts) >= _MOST:
            continue
        place = (int(cell[2]) - 1, _column(cell[1]) - 1)
        address = text.clean(call[1].replace('""', '"'))
        texts[place] = text.clean((call[2] or "").replace('""', '"')) or address
        if _is_address(address):
            links.setdefault(place, address)
    for letters, row, formula in _UNCALCULATED.findall(xml):
        place = (int(row) - 1, _column(letters) - 1)
        if place not in texts and len(texts) < _MOST:
            written = html.unescape(formula.decode("utf-8", "replace"))
            texts[place] = f"{NO_RESULT}={text.clean(written)[:60]}"
    return links, texts


def apply_links(
    rows: list[list[Value]], links: Mapping[Place, str], texts: Mapping[Place, str]
) -> None:
    """Fill cells of uncalculated HYPERLINK formulas, and put the address where a cell only says 「链接」.

    Under a heading such as 链接 or 网址 the address takes the place of whatever the cell shows.
    """
    for (row, column), shown in texts.items():
        if _at(rows, row, column) in (None, ""):
            _put(rows, row, column, shown)
    headings: dict[int, int] = {}
    for (row, column), address in links.items():
        value = _at(rows, row, column)
        shown = text.clean(value)
        if _is_address(shown):
            continue
        if column not in headings:
            headings[column] = _link_heading(rows, column)
        below = 0 <= headings[column] < row
        if below or text.fold(shown) in _SAYS_NOTHING:
            _put(rows, row, column, address)


def _formulas(xml: bytes) -> Iterator[re.Match[bytes]]:
    """The cells with a HYPERLINK formula."""
    at = xml.find(b"HYPERLINK(")
    while at >= 0:
        cell = _CELL.match(xml, max(xml.rfind(b"<c ", 0, at), 0))
        if cell is not None and cell.end() > at:
            yield cell
        at = xml.find(b"HYPERLINK(", at + 1)


def _is_address(words: str) -> bool:
    return words.lower().startswith(("http://", "https://", "www."))


def _link_heading(rows: list[list[Value]], column: int) -> int:
    """Row of the heading of a column of links, -1 where the column is none."""
    for index, row in enumerate(rows[:60]):
        value = row[column] if column < len(row) else None
        if isinstance(value, str) and len(value) <= 12:
            key = text.fold(value)
            if any(w in key for w in _HEADING_WORDS) and not any(
                w in key for w in _OTHER_HEADINGS
            ):
                return index
    return -1


def _at(rows: list[list[Value]], row: int, column: int) -> Value:
    if row < len(rows) and column < len(rows[row]):
        return rows[row][column]
    return None


def _put(rows: list[list[Value]], row: int, column: int, value: str) -> None:
    if row >= len(rows) + 1000 or column >= 500:
        return
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
