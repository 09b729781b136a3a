"""Words selected in the text as a value: they are read again by the rules of the field that they are given to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from models.errors import ValidationError
from services.plans.correcting import paths
from services.plans.correcting.changes import numbered_annex, set_words
from services.plans.correcting.fields import (
    NOWHERE,
    Kind,
    field_of,
    list_of,
    section_of,
)
from services.plans.correcting.paths import Path
from services.plans.dates import as_range, find_range
from services.plans.numerals import mark_of
from services.plans.paragraphs import Para, merged, paragraphs
from services.plans.reading import (
    Annex,
    Contact,
    DateRange,
    Found,
    Heading,
    Notice,
    Person,
    Phase,
    PlanReading,
    SlotRow,
    Span,
    Task,
    UnitName,
    Weight,
)
from services.plans.tasks import Dating, find_deadlines
from services.plans.units import find_duties, split_units

_NONE = "选中的文字里没有可用的内容，请在左边重新选。"
_NO_DATE = "选中的文字里没有认出日期，请选上完整的日期，或直接填写。"
_LABEL = re.compile(r"^[（(]?(?:[\u4e00-\u9fff]{2,4})(?:单位|部门)[：:]")


def take_words(
    reading: PlanReading, path: Path, start: int, end: int
) -> tuple[PlanReading, Path]:
    """The letters start–end of the text given to the value, record or list at `path`; the path of what was set.

    A list of units in the words becomes as many units; a section gets a new entry. Raises ValidationError.
    """
    para = _para(reading.text, start, end)
    spec = field_of(path)
    if spec is None:
        return _record(reading, path, para)
    if spec.kind is Kind.UNIT:
        return _units(reading, path, para)
    if spec.kind in (Kind.DATE, Kind.RANGE):
        return _date(reading, path, para)
    if spec.kind in (Kind.QUOTA, Kind.EVERY):
        return _counted(reading, path, para, spec.kind)
    where = path
    if spec.many and not isinstance(path[-1], int):
        where = (*path, len(paths.get(reading, path)))
    return set_words(reading, path, _words(para), para.span), where


def _para(text: str, start: int, end: int) -> Para:
    """The selected words as one paragraph; every letter keeps its place in the text."""
    found = [p for p in paragraphs(" " * start + text[start:end]) if p.key]
    if not found:
        raise ValidationError(_NONE)
    return merged(found)


def _words(para: Para) -> str:
    return para.words().strip(" 。；，、：;,")


def _units(reading: PlanReading, path: Path, para: Para) -> tuple[PlanReading, Path]:
    label = _LABEL.match(para.key)
    begin = label.end() if label else 0
    pieces = split_units(para.key, begin, len(para.key.rstrip("）)。；")))
    names = [
        UnitName(para.words(p.start, p.end), "", para.place(p.start, p.end))
        for p in pieces
    ]
    if not names:
        raise ValidationError(_NONE)
    if list_of(path) is None:  # the unit of a row of a schedule
        return set_words(reading, path, names[0].name), path
    where = path if isinstance(path[-1], int) else (*path, 0)
    many = paths.get(reading, where[:-1])
    at = where[-1] if isinstance(path[-1], int) else len(many)
    for n, unit in enumerate(names):
        if n == 0 and isinstance(path[-1], int):
            reading = set_words(reading, path, unit.name, unit.span)
            continue
        reading = _with_unit(reading, where[:-1], int(at) + n, unit)
    return reading, (*where[:-1], at)


def _with_unit(
    reading: PlanReading, where: Path, at: int, unit: UnitName
) -> PlanReading:
    spec = field_of(where)
    section = section_of(where)
    label = spec.label if spec else section.label
    return paths.insert(reading, where, at, replace(unit, label=label))


def _date(reading: PlanReading, path: Path, para: Para) -> tuple[PlanReading, Path]:
    found = _range(reading, para)
    if found is None:
        raise ValidationError(_NO_DATE)
    if isinstance(path[-1], int) or not _is_list(path):
        return paths.put(reading, path, found), path
    many = paths.get(reading, path)
    return paths.insert(reading, path, len(many), found), (*path, len(many))


def _is_list(path: Path) -> bool:
    spec = field_of(path)
    return bool(spec and spec.many)


def _range(reading: PlanReading, para: Para) -> DateRange | None:
    dating = _dating(reading)
    hit = find_range(para.key, dating.year)
    return as_range(para, hit, dating.issued) if hit else None


def _dating(reading: PlanReading) -> Dating:
    issued = reading.issue_date.start if reading.issue_date else None
    begun = reading.period.start if reading.period else None
    year = begun.year if begun else issued.year if issued else None
    return Dating(year, issued)


def _counted(
    reading: PlanReading, path: Path, para: Para, kind: Kind
) -> tuple[PlanReading, Path]:
    from services.plans.targets import find_quotas, find_recurrence

    if kind is Kind.EVERY:
        every = find_recurrence(para)
        if every is None:
            raise ValidationError("选中的文字里没有“每月”“每周”这样的周期。")
        return paths.put(reading, path, every), path
    quotas = find_quotas(para.found(0, len(para.key)))
    if not quotas:
        raise ValidationError("选中的文字里没有“每年几个”这样的数量。")
    if isinstance(path[-1], int):
        return paths.put(reading, path, quotas[0]), path
    many = paths.get(reading, path)
    return paths.insert(reading, path, len(many), quotas[0]), (*path, len(many))


# --- whole entries ---------------------------------------------------------------------------------------


def _record(reading: PlanReading, path: Path, para: Para) -> tuple[PlanReading, Path]:
    """A new entry of a section from the words, behind the entry at `path` or where its place in the text is."""
    section = section_of(path)
    if section.key == "basic":
        raise ValidationError("请先在右边选中要填的那一项，例如“方案标题”。")
    if section.key == "tables":
        raise ValidationError("表格不能从选中的文字生成，请在方案里增加。")
    made = _entries(reading, section.key, para)
    many = getattr(reading, section.key)
    at = _position(many, para.span)
    return paths.insert(reading, (section.key,), at, *made), (section.key, at)


def _position(many: tuple[Any, ...], span: Span) -> int:
    """Behind the last entry that stands before the place in the text."""
    at = 0
    for n, one in enumerate(many, start=1):
        own = one.title.span if isinstance(one, Notice) else one.span
        if own is None or own == NOWHERE or own.start <= span.start:
            at = n
    return at


def _entries(reading: PlanReading, key: str, para: Para) -> list[Any]:
    words, span = _words(para), para.span
    section = _section_at(reading, span.start)
    match key:
        case "tasks":
            return [_task(reading, para, section)]
        case "member_units" | "copied_to":
            label = "成员单位" if key == "member_units" else "抄送"
            begin = found.end() if (found := _LABEL.match(para.key)) else 0
            pieces = split_units(para.key, begin, len(para.key))
            return [
                UnitName(para.words(p.start, p.end), label, para.place(p.start, p.end))
                for p in pieces
            ]
        case "leadership":
            from services.plans.people import find_people

            return list(find_people([para]).leadership) or [Person("", words, "", span)]
        case "contacts":
            from services.plans.contacts import find_contacts

            found_ = [replace(c, section=section) for c in find_contacts([para])]
            return list(found_) or [Contact(section, words, "", "", "", span)]
        case "weights":
            from services.plans.weights import find_weights

            return list(find_weights([para])) or [Weight(words, 0.0, span)]
        case "phases":
            return [Phase(section, words, _range(reading, para), span)]
        case "schedule":
            return [SlotRow(None, words, _range(reading, para), span)]
        case "annexes":
            return [numbered_annex(reading, Annex(0, words, "", span))]
        case "notices":
            return [Notice(Found(words, span))]
        case "headings":
            return [_heading(para, section)]
        case _:
            return [Found(words, span)]


def _section_at(reading: PlanReading, place: int) -> str:
    inside = (
        a.section
        for a in reading.annexes
        if a.body and a.body.start <= place < a.body.end
    )
    return next(inside, "main")


def _task(reading: PlanReading, para: Para, section: str) -> Task:
    from services.plans.targets import find_quotas, find_targets

    mark = mark_of(para.key)
    begin = mark.size if mark else 0
    duties = find_duties(para)
    stop = para.key.find("。", begin)
    head = para.words(begin, stop) if 0 < stop - begin <= 30 else ""
    targets = find_targets(para, begin, duties.places)
    return Task(
        section,
        mark.number.strip("、.．") if mark else "",
        head,
        para.words(begin),
        para.span,
        lead_units=duties.lead,
        support_units=duties.support,
        deadlines=tuple(find_deadlines(para, _dating(reading), duties.places)),
        targets=tuple(targets),
        quotas=tuple(q for t in targets for q in find_quotas(t)),
    )


def _heading(para: Para, section: str) -> Heading:
    mark = mark_of(para.key)
    begin = mark.size if mark else 0
    words = para.words(begin).strip(" 。：")
    return Heading(
        section,
        mark.level if mark else None,
        mark.number if mark else "",
        words,
        words[:20],
        "",
        para.span,
    )
