"""Which program this is: the one number of pyproject.toml, and what build.spec wrote down for a packaged one."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

NAME = "宣传工作台"
BUILD_FILE = "build.json"
LICENCES = "许可"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Version:
    """`number` as in pyproject.toml; `commit` and `built` (YYYY-MM-DD) are empty when run from source."""

    number: str
    commit: str = ""
    built: str = ""

    @property
    def label(self) -> str:
        """「1.2.0（a1b2c3d，2026-11-21）」, or 「1.2.0（源代码）」."""
        told = "，".join(part for part in (self.commit[:7], self.built) if part)
        return f"{self.number}（{told or '源代码'}）"


@cache
def program_version() -> Version:
    """The version of the running program, from the folder that it runs from."""
    return read_version(ROOT, frozen=bool(getattr(sys, "frozen", False)))


def read_version(root: Path, *, frozen: bool) -> Version:
    """The version of a program that lies in `root`; raises OSError or KeyError where nothing tells it."""
    if frozen:
        told: dict[str, Any] = json.loads(
            (root / BUILD_FILE).read_text(encoding="utf-8")
        )
        return Version(told["version"], told.get("commit", ""), told.get("built", ""))
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return Version(project["project"]["version"])


def licences_folder() -> Path | None:
    """Where a packaged program carries the licences of its parts; None when run from source."""
    if not getattr(sys, "frozen", False):
        return None
    return Path(sys.executable).resolve().parent / LICENCES
