"""Labels in the fonts and inks of the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def make_label(
    text: str = "", role: str = "body", *, ink: str = "", wrap: bool = False
) -> QLabel:
    """A label in the font of a role, in the ink soft, faint, accent or wrong; follows the theme."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if ink:
        label.setProperty("ink", ink)
    # The style sheet gives the font, so that thousands of labels follow the theme at no cost.
    if role != "body":
        label.setProperty("role", role)
    return label
