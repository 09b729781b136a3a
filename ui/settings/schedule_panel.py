"""The rules of schedules: how serious each conflict is, capacities, days without slots, the notice to units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout
from sqlalchemy.orm import Session

from models.errors import ValidationError
from services.registers.outlets import OutletRow, list_outlets
from services.schedules.conflicts import Grade, Rule
from services.schedules.types import BlackoutRow, CapacityRow, ScheduleRules
from ui.context import AppContext
from ui.navigation import Place
from ui.settings.panel import Panel
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Card
from ui.widgets.empty import EmptyState
from ui.widgets.form import Field, Form
from ui.widgets.form_dialog import Done, FormDialog
from ui.widgets.tables import Column, PagedTable

_GRADES = [(str(int(grade)), grade.label) for grade in Grade]
_HINTS = {
    Rule.PERSON_TWICE: "时间不同的，最多算提示",
    Rule.OVER_CAPACITY: "容量在下面按媒体或栏目登记",
    Rule.NON_WORKDAY: "周末和放假",
    Rule.BLACKED_OUT: "停排的日子在下面登记",
    Rule.OUTSIDE_PHASE: "方案写了阶段的才检查",
    Rule.PLACE_TAKEN: "数量登记了容量的，超过才算",
}
_CAPACITIES = (
    Column("outlet", "媒体", 200),
    Column(
        "column",
        "栏目",
        200,
        stretch=True,
        text=lambda r: r.column or "（整个媒体合计）",
    ),
    Column("per_day", "每天最多", 80, align="right"),
)
_BLACKOUTS = (
    Column("first", "从", 100, text=lambda r: f"{r.first:%Y-%m-%d}"),
    Column("last", "到", 100, text=lambda r: f"{r.last:%Y-%m-%d}"),
    Column("reason", "为什么停", 220, stretch=True),
    Column("whom", "停谁的", 200, text=lambda r: r.series or r.outlet or "全部排期"),
)


@dataclass(frozen=True)
class _Stored:
    rules: ScheduleRules
    outlets: tuple[OutletRow, ...]
    notice: str


def _read(session: Session) -> _Stored:
    from services.schedules.notice import load_template
    from services.schedules.rules import load_rules

    return _Stored(
        load_rules(session), tuple(list_outlets(session)), load_template(session)
    )


class SchedulePanel(Panel):
    """排期."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._stored: _Stored | None = None
        self._build_grades()
        self._build_capacities()
        self._build_blackouts()
        self._build_notice()
        self.column.addStretch()
        self._tell_dirty()

    # --- building ----------------------------------------------------------------------------------

    def _build_grades(self) -> None:
        card = self.add_card(
            "冲突怎么对待",
            "“提示”只在详情里说一句；“警告”在日历上标出来；“禁止”的排不上去，也移不过去。",
        )
        self.grades = Form(
            [
                Field(
                    rule.value, rule.label, "choice", _GRADES, hint=_HINTS.get(rule, "")
                )
                for rule in Rule
            ],
            columns=3,
        )
        self.grades.changed.connect(lambda _k: self._on_changed())
        card.body.addWidget(self.grades)
        row = QHBoxLayout()
        row.addStretch()
        self.discard_button = buttons.plain("放弃修改", self.discard)
        self.save_button = buttons.primary("保存", self.save, shortcut="Ctrl+S")
        row.addWidget(self.discard_button)
        row.addWidget(self.save_button)
        card.body.addLayout(row)

    def _build_capacities(self) -> None:
        card = self.add_card(
            "每天容量",
            "一家媒体或一个栏目一天最多排几个；宣传位是同时最多几块。没有登记的不限。",
        )
        self.capacities = self._table(
            _CAPACITIES, "settings.capacities", "还没有登记容量"
        )
        card.body.addWidget(self.capacities)
        self._deeds(
            card,
            [
                ("登记…", lambda: self._edit_capacity(None)),
                ("修改…", lambda: self._edit_capacity(_current(self.capacities))),
                ("不再限制", self._drop_capacity),
            ],
        )
        self.capacities.row_activated.connect(
            lambda _i: self._edit_capacity(_current(self.capacities))
        )

    def _build_blackouts(self) -> None:
        card = self.add_card(
            "停排的日子",
            "这些日子不排；和放假一样，已经排在上面的可以在排期页一次重排。",
        )
        self.blackouts = self._table(_BLACKOUTS, "settings.blackouts", "没有停排的日子")
        card.body.addWidget(self.blackouts)
        self._deeds(
            card, [("登记…", self._add_blackout), ("删除", self._drop_blackout)]
        )

    def _build_notice(self) -> None:
        from services.schedules.notice import PLACEHOLDERS

        card = self.add_card(
            "给单位的通知",
            "第一行是标题，以冒号结尾的一行是送给谁。可以用的空格："
            + "、".join(f"{{{name}}}" for name in PLACEHOLDERS),
        )
        self.notice = Form([Field("template", "通知的文字", "long")])
        edit: Any = self.notice.widget("template")
        edit.setFixedHeight(px(230))
        self.notice.changed.connect(lambda _k: self._on_changed())
        card.body.addWidget(self.notice)
        row = QHBoxLayout()
        self.usual = buttons.quiet("改回原来的文字", self._usual_notice)
        row.addWidget(self.usual)
        row.addStretch()
        self.save_notice = buttons.primary("保存通知", lambda: self.save())
        row.addWidget(self.save_notice)
        card.body.addLayout(row)

    def _table(self, columns: tuple[Column, ...], key: str, nothing: str) -> PagedTable:
        table = PagedTable(columns, state=self.context.state, key=key)
        table.set_empty(EmptyState(nothing))
        table.setFixedHeight(px(150))
        return table

    def _deeds(self, card: Card, deeds: list[tuple[str, Callable[[], Any]]]) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for label, act in deeds:
            row.addWidget(buttons.plain(label, act))
        row.addStretch()
        card.body.addLayout(row)

    # --- panel -------------------------------------------------------------------------------------

    def load(self, place: Place) -> None:
        """Read the rules; unsaved edits stay."""
        self.context.read(_read, self._show, owner=self, key="rules")

    def _show(self, stored: _Stored) -> None:
        self._stored = stored
        self.capacities.set_rows(stored.rules.capacities)
        self.blackouts.set_rows(stored.rules.blackouts)
        if not self.dirty:
            self.discard()
        self.loaded.emit()

    def discard(self) -> None:
        """Show what is stored."""
        if self._stored is not None:
            self.grades.set_values(self._grade_values(self._stored))
            self.notice.set_values({"template": self._stored.notice})
        self.dirty = False
        self._tell_dirty()

    def save(self, done: Callable[[], None] | None = None) -> None:
        """Store grades and notice as one action."""
        stored = self._stored
        if stored is None or not self.dirty:
            if done is not None:
                done()
            return
        grades = {Rule(k): Grade(int(v)) for k, v in self.grades.values().items()}
        words = str(self.notice.values()["template"] or "")

        def work(session: Session) -> None:
            from services.schedules.notice import save_template
            from services.schedules.rules import save_grades

            save_grades(session, grades)
            save_template(session, words)

        def saved(_none: None) -> None:
            self.dirty = False
            self._tell_dirty()
            self.load(Place("settings"))
            if done is not None:
                done()

        self.context.write(
            "修改排期规则",
            work,
            on_done=saved,
            on_error=self._on_error,
            undo_toast="排期规则已保存",
        )

    def _on_error(self, error: BaseException) -> None:
        if isinstance(error, ValidationError) and error.field == "template":
            self.notice.set_error("template", str(error))
            self.notice.focus("template")
        else:
            self.context.show_error(error)

    def _grade_values(self, stored: _Stored) -> dict[str, str]:
        return {
            rule.value: str(int(grade)) for rule, grade in stored.rules.grades.items()
        }

    def _on_changed(self) -> None:
        if self._stored is None:
            return
        same = self.grades.values() == self._grade_values(self._stored)
        words = str(self.notice.values()["template"] or "")
        self.dirty = not same or words.strip() != self._stored.notice.strip()
        self._tell_dirty()

    def _tell_dirty(self) -> None:
        self.save_button.setEnabled(self.dirty)
        self.save_notice.setEnabled(self.dirty)
        self.discard_button.setVisible(self.dirty)

    def _usual_notice(self) -> None:
        from services.schedules.notice import DEFAULT

        self.notice.set_values({"template": DEFAULT})
        self._on_changed()

    # --- capacities and blackouts ------------------------------------------------------------------

    def _edit_capacity(self, row: CapacityRow | None) -> None:
        outlets = self._stored.outlets if self._stored is not None else ()
        names = [(o.id, o.name, o.initials, o.level.label) for o in outlets]
        fields = [
            Field("outlet_id", "媒体", "pick", options=names, required=True),
            Field("column", "栏目", "suggest", hint="不填，就是整个媒体合计"),
            Field("per_day", "每天最多", "number", required=True),
        ]

        def submit(values: dict[str, Any], done: Done) -> None:
            from services.schedules.rules import save_capacity

            self.context.write(
                "登记每天容量",
                lambda s: save_capacity(
                    s, values["outlet_id"], values["column"], values["per_day"]
                ),
                on_done=lambda _r: done(None),
                on_error=done,
                undo_toast="每天容量已登记",
            )

        given = (
            {"outlet_id": row.outlet_id, "column": row.column, "per_day": row.per_day}
            if row is not None
            else {}
        )
        dialog = FormDialog(
            self.window(), "每天容量", fields, submit, values=given, ok="保存"
        )

        def follow(key: str) -> None:
            if key == "outlet_id":
                chosen = dialog.form.values()["outlet_id"]
                columns = next((o.columns for o in outlets if o.id == chosen), ())
                dialog.form.set_options("column", list(columns))

        dialog.form.changed.connect(follow)
        dialog.open()

    def _drop_capacity(self) -> None:
        from services.schedules.rules import save_capacity

        row = _current(self.capacities)
        if row is not None:
            self.context.write(
                "取消每天容量",
                lambda s: save_capacity(s, row.outlet_id, row.column, None),
                undo_toast=f"{row.outlet}不再限制每天几个",
            )

    def _add_blackout(self) -> None:
        import datetime as dt

        from services.schedules.rules import save_blackout
        from ui.schedule.blackouts import blackout_dialog
        from ui.schedule.known import load_known

        def store(values: dict[str, Any], done: Done) -> None:
            self.context.write(
                "登记停排的日子",
                lambda s: save_blackout(s, **values),
                on_done=lambda _i: done(None),
                on_error=done,
                undo_toast="停排的日子已登记",
            )

        self.context.read(
            load_known,
            lambda known: blackout_dialog(
                self.window(), known, dt.date.today(), store
            ).open(),
            owner=self,
        )

    def _drop_blackout(self) -> None:
        from services.schedules.rules import delete_blackouts

        row: BlackoutRow | None = _current(self.blackouts)
        if row is not None:
            self.context.write(
                "删除停排的日子",
                lambda s: delete_blackouts(s, [row.id]),
                undo_toast="这几天可以排了",
            )


def _current(table: PagedTable) -> Any | None:
    return table.row(table.current_id())
