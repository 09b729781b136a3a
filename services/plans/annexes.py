"""Annexes: the list at the end of the main part, and the parts of the text that belong to each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.plans.numerals import mark_of, to_int
from services.plans.paragraphs import Para, merged
from services.plans.reading import Annex, Span
from services.plans.titles import TITLE_END, is_signature, same_title, title_at

_N = r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})"
_HEAD = re.compile(rf"^附(?:件|录|表)?{_N}?[：:.．、]?$")
_WITH_TITLE = re.compile(rf"^附件{_N}[：:.．、]?(?P<t>.+)$")
_LIST = re.compile(r"^附(?:件|录|表)?：(?P<t>.+)$")
_ITEM = re.compile(r"(?<![\d.])(?P<n>\d{1,2})[.．、](?!\d)")
_UNKNOWN = "正文后没有找到这个附件的内容。"


@dataclass
class _Listed:
    number: int
    para: Para
    start: int
    end: int

    @property
    def title(self) -> str:
        return self.para.words(self.start, self.end).rstrip("。；")


@dataclass
class Annexes:
    """The annexes of a document and the numbers of the paragraphs that only list or head them."""

    found: list[Annex] = field(default_factory=list[Annex])
    consumed: set[int] = field(default_factory=set[int])


def find_annexes(paras: list[Para], plan_title: str) -> Annexes:
    """Find the annexes among the paragraphs behind the plan's title; sets `section` of those inside one."""
    out = Annexes()
    listed: list[_Listed] = []
    heads: list[tuple[int, int, Para | None]] = []  # index, number, title
    i = 0
    while i < len(paras):
        key = paras[i].key
        if head := _HEAD.match(key):
            number = to_int(head["n"]) if head["n"] else len(heads) + 1
            title = title_at(paras, i + 1) or _short_title(paras, i + 1)
            taken = 1 + (title[1] if title else 0)
            heads.append((i, number or 1, title[0] if title else None))
            out.consumed |= set(range(i, i + taken))
            i += taken
        elif found := _LIST.match(key):
            i = _take_list(paras, i, found.start("t"), listed, out.consumed)
        elif found := _WITH_TITLE.match(key):
            i = _numbered(paras, i, found, listed, heads, out.consumed)
        else:
            i += 1
    listed = [a for a in listed if not same_title(a.title, plan_title)]
    _mark_sections(paras, heads)
    out.found = _join(paras, listed, heads)
    return out


def _short_title(paras: list[Para], index: int) -> tuple[Para, int] | None:
    """A title without the usual ending: a short line before a table or a numbered paragraph."""
    if index >= len(paras):
        return None
    para = paras[index]
    if (
        para.cells
        or mark_of(para.key)
        or len(para.key) > 40
        or re.search(r"[。；：！？]", para.key)
    ):
        return None
    return para, 1


def _take_list(
    paras: list[Para], index: int, start: int, listed: list[_Listed], consumed: set[int]
) -> int:
    """Read the list that begins at `index`; returns the index behind it."""
    block = [paras[index]]
    at = index + 1
    while (
        at < len(paras)
        and len(block) < 60
        and _goes_on(block[-1], paras[at], len(listed) + len(block))
    ):
        block.append(paras[at])
        at += 1
    whole = merged(block)
    marks: list[re.Match[str]] = []
    for mark in _ITEM.finditer(whole.key, start):
        if int(mark["n"]) == len(marks) + 1:
            marks.append(mark)
    if not marks or marks[0].start() > start + 1:
        listed.append(_Listed(len(listed) + 1, whole, start, len(whole.key)))
    else:
        for n, mark in enumerate(marks):
            end = marks[n + 1].start() if n + 1 < len(marks) else len(whole.key)
            listed.append(_Listed(int(mark["n"]), whole, mark.end(), end))
    consumed |= set(range(index, at))
    return at


def _goes_on(last: Para, para: Para, expected: int) -> bool:
    key = para.key
    if (
        para.cells
        or key.startswith("附")
        or re.search(r"[。；：！？]$", key)
        or len(key) > 60
    ):
        return False
    mark = mark_of(key)
    if mark:
        return mark.level == 3 and mark.value <= expected + 1 and mark.value > 1
    return not TITLE_END.search(last.key) and not is_signature(para)


def _numbered(
    paras: list[Para],
    index: int,
    found: re.Match[str],
    listed: list[_Listed],
    heads: list[tuple[int, int, Para | None]],
    consumed: set[int],
) -> int:
    """「附件1：…」: an entry of a list when another follows or nothing does, else the head of an annex."""
    number = to_int(found["n"]) or 1
    after = paras[index + 1] if index + 1 < len(paras) else None
    para = paras[index]
    if re.search(r"[。；，]$", para.key) or len(para.key) > 70:
        return index + 1  # a sentence that speaks of an annex
    consumed.add(index)
    known = any(a.number == number for a in listed)
    if not known and (
        after is None or after.key.startswith("附") or is_signature(after)
    ):
        listed.append(_Listed(number, para, found.start("t"), len(para.key)))
    else:
        title = Para(
            para.key[found.start("t") :],
            para.raw[found.start("t") :],
            para.at[found.start("t") :],
            frozenset(),
        )
        heads.append((index, number, title))
    return index + 1


def _mark_sections(
    paras: list[Para], heads: list[tuple[int, int, Para | None]]
) -> None:
    for n, (index, number, _) in enumerate(heads):
        end = heads[n + 1][0] if n + 1 < len(heads) else len(paras)
        for para in paras[index:end]:
            para.section = f"annex{number}"


def _join(
    paras: list[Para], listed: list[_Listed], heads: list[tuple[int, int, Para | None]]
) -> list[Annex]:
    bodies = {number: (index, title) for index, number, title in heads}
    ends = {
        index: heads[n + 1][0] if n + 1 < len(heads) else len(paras)
        for n, (index, _, _) in enumerate(heads)
    }
    out: list[Annex] = []
    for entry in listed:
        found = bodies.pop(entry.number, None)
        body = (
            Span(paras[found[0]].span.start, paras[ends[found[0]] - 1].span.end)
            if found
            else None
        )
        doubt = "" if found else _UNKNOWN
        if found and found[1] and not same_title(entry.title, found[1].words()):
            doubt = f"附件目录里的名称与附件标题“{found[1].words()}”不同，请核对。"
        place = entry.para.place(entry.start, entry.end)
        out.append(
            Annex(
                entry.number,
                entry.title,
                f"annex{entry.number}",
                place,
                body,
                doubt=doubt,
            )
        )
    for number, (index, title) in bodies.items():
        if title is None:
            continue
        body = Span(paras[index].span.start, paras[ends[index] - 1].span.end)
        out.append(Annex(number, title.words(), f"annex{number}", title.span, body))
    return sorted(out, key=lambda a: a.number)
