"""Places in the text that was read and in the document that shows it: line ends and rare letters part them."""

from __future__ import annotations

import re
from bisect import bisect_right

_APART = re.compile("\r\n|[\U00010000-\U0010ffff]")


class TextMap:
    """`shown` is what the document holds; `to_shown` and `to_text` take a place from one to the other.

    Qt counts UTF-16 units and knows one letter for a line end; Python counts letters.
    """

    def __init__(self, text: str) -> None:
        self.shown = text
        self._text: list[int] = []  # places in the text behind which the counts drift
        self._drift: list[int] = []
        drift = 0
        pieces: list[str] = []
        begin = 0
        for found in _APART.finditer(text):
            if found[0] == "\r\n":
                pieces.append(text[begin : found.start()])
                begin = found.start() + 1
                drift -= 1
                self._note(begin, drift)
            else:
                drift += 1
                self._note(found.end(), drift)
        if pieces:
            self.shown = "".join([*pieces, text[begin:]])

    def _note(self, at: int, drift: int) -> None:
        self._text.append(at)
        self._drift.append(drift)

    def to_shown(self, place: int) -> int:
        """Where a place of the text stands in the document."""
        n = bisect_right(self._text, place)
        return place + (self._drift[n - 1] if n else 0)

    def to_text(self, place: int) -> int:
        """Where a place of the document stands in the text."""
        low, high = 0, len(self._text)
        while low < high:
            middle = (low + high) // 2
            if self._text[middle] + self._drift[middle] <= place:
                low = middle + 1
            else:
                high = middle
        return place - (self._drift[low - 1] if low else 0)
