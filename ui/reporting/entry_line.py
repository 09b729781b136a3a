"""One placement in the entry of a story: day, outlet by initials, column, genre, spot, link."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from models.errors import ValidationError
from services import returns, stories
from services.intake.dates import parse_day
from services.stories import PlacementDraft
from ui import theme
from ui.reporting import words
from ui.reporting.entry_data import DraftLine, EntryData
from ui.theme import px
from ui.widgets.buttons import icon_button
from ui.widgets.cards import make_label
from ui.widgets.dates import DateField
from ui.widgets.picker import Picker, PickItem

COLUMNS: tuple[tuple[str, int, int], ...] = (
    ("刊播日期", 142, 0),
    ("媒体", 180, 3),
    ("栏目", 120, 2),
    ("体裁", 84, 0),
    ("版面/时段", 96, 1),
    ("链接", 140, 3),
)
"""(title, least width, stretch) of the fields of a line."""


def lay_columns(grid: QGridLayout) -> None:
    """Give a grid the columns of the lines, so that titles stand above their fields."""
    for place, (_title, width, stretch) in enumerate(COLUMNS):
        grid.setColumnMinimumWidth(place, px(width))
        grid.setColumnStretch(place, stretch)
    grid.setColumnMinimumWidth(len(COLUMNS), px(28))
    grid.setHorizontalSpacing(px(6))
    grid.setContentsMargins(0, 0, 0, 0)


def _read_day(text: str, week: dt.date) -> dt.date:
    """A day near the week, also as four digits (1119), which are quickest on the number block."""
    plain = text.strip()
    if len(plain) == 4 and plain.isascii() and plain.isdigit():
        plain = f"{plain[:2]}月{plain[2:]}日"
    return parse_day(plain, near=week)


class EntryLine(QWidget):
    """One placement.

    `changed()` on any edit; `next_wanted()` is Enter; `remove_wanted()`; `new_outlet_wanted(name)` for a
    name that is in no register.
    """

    changed = Signal()
    next_wanted = Signal()
    remove_wanted = Signal()
    new_outlet_wanted = Signal(str)

    def __init__(
        self, data: EntryData, week: dt.date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._data, self._week = data, week
        self._loading = False
        self.day = DateField(parse=lambda text: _read_day(text, week))
        self.outlet = Picker(allow_new=True, free_text=True)
        self.column = Picker(free_text=True)
        self.genre = Picker(free_text=True)
        self.spot = QLineEdit()
        self.link = QLineEdit()
        self.note = make_label("", "note", wrap=True)
        self.note.hide()
        self._build()
        self.set_data(data)

    def _build(self) -> None:
        grid = QGridLayout(self)
        lay_columns(grid)
        grid.setVerticalSpacing(px(2))
        fields = (self.day, self.outlet, self.column, self.genre, self.spot, self.link)
        for place, (widget, (title, _w, _s)) in enumerate(
            zip(fields, COLUMNS, strict=True)
        ):
            widget.setAccessibleName(title)
            widget.setMinimumWidth(px(40))
            grid.addWidget(widget, 0, place)
        self.day.edit.setAccessibleName(COLUMNS[0][0])
        self.outlet.setPlaceholderText("名称或首字母，如 srb")
        self.link.setPlaceholderText("http…")
        remove = icon_button("close", "去掉这一条", self.remove_wanted.emit)
        remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        grid.addWidget(remove, 0, len(COLUMNS))
        grid.addWidget(self.note, 1, 0, 1, len(COLUMNS))
        self.day.changed.connect(lambda _d: self._on_changed())
        self.outlet.picked.connect(self._on_outlet)
        self.outlet.new_wanted.connect(self.new_outlet_wanted)
        self.column.picked.connect(lambda _i: self._on_changed())
        self.genre.picked.connect(lambda _i: self._on_changed())
        for picker in (self.outlet, self.column, self.genre):
            picker.text_edited.connect(lambda _t: self._on_changed())
        for edit in (self.spot, self.link):
            edit.textEdited.connect(lambda _t: self._on_changed())
            edit.installEventFilter(self)

    # --- values ------------------------------------------------------------------------------------

    def set_data(self, data: EntryData) -> None:
        """Know other outlets (one was added)."""
        self._data = data
        self.outlet.set_items(
            [
                PickItem(o.id, o.name, o.initials, note=o.level.label)
                for o in data.outlets
            ]
        )
        self.genre.set_items(
            [PickItem(i, g, k) for i, (g, k) in enumerate(data.genres, start=1)]
        )
        self._set_columns()

    def values(self) -> DraftLine:
        """What is typed."""
        day = self.day.date()
        return DraftLine(
            day.isoformat() if day else "",
            self.outlet.value(),
            self.outlet.text().strip(),
            self.column.text().strip(),
            self.genre.text().strip(),
            self.spot.text().strip(),
            self.link.text().strip(),
        )

    def set_values(self, line: DraftLine) -> None:
        """Show a line of a draft."""
        self._loading = True
        self.day.set_date(dt.date.fromisoformat(line.day) if line.day else None)
        known = {o.id for o in self._data.outlets}
        if line.outlet_id in known:
            self.outlet.set_value(line.outlet_id)
        elif line.outlet:
            self.outlet.setText(line.outlet)
        self._set_columns()
        self._put(self.column, line.column)
        self._put(self.genre, line.genre)
        self.spot.setText(line.spot)
        self.link.setText(line.link)
        self._loading = False

    def draft(self) -> PlacementDraft:
        """The placement to store; raises ValidationError (field published_on, outlet)."""
        day = self.day.date()
        typed_day = self.day.edit.text().strip()
        if day is None and typed_day:
            raise ValidationError(
                f"看不出“{typed_day}”是哪一天，请改成 11月19日 这样的日期。",
                "published_on",
            )
        if day is None:
            raise ValidationError("请填写刊播日期，例如 11月19日。", "published_on")
        stories.check_day(day, self._week)
        outlet_id = self.outlet.value()
        if outlet_id is None:
            typed = self.outlet.text().strip()
            if typed:
                raise ValidationError(
                    f"名册里没有“{typed}”。请选列表里的一家，或选“新增”。", "outlet"
                )
            raise ValidationError("请选择媒体，可以输入名称或拼音首字母。", "outlet")
        line = self.values()
        return PlacementDraft(
            day,
            outlet_id,
            column_name=line.column,
            genre=line.genre,
            spot=line.spot,
            link=line.link,
        )

    def show_error(self, error: ValidationError) -> None:
        """Say under the line what is wrong, and go to the field."""
        self._say(str(error), "wrong_ink")
        (self.day if error.field == "published_on" else self.outlet).setFocus()

    def clear_error(self) -> None:
        """Nothing is wrong any more; a day far from the week is still pointed out."""
        day = self.day.date()
        if day is not None and returns.is_stray(day, self._week, self._data.stray_days):
            self._say(
                f"{words.day_words(day)}不在这一周（{words.week_short(self._week)}）附近，请核对。",
                "late_ink",
            )
        else:
            self.note.hide()

    def tab_fields(self) -> list[QWidget]:
        """The fields in the order of Tab."""
        fields = (self.outlet, self.column, self.genre, self.spot, self.link)
        return [self.day.edit, *fields]

    def focus_outlet(self) -> None:
        """Go on typing at the outlet."""
        self.outlet.setFocus()

    # --- inside ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a field asks for the next line; Ctrl+Enter is left to the dialog."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if is_enter and not plain and watched in (self.spot, self.link):
                self.next_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An Enter that no field wanted for itself asks for the next line."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain:
            self.next_wanted.emit()
            return
        super().keyPressEvent(event)

    def _on_outlet(self, _outlet_id: object) -> None:
        self._set_columns()
        self._on_changed()

    def _on_changed(self) -> None:
        if not self._loading:
            self.clear_error()
            self.changed.emit()

    def _set_columns(self) -> None:
        columns = self._data.columns.get(self.outlet.value() or 0, ())
        typed = self.column.text()
        self.column.set_items(
            [PickItem(i, c, k) for i, (c, k) in enumerate(columns, start=1)]
        )
        if typed:
            self._put(self.column, typed)

    @staticmethod
    def _put(picker: Picker, value: str) -> None:
        picker.setText(value)

    def _say(self, text: str, token: str) -> None:
        self.note.setText(text)
        self.note.setStyleSheet(f"color: {theme.color(token).name()};")
        self.note.show()
