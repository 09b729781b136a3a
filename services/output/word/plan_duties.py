"""Who leads and who supports, written back where it stood, else in a bracket at the end of the measure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind
from services.output.word.marks import squeezed
from services.output.word.plan_words import change_prose, last_prose, para_of, prose
from services.plans.units import Duties, find_duties

if TYPE_CHECKING:
    from services.campaigns.types import MeasureUnitRow
    from services.plans.reading import UnitName

_LABEL_END = re.compile(r"(?:单位|部门|科室|股室|处室)$")
_HELPS = re.compile(r"配合|协办|协助|协同|协作|参与|参加|支持")
_SEPARATORS = "；，、;, "


@dataclass
class _Said:
    """What one block says of duties."""

    block: Block
    duties: Duties
    text: str


def write_units(own: list[Block], units: Sequence[MeasureUnitRow]) -> list[Block]:
    """Make the blocks of a measure say who leads and supports it; returns blocks to add behind its head.

    What they say already stays as it is written.
    """
    lead = [u for u in units if u.role == "lead"]
    support = [u for u in units if u.role == "support"]
    said = [s for b in own if (s := _said(b))]
    if _same(said, lead, support):
        return []
    found = [s for s in said if s.duties.lead or s.duties.support]
    if found and _exchanged(found, lead, support):
        return []
    words = duty_words(lead, support)
    if any(_is_labelled(s) for s in found):
        _rewrite(found, words)
        return []
    if not words:
        return []
    return _append(own, words)


def duty_words(
    lead: Sequence[MeasureUnitRow], support: Sequence[MeasureUnitRow]
) -> str:
    """「牵头单位：甲；责任单位：乙、丙」, with the labels that were written."""
    parts: list[str] = []
    label = lead[0].label if lead and _LABEL_END.search(lead[0].label) else "牵头单位"
    helped = [u.label for u in support if _is_written(u)]
    if support and not all(_HELPS.search(h) for h in helped or ["配合"]):
        label = label if re.search(r"牵头|主办|主要|第一", label) else "牵头单位"
    if lead:
        parts.append(f"{label}：" + "、".join(u.name for u in lead))
    usual = helped[0] if helped else "配合单位"
    if not lead and not _HELPS.search(usual):
        usual = "配合单位"
    for own, rows in itertools.groupby(
        support, key=lambda u: u.label if _is_written(u) or not helped else usual
    ):
        own = own if _LABEL_END.search(own) else usual
        shown = own if lead or _HELPS.search(own) else usual
        parts.append(f"{shown}：" + "、".join(u.name for u in rows))
    return "；".join(parts)


def _is_written(unit: MeasureUnitRow) -> bool:
    """Whether its label was read, not given to a unit that was added."""
    return unit.span_start is not None and bool(_LABEL_END.search(unit.label))


def _said(block: Block) -> _Said | None:
    text = prose(block)
    para = para_of(text) if text and block.kind in (Kind.HEAD, Kind.BODY) else None
    return _Said(block, find_duties(para), text) if para else None


def _names(units: Sequence[UnitName]) -> list[str]:
    return list(dict.fromkeys(squeezed(u.name) for u in units))


def _same(
    said: list[_Said], lead: Sequence[MeasureUnitRow], support: Sequence[MeasureUnitRow]
) -> bool:
    leads = _names([u for s in said for u in s.duties.lead])
    helps = _names([u for s in said for u in s.duties.support])
    helps = [u for u in helps if u not in leads]
    return leads == [squeezed(u.name) for u in lead] and helps == [
        squeezed(u.name) for u in support
    ]


def _exchanged(
    found: list[_Said],
    lead: Sequence[MeasureUnitRow],
    support: Sequence[MeasureUnitRow],
) -> bool:
    """Exchange name for name where as many units lead and support as before."""
    leads = [(s, u) for s in found for u in s.duties.lead]
    helps = [(s, u) for s in found for u in s.duties.support]
    if len(leads) != len(lead) or len(helps) != len(support):
        return False
    pairs = [
        *zip(leads, [u.name for u in lead], strict=True),
        *zip(helps, [u.name for u in support], strict=True),
    ]
    for (said, unit), name in sorted(
        pairs, key=lambda p: p[0][1].span.start, reverse=True
    ):
        if squeezed(unit.name) == squeezed(name):
            continue
        span = unit.span
        change_prose(
            said.block, lambda t, s=span, n=name: t[: s.start] + n + t[s.end :]
        )
    return True


def _is_labelled(said: _Said) -> bool:
    labels = [*said.duties.lead, *said.duties.support]
    return any(_LABEL_END.search(u.label) for u in labels)


def _rewrite(found: list[_Said], words: str) -> None:
    """Put the words in place of the first list of duties and take the others out."""
    left = words
    for said in found:
        para = para_of(said.text)
        if para is None or not said.duties.places:
            continue
        places = [para.place(a, b) for a, b in said.duties.places]
        start, end = min(p.start for p in places), max(p.end for p in places)
        opens, closes = _bracket(said.text, start, end)
        rest = ""
        if opens >= 0:
            inner = said.text[opens + 1 : closes]
            rest = (said.text[opens + 1 : start] + said.text[end:closes]).strip(
                _SEPARATORS
            )
            start, end = opens, closes + 1
            rest = rest if rest != inner else ""
        content = "；".join(p for p in (left, rest) if p)
        if opens >= 0 and content:
            content = f"（{content}）"
        change_prose(said.block, lambda t, s=start, e=end, c=content: t[:s] + c + t[e:])
        left = ""


def _bracket(text: str, start: int, end: int) -> tuple[int, int]:
    """The bracket around a place, (-1, -1) where it stands in none."""
    opens = max(text.rfind("（", 0, start), text.rfind("(", 0, start))
    if opens < 0 or re.search(r"[）)。]", text[opens:start]):
        return -1, -1
    depth = 0
    for i in range(end, len(text)):
        if text[i] in "（(":
            depth += 1
        elif text[i] in "）)":
            if not depth:
                return opens, i
            depth -= 1
    return -1, -1


def _append(own: list[Block], words: str) -> list[Block]:
    """The bracket at the end of the last words of the measure, else in a paragraph of its own."""
    last = last_prose(own)
    if last is not None:
        change_prose(last, lambda t: f"{t}（{words}）")
        return []
    head = own[0]
    return [Block(Kind.BODY, f"（{words}）", head.section, head.part_id)]
