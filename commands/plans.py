"""import-plan: what a campaign plan says, taken apart; nothing is stored."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from commands.answer import Answer, Place
from commands.arguments import path

if TYPE_CHECKING:
    from services.plans.reading import PlanReading

_KINDS = {
    "plan": "宣传方案",
    "notice": "通知",
    "article": "报道或文章",
    "other": "没有认出方案",
}


def add_commands(words: Any) -> None:
    """Add the commands of this module to the parser."""
    read = words.add_parser(
        "import-plan", help="读一份宣传方案，列出读懂的内容（不保存）"
    )
    read.add_argument(
        "file", type=path, metavar="文件", help=".docx、.pdf、.txt、.md 或 .html 文件"
    )
    read.set_defaults(carry_out=carry_out_plan)


def carry_out_plan(_place: Place, args: argparse.Namespace) -> Answer:
    """Read one document and tell what was understood."""
    from services.plans.as_json import as_data
    from services.plans.files import read_document
    from services.plans.reader import read_plan

    reading = read_plan(read_document(args.file).text)
    return Answer(as_data(reading), _lines(reading))


def _lines(reading: PlanReading) -> list[str]:
    title = reading.title.value if reading.title else "（没有认出标题）"
    out = [f"{_KINDS[reading.kind.value]}：{title}"]
    if reading.issuer:
        out.append(f"发文机关：{reading.issuer.value}")
    if reading.doc_number:
        out.append(f"发文字号：{reading.doc_number.value}")
    if reading.issue_date and reading.issue_date.start:
        out.append(f"成文日期：{reading.issue_date.start.isoformat()}")
    if reading.kind.value == "plan":
        counts = (
            ("任务", reading.tasks),
            ("阶段", reading.phases),
            ("成员单位", reading.member_units),
            ("联系人", reading.contacts),
            ("附件", reading.annexes),
            ("排期", reading.schedule),
        )
        out.append(
            "，".join(f"{name} {len(found)} 项" for name, found in counts) + "。"
        )
        out += [f"  {t.number} {t.head or t.text[:24]}" for t in reading.tasks]
    return [*out, *reading.remarks]
