"""Records and their fields in the clerk's words, for history and recycle bin."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, cast

from sqlalchemy.orm import Session

from models.base import Record
from models.tables import (
    ColumnMapping,
    ImportBatch,
    ImportFile,
    Liaison,
    Outlet,
    OutletColumn,
    Placement,
    Setting,
    Story,
    Unit,
    UnitGroup,
    WeeklyIssue,
    WeeklyReturn,
)
from models.tables_campaigns import Campaign, PlanRecord
from models.vocabulary import OutletLevel
from services.campaigns import words as plan_words
from services.schedules import words as slot_words

TABLE_WORDS: dict[str, str] = {
    "setting": "设置",
    "unit_group": "分组",
    "unit": "单位",
    "liaison": "联络员",
    "outlet": "媒体",
    "outlet_column": "栏目",
    "weekly_return": "报送",
    "story": "稿件",
    "placement": "刊播",
    "import_batch": "导入批次",
    "import_file": "导入文件",
    "column_mapping": "表格对应",
    "weekly_issue": "周汇总",
    **plan_words.TABLES,
    **slot_words.TABLES,
}
"""Chinese word for each journaled table."""

FIELD_WORDS: dict[str, str] = {
    **slot_words.FIELDS,
    "name": "名称",
    "short_name": "简称",
    "group_id": "分组",
    "position": "排序",
    "aliases": "别名",
    "initials": "拼音首字母",
    "valid_from": "启用日期",
    "valid_to": "停用日期",
    "merged_into_id": "并入单位",
    "note": "备注",
    "unit_id": "单位",
    "phone": "电话",
    "level": "层级",
    "kind": "类型",
    "confirmed": "已核对",
    "outlet_id": "媒体",
    "week": "周次",
    "received_on": "收到日期",
    "nil": "零报告",
    "exempt": "免报",
    "exempt_reason": "免报理由",
    "returned_on": "退回日期",
    "returned_reason": "退回原因",
    "accepted_on": "认可日期",
    "source": "来源",
    "form_version": "表格版本",
    "title": "标题",
    "title_key": "标题索引",
    "first_on": "最早刊播",
    "story_id": "稿件",
    "return_id": "报送",
    "published_on": "刊播日期",
    "column_name": "栏目",
    "genre": "体裁",
    "spot": "版面/时段",
    "link": "链接",
    "deleted_at": "删除时间",
    "key": "项目",
    "value": "内容",
    "made_at": "时间",
    "taken": "收下",
    "changed": "改动",
    "duplicates": "重复",
    "skipped": "跳过",
    "action_id": "操作",
    "batch_id": "导入批次",
    "file_id": "导入文件",
    "source_row": "原表行号",
    "sha256": "文件校验",
    "outcome": "结果",
    "mapping": "对应",
    "header_key": "表头",
    "number": "期号",
    "issued_at": "时间",
    "issued_by": "经手人",
    "hash": "校验码",
    "upto_action": "截至操作",
    **plan_words.FIELDS,
}
"""Chinese word for each field that the history can show."""


SOURCE_WORDS: dict[str, str] = {
    "form": "表格",
    "hand": "手工录入",
    "pasted": "粘贴文字",
    "slot": "排期刊播",
}
"""Chinese word for each way in which a return can arrive."""


SETTING_WORDS: dict[str, str] = {
    "office": "办公室名称",
    "clerk": "经办人",
    "due_weekday": "截止日",
    "due_time": "截止时间",
    "board_weeks": "周报显示周数",
    "stray_days": "补报天数",
    "issue_title": "周汇总标题",
    "form_rows": "表格行数",
    "onboarded": "首次设置",
    "calendar_years": "放假安排",
    "schedule_grades": "排期冲突规则",
    "schedule_notice": "采访通知的文字",
}
"""Chinese word for each stored setting."""


_SOURCES = {
    "form": "表格",
    "hand": "手工录入",
    "pasted": "粘贴文字",
    "slot": "排期刊播",
    "file": "单位自制表",
}


def record_text(session: Session, record: Record) -> str:
    """A short text by which a clerk knows a record."""
    if isinstance(record, (Unit, Outlet, UnitGroup, OutletColumn)):
        return record.name
    if isinstance(record, Liaison):
        return f"{record.name}（{_name(session, Unit, record.unit_id)}）"
    if isinstance(record, Story):
        return f"{_name(session, Unit, record.unit_id)}《{record.title}》"
    if isinstance(record, Placement):
        story = session.get(Story, record.story_id)
        title = story.title if story else ""
        outlet = _name(session, Outlet, record.outlet_id)
        return f"{record.published_on:%m月%d日} {outlet}《{title}》"
    if isinstance(record, WeeklyReturn):
        return f"{_name(session, Unit, record.unit_id)} {record.week:%Y-%m-%d} 那一周"
    if isinstance(record, ImportFile):
        return record.name
    if isinstance(record, ImportBatch):
        return f"{record.made_at:%m月%d日 %H:%M} 导入"
    if isinstance(record, WeeklyIssue):
        return f"第 {record.number} 期"
    if isinstance(record, Setting):
        return SETTING_WORDS.get(record.key, "其他设置")
    if isinstance(record, ColumnMapping):
        return _name(session, Unit, record.unit_id)
    return (
        plan_words.plan_text(session, record)
        or slot_words.schedule_text(session, record)
        or str(record.id)
    )


def field_word(field: str, record: Record | None = None) -> str:
    """Chinese word for a field; `record` is the one that it belongs to."""
    if isinstance(record, (Campaign, PlanRecord)) and field in plan_words.OWN_FIELDS:
        return plan_words.OWN_FIELDS[field]
    if slot_words.is_schedule(record) and field in slot_words.FIELDS:
        return slot_words.FIELDS[field]
    return FIELD_WORDS.get(field, field)


def setting_value(key: str, packed: str) -> str:
    """A stored setting (JSON) as a clerk reads it."""
    value = json.loads(packed)
    if key == "due_weekday" and value in range(7):
        return f"周{'一二三四五六日'[value]}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "schedule_grades":
        return slot_words.grades_shown(value) or "（空）"
    if isinstance(value, dict):
        years = cast("dict[str, Any]", value)
        return "、".join(f"{year} 年" for year in sorted(years)) or "（空）"
    return str(value) or "（空）"


def word(session: Session, field: str, value: Any, record: Record | None = None) -> str:
    """A field's value as a clerk reads it; `record` is the one that it belongs to."""
    if isinstance(record, Setting) and field == "value" and value:
        return setting_value(record.key, str(value))
    if value is None or value == "":
        return "（空）"
    if isinstance(record, (Campaign, PlanRecord)) and field not in _LINKS:
        return plan_words.shown(field, value)
    if slot_words.is_schedule(record) and field not in _LINKS:
        return slot_words.shown(field, value)
    if isinstance(value, bool) or field in {"nil", "exempt", "confirmed"}:
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if field == "source":
        return _SOURCES.get(str(value), "其他")
    if field == "level":
        return OutletLevel(value).label
    if field == "source":
        return SOURCE_WORDS.get(str(value), str(value))
    kind = _LINKS.get(field)
    if kind is not None:
        record = session.get(kind, value)
        return record_text(session, record) if record is not None else str(value)
    return str(value)


def _name(session: Session, kind: type[Unit | Outlet], record_id: int) -> str:
    record = session.get(kind, record_id)
    return record.name if record is not None else ""


_LINKS: dict[str, type[Record]] = {
    "unit_id": Unit,
    "merged_into_id": Unit,
    "group_id": UnitGroup,
    "outlet_id": Outlet,
    "story_id": Story,
    "return_id": WeeklyReturn,
    "placement_id": Placement,
    **plan_words.LINKS,
    **slot_words.LINKS,
}
