"""What a series would give: a sentence, a table and a little calendar in which days can be changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from services.schedules.series import short_words
from services.schedules.types import DayInfo, DraftSlot, SeriesProposal
from ui.context import AppContext
from ui.schedule.answer import framed
from ui.schedule.entries import Entry, Span, month_span
from ui.schedule.rows import mark_of
from ui.schedule.skipped import skipped_words
from ui.schedule.stepper import PeriodStepper
from ui.schedule.view import CalendarView
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.empty import EmptyState
from ui.widgets.pills import PillBar
from ui.widgets.tables import Column, PagedTable

_ROLES = {1: "info", 2: "warn", 3: "wrong"}
_WORDS = {1: "提示", 2: "警告", 3: "禁止"}


@dataclass(frozen=True)
class Line:
    """A row of the proposal."""

    id: int
    number: int
    unit: str
    day: dt.date | None
    reason: str
    grade: int

    @property
    def when(self) -> str:
        """「2021年8月16日（周一）」."""
        return f"{self.day.year}年{short_words(self.day)}" if self.day else "排不下"


_COLUMNS = (
    Column("number", "序号", 48, align="right"),
    Column("unit", "单位", 150),
    Column("when", "时间安排", 176, ink=lambda r: None if r.day else "wrong_ink"),
    Column(
        "grade",
        "",
        52,
        align="center",
        chip=lambda r: (_WORDS[r.grade], _ROLES[r.grade]) if r.grade else None,
    ),
    Column(
        "reason",
        "说明",
        160,
        stretch=True,
        ink=lambda _r: "text_soft",
        tip=lambda r: r.reason,
    ),
)


class ProposalPreview(QWidget):
    """`moved(place → day)` when the clerk drags slots of the proposal to other days."""

    moved = Signal(object)

    def __init__(
        self,
        context: AppContext,
        labels: Mapping[int, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._labels = labels
        self.proposal: SeriesProposal | None = None
        self._days: dict[dt.date, DayInfo] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self.said = make_label("", "heading", wrap=True)
        self.pills = PillBar([("table", "表", None), ("month", "月历", None)])
        self.pills.chosen.connect(lambda _k: self._show_view())
        self.stepper = PeriodStepper()
        self.stepper.today.hide()
        self.stepper.day_chosen.connect(self._on_month)
        head.addWidget(self.said, 1)
        head.addWidget(self.stepper)
        head.addWidget(self.pills)
        column.addLayout(head)
        self.note = make_label("", "note", ink="soft", wrap=True)
        self.wrong = make_label("", "note", ink="wrong", wrap=True)
        column.addWidget(self.note)
        column.addWidget(self.wrong)
        self.table = PagedTable(_COLUMNS, state=context.state, key="schedule.proposal")
        self.calendar = CalendarView()
        self.calendar.move_wanted.connect(lambda moves, _push: self.moved.emit(moves))
        self.calendar.step_wanted.connect(self.stepper.step)
        self.blank = EmptyState(
            "选好单位和第一天，这里就排出来",
            "避开周末、放假和停排的日子；排好可以在月历上拖动个别单位，再保存。",
            icon="calendar",
        )
        self.stack = QStackedWidget()
        self.frame = framed(self.calendar)
        for widget in (self.blank, self.table, self.frame):
            self.stack.addWidget(widget)
        column.addWidget(self.stack, 1)
        self.show_blank()

    def show_blank(self, wrong: str = "") -> None:
        """Nothing to show yet, or why it cannot be laid out."""
        self.proposal = None
        self.said.setText("")
        self.note.hide()
        self._say_wrong(wrong)
        self.stack.setCurrentWidget(self.blank)
        self.stepper.hide()
        self.pills.setVisible(False)

    def show_wrong(self, wrong: str) -> None:
        """Why the present entries cannot be laid out; what was shown stays, if anything was."""
        if self.proposal is None:
            self.show_blank(wrong)
        else:
            self._say_wrong(wrong)

    def show_proposal(self, proposal: SeriesProposal, days: Sequence[DayInfo]) -> None:
        """A proposal with the days that it spans."""
        first_time = self.proposal is None
        self.proposal = proposal
        self._days = {d.day: d for d in days}
        placed = [s.day for s in proposal.slots if s.day]
        self.said.setText(_summary(proposal, placed))
        first = proposal.draft.first
        span = [d for d in days if placed and first <= d.day <= max(placed)]
        words = [skipped_words(span, proposal.draft.blackout), *proposal.notes]
        words += [
            f"{y} 年的放假安排还没填，只按周末算休息日。" for y in proposal.unpublished
        ]
        self.note.setText("\n".join(w for w in words if w))
        self.note.setVisible(any(words))
        grave = [c.sentence for c in proposal.conflicts if c.grade >= 2]
        more = f"（共 {len(grave)} 处，见表中标记）" if len(grave) > 1 else ""
        self._say_wrong(f"{grave[0]}{more}" if grave else "")
        lines = _lines(proposal)
        self.table.set_rows(lines)
        if placed and (first_time or not self._in_month(placed)):
            self.stepper.set_day(min(placed), weekly=False)
        self._fill_calendar()
        self._show_view()

    def _in_month(self, placed: Sequence[dt.date]) -> bool:
        here = self.stepper.day()
        return any((d.year, d.month) == (here.year, here.month) for d in placed)

    def _on_month(self, day: dt.date) -> None:
        self.stepper.set_day(day, weekly=False)
        self._fill_calendar()

    def _fill_calendar(self) -> None:
        proposal = self.proposal
        if proposal is None:
            return
        span: Span = month_span(self.stepper.day())
        grades = _grades(proposal)
        entries = [
            _entry(n, slot, self._labels.get(slot.unit_id, slot.unit), grades.get(n, 0))
            for n, slot in enumerate(proposal.slots)
            if slot.day is not None and span.holds(slot.day)
        ]
        marks = {d: mark_of(i) for d, i in self._days.items()}
        self.calendar.set_data(span, entries, [], marks)

    def _show_view(self) -> None:
        if self.proposal is None:
            return
        self.pills.setVisible(True)
        month = self.pills.current() == "month"
        self.stepper.setVisible(month)
        self.stack.setCurrentWidget(self.frame if month else self.table)

    def _say_wrong(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))


def _summary(proposal: SeriesProposal, placed: Sequence[dt.date]) -> str:
    if not placed:
        return "一个也排不下"
    days = len(set(placed))
    first, last = min(placed), max(placed)
    year = f"{last.year}年" if last.year != first.year else ""
    words = (
        f"{len(placed)} 期，{short_words(first)}到{year}{short_words(last)}，{days} 天"
    )
    return words + (f"；{proposal.unplaced} 期排不下" if proposal.unplaced else "")


def _grades(proposal: SeriesProposal) -> dict[int, int]:
    grades: dict[int, int] = {}
    for conflict in proposal.conflicts:
        for place in conflict.slot_ids:
            grades[place] = max(grades.get(place, 0), int(conflict.grade))
    return grades


def _lines(proposal: SeriesProposal) -> list[Line]:
    grades = _grades(proposal)
    said: dict[int, str] = {}
    for conflict in proposal.conflicts:
        for place in conflict.slot_ids:
            said.setdefault(place, conflict.sentence)
    return [
        Line(n, n + 1, s.unit, s.day, s.reason or said.get(n, ""), grades.get(n, 0))
        for n, s in enumerate(proposal.slots)
    ]


def _entry(place: int, slot: DraftSlot, label: str, grade: int) -> Entry:
    assert slot.day is not None
    tip = "\n".join(w for w in (slot.unit, slot.reason) if w)
    return Entry(
        place,
        slot.day,
        label,
        f"第 {place + 1} 期",
        grade=grade,
        tip=tip,
        order=(place,),
    )
