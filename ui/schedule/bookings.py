"""Advertising places and screens: from–to, material, count."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QWidget

from services.schedules.series import short_words
from services.schedules.types import BookingRow
from ui.context import AppContext
from ui.schedule.known import PLACE_KINDS, Known, chosen_id, shrink
from ui.schedule.table_dialog import TableDialog
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.picker import PickItem
from ui.widgets.tables import Column

_COLUMNS = (
    Column("outlet", "宣传位", 150),
    Column("first", "从", 96, text=lambda r: f"{r.first:%Y-%m-%d}"),
    Column("last", "到", 96, text=lambda r: f"{r.last:%Y-%m-%d}"),
    Column(
        "days",
        "天数",
        56,
        align="right",
        text=lambda r: str((r.last - r.first).days + 1),
    ),
    Column("material", "内容", 160, stretch=True, tip=lambda r: r.material),
    Column("count", "数量", 56, align="right"),
    Column("campaign", "方案", 130, ink=lambda _r: "text_soft"),
    Column("state", "现在", 70, chip=lambda r: _state(r)),
)


def _state(row: BookingRow) -> tuple[str, str]:
    today = dt.date.today()
    if row.last < today:
        return "已到期", "exempt"
    return ("在用", "ok") if row.first <= today else ("将开始", "info")


class BookingsDialog(TableDialog):
    """All bookings, the newest first."""

    def __init__(self, page: QWidget, context: AppContext, known: Known) -> None:
        super().__init__(
            page,
            context,
            "宣传位",
            "机场、公交站台、LED 屏、宣传栏这类按天占用的位置：从哪天到哪天、放什么、多少块。"
            "日历上画成横条；同一个位置排重了会提示。",
            _COLUMNS,
            "schedule.bookings",
            empty=("还没有登记宣传位", "点“登记…”，写上位置、起止日期和内容。"),
        )
        self._page, self._known = page, known
        self.add_deed("登记…", lambda: open_booking(self, context, known, None))
        self.add_deed("修改…", self._edit)
        self.add_deed("删除", self._delete)
        self.table.row_activated.connect(lambda _i: self._edit())

    def reload(self) -> None:
        from services.schedules.bookings import list_bookings

        def show(rows: list[BookingRow]) -> None:
            self.table.set_rows(
                sorted(rows, key=lambda r: (r.first, r.id), reverse=True)
            )

        self.context.read(list_bookings, show, owner=self, key="rows")

    def _edit(self) -> None:
        row = self.current()
        if row is not None:
            open_booking(self, self.context, self._known, row)

    def _delete(self) -> None:
        from services.schedules.bookings import delete_bookings

        row = self.current()
        if row is not None:
            self.context.write(
                f"删除{row.outlet}的预订",
                lambda s: delete_bookings(s, [row.id]),
                undo_toast=f"已删除{row.outlet}的预订",
            )


def open_booking(
    parent: QWidget,
    context: AppContext,
    known: Known,
    row: BookingRow | None,
    day: dt.date | None = None,
) -> FormDialog:
    """Add a booking, or change one."""
    places = [o for o in known.outlets if o.kind in PLACE_KINDS]
    others = [o for o in known.outlets if o.kind not in PLACE_KINDS]
    items = [
        PickItem(o.id, o.name, o.initials, note=o.kind) for o in (*places, *others)
    ]
    units = [PickItem(u.id, u.label, u.initials, note=u.group) for u in known.units]
    fields = [
        Field(
            "outlet_id",
            "宣传位",
            "pick",
            options=items,
            required=True,
            hint="没有的，先到“单位与媒体”里登记为一家媒体，类型选 LED屏、公交屏、宣传栏",
        ),
        Field("material", "内容", required=True, placeholder="如 营商环境主题海报"),
        Field("first", "从", "date", required=True),
        Field("last", "到", "date", required=True),
        Field("count", "数量（块、张）", "number", required=True),
        Field(
            "campaign_id",
            "方案",
            "choice",
            options=known.campaign_choices("不属于哪个方案"),
        ),
        Field("unit_id", "单位", "pick", options=units),
        Field("note", "备注"),
    ]

    def submit(values: dict[str, Any], done: Done) -> None:
        from services.schedules.bookings import save_booking

        given = {**values, "campaign_id": chosen_id(values["campaign_id"])}
        name = next((o.name for o in known.outlets if o.id == values["outlet_id"]), "")
        words = f"{name} {short_words(values['first'])}至{short_words(values['last'])}"
        context.write(
            f"登记宣传位：{words}",
            lambda s: save_booking(s, row.id if row else None, **given),
            on_done=lambda _i: done(None),
            on_error=done,
            undo_toast=f"已登记 {words}",
        )

    start = day or dt.date.today()
    values: dict[str, Any] = {
        "first": start,
        "last": start + dt.timedelta(days=29),
        "count": 1,
    }
    if row is not None:
        values = {
            "outlet_id": row.outlet_id,
            "material": row.material,
            "first": row.first,
            "last": row.last,
            "count": row.count,
            "campaign_id": str(row.campaign_id or ""),
            "unit_id": row.unit_id,
            "note": row.note,
        }
    title = "修改宣传位" if row is not None else "登记宣传位"
    dialog = FormDialog(
        parent, title, fields, submit, values=values, ok="保存", columns=2
    )
    shrink(dialog.form, "campaign_id")
    dialog.open()
    return dialog
