"""A table that was changed outside comes back in: its changes are shown first, then taken over as one action."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.schedules.table_in import TableCounts, TablePreview, TableRow
from ui.context import AppContext
from ui.schedule.table_dialog import TableDialog
from ui.widgets.dialogs import pick_files
from ui.widgets.tables import Column

if TYPE_CHECKING:
    from ui.schedule.page import SchedulePage

_FILES = "表格文件 (*.xlsx *.xls *.ods *.et *.csv)"


@dataclass(frozen=True)
class _Line:
    id: int
    place: str
    unit: str
    status: str
    role: str
    words: str


_COLUMNS = (
    Column("place", "表中", 64, align="right", ink=lambda _r: "text_soft"),
    Column("unit", "单位", 140),
    Column("status", "", 64, chip=lambda r: (r.status, r.role)),
    Column("words", "会改什么", 400, stretch=True, tip=lambda r: r.words),
)


def open_take(page: SchedulePage, context: AppContext) -> None:
    """Choose the file, show what it changes."""
    found = pick_files(page, "读回改过的表格", _FILES, context.state, "schedule")
    if found:
        read_file(page, context, found[0])


def read_file(page: SchedulePage, context: AppContext, path: Path) -> None:
    """Compare a file with the schedule; the series filtered is where rows without a mark belong."""
    from services.schedules.table_in import read_table

    series = page.filters.values().get("series")

    def show(preview: TablePreview) -> None:
        TakeDialog(page, context, preview).open()

    context.read(
        lambda s: read_table(s, path, series_id=series), show, owner=page, key="table"
    )


class TakeDialog(TableDialog):
    """What a table would change; nothing is stored before the clerk says so."""

    def __init__(
        self, page: SchedulePage, context: AppContext, preview: TablePreview
    ) -> None:
        count = preview.new + preview.changed
        super().__init__(
            page,
            context,
            f"读回“{preview.file}”",
            _summary(preview),
            _COLUMNS,
            "schedule.take",
            empty=("表里和现在的排期一样", "没有要改的，也没有新增的。"),
            ok=f"照此修改 {count} 期" if count else "没有要改的",
        )
        self._preview = preview
        self.ok_button.setEnabled(bool(count))
        self.table.set_rows(_lines(preview))
        grave = [c.sentence for c in preview.conflicts if c.grade >= 2]
        if grave:
            self.set_error(
                f"改了以后：{grave[0]}"
                + (f"（共 {len(grave)} 处）" if len(grave) > 1 else "")
            )
        self.accept_wanted.connect(self._on_accept)

    def _on_accept(self) -> None:
        from services.schedules.table_in import commit_table

        preview = self._preview
        self.set_busy(True)

        def done(counts: TableCounts) -> None:
            self.accept()
            words = f"改了 {counts.changed} 期，新增 {counts.added} 期"
            if counts.skipped:
                words += f"，{counts.skipped} 行没有读入"
            self.context.toast(words, self.context.undo_last)

        def failed(error: BaseException) -> None:
            self.set_busy(False)
            self.set_error(str(error))

        self.context.write(
            f"读回排期表“{preview.file}”",
            lambda s: commit_table(s, preview),
            kind="import",
            on_done=done,
            on_error=failed,
        )


def _summary(preview: TablePreview) -> str:
    words = [
        f"要改 {preview.changed} 期",
        f"新增 {preview.new} 期",
        f"一样的 {preview.same} 期",
    ]
    if preview.skipped:
        words.append(f"有问题、不读入的 {preview.skipped} 行")
    if preview.missing:
        words.append(f"表里没有、保持不动的 {preview.missing} 期")
    return "，".join(words) + "。"


def _lines(preview: TablePreview) -> list[_Line]:
    lines: list[_Line] = []
    for problem in preview.problems:
        place = f"第 {problem.row} 行" if problem.row else ""
        told = replace(problem, row=None).sentence  # the row has its own column
        lines.append(_Line(len(lines), place, "", "不读", "wrong", told))
    for row in preview.rows:
        if row.told or row.is_new or row.note:
            lines.append(_line(len(lines), row))
    return lines


def _line(at: int, row: TableRow) -> _Line:
    told = "；".join(
        f"{t.heading}：{t.before or '（空）'} → {t.after or '（空）'}" for t in row.told
    )
    words = "　".join(w for w in (told, row.note) if w)
    status, role = ("新增", "new") if row.is_new else ("修改", "changed")
    return _Line(at, f"第 {row.row} 行", row.after.label, status, role, words)
