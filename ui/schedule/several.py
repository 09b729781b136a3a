"""What the detail panel shows of several slots: how far they are, and what can be done with all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from services.schedules.series import SlotState, short_words
from services.schedules.types import Fulfilment, SlotRow
from ui.schedule.panel_parts import ORDER, SEVERAL_HINT, state_count
from ui.widgets import buttons
from ui.widgets.cards import make_label

if TYPE_CHECKING:
    from ui.schedule.slot_panel import SchedulePanel

_STEPS = ((SlotState.CONFIRMED, "都已确认"), (SlotState.RECORDED, "都已录制"))


def fill_several(
    panel: SchedulePanel, slots: Sequence[SlotRow], fulfilments: Sequence[Fulfilment]
) -> None:
    """Fill the empty panel."""
    panel.set_title(f"选中 {len(slots)} 期")
    panel.set_note(_span_words(slots))
    for state in SlotState:
        count = sum(s.state is state for s in slots)
        if count:
            panel.body.addWidget(state_count(state, count))
    _add_steps(panel, slots, fulfilments)
    deeds = panel.deeds
    movable = [s for s in slots if s.state.movable]
    if movable:
        hint = make_label(SEVERAL_HINT, "note", ink="soft", wrap=True)
        panel.body.addWidget(hint)
        panel.foot.addWidget(buttons.plain("改期…", lambda: deeds.reschedule(movable)))
        panel.foot.addWidget(buttons.plain("取消…", lambda: deeds.cancel(movable)))
    off = [s for s in slots if s.state is SlotState.CANCELLED]
    if off:
        panel.foot.addWidget(buttons.plain("恢复", lambda: deeds.restore(off)))


def _add_steps(
    panel: SchedulePanel, slots: Sequence[SlotRow], fulfilments: Sequence[Fulfilment]
) -> None:
    deeds, today = panel.deeds, dt.date.today()
    ids = {s.id for s in slots}
    reported = [f for f in fulfilments if f.slot.id in ids]
    if reported:
        words = f"认定报来的 {len(reported)} 条刊播"
        _add(panel, words, lambda: deeds.accept(reported))
    for state, word in _STEPS:
        if rows := _before(slots, state):
            _add(
                panel,
                f"{word}（{len(rows)} 期）",
                lambda rows=rows, state=state: deeds.advance(rows, state, today),
            )
    if rows := _before(slots, SlotState.PUBLISHED):
        _add(panel, f"登记为刊播…（{len(rows)} 期）", lambda: deeds.publish(rows))


def _before(slots: Sequence[SlotRow], state: SlotState) -> list[SlotRow]:
    """Slots with a day that have not come so far."""
    at = ORDER.index(state)
    return [
        s for s in slots if s.day and s.state in ORDER and ORDER.index(s.state) < at
    ]


def _add(panel: SchedulePanel, label: str, act: Callable[[], Any]) -> None:
    panel.body.addWidget(buttons.plain(label, act), 0, Qt.AlignmentFlag.AlignLeft)


def _span_words(slots: Sequence[SlotRow]) -> str:
    days = sorted(s.day for s in slots if s.day)
    span = f"{short_words(days[0])}至{short_words(days[-1])}" if days else ""
    units = len({s.unit_id for s in slots})
    return "，".join(w for w in (f"{units} 个单位", span) if w)
