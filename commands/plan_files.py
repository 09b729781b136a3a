"""progress-forms, import-progress, export-ledger and export-split: what goes out of a plan, and what comes back."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from commands.answer import DONE, FAILED, Answer, Place
from commands.arguments import day, not_empty, path, workbook
from commands.words import problem_data, problem_line, problem_lines
from models.errors import NotFound, ValidationError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from services.campaigns.types import CampaignRow
    from services.intake.progress.preview import Item, Preview


def add_commands(words: Any) -> None:
    """Add the commands of this module to the parser."""
    forms = words.add_parser(
        "progress-forms", help="生成发给各单位的进度表（任务进展报送表）"
    )
    forms.add_argument(
        "--out", type=path, required=True, metavar="文件夹", help="放表格的文件夹"
    )
    _add_plan(forms, "只发这份方案的任务，缺省是全部进行中的方案")
    _add_day(forms)
    forms.add_argument(
        "--all", action="store_true", help="连已完成和不再实施的任务一起发"
    )
    forms.set_defaults(carry_out=carry_out_forms)
    take = words.add_parser(
        "import-progress", help="收入填好的进度表（任务进展报送表）或改过的任务台账"
    )
    take.add_argument(
        "paths", type=path, nargs="+", metavar="文件", help="文件或文件夹，可以写多个"
    )
    take.add_argument(
        "--received", type=day, metavar="日期", help="收到的日期，缺省是今天"
    )
    take.add_argument("--dry-run", action="store_true", help="只看结果，不保存")
    take.add_argument(
        "--accept-doubtful",
        action="store_true",
        help="待确认的也登记（缺省只登记没有疑问的）",
    )
    take.add_argument(
        "--problems", type=workbook, metavar="文件", help="把要处理的内容写成 .xlsx"
    )
    take.set_defaults(carry_out=carry_out_import)
    ledger = words.add_parser("export-ledger", help="导出任务台账（.xlsx）")
    _add_plan(ledger, "要导出的方案，缺省是全部方案")
    _add_out(ledger, "要写的台账（.xlsx）")
    _add_day(ledger)
    ledger.set_defaults(carry_out=carry_out_ledger)
    split = words.add_parser("export-split", help="导出按牵头单位的任务分解表（.xlsx）")
    _add_plan(split, "要导出的方案", required=True)
    _add_out(split, "要写的分解表（.xlsx）")
    split.add_argument("--page-each", action="store_true", help="每个单位另起一页打印")
    split.set_defaults(carry_out=carry_out_split)


def _add_plan(parser: Any, words: str, *, required: bool = False) -> None:
    parser.add_argument(
        "--plan",
        type=not_empty,
        metavar="方案",
        required=required,
        help=f"{words}；写标题、简称或文号，写一部分也可以",
    )


def _add_out(parser: Any, words: str) -> None:
    parser.add_argument(
        "--out", type=workbook, required=True, metavar="文件", help=words
    )


def _add_day(parser: Any) -> None:
    parser.add_argument(
        "--as-of", type=day, metavar="日期", help="按哪一天的情况，缺省是今天"
    )


def carry_out_forms(place: Place, args: argparse.Namespace) -> Answer:
    """Write a form for each unit that leads or supports something, and the workbook of all."""
    from services.output.progress_forms import write_progress_forms

    with place.opened() as db:
        with db.reading() as session:
            plan = _find_plan(session, args.plan)
        result = write_progress_forms(
            db,
            args.out,
            as_of=args.as_of,
            campaign_id=plan.id if plan else None,
            open_only=not args.all,
        )
    data = {
        "as_of": result.as_of.isoformat(),
        "plan": plan.title if plan else None,
        "files": [
            {"unit": name, "measures": count, "path": str(written)}
            for _, name, count, written in result.files
        ],
        "combined": str(result.combined),
        "without_form": [{"name": n, "measures": c} for n, c in result.collective],
    }
    line = (
        f"截至 {result.as_of}：{len(result.files)} 个单位的进展报送表已写入“{args.out}”，"
        f"合并表是“{result.combined}”。"
    )
    lines = [line]
    if result.collective:
        names = "、".join(name for name, _ in result.collective[:5])
        lines.append(f"“{names}”等是统称，没有单独的表。")
    return Answer(data, lines)


def carry_out_import(place: Place, args: argparse.Namespace) -> Answer:
    """Read the files and, unless it is a dry run, enter all that is beyond doubt as one action."""
    from services.intake.progress.commit import commit
    from services.intake.progress.prepare import prepare
    from services.intake.progress.preview import counts

    with place.opened() as db:
        preview = prepare(db, args.paths, received=args.received)
        if args.accept_doubtful:
            for item in preview.items:
                preview.set_accept(item.id, accept=True)
        if args.problems is not None:
            from services.intake.progress.problem_book import write_problem_book

            write_problem_book(preview, args.problems)
        action: int | None = None
        seen: Any = counts(preview)
        if not args.dry_run:
            seen = commit(db, preview)
            action = seen.action_id
    problems = preview.problems
    data = {
        "action": action,
        "files": _files_data(preview),
        "entries": seen.entries,
        "states": seen.states,
        "values": seen.values,
        "waiting": seen.waiting,
        "same": seen.same,
        "wrong": seen.wrong,
        "items": [_item_data(preview, item) for item in preview.items],
        "problems": [problem_data(p) for p in problems],
    }
    start = "试读（没有保存）" if args.dry_run else "已收进展"
    line = (
        f"{start}：{len(preview.files)} 份表，进展 {seen.entries} 条，状态 {seen.states} 项，"
        f"指标值 {seen.values} 个，已有 {seen.same} 项，待确认 {seen.waiting} 项，问题 {len(problems)} 个。"
    )
    lines = [line, *problem_lines(problems)]
    if args.problems is not None:
        lines.append(f"要处理的内容已写入“{args.problems}”。")
    nothing = not (seen.entries or seen.states or seen.values or seen.same)
    if problems and nothing and not seen.waiting:
        words = f"没有收入任何内容，数据没有变化。{problem_line(problems[0])}"
        return Answer(data, lines, words, FAILED)
    return Answer(data, lines, code=DONE)


def carry_out_ledger(place: Place, args: argparse.Namespace) -> Answer:
    """Write the ledger workbook of a plan, or of all."""
    from services.output.ledger_book import write_ledger_book

    today: dt.date = args.as_of or dt.date.today()
    with place.opened() as db:
        with db.reading() as session:
            plan = _find_plan(session, args.plan)
            measures = _count(session, plan, today)
        written = write_ledger_book(
            db, args.out, plan.id if plan else None, today=today
        )
    data = {
        "plan": plan.title if plan else None,
        "as_of": today.isoformat(),
        "measures": measures,
        "path": str(written),
    }
    name = f"《{plan.title}》" if plan else "全部方案"
    return Answer(data, [f"{name}的任务台账（{measures} 项）已写入“{written}”。"])


def carry_out_split(place: Place, args: argparse.Namespace) -> Answer:
    """Write the decomposition table of a plan."""
    from services.output.split_book import write_split_book

    with place.opened() as db:
        with db.reading() as session:
            plan = _find_plan(session, args.plan)
        assert plan is not None
        written = write_split_book(db, args.out, plan.id, page_each=args.page_each)
    data = {"plan": plan.title, "path": str(written)}
    return Answer(data, [f"《{plan.title}》的任务分解表已写入“{written}”。"])


def _find_plan(session: Session, wanted: str | None) -> CampaignRow | None:
    return None if wanted is None else find_plan(session, wanted)


def find_plan(session: Session, wanted: str) -> CampaignRow:
    """The one plan that a title, short name or number means. Raises NotFound, ValidationError."""
    from services.campaigns.store import list_campaigns

    plans = list_campaigns(session)
    exact = [p for p in plans if wanted in (p.title, p.short_name, p.doc_number)]
    found = exact or list_campaigns(session, words=wanted)
    if not found:
        names = "、".join(f"“{p.label}”" for p in plans[:5]) or "（还没有方案）"
        raise NotFound(f"没有找到方案“{wanted}”，什么也没有做。现有的方案：{names}。")
    if len(found) > 1:
        names = "、".join(f"“{p.title}”" for p in found[:5])
        raise ValidationError(
            f"“{wanted}”对应 {len(found)} 份方案，请写得再完整些：{names}。"
        )
    return found[0]


def _count(session: Session, plan: CampaignRow | None, today: dt.date) -> int:
    from services.output.ledger_book_data import load_data

    data = load_data(session, plan.id if plan else None, today, whole=False)
    return len(data.facts.rows)


def _files_data(preview: Preview) -> list[dict[str, Any]]:
    return [
        {
            "path": f.path,
            "sheet": f.sheet,
            "unit": f.unit or None,
            "day": f.on_day.isoformat() if f.on_day else None,
            "outcome": f.outcome.value,
        }
        for f in preview.files
    ]


def _item_data(preview: Preview, item: Item) -> dict[str, Any]:
    file = preview.file(item.file_id)
    return {
        "file": file.name,
        "sheet": file.sheet,
        "row": item.row,
        "unit": file.unit or None,
        "plan": item.campaign or None,
        "number": item.number,
        "task": item.task,
        "kind": item.kind.value,
        "status": item.status.value,
        "accepted": item.counts,
        "before": item.before,
        "after": item.after,
        "reason": item.reason,
    }
