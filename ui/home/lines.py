"""Lines of the desk: what waits, and units that are silent; each is one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.chips import chip_size, paint_chip

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class _Line(QAbstractButton):
    """A whole line that can be clicked, reached by Tab, and opened by Enter."""

    line_height = 56

    def __init__(
        self, text: str, on_click: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: on_click())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme.px(240), theme.px(self.line_height))

    def _ground(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(theme.color("hover"))
            painter.setPen(
                QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen
            )
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _draw(
        self,
        painter: QPainter,
        role: str,
        token: str,
        left: int,
        top: int,
        width: int,
        text: str,
    ) -> None:
        """One text of one line high, shortened where it must be."""
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(token))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, top, width, metrics.height() + 2, _LEFT | _MIDDLE, shown)


class TaskLine(_Line):
    """A mark, what waits, a note, and what the click does."""

    def __init__(
        self,
        mark: str,
        role: str,
        text: str,
        note: str,
        action: str,
        on_click: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, on_click, parent)
        self._mark, self._role, self._note, self._action = mark, role, note, action
        self.setAccessibleDescription(f"{note}。{action}")
        self.setToolTip(note)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Mark at the left, two lines of text, the action at the right."""
        painter = QPainter(self)
        self._ground(painter)
        inset = theme.px(10)
        chip = chip_size(self._mark)
        box = QRectF(
            inset,
            (self.height() - chip.height()) / 2,
            max(chip.width(), theme.px(44)),
            chip.height(),
        )
        paint_chip(painter, box.toRect(), self._mark, self._role)
        left = inset + theme.px(60)
        painter.setFont(theme.font("body"))
        action = f"{self._action} ›"
        room = painter.fontMetrics().horizontalAdvance(action) + theme.px(12)
        painter.setPen(theme.color("accent_ink"))
        painter.drawText(
            self.rect().adjusted(0, 0, -inset, 0), _RIGHT | _MIDDLE, action
        )
        width = self.width() - left - room - inset
        self._draw(painter, "bold", "text", left, theme.px(8), width, self.text())
        self._draw(painter, "note", "text_soft", left, theme.px(30), width, self._note)


class SilentLine(_Line):
    """A name over a person at the left, a word at the right: who is silent for how long, what is due when."""

    line_height = 48

    def __init__(
        self,
        name: str,
        person: str,
        word: str,
        on_click: Callable[[], object],
        parent: QWidget | None = None,
        *,
        ink: str = "missing_ink",
    ) -> None:
        super().__init__(name, on_click, parent)
        self._person, self._word, self._ink = person, word, ink
        self.setAccessibleDescription(f"{word}，{person}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name and person at the left, the weeks at the right."""
        painter = QPainter(self)
        self._ground(painter)
        inset = theme.px(8)
        painter.setFont(theme.font("bold"))
        room = painter.fontMetrics().horizontalAdvance(self._word) + theme.px(12)
        painter.setPen(theme.color(self._ink))
        painter.drawText(
            self.rect().adjusted(0, 0, -inset, 0), _RIGHT | _MIDDLE, self._word
        )
        width = self.width() - room - 2 * inset
        self._draw(painter, "body", "text", inset, theme.px(5), width, self.text())
        self._draw(
            painter, "note", "text_soft", inset, theme.px(25), width, self._person
        )
