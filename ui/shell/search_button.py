"""The search box in a page's header: looks like a field, opens the search over the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme


class SearchButton(QAbstractButton):
    """「搜索 Ctrl+K」."""

    def __init__(
        self, on_click: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("搜索")
        self.setToolTip("搜索单位、媒体、稿件和功能（Ctrl+K）")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: on_click())

    def sizeHint(self) -> QSize:
        """220 px wide where there is room."""
        return QSize(theme.px(220), theme.px(34))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for small screens."""
        return QSize(theme.px(96), theme.px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A quiet field with the key at its end."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(
            QPen(
                look.color(
                    "accent" if self.hasFocus() else "text_faint" if lit else "line"
                ),
                1,
            )
        )
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box, 6, 6)
        inset = theme.px(10)
        icon = theme.px(16)
        top = (self.height() - icon) // 2
        painter.drawPixmap(inset, top, theme.pixmap("search", "text_soft", icon))
        inner = self.rect().adjusted(inset + icon + theme.px(6), 0, -inset, 0)
        painter.setFont(theme.font("body"))
        painter.setPen(look.color("text_soft"))
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "搜索"
        )
        if self.width() > theme.px(150):
            painter.setFont(theme.font("note"))
            painter.drawText(
                inner,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                "Ctrl+K",
            )
