"""Days on which nothing is laid: of the whole office, of an outlet, or of a series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.schedule.known import Known, shrink
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog


def blackout_dialog(
    parent: QWidget,
    known: Known,
    day: dt.date,
    store: Callable[[dict[str, Any], Done], None],
) -> FormDialog:
    """Ask from when to when, for whom, and why; `store` gets what save_blackout takes."""
    outlets = [(str(o.id), o.name) for o in known.outlets]
    series = [(f"s{s.id}", f"系列：{s.name}") for s in known.series]
    fields = [
        Field("first", "从", "date", required=True),
        Field("last", "到", "date", hint="只停一天，不用填"),
        Field("reason", "为什么停", required=True, placeholder="如 两会直播占用演播室"),
        Field(
            "whom", "停谁的", "choice", options=[("", "全部排期"), *outlets, *series]
        ),
    ]

    def submit(values: dict[str, Any], done: Done) -> None:
        whom = str(values["whom"] or "")
        store(
            {
                "first": values["first"],
                "last": values["last"] or values["first"],
                "reason": values["reason"],
                "outlet_id": int(whom) if whom.isdigit() else None,
                "series_id": int(whom[1:]) if whom.startswith("s") else None,
            },
            done,
        )

    dialog = FormDialog(
        parent,
        "停排的日子",
        fields,
        submit,
        values={"first": day},
        note="这些日子不再排；已经排在上面的不会自己动，保存后可以一次重排。",
        ok="停排",
        columns=2,
    )
    shrink(dialog.form, "whom")
    return dialog
