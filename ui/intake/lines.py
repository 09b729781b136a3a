"""What the check step says and shows: pills, figures, chips, columns; no widgets here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from services.intake.preview import (
    Counts,
    FileResult,
    Outcome,
    Preview,
    PreviewRow,
    RowStatus,
)
from services.registers.outlets import parse_level

ALL = "all"
LOOK = "look"
FILES = "files"

STATUS_ROLE: dict[RowStatus, str] = {
    RowStatus.NEW: "new",
    RowStatus.JOINS: "merged",
    RowStatus.CHANGED: "changed",
    RowStatus.DUPLICATE: "duplicate",
    RowStatus.WRONG: "wrong",
    RowStatus.CONFIRM: "ask",
    RowStatus.GONE: "changed",
    RowStatus.SKIPPED: "duplicate",
}
OUTCOME_ROLE: dict[Outcome, str] = {
    Outcome.TAKEN: "new",
    Outcome.NIL: "nil",
    Outcome.DUPLICATE: "duplicate",
    Outcome.EMPTY: "ask",
    Outcome.UNRECOGNISED: "ask",
    Outcome.UNKNOWN_UNIT: "wrong",
    Outcome.UNREADABLE: "wrong",
    Outcome.SKIPPED: "duplicate",
}
FILE_TROUBLE = (Outcome.EMPTY, Outcome.UNKNOWN_UNIT, Outcome.UNREADABLE)
"""Outcomes of a file of which nothing can be taken."""

_ROW_PILLS = (
    RowStatus.NEW,
    RowStatus.JOINS,
    RowStatus.CHANGED,
    RowStatus.DUPLICATE,
    RowStatus.GONE,
    RowStatus.SKIPPED,
)


@dataclass(frozen=True)
class Figures:
    """The answer card of the check step."""

    take: int
    take_note: str
    duplicates: int
    wrong: int
    ask: int
    unread: str


def wants_look(row: PreviewRow) -> bool:
    """Whether the clerk has to decide or mend something in a row."""
    if row.status is RowStatus.GONE:
        return not row.accept
    return row.status in (RowStatus.WRONG, RowStatus.CONFIRM) and row.accept


def figures(preview: Preview, counts: Counts) -> Figures:
    """Numbers and words over the table."""
    by = counts.by_status
    joins = sum(r.status is RowStatus.JOINS and r.accept for r in preview.rows)
    new = counts.taken - joins
    parts = [f"新增 {new}"]
    if counts.changed:
        parts.append(f"改动 {counts.changed}")
    if joins:
        parts.append(f"并入同一稿件 {joins}")
    if counts.removed:
        parts.append(f"移除 {counts.removed}")
    return Figures(
        take=counts.will_write,
        take_note="可以入库（" + "，".join(parts) + "）",
        duplicates=by[RowStatus.DUPLICATE],
        wrong=sum(r.status is RowStatus.WRONG and r.accept for r in preview.rows),
        ask=sum(r.status is RowStatus.CONFIRM and r.accept for r in preview.rows)
        + sum(f.outcome is Outcome.UNRECOGNISED for f in preview.files),
        unread=unread_words(preview.files),
    )


def unread_words(files: list[FileResult], most: int = 2) -> str:
    """「2 个文件没有读：说明.txt 不是表格…」, empty where all was read."""
    bad = [f for f in files if f.outcome in FILE_TROUBLE]
    if not bad:
        return ""
    named = "；".join(f.name for f in bad[:most])
    more = " 等" if len(bad) > most else ""
    return f"{len(bad)} 个文件没有收：{named}{more}"


def pills(preview: Preview, counts: Counts) -> list[tuple[str, str, int | None]]:
    """(key, word, number) of the filters, those without rows left out."""
    look = sum(map(wants_look, preview.rows))
    found: list[tuple[str, str, int | None]] = [(ALL, "全部", len(preview.rows))]
    if look:
        found.append((LOOK, "需要看的", look))
    found += [
        (status.value, status.label, number)
        for status in _ROW_PILLS
        if (number := counts.by_status[status])
    ]
    found.append((FILES, "文件", len(preview.files)))
    return found


def row_filter(key: str) -> Callable[[PreviewRow], bool]:
    """Which rows a pill shows."""
    if key == ALL:
        return lambda _row: True
    if key == LOOK:
        return wants_look
    return lambda row: row.status.value == key


def day_cell(row: PreviewRow) -> str:
    """The date as read, or as typed where it could not be read."""
    day = row.parsed.published_on if row.parsed is not None else _stored_day(row)
    if day is not None:
        return f"{day.month}/{day.day}"
    return row.text.get("date", "") or "（空）"


def _stored_day(row: PreviewRow) -> dt.date | None:
    """The day of a stored record that a newer form leaves out."""
    if row.status not in (RowStatus.GONE, RowStatus.DUPLICATE):
        return None
    try:
        return dt.date.fromisoformat(row.text.get("date", ""))
    except ValueError:
        return None


def title_cell(row: PreviewRow) -> str:
    """The title."""
    return (row.parsed.title if row.parsed else row.text.get("title", "")) or "（空）"


def outlet_cell(row: PreviewRow) -> str:
    """Outlet with its column, as the drawing has it."""
    outlet = (
        row.parsed.outlet if row.parsed else row.text.get("outlet", "")
    ) or "（空）"
    column = row.parsed.column if row.parsed else row.text.get("column", "")
    column = column.strip("《》")
    return f"{outlet}《{column}》" if column else outlet


def level_cell(row: PreviewRow) -> str:
    """Short word of the level, ? where it is not known."""
    if row.status is RowStatus.GONE:
        return ""
    if row.parsed is not None and row.status is not RowStatus.CONFIRM:
        return row.parsed.level.short
    level = parse_level(row.text.get("level", ""))
    return level.short if level is not None else "?"


def remark_cell(row: PreviewRow) -> str:
    """What there is to say about a row, without its place, which stands beside it."""
    told = [replace(p, row=None).sentence for p in row.problems]
    rest = replace(row, problems=[]).remark
    return "；".join([*told, rest] if rest else told)


def wrong_fields(row: PreviewRow) -> set[str]:
    """Headings of the columns in which something is wrong."""
    return {p.column for p in row.problems if p.column}


def place_words(row: PreviewRow) -> str:
    """「司法局（定稿）.xlsx › 周报 › 第 6 行」."""
    parts = [row.file, row.sheet]
    if row.row is not None:
        parts.append(f"第 {row.row} 行")
    elif row.status is RowStatus.GONE:
        parts.append("这份表里没有")
    return " › ".join(p for p in parts if p)


def file_note(file: FileResult) -> str:
    """Why a file stands as it does, and what was found in it."""
    said = [file.reason] if file.reason else []
    said += [p.sentence for p in file.problems if p.sentence not in said]
    said += file.notices
    return "；".join(said)


def file_numbers(file: FileResult) -> str:
    """「新增 3 · 重复 1」."""
    named = (
        ("新增", file.taken),
        ("改动", file.changed),
        ("重复", file.duplicates),
        ("不收", file.skipped),
    )
    return " · ".join(f"{word} {number}" for word, number in named if number)


def weeks_words(preview: Preview) -> str:
    """「11月16日—22日的周报 · 43 个文件」, or how many weeks are among them."""
    from services.weeks import week_label

    weeks = sorted({f.week for f in preview.files if f.week is not None})
    count = len({f.path or f.name for f in preview.files})
    files = f"{count} 个文件" if preview.source != "pasted" else "粘贴的文字"
    if not weeks:
        return files
    if len(weeks) == 1:
        return f"{week_label(weeks[0])}的周报 · {files}"
    return f"{len(weeks)} 个周的周报 · {files}"
