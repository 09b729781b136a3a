"""Blocks of the measure's panel: its words, units, dates and doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.vocabulary_campaigns import MeasureState
from services.campaigns.countdown import countdown_words
from services.campaigns.detail import MeasureDetail
from services.campaigns.types import DeadlineRow
from ui.campaigns.ledger.deeds import MeasureDeeds
from ui.campaigns.ledger.words import STATE_ROLES, day_words, rest_of
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.chips import Chip
from ui.widgets.labels import make_label

SHORT = 130


def block() -> tuple[QWidget, QVBoxLayout]:
    """A box for the lines of a block."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(4))
    return box, column


def heading(title: str, note: str = "", button: QWidget | None = None) -> QWidget:
    """The heading of a block, with a note and what can be done at its right."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    row.addWidget(make_label(title, "bold"))
    row.addWidget(make_label(note, "note", ink="soft"), 1)
    if button is not None:
        row.addWidget(button)
    return line


def selectable(text: str, role: str = "body", *, ink: str = "") -> QLabel:
    """A wrapped text that can be marked and copied."""
    label = make_label(text, role, ink=ink, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def state_line(detail: MeasureDetail) -> QWidget:
    """The state, the countdown, and why it was dropped."""
    row = detail.row
    box, column = block()
    line = QHBoxLayout()
    line.setSpacing(px(8))
    line.addWidget(
        Chip(row.state.label, STATE_ROLES[row.state]), 0, Qt.AlignmentFlag.AlignTop
    )
    told = _state_words(detail)
    line.addWidget(make_label(told, "note", ink="soft", wrap=True), 1)
    column.addLayout(line)
    if row.state is MeasureState.DROPPED:
        column.addWidget(selectable(f"理由：{row.measure.dropped_reason}", "note"))
    return box


def _state_words(detail: MeasureDetail) -> str:
    row = detail.row
    closed = row.measure.closed_on
    if row.state.closed and closed is not None:
        return (
            f"{day_words(closed, detail.today)}起"
            if row.state is MeasureState.DROPPED
            else (f"{day_words(closed, detail.today)}完成")
        )
    if row.days_left is None or row.workdays_left is None:
        return ""
    return countdown_words(row.days_left, row.workdays_left, row.state)


def text_block(
    detail: MeasureDetail, *, whole: bool, on_fold: Callable[[bool], None]
) -> QWidget:
    """The text; a long one is folded until the clerk wants all of it."""
    box, column = block()
    text = rest_of(detail.row)
    if len(text) <= SHORT + 40:
        column.addWidget(selectable(text))
        return box
    shown = text if whole else f"{text[:SHORT]}…"
    column.addWidget(selectable(shown))
    words = "收起" if whole else f"全文（{len(text)} 字）"
    fold = buttons.quiet(words, lambda: on_fold(not whole))
    fold.setObjectName("fold")
    column.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
    return box


def units_block(detail: MeasureDetail) -> QWidget | None:
    """Who leads, who supports, whom the text names; None where nobody is."""
    row = detail.row
    sides = (("牵头", row.leads), ("配合", row.supports), ("文中提到", row.implied))
    if not any(units for _, units in sides):
        return None
    box, column = block()
    for word, units in sides:
        if not units:
            continue
        line = QHBoxLayout()
        line.setSpacing(px(8))
        name = make_label(word, "note", ink="soft")
        name.setFixedWidth(px(52))
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        ink = "soft" if word == "文中提到" else ""
        names = "、".join(unit.name for unit in units)
        line.addWidget(selectable(names, "note", ink=ink), 1)
        column.addLayout(line)
    if row.measure.report_to:
        column.addWidget(
            selectable(f"报送：{row.measure.report_to}", "note", ink="soft")
        )
    return box


def dates_block(detail: MeasureDetail, deeds: MeasureDeeds) -> QWidget | None:
    """Each date with its tick; None where there are none."""
    row = detail.row
    if not row.deadlines and not row.measure.recurrence_raw:
        return None
    box, column = block()
    column.addWidget(heading("时限", row.measure.recurrence_raw))
    for date in row.deadlines:
        column.addWidget(_date_line(detail, date, deeds))
    return box


def _date_line(
    detail: MeasureDetail, date: DeadlineRow, deeds: MeasureDeeds
) -> QWidget:
    day = day_words(date.due_on, detail.today) if date.due_on else ""
    words = date.raw or day
    if day and date.raw and day not in date.raw:
        words = f"{date.raw}（{day}）"
    if date.past:
        return make_label(f"{words}，文中已说完成", "note", ink="soft", wrap=True)
    if date.due_on is None:
        return make_label(f"{words}（没有具体日期）", "note", ink="soft", wrap=True)
    line, column = block()
    column.setSpacing(0)
    tick = QCheckBox(words)
    tick.setObjectName(f"met-{date.id}")
    tick.setChecked(date.met_on is not None)
    tick.setToolTip("这个时限要做的已经完成：不再倒计时，轮到下一个时限")
    tick.setAccessibleName(f"时限 {words} 已完成")
    tick.clicked.connect(lambda on: deeds.meet(detail.row, date, on))
    column.addWidget(tick)
    if date.met_on is not None:
        done = f"{day_words(date.met_on, detail.today)}勾选完成"
        column.addWidget(_indented(make_label(done, "note", ink="soft")))
    return line


def _indented(widget: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(px(24), 0, 0, 0)
    row.addWidget(widget, 1)
    return box


def doubts_block(detail: MeasureDetail, deeds: MeasureDeeds) -> QWidget | None:
    """What the reading was not sure of; None where nothing is doubtful."""
    if not detail.doubts:
        return None
    box, column = block()
    column.addWidget(heading("请核对", f"{len(detail.doubts)} 处"))
    for doubt in detail.doubts:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(Chip("疑", "ask"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(selectable(f"{doubt.what}：{doubt.why}", "note"), 1)
        settle = buttons.quiet(
            "已核对",
            lambda d=doubt: deeds.settle(detail.row, d),
            tip="没有问题，不再提示",
        )
        settle.setObjectName(f"settle-{doubt.item.value}-{doubt.record_id}")
        line.addWidget(settle, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
    return box


def several_block(states: Sequence[tuple[MeasureState, int]]) -> QWidget:
    """How many of the selected measures stand in which state."""
    box, column = block()
    for state, count in states:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(Chip(state.label, STATE_ROLES[state]))
        line.addWidget(make_label(f"{count} 条"), 1)
        column.addLayout(line)
    return box
