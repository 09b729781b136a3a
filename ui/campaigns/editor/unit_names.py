"""The units of a measure as chips, with a picker that knows the register; unknown names are kept as written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.campaigns.editor.measure_sheet import split_names
from ui.theme import px
from ui.widgets.labels import make_label
from ui.widgets.picker import Picker, PickItem


class FlowLayout(QLayout):
    """Widgets in lines, as words are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(px(6))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        return QSize(
            min(max((s.width() for s in sizes), default=0), px(220)),
            max((s.height() for s in sizes), default=0),
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, high, gap = rect.x(), rect.y(), 0, self.spacing()
        for item in self._items:
            size = item.sizeHint()
            wide = min(size.width(), rect.width())
            if x + wide > rect.right() + 1 and high:
                x, y, high = rect.x(), y + high + gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(wide, size.height())))
            x, high = x + wide + gap, max(high, size.height())
        return y + high - rect.y()


class UnitNames(QWidget):
    """`changed(list of names)` with each unit added or taken away.

    Enter adds what is typed or chosen; several names with 、 between them are added at once; Backspace in the
    empty field takes the last one away.
    """

    changed = Signal(list)

    def __init__(self, label: str) -> None:
        super().__init__()
        self._names: list[str] = []
        self._known: frozenset[str] = frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        title = make_label(label)
        column.addWidget(title)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        rule = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        rule.setHeightForWidth(True)
        self._chips.setSizePolicy(rule)
        column.addWidget(self._chips)
        self.picker = Picker(free_text=True)
        self.picker.setPlaceholderText(f"加{label}：名称或拼音首字母，回车加入")
        self.picker.setAccessibleName(f"加{label}")
        title.setBuddy(self.picker)
        self.picker.picked.connect(self._on_picked)
        self.picker.returnPressed.connect(self._take)
        self.picker.editingFinished.connect(self._take)
        self.picker.installEventFilter(self)
        column.addWidget(self.picker)
        self._label = label

    def names(self) -> list[str]:
        """The names as shown."""
        return list(self._names)

    def set_items(self, items: Sequence[PickItem]) -> None:
        """What can be picked."""
        self.picker.set_items(items)

    def set_names(self, names: Sequence[str], known: frozenset[str]) -> None:
        """Show names; those that the register does not know carry a mark."""
        if list(names) == self._names and known == self._known:
            return
        self._names, self._known = list(names), known
        self._rebuild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Backspace
            and not self.picker.text()
            and self._names
        ):
            self._give(self._names[:-1])
            return True
        return False

    def _on_picked(self, value: object) -> None:
        if value is not None:
            self._take()

    def _take(self) -> None:
        words = self.picker.text()
        if not words.strip():
            return
        self.picker.close_popup()
        self.picker.set_value(None)
        self.picker.clear()
        new = [n for n in split_names(words) if n not in self._names]
        if new:
            self._give([*self._names, *new])

    def _give(self, names: list[str]) -> None:
        self._names = names
        self._rebuild()
        self.changed.emit(list(names))

    def _rebuild(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name in self._names:
            unknown = name not in self._known
            chip = QPushButton(f"{name}{'？' if unknown else ''}　✕")
            chip.setProperty("look", "pill")
            chip.setAutoDefault(False)
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            tip = f"去掉{self._label}“{name}”"
            chip.setToolTip(
                f"名册里没有这个单位，照原文保留。点一下{tip}" if unknown else tip
            )
            chip.setAccessibleName(tip)
            chip.clicked.connect(
                lambda _checked=False, n=name: self._give(
                    [x for x in self._names if x != n]
                )
            )
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._names))
        self._chips.updateGeometry()
        self.updateGeometry()
