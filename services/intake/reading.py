"""One file as read becomes files and rows of a preview: which form each sheet is, and its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from services.forms_shared import (
    LIST_SHEET,
    MARK_SHEET,
    FormMark,
    parse_mark,
)
from services.intake.dates import DateError, parse_day
from services.intake.foreign import propose
from services.intake.forms import (
    Layout,
    Rows,
    data_rows,
    find_mark,
    find_nil,
    read_layout,
)
from services.intake.known import Known
from services.intake.preview import (
    FileAnswer,
    FileResult,
    Grid,
    Outcome,
    Preview,
    PreviewRow,
    Proposal,
)
from services.intake.problems import REASON_HEADING, Problem
from services.intake.progress.sheets import find_sheets
from services.intake.rows import show
from services.intake.sheet_rows import add_rows, linked, nil_words_apart
from services.intake.workbook import Book, Sheet
from services.registers.units import UnitRow
from services.weeks import week_label, week_of

_OWN_SHEETS = frozenset({MARK_SHEET, LIST_SHEET})
_TABLE_WIDTH = 3


@dataclass(frozen=True)
class Source:
    """A file on its way in: path as given, name, hash, time (seconds)."""

    path: str
    name: str
    sha256: str
    modified: float


def read_into(
    known: Known,
    preview: Preview,
    source: Source,
    book: Book,
    answers: Mapping[str, FileAnswer] | None = None,
) -> None:
    """Add a workbook to a preview: a FileResult for each sheet that is, or could be, a report."""
    answer = (answers or {}).get(source.path)
    sheets = [s for s in book.sheets if not s.hidden and s.name not in _OWN_SHEETS]
    found: list[tuple[Sheet, FormMark | None, Layout | None]] = []
    for sheet in sheets:
        mark = find_mark(sheet.rows)
        layout = read_layout(sheet.rows)
        if mark is None and (layout or len(sheets) == 1):
            book_mark = _book_mark(book)
            mark = None if book_mark and book_mark.every_unit else book_mark
        found.append((sheet, mark, layout))
    if not any(mark for _, mark, _ in found) and find_sheets(book):
        _refuse(
            _new_file(preview, source, ""),
            Outcome.UNREADABLE,
            "这是方案的进度表（任务进展报送表）或任务台账，不是宣传报道周报表",
            "请在“方案”里用“收回填好的进度表”收，或直接拖到窗口里。",
        )
        return
    useful = [f for f in found if f[1] or f[2]]
    for sheet, mark, layout in useful:
        if mark is not None and not mark.every_unit:
            _marked(known, preview, source, sheet, mark, layout, answer)
        else:
            _foreign(known, preview, source, sheet, answer)
    if not useful:
        fullest = max(sheets, key=lambda s: len(s.rows), default=None)
        if fullest is None or not fullest.rows:
            file = _new_file(preview, source, "")
            _refuse(
                file,
                Outcome.UNREADABLE,
                "这个文件里没有内容",
                "请核对是否保存了，再导入。",
            )
        elif answer is None and not _is_table(fullest.rows):
            file = _new_file(preview, source, fullest.name)
            _refuse(
                file,
                Outcome.UNREADABLE,
                "这个文件里没有表格",
                "请核对是不是选错了文件；是一段报道文字的，请用“粘贴文字”。",
            )
        else:
            _foreign(known, preview, source, fullest, answer)


def _is_table(rows: Rows) -> bool:
    """Whether anything looks like a table: two rows, or one in ten, with three cells or more."""
    filled = [sum(v is not None and v != "" for v in row) for row in rows]
    wide = sum(n >= _TABLE_WIDTH for n in filled)
    said = sum(n > 0 for n in filled)
    return wide >= 2 and wide * 10 >= said


def _book_mark(book: Book) -> FormMark | None:
    for sheet in book.sheets:
        if sheet.name == MARK_SHEET and sheet.rows and sheet.rows[0]:
            return parse_mark(sheet.rows[0][0])
    return None


def _new_file(preview: Preview, source: Source, sheet: str) -> FileResult:
    file = FileResult(
        len(preview.files),
        source.path,
        source.name,
        sheet,
        source.sha256,
        modified=source.modified,
    )
    preview.files.append(file)
    return file


def _refuse(file: FileResult, outcome: Outcome, reason: str, mend: str) -> None:
    file.outcome, file.reason = outcome, f"{reason}。{mend}"
    problem = Problem(file.name, file.sheet, None, "", reason, mend)
    file.read_problems = [problem]
    file.problems = [problem]


def _marked(
    known: Known,
    preview: Preview,
    source: Source,
    sheet: Sheet,
    mark: FormMark,
    layout: Layout | None,
    answer: FileAnswer | None,
) -> None:
    file = _new_file(preview, source, sheet.name)
    file.week, file.form_version = mark.week, mark.version
    file.grid, file.links = _grid(sheet), sheet.links
    unit = known.unit_by_uid.get(mark.unit_uid)
    file.unit_id = unit.id if unit else None
    file.ticked_nil = bool(find_nil(sheet.rows, layout.header if layout else None))
    if answer is not None:
        give_answer(known, preview, file, answer)
        return
    if unit is None:
        _refuse(
            file,
            Outcome.UNKNOWN_UNIT,
            "表格编号里的单位不在名册里，可能是别处的表格，或单位已被删除",
            "请先登记或恢复这个单位，或在导入页面指定单位。",
        )
        file.proposal = _proposal(known, preview, file, answer)
        return
    start = len(preview.rows)
    _take(known, preview, file, unit, layout, sheet.rows)
    _old_form(known, preview, file, preview.rows[start:])
    if not preview.ask:
        file.grid = None


def _grid(sheet: Sheet) -> Grid:
    """The cells of a sheet; they are never written to, so that both can hold the same ones."""
    return cast("Grid", sheet.rows)


def _old_form(
    known: Known, preview: Preview, file: FileResult, rows: list[PreviewRow]
) -> None:
    """Tell when somebody filled an old form again: every day lies in one and the same later week.

    Where the clerk can be asked, the file waits with that week proposed.
    """
    rows = [r for r in rows if r.parsed or r.problems]
    if not rows or file.week is None or any(r.parsed for r in rows):
        return
    weeks: set[dt.date] = set()
    for row in rows:
        try:
            day = parse_day(row.text.get("date", ""), near=preview.received)
        except DateError:
            continue
        weeks.add(week_of(day))
    if len(weeks) != 1 or (other := weeks.pop()) <= file.week:
        return
    reason = (
        f"表格编号是 {week_label(file.week)} 那一周的，填的日期却都在 {week_label(other)}，"
        "可能用了旧表"
    )
    mend = "请用那一周的新表填写，或在导入页面把周次改过来。"
    if preview.ask:
        proposal = _proposal(known, preview, file, None)
        file.proposal, file.week = replace(proposal, week=other, certain=False), other
        _refuse(file, Outcome.UNRECOGNISED, reason, mend)
        return
    file.read_problems.append(Problem(file.name, file.sheet, None, "", reason, mend))


def _take(
    known: Known,
    preview: Preview,
    file: FileResult,
    unit: UnitRow | None,
    layout: Layout | None,
    rows: Rows,
) -> None:
    """Read a sheet whose unit and week are known into the file's rows."""
    file.unit_id, file.unit = (unit.id, unit.name) if unit else (None, "")
    file.outcome, file.reason, file.read_problems = Outcome.TAKEN, "", []
    assert file.week is not None
    file.read_notices = _unit_notices(unit, file.week)
    if layout is None and not file.ticked_nil:
        _refuse(
            file,
            Outcome.UNREADABLE,
            "没有找到“标题、媒体”等表头",
            "请用发下去的表格重新填写，不要删改表头。",
        )
        return
    mended = layout is not None and REASON_HEADING in layout.headings
    file.adds = mended or preview.source == "pasted"
    raw = linked(file, layout, data_rows(rows, layout)) if layout else iter(())
    if file.ticked_nil:
        raw = nil_words_apart(raw)
    add_rows(known, preview, file, raw)


def _unit_notices(unit: UnitRow | None, week: dt.date) -> list[str]:
    if unit is None or unit.valid_to is None or unit.valid_to >= week:
        return []
    into = f"，已并入“{unit.merged_into}”" if unit.merged_into else ""
    return [f"“{unit.name}”已于 {unit.valid_to.isoformat()} 停用{into}，仍照收"]


def _foreign(
    known: Known,
    preview: Preview,
    source: Source,
    sheet: Sheet,
    answer: FileAnswer | None,
) -> None:
    file = _new_file(preview, source, sheet.name)
    file.grid, file.links = _grid(sheet), sheet.links
    layout = read_layout(sheet.rows)
    file.ticked_nil = bool(find_nil(sheet.rows, layout.header if layout else None))
    give_answer(known, preview, file, answer)


def give_answer(
    known: Known, preview: Preview, file: FileResult, answer: FileAnswer | None
) -> None:
    """Read a sheet again as the clerk says; without an answer only what is certain is taken.

    Where the clerk can be asked, a sheet without a mark waits for an answer unless its mapping was kept
    for the unit.
    """
    file.answer = answer
    if answer is not None and answer.skip:
        _skip(preview, file)
        return
    if answer is not None and answer.week is not None:
        file.week = answer.week - dt.timedelta(days=answer.week.weekday())
    proposal = file.proposal = _proposal(known, preview, file, answer)
    enough = proposal.certain if answer is None else not proposal.missing
    if answer is None and preview.ask and enough:
        enough = _was_kept(known, file, proposal)
    if not enough:
        file.week = proposal.week
        unit = known.units.by_id.get(proposal.unit_id or 0)
        file.unit_id, file.unit = (unit.id, unit.name) if unit else (None, "")
        reason = "没有表格编号，不能确定单位、周次和各列的内容"
        mend = proposal.missing or "请在导入页面核对程序的判断后确认。"
        _refuse(file, Outcome.UNRECOGNISED, reason, mend)
        return
    file.week = proposal.week
    mapping = {c.index: c.field for c in proposal.columns if c.field}
    rows: Rows = file.grid or []
    header = proposal.header_row - 1 if proposal.header_row else -1
    texts = tuple(show(v) for v in rows[header]) if header >= 0 else ()
    layout = Layout(header, mapping, texts, ())
    unit = known.units.by_id.get(proposal.unit_id or 0)
    _take(known, preview, file, unit, layout, rows)
    if answer is None:
        file.read_notices.append(
            "没有表格编号，按文件名、表题和表头认出单位、周次和各列"
        )


def _was_kept(known: Known, file: FileResult, proposal: Proposal) -> bool:
    from services.intake.forms import header_key

    if proposal.header_row is None or file.grid is None:
        return False
    headings = [show(v) for v in file.grid[proposal.header_row - 1]]
    return (proposal.unit_id or 0, header_key(headings)) in known.mappings


def _skip(preview: Preview, file: FileResult) -> None:
    file.outcome, file.reason = Outcome.SKIPPED, "按您的选择没有收。"
    file.read_problems, file.problems = [], []
    for row in preview.rows_of(file.id):
        row.accept = False


def _proposal(
    known: Known, preview: Preview, file: FileResult, answer: FileAnswer | None
) -> Proposal:
    said = answer or FileAnswer()
    marked = bool(file.form_version)
    return propose(
        known,
        file.name,
        file.sheet,
        file.grid or [],
        preview.received,
        header_row=said.header_row,
        unit_id=said.unit_id or (file.unit_id if marked else None),
        week=file.week if marked or said.week else None,
        mapping=said.mapping,
    )
