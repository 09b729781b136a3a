"""Ruled tables of a PDF page: the grid that its lines draw, and the letters in each cell."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import bisect
import ctypes
import re
from dataclasses import dataclass, field
from typing import Any

_Stretch = tuple[float, float, float]
"""A line along one direction: where it stands, where it begins, where it ends."""
_NEAR, _SHORTEST = 3.0, 6.0
_MAX_LINES = 4_000
_LOOSE = re.compile(r"(?:序号|编号|期数).{0,60}(?:单位|部门|时间|任务)")
_WIDE_GAP = 0.45


@dataclass
class _Grid:
    xs: list[float]
    ys: list[float]
    cells: dict[tuple[int, int], str] = field(
        default_factory=dict[tuple[int, int], str]
    )
    placed: bool = False
    heads: dict[tuple[int, int], tuple[int, int]] = field(
        default_factory=dict[tuple[int, int], tuple[int, int]]
    )

    def join(self, upright: list[_Stretch], flat: list[_Stretch]) -> None:
        """Find the merged cells: where no line parts two, the upper or left one holds the words of both."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        for r in range(rows):
            top, low = self.ys[rows - r], self.ys[rows - r - 1]
            for c in range(columns):
                middle = (self.xs[c] + self.xs[c + 1]) / 2
                head = (r, c)
                if r and not _drawn(flat, top, middle):
                    head = self.heads[r - 1, c]
                elif c and not _drawn(upright, self.xs[c], (top + low) / 2):
                    head = self.heads[r, c - 1]
                self.heads[r, c] = head

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row (from the top) and column of a point, None outside."""
        if not (self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]):
            return None
        row = len(self.ys) - 1 - bisect.bisect(self.ys, y)
        place = (row, bisect.bisect(self.xs, x) - 1)
        return self.heads.get(place, place)

    def rows(self) -> str:
        """The rows with tabs between the cells; blank rows left out."""
        out: list[str] = []
        for r in range(len(self.ys) - 1):
            row = [self.cells.get((r, c), "") for c in range(len(self.xs) - 1)]
            if any(row):
                out.append("\t".join(row))
        return "\n".join(out)


Piece = tuple[float, float, float, float]
"""A drawn line: x1, y1, x2, y2 in points."""


def has_unruled_table(text: str) -> bool:
    """Whether a line names columns, so that wide gaps from here on may part cells."""
    return bool(_LOOSE.search(text))


def page_text(page: Any, reader: Any, *, gaps: bool = False) -> str:
    """The text of a page; tables with drawn lines as rows with tabs, wide gaps of unruled ones as blanks.

    `gaps` says that a page before began an unruled table.
    """
    plain = str(reader.get_text_bounded())
    grids = _grids(_pieces(page))
    if not grids and not gaps and not has_unruled_table(plain):
        return plain
    return _by_letters(reader, grids)


def _by_letters(reader: Any, grids: list[_Grid]) -> str:
    import pypdfium2.raw as raw  # pyright: ignore[reportMissingTypeStubs]

    out: list[str] = []
    right, blank = 0.0, False
    for i in range(reader.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(reader.raw, i) or 32)
        if letter.isspace():
            blank = True
            if letter in "\r\n":
                out.append(letter)
                right = 0.0
            continue
        left, low, end, high = reader.get_charbox(i, loose=True)
        x, y = (left + end) / 2, (low + high) / 2
        grid = next((g for g in grids if g.at(x, y)), None)
        if grid is None:
            wide = right and left - right > _WIDE_GAP * max(6.0, high - low)
            out.append("   " if wide else " " if blank and right else "")
            out.append(letter)
            right = end
        else:
            place = grid.at(x, y) or (0, 0)
            grid.cells[place] = grid.cells.get(place, "") + letter
            if not grid.placed:
                grid.placed = True
                out += ["\n", f"\0{grids.index(grid)}\0", "\n"]
        blank = False
    text = "".join(out)
    for n, grid in enumerate(grids):
        text = text.replace(f"\0{n}\0", grid.rows())
    return text


def _pieces(page: Any) -> list[Piece]:
    """The straight lines that the paths of a page draw."""
    import pypdfium2.raw as raw  # pyright: ignore[reportMissingTypeStubs]

    out: list[Piece] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2):
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item.raw, matrix)
        x, y = ctypes.c_float(), ctypes.c_float()
        last: tuple[float, float] | None = None
        begin = last
        for n in range(min(raw.FPDFPath_CountSegments(item.raw), 400)):
            segment = raw.FPDFPath_GetPathSegment(item.raw, n)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                begin = point
            elif last is not None:
                out.append((*last, *point))
            last = point
            if raw.FPDFPathSegment_GetClose(segment) and begin is not None:
                out.append((*point, *begin))
        if len(out) > _MAX_LINES:
            return []
    return out


def _grids(pieces: list[Piece]) -> list[_Grid]:
    """Tables of at least two rows and two columns, from the top of the page down."""
    upright = [
        (x1, min(y1, y2), max(y1, y2))
        for x1, y1, x2, y2 in pieces
        if abs(x1 - x2) < 1 and abs(y1 - y2) > _SHORTEST
    ]
    flat = [
        (y1, min(x1, x2), max(x1, x2))
        for x1, y1, x2, y2 in pieces
        if abs(y1 - y2) < 1 and abs(x1 - x2) > _SHORTEST
    ]
    out: list[_Grid] = []
    for low, high in _bands(upright):
        xs = _merged(
            [x for x, a, b in upright if a >= low - _NEAR and b <= high + _NEAR]
        )
        ys = _merged([y for y, _, _ in flat if low - _NEAR <= y <= high + _NEAR])
        if len(xs) > 2 and len(ys) > 2:
            out.append(_Grid(xs, ys))
            out[-1].join(upright, flat)
    return sorted(out, key=lambda g: -g.ys[-1])


def _drawn(stretches: list[_Stretch], at: float, through: float) -> bool:
    """Whether a line stands at a place and runs through a point."""
    return any(
        abs(place - at) <= _NEAR and begin - _NEAR <= through <= end + _NEAR
        for place, begin, end in stretches
    )


def _bands(upright: list[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Stretches of the page, from low to high, that upright lines cover without a gap."""
    out: list[tuple[float, float]] = []
    for _, low, high in sorted(upright, key=lambda u: u[1]):
        if out and low <= out[-1][1] + _NEAR:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def _merged(values: list[float]) -> list[float]:
    """Positions in order, those nearer than a few points as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out
