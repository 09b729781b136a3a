"""The stories page: all placements, filtered and sorted by the database; stories joined and split."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.vocabulary import OutletLevel
from services import story_queries
from services.story_queries import PlacementRow, StoryDetail
from services.story_ties import Tie, ties_of
from services.weeks import week_of
from ui.context import AppContext
from ui.navigation import Place
from ui.page import Page
from ui.stories.columns import COLUMNS, NARROW
from ui.stories.data import Found, export_list, read_list
from ui.stories.deeds import StoryDeeds
from ui.stories.filters import Registers, StoryFilters, load_registers
from ui.stories.panel import StoryDeed, StoryPanel, is_web, open_link
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import AnswerCard, SharesBar, Tile
from ui.widgets.empty import EmptyState
from ui.widgets.header import PageHeader
from ui.widgets.side import SplitView
from ui.widgets.tables import PagedTable

_TABLES = frozenset({"placement", "story", "unit", "outlet", "unit_group"})
_TIES = frozenset({"campaign", "campaign_story", "measure"})
_REGISTERS = frozenset({"unit", "outlet", "unit_group", "outlet_column"})
_SELECTED = 1000


class StoriesPage(Page):
    """Opened at `story`, `placement`, or filters: `unit`, `first`, `last`, `words`, `level`, `outlet` …."""

    key = "stories"
    title = "稿件"
    icon = "story"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._registers: Registers | None = None
        self._sort = ("published_on", True)
        self._wanted_id: int | None = None
        self._wanted_story: int | None = None
        self._top: int | None = None
        self._said_shown = False
        self._opened = False
        self._linked = False
        self._own_filter: dict[str, Any] = {"period": "12"}
        self.deeds = StoryDeeds(context, self)
        self._build()

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(12))
        column.setSpacing(px(12))
        header = PageHeader(self.title)
        header.add_action(
            buttons.plain(
                "导出…", self.export, tip="把列表存成表格文件", shortcut="Ctrl+E"
            )
        )
        header.add_action(
            buttons.primary("补录稿件", self.open_entry, shortcut="Ctrl+N")
        )
        column.addWidget(header)
        column.addWidget(self._answer())
        self.filters = StoryFilters(dt.date.today())
        self.filters.changed.connect(self._on_filters)
        column.addWidget(self.filters)
        self.table = PagedTable(COLUMNS, state=self.context.state, key="stories")
        self.table.set_empty(
            EmptyState(
                "没有符合条件的稿件",
                "放宽时间或清除筛选条件再看；稿件从收表格或补录得来。",
                [("清除筛选条件", self.filters.reset, False)],
                icon="story",
            )
        )
        self._sort = self.table.sort() or self._sort
        self.table.set_sort(*self._sort)
        self.table.row_selected.connect(lambda _i: self._on_selected())
        self.table.row_activated.connect(lambda _i: self.edit())
        self.table.sort_wanted.connect(self._on_sort)
        self.table.menu_wanted.connect(self._on_menu)
        self.panel = StoryPanel()
        self.panel.placement_chosen.connect(self._on_placement)
        self.panel.return_wanted.connect(self._go_return)
        self.panel.plan_wanted.connect(self.deeds.go_plan)
        self.panel.untie_wanted.connect(self.deeds.untie)
        split = SplitView(self.table, self.panel, self.context.state, "stories.panel")
        column.addWidget(split, 1)
        self.panel.show_nothing()
        self.table.view.selectionModel().selectionChanged.connect(
            lambda *_: self._on_selected()
        )
        for keys, act in (
            ("Ctrl+J", self.join),
            ("Ctrl+D", self.split),
            ("Del", self.delete),
            ("Ctrl+H", self.open_history),
            ("Ctrl+T", self.tie),
        ):
            QShortcut(
                QKeySequence(keys),
                self.table,
                act,
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )
        QShortcut(
            QKeySequence("Ctrl+F"),
            self,
            self.filters.words.setFocus,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.setFocusProxy(self.table.view)
        self.table.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a narrow window the less important columns give way to the titles."""
        if event.type() == QEvent.Type.Resize and watched is self.table.view.viewport():
            wide = self.table.view.width()
            for at, column in enumerate(COLUMNS):
                least = NARROW.get(column.key)
                if least is not None:
                    self.table.view.setColumnHidden(at, wide < px(least))
        return super().eventFilter(watched, event)

    def _answer(self) -> AnswerCard:
        card = AnswerCard()
        self.stories_tile = card.add_tile(Tile("–", "稿件"))
        self.placements_tile = card.add_tile(Tile("–", "刊播"))
        self.each_tile = card.add_tile(Tile("–", "平均每篇刊播"))
        self.shares = SharesBar()
        card.add(self.shares)
        return card

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show filters, a story or a placement."""
        args = dict(place.args)
        story = args.get("story")
        if isinstance(story, int):
            self._wanted_story = story
            self._show_filters({"period": "all"}, linked=True)
        elif args:
            self._show_filters(args, linked=args.get("own") is not True)
        elif self._linked or not self._opened:
            # Opened from the rail: the clerk's own last filter, never one that a link has set.
            self._show_filters(self._own_filter, linked=False)
        sort = args.get("sort")
        if isinstance(sort, list) and len(sort) == 2 and sort[0] in story_queries.SORTS:
            self._sort = (str(sort[0]), bool(sort[1]))
            self.table.set_sort(*self._sort)
        if isinstance(args.get("placement"), int):
            self._wanted_id = args["placement"]
        if isinstance(args.get("top"), int):
            self._top = args["top"]
        self._opened = True
        self._load_registers()
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the list again; registers only when they changed."""
        if not changed_tables or changed_tables & _REGISTERS:
            self._load_registers()
        if not changed_tables or changed_tables & _TABLES:
            self._load()
        elif changed_tables & _TIES:
            self._on_selected()

    def place(self) -> Place:
        """Filters, sort, row and scroll."""
        args = {k: v for k, v in self.filters.values().items() if v}
        args["own"] = not self._linked
        args["sort"] = list(self._sort)
        where = self.table.view_place()
        if where.get("id") is not None:
            args["placement"] = int(where["id"])
        args["top"] = int(where.get("top") or 0)
        return Place(self.key, args)

    def _show_filters(self, values: dict[str, Any], *, linked: bool) -> None:
        self._linked = linked
        self.filters.set_values(values)
        if not linked:
            self._own_filter = self.filters.values()

    def _on_filters(self) -> None:
        """The clerk set a filter by hand: it is kept for the next time."""
        self._linked = False
        self._own_filter = self.filters.values()
        self._load()

    # --- reading -----------------------------------------------------------------------------------

    def _load_registers(self) -> None:
        def show(found: Registers) -> None:
            self._registers = found
            self.filters.set_registers(found)

        self.context.read(load_registers, show, owner=self, key="registers")

    def _load(self) -> None:
        wanted, (sort, descending) = self.filters.wanted(), self._sort
        story = self._wanted_story

        def work(session: Session) -> tuple[Found, int | None]:
            return read_list(session, wanted, sort, descending, story)

        self.context.read(work, self._show, owner=self, key="list")

    def _show(self, result: tuple[Found, int | None]) -> None:
        (ids, (stories, placements), levels), of_story = result
        self.table.set_pages(ids, self._fetch)
        self.stories_tile.set(f"{stories:,} 篇", "稿件")
        self.placements_tile.set(f"{placements:,} 条", "刊播")
        each = f"{placements / stories:.1f} 条" if stories else "–"
        self.each_tile.set(each, "平均每篇刊播")
        self.shares.set(
            self.filters.period.words(),
            [
                (level.short, levels[level], f"share_{place}")
                for place, level in enumerate(OutletLevel, start=1)
            ],
        )
        self._restore(ids, of_story)
        if not self._said_shown:
            self._said_shown = True
            self.shown_data.emit()

    def _restore(self, ids: Any, of_story: int | None) -> None:
        wanted = of_story if self._wanted_story is not None else self._wanted_id
        self._wanted_story = self._wanted_id = None
        if wanted is not None:
            self.table.select(wanted)
        elif self.table.current_id() is None and len(ids):
            # By place, not by id: among half a million ids the place of one is dear to find.
            self.table.view.selectRow(0)
        if self._top is not None:
            self.table.view.verticalScrollBar().setValue(self._top)
            self._top = None
        self._on_selected()

    def _fetch(self, ids: list[int], done: Any) -> None:
        self.context.read(
            lambda s: story_queries.placement_rows(s, ids), done, owner=self
        )

    # --- selection ---------------------------------------------------------------------------------

    def _on_selected(self) -> None:
        ids = self.table.selected_ids()
        if not ids:
            self.panel.show_nothing()
            return
        if len(ids) > 1:
            self._show_several(ids)
            return
        chosen = int(ids[0])

        def work(session: Session) -> tuple[StoryDetail, list[Tie]] | None:
            rows = story_queries.placement_rows(session, [chosen])
            if not rows:
                return None
            return story_queries.story_detail(session, rows[0].story_id), ties_of(
                session, rows[0].story_id
            )

        def show(found: tuple[StoryDetail, list[Tie]] | None) -> None:
            if found is None:
                self.panel.show_nothing()
            elif self.table.selected_ids() == [chosen]:
                story, ties = found
                self.panel.show_story(story, chosen, self._deeds(story), ties)

        self.context.read(work, show, owner=self, key="detail")

    def _show_several(self, ids: list[int]) -> None:
        rows = [self.table.row(i) for i in ids[:_SELECTED]]
        known = {r.story_id for r in rows if isinstance(r, PlacementRow)}
        whole = len(ids) <= _SELECTED and all(r is not None for r in rows)
        stories = len(known) if whole else None
        self.panel.show_several(len(ids), stories, self._several_deeds())

    def _with_rows(self, act: Callable[[list[PlacementRow]], None]) -> None:
        """Do something with all selected rows, also those that were never scrolled into view."""
        ids = [int(i) for i in self.table.selected_ids()]
        if len(ids) > _SELECTED:
            self.context.toast(
                f"选中了 {len(ids):,} 条，一次最多处理 {_SELECTED:,} 条，请少选一些"
            )
            return
        rows = [r for r in map(self.table.row, ids) if isinstance(r, PlacementRow)]
        if len(rows) == len(ids):
            act(rows)
            return
        self.context.read(
            lambda s: story_queries.placement_rows(s, ids), act, owner=self, key="act"
        )

    def _on_placement(self, placement_id: int) -> None:
        if self.table.select(placement_id):
            return
        story = self.panel.story
        if story is not None:
            self.panel.show_story(
                story, placement_id, self._deeds(story), self.panel.ties
            )

    def _current(self) -> PlacementRow | None:
        row = self.table.row(self.table.current_id())
        return row if isinstance(row, PlacementRow) else None

    # --- deeds -------------------------------------------------------------------------------------

    def _deeds(self, story: StoryDetail) -> list[StoryDeed]:
        found = [StoryDeed("edit", "修改…", "Enter", self.edit)]
        if len(story.placements) > 1:
            found.append(StoryDeed("split", "拆出…", "Ctrl+D", self.split))
        found.append(StoryDeed("history", "历史", "Ctrl+H", self.open_history))
        found.append(StoryDeed("delete", "删除", "Del", self.delete))
        found.append(StoryDeed("tie", "归入方案…", "Ctrl+T", self.tie))
        if len(story.placements) > 1:
            found.append(StoryDeed("all", "删除整篇稿件", "", self.delete_story))
        return found

    def _several_deeds(self) -> list[StoryDeed]:
        return [
            StoryDeed("join", "合并…", "Ctrl+J", self.join),
            StoryDeed("split", "拆出…", "Ctrl+D", self.split),
            StoryDeed("delete", "删除", "Del", self.delete),
            StoryDeed("tie", "归入方案…", "Ctrl+T", self.tie),
        ]

    def _on_menu(self, _row_id: object, point: QPoint) -> None:
        menu = QMenu(self)
        chosen = len(self.table.selected_ids())
        if chosen > 1:
            deeds = self._several_deeds()
        else:
            deeds = self._deeds(self.panel.story) if self.panel.story else []
        for deed in deeds:
            action = menu.addAction(deed.label, deed.run)
            if deed.keys:
                action.setShortcut(QKeySequence(deed.keys))
                action.setShortcutVisibleInContextMenu(True)
        menu.addSeparator()
        row = self._current()
        if row is not None and chosen == 1:
            if is_web(row.link):
                menu.addAction("打开链接", lambda: open_link(row.link))
            menu.addAction("看这一周的周报", lambda: self._go_return(row))
        menu.addAction("复制", self.table.copy_selected)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def edit(self) -> None:
        """Change the placement stood on."""
        row = self._current()
        if row is not None:
            self.deeds.edit(row)

    def join(self) -> None:
        """Make the selected stories one."""
        self._with_rows(self.deeds.join)

    def split(self) -> None:
        """Make the selected placements a story of their own."""
        story = self.panel.story
        if story is not None and len(story.placements) == 1:
            self.context.toast("这篇稿件只有一条刊播，不用拆分")
            return
        if self.table.selected_ids():
            self._with_rows(self.deeds.split)

    def delete(self) -> None:
        """Put the selected placements into the recycle bin."""
        self._with_rows(self.deeds.delete)

    def delete_story(self) -> None:
        """Put all placements of the story stood on into the recycle bin."""
        story = self.panel.story
        if story is not None:
            self.deeds.delete(story.placements)

    def tie(self) -> None:
        """Tie the stories of the selected rows to a plan."""
        if self.table.selected_ids():
            self._with_rows(self.deeds.tie)

    def open_history(self) -> None:
        """Show what happened to the story stood on."""
        row = self._current()
        if row is None:
            return
        from services.story_history import story_history
        from ui.stories.history_dialog import HistoryDialog

        story_id = row.story_id
        HistoryDialog.open_for(
            self.context, self, f"《{row.title}》", lambda s: story_history(s, story_id)
        )

    def open_entry(self) -> None:
        """Type stories: first for which unit and week."""
        from ui.reporting.entry import EntryDialog
        from ui.stories.dialogs import WhereDialog

        units = self._registers.units if self._registers else ()
        today = dt.date.today()
        dialog = WhereDialog(
            self, [u for u in units if u.exists_on(today)], week_of(today)
        )
        row = self._current()
        if row is not None:
            dialog.unit.set_value(row.unit_id)

        def go_on() -> None:
            unit_id = int(dialog.unit.value() or 0)
            EntryDialog.open_for(
                self.context, self, unit_id, dialog.unit.text(), dialog.stepper.week()
            )

        dialog.accepted.connect(go_on)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.unit.setFocus()

    def export(self) -> None:
        """Write the list as it is filtered and sorted to an Excel file."""
        from ui.widgets.dialogs import pick_target

        name = f"稿件名单_{dt.date.today().isoformat()}.xlsx"
        target = pick_target(
            self,
            "导出稿件名单",
            name,
            "Excel 表格 (*.xlsx)",
            self.context.state,
            "export",
        )
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Write the list to a file."""
        export_list(
            self.context,
            target,
            self.filters.wanted(),
            self.filters.words_of(),
            self._sort,
        )

    def _on_sort(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._load()

    def _go_return(self, row: PlacementRow) -> None:
        week = row.week.isoformat()
        self.context.navigate(
            Place.of("reporting", week=week, unit=row.unit_id, cell=week)
        )
