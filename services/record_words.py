"""Records and their fields in the clerk's words, for history and recycle bin."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
from models.vocabulary import OutletLevel

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
}
"""Chinese word for each journaled table."""

FIELD_WORDS: dict[str, str] = {
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
}
"""Chinese word for each field that the history can show."""


SOURCE_WORDS: dict[str, str] = {
    "form": "表格",
    "hand": "手工录入",
    "pasted": "粘贴文字",
}
"""Chinese word for each way in which a return can arrive."""


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
        return record.key
    if isinstance(record, ColumnMapping):
        return _name(session, Unit, record.unit_id)
    return str(record.id)


def word(session: Session, field: str, value: Any) -> str:
    """A field's value as a clerk reads it."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool) or field in {"nil", "exempt", "confirmed"}:
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
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
}
