"""What the detail panel is made of: its fields, its lines, and the view of one slot."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.schedules.conflicts import Grade
from services.schedules.series import SlotState, short_words
from services.schedules.types import (
    ConflictRow,
    DayInfo,
    Fulfilment,
    SlotChangeRow,
    SlotRow,
)
from ui.schedule.listing import STATE_ROLES
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.chips import Chip
from ui.widgets.form import Field

GRADE_ROLES = {Grade.NOTE: "info", Grade.WARN: "warn", Grade.FORBID: "wrong"}
SEVERAL_HINT = "拖动其中一个，选中的一起移；Alt+← → 前后移一个工作日，Alt+↑ ↓ 移一周。"
TEXTS = ("time", "place", "person", "topic", "note")
FIELDS = (
    Field("day", "日期", "date"),
    Field("time", "时间", placeholder="如 9:30"),
    Field("place", "地点"),
    Field("person", "人员", placeholder="如 主要负责人、专家"),
    Field("topic", "主题"),
    Field("note", "备注"),
)
STEPS = (
    (SlotState.PLANNED, "planned_on"),
    (SlotState.CONFIRMED, "confirmed_on"),
    (SlotState.RECORDED, "recorded_on"),
    (SlotState.PUBLISHED, "published_on"),
)
ORDER = [state for state, _ in STEPS]


@dataclass(frozen=True)
class SlotView:
    """One slot with everything that the panel tells of it."""

    slot: SlotRow
    liaison: str
    phone: str
    changes: tuple[SlotChangeRow, ...]
    conflicts: tuple[ConflictRow, ...]
    fulfilments: tuple[Fulfilment, ...]
    series_total: int


def change_words(row: SlotChangeRow) -> str:
    """「11月12日　改期：11月16日（周一）→ 11月18日（周三）　单位申请调整」."""
    parts = [f"{row.at:%m月%d日}", row.kind.label]
    if row.before != row.after and (row.before or row.after):
        before = short_words(row.before) if row.before else "没有日期"
        after = short_words(row.after) if row.after else "没有日期"
        parts.append(f"{before}→{after}")
    elif row.state_after is not None:
        parts.append(row.state_after.label)
    if row.reason:
        parts.append(row.reason)
    return "　".join(parts)


def day_note(info: DayInfo | None, count: int) -> str:
    """「放假 · 国庆节 · 0 期」."""
    words = [f"{count} 期"]
    if info is not None:
        words.insert(0, info.kind.label)
        if info.name:
            words.insert(1, info.name)
        if info.blackout:
            words.append(f"停排：{info.blackout}")
        if info.unpublished:
            words.append("这一年的放假安排还没填")
    return " · ".join(words)


def finding_line(row: ConflictRow) -> QWidget:
    """A conflict with its grade."""
    line = QWidget()
    box = QHBoxLayout(line)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(6))
    box.addWidget(
        Chip(row.grade.label, GRADE_ROLES.get(row.grade, "neutral")),
        0,
        Qt.AlignmentFlag.AlignTop,
    )
    box.addWidget(make_label(row.sentence, "note", wrap=True), 1)
    return line


def state_count(state: SlotState, count: int) -> QWidget:
    """How many of a state."""
    line = QWidget()
    box = QHBoxLayout(line)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(Chip(state.label, STATE_ROLES[state]))
    box.addWidget(make_label(f"{count} 期"))
    box.addStretch(1)
    return line
