"""Records of schedules and their fields in the clerk's words, for history and recycle bin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.base import Record
from models.tables import Outlet, Unit
from models.vocabulary_schedules import ChangeKind
from services.schedules.conflicts import Grade, Rule
from services.schedules.rhythm_words import read_rhythm, rhythm_words
from services.schedules.series import SlotState

TABLES: dict[str, str] = {
    "schedule_series": "排期系列",
    "schedule_blackout": "停排日",
    "slot": "排期",
    "slot_change": "排期变动",
    "slot_refusal": "不匹配的刊播",
    "outlet_capacity": "每天容量",
    "place_booking": "宣传位",
    "recurring_column": "固定栏目",
}
"""Chinese word for each table of schedules."""

FIELDS: dict[str, str] = {
    "first_on": "开始日期",
    "last_on": "结束日期",
    "rhythm": "节奏",
    "capacity": "每天容量",
    "time": "时间",
    "place": "地点",
    "person": "人员",
    "series_id": "排期系列",
    "number": "序号",
    "day": "日期",
    "planned_on": "原定日期",
    "topic": "主题",
    "state": "状态",
    "confirmed_on": "确认日期",
    "recorded_on": "录制日期",
    "published_on": "刊播日期",
    "reason": "原因",
    "off_meant": "特意排在休息日",
    "slot_id": "排期",
    "kind": "变动",
    "day_before": "原日期",
    "day_after": "新日期",
    "state_before": "原状态",
    "state_after": "新状态",
    "per_day": "每天容量",
    "per_month": "每月篇数",
    "material": "内容",
    "count": "数量",
}
"""Chinese word for each field of schedules that means something else elsewhere, or is only theirs."""

LINKS: dict[str, type[Record]] = {"series_id": t.ScheduleSeries, "slot_id": t.Slot}
"""Fields that point at a record of a schedule."""

_STATES = {s.value: s.label for s in SlotState}
_KINDS = {k.value: k.label for k in ChangeKind}


def is_schedule(record: Record | None) -> bool:
    """Whether a record belongs to a schedule."""
    return isinstance(record, t.SCHEDULE_TABLES)


def shown(field: str, value: Any) -> str:
    """A value as a clerk reads it; '' for none."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if field == "rhythm":
        return rhythm_words(read_rhythm(str(value)))
    if field in {"state", "state_before", "state_after"}:
        return _STATES.get(str(value), str(value))
    if field == "kind":
        return _KINDS.get(str(value), str(value))
    return str(value)


def grades_shown(stored: dict[str, int]) -> str:
    """The stored grades of the conflict rules, rule by rule."""
    return "；".join(
        f"{Rule(rule).label}：{Grade(grade).label}" for rule, grade in stored.items()
    )


def schedule_text(session: Session, record: Record) -> str | None:
    """A short text by which a clerk knows a record of a schedule; None for a record of another kind."""
    if isinstance(record, t.ScheduleSeries):
        return record.name
    if isinstance(record, t.Slot):
        unit = session.get(Unit, record.unit_id)
        day = f"{record.day:%m月%d日} " if record.day else ""
        return f"{day}{unit.name if unit else ''}"
    if isinstance(record, t.SlotChange | t.SlotRefusal):
        slot = session.get(t.Slot, record.slot_id)
        return schedule_text(session, slot) if slot else ""
    if isinstance(record, t.ScheduleBlackout):
        return f"{record.first_on:%m月%d日}至{record.last_on:%m月%d日}"
    if isinstance(record, t.PlaceBooking | t.RecurringColumn | t.OutletCapacity):
        outlet = session.get(Outlet, record.outlet_id)
        name = outlet.name if outlet else ""
        more = (
            record.material
            if isinstance(record, t.PlaceBooking)
            else record.column_name
        )
        return "·".join(w for w in (name, more) if w)
    return None
