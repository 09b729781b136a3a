"""The second step: see what would be taken, mend what is wrong, decide what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from services.intake.preview import FileResult, Outcome, Preview, PreviewRow, counts
from ui import theme
from ui.intake import lines
from ui.intake.confirm_dialog import waits
from ui.intake.row_side import RowSide
from ui.state import StateStore
from ui.widgets.buttons import plain, primary
from ui.widgets.cards import AnswerCard, Card, Tile, make_label
from ui.widgets.dates import DateField
from ui.widgets.empty import EmptyState
from ui.widgets.picker import PickItem
from ui.widgets.pills import PillBar
from ui.widgets.side import SplitView
from ui.widgets.tables import Column, PagedTable


class CheckStep(QWidget):
    """Shows a preview. It changes nothing itself: what the clerk wishes goes out as signals."""

    row_edited = Signal(int, object)
    row_decided = Signal(int, object)
    file_opened = Signal(object)
    waiting_wanted = Signal()
    received_changed = Signal(object)
    problems_wanted = Signal()
    commit_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, state: StateStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._filter = lines.ALL
        self._frozen: list[int] | None = None
        self._labels: dict[int, str] = {}
        self._rows_table = PagedTable(
            _row_columns(self._labels), state=state, key="intake.rows"
        )
        self._files_table = PagedTable(
            _file_columns(self._labels), state=state, key="intake.files"
        )
        self._side = RowSide()
        self._build(state)
        self._connect()

    # --- from the page -----------------------------------------------------------------------------

    def set_units(self, units: list[PickItem]) -> None:
        """The units, `note` their short names: for the tables, and for mending."""
        self._labels.clear()
        self._labels.update({u.id: u.note or u.text for u in units})
        self._side.set_units([PickItem(u.text, u.text, u.initials) for u in units])

    def set_outlets(self, outlets: list[PickItem]) -> None:
        """Outlets offered for mending; ids are their names."""
        self._side.set_outlets(outlets)

    def show_preview(self, preview: Preview, *, fresh: bool) -> None:
        """Show a preview; `fresh` puts the filter where the work is, otherwise row and filter stay."""
        self._preview = preview
        if fresh:
            self._received.set_date(preview.received)
            look = any(
                key == lines.LOOK for key, _, _ in lines.pills(preview, counts(preview))
            )
            only_files = not preview.rows
            self._filter = (
                lines.FILES if only_files else lines.LOOK if look else lines.ALL
            )
            self._frozen = None
        self._update()
        if fresh:
            self._select_first()

    def go_on(self, after: int) -> None:
        """Select the next row at which the clerk has to look, after the one of an id."""
        preview = self._preview
        if preview is None:
            return
        ids = self._shown_ids(preview)
        later = ids[ids.index(after) + 1 :] if after in ids else ids
        for row_id in [*later, *ids]:
            if row_id != after and lines.wants_look(preview.row(row_id)):
                self._rows_table.select(row_id)
                self._side.focus_first_problem()
                return
        self._rows_table.setFocus()

    def has_typed(self) -> bool:
        """Whether a row is being mended at this moment."""
        return self._side.has_typed()

    # --- building ----------------------------------------------------------------------------------

    def _build(self, state: StateStore) -> None:
        gap = theme.px(12)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(gap)
        self._card = AnswerCard()
        self._take = Tile("0", "可以入库")
        self._same = Tile("0", "重复，跳过")
        self._wrong = Tile("0", "需修改", "missing_ink")
        self._ask = Tile("0", "待确认", "late_ink")
        for tile in (self._take, self._same, self._wrong, self._ask):
            self._card.add_tile(tile)
        self._card.add_stretch()
        self._unread = make_label("", "note", ink="soft", wrap=True)
        self._unread.setFixedWidth(theme.px(280))
        self._unread.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._card.add(self._unread)
        box.addWidget(self._card)

        filters = QHBoxLayout()
        self._pills = PillBar()
        filters.addWidget(self._pills, 1)
        label = make_label("收到日期", ink="soft")
        self._received = DateField()
        label.setBuddy(self._received)
        filters.addWidget(label)
        filters.addWidget(self._received)
        box.addLayout(filters)

        box.addWidget(self._make_waiting())
        self._tables = QStackedWidget()
        self._tables.addWidget(self._rows_table)
        files = QWidget()
        column = QVBoxLayout(files)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self._files_table, 1)
        self._file_note = make_label("", ink="soft", wrap=True)
        column.addWidget(self._file_note)
        self._tables.addWidget(files)
        self._rows_table.set_empty(
            EmptyState("这一类没有行", "点上面的“全部”看所有的行。")
        )
        self._files_table.set_empty(EmptyState("没有文件", "返回上一步选择文件。"))
        box.addWidget(SplitView(self._tables, self._side, state, "intake.split"), 1)

        foot = QHBoxLayout()
        self._foot_words = make_label("", "note", ink="soft")
        foot.addWidget(self._foot_words)
        foot.addStretch()
        self._problems = plain("导出退单位修改…", self.problems_wanted.emit)
        self._cancel = plain("取消", self.cancel_wanted.emit)
        self._commit = primary("入库", self.commit_wanted.emit, shortcut="Ctrl+Return")
        for button in (self._problems, self._cancel, self._commit):
            foot.addWidget(button)
        box.addLayout(foot)

    def _make_waiting(self) -> Card:
        """The line that asks about files that nobody can place but the clerk."""
        self._waiting = Card()
        self._waiting.body.setContentsMargins(
            theme.px(16), theme.px(8), theme.px(8), theme.px(8)
        )
        line = QHBoxLayout()
        mark = QLabel()
        theme.follow(
            mark,
            lambda: mark.setPixmap(theme.pixmap("warning", "late_ink", theme.px(18))),
        )
        self._waiting_words = make_label("")
        line.addWidget(mark)
        line.addWidget(self._waiting_words, 1)
        line.addWidget(plain("逐个确认", self.waiting_wanted.emit))
        self._waiting.body.addLayout(line)
        return self._waiting

    def _connect(self) -> None:
        self._pills.chosen.connect(self._on_pill)
        self._rows_table.row_selected.connect(self._on_row)
        self._rows_table.row_activated.connect(
            lambda _id: self._side.focus_first_problem()
        )
        self._files_table.row_activated.connect(self.file_opened)
        self._files_table.row_selected.connect(self._on_file)
        self._side.edited.connect(self.row_edited)
        self._side.decided.connect(self.row_decided)
        self._received.changed.connect(self._on_received)

    # --- showing -----------------------------------------------------------------------------------

    def _update(self) -> None:
        preview = self._preview
        if preview is None:
            return
        number = counts(preview)
        shown = lines.figures(preview, number)
        self._take.set(str(shown.take), shown.take_note)
        self._same.set(str(shown.duplicates), "重复，跳过")
        self._wrong.set(
            str(shown.wrong), "需修改", "missing_ink" if shown.wrong else "text"
        )
        self._ask.set(str(shown.ask), "待确认", "late_ink" if shown.ask else "text")
        self._unread.setText(shown.unread)
        waiting = sum(f.outcome is Outcome.UNRECOGNISED for f in preview.files)
        self._waiting_words.setText(
            f"{waiting} 个文件没有表格编号，请您确认是谁的、哪一周的。"
        )
        self._waiting.setVisible(waiting > 0)
        self._pills.set_items(lines.pills(preview, number))
        self._pills.set_current(self._filter)
        files = self._filter == lines.FILES
        self._tables.setCurrentIndex(1 if files else 0)
        self._side.setVisible(not files)
        if files:
            self._files_table.set_rows(preview.files)
        else:
            rows = [preview.row(i) for i in self._shown_ids(preview)]
            self._rows_table.set_rows(rows)
            current = self._rows_table.current_id()
            self._side.show_row(
                preview.row(current) if isinstance(current, int) else None
            )
        self._say_foot(shown, number.nil_units, bool(preview.problems))

    def _say_foot(self, shown: lines.Figures, nil_units: int, problems: bool) -> None:
        words = ["入库后可以整批撤销。"]
        if nil_units:
            words.append(f"零报告 {nil_units} 个单位一起登记。")
        if shown.wrong or shown.ask:
            words.append("需修改、待确认的不会入库，可以导出退回单位。")
        self._foot_words.setText("".join(words))
        self._problems.setVisible(problems)
        can = shown.take > 0 or nil_units > 0
        self._commit.setEnabled(can)
        self._commit.setText(
            f"入库 {shown.take} 行"
            if shown.take or not nil_units
            else f"登记 {nil_units} 个零报告"
        )

    def _shown_ids(self, preview: Preview) -> list[int]:
        """Rows under the filter; those mended under 需要看的 stay until the filter is chosen again."""
        if self._filter == lines.FILES:
            return []
        passes = lines.row_filter(self._filter)
        ids = [row.id for row in preview.rows if passes(row)]
        if self._filter != lines.LOOK:
            return ids
        if self._frozen is not None:
            ids = sorted({*self._frozen, *ids})
        self._frozen = ids
        return ids

    def _select_first(self) -> None:
        preview = self._preview
        if preview is None or self._filter == lines.FILES:
            return
        ids = self._shown_ids(preview)
        if ids:
            self._rows_table.select(ids[0])
            self._rows_table.setFocus()

    # --- slots -------------------------------------------------------------------------------------

    def _on_pill(self, key: str) -> None:
        self._filter = key
        self._frozen = None
        self._update()
        self._select_first()

    def _on_row(self, row_id: object) -> None:
        preview = self._preview
        if preview is None:
            return
        self._side.show_row(preview.row(row_id) if isinstance(row_id, int) else None)

    def _on_file(self, file_id: object) -> None:
        """The whole of what there is to say about a file, which the table has no room for."""
        if self._preview is None or not isinstance(file_id, int):
            self._file_note.clear()
            return
        file = self._preview.file(file_id)
        said = lines.file_note(file)
        self._file_note.setText(f"{file.name}：{said}" if said else file.name)

    def _on_received(self, day: object) -> None:
        if isinstance(day, dt.date):
            self.received_changed.emit(day)


def _row_columns(labels: dict[int, str]) -> list[Column]:
    def chip(row: PreviewRow) -> tuple[str, str]:
        if not row.accept and row.status.value in (
            "new",
            "joins",
            "changed",
            "wrong",
            "confirm",
        ):
            return "不收", "duplicate"
        return row.status.label, lines.STATUS_ROLE[row.status]

    def red(heading: str) -> Callable[[PreviewRow], str | None]:
        return lambda row: "missing_ink" if heading in lines.wrong_fields(row) else None

    def remark_ink(row: PreviewRow) -> str | None:
        if row.status.value in ("duplicate", "skipped") or not row.accept:
            return "text_soft"
        return f"{lines.STATUS_ROLE[row.status]}_ink"

    def unit(row: PreviewRow) -> str:
        return labels.get(row.unit_id or 0, row.unit)

    return [
        Column("status", "处理", 108, chip=chip),
        Column("unit", "单位", 104, text=unit, tip=lambda r: r.unit),
        Column("date", "刊播日期", 84, text=lines.day_cell, ink=red("刊播日期")),
        Column(
            "title",
            "标题",
            196,
            text=lines.title_cell,
            ink=red("标题"),
            tip=lines.title_cell,
        ),
        Column(
            "outlet",
            "媒体",
            136,
            text=lines.outlet_cell,
            ink=red("媒体"),
            tip=lines.outlet_cell,
        ),
        Column("level", "层级", 52, text=lines.level_cell),
        Column(
            "remark",
            "说明",
            160,
            stretch=True,
            text=lines.remark_cell,
            ink=remark_ink,
            tip=lines.remark_cell,
        ),
    ]


def _file_columns(labels: dict[int, str]) -> list[Column]:
    def chip(file: FileResult) -> tuple[str, str]:
        return file.outcome.label, lines.OUTCOME_ROLE[file.outcome]

    def week(file: FileResult) -> str:
        from services.weeks import short_label, sunday

        if file.week is None:
            return "？"
        return f"{short_label(file.week)}—{short_label(sunday(file.week))}"

    def action(file: FileResult) -> str:
        return "双击确认" if waits(file) else ""

    return [
        Column("outcome", "处理", 92, chip=chip),
        Column(
            "unit",
            "单位",
            120,
            text=lambda f: labels.get(f.unit_id or 0, f.unit) or "？",
        ),
        Column("week", "周", 104, text=week),
        Column("name", "文件", 240, tip=lambda f: f.name),
        Column("sheet", "工作表", 90),
        Column("numbers", "行", 150, text=lines.file_numbers),
        Column("action", "", 72, text=action, ink=lambda _f: "accent"),
        Column(
            "note", "说明", 260, stretch=True, text=lines.file_note, tip=lines.file_note
        ),
    ]
