"""What the page lets a job do: read a draft into a preview, take a preview in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from models.database import Database
from services.intake.commit import CommitResult
from services.intake.preview import Outcome, Preview
from ui.intake.draft import Draft

Report = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Taken:
    """What was stored, and the action that can be undone (None: nothing was stored)."""

    result: CommitResult
    action_id: int | None

    @property
    def nil_units(self) -> int:
        """How many nil returns were registered."""
        return sum(f.outcome is Outcome.NIL for f in self.result.files)

    @property
    def reasons(self) -> list[str]:
        """What was not taken or is to be noted, a line each."""
        return [
            (f"{p.file}　" if p.file else "") + p.sentence for p in self.result.problems
        ]


def read_draft(db: Database, draft: Draft, report: Report) -> Preview:
    """Read what a draft names, and do again what was mended in it."""
    from services.intake.pasted import prepare_pasted
    from services.intake.prepare import prepare

    received = dt.date.fromisoformat(draft.received) if draft.received else None
    if draft.text:
        week = dt.date.fromisoformat(draft.week) if draft.week else None
        preview = prepare_pasted(
            db, draft.text, unit_id=draft.unit_id, week=week, received=received
        )
    else:
        preview = prepare(
            db, draft.real_paths, received=received, report=report, ask=True
        )
    if draft.steps:
        with db.reading() as session:
            draft.replay(session, preview)
    return preview


def take(db: Database, preview: Preview, report: Report) -> Taken:
    """Store what a preview accepts, as one action."""
    from models.tables import ImportBatch
    from services.intake.commit import commit

    result = commit(db, preview, report)
    if result.batch_id is None:
        return Taken(result, None)
    with db.reading() as session:
        batch = session.get(ImportBatch, result.batch_id)
        return Taken(result, batch.action_id if batch is not None else None)
