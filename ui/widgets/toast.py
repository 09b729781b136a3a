"""A line above the foot of the window that says what was done, with 撤销 or another next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.theme import px
from ui.widgets.buttons import plain
from ui.widgets.labels import make_label

FOOT = 88
"""Free height under the toast: the status line, and a page's hint line and buttons above it."""
Act = tuple[str, Callable[[], Any]]


class ToastHost(QFrame):
    """Lies at the bottom centre of its parent; one line at a time, the newest wins.

    The clock stands still while the mouse or the keyboard is on it. Esc closes it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._host = parent
        self._undo: Callable[[], Any] | None = None
        self._act: Callable[[], Any] | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._on_time)
        self._built = False
        self.hide()
        parent.installEventFilter(self)

    def _build(self) -> None:
        """What is inside is made with the first toast: most windows start without one."""
        self._built = True
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(8), px(8))
        row.setSpacing(px(16))
        self._text = make_label()
        self._undo_button = plain("撤销", self._on_undo)
        self._act_button = plain("", self._on_act)
        self._close_button = plain("关闭", self.hide)
        for widget in (self._text, *self._all_buttons()):
            row.addWidget(widget)

    @property
    def text(self) -> str:
        """What is said at the moment, empty when nothing is."""
        shown = self._built and self.isVisibleTo(self._host)
        return self._text.text() if shown else ""

    def show_toast(
        self,
        text: str,
        undo: Callable[[], Any] | None = None,
        ms: int = 8000,
        act: Act | None = None,
    ) -> None:
        """Say a line for `ms` milliseconds; with `undo` it can be taken back, `act` is (label, step)."""
        if not self._built:
            self._build()
        self._undo = undo
        self._text.setText(text)
        self._undo_button.setVisible(undo is not None)
        label, self._act = act if act is not None else ("", None)
        self._act_button.setText(label)
        self._act_button.setVisible(act is not None)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._clock.start(ms)
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self.adjustSize()
        area = self._host.rect()
        width = min(self.sizeHint().width(), area.width() - px(32))
        self.resize(width, self.sizeHint().height())
        self.move((area.width() - width) // 2, area.height() - self.height() - px(FOOT))

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def _on_act(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def _all_buttons(self) -> tuple[QPushButton, ...]:
        return self._undo_button, self._act_button, self._close_button

    def _on_time(self) -> None:
        buttons = self._all_buttons()
        if self.underMouse() or any(button.hasFocus() for button in buttons):
            self._clock.start(2000)
        else:
            self.hide()
