"""Widths of table columns: remembered ones, and those that take the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from ui import theme
from ui.state import StateStore
from ui.theme import px

ARROW = 34
SQUEEZE = 0.7
SAVE_AFTER_MS = 400


class HasWidth(Protocol):
    """What a column must tell: Column and GridColumn do."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def stretch(self) -> bool: ...


class ColumnWidths(QObject):
    """Keeps the widths of a view: what the clerk drew stays; stretching columns fill, but keep most of
    the width asked for.

    A heading is never cut at the start: a column is at least as wide as its title.
    """

    def __init__(
        self,
        view: QTableView,
        columns: Sequence[HasWidth],
        state: StateStore | None,
        key: str,
        *,
        sortable: Sequence[str] = (),
    ) -> None:
        super().__init__(view)
        self._view, self._columns = view, list(columns)
        self._state = state if key else None
        self._key = f"{key}.widths"
        self._sortable = frozenset(sortable)
        self._laying = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SAVE_AFTER_MS)
        self._clock.timeout.connect(self.save)
        view.horizontalHeader().sectionResized.connect(self._on_resized)
        view.viewport().installEventFilter(self)
        theme.follow(self, self.lay_out)

    def lay_out(self) -> None:
        """Give every column its width at the present text size."""
        kept = self._state.get(self._key, {}) if self._state is not None else {}
        header = self._view.horizontalHeader()
        self._laying = True
        for at, column in enumerate(self._columns):
            share = kept.get(column.key) if isinstance(kept, dict) else None
            if isinstance(share, int | float) and not column.stretch:
                header.resizeSection(at, max(px(24), px(share)))
            else:
                header.resizeSection(at, self._least(column))
        self._laying = False
        self._fill()

    def save(self) -> None:
        """Remember the widths, as they would be at the standard text size."""
        self._clock.stop()
        if self._state is None:
            return
        header, unit = self._view.horizontalHeader(), px(1000) / 1000
        kept = self._state.get(self._key)
        widths: dict[str, object] = dict(kept) if isinstance(kept, dict) else {}
        for at, column in enumerate(self._columns):
            # A hidden column has no width now, but keeps the one that it had.
            if not column.stretch and not header.isSectionHidden(at):
                widths[column.key] = round(header.sectionSize(at) / unit)
        self._state.put(self._key, widths)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fill()
        return False

    def _least(self, column: HasWidth) -> int:
        title = QFontMetrics(theme.font("body")).horizontalAdvance(column.title)
        arrow = px(ARROW) if column.key in self._sortable else 0
        return max(px(column.width), title + px(17) + arrow)

    def _fill(self) -> None:
        stretching = [at for at, one in enumerate(self._columns) if one.stretch]
        if not stretching:
            return
        header = self._view.horizontalHeader()
        fixed = sum(
            header.sectionSize(at)
            for at in range(len(self._columns))
            if at not in stretching and not header.isSectionHidden(at)
        )
        room = (self._view.viewport().width() - fixed) // len(stretching)
        self._laying = True
        for at in stretching:
            least = round(self._least(self._columns[at]) * SQUEEZE)
            header.resizeSection(at, max(room, least))
        self._laying = False

    def _on_resized(self, at: int, _before: int, _now: int) -> None:
        if self._laying:
            return
        if not self._columns[at].stretch:
            self._fill()
        self._clock.start()
