"""What carries no label: outlets without a word for what they are, contacts, phases, merged cells of a PDF."""

from __future__ import annotations

import pytest

from services.plans.pdf_tables import _Grid
from services.plans.reader import read_plan
from services.plans.reading import PlanReading

_PLAN = """云岭县文明城市创建宣传工作方案
为做好宣传工作，制定本方案。
一、总体要求
坚持正面宣传为主，凝聚全县人民共识，为创建全国文明城市营造浓厚氛围。
二、宣传步骤
{steps}
三、重点任务
（一）加强媒体宣传。{task}
（二）加强社会宣传。组织志愿者进社区开展宣传，提高知晓率。
四、工作要求
（一）加强领导。各单位要高度重视，抓好落实。
{end}
"""


def _read(task: str = "", end: str = "", steps: str = "分步推进。") -> PlanReading:
    return read_plan(_PLAN.format(task=task, end=end, steps=steps))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("通过掌上云岭推送信息。", ["掌上云岭"]),
        ("在云岭发布上推出系列报道。", ["云岭发布"]),
        (
            "利用学习强国、云岭发布和云岭之声推送。",
            ["学习强国", "云岭发布", "云岭之声"],
        ),
        ("云岭日报、爱云岭要及时报道。", ["云岭日报", "爱云岭"]),
        ("由县政府新闻办统一发布，及时发布权威信息。", []),
        ("让云岭发展成果深入人心，热爱云岭、建设云岭。", []),
    ],
)
def test_outlets_named_after_the_place(words: str, names: list[str]) -> None:
    assert sorted(f.value for f in _read(task=words).outlets) == sorted(names)


@pytest.mark.parametrize(
    ("words", "contacts"),
    [
        ("（张伟，13812345678）", [("张伟", "13812345678", "")]),
        (
            "县委宣传部新闻科：李明，电话：0871-3334444",
            [("李明", "0871-3334444", "县委宣传部新闻科")],
        ),
        ("咨询电话：0871-3334444（王芳）", [("王芳", "0871-3334444", "")]),
        ("经办人：王芳；电话：0871-3334444", [("王芳", "0871-3334444", "")]),
        (
            "县委宣传部 王芳 0871-3334444\n县融媒体中心 李强 0871-5556666",
            [
                ("王芳", "0871-3334444", "县委宣传部"),
                ("李强", "0871-5556666", "县融媒体中心"),
            ],
        ),
        ("举报电话：0871-3334444。", []),
        ("全县统一服务电话为0871-3334444，24小时开通。", []),
    ],
)
def test_contacts_without_a_label(
    words: str, contacts: list[tuple[str, str, str]]
) -> None:
    found = [(c.name, c.phone, c.dept) for c in _read(end=words).contacts]
    assert found == contacts


@pytest.mark.parametrize(
    "steps",
    [
        "动员部署阶段（2026年3月1日—3月31日）。召开会议。\n集中宣传阶段（2026年4月1日至10月31日）。开展宣传。",
        "2026年3月为动员部署阶段，召开会议。\n2026年4月至10月为集中宣传阶段，开展宣传。",
        "动员部署阶段：2026年3月。召开会议。\n集中宣传阶段：2026年4月至10月。开展宣传。",
        "宣传分两个阶段：动员部署阶段（2026年3月）、集中宣传阶段（2026年4月至10月）。",
        "动员部署阶段为2026年3月，集中宣传阶段为2026年4月至10月。",
    ],
)
def test_phases_without_numbers(steps: str) -> None:
    reading = _read(steps=steps)
    found = [
        (p.name, str(p.dates.start), str(p.dates.end))
        for p in reading.phases
        if p.dates
    ]
    assert found == [
        ("动员部署阶段", "2026-03-01", "2026-03-31"),
        ("集中宣传阶段", "2026-04-01", "2026-10-31"),
    ]
    assert reading.period is None


def test_one_date_alone_is_no_phase() -> None:
    assert _read(steps="活动时间：2026年3月至10月。").phases == ()


def test_a_cell_over_two_rows_gives_its_words_to_the_upper_one() -> None:
    grid = _Grid([0, 10, 20], [0, 10, 20])
    upright = [(x, 0.0, 20.0) for x in (0.0, 10.0, 20.0)]
    flat = [(0.0, 0.0, 20.0), (20.0, 0.0, 20.0), (10.0, 0.0, 10.0)]
    grid.join(upright, flat)
    assert grid.at(5, 5) == (1, 0)
    assert grid.at(15, 5) == grid.at(15, 15) == (0, 1)


def test_a_cell_over_two_columns_gives_its_words_to_the_left_one() -> None:
    grid = _Grid([0, 10, 20], [0, 10, 20])
    flat = [(y, 0.0, 20.0) for y in (0.0, 10.0, 20.0)]
    upright = [(0.0, 0.0, 20.0), (20.0, 0.0, 20.0), (10.0, 10.0, 20.0)]
    grid.join(upright, flat)
    assert grid.at(15, 15) == (0, 1)
    assert grid.at(5, 5) == grid.at(15, 5) == (1, 0)
