"""What a benchmark gives back, medians, and the table that is printed."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    `ours` and `floor` are in `unit` (ms or MB); `limit` is the highest ratio allowed, or with `absolute` the
    highest value of `ours`; None where only the figure is wanted. `runs` is how many were measured.
    """

    name: str
    ours: float
    unit: str
    runs: int
    floor: float | None = None
    limit: float | None = None
    absolute: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return None if self.floor is None else self.ours / self.floor

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept, None where there is none."""
        if self.limit is None:
            return None
        measured = self.ours if self.absolute else self.ratio
        return measured is not None and measured <= self.limit


def best_over_best(ours: Sequence[float], floors: Sequence[float]) -> str:
    """The ratio of the shortest times: what is left when other programs share the machine."""
    return f"best over best {min(ours) / min(floors):.2f}×"


def once_ms(work: Callable[[], object]) -> float:
    """Time of one call in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def table(figures: Sequence[Figure]) -> str:
    """The figures as aligned text."""
    head = ["", "ours", "floor", "ratio", "limit", "", "runs"]
    rows = [head]
    for f in figures:
        limit = "" if f.limit is None else f"≤ {f.limit:g}"
        if f.limit is not None:
            limit += f" {f.unit}" if f.absolute else "×"
        rows.append(
            [
                f.name,
                f"{f.ours:,.0f} {f.unit}" if f.ours >= 10 else f"{f.ours:.1f} {f.unit}",
                "" if f.floor is None else f"{f.floor:,.0f} {f.unit}",
                "" if f.ratio is None else f"{f.ratio:.2f}×",
                limit,
                "" if f.kept is None else ("ok" if f.kept else "MISSED"),
                str(f.runs),
            ]
        )
    sizes = [max(_width(r[i]) for r in rows) for i in range(len(head))]
    lines = [
        "  ".join(
            _pad(cell, size, right=i > 0)
            for i, (cell, size) in enumerate(zip(r, sizes, strict=True))
        ).rstrip()
        for r in rows
    ]
    notes = [f"  {f.name}: {f.note}" for f in figures if f.note]
    return "\n".join([*lines, "", *notes])


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def _pad(words: str, size: int, *, right: bool) -> str:
    gap = " " * (size - _width(words))
    return gap + words if right else words + gap
