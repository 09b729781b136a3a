"""Placements that arrived from units and look like what was planned: taken or refused, one or all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from services.schedules.series import short_words
from services.schedules.types import Fulfilment
from ui.schedule.deeds import ScheduleDeeds
from ui.schedule.table_dialog import TableDialog
from ui.theme import px
from ui.widgets.tables import Column

_COLUMNS = (
    Column("unit", "单位", 110, text=lambda r: r.slot.label),
    Column(
        "planned",
        "排期",
        200,
        text=lambda r: (
            f"{short_words(r.slot.day) if r.slot.day else ''}　{r.slot.where}"
        ),
        tip=lambda r: r.slot.series,
    ),
    Column("title", "报来的稿件", 200, stretch=True, tip=lambda r: r.title),
    Column("day", "刊播", 90, text=lambda r: f"{r.day:%m月%d日}"),
    Column("outlet", "媒体", 120),
    Column("why", "为什么像", 150, ink=lambda _r: "text_soft", tip=lambda r: r.why),
)


class FulfilmentDialog(TableDialog):
    """Several rows can be chosen; without a choice all are meant."""

    def __init__(
        self, page: QWidget, deeds: ScheduleDeeds, found: Sequence[Fulfilment]
    ) -> None:
        super().__init__(
            page,
            deeds.context,
            "认定报来的刊播",
            "单位报来的刊播，单位、媒体、日期都和排期对得上。认定后，这一期记为已刊播，不会重复统计。",
            _COLUMNS,
            "schedule.fulfilments",
            empty=("都认定过了", "以后报来的对得上，会再提示。"),
            ok="全部认定",
        )
        self.setMinimumWidth(px(1000))
        self._deeds, self._found = deeds, list(found)
        self.add_deed("认定选中的", self._accept_some)
        self.add_deed("选中的不是", self._reject_some)
        self.accept_wanted.connect(self._accept_all)

    def reload(self) -> None:
        from services.schedules.fulfilling import fulfilments

        def show(found: tuple[Fulfilment, ...]) -> None:
            self._found = list(found)
            self.table.set_rows(
                self._found, id_of=lambda f: (f.slot.id, f.placement_id)
            )
            self.ok_button.setEnabled(bool(found))

        self.context.read(fulfilments, show, owner=self, key="rows")

    def _chosen(self) -> list[Fulfilment]:
        rows = [self.table.row(i) for i in self.table.selected_ids()]
        found = [r for r in rows if isinstance(r, Fulfilment)]
        self.set_error("" if found else "请先在表里选几行。")
        return found

    def _accept_some(self) -> None:
        if found := self._chosen():
            self._deeds.accept(found)

    def _reject_some(self) -> None:
        if found := self._chosen():
            self._deeds.reject(found)

    def _accept_all(self) -> None:
        if self._found:
            self._deeds.accept(self._found)
        self.accept()
