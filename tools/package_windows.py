"""The Windows packages: installer and portable folder, on Windows itself or through Wine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.package_parts import Part, python_parts, write_documents
from tools.package_steps import (
    BUILD,
    BUILD_FILE,
    ROOT,
    PackageFailed,
    Release,
    files_below,
    freeze,
    pack_zip,
    run,
    steady_environment,
    tools_python,
    write_build_file,
    write_sums,
)

NAME = "PublicityDesk"
WORK = BUILD / "windows"
SCRIPTS = ROOT / "packaging" / "windows"
# What may lie in the folder of a Windows program; anything else is a mistake of the build.
_PROGRAM_FILES = {".exe", ".dll", ".pyd"}
_WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")

if TYPE_CHECKING:
    from tools.package_wine import Wine

Compile = Callable[[Path, Release, bool], Path]


def build_here(release: Release, dist: Path, *, quick: bool = False) -> list[Path]:
    """Build on Windows: the portable folder always, the installer where makensis is installed."""
    python = tools_python()
    program = freeze(python, release, WORK)
    site_packages = python.parents[1] / "Lib" / "site-packages"
    licence = Path(sys.base_prefix) / "LICENSE.txt"
    version = ".".join(str(part) for part in sys.version_info[:3])
    parts = [*python_parts(site_packages), *_own_parts(site_packages, version, licence)]
    write_documents(program, parts, release, python)
    makensis = shutil.which("makensis") or shutil.which(
        "makensis", path=r"C:\Program Files (x86)\NSIS"
    )

    def compiled(folder: Path, of: Release, light: bool) -> Path:
        target = WORK / installer_name(of)
        files = WORK / "files.nsh"
        files.write_text(nsis_files(folder, str(folder), "\\"), encoding="utf-8")
        words = nsis_words(str(folder), str(target), files, SCRIPTS, of, light)
        words.insert(0, f"-DSIZE_KB={size_kb(folder)}")
        run([str(makensis), *words], "makensis failed")
        return target

    if makensis is None:
        print("package: makensis is not installed: only the portable folder is made")
    return _packed(program, release, dist, quick, compiled if makensis else None)


def build_by_wine(release: Release, dist: Path, *, quick: bool = False) -> list[Path]:
    """Build on Linux: PyInstaller in Wine, the installer with Debian's NSIS."""
    from tools.package_wine import prepared, python_folder

    wine = prepared()
    program = _frozen_by_wine(wine, release)
    site_packages = python_folder(wine) / "Lib" / "site-packages"
    licence = python_folder(wine) / "LICENSE.txt"
    parts = python_parts(site_packages)
    parts += _own_parts(site_packages, "3.12.9", licence)
    write_documents(program, parts, release, tools_python())

    def compiled(folder: Path, of: Release, light: bool) -> Path:
        return compiled_by_wine(wine, folder, of, light=light)

    return _packed(program, release, dist, quick, compiled)


def _frozen_by_wine(wine: Wine, release: Release) -> Path:
    source = wine.inside("/build/source")
    copy_sources(source)
    write_build_file(release)
    (source / "build").mkdir()
    shutil.copy(BUILD_FILE, source / "build" / BUILD_FILE.name)
    shutil.rmtree(wine.inside("/build/frozen"), ignore_errors=True)
    print("package: freezing through Wine (some minutes)", flush=True)
    words = ["wine", r"Z:\opt\python\python.exe", "-m", "PyInstaller"]
    words += ["--noconfirm", "--clean", "--log-level", "WARN"]
    words += ["--distpath", r"Z:\build\frozen", "--workpath", r"Z:\build\work"]
    words += [r"Z:\build\source\build.spec"]
    wine.run(
        words,
        "PyInstaller failed in Wine",
        steady_environment(release),
        cwd="/build/source",
        seconds=1800,
    )
    return wine.inside(f"/build/frozen/{NAME}")


def compiled_by_wine(
    wine: Wine, folder: Path, release: Release, *, light: bool
) -> Path:
    """The installer of a frozen program that lies inside the Debian; Debian's makensis needs no Wine."""
    inside = "/" + folder.relative_to(wine.root).as_posix()
    target = f"/build/{installer_name(release)}"
    files, scripts = Path("/build/files.nsh"), Path("/build/source/packaging/windows")
    wine.inside(str(files)).write_text(nsis_files(folder, inside, "/"), "utf-8")
    words = nsis_words(inside, target, files, scripts, release, light)
    words.insert(0, f"-DSIZE_KB={size_kb(folder)}")
    wine.run(
        ["makensis", *words],
        "makensis failed",
        steady_environment(release),
        seconds=1800,
    )
    return wine.inside(target)


def copy_sources(target: Path) -> None:
    """The files that git knows, without the tests: what a clean checkout would have."""
    shutil.rmtree(target, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and not name.startswith("tests/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target / name)


def _own_parts(site_packages: Path, python: str, licence: Path) -> list[Part]:
    texts = [licence] if licence.is_file() else []
    frozen = next(site_packages.glob("pyinstaller-*.dist-info")).name
    version = frozen.removeprefix("pyinstaller-").removesuffix(".dist-info")
    # Python's licence text names what comes inside it: OpenSSL, libffi, zlib, bzip2, xz, expat.
    return [
        Part("python", python, "PSF-2.0", "tool", texts),
        Part(
            "pyinstaller-bootloader",
            version,
            "GPL-2.0-or-later WITH Bootloader-exception",
            "tool",
        ),
        Part("nsis", "3", "Zlib", "tool"),
    ]


def installer_name(release: Release) -> str:
    """The file that a clerk gets."""
    return f"{NAME}-{release.number}-setup.exe"


def nsis_files(folder: Path, inside: str, separator: str) -> str:
    """File commands for every file of `folder`, which makensis sees as `inside`; in a fixed order."""
    lines: list[str] = []
    last = None
    for path in files_below(folder):
        name = path.relative_to(folder)
        where = "\\".join(["$INSTDIR", *name.parent.parts])
        if where != last:
            lines.append(f'SetOutPath "{where}"')
            last = where
        lines.append(f'File "{inside}{separator}{separator.join(name.parts)}"')
    return "\n".join(lines) + "\n"


def size_kb(folder: Path) -> int:
    """What 应用和功能 shows as the size."""
    return sum(path.stat().st_size for path in files_below(folder)) // 1024


def nsis_words(
    program: str, target: str, files: Path, scripts: Path, release: Release, light: bool
) -> list[str]:
    """The arguments of makensis; `light` packs less and sooner."""
    told = {
        "PROGRAM_FOLDER": program,
        "FILES": str(files),
        "TARGET": target,
        "VERSION": release.number,
        "FOUR": ".".join([*release.number.split("."), "0", "0", "0", "0"][:4]),
        "COMMIT": release.commit[:7] or "-",
        "DAY": release.day,
    }
    words = ["-INPUTCHARSET", "UTF8", "-V2", "-WX"]
    words += [f"-D{name}={value}" for name, value in told.items()]
    if light:
        words.append("-DLIGHT=1")
    return [*words, str(scripts / "installer.nsi")]


def _packed(
    program: Path, release: Release, dist: Path, quick: bool, compiled: Compile | None
) -> list[Path]:
    strangers = strange_files(program)
    if strangers:
        raise PackageFailed(
            "these do not belong into the program: " + ", ".join(strangers[:10])
        )
    dist.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    if compiled is not None:
        installer = compiled(program, release, quick)
        made.append(dist / installer.name)
        shutil.move(installer, made[0])
    folder = WORK / f"{NAME}-{release.number}-portable"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(program, folder)
    (folder / "portable").write_text(
        "这个文件表示：数据放在程序旁边的 data 文件夹里。\n", encoding="utf-8"
    )
    _copy_note("免安装版说明.txt", folder)
    made.append(dist / f"{folder.name}.zip")
    pack_zip(folder, made[-1], release, quick=quick)
    _copy_note("安装说明.txt", dist)
    write_sums(made, dist / "SHA256SUMS.txt")
    return made


def _copy_note(name: str, folder: Path) -> None:
    """A text of ours as the Notepad of any Windows shows it."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8-sig", newline="\r\n")


def strange_files(program: Path) -> list[str]:
    """Files of a frozen Windows program that were not made for Windows: Wine's own, Linux libraries."""
    found: list[str] = []
    for path in files_below(program):
        name = path.relative_to(program).as_posix()
        if ".so" in path.suffixes:
            found.append(name)
        if path.suffix.lower() in _PROGRAM_FILES:
            head = path.read_bytes()[:4096]
            if head[:2] != b"MZ" or any(mark in head for mark in _WINE_MARKS):
                found.append(name)
    return found
