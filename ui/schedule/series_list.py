"""All series with how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.schedules.rhythm_words import rhythm_words
from services.schedules.types import SeriesRow
from ui.context import AppContext
from ui.schedule.table_dialog import TableDialog
from ui.widgets.tables import Column

if TYPE_CHECKING:
    from ui.schedule.page import SchedulePage


def _span(row: SeriesRow) -> str:
    if row.from_day is None or row.to_day is None:
        return ""
    return f"{row.from_day:%Y-%m-%d} 至 {row.to_day:%m-%d}"


_COLUMNS = (
    Column("name", "系列", 170, stretch=True, tip=lambda r: r.name),
    Column(
        "where", "媒体·栏目", 150, ink=lambda _r: "text_soft", tip=lambda r: r.where
    ),
    Column(
        "rhythm",
        "节奏",
        130,
        text=lambda r: rhythm_words(r.rhythm),
        ink=lambda _r: "text_soft",
    ),
    Column("span", "起止", 160, text=_span),
    Column(
        "published",
        "已刊播",
        76,
        align="right",
        text=lambda r: f"{r.published} / {r.total}",
    ),
    Column(
        "cancelled",
        "取消",
        52,
        align="right",
        text=lambda r: str(r.cancelled or ""),
        ink=lambda _r: "text_soft",
    ),
    Column(
        "unplaced",
        "没日期",
        60,
        align="right",
        text=lambda r: str(r.unplaced or ""),
        ink=lambda _r: "wrong_ink",
    ),
)


class SeriesListDialog(TableDialog):
    """Enter shows a series alone on the calendar."""

    def __init__(self, page: SchedulePage, context: AppContext) -> None:
        super().__init__(
            page,
            context,
            "系列一览",
            "回车或双击，在日历上只看这个系列。",
            _COLUMNS,
            "schedule.series",
            empty=("还没有系列", "用“排一个系列…”把一批单位一次排好。"),
        )
        self._page = page
        self.add_deed("在日历上看", self._show)
        self.add_deed("设置…", self._edit)
        self.table.row_activated.connect(lambda _i: self._show())

    def reload(self) -> None:
        from services.schedules.store import list_series

        self.context.read(list_series, self.table.set_rows, owner=self, key="rows")

    def _show(self) -> None:
        row = self.current()
        if row is not None:
            self.accept()
            self._page.show_series(row.id)
            if row.from_day is not None:
                self._page.go_to(row.from_day)

    def _edit(self) -> None:
        row = self.current()
        if row is not None:
            self._page.actions_.edit_series(row.id)
