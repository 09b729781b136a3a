"""The desk of an office that has just begun: three steps, each with its button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.context import AppContext
from ui.home.lines import TaskLine
from ui.home.summary import Summary
from ui.home.tasks import Task
from ui.navigation import Place
from ui.widgets import buttons
from ui.widgets.cards import Card, make_label
from ui.widgets.chips import Chip


class FirstSteps(QWidget):
    """Units, forms, returns: what is done already carries a mark."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        go = context.navigate
        self.cards = [
            _Step(
                "1",
                "建立单位名册",
                "哪些单位每周要报，联络员是谁。可以从 Excel 导入，也可以逐行录入、整块粘贴。",
                [
                    ("导入单位名册", self._import),
                    ("逐行录入", lambda: go(Place.of("registers", tab="units"))),
                ],
            ),
            _Step(
                "2",
                "给单位发表格",
                "每个单位一份，带下拉选择和示例行；没有报道的，在表上勾“本周无报道”。",
                [("去周报发表格", lambda: go(Place("reporting")))],
            ),
            _Step(
                "3",
                "收表格、出汇总",
                "把交回的文件拖进窗口，核对后入库；到点出周汇总，未报的单位有催报名单。",
                [
                    ("收表格", lambda: go(Place("intake"))),
                    ("粘贴文字入库", lambda: go(Place.of("intake", paste=True))),
                ],
            ),
        ]
        for card in self.cards:
            row.addWidget(card, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(14))
        self.lead = make_label("", ink="soft", wrap=True)
        outer.addWidget(self.lead)
        outer.addLayout(row)
        self.waiting = Card()
        self.waiting.hide()
        outer.addWidget(self.waiting)
        outer.addStretch(1)

    def _show_waiting(self, waiting: Sequence[Task]) -> None:
        body = self.waiting.body
        while (old := body.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        for task in waiting:
            body.addWidget(
                TaskLine(
                    task.mark,
                    task.role,
                    task.text,
                    task.note,
                    task.action,
                    lambda place=task.place: self._context.navigate(place),
                )
            )
        self.waiting.setVisible(bool(waiting))

    def show_state(self, desk: Summary, waiting: Sequence[Task] = ()) -> None:
        """Mark what is done; the first open step has the strong button. `waiting` stands under the steps."""
        self._show_waiting(waiting)
        have_units = desk.units > 0
        self.lead.setText(
            f"单位名册里有 {desk.units} 个单位，还没有收到周报。接下来发表格，收回来就能看到全县的情况。"
            if have_units
            else "三步就能开始：先有单位名册，再发表格，收回来入库、出汇总。"
        )
        self.cards[0].set_state(
            "done" if have_units else "next", f"{desk.units} 个单位"
        )
        self.cards[1].set_state("next" if have_units else "later")
        self.cards[2].set_state("next" if have_units else "later")

    def _import(self) -> None:
        from ui.registers.transfer import import_units

        import_units(self, self._context)


class _Step(Card):
    """One step: number, what it is, why, and its buttons."""

    def __init__(
        self,
        number: str,
        title: str,
        text: str,
        actions: list[tuple[str, Callable[[], object]]],
    ) -> None:
        super().__init__()
        self.setMinimumHeight(theme.px(220))
        self.body.setContentsMargins(*(theme.px(n) for n in (22, 20, 22, 20)))
        self.body.setSpacing(theme.px(10))
        head = QHBoxLayout()
        head.addWidget(make_label(number, "figure", ink="accent"))
        head.addSpacing(theme.px(4))
        head.addWidget(make_label(title, "heading"), 1)
        self.chip = Chip("已完成", "ok")
        self.chip.hide()
        head.addWidget(self.chip)
        self.body.addLayout(head)
        self.body.addWidget(make_label(text, ink="soft", wrap=True))
        self.body.addStretch(1)
        row = QHBoxLayout()
        self.buttons: list[QPushButton] = []
        for i, (label, action) in enumerate(actions):
            make = buttons.primary if i == 0 else buttons.plain
            button = make(label, action)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch()
        self.body.addLayout(row)
        self.setAccessibleName(f"第 {number} 步：{title}")

    def set_state(self, state: str, word: str = "") -> None:
        """`done`, `next` or `later`."""
        self.chip.setVisible(state == "done")
        self.chip.set(word or "已完成", "ok")
        for button in self.buttons:
            button.setEnabled(state != "later")
