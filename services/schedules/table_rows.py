"""One row of a schedule's table: matched to its slot, its cells read, what differs told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from models.errors import ValidationError
from services import text, workdays
from services.intake.dates import parse_day
from services.intake.list_sheet import CHANGED, NEW, SAME, ListRow, cell_text
from services.registers.lookup import OutletIndex, UnitIndex, outlet_index, unit_index
from services.registers.units import UnitRow
from services.schedules.conflicts import Grade, Rule
from services.schedules.rules import load_grades
from services.schedules.series import SlotState, short_words
from services.schedules.table_headings import SLOT_HEADINGS
from services.schedules.types import SeriesRow, SlotRow
from services.workdays import Workdays

_TEXTS = {
    "time": 60,
    "column": 120,
    "person": 120,
    "place": 120,
    "topic": 2000,
    "note": 2000,
    "reason": 2000,
}
_UNTIL_DAY = re.compile(
    r"^(?P<day>(?:\d{4}\s*[年./-]\s*)?\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?)"
    r"\s*(?:[(（][^)）]*[)）])?\s*(?P<time>.*)$"
)


@dataclass(frozen=True)
class Told:
    """One difference: the field as stored, its heading, before and after as words, and the value."""

    column: str
    heading: str
    before: str
    after: str
    value: Any


@dataclass(frozen=True)
class TableRow:
    """A good row: the slot as it is and as it will be. `after.id` is 0 for a new slot. `note` warns."""

    sheet: str
    row: int
    status: str
    before: SlotRow | None
    after: SlotRow
    told: tuple[Told, ...] = ()
    note: str = ""

    @property
    def slot_id(self) -> int:
        """Id of the slot, 0 for a new one."""
        return self.after.id

    @property
    def is_new(self) -> bool:
        """Whether the row adds a slot."""
        return self.status == NEW


@dataclass
class Reader:
    """Reads rows against what is stored. `by_unit`: slots of a series that rows without 编号 may mean."""

    units: UnitIndex
    outlets: OutletIndex
    known: Workdays
    grade: Grade
    stored: Mapping[str, SlotRow]
    by_unit: Mapping[int, list[SlotRow]]
    series: SeriesRow | None
    _seen: set[int] = field(default_factory=set[int])

    @classmethod
    def make(
        cls,
        session: Session,
        stored: Mapping[str, SlotRow],
        by_unit: Mapping[int, list[SlotRow]],
        series: SeriesRow | None,
    ) -> Reader:
        """A reader with registers, calendar and rules as they are now."""
        return cls(
            unit_index(session),
            outlet_index(session),
            workdays.load(session),
            load_grades(session)[Rule.NON_WORKDAY],
            stored,
            by_unit,
            series,
        )

    def read(self, source: ListRow) -> TableRow | None:
        """The row, or None with what is wrong noted in its source."""
        unit = self._unit(source)
        slot = self._slot(source, unit)
        if source.problems or unit is None:
            return None
        after = self._after(source, slot or self._blank(source, unit), unit)
        note = self._check_day(source, slot, after, unit)
        if slot is None and not source.problems:
            self._check_new(source, after)
        if source.problems:
            return None
        if slot is None:
            return TableRow(source.sheet, source.row, NEW, None, after, (), note)
        told = tuple(_differences(slot, after))
        real = [d for d in told if d.column != "reason"]
        if not real:
            return TableRow(source.sheet, source.row, SAME, slot, slot)
        self._check_state(source, slot, real)
        if source.problems:
            return None
        return TableRow(source.sheet, source.row, CHANGED, slot, after, told, note)

    def _unit(self, source: ListRow) -> UnitRow | None:
        name = source.text("name")
        if not name:
            source.wrong("name", "没有填单位。", "请填上单位名称，或删去这一行。")
            return None
        unit = self.units.exact(name)
        if unit is None:
            near = self.units.near(name)
            mend = (
                f"是不是“{near[0].name}”？请改成名册里的名称。"
                if near
                else "请改成名册里的名称，或先把单位加进名册。"
            )
            source.wrong("name", f"名册里没有“{name[:30]}”。", mend)
        return unit

    def _slot(self, source: ListRow, unit: UnitRow | None) -> SlotRow | None:
        """The stored slot that the row means; None for a new one."""
        mark = text.clean(source.text("mark"))
        if mark:
            slot = self.stored.get(mark)
            if slot is None:
                source.wrong(
                    "mark",
                    "这个编号的排期已经不在了，可能刚被删除。",
                    "要新加一期，请清空编号；要找回，请到回收站。",
                )
                return None
        else:
            waiting = self.by_unit.get(unit.id, []) if unit else []
            slot = next((s for s in waiting if s.id not in self._seen), None)
        if slot is not None:
            if slot.id in self._seen:
                source.wrong(
                    "mark", "这个编号在表里出现了两次。", "请清空其中一行的编号。"
                )
            self._seen.add(slot.id)
        return slot

    def _after(self, source: ListRow, slot: SlotRow, unit: UnitRow) -> SlotRow:
        """The slot as the row wants it; columns that the table lacks keep what is stored."""
        values: dict[str, Any] = {
            "unit_id": unit.id,
            "unit": unit.name,
            "unit_short": unit.short_name,
        }
        for name, limit in _TEXTS.items():
            if source.has(name):
                values[name] = source.text(name)
                if len(values[name]) > limit:
                    source.wrong(name, "内容太长。", f"请控制在 {limit} 个字以内。")
        if source.has("outlet"):
            values |= self._outlet(source)
        if source.has("day"):
            day, time = self._day(source, slot)
            values["day"] = day
            if time and not source.has("time"):
                values["time"] = time
        return replace(slot, **values)

    def _outlet(self, source: ListRow) -> dict[str, Any]:
        name = source.text("outlet")
        if not name:
            return {"outlet_id": None, "outlet": ""}
        outlet = self.outlets.exact(name)
        if outlet is None:
            near = self.outlets.near(name)
            mend = f"是不是“{near[0].name}”？" if near else ""
            source.wrong(
                "outlet",
                f"名册里没有媒体“{name[:30]}”。",
                f"{mend}请改成名册里的名称，或先把它加进名册。",
            )
            return {}
        return {"outlet_id": outlet.id, "outlet": outlet.name}

    def _day(self, source: ListRow, slot: SlotRow) -> tuple[dt.date | None, str]:
        """The day of the row and the time that stands behind it in the same cell."""
        value = source.values.get("day")
        written = cell_text(value)
        if not written or written == "待定":
            return None, ""
        series_day = self.series.first if self.series else None
        near = slot.day or series_day or dt.date.today()
        time = ""
        if isinstance(value, str):
            parted = _UNTIL_DAY.match(text.narrow(value))
            if parted:
                value, time = parted["day"], parted["time"]
        try:
            return parse_day(value, near=near), time
        except ValidationError as error:
            reason = getattr(error, "reason", "") or f"“{written[:20]}”不是日期"
            source.wrong(
                "day", f"{reason}。", "请写成 2026-01-31 或 1月31日 这样的日期。"
            )
            return slot.day, ""

    def _blank(self, source: ListRow, unit: UnitRow) -> SlotRow:
        """A new slot with what its series gives."""
        series = self.series
        number = source.number()
        return SlotRow(
            0, "", series.id if series else None, series.name if series else "",
            int(number or 0), unit.id, unit.name, unit.short_name,
            series.outlet_id if series else None, series.outlet if series else "",
            series.column if series else "", series.campaign_id if series else None,
            series.campaign if series else "", None, None,
            series.time if series else "", series.place if series else "",
            series.person if series else "", "", SlotState.PLANNED,
            None, None, None, "", "", None, off_meant=False,
        )  # fmt: skip

    def _check_day(
        self, source: ListRow, slot: SlotRow | None, after: SlotRow, unit: UnitRow
    ) -> str:
        """Note a day that cannot be; returns a warning about one that is only unusual."""
        day = after.day
        if day is None or source.problems or (slot is not None and slot.day == day):
            return ""
        if not unit.exists_on(day):
            source.wrong(
                "name",
                f"“{unit.name}”在{short_words(day)}还没有启用或已经停用。",
                "请换成现在的单位。",
            )
        if not self.known.is_workday(day) and self.grade is not Grade.OFF:
            words = f"{day.year}年{short_words(day)}不是工作日。"
            if self.grade is Grade.FORBID:
                source.wrong("day", words, "请换成工作日。")
            return words
        if not self.known.is_published(day.year):
            return f"{day.year} 年的放假安排还不知道，暂按普通周末核对。"
        return ""

    def _check_new(self, source: ListRow, after: SlotRow) -> None:
        if after.day is None:
            source.wrong("day", "新加的一期没有日期。", "请填上日期，或删去这一行。")
        if after.outlet_id is None and not after.column and self.series is None:
            source.wrong(
                "column",
                "不知道这一期排在哪里。",
                "请加上“媒体”或“栏目”一列，或先打开一个系列再读这个表。",
            )

    def _check_state(self, source: ListRow, slot: SlotRow, told: list[Told]) -> None:
        fixed = {"day", "unit_id", "outlet_id", "column_name"}
        if slot.state.movable:
            return
        for one in told:
            if one.column in fixed:
                source.wrong(
                    "day" if one.column == "day" else "name",
                    f"这一期{slot.state.label}，不能再改{one.heading}。",
                    f"请改回“{one.before}”。",
                )
                return


def _differences(before: SlotRow, after: SlotRow) -> list[Told]:
    found: list[Told] = []
    if before.unit_id != after.unit_id:
        found.append(Told("unit_id", "单位", before.unit, after.unit, after.unit_id))
    if before.outlet_id != after.outlet_id:
        found.append(
            Told("outlet_id", "媒体", before.outlet, after.outlet, after.outlet_id)
        )
    if before.day != after.day:
        found.append(Told("day", "日期", _iso(before.day), _iso(after.day), after.day))
    for name in _TEXTS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            column = "column_name" if name == "column" else name
            found.append(Told(column, SLOT_HEADINGS[name], old, new, new))
    return found


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
