"""Codes that are stored as numbers or words, with what a clerk reads for them."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class OutletLevel(IntEnum):
    """Level of an outlet (层级), highest first."""

    CENTRAL = 1
    PROVINCE = 2
    CITY = 3
    COUNTY = 4
    OWN = 5

    @property
    def label(self) -> str:
        """The word on screen and in forms."""
        return _LEVEL_LABELS[self]

    @property
    def short(self) -> str:
        """One or two characters for marks and narrow columns."""
        return _LEVEL_SHORT[self]


_LEVEL_LABELS = {
    OutletLevel.CENTRAL: "中央",
    OutletLevel.PROVINCE: "省",
    OutletLevel.CITY: "市",
    OutletLevel.COUNTY: "县(区)",
    OutletLevel.OWN: "单位自有",
}
_LEVEL_SHORT = {
    OutletLevel.CENTRAL: "中央",
    OutletLevel.PROVINCE: "省",
    OutletLevel.CITY: "市",
    OutletLevel.COUNTY: "县",
    OutletLevel.OWN: "自有",
}

OUTLET_KINDS: tuple[str, ...] = (
    "报纸",
    "电视",
    "广播",
    "网站",
    "微信",
    "微博",
    "客户端",
    "短视频",
    "杂志",
    "LED屏",
    "公交屏",
    "宣传栏",
    "其他",
)
"""Kinds of outlet (媒体类型)."""

GENRES: tuple[str, ...] = (
    "消息",
    "通讯",
    "评论",
    "专题",
    "访谈",
    "图文",
    "图片",
    "视频",
    "音频",
    "海报",
    "其他",
)
"""Kinds of piece (体裁)."""


class ReturnState(StrEnum):
    """State of what one unit owes for one week."""

    RECEIVED = "received"
    NIL = "nil"
    LATE = "late"
    MISSING = "missing"
    EXEMPT = "exempt"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    ReturnState.RECEIVED: "已报",
    ReturnState.NIL: "零报告",
    ReturnState.LATE: "迟报",
    ReturnState.MISSING: "未报",
    ReturnState.EXEMPT: "免报",
    ReturnState.RETURNED: "退回修改",
}
