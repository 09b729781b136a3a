"""What was done: filter, what changed before → after, undo; and the recycle bin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from services.history import UNDONE, ActionRow
from services.recycle_bin import BinRow
from ui import theme
from ui.context import AppContext
from ui.history.words import KINDS, Block, blocks, kind_chip, moment
from ui.navigation import Place
from ui.page import Page
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.empty import EmptyState
from ui.widgets.header import PageHeader
from ui.widgets.pills import PillBar
from ui.widgets.side import SidePanel, SplitView
from ui.widgets.tables import Column, PagedTable

BIN = "bin"
_PAGE = 300


class HistoryPage(Page):
    """Actions of the journal, and the recycle bin; opened at `tab` (a kind, `all` or `bin`), `words`, `id`."""

    key = "history"
    title = "操作记录"
    icon = "history"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tab = "all"
        self._wanted: int | None = None
        self._shown = False
        self._rows: list[ActionRow] = []
        self._bin: dict[str, BinRow] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(n) for n in (24, 16, 24, 16)))
        outer.setSpacing(theme.px(12))
        self.header = PageHeader(self.title)
        outer.addWidget(self.header)
        outer.addLayout(self._filters())
        self.table = PagedTable(
            [
                Column("at", "时间", 128, text=lambda r: moment(r.at, dt.date.today())),
                Column("kind", "类型", 84, chip=kind_chip),
                Column("title", "做了什么", 320, stretch=True, tip=lambda r: r.title),
                Column(
                    "records", "涉及", 72, "right", text=lambda r: f"{r.records:,} 条"
                ),
                Column("actor", "经办人", 90, text=lambda r: r.actor or "—"),
                Column("undone", "", 72, chip=_undone_chip),
            ],
            state=context.state,
            key="history.actions",
        )
        self.table.row_selected.connect(self._on_action)
        self.bin = PagedTable(
            [
                Column(
                    "deleted_at",
                    "删除时间",
                    128,
                    text=lambda r: moment(r.deleted_at, dt.date.today()),
                ),
                Column("kind", "类型", 84),
                Column("text", "内容", 420, stretch=True, tip=lambda r: r.text),
            ],
            state=context.state,
            key="history.bin",
        )
        self.bin.row_selected.connect(self._on_binned)
        self.bin.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.table, 1)
        column.addWidget(self.bin, 1)
        self.more = buttons.quiet("再往前看", self._load_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        self.more.hide()
        self.side = SidePanel()
        outer.addWidget(SplitView(left, self.side, context.state, "history.split"), 1)
        self.setFocusProxy(self.table)
        self._clear_side()

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.pills = PillBar()
        self.pills.set_items(
            [
                ("all", "全部", None),
                *[(k, w, None) for k, w in KINDS[:4]],
                (BIN, "回收站", None),
            ]
        )
        self.pills.chosen.connect(self._on_pill)
        self.words = QLineEdit()
        self.words.setPlaceholderText("查找操作，例如单位名称")
        self.words.setAccessibleName("查找操作")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(theme.px(240))
        self.words.textChanged.connect(lambda _text: self._load())
        row.addWidget(self.pills)
        row.addStretch()
        row.addWidget(self.words)
        return row

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a kind of actions or the bin."""
        tab = place.get("tab", self._tab)
        known = {"all", BIN, *(k for k, _ in KINDS)}
        self._tab = tab if tab in known else "all"
        self.pills.set_current(self._tab)
        words = place.get("words")
        if isinstance(words, str):
            self.words.setText(words)
        wanted = place.get("id")
        self._wanted = wanted if isinstance(wanted, int) else None
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Any commit is an action: read again."""
        self._load()

    def place(self) -> Place:
        """Kind, words and chosen action."""
        current = self.table.current_id()
        return Place.of(self.key, tab=self._tab, words=self.words.text(), id=current)

    def _on_pill(self, key: str) -> None:
        self._tab = key
        self._clear_side()
        self._load()

    def _load(self) -> None:
        in_bin = self._tab == BIN
        self.table.setVisible(not in_bin)
        self.bin.setVisible(in_bin)
        self.words.setEnabled(not in_bin)
        if in_bin:
            self.more.hide()
            from services import recycle_bin

            self.context.read(
                recycle_bin.list_deleted, self._show_bin, owner=self, key="rows"
            )
            return
        self._read_actions(None, self._show_actions)

    def _load_more(self) -> None:
        last = self._rows[-1].id if self._rows else None
        self._read_actions(last, lambda rows: self._show_actions([*self._rows, *rows]))

    def _read_actions(self, before: int | None, then: Any) -> None:
        from services import history

        kind = None if self._tab == "all" else self._tab
        words = self.words.text().strip()

        def read(session: Any) -> list[ActionRow]:
            return history.list_actions(
                session, kind=kind, words=words, before_id=before, limit=_PAGE
            )

        self.context.read(read, then, owner=self, key="rows")

    def _show_actions(self, rows: list[ActionRow]) -> None:
        self._rows = rows
        self.table.set_empty(
            EmptyState("没有找到操作", "换一个词，或选“全部”再看。")
            if self.words.text() or self._tab != "all"
            else EmptyState(
                "还没有操作记录",
                "录入、导入、出汇总以后，这里逐条记下谁在什么时候改了什么。",
            )
        )
        self.table.set_rows(rows)
        self.more.setVisible(len(rows) >= _PAGE and len(rows) % _PAGE == 0)
        today = [r for r in rows if r.at.date() == dt.date.today()]
        if self._tab == "all" and not self.words.text():
            self.header.set_subtitle(
                f"今天 {len(today)} 次，最近一次 {rows[0].at:%H:%M}"
                if today
                else "今天还没有操作"
            )
        if self._wanted is not None:
            self.table.select(self._wanted)
            self._wanted = None
        self._tell_shown()

    def _show_bin(self, rows: list[BinRow]) -> None:
        self._bin = {f"{r.table}:{r.record_id}": r for r in rows}
        self.bin.set_empty(
            EmptyState(
                "回收站是空的",
                "删除的单位、联络员、媒体、稿件会留在这里，随时可以恢复。",
            )
        )
        self.bin.set_rows(rows, id_of=lambda r: f"{r.table}:{r.record_id}")
        self.header.set_subtitle(f"回收站里有 {len(rows)} 条" if rows else "")
        self._tell_shown()

    def _tell_shown(self) -> None:
        if not self._shown:
            self._shown = True
            self.shown_data.emit()

    # --- the detail ----------------------------------------------------------------------------------

    def _clear_side(self) -> None:
        self.side.clear()
        self.side.set_title("")
        self.side.set_note(
            "选一条操作，看它改了什么。" if self._tab != BIN else "选一条，可以恢复。"
        )

    def _on_action(self, action_id: object) -> None:
        row = self.table.row(action_id) if action_id is not None else None
        if not isinstance(row, ActionRow):
            self._clear_side()
            return
        from services import history

        number = row.id
        self.context.read(
            lambda s: blocks(history.changes_of(s, number)),
            lambda found: self._show_changes(row, found),
            owner=self,
            key="detail",
        )

    def _show_changes(self, row: ActionRow, found: list[Block]) -> None:
        self.side.clear()
        self.side.set_title(row.title)
        who = f" · {row.actor}" if row.actor else ""
        self.side.set_note(f"{row.at:%Y-%m-%d %H:%M}{who}")
        for block in found:
            self.side.body.addWidget(Separator())
            self.side.body.addWidget(make_label(block.heading, "bold", wrap=True))
            for field, before, after in block.lines:
                self.side.body.addWidget(_line(field, before, after))
        if row.undoable:
            word = "恢复" if row.title.startswith(UNDONE) else "撤销这次操作"
            self.side.foot.addWidget(
                buttons.plain(word, lambda: self.context.undo_action(row.id))
            )

    def _on_binned(self, key: object) -> None:
        row = self._bin.get(str(key))
        self._clear_side()
        if row is None:
            return
        self.side.set_title(row.text)
        self.side.set_note(f"{row.kind} · {row.deleted_at:%Y-%m-%d %H:%M} 删除")
        self.side.foot.addWidget(buttons.plain("恢复", lambda: self._restore(row)))

    def _restore(self, row: BinRow) -> None:
        def work(session: Any) -> None:
            from services import recycle_bin

            recycle_bin.restore(session, row.table, row.record_id)

        self.context.write(
            f"从回收站恢复{row.kind}“{row.text}”",
            work,
            undo_toast=f"已恢复{row.kind}“{row.text}”",
        )


def _undone_chip(row: ActionRow) -> tuple[str, str] | None:
    return ("已撤销", "neutral") if row.undone else None


def _line(field: str, before: str, after: str) -> QLabel:
    if not field:
        return make_label(after, "note", ink="soft", wrap=True)
    return make_label(f"{field}：{before} → {after}", "note", wrap=True)
