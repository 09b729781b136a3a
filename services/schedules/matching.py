"""Reported placements that look like planned slots, and slots whose day is over: plain statements, no tables mapped.

The first page asks at each start, so nothing dear is imported here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from services import text

NEAR_DAYS = 7
"""Days between a slot and a placement within which one can be the other."""

_ANY = sql("SELECT 1 FROM slot WHERE deleted_at IS NULL LIMIT 1")
_OVERDUE = sql(
    """
    SELECT count(*) FROM slot
    WHERE deleted_at IS NULL AND state IN ('planned', 'confirmed', 'recorded') AND day < :today
    """
)
_PAIRS = sql(
    """
    SELECT s.id, s.day, s.outlet_id, s.column_name,
           p.id, p.published_on, p.outlet_id, o.name, p.column_name, st.title
    FROM slot s
    JOIN placement p ON p.unit_id = s.unit_id
        AND p.published_on BETWEEN s.day - :near AND s.day + :near
    JOIN story st ON st.id = p.story_id
    JOIN outlet o ON o.id = p.outlet_id
    WHERE s.deleted_at IS NULL AND s.state IN ('planned', 'confirmed', 'recorded')
      AND p.deleted_at IS NULL
      AND (p.outlet_id = s.outlet_id OR s.column_name <> '')
      AND NOT EXISTS (SELECT 1 FROM slot x WHERE x.placement_id = p.id AND x.deleted_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM slot_refusal r
                      WHERE r.slot_id = s.id AND r.placement_id = p.id AND r.deleted_at IS NULL)
    """
)


@dataclass(frozen=True, slots=True)
class Match:
    """A placement that can be what a slot was planned for, and why."""

    slot_id: int
    slot_day: dt.date
    placement_id: int
    title: str
    outlet: str
    column: str
    day: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many slots of past days are not published, how many reported placements look like slots."""

    overdue: int = 0
    matches: int = 0


@dataclass(frozen=True, slots=True)
class _Pair:
    slot_id: int
    slot_day: int
    slot_outlet: int | None
    slot_column: str
    placement_id: int
    day: int
    outlet_id: int
    outlet: str
    column: str
    title: str


def waiting(session: Session, today: dt.date) -> Waiting:
    """What of the schedule waits for the clerk."""
    if session.execute(_ANY).first() is None:
        return Waiting()
    overdue = session.execute(_OVERDUE, {"today": today.toordinal()}).scalar_one()
    return Waiting(int(overdue), len(matches(session)))


def matches(session: Session) -> tuple[Match, ...]:
    """The best placement for each slot that is not published yet, by the day of the slot.

    The unit and the outlet or the column must be the same and the days near; a placement is proposed once,
    and never again for a slot that the clerk said it does not belong to.
    """
    ranked: list[tuple[tuple[int, int, int, int], Match]] = []
    for row in session.execute(_PAIRS, {"near": NEAR_DAYS}).tuples():
        pair = _Pair(*row)
        fit = _fit(pair)
        if fit is not None:
            rank, why = fit
            ranked.append(((*rank, pair.slot_id, pair.placement_id), _match(pair, why)))
    ranked.sort(key=lambda r: r[0])
    return _best([match for _, match in ranked])


def _match(pair: _Pair, why: str) -> Match:
    return Match(
        pair.slot_id,
        dt.date.fromordinal(pair.slot_day),
        pair.placement_id,
        pair.title,
        pair.outlet,
        pair.column,
        dt.date.fromordinal(pair.day),
        why,
    )


def _fit(pair: _Pair) -> tuple[tuple[int, int], str] | None:
    """How badly a placement fits (less is better) and why it fits; None where it does not."""
    apart = abs(pair.day - pair.slot_day)
    same_outlet = pair.slot_outlet == pair.outlet_id
    same_column = bool(pair.slot_column) and text.fold(pair.slot_column) in (
        text.fold(pair.column),
        *_named(pair.title),
    )
    if not (same_outlet or same_column):
        return None
    if pair.slot_column and pair.column and not same_column:
        return None  # the same station, another programme
    if not same_column and apart > 2:
        return None  # a station alone says little
    told = ["单位相同"]
    told += ["媒体相同"] if same_outlet else []
    told += ["栏目相同"] if same_column else []
    told.append("日期相同" if not apart else f"相差 {apart} 天")
    return (apart + (0 if same_column else 10), not same_outlet), "，".join(told)


def _named(title: str) -> list[str]:
    """Folded beginnings of a title before a colon or bar, where a column is named."""
    head = title
    for mark in "：:｜|丨":
        head = head.split(mark, 1)[0]
    return [text.fold(head)] if head != title else []


def _best(ranked: Sequence[Match]) -> tuple[Match, ...]:
    slots: set[int] = set()
    placements: set[int] = set()
    found: list[Match] = []
    for match in ranked:
        if match.slot_id in slots or match.placement_id in placements:
            continue
        slots.add(match.slot_id)
        placements.add(match.placement_id)
        found.append(match)
    return tuple(sorted(found, key=lambda m: (m.slot_day, m.slot_id)))
