"""The parts of the page on which a draft is looked through, laid out; and finding words in its text."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.plan_review.answer import ReviewAnswer
from ui.plan_review.detail import DetailCard
from ui.plan_review.find_bar import FindBar
from ui.plan_review.section_rail import SectionRail
from ui.plan_review.source_text import SourceText
from ui.plan_review.tree_view import ReadingTree
from ui.plan_review.unit_check import UnitCheck
from ui.state import StateStore
from ui.theme import px
from ui.widgets.buttons import icon_button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import make_label
from ui.widgets.pills import PillBar
from ui.widgets.side import SplitView

TREE, UNITS, NO_PLAN = range(3)
"""Pages of the right side."""


class CheckLayout(QWidget):
    """Text at the left, what was understood at the right. `paste_wanted`, `by_hand_wanted`, `as_plan_wanted` where
    no plan was found; `doubt_wanted(forward)` for the next or previous doubt.
    """

    paste_wanted = Signal()
    by_hand_wanted = Signal()
    as_plan_wanted = Signal()
    doubt_wanted = Signal(bool)

    def __init__(self, state: StateStore | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.find_bar = SourceText(), FindBar()
        self.tree, self.rail = ReadingTree(), SectionRail()
        self.detail, self.units = DetailCard(), UnitCheck()
        self.pills, self.answer = PillBar(), ReviewAnswer()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        box.addWidget(self.answer)
        split = SplitView(self._left(), self._right(), state, "plan_review")
        kept = state.get("plan_review.side") if state is not None else None
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        if not isinstance(kept, int):
            split.setSizes([px(520), px(600)])
        box.addWidget(split, 1)
        self.find_bar.wanted.connect(self._on_find)
        self.find_bar.step.connect(self._on_find_step)
        self.find_bar.closed.connect(self.end_find)

    # --- building ------------------------------------------------------------------------------------

    def _left(self) -> QWidget:
        card = _card()
        box = _column(card)
        top = QHBoxLayout()
        top.setContentsMargins(px(14), px(8), px(8), px(8))
        top.setSpacing(px(8))
        self.text_note = make_label("", "note", ink="soft")
        top.addWidget(make_label("原文", "bold"))
        top.addWidget(self.text_note, 1)
        top.addWidget(icon_button("search", "在原文里找（Ctrl+F）", self.begin_find))
        box.addLayout(top)
        self.find_bar.hide()
        box.addWidget(self.find_bar)
        box.addWidget(self.text, 1)
        card.setMinimumWidth(px(320))
        return card

    def _right(self) -> QWidget:
        card = _card()
        card.setMinimumWidth(px(420))
        box = _column(card)
        top = QHBoxLayout()
        top.setContentsMargins(px(10), px(8), px(8), px(8))
        top.setSpacing(px(4))
        top.addWidget(self.pills, 1)
        self.previous = icon_button(
            "chevron-up",
            "上一处待核（Shift+F8）",
            lambda: self.doubt_wanted.emit(False),
        )
        self.next = icon_button(
            "chevron-down", "下一处待核（F8）", lambda: self.doubt_wanted.emit(True)
        )
        top.addWidget(self.previous)
        top.addWidget(self.next)
        box.addLayout(top)
        self.stack = QStackedWidget()
        tree = QWidget()
        row = QHBoxLayout(tree)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        whole = QVBoxLayout()
        whole.setSpacing(0)
        whole.addWidget(self.tree, 1)
        whole.addWidget(self.detail)
        row.addLayout(whole, 1)
        self.none = EmptyState(
            "没有找到方案",
            "",
            [
                ("粘贴方案全文…", self.paste_wanted.emit, False),
                ("手工新建方案", self.by_hand_wanted.emit, False),
                ("仍按方案整理", self.as_plan_wanted.emit, False),
            ],
            icon="file",
        )
        self.none.setObjectName("plain")
        for part in (tree, self.units, self.none):
            self.stack.addWidget(part)
        box.addWidget(self.stack, 1)
        return card

    # --- finding -------------------------------------------------------------------------------------

    def begin_find(self) -> None:
        """Open the bar that finds words in the text."""
        chosen = self.text.textCursor().selectedText()
        self.find_bar.show()
        self.find_bar.begin(chosen if 0 < len(chosen) <= 40 else "")

    def _on_find(self, words: str) -> None:
        count = self.text.find_all(words.strip())
        at = self.text.go_to_hit(fresh=True) if count else 0
        self.find_bar.tell(at, count)

    def _on_find_step(self, forward: bool) -> None:
        count = self.text.find_all(self.find_bar.field.text().strip())
        self.find_bar.tell(self.text.go_to_hit(forward), count)

    def end_find(self) -> None:
        """Close the bar and unmark what was found."""
        had = self.find_bar.isVisible()
        self.find_bar.hide()
        self.text.find_all("")
        if had:
            self.text.setFocus()


def _card() -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    return card


def _column(widget: QWidget) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(1, 1, 1, 1)
    box.setSpacing(0)
    return box
