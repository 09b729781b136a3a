"""Phases that carry no number: a paragraph each, or all of them named in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.plans.dates import DateHit, find_dates
from services.plans.paragraphs import Para
from services.plans.reading import Precision

_WORD = r"[^，。；：、（）《》“”\d]"
_LEAST = 2
# 「动员部署阶段（3月1日—3月31日）。」, 「动员部署（3月上旬）：」
_BRACKET = re.compile(
    rf"^(?P<n>{_WORD}{{2,16}})（(?P<d>[^（）]{{2,40}})）(?=[。：，；]|$|\S)"
)
# 「前期准备：2026年3月。」, 「准备阶段：2026年3月1日至15日」
_COLON = re.compile(rf"^(?P<n>{_WORD}{{2,14}})：(?=[\d二今本上下])")
# 「3月1日—31日：动员部署。」, 「2026年3月为动员部署阶段」
_AFTER = re.compile(
    rf"^(?:，)?(?:为|是|：|，)?(?P<n>{_WORD}{{2,14}}?(?:阶段|期)?)(?=[，。；：（]|$)"
)
# 「动员阶段（3月）、实施阶段（4月至10月）」, 「准备阶段为2026年3月」
_INLINE = re.compile(
    rf"(?:^|(?<=[，。；：、即为]))(?P<n>{_WORD}{{2,12}}?(?:阶段|期))(?:（(?P<d>[^（）]{{2,40}})）|(?:为|：|从|自)?(?=\d))"
)
_NO_PHASE = re.compile(
    r"^(?:活动|宣传|实施|行动|工作|开展|起止|报送|完成)?(?:时间|时段|期限|日期|截止)"
)


@dataclass(frozen=True)
class Stage:
    """A phase: letters of its name in `para`, and its dates."""

    para: Para
    start: int
    end: int
    hit: DateHit | None

    @property
    def name(self) -> str:
        """Its name as written."""
        return self.para.words(self.start, self.end)


def unnumbered_stages(paras: list[Para], year: int | None) -> list[Stage]:
    """The phases that the paragraphs of a part on steps tell, at least two; else none."""
    out: list[Stage] = []
    for para in paras:
        if para.cells:
            continue
        inline = list(_inline(para, year))
        if len(inline) >= _LEAST:
            out += inline
        elif one := _alone(para, year):
            out.append(one)
    return out if len(out) >= _LEAST else []


def _alone(para: Para, year: int | None) -> Stage | None:
    """A paragraph that begins with the name and the dates of a phase, in either order."""
    key = para.key
    if found := _BRACKET.match(key):
        hit = _dated(key, year, found.start("d"), found.end("d"))
        return Stage(para, *found.span("n"), hit) if hit else None
    if (found := _COLON.match(key)) and not _NO_PHASE.match(found["n"]):
        hit = _dated(key, year, found.end(), len(key))
        begins = hit is not None and hit.start == found.end()
        return Stage(para, *found.span("n"), hit) if begins else None
    hit = next(iter(find_dates(key, year)), None)
    if hit is None or hit.start:
        return None
    # Without a range only 阶段 tells it from a deadline.
    found = _AFTER.match(key[hit.end :])
    if not found or not (_spans(hit) or found["n"].endswith(("阶段", "期"))):
        return None
    start = hit.end + found.start("n")
    return Stage(para, start, hit.end + found.end("n"), hit)


def _inline(para: Para, year: int | None) -> Iterator[Stage]:
    for found in _INLINE.finditer(para.key):
        start, end = found.span("d") if found["d"] else (found.end(), len(para.key))
        hit = _dated(para.key, year, start, end)
        if hit and (found["d"] or hit.start == found.end()):
            name = found.start("n")
            yield Stage(para, name, found.end("n"), hit)


def _dated(key: str, year: int | None, start: int, end: int) -> DateHit | None:
    """The first date inside letters start–end, one without a year too."""
    return next((h for h in find_dates(key, year) if start <= h.start < end), None)


def _spans(hit: DateHit) -> bool:
    wide = hit.last is None or hit.first is None or hit.last > hit.first
    return wide and hit.precision is not Precision.YEAR
