"""Taking filled progress forms: where they come from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.context import AppContext
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.dates import DateField
from ui.widgets.dialogs import SheetDialog, pick_files, pick_folder
from ui.widgets.drop import DropZone

_KEY = "plans.progress_in"
_TABLES = "表格 (*.xlsx *.xls *.et *.ods *.csv);;所有文件 (*)"


class TakeFormsDialog(SheetDialog):
    """Files or a folder, dropped or chosen; `chosen(list of Path, day on which they came)`."""

    chosen = Signal(list, object)

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent, "收回填好的进度表", ok="选择文件…")
        self._context = context
        self.setMinimumWidth(px(560))
        zone = DropZone()
        zone.setMinimumHeight(px(180))
        zone.dropped.connect(self._give)
        zone.body.addStretch()
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (
            make_label("把单位交回的表拖到这里", "heading"),
            make_label(
                "一个文件、许多文件、整个文件夹都可以。", ink="soft", wrap=False
            ),
        ):
            zone.body.addWidget(label, 0, middle)
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(buttons.plain("选择文件夹…", self._pick_folder))
        line.addStretch()
        zone.body.addSpacing(px(8))
        zone.body.addLayout(line)
        zone.body.addStretch()
        self.body.addWidget(zone, 1)
        note = (
            "也可以收导出后改过的任务台账（状态、完成比例、最新进展、指标达到值）。"
            "先核对、后登记：下一步逐项列出要登记的内容，点“登记”之前什么也不会改变。"
        )
        self.body.addWidget(make_label(note, "note", ink="soft", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(make_label("收到日期", ink="soft"))
        self.received = DateField()
        self.received.setAccessibleName("收到日期")
        self.received.set_date(dt.date.today())
        line.addWidget(self.received)
        hint = "表里没有写填报日期的，进展记在这一天。"
        line.addWidget(make_label(hint, "note", ink="soft"), 1)
        self.body.addLayout(line)
        self.accept_wanted.connect(self._pick_files)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ok_button.setFocus()

    def _pick_files(self) -> None:
        paths = pick_files(self, "选择填好的进度表", _TABLES, self._context.state, _KEY)
        if paths:
            self._give(paths)

    def _pick_folder(self) -> None:
        folder = pick_folder(self, "选择放表的文件夹", self._context.state, _KEY)
        if folder is not None:
            self._give([folder])

    def _give(self, paths: list[Path]) -> None:
        today = dt.date.today()
        day = self.received.date()
        if day is None or day > today:
            self.set_error("收到日期请填今天或更早的一天。")
            self.received.setFocus()
            return
        self.accept()
        self.chosen.emit(paths, day)
