"""What days off that were entered late have hit: old beside new, taken over in one move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.schedules.series import short_words
from services.schedules.types import MoveChange, MoveResult
from ui.context import AppContext
from ui.schedule.table_dialog import TableDialog
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dates import DateField
from ui.widgets.tables import Column


@dataclass(frozen=True)
class _Line:
    id: int
    change: MoveChange
    grade: int


_COLUMNS = (
    Column("unit", "单位", 140, text=lambda r: r.change.unit),
    Column(
        "series",
        "系列",
        140,
        text=lambda r: r.change.series,
        ink=lambda _r: "text_soft",
    ),
    Column(
        "number", "期", 44, align="right", text=lambda r: str(r.change.number or "")
    ),
    Column(
        "before",
        "原来",
        140,
        text=lambda r: short_words(r.change.before) if r.change.before else "",
    ),
    Column(
        "after",
        "改到",
        140,
        text=lambda r: short_words(r.change.after) if r.change.after else "没有日子",
        ink=lambda r: None if r.change.after else "wrong_ink",
        bold=lambda _r: True,
    ),
    Column(
        "state",
        "状态",
        70,
        text=lambda r: r.change.state.label,
        ink=lambda _r: "text_soft",
    ),
    Column(
        "reason",
        "为什么",
        170,
        stretch=True,
        text=lambda r: r.change.reason,
        tip=lambda r: r.change.reason,
    ),
)


class ReplanDialog(TableDialog):
    """Shows what re-planning from a day on would do, and does it."""

    def __init__(self, page: QWidget, context: AppContext) -> None:
        super().__init__(
            page,
            context,
            "按放假安排重排",
            "放假安排改了、新定了停排的日子，落在上面的往后顺，后面的只在要让位时才动，顺序不变。"
            "已录制、已刊播的，和特意排在休息日的，不动。",
            _COLUMNS,
            "schedule.replan",
            empty=("没有要重排的", "从这一天起，没有一期落在放假或停排的日子上。"),
            ok="全部照此改期",
        )
        row = QHBoxLayout()
        row.addWidget(make_label("从哪一天起"))
        self.since = DateField()
        self.since.setMaximumWidth(px(200))
        self.since.set_date(dt.date.today())
        self.since.edit.setAccessibleName("从哪一天起")
        self.since.changed.connect(lambda _d: self.reload())
        row.addWidget(self.since)
        row.addStretch(1)
        self.said = make_label("")
        row.addWidget(self.said)
        self.body.insertLayout(1, row)
        self._busy = False
        self.accept_wanted.connect(self._on_accept)

    def reload(self) -> None:
        from services.schedules.replanning import preview_replan

        since = self.since.date() or dt.date.today()
        self.context.read(
            lambda s: preview_replan(s, since),
            self._show,
            on_error=lambda error: self.set_error(str(error)),
            owner=self,
            key="rows",
        )

    def _show(self, result: MoveResult) -> None:
        self.table.set_rows([_Line(c.slot_id, c, 0) for c in result.changes])
        lost = sum(c.after is None for c in result.changes)
        sure = sum(c.state.value == "confirmed" for c in result.changes)
        words = f"{len(result.changes)} 期要改" if result.changes else ""
        words += f"，其中 {sure} 期已经确认过，要通知单位" if sure else ""
        words += f"，{lost} 期没有日子" if lost else ""
        self.said.setText(words)
        grave = [c.sentence for c in result.conflicts if c.grade >= 2]
        self.set_error(f"改了以后：{grave[0]}" if grave else "")
        self.ok_button.setEnabled(bool(result.changes))

    def _on_accept(self) -> None:
        from services.schedules.replanning import replan

        if self._busy:
            return
        self._busy = True
        since = self.since.date() or dt.date.today()

        def done(result: MoveResult) -> None:
            self.accept()
            self.context.toast(
                f"{len(result.changes)} 期已按放假安排改期", self.context.undo_last
            )

        def failed(error: BaseException) -> None:
            self._busy = False
            self.set_error(str(error))

        self.context.write(
            "按放假安排重排", lambda s: replan(s, since), on_done=done, on_error=failed
        )
