"""The list of plans with its figures, and what presses on the first page."""

from __future__ import annotations

import datetime as dt

import pytest

from models.database import Database
from models.vocabulary_campaigns import CampaignState, MeasureState
from services.campaigns import edit, measures, states, store
from services.campaigns.fields import Item
from services.campaigns.overview import PlanLine, overview
from services.campaigns.pressing import pressing
from tests.services.campaigns import plan_kit
from tests.services.campaigns.plan_kit import TODAY


@pytest.fixture
def plan(db: Database) -> int:
    plan_kit.register(db)
    return plan_kit.save(db)


def _line(db: Database, today: dt.date = TODAY) -> PlanLine:
    with db.reading() as session:
        return overview(session, today)[0]


def _ids(db: Database, plan: int) -> list[int]:
    with db.reading() as session:
        return [m.id for m in store.load_plan(session, plan).measures]


def test_a_plan_comes_with_its_counts_and_its_next_day(db: Database, plan: int) -> None:
    line = _line(db)
    assert (line.label, line.measures, line.done, line.overdue) == ("文明交通", 2, 0, 0)
    assert (line.soon, line.next_due) == (1, dt.date(2026, 3, 20))
    late = _line(db, dt.date(2026, 3, 21))
    assert (late.overdue, late.soon, late.next_due) == (1, 0, dt.date(2026, 6, 30))


def test_what_is_done_leaves_the_clock_and_what_is_dropped_the_total(
    db: Database, plan: int
) -> None:
    film, corner = _ids(db, plan)
    with db.writing("办结") as session:
        states.set_state(session, [corner], MeasureState.DONE, today=TODAY)
        states.set_state(
            session, [film], MeasureState.DROPPED, today=TODAY, reason="经费取消"
        )
    line = _line(db, dt.date(2027, 1, 1))
    assert (line.measures, line.done, line.overdue) == (1, 1, 0)
    assert line.next_due is None


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.CLOSED])
def test_a_plan_that_does_not_run_presses_nobody(
    db: Database, plan: int, state: CampaignState
) -> None:
    with db.writing("改状态") as session:
        edit.change_campaign(session, plan, state=state)
    line = _line(db, dt.date(2026, 7, 1))
    assert (line.overdue, line.soon) == (0, 0)
    with db.reading() as session:
        assert not pressing(session, dt.date(2026, 7, 1))


@pytest.mark.parametrize(
    ("words", "fits"),
    [("文明", True), ("文明 宣传部", True), ("wmjt", True), ("文明 河长", False)],
)
def test_words_are_looked_for_in_title_issuer_and_initials(
    db: Database, plan: int, words: str, fits: bool
) -> None:
    assert _line(db).fits(words) is fits


def test_the_desk_sees_what_the_ledger_calls_due(db: Database, plan: int) -> None:
    film, corner = _ids(db, plan)
    with db.writing("时限") as session:
        edit.add_item(
            session, Item.DEADLINE, plan, measure_id=film, due_on=dt.date(2026, 3, 1)
        )
        edit.new_campaign(session, "没有任务的方案", state=CampaignState.RUNNING)
    for day in (TODAY, dt.date(2026, 3, 20), dt.date(2026, 3, 21), dt.date(2026, 7, 9)):
        with db.reading() as session:
            seen = pressing(session, day)
            due = measures.due(session, day)
        assert [m.id for m in seen.overdue] == [r.id for r in due.overdue]
        assert [m.id for m in seen.soon] == [r.id for r in due.soon]
        for mine, row in zip(
            (*seen.overdue, *seen.soon), (*due.overdue, *due.soon), strict=True
        ):
            assert (mine.due_on, mine.days_left) == (row.due_on, row.days_left)
            assert (mine.leads, mine.campaign) == (row.lead_names, row.campaign)
    assert corner in {m.id for m in seen.overdue}


def test_an_empty_database_has_no_plans_and_nothing_due(db: Database) -> None:
    with db.reading() as session:
        assert overview(session, TODAY) == []
        assert not pressing(session, TODAY)
