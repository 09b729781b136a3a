"""init, import-units, export-units: the data folder and the register of units."""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands.answer import FAILED, Answer, Place
from commands.arguments import not_empty, path
from commands.words import problem_data, problem_lines
from models.tables import Unit, WeeklyReturn
from services import settings


def add_commands(words: Any) -> None:
    """Add the commands of this module to the parser."""
    init = words.add_parser("init", help="建立数据；已有数据时不会改动")
    init.add_argument(
        "--office", type=not_empty, metavar="名称", help="办公室名称，例如 云岭县委宣传部"
    )  # fmt: skip
    init.add_argument(
        "--sample", action="store_true", help="载入示例县（虚构的云岭县，半年数据）"
    )
    init.add_argument(
        "--seed", type=int, default=2026, metavar="数", help="示例县的种子，缺省 2026"
    )
    init.set_defaults(carry_out=carry_out_init)
    take = words.add_parser("import-units", help="导入单位名册")
    take.add_argument("file", type=path, metavar="文件", help="单位名册（Excel）")
    take.set_defaults(carry_out=carry_out_import)
    give = words.add_parser("export-units", help="导出单位名册")
    give.add_argument("file", type=path, metavar="文件", help="要写的文件（.xlsx）")
    give.set_defaults(carry_out=carry_out_export)


def carry_out_init(place: Place, args: argparse.Namespace) -> Answer:
    """Make the database, the office's name and, when wanted, the sample county; keeps what is there."""
    there = place.has_data
    with place.opened(create=True) as db:
        if args.sample:
            from services.sample import make_sample

            make_sample(db, args.seed)
        kept = ""
        with db.writing("设置办公室名称") as session:
            office = settings.load(session).office
            if args.office and (args.sample or not office):
                settings.save(session, office=args.office.strip(), onboarded=True)
            elif args.office and args.office.strip() != office:
                kept = office
        with db.reading() as session:
            units, weeks = _amounts(session)
    data = {"data": str(place.folder), "units": units, "weeks": weeks}
    if not there:
        line = f"已在“{place.folder}”建立数据"
    elif args.sample:
        line = f"已把示例县放进“{place.folder}”"
    else:
        line = f"“{place.folder}”里已有数据，原样保留"
    line += f"：{units} 个单位，{weeks} 周。"
    if kept:
        line += f"办公室名称仍是“{kept}”，要改请到窗口的“设置”里改。"
    return Answer(data, [line])


def _amounts(session: Session) -> tuple[int, int]:
    units = session.scalar(
        select(func.count()).select_from(Unit).where(Unit.deleted_at.is_(None))
    )
    weeks = session.scalar(
        select(func.count(func.distinct(WeeklyReturn.week))).where(
            WeeklyReturn.deleted_at.is_(None)
        )
    )
    return units or 0, weeks or 0


def carry_out_import(place: Place, args: argparse.Namespace) -> Answer:
    """Take in a list of units in one action."""
    from services.intake.unit_list import commit_units, preview_units
    from services.intake.workbook import read_book

    book = read_book(args.file)  # before a database is made for it
    with (
        place.opened(create=True) as db,
        db.writing(f"导入单位名册 {args.file.name}", kind="import") as session,
    ):
        preview = preview_units(session, book)
        counts = commit_units(session, preview)
    data = {
        "taken": counts.taken,
        "changed": counts.changed,
        "skipped": counts.skipped,
        "problems": [problem_data(p) for p in preview.problems],
    }
    line = f"单位名册：新增 {counts.taken} 个，改动 {counts.changed} 个，跳过 {counts.skipped} 行。"
    good = counts.taken or counts.changed or counts.same
    failed = bool(preview.problems) and not good
    complaint = (
        f"“{args.file.name}”里没有一行可以收入，名册没有变化。" if failed else ""
    )
    return Answer(
        data,
        [line, *problem_lines(preview.problems)],
        complaint,
        FAILED if failed else 0,
    )


def carry_out_export(place: Place, args: argparse.Namespace) -> Answer:
    """Write the list of units."""
    from services.output.unit_list import write_units
    from services.registers.units import list_units

    with place.opened() as db, db.reading() as session:
        number = len(list_units(session))
        written = write_units(session, args.file)
    data: dict[str, Any] = {
        "taken": number,
        "changed": 0,
        "skipped": 0,
        "problems": [],
    }
    return Answer(data, [f"已把 {number} 个单位写入“{written}”。"])
