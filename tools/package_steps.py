"""Steps that all packages share: what is built, the tools' environment, the freeze, sums, archives."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
REQUIREMENTS = ROOT / "requirements" / "package.txt"
RUNTIME = ROOT / "requirements" / "runtime.txt"
NAME = "publicity-desk"
BUILD_FILE = BUILD / "build.json"


class PackageFailed(Exception):
    """Nothing was built; the text says why and what to do."""


@dataclass(frozen=True)
class Release:
    """What is built: the number of pyproject.toml, the commit, and the commit's moment in seconds (UTC)."""

    number: str
    commit: str
    epoch: int
    changed: bool = False

    @property
    def day(self) -> str:
        """The commit's day in China, YYYY-MM-DD."""
        china = dt.timezone(dt.timedelta(hours=8))
        return dt.datetime.fromtimestamp(self.epoch, china).date().isoformat()

    @property
    def label(self) -> str:
        """「0.1.0 a1b2c3d (with uncommitted changes)」."""
        more = " (with uncommitted changes)" if self.changed else ""
        return f"{self.number} {self.commit[:7]}{more}"


def source_release(number: str = "") -> Release:
    """The release that the working tree stands for; `number` replaces that of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    commit, epoch, changed = "", "0", ""
    if (ROOT / ".git").exists():
        commit, _, epoch = _git("log", "-1", "--format=%H %ct").partition(" ")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    elif os.environ.get("SOURCE_DATE_EPOCH"):
        epoch = os.environ["SOURCE_DATE_EPOCH"]
    release = Release(
        project["project"]["version"], commit, int(epoch), changed=bool(changed)
    )
    return replace(release, number=number) if number else release


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def write_build_file(release: Release, target: Path = BUILD_FILE) -> None:
    """What services/version.py reads inside the packaged program."""
    told = {
        "version": release.number,
        "commit": release.commit + ("+" if release.changed else ""),
        "built": release.day,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def steady_environment(release: Release) -> dict[str, str]:
    """What makes two builds of one commit alike: the clock and the order of sets."""
    return {
        "SOURCE_DATE_EPOCH": str(release.epoch),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYTHONNOUSERSITE": "1",
    }


def tools_python() -> Path:
    """The interpreter of build/package-env, which holds requirements/package.txt; made when it is not there."""
    folder = BUILD / "package-env"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "stamp"
    wanted = digest(REQUIREMENTS) + sys.version
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print("package: preparing the tools (a minute, once)")
    venv.create(folder, clear=True, with_pip=True)
    command = [str(python), "-m", "pip", "install", "-qq", "--no-input"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--require-hashes", "-r", str(REQUIREMENTS)]
    run(command, "the tools could not be installed")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def freeze(python: Path, release: Release, work: Path) -> Path:
    """Run PyInstaller on build.spec; returns the folder of the program."""
    write_build_file(release)
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean"]
    command += ["--log-level", "WARN", "--distpath", str(work / "frozen")]
    command += ["--workpath", str(work / "work"), str(ROOT / "build.spec")]
    run(command, "PyInstaller failed", steady_environment(release))
    folders = [path for path in (work / "frozen").iterdir() if path.is_dir()]
    if len(folders) != 1:
        raise PackageFailed(f"PyInstaller left {len(folders)} folders, not one")
    return folders[0]


def run(command: Sequence[str], what: str, more: dict[str, str] | None = None) -> None:
    """Run a command in plain sight; PackageFailed begins with `what` when it fails."""
    try:
        subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | (more or {}),
            stdin=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise PackageFailed(f"{what} ({error})") from error


# --- files ----------------------------------------------------------------------------


def files_below(folder: Path) -> list[Path]:
    """All files of a folder in a fixed order, symbolic links too."""
    found = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def digest(path: Path) -> str:
    """SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_list(folder: Path) -> Iterator[str]:
    """「sha256  bytes  path」 of every file, in order."""
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        yield f"{digest(path)}  {path.stat().st_size:>9}  {name}"


def write_sums(paths: Iterable[Path], target: Path) -> None:
    """A file as sha256sum and certutil users read it; entries of other files in it are kept."""
    entries: dict[str, str] = {}
    if target.is_file():
        for line in target.read_text(encoding="utf-8").splitlines():
            value, _, name = line.partition("  ")
            if (target.parent / name).is_file():
                entries[name] = value
    for path in paths:
        entries[path.name] = digest(path)
    text = "".join(f"{entries[name]}  {name}\n" for name in sorted(entries))
    target.write_text(text, encoding="utf-8", newline="\n")


def pack_tar(folder: Path, target: Path, release: Release, *, quick: bool) -> None:
    """`folder` as a .tar.xz: fixed order, the commit's time, no owner."""

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mtime = release.epoch
        info.mode = 0o755 if info.mode & 0o100 else 0o644
        return info

    part = target.with_name(target.name + ".part")
    with tarfile.open(
        part, "w:xz", preset=1 if quick else 6, format=tarfile.GNU_FORMAT
    ) as tar:
        for path in files_below(folder):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            tar.add(path, name, recursive=False, filter=plain)
    part.replace(target)


def pack_zip(folder: Path, target: Path, release: Release, *, quick: bool) -> None:
    """`folder` as a .zip: fixed order, the commit's time (UTC)."""
    moment = dt.datetime.fromtimestamp(release.epoch, dt.UTC).timetuple()[:6]
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(
        part, "w", zipfile.ZIP_DEFLATED, compresslevel=1 if quick else 9
    ) as archive:
        for path in files_below(folder):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            info = zipfile.ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            info.create_system = 3
            with path.open("rb") as source, archive.open(info, "w") as packed:
                shutil.copyfileobj(source, packed, 1 << 20)
    part.replace(target)
