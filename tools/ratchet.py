"""Raise the floor of the coverage in pyproject.toml to what the last `make test` reached."""

from __future__ import annotations

import io
import math
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOOR = re.compile(r"^(fail_under = )([\d.]+)$", re.MULTILINE)


def main() -> int:
    """Read .coverage, raise the floor. Returns 1 when no tests were run before."""
    from coverage import Coverage
    from coverage.exceptions import CoverageException

    coverage = Coverage(data_file=str(ROOT / ".coverage"))
    try:
        coverage.load()
        reached = coverage.report(file=io.StringIO())
    except CoverageException as error:
        print(f"ratchet: run `make test` first ({error})", file=sys.stderr)
        return 1
    path = ROOT / "pyproject.toml"
    before = path.read_text(encoding="utf-8")
    after = raised(before, reached)
    path.write_text(after, encoding="utf-8")
    word = "stays at" if after == before else "is now"
    print(f"ratchet: {reached:.1f} % reached; the floor {word} {floor(after):g} %")
    return 0


def floor(text: str) -> float:
    """The floor that a pyproject.toml sets, in per cent."""
    match = FLOOR.search(text)
    if match is None:
        raise ValueError("no fail_under in pyproject.toml")
    return float(match.group(2))


def raised(text: str, reached: float) -> str:
    """The same text with the floor at the whole per cent below `reached`; never lower."""
    new = math.floor(reached)
    if new <= floor(text):
        return text
    return FLOOR.sub(rf"\g<1>{new}", text)


if __name__ == "__main__":
    sys.exit(main())
