"""Archives, sums and the version: alike twice, and readable where they are read."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from services.version import (
    Version,
    licences_folder,
    program_version,
    read_version,
)
from tools import package_steps as steps
from tools.package_parts import licence_of, runtime_names
from tools.package_windows import nsis_files, strange_files
from tools.package_wine import holds_on_windows, windows_requirements

RELEASE = steps.Release("1.2.3", "a1b2c3d4e5f6", 1_790_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a frozen program is one: Chinese names, an executable, a folder inside."""
    base = tmp_path / "程序 1"
    (base / "_internal").mkdir(parents=True)
    (base / "_internal" / "数据.txt").write_text("内容", encoding="utf-8")
    (base / "program").write_bytes(b"\x7fELF")
    (base / "program").chmod(0o755)
    return base


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_the_same_folder_packs_to_the_same_bytes(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    made: list[bytes] = []
    for number in range(2):
        # Another time of the files, another umask: neither may show.
        (folder / "program").touch()
        (folder / "_internal" / "数据.txt").chmod(0o600 if number else 0o644)
        target = tmp_path / f"{number}"
        pack = steps.pack_tar if kind == "tar" else steps.pack_zip
        pack(folder, target, RELEASE, quick=False)
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_what_is_packed_unpacks(folder: Path, tmp_path: Path) -> None:
    steps.pack_tar(folder, tmp_path / "a.tar.xz", RELEASE, quick=True)
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    assert (tmp_path / "out/程序 1/program").stat().st_mode & 0o111
    steps.pack_zip(folder, tmp_path / "a.zip", RELEASE, quick=True)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("程序 1/_internal/数据.txt").decode() == "内容"


def test_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        steps.write_sums([tmp_path / name], tmp_path / "SHA256SUMS.txt")
    (tmp_path / "gone.txt").write_text("x", encoding="utf-8")
    steps.write_sums([tmp_path / "gone.txt"], tmp_path / "SHA256SUMS.txt")
    (tmp_path / "gone.txt").unlink()
    steps.write_sums([], tmp_path / "SHA256SUMS.txt")
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS.txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "a.txt: OK\nb.txt: OK\n")


def test_the_packaged_version_is_the_one_written_down(tmp_path: Path) -> None:
    steps.write_build_file(RELEASE, tmp_path / "build.json")
    version = read_version(tmp_path, frozen=True)
    assert version == Version("1.2.3", "a1b2c3d4e5f6", "2026-09-21")
    assert version.label == "1.2.3（a1b2c3d，2026-09-21）"


def test_uncommitted_changes_show(tmp_path: Path) -> None:
    changed = steps.Release("1.2.3", "a1b2c3d", 0, changed=True)
    steps.write_build_file(changed, tmp_path / "build.json")
    assert (
        json.loads((tmp_path / "build.json").read_text("utf-8"))["commit"] == "a1b2c3d+"
    )


def test_from_source_the_number_is_that_of_the_project() -> None:
    assert program_version().number == steps.source_release().number
    assert program_version().label.endswith("（源代码）")


def test_licences_lie_beside_the_packaged_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert licences_folder() is None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "PublicityDesk.exe"))
    assert licences_folder() == tmp_path / "许可"


def test_requirements_for_windows() -> None:
    text = (
        "greenlet==3.5.6 ; platform_machine == 'AMD64' \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n"
        "macholib==1.16 ; sys_platform == 'darwin' \\\n    --hash=sha256:bb\n"
        "pefile==2024.8.26 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
        "mako==1.4 \\\n    --hash=sha256:dd\n"
    )
    assert windows_requirements(text) == (
        "greenlet==3.5.6 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n"
        "pefile==2024.8.26 \\\n    --hash=sha256:cc\n"
        "mako==1.4 \\\n    --hash=sha256:dd\n"
    )
    assert holds_on_windows("python_version < '3.13'")
    assert not holds_on_windows("sys_platform == 'linux'")


def test_what_the_program_needs_is_pinned_alike_for_packaging() -> None:
    pinned = [
        {
            line.split(" ;")[0].split(" \\")[0]
            for line in path.read_text("utf-8").splitlines()
            if "==" in line
        }
        for path in (steps.RUNTIME, steps.REQUIREMENTS)
    ]
    assert pinned[0] <= pinned[1]


def test_every_bundled_part_has_a_known_licence() -> None:
    from importlib.metadata import distribution

    for name in runtime_names():
        assert licence_of(distribution(name)), name


def test_the_installer_lists_files_folder_by_folder(folder: Path) -> None:
    text = nsis_files(folder, "/build/x", "/")
    assert text == (
        'SetOutPath "$INSTDIR\\_internal"\nFile "/build/x/_internal/数据.txt"\n'
        'SetOutPath "$INSTDIR"\nFile "/build/x/program"\n'
    )


def test_files_not_made_for_windows_are_found(tmp_path: Path) -> None:
    (tmp_path / "good.dll").write_bytes(b"MZ" + bytes(200))
    (tmp_path / "wine.dll").write_bytes(
        b"MZ" + bytes(62) + b"Wine builtin DLL" + bytes(99)
    )
    (tmp_path / "elf.pyd").write_bytes(b"\x7fELF")
    (tmp_path / "libz.so.1").write_bytes(b"\x7fELF")
    (tmp_path / "text.txt").write_text("MZ", encoding="utf-8")
    assert strange_files(tmp_path) == ["elf.pyd", "libz.so.1", "wine.dll"]
