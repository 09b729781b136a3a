"""The benchmarks measure what they say: sound data, honest ratios, marks that must come."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import board, filled, first_frame, intake, issue
from benchmarks.__main__ import FORM_WEEK, LAST_WEEK, RECEIVED
from benchmarks.heavy import UNIT_COUNT, make_heavy
from benchmarks.measure import Figure, table
from models.database import FILE_NAME, Database
from services import integrity


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A heavy database of three weeks."""
    folder = tmp_path_factory.mktemp("heavy")
    assert make_heavy(folder, 4_000, LAST_WEEK) >= 4_000
    return folder


def test_the_heavy_data_are_sound(heavy: Path) -> None:
    db = Database.open(heavy)
    assert integrity.check(db) == []
    db.close()
    with closing(sqlite3.connect(heavy / FILE_NAME)) as connection:
        units, weeks, last = connection.execute(
            "SELECT count(DISTINCT unit_id), count(DISTINCT week), max(week) FROM placement"
        ).fetchone()
        journaled, stored = connection.execute(
            "SELECT (SELECT count(*) FROM journal WHERE table_name = 'placement'),"
            " (SELECT count(*) FROM placement)"
        ).fetchone()
    assert (units, weeks) == (UNIT_COUNT, 3)
    assert last == LAST_WEEK.toordinal()
    assert journaled == stored


def test_each_part_measures_once(heavy: Path, tmp_path: Path) -> None:
    forms = filled.make_filled(heavy, FORM_WEEK, tmp_path, limit=5)
    figures = [
        intake.measure(heavy, forms, RECEIVED, tmp_path, 1),
        issue.measure(heavy, LAST_WEEK, tmp_path, 1),
        board.measure(heavy, LAST_WEEK, 1),
    ]
    assert all(f.ours > 0 and f.floor and f.floor > 0 for f in figures)
    db = Database.open(tmp_path / "import")
    with db.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT count(*) FROM placement WHERE week = ?", (FORM_WEEK.toordinal(),)
        )
        assert rows.scalar_one() == 100
    db.close()


def test_limits_are_judged() -> None:
    kept = Figure("a", 14, "ms", 3, floor=10, limit=1.5)
    missed = Figure("b", 16, "ms", 3, floor=10, limit=1.5)
    late = Figure("c", 701, "ms", 3, limit=700, absolute=True)
    free = Figure("d", 5, "ms", 3, floor=1)
    assert [f.kept for f in (kept, missed, late, free)] == [True, False, False, None]
    lines = table([kept, missed, late, free]).splitlines()
    assert "1.40×" in lines[1] and "ok" in lines[1]
    assert "1.60×" in lines[2] and "MISSED" in lines[2]
    assert "≤ 700 ms" in lines[3] and "MISSED" in lines[3]
    assert "5.00×" in lines[4] and "MISSED" not in lines[4]


def test_a_mark_that_does_not_come_is_an_error() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no window')"]
    with pytest.raises(TimeoutError, match="no window"):
        first_frame.started(command, first_frame.FRAME)


def test_the_empty_window_marks_its_first_frame() -> None:
    program = Path(first_frame.__file__).parent / "programs" / "empty_window.py"
    marks = first_frame.started([sys.executable, str(program)], first_frame.FRAME)
    assert 0 < marks[first_frame.FRAME] < 60_000


def test_the_weeks_of_the_benchmarks_follow_each_other() -> None:
    assert LAST_WEEK.weekday() == 0
    assert dt.timedelta(days=7) == FORM_WEEK - LAST_WEEK
