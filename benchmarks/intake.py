"""Import of 150 filled forms over reading all their sheets with calamine and inserting bare rows."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import statistics
from contextlib import closing
from pathlib import Path

from benchmarks.measure import Figure, best_over_best, once_ms
from models.database import FILE_NAME, Database


def measure(
    data: Path, files: list[Path], received: dt.date, folder: Path, runs: int
) -> Figure:
    """Both in turn, `runs` times after one that does not count; each import into an own copy of `data`."""
    ours: list[float] = []
    floors: list[float] = []
    for number in range(runs + 1):
        copy = folder / "import"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        shutil.copy(data / FILE_NAME, copy)
        bare = folder / "bare.db"
        bare.unlink(missing_ok=True)
        floor = once_ms(lambda bare=bare: _floor(files, bare))
        db = Database.open(copy)
        try:
            with db.reading():
                pass  # the first connection belongs to the start of the program
            time = once_ms(lambda db=db: _ours(db, files, received))
        finally:
            db.close()
        if number:
            ours.append(time)
            floors.append(floor)
    rows = len(files) * 20
    return Figure(
        f"import of {len(files)} forms of 20 rows",
        statistics.median(ours),
        "ms",
        runs,
        floor=statistics.median(floors),
        limit=2.5,
        note=f"{rows:,} rows; ours reads, checks, compares, commits with journal; "
        f"{min(ours):,.0f}–{max(ours):,.0f} ms; {best_over_best(ours, floors)}",
    )


def _ours(db: Database, files: list[Path], received: dt.date) -> None:
    from services.intake.commit import commit
    from services.intake.prepare import prepare

    result = commit(db, prepare(db, files, received=received))
    if result.taken != len(files) * 20 or result.problems:
        raise RuntimeError(
            f"taken {result.taken}, skipped {result.skipped}: {result.problems[:2]}"
        )


def _floor(files: list[Path], target: Path) -> None:
    """Read every sheet of every file and insert the bare rows, unchecked, in one transaction.

    Every sheet, because a reader cannot know beforehand which of them counts.
    """
    from python_calamine import CalamineWorkbook

    rows: list[tuple[object, ...]] = []
    for path in files:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            table = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows += [
                tuple(str(value) for value in row[:10])
                for row in table
                if len(row) > 2 and isinstance(row[0], float) and row[2]
            ]
    if len(rows) != len(files) * 20:
        raise RuntimeError(f"{len(rows)} rows were read")
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE bare (a, b, c, d, e, f, g, h, i, j)")
        marks = ",".join("?" * 10)
        connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows)
        connection.commit()
