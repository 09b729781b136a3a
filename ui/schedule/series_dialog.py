"""Laying out a series: what is asked for at the left, what comes of it at the right while it is being typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid
from sqlalchemy.orm import Session

from models.errors import AppError, ValidationError
from services.schedules.types import DayInfo, DraftSlot, SeriesDraft, SeriesProposal
from ui.context import AppContext
from ui.schedule.entries import DAY, Moves, monday_of
from ui.schedule.known import Known, shrink
from ui.schedule.preview import ProposalPreview
from ui.schedule.rhythm_box import RhythmBox
from ui.schedule.skipped import parse_blackout
from ui.schedule.units_box import UnitsBox
from ui.theme import px
from ui.widgets.cards import SectionTitle, make_label
from ui.widgets.dialogs import SheetDialog, ask
from ui.widgets.form import Field, Form

TYPING_MS = 220
_WHERE = ("name", "outlet_id", "column", "campaign_id")
Laid = tuple[SeriesProposal, tuple[DayInfo, ...]]


class SeriesDialog(SheetDialog):
    """`known` is what can be picked; `slots` with `draft` open it on something laid out already (an annex)."""

    def __init__(
        self,
        page: Any,
        context: AppContext,
        known: Known,
        *,
        first: dt.date | None = None,
        draft: SeriesDraft | None = None,
        slots: Sequence[DraftSlot] | None = None,
    ) -> None:
        super().__init__(page, "排一个系列", ok="保存排期", wide=True)
        self._page, self._context, self._known = page, context, known
        self._edited: tuple[DraftSlot, ...] | None = tuple(slots) if slots else None
        self._named = False
        self._draft: SeriesDraft | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._propose)
        self._build()
        self._fit()
        # Enter in a field must not keep the series: Ctrl+Enter or the button does.
        self.ok_button.setDefault(False)
        self.ok_button.setAutoDefault(False)
        if draft is not None:
            self._show_draft(draft)
        else:
            self._show_usual(first)
        self.accept_wanted.connect(self._on_accept)
        self._on_changed(keep=True)

    def reject(self) -> None:
        """Esc asks first where units were put together already."""
        if not self.units.ids():
            super().reject()
            return
        ask(
            self,
            "放弃这次排期？",
            f"已经选了 {len(self.units.ids())} 个单位，还没有保存。",
            [("stay", "继续排", "primary"), ("go", "放弃", "danger")],
            lambda key: super(SeriesDialog, self).reject() if key == "go" else None,
        )

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(20))
        left = QWidget()
        left.setObjectName("scrolled")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, px(10), 0)
        column.setSpacing(px(8))
        self.where = Form(self._where_fields(), columns=2)
        self.where.changed.connect(self._on_where)
        shrink(self.where, "campaign_id")
        column.addWidget(self.where)
        column.addWidget(SectionTitle("哪些单位，什么顺序"))
        self.units = UnitsBox(self._context, self._known, self._first)
        self.units.changed.connect(self._on_changed)
        column.addWidget(self.units)
        column.addWidget(SectionTitle("什么时候"))
        self.rhythm = RhythmBox()
        self.rhythm.changed.connect(self._on_changed)
        column.addWidget(self.rhythm)
        self.when = Form(self._when_fields(), columns=2)
        self.when.changed.connect(lambda _k: self._on_changed())
        column.addWidget(self.when)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(left)
        area.setFixedWidth(px(400))
        self.preview = ProposalPreview(
            self._context, {u.id: u.label for u in self._known.units}
        )
        self.preview.moved.connect(self._on_moved)
        row.addWidget(area)
        row.addWidget(self.preview, 1)
        self.body.addLayout(row, 1)
        self._hint = make_label("", "note", ink="soft")
        self._buttons.insertWidget(0, self._hint)

    def _where_fields(self) -> list[Field]:
        return [
            Field("outlet_id", "媒体", "pick", options=self._known.outlet_items()),
            Field("column", "栏目", "suggest", options=()),
            Field("name", "系列名称", required=True, placeholder="如 一把手谈营商环境"),
            Field(
                "campaign_id",
                "方案",
                "choice",
                options=self._known.campaign_choices("不属于哪个方案"),
            ),
        ]

    def _when_fields(self) -> list[Field]:
        return [
            Field("first", "第一天", "date", required=True),
            Field("last", "最晚到", "date", placeholder="不限"),
            Field("capacity", "每天最多", "number", placeholder="按节奏"),
            Field("blackout", "停排的日子", placeholder="如 4月9日—11日"),
            Field("time", "时间", placeholder="如 9:30"),
            Field("place", "地点"),
            Field("person", "人员", placeholder="如 主要负责人"),
            Field("topic", "主题"),
        ]

    def _fit(self) -> None:
        window = self._page.window()
        wide = min(px(1180), window.width() - px(40))
        self.setMinimumSize(min(px(860), wide), min(px(560), window.height() - px(40)))
        self.resize(wide, min(px(740), window.height() - px(40)))

    def _show_usual(self, first: dt.date | None) -> None:
        wanted = self._page.filters.wanted()
        day = first or monday_of(dt.date.today()) + DAY * 7
        self.when.set_values({"first": day})
        self.where.set_options("column", self._known.columns_of(wanted.outlet_id))
        self.where.set_values(
            {
                "outlet_id": wanted.outlet_id,
                "column": wanted.column,
                "name": wanted.column,
                "campaign_id": str(wanted.campaign_id or ""),
            }
        )

    def _show_draft(self, draft: SeriesDraft) -> None:
        self.where.set_options("column", self._known.columns_of(draft.outlet_id))
        self.where.set_values(
            {
                "outlet_id": draft.outlet_id,
                "column": draft.column,
                "name": draft.name,
                "campaign_id": str(draft.campaign_id or ""),
            }
        )
        self._named = True
        self.units.set_ids(draft.unit_ids)
        self.rhythm.set_rhythm(draft.rhythm)
        self.when.set_values(
            {
                "first": draft.first,
                "last": draft.last,
                "capacity": draft.capacity,
                "time": draft.time,
                "place": draft.place,
                "person": draft.person,
                "topic": draft.topic,
            }
        )

    # --- typing ------------------------------------------------------------------------------------

    def _first(self) -> dt.date:
        return self.when.values()["first"] or dt.date.today()

    def _on_where(self, key: str) -> None:
        values = self.where.values()
        if key == "outlet_id":
            self.where.set_options(
                "column", self._known.columns_of(values["outlet_id"])
            )
        if key == "name":
            self._named = bool(values["name"])
        elif key == "column" and not self._named:
            self.where.set_values({"name": values["column"]})
        self._on_changed(keep=True)

    def _on_changed(self, *, keep: bool = False) -> None:
        """Lay out anew in a moment; days moved by hand are kept where only names changed."""
        if not keep:
            self._edited = None
        self.set_error("")
        self._typing.start()

    def _on_moved(self, moves: Moves) -> None:
        proposal = self.preview.proposal
        if proposal is None:
            return
        self._edited = tuple(
            replace(slot, day=moves[n], reason="手工改过") if n in moves else slot
            for n, slot in enumerate(proposal.slots)
        )
        self._propose()

    def draft(self) -> SeriesDraft | None:
        """What is asked for; None while units or the first day are missing. Raises ValidationError."""
        where, when = self.where.values(), self.when.values()
        ids = self.units.ids()
        if not ids or when["first"] is None:
            return None
        return SeriesDraft(
            where["name"] or where["column"] or "未命名",
            ids,
            when["first"],
            self.rhythm.rhythm(),
            when["last"],
            when["capacity"],
            parse_blackout(when["blackout"] or "", when["first"]),
            where["outlet_id"],
            where["column"],
            int(where["campaign_id"]) if where["campaign_id"] else None,
            when["time"],
            when["place"],
            when["person"],
            when["topic"],
        )

    def _propose(self) -> None:
        self.when.clear_errors()
        try:
            draft = self.draft()
        except ValidationError as error:
            self._on_wrong(error)
            return
        if draft is None:
            self.preview.show_blank()
            self._tell()
            return
        edited = self._edited
        self._context.read(
            lambda s: _lay_out(s, draft, edited),
            lambda laid: self._show(draft, laid),
            on_error=self._on_wrong,
            owner=self,
            key="proposal",
        )

    def _show(self, draft: SeriesDraft, laid: Laid) -> None:
        self._draft = draft
        self.preview.show_proposal(*laid)
        self._tell()

    def _on_wrong(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            self._context.show_error(error)
            return
        key = getattr(error, "field", None) or ""
        if key in self.when.values():
            self.when.set_error(key, str(error))
        self.preview.show_wrong(str(error))
        self._tell()

    def _tell(self) -> None:
        proposal = self.preview.proposal
        self.ok_button.setText(
            f"保存 {len(proposal.slots)} 期" if proposal else "保存排期"
        )
        self._hint.setText(
            "手工改过的日子，再改左边的条件会重新排" if self._edited else ""
        )

    # --- keeping -----------------------------------------------------------------------------------

    def _on_accept(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
        checked = self.where.check(), self.when.check()
        if not all(checked):
            return
        try:
            draft = self.draft()
        except ValidationError as error:
            self._on_wrong(error)
            return
        if draft is None:
            self.set_error("请先加入单位。")
            self.units.picker.setFocus()
            return
        self.set_busy(True)
        slots = self._edited
        self._context.write(
            f"排系列：{draft.name}",
            lambda s: _keep(s, draft, slots),
            on_done=lambda found: self._kept(draft, found),
            on_error=self._on_refused,
        )

    def _kept(self, draft: SeriesDraft, found: tuple[int, int, dt.date | None]) -> None:
        _series_id, count, first = found
        self._context.toast(f"{draft.name}：排了 {count} 期", self._context.undo_last)
        if isValid(self):
            self.accept()
        if first is not None:
            self._page.go_to(first)

    def _on_refused(self, error: BaseException) -> None:
        self.set_busy(False)
        if not isinstance(error, AppError):
            self._context.show_error(error)
            return
        key = getattr(error, "field", None) or ""
        form = self.where if key in _WHERE else self.when
        if key in form.values():
            form.set_error(key, str(error))
            form.focus(key)
        else:
            self.set_error(str(error))


def _lay_out(
    session: Session, draft: SeriesDraft, slots: Sequence[DraftSlot] | None
) -> Laid:
    from services.schedules.calendar import day_infos
    from services.schedules.store import propose_series

    proposal = propose_series(session, draft, slots)
    placed = [s.day for s in proposal.slots if s.day]
    first = min([draft.first, *placed]).replace(day=1) - DAY * 7
    last = max([draft.first, *placed]) + DAY * 45
    last = min(last, first + DAY * 800)
    return proposal, day_infos(session, first, last, draft.outlet_id)


def _keep(
    session: Session, draft: SeriesDraft, slots: Sequence[DraftSlot] | None
) -> tuple[int, int, dt.date | None]:
    from services.schedules.store import load_series, save_series

    series_id = save_series(session, draft, slots)
    row = load_series(session, series_id)
    return series_id, row.total, row.from_day
