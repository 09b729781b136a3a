"""The answer of the schedule page: how far the month is, what runs into each other; and what to look at first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.schedules.conflicts import Grade
from services.schedules.series import SlotState
from ui import theme
from ui.schedule import palette
from ui.schedule.reading import Attention, Shown
from ui.schedule.rows import counts_of
from ui.schedule.stepper import last_of_month
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import AnswerCard, SharesBar, Tile, make_label
from ui.widgets.side import clear_layout

_SHARES = (
    (SlotState.PUBLISHED, "已刊播", "share_1"),
    (SlotState.RECORDED, "已录制", "share_2"),
    (SlotState.CONFIRMED, "已确认", "share_3"),
    (SlotState.PLANNED, "已排期", "share_5"),
)


class AnswerRow(AnswerCard):
    """Signals: `state_wanted(state)`, `conflicts_wanted()`, `week_wanted()`."""

    state_wanted = Signal(str)
    conflicts_wanted = Signal()
    week_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.total = self.add_tile(Tile("–", "本月"))
        self.planned = self.add_tile(
            Tile("–", "等确认", on_click=lambda: self.state_wanted.emit("planned"))
        )
        self.confirmed = self.add_tile(
            Tile("–", "已确认", on_click=lambda: self.state_wanted.emit("confirmed"))
        )
        self.recorded = self.add_tile(
            Tile("–", "已录制", on_click=lambda: self.state_wanted.emit("recorded"))
        )
        self.published = self.add_tile(
            Tile("–", "已刊播", on_click=lambda: self.state_wanted.emit("published"))
        )
        self.conflicts = self.add_tile(
            Tile("–", "冲突", on_click=self.conflicts_wanted.emit)
        )
        self.next_week = self.add_tile(
            Tile("–", "下周", on_click=self.week_wanted.emit)
        )
        self.shares = SharesBar()
        self.add(self.shares)

    def show_data(self, shown: Shown, view: str) -> None:
        """Count the month (or the week) shown."""
        month = shown.span.month
        first = month or shown.span.first
        last = last_of_month(month) if month else shown.span.last
        counts = counts_of(shown.data, first, last)
        total = sum(
            n for state, n in counts.items() if state is not SlotState.CANCELLED
        )
        word = "这一周" if view == "week" else f"{first.month}月"
        self.total.set(f"{total} 期", word + "排期")
        self.planned.set(str(counts[SlotState.PLANNED]), "等确认")
        self.confirmed.set(str(counts[SlotState.CONFIRMED]), "已确认")
        self.recorded.set(str(counts[SlotState.RECORDED]), "已录制")
        self.published.set(str(counts[SlotState.PUBLISHED]), "已刊播")
        rows = [c for c in shown.data.conflicts if first <= c.day <= last]
        grave = sum(c.grade >= Grade.WARN for c in rows)
        notes = len(rows) - grave
        self.conflicts.set(
            str(grave),
            f"冲突，另有提示 {notes} 处" if notes else "冲突",
            "wrong_ink" if grave else "text",
        )
        self.next_week.set(f"{shown.next_week} 期", "下周")
        done = counts[SlotState.PUBLISHED]
        self.shares.set(
            f"刊播 {done} / {total}" if total else "这段时间没有排期",
            [(label, counts[state], token) for state, label, token in _SHARES],
        )


class Notices(QWidget):
    """Lines over the calendar, each with what can be done about it.

    Signals: `holidays_wanted(year)`, `replan_wanted()`, `fulfilments_wanted()`, `day_wanted(day)`.
    """

    holidays_wanted = Signal(int)
    replan_wanted = Signal()
    fulfilments_wanted = Signal()
    day_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self.said: list[str] = []
        self._last: tuple[Shown, Attention] | None = None
        theme.follow(self, self._dress)

    def _dress(self) -> None:
        if self._last is not None:
            self.show_data(*self._last)

    def show_data(self, shown: Shown, waits: Attention) -> None:
        """Say where the slots are when none is here, which years lack holidays, and what waits."""
        clear_layout(self._column)
        self.said, self._last = [], (shown, waits)
        near = shown.nearest
        if near is not None:
            self._add(
                f"这里没有排期，最近的一期在 {near.year}年{near.month}月{near.day}日。",
                "info",
                "去看",
                lambda: self.day_wanted.emit(near),
            )
        for year in shown.data.unpublished:
            self._add(
                f"{year} 年的放假安排还没有，现在只按周末算休息日。",
                "warn",
                "填写放假安排…",
                lambda year=year: self.holidays_wanted.emit(year),
            )
        if waits.hit:
            self._add(
                f"有 {waits.hit} 期落在后来定下的放假日或停排日上。",
                "wrong",
                "看怎么重排…",
                self.replan_wanted.emit,
            )
        if waits.fulfilments:
            self._add(
                f"单位报来的刊播里，有 {len(waits.fulfilments)} 条像是排期里的，等您认定。",
                "ask",
                "逐条认定…",
                self.fulfilments_wanted.emit,
            )
        self.setVisible(bool(self.said))

    def _add(self, words: str, role: str, label: str, act: object) -> None:
        line = QFrame()
        line.setObjectName("notice")
        tint, ink = (
            theme.current().hex(f"{role}_tint"),
            theme.current().hex(f"{role}_ink"),
        )
        line.setStyleSheet(
            f"#notice {{ background: {tint}; border-radius: {px(6)}px; }}"
        )
        row = QHBoxLayout(line)
        row.setContentsMargins(px(12), px(2), px(6), px(2))
        said = make_label(words)
        said.setStyleSheet(f"color: {ink}; background: transparent;")
        row.addWidget(said)
        row.addStretch(1)
        row.addWidget(buttons.quiet(label, act))  # type: ignore[arg-type]
        self._column.addWidget(line)
        self.said.append(words)


class StateLegend(QWidget):
    """What the marks of entries mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = list(SlotState)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("图例：" + "，".join(s.label for s in self._marks))
        theme.follow(self, self._dress)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("note"))
        wide = sum(px(28) + metrics.horizontalAdvance(s.label) for s in self._marks)
        return QSize(wide, px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("note"))
        metrics = painter.fontMetrics()
        left = self.width() - self.sizeHint().width()
        if left < 0:
            return
        ink = theme.color("text_soft")
        for state in self._marks:
            side = px(11)
            box = QRectF(left, (self.height() - side) / 2, side, side)
            palette.paint_mark(painter, box, state.value, ink)
            left += px(16)
            painter.setPen(ink)
            wide = metrics.horizontalAdvance(state.label)
            painter.drawText(
                left,
                0,
                wide + 2,
                self.height(),
                int(Qt.AlignmentFlag.AlignVCenter),
                state.label,
            )
            left += wide + px(12)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def framed(inside: QWidget) -> QFrame:
    """A card with nothing around its content but the line."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(inside)
    return frame
