"""The ledger: derived states, the countdown in workdays, filters, what is due, shares of units."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models.database import Database
from models.errors import NotFound, ValidationError
from models.tables_campaigns import Measure
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services import history, workdays
from services.campaigns import edit
from services.campaigns.countdown import (
    Countdown,
    countdown_words,
    derive_state,
    next_due,
)
from services.campaigns.measures import (
    LedgerFilter,
    LedgerRow,
    due,
    ledger,
    ledger_row,
    state_counts,
)
from services.campaigns.overview import overview
from services.campaigns.progress import add_entry
from services.campaigns.shares import unit_shares
from services.campaigns.states import meet_deadline, set_state
from services.integrity import check
from services.workdays import Workdays
from tests.services.campaigns import plan_kit as kit

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31))
STORED = st.sampled_from([s for s in MeasureState if s is not MeasureState.OVERDUE])


@dataclass(frozen=True)
class Date:
    """A date of a measure."""

    due_on: dt.date | None
    past: bool = False
    met_on: dt.date | None = None


def _rows(
    db: Database, wanted: LedgerFilter | None = None, today: dt.date = kit.TODAY
) -> list[LedgerRow]:
    with db.reading() as session:
        return ledger(session, today, wanted)


@given(STORED, st.none() | DAYS, DAYS, st.booleans())
def test_overdue_is_only_ever_derived_for_what_is_open_and_over(
    stored: MeasureState, due_on: dt.date | None, today: dt.date, running: bool
) -> None:
    state = derive_state(stored, due_on, today, running=running)
    if state is MeasureState.OVERDUE:
        assert running
        assert not stored.closed
        assert due_on is not None
        assert due_on < today
    else:
        assert state is stored
        assert stored.closed or not running or due_on is None or due_on >= today


@given(STORED.filter(lambda s: s.closed), DAYS, DAYS)
def test_a_closed_measure_never_turns_overdue(
    stored: MeasureState, due_on: dt.date, today: dt.date
) -> None:
    assert derive_state(stored, due_on, today, running=True) is stored


@given(st.lists(st.tuples(st.none() | DAYS, st.booleans(), st.none() | DAYS)))
def test_the_next_due_day_is_the_earliest_that_still_counts(
    dates: list[tuple[dt.date | None, bool, dt.date | None]],
) -> None:
    found = next_due(Date(*d) for d in dates)
    counting = [d for d, past, met in dates if d and not past and met is None]
    assert found == (min(counting) if counting else None)


NEAR = st.dates(dt.date(2025, 11, 1), dt.date(2026, 5, 31))


@given(NEAR, st.lists(NEAR, min_size=1, max_size=5))
def test_the_countdown_counts_each_workday_once(
    today: dt.date, days: list[dt.date]
) -> None:
    known = Workdays()
    clock = Countdown(known, today)
    for day in days:
        first, last = sorted((today, day))
        between = [
            dt.date.fromordinal(n)
            for n in range(first.toordinal() + 1, last.toordinal() + 1)
        ]
        count = sum(known.is_workday(d) for d in between)
        assert clock.left(day) == (count if day >= today else -count)
        assert clock.days(day) == (day - today).days


def test_a_make_up_saturday_counts_and_a_holiday_does_not() -> None:
    clock = Countdown(Workdays(), dt.date(2026, 2, 13))
    # Spring Festival 2026: off from 15 to 23 February, 14 and 28 February are worked.
    assert clock.left(dt.date(2026, 2, 14)) == 1
    assert clock.left(dt.date(2026, 2, 23)) == 1
    assert clock.left(dt.date(2026, 2, 28)) == 6


def test_the_countdown_in_words() -> None:
    open_ = MeasureState.UNDER_WAY
    assert countdown_words(0, 0, open_) == "今天到期"
    assert countdown_words(10, 8, open_) == "还有 10 天（8 个工作日）"
    assert countdown_words(-3, -1, MeasureState.OVERDUE) == "已过 3 天（1 个工作日）"
    assert countdown_words(-3, -1, MeasureState.DONE) == ""


def test_the_ledger_shows_what_the_plan_asks_for(db: Database) -> None:
    kit.register(db)
    kit.save(db)
    film, corner = _rows(db)
    assert (film.measure.number, film.campaign) == ("二（一）", "文明交通")
    assert film.lead_names == "县委宣传部"
    assert film.support_names == "县融媒体中心、县交警大队"
    assert [u.name for u in film.implied] == ["县融媒体中心"]
    assert (film.due_on, film.days_left) == (dt.date(2026, 6, 30), 112)
    assert (corner.due_on, corner.days_left, corner.workdays_left) == (
        dt.date(2026, 3, 20),
        10,
        8,
    )
    assert [t.amount for t in corner.targets] == [120.0]
    assert {film.state, corner.state} == {MeasureState.NOT_BEGUN}


def test_overdue_comes_the_day_after_and_is_never_stored(db: Database) -> None:
    kit.save(db)
    on_time = _rows(db, today=dt.date(2026, 3, 20))[1]
    over = _rows(db, today=dt.date(2026, 3, 21))[1]
    assert on_time.state is MeasureState.NOT_BEGUN
    assert (over.state, over.days_left) == (MeasureState.OVERDUE, -1)
    with db.reading() as session:
        assert set(session.scalars(select(Measure.state))) == {"not_begun"}


def test_done_and_dropped_stop_the_clock(db: Database) -> None:
    kit.save(db)
    film, corner = _rows(db)
    late = dt.date(2026, 9, 1)
    with db.writing("办结") as session:
        set_state(session, [film.id], MeasureState.DONE, today=kit.TODAY)
        set_state(
            session,
            [corner.id],
            MeasureState.DROPPED,
            today=kit.TODAY,
            reason="与县里的活动合并",
        )
    film, corner = _rows(db, today=late)
    assert (film.state, film.share, film.due_on, film.days_left) == (
        MeasureState.DONE,
        100,
        None,
        None,
    )
    assert corner.state is MeasureState.DROPPED
    assert corner.measure.dropped_reason == "与县里的活动合并"
    assert film.measure.closed_on == kit.TODAY
    assert check(db) == []
    with db.writing("重新打开") as session:
        set_state(session, [film.id, corner.id], MeasureState.UNDER_WAY, today=late)
    film, corner = _rows(db, today=late)
    assert (film.state, film.measure.closed_on) == (MeasureState.OVERDUE, None)
    assert corner.measure.dropped_reason == ""
    assert check(db) == []


@pytest.mark.parametrize(
    ("state", "values", "field"),
    [
        (MeasureState.OVERDUE, {}, "state"),
        (MeasureState.DROPPED, {}, "dropped_reason"),
        (MeasureState.DROPPED, {"reason": "  "}, "dropped_reason"),
        (MeasureState.DONE, {"closed_on": dt.date(2026, 3, 11)}, "closed_on"),
    ],
)
def test_a_state_that_cannot_be_says_why(
    db: Database, state: MeasureState, values: dict[str, str], field: str
) -> None:
    kit.save(db)
    film = _rows(db)[0]
    with pytest.raises(ValidationError) as caught, db.writing("改") as session:
        set_state(session, [film.id], state, today=kit.TODAY, **values)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert _rows(db)[0] == film


def test_a_state_keeps_its_day_when_it_is_set_again(db: Database) -> None:
    kit.save(db)
    film = _rows(db)[0]
    with db.writing("办结") as session:
        set_state(session, [film.id], MeasureState.DONE, today=kit.TODAY)
    with db.writing("再点一次") as session:
        set_state(session, [film.id], MeasureState.DONE, today=dt.date(2026, 5, 1))
    assert _rows(db)[0].measure.closed_on == kit.TODAY


def test_with_several_dates_the_next_one_counts(db: Database) -> None:
    plan_id = kit.save(db)
    corner = _rows(db)[1]
    with db.writing("加时限") as session:
        edit.add_item(
            session,
            edit.Item.DEADLINE,
            plan_id,
            measure_id=corner.id,
            due_on=dt.date(2026, 12, 31),
        )
        meet_deadline(session, corner.deadlines[0].id, dt.date(2026, 3, 18))
    row = _rows(db, today=dt.date(2026, 4, 1))[1]
    assert (row.state, row.due_on) == (MeasureState.NOT_BEGUN, dt.date(2026, 12, 31))
    with db.writing("取消") as session:
        meet_deadline(session, corner.deadlines[0].id, None)
    assert _rows(db, today=dt.date(2026, 4, 1))[1].state is MeasureState.OVERDUE


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.CLOSED])
def test_a_plan_that_does_not_run_has_nothing_overdue(
    db: Database, state: CampaignState
) -> None:
    plan_id = kit.save(db)
    with db.writing("结束") as session:
        edit.change_campaign(session, plan_id, state=state)
    late = dt.date(2027, 1, 1)
    assert {r.state for r in _rows(db, today=late)} == {MeasureState.NOT_BEGUN}
    with db.reading() as session:
        pressing = due(session, late)
    assert pressing.overdue == pressing.soon == ()


def test_what_is_due_and_what_is_over(db: Database) -> None:
    kit.save(db)
    with db.reading() as session:
        assert [r.measure.number for r in due(session, kit.TODAY).soon] == ["二（二）"]
        assert due(session, kit.TODAY, days=9).soon == ()
        assert len(due(session, kit.TODAY, days=10).soon) == 1
        late = due(session, dt.date(2026, 6, 20))
    assert [r.measure.number for r in late.overdue] == ["二（二）"]
    assert [r.measure.number for r in late.soon] == ["二（一）"]


def test_filters_of_the_ledger(db: Database) -> None:
    known = kit.register(db)
    plan_id = kit.save(db)
    police = known["县交警大队"]

    def numbers(wanted: LedgerFilter) -> list[str]:
        return [r.measure.number for r in _rows(db, wanted)]

    both = ["二（一）", "二（二）"]
    assert numbers(LedgerFilter(unit_id=police)) == both
    lead = frozenset({UnitRole.LEAD})
    assert numbers(LedgerFilter(unit_id=police, roles=lead)) == ["二（二）"]
    assert numbers(LedgerFilter(unit_name="县融媒体中心")) == ["二（一）"]
    assert numbers(LedgerFilter(campaign_id=plan_id)) == both
    assert numbers(LedgerFilter(campaign_id=plan_id + 1)) == []
    assert numbers(LedgerFilter(until=dt.date(2026, 3, 31))) == ["二（二）"]
    assert numbers(LedgerFilter(since=dt.date(2026, 4, 1))) == ["二（一）"]
    assert numbers(LedgerFilter(words="劝导员")) == ["二（二）"]
    assert numbers(LedgerFilter(words="融媒体 宣传片")) == ["二（一）"]
    assert numbers(LedgerFilter(words="100%")) == []
    assert numbers(LedgerFilter(states=frozenset({MeasureState.OVERDUE}))) == []
    assert numbers(LedgerFilter(kinds=frozenset({"requirement"}))) == []


def test_the_share_of_a_unit_over_all_plans(db: Database) -> None:
    known = kit.register(db)
    first, second = kit.save(db), kit.save(db)
    closing = _rows(db, LedgerFilter(campaign_id=first))[1]
    with db.writing("办结") as session:
        set_state(session, [closing.id], MeasureState.DONE, today=kit.TODAY)
    with db.reading() as session:
        shares = unit_shares(session, dt.date(2026, 4, 1))
        one = unit_shares(session, dt.date(2026, 4, 1), campaign_id=second)
    assert [s.name for s in shares] == [
        "县委宣传部",
        "县公安局交警大队",
        "县融媒体中心",
    ]
    police = shares[1]
    assert police.unit_id == known["县交警大队"]
    assert (police.leads, police.supports, police.total) == (2, 2, 4)
    assert (police.done, police.overdue, police.not_begun) == (1, 1, 2)
    assert police.campaigns == (first, second)
    assert shares[2].unit_id is None
    assert one[1].total == 2


def test_progress_begins_a_measure_and_tells_its_share(db: Database) -> None:
    kit.save(db)
    film = _rows(db)[0]
    with db.writing("记进展") as session:
        add_entry(
            session, film.id, dt.date(2026, 3, 9), "定稿", today=kit.TODAY, share=40
        )
        add_entry(
            session, film.id, dt.date(2026, 3, 2), "选题", today=kit.TODAY, share=10
        )
        add_entry(session, film.id, dt.date(2026, 3, 10), "看样片", today=kit.TODAY)
    film = _rows(db)[0]
    assert film.state is MeasureState.UNDER_WAY
    assert (film.share, film.last_text, film.entries) == (40, "看样片", 3)


def test_the_list_of_plans_counts_what_the_ledger_shows(db: Database) -> None:
    kit.save(db)
    for day in (kit.TODAY, dt.date(2026, 4, 1), dt.date(2027, 1, 1)):
        with db.reading() as session:
            counts = state_counts(ledger(session, day))
            line = overview(session, day)[0]
        assert line.counts == counts
        assert list(counts) == list(MeasureState)
    assert (line.measures, line.overdue) == (2, 2)


def test_the_clerks_holidays_change_the_countdown(db: Database) -> None:
    kit.save(db)
    with db.writing("放假安排") as session:
        workdays.save_year(session, 2026, off=[dt.date(2026, 3, 20)], worked=[])
    assert _rows(db)[1].workdays_left == 7


def test_a_measure_that_is_gone(db: Database) -> None:
    plan_id = kit.save(db)
    film = _rows(db)[0]
    with db.writing("删除") as session:
        edit.delete_campaign(session, plan_id)
    assert _rows(db) == []
    with db.reading() as session:
        assert ledger_row(session, film.id, kit.TODAY) is None
    with pytest.raises(NotFound), db.writing("改") as session:
        set_state(session, [film.id], MeasureState.DONE, today=kit.TODAY)


def test_setting_many_states_is_one_action_and_undone_as_one(db: Database) -> None:
    kit.save(db)
    before = _rows(db)
    with db.writing("批量办结") as session:
        set_state(session, [r.id for r in before], MeasureState.DONE, today=kit.TODAY)
    with db.reading() as session:
        done = history.last_undoable(session)
    assert done is not None and done.title == "批量办结"
    history.undo_action(db, done.id)
    assert _rows(db) == before
