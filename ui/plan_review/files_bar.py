"""The documents that are looked through one after another: pills while they are few, a list when there are more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.plan_review.work import Entry
from ui.theme import px
from ui.widgets.buttons import icon_button
from ui.widgets.labels import make_label
from ui.widgets.pills import PillBar

_FEW = 4
_LETTERS = 14


class FilesBar(QWidget):
    """`chosen(position)` when another document is meant."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        self.pills = PillBar()
        self.pills.chosen.connect(lambda key: self.chosen.emit(int(key)))
        self.list = QComboBox()
        self.list.setMinimumWidth(px(360))
        self.list.setAccessibleName("读入的文件")
        self.list.activated.connect(self.chosen)
        self._count = make_label("", "note", ink="soft")
        self._before = icon_button("chevron-left", "上一份", lambda: self._go(-1))
        self._after = icon_button("chevron-right", "下一份", lambda: self._go(1))
        row.addWidget(self.pills)
        for part in (self._before, self.list, self._after, self._count):
            row.addWidget(part)
        row.addStretch(1)
        self._at = 0
        self._many = 0

    def show_entries(self, entries: Sequence[Entry], at: int) -> None:
        """Show the documents; one alone needs no bar."""
        self._at, self._many = at, len(entries)
        few = len(entries) <= _FEW
        self.pills.setVisible(few)
        for part in (self._before, self.list, self._after, self._count):
            part.setVisible(not few)
        if few:
            self.pills.set_items(
                [(str(n), _words(n, e, _LETTERS), None) for n, e in enumerate(entries)]
            )
            self.pills.set_current(str(at))
            self._widen()
            return
        self.list.clear()
        self.list.addItems([_words(n, e, 60) for n, e in enumerate(entries)])
        self.list.setCurrentIndex(at)
        self._before.setEnabled(at > 0)
        self._after.setEnabled(at + 1 < len(entries))
        waiting = sum(e.is_open and e.is_plan for e in entries)
        self._count.setText(f"共 {len(entries)} 份，{waiting} 份待保存")

    def _widen(self) -> None:
        """Room for the chosen name, which is bold: a button asks for the room of its plain words only."""
        bold = QFontMetrics(theme.font("bold"))
        for pill in self.pills.findChildren(QPushButton):
            pill.setMinimumWidth(bold.horizontalAdvance(pill.text()) + px(28))

    def _go(self, by: int) -> None:
        self.chosen.emit(min(max(self._at + by, 0), self._many - 1))


def _words(n: int, entry: Entry, most: int) -> str:
    sign = ""
    if entry.draft is None:
        sign = "　未读出"
    elif entry.draft.saved_id is not None:
        sign = "　已保存"
    elif not entry.is_plan:
        sign = "　不是方案"
    name = entry.name if len(entry.name) <= most else entry.name[: most - 1] + "…"
    return f"{n + 1}　{name}{sign}"
