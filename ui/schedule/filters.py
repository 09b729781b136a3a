"""The filters of the schedule page, remembered between runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.schedules.series import SlotState
from services.schedules.types import SlotFilter
from ui.reporting.choice import ChoiceButton
from ui.schedule.known import Known
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.picker import Picker, PickItem

_STATES: tuple[tuple[str, str], ...] = (
    ("", "全部状态"),
    *((s.value, s.label) for s in SlotState),
    ("open", "还没刊播"),
    ("overdue", "过了日子没登记"),
)
_OPEN = frozenset({SlotState.PLANNED, SlotState.CONFIRMED, SlotState.RECORDED})


class ScheduleFilters(QWidget):
    """`changed()` when another filter is set by hand."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Any] = {}
        self.column = _picker("媒体或栏目", "按媒体或栏目筛选")
        self.unit = _picker("单位", "按单位筛选")
        self.series = _picker("系列", "按系列筛选")
        self.campaign = ChoiceButton("方案", [("", "全部方案")])
        self.state = ChoiceButton("状态", _STATES)
        self.clear_button = buttons.quiet("清除", self.reset, tip="清除所有筛选条件")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for picker, width in ((self.column, 190), (self.unit, 150), (self.series, 190)):
            picker.setMaximumWidth(px(width))
            picker.setMinimumWidth(px(100))
            picker.picked.connect(lambda _i: self._on_set())
            row.addWidget(picker, 1)
        for choice in (self.campaign, self.state):
            choice.setMaximumWidth(px(220))
            choice.chosen.connect(lambda _k: self._on_set())
            row.addWidget(choice)
        row.addWidget(self.clear_button)
        self.row = row
        row.addStretch(1)
        self._tell_clear()

    def set_known(self, known: Known) -> None:
        """What can be picked."""
        kept = self.values()
        items: list[PickItem] = []
        for outlet in known.outlets:
            items.append(
                PickItem(
                    f"{outlet.id}|",
                    outlet.name,
                    outlet.initials,
                    note=outlet.level.label,
                )
            )
            items += [
                PickItem(f"{outlet.id}|{name}", f"{outlet.name}·{name}")
                for name in known.columns_of(outlet.id)
            ]
        self.column.set_items(items)
        self.unit.set_items(
            [PickItem(u.id, u.label, u.initials, note=u.group) for u in known.units]
        )
        self.series.set_items(
            [PickItem(s.id, s.name, note=s.where) for s in known.series]
        )
        self.campaign.set_entries(known.campaign_choices("全部方案"))
        self.campaign.setVisible(bool(known.campaigns))
        self.set_values(kept)

    def wanted(self) -> SlotFilter:
        """The filter for the services."""
        values = self.values()
        outlet, _, column = str(values["column"] or "|").partition("|")
        state = values["state"]
        return SlotFilter(
            outlet_id=int(outlet) if outlet else None,
            column=column,
            campaign_id=int(values["campaign"]) if values["campaign"] else None,
            unit_id=values["unit"],
            series_id=values["series"],
            states=_states(state),
            before=dt.date.today() if state == "overdue" else None,
        )

    def values(self) -> dict[str, Any]:
        """The filters as plain values; what was not found yet waits."""
        return {
            "column": self.column.value() or self._waiting.get("column"),
            "unit": self.unit.value() or self._waiting.get("unit"),
            "series": self.series.value() or self._waiting.get("series"),
            "campaign": self.campaign.key() or self._waiting.get("campaign") or "",
            "state": self.state.key(),
        }

    def set_values(self, values: dict[str, Any]) -> None:
        """Show filters; says nothing. Missing keys mean no filter."""
        self._waiting = {}
        for key, picker in (
            ("column", self.column),
            ("unit", self.unit),
            ("series", self.series),
        ):
            value = values.get(key) or None
            picker.set_value(value)
            picker.setCursorPosition(0)
            if value is not None and picker.value() is None and not picker.items():
                self._waiting[key] = value
        campaign = str(values.get("campaign") or "")
        self.campaign.set_key(campaign)
        if campaign and self.campaign.key() != campaign:
            self._waiting["campaign"] = campaign
        self.state.set_key(str(values.get("state") or ""))
        self._tell_clear()

    def reset(self) -> None:
        """No filter."""
        self.set_values({})
        self.changed.emit()

    def words(self) -> str:
        """The filter in words, for the head of a file; empty for none."""
        parts = [p.text() for p in (self.column, self.unit, self.series) if p.value()]
        parts += [c.words() for c in (self.campaign, self.state) if c.key()]
        return "，".join(parts)

    def is_set(self) -> bool:
        """Whether something is filtered."""
        return any(self.values().values())

    def _on_set(self) -> None:
        self._waiting = {}
        self._tell_clear()
        self.changed.emit()

    def _tell_clear(self) -> None:
        self.clear_button.setVisible(self.is_set())


def _states(key: str) -> frozenset[SlotState]:
    if key in ("open", "overdue"):
        return _OPEN
    return frozenset({SlotState(key)}) if key else frozenset()


def _picker(placeholder: str, name: str) -> Picker:
    picker = Picker()
    picker.setPlaceholderText(placeholder)
    picker.setAccessibleName(name)
    picker.setClearButtonEnabled(True)
    return picker
