"""The weekly round on the sample county: forms out, filled, in, and the supervisor's workbook."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import ExitStack
from pathlib import Path

from commands.answer import Answer
from commands.demo_liaisons import fill_forms
from models.database import Database
from models.vocabulary import ReturnState
from services import sample
from services.board import board
from services.registers.outlets import list_outlets
from services.weeks import shift, sunday, week_label, week_of
from services.workdays import Workdays

BLANK, FILLED = "1-发出的表格", "2-交回的表格"
PROBLEMS = "3-要退回修改的行.xlsx"


def play(out: Path, data: Path | None, today: dt.date | None = None) -> Answer:
    """Play the last whole week into the folder `out`; `data` keeps the database, else it is thrown away.

    Raises an AppError where `data` is not empty or a file cannot be written.
    """
    week = shift(week_of(today or dt.date.today()), -1)
    for folder in (out, out / BLANK, out / FILLED):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if data is None:
            holder = tempfile.TemporaryDirectory(
                prefix="publicity-desk-", ignore_cleanup_errors=True
            )
            data = Path(stack.enter_context(holder))
        db = Database.open(data)
        stack.callback(db.close)
        db.actor = "示范"
        made = sample.make_sample(db, today=sunday(week))
        files, lines = _round(db, week, out)
    start = f"示例县：{made.units} 个单位，{made.weeks} 周；这一轮做的是 {week_label(week)}。"
    lines = [start, *lines, f"共写出 {len(files)} 个文件，都在“{out}”："]
    lines += [f"  {path.relative_to(out)}" for path in files]
    return Answer({"files": [str(path) for path in files]}, lines)


def _round(db: Database, week: dt.date, out: Path) -> tuple[list[Path], list[str]]:
    from services.intake.commit import commit
    from services.intake.prepare import prepare
    from services.intake.problem_book import write_problems
    from services.output.forms import write_forms
    from services.output.weekly_workbook import write_issue
    from services.weekly_issue import issue_snapshot, issue_week

    sent = write_forms(db, week, out / BLANK)
    files = [path for _, _, path in sent.files] + [sent.combined]
    lines = [f"1 发表：{len(sent.files)} 个单位各一份，另有一份合并表。"]
    blank = {unit_id: path for unit_id, _, path in sent.files}
    with db.reading() as session:
        seen = board(session, week, weeks=1)
        outlets = list_outlets(session)
    owing = [
        (row.unit, blank[row.unit.id])
        for row in seen.rows
        if row.last and row.last.state is ReturnState.MISSING and row.unit.id in blank
    ]
    back = fill_forms(owing, outlets, week, out / FILLED)
    files += back.paths
    lines.append(
        f"2 填表：还没报的 {len(owing)} 个单位交回 {len(back.paths)} 份，其中零报告 {back.nil} 份；"
        f"填了 {back.rows + back.wrong} 行，{back.wrong} 行有错。"
    )
    preview = prepare(db, back.paths, received=Workdays().due_day(week))
    files.append(write_problems(preview, out / PROBLEMS))
    result = commit(db, preview)
    lines.append(
        f"3 收表：收入 {result.taken} 条，跳过 {result.skipped} 条，问题 {len(result.problems)} 个"
        f"（已写成可以退回的表）。"
    )
    issue = issue_week(db, week)
    with db.reading() as session:
        snapshot = issue_snapshot(session, issue.id)
    files.append(write_issue(snapshot, out / f"4-宣传周报_{week.isoformat()}.xlsx"))
    lines.append(
        f"4 出周报：第 {issue.number} 期，{issue.units} 个单位，稿件 {issue.stories} 篇，"
        f"刊播 {issue.placements} 条。"
    )
    return files, lines
