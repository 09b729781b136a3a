"""Sending out the forms: week, folder, then a job that can be cancelled, then the folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from models.errors import Cancelled
from services.weeks import week_label
from ui.context import AppContext
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.dialogs import SheetDialog, pick_folder
from ui.widgets.form_dialog import grow
from ui.widgets.header import WeekStepper

_STATE = "reporting.forms_folder"


class FormsDialog(SheetDialog):
    """Writes one workbook for each unit and one with all units into a folder of the week."""

    def __init__(self, context: AppContext, parent: QWidget, week: dt.date) -> None:
        super().__init__(parent, "发表格", ok="生成表格")
        self._context = context
        self._written: Path | None = None
        self.body.addWidget(
            make_label(
                "为每个单位生成一份填报表格，另有一份含全部单位的合并表。"
                "表格里带有单位和周次的记号，收回来时能自动认出。",
                "note",
                ink="soft",
                wrap=True,
            )
        )
        self.stepper = WeekStepper(week)
        weeks = _row("周次", self.stepper)
        weeks.setStretch(1, 0)
        weeks.addStretch(1)
        self.body.addLayout(weeks)
        self.folder = QLineEdit(str(self._first_folder()))
        self.folder.setAccessibleName("保存到哪个文件夹")
        self.change = buttons.plain("更改…", self._choose)
        line = _row("存到", self.folder)
        line.addWidget(self.change)
        self.body.addLayout(line)
        self.target = make_label("", "note", ink="soft", wrap=True)
        self.body.addWidget(self.target)
        self.outcome = make_label("", wrap=True)
        self.outcome.hide()
        self.open_button = buttons.plain("打开文件夹", self._open_folder)
        self.open_button.hide()
        self.body.addWidget(Separator())
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.open_button)
        self.stepper.week_chosen.connect(lambda _w: self._tell())
        self.folder.textChanged.connect(lambda _t: self._tell())
        self.accept_wanted.connect(self._start)
        self._tell()

    @classmethod
    def open_for(cls, context: AppContext, parent: QWidget, week: dt.date) -> None:
        """Show the dialog over the window."""
        dialog = cls(context, parent, week)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def week_folder(self) -> Path:
        """The folder of the week, inside the folder chosen."""
        monday = self.stepper.week()
        return Path(self.folder.text().strip()) / f"{monday.isoformat()} 填报表格"

    # --- inside ------------------------------------------------------------------------------------

    def _first_folder(self) -> Path:
        kept = self._context.state.get(_STATE)
        if isinstance(kept, str) and kept:
            return Path(kept)
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        return Path(documents or Path.home()) / "宣传周报"

    def _choose(self) -> None:
        chosen = pick_folder(self, "表格存到哪里", self._context.state, _STATE)
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _tell(self) -> None:
        self.target.setText(f"会建立文件夹：{self.week_folder()}")
        self.set_error("")

    def _start(self) -> None:
        if self._written is not None:
            self.accept()
            return
        if not self.folder.text().strip():
            self.set_error("请选择存到哪个文件夹。")
            grow(self)
            return
        week, folder = self.stepper.week(), self.week_folder()
        self.set_busy(True)

        def work(report: Any) -> Any:
            from services.output.forms import write_forms

            def tell(done: int, total: int, text: str = "") -> None:
                # The bar counts by itself: the unit is told without a second count.
                report(done, total, text.split("（", 1)[0])

            return write_forms(self._context.db, week, folder, tell)

        self._context.state.put(_STATE, self.folder.text().strip())
        self._context.jobs.run(
            work,
            on_success=self._on_written,
            on_error=self._on_failed,
            on_cancel=lambda: self._on_failed(Cancelled()),
            title=f"生成 {week_label(week)}填报表格和合并表",
        )

    def set_busy(self, busy: bool) -> None:
        """Nothing can be changed while the forms are written."""
        super().set_busy(busy)
        for widget in (self.stepper, self.folder, self.change):
            widget.setEnabled(not busy)
        if busy:
            self.set_error("")
            self.outcome.setText("正在生成…")
            self.outcome.show()
        else:
            self.outcome.hide()
        grow(self)

    def _on_written(self, result: Any) -> None:
        self.set_busy(False)
        self._written = self.week_folder()
        count = len(result.files)
        self.outcome.setText(
            f"已生成 {count} 个单位的表格，另有一份合并表，共 {count + 1} 份。"
            f"合并表在里面的“{result.combined.parent.name}”文件夹里。"
        )
        self.outcome.show()
        self.open_button.show()
        self._close_only()
        self._context.toast(f"已生成 {count} 个单位的表格和一份合并表")

    def _close_only(self) -> None:
        """All is done: nothing can be changed or called off any more."""
        for widget in (self.stepper, self.folder, self.change):
            widget.setEnabled(False)
        self.target.hide()
        self.cancel_button.hide()
        self.ok_button.setText("关闭")
        self.open_button.setFocus()
        grow(self)

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        if isinstance(error, Cancelled):
            self.set_error("已取消，没有留下没写完的表格。")
        else:
            self.set_error(str(error))
        grow(self)

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))


def _row(title: str, widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(px(8))
    label = make_label(title, ink="soft")
    label.setMinimumWidth(px(56))
    line.addWidget(label)
    line.addWidget(widget, 1)
    return line
