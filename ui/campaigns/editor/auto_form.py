"""A form whose fields save when they are left, and keep what is typed while the record changes elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QPlainTextEdit,
    QWidget,
)

from ui.widgets.form import Form

_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class AutoForm(QObject):
    """Watches a form: `left()` when a changed field was left (or Ctrl+S), `typed()` while the clerk types.

    `load` takes the stored values; what is typed and not saved stays, and a field that was changed elsewhere in
    the meantime says so. Esc puts the stored value back into its field.
    """

    left = Signal()
    typed = Signal()

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.form = form
        self._base: dict[str, Any] = {}
        self._fields: dict[QObject, str] = {}
        form.changed.connect(self._on_changed)
        form.submitted.connect(self.left)
        for field in form.fields:
            for widget in self._inner(form.widget(field.key)):
                widget.installEventFilter(self)
                self._fields[widget] = field.key

    def load(self, values: Mapping[str, Any], *, fresh: bool = False) -> None:
        """Show stored values; `fresh` for another record: everything typed is replaced."""
        now = self.form.values()
        shown: dict[str, Any] = {}
        for key, value in values.items():
            if key not in now:
                continue
            unsaved = not fresh and key in self._base and now[key] != self._base[key]
            if not unsaved:
                if fresh or now[key] != value:
                    shown[key] = value
            elif _plain(value) != _plain(self._base[key]):
                self.form.set_error(
                    key, f"刚在别处改成“{_short(value)}”。按 Esc 采用，离开则保存您写的"
                )
            self._base[key] = value
        if shown:
            self.form.set_values(shown)

    def changes(self) -> dict[str, Any]:
        """What is typed and differs from what is stored; fields that cannot be read are named by `check`."""
        now = self.form.values()
        return {key: now[key] for key, value in self._base.items() if now[key] != value}

    def is_dirty(self) -> bool:
        """Whether anything typed is not stored, a date that cannot be read counted in."""
        return bool(self.changes())

    def set_options(self, key: str, options: Sequence[Any]) -> None:
        """Offer other options in a choice; what the clerk chose and did not save yet stays where it can."""
        unsaved = key in self.changes()
        self.form.blockSignals(True)
        self.form.set_options(key, options)
        self.form.blockSignals(False)
        if not unsaved:
            self._base.pop(key, None)

    def has(self, key: str) -> bool:
        """Whether it watches a field."""
        return key in self._base

    def mark_saved(self, values: Mapping[str, Any]) -> None:
        """These values are stored now; what was said about them is settled."""
        self._base |= values
        for key in values:
            self.form.set_error(key, "")

    def discard(self) -> None:
        """Show what is stored."""
        self.form.set_values(self._base)

    # --- inside --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            stays = event.reason() in _STAYS and not foreign_popup(self.form)
            if not stays and self.is_dirty():
                self.left.emit()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = self._fields.get(watched, "")
            if event.key() == Qt.Key.Key_Escape and key in self.changes():
                self.form.set_values({key: self._base[key]})
                self.typed.emit()
                return True
        return False

    def _on_changed(self, key: str) -> None:
        self.typed.emit()
        widget = self.form.widget(key)
        # A choice or a tick is whole with one click; text is whole when its field is left.
        whole = isinstance(widget, QComboBox | QCheckBox)
        if whole or not self._inner(widget)[0].hasFocus():
            self.left.emit()

    def _inner(self, widget: QWidget) -> list[QWidget]:
        proxy = widget.focusProxy()
        return [proxy if proxy is not None else widget]


def foreign_popup(owner: QWidget) -> bool:
    """Whether a menu is open that belongs to something else: what it does must find all that was typed."""
    popup = QApplication.activePopupWidget()
    if popup is None:
        return False
    widget: QWidget | None = popup
    while widget is not None and widget is not owner:
        widget = widget.parentWidget()
    return widget is None


def is_left(owner: QWidget) -> bool:
    """Whether the keyboard went out of a widget, its own menus and editors counted to it."""
    if QApplication.activePopupWidget() is not None:
        return foreign_popup(owner)
    now = QApplication.focusWidget()
    return now is not None and now is not owner and not owner.isAncestorOf(now)


def grow_long(form: Form, key: str, least: int, *, fill: bool = False) -> None:
    """Let a long field be at least so high, and with `fill` take all the height that is left."""
    widget = form.widget(key)
    assert isinstance(widget, QPlainTextEdit)
    widget.setMinimumHeight(least)
    widget.setMaximumHeight(16_777_215 if fill else least)
    cell, layout = widget.parentWidget(), form.layout()
    if fill and cell is not None and layout is not None:
        layout.setAlignment(cell, Qt.AlignmentFlag(0))


def _plain(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _short(value: Any) -> str:
    words = "" if value is None else str(value)
    return words if len(words) <= 24 else words[:24] + "…"
