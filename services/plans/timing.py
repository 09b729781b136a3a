"""When a campaign runs: its period and its phases."""

from __future__ import annotations

import re
from dataclasses import replace

from services.plans.dates import as_range, find_dates, find_range
from services.plans.outline import Node, Outline
from services.plans.paragraphs import Para, part_of_para
from services.plans.parts import Part, part_of_head
from services.plans.reading import DateRange, Phase, Precision, Span
from services.plans.stages import Stage, unnumbered_stages
from services.plans.targets import find_recurrence
from services.plans.tasks import Dating

_STAGE = re.compile(r"阶段|步骤|^第[一二三四五六]步|期（[^（）]*月")
_DATED = re.compile(r"（[^（）]*(?:\d|月|年)[^（）]*）")
_ORDINAL = re.compile(r"^第[一二三四五六七八九十]+(?:阶段|步|步骤)(?:：|，|—)?(?=.)")
_TIME_LINE = re.compile(r"^(?:活动|宣传|实施|行动|工作|开展|起止)?(?:时间|时段|期限)：")
_NO_DATES = "原文没有写这个阶段的日期。"


def _steps(node: Node, dating: Dating) -> list[Stage]:
    """The phases that a part on steps tells without numbers."""
    own = part_of_para(node.para, node.run_in(), len(node.para.key))
    return unnumbered_stages([own, *node.body], dating.year)


def find_period(outline: Outline, section: str, dating: Dating) -> DateRange | None:
    """The period of a section: what stands under 活动时间 and the like, or behind 「时间：」."""
    for node in outline.nodes:
        if node.section != section or part_of_head(node.head) not in (
            Part.TIME,
            Part.PHASE,
        ):
            continue
        phased = part_of_head(node.head) is Part.PHASE
        if node.mark.level > (1 if phased else 2):
            continue
        paras = [p for p in node.body if not p.cells]
        pieces = [(node.para, node.run_in()), *((p, 0) for p in paras[:2])]
        told = {id(s.para) for s in _steps(node, dating)} if phased else set[int]()
        for para, start in pieces:
            if _ORDINAL.match(para.key) or id(para) in told:
                continue
            if found := _range(para, start, dating, days=not phased):
                return found
    for para in outline.loose:
        if para.section == section and (label := _TIME_LINE.match(para.key)):
            return _range(para, label.end(), dating, days=True)
    return None


def _range(para: Para, start: int, dating: Dating, *, days: bool) -> DateRange | None:
    """The first range behind `start`; with `days` a single day will do."""
    for hit in find_dates(para.key, dating.year):
        if hit.start < start or not (hit.first and hit.last):
            continue
        if hit.first < hit.last or (days and hit.precision is Precision.DAY):
            return as_range(para, hit, None)
    return None


def _stages(node: Node, dating: Dating) -> list[Phase]:
    """Phases in plain paragraphs: 「第一阶段：动员部署（8月15日—8月31日）。」."""
    out: list[Phase] = []
    for para in node.body:
        ordinal = None if para.cells else _ORDINAL.match(para.key)
        if ordinal is None:
            continue
        stop = re.search(r"[。，；：]", para.key[ordinal.end() :])
        end = ordinal.end() + stop.start() if stop else len(para.key)
        name = _DATED.sub("", para.words(ordinal.end(), end)).strip()
        bracket = _DATED.search(para.key)
        hits = find_dates(para.key, dating.year)
        hit = next((h for h in hits if not bracket or bracket.start() <= h.start), None)
        dates = as_range(para, hit, None) if hit and hit.first else None
        recurrence = find_recurrence(para)
        doubt = "" if dates else _NO_DATES
        out.append(Phase(para.section, name, dates, para.span, recurrence, doubt))
    return out


def _staged(stage: Stage) -> Phase:
    para = stage.para
    known = stage.hit is not None and stage.hit.first is not None
    dates = as_range(para, stage.hit, None) if stage.hit and known else None
    name = stage.name.strip("，。；：")
    recurrence = find_recurrence(para)
    doubt = "" if dates else _NO_DATES
    return Phase(para.section, name, dates, para.span, recurrence, doubt)


def find_phases(outline: Outline, section: str, dating: Dating) -> list[Phase]:
    """The phases of a section: the points of a part on 步骤, 阶段 or 时间安排, or points named 阶段 with dates."""
    out: list[Phase] = []
    for node in outline.nodes:
        if node.section != section:
            continue
        if part_of_head(node.head) is Part.PHASE:
            found = _stages(node, dating)
            if not found and not node.children:
                found = [_staged(s) for s in _steps(node, dating)]
            out += found
        parent = node.parent
        listed = bool(
            parent and not parent.parent and part_of_head(parent.head) is Part.PHASE
        )
        named = bool(
            _STAGE.search(node.head)
            and (not node.children or _DATED.search(node.head))
            and _dates(node, dating)
        )
        if (listed or named) and node.mark.level > 1:
            out.append(_phase(node, dating, out))
    return out


def _undated(para: Para, start: int, end: int) -> str:
    """The letters start–end as written, without a bracket that holds dates."""
    found = _DATED.search(para.key, start, end)
    if found is None:
        return para.words(start, end)
    return para.words(start, found.start()) + para.words(found.end(), end)


def _phase(node: Node, dating: Dating, before: list[Phase]) -> Phase:
    name = _undated(node.para, node.head_start, node.head_end).strip("。，：；")
    last = before[-1].dates if before else None
    year = last.end.year if last and last.end else dating.year
    dates = _dates(node, replace(dating, year=year))
    paras = [node.para, *node.body]
    recurrence = next((r for p in paras if (r := find_recurrence(p))), None)
    span = Span(node.para.span.start, paras[-1].span.end)
    return Phase(
        node.section, name, dates, span, recurrence, "" if dates else _NO_DATES
    )


def _dates(node: Node, dating: Dating) -> DateRange | None:
    """The dates of a phase: in its head, in the bracket behind it, or first thing in its text."""
    para = node.para
    for bracket in _DATED.finditer(para.key):
        hit = find_range(bracket[0], dating.year)
        if hit and hit.first:
            at = bracket.start()
            return as_range(
                para, replace(hit, start=at + hit.start, end=at + hit.end), None
            )
    pieces = [(para, 0), *((p, 0) for p in node.body[:1])]
    for piece, start in pieces:
        for hit in find_dates(piece.key, dating.year):
            ranged = hit.first and (
                hit.last is None or hit.last > hit.first or hit.relation != "in"
            )
            if hit.start >= start and ranged and hit.precision is not Precision.YEAR:
                found = as_range(piece, hit, None)
                return replace(found, start=None) if hit.relation == "before" else found
    return None
