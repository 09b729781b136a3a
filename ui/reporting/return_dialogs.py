"""Small dialogs for one return: a day, a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from models.errors import ValidationError
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field, Form

Done = Callable[[BaseException | None], None]
Submit = Callable[[dict[str, Any], Done], None]


class ReturnDialog(SheetDialog):
    """Asks for some values; `submit(values, done)` stores them and says with `done(error)` how it went.

    An error that names a field stands beside it and the dialog stays open with what was entered.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        note: str,
        fields: Sequence[Field],
        submit: Submit,
        *,
        values: dict[str, Any] | None = None,
        ok: str = "确定",
    ) -> None:
        super().__init__(parent, title, ok=ok)
        self._submit = submit
        if note:
            self.body.addWidget(make_label(note, "note", ink="soft", wrap=True))
        self.form = Form(fields)
        self.form.set_values(values or {})
        self.body.addWidget(self.form)
        self._first = fields[0].key
        self.accept_wanted.connect(self._on_accept)
        self.form.submitted.connect(self._on_accept)

    def open(self) -> None:
        """Show the dialog over its window, the first field ready for typing."""
        super().open()
        self.form.focus(self._first)

    def _on_accept(self) -> None:
        self.set_error("")
        if not self.form.check():
            grow(self)
            return
        self._submit(self.form.values(), self._on_done)

    def _on_done(self, error: BaseException | None) -> None:
        if error is None:
            self.accept()
            return
        keys = self.form.values()
        if isinstance(error, ValidationError) and error.field in keys:
            self.form.set_error(str(error.field), str(error))
            self.form.focus(str(error.field))
        else:
            self.set_error(str(error))
        grow(self)


def grow(dialog: QWidget) -> None:
    """Make room for sentences that were just shown."""
    QTimer.singleShot(0, dialog, dialog.adjustSize)


def day_field(key: str, label: str, hint: str = "") -> Field:
    """A required day."""
    return Field(key, label, kind="date", required=True, hint=hint)


def reason_field(key: str, label: str, common: Sequence[str]) -> Field:
    """A reason: typed, or one of the common ones."""
    return Field(
        key,
        label,
        kind="suggest",
        options=list(common),
        required=True,
        placeholder=f"例如：{common[0]}" if common else "",
    )


def need_day(value: object, key: str) -> dt.date:
    """The day of a form; raises ValidationError naming the field where it is empty."""
    if not isinstance(value, dt.date):
        raise ValidationError("请填写日期，例如 11月19日。", key)
    return value
