"""What can be done with slots: moved, postponed, cancelled, brought on, published; each one action with undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from models.errors import ValidationError
from services.schedules.series import SlotState, short_words
from services.schedules.types import Fulfilment, MoveResult, SlotRow
from ui.context import AppContext
from ui.schedule.entries import Moves
from ui.widgets.dialogs import ask
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog

REASONS = (
    "单位主要负责人有会",
    "单位申请调整",
    "重大活动占用时段",
    "演播室或设备原因",
    "放假、调休",
    "稿件需要补充采访",
)
_REASON = Field("reason", "原因", "suggest", options=REASONS, required=True)
_PUSH = Field("push", "同一系列后面的一起顺延", "check")
_STATE_DEEDS = {
    SlotState.CONFIRMED: "确认",
    SlotState.RECORDED: "登记录制",
    SlotState.PUBLISHED: "登记刊播",
}


class ScheduleDeeds:
    """Carries out what the calendar, the list and the panel ask for."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        self.context, self._page = context, page

    # --- moving ------------------------------------------------------------------------------------

    def move(
        self,
        rows: Sequence[SlotRow],
        moves: Moves,
        *,
        push: bool = False,
        on_refused: Callable[[], Any] | None = None,
    ) -> None:
        """改期 of some slots; a reason is asked for where one of them is confirmed already."""
        if any(r.state is SlotState.CONFIRMED for r in rows if r.id in moves):
            self._ask_move(rows, moves, push, on_refused)
            return
        self._move(rows, moves, push, "", self._refused(on_refused))

    def _ask_move(
        self,
        rows: Sequence[SlotRow],
        moves: Moves,
        push: bool,
        on_refused: Callable[[], Any] | None,
    ) -> None:
        sure = [r for r in rows if r.state is SlotState.CONFIRMED and r.id in moves]
        note = f"{_names(sure)}已经确认过，改期要写明原因，并请通知单位。"

        def submit(values: dict[str, Any], done: Done) -> None:
            self._move(rows, moves, push, values["reason"], done, done)

        dialog = FormDialog(
            self._page, "改期的原因", [_REASON], submit, note=note, ok="改期"
        )
        if on_refused is not None:
            dialog.rejected.connect(on_refused)
        dialog.open()

    def _move(
        self,
        rows: Sequence[SlotRow],
        moves: Moves,
        push: bool,
        reason: str,
        failed: Callable[[BaseException], Any],
        done: Done | None = None,
    ) -> None:
        from services.schedules.moves import move_slots

        title = _move_title(rows, moves, push)

        def stored(result: MoveResult) -> None:
            if done is not None:
                done(None)
            self._toast(f"{title}{_told(result, len(moves))}")

        self._write(
            title,
            lambda s: move_slots(s, dict(moves), reason=reason, push_rest=push),
            stored,
            failed,
        )

    def shift(self, rows: Sequence[SlotRow], workdays: int) -> None:
        """Move by workdays, from the keyboard."""
        from services.schedules.moves import shift_slots

        ids = [r.id for r in rows]
        way = "后移" if workdays > 0 else "前移"
        title = f"{_names(rows)}{way} {abs(workdays)} 个工作日"
        if any(r.state is SlotState.CONFIRMED for r in rows):

            def submit(values: dict[str, Any], done: Done) -> None:
                self._write(
                    title,
                    lambda s: shift_slots(s, ids, workdays, reason=values["reason"]),
                    lambda r: (done(None), self._toast(f"{title}{_told(r, len(ids))}")),
                    done,
                )

            FormDialog(
                self._page,
                "改期的原因",
                [_REASON],
                submit,
                note="选中的已经确认过，改期要写明原因，并请通知单位。",
                ok="改期",
            ).open()
            return
        self._write(
            title,
            lambda s: shift_slots(s, ids, workdays),
            lambda r: self._toast(f"{title}{_told(r, len(ids))}"),
            self._refused(None),
        )

    def reschedule(self, rows: Sequence[SlotRow], day: dt.date | None = None) -> None:
        """改期: ask for the day and the reason."""
        several = len(rows) > 1
        needs = any(r.state is SlotState.CONFIRMED for r in rows)
        reason = Field("reason", "原因", "suggest", options=REASONS, required=needs)
        fields = [Field("day", "改到哪一天", "date", required=True), reason]
        if not several and rows[0].series_id is not None:
            fields.append(_PUSH)

        def submit(values: dict[str, Any], done: Done) -> None:
            moves = {r.id: values["day"] for r in rows}
            push = bool(values.get("push"))
            self._move(rows, moves, push, values["reason"], done, done)

        FormDialog(
            self._page,
            f"改期：{_names(rows)}",
            fields,
            submit,
            values={"day": day or rows[0].day},
            note="改期是换到指定的一天；不定哪一天、往后顺一个空档的，用“延期”。",
            ok="改期",
        ).open()

    def postpone(self, row: SlotRow) -> None:
        """延期: to the next day with room, with a reason."""
        from services.schedules.moves import postpone

        title = f"{row.label}延期"

        def submit(values: dict[str, Any], done: Done) -> None:
            def stored(result: MoveResult) -> None:
                done(None)
                first = next((c for c in result.changes if c.slot_id == row.id), None)
                to = f"到 {short_words(first.after)}" if first and first.after else ""
                self._toast(f"{title}{to}{_told(result, 1)}")

            push = bool(values.get("push"))
            self._write(
                title,
                lambda s: postpone(s, row.id, values["reason"], push_rest=push),
                stored,
                done,
            )

        fields = [_REASON, _PUSH] if row.series_id is not None else [_REASON]
        FormDialog(
            self._page,
            f"延期：{row.label}",
            fields,
            submit,
            note="排到后面第一个有空的工作日；这一期照样要做，只是晚一些。",
            ok="延期",
        ).open()

    def cancel(self, rows: Sequence[SlotRow]) -> None:
        """取消: it will not take place; it stays on the calendar, struck out."""
        from services.schedules.moves import cancel_slots

        ids = [r.id for r in rows]
        title = f"取消{_names(rows)}的排期"

        def submit(values: dict[str, Any], done: Done) -> None:
            self._write(
                title,
                lambda s: cancel_slots(s, ids, values["reason"]),
                lambda _r: (done(None), self._toast(f"已{title}")),
                done,
            )

        FormDialog(
            self._page,
            title,
            [_REASON],
            submit,
            note="取消的不再占名额，仍留在日历上（画线），以后可以恢复。",
            ok="取消排期",
        ).open()

    def restore(self, rows: Sequence[SlotRow]) -> None:
        """Take a cancellation back."""
        from services.schedules.moves import restore_slots

        title = f"恢复{_names(rows)}的排期"
        ids = [r.id for r in rows]
        self._write(
            title,
            lambda s: restore_slots(s, ids),
            lambda _r: self._toast(f"已{title}"),
            self._refused(None),
        )

    # --- bringing on -------------------------------------------------------------------------------

    def advance(
        self,
        rows: Sequence[SlotRow],
        state: SlotState,
        on: dt.date,
        *,
        fill: bool = False,
    ) -> None:
        """Confirmed or recorded on a day; states that would be skipped are asked about."""
        from services.schedules.progress import advance

        ids = [r.id for r in rows]
        title = f"{_STATE_DEEDS[state]}：{_names(rows)}"
        self._write(
            title,
            lambda s: advance(s, ids, state, on, fill=fill),
            lambda _r: self._toast(f"{_names(rows)}{state.label}（{on:%m月%d日}）"),
            lambda error: self._ask_fill(
                error, lambda: self.advance(rows, state, on, fill=True)
            ),
        )

    def step_back(self, rows: Sequence[SlotRow]) -> None:
        """One state back."""
        from services.schedules.progress import step_back

        ids = [r.id for r in rows]
        title = f"{_names(rows)}退回上一步"
        self._write(
            title,
            lambda s: step_back(s, ids),
            lambda _r: self._toast(f"{title}了"),
            self._refused(None),
        )

    def publish(self, rows: Sequence[SlotRow]) -> None:
        """登记为刊播: ask for the titles, then make the placements."""
        from ui.schedule.publish_dialog import PublishDialog

        PublishDialog(self._page, self.context, rows).open()

    def accept(self, found: Sequence[Fulfilment]) -> None:
        """Placements that arrived are what was planned."""
        from services.schedules.fulfilling import accept_fulfilments

        pairs = [(f.slot.id, f.placement_id) for f in found]
        title = f"认定 {_names([f.slot for f in found])}的刊播"
        self._write(
            title,
            lambda s: accept_fulfilments(s, pairs),
            lambda n: self._toast(f"{n} 期已按报来的稿件记为已刊播"),
            self._refused(None),
        )

    def reject(self, found: Sequence[Fulfilment]) -> None:
        """Placements that are something else."""
        from services.schedules.fulfilling import reject_fulfilments

        pairs = [(f.slot.id, f.placement_id) for f in found]
        self._write(
            "不认定为排期的刊播",
            lambda s: reject_fulfilments(s, pairs),
            lambda _n: self._toast("以后不再提示这一条"),
            self._refused(None),
        )

    # --- editing -----------------------------------------------------------------------------------

    def edit(self, row: SlotRow, **fields: Any) -> None:
        """Store fields that were changed in the panel."""
        from services.schedules.slots import edit_slot

        self._write(
            f"修改{row.label}的排期",
            lambda s: edit_slot(s, row.id, **fields),
            lambda _r: self._toast("已保存"),
            self._refused(None),
        )

    def delete(self, rows: Sequence[SlotRow]) -> None:
        """Into the recycle bin: for what was entered by mistake."""
        from services.schedules.slots import delete_slots

        ids = [r.id for r in rows]
        title = f"删除{_names(rows)}的排期"
        self._write(
            title,
            lambda s: delete_slots(s, ids),
            lambda _n: self._toast(f"已{title}"),
            self._refused(None),
        )

    # --- inside ------------------------------------------------------------------------------------

    def _write(
        self,
        title: str,
        work: Callable[[Session], Any],
        done: Callable[[Any], Any],
        failed: Callable[[BaseException], Any],
    ) -> None:
        self.context.write(title, work, on_done=done, on_error=failed)

    def _toast(self, words: str) -> None:
        self.context.toast(words, self.context.undo_last)

    def _refused(
        self, then: Callable[[], Any] | None
    ) -> Callable[[BaseException], None]:
        def tell(error: BaseException) -> None:
            if isinstance(error, ValidationError):
                self.context.toast(str(error))
            else:
                self.context.show_error(error)
            if then is not None:
                then()

        return tell

    def _ask_fill(self, error: BaseException, again: Callable[[], Any]) -> None:
        from services.schedules.progress import StateSkipped

        if not isinstance(error, StateSkipped):
            self._refused(None)(error)
            return
        ask(
            self._page,
            "中间的步骤还没登记",
            str(error),
            [("fill", "一并补上", "primary"), ("no", "不登记", "")],
            lambda key: again() if key == "fill" else None,
        )


def _names(rows: Sequence[SlotRow]) -> str:
    names = list(dict.fromkeys(r.label for r in rows))
    if len(names) > 2 or len(rows) > 2:
        return f"{names[0]}等 {len(rows)} 期"
    return "、".join(names)


def _move_title(rows: Sequence[SlotRow], moves: Moves, push: bool) -> str:
    mine = [r for r in rows if r.id in moves]
    days = set(moves.values())
    to = f"改到 {short_words(next(iter(days)))}" if len(days) == 1 else "改期"
    return f"{_names(mine)}{to}{'，后面的顺延' if push else ''}"


def _told(result: MoveResult, moved: int) -> str:
    """What a move did besides what was asked, and what it runs into."""
    more = len(result.changes) - moved
    words = f"，顺延 {more} 期" if more > 0 else ""
    if result.conflicts:
        words += f"。注意：{result.conflicts[0].sentence}"
        if len(result.conflicts) > 1:
            words += f"（共 {len(result.conflicts)} 处）"
    return words
