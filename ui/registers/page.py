"""Units, liaisons, groups, outlets and columns: one grid at a time, edited as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.page import Page
from ui.registers import transfer
from ui.registers.sheet_view import SheetView
from ui.registers.sheets import SHEETS
from ui.shell.leaving import ask_unsaved
from ui.widgets import buttons
from ui.widgets.header import PageHeader
from ui.widgets.pills import PillBar

_TABLES = frozenset({"unit", "unit_group", "liaison", "outlet", "outlet_column"})


class RegistersPage(Page):
    """The registers, opened at `tab`, `id`, `words`, `filter` ("unconfirmed") and `view`."""

    key = "registers"
    title = "单位与媒体"
    icon = "registers"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tab = "units"
        self._shown = False
        self._views: dict[str, SheetView] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(n) for n in (24, 16, 24, 12)))
        outer.setSpacing(theme.px(12))
        self.header = PageHeader(self.title)
        self.header.add_action(
            buttons.menu_button(
                "导入 / 导出",
                [
                    ("导入单位名册…", lambda: transfer.import_units(self, context)),
                    (
                        "导出单位名册…",
                        lambda: transfer.export(
                            self, context, transfer.unit_transfer()
                        ),
                    ),
                    None,
                    ("导入媒体名册…", lambda: transfer.import_outlets(self, context)),
                    (
                        "导出媒体名册…",
                        lambda: transfer.export(
                            self, context, transfer.outlet_transfer()
                        ),
                    ),
                ],
            )
        )
        self.header.add_action(
            buttons.plain(
                "新增一行",
                lambda: self.view().add_line(),
                tip="到最后的空行录入（Ctrl+N）",
            )
        )
        self.discard_button = buttons.plain(
            "放弃修改", lambda: self.view().grid.discard()
        )
        self.header.add_action(self.discard_button)
        self.save_button = buttons.primary(
            "保存", lambda: self.view().save(), tip="保存（Ctrl+S）"
        )
        self.header.add_action(self.save_button)
        outer.addWidget(self.header)
        outer.addLayout(self._filters())
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self._on_key("Ctrl+S", lambda: self.view().save())
        self._on_key("Ctrl+N", lambda: self.view().add_line())
        self._on_key("Ctrl+F", self._focus_words)
        self._tell_dirty(False)

    def _on_key(self, keys: str, act: Callable[[], Any]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        self.pills = PillBar([(s.key, s.title, None) for s in SHEETS.values()])
        self.pills.chosen.connect(self._on_pill)
        row.addWidget(self.pills)
        row.addStretch()
        self.flagged = buttons.quiet("", self._toggle_flagged)
        self.flagged.hide()
        row.addWidget(self.flagged)
        self.words = QLineEdit()
        self.words.setPlaceholderText("筛选：名称或拼音首字母")
        self.words.setAccessibleName("筛选")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(theme.px(220))
        self.words.textChanged.connect(lambda text: self.view().set_words(text))
        row.addWidget(self.words)
        return row

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a register, a row of it, a filter."""
        tab = place.get("tab", self._tab)
        self._tab = tab if tab in SHEETS else "units"
        self.pills.set_current(self._tab)
        view = self.view()
        self.stack.setCurrentWidget(view)
        self.setFocusProxy(view.grid)
        wanted = place.get("id")
        if "filter" in place.args or isinstance(wanted, int):
            view.only_flagged = place.get("filter") == "unconfirmed"
        words = place.get("words", "" if isinstance(wanted, int) else view.words)
        self._set_words(str(words))
        view.set_words(str(words))
        kept = place.get("view")
        view.wanted = (
            kept
            if isinstance(kept, dict)
            else {"id": wanted}
            if isinstance(wanted, int)
            else None
        )
        view.load()
        self._tell_dirty(view.grid.is_dirty())

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the shown register again, unless there are unsaved edits in it."""
        if not changed_tables or changed_tables & _TABLES:
            for key, view in self._views.items():
                if key == self._tab:
                    view.load()
                else:
                    view.stale = True

    def place(self) -> Place:
        """Register, filter, row and scroll."""
        view = self.view()
        return Place.of(
            self.key,
            tab=self._tab,
            words=view.words,
            filter="unconfirmed" if view.only_flagged else "",
            view=view.grid.view_place(),
        )

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Ask about unsaved rows."""
        view = self.view()
        if not view.grid.is_dirty():
            return True
        number = len(view.grid.changed_lines())
        ask_unsaved(
            self,
            f"“{view.sheet.title}”里有 {number} 行还没有保存。",
            view.save,
            view.grid.discard,
            then,
        )
        return False

    # --- the sheets ----------------------------------------------------------------------------------

    def view(self) -> SheetView:
        """The register that is shown, made when it is first wanted."""
        found = self._views.get(self._tab)
        if found is None:
            found = SheetView(self.context, SHEETS[self._tab])
            found.grid.dirty_changed.connect(self._tell_dirty)
            found.loaded.connect(self._on_loaded)
            self._views[self._tab] = found
            self.stack.addWidget(found)
        return found

    def _on_pill(self, key: str) -> None:
        if key == self._tab:
            return
        place = Place.of(self.key, tab=key)
        if self.can_leave(lambda: self.open(place)):
            self.open(place)
        else:
            self.pills.set_current(self._tab)

    def _on_loaded(self) -> None:
        view = self.view()
        self.header.set_subtitle(view.count_words())
        self.flagged.setVisible(bool(view.flagged_number) or view.only_flagged)
        self.flagged.setText(
            "看全部" if view.only_flagged else f"只看待核对的 {view.flagged_number} 家"
        )
        if not self._shown:
            self._shown = True
            self.shown_data.emit()

    def _toggle_flagged(self) -> None:
        view = self.view()
        view.only_flagged = not view.only_flagged
        view.apply_filter()
        self._on_loaded()

    def _focus_words(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    def _set_words(self, words: str) -> None:
        self.words.blockSignals(True)
        self.words.setText(words)
        self.words.blockSignals(False)

    def _tell_dirty(self, dirty: Any) -> None:
        self.save_button.setEnabled(bool(dirty))
        self.discard_button.setVisible(bool(dirty))
