"""The tab 宣传成效: what was published for a plan, measure by measure."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.vocabulary import OutletLevel
from services.campaigns.links import Published
from services.campaigns.reach import (
    CHOICE_LIMIT,
    Reach,
    ReachLine,
    reach,
    waiting,
)
from ui.campaigns.published import deeds
from ui.campaigns.published.columns import (
    FIRST_SORT,
    MEASURES,
    PLACEMENTS,
    ordered,
)
from ui.campaigns.published.tie_dialog import TieDialog, measure_items
from ui.campaigns.tab import PlanTab
from ui.context import AppContext
from ui.navigation import Place
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import AnswerCard, Card, SharesBar, Tile, make_label
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.form import Field
from ui.widgets.form_dialog import FormDialog
from ui.widgets.side import SplitView
from ui.widgets.tables import PagedTable

_TABLES = frozenset(
    {"campaign", "campaign_story", "measure", "story", "placement", "unit", "outlet"}
    | {"campaign_channel"}
)
_ALL, _REST = 0, -1
"""Row ids of the whole plan and of what is tied to no measure."""


class PublishedTab(PlanTab):
    """Measures with their figures at the left, the placements of the chosen one at the right."""

    key = "published"
    title = "宣传成效"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._plan_id = 0
        self._plan_name = ""
        self._found: Reach | None = None
        self._wanted: dict[str, Any] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(12))
        outer.addWidget(self._hint())
        self.body = QStackedWidget()
        outer.addWidget(self.body, 1)
        self.body.addWidget(Loading())
        self.empty = EmptyState(
            "还没有稿件归入这个方案",
            "把为这个方案刊播的稿件归进来，就能看到每项任务出了多少稿、上了哪一级媒体。"
            "也可以在稿件页选中稿件，用“归入方案”。",
            [("归入稿件…", self.open_tie, True)],
            icon="story",
        )
        self.body.addWidget(self.empty)
        self.full = QWidget()
        self._build()
        self.body.addWidget(self.full)

    def _build(self) -> None:
        column = QVBoxLayout(self.full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._answer())
        self.measures = PagedTable(
            MEASURES, state=self.context.state, key="campaigns.reach"
        )
        self.measures.row_selected.connect(lambda _i: self._fill())
        self.table = PagedTable(
            PLACEMENTS, state=self.context.state, key="campaigns.published"
        )
        self.table.set_empty(
            EmptyState(
                "这项任务还没有稿件",
                "选好稿件后归到这项任务名下。",
                [("归入稿件…", self.open_tie, False)],
                icon="story",
            )
        )
        kept = self.table.sort()
        sorts = [c.key for c in PLACEMENTS]
        self._sort = kept if kept is not None and kept[0] in sorts else FIRST_SORT
        self.table.set_sort(*self._sort)
        self.table.sort_wanted.connect(self._on_sort)
        self.table.row_activated.connect(self._open_story)
        self.table.menu_wanted.connect(self._on_menu)
        self.table.view.selectionModel().selectionChanged.connect(
            lambda *_: self._tell()
        )
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(8))
        inner.addWidget(self.table, 1)
        self.said = make_label("", "note", ink="soft")
        inner.addWidget(self.said)
        right.setMinimumWidth(px(420))
        split = SplitView(self.measures, right, self.context.state, "campaigns.reach")
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        if self.context.state.get("campaigns.reach.side") is None:
            split.setSizes([px(520), px(600)])
        column.addWidget(split, 1)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Del"), self.table, self.untie, context=inside)
        QShortcut(QKeySequence("Ctrl+D"), self.table, self.reassign, context=inside)
        self.setFocusProxy(self.measures.view)

    def _hint(self) -> QWidget:
        """Stories in the plan's own columns that are not tied yet."""
        self.hint = Card()
        self.hint.body.setContentsMargins(px(16), px(6), px(10), px(6))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.hint_words = make_label()
        row.addWidget(self.hint_words)
        row.addWidget(
            buttons.quiet("看看要不要归入", lambda: self.open_tie(from_columns=True))
        )
        row.addStretch(1)
        self.hint.body.addLayout(row)
        self.hint.hide()
        return self.hint

    def _answer(self) -> AnswerCard:
        card = AnswerCard()
        self.stories_tile = card.add_tile(Tile("–", "稿件"))
        self.placements_tile = card.add_tile(Tile("–", "刊播"))
        self.covered_tile = card.add_tile(Tile("–", "有稿件的任务"))
        self.shares = SharesBar()
        card.add(self.shares)
        card.add(buttons.plain("归入稿件…", self.open_tie, shortcut="Ctrl+T"))
        return card

    # --- tab -----------------------------------------------------------------------------------------

    def show_plan(self, campaign_id: int, place: Place) -> None:
        """Show a plan, at `measure` and `placement` of the place."""
        if campaign_id != self._plan_id:
            self._plan_id = campaign_id
            self._found = None
            self.body.setCurrentIndex(0)
            self.measures.set_rows([], id_of=_line_id)
        self._wanted = {
            k: place.get(k) for k in ("measure", "placement", "top") if k in place.args
        }
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read again what was published."""
        if self._plan_id and (not changed_tables or changed_tables & _TABLES):
            self._load()

    def place_args(self) -> dict[str, Any]:
        """The measure and the placement stood on."""
        where = self.table.view_place()
        return {
            "measure": self.measures.current_id(),
            "placement": where["id"],
            "top": where["top"],
        }

    # --- reading -------------------------------------------------------------------------------------

    def _load(self) -> None:
        from models.errors import NotFound
        from services.campaigns.store import get_campaign

        plan_id = self._plan_id

        def work(session: Session) -> tuple[str, Reach, int] | None:
            try:
                plan = get_campaign(session, plan_id)
            except NotFound:
                return None  # the page says that the plan is gone
            found = reach(session, plan_id)
            left = waiting(session, plan_id, found)
            return plan.short_name or plan.title, found, left

        self.context.read(work, self._show, owner=self, key="reach")

    def _show(self, result: tuple[str, Reach, int] | None) -> None:
        if result is None:
            return
        self._plan_name, found, left = result
        self._found = found
        many = f"{left} 篇以上" if left >= CHOICE_LIMIT else f"{left} 篇"
        self.hint_words.setText(f"方案的专栏里还有 {many}稿件没有归入。")
        self.hint_words.setToolTip("、".join(found.columns))
        self.hint.setVisible(bool(left))
        total = found.total
        self.stories_tile.set(f"{total.stories:,} 篇", "稿件")
        self.placements_tile.set(f"{total.placements:,} 条", "刊播")
        self.covered_tile.set(f"{found.covered} / {found.measures}", "有稿件的任务")
        self.shares.set(
            "刊播层级",
            [
                (level.short, total.levels[level], f"share_{place}")
                for place, level in enumerate(OutletLevel, start=1)
            ],
        )
        came = self.body.currentIndex() == 0
        self.body.setCurrentWidget(self.full if total.placements else self.empty)
        if came and total.placements and self.isVisible() and self.isActiveWindow():
            self.measures.view.setFocus()
        self.measures.set_rows([total, *found.lines], id_of=self._id_of)
        wanted = self._wanted.pop("measure", None)
        stands = wanted is None and self.measures.current_id() is not None
        if not stands and not self.measures.select(wanted or _ALL):
            self.measures.select(_ALL)
        self._fill()
        self.shown_data.emit()

    def _id_of(self, line: ReachLine) -> int:
        if self._found is not None and line is self._found.total:
            return _ALL
        return _line_id(line)

    def _fill(self) -> None:
        if self._found is None:
            return
        rows = self._rows_of(self.measures.current_id())
        self.table.set_rows(ordered(rows, *self._sort), id_of=lambda r: r.placement_id)
        if self._wanted:
            self.table.restore(
                {"id": self._wanted.get("placement"), "top": self._wanted.get("top")}
            )
            self._wanted = {}
        self._tell()

    def _on_sort(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._fill()

    def _rows_of(self, chosen: object) -> list[Published]:
        assert self._found is not None
        measures = {x.measure_id for x in self._found.lines if x.measure_id}
        rows = self._found.rows
        if chosen == _REST:
            rows = tuple(r for r in rows if r.measure_id not in measures)
        elif chosen not in (_ALL, None):
            rows = tuple(r for r in rows if r.measure_id == chosen)
        return list({r.placement_id: r for r in reversed(rows)}.values())[::-1]

    def _tell(self) -> None:
        chosen = len(self.table.selected_ids())
        self.said.setText(
            f"选中 {chosen} 条：Del 取消关联，Ctrl+D 改归任务，Enter 看稿件"
            if chosen
            else "按住 Ctrl 或 Shift 可以选多条"
        )
        self.said.setVisible(bool(self.table.ids()))

    # --- deeds ---------------------------------------------------------------------------------------

    def open_tie(self, *, from_columns: bool = False) -> None:
        """Choose stories for the measure stood on; `from_columns` offers those of the plan's own columns."""
        if self._found is None:
            return
        chosen = self.measures.current_id()
        measure = chosen if isinstance(chosen, int) and chosen > 0 else None
        plan = (self._plan_id, self._plan_name)
        dialog = TieDialog(
            self.context, self, plan, self._found, measure, from_columns=from_columns
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def selected(self) -> list[Published]:
        """The placements that are chosen."""
        rows = [self.table.row(i) for i in self.table.selected_ids()]
        return [r for r in rows if isinstance(r, Published)]

    def untie(self) -> None:
        """Take the ties of the chosen placements away."""
        deeds.untie(self.context, self.selected())

    def reassign(self) -> None:
        """Tie the chosen stories to another measure."""
        rows, found = self.selected(), self._found
        if not rows or found is None:
            return

        def submit(values: dict[str, Any], done: Any) -> None:
            value = values["measure"]
            name = next((x.words for x in found.lines if x.measure_id == value), "")
            measure = (int(value), name) if value else None
            deeds.move(self.context, self._plan_id, rows, measure, done)

        stories = len({r.story_id for r in rows})
        dialog = FormDialog(
            self,
            "改归到别的任务",
            [Field("measure", "任务", "pick", options=measure_items(found.lines))],
            submit,
            values={"measure": rows[0].measure_id or 0},
            ok="改归",
            note=f"{stories} 篇稿件连同全部刊播一起改归。",
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_story(self, placement_id: object) -> None:
        row = self.table.row(placement_id)
        if isinstance(row, Published):
            self.context.navigate(
                Place.of("stories", period="all", placement=row.placement_id)
            )

    def _on_menu(self, row_id: object, point: QPoint) -> None:
        menu = buttons.make_menu(
            [
                ("看稿件", lambda: self._open_story(row_id)),
                ("改归到别的任务…", self.reassign),
                ("取消关联", self.untie),
                None,
                ("复制", self.table.copy_selected),
            ],
            self,
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)


def _line_id(line: ReachLine) -> int:
    return line.measure_id or _REST
