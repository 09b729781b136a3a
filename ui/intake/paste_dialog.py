"""Text as an intake: a block copied from Excel, or messages from a phone."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from services.weeks import week_of
from ui import theme
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.header import WeekStepper
from ui.widgets.picker import Picker, PickItem

_EXAMPLE = (
    "从 Excel 里复制几行，或者从微信、短信里复制一段话，粘贴到这里。例如：\n\n"
    "8月16日，省电视台《政策面对面》播出《我区推行企业开办一件事》，链接http…"
)


class PasteDialog(SheetDialog):
    """Takes a text, its unit and week; `given(text, unit id or None, Monday)` when it is to be read."""

    given = Signal(str, object, object)

    def __init__(
        self,
        parent: QWidget,
        units: list[PickItem],
        week: dt.date,
        text: str = "",
        unit_id: int | None = None,
    ) -> None:
        super().__init__(parent, "粘贴文字", ok="识别", wide=True)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        self._unit = Picker()
        self._unit.set_items(units)
        self._unit.set_value(unit_id)
        self._unit.setPlaceholderText("单位（名称或拼音首字母，如 sthj）")
        self._week = WeekStepper()
        self._week.set_week(week)
        self._monday = week_of(week)
        self._week.week_chosen.connect(self._on_week)
        unit_label, week_label = QLabel("单位"), QLabel("哪一周")
        unit_label.setBuddy(self._unit)
        line.addWidget(unit_label)
        line.addWidget(self._unit, 1)
        line.addSpacing(theme.px(16))
        line.addWidget(week_label)
        line.addWidget(self._week)
        self.body.addLayout(line)
        self._text = QPlainTextEdit()
        self._text.setPlaceholderText(_EXAMPLE)
        self._text.setAccessibleName("粘贴的文字")
        self._text.setPlainText(text)
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(theme.px(260))
        self.body.addWidget(self._text, 1)
        note = (
            "识别以后先列出来给您核对，不会直接入库。文字里写明单位的，上面可以不选。"
        )
        self.body.addWidget(make_label(note, "note", ink="soft"))
        self.accept_wanted.connect(self._on_accept)
        self._text.setFocus()

    def _on_week(self, monday: object) -> None:
        if isinstance(monday, dt.date):
            self._monday = monday

    def _on_accept(self) -> None:
        words = self._text.toPlainText()
        if not words.strip():
            self.set_error("还没有粘贴文字。")
            self._text.setFocus()
            return
        if self._unit.text().strip() and self._unit.value() is None:
            self.set_error(
                f"名册里没有“{self._unit.text().strip()}”，请从列表里选单位。"
            )
            self._unit.setFocus()
            return
        self.given.emit(words, self._unit.value(), self._monday)
        self.accept()
