"""Actions and changes as the history shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from services.history import BACK, ActionRow, Change

KINDS: tuple[tuple[str, str], ...] = (
    ("edit", "录入修改"),
    ("import", "导入"),
    ("issue", "周汇总"),
    ("undo", "撤销"),
    ("sample", "示例"),
)
_ROLES = {"import": "info", "issue": "accent", "undo": "neutral", "sample": "neutral"}
_NAMED = 40
"""Records named one by one before the rest is only counted."""


@dataclass(frozen=True)
class Block:
    """One record in the detail: what it is, and its lines (field, before, after)."""

    heading: str
    lines: tuple[tuple[str, str, str], ...] = ()


def kind_chip(row: ActionRow) -> tuple[str, str]:
    """Word and role of an action's kind."""
    if row.kind == "undo" and row.title.startswith(BACK):
        return "恢复", _ROLES["undo"]
    return dict(KINDS).get(row.kind, "录入修改"), _ROLES.get(row.kind, "new")


def moment(at: dt.datetime, today: dt.date) -> str:
    """「今天 10:32」, 「昨天 09:05」, 「11月16日 10:32」, with the year where it is another."""
    clock = f"{at:%H:%M}"
    days = (today - at.date()).days
    if days == 0:
        return f"今天 {clock}"
    if days == 1:
        return f"昨天 {clock}"
    year = f"{at.year}年" if at.year != today.year else ""
    return f"{year}{at.month}月{at.day}日 {clock}"


def blocks(changes: list[Change]) -> list[Block]:
    """Changes record by record; many records that were only added are counted, not listed."""
    found: list[Block] = []
    added: dict[tuple[str, str], list[str]] = {}
    edited: list[Change] = []
    fresh = {(c.table, c.record_id) for c in changes if c.op == "新增"}
    for change in changes:
        if change.op == "修改":
            if (change.table, change.record_id) not in fresh:
                edited.append(change)
        else:
            added.setdefault((change.op, change.table), []).append(change.record)
    for (_table, _id), group in groupby(edited, key=lambda c: (c.table, c.record_id)):
        rows = list(group)
        found.append(
            Block(
                f"{rows[0].table}　{rows[0].record}",
                tuple((c.field, c.before, c.after) for c in rows),
            )
        )
    for (op, table), names in added.items():
        shown = [n for n in names[:_NAMED] if n]
        more = len(names) - len(shown)
        lines = [("", "", n) for n in shown]
        if more > 0 and shown:
            lines.append(("", "", f"……还有 {more} 条"))
        found.append(Block(f"{op} {table} {len(names)} 条", tuple(lines)))
    return found
