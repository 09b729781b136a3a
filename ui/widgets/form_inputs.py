"""The inputs of a form, one class a kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.theme import px
from ui.widgets.dates import DateField
from ui.widgets.picker import Picker, PickItem

if TYPE_CHECKING:
    from ui.widgets.form import Field

_TIME = re.compile(r"(\d{1,2})\s*[:：点时.]\s*(\d{1,2})?\s*分?")


class Input:
    """What a form knows of an input."""

    widget: Any

    @property
    def focus_widget(self) -> QWidget:
        """The widget that takes the keyboard and shows the mark of an error."""
        return self.widget

    def value(self) -> Any:
        """What stands in it."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def on_change(self, told: Callable[[], None]) -> None:
        """Call `told` when it changes."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why what stands in it cannot be read, empty when it can."""
        return ""

    def set_options(self, options: Sequence[Any]) -> None:
        """Offer other options."""
        raise TypeError("this field has no options")


class _Text(Input):
    def __init__(self, field: Field) -> None:
        self.widget = QLineEdit()
        self.widget.setPlaceholderText(field.placeholder)

    def value(self) -> Any:
        return self.widget.text().strip()

    def set_value(self, value: Any) -> None:
        self.widget.setText("" if value is None else str(value))
        self.widget.setCursorPosition(0)  # a long text is read from its beginning

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.textChanged.connect(lambda _text: told())


class _Number(_Text):
    def value(self) -> int | None:
        text = _half_width(self.widget.text())
        return int(text) if re.fullmatch(r"-?\d{1,12}", text) else None

    def problem(self) -> str:
        wrong = self.widget.text().strip() and self.value() is None
        return "这里要填整数，例如 12" if wrong else ""


class _Time(_Text):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.widget.setPlaceholderText(field.placeholder or "如 17:00")

    def value(self) -> dt.time | None:
        return parse_time(self.widget.text())

    def set_value(self, value: Any) -> None:
        shown = f"{value:%H:%M}" if isinstance(value, dt.time) else (value or "")
        self.widget.setText(shown)

    def problem(self) -> str:
        wrong = self.widget.text().strip() and self.value() is None
        return "看不出是几点，例如 17:00" if wrong else ""


class _Long(Input):
    def __init__(self, field: Field) -> None:
        self.widget = QPlainTextEdit()
        self.widget.setTabChangesFocus(True)
        self.widget.setPlaceholderText(field.placeholder)
        self.widget.setFixedHeight(px(96))

    def value(self) -> str:
        return self.widget.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self.widget.setPlainText("" if value is None else str(value))

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.textChanged.connect(told)


class _Date(Input):
    def __init__(self, field: Field) -> None:
        self.widget = DateField()
        if field.placeholder:
            self.widget.edit.setPlaceholderText(field.placeholder)

    @property
    def focus_widget(self) -> QWidget:
        return self.widget.edit

    def value(self) -> dt.date | None:
        return self.widget.date()

    def set_value(self, value: Any) -> None:
        self.widget.set_date(value)

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.changed.connect(lambda _day: told())
        self.widget.edit.textEdited.connect(lambda _text: told())

    def problem(self) -> str:
        wrong = self.widget.is_wrong()
        return "看不出是哪一天，例如 8月16日 或 2026.8.16" if wrong else ""


class _Check(Input):
    def __init__(self, field: Field) -> None:
        self.widget = QCheckBox(field.label)

    def value(self) -> bool:
        return self.widget.isChecked()

    def set_value(self, value: Any) -> None:
        self.widget.setChecked(bool(value))

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.toggled.connect(lambda _on: told())


class _Choice(Input):
    def __init__(self, field: Field) -> None:
        self.widget = QComboBox()
        # The wheel belongs to the page that scrolls, unless the clerk is in the field.
        self._guard = _WheelGuard(self.widget)
        self.set_options(field.options)

    def value(self) -> str:
        data = self.widget.currentData()
        return "" if data is None else data

    def set_value(self, value: Any) -> None:
        self.widget.setCurrentIndex(
            self.widget.findData(value if value is not None else "")
        )

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.currentIndexChanged.connect(lambda _at: told())

    def set_options(self, options: Sequence[Any]) -> None:
        kept = self.widget.currentData()
        self.widget.clear()
        for option in options:
            value, text = option if isinstance(option, tuple) else (option, option)
            self.widget.addItem(text, value)
        if kept is not None and self.widget.findData(kept) >= 0:
            self.set_value(kept)


class _Pick(Input):
    def __init__(self, field: Field) -> None:
        self.widget = Picker()
        self.widget.setPlaceholderText(field.placeholder or "输入名称或拼音首字母")
        self.set_options(field.options)

    def value(self) -> Any:
        return self.widget.value()

    def set_value(self, value: Any) -> None:
        self.widget.set_value(value)

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.picked.connect(lambda _id: told())

    def problem(self) -> str:
        text = self.widget.text().strip()
        if text and self.widget.value() is None:
            return f"名单中没有“{text}”，请从列表中选一个"
        return ""

    def set_options(self, options: Sequence[Any]) -> None:
        self.widget.set_items([_as_item(option) for option in options])


class _Suggest(Input):
    """A text with suggestions: what is typed stays although it is none of them."""

    def __init__(self, field: Field) -> None:
        self.widget = Picker(free_text=True)
        self.widget.setPlaceholderText(field.placeholder)
        self.set_options(field.options)

    def value(self) -> Any:
        return self.widget.text().strip()

    def set_value(self, value: Any) -> None:
        words = str(value or "")
        self.widget.set_value(words)
        self.widget.setText(words)
        self.widget.setCursorPosition(0)

    def on_change(self, told: Callable[[], None]) -> None:
        self.widget.textChanged.connect(lambda _text: told())

    def set_options(self, options: Sequence[Any]) -> None:
        self.widget.set_items([_as_item(option) for option in options])


class _WheelGuard(QObject):
    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo)
        combo.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False


_MAKERS: dict[str, Callable[[Any], Input]] = {
    "text": _Text,
    "long": _Long,
    "date": _Date,
    "choice": _Choice,
    "check": _Check,
    "number": _Number,
    "time": _Time,
    "pick": _Pick,
    "suggest": _Suggest,
}


def make_input(field: Field) -> Input:
    """The input for a field."""
    return _MAKERS[field.kind](field)


def parse_time(text: str) -> dt.time | None:
    """A time as a clerk types it: 17:00, 17点30分, 1700, 17; None when it is none."""
    plain = _half_width(text)
    if plain.isdigit() and plain.isascii():
        if len(plain) <= 2:
            hour, minute = int(plain), 0
        elif len(plain) <= 4:
            hour, minute = int(plain[:-2]), int(plain[-2:])
        else:
            return None
    elif found := _TIME.fullmatch(plain):
        hour, minute = int(found[1]), int(found[2] or 0)
    else:
        return None
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _half_width(text: str) -> str:
    return text.strip().translate({0xFF10 + n: ord("0") + n for n in range(10)})


def _as_item(option: Any) -> PickItem:
    if isinstance(option, PickItem):
        return option
    if isinstance(option, tuple):
        return PickItem(option[0], str(option[1]), *option[2:])
    return PickItem(option, str(option))
