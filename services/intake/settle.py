"""What becomes of each file of a preview: counts, outcome, and sentences about it."""

from __future__ import annotations

from services.forms_shared import NIL_LABEL
from services.intake.preview import FileResult, Outcome, Preview, PreviewRow, RowStatus
from services.intake.problems import Problem
from services.intake.stored import Cell, Stored
from services.weeks import week_label, week_of

_WRITTEN = ("taken", "changed")
_FIXED = frozenset({Outcome.UNREADABLE, Outcome.UNKNOWN_UNIT, Outcome.UNRECOGNISED})


def settle_files(preview: Preview, found: Stored) -> None:
    """Count each file's rows and decide its outcome; what was read and said before stays."""
    by_file: dict[int, list[PreviewRow]] = {f.id: [] for f in preview.files}
    with_rows: set[Cell] = set()
    for row in preview.rows:
        by_file[row.file_id].append(row)
    for file in preview.files:
        _count(file, by_file[file.id], with_rows)
    kept_rows = {(s.unit_id, s.week) for s in found.placements}
    nil_seen: set[Cell] = set()
    for file in preview.files:
        rows = by_file[file.id]
        file.notices = list(file.read_notices)
        file.problems = list(file.read_problems)
        if file.twin_of is not None:
            first = preview.file(file.twin_of)
            file.outcome = Outcome.DUPLICATE
            file.reason = f"与“{first.name}”内容完全相同，只收一次。"
            continue
        if file.final or file.outcome in _FIXED:
            continue
        if file.answer is not None and file.answer.skip:
            file.outcome, file.reason = Outcome.SKIPPED, "按您的选择没有收。"
            continue
        _tell_week(preview, file)
        rows = [r for r in rows if r.parsed or r.problems or r.was_gone]
        _tell_earlier(file, rows, found)
        if rows:
            _with_rows(file, rows, found)
        else:
            _without_rows(file, found, with_rows, kept_rows, nil_seen)
    _quiet_empties(preview)


def _count(file: FileResult, rows: list[PreviewRow], with_rows: set[Cell]) -> None:
    """Set the counts of a file; note in `with_rows` the units and weeks that get rows."""
    kinds: dict[str, int] = dict.fromkeys(
        ("taken", "changed", "duplicates", "skipped", "gone"), 0
    )
    for row in rows:
        kind = row.counts_as
        kinds[kind] += 1
        if kind in _WRITTEN and row.unit_id and row.week:
            with_rows.add((row.unit_id, row.week))
    file.taken, file.changed = kinds["taken"], kinds["changed"]
    file.duplicates, file.skipped = kinds["duplicates"], kinds["skipped"]


def _tell_week(preview: Preview, file: FileResult) -> None:
    if file.week is None:
        return
    present = week_of(preview.received)
    if file.week != present:
        when = "以后" if file.week > present else "以前"
        file.notices.append(
            f"这是 {week_label(file.week)} 那一周的表（收到日期所在周{when}），已归入那一周"
        )


def _tell_earlier(file: FileResult, rows: list[PreviewRow], found: Stored) -> None:
    if file.unit_id is None or file.week is None:
        return
    cell = (file.unit_id, file.week)
    known = found.by_hash.get((file.sha256, *cell))
    file.known_file_id = known.id if known else None
    back = found.returns.get(cell)
    if back is not None and back.exempt:
        file.notices.append("这个单位这一周登记为免报，仍照收")
    if back is not None and back.nil and rows:
        file.notices.append("这个单位这一周原报“本周无报道”，现在有稿件")
    earlier = found.files.get(cell)
    if known is None and earlier and rows and not file.adds:
        last = earlier[-1]
        gone = sum(r.status is RowStatus.GONE for r in rows)
        day = f"{last.received_on.month}月{last.received_on.day}日"
        file.notices.append(
            f"这个单位这一周的表 {day} 收过（“{last.name}”），与这一份相比：新增 {file.taken} 条、"
            f"改动 {file.changed} 条、这一份没有的 {gone} 条（原记录保留）"
        )


def _with_rows(file: FileResult, rows: list[PreviewRow], found: Stored) -> None:
    file.nil = False
    removing = any(r.status is RowStatus.GONE and r.accept for r in rows)
    if file.ticked_nil and (file.taken or file.changed or file.duplicates):
        file.problems.append(
            _file_problem(
                file,
                NIL_LABEL,
                f"表里勾了“{NIL_LABEL}”，下面又填了稿件，按有稿件收",
                "请单位核实：没有稿件的删去各行，有稿件的去掉勾选。",
            )
        )
    if file.taken or file.changed or removing:
        file.outcome, file.reason = Outcome.TAKEN, ""
    elif file.duplicates:
        file.outcome = Outcome.DUPLICATE
        known = file.known_file_id is not None
        day = _received_day(file, found)
        if known:
            file.reason = f"这份文件{day}已经收过，没有重复入库。"
        else:
            file.reason = "表里的稿件都已经收过，没有重复入库。"
    else:
        file.outcome = Outcome.SKIPPED
        file.reason = "表里没有一行可以入库，原因见各行说明。"


def _received_day(file: FileResult, found: Stored) -> str:
    assert file.unit_id is None or file.week is not None or not file.known_file_id
    for (sha, unit, week), stored in found.by_hash.items():
        if (sha, unit, week) == (file.sha256, file.unit_id, file.week):
            return f" {stored.received_on.month}月{stored.received_on.day}日 "
    return ""


def _without_rows(
    file: FileResult,
    found: Stored,
    with_rows: set[Cell],
    kept_rows: set[Cell],
    nil_seen: set[Cell],
) -> None:
    assert file.unit_id is not None
    assert file.week is not None
    cell = (file.unit_id, file.week)
    file.nil = False
    if not file.ticked_nil:
        file.outcome = Outcome.EMPTY
        file.reason = f"表里没有稿件，也没有勾“{NIL_LABEL}”，不能当作零报告。"
        file.problems.append(
            _file_problem(
                file,
                "",
                f"没有填稿件，也没有勾“{NIL_LABEL}”",
                f"本周确实没有的，请在“{NIL_LABEL}”右边选“是”再报一次；有稿件的请补填。",
            )
        )
        return
    if cell in with_rows or cell in kept_rows:
        file.outcome = Outcome.SKIPPED
        file.reason = f"这个单位这一周已有稿件，这份“{NIL_LABEL}”没有收。"
        file.problems.append(
            _file_problem(
                file,
                NIL_LABEL,
                "这个单位这一周已有稿件，与零报告矛盾",
                "请与单位核实；确实没有的，先删除已收的稿件。",
            )
        )
        return
    back = found.returns.get(cell)
    if cell in nil_seen or (
        back is not None
        and back.nil
        and back.received_on is not None
        and back.returned_on is None
    ):
        file.outcome = Outcome.DUPLICATE
        file.reason = "这个单位这一周的零报告已经收过。"
        return
    nil_seen.add(cell)
    file.outcome, file.nil, file.reason = Outcome.NIL, True, ""


def _file_problem(file: FileResult, column: str, reason: str, mend: str) -> Problem:
    return Problem(file.name, file.sheet, None, column, reason, mend)


def _quiet_empties(preview: Preview) -> None:
    """In a workbook of many sheets, blank sheets beside filled ones are no problem of theirs."""
    filled = {
        f.path for f in preview.files if f.outcome not in (Outcome.EMPTY, *_FIXED)
    }
    for file in preview.files:
        if file.outcome is Outcome.EMPTY and file.path in filled:
            file.problems = list(file.read_problems)
