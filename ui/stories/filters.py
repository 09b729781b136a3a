"""The filters of the stories page: words, period, unit, outlet, level, genre, several placements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget
from sqlalchemy.orm import Session

from models.vocabulary import GENRES, OutletLevel
from services.registers.outlets import OutletRow, list_outlets
from services.registers.units import UnitRow, groups, list_units
from services.story_queries import StoryFilter
from services.weeks import shift, week_label, week_of
from ui.reporting.choice import ChoiceButton
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.picker import Picker, PickItem

PERIODS: tuple[tuple[str, str], ...] = (
    ("12", "近 12 周"),
    ("1", "本周"),
    ("last", "上周"),
    ("4", "近 4 周"),
    ("26", "近半年"),
    ("year", "今年"),
    ("all", "全部时间"),
)
CUSTOM = "custom"
_TYPING_MS = 250


@dataclass(frozen=True)
class Registers:
    """What can be picked in the filters."""

    units: tuple[UnitRow, ...]
    groups: tuple[tuple[int, str], ...]
    outlets: tuple[OutletRow, ...]


def load_registers(session: Session) -> Registers:
    """Units, groups and outlets."""
    return Registers(
        tuple(list_units(session)),
        tuple(groups(session)),
        tuple(list_outlets(session)),
    )


def period_weeks(key: str, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """First and last Monday of a period; None for an open end."""
    week = week_of(today)
    if key == "last":
        return shift(week, -1), shift(week, -1)
    if key == "year":
        return week_of(dt.date(today.year, 1, 1)), week
    if key.isdigit():
        return shift(week, 1 - int(key)), week
    return None, None


class StoryFilters(QWidget):
    """Tells with `changed()` that another filter is set; typing is waited out."""

    changed = Signal()

    def __init__(self, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._waiting: dict[str, Any] = {}
        self._span: tuple[dt.date | None, dt.date | None] = period_weeks("12", today)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.words = QLineEdit()
        self.words.setPlaceholderText("标题中的词")
        self.words.setAccessibleName("按标题中的词筛选")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _t: self._typing.start())
        self.period = ChoiceButton("时间", PERIODS)
        self.period.chosen.connect(self._on_period)
        self.unit = _picker("单位或分组", "按单位或分组筛选")
        self.outlet = _picker("媒体", "按媒体筛选")
        levels = [(str(int(level)), level.label) for level in OutletLevel]
        self.level = ChoiceButton("层级", [("", "全部层级"), *levels])
        self.genre = ChoiceButton("体裁", [("", "全部体裁"), *((g, g) for g in GENRES)])
        self.several = QCheckBox("一稿多发")
        self.several.setToolTip("只看刊播两次以上的稿件")
        self.clear_button = buttons.quiet("清除", self.reset, tip="清除所有筛选条件")
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for widget, width in ((self.words, 190), (self.unit, 150), (self.outlet, 140)):
            widget.setMaximumWidth(px(width))
            widget.setMinimumWidth(px(90))
            row.addWidget(widget, 1)
        for widget in (self.period, self.level, self.genre, self.several):
            row.addWidget(widget)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        for picker in (self.unit, self.outlet):
            picker.picked.connect(lambda _i: self._on_picked())
        for choice in (self.level, self.genre):
            choice.chosen.connect(lambda _k: self._say())
        self.several.toggled.connect(lambda _on: self._say())
        self._tell_clear()

    # --- values ------------------------------------------------------------------------------------

    def set_registers(self, found: Registers) -> None:
        """What can be picked."""
        kept = self.values()
        self.unit.set_items(
            [
                *(
                    PickItem(f"g{i}", f"{n}（全组）", "", group="分组")
                    for i, n in found.groups
                ),
                *(
                    PickItem(f"u{u.id}", u.label, u.initials, note=u.group)
                    for u in found.units
                ),
            ]
        )
        self.outlet.set_items(
            [
                PickItem(o.id, o.name, o.initials, note=o.level.label)
                for o in found.outlets
            ]
        )
        self._pick(kept)

    def wanted(self) -> StoryFilter:
        """The filter for the services."""
        picked = self._picked_unit()
        unit = f"u{picked}" if isinstance(picked, int) else str(picked or "")
        level = self.level.key()
        return StoryFilter(
            words=self.words.text().strip(),
            unit_id=int(unit[1:]) if unit.startswith("u") else None,
            group_id=int(unit[1:]) if unit.startswith("g") else None,
            outlet_id=self.outlet.value() or self._waiting.get("outlet"),
            level=OutletLevel(int(level)) if level else None,
            genre=self.genre.key(),
            first_week=self._span[0],
            last_week=self._span[1],
            several=self.several.isChecked(),
        )

    def values(self) -> dict[str, Any]:
        """The filters as plain values for a place."""
        first, last = self._span
        return {
            "words": self.words.text().strip(),
            "period": self.period.key(),
            "first": first.isoformat() if first else "",
            "last": last.isoformat() if last else "",
            "unit": self._picked_unit(),
            "outlet": self.outlet.value() or self._waiting.get("outlet"),
            "level": self.level.key(),
            "genre": self.genre.key(),
            "several": self.several.isChecked(),
        }

    def set_values(self, values: dict[str, Any]) -> None:
        """Show filters of a place; says nothing. Missing keys mean no filter."""
        self.blockSignals(True)
        self.words.setText(str(values.get("words") or ""))
        self._typing.stop()
        self.level.set_key(str(values.get("level") or ""))
        self.genre.set_key(str(values.get("genre") or ""))
        self.several.setChecked(bool(values.get("several")))
        self._set_span(values)
        self._pick(values)
        self.blockSignals(False)
        self._tell_clear()

    def reset(self) -> None:
        """No filter but the usual period."""
        self.set_values({"period": PERIODS[0][0]})
        self.changed.emit()

    def words_of(self) -> str:
        """The filter in words, for the head of an exported list."""
        parts = [self.period.words()]
        for text in (self.unit.text(), self.outlet.text()):
            parts += [text] if text else []
        for choice in (self.level, self.genre):
            parts += [choice.words()] if choice.key() else []
        if self.several.isChecked():
            parts.append(self.several.text())
        if self.words.text().strip():
            parts.append(f"标题含“{self.words.text().strip()}”")
        return "，".join(parts)

    # --- inside ------------------------------------------------------------------------------------

    def _set_span(self, values: dict[str, Any]) -> None:
        key = str(values.get("period") or "")
        if key and key != CUSTOM:
            self.period.set_entries(PERIODS)
            self.period.set_key(key)
            self._span = period_weeks(self.period.key(), self._today)
            return
        first, last = _day(values.get("first")), _day(values.get("last"))
        if first is None and last is None:
            self.period.set_entries(PERIODS)
            self.period.set_key("all")
            self._span = (None, None)
            return
        self._span = (first, last)
        self.period.set_entries([(CUSTOM, _span_words(first, last)), *PERIODS])
        self.period.set_key(CUSTOM)

    def _on_picked(self) -> None:
        self._waiting = {}
        self._say()

    def _on_period(self, key: str) -> None:
        if key != CUSTOM:
            self._span = period_weeks(key, self._today)
            self._say()

    def _picked_unit(self) -> object:
        value = str(self.unit.value() or "")
        if value.startswith("u"):
            return int(value[1:])
        return value or self._waiting.get("unit")

    def _pick(self, values: dict[str, Any]) -> None:
        """Pick unit and outlet; before the registers are read they wait."""
        self._waiting = {k: values.get(k) for k in ("unit", "outlet")}
        unit = values.get("unit")
        self.unit.set_value(f"u{unit}" if isinstance(unit, int) else unit or None)
        self.outlet.set_value(values.get("outlet"))
        if self.unit.items() and self.outlet.items():
            self._waiting = {}

    def _say(self) -> None:
        self._tell_clear()
        self.changed.emit()

    def _tell_clear(self) -> None:
        wanted = self.wanted()
        bare = StoryFilter(first_week=wanted.first_week, last_week=wanted.last_week)
        usual = self.period.key() == PERIODS[0][0]
        self.clear_button.setVisible(wanted != bare or not usual)


def _picker(placeholder: str, name: str) -> Picker:
    picker = Picker()
    picker.setPlaceholderText(placeholder)
    picker.setAccessibleName(name)
    picker.setClearButtonEnabled(True)
    return picker


def _day(value: object) -> dt.date | None:
    try:
        return week_of(dt.date.fromisoformat(str(value)))
    except ValueError:
        return None


def _span_words(first: dt.date | None, last: dt.date | None) -> str:
    if first is not None and first == last:
        return week_label(first)
    start = f"{first:%Y-%m-%d}" if first else ""
    end = f"{last + dt.timedelta(days=6):%Y-%m-%d}" if last else "现在"
    return f"{start} 至 {end}" if start else f"{end} 以前"
