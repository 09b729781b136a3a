"""The desk: what waits for the clerk today, and the state of the week."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.context import AppContext
from ui.home.due import due_tasks, first_plan, plan_draft
from ui.home.lines import SilentLine, TaskLine
from ui.home.steps import FirstSteps
from ui.home.summary import Summary, due_text, load
from ui.home.tasks import Task, schedule_tasks, tasks, unfinished, unread_plans
from ui.navigation import Place
from ui.page import Page
from ui.widgets import buttons
from ui.widgets.cards import (
    AnswerCard,
    Card,
    SectionTitle,
    Separator,
    SharesBar,
    Tile,
    make_label,
)
from ui.widgets.empty import Loading
from ui.widgets.header import PageHeader

if TYPE_CHECKING:
    from models.vocabulary import OutletLevel

_TABLES = frozenset(
    {"unit", "outlet", "weekly_return", "placement", "story", "weekly_issue", "setting"}
    | {
        "campaign",
        "measure",
        "measure_deadline",
        "measure_unit",
        "slot",
        "slot_refusal",
    }
)
_SILENT_SHOWN = 12
_DUE_SHOWN, _DUE_AT_START = 20, 4


class HomePage(Page):
    """The first page: one row of figures, what waits, who is silent."""

    key = "home"
    title = "工作台"
    icon = "home"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._shown = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(n) for n in (24, 16, 24, 16)))
        outer.setSpacing(theme.px(14))
        self.header = PageHeader(self.title)
        self.header.add_action(
            buttons.plain(
                "粘贴文字入库", lambda: self._go(Place.of("intake", paste=True))
            )
        )
        self.header.add_action(
            buttons.primary(
                "收表格",
                lambda: self._go(Place("intake")),
                tip="选择或拖入单位交来的表格",
            )
        )
        outer.addWidget(self.header)
        self.body = QStackedWidget()
        self.body.addWidget(Loading())
        self.desk = QWidget()
        self._build_desk()
        self.body.addWidget(self.desk)
        self.steps = FirstSteps(context)
        self.body.addWidget(self.steps)
        outer.addWidget(self.body, 1)

    def _build_desk(self) -> None:
        column = QVBoxLayout(self.desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        self.answer = AnswerCard()
        week = self._go_week
        self.received = self.answer.add_tile(Tile(on_click=week))
        self.missing = self.answer.add_tile(Tile(on_click=week))
        self.late = self.answer.add_tile(Tile(on_click=week))
        self.stories = self.answer.add_tile(
            Tile(on_click=lambda: self._go(Place("stories")))
        )
        self.shares = SharesBar()
        self.answer.add(self.shares)
        column.addWidget(self.answer)
        below = QHBoxLayout()
        below.setSpacing(theme.px(14))
        self.waiting = _ListCard("等您处理")
        self.silent = _ListCard("连续未报")
        self.silent.setFixedWidth(theme.px(300))
        self.due = _ListCard("到期的任务")
        left = QVBoxLayout()
        left.setSpacing(theme.px(14))
        left.addWidget(self.waiting, 1)
        left.addWidget(self.due, 1)
        below.addLayout(left, 1)
        below.addWidget(self.silent)
        column.addLayout(below, 1)

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Read the desk."""
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the desk again when something on it may have changed."""
        if not changed_tables or changed_tables & _TABLES:
            self._load()

    def _load(self) -> None:
        self.context.read(
            lambda s: load(s, dt.datetime.now()), self._show, owner=self, key="desk"
        )

    def _show(self, desk: Summary) -> None:
        day = desk.now
        weekday = "一二三四五六日"[day.weekday()]
        self.header.set_subtitle(f"{day.year}年{day.month}月{day.day}日　周{weekday}")
        if not desk.units or not desk.returns:
            due = due_tasks(desk.pressing, _DUE_AT_START)
            due += [] if desk.has_plans else [first_plan()]
            held = [*self._unfinished(), *schedule_tasks(desk), *due]
            self.steps.show_state(desk, held)
            self.body.setCurrentWidget(self.steps)
        else:
            self._show_figures(desk)
            self._show_tasks(desk)
            self._show_silent(desk)
            self._show_due(desk)
            self.body.setCurrentWidget(self.desk)
        if not self._shown:
            self._shown = True
            self.shown_data.emit()

    def _show_figures(self, desk: Summary) -> None:
        counts, before = desk.counts, desk.before
        nil = f"（零报告 {counts.nil}）" if counts.nil else ""
        self.received.set(
            f"{counts.received} / {counts.expected}", f"本周已报 / 应报{nil}"
        )
        if desk.over:
            self.missing.set(
                str(counts.missing), "未报", "missing" if counts.missing else "text"
            )
        else:
            self.missing.set(str(counts.missing), due_text(desk.due, desk.now))
        self.late.set(str(counts.late), "迟报", "late" if counts.late else "text")
        self.late.setVisible(desk.over or bool(counts.late))
        self.stories.set(f"{counts.stories} 篇", f"稿件（上周 {before.stories}）")
        self.shares.set(
            f"刊播 {counts.placements} 条",
            [
                (_level_word(level), counts.levels.get(level, 0), f"share_{int(level)}")
                for level in counts.levels
            ],
        )

    def _show_tasks(self, desk: Summary) -> None:
        found = [*self._unfinished(), *tasks(desk)]
        lines: list[QWidget] = [
            TaskLine(
                t.mark, t.role, t.text, t.note, t.action, lambda p=t.place: self._go(p)
            )
            for t in found
        ]
        self.waiting.set_lines(
            "等您处理" if found else "都办完了",
            f"{len(found)} 件" if found else "",
            lines,
            "现在没有等着办的事。收到新的表格，拖到窗口里就能入库。",
        )

    def _unfinished(self) -> list[Task]:
        from ui.intake.draft import Draft

        draft = Draft.load(self.context.state)
        found = [unfinished(draft.words)] if draft is not None else []
        plans = plan_draft(self.context.folder)
        return [*found, unread_plans(plans)] if plans else found

    def _show_silent(self, desk: Summary) -> None:
        lines: list[QWidget] = [
            SilentLine(
                unit.name,
                f"{unit.liaison} {unit.phone}".strip() or "没有登记联络员",
                f"{unit.weeks} 周",
                lambda u=unit: self._go(
                    Place.of("reporting", week=desk.week.isoformat(), unit=u.unit_id)
                ),
            )
            for unit in desk.silent[:_SILENT_SHOWN]
        ]
        note = f"{len(desk.silent)} 个单位" if desk.silent else ""
        self.silent.set_lines("连续未报", note, lines, "没有连续两周以上未报的单位。")

    def _show_due(self, desk: Summary) -> None:
        """Measures that are overdue or soon due; nothing at all while no plan presses."""
        held = desk.pressing
        rows = (*held.overdue, *held.soon)
        self.due.setVisible(bool(rows))
        lines: list[QWidget] = [
            TaskLine(
                t.mark, t.role, t.text, t.note, t.action, lambda p=t.place: self._go(p)
            )
            for t in due_tasks(held, _DUE_SHOWN)
        ]
        note = "，".join(
            words
            for words in (
                f"逾期 {len(held.overdue)} 项" if held.overdue else "",
                f"14 天内到期 {len(held.soon)} 项" if held.soon else "",
            )
            if words
        )
        self.due.set_lines("到期的任务", note, lines, "")

    def _go(self, place: Place) -> None:
        self.context.navigate(place)

    def _go_week(self) -> None:
        self._go(Place("reporting"))


class _ListCard(Card):
    """A card with a heading and lines that scroll when there are many."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.body.setContentsMargins(*(theme.px(n) for n in (12, 14, 12, 12)))
        self.heading = SectionTitle(title)
        held = QHBoxLayout()
        held.setContentsMargins(theme.px(8), 0, 0, 0)
        held.addWidget(self.heading)
        self.body.addLayout(held)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.area, 1)

    def set_lines(
        self, title: str, note: str, lines: list[QWidget], empty: str
    ) -> None:
        """Show other lines, or a sentence where there are none."""
        self.heading.set(title, note)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for i, line in enumerate(lines):
            if i:
                column.addWidget(Separator())
            column.addWidget(line)
        if not lines:
            words = make_label(empty, ink="soft", wrap=True)
            words.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), 0)
            column.addWidget(words)
        column.addStretch()
        inside.setObjectName("scrolled")
        self.area.setWidget(inside)


def _level_word(level: OutletLevel) -> str:
    return level.short
