"""The window's own commands: keys that work everywhere, the search button and way back in each header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from shiboken6 import isValid

from ui.navigation import Place
from ui.widgets.header import PageHeader

if TYPE_CHECKING:
    from ui.campaigns.deeds import PlanDeeds
    from ui.context import AppContext
    from ui.main_window import MainWindow
    from ui.widgets.grid import EditableGrid

_HEADERS_WITHOUT_SEARCH = ("intake", "issue")


@dataclass(frozen=True)
class Command:
    """Something that can be done from anywhere; `keys` are portable key names, `initials` for the search."""

    text: str
    run: Callable[[], Any]
    keys: tuple[str, ...] = ()
    group: str = "窗口"
    initials: str = ""
    searchable: bool = True


class Commands(QObject):
    """Owns the actions of a window and offers them to the search and to the list of shortcuts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context: AppContext | None = None
        self._back_buttons: list[QWidget] = []
        self.commands = self._all()
        for command in self.commands:
            if command.keys:
                action = QAction(command.text, window)
                action.setShortcuts([QKeySequence(k) for k in command.keys])
                action.triggered.connect(lambda _checked=False, c=command: c.run())
                window.addAction(action)

    def set_context(self, context: AppContext | None) -> None:
        """The data came, or went."""
        self._context = context
        if context is None:
            self._back_buttons.clear()

    def _all(self) -> tuple[Command, ...]:
        window = self._window

        def to(page: str, **args: Any) -> Callable[[], None]:
            return lambda: window.go(Place(page, args))

        return (
            Command("搜索", self.search, ("Ctrl+K",), searchable=False),
            Command("工作台", to("home"), ("Ctrl+1",), "页面", "gzt"),
            Command("周报", to("reporting"), ("Ctrl+2",), "页面", "zb"),
            Command("方案", to("campaigns"), ("Ctrl+3",), "页面", "fa"),
            Command("排期", to("schedule"), ("Ctrl+4",), "页面", "pq"),
            Command("稿件", to("stories"), ("Ctrl+5",), "页面", "gj"),
            Command("单位与媒体", to("registers"), ("Ctrl+6",), "页面", "dwymt"),
            Command("操作记录", to("history"), ("Ctrl+7",), "页面", "czjl"),
            Command("设置", to("settings"), ("Ctrl+8",), "页面", "sz"),
            Command("收表格", to("intake"), ("Ctrl+I",), "办事", "sbg"),
            Command("出本周汇总", to("issue"), (), "办事", "cbzhz"),
            Command("粘贴文字入库", to("intake", paste=True), (), "办事", "ztwzrk"),
            Command("读入方案", self._read_plans, (), "办事", "drfa"),
            Command("新建方案", self._new_plan, (), "办事", "xjfa"),
            Command("粘贴方案文字", self._paste_plan, (), "办事", "ztfawz"),
            Command("全部任务", to("campaigns", view="all"), (), "页面", "qbrw"),
            Command(
                "各单位的任务", to("campaigns", view="units"), (), "页面", "gdwdrw"
            ),
            Command("联络员", to("registers", tab="liaisons"), (), "页面", "lly"),
            Command("媒体名册", to("registers", tab="outlets"), (), "页面", "mtmc"),
            Command(
                "待核对的媒体",
                to("registers", tab="outlets", filter="unconfirmed"),
                (),
                "页面",
                "dhddmt",
            ),
            Command("回收站", to("history", tab="bin"), (), "页面", "hsz"),
            Command("备份与恢复", to("settings", tab="backups"), (), "页面", "bfyhf"),
            Command("放假安排", to("settings", tab="holidays"), (), "页面", "fjap"),
            Command("撤销上一步", self._undo, ("Ctrl+Z",), "窗口", "cxsyb"),
            Command("重做", self._redo, ("Ctrl+Y", "Ctrl+Shift+Z"), "窗口", "zz"),
            Command("后退", window.back, ("Alt+Left",), searchable=False),
            Command("前进", window.forward, ("Alt+Right",), searchable=False),
            Command("刷新本页", window.refresh_all, ("F5",), "窗口", "sxby"),
            Command("使用手册", self.help, ("F1",), "窗口", "sysc"),
            Command("关于与诊断包", self.about, (), "窗口", "gyyzdb"),
            Command("快捷键一览", self.shortcuts, ("Ctrl+/",), "窗口", "kjjyl"),
        )

    # --- plans ---------------------------------------------------------------------------------------

    def _read_plans(self) -> None:
        self._with_plans(lambda deeds: deeds.read_files())

    def _new_plan(self) -> None:
        self._with_plans(lambda deeds: deeds.create())

    def _paste_plan(self) -> None:
        self._with_plans(lambda deeds: deeds.paste())

    def _with_plans(self, act: Callable[[PlanDeeds], None]) -> None:
        """Do something with plans over the page that is shown."""
        page = self._window.current_page()
        if self._context is None or page is None:
            return
        from ui.campaigns.deeds import PlanDeeds

        act(PlanDeeds(self._context, page))

    # --- headers -----------------------------------------------------------------------------------

    def dress_header(self, page: QWidget) -> None:
        """Put the way back and the search box into a page's header."""
        from ui.shell.search_button import SearchButton
        from ui.widgets import buttons

        header = page.findChild(PageHeader)
        if header is None:
            return
        back = buttons.icon_button("back", "后退（Alt+←）", self._window.back)
        row = header.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, back)
        self._back_buttons.append(back)
        if page.objectName() not in [f"page-{k}" for k in _HEADERS_WITHOUT_SEARCH]:
            row.insertWidget(row.count() - 1, SearchButton(self.search))

    def place_changed(self) -> None:
        """The trail grew or shrank: the way back is shown only where there is one."""
        way = bool(self._window.trail.behind)
        self._back_buttons = [b for b in self._back_buttons if isValid(b)]
        for button in self._back_buttons:
            button.setVisible(way)

    # --- what the commands do -----------------------------------------------------------------------

    def search(self) -> None:
        """Open the search over the window."""
        if self._context is None or self._window.current_page() is None:
            return
        from ui.shell.search import SearchPanel

        SearchPanel.open_over(
            self._window, self._context, [c for c in self.commands if c.searchable]
        )

    def _undo(self) -> None:
        grid = _grid_with_keyboard()
        if grid is not None and grid.model.can_undo():
            grid.undo()
        elif self._context is not None:
            self._context.undo_last()

    def _redo(self) -> None:
        grid = _grid_with_keyboard()
        if grid is not None and grid.model.can_redo():
            grid.redo()
        elif self._context is not None:
            self._context.redo_last()

    def help(self) -> None:
        """Open the manual."""
        from ui.shell.manual import open_manual

        page = self._window.current_page()
        open_manual(self._window, page.key if page is not None else "")

    def about(self) -> None:
        """Show version, build and licences; the 诊断包 is written from there."""
        from ui.about.dialog import show_about

        show_about(self._window)

    def shortcuts(self) -> None:
        """Show the list of keys."""
        from ui.shell.shortcuts import show_shortcuts

        show_shortcuts(self._window, self.commands)


def _grid_with_keyboard() -> EditableGrid | None:
    """The grid that has the keyboard: as long as there is unsaved typing in it, Ctrl+Z means the typing."""
    from ui.widgets.grid import EditableGrid

    widget = QApplication.focusWidget()
    while widget is not None:
        if isinstance(widget, EditableGrid):
            return widget
        widget = widget.parentWidget()
    return None
