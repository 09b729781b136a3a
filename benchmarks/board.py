"""Opening the board of 150 units over the bare queries that fetch the same numbers."""

from __future__ import annotations

import datetime as dt
import sqlite3
import statistics
from contextlib import closing
from pathlib import Path

from benchmarks.measure import Figure, once_ms
from models.database import FILE_NAME, Database

_WEEKS = 12


def measure(data: Path, week: dt.date, runs: int) -> Figure:
    """The board of 12 weeks, as the page reads it, `runs` times after one that does not count."""
    ours: list[float] = []
    floors: list[float] = []
    units = 0
    db = Database.open(data)
    try:
        for number in range(runs + 1):
            floor = once_ms(lambda: _floor(data / FILE_NAME, week))
            time = once_ms(lambda: _ours(db, week))
            if number:
                ours.append(time)
                floors.append(floor)
        units = _ours(db, week)
    finally:
        db.close()
    return Figure(
        f"board of {units} units × {_WEEKS} weeks",
        statistics.median(ours),
        "ms",
        runs,
        floor=statistics.median(floors),
        note="floor: the same returns and counts by bare SQL; no limit is set",
    )


def _ours(db: Database, week: dt.date) -> int:
    from services.board import board

    with db.reading() as session:
        return len(board(session, week, weeks=_WEEKS, now=dt.datetime.now()).rows)


def _floor(path: Path, week: dt.date) -> None:
    first = week.toordinal() - 7 * (_WEEKS - 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "SELECT unit_id, week, received_on, nil, exempt, returned_on FROM weekly_return"
            " WHERE week BETWEEN ? AND ? AND deleted_at IS NULL",
            (first, week.toordinal()),
        ).fetchall()
        connection.execute(
            "SELECT unit_id, week, count(DISTINCT story_id), count(*) FROM placement"
            " WHERE week BETWEEN ? AND ? AND deleted_at IS NULL GROUP BY week, unit_id",
            (first, week.toordinal()),
        ).fetchall()
        connection.execute("SELECT id, name FROM unit").fetchall()
