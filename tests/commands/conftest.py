"""Running commands in this process or in one of their own, and a sample county made once."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import main
from models.database import FILE_NAME, Database
from services.sample import make_sample

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_DAY = dt.date(2026, 11, 15)
"""The Sunday that the sample's last week ends with."""
SAMPLE_WEEK = dt.date(2026, 11, 9)


@dataclass(frozen=True)
class Ran:
    """What a command did: exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object that was printed."""
        assert self.out.count("\n") == 1, self.out
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run main.main with some words in this process."""
    monkeypatch.delenv("PUBLICITY_DESK_DATA", raising=False)

    def run(*words: object) -> Ran:
        capsys.readouterr()
        code = main.main([str(w) for w in words])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


def spawn(*words: object, env: dict[str, str] | None = None, cwd: Path = ROOT) -> Ran:
    """Run main.py in a process of its own, as the task scheduler does; output is read as UTF-8."""
    command = [sys.executable, str(ROOT / "main.py"), *(str(w) for w in words)]
    given = {k: v for k, v in os.environ.items() if k != "PUBLICITY_DESK_DATA"}
    done = subprocess.run(
        command,
        capture_output=True,
        cwd=cwd,
        env=given | (env or {}),
        timeout=100,
        check=False,
    )
    return Ran(
        done.returncode,
        done.stdout.decode("utf-8").replace("\r\n", "\n"),
        done.stderr.decode("utf-8"),
    )


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample county, its last week that of SAMPLE_DAY; made once a session."""
    folder = tmp_path_factory.mktemp("sample")
    db = Database.open(folder)
    make_sample(db, 7, SAMPLE_DAY)
    db.close()
    return folder / FILE_NAME


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the sample county."""
    folder = tmp_path / "数据"
    folder.mkdir()
    shutil.copy(sample_file, folder / FILE_NAME)
    return folder


@pytest.fixture(scope="session")
def blanks(
    sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Unit name → its blank form for the week after the sample's last; made once a session."""
    from services.output.forms import write_forms

    folder = tmp_path_factory.mktemp("blanks")
    shutil.copy(sample_file, folder / FILE_NAME)
    db = Database.open(folder)
    week = SAMPLE_WEEK + dt.timedelta(days=7)
    forms = write_forms(db, week, folder / "forms")
    db.close()
    return {name: path for _, name, path in forms.files}


@pytest.fixture(scope="session")
def blank(blanks: dict[str, Path]) -> Path:
    """The blank form of the first unit."""
    return next(iter(blanks.values()))


def stored(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a database holds, table by table: two states are the same when these are equal."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        return {
            name: connection.execute(
                f'SELECT * FROM "{name}" ORDER BY rowid'
            ).fetchall()
            for name in names
        }
