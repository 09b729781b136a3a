"""Corrections of single values: words, dates, quotas, entries added, deleted, moved; each gives a new reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from models.errors import ValidationError
from services import text
from services.plans.correcting import paths
from services.plans.correcting.fields import (
    DOC_KINDS,
    NOWHERE,
    SECTIONS,
    FieldSpec,
    Kind,
    field_of,
    list_of,
    section_of,
)
from services.plans.correcting.items import span_words
from services.plans.correcting.paths import Path
from services.plans.reading import (
    Annex,
    DateRange,
    DocKind,
    Found,
    PlanReading,
    Precision,
    Quota,
    Recurrence,
    Span,
    UnitName,
)

_NOT_WORDS = (Kind.DATE, Kind.RANGE, Kind.QUOTA, Kind.EVERY, Kind.TABLE)


def set_words(
    reading: PlanReading, path: Path, words: str, span: Span | None = None
) -> PlanReading:
    """The value at a path written anew; no words take it away. A correction settles its doubt.

    `span` is the place of the words where they were taken from the text. Raises ValidationError for a number that
    is none, or an emptied value that cannot be.
    """
    spec = _spec(path)
    tidy = words.strip() if spec.kind is Kind.LONG else text.clean(words)
    old = paths.get(reading, path) if paths.exists(reading, path) else None
    if not tidy:
        return _emptied(reading, path, spec)
    if spec.kind in _NOT_WORDS:
        raise ValidationError(f"{spec.label}不能直接写成文字，请在它自己的栏里填。")
    if spec.kind is Kind.NUMBER:
        value: Any = _number(tidy, spec)
    elif spec.kind is Kind.CHOICE:
        value = _choice(tidy, spec)
    elif spec.is_plain:
        value = tidy
    elif spec.kind is Kind.UNIT:
        value = _unit(old, tidy, span, _label(path, spec))
    elif isinstance(old, Found):
        raw = old.raw or (old.value if old.span and old.value else "")
        value = Found(tidy, span or old.span, "" if span else raw)
    else:
        value = Found(tidy, span)
    return _put(reading, path, spec, value)


def set_dates(
    reading: PlanReading,
    path: Path,
    start: dt.date | None,
    end: dt.date | None,
) -> PlanReading:
    """The days meant at a path; its words stay as the text has them. Raises ValidationError (end before start)."""
    spec = _spec(path)
    if start is None and end is None:
        return _emptied(reading, path, spec)
    if spec.kind is Kind.DATE:
        start = end = start or end
    if start and end and end < start:
        raise ValidationError("结束日期早于开始日期，请改其中一个。", path_name(path))
    old = paths.get(reading, path) if paths.exists(reading, path) else None
    same = isinstance(old, DateRange)
    value = DateRange(
        old.raw if same else "",
        start,
        end,
        Precision.DAY,
        old.span if same else NOWHERE,
    )
    if same and (old.start, old.end) == (start, end):
        value = replace(old, doubt="")
    if not value.raw:
        value = replace(value, raw=span_words(value))
    return _put(reading, path, spec, value)


def set_value(reading: PlanReading, path: Path, value: Any) -> PlanReading:
    """A quota, recurrence, table or date as a whole."""
    return _put(reading, path, _spec(path), value)


def set_quota(
    reading: PlanReading, path: Path, per: str, least: int, most: int, what: str
) -> PlanReading:
    """So many of something in each year, quarter … Raises ValidationError for numbers the wrong way round."""
    if least < 0 or most < least:
        raise ValidationError("数量不对：后一个数不能小于前一个数。", "most")
    old = paths.get(reading, path) if paths.exists(reading, path) else None
    span = old.span if isinstance(old, Quota) else NOWHERE
    value = Quota(per, least, most, text.clean(what), span)
    return _put(reading, path, _spec(path), value)


def set_every(reading: PlanReading, path: Path, rule: str) -> PlanReading:
    """How often something comes back; '' takes it away."""
    spec = _spec(path)
    if not rule:
        return _emptied(reading, path, spec)
    old = paths.get(reading, path)
    kept = old if isinstance(old, Recurrence) else Recurrence("", "", NOWHERE)
    return _put(reading, path, spec, replace(kept, rule=rule))


def settle(reading: PlanReading, path: Path) -> PlanReading:
    """The doubt at a path settled: the value is right as it stands."""
    value = paths.get(reading, path)
    return paths.put(reading, path, replace(value, doubt=""))


def add(
    reading: PlanReading, path: Path, near: Span = NOWHERE
) -> tuple[PlanReading, Path]:
    """An empty entry behind the one at `path`, or at the end of the list that `path` is; its path.

    `near` is where in the text it belongs, when that is known. Raises ValidationError where nothing can be added.
    """
    where = list_of(path)
    if where is None:
        raise ValidationError("这一项只有一个值，不能再增加；要改请直接改。")
    many = paths.get(reading, where)
    at = path[-1] + 1 if path and isinstance(path[-1], int) else len(many)
    made = _empty(where, near)
    if made is None:
        raise ValidationError("表格请在方案里增加。")
    if where == ("annexes",):
        made = numbered_annex(reading, made)
    elif at and hasattr(made, "section"):
        made = replace(made, section=many[at - 1].section)
    return paths.insert(reading, where, at, made), (*where, at)


def numbered_annex(reading: PlanReading, annex: Annex) -> Annex:
    """An annex with the next free number and a section of its own."""
    number = max((a.number for a in reading.annexes), default=0) + 1
    return replace(annex, number=number, section=f"annex{number}")


def delete(reading: PlanReading, path: Path) -> PlanReading:
    """Without the entry or value at a path. Raises ValidationError where there is nothing to delete."""
    if path and isinstance(path[-1], int):
        return paths.remove(reading, path)
    spec = field_of(path)
    if spec is None or spec.many or not paths.exists(reading, path):
        raise ValidationError("请先选中要删除的一项。")
    return _emptied(reading, path, spec)


def pruned(reading: PlanReading) -> PlanReading:
    """Without entries in which nothing was written: a row that was added and left."""
    for section in SECTIONS:
        if section.key == "basic":
            continue
        many = getattr(reading, section.key)
        kept = tuple(_trimmed(section.fields, one) for one in many)
        kept = tuple(one for one in kept if not _is_blank(one))
        if any(a is not b for a, b in zip(kept, many, strict=False)) or len(kept) < len(
            many
        ):
            reading = replace(reading, **{section.key: kept})
    return reading


def path_name(path: Path) -> str:
    """The name of the field at a path, as errors carry it."""
    return next((s for s in reversed(path) if isinstance(s, str)), "")


# --- inside --------------------------------------------------------------------------------------------


def _spec(path: Path) -> FieldSpec:
    spec = field_of(path)
    if spec is None:
        raise ValidationError("请选中这一条里的某一项再改。")
    return spec


def _put(reading: PlanReading, path: Path, spec: FieldSpec, value: Any) -> PlanReading:
    if spec.many and not isinstance(path[-1], int):  # the list itself: its first value
        return paths.insert(reading, path, len(paths.get(reading, path)), value)
    changed = paths.put(reading, path, value)
    return _settled_above(changed, path)


def _settled_above(reading: PlanReading, path: Path) -> PlanReading:
    """The record around a corrected field is in doubt no more."""
    if len(path) < 3:
        return reading
    holder = paths.get(reading, path[:2])
    if getattr(holder, "doubt", ""):
        return paths.put(reading, path[:2], replace(holder, doubt=""))
    return reading


def _emptied(reading: PlanReading, path: Path, spec: FieldSpec) -> PlanReading:
    if spec.many:
        return paths.remove(reading, path) if isinstance(path[-1], int) else reading
    if spec.kind is Kind.CHOICE:
        raise ValidationError(f"{spec.label}不能为空。", spec.name)
    if spec.kind is Kind.NUMBER:
        value: Any = None if spec.name == "no" else 0
    elif spec.name == "title" and path[0] == "notices":
        value = Found("")
    elif spec.is_plain:
        value = None if path[0] == "headings" and spec.name == "text" else ""
    else:
        value = None
    return _settled_above(paths.put(reading, path, value), path)


def _number(words: str, spec: FieldSpec) -> float | int:
    plain = text.narrow(words).rstrip("% ")
    try:
        number = float(plain)
    except ValueError:
        raise ValidationError(f"{spec.label}要填数字，例如 20。", spec.name) from None
    if not 0 <= number <= 100_000 or (spec.name == "percent" and number > 100):
        raise ValidationError(f"{spec.label}超出了范围，请检查。", spec.name)
    return number if spec.name == "percent" else int(number)


def _choice(words: str, spec: FieldSpec) -> Any:
    key = next((k for k, label in spec.choices.items() if words in (k, label)), None)
    if key is None:
        raise ValidationError(f"请从列表里选{spec.label}。", spec.name)
    if spec.name == "level":
        return int(key) if key else None
    return DocKind(key) if spec.choices is DOC_KINDS else key


def _unit(old: Any, name: str, span: Span | None, label: str) -> UnitName:
    if isinstance(old, UnitName):
        return UnitName(name, old.label or label, span or old.span)
    return UnitName(name, label, span or NOWHERE)


def _label(path: Path, spec: FieldSpec) -> str:
    section = section_of(path)
    made = section.make(NOWHERE) if section.kind is Kind.UNIT and section.make else None
    return made.label if made is not None else spec.label


def _empty(where: Path, near: Span) -> Any:
    section = section_of(where)
    if len(where) == 1 and where[0] != "letterhead":
        return section.make(near) if section.make else None
    spec = field_of(where)
    kind = spec.kind if spec else Kind.TEXT
    if kind is Kind.UNIT:
        return UnitName("", spec.label if spec else "", near)
    if kind is Kind.RANGE:
        return DateRange("", None, None, Precision.DAY, near)
    if kind is Kind.QUOTA:
        return Quota("year", 1, 1, "", near)
    return Found("", None if near == NOWHERE else near)


def _trimmed(specs: tuple[FieldSpec, ...], record: Any) -> Any:
    """A record without the blank values of its lists."""
    for spec in specs:
        if spec.many:
            many = getattr(record, spec.name)
            kept = tuple(v for v in many if not _is_blank(v))
            if len(kept) < len(many):
                record = replace(record, **{spec.name: kept})
    return record


def _is_blank(value: Any) -> bool:
    if isinstance(value, Found):
        return not value.value
    if isinstance(value, DateRange):
        return not value.raw and value.start is None and value.end is None
    if isinstance(value, Quota):
        return not value.what and value.span == NOWHERE
    names = ("name", "title", "text", "head", "unit", "post", "phone", "rows", "number")
    found = [getattr(value, n) for n in names if hasattr(value, n)]
    found = [one.value if isinstance(one, Found) else one for one in found]
    return not any(one for one in found if not isinstance(one, int))
