"""import-forms and undo-import: what the liaisons sent back, and taking it back out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.answer import DONE, FAILED, Answer, Place
from commands.arguments import day, path
from commands.words import left_out, problem_data, problem_line, problem_lines
from models.errors import FileProblem

if TYPE_CHECKING:
    from services.intake.preview import FileResult, Preview


def add_commands(words: Any) -> None:
    """Add the commands of this module to the parser."""
    take = words.add_parser("import-forms", help="收入各单位交回的表格")
    take.add_argument(
        "paths", type=path, nargs="+", metavar="文件", help="文件或文件夹，可以写多个"
    )
    take.add_argument(
        "--received", type=day, metavar="日期", help="收到的日期，缺省是今天"
    )
    take.add_argument("--dry-run", action="store_true", help="只看结果，不保存")
    take.add_argument(
        "--problems", type=path, metavar="文件", help="把有问题的行写成 .xlsx，便于退回"
    )
    take.set_defaults(carry_out=carry_out_import)
    undo = words.add_parser("undo-import", help="撤销一次收表")
    undo.add_argument(
        "batch", type=int, nargs="?", metavar="批次", help="批次号，缺省是最近一次"
    )
    undo.set_defaults(carry_out=carry_out_undo)


def carry_out_import(place: Place, args: argparse.Namespace) -> Answer:
    """Read the files and, unless it is a dry run, take in all that is right in one transaction."""
    from services.intake.commit import commit
    from services.intake.prepare import prepare
    from services.intake.preview import counts

    _refuse_too_many(args.paths)
    with place.opened() as db:
        preview = prepare(db, args.paths, received=args.received)
        if args.problems is not None:
            from services.intake.problem_book import write_problems

            write_problems(preview, args.problems)
        batch: int | None = None
        seen: Any = counts(preview)
        if not args.dry_run:
            seen = commit(db, preview)
            batch = seen.batch_id
    problems = [*preview.problems, *left_out(preview)]
    data = {
        "batch": batch,
        "files": [_file_data(f) for f in preview.files],
        "taken": seen.taken,
        "changed": seen.changed,
        "duplicates": seen.duplicates,
        "skipped": seen.skipped,
        "problems": [problem_data(p) for p in problems],
    }
    start = "试读（没有保存）" if args.dry_run else "已收表"
    nil = sum(f.nil for f in preview.files)
    line = (
        f"{start}：{len(preview.files)} 份表，新增 {seen.taken} 条，改动 {seen.changed} 条，"
        f"重复 {seen.duplicates} 条，跳过 {seen.skipped} 条，零报告 {nil} 份，问题 {len(problems)} 个。"
    )
    if batch is not None:
        line += f"批次 {batch}，可以用 undo-import {batch} 撤销。"
    lines = [line, *problem_lines(problems)]
    if args.problems is not None:
        lines.append(f"有问题的行已写入“{args.problems}”。")
    if problems and not _found_something(preview, seen):
        return Answer(data, lines, _nothing_taken(preview), FAILED)
    return Answer(data, lines, code=DONE)


def _file_data(file: FileResult) -> dict[str, Any]:
    return {
        "path": file.path,
        "unit": file.unit or None,
        "week": file.week.isoformat() if file.week else None,
        "outcome": file.outcome.value,
    }


def _found_something(preview: Preview, seen: Any) -> bool:
    """Whether anything good was in the files, be it known already: then the work could be done."""
    from services.intake.preview import Outcome

    good = (Outcome.NIL, Outcome.DUPLICATE)
    told = any(f.outcome in good for f in preview.files)
    return bool(seen.taken or seen.changed or seen.duplicates or told)


def _nothing_taken(preview: Preview) -> str:
    return f"没有收入任何内容，数据没有变化。{problem_line(preview.problems[0])}"


def _refuse_too_many(paths: list[Path]) -> None:
    """Refuse a folder of which only a part could be read: nobody would know which part."""
    from services.intake.workbook import MAX_FILES, list_files

    files, left = list_files(paths)
    full = [path for path, _ in left if path.is_dir()]
    if len(files) >= MAX_FILES and full:
        raise FileProblem(
            f"“{full[0].name}”里的表格超过 {MAX_FILES} 个，没有收表，数据没有变化。"
            "请分成几个文件夹，分几次收。"
        )


def carry_out_undo(place: Place, args: argparse.Namespace) -> Answer:
    """Turn one intake back as a whole."""
    from services.intake.undo import undo_batch

    with place.opened() as db:
        result = undo_batch(db, args.batch)
    line = (
        f"批次 {result.batch_id} 已撤销，{result.undone} 项（刊播、改动和零报告）"
        "恢复到收表之前。"
    )
    if result.conflicts:
        line += f"有 {result.conflicts} 条后来又改过，保持现在的样子。"
    return Answer({"batch": result.batch_id, "undone": result.undone}, [line])
