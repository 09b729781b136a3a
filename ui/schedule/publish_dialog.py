"""登记为刊播: the title and day of what was published, then stories and placements in the weekly round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from services.schedules.types import Published, SlotRow
from services.weeks import week_label
from ui.context import AppContext
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dates import DateField
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field, Form


class PublishDialog(SheetDialog):
    """The titles can be changed; the day is that of the slot unless another one is given for all."""

    def __init__(
        self, page: QWidget, context: AppContext, rows: Sequence[SlotRow]
    ) -> None:
        super().__init__(page, "登记为刊播", ok=f"登记 {len(rows)} 条刊播", wide=True)
        from services.schedules.progress import suggested_title

        self._context, self._rows = context, list(rows)
        self.setMinimumWidth(px(640))
        self.body.addWidget(
            make_label(
                "登记后，稿件和刊播记进那一周的周报，和单位自己报来的一样统计；还没确认、录制的，一并补上。",
                "note",
                ink="soft",
                wrap=True,
            )
        )
        self.form = Form(
            [
                Field(
                    str(r.id),
                    f"{r.label}　{_when(r)}　{r.where}".strip(),
                    required=True,
                )
                for r in rows
            ]
        )
        self.form.set_values({str(r.id): suggested_title(r) for r in rows})
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form.setObjectName("scrolled")
        area.setWidget(self.form)
        area.setMinimumHeight(px(min(76 * len(rows) + 8, 380)))
        self.body.addWidget(make_label("稿件标题", "bold"))
        self.body.addWidget(area, 1)
        self.body.addWidget(make_label("刊播日期（不填就是排定的那一天）"))
        self.day = DateField()
        self.day.setMaximumWidth(px(200))
        self.day.edit.setAccessibleName("刊播日期")
        self.body.addWidget(self.day)
        self.accept_wanted.connect(self._on_accept)

    def _on_accept(self) -> None:
        from services.schedules.progress import publish

        if self.day.is_wrong():
            self.set_error("看不出刊播日期是哪一天，例如 8月16日。")
            return
        if not self.form.check():
            return
        titles = {
            int(key): str(title).strip() for key, title in self.form.values().items()
        }
        on: dt.date | None = self.day.date()
        ids = [r.id for r in self._rows]
        self.set_busy(True)

        def done(found: tuple[Published, ...]) -> None:
            self.accept()
            self._context.toast(_told(found), self._context.undo_last)

        def failed(error: BaseException) -> None:
            self.set_busy(False)
            self.set_error(str(error))

        self._context.write(
            f"登记刊播：{self._rows[0].label}"
            + (f"等 {len(ids)} 期" if len(ids) > 1 else ""),
            lambda s: publish(s, ids, on, titles=titles, fill=True),
            on_done=done,
            on_error=failed,
        )


def _told(found: Sequence[Published]) -> str:
    weeks = sorted({p.week for p in found})
    words = (
        f"已登记 {len(found)} 条刊播，记进 {week_label(weeks[0])} 的周报"
        if weeks
        else "已登记"
    )
    if len(weeks) > 1:
        words += f"等 {len(weeks)} 周"
    late = sum(p.corrects for p in found)
    return words + (f"；其中 {late} 条所在的周汇总已经发出，将作为更正" if late else "")


def _when(row: SlotRow) -> str:
    return f"{row.day:%m月%d日}" if row.day else ""
