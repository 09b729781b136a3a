"""A dialog around a form whose errors land beside their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from models.errors import ValidationError
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field, Form
from ui.widgets.labels import make_label

Done = Callable[[BaseException | None], None]
Submit = Callable[[dict[str, Any], Done], None]


class FormDialog(SheetDialog):
    """Asks for some values; `submit(values, done)` stores them and says with `done(error)` how it went.

    An error that names a field stands beside it, and the dialog stays open with what was entered.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        fields: Sequence[Field],
        submit: Submit,
        *,
        values: Mapping[str, Any] | None = None,
        note: str = "",
        ok: str = "确定",
        columns: int = 1,
    ) -> None:
        super().__init__(parent, title, ok=ok, wide=columns > 1)
        self._submit = submit
        self._busy = False
        if note:
            self.body.addWidget(make_label(note, "note", ink="soft", wrap=True))
        self.form = Form(fields, columns)
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
        if self._busy:
            return
        self.set_error("")
        if not self.form.check():
            grow(self)
            return
        self._busy = True
        self.set_busy(True)
        self._submit(self.form.values(), self._on_done)

    def _on_done(self, error: BaseException | None) -> None:
        if not isValid(self) or not self._busy:
            return  # closed with Esc while it was being stored, and gone since
        if error is None:
            self.accept()  # stays busy: what was stored is not stored again
            return
        self._busy = False
        self.set_busy(False)
        if isinstance(error, ValidationError) and error.field in self.form.values():
            self.form.set_error(str(error.field), str(error))
            self.form.focus(str(error.field))
        else:
            self.set_error(str(error))
        grow(self)


def grow(dialog: QWidget) -> None:
    """Make room for sentences that were just shown."""

    def fit() -> None:
        dialog.adjustSize()
        layout = dialog.layout()
        if layout is not None and layout.hasHeightForWidth():
            # adjustSize gives wrapped sentences the height of another width.
            wanted = layout.totalHeightForWidth(dialog.width())
            if wanted > dialog.height():
                dialog.resize(dialog.width(), wanted)

    QTimer.singleShot(0, dialog, fit)
