"""Dialogs of the registers: close or merge a unit, merge an outlet into another, the history of a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import AppError, ValidationError
from ui.context import AppContext
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog, TextDialog
from ui.widgets.form import Field, Form
from ui.widgets.picker import Picker, PickItem


@dataclass(frozen=True)
class UnitFacts:
    """What the dialog must know of a unit, and the units that it could be merged into."""

    name: str
    valid_to: dt.date | None
    merged_into_id: int | None
    last_return: dt.date | None
    others: tuple[PickItem, ...]


def read_unit(session: Session, unit_id: int) -> UnitFacts:
    """Facts of a unit; raises NotFound."""
    from models.tables import WeeklyReturn
    from services.registers import units

    unit = units.get_unit(session, unit_id)
    last = session.scalar(
        select(func.max(WeeklyReturn.week)).where(
            WeeklyReturn.unit_id == unit_id,
            WeeklyReturn.received_on.is_not(None),
            WeeklyReturn.deleted_at.is_(None),
        )
    )
    others = tuple(
        PickItem(u.id, u.name, u.initials, group=u.group)
        for u in units.list_units(session, closed=False)
        if u.id != unit_id
    )
    return UnitFacts(unit.name, unit.valid_to, unit.merged_into_id, last, others)


class CloseUnitDialog(SheetDialog):
    """The last day of a unit and, if it was merged, into which one; an empty day opens a closed one again."""

    def __init__(
        self, parent: QWidget, context: AppContext, unit_id: int, facts: UnitFacts
    ) -> None:
        super().__init__(parent, f"停用或合并“{facts.name}”", ok="保存")
        self._context, self._unit_id, self._facts = context, unit_id, facts
        words = "停用后，这个单位从最后一天的下一周起不再计入应报；以前的报送、稿件和排名都保留，报送率不会变。"
        if facts.last_return is not None:
            week = facts.last_return
            words += f"最近一次报送是 {week.year}年{week.month}月{week.day}日 那一周。"
        self.body.addWidget(make_label(words, ink="soft", wrap=True))
        closed = facts.valid_to is not None
        hint = "清空表示重新启用" if closed else ""
        self.form = Form(
            [Field("valid_to", "最后一天", "date", hint=hint, required=not closed)]
        )
        self.form.set_values({"valid_to": facts.valid_to or dt.date.today()})
        self.form.submitted.connect(self.accept_wanted.emit)
        self.body.addWidget(self.form)
        self.body.addWidget(make_label("并入单位（没有合并就空着）"))
        self.into = Picker()
        self.into.setAccessibleName("并入单位")
        self.into.set_items(list(facts.others))
        self.into.set_value(facts.merged_into_id)
        self.body.addWidget(self.into)
        self.accept_wanted.connect(self._save)

    def _save(self) -> None:
        self.set_error("")
        if not self.ok_button.isEnabled() or not self.form.check():
            return
        day = self.form.values()["valid_to"]
        into = self.into.value()
        if into is None and self.into.text().strip():
            self.set_error(
                f"名册里没有“{self.into.text().strip()}”，请从列表里选，或清空。"
            )
            return
        if day is None and into is not None:
            self.form.set_error("valid_to", "填了并入单位，请同时填写最后一天。")
            return
        name, unit_id = self._facts.name, self._unit_id

        def work(session: Session) -> None:
            from services.registers import units

            if day is None:
                unit = units.get_unit(session, unit_id)
                unit.valid_to, unit.merged_into_id = None, None
            else:
                units.close_unit(session, unit_id, day, into)

        title = f"重新启用“{name}”" if day is None else f"停用“{name}”"
        if into is not None:
            title = f"把“{name}”并入“{self.into.text()}”"
        self.set_busy(True)
        self._context.write(
            title,
            work,
            on_done=lambda _none: self.accept(),
            on_error=self._on_error,
            undo_toast=f"已{title}",
        )

    def _on_error(self, error: BaseException) -> None:
        self.set_busy(False)
        if isinstance(error, ValidationError) and error.field == "valid_to":
            self.form.set_error("valid_to", str(error))
        elif isinstance(error, AppError):
            self.set_error(str(error))
        else:
            self._context.show_error(error)


class MergeOutletDialog(SheetDialog):
    """Another outlet that takes over all placements, and the name as an alias."""

    def __init__(
        self,
        parent: QWidget,
        context: AppContext,
        outlet_id: int,
        name: str,
        others: list[PickItem],
    ) -> None:
        super().__init__(parent, f"把“{name}”并入另一家媒体", ok="并入")
        self._context, self._outlet_id, self._name = context, outlet_id, name
        self.body.addWidget(
            make_label(
                f"“{name}”的刊播记录都归到选中的媒体，层级按那家媒体计算；“{name}”成为它的别名，以后表格里写这个名字也认得。",
                ink="soft",
                wrap=True,
            )
        )
        self.into = Picker()
        self.into.setAccessibleName("并入的媒体")
        self.into.set_items(others)
        self.body.addWidget(self.into)
        self.accept_wanted.connect(self._save)
        self.into.setFocus()

    def _save(self) -> None:
        if not self.ok_button.isEnabled():
            return
        into = self.into.value()
        if into is None:
            self.set_error("请从列表里选一家媒体，可以打名称中的字或拼音首字母。")
            return

        def work(session: Session) -> int:
            from services.registers import outlets

            return outlets.merge_outlets(session, self._outlet_id, into)

        self.set_busy(True)
        self._context.write(
            f"把媒体“{self._name}”并入“{self.into.text()}”",
            work,
            on_done=lambda _moved: self.accept(),
            on_error=self._on_error,
            undo_toast=f"“{self._name}”已并入“{self.into.text()}”",
        )

    def _on_error(self, error: BaseException) -> None:
        self.set_busy(False)
        if isinstance(error, AppError):
            self.set_error(str(error))
        else:
            self._context.show_error(error)


def show_history(
    parent: QWidget, context: AppContext, table: str, record_id: int, name: str
) -> None:
    """Show all that happened to one record, newest first."""

    def work(session: Session) -> str:
        from services import history

        return history_text(history.record_history(session, table, record_id))

    def show(text: str) -> None:
        TextDialog(parent, f"{name}的改动记录", text).open()

    context.read(work, show, owner=parent)


def history_text(found: list[tuple[Any, list[Any]]]) -> str:
    """Actions and changes as plain lines."""
    parts: list[str] = []
    for action, changes in found:
        who = f"　{action.actor}" if action.actor else ""
        undone = "（已撤销）" if action.undone else ""
        parts.append(f"{action.at:%Y-%m-%d %H:%M}{who}　{action.title}{undone}")
        parts += [
            f"　　{c.field}：{c.before} → {c.after}" if c.field else f"　　{c.op}"
            for c in changes
        ]
    return "\n".join(parts) or "还没有改动记录。"
