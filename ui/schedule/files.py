"""What goes out of the schedule and comes back in: pictures, print, tables, documents, calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from models.errors import ValidationError
from services.schedules.types import SlotRow
from ui.context import AppContext
from ui.schedule.scope import Read, ask_scope, month_of
from ui.widgets.dialogs import pick_target
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.schedule.page import SchedulePage
    from ui.schedule.wall import Sheet

BOOKS, WORDS, CALENDARS = "表格文件 (*.xlsx)", "文档 (*.docx)", "日历文件 (*.ics)"
Write = Callable[[Session, str, list[SlotRow], Path], Any]


class ScheduleFiles:
    """Each entry of 导出与打印."""

    def __init__(self, context: AppContext, page: SchedulePage) -> None:
        self.context, self.page = context, page

    # --- pictures ----------------------------------------------------------------------------------

    def print_month(self) -> None:
        """Print the month shown, on A4 lying down."""
        self._with_sheet(self._print)

    def _print(self, sheet: Sheet) -> None:
        from ui.schedule.wall_sheet import print_sheet
        from ui.widgets.printing import print_painted

        def put(printer: QPrinter) -> None:
            print_sheet(printer, sheet)

        print_painted(self.page, sheet.title, put)

    def wall_picture(self) -> None:
        """A picture of the month for the wall: A4 or A3."""

        def submit(values: dict[str, Any], done: Done) -> None:
            done(None)
            size = str(values["size"])
            self._with_sheet(lambda sheet: self._save_picture(sheet, size))

        FormDialog(
            self.page,
            "挂墙月历图片",
            [
                Field(
                    "size",
                    "纸张（横放）",
                    "choice",
                    options=[("A4", "A4"), ("A3", "A3，字更大")],
                    hint="每一天的都画上，打印出来可以贴在墙上；照现在的筛选画。",
                )
            ],
            submit,
            values={"size": self.context.state.get("schedule.wall") or "A4"},
            ok="下一步",
        ).open()

    def _save_picture(self, sheet: Sheet, size: str) -> None:
        self.context.state.put("schedule.wall", size)
        target = self._target(
            "保存月历图片", f"{sheet.title} {size}.png", "图片 (*.png)"
        )
        if target is None:
            return

        def work(_report: Any) -> Path:
            from ui.schedule.wall_sheet import save_picture

            return save_picture(sheet, size, target)

        self._run("画月历图片", work)

    def _with_sheet(self, then: Callable[[Sheet], Any]) -> None:
        from ui.schedule.wall_sheet import read_sheet

        page = self.page
        span, wanted, hues = month_of(page), page.filters.wanted(), page.hues
        words = page.filters.words()
        self.context.read(
            lambda s: read_sheet(s, span, wanted, hues, words),
            then,
            owner=page,
            key="sheet",
        )

    # --- tables and documents ----------------------------------------------------------------------

    def annex_book(self) -> None:
        """序号 · 单位 · 时间安排, as a table."""

        def write(
            _session: Session, title: str, rows: list[SlotRow], target: Path
        ) -> Any:
            from services.output.schedule_book import write_annex_book
            from services.output.schedule_files import heading

            return write_annex_book(heading(title), rows, target)

        self._export("导出安排表", write, "{}安排表.xlsx", BOOKS)

    def full_book(self) -> None:
        """All fields, as a table that can be read back."""

        def write(
            _session: Session, title: str, rows: list[SlotRow], target: Path
        ) -> Any:
            from services.output.schedule_book import write_full_book

            return write_full_book(title, rows, target)

        self._export("导出全部字段的表格", write, "{}排期表.xlsx", BOOKS)

    def annex_document(self) -> None:
        """The annex of an official document."""

        def write(
            _session: Session, title: str, rows: list[SlotRow], target: Path
        ) -> Any:
            from services.output.schedule_files import heading
            from services.output.schedule_word import write_annex_document

            return write_annex_document(heading(title), rows, target)

        self._export("导出安排表文档", write, "{}安排表.docx", WORDS)

    def notices(self) -> None:
        """A notice for each unit, one page each."""
        from ui.schedule.notices import write_notices

        self._export("写给各单位的通知", write_notices, "{}通知.docx", WORDS)

    def contact_list(self) -> None:
        """Unit, liaison, phone, day."""

        def write(
            session: Session, title: str, rows: list[SlotRow], target: Path
        ) -> Any:
            from services.output.schedule_word import write_contact_list
            from services.registers.units import liaisons_on

            people = liaisons_on(session, dt.date.today())
            return write_contact_list(f"{title}联系人名单", rows, people, target)

        self._export("写联系人名单", write, "{}联系人名单.docx", WORDS)

    def calendar_file(self) -> None:
        """Events for phones and mail programs."""

        def write(
            session: Session, title: str, rows: list[SlotRow], target: Path
        ) -> Any:
            from services.output.schedule_files import times_changed
            from services.output.schedule_ics import write_calendar

            return write_calendar(
                title, rows, target, moved=times_changed(session, rows)
            )

        self._export("导出日历文件", write, "{}.ics", CALENDARS)

    def take_table(self) -> None:
        """A table that was changed outside: its changes are shown first."""
        from ui.schedule.take_dialog import open_take

        open_take(self.page, self.context)

    # --- inside ------------------------------------------------------------------------------------

    def _export(self, title: str, write: Write, name: str, kind: str) -> None:
        ask_scope(
            self.page,
            title,
            lambda words, read: self._write(title, words, read, write, name, kind),
        )

    def _write(
        self, title: str, words: str, read: Read, write: Write, name: str, kind: str
    ) -> None:
        target = self._target(title, name.format(_plain(words)), kind)
        if target is None:
            return

        def work(_report: Any) -> Path:
            with self.context.db.reading() as session:
                rows = read(session)
                if not rows:
                    raise ValidationError(
                        "这里面没有排期，没有写文件。请换一个范围再导出。"
                    )
                write(session, words, rows, target)
            return target

        self._run(title, work)

    def _target(self, title: str, name: str, kind: str) -> Path | None:
        return pick_target(self.page, title, name, kind, self.context.state, "schedule")

    def _run(self, title: str, work: Callable[[Any], Path]) -> None:
        self.context.jobs.run(
            work,
            on_success=lambda path: self.context.toast_file(
                f"已写好 {path.name}", path
            ),
            on_error=self.context.show_error,
            on_cancel=lambda: self.context.toast("已取消，没有生成文件"),
            title=title,
        )


def _plain(words: str) -> str:
    """Words as part of a file's name."""
    return "".join("_" if sign in '\\/:*?"<>|' else sign for sign in words)[:60]
