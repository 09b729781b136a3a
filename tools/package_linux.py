"""The Linux package: a frozen program with a desktop file and scripts that install it for one user."""

from __future__ import annotations

import platform
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import sysconfig
from pathlib import Path

from tools.package_parts import Part, debian_parts, python_parts, write_documents
from tools.package_steps import (
    BUILD,
    NAME,
    ROOT,
    PackageFailed,
    Release,
    files_below,
    freeze,
    pack_tar,
    tools_python,
    write_sums,
)

SCRIPTS = ROOT / "packaging" / "linux"
WORK = BUILD / "linux"


def build(release: Release, dist: Path, *, quick: bool = False) -> list[Path]:
    """Freeze, add what belongs to it, pack; returns the files in `dist`."""
    if not sys.platform.startswith("linux"):
        raise PackageFailed("the Linux program can be built on Linux only")
    python = tools_python()
    program = freeze(python, release, WORK)
    write_documents(program, parts_of(program, python), release, python)
    machine = platform.machine()
    folder = WORK / f"{NAME}-{release.number}-linux-{machine}"
    for old in WORK.glob(f"{NAME}-*-linux-{machine}"):
        shutil.rmtree(old)
    folder.mkdir()
    program.rename(folder / "program")
    for script in sorted(SCRIPTS.iterdir()):
        shutil.copy(script, folder / script.name)
    shutil.copy(ROOT / "resources" / "app" / f"{NAME}-256.png", folder)
    (folder / "VERSION").write_text(release.number + "\n", encoding="utf-8")
    dist.mkdir(parents=True, exist_ok=True)
    target = dist / f"{folder.name}.tar.xz"
    pack_tar(folder, target, release, quick=quick)
    write_sums([target], dist / "SHA256SUMS.txt")
    print(f"package: needs glibc {oldest_glibc(folder / 'program')} or newer")
    return [target]


def parts_of(program: Path, python: Path) -> list[Part]:
    """Python packages, Python itself with what it is linked to, Debian's libraries of the bundle."""
    site_packages = next(python.parents[1].glob("lib/python3.*/site-packages"))
    parts = python_parts(site_packages)
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    texts = [text] if text.is_file() else []
    parts.append(Part("python", platform.python_version(), "PSF-2.0", "tool", texts))
    parts.append(
        Part("pyinstaller-bootloader", _version(site_packages), _BOOTLOADER, "tool")
    )
    theirs = {path.name for path in (site_packages / "PySide6").rglob("*.so*")}
    libraries = [
        path.name
        for path in (program / "_internal").glob("lib*.so*")
        if path.name not in theirs | {f"libpython{_MINOR}.so.1.0"}
        and not path.is_symlink()
    ]
    owned = debian_parts(libraries)
    if not owned:
        parts.append(Part("sqlite", sqlite3.sqlite_version, "blessing", "tool"))
        openssl = ssl.OPENSSL_VERSION.split()[1]
        parts.append(Part("openssl", openssl, "Apache-2.0", "tool"))
    return parts + owned


_MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
_BOOTLOADER = "GPL-2.0-or-later WITH Bootloader-exception"


def _version(site_packages: Path) -> str:
    found = next(site_packages.glob("pyinstaller-*.dist-info"))
    return found.name.removeprefix("pyinstaller-").removesuffix(".dist-info")


def oldest_glibc(program: Path) -> str:
    """The oldest C library that has every function the bundle asks for; "?" without objdump."""
    objdump = shutil.which("objdump")
    if objdump is None:
        return "?"
    needed = (0, 0)
    for path in files_below(program):
        if path.is_symlink() or not (".so" in path.name or path.name == NAME):
            continue
        listed = subprocess.run(
            [objdump, "-p", str(path)], capture_output=True, text=True, check=False
        )
        for major, minor in re.findall(r"GLIBC_(\d+)\.(\d+)", listed.stdout):
            needed = max(needed, (int(major), int(minor)))
    return f"{needed[0]}.{needed[1]}"
