"""install.sh and uninstall.sh on a stand-in for the program: what they write, keep and refuse."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the scripts are for Linux"
)


class Desk:
    """A home with blanks in its name and an unpacked package."""

    def __init__(self, base: Path) -> None:
        self.home = base / "家 $目录"
        self.home.mkdir()
        self.package = base / "解压"
        self.target = self.home / ".local/lib/publicity-desk"
        self.data = self.home / ".local/share/PublicityDesk"
        (self.package / "program" / "_internal").mkdir(parents=True)
        for script in (ROOT / "packaging/linux").iterdir():
            shutil.copy(script, self.package)
        (self.package / "publicity-desk-256.png").write_bytes(b"png")
        shutil.copy("/bin/sleep", self.package / "program/publicity-desk")
        self.version("1.0.0")

    def version(self, number: str) -> None:
        """Give the package a number and a file of that name."""
        (self.package / "VERSION").write_text(number + "\n", encoding="utf-8")
        internal = self.package / "program" / "_internal"
        for old in internal.iterdir():
            old.unlink()
        (internal / number).write_text(number, encoding="utf-8")

    def call(self, script: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts in the home."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
        return subprocess.run(
            [str(script), *words],
            env=kept | {"HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def install(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run install.sh."""
        return self.call(self.package / "install.sh", *words)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A home to install into."""
    return Desk(tmp_path)


def test_installs_for_one_user(desk: Desk) -> None:
    done = desk.install()
    assert done.returncode == 0, done.stderr
    assert "已装好 1.0.0" in done.stdout
    program = desk.target / "publicity-desk"
    assert program.stat().st_mode & stat.S_IXUSR
    entry = (desk.home / ".local/share/applications/publicity-desk.desktop").read_text(
        "utf-8"
    )
    exec_line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    assert exec_line == 'Exec="' + str(program).replace("$", "\\\\$") + '"'
    assert (desk.home / ".local/bin/publicity-desk").resolve() == program


def test_an_upgrade_replaces_every_file_and_keeps_data(desk: Desk) -> None:
    desk.install()
    desk.data.mkdir(parents=True)
    (desk.data / "publicity.db").write_text("data", encoding="utf-8")
    beside = desk.target / "data"
    beside.mkdir()
    (beside / "publicity.db").write_text("beside", encoding="utf-8")
    desk.version("1.1.0")
    done = desk.install()
    assert "已从 1.0.0 换成 1.1.0" in done.stdout
    assert [p.name for p in (desk.target / "_internal").iterdir()] == ["1.1.0"]
    assert (desk.data / "publicity.db").read_text("utf-8") == "data"
    assert (beside / "publicity.db").read_text("utf-8") == "beside"
    assert not list(desk.target.parent.glob("*.old")) + list(
        desk.target.parent.glob("*.new")
    )


def test_refuses_while_the_program_runs(desk: Desk) -> None:
    desk.install()
    desk.version("1.1.0")
    running = subprocess.Popen([str(desk.target / "publicity-desk"), "60"])
    try:
        refused = desk.install("--silent")
        removing = desk.call(desk.target / "uninstall.sh")
    finally:
        running.kill()
        running.wait()
    assert (refused.returncode, removing.returncode) == (1, 1)
    assert "正在运行" in refused.stderr
    assert "正在运行" in removing.stderr
    assert (desk.target / "VERSION").read_text("utf-8") == "1.0.0\n"
    assert desk.install("--silent").returncode == 0


def test_a_folder_with_other_files_is_left_alone(desk: Desk) -> None:
    other = desk.home / "文件"
    other.mkdir()
    (other / "重要.txt").write_text("x", encoding="utf-8")
    done = desk.install("--to", str(other))
    assert done.returncode == 1
    assert "已有别的文件" in done.stderr
    assert [p.name for p in other.iterdir()] == ["重要.txt"]


def test_removal_keeps_data_unless_told(desk: Desk) -> None:
    desk.install()
    desk.data.mkdir(parents=True)
    (desk.data / "publicity.db").touch()
    done = desk.call(desk.target / "uninstall.sh")
    assert done.returncode == 0, done.stderr
    assert "数据留在" in done.stdout
    assert not desk.target.exists()
    assert not list((desk.home / ".local").rglob("*publicity-desk*"))
    assert (desk.data / "publicity.db").exists()
    desk.install()
    assert desk.call(desk.target / "uninstall.sh", "--with-data").returncode == 0
    assert not desk.data.exists()


def test_uninstall_in_a_strange_folder_removes_nothing(desk: Desk) -> None:
    stray = desk.home / "uninstall.sh"
    shutil.copy(desk.package / "uninstall.sh", stray)
    (desk.home / "重要.txt").touch()
    done = desk.call(stray, "--with-data")
    assert done.returncode == 1
    assert "没有移除任何东西" in done.stderr
    assert (desk.home / "重要.txt").exists()


def test_an_unknown_word_is_told(desk: Desk) -> None:
    done = desk.install("--too", "x")
    assert done.returncode == 1
    assert "不认识“--too”" in done.stderr
    assert not desk.target.exists()
