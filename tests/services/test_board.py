"""The board: what is owed, what came, rates, New-Year weeks, holidays, units that open, close and merge."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from models.database import FILE_NAME, Database
from models.vocabulary import OutletLevel, ReturnState
from services import returns
from services import settings as office_settings
from services.board import Board, BoardRow, Cell, board
from services.registers.outlets import save_outlet
from services.registers.units import close_unit, save_unit
from services.stories import PlacementDraft, add_story
from services.weeks import last_weeks, shift, week_label, week_of

WEEK = dt.date(2026, 11, 16)  # an ordinary week, due Friday the 20th


def unit(db: Database, name: str, **values: object) -> int:
    with db.writing("单位") as session:
        return save_unit(session, name=name, **values)  # type: ignore[arg-type]


def receive(
    db: Database, unit_id: int, week: dt.date, day: dt.date, **values: object
) -> None:
    with db.writing("收到") as session:
        returns.receive(session, unit_id, week, day, **values)  # type: ignore[arg-type]


def read(
    db: Database,
    week: dt.date = WEEK,
    *,
    weeks: int = 4,
    now: dt.datetime | None = None,
) -> Board:
    with db.reading() as session:
        return board(session, week, weeks=weeks, now=now)


def row(shown: Board, unit_id: int) -> BoardRow:
    return next(r for r in shown.rows if r.unit.id == unit_id)


def last(shown: Board, unit_id: int) -> Cell:
    found = row(shown, unit_id).last
    assert found is not None
    return found


def states(shown: Board, unit_id: int) -> list[str | None]:
    return [c.state.value if c else None for c in row(shown, unit_id).cells]


def test_every_state_is_told_apart_and_counted_once(db: Database) -> None:
    names = ["甲局", "乙局", "丙局", "丁局", "戊局", "己局"]
    a, b, c, d, e, f = (unit(db, n) for n in names)
    friday = WEEK + dt.timedelta(days=4)
    receive(db, a, WEEK, friday)
    receive(db, b, WEEK, friday, nil=True)
    receive(db, c, WEEK, friday + dt.timedelta(days=1), nil=True)
    receive(db, d, WEEK, friday)
    with db.writing("退回、免报") as session:
        returns.send_back(session, d, WEEK, "日期有误", friday)
        returns.exempt(session, e, WEEK, "机构改革")

    shown = read(db)

    assert [last(shown, u).state.value for u in (a, b, c, d, e, f)] == [
        "received",
        "nil",
        "late",
        "returned",
        "exempt",
        "missing",
    ]
    counts = shown.counts
    assert (counts.expected, counts.received, counts.on_time) == (5, 4, 3)
    assert (counts.nil, counts.late, counts.missing) == (2, 1, 1)
    assert (counts.exempt, counts.returned) == (1, 1)
    assert counts.rate == pytest.approx(0.8)
    assert last(shown, c).nil, "a late nil return is still known as nil"


def test_late_follows_the_day_of_receipt_not_the_day_of_typing(db: Database) -> None:
    a = unit(db, "甲局")
    receive(db, a, WEEK, WEEK + dt.timedelta(days=7))
    assert states(read(db), a)[-1] == "late"

    receive(db, a, WEEK, WEEK + dt.timedelta(days=4), source="form")

    assert states(read(db), a)[-1] == "received"
    assert read(db).counts.on_time == 1


def test_a_second_arrival_later_does_not_make_it_late(db: Database) -> None:
    a = unit(db, "甲局")
    receive(db, a, WEEK, WEEK + dt.timedelta(days=3))
    receive(db, a, WEEK, WEEK + dt.timedelta(days=9), form_version=2)
    assert states(read(db), a)[-1] == "received"


@pytest.mark.parametrize(
    ("week", "due"),
    [
        ("2026-11-16", "2026-11-20"),
        ("2025-12-29", "2025-12-31"),  # New Year: 1 to 3 January are off
        ("2025-09-29", "2025-09-30"),  # the National Day week
        ("2025-10-06", "2025-10-10"),  # 9 and 10 October are worked again
        ("2026-02-16", "2026-02-24"),  # a whole week off: the first workday after it
        ("2026-05-04", "2026-05-08"),
    ],
)
def test_due_day_minds_holidays(db: Database, week: str, due: str) -> None:
    unit(db, "甲局")
    assert read(db, dt.date.fromisoformat(week)).due == dt.datetime.fromisoformat(
        f"{due} 17:00"
    )


def test_a_makeup_saturday_is_a_workday_for_a_saturday_deadline(db: Database) -> None:
    unit(db, "甲局")
    with db.writing("设置") as session:
        office_settings.save(session, due_weekday=5, due_time="12:00")
    worked = dt.date(2025, 10, 6)  # Saturday 11 October 2025 is worked
    plain = dt.date(2025, 10, 13)
    assert read(db, worked).due == dt.datetime(2025, 10, 11, 12)
    assert read(db, plain).due == dt.datetime(2025, 10, 17, 12)


def test_the_new_year_week_is_one_week_of_its_monday(db: Database) -> None:
    a = unit(db, "甲局")
    monday = dt.date(2025, 12, 29)
    receive(db, a, dt.date(2026, 1, 2), dt.date(2025, 12, 31))

    for any_day in (monday, dt.date(2026, 1, 1), dt.date(2026, 1, 4)):
        shown = read(db, any_day, weeks=3)
        assert shown.weeks == (dt.date(2025, 12, 15), dt.date(2025, 12, 22), monday)
        assert states(shown, a)[-1] == "received"
        assert shown.counts.week == monday
    assert week_label(monday) == "2025年12月29日—2026年1月4日"
    assert read(db, dt.date(2026, 1, 5), weeks=3).weeks[1] == monday


def test_a_year_without_a_published_calendar_is_named(db: Database) -> None:
    unit(db, "甲局")
    shown = read(db, dt.date(2999, 1, 7))
    assert shown.unpublished_years == (2999,)
    assert shown.due.weekday() == 4
    assert read(db).unpublished_years == ()


def test_units_that_open_close_or_merge_owe_only_while_they_exist(db: Database) -> None:
    opened = unit(db, "新设局", valid_from=WEEK)
    late = unit(db, "周末设局", valid_from=WEEK + dt.timedelta(days=5))
    heir = unit(db, "承接局")
    gone = unit(db, "撤并局")
    with db.writing("撤并") as session:
        close_unit(session, gone, WEEK - dt.timedelta(days=1), heir)
    for u in (gone, heir):
        receive(db, u, shift(WEEK, -1), shift(WEEK, -1))

    shown = read(db, weeks=2)

    assert states(shown, opened) == [None, "missing"]
    assert states(shown, gone) == ["received", None]
    assert late not in [r.unit.id for r in shown.rows]
    assert shown.counts.expected == 2  # the opened one and the heir
    assert read(db, shift(WEEK, -1)).counts.expected == 2  # the closed one and the heir
    assert read(db, shift(WEEK, -1)).counts.rate == 1.0


def test_what_a_closed_unit_still_sends_is_seen_but_not_owed(db: Database) -> None:
    gone, stays = unit(db, "撤并局"), unit(db, "甲局")
    with db.writing("撤并") as session:
        close_unit(session, gone, WEEK - dt.timedelta(days=1))
        paper = save_outlet(session, name="市日报", level=OutletLevel.CITY)
        add_story(
            session,
            gone,
            WEEK,
            "收尾工作有序进行",
            [PlacementDraft(WEEK, paper)],
            received_on=WEEK,
        )
    receive(db, stays, WEEK, WEEK)

    shown = read(db)

    assert last(shown, gone).state is ReturnState.EXEMPT
    assert (shown.counts.expected, shown.counts.received) == (1, 1)
    assert shown.counts.placements == 1
    assert shown.counts.rate == 1.0


def test_counts_by_level_and_both_ways(db: Database) -> None:
    a = unit(db, "甲局")
    with db.writing("录入") as session:
        city = save_outlet(session, name="市日报", level=OutletLevel.CITY)
        province = save_outlet(session, name="省电视台", level=OutletLevel.PROVINCE)
        drafts = [PlacementDraft(WEEK, city), PlacementDraft(WEEK, province)]
        add_story(session, a, WEEK, "夜经济街区开街", drafts, received_on=WEEK)
        add_story(
            session, a, WEEK, "政策问答", [PlacementDraft(WEEK, city)], received_on=WEEK
        )
    counts = read(db).counts
    assert (counts.stories, counts.placements) == (2, 3)
    assert counts.levels[OutletLevel.CITY] == 2
    assert counts.levels[OutletLevel.PROVINCE] == 1
    assert counts.levels[OutletLevel.CENTRAL] == 0
    cell = row(read(db), a).last
    assert cell is not None
    assert (cell.stories, cell.placements) == (2, 3)


def test_silence_counts_owed_weeks_in_a_row(db: Database) -> None:
    a, b, c, d = (unit(db, n) for n in ("甲局", "乙局", "丙局", "丁局"))
    start = shift(WEEK, -4)
    receive(db, a, start, start)
    receive(db, b, shift(WEEK, -1), WEEK, nil=True)
    with db.writing("免报") as session:
        returns.exempt(session, a, shift(WEEK, -2), "集中学习")
        returns.exempt(session, c, WEEK, "集中学习")
    shown = read(db)
    assert row(shown, a).silent_weeks == 3, "the exempt week neither counts nor ends"
    assert row(shown, b).silent_weeks == 1, "a nil return is not silence"
    assert row(shown, c).silent_weeks == 0, "let off this week: nothing to chase"
    assert row(shown, d).silent_weeks == 5, "never heard of since the first week"


def test_a_week_not_due_yet_is_pending_and_no_silence(db: Database) -> None:
    a, b = unit(db, "甲局"), unit(db, "乙局")
    receive(db, b, shift(WEEK, -3), shift(WEEK, -3))
    receive(db, a, shift(WEEK, -1), shift(WEEK, -1))
    due = dt.datetime(2026, 11, 20, 17)

    before = read(db, now=due)
    assert last(before, a).pending
    assert row(before, a).silent_weeks == 0
    assert row(before, b).silent_weeks == 2, "the weeks that are over still count"
    assert (before.counts.missing, before.counts.pending) == (2, 2)
    earlier = row(before, b).cells[-2]
    assert earlier is not None
    assert not earlier.pending

    after = read(db, now=due + dt.timedelta(seconds=1))
    assert not last(after, a).pending
    assert (row(after, a).silent_weeks, row(after, b).silent_weeks) == (1, 3)


def test_silence_does_not_start_before_the_unit_or_the_office(db: Database) -> None:
    a = unit(db, "甲局")
    young = unit(db, "新设局", valid_from=shift(WEEK, -1))
    assert row(read(db), a).silent_weeks == 0, "nothing was ever taken in"
    receive(db, a, shift(WEEK, -30), shift(WEEK, -30))
    assert row(read(db), young).silent_weeks == 2
    assert row(read(db), a).silent_weeks == 30


def test_an_undone_receipt_is_missing_again(db: Database) -> None:
    from services.history import last_undoable, undo_action

    a = unit(db, "甲局")
    receive(db, a, WEEK, WEEK)
    with db.reading() as session:
        done = last_undoable(session)
    assert done is not None
    undo_action(db, done.id)
    assert states(read(db), a)[-1] == "missing"
    receive(db, a, WEEK, WEEK)
    assert states(read(db), a)[-1] == "received"


DAYS = st.integers(min_value=-40, max_value=40)
PERIOD = st.tuples(st.none() | DAYS, st.none() | DAYS)
ARRIVAL = st.none() | st.integers(min_value=-3, max_value=20)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(PERIOD, ARRIVAL, st.booleans(), st.booleans()), min_size=1, max_size=6
    )
)
def test_rates_never_pass_one_and_parts_add_up(
    tmp_path_factory: pytest.TempPathFactory,
    empty_database: Path,
    plans: list[tuple[tuple[int | None, int | None], int | None, bool, bool]],
) -> None:
    folder = tmp_path_factory.mktemp("board")
    shutil.copy(empty_database, folder / FILE_NAME)
    opened = Database.open(folder)
    with opened.writing("随机") as session:
        for number, ((first, last), came, nil, let_off) in enumerate(plans):
            begin = None if first is None else WEEK + dt.timedelta(days=first)
            end = None if last is None else WEEK + dt.timedelta(days=last)
            if begin and end and end < begin:
                begin, end = end, begin
            u = save_unit(session, name=f"{number}号局", valid_from=begin, valid_to=end)
            if came is not None:
                day = WEEK + dt.timedelta(days=came)
                returns.receive(session, u, WEEK, day, nil=nil)
            if let_off:
                returns.exempt(session, u, WEEK, "理由")
    shown = read(opened)
    opened.close()
    counts = shown.counts
    assert 0 <= counts.on_time <= counts.received <= counts.expected <= len(plans)
    assert counts.rate is None or 0 <= counts.rate <= 1
    assert counts.missing + counts.received == counts.expected
    assert counts.nil <= counts.received
    owing = [r for r in shown.rows if r.last and r.last.state is not ReturnState.EXEMPT]
    assert len(owing) == counts.expected


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_weeks_tile_the_calendar(day: dt.date) -> None:
    monday = week_of(day)
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days <= 6
    assert week_of(shift(monday, 1) - dt.timedelta(days=1)) == monday
    assert last_weeks(monday, 12)[-1] == monday
    assert len(set(last_weeks(monday, 12))) == 12


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT unit_id, week, count(DISTINCT story_id), count(*) FROM placement"
        " WHERE week >= 1 AND week <= 9 AND deleted_at IS NULL GROUP BY week, unit_id",
        "SELECT level, count(*) FROM placement WHERE week = 1 AND deleted_at IS NULL"
        " GROUP BY level",
    ],
)
def test_counts_of_a_week_are_read_from_the_covering_index(
    db: Database, statement: str
) -> None:
    with db.reading() as session:
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    assert any("COVERING INDEX ix_placement_week" in str(row) for row in plan), plan


def test_a_board_costs_few_statements_however_many_units(db: Database) -> None:
    with db.writing("单位") as session:
        ids = [save_unit(session, name=f"第{n}局") for n in range(40)]
        for n, unit_id in enumerate(ids):
            returns.receive(session, unit_id, shift(WEEK, -(n % 12)), WEEK)
    statements: list[str] = []
    with db.reading() as session:
        engine = session.get_bind()
        event.listen(
            engine, "before_cursor_execute", lambda *a: statements.append(a[2])
        )
        shown = board(session, WEEK, weeks=12)
    assert len(shown.rows) == 40
    reads = [s for s in statements if s.startswith("SELECT")]
    assert len(reads) <= 11, reads
