"""The answer over the ledger: how many measures stand in which state, how far they are, what falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from models.vocabulary_campaigns import MeasureState
from services.campaigns.measures import LedgerRow
from services.campaigns.narrow import SOON, tally
from ui.campaigns.words import shares
from ui.theme import px
from ui.widgets.cards import AnswerCard, SharesBar, Tile

BAR_LEAST = 220
_INKS: dict[MeasureState, str] = {
    MeasureState.NOT_BEGUN: "text",
    MeasureState.UNDER_WAY: "info_ink",
    MeasureState.OVERDUE: "missing_ink",
    MeasureState.DONE: "ok_ink",
    MeasureState.DROPPED: "text_soft",
}
_ORDER = (
    MeasureState.OVERDUE,
    MeasureState.UNDER_WAY,
    MeasureState.NOT_BEGUN,
    MeasureState.DONE,
    MeasureState.DROPPED,
)


class LedgerAnswer(AnswerCard):
    """Tiles of the states, which filter when they are pressed."""

    def __init__(
        self,
        on_state: Callable[[MeasureState], None],
        on_soon: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rate = self.add_tile(Tile("–", "完成率"))
        self.soon = self.add_tile(Tile("–", f"{SOON} 天内到期", on_click=on_soon))
        self.states = {
            state: self.add_tile(
                Tile("–", state.label, on_click=lambda s=state: on_state(s))
            )
            for state in _ORDER
        }
        self.bar = SharesBar()
        self.bar.setMinimumWidth(1)  # it gives way before the tiles do
        self.add(self.bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for it, the bar stands back."""
        super().resizeEvent(event)
        left = max(tile.geometry().right() for tile in self.states.values())
        self.bar.setVisible(self.width() - left >= px(BAR_LEAST))

    def show_rows(
        self,
        rows: Sequence[LedgerRow],
        today: dt.date,
        *,
        state: str = "",
        soon: bool = False,
    ) -> None:
        """Count rows; a tick marks the `state` by which the list is filtered, and what is due `soon`."""
        found = tally(rows, today)
        wanted = found.total - found.states[MeasureState.DROPPED]
        rate = "–" if found.rate is None else f"{found.rate}%"
        done = found.states[MeasureState.DONE]
        self.rate.set(rate, f"完成率（{done:,} / {wanted:,}）")
        self.soon.set(
            f"{found.soon:,}",
            f"{SOON} 天内到期{' ✓' if soon else ''}",
            "late_ink" if found.soon else "text_soft",
        )
        for one, tile in self.states.items():
            count = found.states[one]
            ink = _INKS[one] if count else "text_soft"
            mark = " ✓" if one.value == state else ""
            tile.set(f"{count:,}", f"{one.label}{mark}", ink)
        self.bar.set(f"任务 {found.total:,} 条", shares(found.states))
