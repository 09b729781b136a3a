"""What a reading consists of, in the clerk's words: sections, the fields of their records, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.plans.correcting.paths import Path
from services.plans.reading import (
    Annex,
    Contact,
    Found,
    Heading,
    Notice,
    Person,
    Phase,
    PlanReading,
    SlotRow,
    Span,
    Task,
    UnitName,
    Weight,
)

NOWHERE = Span(-1, -1)
"""The place of what a clerk typed: not in the text."""


class Kind(StrEnum):
    """How a value is shown and written."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    RANGE = "range"
    UNIT = "unit"
    QUOTA = "quota"
    EVERY = "every"
    CHOICE = "choice"
    NUMBER = "number"
    TABLE = "table"
    RECORD = "record"
    SECTION = "section"


DOC_KINDS = {
    "plan": "宣传方案",
    "notice": "通知",
    "article": "报道或文章",
    "other": "没有认出",
}
TASK_KINDS = {"measure": "任务", "requirement": "要求", "step": "步骤"}
LEVELS = {"": "无编号", "1": "一、", "2": "（一）", "3": "1.", "4": "（1）"}
EVERY = {
    "daily": "每天",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "half-yearly": "每半年",
    "yearly": "每年",
}


@dataclass(frozen=True)
class FieldSpec:
    """A field: its name in the reading, its word, how it is written; `many` for a list of values.

    `shown_empty` says whether it stands there with 原文没有 while it is empty; `label` of a unit is what it is
    stored with when a clerk adds it.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    many: bool = False
    shown_empty: bool = True
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    is_plain: bool = False
    required: bool = False


def _plain(name: str, label: str, **more: Any) -> FieldSpec:
    return FieldSpec(name, label, is_plain=True, **more)


BASIC: tuple[FieldSpec, ...] = (
    FieldSpec("kind", "文件类别", Kind.CHOICE, choices=DOC_KINDS),
    FieldSpec("title", "方案标题", required=True),
    FieldSpec("issuer", "发文机关"),
    FieldSpec("letterhead", "版头机关", many=True, shown_empty=False),
    FieldSpec("doc_number", "发文字号"),
    FieldSpec("issue_date", "成文日期", Kind.DATE),
    FieldSpec("recipients", "主送机关", Kind.LONG),
    FieldSpec("period", "起止时间", Kind.RANGE),
    FieldSpec("source", "来源", shown_empty=False),
)
NOTICE: tuple[FieldSpec, ...] = (
    FieldSpec("title", "通知标题", required=True),
    FieldSpec("issuer", "发文机关"),
    FieldSpec("doc_number", "发文字号"),
    FieldSpec("issue_date", "成文日期", Kind.DATE),
    FieldSpec("recipients", "主送机关", Kind.LONG),
)
PERSON: tuple[FieldSpec, ...] = (
    _plain("role", "职责"),
    _plain("name", "姓名", required=True),
    _plain("post", "职务"),
)
PHASE: tuple[FieldSpec, ...] = (
    _plain("name", "阶段名称", required=True),
    FieldSpec("dates", "起止时间", Kind.RANGE),
    FieldSpec("recurrence", "周期", Kind.EVERY, shown_empty=False),
)
TASK: tuple[FieldSpec, ...] = (
    _plain("number", "编号"),
    _plain("head", "小标题"),
    _plain("text", "内容", kind=Kind.LONG, required=True),
    _plain("kind", "类别", kind=Kind.CHOICE, choices=TASK_KINDS),
    FieldSpec("lead_units", "牵头单位", Kind.UNIT, many=True),
    FieldSpec("support_units", "配合单位", Kind.UNIT, many=True),
    FieldSpec("actors", "文中提到", Kind.UNIT, many=True, shown_empty=False),
    FieldSpec("deadlines", "时限", Kind.RANGE, many=True),
    FieldSpec("targets", "指标", Kind.LONG, many=True),
    FieldSpec("quotas", "配额", Kind.QUOTA, many=True, shown_empty=False),
    FieldSpec("recurrence", "周期", Kind.EVERY, shown_empty=False),
    FieldSpec("report_to", "报送对象", shown_empty=False),
)
CONTACT: tuple[FieldSpec, ...] = (
    _plain("name", "姓名", required=True),
    _plain("dept", "单位"),
    _plain("phone", "电话"),
    _plain("email", "邮箱"),
)
HEADING: tuple[FieldSpec, ...] = (
    _plain("number", "编号"),
    _plain("text", "标题"),
    _plain("level", "级次", kind=Kind.CHOICE, choices=LEVELS),
)
ANNEX: tuple[FieldSpec, ...] = (
    _plain("number", "序号", kind=Kind.NUMBER),
    _plain("title", "附件标题", required=True),
    FieldSpec("period", "起止时间", Kind.RANGE, shown_empty=False),
)
SLOT: tuple[FieldSpec, ...] = (
    _plain("no", "序号", kind=Kind.NUMBER),
    _plain("unit", "单位", kind=Kind.UNIT, required=True),
    FieldSpec("date", "日期", Kind.DATE),
)
WEIGHT: tuple[FieldSpec, ...] = (
    _plain("name", "投票群体", required=True),
    _plain("percent", "权重（%）", kind=Kind.NUMBER),
)


@dataclass(frozen=True)
class SectionSpec:
    """A section of the right side: records with `fields`, or plain values of one `kind`."""

    key: str
    label: str
    kind: Kind
    fields: tuple[FieldSpec, ...] = ()
    one: str = ""
    """What one entry is called."""
    make: Callable[[Span], Any] | None = None
    """An empty entry at a place."""
    unit_label: str = ""


def _found(span: Span) -> Found:
    return Found("", span if span != NOWHERE else None)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("basic", "基本信息", Kind.SECTION, BASIC),
    SectionSpec(
        "notices", "发文通知", Kind.RECORD, NOTICE, "通知", lambda s: Notice(_found(s))
    ),
    SectionSpec("goals", "目标", Kind.LONG, one="目标", make=_found),
    SectionSpec(
        "leadership",
        "组织领导",
        Kind.RECORD,
        PERSON,
        "人员",
        lambda s: Person("", "", "", s),
    ),
    SectionSpec(
        "member_units",
        "成员单位",
        Kind.UNIT,
        one="单位",
        make=lambda s: UnitName("", "成员单位", s),
    ),
    SectionSpec("key_messages", "宣传重点", Kind.LONG, one="宣传重点", make=_found),
    SectionSpec(
        "phases",
        "阶段",
        Kind.RECORD,
        PHASE,
        "阶段",
        lambda s: Phase("main", "", None, s),
    ),
    SectionSpec(
        "tasks",
        "任务",
        Kind.RECORD,
        TASK,
        "任务",
        lambda s: Task("main", "", "", "", s),
    ),
    SectionSpec("columns", "专题专栏", Kind.TEXT, one="专栏", make=_found),
    SectionSpec("outlets", "媒体", Kind.TEXT, one="媒体", make=_found),
    SectionSpec("places", "宣传阵地", Kind.TEXT, one="阵地", make=_found),
    SectionSpec("requirements", "工作要求", Kind.LONG, one="要求", make=_found),
    SectionSpec(
        "contacts",
        "联系人",
        Kind.RECORD,
        CONTACT,
        "联系人",
        lambda s: Contact("main", "", "", "", "", s),
    ),
    SectionSpec(
        "annexes",
        "附件",
        Kind.RECORD,
        ANNEX,
        "附件",
        lambda s: Annex(0, "", "", s),
    ),
    SectionSpec("tables", "表格", Kind.TABLE, one="表格"),
    SectionSpec(
        "schedule",
        "采访安排",
        Kind.RECORD,
        SLOT,
        "安排",
        lambda s: SlotRow(None, "", None, s),
    ),
    SectionSpec(
        "weights",
        "投票权重",
        Kind.RECORD,
        WEIGHT,
        "群体",
        lambda s: Weight("", 0.0, s),
    ),
    SectionSpec(
        "copied_to",
        "抄送",
        Kind.UNIT,
        one="单位",
        make=lambda s: UnitName("", "抄送", s),
    ),
    SectionSpec(
        "headings",
        "提纲",
        Kind.RECORD,
        HEADING,
        "标题",
        lambda s: Heading("main", None, "", "", "", "", s),
    ),
)
"""The sections in the order shown."""

BY_KEY: dict[str, SectionSpec] = {s.key: s for s in SECTIONS}
_BASIC: dict[str, FieldSpec] = {f.name: f for f in BASIC}


def section_of(path: Path) -> SectionSpec:
    """The section that a path lies in."""
    name = str(path[0]) if path else "basic"
    return BY_KEY.get(name, BY_KEY["basic"])


def field_of(path: Path) -> FieldSpec | None:
    """The field that a path means; None for a whole record or section."""
    if not path or path[0] == "basic":
        return None
    section = section_of(path)
    if section.key == "basic":
        return _BASIC.get(str(path[0]))
    if section.kind is not Kind.RECORD:
        if len(path) == 1:
            return None
        return FieldSpec(section.key, section.one, section.kind, many=True)
    if len(path) < 3:
        return None
    return next(f for f in section.fields if f.name == path[2])


def list_of(path: Path) -> Path | None:
    """The list that the place at a path is an entry of, or that it is itself; None for a single value."""
    if path and isinstance(path[-1], int):
        return path[:-1]
    spec = field_of(path)
    if spec is not None:
        return path if spec.many else None
    return path if len(path) == 1 and path[0] in BY_KEY and path[0] != "basic" else None


def records(reading: PlanReading, key: str) -> tuple[Any, ...]:
    """The entries of a section."""
    return getattr(reading, key)
