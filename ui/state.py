"""What the window remembers between runs: widths, filters, the last place; one JSON file per data folder."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

FILE_NAME = "window.json"


class StateStore:
    """Remembered values by dotted key; `save` writes them to disk.

    A missing or damaged file only means that nothing is remembered; a folder that cannot be written
    keeps the values for this run.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / FILE_NAME if folder is not None else None
        self._values: dict[str, Any] = _read(self._path)
        self._dirty = False

    def get(self, key: str, default: Any = None) -> Any:
        """The remembered value, `default` where there is none."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember a JSON value; None forgets the key."""
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self._dirty = True

    def save(self) -> None:
        """Write what changed: a whole new file, put in place of the old one."""
        if not self._dirty or self._path is None:
            return
        growing = self._path.with_suffix(".part")
        with contextlib.suppress(OSError):
            with growing.open("w", encoding="utf-8") as file:
                json.dump(self._values, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            growing.replace(self._path)
            self._dirty = False


def _read(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
