"""The first frame: ground, rail and status strip as plain frames, shown before anything else is imported.

Painted by a style sheet alone: text, icons, a painter of our own or any name of Qt's own namespace would
cost several times as much as the whole empty window.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QFrame, QMainWindow

from ui import look
from ui.state import StateStore


class FirstFrame:
    """Two frames on a window, where the rail and the status line will stand."""

    def __init__(self, window: QMainWindow, state: StateStore) -> None:
        mode, size = state.get(look.MODE_KEY, "system"), state.get(look.SIZE_KEY, 1)
        self._size = size if size in (0, 1, 2) else look.STANDARD
        dark = mode == "dark" or (mode != "light" and _system_is_dark())
        color = look.tokens("dark" if dark else "light")
        window.setStyleSheet(
            f"QMainWindow {{ background: {color['ground']}; }}"
            f"#first-rail {{ background: {color['surface']}; border: none;"
            f" border-right: 1px solid {color['line']}; }}"
            f"#first-status {{ background: {color['surface']}; border: none;"
            f" border-top: 1px solid {color['line']}; }}"
        )
        self._window = window
        self._rail, self._status = QFrame(window), QFrame(window)
        self._rail.setObjectName("first-rail")
        self._status.setObjectName("first-status")

    def fit(self) -> None:
        """Follow the size of the window."""
        width, height = self._window.width(), self._window.height()
        wide = width >= look.NARROW_UNDER
        rail = look.scaled(look.RAIL_WIDE if wide else look.RAIL_NARROW, self._size)
        foot = look.scaled(look.STATUS_HEIGHT, self._size)
        self._rail.setGeometry(0, 0, rail, height - foot)
        self._status.setGeometry(0, height - foot, width, foot)

    def remove(self) -> None:
        """Make room for the real parts."""
        self._window.setStyleSheet("")
        for frame in (self._rail, self._status):
            frame.hide()
            frame.deleteLater()


def _system_is_dark() -> bool:
    return QApplication.palette().window().color().lightness() < 128
