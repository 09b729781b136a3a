"""Labels in the fonts and inks of the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui import theme


def make_label(
    text: str = "", role: str = "body", *, ink: str = "", wrap: bool = False
) -> QLabel:
    """A label in the font of a role, in the ink soft, faint, accent or wrong; follows the theme."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if ink:
        label.setProperty("ink", ink)
    if role != "body":
        theme.follow(label, lambda: label.setFont(theme.font(role)))
    return label
