"""Titles broken into lines: by sense where it can be, no line of one or two letters, longer and shorter in turn."""

from __future__ import annotations

import itertools
import re

_NO_START = "，、。；：！？）》〉”’…"
_NO_END = "（《〈“‘"
_JOINTS = re.compile(
    r"(?<=关于)|(?<=印发)|(?<=转发)|(?<=开展)|(?<=加强)|(?<=推进)|(?<=做好)|(?<=打造)|(?<=化)(?!解)|(?<=办公室)|"
    r"(?<=[部局委府室])(?!办公)(?=关于|[\u4e00-\u9fff]{2,8}(?:部|局|委|府|室))|(?=工作)|(?=实施)|(?=活动)|(?=专项)|(?=行动)|(?=宣传)|"
    r"(?=方案)|(?=的通知)|(?<=[》”）、，])|(?=[《“（])|(?<=[市县区省州乡镇])(?!人民政府|政府|委|人大|政协|纪委|场|级|民)|"
    r"(?=\d{4}年)"
)
_LEAST_LAST = 3
_PAIRS = (("“", "”", 14), ("（", "）", 14), ("《", "》", 20))
"""Opening, closing, and how many letters may stand between them to be kept together."""


def broken(text: str, room: float) -> list[str]:
    """The lines of a title; `room` is how many letters fit into one."""
    from services.output.word.layout import width_of

    if width_of(text) <= room or not text:
        return [text] if text else []
    count = int(-(-width_of(text) // room))
    best: tuple[float, list[str]] | None = None
    for lines in (count, count + 1):
        found = _split(text, lines, room)
        if found and (best is None or found[0] + (lines - count) * 9 < best[0]):
            best = (found[0] + (lines - count) * 9, found[1])
    return best[1] if best else [text]


def _split(text: str, count: int, room: float) -> tuple[float, list[str]] | None:
    """The cheapest way to part a text into `count` lines, with its cost."""
    from services.output.word.layout import width_of

    places = [i for i in range(1, len(text)) if _may_part(text, i)]
    joints = {m.end() for m in _JOINTS.finditer(text)}
    mean = width_of(text) / count
    # costs[k][i]: the least cost of k lines that end at i
    costs: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for line in range(count):
        fresh: dict[int, tuple[float, list[int]]] = {}
        ends = [len(text)] if line == count - 1 else places
        for start, (cost, cuts) in costs.items():
            for end in ends:
                wide = width_of(text[start:end])
                if end <= start or wide > room or wide < _LEAST_LAST:
                    continue
                own = abs(wide - mean) * 0.8
                if end < len(text):
                    own += 0 if end in joints else 12
                    own += 6 if _inside_name(text, end) else 0
                total = cost + own
                if end not in fresh or total < fresh[end][0]:
                    fresh[end] = (total, [*cuts, end])
        costs = fresh
    if len(text) not in costs:
        return None
    cost, cuts = costs[len(text)]
    edges = [0, *cuts]
    return cost, [text[a:b] for a, b in itertools.pairwise(edges)]


def _may_part(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in _NO_START or before in _NO_END:
        return False
    return not (
        before.isascii() and after.isascii() and before.strip() and after.strip()
    )


def _inside_name(text: str, at: int) -> bool:
    """Whether a cut falls into a bracket or quotes short enough to stand in one line."""
    for opening, closing, most in _PAIRS:
        start = text.rfind(opening, 0, at)
        if start < 0 or closing in text[start:at]:
            continue
        end = text.find(closing, at)
        if end >= 0 and end - start < most:
            return True
    return False
