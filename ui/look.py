"""What the first frame and the theme both know of the look: tokens, text sizes, the measures of the shell.

Nothing here touches Qt, so that the first frame costs no more than an empty window.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

MODE_KEY, SIZE_KEY = "look.mode", "look.size"
POINTS = (9.5, 10.5, 12.0)
"""Body size in points for each of the three text sizes."""
STANDARD = 1
RESOURCES = Path(__file__).resolve().parent.parent / "resources"
RAIL_WIDE, RAIL_NARROW, NARROW_UNDER = 176, 56, 1180
"""Width of the rail, its width with icons only, and the width of the window from which it is whole."""
STATUS_HEIGHT = 28


@cache
def tokens(name: str) -> dict[str, str]:
    """The colours of a theme, light or dark: token → #RRGGBB or #AARRGGBB."""
    path = RESOURCES / "theme" / f"{name}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def scaled(n: float, size: int) -> int:
    """A length in device-independent pixels at one of the text sizes; n at the standard size."""
    return round(n * POINTS[size] / POINTS[STANDARD])
