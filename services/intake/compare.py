"""Comparing the rows of a preview with what is stored and with each other: what each row would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import text
from services.intake import stored as store
from services.intake.known import Known
from services.intake.preview import (
    FIELD_LABELS,
    Change,
    Outcome,
    Parsed,
    Preview,
    PreviewRow,
    RowStatus,
    StoryProposal,
)
from services.intake.settle import settle_files
from services.intake.stored import Cell, Stored, StoredPlacement, Telling
from services.stories import likeness
from services.weeks import week_label

_DETAILS = ("column", "genre", "spot", "link", "note")

Key = tuple[int, str, int | str, dt.date]
"""Unit, folded title, outlet (id, or folded name of a new one), day."""


@dataclass(slots=True)
class _Item:
    """One usable row on its way through the comparison."""

    row: PreviewRow
    parsed: Parsed
    unit_id: int
    week: dt.date
    key: Key


def compare(session: Session, preview: Preview, known: Known) -> None:
    """Give every row its status, changes and story, and every file its counts and outcome.

    Can be called again after the clerk changed something: ids, ticks and choices stay.
    """
    items = _items(preview)
    found = _load(session, preview, items)
    known_files = {
        f.id
        for f in preview.files
        if f.unit_id and f.week and (f.sha256, f.unit_id, f.week) in found.by_hash
    }
    for row in preview.rows:
        if not row.was_gone:
            _reset(preview, row)
    survivors = _without_repeats(preview, items)
    survivors = _match_stored(survivors, found, known_files)
    _tell_gone(preview, items, survivors, found, known_files, known)
    _propose_stories(survivors, found)
    if preview.ask:
        for row in preview.rows:
            if _to_confirm(row):
                row.status = RowStatus.CONFIRM
    settle_files(preview, found)


def _items(preview: Preview) -> list[_Item]:
    """Usable rows, those of older files first, so that the newest file has the last word."""
    times = {f.id: f.modified for f in preview.files}
    closed = {
        f.id
        for f in preview.files
        if f.outcome in _CLOSED or (f.answer and f.answer.skip)
    }
    items: list[_Item] = []
    for row in preview.rows:
        parsed = row.parsed
        if row.was_gone or parsed is None or row.unit_id is None or row.week is None:
            continue
        if row.file_id in closed:
            continue
        outlet = parsed.outlet_id or text.fold(parsed.outlet)
        key = (row.unit_id, parsed.title_key, outlet, parsed.published_on)
        items.append(_Item(row, parsed, row.unit_id, row.week, key))
    return sorted(items, key=lambda i: times[i.row.file_id])


_CLOSED = frozenset({Outcome.UNREADABLE, Outcome.UNKNOWN_UNIT, Outcome.UNRECOGNISED})


def _load(session: Session, preview: Preview, items: list[_Item]) -> Stored:
    cells: set[Cell] = {(i.unit_id, i.week) for i in items}
    cells |= {(f.unit_id, f.week) for f in preview.files if f.unit_id and f.week}
    days = {i.parsed.published_on for i in items}
    return store.load(session, cells, days, {f.sha256 for f in preview.files})


def _reset(preview: Preview, row: PreviewRow) -> None:
    row.story, row.stored_id, row.reason = None, None, ""
    if row.changes:
        row.changes = []
    twin_of = preview.file(row.file_id).twin_of
    if twin_of is not None:
        row.status = RowStatus.DUPLICATE
        row.reason = f"与“{preview.file(twin_of).name}”相同"
    elif row.problems:
        row.status = RowStatus.WRONG
    elif row.parsed is None:
        row.status = RowStatus.SKIPPED
    else:
        row.status = RowStatus.NEW


def _without_repeats(preview: Preview, items: list[_Item]) -> list[_Item]:
    """Mark rows that repeat another row of this intake; the newest version of a row stays."""
    seen: dict[Key, list[_Item]] = {}
    for item in items:
        row = item.row
        others = seen.get(item.key)
        if others is None:
            seen[item.key] = [item]
            continue
        twin = next((o for o in others if _same_place(o, item)), None)
        if twin is None and others[-1].row.file_id == row.file_id:
            others.append(item)  # the same story twice a day, in another slot or column
            continue
        twin = twin or others[-1]
        where = _where(preview, twin.row, row)
        better = twin.row.file_id != row.file_id and _details_differ(
            item.parsed, twin.parsed
        )
        if twin.week == item.week and better:
            twin.row.status = RowStatus.SKIPPED
            twin.row.reason = f"{_where(preview, row, twin.row)}有改动，按那一份收"
            others[others.index(twin)] = item
        else:
            row.status = RowStatus.DUPLICATE
            row.reason = f"与{where}相同"
    return [i for i in items if i.row.status is RowStatus.NEW]


def _same_place(one: _Item, other: _Item) -> bool:
    """Whether two rows of one key are one placement: slot and column agree or are left open."""
    return all(
        not getattr(one.parsed, name)
        or not getattr(other.parsed, name)
        or _same_text(getattr(one.parsed, name), getattr(other.parsed, name))
        for name in ("spot", "column")
    )


def _same_text(one: str, other: str) -> bool:
    return one == other or text.fold(one) == text.fold(other)


def _details_differ(new: Parsed, old: Parsed | StoredPlacement) -> bool:
    """Whether the new row says something else; what it leaves blank says nothing."""
    return any(
        getattr(new, name) and getattr(new, name) != getattr(old, name)
        for name in _DETAILS
    )


def _where(preview: Preview, row: PreviewRow, seen_from: PreviewRow) -> str:
    line = f"第 {row.row} 行" if row.row else f"第 {row.id + 1} 条"
    if row.file_id == seen_from.file_id:
        return line
    return f"“{preview.file(row.file_id).name}”{line}"


def _match_stored(
    items: list[_Item], found: Stored, known_files: set[int]
) -> list[_Item]:
    """Mark rows that repeat or change a stored placement; returns those that are new."""
    by_key: dict[Key, list[StoredPlacement]] = {}
    for s in found.placements:
        key = (s.unit_id, s.title_key, s.outlet_id, s.published_on)
        by_key.setdefault(key, []).append(s)
    fresh: list[_Item] = []
    waiting: list[tuple[_Item, list[StoredPlacement]]] = []
    used: set[int] = set()
    for item in items:
        row = item.row
        same = by_key.get(item.key)
        if not same:
            if row.file_id in known_files and not row.edited:
                row.status = RowStatus.DUPLICATE
                row.reason = "这份文件已经收过"
            else:
                fresh.append(item)
            continue
        exact = next(
            (
                s
                for s in same
                if s.id not in used and not _details_differ(item.parsed, s)
            ),
            None,
        )
        if exact is None:
            waiting.append((item, same))
            continue
        used.add(exact.id)
        _duplicate_of(row, item, exact)
    for item, same in waiting:
        left = next((s for s in same if s.id not in used), None)
        if item.row.file_id in known_files and not item.row.edited:
            left = left or same[0]
            used.add(left.id)
            _duplicate_of(item.row, item, left)
        elif left is None:
            fresh.append(item)
        elif left.week != item.week:
            used.add(left.id)
            _duplicate_of(item.row, item, left)
        else:
            used.add(left.id)
            _changes(item.row, item.parsed, left)
    return fresh


def _duplicate_of(row: PreviewRow, item: _Item, stored: StoredPlacement) -> None:
    row.status, row.stored_id = RowStatus.DUPLICATE, stored.id
    if stored.week != item.week:
        row.reason = f"已在 {week_label(stored.week)} 那一周报过"
    else:
        row.reason = "已经收过"


def _changes(row: PreviewRow, parsed: Parsed, stored: StoredPlacement) -> None:
    """Make a row a change of a stored placement; fields left blank change nothing."""
    row.status, row.stored_id = RowStatus.CHANGED, stored.id
    row.changes = []
    if parsed.published_on != stored.published_on:
        row.changes.append(
            _change(
                "date", stored.published_on.isoformat(), parsed.published_on.isoformat()
            )
        )
    if parsed.title_key != stored.title_key:
        row.changes.append(_change("title", stored.title, parsed.title))
    if parsed.outlet_id != stored.outlet_id:
        row.changes.append(_change("outlet", stored.outlet, parsed.outlet))
    for name in _DETAILS:
        new, old = getattr(parsed, name), getattr(stored, name)
        if new and new != old:
            row.changes.append(_change(name, old, new))


def _change(name: str, before: str, after: str) -> Change:
    return Change(name, FIELD_LABELS[name], before, after)


def _tell_gone(
    preview: Preview,
    items: list[_Item],
    fresh: list[_Item],
    found: Stored,
    known_files: set[int],
    known: Known,
) -> None:
    """Show stored rows of an earlier form that a newer one lacks; pair what only changed its date or title.

    `fresh` loses the rows that turn out to be changes.
    """
    newer = {
        (i.unit_id, i.week): i.row.file_id
        for i in items
        if (i.unit_id, i.week) in found.files
        and i.row.file_id not in known_files
        and i.row.row is not None
        and not preview.file(i.row.file_id).adds
    }
    matched = {r.stored_id for r in preview.rows if r.stored_id and not r.was_gone}
    earlier = {f.id for files in found.files.values() for f in files}
    missing = [
        s
        for s in found.placements
        if (s.unit_id, s.week) in newer and s.file_id in earlier and s.id not in matched
    ]
    gone: list[StoredPlacement] = []
    open_rows: dict[Cell, list[_Item]] = {}
    for item in fresh:
        open_rows.setdefault((item.unit_id, item.week), []).append(item)
    for s in missing:
        near = open_rows.get((s.unit_id, s.week), [])
        twin = next((i for i in near if _is_correction(i, s)), None)
        if twin is None:
            gone.append(s)
            continue
        near.remove(twin)
        _changes(twin.row, twin.parsed, s)
    fresh[:] = [i for i in fresh if i.row.status is RowStatus.NEW]
    _gone_rows(preview, gone, newer, known)


_REWORDED = 75
"""Likeness (0–100) from which a row that kept its place, outlet and day is the same piece under a new title."""


def _is_correction(item: _Item, stored: StoredPlacement) -> bool:
    parsed = item.parsed
    same_title = parsed.title_key == stored.title_key
    same_outlet = parsed.outlet_id == stored.outlet_id
    same_day = parsed.published_on == stored.published_on
    if same_title and same_outlet:
        return True
    same_row = item.row.row == stored.source_row
    if same_outlet and same_day:
        # In its old place less likeness is enough: a title is often lengthened or cut when it is corrected.
        return likeness(parsed.title_key, stored.title_key) >= (
            _REWORDED if same_row else store.SAME
        )
    return same_title and same_day and same_row


def _gone_rows(
    preview: Preview,
    gone: list[StoredPlacement],
    newer: dict[Cell, int],
    known: Known,
) -> None:
    shown = {r.stored_id: r for r in preview.rows if r.was_gone and r.stored_id}
    present = {s.id for s in gone}
    for stored_id, row in shown.items():
        still = stored_id in present
        row.status = RowStatus.GONE if still else RowStatus.DUPLICATE
        row.reason = _GONE if still else "新表中仍有这一条"
        row.accept = row.accept and still
    for s in gone:
        if s.id in shown:
            continue
        file = preview.file(newer[s.unit_id, s.week])
        unit = known.units.by_id.get(s.unit_id)
        preview.rows.append(
            PreviewRow(
                len(preview.rows),
                file.id,
                file.name,
                file.sheet,
                None,
                s.unit_id,
                unit.name if unit else "",
                s.week,
                {
                    "date": s.published_on.isoformat(),
                    "title": s.title,
                    "outlet": s.outlet,
                    "level": "",
                    "column": s.column,
                    "genre": s.genre,
                    "spot": s.spot,
                    "link": s.link,
                    "note": s.note,
                },
                RowStatus.GONE,
                stored_id=s.id,
                accept=False,
                was_gone=True,
                reason=_GONE,
            )
        )


_GONE = "上一份表里有、这一份里没有，不另作决定就保留"


def _propose_stories(fresh: Iterable[_Item], found: Stored) -> None:
    """Let each new row join the story of its title: a stored one, or that of an earlier row."""
    lookup = found.stories
    for item in sorted(fresh, key=lambda i: i.row.id):
        row, parsed = item.row, item.parsed
        hit = (
            None
            if row.own_story
            else lookup.find(item.unit_id, parsed.title_key, parsed.published_on)
        )
        if hit is None:
            lookup.add(
                item.unit_id,
                Telling(
                    parsed.title, parsed.title_key, parsed.published_on, row_id=row.id
                ),
            )
            continue
        telling, exact = hit
        row.status = RowStatus.JOINS
        row.story = StoryProposal(
            telling.title, telling.first_on, exact, telling.story_id, telling.row_id
        )


def _to_confirm(row: PreviewRow) -> bool:
    return (
        row.status in (RowStatus.NEW, RowStatus.JOINS)
        and bool(row.candidates)
        and row.outlet_id is None
    )
