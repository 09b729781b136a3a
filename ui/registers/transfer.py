"""Register lists from and to Excel: a preview of what would change, then one action that can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from models.errors import AppError
from ui import theme
from ui.context import AppContext
from ui.widgets import dialogs
from ui.widgets.cards import AnswerCard, Tile
from ui.widgets.dialogs import SheetDialog
from ui.widgets.pills import PillBar
from ui.widgets.tables import Column, PagedTable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WORKBOOKS = "表格 (*.xlsx *.xlsm *.xls *.ods);;所有文件 (*)"
_NAMED = ("单位名称", "单位", "媒体名称", "媒体", "名称")
Names = dict[tuple[str, int], str]
_WORDS = {"new": "新增", "changed": "改动", "same": "不变", "wrong": "需修改"}
_ROLES = {"new": "new", "changed": "changed", "same": "neutral", "wrong": "wrong"}


@dataclass(frozen=True)
class Transfer:
    """One register's way through Excel.

    `preview(session, book)`, `commit(session, preview)`, `write(session, target)`; `facts(row)` gives the
    three texts that the preview shows of a row, under the name and `titles`.
    """

    word: str
    file_name: str
    preview: Callable[[Session, Any], Any]
    commit: Callable[[Session, Any], Any]
    write: Callable[[Session, Path], Path]
    facts: Callable[[Any], tuple[str, str, str]]
    titles: tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """One line of the preview: a good row, or what is wrong with a row that is left out."""

    id: int
    row: int
    status: str
    name: str
    first: str
    second: str
    said: str


def unit_transfer() -> Transfer:
    """The unit list."""
    from services.intake import unit_list
    from services.output.unit_list import write_units

    return Transfer(
        "单位名册",
        "单位名册",
        unit_list.preview_units,
        unit_list.commit_units,
        write_units,
        lambda r: (r.name, r.group, f"{r.liaison} {r.phone}".strip()),
        ("分组", "联络员"),
    )


def outlet_transfer() -> Transfer:
    """The outlet list."""
    from services.intake import outlet_list
    from services.output.outlet_list import write_outlets

    return Transfer(
        "媒体名册",
        "媒体名册",
        outlet_list.preview_outlets,
        outlet_list.commit_outlets,
        write_outlets,
        lambda r: (r.name, r.level.label, "、".join(r.columns)),
        ("层级", "栏目"),
    )


def import_units(
    parent: QWidget,
    context: AppContext,
    on_done: Callable[[Any], Any] | None = None,
    path: Path | None = None,
) -> None:
    """Choose a unit list, show what is in it, take it in."""
    _import(parent, context, unit_transfer(), on_done, path)


def import_outlets(
    parent: QWidget,
    context: AppContext,
    on_done: Callable[[Any], Any] | None = None,
    path: Path | None = None,
) -> None:
    """Choose an outlet list, show what is in it, take it in."""
    _import(parent, context, outlet_transfer(), on_done, path)


def export(
    parent: QWidget, context: AppContext, transfer: Transfer, target: Path | None = None
) -> None:
    """Write a register into a workbook of the clerk's choice."""
    name = f"{transfer.file_name} {dt.date.today():%Y-%m-%d}.xlsx"
    chosen = target or dialogs.pick_target(
        parent,
        f"导出{transfer.word}",
        name,
        "表格 (*.xlsx)",
        context.state,
        "registers.export",
    )
    if chosen is None:
        return

    def done(path: Path) -> None:
        context.toast_file(f"已导出到“{path.parent.name}”文件夹：{path.name}", path)

    context.read(lambda s: transfer.write(s, chosen), done, owner=parent)


def names_in(book: Any) -> Names:
    """(sheet, Excel row) → what stands in the column of names, to know a wrong row by."""
    found: Names = {}
    for sheet in book.sheets:
        column: int | None = None
        for number, row in enumerate(sheet.rows, start=1):
            cells = [str(cell or "").strip() for cell in row]
            if column is None:
                heads = (i for i, c in enumerate(cells) if c.rstrip(" *") in _NAMED)
                column = next(heads, None)
            elif column < len(cells) and cells[column]:
                found[sheet.name, number] = cells[column]
    return found


def shown_rows(
    preview: Any,
    facts: Callable[[Any], tuple[str, str, str]],
    names: Names | None = None,
) -> list[Shown]:
    """Good rows and wrong ones together, in the order of the file; `names` are those of wrong rows."""
    rows: list[tuple[int, Shown]] = []
    for row in preview.rows:
        name, first, second = facts(row)
        said = f"改：{'、'.join(row.changes)}" if row.changes else ""
        rows.append((row.row, Shown(0, row.row, row.status, name, first, second, said)))
    for problem in preview.problems:
        number = problem.row or 0
        where = f"{problem.column}：" if problem.column else ""
        said = f"{where}{problem.reason}{problem.mend}"
        name = (names or {}).get((problem.sheet, number), "")
        rows.append((number, Shown(0, number, "wrong", name, "", "", said)))
    rows.sort(key=lambda pair: pair[0])
    return [
        Shown(i, r.row, r.status, r.name, r.first, r.second, r.said)
        for i, (_row, r) in enumerate(rows, 1)
    ]


class PreviewDialog(SheetDialog):
    """What a list would change; accepted by the clerk before anything is stored."""

    def __init__(
        self,
        parent: QWidget,
        transfer: Transfer,
        preview: Any,
        names: Names | None = None,
    ) -> None:
        taken = preview.new + preview.changed
        super().__init__(
            parent,
            f"核对{transfer.word}：{preview.file}",
            ok=f"导入 {taken} 行" if taken else "没有要导入的",
            wide=True,
        )
        self.preview = preview
        self.rows = shown_rows(preview, transfer.facts, names)
        answer = AnswerCard()
        for figure, caption, role in (
            (preview.new, "新增", "ok" if preview.new else "text"),
            (preview.changed, "改动", "text"),
            (preview.same, "与名册相同", "text"),
            (preview.skipped, "需修改，不导入", "wrong" if preview.skipped else "text"),
        ):
            answer.add_tile(Tile(str(figure), caption, role))
        answer.add_stretch()
        self.body.addWidget(answer)
        self.pills = PillBar()
        counts = {k: sum(r.status == k for r in self.rows) for k in _WORDS}
        self.pills.set_items(
            [("all", "全部", len(self.rows))]
            + [(k, _WORDS[k], n) for k, n in counts.items() if n]
        )
        self.pills.chosen.connect(self._filter)
        self.body.addWidget(self.pills)
        self.table = PagedTable(
            [
                Column("row", "行", 52, "right"),
                Column("status", "处理", 84, chip=_chip),
                Column("name", "名称", 180),
                Column("first", transfer.titles[0], 112),
                Column("second", transfer.titles[1], 150),
                Column(
                    "said", "说明", 260, stretch=True, ink=_ink, tip=lambda r: r.said
                ),
            ]
        )
        self.table.setMinimumHeight(theme.px(380))
        wide = min(theme.px(1080), parent.window().width() - theme.px(48))
        self.setMinimumWidth(wide)
        self.body.addWidget(self.table, 1)
        self._filter("wrong" if counts["wrong"] else "all")
        if counts["wrong"]:
            self.pills.set_current("wrong")

    def _filter(self, key: str) -> None:
        wanted = [r for r in self.rows if key in ("all", r.status)]
        self.table.set_rows(wanted)


def _chip(row: Shown) -> tuple[str, str]:
    return _WORDS[row.status], _ROLES[row.status]


def _ink(row: Shown) -> str | None:
    return "wrong_ink" if row.status == "wrong" else None


def _import(
    parent: QWidget,
    context: AppContext,
    transfer: Transfer,
    on_done: Callable[[Any], Any] | None,
    path: Path | None,
) -> None:
    if path is None:
        chosen = dialogs.pick_files(
            parent,
            f"选择{transfer.word}",
            WORKBOOKS,
            context.state,
            "registers.import",
        )
        if not chosen:
            return
        path = chosen[0]
    file = path

    def work(_report: Any) -> Any:
        from services.intake.workbook import read_book

        book = read_book(file)
        with context.db.reading() as session:
            return transfer.preview(session, book), names_in(book)

    context.jobs.run(
        work,
        on_success=lambda found: _show(
            parent, context, transfer, found[0], found[1], on_done
        ),
        on_error=context.show_error,
        title=f"正在读取“{file.name}”",
    )


def _show(
    parent: QWidget,
    context: AppContext,
    transfer: Transfer,
    preview: Any,
    names: Names,
    on_done: Callable[[Any], Any] | None,
) -> None:
    dialog = PreviewDialog(parent, transfer, preview, names)

    def done(counts: Any) -> None:
        dialog.accept()
        if on_done is not None:
            on_done(counts)

    def failed(error: BaseException) -> None:
        if isinstance(error, AppError):
            dialog.set_error(str(error))
        else:
            context.show_error(error)

    def commit() -> None:
        if not preview.new + preview.changed:
            dialog.set_error("这份表里没有新增或改动的行，名册不用变。")
            return
        words = f"新增 {preview.new} 行，改动 {preview.changed} 行"
        if preview.skipped:
            words += f"，{preview.skipped} 行需修改，没有导入"
        context.write(
            f"导入{transfer.word}“{preview.file}”",
            lambda s: transfer.commit(s, preview),
            "import",
            on_done=done,
            on_error=failed,
            undo_toast=f"{transfer.word}已导入：{words}",
        )

    dialog.accept_wanted.connect(commit)
    dialog.open()
