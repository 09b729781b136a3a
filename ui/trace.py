"""Marks with times for the benchmarks: written only when PUBLICITY_DESK_TRACE names a file."""

from __future__ import annotations

import os
import time
from pathlib import Path

VARIABLE = "PUBLICITY_DESK_TRACE"
FIRST_FRAME = "first_frame"
PAGE_SHOWN = "page_shown"


def mark(name: str) -> None:
    """Append `name` and the monotonic clock in nanoseconds to the trace file, if there is one."""
    target = os.environ.get(VARIABLE)
    if not target:
        return
    with Path(target).open("a", encoding="utf-8") as file:
        file.write(f"{name} {time.monotonic_ns()}\n")
