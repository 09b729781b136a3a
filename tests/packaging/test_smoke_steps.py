"""The smoke tests' own checks: they fail where they must."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tools.smoke_steps import (
    Smoke,
    SmokeFailed,
    answer_of,
    check_documents,
    check_migrated,
    check_round,
    frame_marks,
    schema_of,
    undisturbed,
    wait_for,
)


def _database(path: Path, version: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={version}")
        connection.execute("CREATE TABLE t (x)")


def test_a_migration_must_leave_a_backup_of_the_older_schema(tmp_path: Path) -> None:
    _database(tmp_path / "publicity.db", 7)
    assert schema_of(tmp_path) == 7
    assert check_migrated(tmp_path, 7) == "7, the same in both builds"
    with pytest.raises(SmokeFailed, match="no backup"):
        check_migrated(tmp_path, 6)
    with pytest.raises(SmokeFailed, match="back to 7"):
        check_migrated(tmp_path, 8)
    backup = tmp_path / "备份" / "升级前-v6-20261121-090000.db"
    _database(backup, 7)
    with pytest.raises(SmokeFailed, match="the backup has schema 7"):
        check_migrated(tmp_path, 6)
    backup.unlink()
    _database(backup, 6)
    assert check_migrated(tmp_path, 6) == "6 to 7, backed up before"


def test_a_failed_step_is_noted_and_the_next_one_tried(
    capsys: pytest.CaptureFixture[str],
) -> None:
    smoke = Smoke("try")
    with smoke.step("first"):
        raise SmokeFailed("it broke")
    with smoke.step("second"):
        smoke.figures["size"] = "1 MB"
    assert smoke.failures == ["first: it broke"]
    assert smoke.closing() == 1
    said = capsys.readouterr().out
    assert "FAILED: it broke" in said
    assert "size: 1 MB" in said


def test_a_bug_of_the_test_itself_is_not_swallowed() -> None:
    smoke = Smoke("try")
    with pytest.raises(KeyError), smoke.step("first"):
        raise KeyError("x")


def test_waiting_ends_in_time() -> None:
    assert wait_for(lambda: 5, "five") == 5
    with pytest.raises(SmokeFailed, match="never"):
        wait_for(lambda: 0, "never", seconds=0.05, pause=0.01)


def test_the_json_line_is_found_among_others() -> None:
    assert answer_of('warning\n{"a": 1}\n') == {"a": 1}
    with pytest.raises(SmokeFailed, match="no JSON"):
        answer_of("nothing")


def test_a_round_without_forms_is_no_round(tmp_path: Path) -> None:
    with pytest.raises(SmokeFailed, match="0 forms"):
        check_round(tmp_path)


def test_the_first_frame_is_told_by_the_trace(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    assert frame_marks(trace) == 0
    trace.write_text("first_frame 1\n", encoding="utf-8")
    assert frame_marks(trace) == trace.stat().st_mtime


def test_times_of_a_busy_machine_do_not_count() -> None:
    assert undisturbed([9.0, 1.2, 1.0, 1.1, 50.0, 1.3, 8.0, 1.4]) == 1.2


def test_documents_are_tried_through_the_program(tmp_path: Path) -> None:
    """With the program from source, as the packaged one is called."""

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "main.py", *words],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise SmokeFailed(done.stderr)
        return done.stdout

    told = check_documents(run, lambda name: (str(tmp_path / name), tmp_path / name))
    assert "plan.docx" in told and "talk.ics" in told
    with pytest.raises(SmokeFailed, match="was not written"):
        check_documents(lambda *_: "{}", lambda name: (name, tmp_path / f"no-{name}"))
