"""The colours of columns on the calendar, for light and dark, and the marks of states."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme

# (ground, strip): eight that stay apart for the colour-blind as well, by lightness of the strip.
_LIGHT = (
    ("#E6EEF9", "#2F66B0"),
    ("#FBF0DA", "#B97A0A"),
    ("#E3F2EA", "#2A7F52"),
    ("#F2E8F8", "#8247AC"),
    ("#E0F2F4", "#137C87"),
    ("#FBE8E5", "#BC4034"),
    ("#EFF1DB", "#6F7B1C"),
    ("#F1EAE4", "#85603F"),
)
_DARK = (
    ("#22344D", "#7FB0F0"),
    ("#443615", "#E3B04B"),
    ("#1D3D2D", "#6CC596"),
    ("#3A2949", "#C79AE8"),
    ("#173C41", "#5FC2CD"),
    ("#4A2623", "#EE8F84"),
    ("#393D18", "#BDC95F"),
    ("#3D3127", "#D0A981"),
)
COUNT = len(_LIGHT)


def tint(hue: int, *, dark: bool | None = None) -> QColor:
    """The ground of an entry."""
    return QColor(_pair(hue, dark)[0])


def strip(hue: int, *, dark: bool | None = None) -> QColor:
    """The strong colour of an entry: its strip and its mark."""
    return QColor(_pair(hue, dark)[1])


def _pair(hue: int, dark: bool | None) -> tuple[str, str]:
    is_dark = theme.current().dark if dark is None else dark
    return (_DARK if is_dark else _LIGHT)[hue % COUNT]


def paint_mark(
    painter: QPainter, box: QRectF, state: str, ink: QColor, *, dark: bool | None = None
) -> None:
    """The mark of a state: ○ planned, ◐ confirmed, ● recorded, ✓ published, ✕ cancelled or without a day."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(box.width(), box.height())
    ring = QRectF(0, 0, side, side)
    ring.moveCenter(box.center())
    ring.adjust(0.75, 0.75, -0.75, -0.75)
    painter.setPen(QPen(ink, max(side / 8, 1.2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state == "confirmed":
        painter.drawEllipse(ring)
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPie(ring, 90 * 16, 180 * 16)
    elif state in ("recorded", "published"):
        painter.setBrush(ink)
        painter.drawEllipse(ring)
    elif state == "cancelled":
        gap = ring.width() * 0.18
        inner = ring.adjusted(gap, gap, -gap, -gap)
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    else:
        painter.drawEllipse(ring)
    if state == "published":
        _paint_tick(painter, ring, dark=theme.current().dark if dark is None else dark)
    painter.restore()


def _paint_tick(painter: QPainter, ring: QRectF, *, dark: bool) -> None:
    ink = theme.color("ground") if dark else QColor("#FFFFFF")
    pen = QPen(ink, max(ring.width() / 7, 1.3))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    left, top, side = ring.left(), ring.top(), ring.width()
    points = ((0.26, 0.52), (0.44, 0.70), (0.75, 0.34))
    a, b, c = (QPointF(left + x * side, top + y * side) for x, y in points)
    painter.drawLine(a, b)
    painter.drawLine(b, c)
