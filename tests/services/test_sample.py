"""The sample county: the same for the same seed and day, sound, and full of what real weeks hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.database import Database
from models.errors import Cancelled, ValidationError
from models.tables import Outlet, Placement, Story, Unit, WeeklyReturn
from models.vocabulary import OutletLevel, ReturnState
from models.vocabulary_campaigns import MeasureState
from services import integrity
from services.board import board
from services.campaigns.measures import LedgerFilter, ledger, state_counts
from services.campaigns.store import list_campaigns, load_plan
from services.registers.units import list_units
from services.sample import SampleInfo, make_sample
from services.sample_plan import TALKERS
from services.sample_weeks import WEEKS
from services.weeks import week_of

DAY = dt.date(2026, 3, 12)


def made(
    folder: Path, seed: int = 2026, day: dt.date = DAY
) -> tuple[Database, SampleInfo]:
    db = Database.open(folder)
    return db, make_sample(db, seed, day)


def titles(db: Database) -> list[tuple[str, str, dt.date]]:
    with db.reading() as session:
        query = select(Story.uid, Story.title, Story.first_on).order_by(Story.id)
        return list(session.execute(query).tuples())


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The sample as a clerk would load it, across a New Year."""
    db, _ = made(tmp_path_factory.mktemp("county"))
    yield db
    db.close()


def test_the_same_seed_and_day_give_the_same(tmp_path: Path, county: Database) -> None:
    again, info = made(tmp_path / "a")
    other, _ = made(tmp_path / "b", seed=1)
    assert titles(again) == titles(county)
    assert titles(other) != titles(county)
    assert info.stories == len(titles(again))
    again.close()
    other.close()


def test_it_is_sound_and_of_the_promised_size(county: Database) -> None:
    assert integrity.check(county) == []
    with county.reading() as session:
        units = list_units(session)
        weeks = session.scalar(select(func.count(func.distinct(WeeklyReturn.week))))
        levels = set(session.scalars(select(Outlet.level)))
    assert 55 <= len(units) <= 65
    assert len({u.group for u in units}) == 3
    assert weeks == WEEKS
    assert levels == {int(level) for level in OutletLevel}
    assert all(u.liaison and u.phone for u in units if u.exists_on(DAY))


def test_every_state_of_a_return_occurs(county: Database) -> None:
    seen: set[ReturnState] = set()
    with county.reading() as session:
        rows = board(session, DAY, weeks=26).rows
    for row in rows:
        seen |= {cell.state for cell in row.cells if cell is not None}
    assert seen == set(ReturnState)
    assert any(row.silent_weeks >= 2 for row in rows)


def test_nothing_lies_in_the_future_or_outside_a_unit_s_life(county: Database) -> None:
    with county.reading() as session:
        assert session.scalar(select(func.max(Placement.week))) == week_of(DAY)
        late = select(func.count()).where(WeeklyReturn.received_on > DAY)
        assert session.scalar(late) == 0
        lives = {u.id: u for u in list_units(session)}
        for unit_id, week in session.execute(
            select(WeeklyReturn.unit_id, WeeklyReturn.week)
        ):
            unit = lives[unit_id]
            assert unit.valid_from is None or week >= week_of(unit.valid_from)
            assert unit.valid_to is None or week <= unit.valid_to


def test_merged_and_closed_units_are_there(county: Database) -> None:
    with county.reading() as session:
        closed = [u for u in list_units(session) if u.valid_to is not None]
    assert len(closed) >= 2
    assert all(u.merged_into for u in closed)


def test_it_is_refused_where_units_are(tmp_path: Path) -> None:
    db = Database.open(tmp_path)
    with db.writing("x") as session:
        session.add(Unit(name="某局"))
    with pytest.raises(ValidationError, match="已经有单位了"):
        make_sample(db, 1, DAY)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 1
        assert session.scalar(select(func.count()).select_from(Outlet)) == 0
    db.close()


def test_a_cancelled_sample_leaves_nothing(tmp_path: Path) -> None:
    db = Database.open(tmp_path)

    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_sample(db, 1, DAY, report=stop)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 0
    db.close()


def test_its_plan_is_read_and_followed(county: Database) -> None:
    with county.reading() as session:
        (plan,) = list_campaigns(session)
        whole = load_plan(session, plan.id)
        rows = [
            r
            for r in ledger(session, DAY, LedgerFilter(campaign_id=plan.id))
            if r.measure.kind == "measure"
        ]
    assert [r.measure.number for r in rows][:2] == ["五（一）", "五（二）"]
    assert len(rows) == 12
    states = state_counts(rows)
    assert states[MeasureState.DONE] == 2
    assert states[MeasureState.OVERDUE] == 1
    assert [s.name for s in whole.slots] == list(TALKERS)
    assert all(s.unit_id is not None for s in whole.slots)
    assert len({s.on_day for s in whole.slots}) == len(TALKERS)


def test_the_same_seed_and_day_give_the_same_plan(
    tmp_path: Path, county: Database
) -> None:
    again, _ = made(tmp_path / "again")
    plans = []
    for db in (county, again):
        with db.reading() as session:
            plans.append(load_plan(session, list_campaigns(session)[0].id))
    assert plans[0] == plans[1]
    again.close()
