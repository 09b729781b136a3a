"""What stands at the head of an opened plan: the way up, the title, the state, the countdown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.campaigns.overview import PlanLine
from ui import theme
from ui.campaigns.words import CAMPAIGN_ROLES
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.chips import Chip

_LEAST = 120


class PlanTitle(QWidget):
    """One line in the font of a title, shortened at its end where it must be; the tip says all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._dress)

    def text(self) -> str:
        """The whole title."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another title."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._dress()

    def sizeHint(self) -> QSize:
        """Room for the whole title."""
        metrics = QFontMetrics(theme.font("title"))
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for its beginning."""
        wide = self.sizeHint()
        return QSize(min(wide.width(), px(_LEAST)), wide.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The title in one line."""
        painter = QPainter(self)
        painter.setFont(theme.font("title"))
        painter.setPen(theme.color("text"))
        shown = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class StateChip(Chip):
    """The state of a plan; a click offers the others."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("改状态")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for the menu."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and blank do what the click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class PlanHeader(QWidget):
    """The left of the header: `up_wanted`, `state_wanted` when the chip was pressed."""

    up_wanted = Signal()
    state_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.up = buttons.quiet(
            "方案", self.up_wanted.emit, tip="回到方案列表（Alt+Home）"
        )
        self.title = PlanTitle()
        self.chip = StateChip()
        self.chip.pressed.connect(self.state_wanted)
        self.countdown = make_label("", "note", ink="soft")
        row.addWidget(self.up)
        row.addWidget(make_label("›", ink="faint"))
        row.addWidget(self.title, 1)
        row.addWidget(self.chip)
        row.addWidget(self.countdown)

    def set_plan(self, plan: PlanLine, countdown: str) -> None:
        """Show the head of a plan."""
        self.title.set_text(plan.title)
        self.chip.set(plan.state.label, CAMPAIGN_ROLES[plan.state])
        self.countdown.setText(countdown)
        self.countdown.setVisible(bool(countdown))

    def begin(self) -> None:
        """Another plan is being read."""
        self.title.set_text("")
        self.countdown.setText("")
