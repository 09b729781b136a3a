"""The rail at the left: the product's mark and the pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.look import NARROW_UNDER, RAIL_NARROW, RAIL_WIDE
from ui.theme import px

RailItem = tuple[str, str, str, bool]
NAME = "宣传工作台"


class NavRail(QFrame):
    """Pages to choose from: `chosen(key)`; icons only while the window is narrow. ↑ ↓ go through them."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("页面")
        self.narrow = False
        self._buttons: dict[str, _RailButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(8), px(12), px(8), px(12))
        self._column.setSpacing(px(2))
        self._mark = _Mark(self)
        self._column.addWidget(self._mark)
        self._column.addSpacing(px(8))
        self._column.addStretch(1)
        theme.follow(self, self._dress)

    def set_items(self, items: Sequence[RailItem]) -> None:
        """Show (key, text, icon, foot); those with `foot` stand at the bottom."""
        for button in self._buttons.values():
            self._column.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        above = 0
        for key, text, icon, foot in items:
            button = _RailButton(self, text, icon)
            button.clicked.connect(
                lambda _checked=False, key=key: self.chosen.emit(key)
            )
            self._buttons[key] = button
            if foot:
                self._column.addWidget(button)
            else:
                self._column.insertWidget(2 + above, button)
                above += 1

    def set_current(self, key: str) -> None:
        """Light the page that is open."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        at = next((i for i, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        buttons[(at + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return False

    def _fit(self) -> None:
        narrow = self.window().width() < NARROW_UNDER
        if narrow != self.narrow:
            self.narrow = narrow
            self._dress()

    def _dress(self) -> None:
        self.setFixedWidth(px(RAIL_NARROW if self.narrow else RAIL_WIDE))
        self._mark.update()
        for button in self._buttons.values():
            button.setToolTip(button.text() if self.narrow else "")
            button.updateGeometry()
            button.update()


class _Mark(QWidget):
    """The product's mark and name."""

    def __init__(self, rail: NavRail) -> None:
        super().__init__(rail)
        self._rail = rail
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(40), px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = px(20)
        top = (self.height() - side) // 2
        painter.drawPixmap(px(10), top, theme.pixmap("mark", "accent", side))
        if not self._rail.narrow:
            painter.setFont(theme.font("heading"))
            painter.setPen(theme.color("text"))
            where = self.rect().adjusted(px(38), 0, 0, 0)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, NAME)


class _RailButton(QAbstractButton):
    """One page: icon and word, lit when it is open."""

    def __init__(self, rail: NavRail, text: str, icon: str) -> None:
        super().__init__(rail)
        self._rail, self._icon = rail, icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(40), px(36))

    def nextCheckState(self) -> None:
        """A click only wishes; the window lights the page that was opened."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked()
        if lit or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_tint" if lit else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6)
            )
        ink = "accent_ink" if lit else "text_soft"
        side = px(16)
        box = QRect(px(12), (self.height() - side) // 2, side, side)
        theme.icon(self._icon, ink).paint(painter, box)
        if not self._rail.narrow:
            painter.setFont(theme.font("bold" if lit else "body"))
            painter.setPen(theme.color("accent_ink" if lit else "text"))
            where = self.rect().adjusted(px(38), 0, -px(4), 0)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, self.text())
