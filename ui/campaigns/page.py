"""The plans page: the list of plans, all measures, the shares of units; and one plan opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.campaigns import registry
from ui.campaigns.deeds import PlanDeeds
from ui.campaigns.issuing import all_entries, issue_entries
from ui.campaigns.plan_header import PlanHeader
from ui.campaigns.plan_view import PlanHead, PlanView
from ui.context import AppContext
from ui.navigation import Place
from ui.page import Page
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.header import PageHeader
from ui.widgets.pills import PillBar

if TYPE_CHECKING:
    from services.campaigns.overview import PlanLine

_WIDE = 960
"""Width of the page from which all its actions have room."""
_GONE = "这份方案已经不在了，可能刚被删除；删除的可以在回收站里找回"


class CampaignsPage(Page):
    """Opened at `plan` (with `tab`, `measure` …), or at `view` (plans, all, units) with what that view takes."""

    key = "campaigns"
    title = "方案"
    icon = "campaign"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.deeds = PlanDeeds(context, self)
        self._said_shown = False
        self._views: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(12))
        column.setSpacing(px(12))
        self.header = PageHeader(self.title)
        self._build_header()
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.opened = PlanView(context)
        self.opened.head_read.connect(self._on_head)
        self.opened.gone.connect(self._on_gone)
        self.stack.addWidget(self.opened)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Alt+Home"), self, self._go_up, context=inside)
        QShortcut(QKeySequence("Ctrl+O"), self, self.deeds.read_files, context=inside)

    def _build_header(self) -> None:
        self.pills = PillBar([(p.key, p.title, None) for p in registry.VIEWS.values()])
        self.pills.setAccessibleName("方案、任务和单位")
        self.pills.chosen.connect(self._on_pill)
        self.header.add_left(self.pills)
        self.plan_header = PlanHeader()
        self.plan_header.up_wanted.connect(self._go_up)
        self.plan_header.state_wanted.connect(self._on_state_chip)
        self.header.add_left(self.plan_header)
        self.all_button = buttons.menu_button(
            "更多",
            [
                ("粘贴方案文字…", self.deeds.paste),
                None,
                *all_entries(self.context, self),
            ],
        )
        self.paste_button = buttons.plain(
            "粘贴文字", self.deeds.paste, tip="把复制的方案全文读进来"
        )
        self.list_actions = _Actions(
            self.all_button,
            self.paste_button,
            buttons.plain("新建方案", self.deeds.create, shortcut="Ctrl+N"),
            buttons.primary(
                "读入方案…",
                self.deeds.read_files,
                tip="选择 Word、PDF 或文本文件（Ctrl+O）；也可以直接拖到窗口里",
            ),
        )
        self.header.add_action(self.list_actions)
        self.issue_button = buttons.menu_button("发出与导出", [])
        self.more_button = buttons.menu_button("更多", [])
        self.plan_actions = _Actions(self.more_button, self.issue_button)
        self.header.add_action(self.plan_actions)

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a plan, or a view of the list level."""
        plan = place.get("plan")
        if isinstance(plan, int):
            if plan != self.opened.plan_id:
                self.plan_header.begin()
                self.plan_actions.setEnabled(False)
            self._show_level(is_plan=True)
            self.opened.show_plan(plan, place)
            return
        key = str(place.get("view") or "plans")
        self._show_view(key if key in registry.VIEWS else "plans", place)

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Tell what is shown; hidden views read when they are shown, hidden tabs are told then."""
        self.opened.hear(changed_tables)
        if self._is_plan():
            self.opened.freshen()
        elif (view := self._views.get(self.pills.current())) is not None:
            view.refresh(changed_tables)

    def place(self) -> Place:
        """Plan and tab, or view, with where each stands."""
        if self._is_plan():
            return Place(self.key, self.opened.place_args())
        view = self._views.get(self.pills.current())
        args: dict[str, Any] = view.place_args() if view is not None else {}
        return Place(self.key, {**args, "view": self.pills.current()})

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Whether the tab or view that is shown may be left."""
        if self._is_plan():
            return self.opened.can_leave(then)
        ask = getattr(self._views.get(self.pills.current()), "can_leave", None)
        return True if ask is None else bool(ask(then))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the text to paste is asked for in the menu only."""
        super().resizeEvent(event)
        self.paste_button.setVisible(self.width() >= px(_WIDE))

    def rail_again(self) -> None:
        """The rail's entry was chosen while the page is shown: up to the list."""
        if self._is_plan():
            self._go_up()

    # --- levels --------------------------------------------------------------------------------------

    def _is_plan(self) -> bool:
        return self.stack.currentWidget() is self.opened

    def _show_level(self, *, is_plan: bool) -> None:
        self.header.set_title("" if is_plan else self.title)
        self.pills.setVisible(not is_plan)
        self.list_actions.setVisible(not is_plan)
        self.plan_header.setVisible(is_plan)
        self.plan_actions.setVisible(is_plan)
        if is_plan:
            self.stack.setCurrentWidget(self.opened)
            self.setFocusProxy(self.opened)

    def _show_view(self, key: str, place: Place) -> None:
        self._show_level(is_plan=False)
        self.pills.set_current(key)
        view = self._views.get(key)
        if view is None:
            view = registry.VIEWS[key].make(self.context)
            self._views[key] = view
            view.shown_data.connect(self._on_shown)
            self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        view.show_place(place)

    def _on_pill(self, key: str) -> None:
        shown = self.stack.currentWidget()
        now = next((k for k, v in self._views.items() if v is shown), "")
        if key == now:
            return
        place = Place.of(self.key, view=key)
        ask = getattr(shown, "can_leave", None)
        if ask is None or ask(lambda: self._show_view(key, place)):
            self._show_view(key, place)
        else:
            self.pills.set_current(now)

    def _go_up(self) -> None:
        if self._is_plan():
            self.context.navigate(Place.of(self.key, view="plans", id=self._plan_id()))

    def _plan_id(self) -> int | None:
        return self.opened.plan_id

    # --- the opened plan -----------------------------------------------------------------------------

    def _on_head(self, head: PlanHead) -> None:
        plan = head.plan
        self.plan_header.set_plan(plan, head.countdown)
        self.plan_actions.setEnabled(True)
        _set_menu(self.issue_button, issue_entries(self.context, self, plan.id))
        _set_menu(
            self.more_button,
            [
                ("标题与文头…", lambda: self.deeds.rename(plan)),
                *self.deeds.state_entries([plan]),
                None,
                ("以此新建方案…", lambda: self.deeds.create(plan.id)),
                None,
                ("删除方案", lambda: self._delete_plan(plan)),
            ],
        )
        self._on_shown()

    def _on_state_chip(self) -> None:
        if self.opened.head is None:
            return
        menu = buttons.make_menu(
            self.deeds.state_entries([self.opened.head.plan]), self
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())

    def _delete_plan(self, plan: PlanLine) -> None:
        """Leave the plan before it goes: the toast of the deletion says all that is to be said."""

        def delete() -> None:
            self.opened.plan_id = None
            self._show_view("plans", Place.of(self.key))
            self.deeds.delete([plan])

        if self.opened.can_leave(delete):
            delete()

    def _on_gone(self) -> None:
        self.opened.plan_id = None
        if self._is_plan():
            self._show_view("plans", Place.of(self.key))
            self.context.toast(
                _GONE,
                act=(
                    "打开回收站",
                    lambda: self.context.navigate(Place.of("history", tab="bin")),
                ),
            )

    def _on_shown(self) -> None:
        if not self._said_shown:
            self._said_shown = True
            self.shown_data.emit()


class _Actions(QWidget):
    """Buttons of the header that come and go together."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for part in parts:
            row.addWidget(part)


def _set_menu(button: Any, entries: list[buttons.MenuEntry]) -> None:
    old = button.menu()
    button.setMenu(buttons.make_menu(entries, button))
    if old is not None:
        old.deleteLater()
