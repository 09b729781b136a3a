"""Prepare .venv and what Qt wants of the system; a second call finds all done at once.

Runs on the system's Python with the standard library alone. Written so that an old
Python can still read it far enough to say that it is too old.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "setup-stamp.json"
OLDEST, NEWEST = (3, 11), (3, 13)  # PySide6 6.8 has no wheels for a newer one
APT_SECONDS = 900

# What the xcb, Wayland and offscreen platforms and QtGui link to and do not bring along.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libzstd.so.1": "libzstd1",
}
FONT_PACKAGE = "fonts-noto-cjk"
FONT_PATTERNS = ("*CJK*.?t?", "wqy*.?t?", "SourceHan*.?t?", "msyh*.tt?", "simsun*.tt?")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)


class SetupFailed(Exception):
    """The environment cannot be made; the text says why and what to do."""


def main() -> int:
    """Set up what is missing. Returns 0, or 1 when the environment cannot be made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runtime", action="store_true", help="only what the program itself needs"
    )
    kind = "runtime" if parser.parse_args().runtime else "dev"
    try:
        set_up(kind)
    except SetupFailed as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    return 0


def set_up(kind: str) -> None:
    """Make .venv hold requirements/`kind`.txt, and the system what Qt wants."""
    stamp: dict[str, object] = read_stamp()
    ready = venv_python().exists() and stamp.get(kind) == digest(kind)
    lacking = lacking_packages()
    if lacking and lacking != stamp.get("lacking"):
        lacking = apt_install(lacking)
    if not ready:
        make_venv()
        install(kind)
        # dev.txt holds every pin of runtime.txt, but not the other way round.
        kinds = ["dev", "runtime"] if kind == "dev" else ["runtime"]
        stamp = {}
        for name in kinds:
            stamp[name] = digest(name)
        print(f"setup: .venv is ready ({kind})")
    if not ready or lacking != stamp.get("lacking"):
        stamp["lacking"] = lacking
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    if lacking:
        print(f"setup: the window may not open before you run: {apt_command(lacking)}")


def digest(kind: str) -> str:
    """The state of a requirements file, as text."""
    return hashlib.sha256(
        (ROOT / "requirements" / f"{kind}.txt").read_bytes()
    ).hexdigest()


def read_stamp() -> dict[str, object]:
    """What an earlier call left in .venv; empty when there is nothing to go by."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


# --- Python ---------------------------------------------------------------------------


def venv_python(folder: Path = VENV) -> Path:
    """The interpreter inside a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Make .venv, anew when the one that is there cannot be used."""
    mine = [str(venv_python())]
    if version_of(mine) is not None and _ask([*mine, "-m", "pip", "--version"]):
        return
    command = find_python()
    if not has_ensurepip(command):
        _add_venv_module(command)
    print("setup: making .venv with " + " ".join(command))
    _run([*command, "-m", "venv", "--clear", str(VENV)], "the virtual environment")


def find_python() -> list[str]:
    """The command of a Python that will do: this one, or the newest other one."""
    candidates = [[sys.executable]]
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if os.name == "nt":
            candidates.append(["py", f"-3.{minor}"])
        found = shutil.which(f"python3.{minor}")
        if found:
            candidates.append([found])
    usable = [command for command in candidates if version_of(command)]
    if usable:
        return next(
            (command for command in usable if has_ensurepip(command)), usable[0]
        )
    wanted = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    mine = ".".join(str(part) for part in sys.version_info[:3])
    raise SetupFailed(
        f"Python {wanted} is needed; this is {mine}, and no other was found."
        " Install one (on Debian and Ubuntu: apt-get install python3) and call again."
    )


def version_of(command: list[str]) -> tuple[int, int] | None:
    """The version of a Python, None when it does not run or will not do."""
    question = "import sys; print(sys.version_info[0], sys.version_info[1])"
    answer = _ask([*command, "-c", question])
    if answer is None:
        return None
    major, minor = answer.split()
    version = (int(major), int(minor))
    return version if OLDEST <= version <= NEWEST else None


def has_ensurepip(command: list[str]) -> bool:
    """Whether this Python can make a virtual environment with pip in it."""
    return _ask([*command, "-c", "import ensurepip, venv; print(1)"]) is not None


def _add_venv_module(command: list[str]) -> None:
    major, minor = version_of(command) or OLDEST
    packages = [f"python{major}.{minor}-venv"]
    apt_install(packages)
    if not has_ensurepip(command):
        raise SetupFailed(
            "this Python cannot make virtual environments."
            f" Run this and call again: {apt_command(packages)}"
        )


def install(kind: str) -> None:
    """Install the pinned and hashed packages into .venv."""
    print(f"setup: installing requirements/{kind}.txt (a few minutes the first time)")
    pip = [str(venv_python()), "-m", "pip", "install", "-qq", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes"]
    pip += ["-r", str(ROOT / "requirements" / f"{kind}.txt")]
    _run(pip, "the packages")


# --- the system -----------------------------------------------------------------------


def lacking_packages() -> list[str]:
    """Debian packages that hold what Qt wants and does not find; none outside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    lacking = {name for library, name in LIBRARIES.items() if not _loads(library)}
    if not has_chinese_font():
        lacking.add(FONT_PACKAGE)
    return sorted(lacking)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Whether a font with Chinese characters lies in one of the usual folders."""
    folders = [Path(name).expanduser() for name in FONT_FOLDERS]
    return any(
        next(folder.rglob(pattern), None) is not None
        for folder in folders
        if folder.is_dir()
        for pattern in FONT_PATTERNS
    )


def apt_install(packages: list[str]) -> list[str]:
    """Install Debian packages when we may; returns those that are still lacking."""
    prefix = apt_prefix()
    if prefix is None:
        return packages
    print("setup: installing with apt: " + " ".join(packages))
    _apt([*prefix, "update", "-q"])
    command = [*prefix, "install", "-q", "-y", "--no-install-recommends"]
    if _apt([*command, *packages]):
        return []
    # One unknown name stops them all: a distribution may have renamed a package.
    return [name for name in packages if not _apt([*command, name])]


def apt_prefix() -> list[str] | None:
    """How to call apt-get without a question; None when we may not or there is none."""
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return [apt]
    if shutil.which("sudo") and _ask(["sudo", "-n", "true"]) is not None:
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", apt]
    return None


def apt_command(packages: list[str]) -> str:
    """The one line to type by hand."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        return f"your package manager, for what Debian calls: {names}"
    return f"sudo apt-get update && sudo apt-get install -y {names}"


def _apt(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=APT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _ask(command: list[str]) -> str | None:
    """What a command prints; None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _run(command: list[str], what: str) -> None:
    """Run a command in plain sight; SetupFailed names `what` when it fails."""
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupFailed(f"{what} could not be installed ({error}).") from error


if __name__ == "__main__":
    sys.exit(main())
