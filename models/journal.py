"""The journal: written by the unit of work, read for history, turned back for undo."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Table, insert, inspect, select, update
from sqlalchemy.orm import Session

from models.base import Base, Day, Moment, Record, new_uids
from models.errors import NotFound, ValidationError
from models.tables import Action, Journal

_SILENT = frozenset({"changed_action"})
_JOURNAL = Base.metadata.tables[Journal.__tablename__]


@dataclass
class Doing:
    """The action that a writing session is carrying out; its row is made with the first change."""

    title: str
    kind: str
    actor: str
    id: int | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class Reverted:
    """What an undo did: the undoing action, records turned back, and those that were changed since."""

    action_id: int
    records: int
    conflicts: tuple[tuple[str, int], ...]


def action_id(session: Session) -> int:
    """Id of the running action; its row is inserted at first call."""
    doing: Doing = session.info["doing"]
    if doing.id is None:
        values = {
            "at": dt.datetime.now(),
            "actor": doing.actor,
            "kind": doing.kind,
            "title": doing.title,
            "undoes": doing.undoes,
        }
        done = session.connection().execute(
            insert(Action).values(values).returning(Action.id)
        )
        doing.id = done.scalar_one()
    return doing.id


def before_flush(session: Session, *_: Any) -> None:
    """Mark each touched record with the running action."""
    touched = [o for o in session.new if isinstance(o, Record)]
    touched += [
        o for o in session.dirty if isinstance(o, Record) and session.is_modified(o)
    ]
    if any(isinstance(o, Record) for o in session.deleted):
        raise TypeError(
            "records are put into the recycle bin (deleted_at), never deleted"
        )
    if touched:
        number = action_id(session)
        for record in touched:
            record.changed_action = number


def after_flush(session: Session, *_: Any) -> None:
    """Write a journal row for each record that the flush inserted or changed."""
    rows = [
        _row(record.__tablename__, record.id, "insert", None, None)
        for record in session.new
        if isinstance(record, Record)
    ]
    for record in session.dirty:
        if isinstance(record, Record):
            before, after = _difference(record)
            if after:
                rows.append(
                    _row(record.__tablename__, record.id, "update", before, after)
                )
    _write(session, rows)


def bulk_insert(
    session: Session, kind: type[Record], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Insert many records at Core speed, journaled; returns their ids in order.

    Rows are dicts of column name → value with the same keys in each; `id`, `uid` and `changed_action`
    are filled in here (a given `id` is kept: see `next_id`).
    """
    if not rows:
        return []
    session.flush()
    table = Base.metadata.tables[kind.__tablename__]
    number = action_id(session)
    first = next_id(session, kind)
    ids: list[int] = []
    for offset, (row, uid) in enumerate(zip(rows, new_uids(len(rows)), strict=True)):
        ids.append(row.setdefault("id", first + offset))
        row.setdefault("uid", uid)
        row["changed_action"] = number
    _insert_plain(session, table, {n: [row[n] for row in rows] for n in rows[0]})
    if ids == list(range(first, first + len(ids))):
        _write_run(session, table, first, len(ids))
    else:
        _write(session, [_row(table.name, i, "insert", None, None) for i in ids])
    return ids


def insert_columns(
    session: Session, kind: type[Record], columns: Mapping[str, Sequence[Any]]
) -> list[int]:
    """`bulk_insert` of records given as columns of one length (name → values), at half the cost.

    `id`, `uid` and `changed_action` are filled in; returns the ids in order.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return []
    session.flush()
    table = Base.metadata.tables[kind.__tablename__]
    first = next_id(session, kind)
    ids = range(first, first + count)
    own: dict[str, Sequence[Any]] = {
        "id": ids,
        "uid": new_uids(count),
        "changed_action": [action_id(session)] * count,
    }
    _insert_plain(session, table, {**columns, **own})
    _write_run(session, table, first, count)
    return list(ids)


def _write_run(session: Session, table: Table, first: int, count: int) -> None:
    """Journal the insertion of `count` records of ids from `first` on."""
    run = (action_id(session), table.name, first, first + count - 1)
    session.connection().exec_driver_sql(_INSERTED, run)
    touch(session, table.name)


# One statement for the journal rows of a run of new ids: a row at a time doubles the work of an import.
_INSERTED = (
    "WITH RECURSIVE run(a, t, i, z) AS "
    "(SELECT ?, ?, ?, ? UNION ALL SELECT a, t, i + 1, z FROM run WHERE i < z) "
    "INSERT INTO journal (action_id, table_name, record_id, op) SELECT a, t, i, 'insert' FROM run"
)


def _insert_plain(
    session: Session, table: Table, columns: Mapping[str, Sequence[Any]]
) -> None:
    """Insert records through the driver, values prepared as the columns' types ask."""
    dialect = session.get_bind().dialect
    count = len(columns["id"])
    names: list[str] = []
    values: list[Sequence[Any]] = []
    for column in table.columns:
        default: Any = column.default
        if column.name in columns:
            part = columns[column.name]
        elif default is not None and default.is_scalar:
            part = [default.arg] * count
        else:
            continue
        prepare = column.type.dialect_impl(dialect).bind_processor(dialect)
        if prepare is not None and isinstance(column.type, Day):
            days = {day: prepare(day) for day in set(part)}  # few, and often
            part = [days[day] for day in part]
        elif prepare is not None:
            part = [prepare(value) for value in part]
        names.append(column.name)
        values.append(part)
    into = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    session.connection().exec_driver_sql(
        f'INSERT INTO "{table.name}" ({into}) VALUES ({marks})',
        list(zip(*values, strict=True)),
    )


def bulk_update(
    session: Session, kind: type[Record], changes: Mapping[int, Mapping[str, Any]]
) -> None:
    """Update many records by id at Core speed, journaled: id → {column: new value}."""
    if not changes:
        return
    session.flush()
    _apply(session, Base.metadata.tables[kind.__tablename__], changes)


def next_id(session: Session, kind: type[Base]) -> int:
    """First free primary key; safe because one writer holds the database."""
    query = f'SELECT max(id) FROM "{kind.__tablename__}"'
    return int(session.connection().exec_driver_sql(query).scalar() or 0) + 1


def touch(session: Session, table_name: str) -> None:
    """Note that a table changed, for those who wait for the commit."""
    session.info.setdefault("touched", set()).add(table_name)


def revert(
    session: Session, action: int, *, keep: Iterable[tuple[str, int]] = ()
) -> Reverted:
    """Turn an action back as the running action.

    Inserted records go to the recycle bin, changed fields get their former values. A field that a later
    action changed again is left as it is and its record is listed in `conflicts`; `keep` names inserted
    records (table, id) that must stay.

    Raises NotFound for an unknown action, ValidationError for one that is undone already.
    """
    from models import tables_campaigns, tables_schedules

    # Mapped on demand: an action may have touched plans and schedules.
    _ = tables_campaigns, tables_schedules
    session.flush()
    stored = session.get(Action, action)
    if stored is None:
        raise NotFound("没有找到这次操作的记录，可能来自另一份数据。")
    if stored.undone_by is not None:
        raise ValidationError("这次操作已经撤销过了。")
    doing: Doing = session.info["doing"]
    doing.undoes = action
    number = action_id(session)
    kept = set(keep)
    conflicts: list[tuple[str, int]] = []
    entries = session.connection().execute(
        select(_JOURNAL)
        .where(_JOURNAL.c.action_id == action)
        .order_by(_JOURNAL.c.id.desc())
    )
    count = 0
    now = dt.datetime.now()
    by_table: dict[str, list[Any]] = {}
    for entry in entries:
        by_table.setdefault(entry.table_name, []).append(entry)
    for name, group in by_table.items():
        table = Base.metadata.tables[name]
        present = _present(session, table, {e.record_id for e in group})
        changes: dict[int, dict[str, Any]] = {}
        for entry in group:
            row = present.get(entry.record_id)
            if row is None or (name, entry.record_id) in kept:
                continue
            target = changes.setdefault(entry.record_id, {})
            if entry.op == "insert":
                target.clear()
                target["deleted_at"] = now
                continue
            before, after = _load(table, entry.before), _load(table, entry.after)
            for column, old in before.items():
                expected = target.get(column, row[column])
                if expected == after.get(column):
                    target[column] = old
                else:
                    conflicts.append((name, entry.record_id))
        changes = {i: c for i, c in changes.items() if c}
        count += len(changes)
        _apply(session, table, changes)
    session.execute(update(Action).where(Action.id == action).values(undone_by=number))
    session.expire_all()
    if stored.undoes is not None:
        # Undoing an undo brings the first action back into force.
        session.execute(
            update(Action).where(Action.id == stored.undoes).values(undone_by=None)
        )
    return Reverted(number, count, tuple(dict.fromkeys(conflicts)))


def _apply(
    session: Session, table: Table, changes: Mapping[int, Mapping[str, Any]]
) -> None:
    number = action_id(session)
    present = _present(session, table, set(changes))
    rows: list[dict[str, Any]] = []
    connection = session.connection()
    for record_id, change in changes.items():
        row = present[record_id]
        after = {k: v for k, v in change.items() if row[k] != v}
        if not after:
            continue
        before = {k: row[k] for k in after}
        connection.execute(
            update(table)
            .where(table.c.id == record_id)
            .values(**after, changed_action=number)
        )
        rows.append(_row(table.name, record_id, "update", before, after))
    _write(session, rows)
    if rows:
        touch(session, table.name)
        session.expire_all()


def _present(session: Session, table: Table, ids: set[int]) -> dict[int, RowMapping]:
    found: dict[int, RowMapping] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        part = ordered[start : start + 500]
        for row in (
            session.connection()
            .execute(select(table).where(table.c.id.in_(part)))
            .mappings()
        ):
            found[row["id"]] = row
    return found


def _difference(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(record)
    for column in state.mapper.column_attrs:
        if column.key in _SILENT:
            continue
        history = state.attrs[column.key].history
        if history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if old != new:
                before[column.key], after[column.key] = old, new
    return before, after


def _row(
    table: str,
    record_id: int,
    op: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> dict[str, Any]:
    return {
        "table_name": table,
        "record_id": record_id,
        "op": op,
        "before": _dump(before),
        "after": _dump(after),
    }


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    number = action_id(session)
    for row in rows:
        row["action_id"] = number
        touch(session, row["table_name"])
    session.connection().execute(insert(_JOURNAL), rows)


def _dump(values: dict[str, Any] | None) -> str | None:
    if values is None:
        return None
    return json.dumps({k: _plain(v) for k, v in values.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.toordinal()
    if isinstance(value, bytes):
        return value.hex()
    return value


def _load(table: Table, packed: str | None) -> dict[str, Any]:
    """The journal's JSON as Python values of the table's columns."""
    values: dict[str, Any] = json.loads(packed or "{}")
    for key, value in values.items():
        kind = table.c[key].type
        if value is None:
            continue
        if isinstance(kind, Day):
            values[key] = dt.date.fromordinal(value)
        elif isinstance(kind, Moment):
            values[key] = dt.datetime.fromisoformat(value)
    return values


def load_values(table_name: str, packed: str | None) -> dict[str, Any]:
    """Fields of a journal row's `before` or `after` as Python values."""
    return _load(Base.metadata.tables[table_name], packed)
