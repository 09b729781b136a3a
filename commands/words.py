"""Problems as JSON and as lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from services.intake.problems import Problem

if TYPE_CHECKING:
    from services.intake.preview import Preview

_SHOWN = 30


def left_out(preview: Preview) -> list[Problem]:
    """What a newer version of a form no longer has: kept, since a command removes nothing unasked, but told."""
    from services.intake.preview import RowStatus

    return [
        Problem(
            row.file,
            row.sheet,
            None,
            "标题",
            f"《{row.text['title']}》（{row.text['outlet']}，{row.text['date']}）上一份表里有，这一份里没有，仍保留",
            "不该保留的，请在窗口的“稿件”页里删除。",
        )
        for row in preview.rows
        if row.status is RowStatus.GONE and not row.accept
    ]


def problem_data(problem: Problem) -> dict[str, Any]:
    """One problem with the keys that --json promises."""
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "reason": problem.reason,
        "mend": problem.mend,
    }


def problem_line(problem: Problem) -> str:
    """「周报.xlsx 周报表：第 6 行 刊播日期：没有 13 月。…」; a sentence that names the file stands alone."""
    sentence = problem.sentence
    if problem.file and problem.file in sentence:
        return sentence
    where = " ".join(part for part in (problem.file, problem.sheet) if part)
    return f"{where}：{sentence}" if where else sentence


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """A line for each problem, the first thirty; then how many more there are."""
    lines: list[str] = []
    lines += [f"  {problem_line(problem)}" for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  还有 {len(problems) - _SHOWN} 个问题没有列出。")
    return lines
