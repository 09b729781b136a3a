"""The line above the board: what the marks mean, which units are shown, in which order."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ui.reporting import words
from ui.reporting.board_model import FILTERS, ORDERS
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.chips import Legend


class FilterLine(QWidget):
    """Legend at the left, filter and order at the right; `changed(filter key, order key)`."""

    changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter, self._order = "all", "fixed"
        self._groups: list[str] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self._legend = Legend(words.LEGEND)
        self._legend_pending = Legend([*words.LEGEND, words.PENDING_LEGEND])
        self._legend_pending.hide()
        self.note = make_label("", "note", ink="soft")
        self.filter_button = _button("筛选单位")
        self.order_button = _button("排列顺序")
        row.addWidget(self._legend)
        row.addWidget(self._legend_pending)
        row.addStretch(1)
        row.addWidget(self.note)
        row.addWidget(self.filter_button)
        row.addWidget(self.order_button)
        self._fill()

    def show_pending(self, is_pending: bool) -> None:
        """Whether the mark of weeks that are not due yet is explained."""
        self._legend.setVisible(not is_pending)
        self._legend_pending.setVisible(is_pending)

    def set_groups(self, names: list[str]) -> None:
        """The groups that can be chosen."""
        if names != self._groups:
            self._groups = list(names)
            self._fill()

    def set_view(self, filter_: str, order: str) -> None:
        """Show a filter and an order as chosen; says nothing."""
        self._filter, self._order = filter_, order
        self._fill()

    def filter_words(self, key: str) -> str:
        """What a filter is called."""
        if key.startswith("group:"):
            return key.removeprefix("group:")
        return dict(FILTERS).get(key, FILTERS[0][1])

    def _fill(self) -> None:
        groups = [(f"group:{g}", f"只看{g}") for g in self._groups]
        kinds = [FILTERS[0], *groups, ("", ""), *FILTERS[1:]]
        self.filter_button.setText(self.filter_words(self._filter))
        self.order_button.setText(dict(ORDERS).get(self._order, ORDERS[0][1]))
        _set_menu(self.filter_button, kinds, self._filter, self._choose_filter)
        _set_menu(self.order_button, list(ORDERS), self._order, self._choose_order)

    def _choose_filter(self, key: str) -> None:
        self.set_view(key, self._order)
        self.changed.emit(self._filter, self._order)

    def _choose_order(self, key: str) -> None:
        self.set_view(self._filter, key)
        self.changed.emit(self._filter, self._order)


def _button(name: str) -> QToolButton:
    button = buttons.menu_button("", [])
    button.setProperty("look", "quiet")
    button.setToolTip(name)
    return button


def _set_menu(
    button: QToolButton, entries: list[tuple[str, str]], chosen: str, choose: object
) -> None:
    old = button.menu()
    menu = QMenu(button)
    marks = QActionGroup(menu)
    for key, text in entries:
        if not key:
            menu.addSeparator()
            continue
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(key == chosen)
        marks.addAction(action)
        action.triggered.connect(lambda _on=False, k=key: choose(k))  # type: ignore[operator]
    button.setMenu(menu)
    button.setAccessibleName(f"{button.toolTip()}：{button.text()}")
    if old is not None:
        old.deleteLater()
