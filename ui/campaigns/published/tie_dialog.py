"""Stories chosen for a plan: searched by words, unit and weeks, several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget
from sqlalchemy.orm import Session

from services.campaigns.reach import (
    CHOICE_LIMIT,
    Reach,
    ReachLine,
    StoryChoice,
    in_plan,
    stories_to_tie,
)
from services.registers.units import list_units
from services.story_queries import StoryFilter
from ui.campaigns.published import deeds
from ui.campaigns.published.columns import CHOICES
from ui.context import AppContext
from ui.reporting.choice import ChoiceButton
from ui.stories.filters import period_weeks
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.empty import EmptyState
from ui.widgets.picker import Picker, PickItem
from ui.widgets.tables import PagedTable

_TYPING_MS = 250
_PLAN = "plan"
WHOLE = 0
"""Stands for the plan itself among its measures."""


class TieDialog(SheetDialog):
    """Offers stories; those that are chosen are tied to the measure that stands below."""

    def __init__(
        self,
        context: AppContext,
        parent: QWidget,
        plan: tuple[int, str],
        found: Reach,
        measure_id: int | None = None,
        *,
        from_columns: bool = False,
    ) -> None:
        super().__init__(parent, f"归入稿件 · {plan[1]}", ok="归入", wide=True)
        self.resize(px(860), px(600))
        self._context, self._plan, self._found = context, plan, found
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._load)
        self.body.addLayout(self._filters())
        self.table = PagedTable(CHOICES, state=context.state, key="campaigns.tie")
        self.table.set_empty(
            EmptyState("没有符合条件的稿件", "放宽时间、单位或文字再看。", icon="story")
        )
        self.table.setMinimumHeight(px(280))
        self.table.view.selectionModel().selectionChanged.connect(
            lambda *_: self._tell()
        )
        self.table.row_activated.connect(lambda _i: self._on_accept())
        self.body.addWidget(self.table, 1)
        self.body.addLayout(self._where(measure_id))
        self.accept_wanted.connect(self._on_accept)
        self.columns.setChecked(from_columns)
        context.read(self._units, self.unit.set_items, owner=self, key="units")
        self._tell()
        self._load()

    # --- building ------------------------------------------------------------------------------------

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.words = QLineEdit()
        self.words.setPlaceholderText("标题中的词")
        self.words.setAccessibleName("按标题中的词筛选")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _t: self._typing.start())
        self.unit = Picker()
        self.unit.setPlaceholderText("单位")
        self.unit.setAccessibleName("按单位筛选")
        self.unit.setClearButtonEnabled(True)
        self.unit.setMaximumWidth(px(170))
        self.unit.picked.connect(lambda _i: self._load())
        found = self._found
        words = "方案期间" if found.until else "发文以来"
        spans = [(_PLAN, words)] if found.since or found.until else []
        self.period = ChoiceButton(
            "时间",
            [
                *spans,
                ("12", "近 12 周"),
                ("1", "本周"),
                ("year", "今年"),
                ("all", "全部时间"),
            ],
        )
        self.period.chosen.connect(lambda _k: self._load())
        row.addWidget(self.words, 1)
        row.addWidget(self.unit)
        row.addWidget(self.period)
        self.columns = QCheckBox("只看方案的专栏")
        self.columns.setToolTip("、".join(self._found.columns))
        self.columns.setVisible(bool(self._found.columns))
        self.columns.toggled.connect(lambda _on: self._load())
        self.untied = QCheckBox("只看未归入的")
        self.untied.setChecked(True)
        self.untied.toggled.connect(lambda _on: self._load())
        row.addWidget(self.columns)
        row.addWidget(self.untied)
        return row

    def _where(self, measure_id: int | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.said = make_label("", "note", ink="soft")
        label = make_label("归到")
        self.measure = Picker(measure_items(self._found.lines))
        self.measure.setAccessibleName("归到哪项任务")
        self.measure.setMinimumWidth(px(360))
        self.measure.set_value(measure_id or WHOLE)
        label.setBuddy(self.measure)
        row.addWidget(self.said, 1)
        row.addWidget(label)
        row.addWidget(self.measure)
        return row

    # --- reading -------------------------------------------------------------------------------------

    @staticmethod
    def _units(session: Session) -> list[PickItem]:
        return [
            PickItem(u.id, u.label, u.initials, note=u.group)
            for u in list_units(session)
        ]

    def _wanted(self) -> StoryFilter:
        key = self.period.key()
        first, last = period_weeks(key, dt.date.today())
        base = StoryFilter(first_week=first, last_week=last)
        return replace(
            in_plan(self._found) if key == _PLAN else base,
            words=self.words.text().strip(),
            unit_id=self.unit.value(),
        )

    def _load(self) -> None:
        self._typing.stop()
        wanted, plan_id = self._wanted(), self._plan[0]
        columns = self._found.columns if self.columns.isChecked() else ()
        untied = self.untied.isChecked()
        self._context.read(
            lambda s: stories_to_tie(
                s, plan_id, wanted, columns=columns, untied=untied
            ),
            self._show,
            owner=self,
            key="choices",
        )

    def _show(self, found: list[StoryChoice]) -> None:
        self.table.set_rows(found)
        self._tell(len(found))

    def _tell(self, shown: int | None = None) -> None:
        chosen = len(self.table.selected_ids())
        number = shown if shown is not None else len(self.table.ids())
        said = f"选中 {chosen} 篇" if chosen else "按住 Ctrl 或 Shift 可以选多篇"
        if number >= CHOICE_LIMIT:
            said += f"；只列出最近 {CHOICE_LIMIT} 篇，请缩小范围"
        self.said.setText(said)
        self.ok_button.setEnabled(bool(chosen))
        self.ok_button.setText(f"归入 {chosen} 篇" if chosen else "归入")

    # --- tying ----------------------------------------------------------------------------------------

    def _on_accept(self) -> None:
        ids = [int(i) for i in self.table.selected_ids()]
        if not ids:
            return
        value = self.measure.value()
        if value is None and self.measure.text().strip():
            self.set_error("请从列表里选一项任务，或选“整个方案”。")
            self.measure.setFocus()
            return
        self.set_busy(True)
        name = next((x.words for x in self._found.lines if x.measure_id == value), "")
        measure = (int(value), name) if value else None
        deeds.tie(self._context, self._plan, ids, measure, self._on_tied)

    def _on_tied(self, error: BaseException | None) -> None:
        self.set_busy(False)
        if error is None:
            self.accept()
        else:
            self.set_error(str(error))


def measure_items(lines: Sequence[ReachLine]) -> list[PickItem]:
    """The plan itself, then its measures."""
    from services.pinyin import initials

    return [
        PickItem(WHOLE, "整个方案", "zgfa"),
        *(
            PickItem(
                x.measure_id,
                f"{x.number}　{x.words}".strip(),
                initials(x.words[:20]),
            )
            for x in lines
            if x.measure_id is not None
        ),
    ]
