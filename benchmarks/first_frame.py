"""First painted frame and shown page of the real window, against an empty QMainWindow."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Figure, best_over_best

ROOT = Path(__file__).resolve().parent.parent
_EMPTY = Path(__file__).parent / "programs" / "empty_window.py"
_COMPILED = ROOT / "build" / "bench-compiled"
_PATIENCE = 60.0
FRAME, PAGE = "first_frame", "page_shown"


def measure(data: Path, runs: int) -> list[Figure]:
    """Start both programs in turn `runs` times, after one start of each that does not count.

    That first start leaves compiled modules behind, as an installed program has them, even where the
    environment forbids Python to write them (PYTHONDONTWRITEBYTECODE).
    """
    ours = [sys.executable, str(ROOT / "main.py"), "--data", str(data)]
    empty = [sys.executable, str(_EMPTY)]
    started(ours, PAGE)
    started(empty, FRAME)
    frames: list[float] = []
    pages: list[float] = []
    floors: list[float] = []
    for _ in range(runs):
        floors.append(started(empty, FRAME)[FRAME])
        marks = started(ours, PAGE)
        frames.append(marks[FRAME])
        pages.append(marks[PAGE] - marks[FRAME])
    spread = f"ours {_spread(frames)}, empty {_spread(floors)}; "
    spread += best_over_best(frames, floors)
    return [
        Figure(
            "first painted frame",
            statistics.median(frames),
            "ms",
            runs,
            floor=statistics.median(floors),
            limit=1.5,
            note=f"from the start of the process; {spread}",
        ),
        Figure(
            "page's data after the first frame",
            statistics.median(pages),
            "ms",
            runs,
            limit=700,
            absolute=True,
            note=_spread(pages),
        ),
    ]


def started(command: Sequence[str], until: str) -> dict[str, float]:
    """Start a program, wait for its mark `until`, end it; milliseconds from its start for each mark.

    Raises TimeoutError where the mark does not come.
    """
    with tempfile.TemporaryDirectory(prefix="pd-bench-") as folder:
        trace = Path(folder) / "trace"
        environment = os.environ | {
            "PUBLICITY_DESK_TRACE": str(trace),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPYCACHEPREFIX": str(_COMPILED),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        start = time.monotonic_ns()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            marks = _wait(process, trace, until)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
    return {name: (at - start) / 1e6 for name, at in marks.items()}


def _wait(process: subprocess.Popen[bytes], trace: Path, until: str) -> dict[str, int]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        marks: dict[str, int] = {}
        if trace.exists():
            for line in trace.read_text(encoding="utf-8").splitlines():
                name, _, at = line.partition(" ")
                if at:
                    marks[name] = int(at)
        if until in marks:
            return marks
        if ended:
            break
        time.sleep(0.02)
    said = b""
    if process.poll() is not None and process.stderr is not None:
        said = process.stderr.read()
    raise TimeoutError(f"no mark {until}: {said.decode(errors='replace')[-800:]}")


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):,.0f}–{max(values):,.0f} ms"
