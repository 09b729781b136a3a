"""History in the clerk's words, undo with dependants, the recycle bin."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.database import Database
from models.errors import NotFound, ValidationError
from models.tables import Action, Placement, Story, WeeklyReturn
from models.vocabulary import OutletLevel
from services import history, recycle_bin, returns, stories
from services.integrity import check
from services.registers.outlets import save_outlet
from services.registers.units import delete_unit, save_unit
from services.stories import PlacementDraft

WEEK = dt.date(2026, 11, 16)


@pytest.fixture
def office(db: Database) -> tuple[Database, int, int]:
    """A database with one unit and one outlet."""
    with db.writing("准备") as session:
        unit = save_unit(session, name="商务局", group="县直部门")
        outlet = save_outlet(session, name="云岭日报", level=OutletLevel.CITY)
    return db, unit, outlet


def _report(
    db: Database, unit: int, outlet: int, title: str, story: int | None = None
) -> int:
    with db.writing(f"录入《{title}》") as session:
        return stories.add_story(
            session,
            unit,
            WEEK,
            title,
            [PlacementDraft(dt.date(2026, 11, 17), outlet)],
            story_id=story,
        )


def _newest(db: Database) -> int:
    with db.reading() as session:
        return (
            session.scalars(select(Action.id).order_by(Action.id.desc())).first() or 0
        )


def test_the_list_shows_newest_first_and_filters(
    office: tuple[Database, int, int],
) -> None:
    db, unit, outlet = office
    _report(db, unit, outlet, "外贸企业座谈")
    with db.reading() as session:
        rows = history.list_actions(session)
        assert [r.title for r in rows] == ["录入《外贸企业座谈》", "准备"]
        assert [r.title for r in history.list_actions(session, words="外贸")] == [
            "录入《外贸企业座谈》"
        ]
        assert [r.id for r in history.list_actions(session, before_id=rows[0].id)] == [
            rows[1].id
        ]


def test_changes_are_words_not_numbers(office: tuple[Database, int, int]) -> None:
    db, unit, _outlet = office
    with db.writing("并入") as session:
        other = save_unit(session, name="招商局")
        save_unit(
            session,
            other,
            name="招商局",
            valid_to=dt.date(2026, 6, 30),
            merged_into_id=unit,
        )
    with db.reading() as session:
        found = {
            c.field: (c.before, c.after)
            for c in history.changes_of(session, _newest(db))
            if c.field
        }
    assert found["停用日期"] == ("（空）", "2026-06-30")
    assert found["并入单位"] == ("（空）", "商务局")


def test_undo_of_typing_takes_story_placement_and_return_back(
    office: tuple[Database, int, int],
) -> None:
    db, unit, outlet = office
    _report(db, unit, outlet, "外贸企业座谈")
    history.undo_action(db, _newest(db))
    with db.reading() as session:
        assert (
            session.scalars(
                select(Placement).where(Placement.deleted_at.is_(None))
            ).all()
            == []
        )
        assert (
            session.scalars(select(Story).where(Story.deleted_at.is_(None))).all() == []
        )
        assert not returns.get(session, unit, WEEK).came
    assert check(db) == []


def test_undo_keeps_what_later_work_leans_on(office: tuple[Database, int, int]) -> None:
    db, unit, outlet = office
    story = _report(db, unit, outlet, "外贸企业座谈")
    first = _newest(db)
    _report(db, unit, outlet, "外贸企业座谈", story)
    history.undo_action(db, first)
    with db.reading() as session:
        assert (
            len(
                session.scalars(
                    select(Placement).where(Placement.deleted_at.is_(None))
                ).all()
            )
            == 1
        )
        assert session.scalars(
            select(Story.id).where(Story.deleted_at.is_(None))
        ).all() == [story]
        assert (
            len(
                session.scalars(
                    select(WeeklyReturn).where(WeeklyReturn.deleted_at.is_(None))
                ).all()
            )
            == 1
        )
    assert check(db) == []


def test_redo_is_the_undo_of_the_undo(office: tuple[Database, int, int]) -> None:
    db, unit, outlet = office
    _report(db, unit, outlet, "外贸企业座谈")
    history.undo_action(db, _newest(db))
    with db.reading() as session:
        redo = history.last_redoable(session)
    assert redo is not None
    history.undo_action(db, redo.id)
    with db.reading() as session:
        assert returns.get(session, unit, WEEK).came
        last = history.last_undoable(session)
    assert last is not None
    assert last.title == "录入《外贸企业座谈》"


def test_an_issue_cannot_be_undone(office: tuple[Database, int, int]) -> None:
    db, unit, _outlet = office
    with db.writing("出汇总", kind="issue") as session:
        returns.receive(session, unit, WEEK, dt.date(2026, 11, 20), nil=True)
    with pytest.raises(ValidationError, match="更正"):
        history.undo_action(db, _newest(db))


def test_recycle_bin_lists_and_restores_a_story_with_its_placements(
    office: tuple[Database, int, int],
) -> None:
    db, unit, outlet = office
    _report(db, unit, outlet, "外贸企业座谈")
    with db.writing("删除") as session:
        stories.delete_placements(session, list(session.scalars(select(Placement.id))))
    with db.reading() as session:
        rows = recycle_bin.list_deleted(session)
        assert {r.kind for r in rows} == {"稿件", "刊播"}
        assert any("外贸企业座谈" in r.text for r in rows)
        placement = next(r for r in rows if r.table == "placement")
    with db.writing("恢复") as session:
        recycle_bin.restore(session, "placement", placement.record_id)
    with db.reading() as session:
        assert recycle_bin.list_deleted(session) == []
    assert check(db) == []


def test_restore_refuses_a_name_that_is_taken(db: Database) -> None:
    with db.writing("加") as session:
        unit = save_unit(session, name="商务局")
    with db.writing("删") as session:
        delete_unit(session, unit)
    with db.writing("再加") as session:
        save_unit(session, name="商务局")
    with pytest.raises(ValidationError, match="同名"), db.writing("恢复") as session:
        recycle_bin.restore(session, "unit", unit)


def test_restore_of_what_is_not_there(db: Database) -> None:
    with pytest.raises(NotFound), db.writing("恢复") as session:
        recycle_bin.restore(session, "unit", 5)


def test_record_history_tells_who_changed_what(
    office: tuple[Database, int, int],
) -> None:
    db, unit, _outlet = office
    db.actor = "小王"
    with db.writing("改名") as session:
        save_unit(session, unit, name="商务和投资促进局", group="县直部门")
    with db.reading() as session:
        (newest, changes), *_ = history.record_history(session, "unit", unit)
    assert (newest.actor, newest.title) == ("小王", "改名")
    assert ("名称", "商务局", "商务和投资促进局") in [
        (c.field, c.before, c.after) for c in changes
    ]


def test_what_was_mended_since_stays_when_its_import_is_undone(
    office: tuple[Database, int, int],
) -> None:
    db, unit, outlet = office
    with db.writing("收表格", kind="import") as session:
        for after, title in enumerate(("留下的一篇", "撤掉的一篇")):
            draft = PlacementDraft(WEEK + dt.timedelta(days=after), outlet)
            stories.add_story(session, unit, WEEK, title, [draft])
        session.flush()
        taken = session.info["doing"].id
    with db.reading() as session:
        first, second = session.scalars(select(Placement.id).order_by(Placement.id))
    with db.writing("改错") as session:
        stories.change_placement(session, first, genre="通讯")

    undone = history.undo_action(db, taken)

    assert ("placement", first) in undone.conflicts
    with db.reading() as session:
        kept = session.get_one(Placement, first)
        assert (kept.deleted_at, kept.genre) == (None, "通讯")
        assert session.get_one(Placement, second).deleted_at is not None
        told = {s.title: s.deleted_at is None for s in session.scalars(select(Story))}
    assert told == {"留下的一篇": True, "撤掉的一篇": False}
    assert check(db) == []
