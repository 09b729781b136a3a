"""What the smoke tests of the packages share: steps with times, checks, pictures, the round's results."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.package_steps import BUILD, Release

SHOTS = BUILD / "smoke"
_PLAN = "营商环境"
_COLUMN = "一把手谈营商环境"
OLDER = "0.0.9"
"""The number that the build which is upgraded from goes by."""

PREVIOUS = BUILD / "previous"
"""Where the programs of an earlier build may be kept (linux/, windows/: frozen folders) to upgrade from them.

Where there are none, the upgrade is from the same program under an older number.
"""

MAX_INSTALLER, MAX_INSTALLED = 80e6, 260e6
MAX_FRAME_RATIO = 1.2
"""The aim: what the figures are held against."""
FRAME_ALARM = 1.6
"""Where a smoke test fails: a machine shared with others cannot hold the aim in every run."""


class SmokeFailed(Exception):
    """A packaged program did not do what it must; the text says what."""


@dataclass
class Smoke:
    """The record of one smoke test."""

    name: str
    figures: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step: its time is printed; a failure is noted and the next step is tried."""
        began = time.monotonic()
        verdict = "ok"
        try:
            yield
        except (SmokeFailed, subprocess.TimeoutExpired, OSError) as problem:
            verdict = f"FAILED: {problem}"
            self.failures.append(f"{title}: {problem}")
        print(
            f"smoke {self.name}: {title:<44} {time.monotonic() - began:6.1f} s  {verdict}",
            flush=True,
        )

    def closing(self) -> int:
        """Print the figures and a line that counts; returns the exit code."""
        for name, value in self.figures.items():
            print(f"smoke {self.name}: {name}: {value}")
        if self.failures:
            print(f"smoke {self.name}: {len(self.failures)} failed", file=sys.stderr)
            return 1
        print(f"smoke {self.name}: all well")
        return 0


def check(holds: object, sentence: str) -> None:
    """Raise SmokeFailed with `sentence` where `holds` is false."""
    if not holds:
        raise SmokeFailed(sentence)


def wait_for(
    holds: Callable[[], Any], what: str, seconds: float = 60, pause: float = 0.05
) -> Any:
    """Ask until the answer is true, and return it; SmokeFailed names `what` when time is up."""
    deadline = time.monotonic() + seconds
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise SmokeFailed(f"{what}: not within {seconds:.0f} s")
        time.sleep(pause)


def answer_of(text: str) -> dict[str, Any]:
    """The JSON line of a command called with --json."""
    lines = [line for line in text.splitlines() if line.startswith("{")]
    check(lines, f"no JSON in the answer: {text[-400:]!r}")
    return json.loads(lines[-1])


def check_round(out: Path) -> str:
    """Check what `demo --out` wrote: forms, filled ones, the weekly workbook; returns a figure."""
    forms = list(out.glob("1-*/*.xlsx"))
    filled = list(out.glob("2-*/*.xlsx"))
    weekly = list(out.glob("4-*.xlsx"))
    check(len(forms) >= 10, f"{len(forms)} forms were written")
    check(len(filled) >= 10, f"{len(filled)} filled forms")
    check(len(weekly) == 1, f"{len(weekly)} weekly workbooks")
    for path in [*forms[:2], *weekly]:
        with zipfile.ZipFile(path) as book:
            check(book.testzip() is None, f"{path.name} is damaged")
            check("xl/workbook.xml" in book.namelist(), f"{path.name} is no workbook")
    return f"{len(forms)} forms, {len(filled)} filled, {weekly[0].stat().st_size} bytes weekly"


def check_documents(
    run: Callable[..., str], place: Callable[[str], tuple[str, Path]]
) -> str:
    """Word, Excel, calendar and PDF files through the packaged program and a sample county; returns a figure.

    `run` carries out a command and returns what it said; `place` gives a file's name as the program sees it,
    and the same file as we see it.
    """
    sizes: list[str] = []
    data = ("--data", place("示例数据")[0])
    run("init", "--office", "云岭县委宣传部", "--sample", *data)
    for name, words in (
        ("plan.docx", ("issue-plan", "--plan", _PLAN)),
        ("ledger.xlsx", ("export-ledger", "--plan", _PLAN)),
        ("talk.docx", ("schedule", "export", "--column", _COLUMN)),
        ("talk.xlsx", ("schedule", "export", "--column", _COLUMN)),
        ("talk.ics", ("schedule", "export", "--column", _COLUMN)),
    ):
        told, seen = place(name)
        run(*words, "--out", told, *data)
        check(seen.is_file(), f"{name} was not written")
        sizes.append(f"{name} {seen.stat().st_size}")
    read = answer_of(run("import-plan", place("plan.docx")[0], "--json"))
    check(_PLAN in str(read.get("title")), f"the Word file reads {read.get('title')!r}")
    told, seen = place("plain.pdf")
    seen.write_bytes(_plain_pdf("1. Plan of the year"))
    kind = answer_of(run("import-plan", told, "--json")).get("doc_type")
    check(kind == "other", f"a PDF file reads as {kind!r}")
    return ", ".join(sizes) + " bytes"


def _plain_pdf(words: str) -> bytes:
    """A page with one line of text, as small as the format allows; readers mend the missing table of objects."""
    stream = f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body = "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n%%EOF\n".encode("ascii")


def check_picture(path: Path, least: int = 200) -> int:
    """The number of colours in a screenshot; an empty screen has few."""
    tool = shutil.which("identify")
    check(path.is_file(), f"no picture {path.name}")
    if tool is None:
        return 0
    asked = subprocess.run(
        [tool, "-format", "%k", str(path)], capture_output=True, text=True, check=False
    )
    colours = int(asked.stdout or 0)
    check(colours > least, f"{path.name} has only {colours} colours: is it empty?")
    return colours


def schema_of(data: Path) -> int:
    """The schema version in the header of a closed database (bytes 60 to 63 of an SQLite file)."""
    return int.from_bytes((data / "publicity.db").read_bytes()[60:64], "big")


def check_migrated(data: Path, before: int) -> str:
    """After an upgrade: a newer schema must have left a backup of the older one; returns a figure."""
    after = schema_of(data)
    check(after >= before, f"the schema went from {before} back to {after}")
    kept = sorted((data / "备份").glob(f"升级前-v{before}-*.db"))
    if after == before:
        return f"{before}, the same in both builds"
    check(kept, f"no backup before the schema went from {before} to {after}")
    backed_up = int.from_bytes(kept[-1].read_bytes()[60:64], "big")
    check(backed_up == before, f"the backup has schema {backed_up}, not {before}")
    return f"{before} to {after}, backed up before"


def bytes_below(folder: Path) -> int:
    """Bytes of all files of a folder."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


def older(release: Release) -> Release:
    """The release that is upgraded from."""
    return Release(OLDER, release.commit, release.epoch, changed=True)


def previous_program(system: str, present: Path) -> Path:
    """The frozen program to upgrade from: the kept one of an earlier build, else the present one."""
    kept = PREVIOUS / system
    told = (
        f"a kept build in build/previous/{system}"
        if kept.is_dir()
        else "the present build"
    )
    print(f"smoke {system}: upgrading from {told}", flush=True)
    return kept if kept.is_dir() else present


def make_older(program: Path) -> None:
    """Turn a copy of a frozen program into the older build: its number, and a file that must go."""
    told = program / "_internal" / "build.json"
    data = json.loads(told.read_text(encoding="utf-8")) | {"version": OLDER}
    told.write_text(json.dumps(data), encoding="utf-8")
    (program / "_internal" / STALE).write_text("of an older version", encoding="utf-8")


STALE = "old-part.txt"


def undisturbed(times: list[float]) -> float:
    """The time that a quarter of the runs stay below: what else runs on the machine can only add to it."""
    return sorted(times)[len(times) // 4]


def frame_marks(trace: Path) -> float:
    """When the trace file got its first mark (the first frame), in seconds of the clock of day; 0 for not yet."""
    try:
        if "first_frame" in trace.read_text(encoding="utf-8"):
            return trace.stat().st_mtime
    except OSError:
        pass
    return 0.0
