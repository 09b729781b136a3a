"""An earlier plan laid beside the one started from it: rows that say the same get the same ids. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from services.campaigns import types
from services.text import fold

_R = TypeVar("_R", bound=types.Row)
_NEAR = 62.0
_LONGEST = 200


def as_earlier(old: types.Plan, new: types.Plan) -> types.Plan:
    """The earlier plan as if it were an earlier state of the new one, for `comparing.compare`.

    Rows are matched by what they name, then by how much alike their words are; what has no match gets a
    negative id.
    """
    measures, links = _matched(old.measures, new.measures, _measure_key)
    outline, parts = _matched(old.parts, new.parts, _part_key)

    def of_measure(rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(r, measure_id=links.get(r.measure_id, r.measure_id)) for r in rows
        )

    return replace(
        old,
        notices=_matched(old.notices, new.notices, lambda r: r.title)[0],
        parts=outline,
        units=_matched(old.units, new.units, lambda r: f"{r.role} {r.name}")[0],
        people=_matched(
            old.people, new.people, lambda r: f"{r.kind} {r.name or r.dept} {r.post}"
        )[0],
        phases=_matched(old.phases, new.phases, lambda r: r.name)[0],
        messages=_matched(old.messages, new.messages, lambda r: f"{r.kind} {r.text}")[
            0
        ],
        channels=_matched(old.channels, new.channels, lambda r: f"{r.kind} {r.name}")[
            0
        ],
        tables=_matched(old.tables, new.tables, lambda r: r.rows)[0],
        slots=_matched(old.slots, new.slots, lambda r: r.name)[0],
        weights=_matched(old.weights, new.weights, lambda r: r.name)[0],
        measures=tuple(
            replace(m, part_id=parts.get(m.part_id, m.part_id) if m.part_id else None)
            for m in measures
        ),
        measure_units=_matched(
            of_measure(old.measure_units),
            new.measure_units,
            lambda r: f"{r.measure_id} {r.role} {r.name}",
            exact=True,
        )[0],
        deadlines=_in_turn(of_measure(old.deadlines), new.deadlines),
        targets=_matched(
            of_measure(old.targets),
            new.targets,
            lambda r: f"{r.measure_id} {r.text}",
            exact=True,
        )[0],
        deliverables=_matched(
            of_measure(old.deliverables),
            new.deliverables,
            lambda r: f"{r.measure_id} {r.name}",
            exact=True,
        )[0],
    )


def _part_key(part: types.PartRow) -> str:
    return f"{part.section} {part.heading or part.body}"


def _measure_key(measure: types.MeasureRow) -> str:
    return f"{measure.head} {measure.text}"


def _matched(
    old: Sequence[_R],
    new: Sequence[_R],
    key: Callable[[_R], str],
    *,
    exact: bool = False,
) -> tuple[tuple[_R, ...], dict[int, int]]:
    """Old rows with the ids of their matches, and old id → id of the match."""
    free: dict[str, list[_R]] = {}
    for row in new:
        free.setdefault(fold(key(row)), []).append(row)
    links: dict[int, int] = {}
    for row in old:
        same = free.get(fold(key(row)))
        if same:
            links[row.id] = same.pop(0).id
    if not exact:
        taken = set(links.values())
        _match_near(
            [r for r in old if r.id not in links],
            [r for r in new if r.id not in taken],
            key,
            links,
        )
    return tuple(replace(r, id=links.get(r.id, -r.id)) for r in old), links


def _match_near(
    old: Sequence[_R],
    new: Sequence[_R],
    key: Callable[[_R], str],
    links: dict[int, int],
) -> None:
    """Match what is left by likeness, the most alike pairs first."""
    if not old or not new:
        return
    from rapidfuzz import fuzz, process

    right = {r.id: key(r)[:_LONGEST] for r in new}
    scored = [
        (score, -row.id, other)
        for row in old
        for _, score, other in process.extract(
            key(row)[:_LONGEST], right, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5
        )
    ]
    taken: set[int] = set()
    for _, row_id, other in sorted(scored, reverse=True):
        if -row_id not in links and other not in taken:
            links[-row_id] = other
            taken.add(other)


def _in_turn(old: Sequence[Any], new: Sequence[Any]) -> tuple[Any, ...]:
    """Dates matched by their turn within their measure: a moved date is the same date."""
    waiting: dict[int, list[int]] = {}
    for row in new:
        waiting.setdefault(row.measure_id, []).append(row.id)
    found: list[Any] = []
    for row in old:
        left = waiting.get(row.measure_id)
        found.append(replace(row, id=left.pop(0) if left else -row.id))
    return tuple(found)
