"""The units of a series in their order: picked, taken from a group or a plan, pasted; moved by mouse and keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from models.vocabulary_schedules import UnitChoice
from services.registers.units import UnitRow
from ui.context import AppContext
from ui.schedule.answer import framed
from ui.schedule.known import Known
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.labels import make_label
from ui.widgets.picker import Picker

_ID = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 1
_ALT = Qt.KeyboardModifier.AltModifier


class UnitsBox(QWidget):
    """`changed()` when units are added, removed or put in another order."""

    changed = Signal()

    def __init__(
        self,
        context: AppContext,
        known: Known,
        day: Callable[[], dt.date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._known, self._day = context, known, day
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self.picker = Picker(known.unit_items())
        self.picker.setPlaceholderText("输入单位名称或拼音首字母，回车加入")
        self.picker.setAccessibleName("加入一个单位")
        self.picker.picked.connect(self._on_picked)
        self.menu = buttons.menu_button("成批加入", [])
        self.menu.menu().aboutToShow.connect(self._fill_menu)
        row.addWidget(self.picker, 1)
        row.addWidget(self.menu)
        column.addLayout(row)
        self.list = QListWidget()
        self.list.setAccessibleName("单位的顺序")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(px(150))
        self.list.installEventFilter(self)
        self.list.model().rowsMoved.connect(lambda *_: self._on_changed())
        column.addWidget(framed(self.list), 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(2))
        self.note = make_label("", "note", ink="soft")
        foot.addWidget(self.note, 1)
        for icon, tip, act in (
            ("chevron-up", "上移（Alt+↑）", lambda: self._shift(-1)),
            ("chevron-down", "下移（Alt+↓）", lambda: self._shift(1)),
            ("minus", "移出（Delete）", self._remove),
        ):
            foot.addWidget(buttons.icon_button(icon, tip, act))
        column.addLayout(foot)
        self._tell()

    def ids(self) -> tuple[int, ...]:
        """The units in their order."""
        items = (self.list.item(n) for n in range(self.list.count()))
        return tuple(int(item.data(_ID)) for item in items)

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these units; says nothing."""
        self.list.clear()
        self._add(ids)

    def add(self, ids: Sequence[int]) -> int:
        """Add units that are not there yet; gives how many that were."""
        new = [i for i in dict.fromkeys(ids) if i not in set(self.ids())]
        self._add(new)
        if new:
            self._on_changed()
        return len(new)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+↑ ↓ move what is selected, Delete takes it out."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and event.modifiers() & _ALT:
                self._shift(step)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._remove()
                return True
        return super().eventFilter(watched, event)

    # --- inside ------------------------------------------------------------------------------------

    def _add(self, ids: Sequence[int]) -> None:
        for unit_id in ids:
            unit = self._known.unit(unit_id)
            if unit is None:
                continue
            item = QListWidgetItem()
            item.setData(_ID, unit_id)
            item.setData(_NAME, unit.label)
            item.setToolTip(
                "　".join(w for w in (unit.name, unit.group, unit.liaison) if w)
            )
            self.list.addItem(item)
        self._tell()

    def _shift(self, step: int) -> None:
        rows = sorted(
            (self.list.row(i) for i in self.list.selectedItems()), reverse=step > 0
        )
        edge = self.list.count() - 1 if step > 0 else 0
        if not rows or rows[0] == edge:
            return
        for row in rows:
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            item.setSelected(True)
        self.list.setCurrentRow(
            rows[0] + step, self.list.selectionModel().SelectionFlag.NoUpdate
        )
        self._on_changed()

    def _remove(self) -> None:
        rows = sorted(
            (self.list.row(i) for i in self.list.selectedItems()), reverse=True
        )
        for row in rows:
            self.list.takeItem(row)
        if rows:
            self.list.setCurrentRow(min(rows[-1], self.list.count() - 1))
            self._on_changed()

    def _on_picked(self, unit_id: object) -> None:
        if isinstance(unit_id, int):
            if not self.add([unit_id]):
                self._context.toast("这个单位已经在名单里")
            self.list.scrollToBottom()
            self.picker.set_value(None)

    def _on_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        count = self.list.count()
        for row in range(count):
            item = self.list.item(row)
            item.setText(f"{row + 1:>2}　{item.data(_NAME)}")
        words = f"{count} 个单位，拖动可以换顺序" if count else "还没有单位"
        self.note.setText(words)

    def _fill_menu(self) -> None:
        menu = self.menu.menu()
        menu.clear()
        day = self._day()
        menu.addAction(
            "全部单位",
            lambda: self.add([u.id for u in self._known.units if u.exists_on(day)]),
        )
        for group in self._known.groups:
            menu.addAction(
                f"{group.name}（{group.units} 个）",
                lambda g=group.id: self._take_group(g),
            )
        if self._known.campaigns:
            menu.addSeparator()
        for campaign, title in self._known.campaigns[:12]:
            sub = QMenu(title[:30], menu)
            for choice in UnitChoice:
                sub.addAction(
                    choice.label, lambda c=campaign, k=choice: self._take_campaign(c, k)
                )
            menu.addMenu(sub)
        menu.addSeparator()
        menu.addAction("粘贴名单…", self.paste)
        if self.list.count():
            menu.addAction("全部移出", self._clear)

    def _clear(self) -> None:
        self.list.clear()
        self._on_changed()

    def _take_group(self, group_id: int) -> None:
        from services.schedules.units import units_of_group

        day = self._day()
        self._take(lambda s: units_of_group(s, group_id, day))

    def _take_campaign(self, campaign_id: int, choice: UnitChoice) -> None:
        from services.schedules.units import units_of_campaign

        day = self._day()
        self._take(
            lambda s: units_of_campaign(s, campaign_id, frozenset({choice}), day)
        )

    def _take(self, work: Callable[[Session], list[UnitRow]]) -> None:
        def show(units: list[UnitRow]) -> None:
            added = self.add([u.id for u in units])
            if not units:
                self._context.toast("这里没有能对上名册的单位")
            elif added < len(units):
                self._context.toast(
                    f"加入 {added} 个，{len(units) - added} 个已经在名单里"
                )

        self._context.read(work, show, owner=self)

    def paste(self) -> None:
        """Names from anywhere: one a line, or with 、 between them."""

        def submit(values: dict[str, Any], done: Done) -> None:
            from services.schedules.names import find_units, split_names

            names = split_names(values["names"] or "")

            def found(units: list[UnitRow] | None) -> None:
                done(None)
                self.add([u.id for u in units or []])

            self._context.read(
                lambda s: find_units(s, names), found, on_error=done, owner=self
            )

        FormDialog(
            self.window(),
            "粘贴单位名单",
            [
                Field(
                    "names",
                    "单位",
                    "long",
                    required=True,
                    hint="一行一个，或用顿号、逗号隔开；按这里的顺序排",
                )
            ],
            submit,
            ok="加入",
        ).open()
