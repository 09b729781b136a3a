"""Smoke test of the Linux package in dist/: install, use, upgrade, remove, in a home of its own."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.first_frame import started
from tools.package_steps import DIST, NAME, ROOT, source_release
from tools.smoke_steps import (
    FRAME_ALARM,
    MAX_FRAME_RATIO,
    OLDER,
    SHOTS,
    STALE,
    Smoke,
    SmokeFailed,
    answer_of,
    bytes_below,
    check,
    check_documents,
    check_migrated,
    check_round,
    frame_marks,
    make_older,
    previous_program,
    schema_of,
    undisturbed,
    wait_for,
)

DISPLAY = ":8"
RUNS = 12
BOARD = ["board", "--week", dt.date.today().isoformat(), "--json"]
_GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication(["grab", "-platform", "xcb"])
image = app.primaryScreen().grabWindow(0).toImage()
image.save(sys.argv[1])
seen = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
print(len(seen))
"""
_READ_ONLY = """
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
shift
exec "$@"
"""


class Place:
    """The folders of one test: a home, the unpacked package, where it is installed."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.home = base / "家 目录"
        self.home.mkdir()
        self.target = base / "程序 目录" / "宣传 工作台"
        self.data = self.home / ".local/share/PublicityDesk"
        hidden = ("PUBLICITY_DESK", "XDG_", "QT_", "PYTHON", "VIRTUAL_ENV", "LD_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        self.environment = kept | {"HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    @property
    def program(self) -> str:
        """The installed program."""
        return str(self.target / NAME)

    def call(
        self, *words: str, seconds: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Carry out a command in the test's home."""
        return subprocess.run(
            words,
            env=self.environment,
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )

    def must(self, *words: str) -> str:
        """Carry out a command that must return 0; returns what it said."""
        done = self.call(*words)
        name = " ".join([Path(words[0]).name, *words[1:2]])
        check(
            done.returncode == 0,
            f"{name} returned {done.returncode}: {done.stdout[-400:]}",
        )
        return done.stdout


def main() -> int:
    """Try what lies in dist/; returns 1 when something does not work."""
    smoke = Smoke("linux")
    release = source_release()
    packed = next(DIST.glob(f"{NAME}-{release.number}-linux-*.tar.xz"), None)
    if packed is None:
        print("smoke linux: first call make package", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="pd-smoke-") as folder, screen():
        place = Place(Path(folder))
        new, old = _unpacked(place, packed)
        installed_and_used(place, old, smoke)
        upgraded(place, new, smoke)
        documents(place, smoke)
        _frames(place, smoke)
        read_only_and_portable(place, new, smoke)
        removed(place, new, smoke)
    smoke.figures["package"] = f"{packed.stat().st_size / 1e6:.1f} MB"
    return smoke.closing()


@contextmanager
def screen() -> Iterator[None]:
    """A screen of our own for as long as the test lasts."""
    words = ["Xvfb", DISPLAY, "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        socket = Path("/tmp/.X11-unix") / f"X{DISPLAY[1:]}"
        wait_for(socket.exists, "the screen", 20)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _unpacked(place: Place, packed: Path) -> tuple[Path, Path]:
    """The package, and the same as an older version."""
    where = place.base / "解压 目录"
    shutil.unpack_archive(packed, where, filter="data")
    new = next(where.iterdir())
    old = place.base / "旧版" / new.name
    shutil.copytree(new, old, symlinks=True, ignore=shutil.ignore_patterns("program"))
    program = previous_program("linux", new / "program")
    shutil.copytree(program, old / "program", symlinks=True)
    make_older(old / "program")
    (old / "VERSION").write_text(OLDER + "\n", encoding="utf-8")
    return new, old


def installed_and_used(place: Place, old: Path, smoke: Smoke) -> None:
    """Install the older version, play the sample round, open the window."""
    with smoke.step("install silently, path with Chinese and blanks"):
        place.must(str(old / "install.sh"), "--silent", "--to", str(place.target))
        entry = place.home / ".local/share/applications/publicity-desk.desktop"
        check(f'Exec="{place.program}"' in entry.read_text("utf-8"), "no entry")
        link = place.home / ".local/bin" / NAME
        check(link.resolve() == Path(place.program).resolve(), "no command")
    with smoke.step("sample county, forms out and in, weekly workbook"):
        place.must(place.program, "init", "--office", "云岭县委宣传部", "--sample")
        out = place.base / "输出 文件夹"
        place.must(place.program, "demo", "--out", str(out))
        smoke.figures["round"] = check_round(out)
        place.must(place.program, "check")
        check(place.data.is_dir(), "the data are not where they should be")


@contextmanager
def window(
    place: Place, picture: str, command: list[str] | None = None
) -> Iterator[None]:
    """The open window with its page shown; a picture of it is taken; ended as a logout ends it."""
    trace = place.base / "trace"
    trace.unlink(missing_ok=True)
    more = {"PUBLICITY_DESK_TRACE": str(trace), "DISPLAY": DISPLAY}
    process = subprocess.Popen(
        command or [place.program],
        env=place.environment | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: frame_marks(trace), "the first frame", 60)
        wait_for(lambda: "page_shown" in trace.read_text("utf-8"), "the page", 60)
        time.sleep(1.5)  # the screen is drawn after the mark
        SHOTS.mkdir(parents=True, exist_ok=True)
        grabbed = subprocess.run(
            [sys.executable, "-c", _GRAB, str(SHOTS / f"{picture}.png")],
            env=os.environ | {"DISPLAY": DISPLAY},
            capture_output=True,
            text=True,
            check=False,
        )
        colours = int(grabbed.stdout or 0)
        check(
            colours > 200,
            f"the picture has {colours} colours: {grabbed.stderr[-200:]}",
        )
        yield
    finally:
        process.terminate()
        process.wait(20)


def upgraded(place: Place, new: Path, smoke: Smoke) -> None:
    """Upgrade with the window open and closed; the data stay."""
    install = [str(new / "install.sh"), "--to", str(place.target)]
    before = ""
    with (
        smoke.step("window, picture; no installation while it runs"),
        window(place, "linux-home"),
    ):
        done = place.call(*install, "--silent")
        check(
            done.returncode == 1 and "正在运行" in done.stdout,
            f"install.sh returned {done.returncode}: {done.stdout}",
        )
    with smoke.step("waits, then upgrades; data kept"):
        before = place.must(place.program, *BOARD)
        schema = schema_of(place.data)
        with window(place, "linux-before"):
            waiting = subprocess.Popen(
                [*install, "--wait"],
                env=place.environment,
                stdout=subprocess.DEVNULL,
            )
            time.sleep(2)
            check(waiting.poll() is None, "the installer did not wait")
        check(waiting.wait(120) == 0, f"install.sh returned {waiting.returncode}")
        check(
            not (place.target / "_internal" / STALE).exists(), "an older file is left"
        )
        check(
            answer_of(place.must(place.program, *BOARD)) == answer_of(before),
            "the board changed with the upgrade",
        )
        smoke.figures["schema"] = check_migrated(place.data, schema)
        smoke.figures["installed"] = f"{bytes_below(place.target) / 1e6:.1f} MB"
    with smoke.step("a folder with other files is refused"):
        other = place.base / "别的"
        other.mkdir()
        (other / "a.txt").write_text("a", encoding="utf-8")
        done = place.call(str(new / "install.sh"), "--silent", "--to", str(other))
        check(done.returncode == 1 and (other / "a.txt").is_file(), done.stdout)


def documents(place: Place, smoke: Smoke) -> None:
    """Files of plans and schedules with the upgraded program, in a folder of their own."""
    with smoke.step("plans and schedules: Word, Excel, PDF, calendar"):
        out = place.base / "文件 夹"
        out.mkdir()
        smoke.figures["documents"] = check_documents(
            lambda *words: place.must(place.program, *words),
            lambda name: (str(out / name), out / name),
        )


def _frames(place: Place, smoke: Smoke) -> None:
    with smoke.step("first frame against source"):
        frozen, source = _frame_times(place)
        if frozen > source * MAX_FRAME_RATIO:  # a busy moment of the machine, or real?
            frozen, source = _frame_times(place)
        verdict = "ok" if frozen <= source * MAX_FRAME_RATIO else "MISSED"
        smoke.figures["first frame, frozen / source"] = (
            f"{frozen:.0f} ms / {source:.0f} ms = {frozen / source:.2f} (at most {MAX_FRAME_RATIO}: {verdict})"
        )
        check(frozen <= source * FRAME_ALARM, "the frozen program starts too late")


def _frame_times(place: Place) -> tuple[float, float]:
    """Milliseconds to the first frame, frozen and from source, started in turn."""
    data = ["--data", str(place.data)]
    programs = {
        "frozen": [place.program, *data],
        "source": [sys.executable, str(ROOT / "main.py"), *data],
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(RUNS + 1):
        for name, command in programs.items():
            took = started(command, "page_shown")["first_frame"]
            if number:  # the first start of each only warms the disk
                times[name].append(took)
    return undisturbed(times["frozen"]), undisturbed(times["source"])


def read_only_and_portable(place: Place, new: Path, smoke: Smoke) -> None:
    """Run from a folder that cannot be written, and with the data beside the program."""
    asked = ["unshare", "--mount", "true"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        smoke.figures["read-only"] = "left out: no folder can be mounted read-only here"
        return
    with smoke.step("runs from a read-only folder"):
        read_only = _read_only(place.target)
        place.must(*read_only, place.program, "check")
        with window(place, "linux-read-only", [*read_only, place.program]):
            pass
    with smoke.step("portable: data beside the program"):
        stick = place.base / "U 盘"
        shutil.copytree(new / "program", stick, symlinks=True)
        (stick / "portable").touch()
        place.must(str(stick / NAME), "init", "--office", "云岭县委宣传部", "--sample")
        check(any((stick / "data").glob("*.db")), "no data beside the program")
        done = place.call(*_read_only(stick), str(stick / NAME), "check")
        said = done.stdout.strip().splitlines()[-1:] or [""]
        smoke.figures["read-only stick"] = f"code {done.returncode}: {said[0]}"
        check("Traceback" not in done.stdout and "意外" not in done.stdout, said[0])


def _read_only(folder: Path) -> list[str]:
    """What to put before a command so that a folder is read-only for it; root heeds no file modes."""
    return ["unshare", "--mount", "sh", "-eu", "-c", _READ_ONLY, "-", str(folder)]


def removed(place: Place, new: Path, smoke: Smoke) -> None:
    """Remove: the data stay; install again and remove with the data."""
    uninstall = str(place.target / "uninstall.sh")
    with smoke.step("remove; data kept"):
        place.must(uninstall)
        check(not place.target.exists(), "the program is still there")
        check(any(place.data.glob("*.db")), "the data are gone")
        left = list((place.home / ".local").rglob("*publicity-desk*"))
        check(not left, f"left behind: {left}")
    with smoke.step("install again, remove with the data"):
        place.must(str(new / "install.sh"), "--silent", "--to", str(place.target))
        place.must(place.program, "check")
        place.must(uninstall, "--with-data")
        check(not place.data.exists(), "the data are still there")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SmokeFailed as failure:
        print(f"smoke linux: {failure}", file=sys.stderr)
        sys.exit(1)
