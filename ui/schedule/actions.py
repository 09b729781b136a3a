"""The buttons of the schedule page and what they open; each dialog's code is read when it is first wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from services.schedules.types import BookingRow
from ui.context import AppContext
from ui.widgets import buttons
from ui.widgets.form_dialog import Done

if TYPE_CHECKING:
    from ui.schedule.page import SchedulePage


class ScheduleActions:
    """What the header, the menus and the empty page offer."""

    def __init__(self, context: AppContext, page: SchedulePage) -> None:
        self.context, self.page = context, page

    def buttons(self) -> list[QWidget]:
        """The buttons of the header, from left to right."""
        more = buttons.menu_button(
            "更多",
            [
                ("照方案附件排…", self.from_annex),
                ("按放假安排重排…", self.replan),
                ("认定报来的刊播…", self.fulfilments),
                None,
                ("宣传位（机场、站台、大屏、宣传栏）…", self.bookings),
                ("固定栏目每月篇数…", self.quotas),
                ("系列一览…", self.series_list),
                None,
                ("停排的日子…", lambda: self.blackout(self.page.calendar().here)),
                ("冲突规则与每天容量…", self.rules),
            ],
        )
        out = buttons.menu_button("导出与打印", self._out_entries())
        main = buttons.primary(
            "排一个系列…", lambda: self.new_series(), shortcut="Ctrl+N"
        )
        return [more, out, main]

    def _out_entries(self) -> list[tuple[str, Callable[[], Any]] | None]:
        from ui.schedule.files import ScheduleFiles

        self.files = files = ScheduleFiles(self.context, self.page)
        return [
            ("打印这个月…（Ctrl+P）", files.print_month),
            ("挂墙月历图片…", files.wall_picture),
            None,
            ("安排表（方案附件的样子）表格文件…", files.annex_book),
            ("全部字段的表格文件…", files.full_book),
            ("安排表文档…", files.annex_document),
            ("给各单位的通知…", files.notices),
            ("联系人名单…", files.contact_list),
            ("日历文件（手机、邮箱可导入）…", files.calendar_file),
            None,
            ("读回改过的表格文件…", files.take_table),
        ]

    # --- series ------------------------------------------------------------------------------------

    def new_series(self, first: dt.date | None = None) -> None:
        """The sheet that lays out a series."""
        from ui.schedule.series_dialog import SeriesDialog

        known = self.page.known
        SeriesDialog(self.page, self.context, known, first=first).open()

    def from_annex(self) -> None:
        """A series made of the schedule in a plan's annex."""
        from ui.schedule.annex_dialog import open_annex

        open_annex(self.page, self.context, self.page.known)

    def edit_series(self, series_id: int) -> None:
        """Name, time, place and person of a series; or into the recycle bin with it."""
        from ui.schedule.series_edit import open_series_edit

        open_series_edit(self.page, self.context, series_id)

    def series_list(self) -> None:
        """All series with how far they are."""
        from ui.schedule.series_list import SeriesListDialog

        SeriesListDialog(self.page, self.context).open()

    def replan(self) -> None:
        """What days off that came late have hit, old beside new."""
        from ui.schedule.replan_dialog import ReplanDialog

        ReplanDialog(self.page, self.context).open()

    def fulfilments(self) -> None:
        """Placements that look like what was planned."""
        from ui.schedule.fulfilment_dialog import FulfilmentDialog

        found = self.page.waits.fulfilments
        if not found:
            self.context.toast("现在没有要认定的刊播")
            return
        FulfilmentDialog(self.page, self.page.deeds, found).open()

    def add_slot(self, day: dt.date) -> None:
        """One slot on a day."""
        from ui.schedule.slot_dialog import open_slot_dialog

        open_slot_dialog(
            self.page, self.context, self.page.known, day, self.page.filters.wanted()
        )

    # --- places, columns, rules --------------------------------------------------------------------

    def bookings(self) -> None:
        """All bookings of places and screens."""
        from ui.schedule.bookings import BookingsDialog

        BookingsDialog(self.page, self.context, self.page.known).open()

    def new_booking(self, day: dt.date) -> None:
        """A booking from a day on."""
        from ui.schedule.bookings import open_booking

        open_booking(self.page, self.context, self.page.known, None, day)

    def edit_booking(self, row: BookingRow) -> None:
        """Change a booking."""
        from ui.schedule.bookings import open_booking

        open_booking(self.page, self.context, self.page.known, row)

    def delete_booking(self, row: BookingRow) -> None:
        """Into the recycle bin."""
        from services.schedules.bookings import delete_bookings

        self.context.write(
            f"删除{row.outlet}的预订",
            lambda s: delete_bookings(s, [row.id]),
            undo_toast=f"已删除{row.outlet}的预订",
        )

    def quotas(self) -> None:
        """Recurring columns: expected and delivered."""
        from ui.schedule.quotas import QuotasDialog

        QuotasDialog(self.page, self.context, self.page.known).open()

    def blackout(self, day: dt.date) -> None:
        """Days on which nothing is laid."""
        from services.schedules.rules import save_blackout
        from ui.schedule.blackouts import blackout_dialog

        def store(values: dict[str, Any], done: Done) -> None:
            self.context.write(
                "登记停排的日子",
                lambda s: save_blackout(s, **values),
                on_done=lambda _i: done(None),
                on_error=done,
                undo_toast="停排的日子已登记；已经排在这几天的，可以一次重排",
            )

        blackout_dialog(self.page, self.page.known, day, store).open()

    def rules(self) -> None:
        """The settings of the schedule."""
        from ui.navigation import Place

        self.context.navigate(Place.of("settings", tab="schedule"))

    def print_month(self) -> None:
        """Print the month shown."""
        self.files.print_month()
