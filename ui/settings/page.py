"""The settings: office and rules, look, holidays, data and backups."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.page import Page
from ui.settings.data_panel import DataPanel
from ui.settings.holidays_panel import HolidaysPanel
from ui.settings.look_panel import LookPanel
from ui.settings.office_panel import OfficePanel
from ui.settings.panel import Panel
from ui.settings.schedule_panel import SchedulePanel
from ui.shell.leaving import ask_unsaved
from ui.widgets import buttons
from ui.widgets.header import PageHeader
from ui.widgets.pills import PillBar

TABS: tuple[tuple[str, str, Callable[[AppContext], Panel]], ...] = (
    ("office", "办公室与报送", OfficePanel),
    ("look", "外观", LookPanel),
    ("holidays", "放假安排", HolidaysPanel),
    ("schedule", "排期", SchedulePanel),
    ("backups", "数据与备份", DataPanel),
)
_TABLES = frozenset({"setting", "outlet_capacity", "schedule_blackout"})


class SettingsPage(Page):
    """One part at a time, opened at `tab` (office, look, holidays, schedule, backups)."""

    key = "settings"
    title = "设置"
    icon = "settings"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tab = "office"
        self._shown = False
        self._panels: dict[str, Panel] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(n) for n in (24, 16, 24, 0)))
        outer.setSpacing(theme.px(14))
        header = PageHeader(self.title)
        header.add_action(buttons.plain("关于与诊断包…", self._about))
        outer.addWidget(header)
        self.pills = PillBar([(key, text, None) for key, text, _make in TABS])
        self.pills.chosen.connect(self._on_pill)
        outer.addWidget(self.pills)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a part."""
        tab = place.get("tab", self._tab)
        self._show(tab if tab in [t[0] for t in TABS] else "office", place)

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the shown part again when settings changed."""
        if not changed_tables or changed_tables & _TABLES:
            self._panel(self._tab).load(self.place())

    def place(self) -> Place:
        """The part that is shown."""
        return Place.of(self.key, tab=self._tab)

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Ask about unsaved edits."""
        panel = self._panel(self._tab)
        if not panel.dirty:
            return True
        ask_unsaved(self, "设置里有改动还没有保存。", panel.save, panel.discard, then)
        return False

    def _about(self) -> None:
        from ui.about.dialog import show_about
        from ui.main_window import MainWindow

        window = self.window()
        if isinstance(window, MainWindow):
            show_about(window)

    # --- parts ---------------------------------------------------------------------------------------

    def panel(self, tab: str) -> Panel:
        """A part of the page, made when it is first wanted."""
        return self._panel(tab)

    def _on_pill(self, key: str) -> None:
        if key == self._tab:
            return
        place = Place.of(self.key, tab=key)
        if self.can_leave(lambda: self._show(key, place)):
            self._show(key, place)
        else:
            self.pills.set_current(self._tab)

    def _show(self, tab: str, place: Place) -> None:
        self._tab = tab
        self.pills.set_current(tab)
        panel = self._panel(tab)
        area = panel.parentWidget()
        while area is not None and self.stack.indexOf(area) < 0:
            area = area.parentWidget()
        if area is not None:
            self.stack.setCurrentWidget(area)
        panel.load(place)

    def _panel(self, tab: str) -> Panel:
        panel = self._panels.get(tab)
        if panel is None:
            make = next(m for key, _text, m in TABS if key == tab)
            panel = make(self.context)
            panel.loaded.connect(self._on_loaded)
            panel.setObjectName("scrolled")
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(panel)
            self.stack.addWidget(area)
            self._panels[tab] = panel
        return panel

    def _on_loaded(self) -> None:
        if not self._shown:
            self._shown = True
            self.shown_data.emit()
