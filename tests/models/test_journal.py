"""The journal: what it records, and that undo brings back what was."""

import datetime as dt
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import journal
from models.database import Database
from models.errors import NotFound, ValidationError
from models.tables import Action, Journal, Unit


def _undo(db: Database, action: int) -> journal.Reverted:
    with db.writing("撤销", kind="undo") as session:
        return journal.revert(session, action)


def _last_action(db: Database) -> int:
    with db.reading() as session:
        return (
            session.scalars(select(Action.id).order_by(Action.id.desc())).first() or 0
        )


def _names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(
            session.scalars(
                select(Unit.name).where(Unit.deleted_at.is_(None)).order_by(Unit.id)
            )
        )


def test_an_update_records_only_what_changed(db: Database) -> None:
    with db.writing("加") as session:
        session.add(Unit(name="商务局", valid_from=dt.date(2026, 1, 5)))
    with db.writing("改") as session:
        unit = session.scalars(select(Unit)).one()
        unit.valid_from = dt.date(2026, 2, 2)
        unit.name = "商务局"
    with db.reading() as session:
        rows = session.execute(
            select(Journal.op, Journal.before, Journal.after).order_by(Journal.id)
        ).all()
    assert [r.op for r in rows] == ["insert", "update"]
    assert journal.load_values("unit", rows[1].before) == {
        "valid_from": dt.date(2026, 1, 5)
    }
    assert journal.load_values("unit", rows[1].after) == {
        "valid_from": dt.date(2026, 2, 2)
    }


def test_undo_of_an_insert_bins_it_and_redo_brings_it_back(db: Database) -> None:
    with db.writing("加") as session:
        session.add(Unit(name="商务局"))
    undone = _undo(db, _last_action(db))
    assert undone.records == 1
    assert _names(db) == []
    _undo(db, undone.action_id)
    assert _names(db) == ["商务局"]


def test_undo_twice_is_refused_until_it_is_redone(db: Database) -> None:
    with db.writing("加") as session:
        session.add(Unit(name="商务局"))
    first = _last_action(db)
    undone = _undo(db, first)
    with pytest.raises(ValidationError, match="已经撤销"):
        _undo(db, first)
    _undo(db, undone.action_id)
    _undo(db, first)
    assert _names(db) == []


def test_undo_of_an_unknown_action(db: Database) -> None:
    with pytest.raises(NotFound):
        _undo(db, 4711)


def test_a_field_changed_since_is_kept_and_told(db: Database) -> None:
    with db.writing("加") as session:
        session.add(Unit(name="甲", note="一"))
    with db.writing("改两处") as session:
        unit = session.scalars(select(Unit)).one()
        unit.name, unit.note = "乙", "二"
    middle = _last_action(db)
    with db.writing("再改一处") as session:
        session.scalars(select(Unit)).one().name = "丙"
    undone = _undo(db, middle)
    with db.reading() as session:
        unit = session.scalars(select(Unit)).one()
        assert (unit.name, unit.note) == ("丙", "一")
        assert undone.conflicts == (("unit", unit.id),)


def test_kept_records_stay(db: Database) -> None:
    with db.writing("加") as session:
        session.add_all([Unit(name="甲"), Unit(name="乙")])
    with db.writing("撤销", kind="undo") as session:
        keep = session.scalars(select(Unit.id).where(Unit.name == "甲")).one()
        journal.revert(session, 1, keep=[("unit", keep)])
    assert _names(db) == ["甲"]


def test_bulk_insert_is_journaled_like_any_other(db: Database) -> None:
    with db.writing("成批") as session:
        ids = journal.bulk_insert(
            session, Unit, [{"name": f"单位{n}"} for n in range(1200)]
        )
    assert len(set(ids)) == 1200
    assert len(_names(db)) == 1200
    _undo(db, _last_action(db))
    assert _names(db) == []


def test_records_inserted_as_columns_are_journaled_like_any_other(db: Database) -> None:
    day = dt.date(2026, 11, 16)
    with db.writing("成批") as session:
        assert journal.insert_columns(session, Unit, {"name": []}) == []
        columns = {"name": ["甲", "乙", "丙"], "valid_from": [day, None, day]}
        ids = journal.insert_columns(session, Unit, columns)
    with db.reading() as session:
        units = session.scalars(select(Unit).order_by(Unit.id)).all()
        assert [u.id for u in units] == ids
        assert [(u.name, u.valid_from, u.note) for u in units] == [
            ("甲", day, ""),
            ("乙", None, ""),
            ("丙", day, ""),
        ]
        assert len({u.uid for u in units}) == 3
        assert {uuid.UUID(u.uid).version for u in units} == {4}
    _undo(db, _last_action(db))
    assert _names(db) == []


def test_bulk_update_writes_only_real_changes(db: Database) -> None:
    with db.writing("加") as session:
        ids = journal.bulk_insert(session, Unit, [{"name": "甲"}, {"name": "乙"}])
    with db.writing("改") as session:
        journal.bulk_update(
            session, Unit, {ids[0]: {"name": "甲"}, ids[1]: {"name": "丁"}}
        )
    with db.reading() as session:
        changed = session.scalars(
            select(Journal.record_id).where(Journal.op == "update")
        ).all()
    assert changed == [ids[1]]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from("甲乙丙丁"), st.booleans()),
        max_size=12,
    )
)
def test_undoing_everything_in_reverse_empties_the_register(
    db: Database, steps: list[tuple[int, str, bool]]
) -> None:
    states = [_state(db)]
    actions: list[int] = []
    for which, note, delete in steps:
        with db.writing("一步") as session:
            unit = session.scalars(
                select(Unit).where(Unit.short_name == str(which))
            ).first()
            if unit is None:
                session.add(
                    Unit(
                        name=f"单位{len(actions)}-{_last_id(session)}",
                        short_name=str(which),
                        note=note,
                    )
                )
            else:
                unit.note = note
                unit.deleted_at = dt.datetime(2026, 1, 1) if delete else None
            session.flush()
            number = session.info["doing"].id
        if number is not None:
            actions.append(number)
            states.append(_state(db))
    for number in reversed(actions):
        states.pop()
        _undo(db, number)
        assert _state(db) == states[-1]


def _last_id(session: object) -> int:
    return session.scalar(select(Unit.id).order_by(Unit.id.desc())) or 0  # type: ignore[attr-defined]


def _state(db: Database) -> dict[int, tuple[str, str]]:
    with db.reading() as session:
        rows = session.execute(
            select(Unit.id, Unit.name, Unit.note).where(Unit.deleted_at.is_(None))
        )
        return {i: (n, t) for i, n, t in rows}
