"""forms: the weekly forms for the liaisons."""

from __future__ import annotations

import argparse
from typing import Any

from commands.answer import Answer, Place
from commands.arguments import day, path
from services.weeks import week_label


def add_commands(words: Any) -> None:
    """Add the command of this module to the parser."""
    forms = words.add_parser("forms", help="生成发给各单位的周报表格")
    forms.add_argument(
        "--week", type=day, required=True, metavar="日期", help="这一周里的任何一天"
    )
    forms.add_argument(
        "--out", type=path, required=True, metavar="文件夹", help="放表格的文件夹"
    )
    forms.set_defaults(carry_out=carry_out_forms)


def carry_out_forms(place: Place, args: argparse.Namespace) -> Answer:
    """Write a form for each unit that owes one, and the workbook of all units."""
    from services.output.forms import write_forms

    with place.opened() as db:
        result = write_forms(db, args.week, args.out)
    data = {
        "week": result.week.isoformat(),
        "files": [
            {"unit": name, "path": str(written)} for _, name, written in result.files
        ],
    }
    line = (
        f"{week_label(result.week)}：{len(result.files)} 个单位的表格已写入“{args.out}”，"
        f"合并表是“{result.combined}”。"
    )
    return Answer(data, [line])
