"""Taking an import back: the whole batch, as one action."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import NotFound, ValidationError
from models.tables import Action, ImportBatch, ImportFile, Journal, Placement
from services import history


@dataclass(frozen=True)
class UndoResult:
    """What an undo did.

    `undone` counts rows taken away, changes turned back and nil returns withdrawn; `kept` records on which
    later work leans; `conflicts` records that were changed since.
    """

    batch_id: int
    undone: int
    kept: int
    conflicts: int


def last_batch(session: Session) -> int | None:
    """The newest batch that still stands, None where there is none."""
    query = (
        select(ImportBatch.id)
        .join(Action, Action.id == ImportBatch.action_id)
        .where(Action.undone_by.is_(None), ImportBatch.deleted_at.is_(None))
        .order_by(ImportBatch.id.desc())
    )
    return session.scalar(query.limit(1))


def undo_batch(db: Database, batch_id: int | None = None) -> UndoResult:
    """Take a batch back (default: the newest that stands): rows, stories, returns, new outlets, changes.

    Records that later work leans on stay, fields that were changed since are left. Raises NotFound or
    ValidationError with a sentence.
    """
    with db.reading() as session:
        number = last_batch(session) if batch_id is None else batch_id
        if number is None:
            raise NotFound("没有可以撤销的导入。")
        batch = session.get(ImportBatch, number)
        if batch is None or batch.action_id is None:
            raise NotFound(f"没有第 {number} 批导入，请核对批次号。")
        action = session.get(Action, batch.action_id)
        if action is None or action.undone_by is not None:
            raise ValidationError(f"第 {number} 批导入已经撤销过了。")
        action_id = action.id
        kept = len(history.needed_later(session, action_id))
        mine = _live(session, action_id)
        more = batch.changed + _nil_returns(session, number)
    done = history.undo_action(db, action_id)
    with db.reading() as session:
        undone = mine - _live(session, action_id) + more
    return UndoResult(number, undone, kept, len(done.conflicts))


def _live(session: Session, action_id: int) -> int:
    """Live placements that an action inserted."""
    query = (
        select(func.count())
        .select_from(Journal)
        .join(Placement, Placement.id == Journal.record_id)
        .where(
            Journal.action_id == action_id,
            Journal.table_name == "placement",
            Journal.op == "insert",
            Placement.deleted_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def _nil_returns(session: Session, batch_id: int) -> int:
    query = select(func.count()).where(
        ImportFile.batch_id == batch_id, ImportFile.outcome == "nil"
    )
    return session.scalar(query) or 0
