"""Cards, section titles, and the row that answers a page's question: figures and shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.theme import px
from ui.widgets.labels import make_label

__all__ = [
    "AnswerCard",
    "Card",
    "SectionTitle",
    "Separator",
    "SharesBar",
    "Tile",
    "make_label",
]

Share = tuple[str, int, str]


class Card(QFrame):
    """A white box with a thin line; `body` is its column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(20), px(16), px(20), px(16))
        self.body.setSpacing(px(8))


class Separator(QFrame):
    """A thin line across."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("separator")
        self.setFixedHeight(1)


class SectionTitle(QWidget):
    """A heading inside a page, with a note beside it."""

    def __init__(
        self, text: str = "", note: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._text = make_label(text, "heading")
        self._note = make_label(note, "note", ink="soft")
        row.addWidget(self._text, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBaseline)

    def set(self, text: str, note: str = "") -> None:
        """Show another heading and note."""
        self._text.setText(text)
        self._note.setText(note)


class Tile(QWidget):
    """A figure over its caption; with `on_click` it is a button."""

    def __init__(
        self,
        figure: str = "",
        caption: str = "",
        role: str = "text",
        on_click: Callable[[], Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._figure, self._caption, self._role = figure, caption, role
        self._on_click = on_click
        self._over = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if on_click is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.follow(self, self._dress)
        self._tell()

    def set(self, figure: str, caption: str, role: str = "text") -> None:
        """Show another figure, caption and ink."""
        self._figure, self._caption, self._role = figure, caption, role
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        figure = QFontMetrics(theme.font("figure"))
        note = QFontMetrics(theme.font("note"))
        width = max(
            figure.horizontalAdvance(self._figure),
            note.horizontalAdvance(self._caption),
        )
        return QSize(width + px(16), px(48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._on_click is not None and (self.underMouse() or self.hasFocus()):
            painter.setBrush(theme.color("hover"))
            painter.setPen(
                QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen
            )
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6)
            )
        inner = self.rect().adjusted(px(8), 0, -px(8), 0)
        left = Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font("figure"))
        painter.setPen(theme.color(self._role))
        painter.drawText(
            inner.adjusted(0, 0, 0, -px(18)),
            left | Qt.AlignmentFlag.AlignVCenter,
            self._figure,
        )
        painter.setFont(theme.font("note"))
        painter.setPen(theme.color("text_soft"))
        painter.drawText(
            inner.adjusted(0, px(29), 0, 0),
            left | Qt.AlignmentFlag.AlignVCenter,
            self._caption,
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            self._on_click is not None
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self._on_click()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._on_click is not None and event.key() in keys:
            self._on_click()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._caption}：{self._figure}")

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class SharesBar(QWidget):
    """「刊播 208 条   中央 4 省 21 …」 over one divided bar; `set(title, [(label, number, token)])`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._shares: list[Share] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._dress)

    def set(self, title: str, shares: Sequence[Share]) -> None:
        """Show shares; a token is a colour of the theme, `share_1` … `share_5` go from strong to pale."""
        self._title = title
        self._shares = list(shares)
        told = "，".join(f"{label} {number}" for label, number, _ in self._shares)
        self.setAccessibleName(f"{title}：{told}")
        self.setToolTip(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(420), px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)
        self._paint_bar(painter)

    def _paint_words(self, painter: QPainter) -> None:
        painter.setFont(theme.font("note"))
        metrics = painter.fontMetrics()
        line = self.rect().adjusted(0, px(2), 0, -px(22))
        painter.setPen(theme.color("text_soft"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, self._title)
        right = line.right()
        room = line.left() + metrics.horizontalAdvance(self._title) + px(16)
        words, gap = self._fitting(metrics, right - room)
        for word, token in reversed(words):
            left = right - metrics.horizontalAdvance(word)
            painter.setPen(theme.color("text_soft"))
            painter.drawText(left, line.center().y() + metrics.ascent() // 2, word)
            if gap >= px(28):
                side = px(8)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(token))
                mark = QRectF(0, 0, side, side)
                mark.moveTo(left - px(12), line.center().y() - side / 2 + 1)
                painter.drawRoundedRect(mark, 2, 2)
            right = left - gap

    def shown(self) -> list[str]:
        """The words that stand over the bar at the present width."""
        metrics = QFontMetrics(theme.font("note"))
        room = self.width() - metrics.horizontalAdvance(self._title) - px(16)
        return [word for word, _token in self._fitting(metrics, room)[0]]

    def _fitting(
        self, metrics: QFontMetrics, room: int
    ) -> tuple[list[tuple[str, str]], int]:
        """The words that have room and the gap between them.

        The marks give way first, then the least shares at the right end.
        """
        words = [(f"{label} {number}", token) for label, number, token in self._shares]
        wide = [metrics.horizontalAdvance(word) for word, _ in words]
        if sum(wide) + px(28) * len(words) <= room:
            return words, px(28)
        gap = px(12)
        while words and sum(wide) + gap * (len(words) - 1) > room:
            words.pop()
            wide.pop()
        return words, gap

    def _paint_bar(self, painter: QPainter) -> None:
        bar = QRectF(0, self.height() - px(16), self.width(), px(10))
        path = QPainterPath()
        path.addRoundedRect(bar, px(5), px(5))
        painter.setClipPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(bar, theme.color("neutral_tint"))
        total = sum(number for _, number, _ in self._shares)
        left = 0.0
        for _label, number, token in self._shares:
            if number and total:
                width = self.width() * number / total
                painter.fillRect(
                    QRectF(left, bar.top(), width, bar.height()), theme.color(token)
                )
                left += width
                painter.fillRect(
                    QRectF(left - 1, bar.top(), 1, bar.height()), theme.color("surface")
                )

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class AnswerCard(QFrame):
    """The answer to a page's question in one row of tiles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(12), px(10), px(20), px(10))
        self._row.setSpacing(px(20))

    def add_tile(self, tile: Tile) -> Tile:
        """Add a tile at the end of the row."""
        self._row.addWidget(tile)
        return tile

    def add_stretch(self) -> None:
        """Push what follows to the right."""
        self._row.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Add any widget; one that expands takes the room that is left."""
        expands = widget.sizePolicy().horizontalPolicy() in (
            QSizePolicy.Policy.Expanding,
            QSizePolicy.Policy.MinimumExpanding,
        )
        self._row.addWidget(widget, 1 if expands else 0)
