"""What `make setup` decides, without installing anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup_env

needs_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="shared libraries are asked for on Linux",
)

# In every Debian, or brought along by Python itself.
BASE = {"libc", "libm", "libdl", "librt", "libpthread", "libresolv", "libz"}
BASE |= {"libgcc_s", "libstdc++", "ld-linux-x86-64", "ld-linux-aarch64"}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a .venv that looks ready, and a stamp that says so."""
    (tmp_path / "requirements").mkdir()
    for kind in ("dev", "runtime"):
        (tmp_path / "requirements" / f"{kind}.txt").write_text(f"{kind}==1\n")
    venv = tmp_path / ".venv"
    python = setup_env.venv_python(venv)
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(setup_env, "ROOT", tmp_path)
    monkeypatch.setattr(setup_env, "VENV", venv)
    monkeypatch.setattr(setup_env, "STAMP", venv / "setup-stamp.json")
    monkeypatch.setattr(setup_env, "venv_python", lambda: python)
    monkeypatch.setattr(setup_env, "lacking_packages", list)
    stamp = {kind: setup_env.digest(kind) for kind in ("dev", "runtime")}
    setup_env.STAMP.write_text(json.dumps({**stamp, "lacking": []}))
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would have been run; each is said to succeed."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "3 11\n", "")

    monkeypatch.setattr(setup_env.subprocess, "run", run)
    return commands


@pytest.mark.parametrize("kind", ["dev", "runtime"])
def test_a_second_call_starts_nothing(
    house: Path, started: list[list[str]], kind: str
) -> None:
    setup_env.set_up(kind)
    assert started == []


def test_changed_requirements_are_installed_with_hashes(
    house: Path, started: list[list[str]]
) -> None:
    (house / "requirements" / "dev.txt").write_text("dev==2\n")
    setup_env.set_up("dev")
    assert [c for c in started if "install" in c and "--require-hashes" in c]
    started.clear()
    setup_env.set_up("dev")
    setup_env.set_up("runtime")
    assert started == []


def test_after_the_runtime_alone_the_developer_set_is_still_to_come(
    house: Path, started: list[list[str]]
) -> None:
    setup_env.STAMP.unlink()
    setup_env.set_up("runtime")
    started.clear()
    setup_env.set_up("dev")
    assert any(str(house / "requirements" / "dev.txt") in c for c in started)


def test_without_apt_the_command_is_named_and_setup_goes_on(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup_env, "lacking_packages", lambda: ["libegl1"])
    monkeypatch.setattr(setup_env, "apt_prefix", lambda: None)
    setup_env.set_up("dev")
    assert "libegl1" in capsys.readouterr().out
    assert setup_env.read_stamp()["lacking"] == ["libegl1"]


def test_apt_that_failed_once_is_not_asked_again(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def fails(packages: list[str]) -> list[str]:
        asked.append(packages)
        return packages

    monkeypatch.setattr(setup_env, "lacking_packages", lambda: ["libegl1"])
    monkeypatch.setattr(setup_env, "apt_install", fails)
    setup_env.set_up("dev")
    setup_env.set_up("dev")
    assert asked == [["libegl1"]]


def test_one_unknown_package_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(setup_env, "apt_prefix", lambda: ["apt-get"])
    monkeypatch.setattr(setup_env, "_apt", lambda command: "renamed" not in command)
    assert setup_env.apt_install(["libegl1", "renamed"]) == ["renamed"]


def test_a_damaged_stamp_counts_as_none(house: Path) -> None:
    setup_env.STAMP.write_text("[1")
    assert setup_env.read_stamp() == {}


def test_this_python_will_do() -> None:
    assert setup_env.version_of([sys.executable]) == sys.version_info[:2]
    assert setup_env.version_of(["no-such-python"]) is None


@pytest.mark.skipif(os.name == "nt", reason="the false Python is a shell script")
def test_only_an_old_python_is_refused_with_a_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\necho 3 9\n")
    old.chmod(0o755)
    monkeypatch.setattr(setup_env.sys, "executable", str(old))
    monkeypatch.setattr(setup_env.shutil, "which", lambda _name: None)
    with pytest.raises(setup_env.SetupFailed, match=r"Python 3\.11 to 3\.13 is needed"):
        setup_env.find_python()


@needs_linux
def test_a_missing_library_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_env, "LIBRARIES", {"libnothing.so.9": "libnothing9"})
    assert "libnothing9" in setup_env.lacking_packages()


@needs_linux
@pytest.mark.skipif(
    shutil.which("objdump") is None, reason="objdump reads the libraries"
)
def test_every_library_that_qt_links_to_is_known() -> None:
    import PySide6

    qt = Path(PySide6.__path__[0]) / "Qt"
    parts = [
        "Core",
        "Gui",
        "Widgets",
        "DBus",
        "Svg",
        "PrintSupport",
        "XcbQpa",
        "WaylandClient",
    ]
    files = [qt / "lib" / f"libQt6{part}.so.6" for part in parts]
    files += [
        *qt.glob("plugins/platforms/libqxcb.so"),
        *qt.glob("plugins/platforms/libqoff*.so"),
    ]
    files += qt.glob("plugins/platforms/libqwayland*.so")
    command = ["objdump", "-p", *(str(file) for file in files if file.exists())]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    needed = {line.split()[1] for line in listed.splitlines() if "NEEDED" in line}
    own = {path.name for path in (qt / "lib").iterdir()}
    unknown = {
        name
        for name in needed - own - set(setup_env.LIBRARIES)
        if name.partition(".so")[0] not in BASE
    }
    assert unknown == set()
