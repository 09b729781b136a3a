"""House rules that no linter knows: run by `make lint`, prints each breach, exits 1 if any."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONG_FILE, TOO_LONG_FILE = 500, 800
CODE = ("main.py", "models/", "services/", "commands/", "ui/")
# Written with brackets so that this file does not break its own rule.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.~])/(?:[w]ork|[r]oot|[h]ome/\w+|[U]sers/\w+)/|[A-Z]:[\\/]+[U]sers[\\/]"
    ),
    "a registry host or index": re.compile(
        r"(?:[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(?:org|com)|[d]eb\.debian\.org"
        r"|[a]rchive\.ubuntu\.com|mirrors\.[a-z0-9-]+\.|--(?:extra-)?[i]ndex-url)"
    ),
}
BINARY = {".png", ".ico", ".xlsx", ".xls", ".ods", ".db", ".ttf", ".otf", ".svgz"}


def main() -> int:
    """Print every breach (and, as notes, long files). Returns 1 when there is a breach."""
    files = tracked_files()
    breaches = [
        *forbidden_words(files),
        *dependencies_undecided(),
        *pins_astray(),
        *imports_not_required(files),
        *versions_apart(),
    ]
    for path, lines in long_files(files):
        note = f"{path}: {lines} lines"
        if lines > TOO_LONG_FILE:
            breaches.append(f"{note}: it does two things; part it")
        else:
            print(f"note: {note}")
    for breach in breaches:
        print(f"house rule: {breach}")
    print(f"house rules: {len(files)} files, {len(breaches)} breaches")
    return 1 if breaches else 0


def tracked_files(root: Path = ROOT) -> list[Path]:
    """Files that git knows and that are there, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if (root / path).is_file()]


def forbidden_words(files: list[Path], root: Path = ROOT) -> Iterator[str]:
    """Places that name a machine's path or a registry's host."""
    for path in files:
        if path.suffix in BINARY:
            continue
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line):
                    yield f"{path}:{number}: {what}"


def long_files(files: list[Path], root: Path = ROOT) -> Iterator[tuple[Path, int]]:
    """Python files of more than LONG_FILE lines."""
    for path in files:
        if path.suffix == ".py":
            lines = len((root / path).read_bytes().splitlines())
            if lines > LONG_FILE:
                yield path, lines


# --- dependencies ---------------------------------------------------------------------


def plain(name: str) -> str:
    """A package name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(kind: str, root: Path = ROOT) -> list[str]:
    """Names in requirements/`kind`.in, without those of files it includes."""
    lines = (root / "requirements" / f"{kind}.in").read_text(encoding="utf-8")
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines.splitlines())
    return [match.group() for match in found if match]


def pins(kind: str, root: Path = ROOT) -> dict[str, set[str]]:
    """Pinned versions in requirements/`kind`.txt by plain name (more than one with markers)."""
    text = (root / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    pinned: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        pinned.setdefault(plain(name), set()).add(version)
    return pinned


def dependencies_undecided(root: Path = ROOT) -> Iterator[str]:
    """Dependencies that docs/decisions.md does not name."""
    decisions = (root / "docs" / "decisions.md").read_text(encoding="utf-8")
    for kind in ("runtime", "dev"):
        for name in asked_for(kind, root):
            word = re.escape(plain(name)).replace(r"\-", "[-_.]")
            if not re.search(rf"(?<![\w-]){word}(?![\w-])", decisions, re.IGNORECASE):
                yield f"requirements/{kind}.in: {name} is not in docs/decisions.md"


def pins_astray(root: Path = ROOT) -> Iterator[str]:
    """Dependencies without a pin, and pins on which runtime.txt and dev.txt differ."""
    runtime, dev = pins("runtime", root), pins("dev", root)
    for kind, pinned in (("runtime", runtime), ("dev", dev)):
        for name in asked_for(kind, root):
            if plain(name) not in pinned:
                yield f"requirements/{kind}.txt: {name} is not pinned"
    for name, versions in runtime.items():
        if dev.get(name) != versions:
            yield f"requirements: {name} is pinned differently in runtime.txt and dev.txt"


def imports_not_required(files: list[Path], root: Path = ROOT) -> Iterator[str]:
    """Imports of the program that requirements/runtime.in does not ask for."""
    required = {plain(name) for name in asked_for("runtime", root)}
    # What comes inside a package that is asked for, under a name of its own.
    required |= {"shiboken6"} if "pyside6-essentials" in required else set()
    distributions = packages_distributions()
    for path in files:
        if path.suffix != ".py" or not path.as_posix().startswith(CODE):
            continue
        for module, line in imported(root / path):
            packages = {plain(name) for name in distributions.get(module, [])}
            if packages and not packages & required:
                yield f"{path}:{line}: {module} is not in requirements/runtime.in"


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Top-level modules that a file imports, with the line, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], node.lineno


# --- version --------------------------------------------------------------------------


def versions_apart(root: Path = ROOT) -> Iterator[str]:
    """Where the version differs from that of pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    version = project["project"]["version"]
    heading = re.search(
        r"^## \[?v?(\d+\.\d+\.\d+)",
        (root / "CHANGELOG.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    if heading is None or heading.group(1) != version:
        yield f"CHANGELOG.md: its newest version is not {version}"
    readme = root / "README.md"
    if readme.exists():
        named = re.findall(
            r"(?:[Vv]ersion|版本)\W{0,4}(\d+\.\d+\.\d+)",
            readme.read_text(encoding="utf-8"),
        )
        yield from (f"README.md: it names version {v}" for v in named if v != version)
    for path in (root / "main.py", *root.glob("*/__init__.py")):
        if path.exists():
            text = path.read_text(encoding="utf-8")
            for v in re.findall(
                r'^(?:__version__|VERSION) = "([^"]+)"', text, re.MULTILINE
            ):
                if v != version:
                    yield f"{path.relative_to(root)}: it names version {v}"


if __name__ == "__main__":
    sys.exit(main())
