"""import-plan: what a campaign plan says, taken apart; issue-plan: a stored plan as an official document."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from commands.answer import Answer, Place
from commands.arguments import day, not_empty, path
from commands.plan_files import find_plan

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
    issue = words.add_parser("issue-plan", help="把方案写成正式公文（.docx）")
    issue.add_argument(
        "--plan",
        type=not_empty,
        required=True,
        metavar="方案",
        help="要发的方案；写标题、简称或文号，写一部分也可以",
    )
    issue.add_argument(
        "--out", type=path, required=True, metavar="文件", help="要写的公文（.docx）"
    )
    issue.add_argument("--number", default="", metavar="文号", help="发文字号")
    issue.add_argument("--date", type=day, metavar="日期", help="成文日期")
    issue.add_argument("--printed-by", default="", metavar="机关", help="印发机关")
    issue.add_argument("--printed-on", type=day, metavar="日期", help="印发日期")
    issue.add_argument("--plain", action="store_true", help="不要红头")
    issue.add_argument("--no-imprint", action="store_true", help="不要版记")
    issue.set_defaults(carry_out=carry_out_issue)


def carry_out_plan(_place: Place, args: argparse.Namespace) -> Answer:
    """Read one document and tell what was understood."""
    from services.plans.as_json import as_data
    from services.plans.files import read_document
    from services.plans.reader import read_plan

    reading = read_plan(read_document(args.file).text)
    return Answer(as_data(reading), _lines(reading))


def carry_out_issue(place: Place, args: argparse.Namespace) -> Answer:
    """Write a stored plan as a Word document."""
    from services.campaigns.store import load_plan
    from services.output.word.blocks import Wanted
    from services.output.word.plan_document import issue_plan

    wanted = Wanted(
        letterhead=not args.plain,
        number=args.number.strip(),
        issued_on=args.date,
        printed_by=args.printed_by.strip(),
        printed_on=args.printed_on,
        imprint=not args.no_imprint,
    )
    with place.opened() as db, db.reading() as session:
        plan = load_plan(session, find_plan(session, args.plan).id)
    issued = issue_plan(plan, wanted, args.out)
    data = {
        "plan": plan.title,
        "path": str(issued.path),
        "notes": list(issued.notes),
    }
    return Answer(data, [f"《{plan.title}》已写入“{issued.path}”。", *issued.notes])


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
