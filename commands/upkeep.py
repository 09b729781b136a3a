"""check: whether the stored data is whole."""

from __future__ import annotations

import argparse
from typing import Any

from commands.answer import FAILED, Answer, Place
from models.errors import StorageError


def add_commands(words: Any) -> None:
    """Add the command of this module to the parser."""
    check = words.add_parser("check", help="检查数据是否完整")
    check.set_defaults(carry_out=carry_out_check)


def carry_out_check(place: Place, _args: argparse.Namespace) -> Answer:
    """Look for damage; a database that cannot be opened is a finding, too."""
    from services import integrity

    try:
        with place.opened() as db:
            findings = integrity.check(db)
    except StorageError as error:
        findings = [str(error)]
    data = {"ok": not findings, "findings": findings}
    if not findings:
        return Answer(data, ["数据完整，没有发现问题。"])
    complaint = f"检查发现 {len(findings)} 个问题：{findings[0]}"
    return Answer(data, findings, complaint, FAILED)
