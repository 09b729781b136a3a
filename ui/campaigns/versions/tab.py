"""历次版本: every moment of a plan, any of them beside the present plan, and the way back for each value."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.errors import AppError, NotFound
from services.campaigns.versions import Moment
from ui.campaigns.tab import PlanTab
from ui.campaigns.versions.compare_view import CompareView
from ui.campaigns.versions.deeds import VersionDeeds
from ui.campaigns.versions.reading import (
    Compared,
    Known,
    Line,
    read_earlier,
    read_known,
    read_other,
    read_step,
)
from ui.context import AppContext
from ui.navigation import Place
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.dates import DateField
from ui.widgets.dialogs import SheetDialog
from ui.widgets.empty import EmptyState
from ui.widgets.labels import make_label
from ui.widgets.picker import Picker, PickItem
from ui.widgets.pills import PillBar
from ui.widgets.tables import Column, PagedTable

_LIST = 330
_NOW, _STEP = "now", "step"
_MODES = ((_NOW, "和现在比", None), (_STEP, "只看这一次", None))


def _time(moment: Moment) -> str:
    today = dt.date.today()
    if moment.at.date() == today:
        return f"今天 {moment.at:%H:%M}"
    if moment.at.year == today.year:
        return f"{moment.at.month}月{moment.at.day}日 {moment.at:%H:%M}"
    return f"{moment.at:%Y-%m-%d %H:%M}"


_COLUMNS = (
    Column("at", "时间", 112, text=_time, tip=lambda m: f"{m.at:%Y-%m-%d %H:%M:%S}"),
    Column(
        "title", "做了什么", 170, stretch=True, tip=lambda m: f"{m.title}　{m.actor}"
    ),
    Column("actor", "操作人", 64),
    Column("records", "处数", 48, align="right"),
)
_ACTOR = 2


class VersionsTab(PlanTab):
    """Opened at `action` (the plan after it beside the present one), `mode` now or step, or `other` plan."""

    key = "versions"
    title = "历次版本"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._plan_id: int | None = None
        self._known: Known | None = None
        self._action: int | None = None
        self._other: int | None = None
        self._shown: tuple[Any, ...] = ()
        self._filling = False
        self.deeds = VersionDeeds(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(self._bar())
        self.table = PagedTable(_COLUMNS, state=context.state, key="versions")
        self.table.view.setAccessibleName("历次改动")
        self.table.set_empty(
            EmptyState("还没有改动", "方案改过以后，这里能看到每一次。")
        )
        self.table.row_selected.connect(self._on_moment)
        self.compare = CompareView()
        self.compare.line_wanted.connect(self.deeds.line_back)
        self.compare.field_wanted.connect(self._on_field)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(px(12))
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.compare)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([px(_LIST), 10_000])
        column.addWidget(split, 1)
        self.setFocusProxy(self.table.view)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.modes = PillBar(_MODES)
        self.modes.chosen.connect(lambda _key: self._on_mode())
        row.addWidget(self.modes)
        row.addStretch(1)
        row.addWidget(make_label("看哪一天的样子", ink="soft"))
        self.day = DateField()
        self.day.edit.setAccessibleName("看哪一天的样子")
        self.day.setFixedWidth(px(170))
        self.day.changed.connect(self._on_day)
        row.addWidget(self.day)
        self.other_button = buttons.plain(
            "和另一份方案比…", self._ask_other, tip="比如和它所沿用的上一份方案比"
        )
        row.addWidget(self.other_button)
        return row

    # --- tab -----------------------------------------------------------------------------------------

    def show_plan(self, campaign_id: int, place: Place) -> None:
        """Show the moments of a plan, and the comparison that the place names."""
        if campaign_id != self._plan_id:
            self._plan_id, self._known = campaign_id, None
            self._action = self._other = None
            self._shown = ()
            self.day.set_date(None)
            self.compare.say("", "")
        action, other = place.get("action"), place.get("other")
        if isinstance(action, int):
            self._action, self._other = action, None
        if isinstance(other, int):
            self._other = other
        if place.get("mode") in (_NOW, _STEP):
            self.modes.set_current(str(place.get("mode")))
        self._read()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the moments again and compare again."""
        named = {"key_message", "target", "deliverable"}
        own = any(t.startswith(("campaign", "measure")) for t in changed_tables)
        if self._plan_id is not None and (
            not changed_tables or own or changed_tables & named
        ):
            self._read()

    def place_args(self) -> dict[str, Any]:
        """What is compared."""
        if self._other is not None:
            return {"other": self._other}
        args: dict[str, Any] = {"mode": self.modes.current()}
        if self._action is not None:
            args["action"] = self._action
        return args

    # --- reading -------------------------------------------------------------------------------------

    def _read(self) -> None:
        plan_id = self._plan_id
        if plan_id is not None:
            self.context.read(
                lambda s: read_known(s, plan_id),
                self._show_known,
                on_error=self._on_gone,
                owner=self,
                key="moments",
            )

    def _show_known(self, known: Known) -> None:
        self._known = known
        ids = [m.action_id for m in known.moments]
        if self._action is None and self._other is None and ids:
            # The plan as it came in is what a clerk wants to compare with first.
            self._action = ids[-1]
        # What the table chooses by itself while it is filled is not the clerk's choice.
        self._filling = True
        self.table.set_rows(list(known.moments), id_of=lambda m: m.action_id)
        if self._other is not None:
            self.table.view.clearSelection()
        elif self._action in ids:
            self.table.select(self._action)
        self._filling = False
        named = any(moment.actor for moment in known.moments)
        self.table.view.setColumnHidden(_ACTOR, not named)
        self.other_button.setEnabled(bool(known.others))
        self._compare()

    def _on_gone(self, error: BaseException) -> None:
        if not isinstance(error, NotFound):
            self.context.show_error(error)
            return
        self.table.set_rows([])
        self.compare.say("这份方案已经不在了", str(error))
        self.shown_data.emit()

    def _compare(self) -> None:
        plan_id, action, other = self._plan_id, self._action, self._other
        if plan_id is None:
            return
        step = self.modes.current() == _STEP
        if other is None and action is None:
            self.compare.say("还没有改动", "方案改过以后，可以把任何一次和现在对照。")
            self.shown_data.emit()
            return

        def work(session: Session) -> Compared:
            if other is not None:
                return read_other(session, plan_id, other)
            assert action is not None
            read = read_step if step else read_earlier
            return read(session, plan_id, action)

        wanted = (plan_id, action, other, step)
        self.context.read(
            work,
            lambda found: self._show(found, wanted),
            on_error=self._on_trouble,
            owner=self,
            key="compare",
        )

    def _show(self, found: Compared, wanted: tuple[Any, ...]) -> None:
        keep, self._shown = wanted == self._shown, wanted
        self.compare.show_found(found, self._title(found), keep=keep)
        self.shown_data.emit()

    def _title(self, found: Compared) -> str:
        if found.other:
            return f"与《{found.old_name}》对照"
        moment = self._moment()
        if moment is None:
            return "与那时对照"
        if self.modes.current() == _STEP:
            return f"{_time(moment)}　{moment.title}"
        return f"{_time(moment)} 之后改了什么"

    def _on_trouble(self, error: BaseException) -> None:
        if isinstance(error, AppError):
            self.compare.say("不能对照", str(error))
            self.shown_data.emit()
        else:
            self.context.show_error(error)

    def _moment(self) -> Moment | None:
        moments = self._known.moments if self._known is not None else ()
        return next((m for m in moments if m.action_id == self._action), None)

    # --- choosing ------------------------------------------------------------------------------------

    def _on_moment(self, action_id: object) -> None:
        if self._filling:
            return
        if isinstance(action_id, int) and (action_id, None) != (
            self._action,
            self._other,
        ):
            self._action, self._other = action_id, None
            self._compare()

    def _on_mode(self) -> None:
        if self._other is not None:
            self._other = None
            if self._action is not None:
                self.table.select(self._action)
        self._compare()

    def _on_day(self, day: dt.date | None) -> None:
        """The plan as it stood at the end of a day: the last moment of that day or before it."""
        known = self._known
        if day is None or known is None:
            return
        for moment in known.moments:
            if moment.at.date() <= day:
                self._other, self._action = None, moment.action_id
                self.modes.set_current(_NOW)
                self.table.select(moment.action_id)
                self._compare()
                return
        self.context.toast(f"{day} 还没有这份方案")

    def _ask_other(self) -> None:
        known = self._known
        if known is None:
            return
        dialog = SheetDialog(self, "和另一份方案对照", ok="对照")
        dialog.body.addWidget(
            make_label(
                "按内容把两份方案的条款和任务对上，看这一份改了、加了、去掉了什么。",
                ink="soft",
                wrap=True,
            )
        )
        picker = Picker(
            [
                PickItem(
                    n, t, note="本方案沿用的方案" if n == known.started_from else ""
                )
                for n, t in known.others
            ]
        )
        picker.setAccessibleName("另一份方案")
        picker.set_value(known.started_from)
        dialog.body.addWidget(picker)

        def accepted() -> None:
            if picker.value() is None:
                dialog.set_error("请从列表里选一份方案。")
                return
            dialog.accept()
            self._other = picker.value()
            self.table.view.clearSelection()
            self._compare()

        dialog.accept_wanted.connect(accepted)
        dialog.open()
        picker.setFocus()

    def _on_field(self, found: Compared, line: Line, at: int) -> None:
        self.deeds.fields_back(found, line, (line.changes[at],))
