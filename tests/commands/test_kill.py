"""SIGKILL at random moments of an import and of an issue: the data stay sound, whole or untouched.

PUBLICITY_DESK_KILLS sets how many kills each (default 12), PUBLICITY_DESK_KILL_SEED the moments.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from commands.demo_liaisons import fill_forms
from models.database import FILE_NAME, Database
from services import integrity
from services.output.forms import write_forms
from services.registers.outlets import list_outlets
from services.registers.units import list_units
from services.sample import make_sample
from tests.commands.conftest import ROOT, SAMPLE_WEEK, Cli

KILLS = int(os.environ.get("PUBLICITY_DESK_KILLS", "12"))
SEED = int(os.environ.get("PUBLICITY_DESK_KILL_SEED", "2026"))
NEXT_WEEK = SAMPLE_WEEK + dt.timedelta(days=7)

pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here"),
    pytest.mark.timeout(60 + 10 * KILLS),
]

# Everything is imported before the clock starts, so that the moments fall into the work itself.
_DRIVER = """
import sys
import main, commands.cli
import openpyxl, python_calamine, rapidfuzz
import services.intake.prepare, services.intake.commit
import services.weekly_issue, services.output.weekly_workbook
print("ready", flush=True)
sys.exit(main.main(sys.argv[1:]))
"""


@contextmanager
def started(words: list[object]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has imported everything and begins its command now."""
    process = subprocess.Popen(
        [sys.executable, "-c", _DRIVER, *(str(w) for w in words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n", process.communicate()
        yield process
    finally:
        process.kill()
        process.communicate()


class Moments:
    """Random moments of a piece of work: half of them anywhere, half towards its end, where it commits.

    `seconds` is the shortest time that the work was seen to take, so that moments do not fall behind it.
    """

    def __init__(self, what: str) -> None:
        self.rng = random.Random(f"{SEED} {what}")
        self.seconds = math.inf
        self.killed = 0

    def whole_run(self, words: list[object]) -> None:
        """Let the command end by itself."""
        with started(words) as process:
            start = time.monotonic()
            process.communicate(timeout=60)
            assert process.returncode == 0
            self.seconds = min(self.seconds, time.monotonic() - start)

    def killed_run(self, words: list[object]) -> float:
        """Kill the command at the next moment; returns the seconds after which it was killed or ended."""
        first = self.rng.choice((0.0, 0.5))
        after = self.rng.uniform(first, 1.03) * self.seconds
        with started(words) as process:
            start = time.monotonic()
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                self.killed += 1
                return after
            self.seconds = min(self.seconds, time.monotonic() - start)
            return self.seconds


def facts(folder: Path) -> dict[str, Any]:
    """What the data say, apart from identities and moments that differ from run to run."""
    queries = {
        "placements": (
            "SELECT s.title, p.unit_id, p.week, p.published_on, p.outlet_id, p.level, p.genre, p.link,"
            " p.source_row FROM placement p JOIN story s ON s.id = p.story_id"
            " WHERE p.deleted_at IS NULL ORDER BY 1, 2, 3, 4, 5, 9"
        ),
        "returns": "SELECT unit_id, week, received_on, nil FROM weekly_return ORDER BY 1, 2",
        "stories": "SELECT unit_id, title, first_on FROM story ORDER BY 1, 2, 3",
        "batches": "SELECT taken, changed, duplicates, skipped FROM import_batch ORDER BY id",
        "files": "SELECT batch_id, name, outcome, taken FROM import_file ORDER BY id",
        "issues": "SELECT number, week FROM weekly_issue ORDER BY number",
        "told": "SELECT week, issue_id FROM week_state ORDER BY week",
        "actions": "SELECT kind, title FROM action ORDER BY id",
        "journal": "SELECT action_id, table_name, count(*) FROM journal GROUP BY 1, 2 ORDER BY 1, 2",
    }
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        return {k: connection.execute(q).fetchall() for k, q in queries.items()}


def sound(folder: Path) -> list[str]:
    """Findings of the check on a database that was just left by a killed process."""
    db = Database.open(folder)
    try:
        return integrity.check(db)
    finally:
        db.close()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county with a folder of filled forms for the week after its last one."""
    base = tmp_path_factory.mktemp("kill")
    db = Database.open(base / "data")
    make_sample(db, 5, SAMPLE_WEEK + dt.timedelta(days=6))
    blank = {i: p for i, _, p in write_forms(db, NEXT_WEEK, base / "blank").files}
    with db.reading() as session:
        units = [u for u in list_units(session) if u.id in blank]
        outlets = list_outlets(session)
    (base / "forms").mkdir()
    pairs = [(u, blank[u.id]) for u in units]
    fill_forms(pairs, outlets, NEXT_WEEK, base / "forms", SEED)
    db.close()
    return base


def fresh(ready: Path, target: Path) -> Path:
    """A copy of the data to be killed in."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copy(ready / "data" / FILE_NAME, target)
    return target


def test_killed_imports_are_whole_or_untouched(
    cli: Cli, ready: Path, tmp_path: Path
) -> None:
    def words(folder: Path) -> list[object]:
        forms = ready / "forms"
        return ["import-forms", forms, "--received", "2026-11-20", "--data", folder]

    untouched = facts(fresh(ready, tmp_path / "whole"))
    moments = Moments("import")
    moments.whole_run(words(tmp_path / "whole"))
    whole = facts(tmp_path / "whole")
    assert len(whole["placements"]) > len(untouched["placements"])
    seen = {"untouched": 0, "whole": 0}
    for number in range(KILLS):
        folder = fresh(ready, tmp_path / f"k{number}")
        moment = moments.killed_run(words(folder))
        assert sound(folder) == [], moment
        state = facts(folder)
        assert state in (untouched, whole), moment
        seen["whole" if state == whole else "untouched"] += 1
        if state == untouched:
            assert cli(*words(folder)).code == 0
            assert facts(folder) == whole
    assert moments.killed >= KILLS // 2, seen
    assert seen["untouched"] > 0, seen


def test_killed_issues_are_whole_or_untouched(
    cli: Cli, ready: Path, tmp_path: Path
) -> None:
    def words(folder: Path) -> list[object]:
        out = folder / "周报.xlsx"
        return ["issue-week", "--week", SAMPLE_WEEK, "--out", out, "--data", folder]

    from services.intake.workbook import read_book

    former = b"what lay there before"
    untouched = facts(fresh(ready, tmp_path / "whole"))
    moments = Moments("issue")
    moments.whole_run(words(tmp_path / "whole"))
    whole = facts(tmp_path / "whole")
    sheets = [s.name for s in read_book(tmp_path / "whole" / "周报.xlsx").sheets]
    assert len(whole["issues"]) == len(untouched["issues"]) + 1
    seen = {"untouched": 0, "whole": 0}
    for number in range(KILLS):
        folder = fresh(ready, tmp_path / f"k{number}")
        target = folder / "周报.xlsx"
        target.write_bytes(former)
        moment = moments.killed_run(words(folder))
        assert sound(folder) == [], moment
        state = facts(folder)
        assert state in (untouched, whole), moment
        seen["whole" if state == whole else "untouched"] += 1
        if target.read_bytes() != former:
            assert [s.name for s in read_book(target).sheets] == sheets
            assert state == whole
        assert cli(*words(folder)).code == 0
        assert facts(folder) == whole
        assert [s.name for s in read_book(target).sheets] == sheets
    assert moments.killed >= KILLS // 2, seen
    assert seen["whole"] > 0, seen
