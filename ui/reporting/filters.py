"""The line above the board: what the marks mean, which units are shown, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.reporting import words
from ui.reporting.board_model import FILTERS, ORDERS
from ui.reporting.choice import ChoiceButton
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.chips import Legend
from ui.widgets.picker import Picker, PickItem

_WIDE = 960


class FilterLine(QWidget):
    """Legend at the left, filter and order at the right; `changed(filter key, order key)`.

    `unit_wanted(unit id)` when the clerk looks for one.
    `holidays_wanted()` when the clerk follows the note that a year's holiday list is missing.
    """

    changed = Signal(str, str)
    holidays_wanted = Signal()
    unit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: list[str] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self._legend = Legend(words.LEGEND)
        self._legend_pending = Legend([*words.LEGEND, words.PENDING_LEGEND])
        self._legend_pending.hide()
        self.note = make_label("", "note", ink="soft")
        self.filter_button = ChoiceButton("筛选单位")
        self.filter_button.chosen.connect(self._on_chosen)
        self.order_button = ChoiceButton("排列顺序", ORDERS)
        self.order_button.chosen.connect(self._on_chosen)
        row.addWidget(self._legend)
        row.addWidget(self._legend_pending)
        row.addStretch(1)
        self.holidays = buttons.quiet("", self.holidays_wanted.emit)
        theme.set_icon(self.holidays, "warning", "late_ink")
        self.holidays.hide()
        row.addWidget(self.holidays)
        row.addWidget(self.note)
        self.finder = Picker()
        self.finder.setPlaceholderText("找单位")
        self.finder.setToolTip("按名称或拼音首字母找单位（Ctrl+F）")
        self.finder.setAccessibleName("找单位")
        self.finder.setFixedWidth(px(110))
        self.finder.picked.connect(self._on_found)
        row.addWidget(self.finder)
        row.addWidget(self.filter_button)
        row.addWidget(self.order_button)
        self._fill()

    def set_units(self, found: Sequence[PickItem]) -> None:
        """The units that can be looked for."""
        self.finder.set_items(found)

    def find_unit(self) -> None:
        """Begin to look for a unit."""
        self.finder.show()
        self.finder.setFocus()
        self.finder.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the field for looking waits until it is asked for."""
        super().resizeEvent(event)
        self.finder.setVisible(self.width() >= px(_WIDE) or self.finder.hasFocus())

    def _on_found(self, unit_id: object) -> None:
        if unit_id is not None:
            self.finder.set_value(None)
            self.unit_wanted.emit(unit_id)

    def show_pending(self, is_pending: bool) -> None:
        """Whether the mark of weeks that are not due yet is explained."""
        self._legend.setVisible(not is_pending)
        self._legend_pending.setVisible(is_pending)

    def show_unpublished(self, years: Sequence[int]) -> None:
        """Say that the due day of this week was reckoned without the holidays of some years."""
        named = "、".join(f"{year}年" for year in years)
        self.holidays.setVisible(bool(years))
        self.holidays.setText(f"{named}放假安排未录入")
        self.holidays.setToolTip(
            f"{named}的放假安排还没有录入，截止日按普通周末推算。点这里去录入。"
        )

    def set_groups(self, names: list[str]) -> None:
        """The groups that can be chosen."""
        if names != self._groups:
            self._groups = list(names)
            self._fill()

    def set_view(self, filter_: str, order: str) -> None:
        """Show a filter and an order as chosen; says nothing."""
        self.filter_button.set_key(filter_)
        self.order_button.set_key(order)

    def _fill(self) -> None:
        groups = [(f"group:{g}", f"只看{g}") for g in self._groups]
        self.filter_button.set_entries([FILTERS[0], *groups, ("", ""), *FILTERS[1:]])

    def _on_chosen(self, _key: str) -> None:
        self.changed.emit(self.filter_button.key(), self.order_button.key())
