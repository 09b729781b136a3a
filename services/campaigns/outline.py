"""The outline as a sequence of levels: what stands under what, moving, promoting, numbering. Pure functions.

An outline is a list of `Head`s in the order of the document; a head with a level holds all that follow with a
deeper one, up to the next of its own level or above. Heads without a level belong to what stands before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from models.errors import ValidationError
from services.plans.numerals import mark_of, to_han, to_int

TOP, DEEPEST = 1, 4


@dataclass(frozen=True)
class Head:
    """One head: the id of its part, its level, its number as written."""

    id: int
    level: int | None
    number: str = ""


def below(heads: Sequence[Head], index: int) -> range:
    """Indices of a head and all that stands under it."""
    level = heads[index].level
    end = index + 1
    while end < len(heads):
        other = heads[end].level
        if level is None or (other is not None and other <= level):
            break
        end += 1
    return range(index, end)


def move(heads: Sequence[Head], part_id: int, before_id: int | None) -> list[Head]:
    """The outline with a head, and all under it, put before another one (None: at the end).

    Raises ValidationError where the other one stands under the moved head.
    """
    own = below(heads, _index(heads, part_id))
    block = [heads[i] for i in own]
    if before_id == part_id:
        return list(heads)
    if any(head.id == before_id for head in block):
        raise ValidationError("不能把一个条款移到它自己的下级里。", "position")
    rest = [head for i, head in enumerate(heads) if i not in own]
    at = len(rest) if before_id is None else _index(rest, before_id)
    return [*rest[:at], *block, *rest[at:]]


def put(
    heads: Sequence[Head], part_id: int, before_id: int | None, level: int | None
) -> list[Head]:
    """As `move`, the head taking a level (None: its own) and all under it going along by as many levels.

    Raises ValidationError beyond the four levels of official documents.
    """
    own = below(heads, _index(heads, part_id))
    first = heads[own[0]].level
    by = 0 if level is None or first is None else level - first
    levels = [heads[i].level or first or TOP for i in own]
    if by and not (min(levels) + by >= TOP and max(levels) + by <= DEEPEST):
        raise ValidationError(
            "公文的条款最多四级（一、（一）1.（1）），放在这里就超过了。", "level"
        )
    moved = move(heads, part_id, before_id)
    inside = {heads[i].id for i in own}
    return [
        replace(h, level=h.level + by) if h.id in inside and h.level else h
        for h in moved
    ]


def shift(heads: Sequence[Head], part_id: int, by: int) -> list[Head]:
    """The outline with a head and all under it `by` levels deeper (negative: higher).

    Raises ValidationError beyond the four levels of official documents, for a head without a number, and
    where a head would stand more than one level below what holds it.
    """
    index = _index(heads, part_id)
    own = below(heads, index)
    first = heads[index]
    if first.level is None:
        raise ValidationError("没有编号的小标题不能升级或降级。", "level")
    levels = [heads[i].level or first.level for i in own]
    if min(levels) + by < TOP:
        raise ValidationError("已经是最高一级，不能再升级。", "level")
    if max(levels) + by > DEEPEST:
        raise ValidationError(
            "公文的条款最多四级（一、（一）1.（1）），不能再降级。", "level"
        )
    if by > 0 and not _has_room(heads, index, first.level + by):
        raise ValidationError("前面没有可以归入的上一级条款，不能降级。", "level")
    changed = list(heads)
    for i in own:
        level = heads[i].level
        changed[i] = replace(heads[i], level=None if level is None else level + by)
    return changed


def number_of(level: int, value: int) -> str:
    """The number of a level as official documents write it: 一、 （一） 1. （1）."""
    if level == 1:
        return f"{to_han(value)}、"
    if level == 2:
        return f"（{to_han(value)}）"
    if level == 3:
        return f"{value}."
    return f"（{value}）"


def runs_on(heads: Iterable[Head], level: int) -> bool:
    """Whether the numbers of a level run on across the heads above them, as （一）…（三十二） do.

    They do when two heads or more hold some of that level, and yet only one of them is the first.
    """
    groups: list[list[int]] = [[]]
    for head in heads:
        if head.level is not None and head.level < level:
            groups.append([])
        value = _value(head.number) if head.level == level else None
        if value is not None:
            groups[-1].append(value)
    filled = [group for group in groups if group]
    return len(filled) > 1 and sum(group.count(1) for group in filled) <= 1


def running_levels(heads: Sequence[Head]) -> frozenset[int]:
    """The levels whose numbers run on; to be asked before heads are moved."""
    return frozenset(n for n in range(TOP + 1, DEEPEST + 1) if runs_on(heads, n))


def numbered(
    heads: Sequence[Head], running: frozenset[int] | None = None
) -> list[Head]:
    """The outline with its numbers counted anew; levels in `running` (None: those that do now) run on."""
    if running is None:
        running = running_levels(heads)
    counts = dict.fromkeys(range(TOP, DEEPEST + 1), 0)
    found: list[Head] = []
    for head in heads:
        if head.level is None:
            found.append(head)
            continue
        counts[head.level] += 1
        for deeper in range(head.level + 1, DEEPEST + 1):
            if deeper not in running:
                counts[deeper] = 0
        found.append(replace(head, number=number_of(head.level, counts[head.level])))
    return found


def chain(heads: Sequence[Head], index: int) -> str:
    """The numbers of a head and of those above it, as readings write them: 二（一）1."""
    numbers: list[str] = []
    level = DEEPEST + 1
    for head in reversed(heads[: index + 1]):
        if head.level is not None and head.level < level:
            numbers.append(head.number.rstrip("、．."))
            level = head.level
    return "".join(reversed(numbers))


def _has_room(heads: Sequence[Head], index: int, level: int) -> bool:
    before = [h.level for h in heads[:index] if h.level is not None]
    return any(held < level for held in before)


def _value(number: str) -> int | None:
    mark = mark_of(f"{number}字")
    if mark is not None:
        return mark.value
    return to_int(number.strip("（）()、．. "))


def _index(heads: Sequence[Head], part_id: int) -> int:
    for index, head in enumerate(heads):
        if head.id == part_id:
            return index
    raise ValidationError("这个条款已经不在大纲里了，可能刚被删除。", "position")
