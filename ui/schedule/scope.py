"""Which slots go out: what is filtered, the month shown, or one series."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from services.schedules.types import SlotRow
from ui.schedule.entries import Span, month_span
from ui.schedule.stepper import last_of_month
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog

if TYPE_CHECKING:
    from ui.schedule.page import SchedulePage

Read = Callable[[Session], list[SlotRow]]
Then = Callable[[str, Read], Any]
"""Gets a title and the reading of the slots."""


def ask_scope(
    page: SchedulePage, title: str, then: Then, *, ok: str = "下一步"
) -> None:
    """Ask what is meant; the filter or the series stood on is proposed."""
    options, proposed = scopes(page)

    def submit(values: dict[str, Any], done: Done) -> None:
        done(None)
        key = str(values["scope"])
        name = dict(options)[key]
        then(_title(page, key, name), reading_of(page, key))

    FormDialog(
        page,
        title,
        [Field("scope", "导出哪些", "choice", options=options)],
        submit,
        values={"scope": proposed},
        ok=ok,
    ).open()


def scopes(page: SchedulePage) -> tuple[list[tuple[str, str]], str]:
    """What can be meant [(key, words)], and what most likely is."""
    month = page.calendar().span.month or page.stepper.day().replace(day=1)
    words = page.filters.words()
    options = [
        (
            "month",
            f"{month.year}年{month.month}月的" + (f"（{words}）" if words else "全部"),
        )
    ]
    if words:
        options.append(("filter", f"筛选出来的全部（{words}），不限月份"))
    options += [
        (f"s{s.id}", f"系列：{s.name}（{s.total} 期）") for s in page.known.series
    ]
    picked = page.picked()
    series = page.filters.values().get("series") or (
        picked[0].series_id if picked else None
    )
    if series is not None and any(s.id == series for s in page.known.series):
        return options, f"s{series}"
    if words:
        return options, "filter"
    return options, "month" if len(
        page.known.series
    ) != 1 else f"s{page.known.series[0].id}"


def reading_of(page: SchedulePage, key: str) -> Read:
    """The reading that a key of `scopes` means."""
    wanted = page.filters.wanted()
    if key.startswith("s"):
        series_id = int(key[1:])

        def of_series(session: Session) -> list[SlotRow]:
            from services.schedules.store import series_slots

            return list(series_slots(session, series_id))

        return of_series
    span = month_of(page)

    def listed(session: Session) -> list[SlotRow]:
        from services.schedules.calendar import list_slots

        if key == "filter":
            return list_slots(session, wanted)
        first = span.month or span.first
        return list_slots(session, wanted, first, last_of_month(first))

    return listed


def month_of(page: SchedulePage) -> Span:
    """The month that is shown, or that of the week shown."""
    return month_span(page.stepper.day())


def _title(page: SchedulePage, key: str, name: str) -> str:
    series = next((s for s in page.known.series if f"s{s.id}" == key), None)
    if series is not None:
        return series.column or series.name
    if key == "filter":
        return page.filters.words()
    return name.split("月", 1)[0] + "月排期"
