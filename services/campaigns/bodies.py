"""The outline of a reading with the words under each head: what `CampaignPart` stores."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary_campaigns import PartKind

if TYPE_CHECKING:
    from services.plans.paragraphs import Para
    from services.plans.reading import Annex, Heading, PlanReading, Span

_IMPRINT = re.compile(
    r"^[^，。；：]{0,40}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?:印发|印制|印)$"
)
_LEADING = "。，：:；;. 　"


@dataclass(frozen=True)
class Piece:
    """A part of the outline; `annex` is set for an annex's own part, `head` for a head's."""

    kind: PartKind
    section: str
    body: str
    run_in: bool = False
    span: Span | None = None
    head: Heading | None = None
    annex: Annex | None = None


def pieces(reading: PlanReading) -> list[Piece]:
    """The parts of a document in order: opening words, heads, closing words, annexes with their heads.

    Every paragraph behind the title goes into exactly one part; page numbers are out, broken lines joined. Rows
    of tables are left to the tables.
    """
    from services.plans.paragraphs import paragraphs

    sections: list[tuple[str, Annex | None]] = [("main", None)]
    sections += [(a.section, a) for a in reading.annexes]
    paras = [
        p for p in paragraphs(reading.text) if not p.cells and p.section != "letterhead"
    ]
    found: list[Piece] = []
    for section, annex in sections:
        own = [p for p in paras if _inside(p, reading, annex)]
        heads = [h for h in reading.headings if h.section == section]
        found += _section(reading, section, annex, heads, own)
    return found


def _inside(para: Para, reading: PlanReading, annex: Annex | None) -> bool:
    place = para.span.start
    if annex is not None:
        return annex.body is not None and annex.body.start <= place < annex.body.end
    if any(a.body and a.body.start <= place < a.body.end for a in reading.annexes):
        return False
    title = reading.title.span if reading.title else None
    if title is not None:
        return place >= title.end
    return bool(reading.headings) and place >= reading.headings[0].span.start


def _section(
    reading: PlanReading,
    section: str,
    annex: Annex | None,
    heads: list[Heading],
    paras: list[Para],
) -> list[Piece]:
    starts = [h.span.start for h in heads]
    closing = len(paras)
    if annex is None:
        closing = _closing(reading, starts, paras)
    under: dict[int, list[Para]] = {}
    for para in paras[:closing]:
        under.setdefault(bisect_right(starts, para.span.start) - 1, []).append(para)
    opening = _joined(_without_title(under.get(-1, []), annex))
    found: list[Piece] = []
    if annex is not None:
        found.append(
            Piece(PartKind.ANNEX, section, opening, span=annex.span, annex=annex)
        )
    elif opening:
        found.append(Piece(PartKind.LEAD, section, opening, span=under[-1][0].span))
    for index, head in enumerate(heads):
        body, run_in = _body(head, under.get(index, []))
        found.append(
            Piece(PartKind.HEAD, section, body, run_in, span=head.span, head=head)
        )
    if closing < len(paras):
        tail = paras[closing:]
        found.append(Piece(PartKind.CLOSING, section, _joined(tail), span=tail[0].span))
    return found


def _closing(reading: PlanReading, starts: list[int], paras: list[Para]) -> int:
    """Index of the paragraph from which on the main text signs off: list of annexes, issuer, date, copies."""
    behind = starts[-1] if starts else 0
    marks = [a.span for a in reading.annexes]
    marks += [f.span for f in (reading.issuer, *reading.copied_to) if f and f.span]
    if reading.issue_date is not None:
        marks.append(reading.issue_date.span)
    for index, para in enumerate(paras):
        span = para.span
        told = any(
            span.start <= m.start < span.end and m.start - span.start <= 12
            for m in marks
        )
        if span.start > behind and (told or _IMPRINT.match(para.key)):
            return index
    return len(paras)


def _without_title(paras: list[Para], annex: Annex | None) -> list[Para]:
    """An annex's opening words without its label and its title."""
    if annex is None:
        return paras
    from services.text import fold

    title = fold(annex.title)
    rest = list(paras)
    while rest:
        key = fold(rest[0].key)
        label = key.removeprefix("附件").lstrip("0123456789一二三四五六七八九十")
        if label and not (title and (label in title or title in label)):
            break
        if len(label) > len(title) + 2:
            break
        rest.pop(0)
    return rest


def _body(head: Heading, paras: list[Para]) -> tuple[str, bool]:
    """The words under a head, and whether they begin in its own paragraph."""
    if not paras:
        return "", False
    first, rest = paras[0], paras[1:]
    end = head.span.end
    if head.text is None:
        end = head.span.start
    begin = next((i for i, place in enumerate(first.at) if place >= end), None)
    own = first.words(begin) if begin is not None else ""
    if head.text is None and own.startswith(head.number):
        own = own[len(head.number) :]
    own = own.lstrip(_LEADING)
    body = "\n".join(part for part in (own, _joined(rest)) if part)
    return body, bool(own)


def _joined(paras: list[Para]) -> str:
    return "\n".join(p.words() for p in paras)
