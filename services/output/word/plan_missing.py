"""What the rows of a plan hold and its words do not: members, people, phases, contacts, shares of votes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from services.output.word.blocks import MAIN, Block, Kind, day_words
from services.output.word.marks import squeezed
from services.output.word.plan_words import exchange_words, read_back
from services.plans.parts import Part, part_of_head

if TYPE_CHECKING:
    from services.campaigns.types import PersonRow, PhaseRow, Plan
    from services.plans.reading import PlanReading

_CONTENT = (Kind.HEAD, Kind.BODY, Kind.PERSON, Kind.TABLE, Kind.ANNEX)
_ORDINALS = "一二三四五六七八九十"


def add_missing(plan: Plan, blocks: list[Block]) -> None:
    """Add what is missing where it belongs; what was changed in a sentence is exchanged there."""
    _part_names(plan, blocks)
    reading = read_back(blocks).reading
    _people(plan, blocks, reading)
    _members(plan, blocks, reading)
    _phases(plan, blocks, reading)
    _contacts(plan, blocks, reading)
    _weights(plan, blocks, reading)


def _part_names(plan: Plan, blocks: list[Block]) -> None:
    """Names that only a blank parted are parted by 、."""
    contacts = [p for p in plan.people if p.kind == "contact" and p.name]
    for one, two in itertools.pairwise(contacts):
        if one.section == two.section:
            own = [b for b in blocks if b.section == one.section]
            exchange_words(own, one.name + two.name, f"{one.name}、{two.name}")


def _people(plan: Plan, blocks: list[Block], reading: PlanReading) -> None:
    leaders = [p for p in plan.people if p.kind == "leader"]
    wanted = [_person_key(p.role, p.name, p.post) for p in leaders]
    said = [_person_key(p.role, p.name, p.post) for p in reading.leadership]
    if not leaders or wanted == said:
        return
    gone = [
        p for p, key in zip(reading.leadership, said, strict=True) if key not in wanted
    ]
    new = [p for p, key in zip(leaders, wanted, strict=True) if key not in said]
    own = [b for b in blocks if b.section == MAIN]
    for old, fresh in zip(list(gone), list(new), strict=False):
        if old.role != fresh.role:
            continue
        changed = old.name == fresh.name or exchange_words(own, old.name, fresh.name)
        if changed and squeezed(old.post) != squeezed(fresh.post):
            exchange_words(own, old.post, fresh.post)
        new.remove(fresh)
    at = behind(blocks, lambda b: b.kind is Kind.PERSON, Part.LEADERSHIP)
    for person in new:
        block = Block(Kind.PERSON, person.post, role=person.role, name=person.name)
        at = _place_of_person(blocks, person, at)
        blocks.insert(at, block)
        at += 1


def _place_of_person(blocks: list[Block], person: PersonRow, otherwise: int) -> int:
    """Behind the last one of the same role, else at `otherwise`."""
    role, found = "", -1
    for n, block in enumerate(blocks):
        if block.kind is Kind.PERSON:
            role = block.role or role
            found = n if role == person.role else found
    return found + 1 if found >= 0 else otherwise


def _person_key(role: str, name: str, post: str) -> tuple[str, str, str]:
    return squeezed(role), squeezed(name), squeezed(post)


def _members(plan: Plan, blocks: list[Block], reading: PlanReading) -> None:
    wanted = [u.name for u in plan.units if u.role == "member"]
    said = [u.name for u in reading.member_units]
    keys = [squeezed(u) for u in said]
    new = [u for u in wanted if squeezed(u) not in keys]
    if not wanted or not new:
        return
    own = [b for b in blocks if b.section == MAIN]
    if said and exchange_words(own, said[-1], "、".join([said[-1], *new])):
        return
    at = behind(blocks, lambda b: b.kind is Kind.PERSON, Part.LEADERSHIP)
    part = blocks[at - 1].part_id if at else None
    words = "成员单位：" + "、".join(new) + "。"
    blocks.insert(at, Block(Kind.BODY, words, part_id=part))


def _phases(plan: Plan, blocks: list[Block], reading: PlanReading) -> None:
    said = {(p.section, squeezed(p.name)) for p in reading.phases}
    days = {(p.section, squeezed(p.name)): p.dates for p in reading.phases if p.dates}
    by_section: dict[str, int] = {}
    for phase in plan.phases:
        key = (phase.section, squeezed(phase.name))
        count = by_section[phase.section] = by_section.get(phase.section, 0) + 1
        dates = days.get(key)
        if key in said:
            if dates and (dates.start, dates.end) != (phase.starts_on, phase.ends_on):
                own = [b for b in blocks if b.section == phase.section]
                exchange_words(own, dates.raw, phase_words(phase, dates.raw))
            continue
        ordinal = _ORDINALS[min(count, len(_ORDINALS)) - 1]
        when = phase_words(phase)
        words = f"第{ordinal}阶段：{phase.name}" + (f"（{when}）" if when else "")
        at = behind(
            blocks, lambda b: b.text.startswith("第"), Part.PHASE, phase.section
        )
        blocks.insert(at, Block(Kind.BODY, f"{words}。", phase.section))


def phase_words(phase: PhaseRow, was: str = "") -> str:
    """The days of a phase as they are written: its own words where they were changed, else the days."""
    if phase.raw and squeezed(phase.raw) != squeezed(was):
        return phase.raw
    start, end = phase.starts_on, phase.ends_on
    if start and end:
        last = day_words(end)
        return f"{day_words(start)}—{last}" if start != end else last
    if start:
        return f"{day_words(start)}起"
    return f"{day_words(end)}前" if end else phase.raw


def _contacts(plan: Plan, blocks: list[Block], reading: PlanReading) -> None:
    said = {(c.section, squeezed(c.name)): c for c in reading.contacts}
    for person in plan.people:
        if person.kind != "contact" or not person.name:
            continue
        known = said.get((person.section, squeezed(person.name)))
        own = [b for b in blocks if b.section == person.section]
        if known is not None:
            for old, new in ((known.phone, person.phone), (known.email, person.email)):
                if old and new and old != new:
                    exchange_words(own, old, new)
            continue
        at = end_of(blocks, person.section)
        blocks.insert(at, Block(Kind.BODY, contact_words(person), person.section))


def contact_words(person: PersonRow) -> str:
    """A contact in a line of its own."""
    words = f"联系人：{person.name}" + (f"（{person.dept}）" if person.dept else "")
    words += f"，联系电话：{person.phone}" if person.phone else ""
    return words + (f"，电子邮箱：{person.email}" if person.email else "")


def _weights(plan: Plan, blocks: list[Block], reading: PlanReading) -> None:
    said = [(squeezed(w.name), w.percent) for w in reading.weights]
    wanted = [(squeezed(w.name), w.percent) for w in plan.weights]
    if not wanted or said == wanted:
        return
    if [n for n, _ in said] == [n for n, _ in wanted] and len(plan.weights) > 1:
        changed = [
            exchange_words(blocks, f"{old.percent:g}%", f"{new.percent:g}%")
            for old, new in zip(reading.weights, plan.weights, strict=True)
            if old.percent != new.percent
        ]
        if all(changed):
            return
    shares = "，".join(f"{w.name}占{w.percent:g}%" for w in plan.weights)
    at = end_of(blocks, MAIN)
    blocks.insert(at, Block(Kind.BODY, f"评选结果按下列权重计算：{shares}。"))


def behind(
    blocks: Sequence[Block],
    wanted: Callable[[Block], bool],
    part: Part,
    section: str = MAIN,
) -> int:
    """Behind the last block of a kind in a section, else at the end of the part that speaks of it, else at the end."""
    last, inside, end = -1, False, -1
    for n, block in enumerate(blocks):
        if block.section != section or block.kind not in _CONTENT:
            continue
        if block.kind is Kind.HEAD and block.level == 1:
            inside = part_of_head(block.text) is part
        if inside:
            end = n
            last = n if wanted(block) else last
    if last >= 0:
        return last + 1
    return end + 1 if end >= 0 else end_of(blocks, section)


def end_of(blocks: Sequence[Block], section: str) -> int:
    """Behind the last words of a section: heads, paragraphs, people, tables."""
    places = [
        n for n, b in enumerate(blocks) if b.section == section and b.kind in _CONTENT
    ]
    if not places:  # nothing yet but the title
        above = (Kind.TITLE, Kind.RECIPIENTS)
        places = [n for n, b in enumerate(blocks) if b.kind in above]
    return places[-1] + 1 if places else len(blocks)
