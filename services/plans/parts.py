"""What the parts of a plan are for, told by the words that their heads use throughout the genre."""

from __future__ import annotations

import re
from enum import StrEnum

from services.plans.outline import Node


class Part(StrEnum):
    """The kind of a part."""

    GOAL = "goal"
    LEADERSHIP = "leadership"
    MESSAGE = "message"
    PHASE = "phase"
    TIME = "time"
    TASK = "task"
    REQUIREMENT = "requirement"
    PROCEDURE = "procedure"
    SCOPE = "scope"
    OPEN = "open"


_RULES: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.TASK, re.compile(r"(?:内容|任务|措施|安排|步骤)(?:及|和|与)(?:有关|工作|相关)?要求")),
    (Part.GOAL, re.compile(r"总体要求|总要求|指导思想|总体思路|原则|意义|主题|背景|目标(?!任务分解)|依据|目的|宗旨")),
    (Part.PHASE, re.compile(r"步骤|阶段|进度|时间安排|时间节点|时间步骤|日程")),
    (Part.TIME, re.compile(r"时间$|时间(?:及|和|与|、|安排)|期限|起止")),
    (
        Part.MESSAGE,
        re.compile(r"(?:宣传|报道|学习|宣讲)(?:的)?(?:主要|重点)?(?:重点|内容|要点|口径)|重点(?:宣传)?内容|报道重点"),
    ),
    (Part.REQUIREMENT, re.compile(r"要求|保障|纪律|注意事项|组织实施|几点意见")),
    (Part.LEADERSHIP, re.compile(r"组织领导|组织机构|领导机构|工作机构|领导小组|机构设置|职责分工|成员单位")),
    (Part.PROCEDURE, re.compile(r"程序|流程|评选办法|评选方式|评审")),
    (
        Part.SCOPE,
        re.compile(r"标语|口号|(?:评议|考核|评选|评价|检查|测评|督查|报送|申报)内容|类别|标准|范围|对象|条件|奖项|名额"),
    ),
    (
        Part.TASK,
        re.compile(r"任务|措施|举措|安排|内容|活动|做法|重点|报道|方式|方法|载体|形式|宣传|行动|工作|分工|渠道"),
    ),
)  # fmt: skip


def part_of_head(head: str) -> Part:
    """The kind that a head names, OPEN where it names none."""
    short = len(head) <= 16
    for part, rule in _RULES:
        if rule.search(head) and (
            short or (part in (Part.REQUIREMENT, Part.GOAL) and len(head) <= 20)
        ):
            return part
    return Part.OPEN


def part_of(node: Node) -> Part:
    """The kind of the part that a node stands in: that of its topmost ancestor, itself included."""
    top = node
    while top.parent is not None:
        top = top.parent
    return part_of_head(top.head) if top.mark.level == 1 else Part.OPEN
