"""The keys of the page, before those of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

if TYPE_CHECKING:
    from ui.plan_review.page import PlanReviewPage

_PLAIN = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def own_key(page: PlanReviewPage, event: QKeyEvent) -> Callable[[], object] | None:
    """What a key does on the page while a draft is looked through, None for a key that is not its own."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    found: dict[tuple[Any, Any], Callable[[], object]] = {
        (Qt.Key.Key_F8, _PLAIN): page.check.go_on,
        (Qt.Key.Key_F8, _SHIFT): page.check.go_back,
        (Qt.Key.Key_F4, _PLAIN): page.check.deeds.take,
        (Qt.Key.Key_F, _CONTROL): page.check.begin_find,
    }
    if not _is_typing():
        found[Qt.Key.Key_Z, _CONTROL] = page.undo
        found[Qt.Key.Key_Y, _CONTROL] = page.redo
        found[Qt.Key.Key_Z, _CONTROL | _SHIFT] = page.redo
    return found.get((Qt.Key(event.key()), held))


def _is_typing() -> bool:
    """Whether the keyboard is in a field of its own: there Ctrl+Z means the typing."""
    here = QApplication.focusWidget()
    return isinstance(here, QLineEdit | QPlainTextEdit) and not here.isReadOnly()
