"""A sheet that does not say what it is: which unit, which week, which column is which."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from services.intake.preview import MAPPABLE, FileAnswer, FileResult, Outcome
from services.weeks import week_of
from ui import theme
from ui.widgets.buttons import plain
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.header import WeekStepper
from ui.widgets.picker import Picker, PickItem

_NOTHING = "（不用这一列）"
_NEEDED = ("title", "outlet")


class ConfirmDialog(SheetDialog):
    """Asks what a sheet is; `answered(file id, FileAnswer)`."""

    answered = Signal(int, object)

    def __init__(
        self,
        parent: QWidget,
        file: FileResult,
        units: list[PickItem],
        fallback: dt.date,
        waiting: int,
    ) -> None:
        super().__init__(parent, "这是谁的表？", ok="就这样读", wide=True)
        self.setMinimumWidth(theme.px(860))
        self._file = file
        proposal = file.proposal
        self._missing_columns = bool(proposal and proposal.columns)
        self._say(file, waiting)
        week = file.week or (proposal.week if proposal else None)
        self._week_known = week is not None
        self._monday = week_of(week or fallback)
        self._place_line(units, file, self._monday)
        self._boxes: list[QComboBox] = []
        self._indices: list[int] = []
        if proposal is not None and proposal.columns:
            self._columns(proposal.columns)
        self._keep = QCheckBox("记住这个单位的列，以后同样的表头直接读")
        self._keep.setChecked(True)
        self._keep.setVisible(bool(self._boxes))
        line = QHBoxLayout()
        line.addWidget(self._keep)
        line.addStretch()
        line.addWidget(plain("不收这个文件", self._on_skip))
        self.body.addLayout(line)
        self.accept_wanted.connect(self._on_accept)

    def _say(self, file: FileResult, waiting: int) -> None:
        name = f"{file.name}（工作表“{file.sheet}”）" if file.sheet else file.name
        self.body.addWidget(make_label(name, "bold", wrap=True))
        more = f"后面还有 {waiting} 个。" if waiting else ""
        asked = file.proposal.missing if file.proposal else ""
        words = f"没有表格编号。看得出来的已经填好，请核对。{asked}{more}"
        if file.outcome is Outcome.UNKNOWN_UNIT:
            words = f"表格编号所指的单位不在名册里，请指出这是哪个单位报的。{more}"
        self.body.addWidget(make_label(words, ink="soft", wrap=True))

    def _place_line(
        self, units: list[PickItem], file: FileResult, week: dt.date
    ) -> None:
        proposal = file.proposal
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        self._unit = Picker()
        self._unit.set_items(units)
        chosen = file.unit_id or (proposal.unit_id if proposal else None)
        if chosen is None and proposal and proposal.units:
            chosen = proposal.units[0][0]
        self._unit.set_value(chosen)
        self._unit.setPlaceholderText("名称或拼音首字母")
        self._week = WeekStepper()
        self._week.set_week(week)
        self._week.week_chosen.connect(self._on_week)
        for label, widget, stretch in (
            ("单位", self._unit, 1),
            ("哪一周", self._week, 0),
        ):
            word = QLabel(label)
            word.setBuddy(widget)
            line.addWidget(word)
            line.addWidget(widget, stretch)
        self.body.addLayout(line)
        if proposal and len(proposal.units) > 1:
            names = "、".join(name for _, name in proposal.units)
            self.body.addWidget(make_label(f"可能是：{names}", "note", ink="soft"))

    def _columns(self, columns: tuple) -> None:
        depth = max((len(c.samples) for c in columns), default=0)
        table = QTableWidget(depth + 1, len(columns))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().hide()
        table.setHorizontalHeaderLabels(
            [c.heading or f"第 {c.index + 1} 列" for c in columns]
        )
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setDefaultSectionSize(theme.px(130))
        for place, column in enumerate(columns):
            box = QComboBox()
            box.addItem(_NOTHING, "")
            for key, label in MAPPABLE.items():
                box.addItem(label, key)
            box.setCurrentIndex(max(box.findData(column.field), 0))
            box.setAccessibleName(f"“{column.heading}”一列是")
            table.setCellWidget(0, place, box)
            self._boxes.append(box)
            self._indices.append(column.index)
            for down, sample in enumerate(column.samples, start=1):
                item = QTableWidgetItem(sample)
                item.setToolTip(sample)
                table.setItem(down, place, item)
        table.setRowHeight(0, theme.px(36))
        table.setMinimumHeight(theme.px(220))
        self.body.addWidget(table, 1)

    def _on_week(self, monday: object) -> None:
        if isinstance(monday, dt.date):
            self._monday = monday

    def _on_skip(self) -> None:
        self.answered.emit(self._file.id, FileAnswer(skip=True))
        self.accept()

    def _on_accept(self) -> None:
        unit_id = self._unit.value()
        mapping = self._mapping()
        if unit_id is None and "unit" not in (mapping or {}).values():
            self.set_error("请选单位。名册里还没有的，先到“单位与媒体”里加上。")
            self._unit.setFocus()
            return
        if mapping is not None:
            fields = list(mapping.values())
            twice = next((f for f in fields if fields.count(f) > 1), None)
            if twice:
                self.set_error(f"有两列都选了“{MAPPABLE[twice]}”，请留一列。")
                return
            absent = [MAPPABLE[f] for f in _NEEDED if f not in fields]
            if absent:
                self.set_error(f"请指出哪一列是{'、哪一列是'.join(absent)}。")
                return
        answer = FileAnswer(
            unit_id=unit_id,
            week=self._monday,
            mapping=mapping,
            keep_mapping=mapping is not None and self._keep.isChecked(),
        )
        self.answered.emit(self._file.id, answer)
        self.accept()

    def _mapping(self) -> dict[int, str] | None:
        if not self._boxes:
            return None
        return {
            index: str(box.currentData())
            for index, box in zip(self._indices, self._boxes, strict=True)
            if box.currentData()
        }


def waits(file: FileResult) -> bool:
    """Whether a file waits for the clerk's word: whose it is, which week's, what its columns are."""
    if file.outcome is Outcome.UNKNOWN_UNIT:
        return file.grid is not None
    return file.outcome is Outcome.UNRECOGNISED
