"""Records of plans and their fields in the clerk's words, for history, recycle bin and comparing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.base import Record
from models.vocabulary_campaigns import (
    CHANNEL_KINDS,
    MEASURE_KINDS,
    MESSAGE_KINDS,
    PERIODS,
    PERSON_KINDS,
    PRECISIONS,
    CampaignState,
    MeasureState,
    PartKind,
    UnitRole,
)

TABLES: dict[str, str] = {
    "campaign": "宣传方案",
    "campaign_notice": "方案通知",
    "campaign_part": "方案条款",
    "campaign_unit": "方案单位",
    "campaign_person": "方案人员",
    "campaign_phase": "宣传阶段",
    "key_message": "方案要点",
    "campaign_channel": "方案渠道",
    "campaign_table": "方案表格",
    "campaign_slot": "方案安排",
    "campaign_weight": "投票权重",
    "measure": "任务",
    "measure_unit": "任务单位",
    "measure_deadline": "任务时限",
    "target": "指标",
    "target_value": "指标完成值",
    "deliverable": "成果要求",
    "deliverable_piece": "成果",
    "progress_entry": "进展",
    "attachment": "附件",
    "campaign_story": "方案稿件",
}
"""Chinese word for each table of plans."""

FIELDS: dict[str, str] = {
    "state": "状态",
    "issuer": "发文机关",
    "letterhead": "版头",
    "doc_number": "发文字号",
    "issued_on": "成文日期",
    "issued_raw": "成文日期原文",
    "recipients": "主送机关",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
    "period_raw": "时间原文",
    "period_precision": "日期精度",
    "source_name": "来源文件",
    "source_text": "原文",
    "remarks": "识读说明",
    "template_of_id": "沿用方案",
    "doubt": "存疑",
    "campaign_id": "宣传方案",
    "section": "所在部分",
    "heading": "标题",
    "body": "正文",
    "run_in": "标题后接正文",
    "role": "职责",
    "label": "原文标签",
    "post": "职务",
    "dept": "部门",
    "dept_inferred": "部门为推断",
    "email": "邮箱",
    "email_suggest": "邮箱建议",
    "raw": "原文",
    "precision": "日期精度",
    "recurrence": "周期",
    "recurrence_raw": "周期原文",
    "text": "内容",
    "rows": "表格内容",
    "cells": "表格内容",
    "on_day": "日期",
    "percent": "百分比",
    "part_id": "所在条款",
    "head": "标题",
    "report_to": "报送对象",
    "dropped_reason": "不再实施的理由",
    "closed_on": "办结日期",
    "measure_id": "任务",
    "due_on": "截止日期",
    "past": "已过的日期",
    "met_on": "完成日期",
    "amount": "数量",
    "unit_word": "计量单位",
    "by_day": "完成期限",
    "yearly": "每年计算",
    "target_id": "指标",
    "year": "年份",
    "per": "周期",
    "least": "最少",
    "most": "最多",
    "deliverable_id": "成果要求",
    "made_on": "完成日期",
    "who": "报告人",
    "share": "完成比例",
    "entry_id": "进展",
    "size": "大小",
    "placement_id": "刊播",
}
"""Chinese word for each field that other tables do not have."""

OWN_FIELDS: dict[str, str] = {"number": "编号", "level": "级次", "value": "完成值"}
"""Fields that mean something else in plans than elsewhere."""

HIDDEN = frozenset({"spans", "span_start", "span_end", "source_text", "position"})
"""Fields that the history does not tell."""

LINKS: dict[str, type[Record]] = {
    "campaign_id": t.Campaign,
    "template_of_id": t.Campaign,
    "part_id": t.CampaignPart,
    "measure_id": t.Measure,
    "target_id": t.Target,
    "deliverable_id": t.Deliverable,
    "entry_id": t.ProgressEntry,
}
"""Fields that point at a record of a plan."""

_CODES: dict[str, dict[str, str]] = {
    "per": PERIODS,
    "precision": PRECISIONS,
    "period_precision": PRECISIONS,
    "role": {r.value: r.label for r in UnitRole},
    "kind": {
        **PERSON_KINDS,
        **MEASURE_KINDS,
        **CHANNEL_KINDS,
        **MESSAGE_KINDS,
        **{k.value: k.label for k in PartKind},
        "notice": "通知",
        "plan": "方案",
    },
    "state": {
        **{s.value: s.label for s in CampaignState},
        **{s.value: s.label for s in MeasureState},
    },
}
_LEVELS = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）"}
_SHORT = 40


def shown(field: str, value: Any) -> str:
    """A value of a plan as a clerk reads it; '' for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if field == "level":
        return _LEVELS.get(value, str(value))
    if field in {"rows", "cells"}:
        return "（表格）"
    if field == "section":
        return section_words(str(value))
    codes = _CODES.get(field, {})
    if value in codes:
        return codes[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def section_words(section: str) -> str:
    """The name of a section: 正文, 附件1 …"""
    if section == "main":
        return "正文"
    return f"附件{section.removeprefix('annex')}"


def plan_text(session: Session, record: Record) -> str | None:
    """A short text by which a clerk knows a record of a plan; None for a record of another kind."""
    if isinstance(record, t.Campaign):
        return record.short_name or f"《{record.title}》"
    if not isinstance(record, t.PlanRecord):
        return None
    own = _own_text(record)
    if isinstance(
        record, t.MeasureUnit | t.MeasureDeadline | t.ProgressEntry | t.Attachment
    ):
        measure = (
            session.get(t.Measure, record.measure_id) if record.measure_id else None
        )
        if measure is not None:
            return f"{own}（{_own_text(measure)}）"
    campaign = session.get(t.Campaign, record.campaign_id)
    return f"{own}（{plan_text(session, campaign)}）" if campaign else own


def _own_text(record: t.PlanRecord) -> str:
    if isinstance(record, t.Measure):
        return f"{record.number} {record.head or _cut(record.text)}".strip()
    if isinstance(record, t.CampaignPart):
        return f"{record.number}{record.heading or _cut(record.body)}"
    if isinstance(record, t.CampaignNotice):
        return f"《{record.title}》"
    if isinstance(record, t.ProgressEntry):
        return f"{record.on_day:%m月%d日} {_cut(record.text)}"
    if isinstance(record, t.KeyMessage | t.Target):
        return _cut(record.text)
    if isinstance(record, t.MeasureDeadline):
        return record.raw or (record.due_on.isoformat() if record.due_on else "时限")
    if isinstance(record, t.TargetValue):
        return f"{record.year} 年 {shown('value', record.value)}"
    if isinstance(record, t.DeliverablePiece):
        return record.title or f"{record.made_on:%Y-%m-%d} {record.amount} 件"
    if isinstance(record, t.CampaignTable):
        return f"{section_words(record.section)}的表格"
    if isinstance(record, t.CampaignStory):
        return "关联的稿件"
    return str(getattr(record, "name", "") or getattr(record, "role", ""))


def _cut(words: str) -> str:
    line = words.strip().split("\n", 1)[0]
    return line if len(line) <= _SHORT else line[:_SHORT] + "…"
