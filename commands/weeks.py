"""board and issue-week: one week seen, one week given to the supervisor."""

from __future__ import annotations

import argparse
from typing import Any

from commands.answer import Answer, Place
from commands.arguments import day, workbook
from services.weeks import week_label, week_of


def add_commands(words: Any) -> None:
    """Add the commands of this module to the parser."""
    board = words.add_parser("board", help="看一周的报送情况")
    board.add_argument(
        "--week", type=day, required=True, metavar="日期", help="这一周里的任何一天"
    )
    board.set_defaults(carry_out=carry_out_board)
    issue = words.add_parser("issue-week", help="生成一周的周报并冻结")
    issue.add_argument(
        "--week", type=day, required=True, metavar="日期", help="这一周里的任何一天"
    )
    issue.add_argument(
        "--out",
        type=workbook,
        required=True,
        metavar="文件",
        help="要写的周报（.xlsx）",
    )
    issue.set_defaults(carry_out=carry_out_issue)


def carry_out_board(place: Place, args: argparse.Namespace) -> Answer:
    """The state of every unit in a week; closed units are left out, a return that has not come is missing."""
    from services.board import board

    week = week_of(args.week)
    with place.opened() as db, db.reading() as session:
        seen = board(session, week, weeks=1)
    counts = seen.counts
    units: list[dict[str, Any]] = []
    lines = [
        f"{week_label(week)}：应报 {counts.expected}，已报 {counts.received}（其中零报告 {counts.nil}、"
        f"迟报 {counts.late}），按时 {counts.on_time}，未报 {counts.missing}，免报 {counts.exempt}；"
        f"稿件 {counts.stories} 篇，刊播 {counts.placements} 条。"
    ]
    for row in seen.rows:
        cell = row.last
        if cell is None:
            continue
        units.append(
            {
                "unit": row.unit.name,
                "group": row.unit.group,
                "state": cell.state.value,
                "received_on": cell.received_on.isoformat()
                if cell.received_on
                else None,
                "stories": cell.stories,
                "placements": cell.placements,
                "silent_weeks": row.silent_weeks,
            }
        )
        silent = f"，连续 {row.silent_weeks} 周未报" if row.silent_weeks > 1 else ""
        lines.append(
            f"  {row.unit.number:>3} {row.unit.label}：{cell.state.label}"
            f"，稿件 {cell.stories}，刊播 {cell.placements}{silent}"
        )
    data = {
        "week": week.isoformat(),
        "expected": counts.expected,
        "received": counts.received,
        "on_time": counts.on_time,
        "units": units,
    }
    return Answer(data, lines)


def carry_out_issue(place: Place, args: argparse.Namespace) -> Answer:
    """Freeze a week (once) and write its workbook; asked again, the same issue is written again."""
    from services.output.weekly_workbook import write_issue
    from services.output.writing import try_target
    from services.weekly_issue import issue_snapshot, issue_week

    week = week_of(args.week)
    with place.opened() as db:
        try_target(
            args.out
        )  # an issue is final: no number for a workbook that cannot be written
        issue = issue_week(db, week)
        with db.reading() as session:
            snapshot = issue_snapshot(session, issue.id)
        written = write_issue(snapshot, args.out)
    data = {
        "number": issue.number,
        "week": issue.week.isoformat(),
        "hash": issue.hash,
        "units": issue.units,
        "stories": issue.stories,
        "placements": issue.placements,
    }
    line = (
        f"第 {issue.number} 期（{week_label(issue.week)}）：{issue.units} 个单位，"
        f"稿件 {issue.stories} 篇，刊播 {issue.placements} 条，已写入“{written}”。"
    )
    return Answer(data, [line])
