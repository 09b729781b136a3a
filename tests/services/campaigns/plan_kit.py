"""An invented plan and its reading, written by hand: these tests do not lean on the reader."""

from __future__ import annotations

import datetime as dt

from models.database import Database
from services.campaigns import store
from services.plans.reading import (
    Annex,
    Contact,
    DateRange,
    DocKind,
    Found,
    Heading,
    Notice,
    Person,
    Phase,
    PlanReading,
    Precision,
    Quota,
    Recurrence,
    SlotRow,
    Span,
    TableFound,
    Task,
    UnitName,
    Weight,
)
from services.registers.units import save_unit

TODAY = dt.date(2026, 3, 10)

TEXT = """关于印发青禾县文明交通宣传方案的通知

各乡镇，县直各部门：

青禾县文明交通宣传方案

为做好文明交通宣传，制定本方案。

一、工作目标

让守规矩成为习惯。

二、重点任务

（一）拍摄宣传片。县融媒体中心每年拍摄1部宣传片，2026年6月底前完成首部。
（牵头单位：县委宣传部；配合单位：县融媒体中心、县交警大队）

（二）开展路口劝导。2026年3月20日前培训劝导员120名。（牵头单位：县交警大队）

三、工作要求

（三）压实责任。各单位要明确专人。

附件：路口劝导安排

青禾县委宣传部
2026年1月5日

附件 1

路口劝导安排

一、时间安排

3月至4月，每周五劝导。
"""


def span(words: str, start: int = 0) -> Span:
    """The place of words in the text."""
    at = TEXT.index(words, start)
    return Span(at, at + len(words))


def found(words: str, doubt: str = "") -> Found:
    """Words of the text as a value."""
    return Found(words, span(words), doubt=doubt)


def day(
    raw: str, end: dt.date | None, precision: Precision = Precision.DAY
) -> DateRange:
    """A date as written."""
    return DateRange(raw, None, end, precision, span(raw))


_TITLE = span("青禾县文明交通宣传方案", TEXT.index("各乡镇"))


def unit(name: str, label: str = "牵头单位", after: str = "重点任务") -> UnitName:
    """A unit name of the text, looked for behind some words."""
    return UnitName(name, label, span(name, TEXT.index(after)))


def _head(number: str, words: str, level: int, section: str = "main") -> Heading:
    start = TEXT.index("附件 1") if section != "main" else 0
    return Heading(
        section, level, number, words, words, "", span(f"{number}{words}", start)
    )


def reading() -> PlanReading:
    """The invented plan, read."""
    film = Task(
        "main",
        "二（一）",
        "拍摄宣传片",
        "拍摄宣传片。县融媒体中心每年拍摄1部宣传片，2026年6月底前完成首部。",
        span(
            "（一）拍摄宣传片。县融媒体中心每年拍摄1部宣传片，2026年6月底前完成首部。"
        ),
        lead_units=(unit("县委宣传部", after="（牵头单位"),),
        support_units=(
            unit("县融媒体中心", "配合单位", "；配合单位"),
            unit("县交警大队", "配合单位", "；配合单位"),
        ),
        actors=(unit("县融媒体中心", "", "拍摄宣传片"),),
        deadlines=(day("2026年6月底前", dt.date(2026, 6, 30), Precision.MONTH),),
        quotas=(Quota("year", 1, 1, "宣传片", span("每年拍摄1部宣传片")),),
        targets=(found("每年拍摄1部宣传片"),),
    )
    corner = Task(
        "main",
        "二（二）",
        "开展路口劝导",
        "开展路口劝导。2026年3月20日前培训劝导员120名。",
        span(
            "（二）开展路口劝导。2026年3月20日前培训劝导员120名。（牵头单位：县交警大队）"
        ),
        lead_units=(unit("县交警大队", after="120名"),),
        deadlines=(day("2026年3月20日前", dt.date(2026, 3, 20)),),
        targets=(found("培训劝导员120名"),),
    )
    annex = TEXT.index("附件 1")
    return PlanReading(
        TEXT,
        DocKind.PLAN,
        title=Found("青禾县文明交通宣传方案", _TITLE),
        notices=(
            Notice(
                found("关于印发青禾县文明交通宣传方案的通知"),
                recipients=found("各乡镇，县直各部门"),
            ),
        ),
        issuer=found("青禾县委宣传部"),
        issue_date=DateRange(
            "2026年1月5日",
            dt.date(2026, 1, 5),
            dt.date(2026, 1, 5),
            Precision.DAY,
            span("2026年1月5日"),
        ),
        recipients=found("各乡镇，县直各部门"),
        phases=(
            Phase(
                "annex1",
                "劝导",
                DateRange(
                    "3月至4月",
                    dt.date(2026, 3, 1),
                    dt.date(2026, 4, 30),
                    Precision.MONTH,
                    span("3月至4月"),
                ),
                span("3月至4月"),
                Recurrence("weekly", "每周五", span("每周五")),
                doubt="文中没有年份，按成文日期推定。",
            ),
        ),
        headings=(
            _head("一、", "工作目标", 1),
            _head("二、", "重点任务", 1),
            _head("（一）", "拍摄宣传片", 2),
            _head("（二）", "开展路口劝导", 2),
            _head("三、", "工作要求", 1),
            _head("（三）", "压实责任", 2),
            _head("一、", "时间安排", 1, "annex1"),
        ),
        goals=(found("让守规矩成为习惯。"),),
        requirements=(found("各单位要明确专人。"),),
        tasks=(film, corner),
        leadership=(Person("组长", "林一", "副县长", Span(0, 2)),),
        member_units=(unit("县交警大队", "成员单位"),),
        outlets=(found("县融媒体中心"),),
        contacts=(
            Contact(
                "main",
                "周二",
                "0000-1",
                "zhou8qq.com",
                "",
                Span(0, 2),
                doubt="邮箱缺少@。",
            ),
        ),
        annexes=(
            Annex(
                1,
                "路口劝导安排",
                "annex1",
                span("路口劝导安排"),
                Span(annex, len(TEXT)),
            ),
        ),
        tables=(
            TableFound(
                "annex1", (("单位", "日期"), ("县交警大队", "3月6日")), Span(0, 2)
            ),
        ),
        schedule=(
            SlotRow(
                1,
                "县交警大队",
                DateRange(
                    "3月6日",
                    dt.date(2026, 3, 6),
                    dt.date(2026, 3, 6),
                    Precision.DAY,
                    Span(0, 2),
                ),
                Span(0, 2),
            ),
        ),
        weights=(Weight("网络投票", 40.0, Span(0, 2)),),
        remarks=("第一份说明。",),
    )


def register(db: Database) -> dict[str, int]:
    """The units of the register that the plan names, one by an alias; the media house is not known."""
    with db.writing("登记单位") as session:
        return {
            "县委宣传部": save_unit(session, name="县委宣传部", group="县直部门"),
            "县交警大队": save_unit(
                session,
                name="县公安局交警大队",
                aliases=("县交警大队",),
                group="县直部门",
            ),
        }


def save(db: Database) -> int:
    """Save the invented plan as one action; returns its id."""
    with db.writing("存入方案《青禾县文明交通宣传方案》") as session:
        return store.save_reading(
            session,
            reading(),
            short_name="文明交通",
            source_name="方案.txt",
        )
