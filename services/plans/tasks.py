"""Measures: which numbered paragraphs ask something of somebody, and what exactly they ask."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from services.plans.dates import as_range, find_dates
from services.plans.outline import Node, Outline
from services.plans.paragraphs import Para
from services.plans.parts import Part, part_of
from services.plans.reading import (
    DateRange,
    Found,
    Precision,
    Quota,
    Span,
    Task,
    UnitName,
)
from services.plans.targets import clauses, find_quotas, find_recurrence, find_targets
from services.plans.units import (
    Duties,
    find_duties,
    looks_like_unit,
    split_units,
    together,
)

_ASKED = re.compile(
    r"(?P<who>[^，。；：“”《》]{2,30}?)(?:要(?![求点素闻件])|应当|应(?![急用对变邀届聘付急])|须(?!知))"
)
_GENERAL = re.compile(
    r"^(?:牵头|配合|责任|成员|承办|主办|各|每|有关|相关|全|所有|其他|本|部门|街道|乡镇|单位)"
)
_REPORT = re.compile(
    r"(?:报送|上报|发送|反馈|提交|报告|汇总|报)(?:至|到|给)?(?P<u>(?!告|送|道|名|至|到|给)[^，。；：（）、]{2,20})|"
    r"向(?P<v>[^，。；：（）、]{2,20}?)(?:报送|上报|报告|反馈|提交)"
)
_PROMISES = re.compile(
    r"^(?:要|须|应)?.{0,12}(?:实现|完成|达到|力争|建成|建立|压减|压缩|全面|开通|推行|全部|出台|发布)"
)
_UNTIL = re.compile(r"(?:时间|时限|期限|节点|日期)：$")
_PROSE = 30


@dataclass(frozen=True)
class Dating:
    """What dates are judged by: the year that stands in for a missing one, and the day of issue."""

    year: int | None
    issued: dt.date | None


def find_tasks(outline: Outline, dating: Dating) -> list[Task]:
    """The measures of a document in order."""
    out: list[Task] = []
    flat = {
        s
        for s in {n.section for n in outline.nodes}
        if not any(n.parent for n in outline.nodes if n.section == s)
    }
    for root in outline.roots:
        part = part_of(root)
        if part in (
            Part.GOAL,
            Part.LEADERSHIP,
            Part.MESSAGE,
            Part.PHASE,
            Part.TIME,
            Part.SCOPE,
        ):
            continue
        if root.mark.level == 1 and not root.children:
            task = _task(root, part, dating, head=root.section in flat)
            if _is_checkable(task) or (
                root.section in flat and part in (Part.TASK, Part.OPEN)
            ):
                out.append(task)
            continue
        nodes = root.children if root.mark.level == 1 else [root]
        for node in [leaf for n in nodes for leaf in _measures(n)]:
            task = _task(node, part, dating)
            if (
                part in (Part.TASK, Part.OPEN)
                or _is_checkable(task)
                or (part is Part.REQUIREMENT and _is_addressed(task))
            ):
                out.append(task)
    return out


def _measures(node: Node) -> list[Node]:
    """The node itself, or the points below it where these are the measures."""
    if not node.children:
        return [node]
    below = [leaf for child in node.children for leaf in _measures(child)]
    if any(_duties(n).lead for n in below):
        return below
    if (
        _duties(node).lead
        or _own_prose(node) >= _PROSE
        or node.children[0].mark.level >= 4
    ):
        return [node]
    return below


def _own_prose(node: Node) -> int:
    return (
        len(node.para.key)
        - node.run_in()
        + sum(len(p.key) for p in node.body if not p.cells)
    )


def _paras(node: Node, *, below: bool) -> list[Para]:
    out = [node.para, *(p for p in node.body if not p.cells)]
    if below:
        for child in node.children:
            out += _paras(child, below=True)
    return out


def _duties(node: Node) -> Duties:
    return together(find_duties(p) for p in (node.para, *node.body))


def _task(node: Node, part: Part, dating: Dating, *, head: bool = True) -> Task:
    paras = _paras(node, below=True)
    told: list[Duties] = []
    actors: list[UnitName] = []
    deadlines: list[DateRange] = []
    targets: list[Found] = []
    quotas: list[Quota] = []
    recurrence = report_to = None
    for n, para in enumerate(paras):
        start = (node.head_start if node.titled else 0) if n == 0 else 0
        duties = find_duties(para)
        told.append(duties)
        actors += _actors(para, node.run_in() if n == 0 else 0)
        deadlines += find_deadlines(para, dating, duties.places)
        found = find_targets(para, node.head_start if n == 0 else 0, duties.places)
        targets += found
        quotas += [q for t in found for q in find_quotas(t)]
        recurrence = recurrence or find_recurrence(para, start)
        report_to = report_to or _report_to(para)
    whole = together(told)
    text = _text(node, paras, with_head=head or node.mark.level > 1)
    last = paras[-1].span
    return Task(
        section=node.section,
        number=node.chain,
        head=node.head,
        text=text,
        span=Span(node.para.span.start, last.end),
        kind={Part.REQUIREMENT: "requirement", Part.PROCEDURE: "step"}.get(
            part, "measure"
        ),
        lead_units=_unique(whole.lead),
        support_units=_unique(
            u for u in whole.support if u.name not in {x.name for x in whole.lead}
        ),
        actors=_unique(actors),
        deadlines=tuple(deadlines),
        targets=tuple(targets),
        quotas=tuple(quotas),
        recurrence=recurrence,
        report_to=report_to,
    )


def _text(node: Node, paras: list[Para], *, with_head: bool) -> str:
    start = node.head_start if with_head or not node.titled else node.run_in()
    return "".join([node.para.words(start), *(p.words() for p in paras[1:])])


def _unique(units: Iterable[UnitName]) -> tuple[UnitName, ...]:
    return tuple({u.name: u for u in reversed(list(units))}.values())[::-1]


def find_deadlines(
    para: Para, dating: Dating, skip: tuple[tuple[int, int], ...] = ()
) -> list[DateRange]:
    """The days by which a paragraph wants things done; what is written in `skip` and starts are left out."""
    out: list[DateRange] = []
    for hit in find_dates(para.key, dating.year):
        if hit.relation == "from" or any(a <= hit.start < b for a, b in skip):
            continue
        if hit.last is None and not hit.doubt:
            continue
        past = bool(hit.last and dating.issued and hit.last < dating.issued)
        asked = _UNTIL.search(para.key[max(0, hit.start - 8) : hit.start])
        promised = asked or _PROMISES.match(para.key[hit.end :])
        if hit.relation == "in" and past and not promised:
            continue  # tells what was, not what is to be
        if (
            hit.precision is Precision.YEAR
            and hit.relation == "in"
            and _GENERAL_YEAR.match(para.key, hit.end)
        ):
            continue
        out.append(as_range(para, hit, dating.issued, deadline=True))
    out += [_relative(para, m) for m in _WITHIN.finditer(para.key)]
    return out


def _relative(para: Para, found: re.Match[str]) -> DateRange:
    words, place = para.words(*found.span("d")), para.place(*found.span("d"))
    return DateRange(words, None, None, Precision.RELATIVE, place)


_WITHIN = re.compile(
    r"(?P<d>\d{1,3}个?(?:工作日|日|天|周|星期|个月|月)(?:之|以)?内)(?=[^，。；]{0,4}(?:提交|报送|上报|报|完成|办结|反馈|整改|答复|回复|制定|印发|出台))"
)
_GENERAL_YEAR = re.compile(r"(?:度|的|第|版|工作要点|以来|[春暑寒秋]|全国|“|《)")


def _actors(para: Para, start: int) -> list[UnitName]:
    """Who is told to act: the subject of 「…要」 at the start of a clause."""
    out: list[UnitName] = []
    for begin, end in clauses(para.key, start):
        found = _ASKED.match(para.key, begin, end)
        if not found or "由" in found["who"] or not _closed(found["who"]):
            continue
        pieces = split_units(para.key, *found.span("who"))
        if pieces and all(looks_like_unit(para.key[p.start : p.end]) for p in pieces):
            out += [
                UnitName(
                    para.words(p.start, p.end),
                    "要",
                    para.place(p.start, p.end),
                    "按句子主语理解，原文没有写明牵头。",
                )
                for p in pieces
            ]
    return out


def _closed(words: str) -> bool:
    """Whether every bracket of a few words is opened and closed among them."""
    return words.count("（") == words.count("）")


def _report_to(para: Para) -> Found | None:
    for found in _REPORT.finditer(para.key):
        group = "u" if found["u"] else "v"
        unit = found[group]
        if looks_like_unit(unit) and not re.search(r"(?:单位|部门|媒体)$", unit):
            return para.found(*found.span(group))
    return None


def _is_checkable(task: Task) -> bool:
    return bool(
        task.deadlines
        or task.targets
        or task.lead_units
        or task.quotas
        or (task.recurrence and task.report_to)
    )


def _is_addressed(task: Task) -> bool:
    """Whether a requirement speaks to one named unit, not to everybody."""
    return bool(task.actors) and not any(_GENERAL.match(u.name) for u in task.actors)
