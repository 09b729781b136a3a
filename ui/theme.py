"""The look of the program: tokens, fonts, icons and the style sheet, in light and dark, at three text sizes."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from functools import cache
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.look import POINTS, RESOURCES, STANDARD, scaled, tokens

Mode = Literal["light", "dark", "system"]
SIZES = ("小", "标准", "大")
FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
MONO_FAMILIES = ("Consolas", "Noto Sans Mono CJK SC", "DejaVu Sans Mono")
ICON_SIDE = 16
LARGE = 24


class Theme:
    """The tokens in use: `color("received_ink")`, whether it is dark, and the text size (0, 1, 2)."""

    def __init__(self, *, dark: bool, size: int) -> None:
        self.dark = dark
        self.size = size
        self._hex = tokens("dark" if dark else "light")
        self._colors: dict[str, QColor] = {}

    def color(self, token: str) -> QColor:
        """The colour of a token; a role without suffix gives its ink. KeyError for an unknown token."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = QColor(self.hex(token))
        return found

    def hex(self, token: str) -> str:
        """The colour of a token as #RRGGBB (or #AARRGGBB)."""
        text = self._hex.get(token)
        return self._hex[f"{token}_ink"] if text is None else text


class _Notifier(QObject):
    changed = Signal()


class _State:
    """What this module knows; one per process, as there is one QApplication."""

    theme: Theme | None = None
    mode: Mode = "system"
    notifier: _Notifier | None = None
    applied = False


def apply(app: QApplication, *, mode: Mode = "system", size: int = STANDARD) -> None:
    """Dress the program: palette, font and style sheet; may be called again while it runs."""
    size = min(max(size, 0), len(SIZES) - 1)
    dark = _wants_dark(mode)
    again = _State.applied
    _State.mode = mode
    was = (current().dark, current().size)
    if again and was == (dark, size):
        return
    _State.theme = Theme(dark=dark, size=size)
    _icon.cache_clear()
    if not again and app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette(current()))
    app.setFont(font("body"))
    app.setStyleSheet(style_sheet())
    if not _State.applied:
        _State.applied = True
        app.styleHints().colorSchemeChanged.connect(_on_system_change)
    if was != (dark, size):
        notifier().changed.emit()


def current() -> Theme:
    """The theme in use; light at the standard size before `apply`."""
    if _State.theme is None:
        _State.theme = Theme(dark=False, size=STANDARD)
    return _State.theme


def color(token: str) -> QColor:
    """The colour of a token in the theme in use."""
    return current().color(token)


def notifier() -> _Notifier:
    """The object whose `changed` says that mode or size changed."""
    if _State.notifier is None:
        _State.notifier = _Notifier()
    return _State.notifier


def px(n: float) -> int:
    """A length in device-independent pixels at the chosen text size; n at the standard size."""
    return scaled(n, current().size)


def font(role: str = "body") -> QFont:
    """The font of a role: title, figure, heading, body, note, bold or mono."""
    factor, weight = _ROLES.get(role, _ROLES["body"])
    made = QFont(_family(MONO_FAMILIES if role == "mono" else FAMILIES))
    made.setPointSizeF(round(POINTS[current().size] * factor * 2) / 2)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


_NORMAL, _SEMI = QFont.Weight.Normal, QFont.Weight.DemiBold
_ROLES = {
    "title": (15 / 10.5, _SEMI),
    "figure": (18 / 10.5, _SEMI),
    "heading": (11.5 / 10.5, _SEMI),
    "body": (1.0, _NORMAL),
    "bold": (1.0, _SEMI),
    "note": (9.5 / 10.5, _NORMAL),
    "mono": (9.5 / 10.5, _NORMAL),
}


def icon(name: str, role: str = "text") -> QIcon:
    """A line drawing from resources/icons in the ink of a token; an unknown name gives an empty icon."""
    return _icon(name, role)


def set_icon(widget: QWidget, name: str, role: str = "text") -> None:
    """Give a button or action an icon that follows the theme."""
    known = weakref.ref(widget)

    def dress() -> None:
        alive = known()
        if alive is not None:
            _put_icon(alive, name, role)

    follow(widget, dress)


def _put_icon(widget: QWidget, name: str, role: str) -> None:
    put: Callable[[QIcon], None] = getattr(widget, "setIcon")  # noqa: B009
    put(icon(name, role))
    resize: Callable[[QSize], None] | None = getattr(widget, "setIconSize", None)
    if resize is not None:
        resize(QSize(px(ICON_SIDE), px(ICON_SIDE)))


def follow(owner: QObject, dress: Callable[[], None]) -> None:
    """Call `dress` now and after each change of theme, for as long as `owner` lives.

    A method of the owner does not keep it alive; a function that names the owner does.
    """
    dress()
    known = weakref.ref(owner)
    is_own = getattr(dress, "__self__", None) is owner
    kept = weakref.WeakMethod(dress) if is_own else (lambda: dress)

    def again() -> None:
        alive, call = known(), kept()
        if alive is not None and call is not None and isValid(alive):
            call()

    link = notifier().changed.connect(again)
    owner.destroyed.connect(lambda: QObject.disconnect(link))


def style_sheet() -> str:
    """The style sheet in the theme in use."""
    theme = current()
    text = re.sub(r"@px\((\d+)\)", lambda m: str(px(int(m[1]))), _template())
    text = re.sub(r"@pt\((\w+)\)", lambda m: f"{font(m[1]).pointSizeF():g}pt", text)
    text = text.replace("@mono", _family(MONO_FAMILIES))
    text = re.sub(r"@image\(([a-z-]+)\)", lambda m: _image_file(m[1]), text)
    return re.sub(r"@([a-z_0-9]+)", lambda m: theme.hex(m[1]), text)


def pixmap(name: str, role: str = "text", side: int = ICON_SIDE) -> QPixmap:
    """An icon as a picture, `side` device-independent pixels wide, sharp on the main screen."""
    ratio = max(_ratios())
    svg = _svg(name)
    if side > px(LARGE):
        # A drawing made for 16 pixels looks coarse when it is only blown up.
        svg = svg.replace('stroke-width="1.4"', 'stroke-width="1.05"')
    made = _render(svg, current().hex(role), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    return made


# --- inside --------------------------------------------------------------------------------------------


@cache
def _template() -> str:
    text = (RESOURCES / "theme" / "base.qss").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@cache
def _family(wanted: tuple[str, ...]) -> str:
    for name in wanted:
        if QFontDatabase.hasFamily(name):
            return name
    return QGuiApplication.font().family()


def _wants_dark(mode: Mode) -> bool:
    if mode == "system":
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return mode == "dark"


def _on_system_change() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _State.mode == "system":
        apply(app, mode="system", size=current().size)


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, token in (
        (role.Window, "ground"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "raised"),
        (role.Text, "text"),
        (role.PlaceholderText, "text_faint"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "accent_ink"),
        (role.Highlight, "focus"),
        (role.HighlightedText, "surface"),
        (role.Link, "info_ink"),
        (role.LinkVisited, "info_ink"),
        (role.ToolTipBase, "text"),
        (role.ToolTipText, "surface"),
        (role.Mid, "line"),
        (role.Accent, "accent"),
    ):
        palette.setColor(target, theme.color(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(
            QPalette.ColorGroup.Disabled, target, theme.color("text_faint")
        )
    return palette


def _ratios() -> set[float]:
    return {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}


@cache
def _icon(name: str, role: str) -> QIcon:
    made = QIcon()
    svg = _svg(name)
    if not svg:
        return made
    for ratio in _ratios():
        side = round(px(ICON_SIDE) * ratio)
        made.addPixmap(_render(svg, current().hex(role), side))
    return made


@cache
def _svg(name: str) -> str:
    path = RESOURCES / "icons" / f"{name}.svg"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _render(svg: str, ink: str, side: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    if svg:
        painter = QPainter(made)
        QSvgRenderer(QByteArray(svg.replace("currentColor", ink).encode())).render(
            painter
        )
        painter.end()
    return made


def _image_file(name: str) -> str:
    """A style sheet can only name files: those it needs lie beside the tokens, one for each mode."""
    mode = "dark" if current().dark else "light"
    return (RESOURCES / "theme" / f"{name}-{mode}.svg").as_posix()
