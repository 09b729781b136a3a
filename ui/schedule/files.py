"""What goes out of the schedule and comes back in: pictures, print, tables, documents, calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.context import AppContext

if TYPE_CHECKING:
    from ui.schedule.page import SchedulePage


class ScheduleFiles:
    """Each entry of 导出与打印."""

    def __init__(self, context: AppContext, page: SchedulePage) -> None:
        self.context, self.page = context, page

    def print_month(self) -> None:
        """Print the month shown."""

    def wall_picture(self) -> None:
        """A picture of the month for the wall."""

    def annex_book(self) -> None:
        """The annex's table."""

    def full_book(self) -> None:
        """All fields."""

    def annex_document(self) -> None:
        """The annex as a document."""

    def notices(self) -> None:
        """A notice for each unit."""

    def contact_list(self) -> None:
        """Whom to call."""

    def calendar_file(self) -> None:
        """A calendar file."""

    def take_table(self) -> None:
        """A table that was changed outside."""
