"""The check of filled progress forms: what would be entered, what is asked about, what is wrong; then one action."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.errors import Cancelled
from services.intake.progress.preview import ItemStatus, Preview, counts
from ui.campaigns.forms.lines import COLUMNS, Line, answer, lines_of, pills_of
from ui.context import AppContext
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog, pick_target
from ui.widgets.empty import EmptyState
from ui.widgets.pills import PillBar
from ui.widgets.tables import PagedTable


class CheckDialog(SheetDialog):
    """Shows a preview; ticks are set with a click on the first column or with the space bar.

    `again_wanted` when the files were mended and are to be read once more; the dialog is closed then.
    """

    again_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget, preview: Preview) -> None:
        super().__init__(parent, "核对进度表", ok="登记", wide=True)
        self._context, self._preview = context, preview
        self.setMinimumSize(px(860), px(480))
        top = parent.window()
        self.resize(
            min(px(1240), max(px(860), top.width() - px(80))),
            min(px(720), max(px(480), top.height() - px(80))),
        )
        self.said = make_label("", wrap=True)
        self.body.addWidget(self.said)
        bar = QHBoxLayout()
        bar.setSpacing(px(8))
        self.pills = PillBar()
        self.pills.setAccessibleName("按情况筛选")
        self.pills.chosen.connect(lambda _k: self._show_rows())
        bar.addWidget(self.pills, 1)
        self.tick_all = buttons.quiet("列出的全部打勾", lambda: self._tick_all(True))
        self.tick_none = buttons.quiet("全部去勾", lambda: self._tick_all(False))
        bar.addWidget(self.tick_all)
        bar.addWidget(self.tick_none)
        self.body.addLayout(bar)
        self.table = PagedTable(COLUMNS, state=context.state, key="plans.progress")
        self.table.set_empty(EmptyState("没有这一类内容", "换一个筛选看看。"))
        self.table.view.clicked.connect(self._on_click)
        self.table.row_activated.connect(self._toggle)
        self.table.row_selected.connect(self._on_row)
        self.body.addWidget(self.table, 1)
        self.detail = make_label("", "note", wrap=True)
        self.detail.setMinimumHeight(px(92))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.body.addWidget(self.detail)
        self.save_button = buttons.plain("保存问题清单…", self._save_problems)
        self.again_button = buttons.plain(
            "改好后重新读",
            self._read_again,
            tip="在 Excel 或 WPS 里改好并保存后，把这些文件再读一遍",
        )
        self._buttons.insertWidget(0, self.again_button)
        self._buttons.insertWidget(0, self.save_button)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table, context=inside)
        space.activated.connect(self._toggle_selected)
        self.accept_wanted.connect(self._commit)
        self._lines: list[Line] = []
        self._read()

    @classmethod
    def open_for(
        cls, context: AppContext, parent: QWidget, preview: Preview
    ) -> CheckDialog:
        """Show the check over the window."""
        dialog = cls(context, parent, preview)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.table.view.setFocus()
        return dialog

    # --- showing -------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Make the lines anew, and show those that want the clerk first."""
        self._lines = lines_of(self._preview)
        if not self._lines:
            hint = "单位还没有填写，或者台账导出后没有改过。"
            self.table.set_empty(EmptyState("这些表里没有新内容", hint))
        self._show_rows()
        if self.table.current_id() is None and self._lines:
            shown = self.table.ids()
            if shown:
                self.table.select(shown[0])

    def _show_rows(self) -> None:
        self.pills.set_items(pills_of(self._lines))
        key = self.pills.current()
        self.table.set_rows([x for x in self._lines if key in ("all", x.status.value)])
        self._tell()

    def _tell(self) -> None:
        totals = counts(self._preview)
        words = answer(self._preview, totals)
        if totals.waiting:
            words += f"还有 {totals.waiting} 项没有打勾，不会登记。"
        self.said.setText(words)
        self.ok_button.setEnabled(totals.will_write > 0)
        self.ok_button.setText(
            f"登记 {totals.will_write} 项" if totals.will_write else "登记"
        )
        needs = any(x.status in (ItemStatus.WRONG, ItemStatus.ASK) for x in self._lines)
        self.save_button.setVisible(needs)
        self.again_button.setVisible(needs)
        self.table.view.viewport().update()

    def _on_row(self, row_id: object) -> None:
        line = self.table.row(row_id) if row_id is not None else None
        self.detail.setText(line.words if isinstance(line, Line) else "")

    # --- ticks ---------------------------------------------------------------------------------------

    def _on_click(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle(self.table.ids()[index.row()])

    def _toggle(self, row_id: object) -> None:
        line = self.table.row(row_id)
        if isinstance(line, Line) and line.item is not None and line.tickable:
            self._preview.set_accept(line.item.id, not line.item.accept)
            self._tell()

    def _toggle_selected(self) -> None:
        found = [self.table.row(i) for i in self.table.selected_ids()]
        items = [x.item for x in found if isinstance(x, Line) and x.tickable and x.item]
        wanted = not all(item.accept for item in items)
        for item in items:
            self._preview.set_accept(item.id, wanted)
        self._tell()

    def _tick_all(self, accept: bool) -> None:
        for row_id in self.table.ids():
            line = self.table.row(row_id)
            if isinstance(line, Line) and line.item is not None:
                self._preview.set_accept(line.item.id, accept)
        self._tell()

    # --- deeds ---------------------------------------------------------------------------------------

    def set_busy(self, busy: bool) -> None:
        """Nothing can be changed while it is stored."""
        super().set_busy(busy)
        for widget in (self.table, self.pills, self.tick_all, self.tick_none):
            widget.setEnabled(not busy)

    def _commit(self) -> None:
        if not counts(self._preview).will_write:
            return
        self.set_error("")
        self.set_busy(True)

        def work(report: Any) -> Any:
            from services.intake.progress.commit import commit

            return commit(self._context.db, self._preview, report)

        self._context.jobs.run(
            work,
            on_success=self._on_stored,
            on_error=self._on_failed,
            on_cancel=lambda: self._on_failed(Cancelled()),
            title="正在登记进展",
        )

    def _on_stored(self, result: Any) -> None:
        self.set_busy(False)
        if result.action_id is None:
            self._read()
            self.set_error("台账刚有变化，没有可以登记的内容，请再核对一遍。")
            return
        action: int = result.action_id
        self._context.note_action(action)
        parts = [
            f"进展 {result.entries} 条" if result.entries else "",
            f"状态 {result.states} 项" if result.states else "",
            f"指标值 {result.values} 个" if result.values else "",
        ]
        words = f"已登记{'、'.join(p for p in parts if p)}"
        if result.waiting or result.wrong:
            words += f"；还有 {result.waiting + result.wrong} 项没有登记"
        self._context.toast(words, lambda: self._context.undo_action(action))
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        self._tell()
        if isinstance(error, Cancelled):
            self.set_error("已取消，什么也没有登记。")
        else:
            self.set_error(str(error))

    def _read_again(self) -> None:
        self.reject()
        self.again_wanted.emit()

    def _save_problems(self) -> None:
        target = pick_target(
            self,
            "保存问题清单",
            f"进度表问题清单_{self._preview.received.isoformat()}.xlsx",
            "Excel 表格 (*.xlsx)",
            self._context.state,
            "plans.progress_problems",
        )
        if target is not None:
            self._write_problems(target)

    def _write_problems(self, target: Path) -> None:
        def work(_report: Any) -> Path:
            from services.intake.progress.problem_book import write_problem_book

            return write_problem_book(self._preview, target)

        self._context.jobs.run(
            work,
            on_success=lambda path: self._context.toast_file(
                f"已写好 {path.name}", path
            ),
            on_error=lambda error: self.set_error(str(error)),
            title=f"正在写 {target.name}",
        )
