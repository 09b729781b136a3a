"""What was done, by whom, to which record; undo and redo."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from models import journal
from models.base import Base, Record
from models.database import Database
from models.errors import NotFound, ValidationError
from models.journal import Reverted
from models.tables import Action, Journal, Placement
from models.tables_campaigns import Campaign, PlanRecord
from models.tables_schedules import ScheduleSeries, Slot
from services.campaigns.words import HIDDEN
from services.record_words import TABLE_WORDS, field_word, record_text, word

UNDONE, BACK = "撤销：", "恢复："
"""How the titles of undoing actions begin."""
_HIDDEN_FIELDS = frozenset(
    {"title_key", "initials", "action_id", "upto_action", "contents", "uid"}
)
# What has left the house or is bookkeeping cannot be taken back by undo.
_FINAL_KINDS = frozenset({"issue", "sample"})


@dataclass(frozen=True)
class ActionRow:
    """One action in the history. `undoable` says whether 撤销 is offered."""

    id: int
    at: dt.datetime
    actor: str
    kind: str
    title: str
    records: int
    undone: bool
    undoes: int | None
    undoable: bool


@dataclass(frozen=True)
class Change:
    """One field of one record: what it was and what it became, as words."""

    table: str
    record_id: int
    record: str
    op: str
    field: str
    before: str
    after: str


def list_actions(
    session: Session,
    *,
    kind: str | None = None,
    words: str = "",
    before_id: int | None = None,
    limit: int = 200,
) -> list[ActionRow]:
    """Actions, newest first; `before_id` continues after the last one of a former page."""
    query = select(Action).order_by(Action.id.desc()).limit(limit)
    if kind:
        query = query.where(Action.kind == kind)
    if words:
        query = query.where(Action.title.contains(words, autoescape=True))
    if before_id:
        query = query.where(Action.id < before_id)
    actions = list(session.scalars(query))
    counts = dict(
        session.execute(
            select(Journal.action_id, func.count())
            .where(Journal.action_id.in_([a.id for a in actions]))
            .group_by(Journal.action_id)
        )
        .tuples()
        .all()
    )
    return [_action_row(a, counts.get(a.id, 0)) for a in actions]


def last_undoable(session: Session) -> ActionRow | None:
    """The newest action of the clerk that can be undone (for Ctrl+Z); undoing actions are passed over."""
    query = select(Action).where(
        Action.undone_by.is_(None),
        Action.undoes.is_(None),
        Action.kind.not_in(_FINAL_KINDS),
    )
    found = session.scalar(query.order_by(Action.id.desc()).limit(1))
    return _action_row(found, 0) if found else None


def last_redoable(session: Session) -> ActionRow | None:
    """The undo that Ctrl+Y takes back: the newest action, if it is an undo that still stands."""
    found = session.scalar(select(Action).order_by(Action.id.desc()).limit(1))
    if found is None or found.undone_by is not None or not _root(session, found)[1]:
        return None
    return _action_row(found, 0)


def undo_action(db: Database, action_id: int) -> Reverted:
    """Take an action back as an action of its own; undoing an undo brings the action back into force.

    Records that were changed later stay and are named in `conflicts`; those that later work leans on (a story,
    an outlet, a unit, a return that later placements belong to) stay too. Raises NotFound, ValidationError
    (undone already, an issue, which is final, a plan that was added to).
    """
    with db.reading() as session:
        action = session.get(Action, action_id)
        if action is None:
            raise NotFound("没有找到这次操作的记录。")
        if action.kind in _FINAL_KINDS:
            raise ValidationError(
                "周汇总发出后不能撤销；之后的改动会列入下一期的更正。"
            )
        root, back = _root(session, action)
        title, root_id = _turned_title(root, back), root.id
    with db.writing(title, kind="undo") as session:
        edited = edited_later(session, action_id)
        keep = needed_later(session, action_id)
        if any(table == Campaign.__tablename__ for table, _ in keep):
            # Half a plan is worse than a whole one: what was saved as one comes back as one.
            raise ValidationError(
                "这份方案存入以后又有了新的内容，不能整份撤销。请先撤销后来的操作，或把方案删除到回收站。"
            )
        if any(table == ScheduleSeries.__tablename__ for table, _ in keep):
            raise ValidationError(
                "这个排期系列保存以后又有改动，不能整个撤销。请先撤销后来的操作，或把系列删除到回收站。"
            )
        reverted = _reverted(session, action_id, keep)
        # However often it went to and fro, the first action says whether it stands.
        standing = None if back else reverted.action_id
        session.execute(
            update(Action).where(Action.id == root_id).values(undone_by=standing)
        )
        both = dict.fromkeys((*reverted.conflicts, *sorted(edited)))
        return replace(reverted, conflicts=tuple(both))


def _reverted(session: Session, action_id: int, keep: set[tuple[str, int]]) -> Reverted:
    """Turn an action back; refuse where what it brings back has been entered anew since."""
    try:
        reverted = journal.revert(session, action_id, keep=keep)
    except IntegrityError:
        raise ValidationError(
            "后来又登记了同样的内容，不能再恢复原来的，没有改动。请先撤销后来登记的，再恢复。"
        ) from None
    if any(table == Slot.__tablename__ for table, _ in reverted.conflicts) and any(
        json.loads(before or "{}").get("deleted_at")
        for before in session.scalars(
            select(Journal.before).where(
                Journal.action_id == reverted.action_id,
                Journal.table_name == Placement.__tablename__,
                Journal.op == "update",
            )
        )
    ):
        # The slot has gone on without this placement: it would stand in the round twice.
        raise ValidationError(
            "这一期排期后来又有改动，原来的刊播不能再恢复，没有改动。请先撤销后来的操作，再恢复。"
        )
    return reverted


def turned_title(session: Session, action_id: int) -> str:
    """What turning an action back is called: 「撤销：…」, 「恢复：…」 where it is itself an undo."""
    action = session.get(Action, action_id)
    if action is None:
        raise NotFound("没有找到这次操作的记录。")
    return _turned_title(*_root(session, action))


def _turned_title(root: Action, back: bool) -> str:
    return f"{BACK if back else UNDONE}{root.title}"


def _root(session: Session, action: Action) -> tuple[Action, bool]:
    """The action that a row of undoings goes back to, and whether turning this one brings that one back."""
    back = False
    while action.undoes is not None:
        former = session.get(Action, action.undoes)
        if former is None:
            break
        action, back = former, not back
    return action, back


_DERIVED = frozenset({"story", "weekly_return", "import_batch", "import_file"})
"""Tables whose records are brought up to date by the program itself when others are added."""


def edited_later(session: Session, action_id: int) -> set[tuple[str, int]]:
    """Records inserted by an action that a later action changed, and that still stand so.

    What was undone since, and undoing itself, do not count; nor does a record in the recycle bin.
    """
    mine = aliased(Journal)
    query = (
        select(Journal.table_name, Journal.record_id, Journal.before)
        .join(
            mine,
            (mine.table_name == Journal.table_name)
            & (mine.record_id == Journal.record_id),
        )
        .join(Action, Action.id == Journal.action_id)
        .where(
            mine.action_id == action_id,
            mine.op == "insert",
            Journal.action_id > action_id,
            Journal.op == "update",
            Journal.table_name.not_in(_DERIVED),
            Action.undone_by.is_(None),
            Action.kind != "undo",
        )
    )
    return {
        (name, record_id)
        for name, record_id, before in session.execute(query)
        if set(json.loads(before or "{}")) - {"deleted_at"}
    }


def needed_later(session: Session, action_id: int) -> set[tuple[str, int]]:
    """Records inserted by an action that were changed later, or that live records of other actions point at.

    A record that the action itself pointed there (a placement split off into a new story) does not count:
    undo turns its link back.
    """
    inserted: dict[str, set[int]] = {}
    turned: set[tuple[str, int, str]] = set()
    query = select(
        Journal.table_name, Journal.record_id, Journal.op, Journal.before
    ).where(Journal.action_id == action_id)
    for name, record_id, op, before in session.execute(query):
        if op == "insert":
            inserted.setdefault(name, set()).add(record_id)
        else:
            turned |= {(name, record_id, field) for field in json.loads(before or "{}")}
    keep = edited_later(session, action_id)
    more = keep
    while (
        True
    ):  # what stays needs its own parents too: a placement its story and its return
        for name, record_id in more:
            inserted[name].discard(record_id)
        more = _leant_on(session, inserted, turned)
        if not more:
            return keep
        keep = keep | more


def _leant_on(
    session: Session,
    inserted: dict[str, set[int]],
    turned: set[tuple[str, int, str]],
) -> set[tuple[str, int]]:
    """Those of `inserted` that live records outside of it point at."""
    found: set[tuple[str, int]] = set()
    for child in Base.metadata.sorted_tables:
        if "deleted_at" not in child.c:
            continue
        own = inserted.get(child.name, set())
        for link in child.foreign_keys:
            parent = link.column.table.name
            for part in _parts(inserted.get(parent, set())):
                rows = session.execute(
                    select(link.parent, child.c.id).where(
                        link.parent.in_(part), child.c.deleted_at.is_(None)
                    )
                )
                found |= {
                    (parent, parent_id)
                    for parent_id, child_id in rows
                    if child_id not in own
                    and (child.name, child_id, link.parent.name) not in turned
                }
    return found


def changes_of(session: Session, action_id: int, limit: int = 500) -> list[Change]:
    """What an action did, field by field; an added record is one line without a field."""
    rows = session.scalars(
        select(Journal)
        .where(Journal.action_id == action_id)
        .order_by(Journal.id)
        .limit(limit)
    )
    return [change for row in rows for change in _changes(session, row)]


def record_history(
    session: Session, table: str, record_id: int
) -> list[tuple[ActionRow, list[Change]]]:
    """All that happened to one record, newest first."""
    by_action: dict[int, list[Change]] = {}
    rows = session.scalars(
        select(Journal)
        .where(Journal.table_name == table, Journal.record_id == record_id)
        .order_by(Journal.id)
    )
    for row in rows:
        by_action.setdefault(row.action_id, []).extend(_changes(session, row))
    actions = session.scalars(
        select(Action).where(Action.id.in_(by_action)).order_by(Action.id.desc())
    )
    return [(_action_row(a, 1), by_action[a.id]) for a in actions]


def _action_row(action: Action, records: int) -> ActionRow:
    undone = action.undone_by is not None
    return ActionRow(
        action.id,
        action.at,
        action.actor,
        action.kind,
        action.title,
        records,
        undone,
        action.undoes,
        undoable=not undone and action.kind not in _FINAL_KINDS,
    )


def _changes(session: Session, row: Journal) -> list[Change]:
    kind = _KINDS[row.table_name]
    record = session.get(kind, row.record_id)
    name = record_text(session, record) if record is not None else ""
    table = TABLE_WORDS.get(row.table_name, row.table_name)
    if row.op == "insert":
        return [Change(table, row.record_id, name, "新增", "", "", "")]
    before = journal.load_values(row.table_name, row.before)
    after = journal.load_values(row.table_name, row.after)
    if "deleted_at" in after:
        op = "恢复" if after["deleted_at"] is None else "删除"
        return [Change(table, row.record_id, name, op, "", "", "")]
    return [
        Change(
            table,
            row.record_id,
            name,
            "修改",
            field_word(field, record),
            word(session, field, before.get(field), record),
            word(session, field, after[field], record),
        )
        for field in after
        if field not in _HIDDEN_FIELDS
        and not (field in HIDDEN and isinstance(record, PlanRecord | Campaign))
    ]


def _parts(ids: set[int], size: int = 500) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[i : i + size] for i in range(0, len(ordered), size)]


_KINDS: dict[str, type[Record]] = {
    m.class_.__tablename__: m.class_
    for m in Record.registry.mappers
    if issubclass(m.class_, Record)
}
