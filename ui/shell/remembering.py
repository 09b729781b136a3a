"""Where the window stood and what it showed, from one run to the next."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from ui.navigation import PageSpec, Place
from ui.pages import HOME
from ui.state import StateStore

_PLACE, _GEOMETRY = "window.place", "window.geometry"


def place(state: StateStore, specs: Mapping[str, PageSpec]) -> Place:
    """The last place, as far as it is a page of the rail; the desk otherwise."""
    kept = state.get(_PLACE)
    if isinstance(kept, dict):
        values = cast("dict[str, Any]", kept)
        page, args = values.get("page"), values.get("args")
        spec = specs.get(page) if isinstance(page, str) else None
        if spec is not None and spec.rail and isinstance(args, dict):
            return Place(spec.key, cast("dict[str, Any]", args))
    return Place(HOME)


def restore_geometry(window: QWidget, state: StateStore) -> None:
    """Size and place of the last run, as far as they still fit a screen."""
    packed = state.get(_GEOMETRY)
    if not packed:
        return
    from PySide6.QtCore import QByteArray

    with contextlib.suppress(ValueError, TypeError):
        window.restoreGeometry(QByteArray(base64.b64decode(packed)))


def keep(window: QWidget, state: StateStore, last: Place | None) -> None:
    """Remember where the window stands and, where pages were shown, the last place."""
    if last is not None:
        state.put(_PLACE, {"page": last.page, "args": dict(last.args)})
    geometry = window.saveGeometry().data()
    state.put(_GEOMETRY, base64.b64encode(geometry).decode("ascii"))
