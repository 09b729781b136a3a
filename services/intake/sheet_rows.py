"""The rows of one sheet become rows of a preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from services import text
from services.forms_shared import NIL_LABEL
from services.intake.forms import Layout, RawRow
from services.intake.known import Known
from services.intake.preview import (
    FIELD_LABELS,
    FileResult,
    Preview,
    PreviewRow,
    RowStatus,
)
from services.intake.problems import Problem
from services.intake.rows import Place, Reading, read_row, several_outlets, show

_NIL_WORDS = frozenset(
    {
        "无",
        "没有",
        "本周无",
        "无报道",
        "本周无报道",
        "零报告",
        "本周零报告",
        "本周无宣传",
        "无宣传报道",
        "本周无宣传报道",
        "暂无",
    }
)


def nil_words_apart(raw: Iterable[RawRow]) -> Iterator[RawRow]:
    """Leave out rows that only say 「无」, for a form whose nil box is ticked."""
    for row in raw:
        words = {text.fold(show(v)) for f, v in row.values.items() if f != "number"}
        if words and words <= _NIL_WORDS | {""}:
            continue
        yield row


def add_rows(
    known: Known, preview: Preview, file: FileResult, raw: Iterable[RawRow]
) -> None:
    """Read raw rows into preview rows of a file; rows the file had before are used again, none is moved."""
    first = not preview.rows or preview.rows[-1].file_id < file.id
    old = [] if first else [r for r in preview.rows_of(file.id) if not r.was_gone]
    slots = iter(old)
    for entry in raw:
        for row in _preview_rows(known, preview, file, entry):
            slot = next(slots, None)
            if slot is None:
                row.id = len(preview.rows)
                preview.rows.append(row)
            else:
                row.id = slot.id
                preview.rows[slot.id] = row
    for left in slots:
        left.text = dict.fromkeys(left.text, "")
        left.parsed, left.problems, left.status = None, [], RowStatus.SKIPPED
        left.accept, left.was_gone = False, True
        left.notices = ["重新对应各列后不再是一行"]


def _preview_rows(
    known: Known, preview: Preview, file: FileResult, entry: RawRow
) -> list[PreviewRow]:
    """The rows that one row of a sheet becomes: one for each outlet that it names."""
    values = entry.values
    if entry.left_out:
        row = _row(preview, file, entry, Reading(_texts(values)))
        row.status, row.notices = RowStatus.SKIPPED, [entry.left_out]
        return [row]
    written = values.get("outlet")
    outlets = several_outlets(known, written) if isinstance(written, str) else [""]
    if len(outlets) == 1:
        return [_read(known, preview, file, entry, values)]
    rows: list[PreviewRow] = []
    for outlet in outlets:
        row = _read(known, preview, file, entry, {**values, "outlet": outlet})
        row.notices = [f"一格里写了 {len(outlets)} 家媒体，分成几条", *row.notices]
        rows.append(row)
    return rows


def _read(
    known: Known,
    preview: Preview,
    file: FileResult,
    entry: RawRow,
    values: dict[str, object],
) -> PreviewRow:
    assert file.week is not None
    place = Place(file.name, file.sheet, entry.row or None)
    reading = read_row(known, place, file.week, values)
    row = _row(preview, file, entry, reading)
    if file.unit_id is None:
        set_unit(known, row, show(entry.values.get("unit")))
    if row.problems:
        _mend_nil_words(row)
    return row


def _row(
    preview: Preview, file: FileResult, entry: RawRow, reading: Reading
) -> PreviewRow:
    return PreviewRow(
        len(preview.rows),
        file.id,
        file.name,
        file.sheet,
        entry.row or None,
        file.unit_id,
        file.unit,
        file.week,
        reading.text,
        RowStatus.WRONG if reading.problems else RowStatus.NEW,
        reading.parsed,
        reading.notices,
        reading.problems,
        [],
        reading.candidates,
    )


def fill(row: PreviewRow, reading: Reading) -> None:
    """Put what was read into a preview row; ticks and choices stay."""
    row.text, row.parsed = reading.text, reading.parsed
    row.problems, row.notices = reading.problems, reading.notices
    row.candidates = reading.candidates
    row.status = RowStatus.WRONG if reading.problems else RowStatus.NEW


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {f: show(values.get(f)) for f in FIELD_LABELS}


def set_unit(known: Known, row: PreviewRow, written: str) -> None:
    """Give a row of a table of many units its own unit, or the problem that there is none."""
    row.text["unit"] = written
    unit = known.units.exact(written)
    if unit is not None:
        row.unit_id, row.unit = unit.id, unit.name
        return
    row.unit_id, row.unit = None, written
    reason = f"名册里没有单位“{written[:40]}”" if written else "没有填写单位"
    near = "、".join(u.name for u in known.units.near(written)[:3]) if written else ""
    mend = (
        f"是否为：{near}？请改成名册里的名称。" if near else "请填写名册里的单位名称。"
    )
    problem = Problem(row.file, row.sheet, row.row, "单位", reason, mend)
    row.problems = [problem, *row.problems]
    row.parsed, row.status = None, RowStatus.WRONG


def _mend_nil_words(row: PreviewRow) -> None:
    """A wrong row that only says 「无」 gets one problem that tells how a nil return is made."""
    if text.fold(row.text["title"]) in _NIL_WORDS:
        first = row.problems[0]
        mend = f"本周没有的，不用填行，请在“{NIL_LABEL}”右边选“是”。"
        row.problems = [
            replace(first, column="标题", reason="这一行写的是“无”", mend=mend)
        ]


def linked(file: FileResult, layout: Layout, raw: Iterable[RawRow]) -> Iterable[RawRow]:
    """Use the target of a hyperlink where the link's cell shows words, or the title carries the link."""
    return _with_targets(file, layout, raw) if file.links else raw


def _with_targets(
    file: FileResult, layout: Layout, raw: Iterable[RawRow]
) -> Iterator[RawRow]:
    columns = [layout.column_of("link"), layout.column_of("title")]
    for row in raw:
        written = row.values.get("link")
        if not (isinstance(written, str) and "." in written):
            places = ((row.row - 1, c) for c in columns if c is not None)
            targets = (file.links.get(p, "") for p in places)
            target = next((t for t in targets if t.lower().startswith("http")), None)
            if target:
                row.values["link"] = target
        yield row
