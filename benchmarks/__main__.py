"""`python -m benchmarks`: make the data, measure everything, print one table."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figure, table

LAST_WEEK = dt.date(2026, 11, 9)
"""The last week of the data; its issue is measured, the forms are of the week after."""
FORM_WEEK = LAST_WEEK + dt.timedelta(days=7)
RECEIVED = FORM_WEEK + dt.timedelta(days=4)
_NAMES = ("frame", "intake", "issue", "board", "memory", "plans")


@dataclass(frozen=True)
class Bench:
    """What the measurements share."""

    folder: Path
    many: Path
    few: Path
    forms: list[Path]
    runs: int


def main(argv: list[str] | None = None) -> int:
    """Measure; returns 1 where a limit is missed or a measurement failed."""
    args = _arguments(argv)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wanted = [n for n in _NAMES if not args.only or n in args.only]
    figures: list[Figure] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory(
        prefix="pd-bench-", ignore_cleanup_errors=True
    ) as name:
        bench = _prepare(Path(name), args, wanted)
        for part in wanted:
            _say(f"measuring: {part}")
            try:
                figures += _MEASURES[part](bench)
            except (RuntimeError, TimeoutError, OSError) as error:
                failed.append(f"{part}: {error}")
    print(table(figures))
    for line in failed:
        print(f"FAILED {line}")
    if args.quick:
        print("  --quick: smaller data, fewer runs; the limits hold for the full run")
    missed = [f for f in figures if f.kept is False]
    return 1 if failed or (missed and not args.quick) else 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller data, three runs")
    parser.add_argument("--placements", type=int, help="default 500,000")
    parser.add_argument("--runs", type=int, help="measured runs, default 9")
    parser.add_argument("--only", nargs="+", choices=_NAMES)
    args = parser.parse_args(argv)
    args.placements = args.placements or (50_000 if args.quick else 500_000)
    args.runs = args.runs or (3 if args.quick else 9)
    return args


def _prepare(folder: Path, args: argparse.Namespace, wanted: list[str]) -> Bench:
    from benchmarks.filled import make_filled
    from benchmarks.heavy import make_heavy

    start = time.monotonic()
    _say(f"making data with {args.placements:,} placements")
    many, few = folder / "many", folder / "few"
    stored = make_heavy(many, args.placements, LAST_WEEK)
    few_stored = make_heavy(few, 5_000, LAST_WEEK) if "memory" in wanted else 0
    forms: list[Path] = []
    if "intake" in wanted or "memory" in wanted:
        _say("filling in 150 forms")
        forms = make_filled(many, FORM_WEEK, folder)
    took = time.monotonic() - start
    _say(f"{stored:,} and {few_stored:,} placements stored, {took:.0f} s")
    return Bench(folder, many, few, forms, args.runs)


def _frame(bench: Bench) -> Iterable[Figure]:
    from benchmarks import first_frame

    return first_frame.measure(bench.many, bench.runs)


def _intake(bench: Bench) -> Iterable[Figure]:
    from benchmarks import intake

    runs = max(3, bench.runs // 2)
    return [intake.measure(bench.many, bench.forms, RECEIVED, bench.folder, runs)]


def _issue(bench: Bench) -> Iterable[Figure]:
    from benchmarks import issue

    runs = max(3, bench.runs // 2)
    return [issue.measure(bench.many, LAST_WEEK, bench.folder, runs)]


def _board(bench: Bench) -> Iterable[Figure]:
    from benchmarks import board

    return [board.measure(bench.many, LAST_WEEK, bench.runs)]


def _memory(bench: Bench) -> Iterable[Figure]:
    from benchmarks import memory

    filled = bench.folder / "filled"
    runs = 1 if bench.runs < 5 else 3
    return [
        memory.measure(
            bench.many, bench.few, filled, RECEIVED, LAST_WEEK, bench.folder, runs
        )
    ]


def _plans(bench: Bench) -> Iterable[Figure]:
    from benchmarks import plans

    return plans.measure(bench.runs)


_MEASURES: dict[str, Callable[[Bench], Iterable[Figure]]] = {
    "frame": _frame,
    "intake": _intake,
    "issue": _issue,
    "board": _board,
    "memory": _memory,
    "plans": _plans,
}


def _say(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
