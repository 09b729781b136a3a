"""What holds for every command: interrupts, bugs, missing streams, and a light start."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commands import cli as cli_module
from commands import upkeep
from commands.data_folder import data_folder
from models.errors import StorageError
from tests.commands.conftest import ROOT, SAMPLE_WEEK, Cli, stored

# Says when the work has begun, so that the interrupt falls into it.
# The import stands still in its middle until the signal comes: it would else be over too soon.
_DRIVER = """
import signal
import sys
import time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background of a shell begins deaf to it
import main
import services.intake.prepare as module
real = module.prepare
def prepare(*args, **more):
    done = real(*args, **more)
    print("begun", flush=True)
    for _ in range(1_000):  # many short waits: a signal just before a long one would be lost
        time.sleep(0.02)
    return done
module.prepare = prepare
sys.exit(main.main(sys.argv[1:]))
"""
HEAVY = {"argparse", "sqlalchemy", "openpyxl", "alembic", "services", "models", "ui"}


def test_main_imports_nothing_heavy() -> None:
    code = "import main, commands.data_folder, sys; print(' '.join(m for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not HEAVY & set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        ([], ""),
        (["--data", "d"], "d"),
        (["--data=d"], "d"),
        (["--data"], None),
        (["--data", ""], None),
        (["--data="], None),
        (["check"], None),
        (["--json"], None),
        (["--help"], None),
        (["--data", "d", "check"], None),
    ],
)
def test_words_decide_between_window_and_command(
    words: list[str], folder: str | None
) -> None:
    import main

    assert main._window_folder(words) == folder


def test_where_the_data_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLICITY_DESK_DATA", str(tmp_path / "环境"))
    assert data_folder(str(tmp_path / "名")) == tmp_path / "名"
    assert data_folder() == tmp_path / "环境"
    monkeypatch.delenv("PUBLICITY_DESK_DATA")
    assert data_folder("相对").is_absolute()
    own = data_folder()
    assert own.is_absolute()
    assert "PublicityDesk" in own.parts
    program = tmp_path / "程序" / "desk.exe"
    program.parent.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert data_folder() == own
    (program.parent / "portable").touch()
    assert data_folder() == program.parent / "data"
    (program.parent / "portable").unlink()
    (program.parent / "data").mkdir()
    assert data_folder() == program.parent / "data"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child here")
def test_ctrl_c_is_clean(sample: Path, blanks: dict[str, Path]) -> None:
    folder = next(iter(blanks.values())).parent
    words = ["import-forms", str(folder), "--data", str(sample), "--json"]
    before = stored(sample)
    process = subprocess.Popen(
        [sys.executable, "-c", _DRIVER, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "已中断" in out.decode("utf-8")
    assert err.decode("utf-8").strip() == "已中断，没有做完的部分没有保存。"
    assert stored(sample) == before


def test_a_bug_is_a_sentence_and_a_log(
    cli: Cli, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("bug")

    monkeypatch.setattr("services.integrity.check", broken)
    ran = cli("check", "--data", sample, "--json")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "程序出了意外" in ran.data["error"]
    log = (sample / "日志" / "命令.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: bug" in log


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyboardInterrupt(), "已中断"),
        (MemoryError(), "内存不够"),
        (PermissionError(13, "no", "周报.xlsx"), "“周报.xlsx”不允许读写"),
        (FileNotFoundError(2, "no", "周报.xlsx"), "找不到“周报.xlsx”"),
        (OSError(5, "no"), "读写失败"),
        (StorageError("磁盘已满。"), "磁盘已满。"),
    ],
)
def test_what_the_machine_refuses_is_said(
    cli: Cli,
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    words: str,
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(upkeep, "carry_out_check", refuse)
    ran = cli("check", "--data", sample)
    assert ran.code == 1
    assert words in ran.err
    assert ran.out == ""


def test_a_program_without_a_console_still_answers(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli_module.run(["check", "--data", str(sample)]) == 0
    assert cli_module.run(["bord"]) == 2
    for stream in (sys.stdout, sys.stderr):
        stream.close()


def test_a_reader_that_goes_away_is_no_failure(sample: Path) -> None:
    command = [sys.executable, "main.py", "board", "--data", str(sample)]
    process = subprocess.Popen(
        [*command, "--week", str(SAMPLE_WEEK)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0
