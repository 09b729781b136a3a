"""A form made from a list of fields; errors stand beside their field, the text is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QEvent, QMetaMethod, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.dates import mark_wrong
from ui.widgets.form_inputs import Input, make_input
from ui.widgets.labels import make_label

Kind = Literal[
    "text", "long", "date", "choice", "check", "number", "time", "pick", "suggest"
]


@dataclass(frozen=True)
class Field:
    """One field: `options` are texts or (value, text) for a choice, PickItem for a pick.

    A `suggest` is a text whose options (texts or PickItem) are offered only.
    """

    key: str
    label: str
    kind: Kind = "text"
    options: Sequence[Any] = ()
    hint: str = ""
    required: bool = False
    placeholder: str = ""


class Form(QWidget):
    """Labels over their inputs, in one or more columns.

    `changed(key)` while the clerk types, `submitted()` on Enter in a one-line field.
    """

    changed = Signal(str)
    submitted = Signal()

    def __init__(
        self, fields: Sequence[Field], columns: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.fields = list(fields)
        self._inputs: dict[str, Input] = {}
        self._errors: dict[str, QLabel] = {}
        self._telling = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(12))
        self._top = make_label("", ink="wrong", wrap=True)
        self._top.hide()
        self._grid.addWidget(self._top, 0, 0, 1, columns)
        self._lay_out(columns)

    def values(self) -> dict[str, Any]:
        """What stands in the fields: text, date or None, bool, int or None, time or None, the value of a choice."""
        return {key: one.value() for key, one in self._inputs.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill fields; keys without a field are passed over; says nothing."""
        self._telling = False
        for key, value in values.items():
            if key in self._inputs:
                self._inputs[key].set_value(value)
        self._telling = True
        self.clear_errors()

    def check(self) -> bool:
        """Whether what is required is there and everything can be read; marks what is not."""
        self.clear_errors()
        first = ""
        for field in self.fields:
            one = self._inputs[field.key]
            problem = one.problem()
            if not problem and field.required and one.value() in (None, ""):
                problem = f"请填写{field.label}"
            if problem:
                self.set_error(field.key, problem)
                first = first or field.key
        if first:
            self.focus(first)
        return not first

    def set_error(self, key: str, message: str) -> None:
        """Say beside a field what is wrong with it; "" or an unknown key says it at the top."""
        label = self._errors.get(key, self._top)
        label.setText(message)
        label.setVisible(bool(message))
        if key in self._inputs:
            target = self._inputs[key].focus_widget
            mark_wrong(target, bool(message))
            target.setAccessibleDescription(message)
        self.updateGeometry()

    def clear_errors(self) -> None:
        """Take all errors away."""
        for key in ["", *self._inputs]:
            self.set_error(key, "")

    def focus(self, key: str) -> None:
        """Go into a field, with its text selected."""
        target = self._inputs[key].focus_widget
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(target, QLineEdit):
            target.selectAll()

    def widget(self, key: str) -> QWidget:
        """The input of a field (QLineEdit, DateField, Picker …)."""
        return self._inputs[key].widget

    def set_options(self, key: str, options: Sequence[Any]) -> None:
        """Offer other options in a choice or pick; the value stays when it is still there."""
        self._inputs[key].set_options(options)

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide a field with its label."""
        cell = self._inputs[key].widget.parentWidget()
        if cell is not None:
            cell.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter that becomes `submitted` ends here: else the default button of a dialog takes it too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            # Enter takes a line of an open list before it means the whole form.
            is_open = getattr(watched, "is_open", None)
            taken = held or not isinstance(watched, QLineEdit)
            if enter and not taken and not (is_open and is_open()):
                if not self.isSignalConnected(QMetaMethod.fromSignal(self.submitted)):
                    return False
                if not event.isAutoRepeat():
                    self.submitted.emit()
                return True
        return False

    # --- inside --------------------------------------------------------------------------------------

    def _lay_out(self, columns: int) -> None:
        row, column = 1, 0
        for field in self.fields:
            wide = field.kind == "long"
            if wide and column:
                row, column = row + 1, 0
            cell = self._make_cell(field)
            span = columns if wide else 1
            self._grid.addWidget(cell, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
            if column >= columns:
                row, column = row + 1, 0
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)
        self._grid.setRowStretch(row + 1, 1)

    def _make_cell(self, field: Field) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        one = make_input(field)
        one.on_change(lambda key=field.key: self._on_changed(key))
        self._inputs[field.key] = one
        if field.kind != "check":
            label = make_label(field.label + ("（必填）" if field.required else ""))
            label.setBuddy(one.focus_widget)
            column.addWidget(label)
        one.focus_widget.setAccessibleName(field.label)
        column.addWidget(one.widget)
        if field.hint:
            column.addWidget(make_label(field.hint, "note", ink="soft", wrap=True))
        error = make_label("", "note", ink="wrong", wrap=True)
        error.hide()
        column.addWidget(error)
        self._errors[field.key] = error
        if isinstance(one.focus_widget, QLineEdit):
            one.focus_widget.installEventFilter(self)
        return cell

    def _on_changed(self, key: str) -> None:
        if self._telling:
            self.set_error(key, "")
            self.changed.emit(key)
