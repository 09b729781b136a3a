"""The items of one measure in the making: cells read, what is wrong noted, entry, state and values compared."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from models.vocabulary_campaigns import MeasureState
from services import progress_facts, text
from services import progress_shared as shared
from services.campaigns import types
from services.campaigns.figures import is_ceiling
from services.campaigns.measures import LedgerRow
from services.campaigns.progress import Entry
from services.intake.problems import Problem
from services.intake.progress.cells import CellError
from services.intake.progress.known import Known
from services.intake.progress.preview import (
    FileResult,
    Item,
    ItemKind,
    ItemStatus,
    Preview,
    RawLine,
)
from services.progress_shared import BookKind, RowCode

_T = TypeVar("_T")
_PARTLY = "这条任务还有要改的格子，打勾就先登记这一项"


def same_number(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same; programs that save a table round the last digits."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@dataclass
class Making:
    """One measure in one sheet; `ask` is why everything of it wants the clerk's tick ("" for nothing)."""

    known: Known
    preview: Preview
    file: FileResult
    row: LedgerRow
    lines: Sequence[RawLine]
    ask: str = ""
    wrong: bool = False
    items: list[Item] = field(default_factory=list[Item])

    @property
    def base(self) -> RowCode:
        """What the row showed when it went out; of a ledger row that lost its code, what it would show now."""
        measure = self.row.measure
        if self.lines[0].code is not None or self.file.kind is BookKind.FORM:
            return self.lines[0].code or RowCode(measure.uid)
        return RowCode(
            measure.uid,
            state=MeasureState(measure.state),
            closed_on=measure.closed_on,
            share=self.row.share,
            words_key=shared.key_of(self.row.last_text),
            last_on=self.row.last_on,
        )

    @property
    def headings(self) -> dict[str, str]:
        """Field → heading, as the sheet has it."""
        if self.file.kind is BookKind.FORM:
            return dict(shared.FORM_COLUMNS)
        return dict(shared.TARGET_COLUMNS) | dict(shared.LEDGER_COLUMNS)

    # --- cells -------------------------------------------------------------------------------------

    def raw(self, name: str) -> object:
        """What a field of the measure holds; rows of one measure that differ are noted as wrong."""
        found: dict[str, object] = {}
        for line in self.lines:
            value = line.values.get(name)
            if value not in (None, ""):
                found.setdefault(text.fold(str(value)) or str(value), value)
        if len(found) > 1:
            self.note_wrong(
                name,
                self.lines[0].row,
                "同一条任务的几行填得不一样",
                "一条任务有几个指标的，这一列只在第一行填写。",
            )
            return None
        return next(iter(found.values()), None)

    def cell(self, name: str, read: Callable[[Any], _T | None]) -> _T | None:
        """A field as read, None where it is empty or wrong (noted then)."""
        try:
            return read(self.raw(name))
        except CellError as error:
            self.note_wrong(name, self.lines[0].row, error.reason, error.mend)
            return None

    def note_wrong(self, name: str, row: int, reason: str, mend: str) -> None:
        """Note a cell that is wrong: the rest of the measure wants the clerk's tick then."""
        self.wrong = True
        self.note_left(name, row, reason, mend)

    def note_left(self, name: str, row: int, reason: str, mend: str) -> None:
        """Note a cell that is left out, without holding back the rest."""
        problem = self.problem(name, row, reason, mend)
        kinds = {"value": ItemKind.VALUE, "state": ItemKind.STATE}
        kind = kinds.get(name, ItemKind.ENTRY)
        line = next((x for x in self.lines if x.row == row), self.lines[0])
        item = self._item(kind, ItemStatus.WRONG, row)
        item.problem, item.reason = problem, problem.sentence
        value = line.values.get(name)
        item.after = text.clean(value)[:80] if value is not None else ""
        item.target = problem.column

    def problem(self, name: str, row: int | None, reason: str, mend: str) -> Problem:
        """A problem at a place of the sheet."""
        column = self.headings.get(name, "")
        return Problem(self.file.name, self.file.sheet, row, column, reason, mend)

    # --- items -------------------------------------------------------------------------------------

    def add_entry(self, words: str, share: int | None, on_day: dt.date) -> None:
        """An entry of this day, compared with those that are there."""
        item = self._item(ItemKind.ENTRY, ItemStatus.NEW)
        item.words, item.share, item.on_day = words, share, on_day
        told = share is None or f"{share}%" in words
        item.after = words if told else f"{words}（{share}%）"
        if self.row.last_on:
            item.before = f"{self.row.last_on.isoformat()} {self.row.last_text}"
        own = self._own_entries()
        since = self.file.as_of or on_day
        key = shared.key_of(words)
        same = next(
            (
                e
                for e in own
                if shared.key_of(e.text) == key
                and (e.on_day == on_day or e.on_day >= since)
            ),
            None,
        )
        on_same_day = next((e for e in reversed(own) if e.on_day == on_day), None)
        closed = MeasureState(self.row.measure.state)
        if same is not None and (share is None or same.share == share):
            item.status, item.reason = ItemStatus.SAME, "这条进展已经登记过"
        elif same is not None or (on_same_day and self.file.kind is BookKind.FORM):
            before = same or on_same_day
            assert before is not None
            item.entry_id = before.id
            item.before = f"{before.on_day.isoformat()} {before.text}"
            self._ask(item, "这个单位同一天报过进展，打勾就用这次的换掉")
        elif closed.closed:
            day = self.row.measure.closed_on
            when = f"（{day.isoformat()}）" if day else ""
            self._ask(item, f"这条任务{closed.label}{when}，打勾才补记这条进展")
        elif share is not None and (self.row.share or 0) > share:
            self._ask(item, f"完成比例比已登记的 {self.row.share}% 小，请核对")
        elif self._moved():
            item.reason = "表格发出后又登记过新进展，这一条会加在后面"

    def add_state(
        self,
        state: MeasureState,
        closed_on: dt.date | None,
        dropped: str,
        ask: str = "",
    ) -> None:
        """A state, compared with the present one and with that of the day when the sheet went out."""
        current = MeasureState(self.row.measure.state)
        item = self._item(ItemKind.STATE, ItemStatus.NEW)
        item.state, item.dropped = state, dropped
        item.closed_on = closed_on if state.closed else None
        item.before, item.after = self._state_words(current), state.label
        if state.closed and closed_on:
            item.after += f"（{closed_on.isoformat()}）"
        if state is MeasureState.DROPPED and dropped:
            item.after += f"：{dropped}"
        if self._same_state(current, state, closed_on, dropped):
            item.status, item.reason = ItemStatus.SAME, "状态已经是这样"
        elif self._state_moved(current, state):
            self._ask(
                item, f"表格发出后，状态已改为“{current.label}”，打勾就按表里的改"
            )
        elif current.closed and not state.closed:
            self._ask(item, f"这条任务{current.label}，打勾就重新打开")
        elif ask:
            self._ask(item, ask)

    def add_value(
        self, line: RawLine, target: types.TargetRow, number: float, year: int
    ) -> None:
        """A value of a target, compared with the present one and with that of the day when the sheet went out."""
        item = self._item(ItemKind.VALUE, ItemStatus.NEW, line.row)
        told = self.known.facts.told(target, year)
        before = told.value if told else None
        base = line.code
        unit = target.unit_word
        looks_percent = unit == "%" and 0 < number <= 1 and (target.amount or 0) > 2
        looks_percent = looks_percent and not same_number(number, before)
        if looks_percent:
            number = round(number * 100, 6)
        item.target_id, item.year, item.value = target.id, year, number
        item.on_day, item.target = self.file.on_day, target.text
        item.before = shared.number_words(before) + (unit if before is not None else "")
        item.after = f"{shared.number_words(number)}{unit}"
        if target.yearly:
            item.after += f"（{year} 年）"
        if same_number(number, before):
            item.status, item.reason = ItemStatus.SAME, "这个数已经登记过"
        elif base is not None and not same_number(base.value, before):
            self._ask(
                item,
                f"表格发出后已登记为 {item.before or '空'}，打勾就按表里的改",
            )
        elif looks_percent:
            self._ask(item, f"表里是 {number / 100:g}，看起来是 {number:g}%，请核对")
        elif before is not None and number < before and not is_ceiling(target.text):
            self._ask(item, f"比已登记的 {item.before} 小，请核对")

    def finish(self) -> None:
        """Hold back what is good in a row that is partly wrong, and put the items into the preview."""
        self._keep_not_begun()
        order = list(ItemKind)
        self.items.sort(key=lambda i: (order.index(i.kind), i.row))
        for item in self.items:
            if item.status is ItemStatus.NEW and (self.wrong or self.ask):
                self._ask(item, self.ask or _PARTLY)
            item.accept = item.status is ItemStatus.NEW
            item.id = len(self.preview.items)
            self.preview.items.append(item)

    # --- inside ------------------------------------------------------------------------------------

    def _keep_not_begun(self) -> None:
        """A measure told as not begun stays so, though an entry would begin it."""
        live = (ItemStatus.NEW, ItemStatus.ASK)
        told = any(i.kind is ItemKind.ENTRY and i.status in live for i in self.items)
        for item in self.items:
            same = item.kind is ItemKind.STATE and item.status is ItemStatus.SAME
            if told and same and item.state is MeasureState.NOT_BEGUN:
                item.status, item.reason = ItemStatus.NEW, ""

    def _item(self, kind: ItemKind, status: ItemStatus, row: int = 0) -> Item:
        measure = self.row.measure
        item = Item(
            0,
            self.file.id,
            kind,
            status,
            row or self.lines[0].row,
            measure.id,
            measure.number,
            measure.head or progress_facts.task_words(self.row, 40),
            self.row.campaign_id,
            self.row.campaign,
        )
        self.items.append(item)
        return item

    @staticmethod
    def _ask(item: Item, reason: str) -> None:
        item.status, item.reason = ItemStatus.ASK, reason

    def _own_entries(self) -> list[Entry]:
        told = self.known.entries.get(self.row.id, [])
        if self.file.kind is BookKind.LEDGER:
            return told
        return [
            e
            for e in told
            if e.unit_id == self.file.unit_id
            and (self.file.unit_id is not None or e.who == self.file.who)
        ]

    def _moved(self) -> bool:
        """Whether the measure got another newest entry since the sheet went out."""
        base = self.lines[0].code
        return base is not None and (
            base.words_key != shared.key_of(self.row.last_text)
            or base.last_on != self.row.last_on
        )

    def _state_moved(self, current: MeasureState, state: MeasureState) -> bool:
        """Whether somebody set another state since; that an entry began the measure is none of that."""
        base = self.base.state
        begun = (
            base is MeasureState.NOT_BEGUN
            and current is MeasureState.UNDER_WAY
            and state is not MeasureState.NOT_BEGUN
        )
        return base is not None and base is not current and not begun

    def _same_state(
        self,
        current: MeasureState,
        state: MeasureState,
        closed_on: dt.date | None,
        dropped: str,
    ) -> bool:
        if current is not state:
            return False
        measure = self.row.measure
        same_day = closed_on is None or closed_on == measure.closed_on
        same_reason = (
            state is not MeasureState.DROPPED
            or not dropped
            or text.clean(dropped) == measure.dropped_reason
        )
        return not state.closed or (same_day and same_reason)

    def _state_words(self, current: MeasureState) -> str:
        day = self.row.measure.closed_on
        return f"{current.label}（{day.isoformat()}）" if day else current.label
