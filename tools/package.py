"""Build what people install: `linux`, `windows` (on Windows itself, or through Wine), into dist/.

Runs on the standard library; the tools it drives live in an environment of their own below build/.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.package_steps import DIST, PackageFailed, Release, source_release


def main(words: list[str] | None = None) -> int:
    """Build for one system; prints what was made. Returns 1 with a sentence where it cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system", choices=["linux", "windows"])
    parser.add_argument(
        "--as-version",
        default="",
        help="pretend an older number (the smoke tests need something to upgrade from)",
    )
    parser.add_argument(
        "--dist", type=Path, default=DIST, help="where the results go (dist/)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="pack lightly: bigger, sooner (for tests)"
    )
    args = parser.parse_args(words)
    began = time.monotonic()
    try:
        release = source_release(args.as_version)
        made = _build(args.system, release, args.dist.absolute(), quick=args.quick)
    except PackageFailed as problem:
        print(f"package: {problem}", file=sys.stderr)
        return 1
    for path in made:
        print(f"package: {path.name}  {path.stat().st_size / 1e6:.1f} MB")
    print(f"package: {release.label} in {time.monotonic() - began:.0f} s")
    return 0


def _build(system: str, release: Release, dist: Path, *, quick: bool) -> list[Path]:
    if system == "linux":
        from tools.package_linux import build
    elif sys.platform == "win32":
        from tools.package_windows import build_here as build
    else:
        from tools.package_windows import build_by_wine as build
    return build(release, dist, quick=quick)


if __name__ == "__main__":
    sys.exit(main())
