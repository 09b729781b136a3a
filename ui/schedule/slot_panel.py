"""The detail at the right: a day, one slot with all that can be done to it, several slots, a booking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from services.schedules.series import SlotState, short_words
from services.schedules.types import (
    BookingRow,
    ConflictRow,
    DayInfo,
    Fulfilment,
    SlotChangeRow,
    SlotRow,
)
from ui.schedule.deeds import ScheduleDeeds
from ui.schedule.listing import STATE_ROLES
from ui.schedule.panel_parts import (
    FIELDS,
    ORDER,
    STEPS,
    TEXTS,
    SlotView,
    change_words,
    day_note,
    finding_line,
)
from ui.schedule.several import fill_several
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import SectionTitle, Separator, make_label
from ui.widgets.chips import Chip
from ui.widgets.form import Form
from ui.widgets.side import SidePanel

Typing = tuple[str, str, int]
"""Field, text and place of the cursor."""


class SchedulePanel(SidePanel):
    """Signals: `slot_wanted(id)` for a line of a day, `booking_edit(row)`, `booking_delete(row)`,
    `add_wanted(day)`, `series_wanted(id)`, `story_wanted(placement id)`.
    """

    slot_wanted = Signal(object)
    booking_edit = Signal(object)
    booking_delete = Signal(object)
    add_wanted = Signal(object)
    series_wanted = Signal(object)
    story_wanted = Signal(object)

    def __init__(self, deeds: ScheduleDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.deeds = deeds
        self.setAccessibleName("所选排期的详细情况")
        self.view: SlotView | None = None
        self.form: Form | None = None

    def focus_form(self) -> None:
        """Go into the first field of the slot shown."""
        if self.form is not None:
            self.form.focus("time")

    # --- a day -------------------------------------------------------------------------------------

    def show_day(
        self,
        day: dt.date,
        info: DayInfo | None,
        slots: Sequence[SlotRow],
        bookings: Sequence[BookingRow],
        unplaced: Sequence[SlotRow],
    ) -> None:
        """Everything of one day, and the slots that have none."""
        self._fresh()
        self.set_title(f"{day.month}月{day.day}日　周{'一二三四五六日'[day.weekday()]}")
        self.set_note(day_note(info, len(slots)))
        for slot in slots:
            self.body.addWidget(self._line(slot))
        if not slots:
            self.body.addWidget(
                make_label(
                    "这一天还没有排期。双击日历上的空处，或按 Insert，排一期。",
                    "note",
                    ink="soft",
                    wrap=True,
                )
            )
        if bookings:
            self.body.addWidget(SectionTitle("这一天在用的宣传位"))
            for row in bookings:
                words = f"{row.outlet}　{row.material}" + (
                    f"　{row.count} 块" if row.count > 1 else ""
                )
                self.body.addWidget(make_label(words, "note", wrap=True))
        if unplaced:
            self.body.addWidget(SectionTitle("没有日期的", f"{len(unplaced)} 期"))
            for slot in unplaced[:30]:
                self.body.addWidget(self._line(slot))
        self.foot.addWidget(buttons.plain("排一期…", lambda: self.add_wanted.emit(day)))

    def _line(self, slot: SlotRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(Chip(slot.state.label, STATE_ROLES[slot.state]))
        words = "　".join(w for w in (slot.time, slot.label) if w)
        link = buttons.quiet(
            words, lambda: self.slot_wanted.emit(slot.id), tip=slot.where or slot.unit
        )
        row.addWidget(link)
        row.addStretch(1)
        return line

    # --- one slot ----------------------------------------------------------------------------------

    def show_slot(self, view: SlotView) -> None:
        """One slot: who, where, when, how far, what is wrong, what was done."""
        same = self.view is not None and self.view.slot.id == view.slot.id
        typing = self._typing() if same else None
        self._fresh()
        self.view = view
        slot = view.slot
        self.set_title(slot.unit)
        person = " · ".join(p for p in (view.liaison, view.phone) if p)
        self.set_note(f"联络员 {person}" if person else "没有登记联络员")
        self._where(view)
        for row in view.conflicts:
            self.body.addWidget(finding_line(row))
        for found in view.fulfilments:
            self.body.addWidget(self._fulfilment(found))
        if slot.state is SlotState.CANCELLED or slot.day is None:
            self.body.addWidget(make_label(slot.reason, "note", ink="wrong", wrap=True))
        self._steps(slot)
        self.body.addWidget(Separator())
        self._show_form(slot, typing)
        self._history(view.changes)
        self._fill_foot(slot)

    def _where(self, view: SlotView) -> None:
        slot = view.slot
        self.body.addWidget(make_label(slot.where or "还没定媒体", wrap=True))
        if slot.series_id is not None and slot.series:
            words = f"{slot.series}　第 {slot.number} 期，共 {view.series_total} 期"
            self.body.addWidget(make_label(words, "note", ink="soft", wrap=True))
            link = buttons.quiet(
                "只看这个系列", lambda: self.series_wanted.emit(slot.series_id)
            )
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if slot.campaign:
            self.body.addWidget(
                make_label(slot.campaign, "note", ink="soft", wrap=True)
            )
        if slot.moved and slot.planned_on is not None:
            self.body.addWidget(
                make_label(
                    f"原定 {short_words(slot.planned_on)}",
                    "note",
                    ink="soft",
                    wrap=True,
                )
            )

    def _steps(self, slot: SlotRow) -> None:
        """The states with their dates; the next one is a button."""
        if slot.state is SlotState.CANCELLED:
            self.body.addWidget(
                buttons.plain("恢复这一期", lambda: self.deeds.restore([slot])),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
            return
        grid = QGridLayout()
        grid.setContentsMargins(0, px(4), 0, px(4))
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        reached = ORDER.index(slot.state)
        for n, (state, attribute) in enumerate(STEPS):
            day: dt.date | None = getattr(slot, attribute)
            done = n <= reached
            grid.addWidget(
                Chip(state.label, STATE_ROLES[state] if done else "exempt"), n, 0
            )
            if done and n:
                words = f"{day:%m月%d日}" if day else "补登记"
                grid.addWidget(make_label(words, "note", ink="soft"), n, 1)
            elif done:
                words = f"排在 {slot.day:%m月%d日}" if slot.day else "没有日期"
                grid.addWidget(make_label(words, "note", ink="soft"), n, 1)
            elif n == reached + 1:
                grid.addWidget(
                    self._next_button(slot, state), n, 1, Qt.AlignmentFlag.AlignLeft
                )
            else:
                grid.addWidget(make_label("–", "note", ink="faint"), n, 1)
        if reached and reached < 3:
            back = buttons.quiet(
                "退回", lambda: self.deeds.step_back([slot]), tip="退回上一步"
            )
            grid.addWidget(back, reached, 2)
        held = QWidget()
        held.setLayout(grid)
        self.body.addWidget(held)
        if reached + 1 < 3:
            self.body.addWidget(
                buttons.quiet(
                    "登记为刊播…",
                    lambda: self.deeds.publish([slot]),
                    tip="写进周报的稿件和刊播",
                ),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
        if slot.placement_id is not None:
            row = QHBoxLayout()
            row.addWidget(
                buttons.quiet(
                    "看刊播的稿件", lambda: self.story_wanted.emit(slot.placement_id)
                )
            )
            row.addWidget(
                buttons.quiet("撤回刊播", lambda: self.deeds.step_back([slot]))
            )
            row.addStretch(1)
            self.body.addLayout(row)

    def _next_button(self, slot: SlotRow, state: SlotState) -> QWidget:
        if state is SlotState.PUBLISHED:
            return buttons.plain("登记为刊播…", lambda: self.deeds.publish([slot]))
        word = "单位已确认" if state is SlotState.CONFIRMED else "已录制"
        on = today = dt.date.today()
        if state is SlotState.RECORDED and slot.day is not None and slot.day <= today:
            on = max(slot.day, slot.confirmed_on or slot.day)
        return buttons.plain(
            word,
            lambda: self.deeds.advance([slot], state, on),
            tip=f"登记为 {on:%m月%d日} {state.label}",
        )

    def _fulfilment(self, found: Fulfilment) -> QWidget:
        """A placement that arrived and looks like this slot."""
        box = QWidget()
        box.setObjectName("proposal")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(Chip("单位报来一条", "ask"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(make_label(found.title, wrap=True))
        where = "·".join(w for w in (found.outlet, found.column) if w)
        column.addWidget(
            make_label(
                f"{where}　{found.day:%m月%d日}　{found.why}",
                "note",
                ink="soft",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(buttons.plain("就是这一期", lambda: self.deeds.accept([found])))
        row.addWidget(buttons.quiet("不是", lambda: self.deeds.reject([found])))
        row.addStretch(1)
        column.addLayout(row)
        return box

    def _show_form(self, slot: SlotRow, typing: Typing | None) -> None:
        self.form = form = Form(FIELDS)
        self._show_values(form, slot)
        movable = slot.state.movable
        form.widget("day").setEnabled(movable)
        day: Any = form.widget("day")
        day.changed.connect(lambda picked: self._on_day(slot, picked))
        for key in TEXTS:
            edit: Any = form.widget(key)
            edit.editingFinished.connect(lambda key=key: self._on_text(slot, key))
        self.body.addWidget(form)
        if typing is not None:
            key, words, at = typing
            edit = form.widget(key)
            edit.setFocus()
            if isinstance(edit, QLineEdit):
                edit.setText(words)
                edit.setCursorPosition(at)

    def _typing(self) -> Typing | None:
        """What is being typed: it must not be lost when the slot is shown anew."""
        for key in TEXTS if self.form is not None else ():
            assert self.form is not None
            edit = self.form.widget(key)
            if isinstance(edit, QLineEdit) and edit.hasFocus():
                return key, edit.text(), edit.cursorPosition()
        return None

    def _show_values(self, form: Form, slot: SlotRow) -> None:
        form.set_values({"day": slot.day, **{k: getattr(slot, k) for k in TEXTS}})

    def _on_day(self, slot: SlotRow, day: dt.date | None) -> None:
        if day is None or day == slot.day or self.form is None:
            return
        form = self.form
        self.deeds.move(
            [slot], {slot.id: day}, on_refused=lambda: self._put_back(form, slot)
        )

    def _put_back(self, form: Form, slot: SlotRow) -> None:
        if form is self.form:
            self._show_values(form, slot)

    def _on_text(self, slot: SlotRow, key: str) -> None:
        if self.form is None or self.view is None or self.view.slot.id != slot.id:
            return
        value = str(self.form.values()[key] or "").strip()
        if value != getattr(slot, key):
            self.deeds.edit(slot, **{key: value})

    def _history(self, changes: Sequence[SlotChangeRow]) -> None:
        if not changes:
            return
        self.body.addWidget(SectionTitle("变动"))
        for row in changes[:20]:
            self.body.addWidget(
                make_label(change_words(row), "note", ink="soft", wrap=True)
            )

    def _fill_foot(self, slot: SlotRow) -> None:
        if slot.state.movable:
            self.foot.addWidget(
                buttons.plain("改期…", lambda: self.deeds.reschedule([slot]))
            )
            if slot.day is not None:
                self.foot.addWidget(
                    buttons.plain("延期…", lambda: self.deeds.postpone(slot))
                )
            self.foot.addWidget(
                buttons.plain(
                    "取消…",
                    lambda: self.deeds.cancel([slot]),
                    tip="不做了，写明原因（Delete）",
                )
            )

    # --- several, bookings -------------------------------------------------------------------------

    def show_several(
        self, slots: Sequence[SlotRow], fulfilments: Sequence[Fulfilment]
    ) -> None:
        """What can be done with all that are selected."""
        self._fresh()
        fill_several(self, slots, fulfilments)

    def show_booking(
        self, row: BookingRow, conflicts: Sequence[ConflictRow] = ()
    ) -> None:
        """An advertising place or screen."""
        self._fresh()
        self.set_title(row.outlet)
        days = (row.last - row.first).days + 1
        self.set_note(
            f"{short_words(row.first)}至{short_words(row.last)}，共 {days} 天"
        )
        for label, value in (
            ("内容", row.material),
            ("数量", str(row.count)),
            ("方案", row.campaign),
            ("单位", row.unit),
            ("备注", row.note),
        ):
            if value:
                self.body.addWidget(make_label(f"{label}　{value}", wrap=True))
        for found in conflicts:
            self.body.addWidget(finding_line(found))
        self.foot.addWidget(buttons.plain("修改…", lambda: self.booking_edit.emit(row)))
        self.foot.addWidget(
            buttons.plain("删除", lambda: self.booking_delete.emit(row))
        )

    def _fresh(self) -> None:
        self.view, self.form = None, None
        self.clear()
