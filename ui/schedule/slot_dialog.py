"""One slot on one day, outside a series or added to one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QWidget

from services.schedules.series import short_words
from services.schedules.types import DraftSlot, SlotFilter
from ui.context import AppContext
from ui.schedule.known import Known, chosen_id, shrink
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog


def open_slot_dialog(
    page: QWidget, context: AppContext, known: Known, day: dt.date, wanted: SlotFilter
) -> FormDialog:
    """Ask for unit, outlet and the rest; what is filtered is filled in already."""
    series = [("", "不属于哪个系列"), *((str(s.id), s.name) for s in known.series)]
    fields = [
        Field("unit_id", "单位", "pick", options=known.unit_items(day), required=True),
        Field("day", "日期", "date", required=True),
        Field("series_id", "系列", "choice", options=series),
        Field("outlet_id", "媒体", "pick", options=known.outlet_items()),
        Field("column", "栏目", "suggest", options=known.columns_of(wanted.outlet_id)),
        Field(
            "campaign_id",
            "方案",
            "choice",
            options=known.campaign_choices("不属于哪个方案"),
        ),
        Field("time", "时间", placeholder="如 9:30"),
        Field("place", "地点"),
        Field("person", "人员"),
        Field("topic", "主题"),
    ]

    def submit(values: dict[str, Any], done: Done) -> None:
        _store(context, known, values, done)

    dialog = FormDialog(
        page,
        "排一期",
        fields,
        submit,
        values={
            "unit_id": wanted.unit_id,
            "day": day,
            "series_id": str(wanted.series_id or ""),
            "outlet_id": wanted.outlet_id,
            "column": wanted.column,
            "campaign_id": str(wanted.campaign_id or ""),
        },
        ok="排上",
        columns=2,
    )
    shrink(dialog.form, "series_id", "campaign_id")
    _follow(dialog, known)
    if wanted.series_id is not None:
        _take_series(dialog, known, wanted.series_id)
    dialog.open()
    return dialog


def _follow(dialog: FormDialog, known: Known) -> None:
    """A series brings its outlet, column, time and place; an outlet its columns."""

    def changed(key: str) -> None:
        values = dialog.form.values()
        if key == "outlet_id":
            dialog.form.set_options("column", known.columns_of(values["outlet_id"]))
        elif key == "series_id" and values["series_id"]:
            _take_series(dialog, known, int(values["series_id"]))

    dialog.form.changed.connect(changed)


def _take_series(dialog: FormDialog, known: Known, series_id: int) -> None:
    row = next((s for s in known.series if s.id == series_id), None)
    if row is None:
        return
    dialog.form.set_options("column", known.columns_of(row.outlet_id))
    dialog.form.set_values(
        {
            "outlet_id": row.outlet_id,
            "column": row.column,
            "campaign_id": str(row.campaign_id or ""),
            "time": row.time,
            "place": row.place,
            "person": row.person,
        }
    )


def _store(
    context: AppContext, known: Known, values: dict[str, Any], done: Done
) -> None:
    from services.schedules.slots import add_slot

    unit = known.unit(values["unit_id"])
    name = unit.label if unit is not None else ""
    draft = DraftSlot(
        values["unit_id"],
        unit.name if unit is not None else "",
        values["day"],
        time=values["time"],
        place=values["place"],
        person=values["person"],
        topic=values["topic"],
    )
    words = f"{name}排在 {short_words(values['day'])}"
    context.write(
        f"排一期：{words}",
        lambda s: add_slot(
            s,
            draft,
            outlet_id=values["outlet_id"],
            column=values["column"],
            campaign_id=chosen_id(values["campaign_id"]),
            series_id=chosen_id(values["series_id"]),
        ),
        on_done=lambda _i: done(None),
        on_error=done,
        undo_toast=words,
    )
