"""An opened plan: its tabs, made when they are first wanted and handed from plan to plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from services.campaigns.overview import PlanLine, overview
from ui.campaigns import registry
from ui.campaigns.list_view import TABLES
from ui.campaigns.tab import PlanTab
from ui.campaigns.words import span_words
from ui.context import AppContext
from ui.navigation import Place
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.pills import PillBar

_TAB = "campaigns.tab"
_OWN_ARGS = frozenset({"plan", "tab", "fresh"})


@dataclass(frozen=True)
class PlanHead:
    """A plan with the countdown to its end."""

    plan: PlanLine
    countdown: str


def load_head(session: Session, plan_id: int, today: dt.date) -> PlanHead | None:
    """The head of a plan, None when it is not there any more."""
    from services import workdays
    from services.campaigns.countdown import Countdown

    found = overview(session, today, plan_id)
    if not found:
        return None
    plan = found[0]
    left = None
    if plan.ends_on is not None and plan.ends_on > today:
        left = Countdown(workdays.load(session), today).left(plan.ends_on)
    said = span_words(plan.state, plan.starts_on, plan.ends_on, today, left)
    return PlanHead(plan, said)


class PlanView(QWidget):
    """Shows one plan; `head_read(PlanHead)` when its head stands, `gone()` when it is not there any more."""

    head_read = Signal(object)
    gone = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.plan_id: int | None = None
        self.head: PlanHead | None = None
        self._parts = registry.TABS
        self._tabs: dict[str, PlanTab] = {}
        self._shown_plan: dict[str, int] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._head_stale = False
        self._waiting: Place | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.pills = PillBar([(p.key, p.title, None) for p in self._parts.values()])
        self.pills.setAccessibleName("方案的各部分")
        self.pills.chosen.connect(self._on_pill)
        row.addWidget(self.pills)
        row.addStretch(1)
        self.note = make_label("", "note", ink="soft")
        row.addWidget(self.note)
        column.addLayout(row)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(
                QKeySequence(keys), self, lambda s=step: self._step(s), context=inside
            )

    # --- place ---------------------------------------------------------------------------------------

    def show_plan(self, plan_id: int, place: Place) -> None:
        """Show a plan at the tab that the place names, else at the one used last."""
        if plan_id != self.plan_id:
            self.plan_id, self.head = plan_id, None
            self.note.setText("")
        if self.head is None:
            # The tab is shown once it is known that the plan is there.
            self._waiting = place
        else:
            self._show_tab(self._wanted_tab(place), place)
        self._load_head()

    def hear(self, changed_tables: frozenset[str]) -> None:
        """Remember what changed, for the head and for every tab."""
        self._head_stale |= not changed_tables or bool(changed_tables & TABLES)
        for key in self._tabs:
            self._stale[key] = self._more(key, changed_tables)

    def freshen(self) -> None:
        """Bring the head and the tab that is shown up to date."""
        if self._head_stale:
            self._load_head()
        else:
            self._freshen(self.pills.current())

    def place_args(self) -> dict[str, Any]:
        """Plan, tab, and where the tab stands."""
        if self._waiting is not None:
            return dict(self._waiting.args)
        tab = self.tab()
        args = tab.place_args() if tab is not None else {}
        return {**args, "plan": self.plan_id, "tab": self.pills.current()}

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Whether the tab that is shown may be left."""
        tab = self.tab()
        return self._waiting is not None or tab is None or tab.can_leave(then)

    def tab(self) -> PlanTab | None:
        """The tab that is shown."""
        return self._tabs.get(self.pills.current())

    # --- tabs ----------------------------------------------------------------------------------------

    def _wanted_tab(self, place: Place) -> str:
        remembered = self.context.state.get(_TAB)
        for key in (place.get("tab"), remembered):
            if isinstance(key, str) and key in self._parts:
                return key
        return next(iter(self._parts), "")

    def _show_tab(self, key: str, place: Place) -> None:
        if key not in self._parts or self.plan_id is None:
            return
        self.pills.set_current(key)
        # The ledger says the same in figures.
        self.note.setVisible(key != "ledger")
        if not place.get("fresh"):
            self.context.state.put(_TAB, key)
        tab = self._make(key)
        self.stack.setCurrentWidget(tab)
        self.setFocusProxy(tab)
        named = set(place.args) - _OWN_ARGS
        if self._shown_plan.get(key) != self.plan_id or named:
            self._shown_plan[key] = self.plan_id
            self._stale.pop(key, None)
            tab.show_plan(self.plan_id, place)
        else:
            self._freshen(key)

    def _make(self, key: str) -> PlanTab:
        tab = self._tabs.get(key)
        if tab is None:
            made: PlanTab = self._parts[key].make(self.context)
            self._tabs[key] = tab = made
            self.stack.addWidget(tab)
        return tab

    def _more(self, key: str, changed: frozenset[str]) -> frozenset[str]:
        """What a tab has not heard of yet; empty means everything."""
        held = self._stale.get(key)
        if held is None:
            return changed
        return held | changed if held and changed else frozenset()

    def _freshen(self, key: str) -> None:
        tab, changed = self._tabs.get(key), self._stale.pop(key, None)
        if tab is None or changed is None:
            return
        if self._shown_plan.get(key) == self.plan_id:
            tab.refresh(changed)

    def _on_pill(self, key: str) -> None:
        tab = self.tab_shown()
        if tab is None or tab.key == key:
            return
        place = Place.of("campaigns", plan=self.plan_id, tab=key)
        if tab.can_leave(lambda: self._show_tab(key, place)):
            self._show_tab(key, place)
        else:
            self.pills.set_current(tab.key)

    def tab_shown(self) -> PlanTab | None:
        """The tab on the screen: a pill that was clicked is marked before its tab is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, PlanTab) else None

    def _step(self, by: int) -> None:
        keys = list(self._parts)
        if len(keys) > 1:
            at = (keys.index(self.pills.current()) + by) % len(keys)
            self._on_pill(keys[at])

    # --- the head -------------------------------------------------------------------------------------

    def _load_head(self) -> None:
        plan_id, today = self.plan_id, dt.date.today()
        self._head_stale = False
        if plan_id is None:
            return
        self.context.read(
            lambda s: load_head(s, plan_id, today),
            self._show_head,
            owner=self,
            key="head",
        )

    def _show_head(self, head: PlanHead | None) -> None:
        waiting, self._waiting = self._waiting, None
        if head is None:
            self.head = None
            self.gone.emit()
            return
        self.head = head
        if waiting is not None:
            self._show_tab(self._wanted_tab(waiting), waiting)
            if self.isActiveWindow() and self.isVisible():
                self.setFocus()  # the tab was not there when the page was given the keyboard
        else:
            self._freshen(self.pills.current())
        plan = head.plan
        said = [f"完成 {plan.done} / {plan.measures}"] if plan.measures else []
        said += [f"逾期 {plan.overdue}"] if plan.overdue else []
        said += [f"14 天内到期 {plan.soon}"] if plan.soon else []
        self.note.setText("　".join(said))
        self.head_read.emit(head)
