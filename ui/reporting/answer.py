"""The answer of the weekly page: who has reported, what is new this week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from models.vocabulary import OutletLevel
from ui.reporting.data import WeekView
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import AnswerCard, SharesBar, Tile

_ROOMY = 960
_WEEKDAYS = "一二三四五六日"
_SHARE_WORDS = {
    OutletLevel.CENTRAL: "中央",
    OutletLevel.PROVINCE: "省",
    OutletLevel.CITY: "市",
    OutletLevel.COUNTY: "县",
    OutletLevel.OWN: "自有",
}


class Answer(AnswerCard):
    """Figures of the week; a figure that is clicked filters the board: `on_filter(key)`."""

    def __init__(
        self,
        on_filter: Callable[[str], None],
        on_remind: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view: WeekView | None = None
        self.received = self._tile(lambda: on_filter("all"), "看全部单位")
        self.late = self._tile(lambda: on_filter("late"), "只看迟报的单位")
        self.missing = self._tile(lambda: on_filter("missing"), "只看未报的单位")
        self.stories = self.add_tile(Tile("–", "稿件"))
        self.shares = SharesBar()
        self.add(self.shares)
        self.remind = buttons.plain(
            "催报名单",
            on_remind,
            tip="未报和退回待改的单位，可复制、打印",
            shortcut="Ctrl+R",
        )
        self.add(self.remind)

    def _tile(self, on_click: Callable[[], None], tip: str) -> Tile:
        tile = self.add_tile(Tile("–", "", on_click=on_click))
        tile.setToolTip(tip)
        return tile

    def show_week(self, view: WeekView) -> None:
        """Show the figures of a week."""
        self._view = view
        counts = view.board.counts
        nil = f"（零报告 {counts.nil}）" if counts.nil else ""
        self.received.set(f"{counts.received} / {counts.expected}", f"已报 / 应报{nil}")
        rates = _rates(view)
        self.received.setToolTip(rates)
        on_time = counts.on_time_rate
        roomy = self.width() >= px(_ROOMY)
        punctual = f"，按时率 {on_time:.0%}" if on_time is not None and roomy else ""
        self.late.set(
            str(counts.late), f"迟报{punctual}", "late_ink" if counts.late else "text"
        )
        self.late.setToolTip(rates)
        self._show_missing(view)
        before = f"（上周 {view.before}）"
        self.stories.set(f"{counts.stories} 篇", f"稿件{before}")
        self.shares.set(
            f"刊播 {counts.placements} 条",
            [
                (_SHARE_WORDS[level], counts.levels[level], f"share_{place}")
                for place, level in enumerate(OutletLevel, start=1)
                if counts.levels[level] or level is not OutletLevel.OWN
            ],
        )
        waiting = counts.missing + counts.returned
        self.remind.setText(f"催报名单 {waiting}" if waiting else "催报名单")
        self.remind.setToolTip(_waiting_words(counts.missing, counts.returned))
        self.remind.setEnabled(waiting > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the punctuality is only in the tip."""
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        if self._view is not None and (before >= px(_ROOMY)) != (now >= px(_ROOMY)):
            self.show_week(self._view)

    def _show_missing(self, view: WeekView) -> None:
        counts = view.board.counts
        if counts.pending:
            self.missing.set(
                str(counts.pending), f"待报，{due_words(view.board.due)}截止"
            )
            return
        told = view.silent_three and (not counts.returned or self.width() >= px(_ROOMY))
        long_silent = f"，{view.silent_three} 个连续三周" if told else ""
        back = f"，退回 {counts.returned}" if counts.returned else ""
        self.missing.set(
            str(counts.missing),
            f"未报{back}{long_silent}",
            "missing_ink" if counts.missing else "text",
        )


def due_words(due: dt.datetime) -> str:
    """「周五 17:00」."""
    return f"周{_WEEKDAYS[due.weekday()]} {due:%H:%M}"


def _waiting_words(missing: int, returned: int) -> str:
    """「未报 33 个、退回待改 4 个，可复制、打印（Ctrl+R）」."""
    parts = [f"未报 {missing} 个"] if missing else []
    parts += [f"退回待改 {returned} 个"] if returned else []
    told = "、".join(parts) or "没有要催的单位"
    return f"{told}，可复制、打印（Ctrl+R）" if parts else told


def _rates(view: WeekView) -> str:
    counts = view.board.counts
    if counts.rate is None or counts.on_time_rate is None:
        return "这一周没有应报的单位"
    let_off = f"，免报 {counts.exempt} 个不计入应报" if counts.exempt else ""
    return (
        f"报送率 {counts.rate:.1%}，按时率 {counts.on_time_rate:.1%}"
        f"（按时 {counts.on_time} 个）{let_off}"
    )
