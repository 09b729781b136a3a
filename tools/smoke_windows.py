"""Smoke test of the Windows packages in dist/, through Wine: install, use, upgrade, remove."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.package_steps import DIST, PackageFailed, source_release
from tools.package_windows import NAME, compiled_by_wine, installer_name
from tools.package_wine import SYSTEM, Wine, is_ready, prepared
from tools.smoke_steps import (
    MAX_FRAME_RATIO,
    MAX_INSTALLED,
    MAX_INSTALLER,
    SHOTS,
    STALE,
    Smoke,
    SmokeFailed,
    answer_of,
    bytes_below,
    check,
    check_documents,
    check_migrated,
    check_picture,
    check_round,
    frame_marks,
    make_older,
    older,
    previous_program,
    schema_of,
    undisturbed,
    wait_for,
)

USER = "drive_c/users/root"
FOLDER = "程序 目录/宣传 工作台"
TARGET = "C:\\" + FOLDER.replace("/", "\\")
DATA = f"{USER}/AppData/Local/{NAME}"
ENTRY = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
DISPLAY = ":7"
RUNNING, NEWER, NO_FOLDER = 3, 5, 4
BOARD = ["board", "--week", dt.date.today().isoformat(), "--json"]
RUNS = 6


@dataclass
class Session:
    """One set of namespaces with a screen in it, in which several commands are carried out."""

    wine: Wine
    screen: subprocess.Popen[bytes]
    inside: str

    @classmethod
    def begin(cls, wine: Wine) -> Session:
        """Start the screen; everything in the session ends with it."""
        words = ["Xvfb", DISPLAY, "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
        screen = subprocess.Popen(
            wine.command(words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        children = Path(f"/proc/{screen.pid}/task/{screen.pid}/children")
        inside = wait_for(lambda: children.read_text().split(), "the screen", 20)[0]
        session = cls(wine, screen, inside)
        wait_for(
            lambda: session.call(["xdpyinfo"], seconds=20).returncode == 0,
            "the screen's answer",
            30,
            0.3,
        )
        session.start(["openbox"])
        return session

    def end(self) -> None:
        """End the screen, and with its namespace all that runs in it."""
        self.screen.kill()  # unshare heeds no gentler word while its child lives
        self.screen.wait(20)

    def words(self, words: list[str], more: dict[str, str] | None = None) -> list[str]:
        """The command that carries out `words` in this session."""
        enter = ["nsenter", "-t", self.inside, "--mount", "--pid", "--net"]
        told = self.wine.command(words, {"DISPLAY": DISPLAY} | (more or {}))
        return [*enter, "chroot", str(self.wine.root), *told[told.index("env") :]]

    def call(
        self,
        words: list[str],
        more: dict[str, str] | None = None,
        *,
        seconds: float = 300,
    ) -> subprocess.CompletedProcess[str]:
        """Carry out a command and wait for it."""
        done = subprocess.run(
            self.words(words, more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
        text = done.stdout.decode("utf-8", "replace")
        return subprocess.CompletedProcess(done.args, done.returncode, text, "")

    def start(
        self, words: list[str], more: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            self.words(words, more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def mount_read_only(self, folder: str) -> None:
        """Make a folder of the Windows disk read-only for this session (root heeds no file modes)."""
        path = str(self.disk(folder))
        enter = ["nsenter", "-t", self.inside, "--mount"]
        for words in (["--bind", path, path], ["-o", "remount,bind,ro", path]):
            subprocess.run([*enter, "mount", *words], check=True)

    def disk(self, path: str) -> Path:
        """A path below the Windows prefix as this machine sees it."""
        return self.wine.inside(self.wine.prefix) / path

    def program(self, *words: str, folder: str = TARGET) -> str:
        """Carry out a command of the installed program; SmokeFailed where it does not return 0."""
        done = self.call(["wine", rf"{folder}\{NAME}Cmd.exe", *words])
        check(
            done.returncode == 0,
            f"{words[0]} returned {done.returncode}: {done.stdout[-400:]}",
        )
        return done.stdout

    def install(self, path: str, *words: str, target: str = TARGET) -> int:
        """Run an installer in silence; returns its exit code."""
        return self.call(silent(path, *words, target=target)).returncode

    def picture(self, name: str, window: str = "") -> None:
        """Take a picture of the screen, or of the window whose title has a word, into build/smoke."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        which = "root"
        if window:
            search = ["xdotool", "search", "--onlyvisible", "--name", window]
            found = self.call(search).stdout.split()
            check(found, f"no window with “{window}” in its title")
            which = found[-1]
        self.call(["import", "-window", which, f"/build/{name}.png"], seconds=60)
        shutil.move(self.wine.inside(f"/build/{name}.png"), SHOTS / f"{name}.png")
        check_picture(SHOTS / f"{name}.png", 60 if window else 200)

    def close_program(self) -> None:
        """Ask the window to close, as its cross does, and wait until it is gone."""
        self.call(["wine", "taskkill", "/IM", f"{NAME}.exe"])
        wait_for(lambda: not self.is_running(), "the window's end", 60, 0.5)

    def is_running(self) -> bool:
        """Whether the program's window runs."""
        return f"{NAME}.exe" in self.call(["wine", "tasklist"]).stdout


def silent(path: str, *words: str, target: str = TARGET) -> list[str]:
    """A silent installation: /D= takes the rest of the line as it is, so cmd hands it on unquoted."""
    return ["wine", "cmd", "/c", " ".join([path, "/S", *words, f"/D={target}"])]


def main() -> int:
    """Try what lies in dist/; returns 1 when something does not work."""
    smoke = Smoke("windows")
    release = source_release()
    installer = DIST / installer_name(release)
    if not is_ready(SYSTEM) or not installer.is_file():
        print("smoke windows: first call make package-windows", file=sys.stderr)
        return 1
    try:
        wine = prepared()
        shutil.copy(installer, wine.inside("/build/new.exe"))
        with smoke.step("build the version to upgrade from"):
            _older_installer(wine)
    except PackageFailed as problem:
        print(f"smoke windows: {problem}", file=sys.stderr)
        return 1
    session = Session.begin(wine.fresh_prefix("wine-smoke"))
    try:
        installed_and_used(session, smoke)
        upgraded(session, smoke)
        documents(session, smoke)
        read_only_and_portable(session, smoke)
        removed(session, smoke)
    finally:
        session.end()
    session = Session.begin(wine.fresh_prefix("wine-pages"))
    try:
        pages_shown(session, smoke)
    finally:
        session.end()
    size = installer.stat().st_size
    smoke.figures["installer"] = (
        f"{size / 1e6:.1f} MB (at most {MAX_INSTALLER / 1e6:.0f})"
    )
    if size > MAX_INSTALLER:
        smoke.failures.append("the installer is too large")
    return smoke.closing()


def _older_installer(wine: Wine) -> None:
    program = wine.inside(f"/build/frozen/{NAME}")
    copy = wine.inside(f"/build/older/{NAME}")
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(previous_program("windows", program), copy)
    make_older(copy)
    made = compiled_by_wine(wine, copy, older(source_release()), light=True)
    made.rename(wine.inside("/build/old.exe"))


def installed_and_used(session: Session, smoke: Smoke) -> None:
    """Install the older version, play the sample round, open the window."""
    with smoke.step("install silently, path with Chinese and blanks"):
        code = session.install(r"Z:\build\old.exe")
        check(code == 0, f"the installer returned {code}")
        check(
            session.disk(f"drive_c/{FOLDER}/{NAME}.exe").is_file(), "no program there"
        )
        menu = f"{USER}/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/宣传工作台.lnk"
        check(session.disk(menu).is_file(), "no entry in the Start menu")
        check(session.disk(f"{USER}/Desktop/宣传工作台.lnk").is_file(), "no shortcut")
        # What reg prints depends on a code page; what it exports does not.
        session.call(["wine", "reg", "export", ENTRY, r"Z:\build\entry.reg", "/y"])
        told = session.wine.inside("/build/entry.reg").read_text(encoding="utf-16")
        for word in ("宣传工作台", "0.0.9", "EstimatedSize", "QuietUninstallString"):
            check(word in told, f"应用和功能 lacks {word}")
    with smoke.step("sample county, forms out and in, weekly workbook"):
        session.program("init", "--office", "云岭县委宣传部", "--sample")
        session.program("demo", "--out", r"C:\输出 文件夹")
        smoke.figures["round"] = check_round(session.disk("drive_c/输出 文件夹"))
    with smoke.step("the data are whole"):
        session.program("check")
    with smoke.step("window, picture"):
        first_frame = _opened(session, "windows-home")
        smoke.figures["first frame through Wine"] = f"{first_frame:.2f} s"
        for key, name in (
            ("ctrl+2", "windows-week"),
            ("ctrl+3", "windows-plans"),
            ("ctrl+4", "windows-schedule"),
        ):
            session.call(["xdotool", "key", key])
            time.sleep(3)  # a page has no mark of its own
            session.picture(name)


def _opened(session: Session, picture: str) -> float:
    trace = session.wine.inside("/build/trace")
    trace.unlink(missing_ok=True)
    began = time.time()
    session.start(
        ["wine", rf"{TARGET}\{NAME}.exe"], {"PUBLICITY_DESK_TRACE": r"Z:\build\trace"}
    )
    at = wait_for(lambda: frame_marks(trace), "the first frame", 60, 0.02)
    wait_for(lambda: "page_shown" in trace.read_text("utf-8"), "the page", 60)
    time.sleep(2)  # the screen is drawn after the mark
    session.picture(picture)
    return at - began


def pages_shown(session: Session, smoke: Smoke) -> None:
    """Go through the installer's and the uninstaller's pages as a clerk does; a picture of each."""
    with smoke.step("the installer's pages, by hand"):
        running = session.start(["wine", r"Z:\build\new.exe"])
        for name in ("welcome", "parts", "folder"):
            time.sleep(3)
            session.picture(f"installer-{name}", window="安装")
            session.call(["xdotool", "key", "Return"])
        finish = session.disk(f"{USER}/AppData/Local/Programs/{NAME}/uninstall.exe")
        wait_for(finish.is_file, "the installed program", 120, 0.5)
        time.sleep(6)
        session.picture("installer-finish", window="安装")
        # The keyboard is on the box 现在打开: a space takes its tick away.
        session.call(["xdotool", "key", "space", "Return"])
        time.sleep(2)
        if running.poll() is None:
            session.call(["wine", "taskkill", "/F", "/IM", "new.exe"])
    with smoke.step("the uninstaller's page, by hand"):
        where = rf"C:\users\root\AppData\Local\Programs\{NAME}"
        session.start(["wine", rf"{where}\uninstall.exe"])
        time.sleep(4)
        session.picture("uninstaller", window="宣传工作台")
        session.call(["xdotool", "key", "Return"])
        wait_for(lambda: not finish.exists(), "the removal", 60, 0.5)
        time.sleep(2)
        session.call(["xdotool", "key", "Return"])


def upgraded(session: Session, smoke: Smoke) -> None:
    """Upgrade with the window open and closed; the data stay; an older version is refused."""
    before = ""
    with smoke.step("refused while the program runs"):
        check(session.is_running(), "the window is not there any more")
        code = session.install(r"Z:\build\new.exe")
        check(code == RUNNING, f"the installer returned {code}, not {RUNNING}")
        before = session.program(*BOARD)
    with smoke.step("waits, then upgrades; data kept"):
        waiting = session.start(silent(r"Z:\build\new.exe", "/WAIT=120"))
        time.sleep(3)
        check(waiting.poll() is None, "the installer did not wait")
        session.close_program()
        schema = schema_of(session.disk(DATA))
        check(waiting.wait(240) == 0, f"the installer returned {waiting.returncode}")
        internal = session.disk(f"drive_c/{FOLDER}/_internal")
        check(not (internal / STALE).exists(), "a file of the older version is left")
        check(
            not internal.with_name("_internal.old").exists(), "the old parts are left"
        )
        after = answer_of(session.program(*BOARD))
        check(after == answer_of(before), "the board changed with the upgrade")
        smoke.figures["schema"] = check_migrated(session.disk(DATA), schema)
        installed = bytes_below(internal.parent)
        smoke.figures["installed"] = (
            f"{installed / 1e6:.1f} MB (at most {MAX_INSTALLED / 1e6:.0f})"
        )
        check(installed <= MAX_INSTALLED, "the installed program is too large")
    with smoke.step("an older version is refused"):
        code = session.install(r"Z:\build\old.exe")
        check(code == NEWER, f"the installer returned {code}, not {NEWER}")
    with smoke.step("a folder with other files is refused"):
        code = session.install(r"Z:\build\new.exe", target=r"C:\windows")
        check(code == NO_FOLDER, f"the installer returned {code}, not {NO_FOLDER}")
    with smoke.step("opens after the upgrade, first frame against source"):
        _opened(session, "windows-upgraded")
        session.close_program()
        _compare_frames(session, smoke)


def documents(session: Session, smoke: Smoke) -> None:
    """Files of plans and schedules with the upgraded program, in a folder of their own."""
    with smoke.step("plans and schedules: Word, Excel, PDF, calendar"):
        out = session.disk("drive_c/文件 夹")
        out.mkdir(exist_ok=True)
        smoke.figures["documents"] = check_documents(
            session.program, lambda name: (rf"C:\文件 夹\{name}", out / name)
        )


def _compare_frames(session: Session, smoke: Smoke) -> None:
    trace = session.wine.inside("/build/trace")
    environment = {"PUBLICITY_DESK_TRACE": r"Z:\build\trace"}
    programs = {
        "frozen": [rf"{TARGET}\{NAME}.exe"],
        "source": [r"Z:\opt\python\python.exe", r"Z:\build\source\main.py"],
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(RUNS + 1):
        for name, words in programs.items():
            trace.unlink(missing_ok=True)
            began = time.time()
            session.start(["wine", *words], environment)
            at = wait_for(lambda: frame_marks(trace), f"first frame, {name}", 120, 0.01)
            if number:
                times[name].append(at - began)
            image = Path(words[0].replace("\\", "/")).name
            wait_for(lambda: "page_shown" in trace.read_text("utf-8"), "the page", 60)
            session.call(["wine", "taskkill", "/F", "/IM", image])
    frozen, source = (undisturbed(times[name]) for name in ("frozen", "source"))
    smoke.figures["first frame, frozen / source (Wine)"] = (
        f"{frozen:.2f} s / {source:.2f} s = {frozen / source:.2f} (at most {MAX_FRAME_RATIO})"
    )
    check(frozen <= source * MAX_FRAME_RATIO, "the frozen program starts too late")


def read_only_and_portable(session: Session, smoke: Smoke) -> None:
    """Run from a folder that cannot be written, and as a program on a stick."""
    stick = session.disk("drive_c/U 盘")
    with smoke.step("portable: data beside the program"):
        stick.mkdir()
        packed = next(DIST.glob(f"{NAME}-*-portable.zip"))
        shutil.unpack_archive(packed, stick)
        folder = "C:\\U 盘\\" + packed.stem
        session.program(
            "demo", "--data", folder + r"\data", "--out", r"C:\输出2", folder=folder
        )
        session.program("check", folder=folder)
        check((stick / packed.stem / "data").is_dir(), "no data beside the program")
    with smoke.step("runs from a read-only folder"):
        session.mount_read_only(f"drive_c/{FOLDER}")
        session.program("check")
        _opened(session, "windows-read-only")
        session.close_program()
    with smoke.step("portable on a read-only stick says so"):
        session.mount_read_only("drive_c/U 盘")
        done = session.call(["wine", rf"{folder}\{NAME}Cmd.exe", "check"])
        said = done.stdout.strip().splitlines()[-1:] or [""]
        smoke.figures["read-only stick"] = f"code {done.returncode}: {said[0]}"
    subprocess.run(
        ["nsenter", "-t", session.inside, "--mount", "umount", str(stick)], check=False
    )
    program = str(session.disk(f"drive_c/{FOLDER}"))
    subprocess.run(
        ["nsenter", "-t", session.inside, "--mount", "umount", program], check=False
    )


def removed(session: Session, smoke: Smoke) -> None:
    """Remove: the data stay; install again and remove with the data."""
    program = session.disk(f"drive_c/{FOLDER}")
    with smoke.step("remove silently; data kept"):
        _uninstall(session)
        check(not (program / f"{NAME}.exe").exists(), "the program is still there")
        check(not program.exists(), "the program's folder is still there")
        check(any(session.disk(DATA).glob("*.db")), "the data are gone")
        asked = session.call(["wine", "reg", "query", ENTRY])
        check(asked.returncode != 0, "the entry in 应用和功能 is left")
        check(
            not session.disk(f"{USER}/Desktop/宣传工作台.lnk").exists(),
            "a shortcut is left",
        )
    with smoke.step("install again, remove with the data"):
        check(
            session.install(r"Z:\build\new.exe") == 0, "it could not be installed again"
        )
        session.program("check")
        _uninstall(session, "/REMOVEDATA")
        check(not session.disk(DATA).exists(), "the data are still there")


def _uninstall(session: Session, *words: str) -> None:
    session.call(["wine", rf"{TARGET}\uninstall.exe", "/S", *words])
    gone = session.disk(f"drive_c/{FOLDER}")
    # The uninstaller goes on in a copy of itself.
    wait_for(lambda: not gone.exists(), "the removal", 60, 0.3)
    time.sleep(1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SmokeFailed as failure:
        print(f"smoke windows: {failure}", file=sys.stderr)
        sys.exit(1)
