"""The list of plans: the answer on top, filters, the table, the chosen plan at the right."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from models.vocabulary_campaigns import CampaignState, MeasureState
from services.campaigns.overview import (
    SOON_DAYS,
    PlanLine,
    overview,
    present_phases,
)
from services.campaigns.pressing import Pressing, pressing
from ui.campaigns.deeds import PlanDeeds
from ui.campaigns.list_columns import COLUMNS, FIRST_SORT, NARROW, is_sort, ordered
from ui.campaigns.list_panel import PlanPanel
from ui.campaigns.words import shares
from ui.context import AppContext
from ui.navigation import Place
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import AnswerCard, SharesBar, Tile
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.pills import PillBar
from ui.widgets.side import SplitView
from ui.widgets.tables import PagedTable

TABLES = frozenset({"campaign", "measure", "measure_deadline", "setting"})
_TYPING_MS = 150
_AHEAD_DAYS = 60
"""Days ahead that the detail of a plan looks."""


class PlanList(QWidget):
    """All plans; opened at `state`, `words`, `sort`, `id`, `top`."""

    shown_data = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("方案列表")
        self.context = context
        self.deeds = PlanDeeds(context, self)
        self.plans: list[PlanLine] = []
        self._sort: tuple[str, bool] = FIRST_SORT
        self._wanted: dict[str, Any] = {}
        self._state_wanted = ""
        self._come = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._fill)
        self._build()

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.body = QStackedWidget()
        outer.addWidget(self.body)
        self.body.addWidget(Loading())
        self.empty = EmptyState(
            "还没有宣传方案",
            "把方案的 Word、PDF 或文本文件拖到窗口里，程序读出任务、时限和责任单位，"
            "您核对后存入，就能一直跟踪到办结。也可以粘贴文字，或者手工新建。",
            [
                ("读入方案…", self.deeds.read_files, True),
                ("粘贴文字", self.deeds.paste, False),
                ("新建方案", self.deeds.create, False),
            ],
            icon="campaign",
        )
        self.body.addWidget(self.empty)
        self.full = QWidget()
        column = QVBoxLayout(self.full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._answer())
        column.addLayout(self._filters())
        column.addWidget(self._table(), 1)
        self.body.addWidget(self.full)

    def _answer(self) -> AnswerCard:
        card = AnswerCard()
        self.running = card.add_tile(
            Tile("–", "进行中的方案", on_click=lambda: self._choose_state("running"))
        )
        self.overdue = card.add_tile(
            Tile(
                "–",
                "已逾期的任务",
                on_click=lambda: self._go_measures(state=MeasureState.OVERDUE.value),
            )
        )
        self.soon = card.add_tile(
            Tile(
                "–",
                f"{SOON_DAYS} 天内到期",
                on_click=lambda: self._go_measures(due="soon", state="open"),
            )
        )
        self.done = card.add_tile(
            Tile("–", "已完成 / 全部任务", on_click=self._go_measures)
        )
        self.shares = SharesBar()
        card.add(self.shares)
        return card

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.states = PillBar()
        self.states.chosen.connect(lambda _k: self._fill())
        row.addWidget(self.states)
        row.addStretch(1)
        self.words = QLineEdit()
        self.words.setPlaceholderText("标题、字号、机关或拼音首字母")
        self.words.setAccessibleName("筛选方案")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(px(240))
        self.words.textChanged.connect(lambda _t: self._typing.start())
        row.addWidget(self.words)
        return row

    def _table(self) -> QWidget:
        self.table = PagedTable(COLUMNS, state=self.context.state, key="campaigns")
        kept = self.table.sort()
        self._sort = kept if kept is not None and is_sort(list(kept)) else FIRST_SORT
        self.table.set_sort(*self._sort)
        self.table.set_empty(
            EmptyState(
                "没有符合条件的方案",
                "换一个状态，或清除筛选的文字再看。",
                [("看全部方案", self._clear, False)],
                icon="campaign",
            )
        )
        self.table.row_activated.connect(self.open_plan)
        self.table.sort_wanted.connect(self._on_sort)
        self.table.menu_wanted.connect(self._on_menu)
        self.table.view.selectionModel().selectionChanged.connect(
            lambda *_: self._on_selected()
        )
        self.panel = PlanPanel()
        self.panel.show_nothing()
        self.panel.measure_chosen.connect(
            lambda plan, measure: self.context.navigate(
                Place.of("campaigns", plan=plan, tab="ledger", measure=measure)
            )
        )
        self.panel.close_wanted.connect(
            lambda plan: self.deeds.set_state([plan], CampaignState.CLOSED)
        )
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Del"), self.table, self.delete, context=inside)
        QShortcut(QKeySequence("F2"), self.table, self.rename, context=inside)
        QShortcut(QKeySequence("Ctrl+F"), self, self._focus_words, context=inside)
        self.table.view.viewport().installEventFilter(self)
        self.setFocusProxy(self.table.view)
        return SplitView(self.table, self.panel, self.context.state, "campaigns.panel")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a narrow window the less important columns give way to the titles."""
        if event.type() == QEvent.Type.Resize and watched is self.table.view.viewport():
            wide = self.table.view.width()
            for at, column in enumerate(COLUMNS):
                least = NARROW.get(column.key)
                if least is not None:
                    self.table.view.setColumnHidden(at, wide < px(least))
        return super().eventFilter(watched, event)

    # --- place ---------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """Show the list at filter, sort, row and scroll."""
        if "state" in place.args or "words" in place.args:
            self._state_wanted = str(place.get("state") or "")
            self._set_words(str(place.get("words") or ""))
            self.states.set_current(self._state_wanted)
        sort = place.get("sort")
        if is_sort(sort):
            self._sort = (str(sort[0]), bool(sort[1]))
            self.table.set_sort(*self._sort)
        self._wanted = {k: place.get(k) for k in ("id", "top") if k in place.args}
        self._come = True
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the list again."""
        if not changed_tables or changed_tables & TABLES:
            self._load()

    def place_args(self) -> dict[str, Any]:
        """Filter, sort, row and scroll."""
        return {
            "state": self.states.current(),
            "words": self.words.text().strip(),
            "sort": list(self._sort),
            **self.table.view_place(),
        }

    # --- reading -------------------------------------------------------------------------------------

    def _load(self) -> None:
        today = dt.date.today()
        self.context.read(
            lambda s: overview(s, today), self._show, owner=self, key="list"
        )

    def _show(self, plans: list[PlanLine]) -> None:
        self.plans = plans
        if not plans:
            self.body.setCurrentWidget(self.empty)
            self.shown_data.emit()
            return
        self._show_answer()
        counts = {s: sum(p.state is s for p in plans) for s in CampaignState}
        self.states.set_items(
            [
                ("", "全部", len(plans)),
                *((s.value, s.label, counts[s]) for s in _STATE_ORDER if counts[s]),
            ]
        )
        self.states.set_current(self._state_wanted)
        self._state_wanted = self.states.current()
        self._fill()
        self.body.setCurrentWidget(self.full)
        if self._wanted:
            self.table.restore(self._wanted)
            self._wanted = {}
        if self.table.current_id() is None and self.table.ids():
            self.table.select(self.table.ids()[0])
        if self._come and self.isActiveWindow():
            # The table was hidden when the page was given the keyboard; ← → among the pills go on.
            now = QApplication.focusWidget()
            if now is None or not isinstance(now.parentWidget(), PillBar):
                self.table.view.setFocus()
        self._come = False
        self._on_selected()
        self.shown_data.emit()

    def _show_answer(self) -> None:
        running = [p for p in self.plans if p.state is CampaignState.RUNNING]
        overdue = sum(p.overdue for p in running)
        soon = sum(p.soon for p in running)
        total = dict.fromkeys(MeasureState, 0)
        for plan in running:
            for state, number in plan.counts.items():
                total[state] += number
        measures = sum(p.measures for p in running)
        self.running.set(f"{len(running)} 份", "进行中的方案")
        self.overdue.set(
            f"{overdue} 项", "已逾期的任务", "missing_ink" if overdue else "text"
        )
        self.soon.set(
            f"{soon} 项", f"{SOON_DAYS} 天内到期", "late_ink" if soon else "text"
        )
        self.done.set(f"{total[MeasureState.DONE]} / {measures}", "已完成 / 全部任务")
        self.shares.set("进行中方案的任务", shares(total))

    def _fill(self) -> None:
        self._typing.stop()
        self._state_wanted = self.states.current()
        words = self.words.text().strip()
        shown = [
            p
            for p in self.plans
            if self._state_wanted in ("", p.state.value) and p.fits(words)
        ]
        self.table.set_rows(ordered(shown, *self._sort))
        if self.table.current_id() is None and shown:
            self.table.select(self.table.ids()[0])
        self._on_selected()

    # --- selection -----------------------------------------------------------------------------------

    def selected(self) -> list[PlanLine]:
        """The plans that are chosen."""
        rows = [self.table.row(i) for i in self.table.selected_ids()]
        return [r for r in rows if isinstance(r, PlanLine)]

    def _on_selected(self) -> None:
        chosen = self.selected()
        if not chosen:
            self.panel.show_nothing()
            return
        if len(chosen) > 1:
            self.panel.show_several(len(chosen), self._several_deeds(chosen))
            return
        plan, today = chosen[0], dt.date.today()

        def work(session: Session) -> tuple[Pressing, tuple[str, ...]]:
            due = pressing(session, today, _AHEAD_DAYS, plan.id)
            return due, present_phases(session, plan.id, today)

        def show(found: tuple[Pressing, tuple[str, ...]]) -> None:
            if [p.id for p in self.selected()] == [plan.id]:
                self.panel.show_plan(plan, *found, today, self._deeds(plan))

        self.context.read(work, show, owner=self, key="detail")

    # --- deeds ---------------------------------------------------------------------------------------

    def open_plan(self, plan_id: object) -> None:
        """Open a plan at the tab used last."""
        if isinstance(plan_id, int):
            self.context.navigate(Place.of("campaigns", plan=plan_id))

    def delete(self) -> None:
        """Put the chosen plans into the recycle bin."""
        self.deeds.delete(self.selected())

    def rename(self) -> None:
        """Change title and head of the chosen plan."""
        chosen = self.selected()
        if len(chosen) == 1:
            self.deeds.rename(chosen[0])

    def _deeds(self, plan: PlanLine) -> list[tuple[str, Any]]:
        return [
            ("打开", lambda: self.open_plan(plan.id)),
            ("标题与文头…", lambda: self.deeds.rename(plan)),
            *self.deeds.state_entries([plan]),
            ("以此新建…", lambda: self.deeds.create(plan.id)),
            ("删除", lambda: self.deeds.delete([plan])),
        ]

    def _several_deeds(self, plans: list[PlanLine]) -> list[tuple[str, Any]]:
        return [
            ("删除", lambda: self.deeds.delete(plans)),
            *self.deeds.state_entries(plans),
        ]

    def _on_menu(self, _row_id: object, point: QPoint) -> None:
        chosen = self.selected()
        if not chosen:
            return
        entries: list[buttons.MenuEntry] = (
            list(self._deeds(chosen[0]))
            if len(chosen) == 1
            else list(self._several_deeds(chosen))
        )
        menu: QMenu = buttons.make_menu(
            [*entries, None, ("复制", self.table.copy_selected)], self
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _on_sort(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._fill()

    def _choose_state(self, key: str) -> None:
        self.states.set_current(key)
        self._fill()

    def _clear(self) -> None:
        self._set_words("")
        self._choose_state("")

    def _set_words(self, words: str) -> None:
        self.words.blockSignals(True)
        self.words.setText(words)
        self.words.blockSignals(False)

    def _focus_words(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    def _go_measures(self, **args: Any) -> None:
        self.context.navigate(Place.of("campaigns", view="all", **args))


_STATE_ORDER = (CampaignState.RUNNING, CampaignState.DRAFT, CampaignState.CLOSED)
