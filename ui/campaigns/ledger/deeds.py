"""What can be done with measures: states, dates, entries, values, pieces; each can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.vocabulary_campaigns import MeasureState
from services.campaigns import edit, figures, progress, states
from ui.campaigns.ledger.words import title_of
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.picker import PickItem

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from services.campaigns.detail import Doubt, MeasureDetail
    from services.campaigns.figures import Piece, TargetState
    from services.campaigns.measures import LedgerRow
    from services.campaigns.progress import Entry
    from services.campaigns.types import DeadlineRow, DeliverableRow
    from ui.context import AppContext

Work = Callable[["Session"], Any]


class MeasureDeeds(QObject):
    """Carries out changes on the measures that it is given."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self.context = context
        self.page = page

    # --- states ------------------------------------------------------------------------------------

    def set_state(self, rows: Sequence[LedgerRow], state: MeasureState) -> None:
        """Set a state at once; dropping asks for the reason."""
        if state is MeasureState.DROPPED:
            self.drop(rows)
            return
        changing = [r for r in rows if r.measure.state != state.value]
        if not changing:
            self.context.toast(f"已经是“{state.label}”，没有变化")
            return
        self._set(changing, state, None, "", None)

    def close_on(self, rows: Sequence[LedgerRow]) -> None:
        """Mark as done on another day than today."""
        self._ask(
            f"{_of(rows)}是哪一天完成的？",
            [Field("closed_on", "完成日期", "date", required=True)],
            {"closed_on": rows[0].measure.closed_on or dt.date.today()},
            lambda v, done: self._set(
                rows, MeasureState.DONE, v["closed_on"], "", done
            ),
        )

    def drop(self, rows: Sequence[LedgerRow]) -> None:
        """Mark as dropped, after asking why."""
        if not rows:
            return
        self._ask(
            "不再实施",
            [
                Field(
                    "dropped_reason",
                    "理由",
                    "long",
                    required=True,
                    placeholder="例如：上级文件已经调整，并入另一项任务",
                ),
                Field("closed_on", "从哪一天起", "date", required=True),
            ],
            {
                "dropped_reason": rows[0].measure.dropped_reason,
                "closed_on": rows[0].measure.closed_on or dt.date.today(),
            },
            lambda v, done: self._set(
                rows,
                MeasureState.DROPPED,
                v["closed_on"],
                v["dropped_reason"],
                done,
            ),
            note=f"{_of(rows)}不再计入完成率，也不会逾期；以后可以重新打开。",
        )

    def _set(
        self,
        rows: Sequence[LedgerRow],
        state: MeasureState,
        day: dt.date | None,
        reason: str,
        done: Done | None,
    ) -> None:
        ids = [row.id for row in rows]
        today = dt.date.today()
        self._write(
            f"{_of(rows)}设为“{state.label}”",
            lambda s: states.set_state(
                s, ids, state, today=today, closed_on=day, reason=reason
            ),
            done,
        )

    # --- dates, doubts -----------------------------------------------------------------------------

    def meet(self, row: LedgerRow, date: DeadlineRow, met: bool) -> None:
        """Tick a date off, or take the tick away."""
        day = dt.date.today() if met else None
        words = date.raw or (date.due_on.isoformat() if date.due_on else "时限")
        verb = "勾选完成" if met else "取消完成"
        self._write(
            f"“{title_of(row)}”的时限“{words}”{verb}",
            lambda s: states.meet_deadline(s, date.id, day),
        )

    def settle(self, row: LedgerRow, doubt: Doubt) -> None:
        """The clerk has looked at a doubtful value."""
        self._write(
            f"“{title_of(row)}”的{doubt.what}已核对",
            lambda s: edit.settle_doubt(s, doubt.item, doubt.record_id),
        )

    # --- entries -----------------------------------------------------------------------------------

    def add_entry(self, row: LedgerRow, units: Sequence[PickItem]) -> None:
        """Write down what was done."""
        own = row.leads[0].unit_id if row.leads else None

        def submit(v: dict[str, Any], done: Done) -> None:
            self._write(
                f"“{title_of(row)}”记进展",
                partial(_add_entry, measure_id=row.id, values=v),
                done,
                said=_entry_words(row, v),
            )

        fields = _entry_fields(row, units)
        if not row.state.closed:
            fields.append(Field("close", "这条任务到此完成", "check"))
        values = {"on_day": dt.date.today(), "unit": own}
        self._ask(
            "记进展",
            fields,
            values,
            submit,
            note=title_of(row),
            ok="记下",
        )

    def change_entry(
        self, row: LedgerRow, entry: Entry, units: Sequence[PickItem]
    ) -> None:
        """Change an entry."""

        def submit(v: dict[str, Any], done: Done) -> None:
            self._write(
                f"修改“{title_of(row)}”的进展",
                partial(_change_entry, entry_id=entry.id, values=v),
                done,
            )

        values = {
            "on_day": entry.on_day,
            "text": entry.text,
            "unit": entry.unit_id,
            "who": entry.who,
            "share": entry.share,
        }
        self._ask("修改进展", _entry_fields(row, units), values, submit, ok="保存")

    def delete_entry(self, row: LedgerRow, entry: Entry) -> None:
        """Put an entry and its files into the recycle bin."""
        day = f"{entry.on_day.month}月{entry.on_day.day}日"
        self._write(
            f"删除“{title_of(row)}”{day}的进展",
            lambda s: progress.delete_entry(s, entry.id),
        )

    # --- figures -----------------------------------------------------------------------------------

    def record(
        self,
        detail: MeasureDetail,
        target: TargetState,
        year: int,
        value: float | None,
        done: Done | None = None,
    ) -> None:
        """Write down what a target has reached in a year; None takes the value away."""
        title = f"“{title_of(detail.row)}”{year} 年的达到值"
        day = dt.date.today()
        if value is None:
            self._write(
                f"清除{title}",
                lambda s: figures.forget_value(s, target.target.id, year),
                done,
            )
            return
        self._write(
            f"填写{title}",
            lambda s: figures.record_value(
                s, target.target.id, year, value, on_day=day
            ),
            done,
        )

    def ask_year(self, detail: MeasureDetail, target: TargetState) -> None:
        """Write down the value of any year."""
        fields = [
            Field("year", "年份", "number", required=True),
            Field("value", "达到值", required=True, placeholder="只填数字"),
        ]

        def submit(v: dict[str, Any], done: Done) -> None:
            from models.errors import ValidationError

            value = parse_number(v["value"])
            if value is None:
                done(ValidationError("请填写 0 以上的数字，例如 12 或 87.5。", "value"))
                return
            self.record(detail, target, v["year"], value, done)

        self._ask(
            "填写其他年份的达到值",
            fields,
            {"year": detail.today.year - 1},
            submit,
            note=target.target.text,
        )

    def add_piece(self, row: LedgerRow, made: DeliverableRow) -> None:
        """Write down that something was made."""
        fields = [
            Field(
                "title", "名称", required=True, placeholder=f"例如：{made.name}第一期"
            ),
            Field("made_on", "完成日期", "date", required=True),
            Field("amount", "件数", "number", required=True),
        ]

        def submit(v: dict[str, Any], done: Done) -> None:
            self._write(
                f"“{made.name}”记一件：{v['title']}",
                lambda s: figures.add_piece(
                    s, made.id, v["made_on"], v["title"], amount=v["amount"]
                ),
                done,
            )

        self._ask(
            f"记一件 · {made.name}",
            fields,
            {"made_on": dt.date.today(), "amount": 1},
            submit,
            ok="记下",
        )

    def delete_piece(self, made: DeliverableRow, piece: Piece) -> None:
        """Take a piece away again."""
        self._write(
            f"删除“{made.name}”的一件：{piece.title}",
            lambda s: figures.delete_piece(s, piece.id),
        )

    # --- inside ------------------------------------------------------------------------------------

    def _write(
        self, title: str, work: Work, done: Done | None = None, said: str = ""
    ) -> None:
        self.context.write(
            title,
            work,
            on_done=(lambda _r: done(None)) if done else None,
            on_error=done,
            undo_toast=said or title,
        )

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        values: dict[str, Any],
        submit: Callable[[dict[str, Any], Done], None],
        *,
        note: str = "",
        ok: str = "确定",
    ) -> None:
        dialog = FormDialog(
            self.page.window(), title, fields, submit, values=values, note=note, ok=ok
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def parse_number(text: str) -> float | None:
    """A number as a clerk types it: 1,200 or １２.5; None when it is none."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if 0 <= value < 1e15 else None


def _of(rows: Sequence[LedgerRow]) -> str:
    return f"“{title_of(rows[0])}”" if len(rows) == 1 else f"{len(rows)} 条任务"


def _entry_fields(row: LedgerRow, units: Sequence[PickItem]) -> list[Field]:
    suggested = [u.name for u in (*row.leads, *row.supports)]
    return [
        Field("text", "做了什么", "long", required=True),
        Field("on_day", "日期", "date", required=True),
        Field("unit", "哪个单位", "pick", options=units),
        Field(
            "who",
            "报送人",
            "suggest",
            options=suggested,
            placeholder="可以不填，如 联络员周洁",
        ),
        Field(
            "share",
            "完成了多少（%）",
            "number",
            placeholder="0 到 100，可以不填",
        ),
    ]


def _entry_words(row: LedgerRow, values: dict[str, Any]) -> str:
    begun = row.measure.state == MeasureState.NOT_BEGUN.value
    said = f"已记下“{title_of(row)}”的进展"
    if values.get("close"):
        return f"{said}，状态改为“已完成”"
    return f"{said}，状态改为“进行中”" if begun else said


def _add_entry(session: Session, *, measure_id: int, values: dict[str, Any]) -> None:
    today = dt.date.today()
    progress.add_entry(
        session,
        measure_id,
        values["on_day"],
        values["text"],
        today=today,
        who=values["who"],
        unit_id=values["unit"],
        share=values["share"],
    )
    if values.get("close"):
        states.set_state(
            session,
            [measure_id],
            MeasureState.DONE,
            today=today,
            closed_on=values["on_day"],
        )


def _change_entry(session: Session, *, entry_id: int, values: dict[str, Any]) -> None:
    progress.change_entry(
        session,
        entry_id,
        today=dt.date.today(),
        on_day=values["on_day"],
        words=values["text"],
        who=values["who"],
        share=values["share"],
        unit_id=values["unit"],
    )
