"""The leading group: a line for each person, the name apart from the post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind
from services.output.word.marks import squeezed, tidy_marks

if TYPE_CHECKING:
    from services.campaigns.types import PersonRow, Plan

_ROLE_MARK = re.compile(r"^(?P<role>[\u4e00-\u9fff]{2,10}):")


def set_people_lines(plan: Plan, blocks: list[Block]) -> None:
    """Lines that are a person of the leading group become such lines, with what the plan says of them now."""
    leaders = [p for p in plan.people if p.kind == "leader"]
    for block in blocks:
        if block.kind is not Kind.BODY or not leaders:
            continue
        key = squeezed(block.text)
        mark = _ROLE_MARK.match(key)
        rest = key[mark.end() :] if mark else key
        person = next((p for p in leaders if rest in _forms(p, plan.source_text)), None)
        if person is None:
            continue
        leaders.remove(person)
        block.kind = Kind.PERSON
        block.role = person.role if mark else ""
        block.name, block.text = tidy_marks(person.name), tidy_marks(person.post)


def _forms(person: PersonRow, source: str) -> set[str]:
    """How a person may stand in a line with nothing but blanks between name and post: as now, and as it was read."""
    name, post = squeezed(person.name), squeezed(person.post)
    out = {name + post, post + name}
    if person.span_start is not None and person.span_end is not None:
        was = squeezed(source[person.span_start : person.span_end])
        out |= set() if re.search(r"[,:()]", was.removeprefix(name)[:1]) else {was}
    return out
