"""The summary on screen: a sheet of paper that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from services.weekly_words import Headline
from ui import theme
from ui.issue.summary_sheet import WIDTH, SummarySheet


class _Paper(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.sheet: SummarySheet | None = None
        self._words = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def show_sheet(self, sheet: SummarySheet, words: str) -> None:
        self.sheet = sheet
        self.setAccessibleName("周汇总")
        self.setAccessibleDescription(words)
        self.fit(self.width())

    def fit(self, width: int) -> None:
        if self.sheet is not None:
            self.setFixedHeight(round(self.sheet.height * width / WIDTH))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(620), theme.px(700))

    def resizeEvent(self, event: object) -> None:
        self.fit(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sheet is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        scale = self.width() / WIDTH
        painter.scale(scale, scale)
        self.sheet.paint(painter)
        painter.resetTransform()
        painter.setPen(theme.color("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class SheetView(QScrollArea):
    """Shows a headline as a sheet of paper, at most 760 px wide, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setObjectName("paper")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        holder.setObjectName("paper_ground")
        box = QVBoxLayout(holder)
        edge = theme.px(16)
        box.setContentsMargins(edge, edge, edge, edge)
        self._paper = _Paper()
        self._paper.setMaximumWidth(theme.px(760))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._paper, 100)
        middle.addStretch(1)
        box.addLayout(middle)
        box.addStretch()
        self.setWidget(holder)

    def show_headline(self, headline: Headline) -> SummarySheet:
        """Show a headline; returns its sheet, for files."""
        sheet = SummarySheet(headline, QApplication.font().family())
        self._paper.show_sheet(sheet, "\n".join(headline.lines))
        return sheet
