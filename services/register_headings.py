"""Headings of the unit list and the outlet list, shared by those who write them and those who read them."""

from __future__ import annotations

UNIT_HEADINGS: dict[str, str] = {
    "number": "序号",
    "name": "单位名称",
    "short_name": "简称",
    "group": "分组",
    "aliases": "别名",
    "valid_from": "启用日期",
    "valid_to": "停用日期",
    "merged_into": "并入单位",
    "liaison": "联络员",
    "phone": "电话",
}
"""Field → heading of the unit list, left to right."""

OUTLET_HEADINGS: dict[str, str] = {
    "number": "序号",
    "name": "媒体名称",
    "level": "层级",
    "kind": "类型",
    "aliases": "别名",
    "columns": "栏目",
    "note": "备注",
}
"""Field → heading of the outlet list, left to right."""

UNIT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "排序", "序"),
    "name": ("单位", "单位全称", "名称", "部门", "部门名称", "单位部门", "成员单位"),
    "short_name": ("单位简称",),
    "group": ("组别", "类别", "单位类别", "所属分组", "单位分组"),
    "aliases": ("曾用名", "其他名称", "别称", "单位别名"),
    "valid_from": ("启用时间", "成立日期", "开始日期", "起始日期"),
    "valid_to": ("停用时间", "撤销日期", "结束日期", "截止日期"),
    "merged_into": ("并入", "合并到", "并入的单位"),
    "liaison": (
        "宣传联络员",
        "联络人",
        "联系人",
        "姓名",
        "信息员",
        "通讯员",
        "联络员姓名",
    ),
    "phone": (
        "联系电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "电话号码",
        "联络员电话",
    ),
}
"""Other headings that mean the same."""

OUTLET_SYNONYMS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "排序", "序"),
    "name": ("媒体", "名称", "平台", "平台名称", "媒体平台", "媒体全称"),
    "level": ("级别", "媒体层级", "媒体级别", "等级"),
    "kind": ("媒体类型", "类别", "形式", "种类"),
    "aliases": ("其他名称", "别称", "简称", "曾用名"),
    "columns": ("专栏", "栏目名称", "专题专栏", "专题"),
    "note": ("说明",),
}
"""Other headings that mean the same."""
