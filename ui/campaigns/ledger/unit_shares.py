"""What each unit leads and supports, across the running plans (按单位)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Unit
from services.campaigns.shares import UnitShare, unit_shares
from ui.campaigns.ledger.data import TABLES, unit_key
from ui.campaigns.ledger.share_paper import share_html, share_text
from ui.campaigns.ledger.view import LedgerView
from ui.context import AppContext
from ui.navigation import Place
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.empty import EmptyState
from ui.widgets.labels import make_label
from ui.widgets.picker import PickItem, matching
from ui.widgets.tables import Column, PagedTable

LIST_WIDTH, LIST_LEAST = 330, 220
PANEL_FROM = 680
"""Pixels at the right of the units from which the detail has room; below, Enter opens the plan's ledger."""


@dataclass(frozen=True)
class ShareLine:
    """A unit in the list; `id` is its key in the filters of the ledger."""

    id: str
    share: UnitShare
    label: str
    initials: str


def read_shares(session: Session) -> list[ShareLine]:
    """The units that have something to do, in their fixed order."""
    from services.pinyin import initials

    query = select(Unit.id, Unit.short_name, Unit.initials)
    known = {
        i: (short, letters) for i, short, letters in session.execute(query).tuples()
    }
    lines: list[ShareLine] = []
    for share in unit_shares(session, dt.date.today()):
        short, letters = known.get(share.unit_id or 0, ("", ""))
        lines.append(
            ShareLine(
                unit_key(share.unit_id, share.name),
                share,
                short or share.name,
                letters or initials(share.name),
            )
        )
    return lines


def _done(line: ShareLine) -> str:
    wanted = line.share.total - line.share.dropped
    return f"{line.share.done}/{wanted}" if wanted else "–"


COLUMNS: tuple[Column, ...] = (
    Column(
        "name",
        "单位",
        110,
        stretch=True,
        text=lambda x: x.label,
        tip=lambda x: x.share.name,
        ink=lambda x: None if x.share.unit_id else "text_soft",
    ),
    Column(
        "leads", "牵头", 48, align="right", text=lambda x: str(x.share.leads or "–")
    ),
    Column(
        "supports",
        "配合",
        48,
        align="right",
        text=lambda x: str(x.share.supports or "–"),
        ink=lambda _x: "text_soft",
    ),
    Column("done", "完成", 60, align="right", text=_done),
    Column(
        "overdue",
        "逾期",
        48,
        align="right",
        text=lambda x: str(x.share.overdue or ""),
        ink=lambda _x: "wrong_ink",
        bold=lambda _x: True,
    ),
)


class UnitSharesView(QWidget):
    """Units at the left, the measures of the chosen one at the right; opened at `of` (the key of a unit)."""

    key = "units"
    title = "按单位"
    shown_data = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("view-unit-shares")
        self.setAccessibleName(self.title)
        self.lines: list[ShareLine] = []
        self._wanted = ""
        self._args: dict[str, Any] = {}
        self._said_shown = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        self.left = self._units()
        row.addWidget(self.left)
        row.addWidget(self._measures(), 1)
        self.setFocusProxy(self.table.view)

    def _units(self) -> QWidget:
        box = QWidget()
        box.setFixedWidth(px(LIST_LEAST))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        self.note = make_label("", "note", ink="soft", wrap=True)
        self.words = QLineEdit()
        self.words.setPlaceholderText("找单位：名称或拼音首字母")
        self.words.setAccessibleName("找单位")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _t: self._show_lines())
        self.table = PagedTable(COLUMNS, state=self.context.state, key="unit_shares")
        self.table.view.setAccessibleName("单位")
        self.table.set_empty(
            EmptyState(
                "没有单位",
                "进行中的方案里写明牵头或配合单位后，这里列出每个单位的任务。",
            )
        )
        self.table.row_selected.connect(self._on_unit)
        self.table.row_activated.connect(lambda _i: self.ledger.table.view.setFocus())
        column.addWidget(self.words)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        QShortcut(
            QKeySequence("Ctrl+F"),
            box,
            self.words.setFocus,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        return box

    def _measures(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self.name = make_label("", "heading")
        self.counts = make_label("", "note", ink="soft")
        head.addWidget(self.name)
        head.addWidget(self.counts, 1)
        self.copy_button = buttons.plain(
            "复制清单", self.copy, tip="把这个单位的任务复制成文字，可以发给联络员"
        )
        self.print_button = buttons.plain(
            "打印…", self.print, tip="按 A4 打印这个单位的任务"
        )
        head.addWidget(self.copy_button)
        head.addWidget(self.print_button)
        column.addLayout(head)
        self.ledger = LedgerView(
            self.context, "ledger_unit", all_plans=True, of_unit=True
        )
        self.ledger.rows_changed.connect(lambda _rows: self._tell_unit())
        column.addWidget(self.ledger, 1)
        return box

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the units take less room, and the detail of a measure none."""
        super().resizeEvent(event)
        wide = max(px(LIST_LEAST), min(px(LIST_WIDTH), self.width() * 3 // 10))
        self.left.setFixedWidth(wide)
        places = {c.key: at for at, c in enumerate(COLUMNS)}
        for key in ("supports", "done"):
            self.table.view.setColumnHidden(places[key], wide < px(LIST_WIDTH - 30))
        self.ledger.show_detail(self.width() - wide >= px(PANEL_FROM))

    # --- places ------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """Show a unit, at the filter and row that the place names."""
        self._args = dict(place.args)
        self._wanted = str(place.get("of") or "")
        self._load()
        if self.ledger.data is not None:
            self.ledger.refresh(frozenset())

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read units and measures again when something of them changed."""
        if not changed_tables or changed_tables & TABLES:
            self._load()
            self.ledger.refresh(changed_tables)

    def place_args(self) -> dict[str, Any]:
        """Unit, filter, row and scroll."""
        unit = self.table.current_id()
        return {**self.ledger.place_args(), **({"of": unit} if unit else {})}

    # --- inside ------------------------------------------------------------------------------------

    def _load(self) -> None:
        self.context.read(read_shares, self._show, owner=self, key="units")

    def _show(self, lines: list[ShareLine]) -> None:
        self.lines = lines
        late = sum(line.share.overdue > 0 for line in lines)
        told = f"{late} 个有逾期" if late else "没有逾期"
        self.note.setText(f"进行中的方案涉及 {len(lines)} 个单位，{told}")
        self._show_lines()
        if not self._said_shown:
            self._said_shown = True
            self.shown_data.emit()

    def _show_lines(self) -> None:
        typed = self.words.text()
        items = [
            PickItem(x.id, x.label, x.initials, note=x.share.name) for x in self.lines
        ]
        found = {item.id for item in matching(items, typed)}
        self.table.set_rows([x for x in self.lines if x.id in found])
        if self._wanted:
            self.table.select(self._wanted)
            self._wanted = ""
        elif self.table.current_id() is None and self.table.ids():
            self.table.view.selectRow(0)
        self._on_unit(self.table.current_id())

    def _on_unit(self, key: object) -> None:
        chosen = isinstance(key, str)
        for widget in (self.copy_button, self.print_button):
            widget.setEnabled(chosen)
        args, self._args = self._args, {}
        if chosen and (key != self.ledger.unit or args):
            self.ledger.show_scope(None, args, str(key))
        elif not chosen:
            # No unit has this key: the ledger stands empty.
            self.ledger.show_scope(None, {}, "n")
        self._tell_unit()

    def _line(self) -> ShareLine | None:
        row = self.table.row(self.table.current_id())
        return row if isinstance(row, ShareLine) else None

    def _tell_unit(self) -> None:
        line = self._line()
        self.name.setText(line.share.name if line else "")
        if line is None:
            self.counts.setText("")
            return
        share = line.share
        shown = len(self.ledger.rows)
        told = f"牵头 {share.leads} · 配合 {share.supports}"
        if self.ledger.filters.is_set():
            told += f" · 筛选后 {shown} 条"
        self.counts.setText(told)

    def copy(self) -> None:
        """Put the measures of the unit on the clipboard as text."""
        line = self._line()
        if line is not None:
            text = share_text(
                line.share.name, self.ledger.rows, self.ledger.leads, dt.date.today()
            )
            QGuiApplication.clipboard().setText(text)
            self.context.toast(
                f"已复制{line.share.name}的 {len(self.ledger.rows)} 条任务"
            )

    def print(self) -> None:
        """Print the measures of the unit."""
        line = self._line()
        if line is not None:
            from ui.widgets.printing import print_html

            html = share_html(
                line.share.name, self.ledger.rows, self.ledger.leads, dt.date.today()
            )
            print_html(self, html, f"{line.share.name}宣传任务清单")
