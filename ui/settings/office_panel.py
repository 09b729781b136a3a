"""Office, due moment, forms: one form, saved as one action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from models.errors import ValidationError
from services import settings
from services.settings import OfficeSettings
from ui.context import AppContext
from ui.navigation import Place
from ui.settings.panel import Panel
from ui.widgets import buttons
from ui.widgets.form import Field, Form

_DAYS = tuple((str(i), f"周{word}") for i, word in enumerate("一二三四五六日"))


class OfficePanel(Panel):
    """办公室 and 报送规则."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._stored: dict[str, Any] = {}
        card = self.add_card("办公室")
        self.office = Form(
            [
                Field(
                    "office",
                    "办公室名称",
                    required=True,
                    placeholder="例如：云岭县委宣传部",
                ),
                Field("clerk", "经办人", hint="记在操作记录和周汇总里"),
                Field("issue_title", "周汇总标题", hint="印在周汇总首页"),
            ],
            columns=3,
        )
        card.body.addWidget(self.office)
        rules = self.add_card(
            "报送规则",
            "改截止日和时间，会重新判断每一周是否迟报；已经发出的周汇总不变。",
        )
        self.rules = Form(
            [
                Field(
                    "due_weekday",
                    "截止日",
                    "choice",
                    _DAYS,
                    hint="遇放假提前到本周最后一个工作日",
                ),
                Field("due_time", "截止时间", "time"),
                Field("board_weeks", "周报显示周数", "number", hint="4 到 26 周"),
                Field(
                    "form_rows",
                    "表格行数",
                    "number",
                    hint="发给单位的表格有几行，5 到 200",
                ),
                Field(
                    "stray_days",
                    "补报天数",
                    "number",
                    hint="刊播日期早于本周多少天以内算补报，更早的请单位核对",
                ),
            ],
            columns=3,
        )
        rules.body.addWidget(self.rules)
        for form in (self.office, self.rules):
            form.changed.connect(self._on_changed)
            form.submitted.connect(self.save)
        row = QHBoxLayout()
        row.addStretch()
        self.discard_button = buttons.plain("放弃修改", self.discard)
        self.save_button = buttons.primary("保存", self.save, shortcut="Ctrl+S")
        row.addWidget(self.discard_button)
        row.addWidget(self.save_button)
        self.column.addLayout(row)
        self.column.addStretch()
        self._tell_dirty()

    def load(self, place: Place) -> None:
        """Read the settings, unless there are unsaved edits."""
        if not self.dirty:
            self.context.read(settings.load, self._show, owner=self, key="office")

    def _show(self, office: OfficeSettings) -> None:
        self._stored = {
            "office": office.office,
            "clerk": office.clerk,
            "issue_title": office.issue_title,
            "due_weekday": str(office.due_weekday),
            "due_time": dt.time.fromisoformat(office.due_time),
            "board_weeks": office.board_weeks,
            "form_rows": office.form_rows,
            "stray_days": office.stray_days,
        }
        self.discard()
        self.loaded.emit()

    def _values(self) -> dict[str, Any]:
        return {**self.office.values(), **self.rules.values()}

    def _on_changed(self, _key: str) -> None:
        now = self._values()
        self.dirty = any(now.get(k) != v for k, v in self._stored.items())
        self._tell_dirty()

    def _tell_dirty(self) -> None:
        self.save_button.setEnabled(self.dirty)
        self.discard_button.setVisible(self.dirty)

    def discard(self) -> None:
        """Show what is stored."""
        for form in (self.office, self.rules):
            form.set_values(self._stored)
            form.clear_errors()
        self.dirty = False
        self._tell_dirty()

    def save(self, done: Callable[[], None] | None = None) -> None:
        """Store the changed values as one action."""
        for form in (self.office, self.rules):
            form.clear_errors()
        now = self._values()
        changed = {k: now[k] for k, v in self._stored.items() if now.get(k) != v}
        if not changed:
            if done is not None:
                done()
            return
        wanted = self._checked(changed)
        if wanted is None:
            return

        def saved(_office: OfficeSettings) -> None:
            self._stored.update(changed)
            if "clerk" in changed:
                self.context.db.actor = changed["clerk"]
            self.dirty = False
            self._tell_dirty()
            if done is not None:
                done()

        self.context.write(
            "修改设置",
            lambda s: settings.save(s, **wanted),
            on_done=saved,
            on_error=self._on_error,
            undo_toast="设置已保存",
        )

    def _checked(self, changed: dict[str, Any]) -> dict[str, Any] | None:
        """Values as they are stored; None when a field is empty that must not be."""
        wanted: dict[str, Any] = {}
        for key, value in changed.items():
            if value is None:
                self._form_of(key).set_error(key, "请填写这一项。")
                self._form_of(key).focus(key)
                return None
            if isinstance(value, dt.time):
                value = f"{value:%H:%M}"
            elif key == "due_weekday":
                value = int(value)
            elif isinstance(value, str):
                value = value.strip()
            wanted[key] = value
        return wanted

    def _on_error(self, error: BaseException) -> None:
        if isinstance(error, ValidationError) and error.field in self._stored:
            form = self._form_of(error.field)
            form.set_error(error.field, str(error))
            form.focus(error.field)
        else:
            self.context.show_error(error)

    def _form_of(self, key: str) -> Form:
        return self.office if key in ("office", "clerk", "issue_title") else self.rules
