"""Rows of sheets become items: what a form or a ledger says, against what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from models.vocabulary_campaigns import MeasureState
from services import progress_shared as shared
from services.campaigns.measures import LedgerRow
from services.campaigns.progress import TEXT_MAX
from services.campaigns.types import MeasureUnitRow
from services.intake.problems import Problem
from services.intake.progress import cells
from services.intake.progress.batch import settle_batch
from services.intake.progress.known import Known
from services.intake.progress.making import Making, same_number
from services.intake.progress.preview import (
    FileOutcome,
    FileResult,
    Item,
    ItemKind,
    ItemStatus,
    Preview,
    RawLine,
)
from services.progress_facts import successor
from services.progress_shared import BookKind

_OF_LEADER = ("share", "state", "value", "closed_on")
_ENTRIES = ("words", "share", "state", "value", "closed_on", "note")
_NOT_MINE = "台账里这条任务没有列这个单位，打勾才登记"
_NO_UNIT = "认不出是哪个单位填的，打勾才登记"


def compare(known: Known, preview: Preview) -> None:
    """Make the items of a preview anew from the rows of its files."""
    preview.items.clear()
    preview.stamp = known.stamp
    for file in preview.files:
        if file.outcome in (FileOutcome.READ, FileOutcome.BLANK):
            _file(known, preview, file)
    settle_batch(preview)


def _file(known: Known, preview: Preview, file: FileResult) -> None:
    file.problems = [p for p in file.problems if p.row is None]
    groups: dict[int, tuple[LedgerRow, list[RawLine]]] = {}
    strangers: list[RawLine] = []
    for line in file.lines:
        row = known.find(line)
        if row is not None:
            groups.setdefault(row.id, (row, []))[1].append(line)
        elif file.kind is BookKind.LEDGER or _is_filled(line):
            strangers.append(line)
    before = len(preview.items)
    for row, lines in groups.values():
        if file.kind is BookKind.FORM:
            _form_measure(known, preview, file, row, lines)
        else:
            _ledger_measure(known, preview, file, row, lines)
    _tell_strangers(preview, file, strangers, bool(groups))
    found = len(preview.items) > before or strangers
    file.outcome = FileOutcome.READ if found else FileOutcome.BLANK


def _is_filled(line: RawLine) -> bool:
    return any(line.values.get(f) not in (None, "", "牵头填") for f in _ENTRIES)


def _tell_strangers(
    preview: Preview, file: FileResult, lines: Sequence[RawLine], others: bool
) -> None:
    """Rows whose measure is not in the record: told one by one, or once where no row of the sheet is."""
    mend = "请核对是不是本机发出的表；任务被删除的，可以先从回收站里恢复。"
    if lines and not others:
        reason = "这张表里的任务都不在台账里，没有登记"
        if not any(p.reason == reason for p in file.problems):
            problem = Problem(file.name, file.sheet, None, "", reason, mend)
            file.problems.append(problem)
        return
    told: set[str] = set()
    for line in lines:
        uid = line.code.measure_uid if line.code else ""
        if uid and uid in told:
            continue
        told.add(uid)
        number = str(line.values.get("number", "") or "")
        problem = Problem(
            file.name, file.sheet, line.row, "任务", "这条任务不在台账里", mend
        )
        item = Item(
            len(preview.items),
            file.id,
            ItemKind.ENTRY,
            ItemStatus.WRONG,
            line.row,
            number=number,
            task=str(line.values.get("task", ""))[:60],
            after=str(line.values.get("words", ""))[:80],
            reason=problem.sentence,
            problem=problem,
        )
        preview.items.append(item)


# --- forms ---------------------------------------------------------------------------------------------


def _form_measure(
    known: Known,
    preview: Preview,
    file: FileResult,
    row: LedgerRow,
    lines: list[RawLine],
) -> None:
    if not any(_is_filled(line) for line in lines):
        return
    on_day = file.on_day or preview.received
    making = Making(known, preview, file, row, lines, _why_ask(known, file, row))
    words = making.cell("words", cells.words_of) or ""
    note = making.cell("note", cells.words_of) or ""
    share: int | None = None
    if _tells_all(known, file, row):
        share = making.cell("share", cells.share_of)
        used = _form_state(making, words, note, on_day)
        note = "" if used == note else note
        _form_values(making, on_day)
    else:
        _tell_support(making)
    text = shared.entry_words(words, note)
    if not text and share is not None and share != row.share:
        text = f"完成比例更新为 {share}%。"
    if text:
        _form_entry(making, text, share, on_day)
    making.finish()


def _form_entry(making: Making, words: str, share: int | None, on_day: dt.date) -> None:
    if len(words) <= TEXT_MAX:
        making.add_entry(words, share, on_day)
        return
    making.note_wrong(
        "words",
        making.lines[0].row,
        f"本期进展和备注一共 {len(words)} 个字，太长了",
        f"请缩短到 {TEXT_MAX} 个字以内。",
    )


def _why_ask(known: Known, file: FileResult, row: LedgerRow) -> str:
    if not file.unit:
        return _NO_UNIT
    units = (*row.leads, *row.supports, *row.implied)
    if not any(_is_of(known, file, u) for u in units):
        return _NOT_MINE
    return next((p.reason for p in file.problems if p.column == shared.DAY_LABEL), "")


def _is_of(known: Known, file: FileResult, unit: MeasureUnitRow) -> bool:
    """Whether a unit of a measure is the one that filled the form in, or one that was merged into it."""
    if file.unit_id is None:
        return unit.name == file.unit
    heir = successor(known.units.by_id, unit.unit_id, known.facts.today)
    return file.unit_id in (unit.unit_id, heir)


def _tells_all(known: Known, file: FileResult, row: LedgerRow) -> bool:
    """Whether the unit tells state, share and values: it leads, or nobody does, or it is not known."""
    if not row.leads or not file.unit:
        return True
    helps = any(_is_of(known, file, u) for u in row.supports)
    return not helps or any(_is_of(known, file, u) for u in row.leads)


def _tell_support(making: Making) -> None:
    """What only the leading unit tells was filled in by a supporting one: left, and told."""
    seen: set[tuple[str, str]] = set()
    for line in making.lines:
        for name in _OF_LEADER:
            value = line.values.get(name)
            # A merged cell gives its value to each row of the measure: told once.
            if value in (None, "", "牵头填") or (name, str(value)) in seen:
                continue
            seen.add((name, str(value)))
            making.note_left(
                name,
                line.row,
                "这一格由牵头单位填写，配合单位填的没有登记",
                "确需登记的，请在任务台账里直接改。",
            )


def _form_state(making: Making, words: str, note: str, on_day: dt.date) -> str:
    """The state that a form tells; returns the words that were used as the reason for dropping."""
    last = making.preview.received
    state = making.cell("state", cells.state_of)
    closed = making.cell("closed_on", lambda v: cells.day_of(v, on_day, last))
    current = MeasureState(making.row.measure.state)
    if state is None:
        if closed is not None and closed != making.row.measure.closed_on:
            ask = "填了完成日期，没有选“已完成”，打勾就按已完成登记"
            done = current if current.closed else MeasureState.DONE
            making.add_state(done, closed, making.row.measure.dropped_reason, ask)
        return ""
    if state is MeasureState.DROPPED:
        reason = note or words
        if not reason:
            _tell_no_reason(making)
            return ""
        ask = "单位提出不再实施，打勾才登记"
        making.add_state(state, closed or on_day, reason, ask)
        return note
    if state is MeasureState.DONE and closed is None and current is not state:
        closed = on_day
    making.add_state(state, closed, "")
    return ""


def _tell_no_reason(making: Making) -> None:
    making.note_wrong(
        "state",
        making.lines[0].row,
        "不再实施的没有写理由",
        "请在备注里写明为什么不再实施。",
    )


def _form_values(making: Making, on_day: dt.date) -> None:
    for line in making.lines:
        raw = line.values.get("value")
        if raw in (None, "", "牵头填"):
            continue
        target = making.known.target_of(line, making.row)
        if target is None:
            if line is making.lines[0] or line.code is not None:
                making.note_wrong(
                    "value",
                    line.row,
                    "这一行没有对应的指标",
                    "请把数字写进“本期进展”，或先在任务台账里加上指标。",
                )
            continue
        try:
            number = cells.number_of(raw, target.text + target.unit_word)
        except cells.CellError as error:
            making.note_wrong("value", line.row, error.reason, error.mend)
            continue
        if number is not None:
            making.add_value(line, target, number, on_day.year)


# --- ledgers -------------------------------------------------------------------------------------------


def _ledger_measure(
    known: Known,
    preview: Preview,
    file: FileResult,
    row: LedgerRow,
    lines: list[RawLine],
) -> None:
    making = Making(known, preview, file, row, lines)
    if any(line.code is not None and line.code.target_uid for line in lines):
        _ledger_values(making)
    else:
        _ledger_entry(making)
        _ledger_state(making)
    making.finish()


def _ledger_entry(making: Making) -> None:
    """The newest progress, where its words or the share were changed in the sheet."""
    base, received = making.base, making.preview.received
    words = making.cell("words", cells.words_of) or ""
    share = making.cell("share", cells.share_of)
    if share == base.share:
        share = None
    if shared.key_of(words) == base.words_key:
        words = f"完成比例更新为 {share}%。" if share is not None else ""
    elif not words and base.words_key and making.base.measure_uid:
        problem = making.problem(
            "words",
            making.lines[0].row,
            "清空了最新进展，原有的进展没有删除",
            "要删除进展，请在任务台账里删。",
        )
        making.file.problems.append(problem)
    if not words:
        return
    day = making.cell("on_day", lambda v: cells.day_of(v, received, received))
    on_day = received if day is None or day == base.last_on else day
    making.add_entry(words, share, on_day)


def _ledger_state(making: Making) -> None:
    """The state, where it, its day or the reason was changed in the sheet."""
    base, received = making.base, making.preview.received
    current = MeasureState(making.row.measure.state)
    state = making.cell("state", cells.state_of)
    closed = making.cell("closed_on", lambda v: cells.day_of(v, received, received))
    note = making.cell("note", cells.words_of) or ""
    before = base.state or current
    state = state or before
    changed = state is not before
    if state.closed and closed is not None and closed != base.closed_on:
        changed = True
    reason = making.row.measure.dropped_reason
    if state is MeasureState.DROPPED and note and note != reason:
        changed = True
    if not changed or making.wrong:
        return
    if state is MeasureState.DROPPED and not (note or reason):
        _tell_no_reason(making)
        return
    if state is not before and closed == base.closed_on:
        closed = None
    if state.closed and closed is None and current is not state:
        closed = received
    dropped = (note or reason) if state is MeasureState.DROPPED else ""
    making.add_state(state, closed, dropped)


def _ledger_values(making: Making) -> None:
    for line in making.lines:
        base = line.code
        target = making.known.target_of(line, making.row)
        raw = line.values.get("value")
        if base is None or target is None or raw in (None, ""):
            continue
        try:
            number = cells.number_of(raw, target.text + target.unit_word)
        except cells.CellError as error:
            making.note_wrong("value", line.row, error.reason, error.mend)
            continue
        written = line.values.get("year", base.year)
        if not isinstance(written, int) or not 1949 <= written <= 2199:
            mend = "请填四位数的年份，例如 2026。"
            making.note_wrong("year", line.row, "这一格不是年份", mend)
            continue
        year = written
        same = same_number(number, base.value)
        if number is None or (same and year == base.year):
            continue
        making.add_value(line, target, number, year)
