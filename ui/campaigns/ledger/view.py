"""The ledger: the answer, filters, the table of measures, and one measure at the right."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.vocabulary_campaigns import CampaignState, MeasureState
from services.campaigns.detail import MeasureDetail, measure_detail
from services.campaigns.measures import LedgerFilter, LedgerRow
from services.campaigns.narrow import narrow, ordered
from ui.campaigns.ledger.answer import LedgerAnswer
from ui.campaigns.ledger.columns import (
    CELLS,
    FIRST_SORT,
    LEADS,
    PRESSING_SORT,
    ROW_HEIGHT,
    SUPPORTS,
    TASK_LEAST,
    YIELDING,
    columns,
)
from ui.campaigns.ledger.data import TABLES, LedgerData, read_ledger, unit_key
from ui.campaigns.ledger.deeds import MeasureDeeds
from ui.campaigns.ledger.empty import empty_state, nothing_found
from ui.campaigns.ledger.files import FileDeeds
from ui.campaigns.ledger.filters import LedgerFilters
from ui.campaigns.ledger.menu import row_entries, several_entries, ways_of
from ui.campaigns.ledger.paint import TwoLineDelegate
from ui.campaigns.ledger.panel import MeasurePanel
from ui.campaigns.ledger.room import Room
from ui.context import AppContext
from ui.navigation import Place
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.drop import DropZone
from ui.widgets.empty import EmptyState
from ui.widgets.side import SplitView
from ui.widgets.tables import PagedTable

FILTER_KEYS = frozenset(
    {"words", "state", "role", "unit", "only", "due", "since", "until", "kind", "plans"}
)


class LedgerView(QWidget):
    """The measures of one plan (`all_plans` False), or of all plans; with `of_unit` only those of the unit given.

    `shown_data` when the first data stand, `rows_changed(list of LedgerRow)` when other rows are shown.
    """

    shown_data = Signal()
    rows_changed = Signal(object)

    def __init__(
        self,
        context: AppContext,
        key: str,
        *,
        all_plans: bool = False,
        of_unit: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._key = key
        self._all, self._of_unit = all_plans, of_unit
        self.campaign_id: int | None = None
        self.unit = ""
        self.data: LedgerData | None = None
        self.rows: list[LedgerRow] = []
        self._sort = FIRST_SORT
        self._linked = False
        self._wanted_id: int | None = None
        self._top: int | None = None
        self._said_shown = False
        self.deeds = MeasureDeeds(context, self)
        self.files = FileDeeds(context, self)
        self._build()
        self._forget()

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        self.answer = LedgerAnswer(self._on_state_tile, self._on_soon_tile)
        column.addWidget(self.answer)
        self.answer.setVisible(not self._of_unit)
        self.filters = LedgerFilters(plans=self._all, units=not self._of_unit)
        self.filters.changed.connect(self._on_filters)
        column.addWidget(self.filters)
        self.table = self._make_table()
        self.panel = MeasurePanel(
            self.deeds, self.files, ways_of(self.context, of_all_plans=self._all)
        )
        self.panel.after = self.table.view
        self.panel.show_nothing()
        self.zone = DropZone(framed=False)
        self.zone.setAccessibleName("把附件拖到这里")
        self.zone.body.addWidget(self.panel)
        self.zone.dropped.connect(self._on_dropped)
        self.zone.setAcceptDrops(False)
        self.split = SplitView(
            self.table, self.zone, self.context.state, f"{self._key}.panel"
        )
        column.addWidget(self.split, 1)
        self._add_keys()
        self.setFocusProxy(self.table.view)
        self.room = Room(self.table, "task", TASK_LEAST, YIELDING)

    def _make_table(self) -> PagedTable:
        role_of = self._role_of if self._of_unit else None
        shown = columns(of_all_plans=self._all, role_of=role_of)
        table = PagedTable(
            shown, state=self.context.state, key=self._key, row_height=ROW_HEIGHT
        )
        table.view.setItemDelegate(TwoLineDelegate(CELLS, table.view))
        table.view.setAccessibleName("任务台账")
        self._sort = table.sort() or (PRESSING_SORT if self._all else FIRST_SORT)
        table.set_sort(*self._sort)
        table.row_activated.connect(lambda _i: self._on_activated())
        table.sort_wanted.connect(self._on_sort)
        table.menu_wanted.connect(self._on_menu)
        table.view.selectionModel().selectionChanged.connect(
            lambda *_: self._on_selected()
        )
        return table

    def _add_keys(self) -> None:
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            ("Ctrl+D", lambda: self.set_state(MeasureState.DONE)),
            ("Ctrl+B", lambda: self.set_state(MeasureState.UNDER_WAY)),
            ("Ctrl+U", self.choose_files),
        ):
            QShortcut(QKeySequence(keys), self.split, act, context=near)
        QShortcut(
            QKeySequence("Ctrl+F"), self, self.filters.words.setFocus, context=near
        )

    def leads(self, row: LedgerRow) -> bool:
        """Whether the unit shown leads a measure."""
        return any(unit_key(u.unit_id, u.name) == self.unit for u in row.leads)

    def _role_of(self, row: LedgerRow) -> str:
        return LEADS if self.leads(row) else SUPPORTS

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a wide screen the detail has more room, until the clerk draws it otherwise."""
        super().resizeEvent(event)
        if self.context.state.get(f"{self._key}.panel.side") is None:
            side = min(max(px(296), self.width() // 4), px(400))
            self.split.setSizes([max(1, self.width() - side), side])

    # --- places ------------------------------------------------------------------------------------

    def show_scope(
        self, campaign_id: int | None, args: dict[str, Any], unit: str = ""
    ) -> None:
        """Show a plan (None: all plans), or a unit's measures, as the arguments of a place say."""
        if (campaign_id, unit) != (self.campaign_id, self.unit):
            self.table.select(None)
            self.panel.show_nothing()
            if campaign_id != self.campaign_id:
                self._forget()
        self.campaign_id, self.unit = campaign_id, unit
        filters = {k: v for k, v in args.items() if k in FILTER_KEYS}
        if filters or args.get("own") is False:
            self._linked = args.get("own") is not True
            self.filters.set_values(filters)
        else:
            self._linked = False
            self.filters.set_values(self.context.state.get(self._filter_key(), {}))
        measure, top = args.get("measure"), args.get("top")
        self._wanted_id = measure if isinstance(measure, int) else None
        self._top = top if isinstance(top, int) else None
        if self.data is not None:
            self._apply()  # what is here already is shown at once
        if self.data is None or not self._of_unit:
            self._load()

    def _forget(self) -> None:
        self.data = None
        self.rows = []
        self.table.set_empty(EmptyState("正在读取…"))
        self.table.set_rows([])

    def place_args(self) -> dict[str, Any]:
        """Filter, row and scroll."""
        args: dict[str, Any] = {**self.filters.values(), "own": not self._linked}
        where = self.table.view_place()
        if where.get("id") is not None:
            args["measure"] = int(where["id"])
        args["top"] = int(where.get("top") or 0)
        return args

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the measures again when something of them changed."""
        if not changed_tables or changed_tables & TABLES:
            self._load()

    def _filter_key(self) -> str:
        return f"{self._key}.filter.{self.campaign_id or 'all'}"

    # --- reading -----------------------------------------------------------------------------------

    def _load(self) -> None:
        scope = self.campaign_id

        def show(data: LedgerData) -> None:
            if scope == self.campaign_id:
                self._show(data)

        self.context.read(lambda s: read_ledger(s, scope), show, owner=self, key="rows")

    def _show(self, data: LedgerData) -> None:
        self.data = data
        self.panel.register = data.register
        self.filters.set_data(data)
        self._apply()
        self._wanted_id = None
        if not self._said_shown:
            self._said_shown = True
            self.shown_data.emit()

    def _apply(self) -> None:
        """Show the rows that the filter wants."""
        data = self.data
        if data is None:
            return
        wanted = self._wanted_id
        self.rows = self._narrowed()
        if wanted is not None and all(r.id != wanted for r in self.rows):
            self._open_filter(wanted)
        self._tell_empty()
        self.table.set_rows(ordered(self.rows, *self._sort))
        everything = self._scoped(self.filters.wanted(any_state=True))
        self.answer.show_rows(
            narrow(data.rows, everything),
            data.today,
            state=self.filters.state.key(),
            soon=self.filters.due.key() == "soon",
        )
        self._restore()
        self.rows_changed.emit(self.rows)

    def _narrowed(self) -> list[LedgerRow]:
        data = self.data
        return narrow(data.rows, self._scoped(self.filters.wanted())) if data else []

    def _scoped(self, wanted: LedgerFilter) -> LedgerFilter:
        if not self._of_unit:
            return wanted
        wanted = replace(wanted, campaign_states=frozenset({CampaignState.RUNNING}))
        if self.unit.startswith("u"):
            return replace(wanted, unit_id=int(self.unit[1:]))
        if self.unit[1:]:
            return replace(wanted, unit_name=self.unit[1:])
        return replace(wanted, unit_id=-1)  # no unit is chosen: nothing is its own

    def _open_filter(self, measure_id: int) -> None:
        """A measure that was asked for is shown even where the filter leaves it out."""
        found = next((r for r in self._all_rows() if r.id == measure_id), None)
        if found is None:
            return
        requirement = found.measure.kind == "requirement"
        self._linked = True
        plans = {"plans": "all"} if self._all else {}
        self.filters.set_values({**plans, **({"kind": "all"} if requirement else {})})
        self.rows = self._narrowed()

    def _all_rows(self) -> tuple[LedgerRow, ...]:
        return self.data.rows if self.data else ()

    def _restore(self) -> None:
        if self._wanted_id is not None and self.table.select(self._wanted_id):
            self._wanted_id = None
        elif self.table.current_id() is None and self.rows:
            self.table.view.selectRow(0)
        if self._top is not None:
            self.table.view.verticalScrollBar().setValue(self._top)
            self._top = None
        self._on_selected()

    def _tell_empty(self) -> None:
        if self.rows:
            self.table.set_empty(None)
            return
        filtered = bool(self._all_rows()) and self.filters.is_set()
        scope = "unit" if self._of_unit else "all" if self._all else "plan"
        self.table.set_empty(
            empty_state(self.context, self.campaign_id, scope)
            if not filtered
            else nothing_found(self.filters.reset)
        )

    # --- selection ---------------------------------------------------------------------------------

    def selected(self) -> list[LedgerRow]:
        """The rows that are selected."""
        rows = (self.table.row(i) for i in self.table.selected_ids())
        return [row for row in rows if isinstance(row, LedgerRow)]

    def _on_selected(self) -> None:
        chosen = self.selected()
        self.zone.setAcceptDrops(len(chosen) == 1)
        if not chosen:
            self.panel.show_nothing()
            return
        if len(chosen) > 1:
            self.panel.show_several(chosen)
            return
        row, folder = chosen[0], self.context.folder
        today = self.data.today if self.data is not None else dt.date.today()

        def work(session: Session) -> MeasureDetail | None:
            return measure_detail(session, folder, row.id, today)

        def show(found: MeasureDetail | None) -> None:
            if found is None:
                self.panel.show_nothing()
            elif [r.id for r in self.selected()] == [row.id]:
                self.panel.show_measure(found)

        self.context.read(work, show, owner=self, key="detail")

    def _on_menu(self, _row_id: object, point: QPoint) -> None:
        chosen = self.selected()
        if not chosen:
            return
        entries = row_entries(self) if len(chosen) == 1 else several_entries(self)
        menu = buttons.make_menu(entries, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def show_detail(self, shown: bool) -> None:
        """Show or hide the detail at the right; without it, Enter opens the ledger of the plan."""
        self.zone.setVisible(shown)

    def _on_activated(self) -> None:
        chosen = self.selected()
        if len(chosen) == 1 and self.zone.isHidden():
            row = chosen[0]
            self.context.navigate(
                Place.of(
                    "campaigns", plan=row.campaign_id, tab="ledger", measure=row.id
                )
            )
        else:
            self.add_entry()

    # --- deeds -------------------------------------------------------------------------------------

    def set_state(self, state: MeasureState) -> None:
        """Set the state of all selected measures."""
        chosen = self.selected()
        if chosen:
            self.deeds.set_state(chosen, state)

    def add_entry(self) -> None:
        """Write down what was done for the measure stood on."""
        chosen = self.selected()
        if len(chosen) == 1:
            self.deeds.add_entry(chosen[0], self.panel.register)

    def choose_files(self) -> None:
        """Add files to the measure stood on."""
        chosen = self.selected()
        if len(chosen) == 1:
            self.files.choose(chosen[0])

    def _on_dropped(self, paths: Any) -> None:
        chosen = self.selected()
        if len(chosen) == 1:
            self.files.add(chosen[0], paths)

    def _on_sort(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.table.set_rows(ordered(self.rows, key, descending))

    def _on_filters(self) -> None:
        """The clerk set a filter by hand: it is kept for the next time."""
        self._linked = False
        self.context.state.put(self._filter_key(), self.filters.values() or None)
        self._apply()

    def _on_state_tile(self, state: MeasureState) -> None:
        same = self.filters.state.key() == state.value
        self.filters.state.set_key("" if same else state.value)
        self.filters.changed.emit()

    def _on_soon_tile(self) -> None:
        same = self.filters.due.key() == "soon"
        self.filters.set_values(
            {**self.filters.values(), "state": "", "due": "" if same else "soon"}
        )
        self.filters.changed.emit()
