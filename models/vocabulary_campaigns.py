"""Codes of campaign plans that are stored as words, with what a clerk reads for them."""

from __future__ import annotations

from enum import StrEnum


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _CAMPAIGN_LABELS[self]


_CAMPAIGN_LABELS = {
    CampaignState.DRAFT: "草拟",
    CampaignState.RUNNING: "进行中",
    CampaignState.CLOSED: "已结束",
}


class MeasureState(StrEnum):
    """State of a measure. OVERDUE is derived against a day and never stored."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    DONE = "done"
    OVERDUE = "overdue"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _MEASURE_LABELS[self]

    @property
    def closed(self) -> bool:
        """Whether the clock has stopped for it."""
        return self in {MeasureState.DONE, MeasureState.DROPPED}


_MEASURE_LABELS = {
    MeasureState.NOT_BEGUN: "未开始",
    MeasureState.UNDER_WAY: "进行中",
    MeasureState.DONE: "已完成",
    MeasureState.OVERDUE: "已逾期",
    MeasureState.DROPPED: "不再实施",
}


class UnitRole(StrEnum):
    """What a unit has to do with a measure or a plan."""

    LEAD = "lead"
    SUPPORT = "support"
    IMPLIED = "implied"
    MEMBER = "member"
    COPIED = "copied"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    UnitRole.LEAD: "牵头单位",
    UnitRole.SUPPORT: "配合单位",
    UnitRole.IMPLIED: "文中提到",
    UnitRole.MEMBER: "成员单位",
    UnitRole.COPIED: "抄送单位",
}


class PartKind(StrEnum):
    """What a part of the outline is: words before the first head, a head, an annex, the words at the end."""

    LEAD = "lead"
    HEAD = "head"
    ANNEX = "annex"
    CLOSING = "closing"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _PART_LABELS[self]


_PART_LABELS = {
    PartKind.LEAD: "导语",
    PartKind.HEAD: "条款",
    PartKind.ANNEX: "附件",
    PartKind.CLOSING: "落款",
}

MEASURE_KINDS: dict[str, str] = {
    "measure": "任务",
    "requirement": "要求",
    "step": "步骤",
}
"""Kinds of measure."""

MESSAGE_KINDS: dict[str, str] = {
    "goal": "目标",
    "message": "宣传重点",
    "requirement": "工作要求",
}
"""Kinds of what a plan says."""

CHANNEL_KINDS: dict[str, str] = {
    "column": "专题专栏",
    "outlet": "媒体",
    "place": "宣传阵地",
}
"""Kinds of channel that a plan names."""

PERSON_KINDS: dict[str, str] = {"leader": "组织领导", "contact": "联系人"}
"""Kinds of person that a plan names."""

PERIODS: dict[str, str] = {
    "": "共",
    "year": "每年",
    "half": "每半年",
    "quarter": "每季度",
    "month": "每月",
    "week": "每周",
    "day": "每天",
}
"""How often a quota counts anew."""

PRECISIONS: dict[str, str] = {
    "": "",
    "day": "到日",
    "xun": "到旬",
    "month": "到月",
    "half": "到半年",
    "quarter": "到季度",
    "year": "到年",
    "relative": "相对日期",
}
"""How exactly a date was written."""
