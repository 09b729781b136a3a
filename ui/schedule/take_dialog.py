"""A table that was changed outside comes back in: its changes are shown first."""

from __future__ import annotations

from typing import Any

from ui.context import AppContext


def open_take(page: Any, context: AppContext) -> None:
    """Choose the file, show what it changes, take it over."""
    context.toast("读回表格还没有接上")
