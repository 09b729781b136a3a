"""The filters of the ledger: words, state, unit and its part, plan, due days, requirements."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services.campaigns.figures import periods
from services.campaigns.measures import LEDGER_KINDS, LedgerFilter
from services.campaigns.narrow import SOON
from ui.campaigns.ledger.data import LedgerData
from ui.reporting.choice import ChoiceButton
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.picker import Picker

CUSTOM = "custom"
_ASK = "ask"
_TYPING_MS = 200
_OPEN = frozenset(
    {MeasureState.NOT_BEGUN, MeasureState.UNDER_WAY, MeasureState.OVERDUE}
)
STATES: tuple[tuple[str, str], ...] = (
    ("", "全部状态"),
    ("open", "还没办结"),
    *((state.value, state.label) for state in MeasureState),
)
ROLES: tuple[tuple[str, str], ...] = (
    ("", "牵头或配合"),
    (UnitRole.LEAD.value, "只看牵头"),
    (UnitRole.SUPPORT.value, "只看配合"),
)
DUES: tuple[tuple[str, str], ...] = (
    ("", "全部时限"),
    ("soon", f"{SOON} 天内到期"),
    ("month", "本月到期"),
    ("next", "下月到期"),
    ("quarter", "本季度到期"),
    ("over", "时限已过"),
    ("none", "没有时限"),
    (_ASK, "指定日期…"),
)
PLANS: tuple[tuple[str, str], ...] = (
    ("", "进行中的方案"),
    ("all", "全部方案"),
)
KINDS: tuple[tuple[str, str], ...] = (
    ("", "任务和步骤"),
    ("all", "连同工作要求"),
)


def due_span(key: str, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """First and last due day that a choice means; None for an open end."""
    if key == "soon":
        return today, today + dt.timedelta(days=SOON)
    if key == "over":
        return None, today - dt.timedelta(days=1)
    if key == "next":
        day = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return next((a, b) for _, a, b in periods("month", day, day))
    if key in {"month", "quarter"}:
        return next((a, b) for _, a, b in periods(key, today, today))
    return None, None


class LedgerFilters(QWidget):
    """Tells with `changed()` that another filter is set; typing is waited out.

    With `plans` a plan can be picked; without `units` no unit (the view is of one unit then).
    """

    changed = Signal()

    def __init__(
        self,
        *,
        plans: bool = False,
        units: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = dt.date.today()
        self._span: tuple[dt.date | None, dt.date | None] = (None, None)
        self._waiting: dict[str, Any] = {}
        self._has_requirements = True
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._say)
        self.words = QLineEdit()
        self.words.setPlaceholderText("任务、编号、单位中的词")
        self.words.setAccessibleName("按任务、编号或单位中的词筛选")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _t: self._typing.start())
        self.unit = _picker("牵头或配合单位", "按单位筛选")
        self.plan = _picker("方案", "按方案筛选")
        self.role = ChoiceButton("单位的分工", ROLES)
        self.state = ChoiceButton("状态", STATES)
        self.due = ChoiceButton("时限", DUES)
        self.kind = ChoiceButton("类别", KINDS)
        self.plans = ChoiceButton("哪些方案", PLANS)
        self.clear_button = buttons.quiet("清除", self.reset, tip="清除所有筛选条件")
        self._uses = (plans, units)
        self._build()

    def _build(self) -> None:
        plans, units = self._uses
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for widget, width, shown in (
            (self.words, 200, True),
            (self.plan, 170, plans),
            (self.unit, 170, units),
        ):
            widget.setMaximumWidth(px(width))
            widget.setMinimumWidth(px(96))
            if shown:
                row.addWidget(widget, 1)
            else:
                widget.setParent(self)
                widget.hide()
        for choice in (self.plans, self.role, self.state, self.due, self.kind):
            row.addWidget(choice)
            choice.chosen.connect(lambda _k, c=choice: self._on_chosen(c))
        row.addWidget(self.clear_button)
        row.addStretch(1)
        for picker in (self.unit, self.plan):
            picker.picked.connect(lambda _i: self._on_picked())
        self._tell()

    # --- values ------------------------------------------------------------------------------------

    def set_data(self, data: LedgerData) -> None:
        """What can be picked."""
        kept = {"unit": self._value("unit"), "plan": self._value("plan")}
        self._today = data.today
        self.unit.set_items(data.units)
        self.plan.set_items(data.plans)
        self._has_requirements = any(
            r.measure.kind not in LEDGER_KINDS for r in data.rows
        )
        self._pick(kept)
        self._waiting = {}
        self._tell()

    def wanted(self, *, any_state: bool = False) -> LedgerFilter:
        """The filter for the services; `any_state`: without the state that is chosen."""
        unit = str(self._value("unit") or "")
        state, role = self.state.key(), self.role.key()
        states = _OPEN if state == "open" else frozenset(filter(None, [state]))
        roles = {UnitRole(role)} if role else {UnitRole.LEAD, UnitRole.SUPPORT}
        first, last = self._span
        running = self._uses[0] and not self.plans.key() and not self._value("plan")
        return LedgerFilter(
            campaign_states=frozenset({CampaignState.RUNNING} if running else ()),
            unit_id=int(unit[1:]) if unit.startswith("u") else None,
            unit_name=unit[1:] if unit.startswith("n") else "",
            roles=frozenset(roles),
            campaign_id=self._value("plan"),
            since=first,
            until=last,
            undated=self.due.key() == "none",
            states=frozenset() if any_state else frozenset(map(MeasureState, states)),
            words=self.words.text().strip(),
            kinds=frozenset() if self.kind.key() == "all" else LEDGER_KINDS,
        )

    def values(self) -> dict[str, Any]:
        """The filters as plain values for a place; only those that are set."""
        first, last = self._span if self.due.key() == CUSTOM else (None, None)
        told = {
            "words": self.words.text().strip(),
            "state": self.state.key(),
            "role": self.role.key(),
            "unit": self._value("unit"),
            "only": self._value("plan"),
            "due": self.due.key(),
            "since": first.isoformat() if first else "",
            "until": last.isoformat() if last else "",
            "kind": self.kind.key(),
            "plans": self.plans.key(),
        }
        return {key: value for key, value in told.items() if value}

    def set_values(self, values: dict[str, Any]) -> None:
        """Show filters of a place; says nothing. Missing keys mean no filter."""
        self.blockSignals(True)
        self.words.setText(str(values.get("words") or ""))
        self._typing.stop()
        self.state.set_key(str(values.get("state") or ""))
        self.role.set_key(str(values.get("role") or ""))
        self.kind.set_key(str(values.get("kind") or ""))
        self.plans.set_key(str(values.get("plans") or ""))
        self._set_due(
            str(values.get("due") or ""), _day(values, "since"), _day(values, "until")
        )
        self._waiting = {"unit": values.get("unit"), "plan": values.get("only")}
        self._pick(self._waiting)
        self.blockSignals(False)
        self._tell()

    def reset(self) -> None:
        """No filter at all."""
        self.set_values({})
        self.changed.emit()

    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.values())

    def words_of(self) -> str:
        """The filter in words, for the head of what is copied or printed."""
        choices = (self.role, self.state, self.due)
        parts = [self.unit.text(), self.plan.text()]
        parts += [choice.words() for choice in choices if choice.key()]
        if self.words.text().strip():
            parts.append(f"含“{self.words.text().strip()}”")
        return "，".join(filter(None, parts))

    # --- inside ------------------------------------------------------------------------------------

    def _value(self, name: str) -> Any:
        picker = self.unit if name == "unit" else self.plan
        return picker.value() or self._waiting.get(name)

    def _pick(self, values: dict[str, Any]) -> None:
        self.unit.set_value(values.get("unit"))
        self.plan.set_value(values.get("plan"))

    def _on_picked(self) -> None:
        self._waiting = {}
        self._say()

    def _on_chosen(self, choice: ChoiceButton) -> None:
        if choice is self.due:
            if choice.key() == _ASK:
                self._ask_span()
                return
            if choice.key() != CUSTOM:
                self._set_due(choice.key(), None, None)
        self._say()

    def _set_due(self, key: str, first: dt.date | None, last: dt.date | None) -> None:
        if key == CUSTOM and (first or last):
            self._span = (first, last)
            self.due.set_entries(
                [DUES[0], (CUSTOM, _span_words(first, last)), *DUES[1:]]
            )
            self.due.set_key(CUSTOM)
            return
        self.due.set_entries(DUES)
        self.due.set_key("" if key in {CUSTOM, _ASK} else key)
        self._span = due_span(self.due.key(), self._today)

    def _ask_span(self) -> None:
        first, last = self._span
        key = next(
            (k for k, _ in DUES if due_span(k, self._today) == (first, last)), ""
        )
        self.due.set_key(CUSTOM if not key and (first or last) else key)

        def submit(values: dict[str, Any], done: Done) -> None:
            from models.errors import ValidationError

            first, last = values["first"], values["last"]
            if first and last and first > last:
                done(ValidationError("截止日期早于起始日期。", "last"))
                return
            done(None)
            self._set_due(CUSTOM if first or last else "", first, last)
            self._say()

        dialog = FormDialog(
            self.window(),
            "按时限筛选",
            [Field("first", "从", "date"), Field("last", "到", "date")],
            submit,
            values={"first": first, "last": last},
            note="只看下一个时限落在这几天里的任务；可以只填一头。",
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self) -> None:
        self._typing.stop()
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.clear_button.setVisible(self.is_set())
        units = self._uses[1]
        self.role.setVisible(not units or self._value("unit") is not None)
        self.plans.setVisible(self._uses == (True, True) and not self._value("plan"))
        told = self._has_requirements and units
        self.kind.setVisible(told or bool(self.kind.key()))


def _picker(placeholder: str, name: str) -> Picker:
    picker = Picker()
    picker.setPlaceholderText(placeholder)
    picker.setAccessibleName(name)
    picker.setClearButtonEnabled(True)
    return picker


def _day(values: dict[str, Any], key: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(values.get(key)))
    except ValueError:
        return None


def _span_words(first: dt.date | None, last: dt.date | None) -> str:
    if first and last:
        return f"{first} 至 {last}"
    return f"{first} 以后" if first else f"{last} 以前"
