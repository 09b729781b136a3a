"""Recurring columns: how many pieces are expected in a month, and what was delivered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from services.schedules.types import QuotaMonth, QuotaRow
from ui.context import AppContext
from ui.schedule.entries import month_after
from ui.schedule.known import Known, chosen_id, shrink
from ui.schedule.table_dialog import TableDialog
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.tables import Column

_MONTHS = 3


@dataclass(frozen=True)
class _Line:
    id: int
    quota: QuotaRow
    months: tuple[QuotaMonth | None, ...]


def _cell(line: _Line, at: int) -> str:
    month = line.months[at]
    if month is None:
        return "–"
    planned = f"，已排 {month.planned}" if month.planned else ""
    return f"{month.delivered} / {month.expected}{planned}"


def _ink(line: _Line, at: int) -> str | None:
    month = line.months[at]
    if month is None:
        return "text_faint"
    if month.delivered >= month.expected:
        return "ok_ink"
    return "wrong_ink" if month.delivered + month.planned < month.expected else None


class QuotasDialog(TableDialog):
    """Each column over three months: the last, this one, the next."""

    def __init__(self, page: QWidget, context: AppContext, known: Known) -> None:
        first = month_after(dt.date.today().replace(day=1), -1)
        months = [month_after(first, n) for n in range(_MONTHS)]
        columns = (
            Column("outlet", "媒体", 130, text=lambda r: r.quota.outlet),
            Column("column", "栏目", 150, stretch=True, text=lambda r: r.quota.column),
            Column(
                "per_month",
                "每月",
                56,
                align="right",
                text=lambda r: str(r.quota.per_month),
            ),
            *(
                Column(
                    f"m{n}",
                    f"{month.month}月（刊播 / 应有）",
                    150,
                    text=lambda r, n=n: _cell(r, n),
                    ink=lambda r, n=n: _ink(r, n),
                )
                for n, month in enumerate(months)
            ),
        )
        super().__init__(
            page,
            context,
            "固定栏目每月篇数",
            "每个固定栏目一个月应该有几篇。刊播数从周报里的刊播自动算；红色的是排上的也不够。",
            columns,
            "schedule.quotas",
            empty=("还没有登记固定栏目", "点“登记…”，写上媒体、栏目和每月几篇。"),
        )
        self._known, self._first = known, first
        self.add_deed("登记…", lambda: open_quota(self, context, known, None))
        self.add_deed("修改…", self._edit)
        self.add_deed("删除", self._delete)
        self.table.row_activated.connect(lambda _i: self._edit())

    def reload(self) -> None:
        from services.schedules.quotas import quota_months

        first = self._first

        def show(found: tuple[QuotaMonth, ...]) -> None:
            lines: dict[int, _Line] = {}
            for month in found:
                at = (
                    (month.month.year - first.year) * 12
                    + month.month.month
                    - first.month
                )
                line = lines.get(month.quota.id) or _Line(
                    month.quota.id, month.quota, (None,) * _MONTHS
                )
                cells = list(line.months)
                cells[at] = month
                lines[month.quota.id] = _Line(line.id, line.quota, tuple(cells))
            self.table.set_rows(list(lines.values()))

        self.context.read(
            lambda s: quota_months(s, first, _MONTHS), show, owner=self, key="rows"
        )

    def _edit(self) -> None:
        line = self.current()
        if line is not None:
            open_quota(self, self.context, self._known, line.quota)

    def _delete(self) -> None:
        from services.schedules.quotas import delete_quotas

        line = self.current()
        if line is not None:
            self.context.write(
                f"删除固定栏目“{line.quota.column}”",
                lambda s: delete_quotas(s, [line.id]),
                undo_toast=f"已删除固定栏目“{line.quota.column}”",
            )


def open_quota(
    parent: QWidget, context: AppContext, known: Known, row: QuotaRow | None
) -> FormDialog:
    """Add a recurring column, or change one."""
    fields = [
        Field("outlet_id", "媒体", "pick", options=known.outlet_items(), required=True),
        Field(
            "column",
            "栏目",
            "suggest",
            options=known.columns_of(row.outlet_id if row else None),
            required=True,
        ),
        Field("per_month", "每月几篇", "number", required=True),
        Field(
            "campaign_id",
            "方案",
            "choice",
            options=known.campaign_choices("不属于哪个方案"),
        ),
        Field("first", "从", "date", placeholder="一直有的不填"),
        Field("last", "到", "date", placeholder="一直有的不填"),
        Field("note", "备注"),
    ]

    def submit(values: dict[str, Any], done: Done) -> None:
        from services.schedules.quotas import save_quota

        given = {**values, "campaign_id": chosen_id(values["campaign_id"])}
        context.write(
            f"登记固定栏目“{values['column']}”",
            lambda s: save_quota(s, row.id if row else None, **given),
            on_done=lambda _i: done(None),
            on_error=done,
            undo_toast=f"已登记：“{values['column']}”每月 {values['per_month']} 篇",
        )

    values: dict[str, Any] = {"per_month": 4}
    if row is not None:
        values = {
            "outlet_id": row.outlet_id,
            "column": row.column,
            "per_month": row.per_month,
            "campaign_id": str(row.campaign_id or ""),
            "first": row.first,
            "last": row.last,
            "note": row.note,
        }
    dialog = FormDialog(
        parent, "固定栏目", fields, submit, values=values, ok="保存", columns=2
    )
    dialog.form.changed.connect(
        lambda key: (
            key == "outlet_id"
            and dialog.form.set_options(
                "column", known.columns_of(dialog.form.values()["outlet_id"])
            )
        )
    )
    shrink(dialog.form, "campaign_id")
    dialog.open()
    return dialog
