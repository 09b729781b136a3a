"""Two states of a plan part by part: old beside new. Pure functions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

from services.campaigns import types
from services.campaigns.words import FIELDS, OWN_FIELDS, shown
from services.record_words import FIELD_WORDS

_R = TypeVar("_R", bound=types.Row)

_UNSHOWN = frozenset(
    {"id", "uid", "position", "span_start", "span_end", "doubt", "measure_id"}
    | {"part_id", "unit_id", "outlet_id", "source_text", "spans", "template_of_id"}
)
_WORDS = {**FIELD_WORDS, **FIELDS, **OWN_FIELDS}
_LISTS: tuple[tuple[str, str], ...] = (
    ("notices", "通知"),
    ("parts", "大纲"),
    ("units", "单位"),
    ("people", "人员"),
    ("phases", "阶段"),
    ("messages", "要点"),
    ("channels", "渠道"),
    ("tables", "表格"),
    ("slots", "安排"),
    ("weights", "权重"),
    ("measures", "任务"),
    ("measure_units", "任务的单位"),
    ("deadlines", "时限"),
    ("targets", "指标"),
    ("deliverables", "成果"),
)


class Mark(StrEnum):
    """What became of a part."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _MARK_LABELS[self]


_MARK_LABELS = {
    Mark.SAME: "未变",
    Mark.CHANGED: "修改",
    Mark.MOVED: "移动",
    Mark.ADDED: "新增",
    Mark.REMOVED: "删除",
}


@dataclass(frozen=True)
class FieldChange:
    """One field: its word, what it said and what it says."""

    field: str
    word: str
    old: str
    new: str


@dataclass(frozen=True)
class Pair(Generic[_R]):
    """A part then and now; the side on which it is not there is None."""

    old: _R | None
    new: _R | None
    mark: Mark
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What changed between two states: the plan's own fields, and list by list (Chinese word, pairs in order)."""

    head: tuple[FieldChange, ...]
    lists: tuple[tuple[str, tuple[Pair[Any], ...]], ...]

    @property
    def named(self) -> tuple[tuple[str, str, tuple[Pair[Any], ...]], ...]:
        """(name in `types.Plan`, Chinese word, pairs) list by list."""
        names = [name for name, _ in _LISTS]
        return tuple(
            (name, word, found)
            for name, (word, found) in zip(names, self.lists, strict=True)
        )

    @property
    def changed(self) -> int:
        """How many parts and own fields differ."""
        marks = [pair.mark for _, pairs in self.lists for pair in pairs]
        return len(self.head) + sum(mark is not Mark.SAME for mark in marks)


def compare(old: types.Plan, new: types.Plan) -> Comparison:
    """Two states of one plan, part by part; all parts are listed, the unchanged ones too."""
    listed = {name for name, _ in _LISTS}
    head = _changes(old, new, listed)
    lists = tuple(
        (word, tuple(pairs(getattr(old, name), getattr(new, name))))
        for name, word in _LISTS
    )
    return Comparison(head, lists)


def pairs(old: Sequence[_R], new: Sequence[_R]) -> list[Pair[_R]]:
    """Rows of one list paired by record, in the new order; what was removed stands where it stood.

    MOVED is said of rows that changed only their place among those that are in both.
    """
    before = {row.id: row for row in old}
    after = {row.id: row for row in new}
    moved = _moved(
        [r.id for r in old if r.id in after], [r.id for r in new if r.id in before]
    )
    found: list[Pair[_R]] = []
    gone = _gone_after(old, after)
    found += [Pair(row, None, Mark.REMOVED) for row in gone.get(None, ())]
    for row in new:
        former = before.get(row.id)
        if former is None:
            found.append(Pair(None, row, Mark.ADDED))
        else:
            changes = _changes(former, row, frozenset())
            mark = (
                Mark.CHANGED
                if changes
                else Mark.MOVED
                if row.id in moved
                else Mark.SAME
            )
            found.append(Pair(former, row, mark, changes))
        found += [Pair(lost, None, Mark.REMOVED) for lost in gone.get(row.id, ())]
    return found


def field_changes(old: types.Row, new: types.Row) -> tuple[FieldChange, ...]:
    """The fields in which two rows of one list differ, in the clerk's words."""
    return _changes(old, new, frozenset())


def blank_like(row: _R) -> _R:
    """A row of the same list in which nothing is written, to tell what another one holds."""
    return replace(row, **{f.name: _blank(getattr(row, f.name)) for f in fields(row)})


def _blank(value: Any) -> Any:
    if isinstance(value, bool):
        return False
    return "" if isinstance(value, str) else None


def _gone_after(old: Sequence[_R], after: dict[int, _R]) -> dict[int | None, list[_R]]:
    """Removed rows by the row that is still there and stood before them."""
    gone: dict[int | None, list[_R]] = {}
    last: int | None = None
    for row in old:
        if row.id in after:
            last = row.id
        else:
            gone.setdefault(last, []).append(row)
    return gone


def _moved(before: list[int], after: list[int]) -> set[int]:
    """The fewest rows that must have been moved: all but the longest run that kept its order."""
    place = {row_id: i for i, row_id in enumerate(before)}
    tails: list[int] = []
    best: list[list[int]] = []
    for row_id in after:
        at = bisect_left(tails, place[row_id])
        run = [*best[at - 1], row_id] if at else [row_id]
        if at == len(tails):
            tails.append(place[row_id])
            best.append(run)
        else:
            tails[at], best[at] = place[row_id], run
    return set(after) - set(best[-1] if best else ())


def _changes(
    old: Any, new: Any, left_out: set[str] | frozenset[str]
) -> tuple[FieldChange, ...]:
    found: list[FieldChange] = []
    for field in fields(new):
        name = field.name
        if name in _UNSHOWN or name in left_out:
            continue
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            found.append(
                FieldChange(
                    name,
                    _WORDS.get(name, name),
                    shown(name, was),
                    shown(name, now),
                )
            )
    return tuple(found)
