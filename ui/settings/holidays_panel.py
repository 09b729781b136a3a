"""Holidays of a year: the published list, or the one that the clerk enters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout
from sqlalchemy.orm import Session

from models.errors import ValidationError
from services import workdays
from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.settings.holidays import check_year, format_days, parse_days
from ui.settings.panel import Panel
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.chips import Chip
from ui.widgets.dialogs import pick_files
from ui.widgets.form import Field, Form
from ui.widgets.pills import PillBar

_STATES = {
    "entered": ("已填写", "received"),
    "published": ("已内置", "neutral"),
    "unknown": ("未填写", "late"),
}


@dataclass(frozen=True)
class YearState:
    """What is known of a year: `state` entered, published or unknown, and the days as text."""

    year: int
    state: str
    off: str
    worked: str


def read_years(session: Session, today: dt.date) -> list[YearState]:
    """Last year to the year after next."""
    days = workdays.load(session)
    found: list[YearState] = []
    for year in range(today.year - 1, today.year + 3):
        if year in days.entered:
            off, worked = days.entered[year]
            found.append(
                YearState(year, "entered", format_days(off), format_days(worked))
            )
        elif days.is_published(year):
            off_days, worked_days = _published(days, year)
            found.append(
                YearState(
                    year, "published", format_days(off_days), format_days(worked_days)
                )
            )
        else:
            found.append(YearState(year, "unknown", "", ""))
    return found


def _published(
    days: workdays.Workdays, year: int
) -> tuple[list[dt.date], list[dt.date]]:
    """Weekdays off, and weekend days worked, of a published year."""
    first = dt.date(year, 1, 1)
    all_days = [first + dt.timedelta(days=i) for i in range(366)]
    mine = [d for d in all_days if d.year == year]
    off = [d for d in mine if d.weekday() < 5 and not days.is_workday(d)]
    worked = [d for d in mine if d.weekday() >= 5 and days.is_workday(d)]
    return off, worked


class HolidaysPanel(Panel):
    """放假安排."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._years: dict[int, YearState] = {}
        self._year = dt.date.today().year
        card = self.add_card(
            "放假安排",
            "每年年底公布下一年的放假安排，程序内置到 2026 年。以后的年份公布后，在这里填一次，"
            "截止日和工作日就会算对。",
        )
        row = QHBoxLayout()
        self.pills = PillBar()
        self.pills.chosen.connect(self._choose)
        row.addWidget(self.pills)
        self.chip = Chip("", "neutral")
        row.addWidget(self.chip)
        row.addStretch()
        card.body.addLayout(row)
        self.form = Form(
            [
                Field(
                    "off",
                    "放假日期",
                    "long",
                    hint="照通知抄写即可，周末写不写都行",
                    placeholder="例如：1月1日至3日、2月15日—23日、4月4日至6日",
                ),
                Field(
                    "worked",
                    "调休上班的周六、周日",
                    "long",
                    hint="没有就空着",
                    placeholder="例如：1月4日、2月14日、2月28日",
                ),
            ]
        )
        self.form.changed.connect(self._on_changed)
        card.body.addWidget(self.form)
        self.note = make_label("", "note", ink="soft", wrap=True)
        card.body.addWidget(self.note)
        foot = QHBoxLayout()
        self.forget = buttons.quiet("改回内置的安排", self._forget)
        foot.addWidget(self.forget)
        foot.addStretch()
        foot.addWidget(
            buttons.plain(
                "从文件导入…",
                self.pick_file,
                tip="国务院办公厅通知的文字或表格；只改文件里写到的日子",
            )
        )
        self.save_button = buttons.primary("保存这一年", self.save)
        foot.addWidget(self.save_button)
        card.body.addLayout(foot)
        self.column.addStretch()
        card.body.setSpacing(theme.px(12))

    def load(self, place: Place) -> None:
        """Read the years; `year` of the place is shown."""
        wanted = place.get("year")
        if isinstance(wanted, int):
            self._year = wanted
        if not self.dirty:
            today = dt.date.today()
            self.context.read(
                lambda s: read_years(s, today), self._show, owner=self, key="years"
            )

    def _show(self, years: list[YearState]) -> None:
        self._years = {y.year: y for y in years}
        self.pills.set_items([(str(y.year), f"{y.year} 年", None) for y in years])
        if self._year not in self._years:
            self._year = dt.date.today().year
        self.pills.set_current(str(self._year))
        self._show_year()
        self.loaded.emit()

    def _choose(self, key: str) -> None:
        if self.dirty:
            self.pills.set_current(str(self._year))
            self.form.set_error(
                "", f"{self._year} 年的修改还没有保存，请先保存或改回。"
            )
            return
        self._year = int(key)
        self._show_year()

    def _show_year(self) -> None:
        year = self._years[self._year]
        text, role = _STATES[year.state]
        self.chip.set(text, role)
        self.form.clear_errors()
        self.form.set_values({"off": year.off, "worked": year.worked})
        self.forget.setVisible(year.state == "entered")
        self.note.setText(
            {
                "entered": "现在按您填写的安排计算。",
                "published": "这是程序内置的安排（只列出周一到周五的放假日），一般不用改；有误时可以直接改正后保存。",
                "unknown": "还没有这一年的安排，现在按普通周末计算。",
            }[year.state]
        )
        self._set_dirty(False)

    def _on_changed(self, _key: str) -> None:
        year = self._years.get(self._year)
        now = self.form.values()
        if year is not None:
            self._set_dirty(
                (now["off"] or "") != year.off or (now["worked"] or "") != year.worked
            )

    def _set_dirty(self, dirty: bool) -> None:
        self.dirty = dirty
        self.save_button.setEnabled(dirty)

    def discard(self) -> None:
        """Show what is stored."""
        self._show_year()

    def save(self, done: Callable[[], None] | None = None) -> None:
        """Read both lists and store the year."""
        self.form.clear_errors()
        now: dict[str, Any] = self.form.values()
        try:
            off = parse_days(now["off"] or "", self._year, "off")
            worked = parse_days(now["worked"] or "", self._year, "worked")
            check_year(self._year, off, worked)
        except ValidationError as error:
            self.form.set_error(error.field or "", str(error))
            self.form.focus(error.field or "off")
            return
        self._store(off, worked, f"{self._year} 年放假安排已保存", done)

    def pick_file(self) -> None:
        """Choose a notice or a table, and take its days over."""
        found = pick_files(
            self.window(),
            "导入放假安排",
            "表格或文字 (*.xlsx *.xls *.ods *.et *.csv *.txt)",
            self.context.state,
            "holidays",
        )
        if found:
            self.take_file(found[0])

    def take_file(self, path: Path) -> None:
        """Add the days of a file to what is known; says what changed."""
        from services.intake.workbook import read_book
        from services.schedules.calendar_file import read_calendar
        from services.schedules.calendar_import import CalendarChange, import_calendar

        def done(change: CalendarChange) -> None:
            self._set_dirty(False)
            self._year = change.years[0] if change.years else self._year
            self.load(Place("settings"))
            years = "、".join(str(year) for year in change.years)
            self.context.toast(
                f"{years} 年：{len(change.off)} 天改为放假，{len(change.worked)} 天改为上班",
                self.context.undo_last,
            )

        self.context.write(
            f"导入放假安排“{path.name}”",
            lambda s: import_calendar(s, read_calendar(read_book(path))),
            on_done=done,
        )

    def _forget(self) -> None:
        self._store([], [], f"{self._year} 年已改回内置的安排", None)

    def _store(
        self,
        off: list[dt.date],
        worked: list[dt.date],
        said: str,
        done: Callable[[], None] | None,
    ) -> None:
        year = self._year

        def saved(_none: None) -> None:
            self._set_dirty(False)
            self.load(Place("settings"))
            if done is not None:
                done()

        self.context.write(
            f"填写 {year} 年放假安排",
            lambda s: workdays.save_year(s, year, off, worked),
            on_done=saved,
            undo_toast=said,
        )
