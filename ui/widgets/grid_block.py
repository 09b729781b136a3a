"""Blocks of cells as spreadsheets put them on the clipboard."""

from __future__ import annotations

from collections.abc import Sequence


def parse_block(text: str) -> list[list[str]]:
    """Rows of cells from a clipboard text: tabs between cells, lines between rows, "…" around cells with either.

    A cell that merely begins with a quotation mark is taken as it stands.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.removesuffix("\n")
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _next_cell(plain, at)
        rows[-1].append(cell.strip(" \u3000"))
        if at >= len(plain):
            return rows
        if plain[at] == "\n":
            rows.append([])
        at += 1


def format_block(rows: Sequence[Sequence[str]]) -> str:
    """A clipboard text that spreadsheets take apart into the same cells."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def is_heading(cells: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a pasted row is the heading of these columns."""
    pairs = list(zip(cells, titles, strict=False))
    return len(pairs) > 1 and all(cell == title for cell, title in pairs)


def _next_cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins at a place, and the place of the tab or line end behind it."""
    if text[at : at + 1] == '"':
        end = _closing_quote(text, at + 1)
        inside = text[at + 1 : end] if end >= 0 else ""
        closed = end >= 0 and text[end + 1 : end + 2] in ("", "\t", "\n")
        if closed and any(mark in inside for mark in '\t\n"'):
            return inside.replace('""', '"'), end + 1
    end = min(
        (found for mark in "\t\n" if (found := text.find(mark, at)) >= 0),
        default=len(text),
    )
    return text[at:end], end


def _closing_quote(text: str, at: int) -> int:
    while True:
        at = text.find('"', at)
        if at < 0 or text[at + 1 : at + 2] != '"':
            return at
        at += 2


def _quoted(cell: str) -> str:
    if "\t" in cell or "\n" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
