"""The ledger in memory: the same rows as the database gives, counts, order; one measure with what hangs on it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services.campaigns import edit, figures
from services.campaigns.attachments import attach
from services.campaigns.detail import MeasureDetail, measure_detail
from services.campaigns.fields import Item
from services.campaigns.measures import LedgerFilter, LedgerRow, ledger
from services.campaigns.narrow import SORTS, Tally, narrow, ordered, tally
from services.campaigns.progress import add_entry, change_entry, entries
from services.campaigns.states import set_state
from services.campaigns.store import load_plan
from tests.services.campaigns import plan_kit as kit

FILTERS = (
    LedgerFilter(unit_name="县融媒体中心"),
    LedgerFilter(unit_name="县融媒体中心", roles=frozenset({UnitRole.LEAD})),
    LedgerFilter(until=dt.date(2026, 3, 31)),
    LedgerFilter(since=dt.date(2026, 4, 1), until=dt.date(2026, 12, 31)),
    LedgerFilter(undated=True),
    LedgerFilter(states=frozenset({MeasureState.OVERDUE})),
    LedgerFilter(states=frozenset({MeasureState.DONE, MeasureState.UNDER_WAY})),
    LedgerFilter(words="宣传片 二"),
    LedgerFilter(words="没有的词"),
    LedgerFilter(words="交警大队"),
    LedgerFilter(campaign_id=2),
    LedgerFilter(campaign_states=frozenset({CampaignState.DRAFT})),
    LedgerFilter(kinds=frozenset()),
)
LATE = dt.date(2026, 4, 10)


@pytest.fixture
def two_plans(db: Database) -> Database:
    kit.register(db)
    kit.save(db)
    other = kit.save(db)
    with db.writing("改动") as session:
        edit.change_campaign(session, other, state=CampaignState.DRAFT)
        first = load_plan(session, 1).measures
        set_state(session, [first[0].id], MeasureState.UNDER_WAY, today=LATE)
        edit.add_item(session, Item.MEASURE, 1, kind="requirement", text="明确专人")
        edit.add_item(session, Item.MEASURE, 1, text="没有时限的任务")
    return db


@pytest.mark.parametrize("wanted", FILTERS)
def test_memory_and_database_narrow_alike(
    two_plans: Database, wanted: LedgerFilter
) -> None:
    with two_plans.reading() as session:
        everything = ledger(session, LATE, LedgerFilter(kinds=frozenset()))
        asked = ledger(session, LATE, wanted)
    assert [r.id for r in narrow(everything, wanted)] == [r.id for r in asked]


def test_the_filters_of_this_test_tell_rows_apart(two_plans: Database) -> None:
    with two_plans.reading() as session:
        found = {tuple(r.id for r in ledger(session, LATE, f)) for f in FILTERS}
    assert len(found) >= 9


def test_the_tally_leaves_dropped_measures_out_of_the_rate(two_plans: Database) -> None:
    with two_plans.writing("办结") as session:
        rows = ledger(session, LATE)
        set_state(session, [rows[0].id], MeasureState.DONE, today=LATE)
        set_state(
            session, [rows[1].id], MeasureState.DROPPED, today=LATE, reason="并入"
        )
    with two_plans.reading() as session:
        rows = ledger(session, LATE, LedgerFilter(campaign_id=1))
    found = tally(rows, LATE)
    assert (found.total, found.states[MeasureState.DONE]) == (3, 1)
    assert found.rate == 50
    assert tally(rows[1:2], LATE).rate is None


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_rate_is_whole_only_when_all_is_done(done: int, open_: int) -> None:
    states = dict.fromkeys(MeasureState, 0)
    states[MeasureState.DONE], states[MeasureState.NOT_BEGUN] = done, open_
    rate = Tally(done + open_, states, 0).rate
    assert (rate == 100) is (done > 0 and open_ == 0)
    assert rate is None or 0 <= rate <= 100


def test_what_falls_due_soon_is_open_and_within_the_days(two_plans: Database) -> None:
    with two_plans.reading() as session:
        rows = ledger(session, dt.date(2026, 3, 10), LedgerFilter(campaign_id=1))
    assert tally(rows, dt.date(2026, 3, 6)).soon == 1  # the 20th, on the last day
    assert tally(rows, dt.date(2026, 3, 5)).soon == 0
    assert tally(rows, dt.date(2026, 3, 21)).soon == 0  # over, not soon


@pytest.mark.parametrize("key", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_sorting_keeps_all_rows_and_puts_silent_ones_last(
    two_plans: Database, key: str, descending: bool
) -> None:
    with two_plans.reading() as session:
        rows = ledger(session, LATE)
    found = ordered(rows, key, descending)
    assert sorted(r.id for r in found) == sorted(r.id for r in rows)
    told = [SORTS[key](r) is not None for r in found]
    assert told == sorted(told, reverse=True)
    values = [SORTS[key](r) for r in found if SORTS[key](r) is not None]
    assert values == sorted(values, reverse=descending)


def test_an_unknown_sort_leaves_the_order(two_plans: Database) -> None:
    with two_plans.reading() as session:
        rows = ledger(session, LATE)
    assert ordered(rows, "nothing", True) == rows


def _detail(db: Database, row: LedgerRow) -> MeasureDetail:
    with db.reading() as session:
        found = measure_detail(session, db.folder, row.id, LATE)
    assert found is not None
    return found


def test_the_detail_holds_all_of_its_measure_and_nothing_of_others(
    two_plans: Database,
) -> None:
    db = two_plans
    with db.writing("记") as session:
        film = ledger(session, LATE)[0]
        unit = 1
        entry = add_entry(
            session, film.id, LATE, "开机", today=LATE, unit_id=unit, share=30
        )
        file = db.folder / "照片.txt"
        file.write_text("一", encoding="utf-8")
        attach(session, db.folder, film.id, file, entry_id=entry)
        attach(session, db.folder, film.id, file)
    detail = _detail(db, film)
    assert [e.text for e in detail.entries] == ["开机"]
    assert detail.unit_names == {unit: "县委宣传部"}
    assert len(detail.attached_to(entry)) == len(detail.attached_to(None)) == 1
    assert [q.deliverable.name for q in detail.quotas] == ["宣传片"]
    assert detail.targets == ()
    with db.reading() as session:
        assert measure_detail(session, db.folder, 9999, LATE) is None


def test_damage_and_loss_of_a_file_are_told(two_plans: Database) -> None:
    db = two_plans
    with db.writing("附件") as session:
        film = ledger(session, LATE)[0]
        for name in ("一", "二"):
            file = db.folder / f"{name}.txt"
            file.write_text(name * 3, encoding="utf-8")
            attach(session, db.folder, film.id, file)
    first, second = _detail(db, film).attachments
    first.path.write_text("x", encoding="utf-8")
    second.path.unlink()
    told = [(a.missing, a.damaged) for a in _detail(db, film).attachments]
    assert told == [(False, True), (True, False)]


def test_doubts_are_settled_one_by_one(two_plans: Database) -> None:
    db = two_plans
    with db.writing("疑") as session:
        film = ledger(session, LATE)[0]
        session.get_one(edit.SPECS[Item.MEASURE].table, film.id).doubt = "编号不连续"
        date = film.deadlines[0].id
        session.get_one(edit.SPECS[Item.DEADLINE].table, date).doubt = "没有年份"
    doubts = _detail(db, film).doubts
    assert [d.why for d in doubts] == ["编号不连续", "没有年份"]
    with db.writing("核对") as session:
        edit.settle_doubt(session, doubts[1].item, doubts[1].record_id)
    assert [d.why for d in _detail(db, film).doubts] == ["编号不连续"]


def test_a_value_can_be_taken_away_and_an_entry_get_another_unit(
    two_plans: Database,
) -> None:
    db = two_plans
    with db.writing("记") as session:
        film = ledger(session, LATE)[1]
        target = film.targets[0].id
        figures.record_value(session, target, 2025, 1, on_day=LATE)
        figures.record_value(session, target, 2026, 2, on_day=LATE)
        entry = add_entry(session, film.id, LATE, "开机", today=LATE, unit_id=1)
    with db.writing("改") as session:
        figures.forget_value(session, target, 2026)
        change_entry(
            session,
            entry,
            today=LATE,
            on_day=LATE,
            words="开机",
            who="",
            share=None,
            unit_id=2,
        )
    [state] = _detail(db, film).targets
    assert [(v.year, v.value) for v in state.values] == [(2025, 1)]
    with db.reading() as session:
        assert [e.unit_id for e in entries(session, [film.id])] == [2]


def test_a_row_tells_the_newest_value_of_each_target(two_plans: Database) -> None:
    db = two_plans
    with db.writing("记") as session:
        corner = ledger(session, LATE)[1]
        edit.add_item(
            session, Item.TARGET, 1, measure_id=corner.id, text="培训两轮", amount=2
        )
        for year, value in ((2026, 90.0), (2025, 130.0)):
            figures.record_value(
                session, corner.targets[0].id, year, value, on_day=LATE
            )
    with db.reading() as session:
        row = ledger(session, LATE)[1]
    assert [t.text for t in row.targets] == ["培训劝导员120名", "培训两轮"]
    assert row.reached == (90.0, None)
