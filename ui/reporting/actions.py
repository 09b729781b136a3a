"""What can be done with one return: receive, nil, exempt, send back, accept; each can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from models.vocabulary import ReturnState
from services import returns
from ui.reporting import words
from ui.reporting.return_fields import day_field, need_day, reason_field
from ui.widgets.form_dialog import Done, FormDialog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import AppContext
    from ui.reporting.data import CellView

EXEMPT_REASONS = ("集中学习", "抢险救灾", "机构改革", "联络员外出培训", "节假日顺延")
BACK_REASONS = (
    "刊播日期有误",
    "缺少链接",
    "媒体名称不准确",
    "标题与刊播内容不符",
    "重复填报",
    "非本周内容",
)


@dataclass(frozen=True)
class Deed:
    """One thing that can be done with a cell; `key` is its letter on the board, `short` fits a narrow foot."""

    name: str
    label: str
    key: str
    run: Callable[[], None]
    short: str = ""


class ReturnActions(QObject):
    """Carries out the deeds on the cell given with `set_cell`.

    `extra` are further deeds of the page (entry, stories, history) by name.
    """

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._view: CellView | None = None
        self.extra: dict[str, Deed] = {}
        self.today: Callable[[], dt.date] = dt.date.today

    def set_cell(self, view: CellView | None) -> None:
        """The cell that the deeds are about."""
        self._view = view

    # --- what is offered ---------------------------------------------------------------------------

    def deeds(self) -> dict[str, Deed]:
        """What can be done now, by name, in the order of the menu."""
        view = self._view
        if view is None:
            return {}
        offered = [self._deed(n) for n in _offered(view)]
        return {d.name: d for d in offered if d is not None}

    def run_key(self, key: str) -> bool:
        """Do what a letter on the board stands for; False where it means nothing here."""
        for deed in self.deeds().values():
            if deed.key == key:
                deed.run()
                return True
        return False

    def menu(self, point: QPoint) -> QMenu:
        """The menu of the cell, shown at a global point."""
        menu = QMenu(self._page)
        view = self._view
        if view is not None:
            title = menu.addAction(f"{view.unit.label} · {words.week_short(view.week)}")
            title.setEnabled(False)
            menu.addSeparator()
        for deed in self.deeds().values():
            if deed.name in _AFTER_LINE:
                menu.addSeparator()
            action = menu.addAction(deed.label, deed.run)
            if deed.key:
                action.setShortcut(QKeySequence(deed.key))
                action.setShortcutVisibleInContextMenu(True)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)
        return menu

    def _deed(self, name: str) -> Deed | None:
        if name in self.extra:
            return self.extra[name]
        own: dict[str, tuple[str, str, Callable[[], None]]] = {
            "receive": ("登记收到…", "S", self.ask_receive),
            "nil": ("零报告…", "L", self.ask_nil),
            "exempt": ("免报…", "M", self.ask_exempt),
            "unexempt": ("取消免报", "M", self.cancel_exempt),
            "received_on": ("收到日期…", "D", self.ask_received_on),
            "send_back": ("退回…", "T", self.ask_send_back),
            "accept": ("接收", "J", self.accept),
            "unreceive": ("改为未报", "", self.unreceive),
        }
        entry = own.get(name)
        return Deed(name, *entry, short=_SHORT.get(name, "")) if entry else None

    # --- the deeds ---------------------------------------------------------------------------------

    def ask_receive(self) -> None:
        """Note on which day the return came."""
        self._ask_arrival(nil=False)

    def ask_nil(self) -> None:
        """Note that the unit reported nothing for the week."""
        self._ask_arrival(nil=True)

    def ask_received_on(self) -> None:
        """Correct the day on which the return came."""
        view = self._need()

        def submit(values: dict[str, Any], done: Done) -> None:
            self._store(
                "更正收到日期",
                lambda s: returns.set_received_on(
                    s,
                    view.unit.id,
                    view.week,
                    need_day(values["received_on"], "received_on"),
                ),
                "收到日期已更正",
                done,
            )

        note = f"是否迟报按收到日期算。这一周的截止日期是 {words.day_words(view.due)}。"
        self._dialog(
            "收到日期",
            note,
            [day_field("received_on", "收到日期")],
            submit,
            {"received_on": view.stored.received_on},
        )

    def ask_exempt(self) -> None:
        """Let the unit off for the week, with a reason."""
        view = self._need()

        def submit(values: dict[str, Any], done: Done) -> None:
            self._store(
                "免报",
                lambda s: returns.exempt(
                    s, view.unit.id, view.week, str(values["exempt_reason"] or "")
                ),
                "已免报",
                done,
            )

        self._dialog(
            "免报",
            "免报的单位不计入应报数，理由会写进周汇总。",
            [reason_field("exempt_reason", "理由", EXEMPT_REASONS)],
            submit,
            {"exempt_reason": view.stored.exempt_reason},
        )

    def cancel_exempt(self) -> None:
        """Oblige the unit again."""
        view = self._need()
        self._store(
            "取消免报",
            lambda s: returns.cancel_exempt(s, view.unit.id, view.week),
            "已取消免报",
        )

    def ask_send_back(self) -> None:
        """Return the report for correction, with a reason."""
        view = self._need()

        def submit(values: dict[str, Any], done: Done) -> None:
            self._store(
                "退回修改",
                lambda s: returns.send_back(
                    s,
                    view.unit.id,
                    view.week,
                    str(values["returned_reason"] or ""),
                    need_day(values["returned_on"], "returned_on"),
                ),
                "已退回修改",
                done,
            )

        self._dialog(
            "退回修改",
            "退回后，单位重新报来的表格入库即视为改好；也可以直接“接收”。",
            [
                reason_field("returned_reason", "原因", BACK_REASONS),
                day_field("returned_on", "退回日期"),
            ],
            submit,
            {"returned_on": self.today(), "returned_reason": ""},
        )

    def accept(self) -> None:
        """Accept the report as it stands."""
        view = self._need()
        self._store(
            "接收",
            lambda s: returns.accept(s, view.unit.id, view.week, self.today()),
            "已接收",
        )

    def unreceive(self) -> None:
        """Say that nothing came after all."""
        view = self._need()
        self._store(
            "改为未报",
            lambda s: returns.set_received_on(s, view.unit.id, view.week, None),
            "已改为未报",
        )

    # --- inside ------------------------------------------------------------------------------------

    def _ask_arrival(self, *, nil: bool) -> None:
        view = self._need()
        title = "零报告" if nil else "登记收到"

        def work(session: Session, day: dt.date) -> None:
            returns.receive(
                session, view.unit.id, view.week, day, nil=nil, source="hand"
            )

        def submit(values: dict[str, Any], done: Done) -> None:
            self._store(
                title,
                lambda s: work(s, need_day(values["received_on"], "received_on")),
                "已登记零报告" if nil else "已登记收到",
                done,
            )

        note = (
            "登记这个单位本周无报道。零报告算已报。"
            if nil
            else "只登记收到的日期，稿件可以随后补录。"
        )
        self._dialog(
            title,
            note,
            [day_field("received_on", "收到日期")],
            submit,
            {"received_on": view.stored.received_on or self.today()},
        )

    def _dialog(
        self,
        title: str,
        note: str,
        fields: list[Any],
        submit: Callable[[dict[str, Any], Done], None],
        values: dict[str, Any],
    ) -> None:
        view = self._need()
        heading = f"{title} · {view.unit.label} · {words.week_short(view.week)}"
        dialog = FormDialog(
            self._page, heading, fields, submit, values=values, note=note, ok=title
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _store(
        self,
        word: str,
        work: Callable[[Session], object],
        said: str,
        done: Done | None = None,
    ) -> None:
        view = self._need()
        name = view.unit.label
        self._context.write(
            f"{word}：{name}，{words.week_short(view.week)}",
            work,
            on_done=None if done is None else (lambda _r: done(None)),
            on_error=done,
            undo_toast=f"{name} {said}",
        )

    def _need(self) -> CellView:
        assert self._view is not None
        return self._view


def _offered(view: CellView) -> list[str]:
    """Names of the deeds that make sense for a cell, the likely ones first."""
    rest = ["entry", "stories", "history"]
    if view.state is None:
        return ["history"]
    if view.state is ReturnState.EXEMPT:
        first = ["unexempt"] if view.stored.exempt else []
        return [*first, "receive", *rest] if not view.came else [*first, *rest]
    if not view.came:
        return ["receive", "nil", "exempt", "remind", *rest]
    first = ["accept", "received_on", "send_back"]
    if view.state is ReturnState.RETURNED:
        first = ["accept", "received_on", "remind"]
    elif view.stored.accepted_on is not None:
        first = ["received_on", "send_back"]
    if not view.placements:
        first += ["unreceive"] if view.stored.nil else ["nil", "unreceive"]
    return [*first, "exempt", *rest]


_SHORT = {"receive": "收到…"}
_AFTER_LINE = frozenset({"entry"})
