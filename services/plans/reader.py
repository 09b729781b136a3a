"""Reading a document as a whole: `read_plan(text)` gives everything that was understood of it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from services.plans.articles import (
    article_date,
    article_title,
    fence_end,
    front_fields,
    is_article,
    source_of,
)
from services.plans.contacts import find_contacts
from services.plans.dates import find_dates
from services.plans.frame import Frame, read_frame
from services.plans.media import find_columns, find_outlets, find_places
from services.plans.media_names import named_after_place, place_stems
from services.plans.outline import Node, Outline, read_outline
from services.plans.paragraphs import Para, cells_of, paragraphs
from services.plans.parts import Part, part_of_head
from services.plans.people import People, find_people
from services.plans.reading import Annex, DocKind, Found, Phase, PlanReading, Task
from services.plans.schedules import find_schedule, find_tables
from services.plans.task_tables import find_table_tasks
from services.plans.tasks import Dating, find_tasks
from services.plans.timing import find_period, find_phases
from services.plans.units import find_duties, looks_like_unit, split_units
from services.plans.weights import find_weights

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?!.*(?:19|20)\d{2}年)")
_EMPTY = "这份文件没有文字。"
_ARTICLE = "这是一篇新闻报道或文章，不是宣传方案，没有读出任务。"
_OTHER = "没有认出宣传方案：没有方案标题，也没有“一、（一）1.”这样的编号。"
_NO_BODY = "只有通知，没有找到所附的方案正文。"
_NO_TITLE = "没有认出标题，请补上。"
_MIN_NODES = 2
_LISTS = re.compile(
    r"标语|口号|名单|名册|样式|样张|模板|提纲|须知|清单|海报|(?:统计|登记|推荐|申报|汇总|报名|分解|安排)表$"
)


def read_plan(text: str) -> PlanReading:
    """Take a document apart; `text` is what `files.read_document` gave. Never raises for any text."""
    skip = fence_end(text)
    paras = paragraphs(" " * skip + text[skip:]) if skip else paragraphs(text)
    fields = front_fields(text)
    if not paras:
        return PlanReading(text, DocKind.OTHER, remarks=(_EMPTY,))
    frame = read_frame(list(paras))
    outline = read_outline(frame.body)
    if not _is_plan(frame, outline):
        return _no_plan(text, paras, fields, frame, outline)
    return _plan(text, frame, outline)


def _is_plan(frame: Frame, outline: Outline) -> bool:
    """A title of a plan or a notice over numbered parts, or at least two parts numbered 一、二、."""
    if frame.title is not None and len(outline.nodes) >= _MIN_NODES:
        return True
    return (
        sum(n.mark.level == 1 for n in outline.roots) >= _MIN_NODES
        and len(outline.nodes) > _MIN_NODES
    )


def _no_plan(
    text: str,
    paras: list[Para],
    fields: dict[str, Found],
    frame: Frame,
    outline: Outline,
) -> PlanReading:
    heads = tuple(h for h in outline.headings if h.level is None)
    if frame.notices:
        inner = frame.notices[-1]
        return PlanReading(
            text,
            DocKind.NOTICE,
            title=inner.title,
            notices=tuple(frame.notices),
            issuer=frame.issuer,
            doc_number=frame.doc_number,
            issue_date=frame.issue_date,
            recipients=frame.recipients,
            annexes=tuple(frame.annexes),
            remarks=(_NO_BODY,),
        )
    if is_article(paras, fields):
        return PlanReading(
            text,
            DocKind.ARTICLE,
            title=article_title(paras, fields),
            issue_date=article_date(paras, fields),
            source=source_of(paras),
            headings=heads,
            remarks=(_ARTICLE,),
        )
    return PlanReading(text, DocKind.OTHER, remarks=(_OTHER,))


def _plan(text: str, frame: Frame, outline: Outline) -> PlanReading:
    issued = frame.issue_date.start if frame.issue_date else None
    main = _dating(frame, outline, issued)
    people = find_people([p for p in frame.body if p.section == "main"])
    tasks, phases, annexes = _parts(frame, outline, main)
    media = [
        part
        for p in frame.body
        if not _names_people(p, people)
        for part in (_said_cells(p) if p.cells else [p])
    ]
    goals, messages, requirements = _said(outline)
    stems = place_stems(f.value for f in (frame.title, frame.issuer) if f)
    return PlanReading(
        text=text,
        kind=DocKind.PLAN,
        title=frame.title,
        notices=tuple(frame.notices),
        issuer=frame.issuer,
        letterhead=tuple(frame.letterhead),
        doc_number=frame.doc_number,
        issue_date=frame.issue_date,
        recipients=frame.recipients,
        copied_to=tuple(frame.copied_to),
        period=find_period(outline, "main", main),
        phases=tuple(phases),
        headings=tuple(outline.headings),
        goals=tuple(goals),
        key_messages=tuple(messages),
        requirements=tuple(requirements),
        tasks=tuple(tasks),
        leadership=tuple(people.leadership),
        member_units=tuple(people.members),
        columns=_once(f for p in media for f in find_columns(p)),
        outlets=_once(f for p in media for f in _outlets(p, stems)),
        places=_once(f for p in media for f in find_places(p)),
        contacts=tuple(find_contacts(frame.body)),
        annexes=tuple(annexes),
        tables=tuple(find_tables(frame.body)),
        schedule=tuple(find_schedule(frame.body, main)),
        weights=tuple(find_weights(frame.body)),
        remarks=() if frame.title else (_NO_TITLE,),
    )


def _said_cells(row: Para) -> list[Para]:
    """The cells of a row but those that only list units."""
    cells = cells_of(row)
    pieces = [split_units(c.key, 0, len(c.key)) for c in cells]
    return [
        c
        for c, units in zip(cells, pieces, strict=True)
        if not all(looks_like_unit(c.key[u.start : u.end]) for u in units)
    ]


def _outlets(para: Para, stems: frozenset[str]) -> list[Found]:
    """Outlets in the prose: a media house that only leads or supports is a unit."""
    places = [para.place(*p) for p in find_duties(para).places]
    found = list(find_outlets(para))
    told = [f.span for f in found if f.span]
    found += [
        f
        for f in named_after_place(para, stems)
        if f.span and not any(s.start <= f.span.start < s.end for s in told)
    ]
    return [
        f
        for f in found
        if f.span and not any(s.start <= f.span.start < s.end for s in places)
    ]


def _dating(frame: Frame, outline: Outline, issued: dt.date | None) -> Dating:
    """The year of the campaign: told by its title, its period, else its day of issue."""
    titled = _YEAR.search(frame.title.value) if frame.title else None
    period = find_period(outline, "main", Dating(None, issued))
    year = issued.year if issued else None
    if period and period.start:
        year = period.start.year
    if titled and (period is None or period.start is None):
        year = int(titled[1])
    return Dating(year or _usual_year(frame), issued)


def _usual_year(frame: Frame) -> int | None:
    """The year that a plan without a day of issue names most often."""
    hits = (h for p in frame.body for h in find_dates(p.key, None) if h.first)
    years = Counter(h.first.year for h in hits if h.first and h.has_year)
    return years.most_common(1)[0][0] if years else None


def _parts(
    frame: Frame, outline: Outline, main: Dating
) -> tuple[list[Task], list[Phase], list[Annex]]:
    """Measures, phases and periods, section by section: an annex has dates of its own."""
    tasks: list[Task] = []
    phases: list[Phase] = []
    annexes: list[Annex] = []
    by_name = {a.section: a for a in frame.annexes}
    for section in dict.fromkeys(
        ["main", *by_name, *(n.section for n in outline.nodes)]
    ):
        part = _only(outline, section)
        period = find_period(part, section, main)
        dating = main
        if section != "main" and period and period.start:
            dating = Dating(period.start.year, main.issued)
        if not _LISTS.search(by_name[section].title if section in by_name else ""):
            tasks += find_tasks(part, dating)
        rows = [p for p in frame.body if p.section == section]
        tasks += find_table_tasks(rows, dating)
        phases += find_phases(part, section, dating)
        if section in by_name:
            annexes.append(replace(by_name[section], period=period))
    return tasks, phases, annexes


def _only(outline: Outline, section: str) -> Outline:
    return Outline(
        [n for n in outline.nodes if n.section == section],
        [n for n in outline.roots if n.section == section],
        [p for p in outline.loose if p.section == section],
    )


def _names_people(para: Para, people: People) -> bool:
    """Whether a paragraph lists people or member units: a media house is no outlet there."""
    spans = [x.span for x in (*people.leadership, *people.members)]
    return any(para.span.start <= s.start < para.span.end for s in spans)


def _said(outline: Outline) -> tuple[list[Found], list[Found], list[Found]]:
    """Goals, key messages and requirements of the main part."""
    goals: list[Found] = []
    messages: list[Found] = []
    requirements: list[Found] = []
    for root in outline.roots:
        if root.section != "main" or root.mark.level != 1:
            continue
        part = part_of_head(root.head)
        points = root.children or [root]
        if part is Part.GOAL:
            goals += [f for n in points for f in _prose(n)]
        elif part is Part.MESSAGE:
            messages += [_point(n) for n in points]
        elif part is Part.REQUIREMENT:
            requirements += [_point(n) for n in points]
    return goals, messages, requirements


def _prose(node: Node) -> list[Found]:
    start = node.run_in()
    out = (
        [node.para.found(start, len(node.para.key))]
        if start < len(node.para.key)
        else []
    )
    return out + [p.found(0, len(p.key)) for p in node.body if not p.cells]


def _point(node: Node) -> Found:
    end = node.head_end if node.titled else len(node.para.key)
    return node.para.found(node.head_start, end)


def _once(found: Iterable[Found]) -> tuple[Found, ...]:
    out: dict[str, Found] = {}
    for one in found:
        out.setdefault(one.value, one)
    return tuple(out.values())
