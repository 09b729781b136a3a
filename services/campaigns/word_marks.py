"""What changed between two wordings, word by word. Pure functions."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_MOST = 6_000
_ISLAND = 1

Run = tuple[str, bool]


@lru_cache(maxsize=4096)
def marked(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both wordings as runs of (words, whether they differ); joined, the runs give the wordings again.

    Numbers and Latin words stay whole. A single letter that happens to be the same between two changes is
    counted to the change, so that marks do not look like confetti. Very long texts are compared by sentence.
    """
    whole = len(old) + len(new) <= _MOST
    before = _tokens(old) if whole else _sentences(old)
    after = _tokens(new) if whole else _sentences(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left: list[Run] = []
    right: list[Run] = []
    blocks = matcher.get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(blocks):
        inside = 0 < place < len(blocks) - 1
        same = tag == "equal" and not (whole and inside and b - a <= _ISLAND)
        _add(left, "".join(before[a:b]), not same)
        _add(right, "".join(after[c:d]), not same)
    return tuple(left), tuple(right)


def _add(runs: list[Run], words: str, differs: bool) -> None:
    if not words:
        return
    if runs and runs[-1][1] == differs:
        runs[-1] = (runs[-1][0] + words, differs)
    else:
        runs.append((words, differs))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^。；\n]*[。；\n]|[^。；\n]+", text)
