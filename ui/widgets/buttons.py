"""Buttons in the few looks that the program uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from ui import theme
from ui.theme import px

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

OnClick = Callable[[], Any]
HEIGHT = 32
ICON_BOX = 30
MenuEntry = tuple[str, OnClick] | None


def primary(
    text: str, on_click: OnClick | None = None, *, tip: str = "", shortcut: str = ""
) -> QPushButton:
    """The one main action of a page or dialog."""
    return _push("primary", text, on_click, tip, shortcut)


def plain(
    text: str, on_click: OnClick | None = None, *, tip: str = "", shortcut: str = ""
) -> QPushButton:
    """Any other action."""
    return _push("plain", text, on_click, tip, shortcut)


def quiet(
    text: str, on_click: OnClick | None = None, *, tip: str = "", shortcut: str = ""
) -> QPushButton:
    """An action that stands back: looks like a link."""
    return _push("quiet", text, on_click, tip, shortcut)


def danger(
    text: str, on_click: OnClick | None = None, *, tip: str = "", shortcut: str = ""
) -> QPushButton:
    """An action that takes something away."""
    return _push("danger", text, on_click, tip, shortcut)


def icon_button(name: str, tip: str, on_click: OnClick | None = None) -> QToolButton:
    """A button with an icon only; the tip is also its name for screen readers."""
    button = _IconButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    theme.set_icon(button, name, "text_soft")
    if on_click is not None:
        button.clicked.connect(lambda: on_click())
    return button


def menu_button(text: str, entries: Sequence[MenuEntry]) -> QToolButton:
    """A button that opens a menu of (label, action); None draws a line between entries."""
    button = _MenuButton()
    button.setProperty("look", "plain")
    button.setText(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme.set_icon(button, "chevron-down", "text_soft")
    button.setMenu(make_menu(entries, button))
    return button


def make_menu(entries: Sequence[MenuEntry], parent: Any = None) -> QMenu:
    """A menu of (label, action); None draws a line between entries."""
    from PySide6.QtWidgets import QMenu

    menu = QMenu(parent)
    menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        label, act = entry
        menu.addAction(label).triggered.connect(lambda _checked=False, act=act: act())
    return menu


class _IconButton(QToolButton):
    """A square as tall as a line of controls, so that icons stand on the middle of the text beside them."""

    def sizeHint(self) -> QSize:
        return QSize(px(ICON_BOX), px(ICON_BOX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _MenuButton(QToolButton):
    """As tall as the other buttons: the style adds room for an arrow that is not drawn."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _push(
    look: str, text: str, on_click: OnClick | None, tip: str, shortcut: str
) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("look", look)
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if shortcut:
        from PySide6.QtGui import QKeySequence

        button.setShortcut(QKeySequence(shortcut))
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{tip or text}（{keys}）"
    if tip:
        button.setToolTip(tip)
    if on_click is not None:
        button.clicked.connect(lambda: on_click())
    return button
