"""The list that opens under a field while one types; the keyboard stays in the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from ui import theme
from ui.theme import px
from ui.widgets.table_paint import paint_text

ROW, SHOWN = 28, 9


@dataclass(frozen=True)
class PopupEntry:
    """One line of the list: `data` is what picking it gives."""

    data: Any
    text: str
    note: str = ""
    group: str = ""


class Popup(QFrame):
    """Lines under a field: `picked(data)`. The field hands it ↑ ↓ Enter Tab Esc through `take_key`."""

    picked = Signal(object)

    def __init__(self, owner: QWidget) -> None:
        flags = Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint
        super().__init__(owner, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._owner = owner
        self._entries: list[PopupEntry] = []
        self._at = -1
        self._top = 0

    def show_entries(self, entries: Sequence[PopupEntry], *, at: int = 0) -> None:
        """Open under the field with these lines; none closes it."""
        self._entries = list(entries)
        if not self._entries:
            self.hide()
            return
        self._top = 0
        self._at = min(at, len(self._entries) - 1)
        self._place()
        self._keep_in_view()
        if not self.isVisible():
            self.show()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.update()

    def entries(self) -> list[PopupEntry]:
        """The lines shown."""
        return list(self._entries) if self.isVisible() else []

    def current(self) -> PopupEntry | None:
        """The line that Enter would pick."""
        if self.isVisible() and 0 <= self._at < len(self._entries):
            return self._entries[self._at]
        return None

    def take_key(self, event: QKeyEvent) -> bool:
        """Handle a key of the field; True when it was for the list (Tab picks, but goes on)."""
        if not self.isVisible():
            return False
        key = event.key()
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -SHOWN,
            Qt.Key.Key_PageDown: SHOWN,
        }
        step = steps.get(Qt.Key(key))
        if step is not None:
            self._move(step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.pick_current()
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def pick_current(self) -> bool:
        """Pick the line stood on; False when there is none."""
        entry = self.current()
        if entry is None:
            return False
        self.hide()
        self.picked.emit(entry.data)
        return True

    # --- Qt ------------------------------------------------------------------------------------------

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            if isinstance(watched, QWidget) and watched not in (self, self._owner):
                self.hide()
        elif kind in (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.WindowDeactivate,
        ):
            if watched is self._owner.window():
                self.hide()
        elif kind == QEvent.Type.FocusOut and watched is self._owner:
            self.hide()
        return False

    def mouseMoveEvent(self, event: Any) -> None:
        at = self._row_at(event.position().toPoint())
        if at != self._at and at >= 0:
            self._at = at
            self.update()

    def mousePressEvent(self, event: Any) -> None:
        at = self._row_at(event.position().toPoint())
        if at >= 0:
            self._at = at
            self.pick_current()

    def wheelEvent(self, event: Any) -> None:
        last = max(0, len(self._entries) - SHOWN)
        step = -1 if event.angleDelta().y() > 0 else 1
        self._top = min(max(self._top + step, 0), last)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.setPen(theme.color("control_line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        for row in range(min(SHOWN, len(self._entries) - self._top)):
            self._paint_row(painter, row)
        self._paint_place(painter)

    # --- inside --------------------------------------------------------------------------------------

    def _paint_row(self, painter: QPainter, row: int) -> None:
        at = self._top + row
        entry = self._entries[at]
        box = QRect(px(4), px(4) + row * px(ROW), self.width() - px(8), px(ROW))
        if at == self._at:
            painter.fillRect(box, theme.color("info_tint"))
        inner = box.adjusted(px(8), 0, -px(8), 0)
        note = "　".join(part for part in (entry.group, entry.note) if part)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        body, small = theme.font("body"), theme.font("note")
        wide = QFontMetrics(body).horizontalAdvance(entry.text) + px(4)
        paint_text(painter, inner, entry.text, left, font=body, ink=theme.color("text"))
        paint_text(
            painter,
            inner.adjusted(wide + px(12), 0, 0, 0),
            note,
            right,
            font=small,
            ink=theme.color("text_soft"),
        )

    def _paint_place(self, painter: QPainter) -> None:
        if len(self._entries) > SHOWN:
            track = self.height() - px(8)
            size = max(px(16), track * SHOWN // len(self._entries))
            top = px(4) + (track - size) * self._top // (len(self._entries) - SHOWN)
            painter.fillRect(self.width() - 4, top, 3, size, theme.color("scroll"))

    def _place(self) -> None:
        body, small = QFontMetrics(theme.font("body")), QFontMetrics(theme.font("note"))
        wide = max(
            body.horizontalAdvance(e.text)
            + (px(28) if e.note or e.group else 0)
            + small.horizontalAdvance(
                f"{e.group}　{e.note}" if e.note or e.group else ""
            )
            for e in self._entries[:200]
        ) + px(40)
        rows = min(SHOWN, len(self._entries))
        size = QSize(
            max(min(wide, px(560)), self._owner.width()), rows * px(ROW) + px(8)
        )
        screen = self._owner.screen() or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        at = self._owner.mapToGlobal(QPoint(0, self._owner.height() + 1))
        if at.y() + size.height() > area.bottom():
            above = self._owner.mapToGlobal(QPoint(0, 0)).y() - size.height() - 1
            if above >= area.top():
                at.setY(above)
        at.setX(max(area.left(), min(at.x(), area.right() - size.width())))
        self.setGeometry(QRect(at, size))

    def _move(self, step: int) -> None:
        last = len(self._entries) - 1
        if abs(step) == 1:
            self._at = (self._at + step) % (last + 1)
        else:
            self._at = min(max(self._at + step, 0), last)
        self._keep_in_view()
        self.update()

    def _keep_in_view(self) -> None:
        if self._at < self._top:
            self._top = max(self._at, 0)
        elif self._at >= self._top + SHOWN:
            self._top = self._at - SHOWN + 1

    def _row_at(self, point: QPoint) -> int:
        row = (point.y() - px(4)) // px(ROW)
        at = self._top + row
        return at if 0 <= row < SHOWN and at < len(self._entries) else -1
