"""Name, time, place and person of a series that was kept; or the whole of it into the recycle bin."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from services.schedules.rhythm_words import rhythm_words
from services.schedules.types import SeriesRow
from ui.context import AppContext
from ui.widgets import buttons
from ui.widgets.dialogs import ask
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog

_FIELDS = (
    Field("name", "系列名称", required=True),
    Field("last", "最晚到", "date", placeholder="不限"),
    Field("capacity", "每天最多", "number", placeholder="按节奏"),
    Field("time", "时间"),
    Field("place", "地点"),
    Field("person", "人员"),
    Field("note", "备注"),
)


def open_series_edit(page: QWidget, context: AppContext, series_id: int) -> None:
    """Read the series, then ask."""
    from services.schedules.store import load_series

    context.read(
        lambda s: load_series(s, series_id),
        lambda row: _open(page, context, row),
        owner=page,
    )


def _open(page: QWidget, context: AppContext, row: SeriesRow) -> FormDialog:
    def submit(values: dict[str, Any], done: Done) -> None:
        from services.schedules.store import edit_series

        context.write(
            f"修改系列“{row.name}”",
            lambda s: edit_series(s, row.id, **values),
            on_done=lambda _r: done(None),
            on_error=done,
            undo_toast="系列已保存",
        )

    note = (
        f"{row.where or '没有定媒体'}　{rhythm_words(row.rhythm)}　共 {row.total} 期。"
        "时间、地点、人员改了，还没录制的各期跟着改。"
    )
    values = {f.key: getattr(row, f.key) for f in _FIELDS}
    dialog = FormDialog(
        page,
        "系列的设置",
        list(_FIELDS),
        submit,
        values=values,
        note=note,
        ok="保存",
        columns=2,
    )
    remove = buttons.quiet("删除整个系列…", lambda: _ask_delete(dialog, context, row))
    dialog._buttons.insertWidget(0, remove)
    dialog.open()
    return dialog


def _ask_delete(dialog: FormDialog, context: AppContext, row: SeriesRow) -> None:
    from services.schedules.store import delete_series

    def answered(key: str) -> None:
        if key == "yes":
            context.write(
                f"删除系列“{row.name}”",
                lambda s: delete_series(s, row.id),
                on_done=lambda _r: dialog.accept(),
                on_error=lambda error: dialog.set_error(str(error)),
                undo_toast=f"系列“{row.name}”和它的 {row.total} 期已放进回收站",
            )

    ask(
        dialog,
        "删除整个系列",
        f"“{row.name}”和它的 {row.total} 期一起放进回收站，可以撤销。",
        [("yes", "删除", "danger"), ("no", "不删", "")],
        answered,
    )
