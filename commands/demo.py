"""demo: the weekly round once, on the sample county, with files that can be looked at."""

from __future__ import annotations

import argparse
from typing import Any

from commands.answer import Answer, Place
from commands.arguments import path


def add_commands(words: Any) -> None:
    """Add the command of this module to the parser."""
    demo = words.add_parser("demo", help="用示例县走一遍：发表、填表、收表、出周报")
    demo.add_argument(
        "--out", type=path, required=True, metavar="文件夹", help="放结果的文件夹"
    )
    demo.set_defaults(carry_out=carry_out_demo)


def carry_out_demo(place: Place, args: argparse.Namespace) -> Answer:
    """Forms out, filled, in, and the weekly workbook; see commands.demo_round."""
    from commands.demo_round import play

    return play(args.out, place.folder if place.named else None)
