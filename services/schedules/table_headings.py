"""Headings of the full table of a schedule, shared by those who write it and those who read it."""

from __future__ import annotations

SLOT_HEADINGS: dict[str, str] = {
    "number": "序号",
    "name": "单位",
    "day": "日期",
    "time": "时间",
    "outlet": "媒体",
    "column": "栏目",
    "person": "人员",
    "place": "地点",
    "topic": "主题",
    "state": "状态",
    "confirmed_on": "确认日期",
    "recorded_on": "录制日期",
    "published_on": "刊播日期",
    "planned_on": "原定日期",
    "reason": "变动原因",
    "note": "备注",
    "mark": "编号",
}
"""Field → heading; what reading back looks for."""

FULL_HEADINGS: dict[str, str] = {}
for _name, _heading in SLOT_HEADINGS.items():
    FULL_HEADINGS[_name] = _heading
    if _name == "day":
        FULL_HEADINGS["weekday"] = "星期"
"""Field → heading of the full table, left to right."""

SLOT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "number": ("编排序号", "序", "期次", "期号"),
    "name": ("单位名称", "部门", "部门单位", "采访单位", "责任单位", "受访单位"),
    "day": ("时间安排", "采访日期", "采访时间", "安排", "日程", "播出日期"),
    "time": ("具体时间", "时段"),
    "outlet": ("媒体名称", "平台"),
    "column": ("栏目名称", "专栏", "专题"),
    "person": ("受访人", "嘉宾", "采访对象", "姓名"),
    "place": ("采访地点",),
    "topic": ("选题", "访谈主题", "内容"),
    "reason": ("原因",),
    "note": ("说明",),
    "mark": ("编号（请勿修改）",),
}
"""Other headings that mean the same."""
