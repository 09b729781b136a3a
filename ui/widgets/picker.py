"""A field that picks one of many by any part of its name or by its pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.popup import Popup, PopupEntry

LIMIT = 200


@dataclass(frozen=True)
class PickItem:
    """Something to pick: `initials` are the pinyin initials of the name, `note` and `group` help to tell apart."""

    id: Any
    text: str
    initials: str = ""
    note: str = ""
    group: str = ""


class _New:
    """Stands in the list for something that is not there yet."""


_NEW = _New()


class Picker(QLineEdit):
    """Pick by typing: ↑ ↓ choose, Enter and Tab take, Esc closes the list, Alt+↓ shows everything.

    `picked(id)` when another item is meant (None when the field was emptied), `text_edited(str)` while
    typing, `new_wanted(str)` with `allow_new`. With `free_text` what was typed stays although it is no
    item; without it, leaving the field puts back what was picked.
    """

    picked = Signal(object)
    text_edited = Signal(str)
    new_wanted = Signal(str)

    def __init__(
        self,
        items: Sequence[PickItem] = (),
        *,
        allow_new: bool = False,
        free_text: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.allow_new, self.free_text = allow_new, free_text
        self._items: list[PickItem] = []
        self._value: Any = None
        self._popup: Popup | None = None
        self.setClearButtonEnabled(False)
        self.textEdited.connect(self._on_edited)
        self.set_items(items)

    def set_items(self, items: Sequence[PickItem]) -> None:
        """What can be picked, in the order shown; the value stays when it is still there."""
        self._items = list(items)
        if self._value is not None and self._find(self._value) is None:
            self._value = None
            if not self.free_text:
                self.setText("")

    def items(self) -> list[PickItem]:
        """What can be picked."""
        return list(self._items)

    def value(self) -> Any | None:
        """The id picked, None when nothing is."""
        return self._value

    def set_value(self, value: Any | None) -> None:
        """Show an item; says nothing."""
        item = self._find(value)
        self._value = item.id if item is not None else None
        self.setText(item.text if item is not None else "")

    def popup(self) -> Popup:
        """The list under the field."""
        if self._popup is None:
            self._popup = Popup(self)
            self._popup.picked.connect(self._on_picked)
        return self._popup

    def open_popup(self, *, everything: bool = False) -> None:
        """Open the list: what matches the text, or everything."""
        text = "" if everything else self.text()
        found = matching(self._items, text)
        entries = [PopupEntry(i.id, i.text, i.note, i.group) for i in found[:LIMIT]]
        typed = text.strip()
        if self.allow_new and typed and all(i.text != typed for i in found):
            entries.append(PopupEntry(_NEW, f"新增“{typed}”"))
        at = next((n for n, e in enumerate(entries) if e.data == self._value), 0)
        self.popup().show_entries(entries, at=at if everything else 0)

    def close_popup(self) -> None:
        """Close the list."""
        if self._popup is not None:
            self._popup.hide()

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._popup is not None and self._popup.isVisible()

    # --- Qt ------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Tab never reaches keyPressEvent: it takes the line stood on, then goes on to the next field.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and self.is_open()
        ):
            self.popup().pick_current()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_open() and self.popup().take_key(event):
            return
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Down:
            self.open_popup(everything=alt or not self.text() or self._is_settled())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton and not self.is_open()
        if left and not self.isReadOnly() and not self.hasSelectedText():
            self.open_popup(everything=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_popup()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settle()

    # --- inside --------------------------------------------------------------------------------------

    def _is_settled(self) -> bool:
        item = self._find(self._value)
        return item is not None and item.text == self.text()

    def _find(self, value: Any) -> PickItem | None:
        if value is None:
            return None
        return next((item for item in self._items if item.id == value), None)

    def _on_edited(self, text: str) -> None:
        self.text_edited.emit(text)
        if text.strip():
            self.open_popup()
        else:
            self.close_popup()

    def _on_picked(self, data: Any) -> None:
        if isinstance(data, _New):
            self.new_wanted.emit(self.text().strip())
            return
        self._take(data)

    def _take(self, value: Any) -> None:
        differs = value != self._value
        self.set_value(value)
        if differs:
            self.picked.emit(self._value)

    def _settle(self) -> None:
        """On leaving: a text that is a name means that item; else what was picked comes back."""
        text = self.text().strip()
        if self._is_settled():
            return
        same = next((item for item in self._items if item.text == text), None)
        if same is not None:
            self._take(same.id)
        elif not text or self.free_text:
            if self._value is not None:
                self._value = None
                self.picked.emit(None)
        else:
            self.set_value(self._value)


def matching(items: Sequence[PickItem], typed: str) -> list[PickItem]:
    """Items whose name, initials or note hold what was typed; better matches first, else the given order."""
    wanted = typed.strip().casefold()
    if not wanted:
        return list(items)
    ranked = [
        (rank, at) for at, i in enumerate(items) if (rank := _rank(i, wanted)) < 9
    ]
    return [items[at] for _, at in sorted(ranked)]


def _rank(item: PickItem, wanted: str) -> int:
    name, initials = item.text.casefold(), item.initials.casefold()
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if initials.startswith(wanted):
        return 2
    if wanted in name:
        return 3
    if wanted in initials:
        return 4
    if wanted in item.note.casefold():
        return 5
    return 9
