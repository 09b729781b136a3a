"""Peak memory of a working day with many placements over the same day with few."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Figure
from models.database import FILE_NAME

_PROGRAM = Path(__file__).parent / "programs" / "whole_run.py"
_PATIENCE = 180


def measure(
    many: Path,
    few: Path,
    forms: Path,
    received: dt.date,
    issued: dt.date,
    folder: Path,
    runs: int,
) -> Figure:
    """Run the day on copies of both data folders, in turn."""
    peaks: dict[Path, list[float]] = {many: [], few: []}
    pages: list[str] = []
    for _ in range(runs):
        for data, found in peaks.items():
            peak, pages = _day(data, forms, received, issued, folder)
            found.append(peak)
    return Figure(
        "peak memory of a day, many over few",
        statistics.median(peaks[many]),
        "MB",
        runs,
        floor=statistics.median(peaks[few]),
        limit=1.3,
        note=f"pages shown: {', '.join(pages)}; then import, issue, board in the same process",
    )


def _day(
    data: Path, forms: Path, received: dt.date, issued: dt.date, folder: Path
) -> tuple[float, list[str]]:
    copy = folder / "day"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copy(data / FILE_NAME, copy)
    command = [sys.executable, str(_PROGRAM), str(copy), str(forms), str(received)]
    command += [str(issued), str(copy / "issue.xlsx")]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    if done.returncode:
        raise RuntimeError(f"the day failed: {done.stdout[-400:]}{done.stderr[-800:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    return float(answer["peak_mb"]), list(answer["pages"])
