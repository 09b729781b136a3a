"""The measures of GB/T 9704-2012: page, grid, sizes of letters, fonts. Lengths in millimetres, sizes in points.

The standard names the fonts 小标宋, 仿宋, 黑体, 楷体, 宋体 and no other one for digits, so digits stand in the font of
the words around them; page numbers are 宋体 of half width. Windows brings all of them but 小标宋: where it is not
installed, Word takes the next of `Face.instead`.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, LEFT = 37.0, 28.0
BODY_WIDTH, BODY_HEIGHT = 156.0, 225.0
RIGHT = PAGE_WIDTH - LEFT - BODY_WIDTH
BOTTOM = PAGE_HEIGHT - TOP - BODY_HEIGHT
LINES, CHARS = 22, 28
FOOTER = 24.5
"""From the edge of the page: the dash of the page number is then 7 mm below the text."""
TO_LETTERHEAD = 35.0
"""From the top of the text block to the letters of the letterhead."""
UNDER_NUMBER = 4.0
"""From the document number to the red line."""

SIZE_2, SIZE_3, SIZE_4, SIZE_S4, SIZE_5 = 22.0, 16.0, 14.0, 12.0, 10.5
"""二号, 三号, 四号, 小四, 五号."""

_TWIPS_PER_MM = 1440 / 25.4
_POINTS_PER_MM = 72 / 25.4


def twips(millimetres: float) -> int:
    """A length in twentieths of a point, as Word counts."""
    return round(millimetres * _TWIPS_PER_MM)


LINE = int(twips(BODY_HEIGHT) / LINES)
"""Pitch of the lines in twips: 22 of them fill the text block."""
CHAR = BODY_WIDTH * _POINTS_PER_MM / CHARS
"""Pitch of the letters in points: 28 of them fill a line."""
CHAR_SPACE = round((CHAR - SIZE_3) * 4096)
"""The same as Word's grid wants it: what a letter of 三号 gains or loses, in 4096ths of a point."""

TIGHTER = int((CHAR - SIZE_3) * 20) - 1
"""What a letter of 三号 gives up, in twentieths of a point, so that 28 fit everywhere: LibreOffice lets a letter that
is broader than its place in the grid take two, so the letters keep their own measure and the page shows the grid."""


def chars(count: float) -> int:
    """The width of so many letters of the grid in twips."""
    return round(count * CHAR * 20)


@dataclass(frozen=True)
class Face:
    """A font by its name, with those that may stand in for it in order."""

    name: str
    instead: tuple[str, ...]
    roman: bool = True


TITLE = Face(
    "方正小标宋简体",
    ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "小标宋体", "宋体", "SimSun"),
)
BODY = Face("仿宋", ("仿宋_GB2312", "FangSong", "FangSong_GB2312", "华文仿宋"))
HEAD = Face("黑体", ("SimHei",), roman=False)
SUBHEAD = Face("楷体", ("楷体_GB2312", "KaiTi", "KaiTi_GB2312"))
PLAIN = Face("宋体", ("SimSun",))
FACES = (TITLE, BODY, HEAD, SUBHEAD, PLAIN)

RED = "FF0000"


def width_of(text: str) -> float:
    """The width of a text in letters of the grid: Latin letters and digits count half."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)
