"""Storing what a preview accepted: one action, one batch, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journal
from models.database import Database
from models.tables import (
    ImportBatch,
    ImportFile,
    Placement,
    Story,
    WeeklyReturn,
)
from models.vocabulary import OutletLevel
from services import text
from services.intake import stored as store
from services.intake.mappings import keep_mappings
from services.intake.prepare import refresh
from services.intake.preview import (
    Counts,
    FileResult,
    Outcome,
    Parsed,
    Preview,
    PreviewRow,
    RowStatus,
    counts,
)
from services.intake.problems import Problem
from services.intake.quiet import no_collecting
from services.intake.stored import Cell

Report = Callable[[int, int, str], None]
_STEPS = 4
_COLUMNS = {
    "date": "published_on",
    "outlet": "outlet_id",
    "column": "column_name",
    "genre": "genre",
    "spot": "spot",
    "link": "link",
    "note": "note",
}


@dataclass(frozen=True)
class CommitResult:
    """What was stored; `batch_id` is None where there was nothing to store."""

    batch_id: int | None
    taken: int
    changed: int
    duplicates: int
    skipped: int
    removed: int
    problems: list[Problem]
    files: list[FileResult]


@dataclass
class _Work:
    """What one commit needs from step to step: ids of what was stored before."""

    preview: Preview
    taken: list[PreviewRow]
    changed: list[PreviewRow]
    removed: list[PreviewRow]
    nil_files: list[FileResult]
    outlets: dict[str, tuple[int, OutletLevel]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    files: dict[int, int] = field(default_factory=dict)
    returns: dict[Cell, int] = field(default_factory=dict)
    stories: dict[int, int] = field(default_factory=dict)


def commit(
    db: Database, preview: Preview, report: Report | None = None
) -> CommitResult:
    """Store the accepted rows of a preview as one action and one batch.

    Rows that are wrong, unsure or not ticked are left out; they hold nothing back. Where the data moved
    since the preview, everything is compared again first. `report` may raise Cancelled: nothing is stored.
    """
    with no_collecting(), db.writing(_title(preview), kind="import") as session:
        _tell(report, 0, "正在核对")
        refresh(session, preview)
        totals = counts(preview)
        work = _work(preview)
        batch_id: int | None = None
        if totals.will_write or work.nil_files:
            batch_id = _store(session, work, totals, report)
        keep_mappings(session, preview)
        _tell(report, _STEPS, "正在保存")
    return CommitResult(
        batch_id,
        totals.taken,
        totals.changed,
        totals.duplicates,
        totals.skipped,
        totals.removed,
        preview.problems,
        preview.files,
    )


def _title(preview: Preview) -> str:
    if preview.source == "pasted":
        return "导入粘贴的文字"
    files = {f.path for f in preview.files if f.outcome in (Outcome.TAKEN, Outcome.NIL)}
    if len(files) == 1:
        name = next(f.name for f in preview.files if f.path in files)
        return f"导入“{name}”"
    return f"导入 {len(files)} 份表格"


def _tell(report: Report | None, done: int, words: str) -> None:
    if report:
        report(done, _STEPS, words)


def _work(preview: Preview) -> _Work:
    by_kind: dict[str, list[PreviewRow]] = {"taken": [], "changed": []}
    for row in preview.rows:
        kind = row.counts_as
        if kind in by_kind:
            by_kind[kind].append(row)
    removed = [r for r in preview.rows if r.status is RowStatus.GONE and r.accept]
    nil = [f for f in preview.files if f.outcome is Outcome.NIL]
    return _Work(preview, by_kind["taken"], by_kind["changed"], removed, nil)


def _store(session: Session, work: _Work, totals: Counts, report: Report | None) -> int:
    _new_outlets(session, work)
    batch_id = _batch(session, work, totals)
    _tell(report, 1, "正在登记报送情况")
    _returns(session, work)
    _tell(report, 2, "正在写入稿件")
    _stories(session, work)
    _placements(session, work)
    _tell(report, 3, "正在写入改动")
    _changes(session, work)
    return batch_id


def _new_outlets(session: Session, work: _Work) -> None:
    """Add the outlets that only forms know so far; they wait for the clerk to confirm them."""
    from services.registers.outlets import list_outlets, save_outlet

    for row in (*work.taken, *work.changed):
        parsed = row.parsed
        assert parsed is not None
        if parsed.outlet_id is not None:
            work.levels[parsed.outlet_id] = int(parsed.level)
            continue
        key = text.fold(parsed.outlet)
        if key not in work.outlets:
            names = {text.fold(o.name): o for o in list_outlets(session)}
            there = names.get(key)
            new_id = (
                there.id
                if there
                else save_outlet(
                    session, name=parsed.outlet, level=parsed.level, confirmed=False
                )
            )
            work.outlets[key] = new_id, there.level if there else parsed.level
            work.levels[new_id] = int(work.outlets[key][1])


def _outlet_id(work: _Work, parsed: Parsed) -> int:
    known = parsed.outlet_id
    return work.outlets[text.fold(parsed.outlet)][0] if known is None else known


def _batch(session: Session, work: _Work, totals: Counts) -> int:
    preview = work.preview
    batch: dict[str, Any] = {
        "action_id": journal.action_id(session),
        "made_at": dt.datetime.now(),
        "received_on": preview.received,
        "taken": totals.taken,
        "changed": totals.changed,
        "duplicates": totals.duplicates,
        "skipped": totals.skipped,
    }
    batch_id = journal.bulk_insert(session, ImportBatch, [batch])[0]
    files = [f for f in preview.files if not f.final]
    rows = [
        {
            "batch_id": batch_id,
            "name": f.name,
            "sha256": f.sha256,
            "unit_id": f.unit_id,
            "week": f.week,
            "form_version": f.form_version,
            "outcome": str(f.outcome),
            "taken": f.taken + f.changed,
            "skipped": f.skipped,
        }
        for f in files
    ]
    ids = journal.bulk_insert(session, ImportFile, rows)
    work.files = {f.id: i for f, i in zip(files, ids, strict=True)}
    return batch_id


def _returns(session: Session, work: _Work) -> None:
    """Note every return as arrived: the first day of arrival counts, rows end a nil return."""
    wanted: dict[Cell, tuple[bool, int]] = {}
    for file in work.nil_files:
        assert file.unit_id is not None
        assert file.week is not None
        wanted[file.unit_id, file.week] = True, file.form_version
    for row in (*work.taken, *work.changed):
        assert row.unit_id is not None
        assert row.week is not None
        version = work.preview.file(row.file_id).form_version
        wanted[row.unit_id, row.week] = False, version
    found = store.load_returns(session, wanted)
    day = work.preview.received
    fresh: list[dict[str, Any]] = []
    changes: dict[int, dict[str, Any]] = {}
    for cell, (nil, version) in wanted.items():
        there = found.get(cell)
        if there is None:
            fresh.append(
                {
                    "unit_id": cell[0],
                    "week": cell[1],
                    "received_on": day,
                    "nil": nil,
                    "source": work.preview.source,
                    "form_version": version,
                }
            )
            continue
        work.returns[cell] = there.id
        changes[there.id] = {
            "received_on": min(day, there.received_on or day),
            "nil": nil,
            "returned_on": None,
            "source": work.preview.source,
            "form_version": max(version, there.form_version),
        }
    ids = journal.bulk_insert(session, WeeklyReturn, fresh)
    for row, new_id in zip(fresh, ids, strict=True):
        work.returns[row["unit_id"], row["week"]] = new_id
    journal.bulk_update(session, WeeklyReturn, changes)


def _stories(session: Session, work: _Work) -> None:
    """Find or make the story of each row taken; `work.stories` is row id → story id."""
    groups: dict[int, list[PreviewRow]] = {}
    joined: dict[int, dt.date] = {}
    for row in work.taken:
        assert row.parsed is not None
        proposal = row.story
        if proposal is not None and proposal.story_id is not None:
            work.stories[row.id] = proposal.story_id
            day = row.parsed.published_on
            joined[proposal.story_id] = min(joined.get(proposal.story_id, day), day)
            continue
        root = row.id
        if proposal is not None and proposal.row_id is not None:
            root = proposal.row_id
        groups.setdefault(root, []).append(row)
    heads = [
        next((r for r in rows if r.id == root), rows[0])
        for root, rows in groups.items()
    ]
    told = [r.parsed for r in heads if r.parsed is not None]
    columns = {
        "unit_id": [r.unit_id for r in heads],
        "title": [p.title for p in told],
        "title_key": [p.title_key for p in told],
        "first_on": [
            min(r.parsed.published_on for r in rows if r.parsed)
            for rows in groups.values()
        ],
    }
    ids = journal.insert_columns(session, Story, columns)
    for rows, story_id in zip(groups.values(), ids, strict=True):
        for row in rows:
            work.stories[row.id] = story_id
    _earlier(session, joined)


def _earlier(session: Session, joined: dict[int, dt.date]) -> None:
    """Move the first day of stories that got a placement before it."""
    if not joined:
        return
    query = select(Story.id, Story.first_on).where(Story.id.in_(joined))
    changes = {
        story_id: {"first_on": joined[story_id]}
        for story_id, first in session.execute(query)
        if joined[story_id] < first
    }
    journal.bulk_update(session, Story, changes)


def _placements(session: Session, work: _Work) -> None:
    rows = work.taken
    told = [r.parsed for r in rows if r.parsed is not None]
    outlets = [_outlet_id(work, p) for p in told]
    columns: dict[str, list[Any]] = {
        "story_id": [work.stories[r.id] for r in rows],
        "return_id": [
            work.returns[r.unit_id, r.week] for r in rows if r.unit_id and r.week
        ],
        "unit_id": [r.unit_id for r in rows],
        "week": [r.week for r in rows],
        "published_on": [p.published_on for p in told],
        "outlet_id": outlets,
        "level": [work.levels[o] for o in outlets],
        "column_name": [p.column for p in told],
        "genre": [p.genre for p in told],
        "spot": [p.spot for p in told],
        "link": [p.link for p in told],
        "note": [p.note for p in told],
        "file_id": [work.files[r.file_id] for r in rows],
        "source_row": [r.row for r in rows],
    }
    journal.insert_columns(session, Placement, columns)


def _changes(session: Session, work: _Work) -> None:
    """Apply changed rows and removals, then settle the stories that they touch."""
    changes: dict[int, dict[str, Any]] = {}
    titles: dict[int, str] = {}
    for row in work.changed:
        assert row.parsed is not None
        assert row.stored_id is not None
        values: dict[str, Any] = {}
        for change in row.changes:
            if change.field == "title":
                titles[row.stored_id] = row.parsed.title
            elif change.field == "date":
                values["published_on"] = row.parsed.published_on
            elif change.field == "outlet":
                values["outlet_id"] = _outlet_id(work, row.parsed)
                values["level"] = work.levels[values["outlet_id"]]
            else:
                values[_COLUMNS[change.field]] = getattr(row.parsed, change.field)
        changes[row.stored_id] = values
    now = dt.datetime.now()
    for row in work.removed:
        if row.stored_id is not None:
            changes[row.stored_id] = {"deleted_at": now}
    if not changes:
        return
    touched = dict(
        session.execute(
            select(Placement.id, Placement.story_id).where(Placement.id.in_(changes))
        )
        .tuples()
        .all()
    )
    journal.bulk_update(session, Placement, {i: c for i, c in changes.items() if c})
    _settle(session, set(touched.values()), {touched[i]: t for i, t in titles.items()})
    from services.schedules.progress import placements_gone, placements_moved

    placements_gone(session, [i for i, c in changes.items() if "deleted_at" in c])
    placements_moved(
        session,
        {i: c["published_on"] for i, c in changes.items() if "published_on" in c},
    )


def _settle(session: Session, story_ids: set[int], titles: dict[int, str]) -> None:
    """Stories begin with their first placement; one without any goes to the recycle bin."""
    firsts = dict(
        session.execute(
            select(Placement.story_id, func.min(Placement.published_on))
            .where(Placement.story_id.in_(story_ids), Placement.deleted_at.is_(None))
            .group_by(Placement.story_id)
        )
        .tuples()
        .all()
    )
    changes: dict[int, dict[str, Any]] = {}
    for story_id in story_ids:
        first = firsts.get(story_id)
        if first is None:
            changes[story_id] = {"deleted_at": dt.datetime.now()}
            continue
        changes[story_id] = {"first_on": first}
        if story_id in titles:
            changes[story_id]["title"] = titles[story_id]
            changes[story_id]["title_key"] = text.title_key(titles[story_id])
    journal.bulk_update(session, Story, changes)
