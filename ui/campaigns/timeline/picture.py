"""The timeline as a picture: the whole range on one landscape page, in light colours whatever the theme."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen

from models.vocabulary_campaigns import MeasureState
from services.campaigns.timeline import Timeline
from ui import theme
from ui.campaigns.ledger.words import STATE_ROLES
from ui.campaigns.timeline.layout import (
    UNDATED,
    Scale,
    fitting_zoom,
    make_lines,
    total_height,
)
from ui.campaigns.timeline.paint import (
    BAND,
    GROUP,
    HEAD,
    MARKS,
    PAD,
    PHASE_ROLE,
    ROW,
    Brush,
)
from ui.theme import Theme, px

NARROWEST, WIDEST = 1180, 2000
MARGIN = 48
NAMES = 360
MOST_PIXELS = 40_000_000
"""Pixels of the picture; a very long one is drawn less sharp."""
_TITLE, _LEGEND = 44, 34
_ROOT2 = math.sqrt(2)


def draw(timeline: Timeline) -> QImage:
    """The picture of a timeline, as wide as it is on A3 or A4, higher only where its rows need it."""
    look = Theme(dark=False, size=theme.current().size)
    lines = make_lines(timeline, {UNDATED}, px(ROW), px(GROUP))
    top = px(MARGIN + _TITLE + _LEGEND)
    needed = top + 2 * px(BAND) + total_height(lines) + px(MARGIN)
    # As wide as makes the page full: what has few rows is printed larger.
    wide = min(max(round(needed * _ROOT2), px(NARROWEST)), px(WIDEST))
    high = max(round(wide / _ROOT2), needed)
    sharp = min(2.0, math.sqrt(MOST_PIXELS / (wide * high)))
    image = QImage(round(wide * sharp), round(high * sharp), QImage.Format.Format_RGB32)
    image.fill(look.color("surface"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(sharp, sharp)
    edge = px(MARGIN)
    _heading(painter, timeline, look, QRect(edge, edge, wide - 2 * edge, px(_TITLE)))
    _legend(painter, look, QRect(edge, edge + px(_TITLE), wide - 2 * edge, px(_LEGEND)))
    room = wide - 2 * edge - px(NAMES)
    scale = Scale.fitting(timeline, room, px(PAD))
    brush = Brush(timeline, scale, fitting_zoom(scale.per_day), look, arrows=False)
    days = QRect(edge + px(NAMES), top + 2 * px(BAND), room, total_height(lines))
    brush.axis(painter, QRect(days.left(), top, room, 2 * px(BAND)), 0)
    brush.grid(painter, days, 0)
    places = [
        QRect(edge, days.top() + line.top, wide - 2 * edge, line.height)
        for line in lines
    ]
    for line, place in zip(lines, places, strict=True):
        brush.ground(painter, place, "raised" if line.is_group else "")
    brush.today_line(painter, days, 0)
    for line, place in zip(lines, places, strict=True):
        if line.row is None:
            brush.group(painter, place, line)
            continue
        name = QRect(place.left(), place.top(), px(NAMES), place.height())
        brush.name(painter, name, line.row)
        brush.bars(
            painter,
            QRect(days.left(), place.top(), room, place.height()),
            line.row,
            0,
        )
    brush.today_flag(painter, days, 0, 2 * px(BAND))
    corner = QRect(edge, top, px(NAMES), 2 * px(BAND))
    painter.fillRect(corner, look.color("raised"))
    painter.setFont(theme.font("note"))
    painter.setPen(look.color("text_soft"))
    painter.drawText(
        corner.adjusted(px(10), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, HEAD
    )
    painter.setPen(QPen(look.color("line"), 1))
    painter.drawLine(corner.bottomLeft(), corner.bottomRight())
    painter.drawLine(days.left(), top, days.left(), days.top())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRect(edge, top, wide - 2 * edge, days.bottom() - top))
    painter.end()
    return image


def _heading(painter: QPainter, timeline: Timeline, look: Theme, box: QRect) -> None:
    day = timeline.today
    told = f"截至 {day.year}年{day.month}月{day.day}日"
    note = theme.font("body")
    room = QFontMetrics(note).horizontalAdvance(told)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(theme.font("title"))
    painter.setPen(look.color("text"))
    title = painter.fontMetrics().elidedText(
        f"{timeline.title} · 时间轴",
        Qt.TextElideMode.ElideRight,
        box.width() - room - px(24),
    )
    painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, title)
    painter.setFont(note)
    painter.setPen(look.color("text_soft"))
    painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, told)


def _legend(painter: QPainter, look: Theme, box: QRect) -> None:
    """What colours and shapes mean, each with its word."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("note"))
    metrics = painter.fontMetrics()
    entries = [("宣传步骤", PHASE_ROLE, "")]
    entries += [(s.label, STATE_ROLES[s], MARKS[s]) for s in MeasureState]
    left = box.left()
    middle = box.center().y() - px(6)
    for words, role, mark in entries:
        ink, tint = look.color(f"{role}_ink"), look.color(f"{role}_tint")
        solid = role in {"ok", "missing"}
        painter.setPen(QPen(ink, 1))
        painter.setBrush(ink if solid else tint)
        painter.drawRoundedRect(QRectF(left, middle - px(6), px(24), px(12)), 3, 3)
        painter.setPen(look.color("text_soft"))
        text = f"{mark} {words}".strip()
        left += px(30)
        painter.drawText(left, middle + metrics.ascent() // 2 - 1, text)
        left += metrics.horizontalAdvance(text) + px(20)
    told = "菱形：只写明最后期限，从何时做起没有写"
    painter.setPen(look.color("text_soft"))
    painter.drawText(left, middle + metrics.ascent() // 2 - 1, told)
    painter.restore()
